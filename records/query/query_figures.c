/* SPDX-License-Identifier: EUPL-1.2 */
/* The walk: for each unit of the scope, for each figure, one run of keys. Rows of another item are
 * passed over by asking for the next date, so a page costs what is on it, and a seek a date. */
#include "records/query/query_figures.h"

#include <string.h>

enum { KEY_BYTES = 33, RUN_BYTES = 9, WHEN_AT = 9, ITEM_AT = 13, DOSSIER_AT = 21, N_AT = 29 };

static struct lt_figure_row row_of(struct lt_slice key, struct lt_slice value)
{
	return (struct lt_figure_row){.unit = lt_get_u64(key.data),
				      .figure = (enum lt_figure)key.data[8],
				      .when = lt_get_u32(key.data + WHEN_AT),
				      .item = lt_get_u64(key.data + ITEM_AT),
				      .dossier = lt_get_u64(key.data + DOSSIER_AT),
				      .n = lt_get_u32(key.data + N_AT),
				      .due_us =
					      value.size == 8 ? (int64_t)lt_get_u64(value.data) : 0,
				      .key = key};
}

static int seek(const struct lt_figure_walk *w, const struct lt_key *key, struct lt_scan *scan)
{
	lt_scan_done(scan);
	return lt_scan_from(w->q->records->state.txn, LT_TABLE_figure, lt_key_slice(key), scan,
			    NULL);
}

/* To the item, on this date or the next. @return false: there is no next one. */
static bool next_start(const struct lt_figure_walk *w, const struct lt_figure_row *row,
		       struct lt_key *ret)
{
	bool passed = row->item > w->item;
	if (passed && row->when == UINT32_MAX)
		return false;
	lt_key_figure(row->unit, (uint8_t)row->figure, row->when + passed, w->item, 0, 0, ret);
	return true;
}

static int walk_run(const struct lt_figure_walk *w, uint64_t unit, enum lt_figure figure,
		    const struct lt_key *after)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key start;
	bool by_month = lt_figure_by_month(figure);
	uint32_t last = by_month ? w->month : w->to;
	lt_key_figure(unit, (uint8_t)figure, by_month ? w->month : w->from, w->item, 0, 0, &start);
	int r = seek(w, after ? after : &start, &scan);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		struct lt_figure_row row = row_of(key, value);
		if (row.unit != unit || row.figure != figure || row.when > last)
			return 0;
		if (after && lt_slice_equal(key, lt_key_slice(after)))
			continue;
		if (!w->item || row.item == w->item)
			r = w->seen(w->owner, &row);
		else if (next_start(w, &row, &start))
			r = seek(w, &start, &scan);
		else
			return 0;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int walk_unit(const struct lt_figure_walk *w, uint64_t unit)
{
	bool resumes = w->after && lt_get_u64(w->after->bytes) == unit;
	unsigned first = resumes ? w->after->bytes[8] : 1;
	int r = 0;
	for (unsigned f = first; f < LT_FIGURE_COUNT && r == 0; f++)
		if (w->figures >> f & 1)
			r = walk_run(w, unit, (enum lt_figure)f,
				     resumes && f == first ? w->after : NULL);
	return r;
}

/* Every unit that has a row, also one that is gone from the directory. */
static int walk_everything(const struct lt_figure_walk *w)
{
	uint64_t unit = w->after ? lt_get_u64(w->after->bytes) : 0;
	for (;; unit++) {
		LT_AUTO(scan) struct lt_scan scan = {0};
		struct lt_slice key, value;
		struct lt_key start;
		lt_key_figure(unit, 0, 0, 0, 0, 0, &start);
		int r = seek(w, &start, &scan);
		if (r == 0)
			r = lt_scan_next(&scan, &key, &value, NULL);
		if (r < 0)
			return r == LT_E_ABSENT ? 0 : r;
		unit = lt_get_u64(key.data);
		r = walk_unit(w, unit);
		if (r != 0 || unit == UINT64_MAX)
			return r;
	}
}

int lt_figure_walk(const struct lt_figure_walk *walk)
{
	size_t first = 0;
	int r = 0;
	if (!walk->scope->units)
		return walk_everything(walk);
	while (walk->after && first < walk->scope->count &&
	       walk->scope->units[first] != lt_get_u64(walk->after->bytes))
		first++;
	for (size_t i = first; i < walk->scope->count && r == 0; i++)
		r = walk_unit(walk, walk->scope->units[i]);
	return r;
}
