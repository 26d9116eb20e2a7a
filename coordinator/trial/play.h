/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests of a procedure, each in an engine of its own: listed, played, told. What an analyst wrote
 * runs here, so this belongs into a child (proto/base/apart.h). */
#pragma once

#include "trial.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

/** In the order in which they need each other. */
enum lt_trial_kind {
	LT_TRIAL_CALENDAR = 1,
	LT_TRIAL_DIRECTORY,
	LT_TRIAL_PROCEDURE,
	LT_TRIAL_OVERRIDE
};

/** A file to be published in the trial. */
struct lt_trial_file {
	enum lt_trial_kind kind;
	const char *name;     /**< for messages */
	struct lt_slice text; /**< NUL-terminated */
	int64_t from_us;      /**< calendar, directory: in force from then; 0: from the beginning */
	const char *code;     /**< procedure; NULL: not known before it is read */
};

enum { LT_TRIAL_OTHERS_MAX = 1024 };

struct lt_trial_files {
	struct lt_trial_file procedure;		  /**< under test */
	struct lt_trial_file calendar, directory; /**< if the tests name none */
	const struct lt_trial_file *others;	  /**< bases, called procedures */
	size_t others_count;			  /**< at most LT_TRIAL_OTHERS_MAX */
	const char *tests_name;
	struct lt_slice tests;
};

#define LT_PLAY_USES (SIZE_MAX - 1)
#define LT_PLAY_LIST SIZE_MAX
/**
 * Plays test number @p test; LT_PLAY_USES: only tells which files the tests use; LT_PLAY_LIST:
 * reads and publishes the files, tells the tests and the declared outcomes.
 * @param locked  lock the process in before the first line of an analyst's is run: see
 * lt_lock_in
 * @param ret  a TrialReport, packed, in @p arena; it may tell a failure
 * @return 0; LT_E_NOMEM; LT_E_IO.
 */
int lt_trial_play(const struct lt_trial_files *files, size_t test, bool locked,
		  struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err) LT_MUST_USE;

struct lt_stage;
/** Opens the stage's trial and publishes the files in it, without any test; for who plays something
 * else.
 * @param start_us  where its clock begins; 0: some years ago
 * @param locked  lock the process in before the files are read: one trial a process
 * @return 0; LT_E_SCRIPT (what is wrong with a file); as lt_trial_open. In every case
 * lt_trial_close is for the caller. */
int lt_trial_prepare(const struct lt_trial_files *files, struct lt_stage *stage, int64_t start_us,
		     bool locked, struct lt_err *err) LT_MUST_USE;
