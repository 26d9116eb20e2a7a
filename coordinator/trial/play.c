/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/trial/play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coordinator/trial/script.h"
#include "proto/base/lock_in.h"
#include "proto/codec/codec.h"

enum { FILES_MAX = LT_TRIAL_OTHERS_MAX + 3, JOURNEY_BYTES_MAX = 64 << 10 };

struct playing {
	const struct lt_trial_files *files;
	struct lt_arena *arena; /* of the report */
	struct lt_stage *stage;
	struct lt_script *script;
	Lt__TrialReport *report;
	struct lt_trial_file published[FILES_MAX];
	size_t published_count;
};

static int fail(struct playing *p, int32_t line, const char *text)
{
	p->report->error = lt_arena_str(p->arena, text);
	p->report->error_line = line > 0 ? (uint32_t)line : 0;
	return p->report->error ? LT_E_SCRIPT : LT_E_NOMEM;
}

/* -- publishing -- */

static bool has(const struct playing *p, enum lt_trial_kind kind)
{
	for (size_t i = 0; i < p->published_count; i++)
		if (p->published[i].kind == kind)
			return true;
	return false;
}

static void gather(struct playing *p)
{
	LT_ASSERT(p->files->others_count <= LT_TRIAL_OTHERS_MAX);
	for (size_t i = 0; i < p->files->others_count; i++)
		p->published[p->published_count++] = p->files->others[i];
	if (!has(p, LT_TRIAL_CALENDAR))
		p->published[p->published_count++] = p->files->calendar;
	if (!has(p, LT_TRIAL_DIRECTORY))
		p->published[p->published_count++] = p->files->directory;
}

static void fill(Lt__Command *c, const struct lt_trial_file *file, struct lt_arena *arena)
{
	const char *source = (const char *)file->text.data;
	if (file->kind == LT_TRIAL_CALENDAR) {
		c->body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
		c->publish_calendar = lt_arena_alloc(arena, sizeof *c->publish_calendar);
		LT_REQUIRE(c->publish_calendar != NULL);
		lt__publish_calendar__init(c->publish_calendar);
		c->publish_calendar->source = source;
		c->publish_calendar->name = file->name;
		c->publish_calendar->from_us = file->from_us;
	} else if (file->kind == LT_TRIAL_DIRECTORY) {
		c->body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
		c->publish_directory = lt_arena_alloc(arena, sizeof *c->publish_directory);
		LT_REQUIRE(c->publish_directory != NULL);
		lt__publish_directory__init(c->publish_directory);
		c->publish_directory->source = source;
		c->publish_directory->name = file->name;
		c->publish_directory->from_us = file->from_us;
	} else {
		c->body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
		c->publish_definition = lt_arena_alloc(arena, sizeof *c->publish_definition);
		LT_REQUIRE(c->publish_definition != NULL);
		lt__publish_definition__init(c->publish_definition);
		c->publish_definition->source = source;
		c->publish_definition->name = file->name;
	}
}

static int publish(struct playing *p, const struct lt_trial_file *file)
{
	struct lt_err err = {0};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__CommandReply *reply;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	command.actor = &actor;
	fill(&command, file, &p->stage->trial.arena);
	int r = lt_trial_send(&p->stage->trial, &command, &reply, &err);
	if (r < 0)
		return r == LT_E_NOMEM ? r : fail(p, 0, err.text);
	return reply->refusal ? fail(p, 0, reply->text) : 0;
}

static int publish_kind(struct playing *p, enum lt_trial_kind kind)
{
	int r = 0;
	for (size_t i = 0; i < p->published_count && r == 0; i++)
		if (p->published[i].kind == kind)
			r = publish(p, &p->published[i]);
	return r;
}

static int list(struct playing *p, Lt__ProcedureInfo ***ret, size_t *ret_count)
{
	struct lt_err err = {0};
	int r = lt_registry_list(lt_engine_registry(p->stage->trial.engine), &p->stage->trial.arena,
				 ret, ret_count, &err);
	return r < 0 && r != LT_E_NOMEM ? fail(p, 0, err.text) : r;
}

/* The one that publishing brought: the last one in force of what was not there before. */
static int find_procedure(struct playing *p, Lt__ProcedureInfo *const *before, size_t before_count)
{
	Lt__ProcedureInfo **after;
	size_t count;
	int r = list(p, &after, &count);
	for (size_t i = 0; i < count && r == 0; i++) {
		bool known = false;
		for (size_t k = 0; k < before_count && !known; k++)
			known = after[i]->from_us == before[k]->from_us &&
				strcmp(after[i]->code, before[k]->code) == 0;
		if (!known)
			(void)snprintf(p->stage->procedure, sizeof p->stage->procedure, "%s",
				       after[i]->code);
	}
	return r == 0 && !*p->stage->procedure ? fail(p, 0, "không thấy thủ tục vừa công bố") : r;
}

/* The base of an override goes first; what is under test goes last. */
static int publish_all(struct playing *p)
{
	Lt__ProcedureInfo **before;
	size_t before_count;
	int r = 0;
	gather(p);
	for (int kind = LT_TRIAL_CALENDAR; kind <= LT_TRIAL_OVERRIDE && r == 0; kind++)
		r = publish_kind(p, (enum lt_trial_kind)kind);
	if (r == 0)
		r = list(p, &before, &before_count);
	if (r == 0)
		r = publish(p, &p->files->procedure);
	if (r == 0)
		r = find_procedure(p, before, before_count);
	/* what is published at one instant comes into force a moment apart */
	lt_clock_advance(&p->stage->trial.clock, LT_US_PER_SECOND);
	return r;
}

/* -- telling -- */

static int add_journey(struct playing *p, size_t number, Lt__TrialTest *test)
{
	struct lt_err err = {0};
	Lt__FetchReply *reply;
	struct lt_slice bytes;
	if (lt_trial_show(&p->stage->trial, p->stage->cases[number].id, &reply, &err) < 0)
		return 0; /* the failure itself is told; this one's history cannot be */
	if (lt_encoded_size(&reply->base) > JOURNEY_BYTES_MAX)
		return 0;
	int r = lt_encode(&reply->base, p->arena, &bytes);
	if (r < 0 || !LT_ARENA_PUSH(p->arena, test->journeys, test->n_journeys))
		return LT_E_NOMEM;
	test->journeys[test->n_journeys++] =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	return 0;
}

static int tell_failure(struct playing *p, const struct lt_script_complaint *why,
			Lt__TrialTest *test)
{
	int r = 0;
	test->failure = lt_arena_str(p->arena, why->text);
	test->failure_line = why->line > 0 ? (uint32_t)why->line : 0;
	if (p->stage->cases_count)
		r = add_journey(p, p->stage->last, test);
	return r == 0 && !test->failure ? LT_E_NOMEM : r;
}

static int add_test(struct playing *p, size_t number, Lt__TrialTest **ret)
{
	const struct lt_script_list *tests = lt_script_list(p->script);
	Lt__TrialTest *t = lt_arena_alloc(p->arena, sizeof *t);
	if (!t || !LT_ARENA_PUSH(p->arena, p->report->tests, p->report->n_tests))
		return LT_E_NOMEM;
	lt__trial_test__init(t);
	t->name = lt_arena_str(p->arena, tests->tests[number].name);
	t->line = (uint32_t)tests->tests[number].line;
	p->report->tests[p->report->n_tests++] = t;
	*ret = t;
	return t->name ? 0 : LT_E_NOMEM;
}

static int play_test(struct playing *p, size_t number)
{
	struct lt_script_complaint why = {0};
	Lt__TrialTest *test;
	int r = add_test(p, number, &test);
	if (r < 0)
		return r;
	r = lt_script_play(p->script, number, p->stage, &why);
	if (r == LT_E_NOMEM)
		return r;
	test->passed = r == 0;
	test->commands = p->stage->trial.commands;
	p->stage->failure[0] = 0;
	if (!lt_stage_covered(p->stage, &test->outcomes, &test->n_outcomes))
		return fail(p, 0, p->stage->failure);
	return test->passed ? 0 : tell_failure(p, &why, test);
}

static int tell_uses(struct playing *p)
{
	const struct lt_script_list *list = p->script ? lt_script_list(p->script) : NULL;
	for (size_t i = 0; list && i < list->uses_count; i++) {
		const char *path = lt_arena_str(p->arena, list->uses[i]);
		if (!path || !LT_ARENA_PUSH(p->arena, p->report->uses, p->report->n_uses))
			return LT_E_NOMEM;
		p->report->uses[p->report->n_uses++] = path;
	}
	return 0;
}

static int tell_list(struct playing *p)
{
	Lt__TrialTest *test;
	size_t count = p->script ? lt_script_list(p->script)->tests_count : 0;
	int r = 0;
	for (size_t i = 0; i < count && r == 0; i++)
		r = add_test(p, i, &test);
	if (r == 0 && !lt_stage_declared(p->stage, &p->report->declared, &p->report->n_declared))
		r = fail(p, 0, p->stage->failure);
	return r;
}

/* -- a run -- */

static int read_tests(struct playing *p)
{
	struct lt_script_complaint why = {0};
	if (!p->files->tests.size)
		return 0;
	int r = lt_script_new(p->files->tests, &p->script, &why);
	return r == LT_E_SCRIPT ? fail(p, why.line, why.text) : r;
}

static int open_trial(struct playing *p, int64_t start_us, struct lt_err *err)
{
	if (!start_us)
		LT_REQUIRE(lt_time_parse("2020-01-01 00:00", &start_us) == 0);
	return lt_trial_open(&p->stage->trial, start_us, err);
}

static int play(struct playing *p, size_t test, bool locked, struct lt_err *err)
{
	int r = test == LT_PLAY_USES ? 0 : open_trial(p, 0, err);
	if (r == 0 && locked)
		r = lt_lock_in(err);
	if (r == 0)
		r = read_tests(p);
	if (r == 0 && test == LT_PLAY_USES)
		return tell_uses(p);
	if (r == 0)
		r = publish_all(p);
	if (r == 0)
		p->report->procedure = lt_arena_str(p->arena, p->stage->procedure);
	if (r == 0)
		r = test == LT_PLAY_LIST ? tell_list(p) : play_test(p, test);
	return r == LT_E_SCRIPT ? 0 : r; /* the report tells it */
}

int lt_trial_play(const struct lt_trial_files *files, size_t test, bool locked,
		  struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err)
{
	struct playing p = {.files = files, .arena = arena};
	Lt__TrialReport report = LT__TRIAL_REPORT__INIT;
	p.report = &report;
	p.stage = calloc(1, sizeof *p.stage);
	if (!p.stage)
		return LT_E_NOMEM;
	p.stage->commands_max = LT_STAGE_COMMANDS_MAX;
	int r = play(&p, test, locked, err);
	if (r == 0)
		r = lt_encode(&report.base, arena, ret);
	lt_script_free(p.script);
	lt_trial_close(&p.stage->trial);
	free(p.stage);
	return r;
}

int lt_trial_prepare(const struct lt_trial_files *files, struct lt_stage *stage, int64_t start_us,
		     bool locked, struct lt_err *err)
{
	struct lt_arena arena;
	Lt__TrialReport report = LT__TRIAL_REPORT__INIT;
	struct playing p = {.files = files, .arena = &arena, .stage = stage, .report = &report};
	lt_arena_init(&arena, 16 << 20);
	stage->commands_max = LT_STAGE_COMMANDS_MAX;
	int r = open_trial(&p, start_us, err);
	if (r == 0 && locked)
		r = lt_lock_in(err);
	if (r == 0)
		r = publish_all(&p);
	if (r == LT_E_SCRIPT)
		(void)lt_err_set(err, r, "%s", report.error);
	lt_arena_done(&arena);
	return r;
}
