/* SPDX-License-Identifier: EUPL-1.2 */
/* One small function an event, and the table of them. What an event does here it does for ever: to
 * change a meaning, add an event or a schema number. */
#include "procedures/core/evolve.h"

#include <string.h>

#include "procedures/core/evolve_own.h"
#include "procedures/core/handoff.h"
#include "procedures/core/late.h"
#include "procedures/core/transfer.h"

Lt__Dossier *lt_dossier_new(uint64_t id, struct lt_arena *arena)
{
	Lt__Dossier *d = NEW(arena, Lt__Dossier, lt__dossier__init);
	if (d)
		d->id = id;
	return d;
}

Lt__Token *lt_dossier_token(const Lt__Dossier *dossier, uint32_t id)
{
	for (size_t i = 0; i < dossier->n_tokens; i++)
		if (dossier->tokens[i]->id == id)
			return dossier->tokens[i];
	return NULL;
}

const Lt__Frame *lt_dossier_frame(const Lt__Dossier *dossier, uint32_t id)
{
	for (size_t i = 0; i < dossier->n_frames; i++)
		if (dossier->frames[i]->id == id)
			return dossier->frames[i];
	return NULL;
}

const Lt__Field *lt_dossier_field(const Lt__Dossier *dossier, const char *name)
{
	for (size_t i = 0; i < dossier->n_fields; i++)
		if (strcmp(dossier->fields[i]->name, name) == 0)
			return dossier->fields[i];
	return NULL;
}

const Lt__Paper *lt_dossier_paper(const Lt__Dossier *dossier, const char *id)
{
	for (size_t i = 0; i < dossier->n_papers; i++)
		if (strcmp(dossier->papers[i]->id, id) == 0)
			return dossier->papers[i];
	return NULL;
}

static Lt__Visit *find_visit(const Lt__Dossier *d, const char *step, uint32_t frame, uint32_t item)
{
	for (size_t i = 0; i < d->n_visits; i++)
		if (d->visits[i]->frame == frame && d->visits[i]->item == item &&
		    strcmp(d->visits[i]->step, step) == 0)
			return d->visits[i];
	return NULL;
}

uint32_t lt_dossier_visits(const Lt__Dossier *dossier, const char *step, uint32_t frame,
			   uint32_t item)
{
	const Lt__Visit *v = find_visit(dossier, step, frame, item);
	return v ? v->count : 0;
}

Lt__Pause *lt_dossier_open_pause(const Lt__Dossier *dossier)
{
	for (size_t i = dossier->n_pauses; i-- > 0;)
		if (dossier->pauses[i]->to_us == 0)
			return dossier->pauses[i];
	return NULL;
}

bool lt_chain_fits(const Lt__Dossier *dossier, const Lt__Event *event)
{
	return event->dossier == dossier->id && event->n == dossier->events_count + 1 &&
	       lt_slice_equal(lt_slice(event->prev.data, event->prev.len),
			      lt_slice(dossier->head.data, dossier->head.len));
}

/* -- parts that several events share -- */

static int set_fields(Lt__Dossier *d, Lt__Field *const *fields, size_t count,
		      struct lt_arena *arena)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		while (at < d->n_fields && strcmp(d->fields[at]->name, fields[i]->name) != 0)
			at++;
		if (at < d->n_fields) {
			d->fields[at] = fields[i];
			continue;
		}
		if (APPEND(arena, d->fields, d->n_fields, fields[i]) < 0)
			return LT_E_NOMEM;
	}
	return 0;
}

static int add_papers(Lt__Dossier *d, Lt__Paper *const *papers, size_t count,
		      struct lt_arena *arena)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		while (at < d->n_papers && strcmp(d->papers[at]->id, papers[i]->id) != 0)
			at++;
		if (at < d->n_papers) {
			d->papers[at] =
				papers[i]; /* the newer copy of a paper is the one that counts */
			continue;
		}
		if (APPEND(arena, d->papers, d->n_papers, papers[i]) < 0)
			return LT_E_NOMEM;
	}
	return 0;
}

static void drop_incidents(Lt__Dossier *d, uint32_t token)
{
	for (size_t i = d->n_incidents; i-- > 0;)
		if (d->incidents[i]->token == token)
			REMOVE(d->incidents, d->n_incidents, i);
}

void lt_evolve_drop(Lt__Dossier *d, uint32_t id, int64_t at_us)
{
	lt_late_end(d, id, at_us);
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->id == id) {
			REMOVE(d->tokens, d->n_tokens, i);
			break;
		}
	drop_incidents(d, id);
}

static void free_job(Lt__Token *t, Lt__TokenState state)
{
	t->state = state;
	t->node = "";
}

/* -- the events -- */

static int on_received(const struct lt_applying *a)
{
	const Lt__DossierReceived *e = a->event->received;
	Lt__Dossier *d = a->dossier;
	d->status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	d->code = e->code;
	d->procedure = e->procedure;
	d->definition = e->definition;
	d->directory = e->directory;
	d->calendar = e->calendar;
	d->unit = e->unit;
	d->office = e->office;
	d->channel = e->channel;
	d->applicant = e->applicant;
	d->fields = e->fields;
	d->n_fields = e->n_fields;
	d->papers = e->papers;
	d->n_papers = e->n_papers;
	d->submitted_us = e->submitted_us;
	d->received_us = e->received_us;
	d->counts_from_us = e->counts_from_us;
	d->limit = e->limit;
	d->counting = e->counting;
	d->due_us = e->due_us;
	d->most_us = e->most_us;
	d->warned_for_us = e->due_us;
	d->fee_vnd = e->fee_vnd;
	d->own_fee_vnd = e->fee_vnd;
	d->payment = e->payment;
	d->gives_paper = e->gives_paper;
	d->check = e->check;
	return lt_transfer_on_received(d, e, a->arena);
}

static int on_started(const struct lt_applying *a)
{
	const Lt__StepStarted *e = a->event->started;
	Lt__Dossier *d = a->dossier;
	d->tokens_made = e->token->id;
	if (APPEND(a->arena, d->tokens, d->n_tokens, e->token) < 0 ||
	    lt_handoff_on_started(d, e->token, a->arena) < 0)
		return LT_E_NOMEM;
	if (e->again)
		return 0;
	d->supplements += e->token->kind == LT__STEP_KIND__STEP_KIND_WAIT &&
			  e->token->pause == LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
	Lt__Visit *v = find_visit(d, e->token->step, e->token->frame, e->token->item);
	if (v) {
		v->count++;
		return 0;
	}
	v = NEW(a->arena, Lt__Visit, lt__visit__init);
	if (!v)
		return LT_E_NOMEM;
	v->step = e->token->step;
	v->frame = e->token->frame;
	v->item = e->token->item;
	v->count = 1;
	return APPEND(a->arena, d->visits, d->n_visits, v);
}

static void set_payment(Lt__Dossier *d, Lt__Payment payment)
{
	if (payment)
		d->payment = payment;
}

static int on_completed(const struct lt_applying *a)
{
	const Lt__StepCompleted *e = a->event->completed;
	Lt__Dossier *d = a->dossier;
	lt_handoff_on_completed(d, e);
	lt_evolve_drop(d, e->token, a->at_us);
	set_payment(d, e->payment);
	int r = lt_evolve_done(d, e->unit, e->officer, a->at_us, a->arena);
	if (r == 0)
		r = set_fields(d, e->fields, e->n_fields, a->arena);
	return r < 0 ? r : add_papers(d, e->papers, e->n_papers, a->arena);
}

static int on_cancelled(const struct lt_applying *a)
{
	uint32_t token = a->event->cancelled->token;
	lt_handoff_on_cancelled(a->dossier, token);
	lt_evolve_drop(a->dossier, token, a->at_us);
	return 0;
}

static int on_claimed(const struct lt_applying *a)
{
	const Lt__StepClaimed *e = a->event->claimed;
	Lt__Token *t = lt_dossier_token(a->dossier, e->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_HELD;
		t->officer = e->officer;
		lt_handoff_on_taken(a->dossier, t);
	}
	return 0;
}

static int on_released(const struct lt_applying *a)
{
	Lt__Token *t = lt_dossier_token(a->dossier, a->event->released->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_READY;
		t->officer = "";
	}
	return 0;
}

static int on_opinion(const struct lt_applying *a)
{
	const Lt__OpinionGiven *e = a->event->opinion_given;
	Lt__Token *t = lt_dossier_token(a->dossier, e->token);
	for (size_t i = 0; t && i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, e->opinion->unit) == 0)
			t->opinions[i] = e->opinion;
	if (lt_evolve_done(a->dossier, e->opinion->unit, e->opinion->officer, a->at_us, a->arena) <
	    0)
		return LT_E_NOMEM;
	return add_papers(a->dossier, e->papers, e->n_papers, a->arena);
}

static int on_offered(const struct lt_applying *a)
{
	const Lt__JobOffered *e = a->event->offered;
	Lt__Token *t = lt_dossier_token(a->dossier, e->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_OFFERED;
		t->attempt = e->attempt;
		t->node = e->node;
		t->retry_us = 0;
	}
	return 0;
}

static int on_accepted(const struct lt_applying *a)
{
	Lt__Token *t = lt_dossier_token(a->dossier, a->event->accepted->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_RUNNING;
		t->unanswered = 0;
	}
	return 0;
}

static int on_job_released(const struct lt_applying *a)
{
	const Lt__JobReleased *e = a->event->released_job;
	Lt__Token *t = lt_dossier_token(a->dossier, e->token);
	if (!t)
		return 0;
	free_job(t, e->retry_us ? LT__TOKEN_STATE__TOKEN_STATE_BACKOFF
				: LT__TOKEN_STATE__TOKEN_STATE_READY);
	t->retry_us = e->retry_us;
	t->failures += e->failure;
	t->unanswered += e->unanswered;
	return 0;
}

static int on_signal(const struct lt_applying *a)
{
	const Lt__SignalArrived *e = a->event->signal;
	Lt__Dossier *d = a->dossier;
	if (set_fields(d, e->signal->fields, e->signal->n_fields, a->arena) < 0 ||
	    add_papers(d, e->papers, e->n_papers, a->arena) < 0)
		return LT_E_NOMEM;
	set_payment(d, e->payment);
	if (e->kept)
		return APPEND(a->arena, d->signals, d->n_signals, e->signal);
	for (size_t i = 0; i < d->n_signals; i++) /* taken by a wait: no longer kept */
		if (strcmp(d->signals[i]->event, e->signal->event) == 0) {
			REMOVE(d->signals, d->n_signals, i);
			break;
		}
	return 0;
}

static int on_attached(const struct lt_applying *a)
{
	const Lt__PaperAttached *e = a->event->attached;
	return add_papers(a->dossier, &e->paper, e->paper != NULL, a->arena);
}

static int on_incident(const struct lt_applying *a)
{
	Lt__Incident *incident = a->event->incident->incident;
	Lt__Token *t = lt_dossier_token(a->dossier, incident->token);
	if (t)
		t->state = LT__TOKEN_STATE__TOKEN_STATE_INCIDENT;
	return APPEND(a->arena, a->dossier->incidents, a->dossier->n_incidents, incident);
}

static int on_incident_cleared(const struct lt_applying *a)
{
	uint32_t token = a->event->incident_cleared->token;
	drop_incidents(a->dossier, token);
	Lt__Token *t = lt_dossier_token(a->dossier, token);
	if (!t)
		return 0;
	bool desk = t->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
		    t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
		    t->kind == LT__STEP_KIND__STEP_KIND_AUTO;
	free_job(t,
		 desk ? LT__TOKEN_STATE__TOKEN_STATE_READY : LT__TOKEN_STATE__TOKEN_STATE_WAITING);
	t->officer = "";
	return 0;
}

static int on_called(const struct lt_applying *a)
{
	Lt__Frame *frame = a->event->called->frame;
	a->dossier->frames_made = frame->id;
	return APPEND(a->arena, a->dossier->frames, a->dossier->n_frames, frame);
}

static int on_call_ended(const struct lt_applying *a)
{
	Lt__Dossier *d = a->dossier;
	for (size_t i = 0; i < d->n_frames; i++)
		if (d->frames[i]->id == a->event->call_ended->frame) {
			REMOVE(d->frames, d->n_frames, i);
			break;
		}
	return 0;
}

/* One part that is not known makes the whole unknown. */
static void sum_fees(Lt__Dossier *d)
{
	d->fee_vnd = d->own_fee_vnd;
	for (size_t i = 0; i < d->n_fees && d->fee_vnd >= 0; i++)
		if (d->fees[i]->fee_vnd < 0)
			d->fee_vnd = -1;
		else if (__builtin_add_overflow(d->fee_vnd, d->fees[i]->fee_vnd, &d->fee_vnd))
			d->fee_vnd = INT64_MAX;
}

static int on_fee_set(const struct lt_applying *a)
{
	a->dossier->own_fee_vnd = a->event->fee_set->fee_vnd;
	sum_fees(a->dossier);
	return 0;
}

static int on_fee_added(const struct lt_applying *a)
{
	Lt__FeeLine *line = a->event->fee_added->line;
	Lt__Dossier *d = a->dossier;
	size_t at = 0;
	while (at < d->n_fees && strcmp(d->fees[at]->path, line->path) != 0)
		at++;
	if (at < d->n_fees)
		d->fees[at] = line;
	else if (APPEND(a->arena, d->fees, d->n_fees, line) < 0)
		return LT_E_NOMEM;
	sum_fees(d);
	return 0;
}

static int on_finished(const struct lt_applying *a)
{
	const Lt__DossierFinished *e = a->event->finished;
	Lt__Dossier *d = a->dossier;
	d->status = e->n_deliver ? LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED
				 : LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	d->outcome = e->outcome;
	d->form = e->form;
	d->deliver = e->deliver;
	d->n_deliver = e->n_deliver;
	d->finished_us = a->at_us;
	lt_late_end(d, 0, a->at_us);
	return 0;
}

static int on_returned(const struct lt_applying *a)
{
	a->dossier->status = LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	a->dossier->way = a->event->returned->way;
	a->dossier->returned_us = a->at_us;
	return 0;
}

static int close_as(const struct lt_applying *a, Lt__DossierStatus status, const char *outcome)
{
	a->dossier->status = status;
	a->dossier->outcome = outcome;
	a->dossier->finished_us = a->at_us;
	lt_late_end(a->dossier, 0, a->at_us);
	return 0;
}

static int on_withdrawn(const struct lt_applying *a)
{
	return close_as(a, LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN, "withdrawn");
}

static int on_stopped(const struct lt_applying *a)
{
	return close_as(a, LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED, "stopped");
}

/* It is history alone: what it led to has events of its own. */
static int on_told(const struct lt_applying *a)
{
	(void)a;
	return 0;
}

static lt_apply *const handlers[] = {
	[LT__EVENT__BODY_RECEIVED] = on_received,
	[LT__EVENT__BODY_STARTED] = on_started,
	[LT__EVENT__BODY_COMPLETED] = on_completed,
	[LT__EVENT__BODY_CANCELLED] = on_cancelled,
	[LT__EVENT__BODY_CLAIMED] = on_claimed,
	[LT__EVENT__BODY_RELEASED] = on_released,
	[LT__EVENT__BODY_ROUTED] = on_told,
	[LT__EVENT__BODY_BRANCH_DECIDED] = on_told, /* the block's own event counts branches */
	[LT__EVENT__BODY_BRANCH_ENDED] = lt_evolve_branch_ended,
	[LT__EVENT__BODY_BLOCK_JOINED] = lt_evolve_block_joined,
	[LT__EVENT__BODY_BLOCK_ENDED] = lt_evolve_block_ended,
	[LT__EVENT__BODY_ITEM_ADDED] = lt_evolve_item_added,
	[LT__EVENT__BODY_OPINION_GIVEN] = on_opinion,
	[LT__EVENT__BODY_OFFERED] = on_offered,
	[LT__EVENT__BODY_ACCEPTED] = on_accepted,
	[LT__EVENT__BODY_RELEASED_JOB] = on_job_released,
	[LT__EVENT__BODY_SIGNAL] = on_signal,
	[LT__EVENT__BODY_ACT_DROPPED] = on_told,
	[LT__EVENT__BODY_ATTACHED] = on_attached,
	[LT__EVENT__BODY_FEEDBACK] = lt_evolve_feedback,
	[LT__EVENT__BODY_FEEDBACK_ANSWERED] = lt_evolve_answered,
	[LT__EVENT__BODY_CLOCK_STOPPED] = lt_evolve_clock_stopped,
	[LT__EVENT__BODY_CLOCK_RESUMED] = lt_evolve_clock_resumed,
	[LT__EVENT__BODY_CLOCK_HELD] = lt_evolve_clock_held,
	[LT__EVENT__BODY_CLOCK_RELEASED] = lt_evolve_clock_released,
	[LT__EVENT__BODY_DUE_CHANGED] = lt_evolve_due_changed,
	[LT__EVENT__BODY_REBOUND] = lt_evolve_rebound,
	[LT__EVENT__BODY_STEP_OVERDUE] = lt_evolve_step_overdue,
	[LT__EVENT__BODY_OVERDUE] = lt_evolve_overdue,
	[LT__EVENT__BODY_RUNS_OUT] = lt_evolve_runs_out,
	[LT__EVENT__BODY_WARNINGS_SET] = lt_evolve_warnings_set,
	[LT__EVENT__BODY_LATENESS_LIFTED] = lt_evolve_lateness_lifted,
	[LT__EVENT__BODY_DUTY_DONE] = lt_evolve_duty_done,
	[LT__EVENT__BODY_INCIDENT] = on_incident,
	[LT__EVENT__BODY_INCIDENT_CLEARED] = on_incident_cleared,
	[LT__EVENT__BODY_FEE_SET] = on_fee_set,
	[LT__EVENT__BODY_FEE_ADDED] = on_fee_added,
	[LT__EVENT__BODY_CALLED] = on_called,
	[LT__EVENT__BODY_CALL_ENDED] = on_call_ended,
	[LT__EVENT__BODY_MIGRATED] = lt_evolve_migrated,
	[LT__EVENT__BODY_FINISHED] = on_finished,
	[LT__EVENT__BODY_RETURNED] = on_returned,
	[LT__EVENT__BODY_WITHDRAWN] = on_withdrawn,
	[LT__EVENT__BODY_STOPPED] = on_stopped,
};

static int apply(Lt__Dossier *dossier, const Lt__Event *event, struct lt_arena *arena)
{
	size_t kind = (size_t)event->body_case;
	lt_apply *handler = kind < sizeof handlers / sizeof *handlers ? handlers[kind] : NULL;
	if (!handler)
		return LT_E_VERSION;
	return handler(&(struct lt_applying){dossier, event, lt_event_at(event), arena});
}

int lt_evolve(Lt__Dossier *dossier, const Lt__Event *event, struct lt_slice bytes,
	      struct lt_arena *arena)
{
	if (event->schema != LT_EVENT_SCHEMA)
		return LT_E_VERSION;
	int r = apply(dossier, event, arena);
	if (r < 0)
		return r;
	uint8_t *head = lt_arena_alloc(arena, LT_HASH_BYTES);
	if (!head)
		return LT_E_NOMEM;
	lt_hash(bytes, head);
	dossier->head = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = head};
	if (event->body_case == LT__EVENT__BODY_STARTED && *event->started->token->from)
		event->started->token->offer = dossier->head;
	dossier->events_count = event->n;
	dossier->stamp_us = event->stamp_us;
	return 0;
}
