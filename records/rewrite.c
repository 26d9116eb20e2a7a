/* SPDX-License-Identifier: EUPL-1.2 */
/* The new journal looks as if the coordinator had sent a first copy just now, so that everything
 * that reads or checks a replica takes it for what it is.
 *
 * Invariant: a dossier below `next` is in the new records exactly if it was in the old ones when it
 * was passed, as far as it had come then; what happened since is in the old journal behind `batch`,
 * and is taken from there as from a page: what is here already is skipped. */
#include "records/rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/rows.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "records/marks.h"

enum { BATCH_BYTES = 64 << 10, BATCH_ENTRIES = 64, LOOKED_AT = 256 }; /* nobody waits long */

struct lt_rewrite {
	struct lt_records *from, to;
	struct lt_arena arena; /* of one batch, beside those of the records */
	int64_t keep_from_us;
	uint64_t batch, left_out;
	uint64_t next;	     /* the first dossier that is not yet looked at */
	uint32_t registry_n; /* events of the registry that are over */
	size_t bytes;	     /* of the batch that is being filled */
};

/* -- life -- */

int lt_rewrite_begin(struct lt_records *from, const char *folder, int64_t keep_from_us,
		     struct lt_rewrite **ret, struct lt_err *err)
{
	struct lt_records_options options = {.folder = folder};
	struct lt_rewrite *w = calloc(1, sizeof *w);
	if (!w)
		return lt_err_set(err, LT_E_NOMEM, "%s", folder);
	w->from = from;
	w->keep_from_us = keep_from_us;
	w->next = 1;
	w->batch = from->state.meta.batch;
	lt_arena_init(&w->arena, LT_BATCH_ARENA_BYTES);
	int r = lt_records_open(&options, &w->to, err);
	if (r < 0) {
		lt_rewrite_free(w);
		return r;
	}
	*ret = w;
	return 0;
}

void lt_rewrite_free(struct lt_rewrite *rewrite)
{
	if (!rewrite)
		return;
	lt_records_close(&rewrite->to, false);
	lt_arena_done(&rewrite->arena);
	free(rewrite);
}

uint64_t lt_rewrite_left_out(const struct lt_rewrite *rewrite)
{
	return rewrite->left_out;
}

/* -- batches -- */

static bool is_full(const struct lt_rewrite *w, const Lt__Batch *batch)
{
	return w->bytes >= BATCH_BYTES || batch->n_entries >= BATCH_ENTRIES;
}

static int add(struct lt_rewrite *w, Lt__Batch *batch, uint64_t dossier, uint32_t first_n,
	       ProtobufCBinaryData *events, size_t count)
{
	Lt__Entry *entry = lt_arena_alloc(&w->arena, sizeof *entry);
	if (!entry || !LT_ARENA_PUSH(&w->arena, batch->entries, batch->n_entries))
		return LT_E_NOMEM;
	lt__entry__init(entry);
	entry->dossier = dossier;
	entry->first_n = first_n;
	entry->events = events;
	entry->n_events = count;
	batch->entries[batch->n_entries++] = entry;
	for (size_t i = 0; i < count; i++)
		w->bytes += events[i].len;
	return 0;
}

/* A mark as it is to be in the new records: their books begin later. */
static int own_mark(struct lt_rewrite *w, Lt__ReplicaMark *mark)
{
	for (size_t i = 0; i < mark->n_units; i++) {
		Lt__UnitMark *unit = lt_arena_copy(&w->arena, mark->units[i], sizeof *unit);
		if (!unit)
			return LT_E_NOMEM;
		if (unit->complete_from_us < w->keep_from_us)
			unit->complete_from_us = w->keep_from_us;
		mark->units[i] = unit;
	}
	return 0;
}

static int append(struct lt_rewrite *w, Lt__Batch *batch, struct lt_err *err)
{
	batch->stamp_us = batch->mark->as_of_us;
	int r = own_mark(w, batch->mark);
	if (r == 0)
		r = lt_records_append(&w->to, batch, err);
	if (r == 0 && lt_records_wants_checkpoint(&w->to, false))
		r = lt_state_checkpoint(&w->to.state, err);
	return r;
}

/* -- what there was -- */

/* The registry's next events, as they stand in the old journal. */
static int add_registry(struct lt_rewrite *w, Lt__Batch *batch, struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_event(0, w->registry_n + 1, &start);
	int r = lt_scan_from(w->from->state.txn, LT_TABLE_event, lt_key_slice(&start), &scan, err);
	while (r == 0 && !is_full(w, batch) && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		Lt__Entry *entry;
		if (lt_get_u64(key.data) != 0)
			return 0;
		r = lt_records_entry(w->from, value, &w->arena, &entry, err);
		if (r == 0)
			r = add(w, batch, 0, entry->first_n, entry->events, entry->n_events);
		if (r == 0)
			w->registry_n += (uint32_t)entry->n_events;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int is_wanted(struct lt_rewrite *w, uint64_t id, bool *ret, struct lt_err *err)
{
	Lt__Dossier *d;
	struct lt_rows rows;
	*ret = true;
	if (!w->keep_from_us)
		return 0;
	int r = lt_state_dossier(w->from->state.txn, id, &w->arena, &d, err);
	if (r == 0)
		r = lt_rows_live(d, &w->arena, &rows);
	if (r == 0)
		*ret = lt_rows_wait(&rows) || d->received_us >= w->keep_from_us;
	return r;
}

static int add_dossier(struct lt_rewrite *w, Lt__Batch *batch, uint64_t id, struct lt_err *err)
{
	ProtobufCBinaryData *events;
	size_t count;
	bool wanted = true;
	int r = id == batch->mark->unfinished ? 0 : is_wanted(w, id, &wanted, err);
	if (r < 0 || !wanted) {
		w->left_out += r == 0;
		return r;
	}
	r = lt_records_events(w->from, id, &w->arena, &events, &count, err);
	return r < 0 ? r : add(w, batch, id, 1, events, count);
}

/* @param ret_last  there are no more */
static int add_dossiers(struct lt_rewrite *w, Lt__Batch *batch, bool *ret_last, struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_dossier(w->next, &start);
	int r = lt_scan_from(w->from->state.txn, LT_TABLE_dossier, lt_key_slice(&start), &scan,
			     err);
	for (size_t i = 0; r == 0 && i < LOOKED_AT && !is_full(w, batch); i++) {
		r = lt_scan_next(&scan, &key, &value, err);
		if (r < 0)
			break;
		uint64_t id = lt_get_u64(key.data);
		r = add_dossier(w, batch, id, err);
		w->next = id + 1;
	}
	*ret_last = r == LT_E_ABSENT;
	return *ret_last ? 0 : r;
}

int lt_rewrite_step(struct lt_rewrite *rewrite, bool *ret_done, struct lt_err *err)
{
	Lt__Batch batch = LT__BATCH__INIT;
	struct lt_records *from = rewrite->from;
	bool last = false;
	lt_arena_reset(&rewrite->arena);
	rewrite->bytes = 0;
	int r = lt_marks_read(from->state.txn, &rewrite->arena, &batch.mark, err);
	if (r == 0 && !batch.mark)
		return lt_err_set(err, LT_E_ABSENT, "no mark: these records are no replica");
	if (r == 0)
		r = add_registry(rewrite, &batch, err);
	if (r == 0 && rewrite->registry_n >= from->state.meta.registry_n)
		r = add_dossiers(rewrite, &batch, &last, err);
	if (r == 0)
		r = append(rewrite, &batch, err);
	if (r == 0)
		*ret_done = last;
	return r;
}

/* -- what came since -- */

/* What of an entry is not in the new records; as in taking a page, what begins in the middle of a
 * dossier that is not here is no news. */
static int add_news(struct lt_rewrite *w, Lt__Batch *to, Lt__Entry *entry, struct lt_err *err)
{
	uint32_t has = w->to.state.meta.registry_n;
	int r = entry->dossier ? lt_state_events_count(w->to.state.txn, entry->dossier, &has, err)
			       : 0;
	if (r < 0 || entry->first_n + entry->n_events <= has + 1 || (!has && entry->first_n > 1))
		return r;
	uint32_t skip = entry->first_n <= has ? has + 1 - entry->first_n : 0;
	return add(w, to, entry->dossier, entry->first_n + skip, entry->events + skip,
		   entry->n_events - skip);
}

static int bring_over(struct lt_rewrite *w, uint64_t seq, struct lt_err *err)
{
	Lt__Batch batch = LT__BATCH__INIT, *old;
	struct lt_slice bytes;
	lt_arena_reset(&w->arena);
	w->bytes = 0;
	int r = lt_journal_read(w->from->journal, seq, &bytes, err);
	void *copy = r == 0 ? lt_arena_copy(&w->arena, bytes.data, bytes.size) : NULL;
	if (r == 0)
		r = copy ? LT_DECODE_OWN(batch, lt_slice(copy, bytes.size), &w->arena, &old)
			 : LT_E_NOMEM;
	for (size_t i = 0; r == 0 && i < old->n_entries; i++)
		r = add_news(w, &batch, old->entries[i], err);
	if (r < 0)
		return r;
	batch.mark = old->mark;
	batch.forget_after = old->forget_after;
	batch.forget_upto = old->forget_upto;
	return append(w, &batch, err);
}

int lt_rewrite_end(struct lt_rewrite *rewrite, struct lt_err *err)
{
	int r = 0;
	while (r == 0 && rewrite->batch < rewrite->from->state.meta.batch)
		r = bring_over(rewrite, ++rewrite->batch, err);
	if (r == 0)
		r = lt_state_checkpoint(&rewrite->to.state, err);
	if (r < 0)
		return r;
	lt_records_close(&rewrite->to, true);
	rewrite->to = (struct lt_records){0};
	return 0;
}
