/* SPDX-License-Identifier: EUPL-1.2 */
#include "records/deputies.h"

#include "proto/codec/codec.h"

int lt_deputy_stored(struct lt_state *state, uint32_t number, struct lt_arena *arena,
		     Lt__Deputy **ret, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_deputy(number, &key);
	int r = lt_txn_get(state->txn, LT_TABLE_deputy, lt_key_slice(&key), &value, err);
	return r < 0 ? r : LT_DECODE_OWN(deputy, value, arena, ret);
}

int lt_deputies_stored(struct lt_state *state, struct lt_arena *arena, Lt__Deputy ***ret,
		       size_t *ret_count, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	Lt__Deputy **items = NULL;
	size_t count = 0;
	struct lt_key newest;
	int64_t since_us =
		state->meta.stamp_us - LT_DEPUTY_AHEAD_US - LT_DEPUTY_LASTS_US - LT_DEPUTY_LATE_US;
	lt_key_deputy(UINT64_MAX, &newest);
	int r = lt_scan_back(state->txn, LT_TABLE_deputy, lt_key_slice(&newest), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (!LT_ARENA_PUSH(arena, items, count))
			return LT_E_NOMEM;
		r = LT_DECODE_OWN(deputy, value, arena, &items[count]);
		if (r == 0 && items[count]->named_us < since_us)
			break; /* over, like all before it */
		count++;
	}
	*ret = items;
	*ret_count = count;
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_deputies_load(struct lt_state *state, struct lt_arena *arena, struct lt_deputies *ret,
		     struct lt_err *err)
{
	Lt__Deputy **stored;
	size_t count;
	int r = lt_deputies_stored(state, arena, &stored, &count, err);
	struct lt_deputy *items =
		r == 0 ? lt_arena_alloc(arena, (count + 1) * sizeof *items) : NULL;
	if (!items)
		return r < 0 ? r : LT_E_NOMEM;
	for (size_t i = 0; i < count; i++)
		items[i] = (struct lt_deputy){
			.officer = stored[i]->officer,
			.deputy = stored[i]->deputy,
			.unit = stored[i]->unit,
			.span = {stored[i]->from_us, stored[i]->to_us},
		};
	*ret = (struct lt_deputies){items, count};
	return 0;
}

static int put(struct lt_state *state, const Lt__Deputy *deputy, struct lt_arena *arena,
	       struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_deputy(deputy->number, &key);
	int r = lt_encode(&deputy->base, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, LT_TABLE_deputy, lt_key_slice(&key), bytes, err);
}

int lt_deputies_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		      struct lt_err *err)
{
	Lt__Deputy *deputy;
	if (event->body_case == LT__EVENT__BODY_DEPUTY_NAMED)
		return put(state, event->deputy_named->deputy, arena, err);
	int r = lt_deputy_stored(state, event->deputy_ended->number, arena, &deputy, err);
	if (r < 0)
		return r;
	deputy->to_us = event->stamp_us < deputy->to_us ? event->stamp_us : deputy->to_us;
	deputy->ended_us = event->stamp_us;
	deputy->ended_by = event->actor ? event->actor->id : "";
	return put(state, deputy, arena, err);
}
