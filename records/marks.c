/* SPDX-License-Identifier: EUPL-1.2 */
/* One record in `meta`, and the rule of what is forgotten: both follow from a batch alone, so
 * that a replay ends with the same state. */
#include "records/marks.h"

#include "proto/codec/codec.h"

static const char key_name[] = "replica";

int lt_marks_read(struct lt_txn *txn, struct lt_arena *arena, Lt__ReplicaMark **ret,
		  struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_meta(key_name, &key);
	int r = lt_txn_get(txn, LT_TABLE_meta, lt_key_slice(&key), &value, err);
	if (r == LT_E_ABSENT)
		return 0;
	void *copy = r == 0 ? lt_arena_copy(arena, value.data, value.size) : NULL;
	if (r < 0 || !copy)
		return r < 0 ? r : LT_E_NOMEM;
	return LT_DECODE_OWN(replica_mark, lt_slice(copy, value.size), arena, ret);
}

static bool is_seen(const Lt__ReplicaMark *mark, const uint64_t *units, size_t count)
{
	for (size_t i = 0; i < mark->n_units; i++)
		for (size_t k = 0; k < count; k++)
			if (lt_name_key(mark->units[i]->unit) == units[k])
				return true;
	return false;
}

int lt_marks_after(struct lt_state *state, const Lt__ReplicaMark *mark, uint64_t dossier,
		   struct lt_arena *arena, struct lt_err *err)
{
	Lt__Dossier *d;
	uint64_t *units;
	size_t count;
	if (dossier == 0 || dossier == mark->unfinished)
		return 0;
	int r = lt_state_dossier(state->txn, dossier, arena, &d, err);
	if (r == 0)
		r = lt_rows_units(d, arena, &units, &count);
	if (r < 0 || is_seen(mark, units, count))
		return r;
	return lt_state_forget(state, d, arena, err);
}

/* @return 1 and the first dossier behind @p after, up to @p upto; 0: there is none. */
static int next_dossier(struct lt_state *state, uint64_t after, uint64_t upto, uint64_t *ret,
			struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_dossier(after + 1, &start);
	int r = lt_scan_from(state->txn, LT_TABLE_dossier, lt_key_slice(&start), &scan, err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, err);
	if (r < 0)
		return r == LT_E_ABSENT ? 0 : r;
	*ret = lt_get_u64(key.data);
	return *ret <= upto;
}

int lt_marks_apply(struct lt_state *state, const Lt__Batch *batch, struct lt_arena *arena,
		   struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	uint64_t id = batch->forget_after;
	int r = 0;
	while (batch->forget_upto &&
	       (r = next_dossier(state, id, batch->forget_upto, &id, err)) > 0) {
		r = lt_marks_after(state, batch->mark, id, arena, err);
		if (r < 0)
			break;
	}
	lt_key_meta(key_name, &key);
	if (r == 0)
		r = lt_encode(&batch->mark->base, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, LT_TABLE_meta, lt_key_slice(&key), bytes, err);
}
