/* SPDX-License-Identifier: EUPL-1.2 */
/* Timers, holders, latenesses and duties of a dossier: pure, a question or one event each. */
#include "procedures/core/late.h"

#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve_own.h"
#include "proto/base/limits.h"

enum { HALF = 50, MOST = 80 };

/* -- timers -- */

static int64_t due_timer(int64_t due_us)
{
	return due_us < INT64_MAX - LT_DUE_GRACE_US ? due_us + LT_DUE_GRACE_US : 0;
}

int64_t lt_late_step_timer(const Lt__Token *t, enum lt_timer_kind *ret_kind)
{
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT)
		return 0; /* its timer stands until a person has seen to it */
	if (t->state == LT__TOKEN_STATE__TOKEN_STATE_BACKOFF) {
		*ret_kind = LT_TIMER_JOB_RETRY; /* and the due date, if that comes first: */
		if (!t->due_us || t->due_us == LT_DUE_SUSPENDED || t->overdue ||
		    t->retry_us <= due_timer(t->due_us))
			return t->retry_us;
	}
	if (!t->due_us || t->due_us == LT_DUE_SUSPENDED || t->overdue)
		return 0;
	*ret_kind = LT_TIMER_STEP_WARN;
	if (t->warned_for_us == t->due_us && t->half_us && t->warned < HALF)
		return t->half_us;
	if (t->warned_for_us == t->due_us && t->most_us && t->warned < MOST)
		return t->most_us;
	*ret_kind = LT_TIMER_STEP_DUE;
	return due_timer(t->due_us);
}

int64_t lt_late_dossier_timer(const Lt__Dossier *d, enum lt_timer_kind *ret_kind)
{
	if (!d->due_us || d->overdue || d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		return 0;
	*ret_kind = LT_TIMER_DOSSIER_WARN;
	if (d->warned_for_us == d->due_us && d->most_us && d->warned < MOST)
		return d->most_us;
	*ret_kind = LT_TIMER_DOSSIER_DUE;
	return due_timer(d->due_us);
}

int64_t lt_late_moment(enum lt_timer_kind kind, int64_t fires_us)
{
	bool due = kind == LT_TIMER_STEP_DUE || kind == LT_TIMER_DOSSIER_DUE;
	return due ? fires_us - LT_DUE_GRACE_US : fires_us;
}

/* -- who has it -- */

static bool is_desk(const Lt__Token *t)
{
	return t->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
	       t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
	       t->kind == LT__STEP_KIND__STEP_KIND_CONSULT;
}

static bool inside(const Lt__Dossier *d, const Lt__Token *t, uint32_t ancestor)
{
	while (t && t->parent && t->parent != ancestor)
		t = lt_dossier_token(d, t->parent);
	return t && t->parent == ancestor;
}

static int64_t urgency(const Lt__Token *t)
{
	return t->due_us ? t->due_us : INT64_MAX;
}

static const Lt__Token *most_urgent(const Lt__Dossier *d, uint32_t ancestor)
{
	const Lt__Token *found = NULL;
	for (size_t i = 0; i < d->n_tokens; i++) {
		const Lt__Token *t = d->tokens[i];
		if (is_desk(t) && (!ancestor || inside(d, t, ancestor)) &&
		    (!found || urgency(t) < urgency(found)))
			found = t;
	}
	return found;
}

static const char *desk_of(const Lt__Dossier *d, const Lt__Token *t)
{
	for (size_t i = 0; i < t->n_opinions; i++)
		if (!*t->opinions[i]->opinion)
			return t->opinions[i]->unit;
	return *t->unit ? t->unit : d->unit;
}

struct lt_holder lt_late_holder(const Lt__Dossier *d, uint32_t token)
{
	const Lt__Token *t = token ? lt_dossier_token(d, token) : NULL;
	if (!t || !is_desk(t))
		t = most_urgent(d, token);
	if (!t)
		return (struct lt_holder){d->unit, ""};
	return (struct lt_holder){desk_of(d, t), t->officer};
}

/* -- latenesses and duties -- */

static Lt__Lateness *find(const Lt__Dossier *d, uint32_t id)
{
	for (size_t i = 0; id && i < d->n_lates; i++)
		if (d->lates[i]->id == id)
			return d->lates[i];
	return NULL;
}

const Lt__Lateness *lt_late_find(const Lt__Dossier *dossier, uint32_t lateness)
{
	return find(dossier, lateness);
}

const Lt__Lateness *lt_late_standing(const Lt__Dossier *d, uint32_t token)
{
	for (size_t i = d->n_lates; i-- > 0;)
		if (d->lates[i]->token == token && d->lates[i]->ended_us == 0)
			return d->lates[i];
	return NULL;
}

size_t lt_duties_open(const Lt__Dossier *d, Lt__DutyKind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < d->n_duties; i++)
		count += lt_duty_open(d->duties[i]) && (!kind || d->duties[i]->kind == kind);
	return count;
}

static int add_duty(Lt__Dossier *d, const Lt__Duty *duty, struct lt_arena *arena)
{
	Lt__Duty *copy = lt_arena_alloc(arena, sizeof *copy);
	if (!copy)
		return LT_E_NOMEM;
	*copy = *duty;
	return APPEND(arena, d->duties, d->n_duties, copy);
}

/* "Trước ngày trả": an apology made before the date passed is the one that is owed for it. */
static bool apologised_before(Lt__Dossier *d, const Lt__Lateness *l)
{
	for (size_t i = 0; i < d->n_duties; i++) {
		Lt__Duty *duty = d->duties[i];
		if (duty->lateness || duty->token != l->token || duty->due_us != l->due_us)
			continue;
		duty->lateness = l->id;
		return true;
	}
	return false;
}

static int open_lateness(Lt__Lateness *l, const struct lt_applying *a)
{
	Lt__Dossier *d = a->dossier;
	if (!l)
		return 0;
	Lt__Duty duty = LT__DUTY__INIT;
	duty.lateness = l->id;
	duty.since_us = a->at_us;
	duty.due_us = l->due_us;
	duty.token = l->token;
	duty.kind = LT__DUTY_KIND__DUTY_KIND_APOLOGY;
	duty.unit = *l->head_unit ? l->head_unit : l->unit;
	duty.officer = l->head;
	if (APPEND(a->arena, d->lates, d->n_lates, l) < 0 ||
	    (!apologised_before(d, l) && add_duty(d, &duty, a->arena) < 0))
		return LT_E_NOMEM;
	duty.kind = LT__DUTY_KIND__DUTY_KIND_EXPLANATION;
	duty.unit = l->unit;
	duty.officer = l->officer;
	return add_duty(d, &duty, a->arena);
}

/* -- events -- */

int lt_evolve_step_overdue(const struct lt_applying *a)
{
	const Lt__StepOverdue *e = a->event->step_overdue;
	Lt__Token *t = lt_dossier_token(a->dossier, e->token);
	if (t)
		t->overdue = true;
	return open_lateness(e->lateness, a);
}

int lt_evolve_overdue(const struct lt_applying *a)
{
	a->dossier->overdue = true;
	return open_lateness(a->event->overdue->lateness, a);
}

int lt_evolve_runs_out(const struct lt_applying *a)
{
	const Lt__TimeRunsOut *e = a->event->runs_out;
	Lt__Token *t = lt_dossier_token(a->dossier, e->token);
	if (t)
		t->warned = e->percent;
	else if (e->token == 0)
		a->dossier->warned = e->percent;
	return 0;
}

/* What was told for the old date is told again only if the new one makes it news again. */
static uint32_t still_warned(uint32_t warned, int64_t half_us, int64_t most_us, int64_t at_us)
{
	if (at_us >= most_us)
		return warned;
	if (at_us < half_us)
		return 0;
	return warned < HALF ? warned : HALF;
}

int lt_evolve_warnings_set(const struct lt_applying *a)
{
	const Lt__WarningsSet *e = a->event->warnings_set;
	Lt__Dossier *d = a->dossier;
	Lt__Token *t = lt_dossier_token(d, e->token);
	bool over = e->due_us > a->at_us;
	if (t) {
		t->half_us = e->half_us;
		t->most_us = e->most_us;
		t->warned_for_us = e->due_us;
		t->warned = still_warned(t->warned, e->half_us, e->most_us, a->at_us);
		t->overdue = t->overdue && !over;
	} else if (e->token == 0) {
		d->most_us = e->most_us;
		d->warned_for_us = e->due_us;
		d->warned = still_warned(d->warned, e->most_us, e->most_us, a->at_us);
		d->overdue = d->overdue && !over;
	}
	if (over)
		lt_late_end(d, e->token, a->at_us);
	return 0;
}

void lt_late_end(Lt__Dossier *d, uint32_t token, int64_t at_us)
{
	for (size_t i = 0; i < d->n_lates; i++)
		if (d->lates[i]->token == token && d->lates[i]->ended_us == 0)
			d->lates[i]->ended_us = at_us;
}

int lt_evolve_lateness_lifted(const struct lt_applying *a)
{
	Lt__Dossier *d = a->dossier;
	Lt__Lateness *l = find(d, a->event->lateness_lifted->lateness);
	if (!l)
		return 0;
	l->lifted = true;
	if (l->token == 0)
		d->overdue = false;
	for (size_t i = 0; i < d->n_duties; i++)
		if (d->duties[i]->lateness == l->id && lt_duty_open(d->duties[i]))
			d->duties[i]->dropped = true;
	return 0;
}

int lt_evolve_duty_done(const struct lt_applying *a)
{
	const Lt__DutyDone *e = a->event->duty_done;
	Lt__Dossier *d = a->dossier;
	Lt__Duty fresh = LT__DUTY__INIT;
	Lt__Duty *duty = NULL;
	for (size_t i = 0; e->lateness && i < d->n_duties && !duty; i++)
		if (d->duties[i]->lateness == e->lateness && d->duties[i]->kind == e->kind)
			duty = d->duties[i];
	if (!duty) {
		fresh.kind = e->kind;
		fresh.unit = e->unit;
		fresh.officer = e->officer;
		fresh.since_us = a->at_us;
		fresh.due_us = e->due_us;
		fresh.token = e->token;
		int r = add_duty(d, &fresh, a->arena);
		if (r < 0)
			return r;
		duty = d->duties[d->n_duties - 1];
	}
	duty->done_us = a->at_us;
	duty->done_by = e->officer;
	duty->done_unit = e->unit;
	duty->text = e->text;
	duty->new_due_us = e->new_due_us;
	return 0;
}
