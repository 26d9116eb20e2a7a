/* SPDX-License-Identifier: EUPL-1.2 */
/* The tests of one procedure, each in a child of its own: what a test does wrong, or never ends
 * doing, ends with its child. */
#pragma once

#include "trial.pb-c.h"

#include "coordinator/trial/play.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/tool.h"

/** How to try. */
struct lt_suite_options {
	const char *calendar, *directory; /**< paths; NULL: those that come with the tool */
	struct lt_texts others;		  /**< paths of bases and called procedures */
	int64_t seconds;		  /**< that one test may take */
};

struct lt_suite {
	const char *path; /**< of the tests */
	const char *procedure_path;
	const char *error; /**< it could not be tried at all; NULL */
	int32_t error_line;
	const char *procedure; /**< code */
	Lt__TrialTest **tests;
	size_t tests_count, passed;
	Lt__TrialOutcome **outcomes; /**< declared, times taken by all tests together */
	size_t outcomes_count, covered;
	struct lt_trial_files files; /**< what they were played with, or were to be */
};

/** The tests' path that belongs to a path: "x_test.lua" for "x.lua"; else itself. */
const char *lt_suite_path(struct lt_tool *tool, const char *path);
/** Reads a procedure and what it needs around it, into the tool's arena. */
int lt_suite_files(struct lt_tool *tool, const char *path, const struct lt_suite_options *options,
		   struct lt_trial_files *ret, struct lt_err *err) LT_MUST_USE;
/** Plays all tests of a file. All in the tool's arena.
 *  @return 0, whatever the tests say; LT_E_ABSENT, LT_E_IO (files), LT_E_NOMEM. */
int lt_suite_play(struct lt_tool *tool, const char *path, const struct lt_suite_options *options,
		  struct lt_suite *ret, struct lt_err *err) LT_MUST_USE;

/** Files that are part of the program. */
extern const char lt_suite_calendar[], lt_suite_directory[];
