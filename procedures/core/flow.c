/* SPDX-License-Identifier: EUPL-1.2 */
/* From step to step: entering, completing, finishing. Steps that hold others are in flow_parallel.c
 * and flow_block.c.
 *
 *   enter(step) -- choose ----------------> enter(target)
 *               -- human/auto/handoff/... -> token stays open ... complete(outcome) ->
 * enter(target)
 *               -- parallel --> enter(branch 1) ... enter(branch n) ... done -> join -> complete
 *               -- call ------> enter(child's start) ... finish -> complete
 *               -- finish ----> the dossier ends
 *
 * What cannot be entered (no such desk, a script that raises, a calendar that ends) leaves the
 * token open with an incident: that dossier waits for a person, nothing else does. */
#include <string.h>

#include "procedures/core/flow_own.h"
#include "procedures/core/frame.h"
#include "procedures/core/handoff.h"
#include "proto/base/limits.h"

Lt__Token *lt_flow_token(struct lt_work *w, const struct lt_step *step, struct lt_entry entry)
{
	Lt__Token *t = LT_MAKE(w, Lt__Token, lt__token__init);
	if (!t)
		return NULL;
	t->id = w->d->tokens_made + 1;
	t->step = step->name;
	t->kind = step->kind;
	t->state = LT__TOKEN_STATE__TOKEN_STATE_WAITING;
	t->entered_us = w->at_us;
	t->parent = entry.parent;
	t->branch = entry.branch;
	t->frame = entry.frame;
	t->item = entry.item;
	if (entry.item)
		t->item_text = entry.item_text;
	t->clock_stopped = step->clock_stop;
	t->pause = step->clock_stop ? step->pause : LT__PAUSE_REASON__PAUSE_REASON_UNSPECIFIED;
	if (step->role)
		t->role = step->role;
	return t;
}

struct lt_entry lt_flow_entry(const Lt__Token *token)
{
	return (struct lt_entry){.frame = token->frame,
				 .parent = token->parent,
				 .branch = token->branch,
				 .item = token->item,
				 .item_text = token->item_text};
}

void lt_flow_started(struct lt_work *w, Lt__Token *token, bool again, Lt__Decision *decision)
{
	lt_flow_stand_with_hold(w, token);
	Lt__Event *e = lt_work_event(w);
	Lt__StepStarted *started = LT_MAKE(w, Lt__StepStarted, lt__step_started__init);
	if (!e || !started)
		return;
	lt_late_plan(w, token);
	started->token = token;
	started->again = again;
	started->decision = decision;
	e->body_case = LT__EVENT__BODY_STARTED;
	e->started = started;
	lt_work_emit(w, e);
}

/* The token stays open with an incident instead of what it should have done. */
void lt_flow_fail(struct lt_work *w, Lt__Token *token, bool again, const char *point,
		  const char *message)
{
	lt_flow_started(w, token, again, NULL);
	lt_work_incident(w, token->id, point, token->step, message, true);
}

/* -- limits and desks -- */

/* Sets the step's due moment and what it follows from. */
static int step_due(struct lt_work *w, const struct lt_definition *def, const struct lt_step *step,
		    const char *office, Lt__Token *t, const char **ret_text)
{
	if (step->limit.unit == LT_LIMIT_NONE)
		return 0;
	const struct lt_office *hours = lt_calendar_office(w->env->calendar, office);
	int r = hours ? lt_due(hours, w->at_us, step->limit, def->counting, NULL, 0, &t->due_us)
		      : LT_E_CALENDAR;
	if (r < 0) {
		*ret_text = lt_arena_printf(w->env->arena,
					    "lịch làm việc %s không tính được hạn của cơ quan '%s'",
					    lt_calendar_version(w->env->calendar), office);
		return r;
	}
	return lt_flow_step_facts(w, def, step, office, t);
}

/* The code that `at` names: a field's text, or what the function answers. NULL: home. */
static int place_at(struct lt_work *w, const struct lt_definition *def, const Lt__Token *t,
		    const struct lt_place *place, const char **ret_at, Lt__Decision **ret_decision,
		    const char **ret_text)
{
	*ret_at = NULL;
	if (place->at_field) {
		const char *name = lt_frame_field(w->d, t->frame, place->at_field, w->env->arena);
		const Lt__Field *f = name ? lt_dossier_field(w->d, name) : NULL;
		w->error = name ? w->error : LT_E_NOMEM;
		if (f && f->value_case == LT__FIELD__VALUE_TEXT && *f->text)
			*ret_at = f->text;
		return 0;
	}
	if (!place->at)
		return 0;
	struct lt_answer answer = {0};
	const struct lt_question q = {.def = def,
				      .function = place->at,
				      .name = "at",
				      .step = t->step,
				      .frame = lt_dossier_frame(w->d, t->frame),
				      .item = t->item,
				      .item_text = t->item_text};
	int r = lt_work_ask(w, &q, &answer, ret_decision, ret_text);
	if (r == 0 && answer.type == LT_ANSWER_TEXT)
		*ret_at = answer.text;
	return r;
}

int lt_flow_desk(struct lt_work *w, const struct lt_definition *def, const Lt__Token *t,
		 const struct lt_place *place, const struct lt_unit **ret,
		 Lt__Decision **ret_decision, const char **ret_text)
{
	const char *at;
	int r = place_at(w, def, t, place, &at, ret_decision, ret_text);
	if (r < 0)
		return r;
	struct lt_err why = {0};
	r = lt_directory_resolve(w->env->pinned, w->d->unit, place->unit, place->level, at,
				 w->at_us, ret, &why);
	if (r < 0)
		*ret_text = lt_arena_str(w->env->arena, why.text);
	return r;
}

/* -- entering, kind by kind -- */

static void enter_desk(struct lt_work *w, const struct lt_definition *def,
		       const struct lt_step *step, struct lt_entry entry)
{
	const char *text = NULL;
	Lt__Decision *decision = NULL;
	const struct lt_unit *unit = NULL;
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (!t)
		return;
	int r = lt_flow_desk(w, def, t, &step->place, &unit, &decision, &text);
	if (w->error)
		return;
	if (r < 0)
		return lt_flow_fail(w, t, entry.again, r == LT_E_SCRIPT ? "at" : "unit", text);
	t->unit = unit->code;
	if (step_due(w, def, step, unit->office, t, &text) < 0)
		return lt_flow_fail(w, t, entry.again, "calendar", text);
	t->state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	lt_handoff_address(w->d, t);
	lt_flow_started(w, t, entry.again, decision);
}

static void enter_auto(struct lt_work *w, const struct lt_definition *def,
		       const struct lt_step *step, struct lt_entry entry)
{
	const char *text = NULL;
	Lt__Decision *decision = NULL;
	struct lt_answer answer = {0};
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (!t)
		return;
	t->capability = step->capability;
	t->attempts_max = step->attempts;
	t->backoff_us = step->backoff_us;
	if (step_due(w, def, step, w->d->office, t, &text) < 0)
		return lt_flow_fail(w, t, entry.again, "calendar", text);
	if (step->with) {
		const struct lt_question q = {.def = def,
					      .function = step->with,
					      .name = "with",
					      .step = step->name,
					      .frame = lt_dossier_frame(w->d, t->frame),
					      .item = t->item,
					      .item_text = t->item_text};
		int r = lt_work_ask(w, &q, &answer, &decision, &text);
		if (w->error)
			return;
		if (r < 0 || answer.type != LT_ANSWER_FIELDS)
			return lt_flow_fail(w, t, entry.again, "with",
					    r < 0 ? text : "hàm with phải trả về một bảng");
		t->args = answer.fields;
		t->n_args = answer.fields_count;
	}
	t->state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	lt_flow_started(w, t, entry.again, decision);
}

static bool ask_unit(struct lt_work *w, const struct lt_definition *def,
		     const struct lt_place *place, Lt__Token *t, const char **ret_office,
		     const char **ret_text)
{
	Lt__Decision *decision = NULL;
	const struct lt_unit *unit = NULL;
	if (lt_flow_desk(w, def, t, place, &unit, &decision, ret_text) < 0)
		return false;
	for (size_t i = 0; i < t->n_opinions; i++)
		if (strcmp(t->opinions[i]->unit, unit->code) == 0)
			return true; /* one unit wears two hats: it is asked once */
	Lt__Opinion *o = LT_MAKE(w, Lt__Opinion, lt__opinion__init);
	if (!o || !LT_ARENA_PUSH(w->env->arena, t->opinions, t->n_opinions)) {
		w->error = LT_E_NOMEM;
		return false;
	}
	o->unit = unit->code;
	t->opinions[t->n_opinions++] = o;
	*ret_office = unit->office;
	return true;
}

static void enter_consult(struct lt_work *w, const struct lt_definition *def,
			  const struct lt_step *step, struct lt_entry entry)
{
	const char *text = NULL, *office = w->d->office;
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (!t)
		return;
	for (uint32_t i = 0; i < step->places_count; i++)
		if (!ask_unit(w, def, &step->places[i], t, &office, &text)) {
			if (!w->error)
				lt_flow_fail(w, t, entry.again, "unit", text);
			return;
		}
	if (step_due(w, def, step, office, t, &text) < 0)
		return lt_flow_fail(w, t, entry.again, "calendar", text);
	lt_flow_started(w, t, entry.again, NULL);
}

static const Lt__Signal *kept_signal(const Lt__Dossier *d, const char *event)
{
	for (size_t i = 0; i < d->n_signals; i++)
		if (strcmp(d->signals[i]->event, event) == 0)
			return d->signals[i];
	return NULL;
}

/* An event that came before anybody waited for it is taken now. */
static bool take_kept(struct lt_work *w, const struct lt_step *step, const Lt__Token *t)
{
	for (uint32_t i = 0; i < step->events_count; i++) {
		const Lt__Signal *kept = kept_signal(w->d, step->events[i].event);
		if (!kept)
			continue;
		Lt__Event *e = lt_work_event(w);
		Lt__SignalArrived *arrived =
			LT_MAKE(w, Lt__SignalArrived, lt__signal_arrived__init);
		Lt__Signal *taken = LT_MAKE(w, Lt__Signal, lt__signal__init);
		if (!e || !arrived || !taken)
			return true;
		taken->event = kept->event; /* its fields were set when it came */
		taken->at_us = kept->at_us;
		arrived->signal = taken;
		e->body_case = LT__EVENT__BODY_SIGNAL;
		e->signal = arrived;
		lt_work_emit(w, e);
		lt_flow_complete_by_engine(w, t, step, step->events[i].outcome);
		return true;
	}
	return false;
}

static void enter_wait(struct lt_work *w, const struct lt_definition *def,
		       const struct lt_step *step, struct lt_entry entry)
{
	const char *text = NULL;
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (!t)
		return;
	for (uint32_t i = 0; i < step->events_count; i++) {
		if (!LT_ARENA_PUSH(w->env->arena, t->events, t->n_events)) {
			w->error = LT_E_NOMEM;
			return;
		}
		t->events[t->n_events++] = step->events[i].event;
	}
	if (step_due(w, def, step, w->d->office, t, &text) < 0)
		return lt_flow_fail(w, t, entry.again, "calendar", text);
	lt_flow_started(w, t, entry.again, NULL);
	if (!w->error)
		(void)take_kept(w, step, t);
}

static void choose_target(struct lt_work *w, const struct lt_definition *def,
			  const struct lt_step *step, struct lt_entry entry, const char *chosen,
			  Lt__Decision *decision)
{
	lt_step_index target = lt_step_target(step, chosen);
	if (target == LT_STEP_NONE)
		target = step->otherwise;
	Lt__Event *e = lt_work_event(w);
	Lt__RouteChosen *routed = LT_MAKE(w, Lt__RouteChosen, lt__route_chosen__init);
	if (!e || !routed)
		return;
	routed->step = step->name;
	routed->case_name = chosen;
	routed->target = target == LT_STEP_DONE ? "done" : def->steps[target].name;
	routed->frame = entry.frame;
	routed->decision = decision;
	e->body_case = LT__EVENT__BODY_ROUTED;
	e->routed = routed;
	lt_work_emit(w, e);
	entry.again = false;
	lt_flow_enter(w, def, target, entry);
}

static void enter_choose(struct lt_work *w, const struct lt_definition *def,
			 const struct lt_step *step, struct lt_entry entry)
{
	const char *text = NULL;
	Lt__Decision *decision = NULL;
	struct lt_answer answer = {0};
	const struct lt_question q = {.def = def,
				      .function = step->by,
				      .name = "by",
				      .step = step->name,
				      .frame = lt_dossier_frame(w->d, entry.frame),
				      .item = entry.item,
				      .item_text = entry.item_text};
	int r = lt_work_ask(w, &q, &answer, &decision, &text);
	if (w->error)
		return;
	if (r == 0 && answer.type == LT_ANSWER_TEXT)
		return choose_target(w, def, step, entry, answer.text, decision);
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (t)
		lt_flow_fail(w, t, entry.again, "by",
			     r < 0 ? text : "hàm by phải trả về tên một trường hợp");
}

/* -- ending -- */

static void cancel(struct lt_work *w, const Lt__Token *token, const char *reason)
{
	Lt__Event *e = lt_work_event(w);
	Lt__StepCancelled *cancelled = LT_MAKE(w, Lt__StepCancelled, lt__step_cancelled__init);
	if (!e || !cancelled)
		return;
	cancelled->token = token->id;
	cancelled->step = token->step;
	cancelled->reason = reason;
	e->body_case = LT__EVENT__BODY_CANCELLED;
	e->cancelled = cancelled;
	lt_work_emit(w, e);
}

static bool inside(const Lt__Dossier *d, const Lt__Token *token, uint32_t ancestor)
{
	while (token && token->parent) {
		if (token->parent == ancestor)
			return true;
		token = lt_dossier_token(d, token->parent);
	}
	return false;
}

/* Cancels what runs inside a parallel or call, innermost last opened first; 0: everything. */
void lt_flow_cancel_inside(struct lt_work *w, uint32_t ancestor, const char *reason)
{
	for (size_t i = w->d->n_tokens; i-- > 0 && !w->error;) {
		const Lt__Token *t = w->d->tokens[i];
		if (ancestor == 0 || inside(w->d, t, ancestor))
			cancel(w, t, reason);
	}
}

void lt_flow_cancel_all(struct lt_work *w, const char *reason)
{
	lt_flow_cancel_inside(w, 0, reason);
}

static void enter_finish(struct lt_work *w, const struct lt_step *step, struct lt_entry entry)
{
	if (entry.frame)
		return lt_flow_end_call(w, step, entry.frame);
	lt_flow_cancel_inside(w, 0, "finished");
	Lt__Event *e = lt_work_event(w);
	Lt__DossierFinished *finished = LT_MAKE(w, Lt__DossierFinished, lt__dossier_finished__init);
	if (w->error || !e || !finished)
		return;
	finished->step = step->name;
	finished->outcome = step->outcome;
	if (step->form)
		finished->form = step->form;
	finished->deliver = (const char **)(uintptr_t)step->deliver.items;
	finished->n_deliver = step->deliver.count;
	e->body_case = LT__EVENT__BODY_FINISHED;
	e->finished = finished;
	lt_work_emit(w, e);
}

static void enter_blocked(struct lt_work *w, const struct lt_step *step, struct lt_entry entry,
			  const char *point, const char *text)
{
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (t)
		lt_flow_fail(w, t, entry.again, point, text);
}

void lt_flow_enter(struct lt_work *w, const struct lt_definition *def, lt_step_index index,
		   struct lt_entry entry)
{
	if (w->error)
		return;
	if (index == LT_STEP_DONE)
		return lt_flow_end_branch(w, entry);
	LT_ASSERT(index < def->steps_count);
	const struct lt_step *step = &def->steps[index];
	if (++w->straight > LT_STRAIGHT_STEPS_MAX || w->d->n_tokens >= LT_TOKENS_MAX)
		return enter_blocked(w, step, entry, "loop",
				     "thủ tục chạy vòng không dừng hoặc mở quá nhiều bước");
	if (step->times && !entry.again &&
	    lt_dossier_visits(w->d, step->name, entry.frame, entry.item) >= step->times)
		return enter_blocked(w, step, entry, "times", "bước này đã hết số lần cho phép");
	switch (step->kind) {
	case LT__STEP_KIND__STEP_KIND_HUMAN:
	case LT__STEP_KIND__STEP_KIND_HANDOFF:
		return enter_desk(w, def, step, entry);
	case LT__STEP_KIND__STEP_KIND_AUTO:
		return enter_auto(w, def, step, entry);
	case LT__STEP_KIND__STEP_KIND_CONSULT:
		return enter_consult(w, def, step, entry);
	case LT__STEP_KIND__STEP_KIND_PARALLEL:
		return lt_flow_enter_parallel(w, def, step, entry);
	case LT__STEP_KIND__STEP_KIND_WAIT:
		return enter_wait(w, def, step, entry);
	case LT__STEP_KIND__STEP_KIND_CHOOSE:
		return enter_choose(w, def, step, entry);
	case LT__STEP_KIND__STEP_KIND_CALL:
		return lt_flow_enter_call(w, def, step, entry);
	case LT__STEP_KIND__STEP_KIND_FINISH:
		return enter_finish(w, step, entry);
	default:
		LT_REQUIRE(!"a compiled step has a kind");
	}
}

void lt_flow_complete(struct lt_work *w, const Lt__Token *token, const struct lt_step *step,
		      Lt__Event *event, Lt__StepCompleted *completed)
{
	if (w->error || !event || !completed)
		return;
	struct lt_entry entry = lt_flow_entry(token);
	lt_step_index target = lt_step_target(step, completed->outcome);
	LT_ASSERT(target != LT_STEP_NONE);
	const struct lt_definition *def = lt_work_definition(w, token->frame);
	if (!def)
		return;
	completed->token = token->id;
	completed->step = token->step;
	event->body_case = LT__EVENT__BODY_COMPLETED;
	event->completed = completed;
	lt_work_emit(w, event);
	lt_flow_enter(w, def, target, entry);
}

void lt_flow_complete_by_engine(struct lt_work *w, const Lt__Token *token,
				const struct lt_step *step, const char *outcome)
{
	Lt__Event *e = lt_work_event(w);
	Lt__StepCompleted *completed = LT_MAKE(w, Lt__StepCompleted, lt__step_completed__init);
	if (completed)
		completed->outcome = outcome;
	lt_flow_complete(w, token, step, e, completed);
}
