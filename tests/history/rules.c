/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold of one event and of one dossier, told by the history alone. */
#include "tests/history/history_own.h"

#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/core/rows.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"

/* Lateness is found by a timer: this long after the date at most. */
#define FOUND_LATE_US LT_US_PER_MINUTE

/* -- before an event -- */

static bool is_officer(const Lt__Event *e)
{
	return e->actor && e->actor->kind == LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
}

/* Somebody did it; all else follows from that, or from the clock. */
static bool is_deed(const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
	case LT__EVENT__BODY_CLAIMED:
	case LT__EVENT__BODY_RELEASED:
	case LT__EVENT__BODY_WITHDRAWN:
	case LT__EVENT__BODY_STOPPED:
	case LT__EVENT__BODY_RETURNED:
	case LT__EVENT__BODY_DUTY_DONE:
	case LT__EVENT__BODY_CLOCK_HELD:
	case LT__EVENT__BODY_CLOCK_RELEASED:
		return true;
	case LT__EVENT__BODY_SIGNAL:
		return e->signal->kept; /* what was kept arrives once more when it is waited for */
	default:
		return false;
	}
}

/* Invariant 8: at the desk that has it, in the role it asks for. */
static void see_desk(struct history_walk *w, const Lt__Dossier *d, const Lt__Event *e,
		     const Lt__Token *t, const char *unit)
{
	const char *desk = t->kind == LT__STEP_KIND__STEP_KIND_WAIT ? d->unit : unit;
	bool right = strcmp(e->actor->unit, desk) == 0;
	if (right && w->source->directory)
		right = lt_directory_may(w->source->directory,
					 *e->actor->instead_of ? e->actor->instead_of
							       : e->actor->id,
					 desk, t->role, lt_event_at(e));
	history_see(w, 8, right, d->id, "step %s at %s, role '%s', was done by %s of %s", t->step,
		    desk, t->role, e->actor->id, e->actor->unit);
}

static void see_completed(struct history_walk *w, struct history_dossier *h, const Lt__Event *e)
{
	const Lt__StepCompleted *c = e->completed;
	const Lt__Dossier *d = h->fold;
	const Lt__Token *t = lt_dossier_token(d, c->token);
	history_see(w, 2, t != NULL, d->id, "step %s (token %u) ends, and is not open", c->step,
		    c->token);
	if (!t)
		return;
	h->ended += t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF;
	if (t->kind == LT__STEP_KIND__STEP_KIND_AUTO && *c->node)
		history_see(w, 7, t->attempt == c->attempt && strcmp(t->node, c->node) == 0, d->id,
			    "token %u is attempt %u of %s, and was ended by attempt %u of %s",
			    t->id, t->attempt, t->node, c->attempt, c->node);
	if (!is_officer(e))
		return;
	history_see(w, 7,
		    !*t->officer || strcmp(t->officer, e->actor->id) == 0 ||
			    strcmp(t->officer, e->actor->instead_of) == 0 ||
			    t->state != LT__TOKEN_STATE__TOKEN_STATE_HELD,
		    d->id, "token %u is held by %s, and was ended by %s", t->id, t->officer,
		    e->actor->id);
	see_desk(w, d, e, t, t->unit);
}

static void see_accepted(struct history_walk *w, const Lt__Dossier *d, const Lt__JobAccepted *a)
{
	const Lt__Token *t = lt_dossier_token(d, a->token);
	history_see(w, 7, t && t->attempt == a->attempt, d->id,
		    "attempt %u of token %u was accepted, and is not the present one", a->attempt,
		    a->token);
}

static void see_opinion(struct history_walk *w, const Lt__Dossier *d, const Lt__Event *e)
{
	const Lt__Token *t = lt_dossier_token(d, e->opinion_given->token);
	if (t && is_officer(e))
		see_desk(w, d, e, t, e->opinion_given->opinion->unit);
}

static void see_claimed(struct history_walk *w, const Lt__Dossier *d, const Lt__Event *e)
{
	const Lt__Token *t = lt_dossier_token(d, e->claimed->token);
	if (t && is_officer(e) && !*e->claimed->by)
		see_desk(w, d, e, t, t->unit);
}

static void see_cancelled(struct history_walk *w, struct history_dossier *h, const Lt__Event *e)
{
	const Lt__Token *t = lt_dossier_token(h->fold, e->cancelled->token);
	history_see(w, 2, t != NULL, h->fold->id, "step %s is cancelled, and is not open",
		    e->cancelled->step);
	h->ended += t && t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF;
}

static void see_started(struct history_dossier *h, const Lt__Token *t)
{
	h->sent += t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF && !lt_dossier_token(h->fold, t->id);
}

void history_see_event(struct history_walk *w, struct history_dossier *h, const Lt__Event *e)
{
	const Lt__Dossier *d = h->fold;
	history_see(w, 6, e->stamp_us >= d->stamp_us && e->stamp_us == w->stamp_us, d->id,
		    "event %u is of another moment than its batch, or before event %u", e->n,
		    d->events_count);
	if (is_deed(e))
		history_see(w, 13, e->actor && e->actor->kind && (!is_officer(e) || *e->actor->id),
			    d->id, "event %u (kind %d) names nobody", e->n, (int)e->body_case);
	switch (e->body_case) {
	case LT__EVENT__BODY_STARTED:
		return see_started(h, e->started->token);
	case LT__EVENT__BODY_COMPLETED:
		return see_completed(w, h, e);
	case LT__EVENT__BODY_CANCELLED:
		return see_cancelled(w, h, e);
	case LT__EVENT__BODY_ACCEPTED:
		return see_accepted(w, d, e->accepted);
	case LT__EVENT__BODY_OPINION_GIVEN:
		return see_opinion(w, d, e);
	case LT__EVENT__BODY_CLAIMED:
		return see_claimed(w, d, e);
	case LT__EVENT__BODY_FINISHED:
		return history_see(w, 2, d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN,
				   d->id, "it ends twice");
	case LT__EVENT__BODY_MIGRATED:
		return history_see(w, 12, *e->migrated->by, d->id, "a migration names nobody");
	default:
		return;
	}
}

/* -- what an event made of it -- */

static bool may_move_due(const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		return e->n == 1;
	case LT__EVENT__BODY_CLOCK_STOPPED:
	case LT__EVENT__BODY_CLOCK_RESUMED:
	case LT__EVENT__BODY_CLOCK_HELD:
	case LT__EVENT__BODY_CLOCK_RELEASED:
	case LT__EVENT__BODY_DUE_CHANGED:
		return true;
	case LT__EVENT__BODY_MIGRATED:
		return e->migrated->recount != NULL;
	default:
		return false;
	}
}

static uint64_t key_of(const ProtobufCBinaryData *bytes)
{
	return lt_content_key(lt_slice(bytes->data, bytes->len));
}

void history_see_fold(struct history_walk *w, struct history_dossier *h, const Lt__Event *e,
		      struct lt_slice bytes)
{
	Lt__Dossier *d = h->fold;
	int64_t due_us = d->due_us;
	uint64_t version = key_of(&d->definition);
	bool first = d->events_count == 0;
	int r = lt_evolve(d, e, bytes, &w->arena);
	history_see(w, 4, r == 0, d->id, "event %u cannot be applied: %s", e->n, lt_err_name(r));
	if (r < 0)
		return;
	history_see(w, 5, d->due_us == due_us || may_move_due(e), d->id,
		    "event %u (kind %d) moved the due date", e->n, (int)e->body_case);
	history_see(w, 12,
		    first || key_of(&d->definition) == version ||
			    e->body_case == LT__EVENT__BODY_MIGRATED,
		    d->id, "event %u (kind %d) changed the procedure's version", e->n,
		    (int)e->body_case);
}

/* -- at the end -- */

static void see_handoffs(struct history_walk *w, const struct history_dossier *h)
{
	uint64_t open = 0;
	for (size_t i = 0; i < h->fold->n_tokens; i++)
		open += h->fold->tokens[i]->kind == LT__STEP_KIND__STEP_KIND_HANDOFF;
	history_see(w, 9, h->sent == h->ended + open, h->fold->id,
		    "%llu hand-offs were sent, %llu ended, %llu are in flight",
		    (unsigned long long)h->sent, (unsigned long long)h->ended,
		    (unsigned long long)open);
}

static bool is_owed(const Lt__Dossier *d, uint32_t lateness, Lt__DutyKind kind)
{
	for (size_t i = 0; i < d->n_duties; i++)
		if (d->duties[i]->lateness == lateness && d->duties[i]->kind == kind)
			return true;
	return false;
}

/* An apology may have been made before the date; then it bears no lateness's number. */
static void see_late(struct history_walk *w, const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_lates; i++) {
		uint32_t id = d->lates[i]->id;
		history_see(w, 10,
			    is_owed(d, id, LT__DUTY_KIND__DUTY_KIND_EXPLANATION) &&
				    (is_owed(d, id, LT__DUTY_KIND__DUTY_KIND_APOLOGY) ||
				     is_owed(d, 0, LT__DUTY_KIND__DUTY_KIND_APOLOGY)),
			    d->id, "lateness %u is owed no apology or no explanation", id);
	}
	bool open = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	if (open && d->due_us && w->source->now_us)
		history_see(w, 10,
			    d->overdue || d->due_us > w->source->now_us - FOUND_LATE_US ||
				    lt_dossier_open_pause(d) || d->hold,
			    d->id, "its date has passed, and it is not found late");
}

void history_see_end(struct history_walk *w, uint64_t id, const struct history_dossier *h)
{
	struct lt_rows rows;
	see_handoffs(w, h);
	see_late(w, h->fold);
	if (h->fold->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		return;
	LT_REQUIRE(lt_rows_live(h->fold, &w->arena, &rows) == 0);
	history_see(w, 11, lt_rows_cover(h->fold, &rows), id, "it is on nobody's list");
}
