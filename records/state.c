/* SPDX-License-Identifier: EUPL-1.2 */
/* One place where dossiers, rows, feeds and stored replies reach the store. */
#include "records/state.h"

#include <stdio.h>
#include <string.h>

#include "records/feeds.h"
#include "records/tallies.h"
#include "procedures/core/evolve.h"
#include "proto/codec/codec.h"

/* -- how far we have come -- */

/* Behind it the number of entries of each table, as LMDB counted them when it was written. */
enum { META_BYTES = 8 * 4 + 4 + LT_HASH_BYTES, COUNTS_BYTES = 8 * LT_TABLE_COUNT };

/* A table that lost its root, or a part of its tree, looks like one that never had more. */
static int hold_counts(struct lt_state *state, const uint8_t *counts, size_t known,
		       struct lt_err *err)
{
	for (unsigned table = 0; table < LT_TABLE_COUNT; table++) {
		uint64_t has, had = table < known ? lt_get_u64(counts + 8 * (size_t)table) : 0;
		int r = lt_txn_count(state->txn, table, &has, err);
		if (r < 0)
			return r;
		if (has != had)
			return lt_err_set(err, LT_E_DAMAGED,
					  "damaged, restore a backup or rebuild: table %s has %llu "
					  "entries, and should have %llu",
					  lt_table_name((enum lt_table)table),
					  (unsigned long long)has, (unsigned long long)had);
	}
	return 0;
}

static int load_meta(struct lt_state *state, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_meta("progress", &key);
	state->meta = (struct lt_state_meta){0};
	int r = lt_txn_get(state->txn, LT_TABLE_meta, lt_key_slice(&key), &value, err);
	if (r == LT_E_ABSENT)
		return hold_counts(state, NULL, 0, err); /* a new store */
	if (r < 0)
		return r;
	if (value.size < META_BYTES || value.size > META_BYTES + COUNTS_BYTES ||
	    (value.size - META_BYTES) % 8)
		return lt_err_set(err, LT_E_DAMAGED, "meta record of %zu bytes", value.size);
	const uint8_t *at = value.data;
	state->meta.batch = lt_get_u64(at);
	state->meta.stamp_us = (int64_t)lt_get_u64(at + 8);
	state->meta.dossiers = lt_get_u64(at + 16);
	state->meta.events = lt_get_u64(at + 24);
	state->meta.registry_n = lt_get_u32(at + 32);
	memcpy(state->meta.registry_head, at + 36, LT_HASH_BYTES);
	return hold_counts(state, at + META_BYTES, (value.size - META_BYTES) / 8, err);
}

static int save_meta(struct lt_state *state, struct lt_err *err)
{
	struct lt_key key;
	uint8_t value[META_BYTES + COUNTS_BYTES] = {0};
	lt_key_meta("progress", &key);
	/* once without its content: it is an entry, too */
	int r = lt_txn_put(state->txn, LT_TABLE_meta, lt_key_slice(&key),
			   lt_slice(value, sizeof value), err);
	for (unsigned table = 0; r == 0 && table < LT_TABLE_COUNT; table++) {
		uint64_t count;
		r = lt_txn_count(state->txn, table, &count, err);
		if (r == 0)
			lt_put_u64(value + META_BYTES + 8 * (size_t)table, count);
	}
	if (r < 0)
		return r;
	lt_put_u64(value, state->meta.batch);
	lt_put_u64(value + 8, (uint64_t)state->meta.stamp_us);
	lt_put_u64(value + 16, state->meta.dossiers);
	lt_put_u64(value + 24, state->meta.events);
	lt_put_u32(value + 32, state->meta.registry_n);
	memcpy(value + 36, state->meta.registry_head, LT_HASH_BYTES);
	return lt_txn_put(state->txn, LT_TABLE_meta, lt_key_slice(&key),
			  lt_slice(value, sizeof value), err);
}

int lt_state_open(const char *path, struct lt_faults *faults, struct lt_state *ret,
		  struct lt_err *err)
{
	struct lt_state state = {.feeds = lt_feeds_new(), .tallies = lt_tallies_new()};
	struct lt_store_options options = {.lazy_meta = true, .faults = faults};
	if (!state.feeds || !state.tallies) {
		lt_state_close(&state, false);
		return lt_err_set(err, LT_E_NOMEM, "opening %s", path);
	}
	int r = lt_store_open(path, &options, &state.store, err);
	if (r == 0)
		r = lt_store_begin(state.store, &state.txn, err);
	if (r == 0)
		r = load_meta(&state, err);
	if (r < 0) {
		lt_state_close(&state, false);
		return lt_err_wrap(err, r, "%s", path);
	}
	*ret = state;
	return 0;
}

void lt_state_close(struct lt_state *state, bool keep)
{
	if (keep && state->txn && lt_state_settle(state, NULL) == 0 && save_meta(state, NULL) == 0)
		LT_IGNORE(
			lt_txn_commit(&state->txn, NULL)); /* a restart replays what is not there */
	lt_txn_abort(&state->txn);
	lt_store_close(state->store);
	lt_feeds_free(state->feeds);
	lt_tallies_free(state->tallies);
	*state = (struct lt_state){0};
}

int lt_state_settle(struct lt_state *state, struct lt_err *err)
{
	return lt_tallies_settle(state->tallies, state->txn, err);
}

int lt_state_checkpoint(struct lt_state *state, struct lt_err *err)
{
	int r = lt_state_settle(state, err);
	if (r == 0)
		r = save_meta(state, err);
	if (r == 0)
		r = lt_txn_commit(&state->txn, err);
	if (r == 0)
		r = lt_store_begin(state->store, &state->txn, err);
	return r;
}

int lt_state_rollback(struct lt_state *state, struct lt_err *err)
{
	lt_txn_abort(&state->txn);
	lt_feeds_forget(state->feeds);
	lt_tallies_forget(state->tallies);
	int r = lt_store_begin(state->store, &state->txn, err);
	return r < 0 ? r : load_meta(state, err);
}

/* -- reading -- */

int lt_state_find(struct lt_txn *txn, uint64_t id, struct lt_arena *arena, Lt__Dossier **ret,
		  struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_dossier(id, &key);
	int r = lt_txn_get(txn, LT_TABLE_dossier, lt_key_slice(&key), &bytes, err);
	return r < 0 ? r : LT_DECODE_OWN(dossier, bytes, arena, ret);
}

int lt_state_dossier(struct lt_txn *txn, uint64_t id, struct lt_arena *arena, Lt__Dossier **ret,
		     struct lt_err *err)
{
	int r = lt_state_find(txn, id, arena, ret, err);
	return r == LT_E_ABSENT ? lt_err_set(err, LT_E_DAMAGED,
					     "dossier %llu, which a row leads to, is not there",
					     (unsigned long long)id)
				: r;
}

int lt_state_code(struct lt_txn *txn, const char *code, uint64_t *ret_id, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	if (!lt_dossier_code_valid(code))
		return LT_E_ABSENT;
	lt_key_code(code, &key);
	int r = lt_txn_get(txn, LT_TABLE_code, lt_key_slice(&key), &value, err);
	if (r == 0)
		*ret_id = lt_get_u64(value.data);
	return r;
}

int lt_state_events_count(struct lt_txn *txn, uint64_t dossier, uint32_t *ret, struct lt_err *err)
{
	struct lt_key last;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_event(dossier, UINT32_MAX, &last);
	*ret = 0;
	int r = lt_scan_back(txn, LT_TABLE_event, lt_key_slice(&last), &scan, err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, err);
	if (r == 0 && lt_get_u64(key.data) == dossier)
		*ret = lt_get_u32(key.data + 8) + lt_get_u32(value.data + 12) - 1;
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- writing -- */

int lt_state_before(const Lt__Dossier *dossier, struct lt_arena *arena, struct lt_seen *ret)
{
	*ret = (struct lt_seen){0};
	if (!dossier)
		return 0;
	int r = lt_rows_live(dossier, arena, &ret->rows);
	if (r == 0)
		r = lt_contributions(dossier, arena, &ret->contributions);
	return r < 0 ? r : lt_rows_units(dossier, arena, &ret->units, &ret->units_count);
}

static int put_row(struct lt_state *state, const struct lt_row *row, struct lt_err *err)
{
	uint8_t number[LT_ROW_VALUE_BYTES];
	return lt_txn_put(state->txn, row->table, lt_key_slice(&row->key),
			  lt_row_value(row, number), err);
}

static int del_row(struct lt_state *state, const struct lt_row *row, struct lt_err *err)
{
	int r = lt_txn_del(state->txn, row->table, lt_key_slice(&row->key), err);
	if (r == LT_E_ABSENT)
		r = lt_err_set(err, LT_E_DAMAGED, "a row of table %s that should be there is not",
			       lt_table_name(row->table));
	return r;
}

static bool same_value(const struct lt_row *a, const struct lt_row *b)
{
	uint8_t one[LT_ROW_VALUE_BYTES], other[LT_ROW_VALUE_BYTES];
	return lt_slice_equal(lt_row_value(a, one), lt_row_value(b, other));
}

/* Both lists are sorted: one walk finds what went and what came. */
static int write_difference(struct lt_state *state, const struct lt_rows *before,
			    const struct lt_rows *after, struct lt_err *err)
{
	size_t b = 0, a = 0;
	int r = 0;
	while ((b < before->count || a < after->count) && r == 0) {
		int c = b == before->count  ? 1
			: a == after->count ? -1
					    : lt_row_compare(&before->items[b], &after->items[a]);
		if (c < 0) {
			r = del_row(state, &before->items[b++], err);
		} else if (c > 0) {
			r = put_row(state, &after->items[a++], err);
		} else {
			if (!same_value(&before->items[b], &after->items[a]))
				r = put_row(state, &after->items[a], err);
			b++, a++;
		}
	}
	return r;
}

static int write_fixed(struct lt_state *state, const Lt__Dossier *after, struct lt_arena *arena,
		       struct lt_err *err)
{
	struct lt_rows fixed;
	int r = lt_rows_fixed(after, arena, &fixed);
	for (size_t i = 0; r == 0 && i < fixed.count; i++)
		r = put_row(state, &fixed.items[i], err);
	return r;
}

enum { FEED_VALUE_BYTES = 20 };

int lt_state_feed_last(struct lt_state *state, uint64_t unit, uint64_t *ret, struct lt_err *err)
{
	uint64_t *known = lt_feeds_find(state->feeds, unit);
	if (unit == LT_FEED_REGISTRY) {
		*ret = state->meta.registry_n;
		return 0;
	}
	if (known) {
		*ret = *known;
		return 0;
	}
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_feed(unit, UINT64_MAX, &start);
	int r = lt_scan_back(state->txn, LT_TABLE_feed, lt_key_slice(&start), &scan, err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, err);
	*ret = r == 0 && lt_get_u64(key.data) == unit ? lt_get_u64(key.data + 8) : 0;
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	return lt_feeds_insert(state->feeds, unit, *ret);
}

bool lt_state_feed_row(uint64_t unit, struct lt_slice key, struct lt_slice value,
		       struct lt_feed_row *ret)
{
	if (lt_get_u64(key.data) != unit || value.size != FEED_VALUE_BYTES)
		return false;
	*ret = (struct lt_feed_row){.n = lt_get_u64(key.data + 8),
				    .dossier = lt_get_u64(value.data),
				    .events_count = lt_get_u32(value.data + 8),
				    .status = lt_get_u32(value.data + 12),
				    .since = lt_get_u32(value.data + 16)};
	return true;
}

static int feed_unit(struct lt_state *state, uint64_t unit, const Lt__Dossier *d, uint32_t since,
		     struct lt_err *err)
{
	uint64_t last;
	int r = lt_state_feed_last(state, unit, &last, err);
	if (r < 0)
		return r;
	struct lt_key key;
	uint8_t value[FEED_VALUE_BYTES];
	lt_key_feed(unit, last + 1, &key);
	lt_put_u64(value, d->id);
	lt_put_u32(value + 8, d->events_count);
	lt_put_u32(value + 12, (uint32_t)d->status);
	lt_put_u32(value + 16, since);
	r = lt_txn_put(state->txn, LT_TABLE_feed, lt_key_slice(&key), lt_slice(value, sizeof value),
		       err);
	if (r < 0)
		return r;
	*lt_feeds_find(state->feeds, unit) = last + 1;
	lt_feeds_move(state->feeds, unit);
	return 0;
}

static bool among(const uint64_t *units, size_t count, uint64_t unit)
{
	for (size_t i = 0; i < count; i++)
		if (units[i] == unit)
			return true;
	return false;
}

/* Who saw it before and who sees it now: a unit learns that a dossier left it, too. One that
 * did not see it before needs its whole history. */
static int write_feeds(struct lt_state *state, const struct lt_seen *before,
		       const Lt__Dossier *after, uint32_t first_n, struct lt_arena *arena,
		       struct lt_err *err)
{
	uint64_t *units;
	size_t count;
	if (state->copied)
		return 0;
	int r = lt_rows_units(after, arena, &units, &count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		bool follows = among(before->units, before->units_count, units[i]);
		r = feed_unit(state, units[i], after, follows ? first_n : 1, err);
	}
	for (size_t i = 0; r == 0 && i < before->units_count; i++)
		if (!among(units, count, before->units[i]))
			r = feed_unit(state, before->units[i], after, first_n, err);
	return r;
}

static int write_dossier(struct lt_state *state, const Lt__Dossier *after, struct lt_arena *arena,
			 struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_dossier(after->id, &key);
	int r = lt_encode(&after->base, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, LT_TABLE_dossier, lt_key_slice(&key), bytes, err);
}

int lt_state_put_event(struct lt_state *state, uint64_t dossier, uint32_t first_n,
		       struct lt_place_in_journal place, struct lt_err *err)
{
	struct lt_key key;
	uint8_t value[16];
	lt_key_event(dossier, first_n, &key);
	lt_put_u64(value, place.batch);
	lt_put_u32(value + 8, place.entry);
	lt_put_u32(value + 12, place.count);
	return lt_txn_put(state->txn, LT_TABLE_event, lt_key_slice(&key),
			  lt_slice(value, sizeof value), err);
}

/* Kept in memory until the checkpoint: a counter that many dossiers move is written once. */
static int write_tallies(struct lt_state *state, const struct lt_seen *before,
			 const Lt__Dossier *after, struct lt_arena *arena, struct lt_err *err)
{
	struct lt_contributions now;
	int r = lt_contributions(after, arena, &now);
	if (r < 0 || lt_contributions_equal(&before->contributions, &now))
		return r;
	r = lt_tallies_add(state->tallies, &before->contributions, -1);
	if (r == 0)
		r = lt_tallies_add(state->tallies, &now, 1);
	return r == 0 && lt_tallies_full(state->tallies) ? lt_state_settle(state, err) : r;
}

int lt_state_write(struct lt_state *state, const struct lt_seen *before, const Lt__Dossier *after,
		   uint32_t first_n, struct lt_place_in_journal place, struct lt_arena *arena,
		   struct lt_err *err)
{
	struct lt_rows live;
	int r = lt_rows_live(after, arena, &live);
	if (r == 0)
		r = write_dossier(state, after, arena, err);
	if (r == 0)
		r = write_difference(state, &before->rows, &live, err);
	if (r == 0 && first_n == 1)
		r = write_fixed(state, after, arena, err);
	if (r == 0)
		r = lt_state_put_event(state, after->id, first_n, place, err);
	if (r == 0)
		r = write_feeds(state, before, after, first_n, arena, err);
	if (r == 0)
		r = write_tallies(state, before, after, arena, err);
	if (r < 0)
		return r;
	state->meta.events += place.count;
	if (after->id > state->meta.dossiers)
		state->meta.dossiers = after->id;
	return 0;
}

/* -- forgetting -- */

static int del_rows(struct lt_state *state, const struct lt_rows *rows, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < rows->count; i++)
		r = del_row(state, &rows->items[i], err);
	return r;
}

static int del_events(struct lt_state *state, uint64_t dossier, struct lt_err *err)
{
	for (;;) {
		LT_AUTO(scan) struct lt_scan scan = {0};
		struct lt_key at;
		struct lt_slice key, value;
		lt_key_event(dossier, 0, &at);
		int r = lt_scan_from(state->txn, LT_TABLE_event, lt_key_slice(&at), &scan, err);
		if (r == 0)
			r = lt_scan_next(&scan, &key, &value, err);
		if (r < 0 || lt_get_u64(key.data) != dossier)
			return r == LT_E_ABSENT ? 0 : r;
		lt_key_event(dossier, lt_get_u32(key.data + 8), &at);
		lt_scan_done(&scan);
		r = lt_txn_del(state->txn, LT_TABLE_event, lt_key_slice(&at), err);
		if (r < 0)
			return r;
	}
}

int lt_state_forget(struct lt_state *state, const Lt__Dossier *dossier, struct lt_arena *arena,
		    struct lt_err *err)
{
	struct lt_seen seen;
	struct lt_rows fixed;
	struct lt_key key;
	lt_key_dossier(dossier->id, &key);
	int r = lt_state_before(dossier, arena, &seen);
	if (r == 0)
		r = lt_rows_fixed(dossier, arena, &fixed);
	if (r == 0)
		r = del_rows(state, &seen.rows, err);
	if (r == 0)
		r = del_rows(state, &fixed, err);
	if (r == 0)
		r = del_events(state, dossier->id, err);
	if (r == 0)
		r = lt_tallies_add(state->tallies, &seen.contributions, -1);
	return r < 0 ? r : lt_txn_del(state->txn, LT_TABLE_dossier, lt_key_slice(&key), err);
}

/* -- stored replies -- */

enum { REQUEST_HEAD_BYTES = 24, REQUEST_VALUE_BYTES_MAX = 4096 };

int lt_state_request(struct lt_state *state, const Lt__Entry *entry, struct lt_err *err)
{
	struct lt_key key;
	uint8_t value[REQUEST_VALUE_BYTES_MAX];
	if (entry->node == 0)
		return 0;
	if (entry->reply.len > sizeof value - REQUEST_HEAD_BYTES)
		return lt_err_set(err, LT_E_LIMIT, "reply of %zu bytes", entry->reply.len);
	lt_key_request(entry->node, entry->seq, &key);
	lt_put_u64(value, entry->boot);
	lt_put_u64(value + 8, entry->seq);
	lt_put_u64(value + 16, entry->content);
	memcpy(value + REQUEST_HEAD_BYTES, entry->reply.data, entry->reply.len);
	return lt_txn_put(state->txn, LT_TABLE_request, lt_key_slice(&key),
			  lt_slice(value, REQUEST_HEAD_BYTES + entry->reply.len), err);
}

int lt_state_reply(struct lt_state *state, uint64_t node, uint64_t seq, struct lt_stored_reply *ret,
		   struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice value;
	lt_key_request(node, seq, &key);
	int r = lt_txn_get(state->txn, LT_TABLE_request, lt_key_slice(&key), &value, err);
	if (r < 0)
		return r;
	if (value.size < REQUEST_HEAD_BYTES)
		return lt_err_set(err, LT_E_DAMAGED, "stored reply of %zu bytes", value.size);
	*ret = (struct lt_stored_reply){.boot = lt_get_u64(value.data),
					.seq = lt_get_u64(value.data + 8),
					.content = lt_get_u64(value.data + 16),
					.reply = lt_slice(value.data + REQUEST_HEAD_BYTES,
							  value.size - REQUEST_HEAD_BYTES)};
	return 0;
}

/* -- recovery -- */

static int evolve_entry(Lt__Dossier *d, const Lt__Entry *entry, const struct lt_watch *watch,
			struct lt_arena *arena, struct lt_err *err)
{
	for (size_t i = 0; i < entry->n_events; i++) {
		struct lt_slice bytes = lt_slice(entry->events[i].data, entry->events[i].len);
		Lt__Event *event;
		int r = LT_DECODE_OWN(event, bytes, arena, &event);
		if (r == 0 && !lt_chain_fits(d, event))
			r = LT_E_DAMAGED;
		if (r == 0 && watch)
			watch->event(watch->owner, d, event);
		if (r == 0)
			r = lt_evolve(d, event, bytes, arena);
		if (r < 0)
			return lt_err_set(err, r, "dossier %llu: event %u %s",
					  (unsigned long long)d->id, d->events_count + 1,
					  r == LT_E_DAMAGED ? "does not continue its history"
							    : lt_err_english(r));
	}
	return 0;
}

int lt_state_apply(struct lt_state *state, const Lt__Entry *entry, struct lt_place_in_journal place,
		   const struct lt_watch *watch, struct lt_arena *arena, struct lt_err *err)
{
	Lt__Dossier *d = NULL;
	struct lt_seen before;
	int r = entry->first_n == 1 ? LT_E_ABSENT
				    : lt_state_find(state->txn, entry->dossier, arena, &d, err);
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	r = lt_state_before(d, arena, &before);
	if (r == 0 && !d && !(d = lt_dossier_new(entry->dossier, arena)))
		r = LT_E_NOMEM;
	if (r == 0)
		r = evolve_entry(d, entry, watch, arena, err);
	return r < 0 ? r : lt_state_write(state, &before, d, entry->first_n, place, arena, err);
}
