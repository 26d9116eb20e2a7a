/* SPDX-License-Identifier: EUPL-1.2 */
/* What a simulation assumes, learnt from what was: a table of work, or recorded dossiers. */
#pragma once

#include "tools/lienthong/simulate.h"

/** What was said by hand: it counts, and nothing is learnt about it. */
struct lt_sim_assumed {
	bool arrivals, reply_days;
	size_t handling, shares; /**< the first so many of the plan's */
};

/** Rows "step,outcome,minutes", one a step that was done: mean minutes, shares of outcomes.
 *  @return LT_E_FORMAT (file and line); as lt_args_file. */
int lt_sim_learn_table(struct lt_tool *tool, const char *path, const struct lt_sim_assumed *assumed,
		       struct lt_sim_plan *plan, struct lt_err *err) LT_MUST_USE;

/**
 * From a record (past.h). The time of a step is the median, over those who did it, of working time
 * from when the dossier had reached the desk, was taken, or its officer had ended what he did
 * before, whichever is last, until he ended it: what lay there unattended is queue, not work. Also
 * the shares of outcomes, dossiers received a working day, and the median days of a citizen's
 * answer.
 * @param ret_told  what was learnt, to json_decref
 * @return as lt_archive_open, lt_trial_prepare; LT_E_ABSENT: no dossier; LT_E_CALENDAR. In a child.
 */
int lt_sim_learn_record(const struct lt_trial_files *files, const char *path,
			const struct lt_sim_assumed *assumed, struct lt_sim_plan *plan,
			struct lt_arena *arena, json_t **ret_told, struct lt_err *err) LT_MUST_USE;
