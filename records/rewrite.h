/* SPDX-License-Identifier: EUPL-1.2 */
/* A replica's records written anew into a folder beside it, with only what they still are: the
 * registry, each dossier's own events, the mark. Left behind are batches without news, events of
 * dossiers that were forgotten, and dossiers that ended so long ago that the coordinator answers
 * for them.
 *
 *   begin -> step, step ... (the records may move meanwhile) -> end: what moved, too
 *
 * Until _end has returned 0 the new folder is worth nothing and may be removed at any moment. The
 * records' thread; nothing may lie over them (overlay.h) during a call. */
#pragma once

#include "records/records.h"

struct lt_rewrite;

/** @param folder        new or empty
 *  @param keep_from_us  dossiers that wait for nothing and were received before are left out, and
 *                       the units' books say so; 0: none
 *  @return 0; LT_E_ABSENT: the records are no replica; errors of lt_records_open */
int lt_rewrite_begin(struct lt_records *from, const char *folder, int64_t keep_from_us,
		     struct lt_rewrite **ret, struct lt_err *err) LT_MUST_USE;
/** One batch more. @param ret_done  nothing is left but to end it */
int lt_rewrite_step(struct lt_rewrite *rewrite, bool *ret_done, struct lt_err *err) LT_MUST_USE;
/** Brings over what came since, and closes the new files, complete and synced. */
int lt_rewrite_end(struct lt_rewrite *rewrite, struct lt_err *err) LT_MUST_USE;
/** Dossiers left out so far. */
uint64_t lt_rewrite_left_out(const struct lt_rewrite *rewrite);
/** Also before its end. NULL is fine. */
void lt_rewrite_free(struct lt_rewrite *rewrite);
