/* SPDX-License-Identifier: EUPL-1.2 */
/* What past.c, past_journal.c and past_log.c share. */
#pragma once

#include "records/journal/journal.h"
#include "tools/lienthong/past.h"
#include "tools/lienthong/replay_log.h"

struct lt_archive {
	struct lt_arena arena;
	struct lt_journal *journal; /**< NULL: an event log */
	uint64_t batches;	    /**< of the journal when it was opened */
	struct lt_log log;
	struct lt_trial_file *files;
	size_t files_count;
	int64_t begins_us;
};

/** The parts of lt_archive_open and lt_archive_take, by kind of record. */
int lt_past_open_journal(struct lt_archive *record, const char *path,
			 struct lt_err *err) LT_MUST_USE;
int lt_past_take_journal(struct lt_archive *record, const struct lt_definition *definition,
			 const struct lt_past_choice *choice, struct lt_pasts *ret,
			 struct lt_err *err) LT_MUST_USE;
int lt_past_take_log(struct lt_archive *record, const struct lt_definition *definition,
		     const struct lt_past_choice *choice, struct lt_pasts *ret) LT_MUST_USE;
/** Is a dossier received then wanted? */
bool lt_past_wanted(const struct lt_past_choice *choice, int64_t received_us);
