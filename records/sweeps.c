/* SPDX-License-Identifier: EUPL-1.2 */
/* One record of `meta` holds the sweeps under way. */
#include "records/sweeps.h"

#include <string.h>

#include "proto/codec/codec.h"

int lt_sweeps_read(struct lt_state *state, struct lt_arena *arena, Lt__Sweeps **ret,
		   struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_meta("sweeps", &key);
	int r = lt_txn_get(state->txn, LT_TABLE_meta, lt_key_slice(&key), &value, err);
	if (r == 0)
		return LT_DECODE_OWN(sweeps, value, arena, ret);
	Lt__Sweeps *none = r == LT_E_ABSENT ? lt_arena_alloc(arena, sizeof *none) : NULL;
	if (!none)
		return r == LT_E_ABSENT ? LT_E_NOMEM : r;
	lt__sweeps__init(none);
	*ret = none;
	return 0;
}

static int write_sweeps(struct lt_state *state, const Lt__Sweeps *sweeps, struct lt_arena *arena,
			struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_meta("sweeps", &key);
	if (sweeps->n_sweeps == 0)
		return lt_txn_del(state->txn, LT_TABLE_meta, lt_key_slice(&key), err);
	int r = lt_encode(&sweeps->base, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, LT_TABLE_meta, lt_key_slice(&key), bytes, err);
}

int lt_sweeps_add(struct lt_state *state, const Lt__Sweep *sweep, struct lt_arena *arena,
		  struct lt_err *err)
{
	Lt__Sweeps *sweeps;
	if (state->meta.dossiers == 0)
		return 0;
	int r = lt_sweeps_read(state, arena, &sweeps, err);
	if (r < 0)
		return r;
	Lt__Sweep **list = lt_arena_alloc(arena, (sweeps->n_sweeps + 1) * sizeof *list);
	Lt__Sweep *own = lt_arena_copy(arena, sweep, sizeof *sweep);
	if (!list || !own)
		return LT_E_NOMEM;
	if (sweeps->n_sweeps)
		memcpy(list, sweeps->sweeps, sweeps->n_sweeps * sizeof *list);
	list[sweeps->n_sweeps++] = own;
	sweeps->sweeps = list;
	return write_sweeps(state, sweeps, arena, err);
}

int lt_sweeps_advance(struct lt_state *state, const Lt__SweepAdvanced *event,
		      struct lt_arena *arena, struct lt_err *err)
{
	Lt__Sweeps *sweeps;
	size_t kept = 0;
	int r = lt_sweeps_read(state, arena, &sweeps, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < sweeps->n_sweeps; i++) {
		Lt__Sweep *s = sweeps->sweeps[i];
		if (s->n == event->sweep && event->done)
			continue;
		if (s->n == event->sweep)
			s->next = event->upto + 1;
		sweeps->sweeps[kept++] = s;
	}
	if (kept == sweeps->n_sweeps && event->done)
		return 0; /* not known: ended before */
	sweeps->n_sweeps = kept;
	return write_sweeps(state, sweeps, arena, err);
}
