/* SPDX-License-Identifier: EUPL-1.2 */
/* Which outcomes of a procedure there are, and which of them a test has taken. */
#include <string.h>

#include "coordinator/trial/stage.h"

struct cover {
	struct lt_arena *arena;
	Lt__TrialOutcome **items;
	size_t count;
};

static void add(struct cover *c, const char *step, const char *outcome, uint32_t line)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->items[i]->step, step) == 0 &&
		    strcmp(c->items[i]->outcome, outcome) == 0) {
			c->items[i]->times++;
			return;
		}
	Lt__TrialOutcome *o = lt_arena_alloc(c->arena, sizeof *o);
	LT_REQUIRE(o && LT_ARENA_PUSH(c->arena, c->items, c->count));
	lt__trial_outcome__init(o);
	o->step = lt_arena_str(c->arena, step);
	o->outcome = lt_arena_str(c->arena, outcome);
	o->times = 1;
	o->line = line;
	c->items[c->count++] = o;
}

static void declare(struct cover *c, const struct lt_step *s)
{
	uint32_t line = (uint32_t)s->line;
	for (uint32_t i = 0; i < s->on_count; i++)
		add(c, s->name, s->on[i].outcome, line);
	for (uint32_t i = 0; i < s->events_count; i++)
		add(c, s->name, s->events[i].outcome, line);
	if (s->kind == LT__STEP_KIND__STEP_KIND_FINISH)
		add(c, s->name, s->outcome, line);
}

/* A parallel has one way on, and a wait's outcomes may stand in both lists: each counts once. */
bool lt_stage_declared(struct lt_stage *stage, Lt__TrialOutcome ***ret, size_t *ret_count)
{
	struct cover c = {.arena = &stage->trial.arena};
	const struct lt_definition *def = lt_stage_definition(stage, NULL);
	if (!def)
		return false;
	for (uint32_t i = 0; i < def->steps_count; i++)
		if (def->steps[i].kind != LT__STEP_KIND__STEP_KIND_PARALLEL)
			declare(&c, &def->steps[i]);
	for (size_t i = 0; i < c.count; i++)
		c.items[i]->times = 0;
	*ret = c.items;
	*ret_count = c.count;
	return true;
}

/* Steps of a called procedure are another procedure's. */
static bool is_own(const uint32_t *frames, size_t count, uint32_t token)
{
	return token >= count || frames[token] == 0;
}

static void cover_one(struct cover *c, Lt__Event **events, size_t count)
{
	uint32_t frames[512] = {0};
	const size_t frames_max = sizeof frames / sizeof *frames;
	for (size_t i = 0; i < count; i++) {
		const Lt__Event *e = events[i];
		if (e->body_case == LT__EVENT__BODY_STARTED && e->started->token->id < frames_max)
			frames[e->started->token->id] = e->started->token->frame;
		else if (e->body_case == LT__EVENT__BODY_COMPLETED &&
			 is_own(frames, frames_max, e->completed->token))
			add(c, e->completed->step, e->completed->outcome, 0);
		else if (e->body_case == LT__EVENT__BODY_ROUTED && e->routed->frame == 0)
			add(c, e->routed->step, e->routed->case_name, 0);
		else if (e->body_case == LT__EVENT__BODY_FINISHED)
			add(c, e->finished->step, e->finished->outcome, 0);
	}
}

bool lt_stage_covered(struct lt_stage *stage, Lt__TrialOutcome ***ret, size_t *ret_count)
{
	struct cover c = {.arena = &stage->trial.arena};
	for (size_t i = 0; i < stage->cases_count; i++) {
		struct lt_err err = {0};
		Lt__Event **events;
		size_t count;
		const Lt__Dossier *d = lt_stage_dossier(stage, i);
		if (!d ||
		    !lt_stage_good(stage,
				   lt_trial_events(&stage->trial, d->id, &events, &count, &err),
				   &err))
			return false;
		if (strcmp(d->procedure, stage->procedure) == 0)
			cover_one(&c, events, count);
	}
	*ret = c.items;
	*ret_count = c.count;
	return true;
}
