/* SPDX-License-Identifier: EUPL-1.2 */
/* What the events about due dates and desks do: a clock stopped, by a step or by decision, and run
 * again; a due date moved; units followed by their successors. As in evolve.c, for ever. */
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

/* A clock stops: the pause is the last of @p pauses, the due date hangs. NULL: no memory. */
static Lt__Pause *stop(Lt__Pause ***pauses, size_t *count, int64_t *due_us,
		       const struct lt_applying *a)
{
	Lt__Pause *p = NEW(a->arena, Lt__Pause, lt__pause__init);
	if (!p || APPEND(a->arena, *pauses, *count, p) < 0)
		return NULL;
	p->from_us = a->at_us;
	p->due_before_us = *due_us;
	*due_us = LT_DUE_SUSPENDED;
	return p;
}

static void run_again(Lt__Pause *p, int64_t due_us, const struct lt_applying *a)
{
	if (p) {
		p->to_us = a->at_us;
		p->due_after_us = due_us;
	}
}

int lt_evolve_clock_stopped(const struct lt_applying *a)
{
	const Lt__ClockStopped *e = a->event->clock_stopped;
	Lt__Dossier *d = a->dossier;
	Lt__Pause *p = stop(&d->pauses, &d->n_pauses, &d->due_us, a);
	if (!p)
		return LT_E_NOMEM;
	p->reason = e->reason;
	p->step = e->step;
	p->paper = e->paper;
	p->note = e->note;
	p->officer = e->officer;
	p->unit = e->unit;
	return 0;
}

int lt_evolve_clock_resumed(const struct lt_applying *a)
{
	const Lt__ClockResumed *e = a->event->clock_resumed;
	run_again(lt_dossier_open_pause(a->dossier), e->due_us, a);
	a->dossier->due_us = e->due_us;
	a->dossier->calendar = e->calendar;
	return 0;
}

static int pause_step(Lt__Token *t, const Lt__Hold *hold, const struct lt_applying *a)
{
	Lt__Pause *p = stop(&t->pauses, &t->n_pauses, &t->due_us, a);
	if (!p)
		return LT_E_NOMEM;
	p->reason = hold->reason;
	p->paper = hold->paper;
	p->note = hold->note;
	p->officer = hold->officer;
	p->unit = hold->unit;
	return 0;
}

/* It may be told after a date has passed and been found passed: whatever was still to come when the
 * clock stopped is not late. */
static int hold_told(Lt__Token *t, const Lt__ClockHeld *e, const struct lt_applying *a)
{
	Lt__Dossier *d = a->dossier;
	t->held = e->hold;
	t->told = e->news;
	if (d->overdue && d->due_us > a->at_us) {
		d->overdue = false;
		lt_late_end(d, 0, a->at_us);
	}
	if (!t->limit || t->due_us == LT_DUE_SUSPENDED || t->due_us <= a->at_us)
		return 0;
	t->overdue = false;
	lt_late_end(d, t->id, a->at_us);
	return pause_step(t, e->hold, a);
}

int lt_evolve_clock_held(const struct lt_applying *a)
{
	const Lt__ClockHeld *e = a->event->clock_held;
	Lt__Dossier *d = a->dossier;
	int r = 0;
	if (e->token) {
		Lt__Token *t = lt_dossier_token(d, e->token);
		return t ? hold_told(t, e, a) : 0;
	}
	d->hold = e->hold;
	for (size_t i = 0; i < d->n_tokens && r == 0; i++)
		if (lt_token_stands_with_hold(d->tokens[i], a->at_us))
			r = pause_step(d->tokens[i], e->hold, a);
	return r;
}

/* Warnings and lateness follow the new date: late.c. */
static int move_step(const Lt__StepDue *step, const struct lt_applying *a)
{
	Lt__Token *t = lt_dossier_token(a->dossier, step->token);
	if (!t)
		return 0;
	t->due_us = step->due_us;
	t->calendar = step->calendar;
	return step->pause ? APPEND(a->arena, t->pauses, t->n_pauses, step->pause) : 0;
}

int lt_evolve_clock_released(const struct lt_applying *a)
{
	const Lt__ClockReleased *e = a->event->clock_released;
	Lt__Dossier *d = a->dossier;
	int r = 0;
	Lt__Token *told = lt_dossier_token(d, e->token);
	if (told) {
		told->held = NULL;
		told->told = e->news;
	} else {
		d->hold = NULL;
	}
	for (size_t i = 0; i < e->n_steps && r == 0; i++) {
		Lt__Token *t = lt_dossier_token(d, e->steps[i]->token);
		run_again(t ? open_pause_of(t) : NULL, e->steps[i]->due_us, a);
		r = move_step(e->steps[i], a);
	}
	return r;
}

int lt_evolve_due_changed(const struct lt_applying *a)
{
	const Lt__DueChanged *e = a->event->due_changed;
	Lt__Dossier *d = a->dossier;
	int r = 0;
	if (e->dossier) {
		r = APPEND(a->arena, d->due_changes, d->n_due_changes, e->change);
		if (r == 0 && e->pause)
			r = APPEND(a->arena, d->pauses, d->n_pauses, e->pause);
		d->due_us = e->change->due_after_us;
		d->calendar = e->change->calendar;
	}
	for (size_t i = 0; i < e->n_steps && r == 0; i++)
		r = move_step(e->steps[i], a);
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

int lt_evolve_rebound(const struct lt_applying *a)
{
	const Lt__UnitsRebound *e = a->event->rebound;
	int r = 0;
	a->dossier->directory = e->directory;
	for (size_t i = 0; i < e->n_bindings && r == 0; i++)
		r = rebind(a->dossier, e->bindings[i], a->arena);
	return r;
}
