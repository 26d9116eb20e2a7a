/* SPDX-License-Identifier: EUPL-1.2 */
/* Interactive reads, answered between batches from the open transaction: everyone reads their own
 * writes. Engine thread only. */
#pragma once

#include "coordinator/engine/engine.h"

/** Answers one Fetch into @p ret (in @p arena). Failures are in ret->error and ret->text. */
void lt_query(struct lt_engine *engine, const struct lt_origin *origin, const Lt__Fetch *fetch,
	      struct lt_arena *arena, Lt__FetchReply *ret);

/** The events of a dossier, as bytes, in order; views die with the arena. */
int lt_query_events(struct lt_engine *engine, uint64_t dossier, struct lt_arena *arena,
		    ProtobufCBinaryData **ret, size_t *ret_count, struct lt_err *err) LT_MUST_USE;
