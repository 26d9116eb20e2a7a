/* SPDX-License-Identifier: EUPL-1.2 */
/* What the events about due dates and desks do: a clock held and released, a due date moved, units
 * followed by their successors. As in evolve.c, for ever. */
#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve_own.h"
#include "procedures/core/handoff.h"
#include "procedures/core/late.h"

bool lt_token_stands_with_hold(const Lt__Token *token, int64_t at_us)
{
	bool works = token->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
		     token->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
		     token->kind == LT__STEP_KIND__STEP_KIND_CONSULT ||
		     token->kind == LT__STEP_KIND__STEP_KIND_AUTO;
	return works && token->limit && !token->overdue && token->due_us > at_us &&
	       token->due_us != LT_DUE_SUSPENDED;
}

static Lt__Pause *open_pause_of(const Lt__Token *t)
{
	for (size_t i = t->n_pauses; i-- > 0;)
		if (t->pauses[i]->to_us == 0)
			return t->pauses[i];
	return NULL;
}

static int pause_step(Lt__Token *t, const Lt__Hold *hold, int64_t at_us, struct lt_arena *arena)
{
	Lt__Pause *p = NEW(arena, Lt__Pause, lt__pause__init);
	if (!p || APPEND(arena, t->pauses, t->n_pauses, p) < 0)
		return LT_E_NOMEM;
	p->reason = hold->reason;
	p->from_us = at_us;
	p->due_before_us = t->due_us;
	p->paper = hold->paper;
	p->note = hold->note;
	p->officer = hold->officer;
	p->unit = hold->unit;
	t->due_us = LT_DUE_SUSPENDED;
	return 0;
}

/* It may be told after a date has passed and been found passed: whatever was still to come when the
 * clock stopped is not late. */
static int on_told(Lt__Dossier *d, Lt__Token *t, Lt__Hold *hold, int64_t at_us,
		   struct lt_arena *arena)
{
	t->held = hold;
	t->told_us = at_us;
	if (d->overdue && d->due_us > at_us) {
		d->overdue = false;
		lt_late_end(d, 0, at_us);
	}
	if (!t->limit || t->due_us == LT_DUE_SUSPENDED || t->due_us <= at_us)
		return 0;
	t->overdue = false;
	lt_late_end(d, t->id, at_us);
	return pause_step(t, hold, at_us, arena);
}

static int on_held(Lt__Dossier *d, const Lt__ClockHeld *e, int64_t at_us, struct lt_arena *arena)
{
	int r = 0;
	if (e->token) {
		Lt__Token *t = lt_dossier_token(d, e->token);
		return t ? on_told(d, t, e->hold, at_us, arena) : 0;
	}
	d->hold = e->hold;
	for (size_t i = 0; i < d->n_tokens && r == 0; i++)
		if (lt_token_stands_with_hold(d->tokens[i], at_us))
			r = pause_step(d->tokens[i], e->hold, at_us, arena);
	return r;
}

/* Warnings and lateness follow the new date: late.c. */
static int move_step(Lt__Dossier *d, const Lt__StepDue *step, struct lt_arena *arena)
{
	Lt__Token *t = lt_dossier_token(d, step->token);
	if (!t)
		return 0;
	t->due_us = step->due_us;
	t->calendar = step->calendar;
	return step->pause ? APPEND(arena, t->pauses, t->n_pauses, step->pause) : 0;
}

static int on_released(Lt__Dossier *d, const Lt__ClockReleased *e, int64_t at_us,
		       struct lt_arena *arena)
{
	int r = 0;
	Lt__Token *told = lt_dossier_token(d, e->token);
	if (told)
		told->held = NULL;
	else
		d->hold = NULL;
	for (size_t i = 0; i < e->n_steps && r == 0; i++) {
		Lt__Token *t = lt_dossier_token(d, e->steps[i]->token);
		Lt__Pause *p = t ? open_pause_of(t) : NULL;
		if (p) {
			p->to_us = at_us;
			p->due_after_us = e->steps[i]->due_us;
		}
		r = move_step(d, e->steps[i], arena);
	}
	return r;
}

static int on_due_changed(Lt__Dossier *d, const Lt__DueChanged *e, struct lt_arena *arena)
{
	int r = 0;
	if (e->dossier) {
		r = APPEND(arena, d->due_changes, d->n_due_changes, e->change);
		if (r == 0 && e->pause)
			r = APPEND(arena, d->pauses, d->n_pauses, e->pause);
		d->due_us = e->change->due_after_us;
		d->calendar = e->change->calendar;
	}
	for (size_t i = 0; i < e->n_steps && r == 0; i++)
		r = move_step(d, e->steps[i], arena);
	return r;
}

/* The successor's people start afresh: who held the step is not one of them. */
static int rebind(Lt__Dossier *d, const Lt__Rebinding *b, struct lt_arena *arena)
{
	Lt__Token *t = lt_dossier_token(d, b->token);
	if (b->token == 0)
		d->unit = b->to;
	if (!t)
		return 0;
	for (size_t i = 0; i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, b->from) == 0)
			t->opinions[i]->unit = b->to;
	if (strcmp(t->unit, b->from) != 0)
		return 0;
	t->unit = b->to;
	t->officer = "";
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_HELD)
		t->state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	return lt_handoff_on_rebound(d, t, b->from, arena);
}

static int on_rebound(Lt__Dossier *d, const Lt__UnitsRebound *e, struct lt_arena *arena)
{
	int r = 0;
	d->directory = e->directory;
	for (size_t i = 0; i < e->n_bindings && r == 0; i++)
		r = rebind(d, e->bindings[i], arena);
	return r;
}

int lt_evolve_clock(Lt__Dossier *d, const Lt__Event *e, struct lt_arena *arena)
{
	int64_t at_us = lt_event_at(e);
	switch (e->body_case) {
	case LT__EVENT__BODY_CLOCK_HELD:
		return on_held(d, e->clock_held, at_us, arena);
	case LT__EVENT__BODY_CLOCK_RELEASED:
		return on_released(d, e->clock_released, at_us, arena);
	case LT__EVENT__BODY_DUE_CHANGED:
		return on_due_changed(d, e->due_changed, arena);
	default:
		return on_rebound(d, e->rebound, arena);
	}
}
