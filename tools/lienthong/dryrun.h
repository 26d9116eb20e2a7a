/* SPDX-License-Identifier: EUPL-1.2 */
/* Recorded dossiers under another version of their procedure: what was done is done again, by the
 * same people at the same times, and the engine dates it anew. */
#pragma once

#include "coordinator/trial/play.h"
#include "tools/lienthong/past.h"

struct lt_dryrun_plan {
	struct lt_trial_files files;	      /**< around it, if the record has none of its own */
	bool calendar_given, directory_given; /**< instead of the record's */
	struct lt_archive *record;
	struct lt_past_choice choice;
	Lt__Field **fields; /**< for what the record does not have */
	size_t fields_count;
};

/** One dossier, before and now. */
struct lt_dryrun_case {
	const struct lt_past *past;
	uint64_t dossier; /**< 0: the new version did not receive it */
	bool fits;
	const char *why; /**< it does not fit; else "" */
	size_t played;	 /**< of its deeds */
	int64_t due_us, finished_us;
	const char *outcome;
	bool late;
	int64_t late_by_us; /**< working time beyond the due date */
};

struct lt_dryrun {
	const char *procedure, *version;
	struct lt_pasts pasts;
	struct lt_dryrun_case *cases;
	size_t late_before, late_now, newly_late, no_longer_late, unfit; /**< lates: of those that
									    fit */
};

/** Plays. Everything it tells lives in @p arena or the record. Locks the process in before the
 * files are read: belongs into a child. @return 0; LT_E_SCRIPT (the files); as lt_archive_take. */
int lt_dryrun_play(const struct lt_dryrun_plan *plan, struct lt_arena *arena, struct lt_dryrun *ret,
		   struct lt_err *err) LT_MUST_USE;
