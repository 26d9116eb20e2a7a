/* SPDX-License-Identifier: EUPL-1.2 */
/* The journal of one machine: a store with one table, batch number -> batch, only ever appended to.
 *
 * LMDB decides what is in it by writing its head last, so an append that failed before that is
 * certainly not in it, and only one whose last write failed is in doubt. */
#include <stdlib.h>

#include "records/journal/journal.h"

enum { TABLE_BATCH };

struct local {
	struct lt_journal journal;
	struct lt_store *store;
	struct lt_txn *snapshot; /* behind the view that read gave out; parked in between */
	uint64_t last;		 /* as we wrote or found it; a reader asks the store each time */
	bool read_only;
	bool in_doubt; /* an append got no answer, and nobody has looked yet */
};

static struct local *of(struct lt_journal *journal)
{
	return (struct local *)(void *)journal; /* its first member */
}

static struct lt_slice key_of(uint64_t seq, uint8_t bytes[static 8])
{
	lt_put_u64(bytes, seq);
	return lt_slice(bytes, 8);
}

static int renew_snapshot(struct local *local, struct lt_err *err)
{
	if (local->snapshot)
		return lt_snapshot_renew(local->snapshot, err);
	return lt_store_snapshot(local->store, &local->snapshot, err);
}

/* Nothing may be pinned while we write: the pages an append frees are those of the next one. */
static void park_snapshot(struct local *local)
{
	if (local->snapshot)
		lt_snapshot_park(local->snapshot);
}

static int put_batch(struct local *local, uint64_t seq, struct lt_slice batch, struct lt_txn **ret,
		     struct lt_err *err)
{
	uint8_t key[8];
	LT_AUTO(txn) struct lt_txn *txn = NULL;
	int r = lt_store_begin(local->store, &txn, err);
	if (r == 0)
		r = lt_txn_append(txn, TABLE_BATCH, key_of(seq, key), batch, err);
	if (r == 0)
		*ret = lt_steal(&txn);
	return r;
}

static int local_append(struct lt_journal *journal, uint64_t seq, struct lt_slice batch,
			struct lt_err *err)
{
	struct local *local = of(journal);
	LT_ASSERT(!local->read_only);
	if (local->in_doubt) /* this batch may be the one that is there already */
		return lt_err_set(err, LT_E_UNKNOWN, "the batch behind %llu is in doubt",
				  (unsigned long long)local->last);
	if (seq != local->last + 1)
		return lt_err_set(err, LT_E_REFUSED, "batch %llu cannot follow %llu",
				  (unsigned long long)seq, (unsigned long long)local->last);
	park_snapshot(local);
	struct lt_txn *txn = NULL;
	int r = put_batch(local, seq, batch, &txn, err);
	if (r == 0)
		r = lt_txn_commit(&txn, err);
	if (r == 0)
		local->last = seq;
	else
		(void)lt_err_wrap(err, r, "batch %llu", (unsigned long long)seq);
	local->in_doubt = r == LT_E_UNKNOWN;
	return r == 0 || r == LT_E_UNKNOWN ? r : LT_E_REFUSED;
}

static int local_read(struct lt_journal *journal, uint64_t seq, struct lt_slice *ret,
		      struct lt_err *err)
{
	struct local *local = of(journal);
	uint8_t key[8];
	int r = renew_snapshot(local, err);
	if (r == 0)
		r = lt_txn_get(local->snapshot, TABLE_BATCH, key_of(seq, key), ret, err);
	if (r == LT_E_ABSENT && seq > 0 && seq <= local->last)
		return lt_err_set(err, LT_E_DAMAGED, "batch %llu of %llu is missing",
				  (unsigned long long)seq, (unsigned long long)local->last);
	return r;
}

/* The last key of the table, 0 when it is empty. */
static int find_last(struct local *local, uint64_t *ret, struct lt_err *err)
{
	int r = renew_snapshot(local, err);
	if (r < 0)
		return r;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, batch;
	r = lt_scan_back(local->snapshot, TABLE_BATCH, lt_slice(NULL, 0), &scan, err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &batch, err);
	if (r == LT_E_DAMAGED && local->read_only)
		r = 0; /* a reader may still want the others; a writer may not go on behind it */
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	if (r == 0 && key.size != 8)
		return lt_err_set(err, LT_E_DAMAGED, "the journal has a key of %zu bytes",
				  key.size);
	*ret = r == 0 ? lt_get_u64(key.data) : 0;
	return 0;
}

/* Batches are numbered without a gap: where the end of the tree went, fewer are counted, or more.
 */
static int hold_count(struct local *local, struct lt_err *err)
{
	uint64_t count;
	int r = renew_snapshot(local, err);
	if (r == 0)
		r = lt_txn_count(local->snapshot, TABLE_BATCH, &count, err);
	park_snapshot(local);
	return r < 0 || count == local->last
		       ? r
		       : lt_err_set(err, LT_E_DAMAGED,
				    "%llu batches are counted, and the last has number %llu",
				    (unsigned long long)count, (unsigned long long)local->last);
}

static int local_last(struct lt_journal *journal, uint64_t *ret, struct lt_err *err)
{
	struct local *local = of(journal);
	int r = find_last(local, ret, err);
	park_snapshot(local);
	if (r == 0) { /* after LT_E_UNKNOWN this is how the engine finds out */
		local->last = *ret;
		local->in_doubt = false;
	}
	return r;
}

static void local_free(struct lt_journal *journal)
{
	struct local *local = of(journal);
	lt_txn_abort(&local->snapshot);
	lt_store_close(local->store);
	free(local);
}

static const struct lt_journal_ops local_ops = {local_append, local_read, local_last, local_free};

int lt_journal_local_open(const char *path, bool read_only, struct lt_faults *faults,
			  struct lt_journal **ret, struct lt_err *err)
{
	static const char *const tables[] = {[TABLE_BATCH] = "batch"};
	struct lt_store_options options = {
		.tables = tables,
		.tables_count = 1,
		.read_only = read_only,
		.read_ahead = true,
		.faults = faults,
	};
	struct local *local = calloc(1, sizeof *local);
	if (!local)
		return lt_err_set(err, LT_E_NOMEM, "journal");
	local->journal.ops = &local_ops;
	local->read_only = read_only;
	int r = lt_store_open(path, &options, &local->store, err);
	if (r == 0)
		r = local_last(&local->journal, &local->last, err);
	if (r == 0 && !read_only)
		r = hold_count(local, err);
	if (r < 0) {
		local_free(&local->journal);
		return lt_err_wrap(err, r, "journal");
	}
	*ret = &local->journal;
	return 0;
}

struct lt_store *lt_journal_local_store(struct lt_journal *journal)
{
	LT_ASSERT(journal->ops == &local_ops);
	return of(journal)->store;
}
