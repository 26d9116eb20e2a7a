/* SPDX-License-Identifier: EUPL-1.2 */
/* Time: warnings, due dates that pass, waits that run out; and that all of it keeps to the due
 * dates, whoever moves them.
 *
 *   before a command  what was due before the moment it happened is done first (catch up)
 *   after a command   warnings are set anew for each due date that moved, and what was done in time
 *                     but recorded late is no lateness (settle)
 *
 * So no command needs to think of either. */
#include <string.h>

#include "procedures/core/late.h"
#include "procedures/core/pauses.h"
#include "procedures/core/work.h"
#include "proto/base/limits.h"

enum { HALF = 50, MOST = 80 };

/* -- the moments of the warnings -- */

static bool is_warned(const Lt__Token *t)
{
	return t->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
	       t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
	       t->kind == LT__STEP_KIND__STEP_KIND_CONSULT;
}

static const struct lt_office *office_of(struct lt_work *w, const Lt__Token *t)
{
	const char *code = t->n_opinions ? t->opinions[t->n_opinions - 1]->unit : t->unit;
	const struct lt_unit *unit = *code ? lt_directory_unit(w->env->pinned, code) : NULL;
	return lt_calendar_office(w->env->calendar, unit ? unit->office : w->d->office);
}

/* The moment at which @p percent of the working time up to a due date has gone, of which @p
 * paused_us did not count. Told backwards from the due date: so much is left. 0: no such moment. */
static int64_t moment(const struct lt_office *office, int64_t from_us, int64_t due_us,
		      int64_t paused_us, int percent)
{
	int64_t work_us, at_us;
	if (!office || lt_working_between(office, from_us, due_us, &work_us) < 0 ||
	    work_us <= paused_us)
		return 0;
	int64_t left_us = (work_us - paused_us) * (100 - percent) / 100;
	if (lt_working_after(office, from_us, work_us - left_us, &at_us) < 0)
		return 0;
	return at_us < due_us ? at_us : 0;
}

/* Working time inside pauses. */
static int64_t work_of(const struct lt_office *office, const struct lt_pauses *pauses)
{
	int64_t sum_us = 0, work_us;
	for (size_t i = 0; office && i < pauses->count; i++)
		if (lt_working_between(office, pauses->items[i].from_us, pauses->items[i].to_us,
				       &work_us) == 0)
			sum_us += work_us;
	return sum_us;
}

void lt_late_plan(struct lt_work *w, Lt__Token *t)
{
	struct lt_pauses pauses;
	t->warned_for_us = t->due_us == LT_DUE_SUSPENDED ? 0 : t->due_us;
	if (!t->warned_for_us || !is_warned(t))
		return;
	if (lt_pauses_of(t->pauses, t->n_pauses, t->entered_us, w->at_us, w->env->arena, &pauses) <
	    0) {
		w->error = LT_E_NOMEM;
		return;
	}
	const struct lt_office *office = office_of(w, t);
	int64_t paused_us = work_of(office, &pauses);
	t->half_us = moment(office, t->entered_us, t->due_us, paused_us, HALF);
	t->most_us = moment(office, t->entered_us, t->due_us, paused_us, MOST);
}

int64_t lt_late_plan_dossier(const struct lt_office *office, int64_t counts_from_us, int64_t due_us)
{
	return due_us && due_us != LT_DUE_SUSPENDED
		       ? moment(office, counts_from_us, due_us, 0, MOST)
		       : 0;
}

/* -- what is told -- */

static void tell_runs_out(struct lt_work *w, const Lt__Token *t, uint32_t percent)
{
	const struct lt_unit *above = NULL;
	struct lt_holder holder = lt_late_holder(w->d, t ? t->id : 0);
	Lt__Event *e = lt_work_event(w);
	Lt__TimeRunsOut *told = LT_MAKE(w, Lt__TimeRunsOut, lt__time_runs_out__init);
	if (!e || !told)
		return;
	told->token = t ? t->id : 0;
	told->step = t ? t->step : "";
	told->percent = percent;
	told->unit = holder.unit;
	told->officer = holder.officer;
	told->due_us = t ? t->due_us : w->d->due_us;
	if (percent >= MOST) {
		told->head = lt_directory_head(w->env->directory, holder.unit, w->at_us, &above);
		told->head_unit = above ? above->code : "";
	}
	e->body_case = LT__EVENT__BODY_RUNS_OUT;
	e->runs_out = told;
	lt_work_emit(w, e);
}

/* NULL beyond the bound: the date is told, but nothing more is owed. */
static Lt__Lateness *make_lateness(struct lt_work *w, const Lt__Token *t, const char *unit,
				   const char *officer)
{
	const struct lt_unit *above = NULL;
	if (w->d->n_lates >= LT_LATES_MAX)
		return NULL;
	Lt__Lateness *l = LT_MAKE(w, Lt__Lateness, lt__lateness__init);
	if (!l)
		return NULL;
	l->id = w->d->n_lates ? w->d->lates[w->d->n_lates - 1]->id + 1 : 1;
	l->token = t ? t->id : 0;
	l->step = t ? t->step : "";
	l->due_us = t ? t->due_us : w->d->due_us;
	l->at_us = w->at_us;
	l->unit = unit;
	l->officer = officer;
	l->head = lt_directory_head(w->env->directory, unit, w->at_us, &above);
	l->head_unit = above ? above->code : "";
	return l;
}

static void tell_overdue(struct lt_work *w, const Lt__Token *t, const char *unit,
			 const char *officer)
{
	Lt__Event *e = lt_work_event(w);
	Lt__StepOverdue *overdue = LT_MAKE(w, Lt__StepOverdue, lt__step_overdue__init);
	if (!e || !overdue)
		return;
	overdue->token = t->id;
	overdue->step = t->step;
	overdue->unit = unit;
	overdue->officer = officer;
	overdue->due_us = t->due_us;
	if (t->kind != LT__STEP_KIND__STEP_KIND_WAIT) /* the citizen was awaited: no desk is late */
		overdue->lateness = make_lateness(w, t, unit, officer);
	e->body_case = LT__EVENT__BODY_STEP_OVERDUE;
	e->step_overdue = overdue;
	lt_work_emit(w, e);
}

/* Of a consultation each unit that is silent is late by itself. */
static void tell_step_overdue(struct lt_work *w, const Lt__Token *t)
{
	struct lt_holder holder = lt_late_holder(w->d, t->id);
	if (t->kind != LT__STEP_KIND__STEP_KIND_CONSULT)
		return tell_overdue(w, t, holder.unit, holder.officer);
	for (size_t i = 0; i < t->n_opinions && !w->error; i++)
		if (!*t->opinions[i]->opinion)
			tell_overdue(w, t, t->opinions[i]->unit, "");
}

/* -- a date passes -- */

static void mark_silent(struct lt_work *w, const Lt__Token *t, const char *unit)
{
	Lt__Event *e = lt_work_event(w);
	Lt__OpinionGiven *given = LT_MAKE(w, Lt__OpinionGiven, lt__opinion_given__init);
	Lt__Opinion *opinion = LT_MAKE(w, Lt__Opinion, lt__opinion__init);
	if (!e || !given || !opinion)
		return;
	opinion->unit = unit;
	opinion->opinion = "silent";
	opinion->at_us = w->at_us;
	given->token = t->id;
	given->opinion = opinion;
	e->body_case = LT__EVENT__BODY_OPINION_GIVEN;
	e->opinion_given = given;
	lt_work_emit(w, e);
}

/* Building permits: a consulted agency that does not answer in time is deemed to agree
 * ("coi như đồng ý"); elsewhere its silence must be explained and takes an outcome of its own. */
static void end_silence(struct lt_work *w, const Lt__Token *t, const struct lt_step *step)
{
	bool opposed = false;
	for (size_t i = 0; i < t->n_opinions && !w->error; i++) {
		if (!*t->opinions[i]->opinion)
			mark_silent(w, t, t->opinions[i]->unit);
		else
			opposed |= strcmp(t->opinions[i]->opinion, "oppose") == 0;
	}
	bool explain = step->silence == LT_SILENCE_EXPLAIN &&
		       lt_step_target(step, "silent") != LT_STEP_NONE;
	lt_flow_complete_by_engine(w, t, step, opposed ? "opposed" : explain ? "silent" : "agreed");
}

/* The step of a date that passed. The timer must not fire for ever when the definition cannot be
 * had: a person looks. */
static const struct lt_step *due_step(struct lt_work *w, const Lt__Token *t)
{
	const struct lt_step *step = lt_work_step(w, t);
	if (step || w->error == LT_E_NOMEM)
		return step;
	w->error = 0;
	lt_work_incident(w, t->id, "procedure", t->step,
			 "không đọc được thủ tục của hồ sơ khi bước đến hạn", false);
	return NULL;
}

/* The outcome that the procedure foresees; NULL: none, the step goes on late. */
static const char *foreseen(const Lt__Token *t, const struct lt_step *step)
{
	const char *outcome = t->kind == LT__STEP_KIND__STEP_KIND_WAIT ? "expired" : "overdue";
	return lt_step_target(step, outcome) != LT_STEP_NONE ? outcome : NULL;
}

static void tell_passed(struct lt_work *w, const Lt__Token *t)
{
	const struct lt_step *step = due_step(w, t);
	if (step && (t->kind != LT__STEP_KIND__STEP_KIND_WAIT || !foreseen(t, step)))
		tell_step_overdue(w, t); /* a wait that runs out as foreseen is nobody's lateness */
}

static void move_on(struct lt_work *w, const Lt__Token *t)
{
	const struct lt_step *step =
		t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT ? NULL : lt_work_step(w, t);
	if (!step)
		return;
	const char *outcome = foreseen(t, step);
	if (t->kind == LT__STEP_KIND__STEP_KIND_CONSULT)
		end_silence(w, t, step);
	else if (outcome)
		lt_flow_complete_by_engine(w, t, step, outcome);
}

static void step_due(struct lt_work *w, const Lt__Token *t)
{
	tell_passed(w, t);
	if (!w->error)
		move_on(w, t);
}

static void dossier_due(struct lt_work *w)
{
	struct lt_holder holder = lt_late_holder(w->d, 0);
	Lt__Event *e = lt_work_event(w);
	Lt__DossierOverdue *overdue = LT_MAKE(w, Lt__DossierOverdue, lt__dossier_overdue__init);
	if (!e || !overdue)
		return;
	overdue->due_us = w->d->due_us;
	overdue->lateness = make_lateness(w, NULL, holder.unit, holder.officer);
	e->body_case = LT__EVENT__BODY_OVERDUE;
	e->overdue = overdue;
	lt_work_emit(w, e);
}

static bool has_passed(int64_t due_us, bool told, int64_t at_us)
{
	return due_us && !told && due_us < at_us;
}

/* Open steps whose date passed before @p at_us and is not told yet, the earliest first. */
static uint32_t passed_steps(const Lt__Dossier *d, int64_t at_us,
			     const Lt__Token *ret[static LT_TOKENS_MAX])
{
	uint32_t count = 0;
	for (size_t i = 0; i < d->n_tokens && count < LT_TOKENS_MAX; i++) {
		const Lt__Token *t = d->tokens[i];
		uint32_t at = count;
		if (t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT ||
		    !has_passed(t->due_us, t->overdue, at_us))
			continue;
		for (; at > 0 && ret[at - 1]->due_us > t->due_us; at--)
			ret[at] = ret[at - 1];
		ret[at] = t;
		count++;
	}
	return count;
}

/* Who is late is told before anything moves on: what moves may end the dossier or cancel others. */
void lt_late_catch_up(struct lt_work *w)
{
	const Lt__Dossier *d = w->d;
	const Lt__Token *passed[LT_TOKENS_MAX];
	uint32_t ids[LT_TOKENS_MAX];
	_Static_assert(LT_LATES_MAX % 64 == 0, "a bit a lateness");
	for (size_t i = 0; i < d->n_lates && i < LT_LATES_MAX; i++)
		w->standing[i / 64] |= (uint64_t)(d->lates[i]->ended_us == 0) << i % 64;
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		return;
	if (has_passed(d->due_us, d->overdue, w->at_us))
		dossier_due(w);
	uint32_t count = passed_steps(d, w->at_us, passed);
	for (uint32_t i = 0; i < count && !w->error; i++) {
		ids[i] = passed[i]->id;
		tell_passed(w, passed[i]);
	}
	for (uint32_t i = 0; i < count && !w->error; i++) {
		const Lt__Token *t = lt_dossier_token(d, ids[i]);
		if (t)
			move_on(w, t);
	}
}

/* -- timers -- */

/* After an outage several moments may have passed: the last of them is told, once. */
static void step_timer(struct lt_work *w, const Lt__Token *t, enum lt_timer_kind kind)
{
	if (kind == LT_TIMER_JOB_RETRY)
		lt_decide_retry_job(w, t);
	else if (kind == LT_TIMER_STEP_DUE || t->due_us < w->at_us)
		step_due(w, t);
	else
		tell_runs_out(w, t, t->most_us && t->most_us <= w->at_us ? MOST : HALF);
}

/* A timer that no longer fits the dossier is not wrong, only late: it does nothing. */
void lt_decide_timer(struct lt_work *w, const Lt__FireTimer *cmd)
{
	enum lt_timer_kind kind;
	if (!lt_decide_from_engine(w) || w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN ||
	    cmd->due_us > w->env->now_us)
		return;
	const Lt__Token *t = cmd->token ? lt_dossier_token(w->d, cmd->token) : NULL;
	if (t && lt_late_step_timer(t, &kind) == cmd->due_us)
		step_timer(w, t, kind);
	else if (!cmd->token && lt_late_dossier_timer(w->d, &kind) == cmd->due_us) {
		if (kind == LT_TIMER_DOSSIER_DUE || w->d->due_us < w->at_us)
			dossier_due(w);
		else
			tell_runs_out(w, NULL, MOST);
	}
}

/* -- after a command -- */

static void set_warnings(struct lt_work *w, uint32_t token, int64_t due_us, int64_t half_us,
			 int64_t most_us)
{
	Lt__Event *e = lt_work_event(w);
	Lt__WarningsSet *set = LT_MAKE(w, Lt__WarningsSet, lt__warnings_set__init);
	if (!e || !set)
		return;
	set->token = token;
	set->due_us = due_us;
	set->half_us = half_us;
	set->most_us = most_us;
	e->body_case = LT__EVENT__BODY_WARNINGS_SET;
	e->warnings_set = set;
	lt_work_emit(w, e);
}

static void settle_dossier(struct lt_work *w)
{
	const Lt__Dossier *d = w->d;
	const struct lt_office *office = lt_calendar_office(w->env->calendar, d->office);
	struct lt_pauses pauses;
	if (lt_pauses_of(d->pauses, d->n_pauses, d->counts_from_us, w->at_us, w->env->arena,
			 &pauses) < 0) {
		w->error = LT_E_NOMEM;
		return;
	}
	set_warnings(w, 0, d->due_us, 0,
		     moment(office, d->counts_from_us, d->due_us, work_of(office, &pauses), MOST));
}

static void settle_token(struct lt_work *w, const Lt__Token *t)
{
	Lt__Token planned = *t;
	planned.half_us = planned.most_us = 0;
	lt_late_plan(w, &planned);
	set_warnings(w, t->id, t->due_us, planned.half_us, planned.most_us);
}

static void lift(struct lt_work *w, const Lt__Lateness *l)
{
	Lt__Event *e = lt_work_event(w);
	Lt__LatenessLifted *lifted = LT_MAKE(w, Lt__LatenessLifted, lt__lateness_lifted__init);
	if (!e || !lifted)
		return;
	lifted->lateness = l->id;
	e->body_case = LT__EVENT__BODY_LATENESS_LIFTED;
	e->lateness_lifted = lifted;
	lt_work_emit(w, e);
}

/* Somebody ended it, by this command, at a moment that was in time. What the engine ends because a
 * date has passed ends at that date, and proves nothing. */
static bool was_in_time(const struct lt_work *w, size_t i)
{
	const Lt__Lateness *l = w->d->lates[i];
	bool stood = i < LT_LATES_MAX && (w->standing[i / 64] >> i % 64 & 1);
	return stood && l->ended_us && l->ended_us <= l->due_us &&
	       w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_ENGINE;
}

void lt_late_settle(struct lt_work *w)
{
	const Lt__Dossier *d = w->d;
	bool open = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	if (open && d->due_us != d->warned_for_us && d->due_us != LT_DUE_SUSPENDED)
		settle_dossier(w);
	for (size_t i = 0; open && i < d->n_tokens && !w->error; i++)
		if (d->tokens[i]->due_us != d->tokens[i]->warned_for_us &&
		    d->tokens[i]->due_us != LT_DUE_SUSPENDED)
			settle_token(w, d->tokens[i]);
	for (size_t i = 0; i < d->n_lates && !w->error; i++)
		if (was_in_time(w, i))
			lift(w, d->lates[i]);
}
