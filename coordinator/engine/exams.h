/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that are to be published are examined beside the engine: what it asks is answered at once
 * or later, and nobody else waits for it.
 *
 *   engine: lt_exams_ask --fork--> examiner --fork, locked in--> child a file, child a test
 *                                     | verdicts, over a pipe
 *           wake <---- a thread that listens
 *
 * The examiner is a copy of this process that runs nothing of the authors' itself; it may be killed
 * at any time. An answer is the same for the same files, so asking again finds it. */
#pragma once

#include "event.pb-c.h"

#include "procedures/host/judge.h"

struct lt_exams;

/** Plays the tests of a bundle, in children. @param ret  with one of `files` a file
 *  @return 0; LT_E_NOMEM; LT_E_IO. In the examiner. */
typedef int (*lt_exam_tests)(const Lt__BundleProposed *what, struct lt_arena *arena,
			     Lt__TestsPlayed *ret, struct lt_err *err);

struct lt_exams_options {
	lt_exam_tests tests;	   /**< NULL: tests are not played */
	void (*wake)(void *owner); /**< an answer is there; on a thread of its own. May be NULL */
	void *owner;
};

int lt_exams_new(const struct lt_exams_options *options, struct lt_exams **ret,
		 struct lt_err *err) LT_MUST_USE;
/** Ends what is under way. Accepts NULL. */
void lt_exams_free(struct lt_exams *exams);

/** What is asked; borrowed until lt_exams_ask returns. */
struct lt_exam {
	struct lt_judge_case what;
	const Lt__BundleProposed *bundle; /**< its tests are played if all files are good; NULL */
};

/** Begins a question that may ask for several things: answers to older ones may be forgotten. */
void lt_exams_begin(struct lt_exams *exams);
/**
 * @param ret_judged  one a file  @param ret_tests  without `files` if none were played
 * @return 0; LT_E_BUSY: it is under way, and lt_exams_waiting says so; as lt_judge; LT_E_TIMEOUT.
 */
int lt_exams_ask(struct lt_exams *exams, const struct lt_exam *exam, struct lt_arena *arena,
		 struct lt_judged **ret_judged, Lt__TestsPlayed **ret_tests,
		 struct lt_err *err) LT_MUST_USE;
/** Was something asked since lt_exams_begin that is still under way? */
bool lt_exams_waiting(const struct lt_exams *exams);
/** Waits until one that is under way is over; for who has nothing else to do. */
void lt_exams_await(struct lt_exams *exams);
