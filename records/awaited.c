/* SPDX-License-Identifier: EUPL-1.2 */
/* The rows of the other units' lists: in a node's copy these are few, and most are hand-offs. Most
 * units of a directory have none, so those that have some are found first, a seek each. */
#include "records/awaited.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/ids.h"
#include "proto/codec/codec.h"
#include "records/records.h"

enum { TASK_DOSSIER = 24, TASK_TOKEN = 32 }; /* unit, role and due come before */

struct look {
	struct lt_records *records;
	const struct lt_directory *directory;
	const char *node;
	size_t left;
	uint64_t *units; /* that have steps in this copy; ascending */
	size_t units_count;
	struct lt_arena dossier; /* one at a time */
	struct lt_err *err;
};

static bool is_awaited(const struct look *l, const Lt__Token *t, const char *unit)
{
	return *t->from && !t->taken && strcmp(t->unit, unit) == 0 &&
	       lt_directory_serves(l->directory, l->node, t->from);
}

/* A dossier counts once, by the first of its steps that wait there. */
static int look_at(struct look *l, uint64_t id, uint32_t token, Lt__Awaited *item)
{
	Lt__Dossier *d;
	lt_arena_reset(&l->dossier);
	int r = lt_state_dossier(l->records->state.txn, id, &l->dossier, &d, l->err);
	bool first = true;
	for (size_t i = 0; r == 0 && i < d->n_tokens; i++) {
		const Lt__Token *t = d->tokens[i];
		if (!is_awaited(l, t, item->unit))
			continue;
		if (t->id == token && first)
			item->dossiers++;
		if (t->id == token && (!item->oldest_us || t->entered_us < item->oldest_us))
			item->oldest_us = t->entered_us;
		first = false;
	}
	return r;
}

static int look_through(struct look *l, const struct lt_unit *unit, Lt__Awaited *item)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key start;
	uint64_t number = lt_name_key(unit->code);
	lt_key_task(number, 0, INT64_MIN, 0, 0, &start);
	int r = lt_scan_from(l->records->state.txn, LT_TABLE_task, lt_key_slice(&start), &scan,
			     l->err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, l->err)) == 0 &&
	       lt_get_u64(key.data) == number) {
		if (l->left == 0) {
			item->more = true;
			break;
		}
		l->left--;
		r = look_at(l, lt_get_u64(key.data + TASK_DOSSIER),
			    lt_get_u32(key.data + TASK_TOKEN), item);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* The next unit from @p from on that has a step; LT_E_ABSENT. */
static int next_unit(const struct look *l, uint64_t from, uint64_t *ret)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key start;
	lt_key_task(from, 0, INT64_MIN, 0, 0, &start);
	int r = lt_scan_from(l->records->state.txn, LT_TABLE_task, lt_key_slice(&start), &scan,
			     l->err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, l->err);
	if (r == 0)
		*ret = lt_get_u64(key.data);
	return r;
}

static int find_units(struct look *l, struct lt_arena *arena)
{
	uint64_t unit = 0;
	int r = 0;
	for (uint64_t from = 0; (r = next_unit(l, from, &unit)) == 0; from = unit + 1) {
		if (!LT_ARENA_PUSH(arena, l->units, l->units_count))
			return LT_E_NOMEM;
		l->units[l->units_count++] = unit;
		if (unit == UINT64_MAX)
			return 0;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int compare_units(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static bool has_steps(const struct look *l, uint64_t unit)
{
	return l->units_count &&
	       bsearch(&unit, l->units, l->units_count, sizeof *l->units, compare_units);
}

static int add(const struct lt_unit *unit, const Lt__Awaited *found, struct lt_arena *arena,
	       Lt__Waiting *ret)
{
	Lt__Awaited *item = lt_arena_alloc(arena, sizeof *item);
	if (!item || !LT_ARENA_PUSH(arena, ret->awaited, ret->n_awaited))
		return LT_E_NOMEM;
	*item = *found;
	item->unit = lt_arena_str(arena, unit->code);
	item->unit_name = lt_arena_str(arena, unit->name);
	if (!item->unit || !item->unit_name)
		return LT_E_NOMEM;
	ret->awaited[ret->n_awaited++] = item;
	return 0;
}

static int look_everywhere(struct look *l, struct lt_arena *arena, Lt__Waiting *ret)
{
	int r = find_units(l, arena);
	for (size_t i = 0; r == 0 && i < lt_directory_units_count(l->directory); i++) {
		const struct lt_unit *unit = lt_directory_unit_at(l->directory, i);
		Lt__Awaited found = LT__AWAITED__INIT;
		if (!has_steps(l, unit->key) ||
		    lt_directory_serves(l->directory, l->node, unit->code))
			continue;
		found.unit = unit->code;
		r = look_through(l, unit, &found);
		if (r == 0 && (found.dossiers || found.more))
			r = add(unit, &found, arena, ret);
		if (found.more)
			break;
	}
	return r;
}

int lt_awaited(struct lt_records *records, const char *node, int64_t now_us, size_t reads,
	       struct lt_arena *arena, Lt__Waiting *ret, struct lt_err *err)
{
	struct look l = {.records = records, .node = node, .left = reads, .err = err};
	int r = lt_registry_directory(records->registry, now_us, &l.directory, err);
	if (r < 0)
		return r;
	lt_arena_init(&l.dossier, LT_DECODE_BYTES_MAX);
	r = look_everywhere(&l, arena, ret);
	lt_arena_done(&l.dossier);
	return r;
}
