/* SPDX-License-Identifier: EUPL-1.2 */
#include "tools/lienthong/suite.h"

#include <string.h>

#include "proto/base/apart.h"
#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/sources.h"

#define ENDING "_test.lua"
#define PART_BYTES_MAX (LT_MESSAGE_BYTES_MAX - 1024)

enum { MEMORY_BYTES_MAX = 1 << 30 };

struct trying {
	struct lt_tool *tool;
	struct lt_trial_files files;
	size_t test;
	const char *folder; /* of the tests; with its slash */
};

/* -- files -- */

static bool is_tests(const char *path)
{
	size_t size = strlen(path), end = sizeof ENDING - 1;
	return size > end && strcmp(path + size - end, ENDING) == 0;
}

const char *lt_suite_path(struct lt_tool *tool, const char *path)
{
	size_t size = strlen(path);
	if (is_tests(path) || size < 4 || strcmp(path + size - 4, ".lua") != 0)
		return path;
	const char *made = lt_arena_printf(&tool->arena, "%.*s" ENDING, (int)(size - 4), path);
	return made ? made : path;
}

static int read_file(struct lt_tool *tool, const char *path, struct lt_trial_file *ret,
		     struct lt_err *err)
{
	struct lt_source *source;
	struct lt_texts texts = {&path, 1};
	int r = lt_sources_read(tool, &texts, &source, err);
	if (r < 0)
		return r;
	*ret = (struct lt_trial_file){.kind = (enum lt_trial_kind)source->kind,
				      .name = source->path,
				      .text = source->text};
	return 0;
}

_Static_assert((int)LT_TRIAL_CALENDAR == (int)LT_SOURCE_CALENDAR &&
		       (int)LT_TRIAL_OVERRIDE == (int)LT_SOURCE_OVERRIDE,
	       "one numbering of kinds");

static int usual(struct lt_tool *tool, const char *path, enum lt_trial_kind kind, const char *name,
		 const char *text, struct lt_trial_file *ret, struct lt_err *err)
{
	if (path) {
		int r = read_file(tool, path, ret, err);
		if (r == 0 && ret->kind != kind)
			r = lt_err_set(err, LT_E_USAGE, "%s: tệp này là %s", path,
				       lt_source_word((enum lt_source_kind)ret->kind));
		return r;
	}
	*ret = (struct lt_trial_file){.kind = kind, .name = name, .text = lt_slice_str(text)};
	return 0;
}

static int read_others(struct lt_tool *tool, const struct lt_texts *paths,
		       struct lt_trial_files *ret, struct lt_err *err)
{
	struct lt_trial_file *files = lt_arena_zalloc(&tool->arena, paths->count, sizeof *files);
	if (paths->count > LT_TRIAL_OTHERS_MAX)
		return lt_err_set(err, LT_E_USAGE, "--with không quá %d tệp", LT_TRIAL_OTHERS_MAX);
	int r = files || !paths->count ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < paths->count && r == 0; i++)
		r = read_file(tool, paths->items[i], &files[i], err);
	ret->others = files;
	ret->others_count = paths->count;
	return r;
}

int lt_suite_files(struct lt_tool *tool, const char *path, const struct lt_suite_options *options,
		   struct lt_trial_files *ret, struct lt_err *err)
{
	int r = read_file(tool, path, &ret->procedure, err);
	if (r == 0)
		r = read_others(tool, &options->others, ret, err);
	if (r == 0)
		r = usual(tool, options->calendar, LT_TRIAL_CALENDAR, "vn.lua", lt_suite_calendar,
			  &ret->calendar, err);
	if (r == 0)
		r = usual(tool, options->directory, LT_TRIAL_DIRECTORY, "two_levels.lua",
			  lt_suite_directory, &ret->directory, err);
	return r;
}

/* A word after `return` that makes a file a procedure does not stand in one of tests. */
static int open_files(struct trying *t, const char *path, const struct lt_suite_options *options,
		      struct lt_suite *suite, struct lt_err *err)
{
	struct lt_arena *arena = &t->tool->arena;
	const char *slash = strrchr(path, '/');
	size_t size = strlen(path) - (sizeof ENDING - 1);
	if (!is_tests(path))
		return lt_err_set(err, LT_E_USAGE, "%s: tệp kịch bản phải có tên ..." ENDING, path);
	t->folder = lt_arena_copy(arena, path, slash ? (size_t)(slash - path) + 1 : 0);
	suite->path = lt_arena_str(arena, path);
	suite->procedure_path = lt_arena_printf(arena, "%.*s.lua", (int)size, path);
	if (!t->folder || !suite->path || !suite->procedure_path)
		return LT_E_NOMEM;
	t->files.tests_name = suite->path;
	int r = lt_args_file(t->tool, path, LT_SOURCE_BYTES_MAX, &t->files.tests, err);
	return r < 0 ? r : lt_suite_files(t->tool, suite->procedure_path, options, &t->files, err);
}

/* -- one child -- */

static int play(void *owner, struct lt_slice *ret_answer, struct lt_err *err)
{
	const struct trying *t = owner;
	return lt_trial_play(&t->files, t->test, true, &t->tool->arena, ret_answer, err);
}

static int ask(struct trying *t, const struct lt_suite_options *options, Lt__TrialReport **ret,
	       struct lt_err *err)
{
	struct lt_apart_limits limits = {.wall_us = options->seconds * LT_US_PER_SECOND,
					 .cpu_s = (uint32_t)options->seconds,
					 .memory_bytes = MEMORY_BYTES_MAX,
					 .answer_bytes = PART_BYTES_MAX};
	struct lt_slice answer;
	int r = lt_apart_run(play, t, &limits, &t->tool->arena, &answer, err);
	return r < 0 ? r : LT_DECODE(trial_report, answer, &t->tool->arena, ret, err);
}

/* What the tests use, by paths seen from where they lie; after what the options name. */
static int read_uses(struct trying *t, const Lt__TrialReport *report, struct lt_err *err)
{
	size_t count = t->files.others_count + report->n_uses;
	struct lt_trial_file *files = lt_arena_zalloc(&t->tool->arena, count + 1, sizeof *files);
	if (count > LT_TRIAL_OTHERS_MAX)
		return lt_err_set(err, LT_E_LIMIT, "không quá %d tệp khác", LT_TRIAL_OTHERS_MAX);
	int r = files ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		if (i < t->files.others_count) {
			files[i] = t->files.others[i];
			continue;
		}
		const char *use = report->uses[i - t->files.others_count];
		const char *path =
			*use == '/' ? use
				    : lt_arena_printf(&t->tool->arena, "%s%s", t->folder, use);
		r = path ? read_file(t->tool, path, &files[i], err) : LT_E_NOMEM;
	}
	t->files.others = files;
	t->files.others_count = r == 0 ? count : 0;
	return r;
}

/* A child that had to be ended is the test's failure, not the tool's. */
static bool cut_off(int r)
{
	return r == LT_E_TIMEOUT || r == LT_E_LIMIT || r == LT_E_FORMAT;
}

/* -- all -- */

static void add_coverage(struct lt_suite *suite, const Lt__TrialTest *test)
{
	for (size_t i = 0; i < test->n_outcomes; i++)
		for (size_t k = 0; k < suite->outcomes_count; k++) {
			Lt__TrialOutcome *o = suite->outcomes[k];
			if (strcmp(o->step, test->outcomes[i]->step) != 0 ||
			    strcmp(o->outcome, test->outcomes[i]->outcome) != 0)
				continue;
			suite->covered += o->times == 0;
			o->times += test->outcomes[i]->times;
		}
}

static int play_one(struct trying *t, const struct lt_suite_options *options,
		    struct lt_suite *suite, size_t number, struct lt_err *err)
{
	struct lt_err why = {0};
	Lt__TrialReport *report;
	Lt__TrialTest *listed = suite->tests[number];
	t->test = number;
	int r = ask(t, options, &report, &why);
	if (cut_off(r)) {
		listed->failure = lt_arena_str(&t->tool->arena, why.text);
		listed->failure_line = listed->line;
		return listed->failure ? 0 : LT_E_NOMEM;
	}
	if (r < 0)
		return lt_err_set(err, r, "%s", why.text);
	if (report->n_tests != 1) {
		listed->failure = *report->error ? report->error : "kịch bản không chạy được";
		listed->failure_line = report->error_line;
		return 0;
	}
	suite->tests[number] = report->tests[0];
	suite->passed += report->tests[0]->passed;
	add_coverage(suite, report->tests[0]);
	return 0;
}

static int tell_error(struct lt_tool *tool, const char *text, int32_t line, struct lt_suite *ret)
{
	ret->error = lt_arena_str(&tool->arena, text);
	ret->error_line = line;
	return ret->error ? 0 : LT_E_NOMEM;
}

int lt_suite_play(struct lt_tool *tool, const char *path, const struct lt_suite_options *options,
		  struct lt_suite *ret, struct lt_err *err)
{
	struct trying t = {.tool = tool, .test = LT_PLAY_USES};
	struct lt_err why = {0};
	Lt__TrialReport *report = NULL;
	*ret = (struct lt_suite){0};
	int r = open_files(&t, path, options, ret, err);
	if (r < 0)
		return r;
	r = ask(&t, options, &report, &why);
	if (r == 0 && !*report->error) {
		r = read_uses(&t, report, &why);
		ret->files = t.files;
		t.test = LT_PLAY_LIST;
		if (r < 0 && r != LT_E_NOMEM)
			return tell_error(tool, why.text, 0, ret);
		if (r == 0)
			r = ask(&t, options, &report, &why);
	}
	if (cut_off(r))
		return tell_error(tool, why.text, 0, ret);
	if (r == 0 && *report->error)
		return tell_error(tool, report->error, (int32_t)report->error_line, ret);
	if (r < 0)
		return lt_err_set(err, r, "%s: %s", path, why.text);
	ret->procedure = report->procedure;
	ret->tests = report->tests;
	ret->tests_count = report->n_tests;
	ret->outcomes = report->declared;
	ret->outcomes_count = report->n_declared;
	for (size_t i = 0; i < ret->tests_count && r == 0; i++)
		r = play_one(&t, options, ret, i, err);
	return r;
}
