/* SPDX-License-Identifier: EUPL-1.2 */
/* Decisions about time: the clock stopped and let go on by an officer who may, more time given, and
 * what a new calendar, a line that was down or a new directory means for one dossier.
 *
 * The rule of who may: somebody who gives out work (a role that assigns) at the unit that received
 * the dossier or at one that has an open step of it. */
#include <string.h>

#include "procedures/core/evolve_own.h"
#include "procedures/core/pauses.h"
#include "procedures/core/work.h"
#include "proto/base/limits.h"

/* -- what a step's due moment follows from -- */

/* A decided stop and a line that was down never start a step's limit again. */
static uint32_t step_counting(enum lt_counting counting)
{
	switch (counting) {
	case LT_COUNTING_RESTART_ROLLED:
		return LT_COUNTING_ROLLED;
	case LT_COUNTING_RESTART_LEGAL:
		return LT_COUNTING_LEGAL;
	case LT_COUNTING_RESTART_SAME_TIME:
		return LT_COUNTING_SAME_TIME;
	case LT_COUNTING_RESTART_HOURS8:
		return LT_COUNTING_HOURS8;
	default:
		return counting;
	}
}

int lt_flow_step_facts(struct lt_work *w, const struct lt_definition *def,
		       const struct lt_step *step, const char *office, Lt__Token *token)
{
	Lt__Limit *limit = LT_MAKE(w, Lt__Limit, lt__limit__init);
	if (!limit)
		return LT_E_NOMEM;
	limit->unit = step->limit.unit;
	limit->amount = step->limit.amount;
	token->limit = limit;
	token->office = office;
	token->counting = step_counting(def->counting);
	token->calendar = lt_calendar_version(w->env->calendar);
	return 0;
}

void lt_flow_stand_with_hold(struct lt_work *w, Lt__Token *token)
{
	const Lt__Hold *hold = w->d->hold;
	if (!hold || !lt_token_stands_with_hold(token, w->at_us))
		return;
	Lt__Pause *p = LT_MAKE(w, Lt__Pause, lt__pause__init);
	if (!p || !LT_ARENA_PUSH(w->env->arena, token->pauses, token->n_pauses)) {
		w->error = LT_E_NOMEM;
		return;
	}
	p->reason = hold->reason;
	p->from_us = w->at_us;
	p->due_before_us = token->due_us;
	p->paper = hold->paper;
	p->note = hold->note;
	p->officer = hold->officer;
	p->unit = hold->unit;
	token->pauses[token->n_pauses++] = p;
	token->due_us = LT_DUE_SUSPENDED;
}

/* -- who may decide -- */

static bool has_step_at(const Lt__Dossier *d, const char *unit)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (strcmp(d->tokens[i]->unit, unit) == 0)
			return true;
	return false;
}

static bool may_decide(struct lt_work *w, const char *note)
{
	const Lt__Actor *a = w->cmd->actor;
	if (w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		lt_work_refuse(w, LT_REFUSAL_NOT_OPEN, "%s", w->d->code);
	else if (a->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER ||
		 (strcmp(a->unit, w->d->unit) != 0 && !has_step_at(w->d, a->unit)) ||
		 !lt_work_may_assign(w))
		lt_work_refuse(w, LT_REFUSAL_AUTHORITY, "cán bộ '%s', đơn vị '%s', hồ sơ %s", a->id,
			       a->unit, w->d->code);
	else if (lt_dossier_limit(w->d).unit == LT_LIMIT_NONE)
		lt_work_refuse(w, LT_REFUSAL_CLOCK, "hồ sơ %s không có thời hạn", w->d->code);
	else if (!*note)
		lt_work_refuse(w, LT_REFUSAL_NOTE, "quyết định về thời hạn của hồ sơ %s",
			       w->d->code);
	return !lt_work_stopped(w);
}

/* -- stop and go on -- */

static bool is_reason(Lt__PauseReason reason)
{
	return reason >= LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT &&
	       reason <= LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION;
}

void lt_work_emit_held(struct lt_work *w, const Lt__HoldClock *cmd)
{
	Lt__Event *e = lt_work_act(w);
	Lt__ClockHeld *held = LT_MAKE(w, Lt__ClockHeld, lt__clock_held__init);
	Lt__Hold *hold = LT_MAKE(w, Lt__Hold, lt__hold__init);
	if (!e || !held || !hold)
		return;
	hold->reason = cmd->reason;
	hold->paper = cmd->paper;
	hold->note = cmd->note;
	hold->officer = w->cmd->actor->id;
	hold->unit = w->cmd->actor->unit;
	hold->at_us = w->at_us;
	held->hold = hold;
	held->token = cmd->token;
	held->news = cmd->news;
	e->body_case = LT__EVENT__BODY_CLOCK_HELD;
	e->clock_held = held;
	lt_work_emit(w, e);
}

void lt_decide_hold(struct lt_work *w, const Lt__HoldClock *cmd)
{
	if (cmd->token)
		return lt_decide_held(w, cmd);
	if (!may_decide(w, cmd->note))
		return;
	if (!is_reason(cmd->reason)) /* a line that was down is recorded by operators */
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "lý do dừng tính thời hạn");
	if (!*cmd->paper)
		return lt_work_refuse(w, LT_REFUSAL_BASIS, "dừng tính thời hạn của hồ sơ %s",
				      w->d->code);
	if (w->d->hold)
		return lt_work_refuse(w, LT_REFUSAL_CLOCK, "hồ sơ %s đã dừng theo văn bản %s",
				      w->d->code, w->d->hold->paper);
	lt_work_emit_held(w, cmd);
}

static Lt__StepDue *add_step(struct lt_work *w, const Lt__Token *t, int64_t due_us,
			     Lt__StepDue ***items, size_t *count)
{
	Lt__StepDue *step = LT_MAKE(w, Lt__StepDue, lt__step_due__init);
	if (!step || !LT_ARENA_PUSH(w->env->arena, *items, *count)) {
		w->error = LT_E_NOMEM;
		return NULL;
	}
	step->token = t->id;
	step->due_before_us = t->due_us;
	step->due_us = due_us;
	step->calendar = lt_calendar_version(w->env->calendar);
	(*items)[(*count)++] = step;
	return step;
}

/* The due moment of a step by the calendar in force; a pause that stands ends at @p open_to_us. */
static int token_due(struct lt_work *w, const Lt__Token *t, int64_t open_to_us, int64_t *ret)
{
	struct lt_counted counted;
	int r = lt_counted_token(t, w->env->calendar, open_to_us, w->env->arena, &counted);
	if (r == LT_E_NOMEM)
		w->error = r;
	return r < 0 ? r : lt_counted_due(&counted, ret);
}

static int dossier_due(struct lt_work *w, const Lt__Dossier *d, int64_t *ret)
{
	struct lt_counted counted;
	int r = lt_counted_dossier(d, w->env->calendar, LT_PAUSE_OPEN, w->env->arena, &counted);
	if (r == LT_E_NOMEM)
		w->error = r;
	return r < 0 ? r : lt_counted_due(&counted, ret);
}

Lt__ClockReleased *lt_work_released(struct lt_work *w, const Lt__ReleaseClock *cmd)
{
	Lt__ClockReleased *released = LT_MAKE(w, Lt__ClockReleased, lt__clock_released__init);
	if (!released)
		return NULL;
	released->note = cmd->note;
	released->officer = w->cmd->actor->id;
	released->unit = w->cmd->actor->unit;
	released->token = cmd->token;
	released->news = cmd->news;
	return released;
}

void lt_work_emit_released(struct lt_work *w, Lt__ClockReleased *released)
{
	Lt__Event *e = lt_work_act(w);
	if (!e)
		return;
	e->body_case = LT__EVENT__BODY_CLOCK_RELEASED;
	e->clock_released = released;
	lt_work_emit(w, e);
}

void lt_decide_release_clock(struct lt_work *w, const Lt__ReleaseClock *cmd)
{
	if (cmd->token)
		return lt_decide_held_no_more(w, cmd);
	if (!may_decide(w, cmd->note))
		return;
	if (!w->d->hold)
		return lt_work_refuse(w, LT_REFUSAL_CLOCK,
				      "hồ sơ %s không bị dừng theo quyết định nào; chỗ dừng của "
				      "quy trình chỉ hết khi bước đó xong",
				      w->d->code);
	Lt__ClockReleased *released = lt_work_released(w, cmd);
	if (!released)
		return;
	for (size_t i = 0; i < w->d->n_tokens && !w->error; i++) {
		const Lt__Token *t = w->d->tokens[i];
		int64_t due_us;
		if (t->due_us != LT_DUE_SUSPENDED || t->held)
			continue; /* the other clock still stands: it goes on with that one */
		if (token_due(w, t, w->at_us, &due_us) < 0)
			return lt_work_refuse(w, LT_REFUSAL_NO_CALENDAR, "bước '%s', cơ quan %s",
					      t->step, t->office);
		(void)add_step(w, t, due_us, &released->steps, &released->n_steps);
	}
	lt_work_emit_released(w, released);
}

/* -- a due date moves -- */

static Lt__DueChanged *new_change(struct lt_work *w, Lt__DueCause cause)
{
	Lt__DueChanged *changed = LT_MAKE(w, Lt__DueChanged, lt__due_changed__init);
	Lt__DueChange *change = LT_MAKE(w, Lt__DueChange, lt__due_change__init);
	if (!changed || !change)
		return NULL;
	change->cause = cause;
	change->at_us = w->at_us;
	change->due_before_us = w->d->due_us;
	change->due_after_us = w->d->due_us;
	change->calendar = w->d->calendar;
	changed->change = change;
	return changed;
}

static void emit_change(struct lt_work *w, Lt__Event *e, Lt__DueChanged *changed)
{
	if (w->error || !e)
		return;
	e->body_case = LT__EVENT__BODY_DUE_CHANGED;
	e->due_changed = changed;
	lt_work_emit(w, e);
}

static const char *extension_unit(enum lt_limit_unit unit)
{
	return unit == LT_LIMIT_WORKING_DAYS	? "ngày làm việc"
	       : unit == LT_LIMIT_CALENDAR_DAYS ? "ngày"
						: "giờ làm việc";
}

static bool may_extend(struct lt_work *w, const struct lt_definition *def, int32_t amount,
		       int32_t each)
{
	int32_t before = lt_dossier_extended(w->d) / each, most = def->extension.amount / each;
	const char *unit = extension_unit(def->extension.unit);
	if (def->extension.unit == LT_LIMIT_NONE)
		lt_work_refuse(w, LT_REFUSAL_EXTENSION, "thủ tục %s không quy định gia hạn",
			       def->code);
	else if (w->d->overdue)
		lt_work_refuse(w, LT_REFUSAL_EXTENSION,
			       "hồ sơ %s đã quá hạn; gia hạn phải quyết định trước ngày hẹn trả",
			       w->d->code);
	else if (amount <= 0 || amount > most - before)
		lt_work_refuse(w, LT_REFUSAL_EXTENSION,
			       "hồ sơ %s: tối đa %d %s, đã gia hạn %d, xin thêm %d", w->d->code,
			       most, unit, before, amount);
	return !lt_work_stopped(w);
}

/* Building permits: "nhưng không được quá 10 ngày kể từ ngày hết hạn", in writing, with the
 * reason. What the procedure does not allow nobody gives. */
void lt_decide_extend(struct lt_work *w, const Lt__ExtendDossier *cmd)
{
	if (!may_decide(w, cmd->note))
		return;
	const struct lt_definition *def = lt_work_definition(w, 0);
	if (!def)
		return;
	int32_t each = def->extension.unit == LT_LIMIT_WORKING_MINUTES ? 60 : 1;
	if (!may_extend(w, def, cmd->amount, each))
		return;
	if (!*cmd->paper)
		return lt_work_refuse(w, LT_REFUSAL_BASIS, "gia hạn hồ sơ %s", w->d->code);
	Lt__Event *e = lt_work_act(w);
	Lt__DueChanged *changed = new_change(w, LT__DUE_CAUSE__DUE_CAUSE_EXTENSION);
	if (!changed)
		return;
	changed->dossier = true;
	changed->change->amount = cmd->amount * each;
	changed->change->note = cmd->note;
	changed->change->paper = cmd->paper;
	changed->change->officer = w->cmd->actor->id;
	changed->change->unit = w->cmd->actor->unit;
	if (!lt_dossier_open_pause(w->d)) {
		Lt__Dossier longer = *w->d;
		Lt__Limit limit = *w->d->limit;
		limit.amount += changed->change->amount;
		longer.limit = &limit;
		changed->change->calendar = lt_calendar_version(w->env->calendar);
		if (dossier_due(w, &longer, &changed->change->due_after_us) < 0)
			return lt_work_refuse(w, LT_REFUSAL_NO_CALENDAR, "cơ quan %s, lịch %s",
					      w->d->office, changed->change->calendar);
	}
	emit_change(w, e, changed);
}

/* -- a new calendar -- */

/* May this step's date be counted once more? */
static bool counts(const Lt__Token *t)
{
	return t->limit && t->due_us && t->due_us != LT_DUE_SUSPENDED;
}

static void apply_calendar(struct lt_work *w)
{
	const Lt__Dossier *d = w->d;
	int64_t due_us;
	Lt__DueChanged *changed = new_change(w, LT__DUE_CAUSE__DUE_CAUSE_CALENDAR);
	if (!changed)
		return;
	if (d->due_us && !lt_dossier_open_pause(d) && dossier_due(w, d, &due_us) == 0 &&
	    due_us != d->due_us) {
		changed->dossier = true;
		changed->change->due_after_us = due_us;
	}
	for (size_t i = 0; i < d->n_tokens && !w->error; i++) {
		const Lt__Token *t = d->tokens[i];
		if (counts(t) && token_due(w, t, LT_PAUSE_OPEN, &due_us) == 0 &&
		    due_us != t->due_us)
			(void)add_step(w, t, due_us, &changed->steps, &changed->n_steps);
	}
	if (!changed->dossier && !changed->n_steps)
		return;
	changed->change->calendar = lt_calendar_version(w->env->calendar);
	emit_change(w, lt_work_event(w), changed);
}

/* -- a line that was down -- */

static Lt__Pause *line_pause(struct lt_work *w, const Lt__LineDown *line, int64_t since_us)
{
	Lt__Pause *p = LT_MAKE(w, Lt__Pause, lt__pause__init);
	if (!p)
		return NULL;
	p->reason = LT__PAUSE_REASON__PAUSE_REASON_LINE;
	p->from_us = line->from_us > since_us ? line->from_us : since_us;
	p->to_us = line->to_us;
	p->note = line->note;
	p->unit = line->unit;
	return p;
}

/* @return the array with one more pause; NULL with work->error. */
static Lt__Pause **with_pause(struct lt_work *w, Lt__Pause *const *list, size_t count, Lt__Pause *p)
{
	Lt__Pause **more = lt_arena_alloc(w->env->arena, (count + 1) * sizeof *more);
	if (!more || !p) {
		w->error = LT_E_NOMEM;
		return NULL;
	}
	if (count)
		memcpy(more, list, count * sizeof *more);
	more[count] = p;
	return more;
}

/* Given back already: the same stretch, or a longer one, was recorded before. */
static bool given_back(Lt__Pause *const *list, size_t count, const Lt__Pause *p)
{
	for (size_t i = 0; i < count; i++)
		if (list[i]->reason == LT__PAUSE_REASON__PAUSE_REASON_LINE &&
		    list[i]->from_us <= p->from_us && list[i]->to_us >= p->to_us)
			return true;
	return false;
}

static void give_back_to_step(struct lt_work *w, const Lt__LineDown *line, const Lt__Token *t,
			      Lt__DueChanged *changed)
{
	Lt__Token paused = *t;
	int64_t due_us = t->due_us;
	Lt__Pause *p = line_pause(w, line, t->entered_us);
	if (p && given_back(t->pauses, t->n_pauses, p))
		return;
	paused.pauses = with_pause(w, t->pauses, t->n_pauses, p);
	paused.n_pauses = t->n_pauses + 1;
	if (!paused.pauses ||
	    (t->due_us != LT_DUE_SUSPENDED && token_due(w, &paused, LT_PAUSE_OPEN, &due_us) < 0))
		return;
	p->due_before_us = t->due_us;
	p->due_after_us = due_us;
	Lt__StepDue *step = add_step(w, t, due_us, &changed->steps, &changed->n_steps);
	if (step)
		step->pause = p;
}

/* A clock whose limit starts again after a pause gets nothing: two hours without a line are no
 * reason for a whole new limit. */
static bool restarts(const Lt__Dossier *d)
{
	return step_counting(d->counting) != d->counting;
}

static void give_back_to_dossier(struct lt_work *w, const Lt__LineDown *line, int64_t since_us,
				 Lt__DueChanged *changed)
{
	const Lt__Dossier *d = w->d;
	Lt__Dossier paused = *d;
	int64_t due_us = d->due_us;
	if (!d->due_us || restarts(d) || d->n_pauses >= LT_PAUSES_MAX - 1)
		return;
	Lt__Pause *p = line_pause(w, line, since_us);
	if (p && given_back(d->pauses, d->n_pauses, p))
		return;
	paused.pauses = with_pause(w, d->pauses, d->n_pauses, p);
	paused.n_pauses = d->n_pauses + 1;
	if (!paused.pauses || (!lt_dossier_open_pause(d) && dossier_due(w, &paused, &due_us) < 0))
		return;
	p->due_before_us = d->due_us;
	p->due_after_us = due_us;
	changed->pause = p;
	changed->dossier = true;
	changed->change->due_after_us = due_us;
	if (!lt_dossier_open_pause(d))
		changed->change->calendar = lt_calendar_version(w->env->calendar);
}

static void apply_line(struct lt_work *w, const Lt__LineDown *line)
{
	const Lt__Dossier *d = w->d;
	int64_t since_us = INT64_MAX;
	Lt__DueChanged *changed = new_change(w, LT__DUE_CAUSE__DUE_CAUSE_LINE);
	if (!changed)
		return;
	changed->change->note = line->note;
	changed->change->unit = line->unit;
	for (size_t i = 0; i < d->n_tokens && !w->error; i++) {
		const Lt__Token *t = d->tokens[i];
		if (strcmp(t->unit, line->unit) != 0 || t->entered_us >= line->to_us)
			continue;
		if (t->entered_us < since_us)
			since_us = t->entered_us;
		if (t->limit && t->due_us && t->n_pauses < LT_PAUSES_MAX - 1)
			give_back_to_step(w, line, t, changed);
	}
	if (since_us == INT64_MAX || w->error)
		return;
	give_back_to_dossier(w, line, since_us, changed);
	if (changed->dossier || changed->n_steps)
		emit_change(w, lt_work_event(w), changed);
}

/* -- units that are gone -- */

static void bind(struct lt_work *w, uint32_t token, const char *from, Lt__UnitsRebound *rebound)
{
	const struct lt_unit *to =
		*from ? lt_directory_heir(w->env->directory, from, w->at_us) : NULL;
	if (!to || strcmp(to->code, from) == 0)
		return;
	Lt__Rebinding *b = LT_MAKE(w, Lt__Rebinding, lt__rebinding__init);
	if (!b || !LT_ARENA_PUSH(w->env->arena, rebound->bindings, rebound->n_bindings)) {
		w->error = LT_E_NOMEM;
		return;
	}
	b->token = token;
	b->from = from;
	b->to = to->code;
	rebound->bindings[rebound->n_bindings++] = b;
}

/* From then on the dossier's desks are looked for in the new directory: the old one would send it
 * to units that are gone. */
static void apply_directory(struct lt_work *w)
{
	const Lt__Dossier *d = w->d;
	Lt__UnitsRebound *rebound = LT_MAKE(w, Lt__UnitsRebound, lt__units_rebound__init);
	if (!rebound)
		return;
	rebound->directory = lt_directory_version(w->env->directory);
	bind(w, 0, d->unit, rebound);
	for (size_t i = 0; i < d->n_tokens && !w->error; i++) {
		const Lt__Token *t = d->tokens[i];
		bind(w, t->id, t->unit, rebound);
		for (size_t k = 0; k < t->n_opinions && !w->error; k++)
			if (!*t->opinions[k]->opinion)
				bind(w, t->id, t->opinions[k]->unit, rebound);
	}
	Lt__Event *e = lt_work_event(w);
	if (w->error || !e || !rebound->n_bindings)
		return;
	e->body_case = LT__EVENT__BODY_REBOUND;
	e->rebound = rebound;
	lt_work_emit(w, e);
}

void lt_decide_sweep(struct lt_work *w, const Lt__SweepDossier *cmd)
{
	if (w->cmd->actor->kind != LT__ACTOR_KIND__ACTOR_KIND_ENGINE)
		return lt_work_refuse(w, LT_REFUSAL_INTERNAL, "%s", w->d->code);
	if (w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN &&
	    cmd->what_case != LT__SWEEP_DOSSIER__WHAT_DIRECTORY)
		return;
	switch (cmd->what_case) {
	case LT__SWEEP_DOSSIER__WHAT_CALENDAR:
		return apply_calendar(w);
	case LT__SWEEP_DOSSIER__WHAT_LINE:
		return apply_line(w, cmd->line);
	case LT__SWEEP_DOSSIER__WHAT_DIRECTORY:
		return apply_directory(w);
	default:
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "%s", w->d->code);
	}
}
