/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows alone are laid over: a feed, a journal, counters have no place for what is not sure. */
#include "records/overlay.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/rows.h"
#include "proto/codec/codec.h"
#include "records/records.h"

/* One dossier that something lies over. */
struct laid {
	uint64_t id;
	struct lt_slice base; /* as fed; empty: the coordinator knows nothing of it */
	uint32_t confirmed;   /* its last event as fed */
	ProtobufCBinaryData *events;
	size_t events_count;
};

struct lt_overlay {
	struct laid *items;
	size_t count, size;
	struct lt_arena arena; /* bases and events, until it is lifted */
	uint64_t next_id;
};

enum { ARENA_BYTES = 64 << 20 };

struct lt_overlay *lt_overlay_new(void)
{
	struct lt_overlay *o = calloc(1, sizeof *o);
	if (o)
		lt_arena_init(&o->arena, ARENA_BYTES);
	return o;
}

void lt_overlay_free(struct lt_overlay *overlay)
{
	if (!overlay)
		return;
	lt_arena_done(&overlay->arena);
	free(overlay->items);
	free(overlay);
}

void lt_overlay_forget(struct lt_overlay *overlay)
{
	overlay->count = 0;
	overlay->next_id = 0;
	lt_arena_reset(&overlay->arena);
}

static struct laid *find(const struct lt_overlay *o, uint64_t id)
{
	for (size_t i = o->count; i-- > 0;)
		if (o->items[i].id == id)
			return &o->items[i];
	return NULL;
}

/* -- rows -- */

static int put_rows(struct lt_txn *txn, const struct lt_rows *rows, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < rows->count && r == 0; i++) {
		uint8_t number[LT_ROW_VALUE_BYTES];
		r = lt_txn_put(txn, rows->items[i].table, lt_key_slice(&rows->items[i].key),
			       lt_row_value(&rows->items[i], number), err);
	}
	return r;
}

static int del_rows(struct lt_txn *txn, const struct lt_rows *rows, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < rows->count && r == 0; i++)
		r = lt_txn_del(txn, rows->items[i].table, lt_key_slice(&rows->items[i].key), err);
	return r;
}

/* The rows of one state of a dossier come or go, and the state itself. @p whole: those too that
 * never change. */
static int move_rows(struct lt_txn *txn, const Lt__Dossier *d, bool whole, bool come,
		     struct lt_arena *arena, struct lt_err *err)
{
	struct lt_rows live, fixed = {0};
	int r = lt_rows_live(d, arena, &live);
	if (r == 0 && whole)
		r = lt_rows_fixed(d, arena, &fixed);
	if (r == 0)
		r = come ? put_rows(txn, &live, err) : del_rows(txn, &live, err);
	return r < 0 ? r : come ? put_rows(txn, &fixed, err) : del_rows(txn, &fixed, err);
}

static int put_dossier(struct lt_txn *txn, uint64_t id, struct lt_slice bytes, struct lt_err *err)
{
	struct lt_key key;
	lt_key_dossier(id, &key);
	return bytes.size ? lt_txn_put(txn, LT_TABLE_dossier, lt_key_slice(&key), bytes, err)
			  : lt_txn_del(txn, LT_TABLE_dossier, lt_key_slice(&key), err);
}

/* -- laying -- */

static struct laid *add(struct lt_overlay *o, uint64_t id)
{
	if (o->count == o->size) {
		size_t size = o->size ? 2 * o->size : 64;
		struct laid *grown = realloc(o->items, size * sizeof *grown);
		if (!grown)
			return NULL;
		o->items = grown;
		o->size = size;
	}
	o->items[o->count] = (struct laid){.id = id};
	return &o->items[o->count++];
}

/* Remembers what will be put back. */
static int remember(struct lt_overlay *o, struct lt_records *records, uint64_t id,
		    struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	Lt__Dossier *d;
	if (find(o, id))
		return 0;
	lt_key_dossier(id, &key);
	int r = lt_txn_get(records->state.txn, LT_TABLE_dossier, lt_key_slice(&key), &bytes, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	struct laid *laid = add(o, id);
	if (!laid)
		return LT_E_NOMEM;
	if (r == LT_E_ABSENT)
		return 0;
	laid->base = lt_slice(lt_arena_copy(&o->arena, bytes.data, bytes.size), bytes.size);
	r = laid->base.data ? LT_DECODE_OWN(dossier, laid->base, &records->arena, &d) : LT_E_NOMEM;
	if (r == 0)
		laid->confirmed = d->events_count;
	return r;
}

static int keep_events(struct lt_overlay *o, struct laid *laid, const struct lt_effects *fx)
{
	for (size_t i = 0; i < fx->events_count; i++) {
		void *copy = lt_arena_copy(&o->arena, fx->events[i].data, fx->events[i].len);
		if (!copy || !LT_ARENA_PUSH(&o->arena, laid->events, laid->events_count))
			return LT_E_NOMEM;
		laid->events[laid->events_count++] =
			(ProtobufCBinaryData){.data = copy, .len = fx->events[i].len};
	}
	return 0;
}

static int write_over(struct lt_overlay *o, struct lt_records *records, uint64_t id,
		      const struct lt_rows *before, const struct lt_effects *fx, struct lt_err *err)
{
	struct lt_slice bytes;
	bool fresh = fx->first_n == 1;
	struct lt_txn *txn = records->state.txn;
	int r = remember(o, records, id, err);
	if (r == 0)
		r = lt_encode(&fx->after->base, &records->arena, &bytes);
	if (r == 0)
		r = keep_events(o, find(o, id), fx);
	if (r == 0)
		r = del_rows(txn, before, err);
	if (r == 0)
		r = move_rows(txn, fx->after, fresh, true, &records->arena, err);
	return r < 0 ? r : put_dossier(txn, id, bytes, err);
}

int lt_overlay_lay(struct lt_overlay *overlay, struct lt_records *records, Lt__Command *command,
		   int64_t now_us, struct lt_effects *ret, struct lt_err *err)
{
	Lt__Dossier *d;
	struct lt_env env;
	struct lt_rows before = {0};
	lt_arena_reset(&records->arena);
	int r = lt_records_find(records, command, &d, err);
	if (r == 0)
		r = lt_records_env(records, now_us, d, &env, err);
	if (r == 0 && d)
		r = lt_rows_live(d, &records->arena, &before);
	if (r < 0)
		return r;
	env.next_id = LT_OVERLAY_ID | (overlay->next_id + 1);
	r = lt_decide(&env, d, command, ret, err);
	if (r < 0 || ret->verdict.refusal || ret->events_count == 0)
		return r; /* a refusal's incident is the coordinator's to record */
	overlay->next_id += ret->first_n == 1;
	return write_over(overlay, records, ret->after->id, &before, ret, err);
}

/* -- lifting -- */

static int lift_one(struct lt_records *records, const struct laid *laid, struct lt_err *err)
{
	Lt__Dossier *d, *base = NULL;
	struct lt_arena *arena = &records->arena;
	struct lt_txn *txn = records->state.txn;
	lt_arena_reset(arena);
	int r = lt_state_dossier(txn, laid->id, arena, &d, err);
	if (r == 0 && laid->base.size)
		r = LT_DECODE_OWN(dossier, laid->base, arena, &base);
	if (r == 0)
		r = move_rows(txn, d, !base, false, arena, err);
	if (r == 0 && base)
		r = move_rows(txn, base, false, true, arena, err);
	return r < 0 ? r : put_dossier(txn, laid->id, laid->base, err);
}

int lt_overlay_lift(struct lt_overlay *overlay, struct lt_records *records, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; i < overlay->count && r == 0; i++)
		r = lift_one(records, &overlay->items[i], err);
	lt_overlay_forget(overlay);
	return r;
}

/* -- looking -- */

uint32_t lt_overlay_confirmed(const struct lt_overlay *overlay, uint64_t dossier, bool *ret_found)
{
	const struct laid *laid = find(overlay, dossier);
	*ret_found = laid != NULL;
	return laid ? laid->confirmed : 0;
}

int lt_overlay_events(const struct lt_overlay *overlay, uint64_t dossier, struct lt_arena *arena,
		      ProtobufCBinaryData **items, size_t *count)
{
	const struct laid *laid = find(overlay, dossier);
	for (size_t i = 0; laid && i < laid->events_count; i++) {
		if (!LT_ARENA_PUSH(arena, *items, *count))
			return LT_E_NOMEM;
		(*items)[(*count)++] = laid->events[i];
	}
	return 0;
}
