/* SPDX-License-Identifier: EUPL-1.2 */
/* One small function an event. What an event does here it does for ever: to change a meaning, add
 * an event or a schema number (the golden histories in evolve_test.c hold us to it). */
#include "procedures/core/evolve.h"

#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve_own.h"
#include "procedures/core/handoff.h"
#include "procedures/core/evolve_steps.h"
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

static int on_received(Lt__Dossier *d, const Lt__DossierReceived *e, struct lt_arena *arena)
{
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
	return lt_transfer_on_received(d, e, arena);
}

static int on_started(Lt__Dossier *d, const Lt__StepStarted *e, struct lt_arena *arena)
{
	d->tokens_made = e->token->id;
	if (APPEND(arena, d->tokens, d->n_tokens, e->token) < 0 ||
	    lt_handoff_on_started(d, e->token, arena) < 0)
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
	v = NEW(arena, Lt__Visit, lt__visit__init);
	if (!v)
		return LT_E_NOMEM;
	v->step = e->token->step;
	v->frame = e->token->frame;
	v->item = e->token->item;
	v->count = 1;
	return APPEND(arena, d->visits, d->n_visits, v);
}

static void set_payment(Lt__Dossier *d, Lt__Payment payment)
{
	if (payment)
		d->payment = payment;
}

static int on_completed(Lt__Dossier *d, const Lt__StepCompleted *e, int64_t at_us,
			struct lt_arena *arena)
{
	lt_handoff_on_completed(d, e);
	lt_evolve_drop(d, e->token, at_us);
	set_payment(d, e->payment);
	int r = lt_evolve_done(d, e->unit, e->officer, at_us, arena);
	if (r == 0)
		r = set_fields(d, e->fields, e->n_fields, arena);
	return r < 0 ? r : add_papers(d, e->papers, e->n_papers, arena);
}

static int on_claimed(Lt__Dossier *d, const Lt__StepClaimed *e)
{
	Lt__Token *t = lt_dossier_token(d, e->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_HELD;
		t->officer = e->officer;
		lt_handoff_on_taken(d, t);
	}
	return 0;
}

static int on_released(Lt__Dossier *d, const Lt__StepReleased *e)
{
	Lt__Token *t = lt_dossier_token(d, e->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_READY;
		t->officer = "";
	}
	return 0;
}

static int on_opinion(Lt__Dossier *d, const Lt__OpinionGiven *e, int64_t at_us,
		      struct lt_arena *arena)
{
	Lt__Token *t = lt_dossier_token(d, e->token);
	for (size_t i = 0; t && i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, e->opinion->unit) == 0)
			t->opinions[i] = e->opinion;
	if (lt_evolve_done(d, e->opinion->unit, e->opinion->officer, at_us, arena) < 0)
		return LT_E_NOMEM;
	return add_papers(d, e->papers, e->n_papers, arena);
}

static int on_offered(Lt__Dossier *d, const Lt__JobOffered *e)
{
	Lt__Token *t = lt_dossier_token(d, e->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_OFFERED;
		t->attempt = e->attempt;
		t->node = e->node;
		t->retry_us = 0;
	}
	return 0;
}

static int on_accepted(Lt__Dossier *d, const Lt__JobAccepted *e)
{
	Lt__Token *t = lt_dossier_token(d, e->token);
	if (t) {
		t->state = LT__TOKEN_STATE__TOKEN_STATE_RUNNING;
		t->unanswered = 0;
	}
	return 0;
}

static int on_job_released(Lt__Dossier *d, const Lt__JobReleased *e)
{
	Lt__Token *t = lt_dossier_token(d, e->token);
	if (!t)
		return 0;
	free_job(t, e->retry_us ? LT__TOKEN_STATE__TOKEN_STATE_BACKOFF
				: LT__TOKEN_STATE__TOKEN_STATE_READY);
	t->retry_us = e->retry_us;
	t->failures += e->failure;
	t->unanswered += e->unanswered;
	return 0;
}

static int on_signal(Lt__Dossier *d, const Lt__SignalArrived *e, struct lt_arena *arena)
{
	if (set_fields(d, e->signal->fields, e->signal->n_fields, arena) < 0 ||
	    add_papers(d, e->papers, e->n_papers, arena) < 0)
		return LT_E_NOMEM;
	set_payment(d, e->payment);
	if (e->kept)
		return APPEND(arena, d->signals, d->n_signals, e->signal);
	for (size_t i = 0; i < d->n_signals; i++) /* taken by a wait: no longer kept */
		if (strcmp(d->signals[i]->event, e->signal->event) == 0) {
			REMOVE(d->signals, d->n_signals, i);
			break;
		}
	return 0;
}

static int on_clock_stopped(Lt__Dossier *d, const Lt__ClockStopped *e, int64_t at_us,
			    struct lt_arena *arena)
{
	Lt__Pause *p = NEW(arena, Lt__Pause, lt__pause__init);
	if (!p)
		return LT_E_NOMEM;
	p->reason = e->reason;
	p->step = e->step;
	p->from_us = at_us;
	p->due_before_us = d->due_us;
	p->paper = e->paper;
	p->note = e->note;
	p->officer = e->officer;
	p->unit = e->unit;
	d->due_us = LT_DUE_SUSPENDED;
	return APPEND(arena, d->pauses, d->n_pauses, p);
}

static int on_clock_resumed(Lt__Dossier *d, const Lt__ClockResumed *e, int64_t at_us)
{
	Lt__Pause *p = lt_dossier_open_pause(d);
	if (p) {
		p->to_us = at_us;
		p->due_after_us = e->due_us;
	}
	d->due_us = e->due_us;
	d->calendar = e->calendar;
	return 0;
}

static int on_incident(Lt__Dossier *d, const Lt__IncidentRaised *e, struct lt_arena *arena)
{
	Lt__Token *t = lt_dossier_token(d, e->incident->token);
	if (t)
		t->state = LT__TOKEN_STATE__TOKEN_STATE_INCIDENT;
	return APPEND(arena, d->incidents, d->n_incidents, e->incident);
}

static int on_incident_cleared(Lt__Dossier *d, const Lt__IncidentCleared *e)
{
	drop_incidents(d, e->token);
	Lt__Token *t = lt_dossier_token(d, e->token);
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

static int on_call_ended(Lt__Dossier *d, const Lt__ProcedureEnded *e)
{
	for (size_t i = 0; i < d->n_frames; i++)
		if (d->frames[i]->id == e->frame) {
			REMOVE(d->frames, d->n_frames, i);
			break;
		}
	return 0;
}

static int on_called(Lt__Dossier *d, const Lt__ProcedureCalled *e, struct lt_arena *arena)
{
	d->frames_made = e->frame->id;
	return APPEND(arena, d->frames, d->n_frames, e->frame);
}

static int on_finished(Lt__Dossier *d, const Lt__DossierFinished *e, int64_t at_us)
{
	d->status = e->n_deliver ? LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED
				 : LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	d->outcome = e->outcome;
	d->form = e->form;
	d->deliver = e->deliver;
	d->n_deliver = e->n_deliver;
	d->finished_us = at_us;
	lt_late_end(d, 0, at_us);
	return 0;
}

static int on_returned(Lt__Dossier *d, const Lt__ResultReturned *e, int64_t at_us)
{
	d->status = LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	d->way = e->way;
	d->returned_us = at_us;
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

static int on_fee_added(Lt__Dossier *d, const Lt__FeeAdded *e, struct lt_arena *arena)
{
	size_t at = 0;
	while (at < d->n_fees && strcmp(d->fees[at]->path, e->line->path) != 0)
		at++;
	if (at < d->n_fees)
		d->fees[at] = e->line;
	else if (APPEND(arena, d->fees, d->n_fees, e->line) < 0)
		return LT_E_NOMEM;
	sum_fees(d);
	return 0;
}

static void on_migrated(Lt__Dossier *d, const Lt__DefinitionMigrated *e)
{
	if (!e->frame)
		d->definition = e->to;
	for (size_t i = 0; i < d->n_frames; i++)
		if (e->frame && d->frames[i]->id == e->frame)
			d->frames[i]->definition = e->to;
}

static int close_as(Lt__Dossier *d, Lt__DossierStatus status, const char *outcome, int64_t at_us)
{
	d->status = status;
	d->outcome = outcome;
	d->finished_us = at_us;
	lt_late_end(d, 0, at_us);
	return 0;
}

/* long: one line an event */
static int apply(Lt__Dossier *d, const Lt__Event *e, struct lt_arena *arena)
{
	int64_t at = lt_event_at(e);
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		return on_received(d, e->received, arena);
	case LT__EVENT__BODY_STARTED:
		return on_started(d, e->started, arena);
	case LT__EVENT__BODY_COMPLETED:
		return on_completed(d, e->completed, at, arena);
	case LT__EVENT__BODY_CANCELLED:
		lt_handoff_on_cancelled(d, e->cancelled->token);
		lt_evolve_drop(d, e->cancelled->token, at);
		return 0;
	case LT__EVENT__BODY_CLAIMED:
		return on_claimed(d, e->claimed);
	case LT__EVENT__BODY_RELEASED:
		return on_released(d, e->released);
	case LT__EVENT__BODY_ROUTED:
		return 0; /* what it led to has an event of its own */
	case LT__EVENT__BODY_BRANCH_ENDED:
	case LT__EVENT__BODY_BLOCK_JOINED:
	case LT__EVENT__BODY_BLOCK_ENDED:
	case LT__EVENT__BODY_ITEM_ADDED:
		return lt_evolve_block(d, e, arena);
	case LT__EVENT__BODY_OPINION_GIVEN:
		return on_opinion(d, e->opinion_given, at, arena);
	case LT__EVENT__BODY_OFFERED:
		return on_offered(d, e->offered);
	case LT__EVENT__BODY_ACCEPTED:
		return on_accepted(d, e->accepted);
	case LT__EVENT__BODY_RELEASED_JOB:
		return on_job_released(d, e->released_job);
	case LT__EVENT__BODY_SIGNAL:
		return on_signal(d, e->signal, arena);
	case LT__EVENT__BODY_ACT_DROPPED:
		return 0; /* nothing was done */
	case LT__EVENT__BODY_ATTACHED:
		return add_papers(d, &e->attached->paper, e->attached->paper != NULL, arena);
	case LT__EVENT__BODY_FEEDBACK:
		return lt_evolve_feedback(d, e->feedback, at, arena);
	case LT__EVENT__BODY_FEEDBACK_ANSWERED:
		lt_evolve_answered(d, e->feedback_answered, at);
		return 0;
	case LT__EVENT__BODY_CLOCK_STOPPED:
		return on_clock_stopped(d, e->clock_stopped, at, arena);
	case LT__EVENT__BODY_CLOCK_RESUMED:
		return on_clock_resumed(d, e->clock_resumed, at);
	case LT__EVENT__BODY_CLOCK_HELD:
	case LT__EVENT__BODY_CLOCK_RELEASED:
	case LT__EVENT__BODY_DUE_CHANGED:
	case LT__EVENT__BODY_REBOUND:
		return lt_evolve_clock(d, e, arena);
	case LT__EVENT__BODY_STEP_OVERDUE:
		return lt_late_on_step(d, e->step_overdue, at, arena);
	case LT__EVENT__BODY_OVERDUE:
		return lt_late_on_dossier(d, e->overdue, at, arena);
	case LT__EVENT__BODY_RUNS_OUT:
		lt_late_on_runs_out(d, e->runs_out);
		return 0;
	case LT__EVENT__BODY_WARNINGS_SET:
		lt_late_on_warnings(d, e->warnings_set, at);
		return 0;
	case LT__EVENT__BODY_LATENESS_LIFTED:
		lt_late_on_lifted(d, e->lateness_lifted);
		return 0;
	case LT__EVENT__BODY_DUTY_DONE:
		return lt_late_on_duty(d, e->duty_done, at, arena);
	case LT__EVENT__BODY_INCIDENT:
		return on_incident(d, e->incident, arena);
	case LT__EVENT__BODY_INCIDENT_CLEARED:
		return on_incident_cleared(d, e->incident_cleared);
	case LT__EVENT__BODY_FEE_SET:
		d->own_fee_vnd = e->fee_set->fee_vnd;
		sum_fees(d);
		return 0;
	case LT__EVENT__BODY_FEE_ADDED:
		return on_fee_added(d, e->fee_added, arena);
	case LT__EVENT__BODY_BRANCH_DECIDED:
		return 0; /* the parallel's own event counts the branches */
	case LT__EVENT__BODY_CALLED:
		return on_called(d, e->called, arena);
	case LT__EVENT__BODY_CALL_ENDED:
		return on_call_ended(d, e->call_ended);
	case LT__EVENT__BODY_MIGRATED:
		on_migrated(d, e->migrated);
		return e->migrated->frame ? 0 : lt_evolve_migrated(d, e->migrated, arena);
	case LT__EVENT__BODY_FINISHED:
		return on_finished(d, e->finished, at);
	case LT__EVENT__BODY_RETURNED:
		return on_returned(d, e->returned, at);
	case LT__EVENT__BODY_WITHDRAWN:
		return close_as(d, LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN, "withdrawn", at);
	case LT__EVENT__BODY_STOPPED:
		return close_as(d, LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED, "stopped", at);
	default:
		return LT_E_VERSION;
	}
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
