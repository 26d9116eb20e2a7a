/* SPDX-License-Identifier: EUPL-1.2 */
/* The feed of a node's replica, page by page.
 *
 * The question has the mark of the last page. A unit's feed is followed row by row: a row's
 * events are those from `since` to `events_count`, so each event goes out once a unit, and a
 * dossier that is new to the unit comes with its whole history. A unit that is new to the node is
 * walked first, along the same feed: of the rows up to where the feed ended when the walk began
 * only the last one of each dossier that is still of interest is taken, and of those behind that
 * every one, both with the whole history; once the end of the feed is reached, the walk is over.
 * What the node may know through another unit, as it was before, is taken whatever became of it: a
 * dossier that closed or left meanwhile would stay there as it was. In a first copy all units are
 * walked from one page on, so that is whatever moved behind their ends; of a unit that came later,
 * what moved since the node was last whole.
 *
 * Why the mark has the last batch and its key: a coordinator that was restored from an old backup
 * counts on from there, and a feed number alone would not tell that it now means something else. */
#include <string.h>

#include "procedures/core/rows.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "records/query/query_own.h"

enum {
	PAGE_BYTES = 256 << 10,
	PAGE_BYTES_MAX = 640 << 10, /* with one last large command */
	PAGE_ROWS = 2048,	    /* looked at: the engine thread does nothing else meanwhile */
	PAGE_ENTRIES = 256,	    /* read from the journal */
};

struct page {
	struct lt_query *q;
	Lt__FeedPage *out;
	Lt__ReplicaMark *mark;
	size_t bytes, rows, reads, registry_count;
	int64_t known_us; /* what changed from then on may be at the node as it was before */
};

static bool is_full(const struct page *p)
{
	return p->bytes >= PAGE_BYTES || p->rows >= PAGE_ROWS || p->reads >= PAGE_ENTRIES;
}

/* -- is it the same journal? -- */

static int batch_key(struct lt_query *q, uint64_t batch, uint64_t *ret)
{
	struct lt_slice bytes;
	*ret = 0;
	if (batch == 0)
		return 0;
	int r = lt_journal_read(q->records->journal, batch, &bytes, NULL);
	if (r == 0)
		*ret = lt_content_key(bytes);
	return r;
}

static int is_of_this_history(struct lt_query *q, const Lt__FeedAsk *ask, bool *ret)
{
	const struct lt_state_meta *meta = &q->records->state.meta;
	uint64_t key;
	*ret = false;
	if (!ask->mark) {
		*ret = ask->registry_n == 0;
		return 0;
	}
	if (ask->mark->batch > meta->batch || ask->registry_n > meta->registry_n)
		return 0;
	int r = batch_key(q, ask->mark->batch, &key);
	*ret = r == 0 && key == ask->mark->batch_key;
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- events into the page -- */

static Lt__Entry *entry_of(struct page *p, uint64_t dossier)
{
	for (size_t i = p->registry_count; i < p->out->n_entries; i++)
		if (p->out->entries[i]->dossier == dossier)
			return p->out->entries[i];
	return NULL;
}

static Lt__Entry *add_entry(struct page *p, uint64_t dossier, uint32_t first_n)
{
	struct lt_arena *arena = p->q->arena;
	Lt__Entry *entry = lt_arena_alloc(arena, sizeof *entry);
	if (!entry || !LT_ARENA_PUSH(arena, p->out->entries, p->out->n_entries))
		return NULL;
	lt__entry__init(entry);
	entry->dossier = dossier;
	entry->first_n = first_n;
	p->out->entries[p->out->n_entries++] = entry;
	return entry;
}

static size_t size_of(const Lt__Entry *entry)
{
	size_t bytes = 0;
	for (size_t i = 0; i < entry->n_events; i++)
		bytes += entry->events[i].len + 8;
	return bytes;
}

static int append(struct page *p, Lt__Entry *to, const Lt__Entry *from)
{
	for (size_t i = 0; i < from->n_events; i++) {
		if (!LT_ARENA_PUSH(p->q->arena, to->events, to->n_events))
			return LT_E_NOMEM;
		to->events[to->n_events++] = from->events[i];
	}
	p->bytes += size_of(from);
	return 0;
}

/* Adds a dossier's events @p *from .. @p upto, as far as they fit, whole commands at a time; moves
 * @p *from behind what was added. Both ends are ends of a command's events. */
static int add_events(struct page *p, Lt__Entry *to, uint64_t dossier, uint32_t *from,
		      uint32_t upto)
{
	struct lt_query *q = p->q;
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_err why = {0};
	lt_key_event(dossier, *from, &start);
	int r = lt_scan_from(q->records->state.txn, LT_TABLE_event, lt_key_slice(&start), &scan,
			     &why);
	while (r == 0 && *from <= upto && !is_full(p)) {
		Lt__Entry *entry;
		r = lt_scan_next(&scan, &key, &value, &why);
		if (r == 0 &&
		    (lt_get_u64(key.data) != dossier || lt_get_u32(key.data + 8) != *from))
			r = lt_err_set(&why, LT_E_DAMAGED, "dossier %llu: no events from %u",
				       (unsigned long long)dossier, *from);
		if (r == 0)
			r = lt_records_entry(q->records, value, q->arena, &entry, &why);
		if (r == 0 && p->bytes && p->bytes + size_of(entry) > PAGE_BYTES_MAX) {
			p->bytes = PAGE_BYTES; /* full: it goes with the next */
			break;
		}
		if (r == 0)
			r = append(p, to, entry);
		if (r == 0)
			*from += (uint32_t)entry->n_events;
		p->reads++;
	}
	return r < 0 ? lt_query_fail(q, r, why.text) : 0;
}

static int add_registry(struct page *p, uint32_t has_n)
{
	uint32_t last = p->q->records->state.meta.registry_n, from = has_n + 1;
	if (from > last)
		return 0;
	Lt__Entry *entry = add_entry(p, 0, from);
	p->registry_count = 1;
	int r = entry ? add_events(p, entry, 0, &from, last) : LT_E_NOMEM;
	if (r == 0 && from <= last)
		p->mark->more = true;
	return r;
}

/* -- one unit -- */

/* Would a node that is set up today want it? What is open, owed or waits to be returned; and what
 * stands in the tracking books of this month and the last. */
static int is_of_interest(struct page *p, const struct lt_feed_row *row, const Lt__UnitMark *unit,
			  bool *ret)
{
	struct lt_query *q = p->q;
	Lt__Dossier *d;
	uint64_t *units, key = lt_name_key(unit->unit);
	size_t count;
	struct lt_rows rows;
	*ret = false;
	int r = lt_state_dossier(q->records->state.txn, row->dossier, q->arena, &d, NULL);
	if (r == 0)
		r = lt_rows_units(d, q->arena, &units, &count);
	if (r == 0)
		r = lt_rows_live(d, q->arena, &rows);
	for (size_t i = 0; r == 0 && i < count; i++)
		if (units[i] == key)
			*ret = lt_rows_wait(&rows) || d->received_us >= unit->complete_from_us;
	return r;
}

/* Has it changed since the node had all of its other units? */
static int is_maybe_known(struct page *p, const struct lt_feed_row *row, bool *ret)
{
	Lt__Dossier *d;
	if (p->known_us == INT64_MAX)
		return 0;
	int r = lt_state_dossier(p->q->records->state.txn, row->dossier, p->q->arena, &d, NULL);
	*ret = r == 0 && d->stamp_us >= p->known_us;
	return r;
}

/* Which of the row's events go out; none: *ret_from > *ret_upto. */
static int range_of(struct page *p, const struct lt_feed_row *row, const Lt__UnitMark *unit,
		    uint32_t *ret_from, uint32_t *ret_upto)
{
	uint32_t now_count;
	bool wanted = true;
	*ret_from = unit->part ? unit->part + 1 : unit->walk_until ? 1 : row->since;
	*ret_upto = row->events_count;
	if (!unit->walk_until || (row->n > unit->walk_until && !unit->part))
		return 0;
	int r = lt_state_events_count(p->q->records->state.txn, row->dossier, &now_count, NULL);
	if (r == 0 && unit->part) {
		*ret_upto = now_count; /* begun: brought to an end, whatever became of it */
		return 0;
	}
	wanted = r == 0 && now_count == row->events_count; /* else a later row has it, or it left */
	if (wanted)
		r = is_of_interest(p, row, unit, &wanted);
	if (r == 0 && !wanted)
		r = is_maybe_known(p, row, &wanted);
	if (!wanted)
		*ret_from = *ret_upto + 1;
	return r;
}

static int take_row(struct page *p, const struct lt_feed_row *row, Lt__UnitMark *unit)
{
	uint32_t from, upto;
	int r = range_of(p, row, unit, &from, &upto);
	if (r < 0)
		return lt_query_fail(p->q, r, NULL);
	Lt__Entry *entry = from <= upto ? entry_of(p, row->dossier) : NULL;
	uint32_t has = entry ? entry->first_n + (uint32_t)entry->n_events - 1 : 0;
	if (entry && from >= entry->first_n) {
		from = has + 1; /* through another unit, or an earlier row */
	} else if (entry) {	/* needed from an earlier event on: taken anew, as far as it went */
		upto = upto > has ? upto : has;
		entry->dossier = 0;
		entry = NULL;
	}
	if (from <= upto && !entry && !(entry = add_entry(p, row->dossier, from)))
		return LT_E_NOMEM;
	if (from <= upto)
		r = add_events(p, entry, row->dossier, &from, upto);
	if (r < 0)
		return r;
	if (entry && entry->n_events == 0)
		entry->dossier = 0; /* no room for even one command */
	bool done = from > upto;
	unit->part = done ? 0 : from - 1;
	p->mark->unfinished = done ? 0 : row->dossier;
	unit->n = done ? row->n : unit->n;
	return 0;
}

/* A gap: rows that were there are there no more, so what the node lacks can no longer be told. */
static bool is_gap(const Lt__UnitMark *unit, const struct lt_feed_row *row)
{
	return !unit->walk_until && row->n != unit->n + 1;
}

static int follow(struct page *p, Lt__UnitMark *unit, uint64_t last)
{
	struct lt_query *q = p->q;
	uint64_t key_of_unit = lt_name_key(unit->unit);
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_feed(key_of_unit, unit->n + 1, &start);
	int r = lt_scan_from(q->records->state.txn, LT_TABLE_feed, lt_key_slice(&start), &scan,
			     NULL);
	while (r == 0 && !is_full(p) && (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		struct lt_feed_row row;
		if (!lt_state_feed_row(key_of_unit, key, value, &row))
			break;
		p->out->anew = p->out->anew || is_gap(unit, &row);
		p->rows++;
		r = take_row(p, &row, unit);
	}
	if (r < 0 && r != LT_E_ABSENT)
		return q->reply->error ? r : lt_query_fail(q, r, NULL);
	if (unit->n == last)
		unit->walk_until = 0;
	else
		p->mark->more = true;
	return 0;
}

/* 00:00 on the first of the month before. */
static int64_t last_month(int64_t now_us)
{
	struct lt_date date = lt_date_of_day(lt_local_of(now_us).day);
	date.year -= date.month == 1;
	date.month = date.month == 1 ? 12 : date.month - 1;
	date.mday = 1;
	return lt_instant_of((struct lt_local){.day = lt_day_of_date(date)});
}

static const Lt__UnitMark *known_mark(const Lt__FeedAsk *ask, const char *unit)
{
	for (size_t i = 0; ask->mark && i < ask->mark->n_units; i++)
		if (strcmp(ask->mark->units[i]->unit, unit) == 0)
			return ask->mark->units[i];
	return NULL;
}

static int add_unit(struct page *p, const Lt__FeedAsk *ask, const char *code)
{
	struct lt_query *q = p->q;
	const Lt__UnitMark *known = known_mark(ask, code);
	Lt__UnitMark *unit = lt_arena_alloc(q->arena, sizeof *unit);
	uint64_t last;
	int r = lt_state_feed_last(&q->records->state, lt_name_key(code), &last, NULL);
	if (r < 0 || !unit || !LT_ARENA_PUSH(q->arena, p->mark->units, p->mark->n_units))
		return r < 0 ? r : LT_E_NOMEM;
	lt__unit_mark__init(unit);
	if (known) {
		*unit = *known;
	} else {
		unit->walk_until = last;
		unit->complete_from_us = last_month(q->now_us);
	}
	unit->unit = lt_arena_str(q->arena, code);
	p->mark->units[p->mark->n_units++] = unit;
	if (!unit->unit)
		return LT_E_NOMEM;
	bool late = !known && ask->mark && ask->mark->as_of_us == 0;
	if (unit->n > last || late) /* late: what the node knows by now cannot be told */
		p->out->anew = true;
	return follow(p, unit, last);
}

/* -- the page -- */

static int fill(struct page *p, const Lt__FeedAsk *ask, const struct lt_node_spec *node)
{
	bool same;
	int r = is_of_this_history(p->q, ask, &same);
	if (r < 0 || !same) {
		p->out->anew = r == 0;
		p->out->other_history = ask->mark != NULL;
		return r;
	}
	r = add_registry(p, ask->registry_n);
	for (size_t i = 0; r == 0 && node && i < node->units_count; i++)
		r = add_unit(p, ask, node->units[i]);
	return r;
}

/* An entry that was taken anew left an empty one behind. */
static void drop_void(Lt__FeedPage *page, size_t registry_count)
{
	size_t kept = registry_count;
	for (size_t i = registry_count; i < page->n_entries; i++)
		if (page->entries[i]->dossier)
			page->entries[kept++] = page->entries[i];
	page->n_entries = kept;
}

static void begin_anew(Lt__FeedPage *page)
{
	bool other_history = page->other_history;
	lt__feed_page__init(page);
	page->anew = true;
	page->other_history = other_history;
}

int lt_query_feed(struct lt_query *q)
{
	static const Lt__FeedAsk nothing = LT__FEED_ASK__INIT;
	const Lt__FeedAsk *ask = q->fetch->feed ? q->fetch->feed : &nothing;
	struct page p = {.q = q,
			 .out = lt_arena_alloc(q->arena, sizeof *p.out),
			 .mark = lt_arena_alloc(q->arena, sizeof *p.mark)};
	if (!p.out || !p.mark)
		return LT_E_NOMEM;
	lt__feed_page__init(p.out);
	lt__replica_mark__init(p.mark);
	p.out->mark = p.mark;
	p.mark->batch = q->records->state.meta.batch;
	p.mark->as_of_us = ask->mark ? ask->mark->as_of_us : 0;
	p.known_us = p.mark->as_of_us ? p.mark->as_of_us : INT64_MAX;
	int r = batch_key(q, p.mark->batch, &p.mark->batch_key);
	if (r == 0)
		r = fill(&p, ask, lt_directory_node(q->directory, q->viewer->node));
	if (r < 0)
		return q->reply->error ? r : lt_query_fail(q, r, NULL);
	drop_void(p.out, p.registry_count);
	if (p.out->anew)
		begin_anew(p.out);
	else if (!p.mark->more)
		p.mark->as_of_us = q->now_us;
	q->reply->page = p.out;
	return 0;
}
