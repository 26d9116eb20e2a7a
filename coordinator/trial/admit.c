/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/trial/admit.h"

#include "coordinator/trial/play.h"
#include "proto/base/apart.h"
#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"

enum { SECONDS_A_TEST = 30, MEMORY_BYTES_MAX = 1 << 30, LINES_MAX = 40 };

struct admitting {
	const Lt__BundleProposed *what;
	struct lt_arena *arena;
	const char *text; /* failures */
	size_t lines;
	struct lt_trial_files files;
	size_t test;
	Lt__ExamReport *report; /* of the file */
};

static int tell(struct admitting *a, uint32_t line, const char *name, const char *why)
{
	if (a->lines++ >= LINES_MAX)
		return 0;
	a->text = lt_arena_printf(a->arena, "%s%s%s:%u: %s%s%s", a->text, *a->text ? "\n" : "",
				  a->files.tests_name, line, name, *name ? ": " : "", why);
	return a->text ? 0 : LT_E_NOMEM;
}

/* -- one child -- */

static int play(void *owner, struct lt_slice *ret_answer, struct lt_err *err)
{
	struct admitting *a = owner;
	return lt_trial_play(&a->files, a->test, true, a->arena, ret_answer, err);
}

/* @return 0; 1: it had to be ended, and that has been told. */
static int ask(struct admitting *a, size_t test, uint32_t line, const char *name,
	       Lt__TrialReport **ret, struct lt_err *err)
{
	struct lt_apart_limits limits = {.wall_us = SECONDS_A_TEST * LT_US_PER_SECOND,
					 .cpu_s = SECONDS_A_TEST,
					 .memory_bytes = MEMORY_BYTES_MAX,
					 .answer_bytes = LT_MESSAGE_BYTES_MAX - 1024};
	struct lt_slice answer;
	struct lt_err why = {0};
	a->test = test;
	int r = lt_apart_run(play, a, &limits, a->arena, &answer, &why);
	if (r == 0)
		r = LT_DECODE(trial_report, answer, a->arena, ret, &why);
	if (r == LT_E_TIMEOUT || r == LT_E_LIMIT || r == LT_E_FORMAT) {
		r = tell(a, line, name, why.text);
		return r < 0 ? r : 1;
	}
	return r < 0 ? lt_err_set(err, r, "%s: %s", a->files.tests_name, why.text) : 0;
}

/* -- a file -- */

static int gather(struct admitting *a, const Lt__ProposedFile *f)
{
	struct lt_trial_file *others = lt_arena_zalloc(a->arena, f->n_uses + 1, sizeof *others);
	if (!others)
		return LT_E_NOMEM;
	for (size_t i = 0; i < f->n_uses; i++) {
		const Lt__SupportFile *s = a->what->support[f->uses[i]];
		others[i] = (struct lt_trial_file){.kind = (enum lt_trial_kind)s->kind,
						   .name = s->name,
						   .text = lt_slice_str(s->source)};
	}
	a->files = (struct lt_trial_files){
		.procedure = {.kind = LT_TRIAL_PROCEDURE,
			      .name = f->name,
			      .text = lt_slice_str(f->source)},
		.others = others,
		.others_count = f->n_uses,
		.tests_name = f->tests_name,
		.tests = lt_slice_str(f->tests),
	};
	return 0;
}

static bool has(const struct admitting *a, enum lt_trial_kind kind)
{
	for (size_t i = 0; i < a->files.others_count; i++)
		if (a->files.others[i].kind == kind)
			return true;
	return false;
}

static int note(struct admitting *a, const Lt__TrialTest *listed)
{
	Lt__ExamReport *report = a->report;
	Lt__ExamTest *test = lt_arena_alloc(a->arena, sizeof *test);
	if (!test || !LT_ARENA_PUSH(a->arena, report->tests, report->n_tests))
		return LT_E_NOMEM;
	lt__exam_test__init(test);
	test->name = listed->name;
	test->line = listed->line;
	report->tests[report->n_tests++] = test;
	return 0;
}

static int play_one(struct admitting *a, const Lt__TrialTest *listed, size_t number,
		    struct lt_err *err)
{
	Lt__TrialReport *report;
	int r = ask(a, number, listed->line, listed->name, &report, err);
	if (r != 0)
		return r < 0 ? r : 0;
	if (report->n_tests != 1)
		return tell(a, report->error_line, listed->name,
			    *report->error ? report->error : "kịch bản không chạy được");
	const Lt__TrialTest *test = report->tests[0];
	return test->passed ? note(a, listed)
			    : tell(a, test->failure_line, listed->name, test->failure);
}

static int admit_file(struct admitting *a, const Lt__ProposedFile *f, struct lt_err *err)
{
	Lt__TrialReport *report;
	int r = gather(a, f);
	if (r < 0)
		return r;
	if (f->n_uses > LT_TRIAL_OTHERS_MAX || !has(a, LT_TRIAL_CALENDAR) ||
	    !has(a, LT_TRIAL_DIRECTORY))
		return tell(a, 1, "", "kịch bản đi kèm thiếu lịch hoặc danh bạ để chạy");
	r = ask(a, LT_PLAY_LIST, 1, "", &report, err);
	if (r != 0)
		return r < 0 ? r : 0;
	if (*report->error)
		return tell(a, report->error_line, "", report->error);
	if (report->n_tests == 0)
		return tell(a, 1, "", "tệp kịch bản không có kịch bản nào");
	for (size_t i = 0; i < report->n_tests && r == 0; i++)
		r = play_one(a, report->tests[i], i, err);
	return r;
}

static int add_report(struct admitting *a, Lt__TestsPlayed *to)
{
	a->report = lt_arena_alloc(a->arena, sizeof *a->report);
	if (!a->report || !LT_ARENA_PUSH(a->arena, to->files, to->n_files))
		return LT_E_NOMEM;
	lt__exam_report__init(a->report);
	to->files[to->n_files++] = a->report;
	return 0;
}

int lt_trial_examine(const Lt__BundleProposed *what, struct lt_arena *arena, Lt__TestsPlayed *ret,
		     struct lt_err *err)
{
	struct admitting a = {.what = what, .arena = arena, .text = ""};
	int r = 0;
	for (size_t i = 0; i < what->n_files && r == 0; i++) {
		r = add_report(&a, ret);
		if (r == 0 && *what->files[i]->tests)
			r = admit_file(&a, what->files[i], err);
	}
	if (r == 0)
		ret->failed = a.text;
	return r;
}
