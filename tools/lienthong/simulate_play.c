/* SPDX-License-Identifier: EUPL-1.2 */
/* The course of events. Officers of one unit and role are a pool: whoever is free takes what is due
 * first, works in office hours only, and then says how the step ends. All that routes, stops clocks
 * and counts dates is the engine's. */
#include <stdlib.h>
#include <string.h>

#include "coordinator/trial/stage.h"
#include "proto/base/limits.h"
#include "tools/lienthong/simulate.h"
#include "tools/lienthong/simulate_agenda.h"

enum { OFFICERS_MAX = 64, JOB_SECONDS = 30, DOSSIERS_MAX = 1 << 20 };

/* Waits for an officer. */
struct task {
	uint64_t dossier;
	uint32_t token;
	int64_t due_us, entered_us;
	size_t step;
};

struct pool {
	struct task *tasks; /* malloc */
	size_t count, room;
	uint32_t free;
};

struct sim {
	const struct lt_sim_plan *plan;
	struct lt_arena *arena;
	struct lt_sim_result *result;
	struct lt_stage *stage;
	struct lt_definition const *definition;
	uint32_t *distances;
	struct lt_sim_agenda agenda;
	uint64_t arrived;
	struct pool pools[LT_SIM_POOLS_MAX];
	uint64_t *touched; /* dossiers to look at; malloc */
	size_t touched_count, touched_room;
	uint32_t *seen; /* by dossier: last token looked at; malloc */
	size_t seen_room;
	struct lt_stage_args submission;
	struct lt_err *err;
};

/* -- names -- */

static size_t step_number(struct sim *s, const char *name)
{
	struct lt_sim_result *r = s->result;
	for (size_t i = 0; i < r->steps_count; i++)
		if (strcmp(r->steps[i].name, name) == 0)
			return i;
	LT_REQUIRE(r->steps_count < LT_SIM_STEPS_MAX);
	r->steps[r->steps_count].name = lt_arena_str(s->arena, name);
	LT_REQUIRE(r->steps[r->steps_count].name != NULL);
	return r->steps_count++;
}

static size_t pool_number(struct sim *s, const char *unit, const char *role)
{
	struct lt_sim_result *r = s->result;
	for (size_t i = 0; i < r->pools_count; i++)
		if (strcmp(r->pools[i].unit, unit) == 0 && strcmp(r->pools[i].role, role) == 0)
			return i;
	LT_REQUIRE(r->pools_count < LT_SIM_POOLS_MAX);
	struct lt_sim_pool *p = &r->pools[r->pools_count];
	p->unit = lt_arena_str(s->arena, unit);
	p->role = lt_arena_str(s->arena, role);
	LT_REQUIRE(p->unit && p->role);
	p->officers = lt_sim_officers(s->plan, unit, role);
	p->officers = p->officers > OFFICERS_MAX ? OFFICERS_MAX : p->officers;
	s->pools[r->pools_count].free = p->officers;
	return r->pools_count++;
}

static const struct lt_office *office_at(struct sim *s, const char *unit)
{
	const struct lt_directory *directory = NULL;
	const struct lt_calendar *calendar = NULL;
	if (lt_trial_directory(&s->stage->trial, &directory, s->err) < 0 ||
	    lt_registry_calendar(lt_engine_registry(s->stage->trial.engine),
				 lt_trial_now(&s->stage->trial), &calendar, s->err) < 0)
		return NULL;
	const struct lt_unit *u = lt_directory_unit(directory, unit);
	return u ? lt_calendar_office(calendar, u->office) : NULL;
}

static int64_t working(struct sim *s, const char *unit, int64_t from_us, int64_t to_us)
{
	const struct lt_office *office = office_at(s, unit);
	int64_t us = 0;
	return office && lt_working_between(office, from_us, to_us, &us) == 0 ? us : 0;
}

/* The end of so much work begun now; the work itself in *ret_us. */
static int64_t work_ends(struct sim *s, const char *unit, const struct task *task, int64_t *ret_us)
{
	const char *step = s->result->steps[task->step].name;
	struct lt_sim_chance luck =
		lt_sim_chance(s->plan->seed, task->dossier, task->token, LT_SIM_WORK);
	const struct lt_office *office = office_at(s, unit);
	int64_t now_us = lt_trial_now(&s->stage->trial), end_us;
	double mean = lt_sim_minutes(s->plan, step);
	double minutes = mean > 0 ? lt_sim_wait(&luck, mean) : 0;
	int32_t whole = minutes > 5 * mean ? (int32_t)(5 * mean) : (int32_t)(minutes + 0.5);
	struct lt_limit limit = {LT_LIMIT_WORKING_MINUTES, whole < 1 && mean > 0 ? 1 : whole};
	*ret_us = limit.amount * LT_US_PER_MINUTE;
	if (limit.amount == 0 || !office ||
	    lt_due(office, now_us, limit, LT_COUNTING_ROLLED, NULL, 0, &end_us) < 0)
		return now_us;
	return end_us > now_us ? end_us : now_us;
}

/* -- desks -- */

static void dispatch(struct sim *s, size_t number)
{
	struct pool *pool = &s->pools[number];
	struct lt_sim_pool *told = &s->result->pools[number];
	while (pool->free && pool->count) {
		size_t first = 0;
		for (size_t i = 1; i < pool->count; i++)
			if (pool->tasks[i].due_us < pool->tasks[first].due_us)
				first = i;
		struct task t = pool->tasks[first];
		pool->tasks[first] = pool->tasks[--pool->count];
		told->waiting = pool->count;
		pool->free--;
		struct lt_sim_step *step = &s->result->steps[t.step];
		int64_t waited_us =
			working(s, told->unit, t.entered_us, lt_trial_now(&s->stage->trial));
		struct lt_sim_moment m = {.deed = LT_SIM_DEED_DONE,
					  .dossier = t.dossier,
					  .token = t.token,
					  .pool = number};
		m.at_us = work_ends(s, told->unit, &t, &m.worked_us);
		step->waited_us += waited_us;
		told->waited_us += waited_us;
		lt_sim_plan_moment(&s->agenda, m);
	}
}

static void queue_task(struct sim *s, const Lt__Dossier *d, const Lt__Token *t, const char *unit)
{
	size_t number = pool_number(s, unit, t->role), step = step_number(s, t->step);
	struct pool *pool = &s->pools[number];
	struct lt_sim_pool *told = &s->result->pools[number];
	pool->tasks = lt_sim_grown(pool->tasks, pool->count, &pool->room, sizeof *pool->tasks);
	pool->tasks[pool->count++] = (struct task){.dossier = d->id,
						   .token = t->id,
						   .due_us = t->due_us ? t->due_us : INT64_MAX,
						   .entered_us = t->entered_us,
						   .step = step};
	told->waiting = pool->count;
	s->result->steps[step].entered++;
	dispatch(s, number);
	if (told->waiting > told->waiting_max)
		told->waiting_max = told->waiting;
}

static void look_at_token(struct sim *s, const Lt__Dossier *d, const Lt__Token *t)
{
	int64_t now_us = lt_trial_now(&s->stage->trial);
	struct lt_sim_moment m = {.dossier = d->id, .token = t->id};
	struct lt_sim_chance luck = lt_sim_chance(s->plan->seed, d->id, t->id, LT_SIM_REPLY);
	switch (t->kind) {
	case LT__STEP_KIND__STEP_KIND_HUMAN:
	case LT__STEP_KIND__STEP_KIND_HANDOFF:
		queue_task(s, d, t, t->unit);
		return;
	case LT__STEP_KIND__STEP_KIND_CONSULT:
		for (size_t i = 0; i < t->n_opinions; i++)
			queue_task(s, d, t, t->opinions[i]->unit);
		return;
	case LT__STEP_KIND__STEP_KIND_AUTO:
		m.deed = LT_SIM_DEED_JOB;
		m.at_us = now_us + JOB_SECONDS * LT_US_PER_SECOND;
		break;
	case LT__STEP_KIND__STEP_KIND_WAIT:
		s->result->steps[step_number(s, t->step)].entered++;
		m.deed = LT_SIM_DEED_REPLY;
		m.at_us = now_us + (int64_t)(lt_sim_wait(&luck, s->plan->reply_days) *
					     (double)LT_US_PER_DAY);
		break;
	default:
		return;
	}
	lt_sim_plan_moment(&s->agenda, m);
}

static void touch(void *owner, uint64_t dossier)
{
	struct sim *s = owner;
	if (!dossier)
		return;
	s->touched =
		lt_sim_grown(s->touched, s->touched_count, &s->touched_room, sizeof *s->touched);
	s->touched[s->touched_count++] = dossier;
}

static bool is_over(const Lt__Dossier *d)
{
	return d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
}

/* Tokens have growing numbers: what is beyond the last one seen is new. */
static int look_at(struct sim *s, uint64_t id)
{
	Lt__Dossier *d;
	int r = lt_trial_dossier(&s->stage->trial, id, &d, s->err);
	if (r < 0 || id >= DOSSIERS_MAX)
		return r < 0 ? r : LT_E_LIMIT;
	while (id >= s->seen_room) {
		size_t room = s->seen_room;
		s->seen = lt_sim_grown(s->seen, room, &s->seen_room, sizeof *s->seen);
		memset(s->seen + room, 0, (s->seen_room - room) * sizeof *s->seen);
	}
	if (s->seen[id] == UINT32_MAX)
		return 0;
	uint32_t last = s->seen[id];
	for (size_t i = 0; i < d->n_tokens; i++) {
		if (d->tokens[i]->id <= s->seen[id])
			continue;
		last = d->tokens[i]->id > last ? d->tokens[i]->id : last;
		look_at_token(s, d, d->tokens[i]);
	}
	s->seen[id] = last;
	if (!is_over(d))
		return 0;
	s->seen[id] = UINT32_MAX;
	s->result->finished++;
	s->result->late += d->overdue;
	s->result->took_us_sum += working(s, d->unit, d->received_us, d->finished_us);
	return 0;
}

static int look_at_touched(struct sim *s)
{
	int r = 0;
	for (size_t i = 0; i < s->touched_count && r == 0; i++)
		r = look_at(s, s->touched[i]);
	s->touched_count = 0;
	return r;
}

/* -- deeds -- */

static int stage_failed(struct sim *s)
{
	return lt_err_set(s->err, LT_E_SCRIPT, "%.200s", s->stage->failure);
}

static void fill_fields(struct sim *s)
{
	struct lt_stage_args *a = &s->submission;
	const struct lt_directory *directory = NULL;
	const struct lt_unit *u = lt_trial_directory(&s->stage->trial, &directory, s->err) == 0
					  ? lt_directory_unit(directory, a->unit)
					  : NULL;
	struct lt_sim_chance luck =
		lt_sim_chance(s->plan->seed, s->result->received, 0, LT_SIM_FIELDS);
	struct lt_sim_form form = {.given = s->plan->fields,
				   .given_count = s->plan->fields_count,
				   .area = u ? u->area : "",
				   .luck = &luck};
	a->fields_count = lt_sim_fill(&form, s->definition, &s->stage->trial.arena, &a->fields);
}

static int arrive(struct sim *s)
{
	Lt__CommandReply *reply;
	size_t number;
	const struct lt_office *office = office_at(s, s->submission.unit);
	int64_t next_us = lt_trial_now(&s->stage->trial);
	s->stage->cases_count = 0;
	fill_fields(s);
	if (!lt_stage_submit(s->stage, &s->submission, &number, &reply))
		return stage_failed(s);
	if (reply->refusal && s->result->received == 0)
		return lt_err_set(s->err, LT_E_SCRIPT, "%.200s", reply->text);
	s->result->refused_intake += reply->refusal != 0;
	s->result->received += reply->refusal == 0;
	if (!reply->refusal)
		touch(s, reply->dossier);
	/* a day of eight hours brings so many: gaps are working time */
	struct lt_sim_chance luck = lt_sim_chance(s->plan->seed, s->arrived++, 0, LT_SIM_GAP);
	struct lt_limit gap = {.unit = LT_LIMIT_WORKING_MINUTES};
	gap.amount = (int32_t)(lt_sim_wait(&luck, 480.0 / s->plan->arrivals) + 0.5);
	if (gap.amount && office &&
	    lt_due(office, next_us, gap, LT_COUNTING_ROLLED, NULL, 0, &next_us) < 0)
		return lt_err_set(s->err, LT_E_CALENDAR, "lịch không có đến ngày ấy");
	lt_sim_plan_moment(&s->agenda,
			   (struct lt_sim_moment){.at_us = next_us, .deed = LT_SIM_DEED_ARRIVE});
	return 0;
}

static const struct lt_definition *definition_of(struct sim *s, const Lt__Dossier *d,
						 const Lt__Token *t)
{
	const struct lt_definition *def = NULL;
	const ProtobufCBinaryData *hash = &d->definition;
	for (size_t i = 0; i < d->n_frames; i++)
		if (d->frames[i]->id == t->frame)
			hash = &d->frames[i]->definition;
	return lt_registry_definition(lt_engine_registry(s->stage->trial.engine), hash->data, &def,
				      s->err) == 0
		       ? def
		       : NULL;
}

static const Lt__Token *token_of(const Lt__Dossier *d, uint32_t id)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->id == id)
			return d->tokens[i];
	return NULL;
}

static const char *outcome_of(struct sim *s, const Lt__Dossier *d, const Lt__Token *t)
{
	const struct lt_definition *def = definition_of(s, d, t);
	if (!def)
		return NULL;
	const struct lt_step *step = &def->steps[lt_definition_step(def, t->step)];
	uint32_t *distances =
		def == s->definition ? s->distances : lt_sim_distances(def, &s->stage->trial.arena);
	LT_REQUIRE(distances != NULL);
	/* another try has luck of its own */
	struct lt_sim_chance luck =
		lt_sim_chance(s->plan->seed, d->id, t->id + 1000 * t->failures, LT_SIM_WAY);
	return lt_sim_outcome(s->plan, def, step, distances, &luck);
}

/* Twice refused means: the given way is closed now (a second supplement); forward then. */
static int finish_step(struct sim *s, const Lt__Dossier *d, const Lt__Token *t, const char *unit,
		       const char *outcome)
{
	struct lt_stage_args args = {.unit = unit};
	struct lt_sim_plan forward = *s->plan;
	Lt__CommandReply *reply = NULL;
	s->stage->cases_count = 1;
	s->stage->cases[0].id = d->id;
	if (!lt_stage_act(s->stage, 0, t->step, outcome, &args, &reply))
		return stage_failed(s);
	forward.forward = 1;
	forward.shares_count = 0;
	const struct lt_definition *def = definition_of(s, d, t);
	if (reply->refusal && def) {
		const struct lt_step *step = &def->steps[lt_definition_step(def, t->step)];
		uint32_t *distances = lt_sim_distances(def, &s->stage->trial.arena);
		LT_REQUIRE(distances != NULL);
		struct lt_sim_chance luck = {0}; /* one way only */
		outcome = lt_sim_outcome(&forward, def, step, distances, &luck);
		if (outcome && !lt_stage_act(s->stage, 0, t->step, outcome, &args, &reply))
			return stage_failed(s);
	}
	s->result->incidents += reply->refusal != 0;
	touch(s, d->id);
	return 0;
}

static int done(struct sim *s, const struct lt_sim_moment *m)
{
	struct lt_sim_pool *told = &s->result->pools[m->pool];
	Lt__Dossier *d;
	int r = lt_trial_dossier(&s->stage->trial, m->dossier, &d, s->err);
	const Lt__Token *t = r == 0 ? token_of(d, m->token) : NULL;
	s->pools[m->pool].free++;
	if (t) { /* else somebody else, or time itself, ended it meanwhile */
		struct lt_sim_step *step = &s->result->steps[step_number(s, t->step)];
		step->done++;
		step->overdue += t->overdue;
		step->worked_us += m->worked_us;
		told->busy_us += m->worked_us;
		told->done++;
		const char *outcome =
			t->kind == LT__STEP_KIND__STEP_KIND_CONSULT ? "agree" : outcome_of(s, d, t);
		const char *unit = t->kind == LT__STEP_KIND__STEP_KIND_CONSULT ? told->unit : NULL;
		if (outcome)
			r = finish_step(s, d, t, unit, outcome);
	}
	if (r == 0)
		r = look_at_touched(s);
	dispatch(s, m->pool);
	return r;
}

/* A job that brought no answer is tried again when the engine says so. */
static int try_again(struct sim *s, const struct lt_sim_moment *m)
{
	Lt__Dossier *d;
	struct lt_sim_moment again = *m;
	int r = lt_trial_dossier(&s->stage->trial, m->dossier, &d, s->err);
	const Lt__Token *t = r == 0 ? token_of(d, m->token) : NULL;
	if (!t || t->state != LT__TOKEN_STATE__TOKEN_STATE_BACKOFF)
		return r;
	again.at_us = t->retry_us + LT_US_PER_SECOND;
	lt_sim_plan_moment(&s->agenda, again);
	return 0;
}

static int reply_or_job(struct sim *s, const struct lt_sim_moment *m)
{
	Lt__Dossier *d;
	int r = lt_trial_dossier(&s->stage->trial, m->dossier, &d, s->err);
	const Lt__Token *t = r == 0 ? token_of(d, m->token) : NULL;
	if (!t || t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT)
		return r;
	const char *outcome = outcome_of(s, d, t);
	if (t->kind == LT__STEP_KIND__STEP_KIND_WAIT)
		s->result->steps[step_number(s, t->step)].done++;
	r = outcome ? finish_step(s, d, t, NULL, outcome) : 0;
	return r == 0 && t->kind == LT__STEP_KIND__STEP_KIND_AUTO ? try_again(s, m) : r;
}

static int happen(struct sim *s, const struct lt_sim_moment *m)
{
	switch (m->deed) {
	case LT_SIM_DEED_ARRIVE:
		return arrive(s);
	case LT_SIM_DEED_DONE:
		return done(s, m);
	default:
		return reply_or_job(s, m);
	}
}

/* -- the whole -- */

static int run(struct sim *s)
{
	int r = 0;
	lt_sim_plan_moment(&s->agenda, (struct lt_sim_moment){.at_us = s->plan->from_us,
							      .deed = LT_SIM_DEED_ARRIVE});
	while (r == 0 && s->agenda.count && s->agenda.items[0].at_us < s->plan->to_us) {
		struct lt_sim_moment m = lt_sim_take_moment(&s->agenda);
		if (m.at_us > lt_trial_now(&s->stage->trial))
			r = lt_trial_pass(&s->stage->trial, m.at_us, s->err);
		if (r == 0)
			r = look_at_touched(s);
		if (r == 0)
			r = happen(s, &m);
		if (r == 0)
			r = look_at_touched(s);
		lt_arena_reset(&s->stage->trial.arena);
	}
	if (r == 0)
		r = lt_trial_pass(&s->stage->trial, s->plan->to_us, s->err);
	return r < 0 ? r : look_at_touched(s);
}

/* Those that are still under way, and late already. */
static int count_open(struct sim *s)
{
	for (uint64_t id = 1; id < s->seen_room; id++) {
		Lt__Dossier *d;
		if (s->seen[id] == 0 || s->seen[id] == UINT32_MAX)
			continue;
		int r = lt_trial_dossier(&s->stage->trial, id, &d, s->err);
		if (r < 0)
			return r;
		s->result->open_late += d->overdue;
		lt_arena_reset(&s->stage->trial.arena);
	}
	return 0;
}

static void free_sim(struct sim *s)
{
	for (size_t i = 0; i < LT_SIM_POOLS_MAX; i++)
		free(s->pools[i].tasks);
	free(s->agenda.items);
	free(s->touched);
	free(s->seen);
	if (s->stage)
		lt_trial_close(&s->stage->trial);
	free(s->stage);
	free(s);
}

static int prepare(struct sim *s)
{
	s->definition = lt_stage_definition(s->stage, NULL);
	if (!s->definition)
		return stage_failed(s);
	s->distances = lt_sim_distances(s->definition, s->arena);
	if (!s->distances)
		return LT_E_NOMEM;
	/* the directory is asked as it will be when the first dossier comes */
	int r = lt_trial_pass(&s->stage->trial, s->plan->from_us, s->err);
	const char *unit = s->plan->unit;
	if (r == 0 && !unit)
		unit = lt_stage_usual_unit(s->stage, s->definition);
	if (r < 0 || !unit)
		return r < 0 ? r : stage_failed(s);
	s->submission.unit = lt_arena_str(s->arena, unit);
	lt_arena_reset(&s->stage->trial.arena);
	s->stage->trial.touched = touch;
	s->stage->trial.owner = s;
	s->stage->commands_max = UINT64_MAX;
	return s->submission.unit ? 0 : LT_E_NOMEM;
}

int lt_sim_play(const struct lt_trial_files *files, const struct lt_sim_plan *plan,
		struct lt_arena *arena, struct lt_sim_result *ret, struct lt_err *err)
{
	struct sim *s = calloc(1, sizeof *s);
	if (!s)
		return LT_E_NOMEM;
	*ret = (struct lt_sim_result){0};
	s->plan = plan;
	s->arena = arena;
	s->result = ret;
	s->err = err;
	s->stage = calloc(1, sizeof *s->stage);
	int r = s->stage ? lt_trial_prepare(files, s->stage, 0, true, err) : LT_E_NOMEM;
	if (r == 0)
		r = prepare(s);
	if (r == 0)
		r = run(s);
	if (r == 0)
		r = count_open(s);
	if (r == 0) {
		ret->commands = s->stage->trial.commands;
		ret->working_us = working(s, s->submission.unit, plan->from_us, plan->to_us);
	}
	free_sim(s);
	return r;
}
