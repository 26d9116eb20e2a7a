/* SPDX-License-Identifier: EUPL-1.2 */
/* Open addressing over row keys; the stored form of a row. */
#include "records/tallies.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/codec/codec.h"

struct lt_tallies {
	struct lt_tally *slots; /* key.size 0: free */
	size_t size, count;	/* size is a power of two */
};

/* Rows are written when there are this many: each may make a page dirty. */
enum { FIRST_SIZE = 256, FULL = 2048 };

struct lt_tallies *lt_tallies_new(void)
{
	struct lt_tallies *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->size = FIRST_SIZE;
	t->slots = calloc(t->size, sizeof *t->slots);
	if (!t->slots) {
		free(t);
		return NULL;
	}
	return t;
}

void lt_tallies_free(struct lt_tallies *tallies)
{
	if (!tallies)
		return;
	free(tallies->slots);
	free(tallies);
}

void lt_tallies_forget(struct lt_tallies *tallies)
{
	if (tallies->count)
		memset(tallies->slots, 0, tallies->size * sizeof *tallies->slots);
	tallies->count = 0;
}

bool lt_tallies_full(const struct lt_tallies *tallies)
{
	return tallies->count >= FULL;
}

static struct lt_tally *probe(struct lt_tally *slots, size_t size, struct lt_slice key)
{
	size_t i = lt_content_key(key) & (size - 1);
	while (slots[i].key.size && !lt_slice_equal(lt_key_slice(&slots[i].key), key))
		i = (i + 1) & (size - 1);
	return &slots[i];
}

static int grow(struct lt_tallies *t)
{
	size_t size = t->size * 2;
	struct lt_tally *slots = calloc(size, sizeof *slots);
	if (!slots)
		return LT_E_NOMEM;
	for (size_t i = 0; i < t->size; i++)
		if (t->slots[i].key.size)
			*probe(slots, size, lt_key_slice(&t->slots[i].key)) = t->slots[i];
	free(t->slots);
	t->slots = slots;
	t->size = size;
	return 0;
}

static struct lt_tally *slot_for(struct lt_tallies *t, const struct lt_key *key)
{
	if (2 * t->count >= t->size && grow(t) < 0)
		return NULL;
	struct lt_tally *slot = probe(t->slots, t->size, lt_key_slice(key));
	if (!slot->key.size) {
		slot->key = *key;
		t->count++;
	}
	return slot;
}

static void add_line(struct lt_tally *to, const struct lt_contribution *line, int sign)
{
	for (uint64_t flags = line->flags; flags; flags &= flags - 1)
		to->counters[__builtin_ctzll(flags)] += sign;
	to->counters[LT_COUNTER_steps_done] += sign * (int64_t)line->done;
}

int lt_tallies_add(struct lt_tallies *tallies, const struct lt_contributions *contributions,
		   int sign)
{
	for (size_t i = 0; i < contributions->count; i++) {
		struct lt_key keys[LT_CONTRIBUTION_KEYS_MAX];
		size_t count = lt_contribution_keys(&contributions->items[i], keys);
		for (size_t k = 0; k < count; k++) {
			struct lt_tally *slot = slot_for(tallies, &keys[k]);
			if (!slot)
				return LT_E_NOMEM;
			add_line(slot, &contributions->items[i], sign);
		}
	}
	return 0;
}

/* -- the stored form -- */

/* The arena lives on the stack of the caller's loop: a row is 30 small numbers. */
enum { ROW_ARENA_BYTES = 16 << 10 };

static int decode(struct lt_slice value, struct lt_arena *arena, struct lt_tally *ret)
{
	Lt__Tally *row;
	int r = LT_DECODE_OWN(tally, value, arena, &row);
	if (r < 0 || row->n_counters > LT_COUNTER_COUNT)
		return LT_E_DAMAGED;
	memset(ret->counters, 0, sizeof ret->counters);
	if (row->n_counters)
		memcpy(ret->counters, row->counters, row->n_counters * sizeof *row->counters);
	return 0;
}

static size_t used(const struct lt_tally *tally)
{
	size_t n = LT_COUNTER_COUNT;
	while (n && tally->counters[n - 1] == 0)
		n--;
	return n;
}

static int damaged(struct lt_err *err, struct lt_slice key)
{
	char hex[2 * LT_KEY_BYTES_MAX + 1];
	return lt_err_set(err, LT_E_DAMAGED, "record of table tally, key %s", lt_hex(key, hex));
}

static int settle_row(struct lt_txn *txn, struct lt_tally *change, struct lt_arena *arena,
		      struct lt_err *err)
{
	struct lt_slice key = lt_key_slice(&change->key), value;
	struct lt_tally stored;
	if (!used(change))
		return 0;
	int r = lt_txn_get(txn, LT_TABLE_tally, key, &value, err);
	bool there = r == 0;
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	if (there && decode(value, arena, &stored) < 0)
		return damaged(err, key);
	for (size_t i = 0; there && i < LT_COUNTER_COUNT; i++)
		change->counters[i] += stored.counters[i];
	Lt__Tally row = LT__TALLY__INIT;
	row.n_counters = used(change);
	row.counters = change->counters;
	if (!row.n_counters)
		return there ? lt_txn_del(txn, LT_TABLE_tally, key, err) : 0;
	r = lt_encode(&row.base, arena, &value);
	return r < 0 ? r : lt_txn_put(txn, LT_TABLE_tally, key, value, err);
}

int lt_tallies_settle(struct lt_tallies *tallies, struct lt_txn *txn, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	int r = 0;
	if (tallies->count == 0)
		return 0;
	lt_arena_init(&arena, ROW_ARENA_BYTES);
	for (size_t i = 0; i < tallies->size && r == 0; i++) {
		lt_arena_reset(&arena);
		if (tallies->slots[i].key.size)
			r = settle_row(txn, &tallies->slots[i], &arena, err);
	}
	if (r == 0)
		lt_tallies_forget(tallies);
	return r;
}

/* -- reading -- */

static bool wanted(const struct lt_tally *row, const struct lt_tally_range *range)
{
	uint32_t month = lt_tally_month(row);
	return row->key.bytes[0] == range->scope &&
	       (range->all_owners || lt_tally_owner(row) == range->owner) && month >= range->from &&
	       month <= range->to;
}

static int seek(struct lt_txn *txn, const struct lt_tally_range *range, uint64_t owner,
		struct lt_scan *scan, struct lt_err *err)
{
	struct lt_key first;
	lt_key_tally((uint8_t)range->scope, owner, range->from, 0, &first);
	lt_scan_done(scan);
	return lt_scan_from(txn, LT_TABLE_tally, lt_key_slice(&first), scan, err);
}

/* Past months that nobody asked for: to the first month of this owner or the next. @return
 * LT_E_ABSENT: there is none. */
static int skip(struct lt_txn *txn, const struct lt_tally_range *range, const struct lt_tally *row,
		struct lt_scan *scan, struct lt_err *err)
{
	uint64_t owner = lt_tally_owner(row);
	bool over = lt_tally_month(row) > range->to;
	if (!range->all_owners || row->key.bytes[0] != range->scope ||
	    (over && owner == UINT64_MAX))
		return LT_E_ABSENT;
	return seek(txn, range, owner + over, scan, err);
}

static int read_stored(struct lt_txn *txn, const struct lt_tally_range *range,
		       struct lt_tally_reader reader, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_slice key, value;
	lt_arena_init(&arena, ROW_ARENA_BYTES);
	int r = seek(txn, range, range->all_owners ? 0 : range->owner, &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		struct lt_tally row = {.key.size = (uint8_t)key.size};
		memcpy(row.key.bytes, key.data, key.size);
		if (!wanted(&row, range)) {
			r = skip(txn, range, &row, &scan, err);
			continue;
		}
		lt_arena_reset(&arena);
		r = decode(value, &arena, &row);
		r = r < 0 ? damaged(err, key) : reader.seen(reader.owner, &row);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_tallies_read(const struct lt_tallies *tallies, struct lt_txn *txn,
		    const struct lt_tally_range *range, struct lt_tally_reader reader,
		    struct lt_err *err)
{
	int r = read_stored(txn, range, reader, err);
	for (size_t i = 0; i < tallies->size && r == 0; i++) {
		const struct lt_tally *slot = &tallies->slots[i];
		if (slot->key.size && wanted(slot, range))
			r = reader.seen(reader.owner, slot);
	}
	return r;
}

/* -- against the dossiers -- */

static int by_key(const void *a, const void *b)
{
	const struct lt_tally *const *x = a, *const *y = b;
	return lt_slice_compare(lt_key_slice(&(*x)->key), lt_key_slice(&(*y)->key));
}

/* The sums that are more than zeros, in the order of their keys. */
static const struct lt_tally **sorted(const struct lt_tallies *t, size_t *ret_count)
{
	const struct lt_tally **list = malloc((t->count + 1) * sizeof *list);
	size_t n = 0;
	for (size_t i = 0; list && i < t->size; i++)
		if (t->slots[i].key.size && used(&t->slots[i]))
			list[n++] = &t->slots[i];
	if (list && n)
		qsort(list, n, sizeof *list, by_key);
	*ret_count = n;
	return list;
}

/* The walk over the stored rows. A damaged one has a key, and no counters to tell. */
struct walk {
	struct lt_scan scan;
	struct lt_arena arena;
	struct lt_slice key;
	struct lt_tally row;
	bool more, readable;
};

static int step(struct walk *w, struct lt_err *err)
{
	struct lt_slice value;
	struct lt_err why = {0};
	lt_arena_reset(&w->arena);
	int r = lt_scan_next(&w->scan, &w->key, &value, &why);
	w->more = r == 0 || r == LT_E_DAMAGED;
	w->readable = r == 0 && decode(value, &w->arena, &w->row) == 0;
	return w->more || r == LT_E_ABSENT ? 0 : lt_err_set(err, r, "%s", why.text);
}

static int compare_all(struct walk *w, const struct lt_tally **sums, size_t count,
		       struct lt_tally_comparer comparer, struct lt_err *err)
{
	size_t at = 0;
	int r = step(w, err);
	while (r == 0 && (w->more || at < count)) {
		int c = !w->more      ? 1
			: at == count ? -1
				      : lt_slice_compare(w->key, lt_key_slice(&sums[at]->key));
		comparer.compared(comparer.owner, c <= 0 ? w->key : lt_key_slice(&sums[at]->key),
				  c <= 0 && w->readable ? &w->row : NULL, c >= 0 ? sums[at] : NULL);
		at += c >= 0;
		if (c <= 0)
			r = step(w, err);
	}
	return r;
}

int lt_tallies_compare(const struct lt_tallies *tallies, struct lt_txn *txn,
		       struct lt_tally_comparer comparer, struct lt_err *err)
{
	struct walk w = {0};
	size_t count;
	LT_AUTO(free) const struct lt_tally **sums = sorted(tallies, &count);
	if (!sums)
		return LT_E_NOMEM;
	lt_arena_init(&w.arena, ROW_ARENA_BYTES);
	int r = lt_scan_from(txn, LT_TABLE_tally, lt_slice(NULL, 0), &w.scan, err);
	if (r == 0)
		r = compare_all(&w, sums, count, comparer, err);
	lt_scan_done(&w.scan);
	lt_arena_done(&w.arena);
	return r;
}

const char *lt_tally_words(struct lt_slice key, struct lt_arena *arena)
{
	static const char *const scopes[] = {
		[LT_TALLY_ALL] = "toàn hệ thống", [LT_TALLY_UNIT] = "đơn vị",
		[LT_TALLY_PROCEDURE] = "thủ tục", [LT_TALLY_UNIT_PROCEDURE] = "đơn vị và thủ tục",
		[LT_TALLY_OFFICER] = "cán bộ",	  [LT_TALLY_STEP] = "bước",
		[LT_TALLY_DAY] = "ngày",	  [LT_TALLY_PLACE] = "nơi đang đứng"};
	char hex[2 * LT_KEY_BYTES_MAX + 1];
	const uint8_t *at = key.data;
	if (key.size != lt_table_key_bytes(LT_TABLE_tally) || at[0] == 0 || at[0] > LT_TALLY_PLACE)
		return lt_arena_str(arena, lt_hex(key, hex));
	uint32_t month = lt_get_u32(at + 9);
	const char *when = at[0] == LT_TALLY_DAY   ? lt_arena_printf(arena, "thứ %u", month)
			   : month == LT_MONTH_NOW ? "hiện tại"
						   : lt_arena_printf(arena, "tháng %02u/%04u",
								     month % 12 + 1, month / 12);
	return lt_arena_printf(arena, "%s, %s (%s)", scopes[at[0]], when ? when : "",
			       lt_hex(key, hex));
}
