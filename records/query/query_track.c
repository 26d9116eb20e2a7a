/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier as its citizen is told of it who has the look-up characters, whichever node asks: where
 * it has been, where it is, what moved the date. No names of people, nothing of the form.
 *
 * A code that is not there and characters that do not fit cost the same work and get the same
 * answer: the dossier next to the code stands in for one that is not there. */
#include <string.h>

#include "procedures/core/evolve.h"
#include "proto/base/lookup.h"
#include "proto/codec/codec.h"
#include "proto/codec/keys.h"
#include "records/query/query_own.h"

enum { STOPS_MAX = 200, CHANGES_MAX = 50 };

static int not_found(struct lt_query *q)
{
	return lt_query_fail(q, LT_E_ABSENT, "mã hồ sơ hoặc mã tra cứu không đúng");
}

/* The dossier of the code, or a neighbour of where it would be. */
static int nearest(struct lt_query *q, Lt__Dossier **ret)
{
	struct lt_txn *txn = q->records->state.txn;
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan behind = {0};
	LT_AUTO(scan) struct lt_scan last = {0};
	struct lt_slice key, value;
	lt_key_code(q->fetch->code, &start);
	int r = lt_scan_from(txn, LT_TABLE_code, lt_key_slice(&start), &behind, NULL);
	if (r == 0)
		r = lt_scan_next(&behind, &key, &value, NULL);
	if (r == LT_E_ABSENT)
		r = lt_scan_back(txn, LT_TABLE_code, lt_slice(NULL, 0), &last, NULL);
	if (r == 0 && last.cursor)
		r = lt_scan_next(&last, &key, &value, NULL);
	return r < 0 ? r : lt_state_dossier(txn, lt_get_u64(value.data), q->arena, ret, NULL);
}

/* -- its way -- */

static const char *unit_name(struct lt_query *q, const char *code)
{
	const struct lt_unit *unit = *code ? lt_directory_unit(q->pinned, code) : NULL;
	if (*code && !unit)
		unit = lt_directory_unit(q->directory, code);
	return lt_arena_str(q->arena, unit ? unit->name : code);
}

static const char *title(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t)
{
	const struct lt_definition *def = lt_query_definition(q, d, t->frame);
	lt_step_index at = def ? lt_definition_step(def, t->step) : LT_STEP_NONE;
	if (at == LT_STEP_NONE) /* of a procedure called and ended, or of another version */
		return t->step;
	if (t->item)
		return lt_arena_printf(q->arena, "%s: %s", def->steps[at].title, t->item_text);
	return lt_arena_str(q->arena, def->steps[at].title);
}

/* What machines and branches do within a moment is nobody's stop. */
static bool is_stop(const Lt__Token *t)
{
	return t->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
	       t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
	       t->kind == LT__STEP_KIND__STEP_KIND_CONSULT ||
	       (t->kind == LT__STEP_KIND__STEP_KIND_WAIT && t->pause);
}

struct walk {
	struct lt_query *q;
	const Lt__Dossier *d;
	Lt__Tracked *t;
	uint32_t *tokens; /* of the stops */
	const char *note; /* of the step completed last */
	uint32_t asks;	  /* token of the supplement that is waited for */
};

static int add_stop(struct walk *w, const Lt__StepStarted *e, int64_t at_us)
{
	struct lt_arena *arena = w->q->arena;
	const Lt__Token *t = e->token;
	if (!is_stop(t) || e->again || w->t->n_stops == STOPS_MAX)
		return 0;
	Lt__TrackedStop *stop = lt_arena_alloc(arena, sizeof *stop);
	if (!stop)
		return LT_E_NOMEM;
	lt__tracked_stop__init(stop);
	stop->title = title(w->q, w->d, t);
	stop->unit_name = unit_name(w->q, t->unit);
	stop->from_us = at_us;
	stop->due_us = t->due_us;
	stop->pause = t->pause;
	w->tokens[w->t->n_stops] = t->id;
	w->t->stops[w->t->n_stops++] = stop;
	if (t->pause == LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT) {
		w->asks = t->id;
		w->t->asked = w->note;
		w->t->asked_until_us = t->due_us;
	}
	return stop->title && stop->unit_name ? 0 : LT_E_NOMEM;
}

static void end_stop(struct walk *w, uint32_t token, int64_t at_us)
{
	for (size_t i = 0; i < w->t->n_stops; i++)
		if (w->tokens[i] == token)
			w->t->stops[i]->to_us = at_us;
	if (token == w->asks) {
		w->t->asked = "";
		w->t->asked_until_us = 0;
	}
}

static int step(struct walk *w, const Lt__Event *e)
{
	int64_t at_us = lt_event_at(e);
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		w->t->promised_us = e->received->due_us;
		return 0;
	case LT__EVENT__BODY_STARTED:
		return add_stop(w, e->started, at_us);
	case LT__EVENT__BODY_COMPLETED:
		w->note = e->completed->note;
		end_stop(w, e->completed->token, at_us);
		return 0;
	case LT__EVENT__BODY_CANCELLED:
		end_stop(w, e->cancelled->token, at_us);
		return 0;
	case LT__EVENT__BODY_FINISHED:
		w->t->refused = strcmp(e->finished->form, "03") == 0 ||
				strcmp(e->finished->outcome, "refused") == 0;
		w->t->reason = w->t->refused ? w->note : "";
		return 0;
	case LT__EVENT__BODY_STOPPED:
		w->t->reason = e->stopped->note;
		return 0;
	default:
		return 0;
	}
}

static int walk(struct walk *w)
{
	struct lt_query *q = w->q;
	struct lt_err why = {0};
	ProtobufCBinaryData *events;
	size_t count;
	w->t->stops = lt_arena_zalloc(q->arena, STOPS_MAX, sizeof(void *));
	w->tokens = lt_arena_zalloc(q->arena, STOPS_MAX, sizeof *w->tokens);
	if (!w->t->stops || !w->tokens)
		return LT_E_NOMEM;
	int r = lt_records_events(q->records, w->d->id, q->arena, &events, &count, &why);
	for (size_t i = 0; r == 0 && i < count; i++) {
		Lt__Event *e;
		r = LT_DECODE_OWN(event, lt_slice(events[i].data, events[i].len), q->arena, &e);
		if (r == 0)
			r = step(w, e);
	}
	for (size_t i = 0; r == 0 && i < w->t->n_stops; i++) {
		const Lt__Token *open = lt_dossier_token(w->d, w->tokens[i]);
		w->t->stops[i]->late = open && open->overdue;
		if (open) /* as it is now: it may have moved */
			w->t->stops[i]->due_us = open->due_us;
	}
	return r;
}

/* -- its date -- */

static Lt__TrackedChange *add_change(struct lt_query *q, Lt__Tracked *t)
{
	Lt__TrackedChange *change = lt_arena_alloc(q->arena, sizeof *change);
	if (!change || !LT_ARENA_PUSH(q->arena, t->changes, t->n_changes))
		return NULL;
	lt__tracked_change__init(change);
	t->changes[t->n_changes++] = change;
	return change;
}

static int changes(struct lt_query *q, const Lt__Dossier *d, Lt__Tracked *t)
{
	for (size_t i = 0; i < d->n_pauses && t->n_changes < CHANGES_MAX; i++) {
		Lt__TrackedChange *change = add_change(q, t);
		if (!change)
			return LT_E_NOMEM;
		change->pause = d->pauses[i]->reason;
		change->from_us = d->pauses[i]->from_us;
		change->to_us = d->pauses[i]->to_us;
		change->before_us = d->pauses[i]->due_before_us;
		change->after_us = d->pauses[i]->due_after_us;
		if (!change->to_us)
			t->pause = change->pause;
	}
	for (size_t i = 0; i < d->n_due_changes && t->n_changes < CHANGES_MAX; i++) {
		Lt__TrackedChange *change = add_change(q, t);
		if (!change)
			return LT_E_NOMEM;
		change->cause = d->due_changes[i]->cause;
		change->from_us = d->due_changes[i]->at_us;
		change->before_us = d->due_changes[i]->due_before_us;
		change->after_us = d->due_changes[i]->due_after_us;
	}
	return 0;
}

static int apologies(struct lt_query *q, const Lt__Dossier *d, Lt__Tracked *t)
{
	for (size_t i = 0; i < d->n_duties; i++) {
		const Lt__Duty *duty = d->duties[i];
		if (duty->kind != LT__DUTY_KIND__DUTY_KIND_APOLOGY || !duty->done_us ||
		    duty->dropped)
			continue;
		Lt__TrackedApology *apology = lt_arena_alloc(q->arena, sizeof *apology);
		if (!apology || !LT_ARENA_PUSH(q->arena, t->apologies, t->n_apologies))
			return LT_E_NOMEM;
		lt__tracked_apology__init(apology);
		apology->at_us = duty->done_us;
		apology->reason = duty->text;
		apology->new_due_us = duty->new_due_us;
		t->apologies[t->n_apologies++] = apology;
	}
	return 0;
}

/* -- the whole -- */

static int fill(struct lt_query *q, const Lt__Dossier *d, Lt__Tracked *t)
{
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	struct walk w = {.q = q, .d = d, .t = t, .note = ""};
	t->code = d->code;
	t->procedure_name = lt_arena_str(q->arena, def ? def->name : d->procedure);
	t->unit_name = unit_name(q, d->unit);
	t->lead_name = lt_arena_str(q->arena, lt_query_lead(q, d));
	t->status = d->status;
	t->received_us = d->received_us;
	t->due_us = d->due_us;
	t->overdue = d->overdue;
	t->finished_us = d->finished_us;
	t->returned_us = d->returned_us;
	t->way = d->way;
	t->deliver = d->deliver;
	t->n_deliver = d->n_deliver;
	t->feedbacks = d->feedbacks;
	t->gives_paper = d->gives_paper;
	t->said = d->said;
	t->n_said = d->n_said;
	for (size_t i = 0; i < t->n_said; i++)
		t->said[i]->officer = ""; /* no names of people */
	if (d->hold)
		t->pause = d->hold->reason;
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->held) /* where it was handed over to, they wait for this */
			t->pause = d->tokens[i]->held->reason;
	if (!t->procedure_name || !t->unit_name || !t->lead_name)
		return LT_E_NOMEM;
	int r = changes(q, d, t);
	if (r == 0)
		r = apologies(q, d, t);
	return r < 0 ? r : walk(&w);
}

int lt_query_track(struct lt_query *q)
{
	Lt__Dossier *d;
	Lt__Tracked *tracked = lt_arena_alloc(q->arena, sizeof *tracked);
	int r = tracked ? nearest(q, &d) : LT_E_NOMEM;
	if (r == LT_E_ABSENT)
		return not_found(q);
	if (r < 0)
		return lt_query_fail(q, r, NULL);
	bool right = lt_lookup_same(d->check, q->fetch->text);
	if (strcmp(d->code, q->fetch->code) != 0 || !right)
		return not_found(q);
	lt_query_pin(q, d);
	lt__tracked__init(tracked);
	r = fill(q, d, tracked);
	if (r == 0)
		q->reply->tracked = tracked;
	return r;
}
