/* SPDX-License-Identifier: EUPL-1.2 */
/* Entry by entry, in the order in which they were decided. */
#include "records/apply.h"

#include "proto/codec/codec.h"
#include "records/marks.h"

static int apply_entry(struct lt_state *state, struct lt_registry *registry, const Lt__Entry *entry,
		       struct lt_place_in_journal place, const struct lt_watch *watch,
		       struct lt_arena *arena, struct lt_err *err)
{
	int r = entry->dossier ? lt_state_apply(state, entry, place, watch, arena, err)
			       : lt_registry_apply(registry, entry, place, arena, err);
	return r < 0 ? r : lt_state_request(state, entry, err);
}

int lt_apply_batch(struct lt_state *state, struct lt_registry *registry, uint64_t seq,
		   struct lt_slice bytes, const struct lt_watch *watch, struct lt_arena *arena,
		   struct lt_err *err)
{
	Lt__Batch *batch;
	int r = LT_DECODE_OWN(batch, bytes, arena, &batch);
	if (r < 0 || batch->schema != 1 || batch->seq != seq)
		return lt_err_set(err, r < 0 ? r : LT_E_VERSION, "journal batch %llu",
				  (unsigned long long)seq);
	state->copied = batch->mark != NULL;
	for (size_t i = 0; i < batch->n_entries && r == 0; i++) {
		const Lt__Entry *entry = batch->entries[i];
		struct lt_place_in_journal place = {
			.batch = seq, .entry = (uint32_t)i, .count = (uint32_t)entry->n_events};
		r = apply_entry(state, registry, entry, place, watch, arena, err);
		if (r == 0 && batch->mark)
			r = lt_marks_after(state, batch->mark, entry->dossier, arena, err);
	}
	if (r == 0 && batch->mark)
		r = lt_marks_apply(state, batch, arena, err);
	state->meta.batch = seq;
	state->meta.stamp_us = batch->stamp_us;
	return r < 0 ? lt_err_wrap(err, r, "journal batch %llu", (unsigned long long)seq) : 0;
}
