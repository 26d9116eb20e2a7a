/* SPDX-License-Identifier: EUPL-1.2 */
/* Records that are a replica: how far they follow a coordinator, and which dossiers are theirs.
 *
 * A batch with a mark was brought by the feed. Its mark is kept with it, and a dossier that no unit
 * of the mark sees any more is forgotten: what stays is exactly what goes on being fed. The thread
 * that owns the records. */
#pragma once

#include "records/state.h"

/** Where the records stand; *ret stays NULL if they are no replica, or a new one. */
int lt_marks_read(struct lt_txn *txn, struct lt_arena *arena, Lt__ReplicaMark **ret,
		  struct lt_err *err) LT_MUST_USE;
/** Keeps a batch's mark, and forgets what the batch says is to be. */
int lt_marks_apply(struct lt_state *state, const Lt__Batch *batch, struct lt_arena *arena,
		   struct lt_err *err) LT_MUST_USE;
/** Events of a dossier were applied (0: of the registry): does a unit of the mark still see it?
 */
int lt_marks_after(struct lt_state *state, const Lt__ReplicaMark *mark, uint64_t dossier,
		   struct lt_arena *arena, struct lt_err *err) LT_MUST_USE;
