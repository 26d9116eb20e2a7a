/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages become batches. The mark of the last page is kept in memory too: an empty page moves only
 * its time, and that is written down now and then, not every half minute. */
#include "worker/node/replica_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "records/marks.h"
#include "records/overlay.h"
#include "records/query/query.h"
#include "records/records.h"

#define KEEP_TIME_US (5 * 60 * LT_US_PER_SECOND)
#define CHECKPOINT_AFTER_US (2 * LT_US_PER_SECOND)

enum { FORGET_SLICE = 256 }; /* dossiers looked at in one batch */

void lt_replica_set_cover(struct lt_replica *replica, const struct lt_replica_cover *cover)
{
	replica->cover = cover ? *cover : (struct lt_replica_cover){0};
	replica->records.overlay = replica->cover.overlay;
}

void lt_replica_lift(struct lt_replica *replica)
{
	if (replica->cover.lift && replica->open)
		replica->cover.lift(replica->cover.owner);
}

/* -- opening and dropping -- */

void lt_replica_close_records(struct lt_replica *replica, bool keep)
{
	lt_records_close(&replica->records, keep);
	replica->records = (struct lt_records){0};
	replica->mark = NULL;
	replica->open = false;
}

/* What the store takes on trust. Of the state every value too: some reads make do without a record
 * that they cannot have, and would show less than the coordinator does. */
static int check_files(const struct lt_replica *replica, struct lt_err *err)
{
	LT_AUTO(free) char *journal = NULL;
	LT_AUTO(free) char *state = NULL;
	if (asprintf(&journal, "%s/journal.mdb", replica->folder) < 0 ||
	    asprintf(&state, "%s/state.mdb", replica->folder) < 0)
		return LT_E_NOMEM;
	int r = lt_store_check(journal, err);
	if (r == 0 || r == LT_E_ABSENT)
		r = lt_store_check_values(state, err);
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_replica_open_records(struct lt_replica *replica, struct lt_err *err)
{
	struct lt_records_options options = {.folder = replica->folder};
	lt_arena_reset(&replica->mark_arena);
	replica->mark = NULL;
	replica->changed_us = 0;
	int r = check_files(replica, err);
	if (r == 0)
		r = lt_records_open(&options, &replica->records, err);
	if (r == 0)
		r = lt_marks_read(replica->records.state.txn, &replica->mark_arena, &replica->mark,
				  err);
	replica->kept_us = replica->mark ? replica->mark->as_of_us : 0;
	replica->open = r == 0;
	replica->records.overlay = replica->cover.overlay;
	if (r < 0)
		lt_replica_close_records(replica, false);
	return r;
}

static void leave(struct lt_replica *replica, const char *why, bool keep)
{
	lt_log(LT_LOG_WARN, "replica", 0, replica_dropped, "fetched anew: %s", why);
	replica->stats.drops++;
	if (replica->cover.gone)
		replica->cover.gone(replica->cover.owner);
	lt_replica_compact_stop(replica);
	lt_replica_close_records(replica, keep);
}

/* Everything goes, and is fetched anew. @p why is for the log. */
static int drop(struct lt_replica *replica, const char *why, struct lt_err *err)
{
	leave(replica, why, false);
	lt_replica_remove_folder(replica, "records");
	return lt_replica_open_records(replica, err);
}

/* What the coordinator does not know any more may be here alone. */
static int set_aside(struct lt_replica *replica, struct lt_err *err)
{
	struct lt_err why = {0};
	lt_replica_lift(replica);
	leave(replica, "the coordinator has another history", true);
	int aside = lt_replica_set_aside(replica, &why);
	int r = lt_replica_open_records(replica, err);
	return aside < 0 ? lt_err_set(err, aside, "%s", why.text) : r;
}

static bool is_content(int r)
{
	return r == LT_E_DAMAGED || r == LT_E_VERSION || r == LT_E_FORMAT || r == LT_E_ABSENT;
}

int lt_replica_open(const struct lt_replica_options *options, struct lt_replica **ret,
		    struct lt_err *err)
{
	struct lt_err why = {0};
	struct lt_replica *replica = calloc(1, sizeof *replica);
	if (!replica)
		return lt_err_set(err, LT_E_NOMEM, "replica");
	replica->options = *options;
	lt_arena_init(&replica->mark_arena, LT_DECODE_BYTES_MAX);
	lt_arena_init(&replica->scratch, LT_DECODE_BYTES_MAX);
	int r = asprintf(&replica->folder, "%s/records", options->dir) < 0 ? LT_E_NOMEM : 0;
	if (r < 0)
		replica->folder = NULL;
	if (r == 0)
		r = lt_replica_compact_recover(replica, &why);
	if (r == 0)
		r = lt_replica_open_records(replica, &why);
	if (r < 0 && is_content(r))
		r = drop(replica, why.text, &why);
	if (r < 0) {
		lt_replica_close(replica);
		return lt_err_set(err, r, "%s", why.text);
	}
	*ret = replica;
	return 0;
}

/* -- the mark -- */

static int keep_mark(struct lt_replica *replica, const Lt__ReplicaMark *mark)
{
	struct lt_slice bytes;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	int r = lt_encode(&mark->base, &arena, &bytes); /* it may be views of the old one */
	if (r < 0)
		return r;
	lt_arena_reset(&replica->mark_arena);
	replica->mark = NULL;
	void *copy = lt_arena_copy(&replica->mark_arena, bytes.data, bytes.size);
	return copy ? LT_DECODE_OWN(replica_mark, lt_slice(copy, bytes.size), &replica->mark_arena,
				    &replica->mark)
		    : LT_E_NOMEM;
}

static const Lt__UnitMark *unit_mark(const Lt__ReplicaMark *mark, const char *unit)
{
	for (size_t i = 0; mark && i < mark->n_units; i++)
		if (strcmp(mark->units[i]->unit, unit) == 0)
			return mark->units[i];
	return NULL;
}

static bool same_place(const Lt__ReplicaMark *a, const Lt__ReplicaMark *b)
{
	if (!a || a->n_units != b->n_units || a->more != b->more || a->unfinished != b->unfinished)
		return false;
	for (size_t i = 0; i < a->n_units; i++) {
		const Lt__UnitMark *x = a->units[i], *y = b->units[i];
		if (strcmp(x->unit, y->unit) != 0 || x->n != y->n || x->part != y->part ||
		    x->walk_until != y->walk_until)
			return false;
	}
	return true;
}

static int append(struct lt_replica *replica, Lt__Batch *batch, struct lt_err *err)
{
	batch->stamp_us = batch->mark->as_of_us;
	int r = lt_records_append(&replica->records, batch, err);
	if (r == 0)
		r = keep_mark(replica, batch->mark);
	if (r < 0)
		return r;
	replica->kept_us = batch->mark->as_of_us;
	replica->changed_us = lt_clock_monotonic(replica->options.clock);
	lt_registry_trim(replica->records.registry);
	return lt_records_wants_checkpoint(&replica->records, false)
		       ? lt_state_checkpoint(&replica->records.state, err)
		       : 0;
}

/* So that after a stop nobody takes the view for older than it is. */
static void keep_time(struct lt_replica *replica)
{
	Lt__Batch batch = LT__BATCH__INIT;
	batch.mark = replica->mark;
	LT_IGNORE(append(replica, &batch, NULL));
}

void lt_replica_close(struct lt_replica *replica)
{
	if (!replica)
		return;
	lt_replica_compact_stop(replica);
	if (replica->mark && replica->mark->as_of_us > replica->kept_us)
		keep_time(replica);
	lt_replica_close_records(replica, true);
	lt_arena_done(&replica->mark_arena);
	lt_arena_done(&replica->scratch);
	free(replica->folder);
	free(replica);
}

/* -- units that went -- */

/* Id of the last of the next few dossiers, UINT64_MAX if these are the last. */
static int slice_end(struct lt_replica *replica, uint64_t from, uint64_t *ret, struct lt_err *err)
{
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	lt_key_dossier(from, &start);
	*ret = UINT64_MAX;
	int r = lt_scan_from(replica->records.state.txn, LT_TABLE_dossier, lt_key_slice(&start),
			     &scan, err);
	for (unsigned i = 0; r == 0 && i < FORGET_SLICE; i++)
		r = lt_scan_next(&scan, &key, &value, err);
	if (r == 0)
		*ret = lt_get_u64(key.data);
	return r == LT_E_ABSENT ? 0 : r;
}

static int forget_slice(struct lt_replica *replica, Lt__ReplicaMark *mark, struct lt_err *err)
{
	Lt__Batch batch = LT__BATCH__INIT;
	uint64_t upto;
	int r = slice_end(replica, mark->forget_from, &upto, err);
	if (r < 0)
		return r;
	batch.forget_after = mark->forget_from - 1;
	batch.forget_upto = upto;
	mark->forget_from = upto == UINT64_MAX ? 0 : upto + 1;
	batch.mark = mark;
	return append(replica, &batch, err);
}

/* Before a page is taken: what only units saw that it no longer follows goes, so that nothing stays
 * here that is not fed. */
static int forget_gone(struct lt_replica *replica, const Lt__ReplicaMark *next, struct lt_err *err)
{
	int r = 0;
	if (!replica->mark)
		return 0;
	Lt__ReplicaMark mark = *replica->mark;
	mark.units = lt_arena_zalloc(&replica->scratch, mark.n_units + 1, sizeof *mark.units);
	mark.n_units = 0;
	if (!mark.units)
		return LT_E_NOMEM;
	for (size_t i = 0; i < replica->mark->n_units; i++)
		if (unit_mark(next, replica->mark->units[i]->unit))
			mark.units[mark.n_units++] = replica->mark->units[i];
	if (mark.n_units < replica->mark->n_units)
		mark.forget_from = 1;
	while (r == 0 && mark.forget_from) {
		r = forget_slice(replica, &mark, err);
		if (r == 0)
			mark = *replica->mark; /* the one just kept */
	}
	return r;
}

/* -- a page -- */

static int add_entry(struct lt_replica *replica, const Lt__Entry *entry, Lt__Batch *batch,
		     struct lt_err *err)
{
	uint32_t has = replica->records.state.meta.registry_n;
	int r = entry->dossier ? lt_state_events_count(replica->records.state.txn, entry->dossier,
						       &has, err)
			       : 0;
	/* Known from another unit; or left the node's units for good while a feed lagged behind.
	 */
	if (r < 0 || entry->first_n + entry->n_events <= has + 1 || (!has && entry->first_n > 1))
		return r;
	Lt__Entry *copy = lt_arena_alloc(&replica->scratch, sizeof *copy);
	if (!copy || !LT_ARENA_PUSH(&replica->scratch, batch->entries, batch->n_entries))
		return LT_E_NOMEM;
	uint32_t skip = entry->first_n <= has ? has + 1 - entry->first_n : 0;
	lt__entry__init(copy);
	copy->dossier = entry->dossier;
	copy->first_n = entry->first_n + skip;
	copy->events = entry->events + skip;
	copy->n_events = entry->n_events - skip;
	batch->entries[batch->n_entries++] = copy;
	replica->stats.entries++;
	replica->stats.events += copy->n_events;
	for (size_t i = 0; i < copy->n_events; i++)
		replica->stats.bytes += copy->events[i].len;
	return 0;
}

/* A page that was asked for before old dossiers were left out here knows nothing of that. */
static void keep_beginning(const struct lt_replica *replica, Lt__ReplicaMark *mark)
{
	for (size_t i = 0; i < mark->n_units; i++) {
		const Lt__UnitMark *own = unit_mark(replica->mark, mark->units[i]->unit);
		if (own && own->complete_from_us > mark->units[i]->complete_from_us)
			mark->units[i]->complete_from_us = own->complete_from_us;
	}
}

static int take(struct lt_replica *replica, const Lt__FeedPage *page, struct lt_err *err)
{
	Lt__Batch batch = LT__BATCH__INIT;
	int r = forget_gone(replica, page->mark, err);
	for (size_t i = 0; r == 0 && i < page->n_entries; i++)
		r = add_entry(replica, page->entries[i], &batch, err);
	if (r < 0)
		return r;
	keep_beginning(replica, page->mark);
	batch.mark = page->mark;
	bool worth = batch.n_entries || !same_place(replica->mark, page->mark) ||
		     page->mark->as_of_us - replica->kept_us >= KEEP_TIME_US;
	return worth ? append(replica, &batch, err) : keep_mark(replica, page->mark);
}

int lt_replica_take(struct lt_replica *replica, const Lt__FeedPage *page, struct lt_err *err)
{
	struct lt_err why = {0};
	lt_arena_reset(&replica->scratch);
	replica->stats.pages++;
	if (!replica->open)
		return lt_err_set(err, LT_E_BUSY, "the replica is not open");
	if (page->anew)
		return page->other_history && replica->mark
			       ? set_aside(replica, err)
			       : drop(replica, "the coordinator says so", err);
	if (!page->mark)
		return lt_err_set(err, LT_E_FORMAT, "a page of the feed without its mark");
	lt_replica_lift(replica);
	int r = take(replica, page, &why);
	if (r == 0) {
		if (!page->mark->more)
			lt_replica_heard(replica, page->mark->as_of_us);
		return 0;
	}
	if (!is_content(r) && lt_records_healthy(&replica->records))
		return lt_err_set(err, r, "%s", why.text);
	r = drop(replica, why.text, &why);
	return r < 0 ? lt_err_set(err, r, "%s", why.text)
		     : lt_err_set(err, LT_E_DAMAGED, "%s", why.text);
}

/* -- asking -- */

int lt_replica_ask(struct lt_replica *replica, struct lt_arena *arena, Lt__Fetch **ret,
		   struct lt_err *err)
{
	Lt__Fetch *fetch = lt_arena_alloc(arena, sizeof *fetch);
	Lt__FeedAsk *ask = lt_arena_alloc(arena, sizeof *ask);
	if (!fetch || !ask)
		return lt_err_set(err, LT_E_NOMEM, "asking for the feed");
	int r = replica->open ? 0 : lt_replica_open_records(replica, err);
	if (r < 0)
		return r;
	lt__fetch__init(fetch);
	lt__feed_ask__init(ask);
	ask->registry_n = replica->records.state.meta.registry_n;
	ask->mark = replica->mark;
	fetch->kind = LT__FETCH_KIND__FETCH_KIND_FEED;
	fetch->feed = ask;
	*ret = fetch;
	return 0;
}

int lt_replica_wait(struct lt_replica *replica, struct lt_arena *arena, Lt__Poll **ret)
{
	const Lt__ReplicaMark *mark = replica->mark;
	size_t count = mark ? mark->n_units : 0;
	Lt__Poll *poll = lt_arena_alloc(arena, sizeof *poll);
	Lt__Cursor *cursors = lt_arena_zalloc(arena, count + 1, sizeof *cursors);
	Lt__Cursor **list = lt_arena_zalloc(arena, count + 1, sizeof *list);
	if (!poll || !cursors || !list)
		return LT_E_NOMEM;
	lt__poll__init(poll);
	for (size_t i = 0; i < count; i++) {
		lt__cursor__init(&cursors[i]);
		cursors[i].unit = mark->units[i]->unit;
		cursors[i].n = mark->units[i]->n;
		list[i] = &cursors[i];
	}
	poll->cursors = list;
	poll->n_cursors = count;
	poll->signal = true;
	poll->registry_n = replica->records.state.meta.registry_n;
	*ret = poll;
	return 0;
}

bool lt_replica_units_moved(struct lt_replica *replica)
{
	const struct lt_directory *directory;
	if (lt_registry_directory(replica->records.registry, lt_replica_now_us(replica), &directory,
				  NULL) < 0)
		return false;
	const struct lt_node_spec *node = lt_directory_node(directory, replica->options.node);
	size_t count = node ? node->units_count : 0;
	for (size_t i = 0; i < count; i++)
		if (!unit_mark(replica->mark, node->units[i]))
			return true;
	return !replica->mark || replica->mark->n_units != count;
}

void lt_replica_heard(struct lt_replica *replica, int64_t now_us)
{
	replica->ahead_us = now_us - lt_clock_wall(replica->options.clock);
	if (replica->mark && !replica->mark->more && now_us > replica->mark->as_of_us)
		replica->mark->as_of_us = now_us;
}

bool lt_replica_wants_more(const struct lt_replica *replica)
{
	return !replica->mark || replica->mark->more;
}

static int64_t checkpoint_us(const struct lt_replica *replica)
{
	return replica->changed_us ? replica->changed_us + CHECKPOINT_AFTER_US : INT64_MAX;
}

void lt_replica_step(struct lt_replica *replica)
{
	struct lt_err why = {0};
	int64_t now_us = lt_clock_monotonic(replica->options.clock);
	lt_replica_compact_step(replica, now_us);
	if (checkpoint_us(replica) > now_us)
		return;
	replica->changed_us = 0;
	lt_replica_lift(replica);
	if (lt_state_checkpoint(&replica->records.state, &why) == 0)
		return;
	lt_log(LT_LOG_ERROR, "replica", 0, checkpoint_failed, "%s", why.text);
	(void)drop(replica, why.text, &why);
}

int64_t lt_replica_next_us(const struct lt_replica *replica)
{
	int64_t own_us = checkpoint_us(replica), compact_us = lt_replica_compact_next_us(replica);
	return own_us < compact_us ? own_us : compact_us;
}

/* -- reading -- */

int64_t lt_replica_as_of_us(const struct lt_replica *replica)
{
	return replica->mark ? replica->mark->as_of_us : 0;
}

int64_t lt_replica_now_us(const struct lt_replica *replica)
{
	int64_t now_us = lt_clock_wall(replica->options.clock) + replica->ahead_us;
	int64_t as_of_us = lt_replica_as_of_us(replica);
	return now_us > as_of_us ? now_us : as_of_us;
}

bool lt_replica_has_unit(const struct lt_replica *replica, const char *unit)
{
	const Lt__UnitMark *mark = unit_mark(replica->mark, unit);
	return mark && mark->walk_until == 0;
}

static bool has_all_units(const struct lt_replica *replica)
{
	for (size_t i = 0; i < replica->mark->n_units; i++)
		if (replica->mark->units[i]->walk_until)
			return false;
	return true;
}

static bool has_dossier(struct lt_replica *replica, const Lt__Fetch *fetch)
{
	struct lt_txn *txn = replica->records.state.txn;
	uint64_t id = fetch->dossier;
	uint32_t count = 0;
	if (!id && lt_state_code(txn, fetch->code, &id, NULL) < 0)
		return false;
	if (id & LT_OVERLAY_ID)
		return true; /* received here, and nowhere else yet */
	return id != replica->mark->unfinished &&
	       lt_state_events_count(txn, id, &count, NULL) == 0 && count > 0;
}

static bool has_month(const struct lt_replica *replica, const Lt__Fetch *fetch)
{
	const Lt__UnitMark *mark = unit_mark(replica->mark, fetch->unit);
	struct lt_date month = {.mday = 1};
	char first[16];
	if (snprintf(first, sizeof first, "%.8s-01", fetch->text) < 0 ||
	    lt_date_parse(first, &month) < 0)
		return true; /* it is refused here as there */
	return lt_instant_of((struct lt_local){.day = lt_day_of_date(month)}) >=
	       mark->complete_from_us;
}

static bool is_here(struct lt_replica *replica, const Lt__Fetch *fetch)
{
	if (lt_replica_as_of_us(replica) == 0)
		return false;
	switch (fetch->kind) {
	case LT__FETCH_KIND__FETCH_KIND_PROCEDURES:
	case LT__FETCH_KIND__FETCH_KIND_SOURCE:
	case LT__FETCH_KIND__FETCH_KIND_PERSON:
	case LT__FETCH_KIND__FETCH_KIND_INTAKE:
	case LT__FETCH_KIND__FETCH_KIND_PREVIEW_SUBMIT:
	case LT__FETCH_KIND__FETCH_KIND_TRACK:
	case LT__FETCH_KIND__FETCH_KIND_DIFFERENCES:
		return true;
	case LT__FETCH_KIND__FETCH_KIND_CATALOGUE:
	case LT__FETCH_KIND__FETCH_KIND_PROCEDURE:
		return fetch->scope != LT__TALLY_SCOPE__TALLY_SCOPE_ALL;
	case LT__FETCH_KIND__FETCH_KIND_SHOW:
	case LT__FETCH_KIND__FETCH_KIND_EXPLAIN:
	case LT__FETCH_KIND__FETCH_KIND_PAPERS:
		return has_dossier(replica, fetch);
	case LT__FETCH_KIND__FETCH_KIND_SEARCH:
	case LT__FETCH_KIND__FETCH_KIND_STEPS:
		return has_all_units(replica);
	case LT__FETCH_KIND__FETCH_KIND_INCIDENTS:
		return fetch->scope != LT__TALLY_SCOPE__TALLY_SCOPE_ALL && has_all_units(replica);
	case LT__FETCH_KIND__FETCH_KIND_LIST:
	case LT__FETCH_KIND__FETCH_KIND_INBOX:
	case LT__FETCH_KIND__FETCH_KIND_DEPUTIES:
		return lt_replica_has_unit(replica, fetch->unit);
	case LT__FETCH_KIND__FETCH_KIND_BOOK:
		return lt_replica_has_unit(replica, fetch->unit) && has_month(replica, fetch);
	case LT__FETCH_KIND__FETCH_KIND_LATE:
	case LT__FETCH_KIND__FETCH_KIND_DUTIES:
		return has_all_units(replica) &&
		       lt_query_is_covered(&replica->records, lt_replica_now_us(replica),
					   replica->options.node, fetch->unit);
	default:
		return false;
	}
}

bool lt_replica_names(struct lt_replica *replica, const uint8_t *hash)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key start;
	if (!replica->open) /* it cannot be told now */
		return true;
	lt_key_paper(hash, 0, &start);
	if (lt_scan_from(replica->records.state.txn, LT_TABLE_paper, lt_key_slice(&start), &scan,
			 NULL) < 0 ||
	    lt_scan_next(&scan, &key, &value, NULL) < 0)
		return false;
	return memcmp(key.data, hash, LT_HASH_BYTES) == 0;
}

bool lt_replica_read(struct lt_replica *replica, const Lt__Fetch *fetch, struct lt_arena *arena,
		     Lt__FetchReply *ret)
{
	struct lt_viewer viewer = {.node = replica->options.node};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err why = {0};
	if (replica->cover.lay && replica->open)
		replica->cover.lay(replica->cover.owner);
	if (!is_here(replica, fetch))
		return false;
	lt_query(&replica->records, &viewer, lt_replica_now_us(replica), fetch, arena, &reply);
	if (reply.error == LT_E_DAMAGED || reply.error == LT_E_STORE) {
		if (drop(replica, reply.text, &why) < 0)
			lt_log(LT_LOG_ERROR, "replica", 0, replica_dropped, "%s", why.text);
		return false;
	}
	if (fetch->kind == LT__FETCH_KIND__FETCH_KIND_TRACK &&
	    (reply.error || !has_dossier(replica, fetch)))
		return false; /* the coordinator knows more; so nobody sees what is here */
	*ret = reply;
	return true;
}

struct lt_records *lt_replica_records(struct lt_replica *replica)
{
	return &replica->records;
}

struct lt_replica_stats lt_replica_stats(const struct lt_replica *replica)
{
	return replica->stats;
}
