/* SPDX-License-Identifier: EUPL-1.2 */
/* Carrying dossiers: what each does next, and the desks it is done at. */
#pragma once

#include "tools/lienthong/connect.h"
#include "tools/lienthong/load.h"

/** What is to be done with a dossier next. */
enum lt_load_stage {
	LT_LOAD_SUBMIT = 1,
	LT_LOAD_RECEIVE,
	LT_LOAD_SUPPLEMENT,
	LT_LOAD_RECEIVE_AGAIN,
	LT_LOAD_ASSIGN,
	LT_LOAD_WITHDRAW,
	LT_LOAD_APPRAISE,
	LT_LOAD_REVIEW,
	LT_LOAD_SIGN,
	LT_LOAD_ISSUE,
	LT_LOAD_RETURN,
	LT_LOAD_ENDED,
	LT_LOAD_FAILED, /**< was refused, for good */
};

/** Where a dossier stands. */
struct lt_load_course {
	enum lt_load_stage stage;
	uint64_t id;	  /**< 0: not yet received */
	uint64_t seq;	  /**< request number under way or to be repeated; 0: none */
	int64_t due_us;	  /**< monotonic: not before */
	int64_t since_us; /**< monotonic: of its stage */
};

/** The stage after an accepted command. */
enum lt_load_stage lt_load_next(const struct lt_load_dossier *dossier, enum lt_load_stage stage);
/** The stage of a dossier that was handed in, now or by an earlier run, by the step it waits at.
 *  @param step  NULL: it waits at none */
enum lt_load_stage lt_load_resume(const struct lt_load_dossier *dossier, const char *step);
/** The stage that a refusal in this one points to, when an earlier run had been further than its
 *  step told; 0: it is a refusal. @param refusal  enum lt_refusal */
enum lt_load_stage lt_load_correct(enum lt_load_stage stage, uint32_t refusal);
/** The unit that acts in a stage. */
const struct lt_load_unit *lt_load_unit_of(const struct lt_load_input *input,
					   const struct lt_load_dossier *dossier,
					   enum lt_load_stage stage);
/** Packs the command of the dossier's stage. @return 0; LT_E_NOMEM. */
int lt_load_command(const struct lt_load_input *input, size_t dossier,
		    const struct lt_load_course *course, struct lt_arena *arena,
		    struct lt_slice *ret) LT_MUST_USE;

/** How far it is. */
struct lt_load_progress {
	size_t received, ended, failed;
	uint64_t commands, waits; /**< waits: of them came too early, and were sent again */
};

struct lt_load_run;

/** @param folders  of the nodes, by number; each has a desk that listens
 *  @return 0 and a run connected to all desks; LT_E_LINE ... */
int lt_load_run_new(struct lt_tool *tool, const struct lt_load_input *input,
		    const char *const *folders, struct lt_load_run **ret,
		    struct lt_err *err) LT_MUST_USE;
void lt_load_run_free(struct lt_load_run *run);
static inline void lt_cleanup_load_run(struct lt_load_run **run)
{
	lt_load_run_free(*run);
}

/** Called now and then while a wave is under way. */
typedef void lt_load_told(void *owner, const struct lt_load_progress *progress);
/** Carries the dossiers @p from to below @p to, until each has ended or failed.
 *  @return 0; LT_E_LINE (a desk does not answer); LT_E_NOMEM. */
int lt_load_wave(struct lt_load_run *run, size_t from, size_t to, lt_load_told *told, void *owner,
		 struct lt_err *err) LT_MUST_USE;
const struct lt_load_progress *lt_load_progress(const struct lt_load_run *run);
/** Why the first dossiers failed, at most LT_LOAD_FAILURES_TOLD. */
enum { LT_LOAD_FAILURES_TOLD = 10 };
const char *const *lt_load_failures(const struct lt_load_run *run, size_t *ret_count);
