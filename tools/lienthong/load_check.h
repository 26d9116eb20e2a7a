/* SPDX-License-Identifier: EUPL-1.2 */
/* What became of the dossiers, by the journal's word. */
#pragma once

#include "tools/lienthong/load.h"

/** One dossier of the file, as the journal tells it. */
struct lt_load_fate {
	uint32_t received, ended, supplemented;
	uint32_t outcome; /**< number in lt_load_fates.outcomes; LT_NO_NUMBER: none yet */
	int64_t fee_vnd;
};

/** All of them. */
struct lt_load_fates {
	struct lt_arena arena;
	struct lt_load_fate *items; /**< in the order of the input's dossiers */
	size_t items_count;
	struct lt_numbering outcomes; /**< "granted", "withdrawn" ... */
	uint64_t events;
};

/** Reads a coordinator's journal from its first batch to its last; it may be running. */
int lt_load_fates_read(const struct lt_load_input *input, const char *folder,
		       struct lt_load_fates *ret, struct lt_err *err) LT_MUST_USE;
void lt_load_fates_done(struct lt_load_fates *fates);
static inline void lt_cleanup_load_fates(struct lt_load_fates *fates)
{
	lt_load_fates_done(fates);
}

/** Set against the file. */
struct lt_load_tally {
	size_t received, ended, supplemented;
	size_t lost;	     /**< in the file, not in the journal */
	size_t doubled;	     /**< received or ended more than once */
	size_t open;	     /**< received, not ended */
	size_t unlike;	     /**< ended, but not as its row says: outcome, supplement, fee */
	const char *example; /**< the first dossier that counts in one of these; NULL: none */
};

/** Sets what became of the dossiers against what their rows say. */
struct lt_load_tally lt_load_tally(const struct lt_load_input *input,
				   const struct lt_load_fates *fates);
/** Did every dossier come in once and end once, as its row says? */
bool lt_load_holds(const struct lt_load_tally *tally);
/** How many ended with the outcome. */
size_t lt_load_ended_as(const struct lt_load_fates *fates, uint32_t outcome);
