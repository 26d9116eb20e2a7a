/* SPDX-License-Identifier: EUPL-1.2 */
/* Transactions and the entries in them.
 *
 * The write transaction keeps one cursor a table, so that neighbouring keys are found on the page
 * it stands on. A value is built in the store's scratch memory first: key or value may be views of
 * pages that the write itself moves. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/codec/record.h"
#include "proto/store/impl.h"

static MDB_val val_of(struct lt_slice slice)
{
	union {
		const void *from;
		void *to;
	} data = {.from = slice.data}; /* LMDB does not write through it */
	return (MDB_val){.mv_size = slice.size, .mv_data = data.to};
}

static struct lt_slice slice_of(MDB_val val)
{
	return lt_slice(val.mv_data, val.mv_size);
}

int lt_store_begin(struct lt_store *store, struct lt_txn **ret, struct lt_err *err)
{
	LT_ASSERT(!store->read_only && !store->writer.txn && store->pid == getpid());
	int r = lt_store_fault(store, err);
	if (r < 0)
		return r;
	MDB_txn *txn;
	int rc = mdb_txn_begin(store->env, NULL, 0, &txn);
	if (rc)
		return lt_store_fail(store, rc, "begin", err);
	store->writer = (struct lt_txn){.store = store, .txn = txn, .write = true};
	*ret = &store->writer;
	return 0;
}

int lt_store_snapshot(struct lt_store *store, struct lt_txn **ret, struct lt_err *err)
{
	LT_ASSERT(store->pid == getpid());
	int r = lt_store_fault(store, err);
	if (r < 0)
		return r;
	LT_AUTO(free) struct lt_txn *txn = calloc(1, sizeof *txn);
	if (!txn)
		return lt_err_set(err, LT_E_NOMEM, "snapshot");
	txn->store = store;
	int dead, rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn->txn);
	if (rc == MDB_READERS_FULL && mdb_reader_check(store->env, &dead) == 0 && dead > 0)
		rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn->txn);
	if (rc)
		return lt_store_fail(store, rc, "snapshot", err);
	*ret = lt_steal(&txn);
	return 0;
}

void lt_snapshot_park(struct lt_txn *snapshot)
{
	LT_ASSERT(!snapshot->write && snapshot->scans_count == 0);
	if (!snapshot->parked)
		mdb_txn_reset(snapshot->txn);
	snapshot->parked = true;
}

int lt_snapshot_renew(struct lt_txn *snapshot, struct lt_err *err)
{
	lt_snapshot_park(snapshot);
	int r = lt_store_fault(snapshot->store, err);
	if (r < 0)
		return r;
	int rc = mdb_txn_renew(snapshot->txn);
	if (rc)
		return lt_store_fail(snapshot->store, rc, "snapshot", err);
	snapshot->parked = false;
	return 0;
}

/* What both ends of a write transaction have in common: no cursor may outlive it. */
static MDB_txn *take_writer(struct lt_txn *txn)
{
	struct lt_store *store = txn->store;
	LT_ASSERT(txn->txn && txn->scans_count == 0);
	for (size_t i = 0; i < store->tables_count; i++)
		if (store->tables[i].cursor) {
			mdb_cursor_close(store->tables[i].cursor);
			store->tables[i].cursor = NULL;
		}
	lt_dirty_reset(&store->dirty);
	return lt_steal(&txn->txn);
}

/* Pages that were taken at the end of the file and given back in the same transaction are never
 * written, and leave it shorter than its head says. A hole there tells it from a truncated file. */
static void fill_up_file(const struct lt_store *store)
{
	MDB_envinfo info;
	mdb_filehandle_t fd;
	struct stat st;
	if (mdb_env_info(store->env, &info) || mdb_env_get_fd(store->env, &fd) || fstat(fd, &st))
		return;
	off_t want = (off_t)((info.me_last_pgno + 1) * store->page_bytes);
	if (st.st_size < want && ftruncate(fd, want) != 0)
		return; /* the check at open then takes the long way */
}

/* Did the commit fail in its very last write? LMDB then refuses everything. */
static bool store_is_dead(const struct lt_store *store)
{
	MDB_txn *probe;
	int rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &probe);
	if (rc == 0)
		mdb_txn_abort(probe);
	return rc == MDB_PANIC;
}

int lt_txn_commit(struct lt_txn **txn, struct lt_err *err)
{
	struct lt_txn *t = lt_steal(txn);
	struct lt_store *store = t->store;
	LT_ASSERT(t->write);
	bool broken = t->broken;
	MDB_txn *mdb = take_writer(t);
	int fault = lt_store_fault(store, err);
	if (broken || (fault < 0 && fault != LT_E_UNKNOWN)) {
		mdb_txn_abort(mdb);
		return fault < 0 ? fault : lt_store_fail(store, MDB_BAD_TXN, "commit", err);
	}
	int rc = mdb_txn_commit(mdb);
	if (rc) {
		int r = lt_store_fail(store, rc, "commit", err);
		return store_is_dead(store) ? lt_err_wrap(err, LT_E_UNKNOWN, "outcome unknown") : r;
	}
	fill_up_file(store);
	return fault;
}

void lt_txn_abort(struct lt_txn **txn)
{
	struct lt_txn *t = *txn;
	*txn = NULL;
	if (!t)
		return;
	if (t->write) {
		mdb_txn_abort(take_writer(t));
		return;
	}
	LT_ASSERT(t->scans_count == 0);
	mdb_txn_abort(t->txn);
	free(t);
}

static const struct table *table_of(const struct lt_txn *txn, unsigned table, struct lt_slice key)
{
	LT_ASSERT(table < txn->store->tables_count && txn->txn && !txn->parked);
	const struct table *t = &txn->store->tables[table];
	LT_ASSERT(t->key_bytes ? key.size == t->key_bytes
			       : key.size > 0 && key.size <= LT_KEY_BYTES_MAX);
	return t;
}

static int cursor_of(struct lt_txn *txn, unsigned table, MDB_cursor **ret)
{
	struct table *t = &txn->store->tables[table];
	int rc = t->cursor ? 0 : mdb_cursor_open(txn->txn, t->dbi, &t->cursor);
	*ret = t->cursor;
	return rc;
}

static int write_failed(struct lt_txn *txn, int rc, const char *doing, struct lt_err *err)
{
	txn->broken = true;
	return lt_store_fail(txn->store, rc, doing, err);
}

static uint8_t *scratch(struct lt_store *store, size_t size)
{
	if (size > store->scratch_bytes) {
		size_t wide = size + size / 2;
		uint8_t *p = realloc(store->scratch, wide);
		if (!p)
			return NULL;
		store->scratch = p;
		store->scratch_bytes = wide;
	}
	return store->scratch;
}

static int may_write(struct lt_txn *txn, unsigned table, struct lt_slice key, const char *what,
		     struct lt_err *err)
{
	(void)table_of(txn, table, key);
	LT_ASSERT(txn->write);
	int r = lt_store_fault(txn->store, err);
	if (r < 0)
		txn->broken = true;
	else if (txn->broken)
		r = lt_store_fail(txn->store, MDB_BAD_TXN, what, err);
	return r;
}

static int put(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_slice value,
	       unsigned flags, struct lt_err *err)
{
	struct lt_store *store = txn->store;
	uint8_t own_key[LT_KEY_BYTES_MAX];
	int r = may_write(txn, table, key, "put", err);
	if (r < 0)
		return r;
	size_t size = LT_RECORD_HEAD_BYTES + value.size;
	uint8_t *record = scratch(store, size);
	if (!record)
		return write_failed(txn, ENOMEM, "put", err);
	memcpy(own_key, key.data, key.size);
	key.data = own_key;
	if (value.size)
		memcpy(record + LT_RECORD_HEAD_BYTES, value.data, value.size);
	lt_record_seal(key, lt_slice(record + LT_RECORD_HEAD_BYTES, value.size), record);
	MDB_cursor *cursor;
	MDB_val k = val_of(key), v = {.mv_size = size};
	int rc = cursor_of(txn, table, &cursor);
	if (rc == 0)
		rc = mdb_cursor_put(cursor, &k, &v, flags | MDB_RESERVE);
	if (rc)
		return write_failed(txn, rc, "put", err);
	memcpy(v.mv_data, record, size); /* where LMDB made room: also tells us the page */
	lt_dirty_note(&store->dirty, v.mv_data, size);
	return 0;
}

int lt_txn_put(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_slice value,
	       struct lt_err *err)
{
	return put(txn, table, key, value, 0, err);
}

int lt_txn_append(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_slice value,
		  struct lt_err *err)
{
	return put(txn, table, key, value, MDB_APPEND, err);
}

int lt_txn_del(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_err *err)
{
	struct lt_store *store = txn->store;
	int r = may_write(txn, table, key, "delete", err);
	if (r < 0)
		return r;
	MDB_cursor *cursor;
	MDB_val k = val_of(key), v, at;
	int rc = cursor_of(txn, table, &cursor);
	if (rc == 0)
		rc = mdb_cursor_get(cursor, &k, &v, MDB_SET);
	if (rc == MDB_NOTFOUND)
		return LT_E_ABSENT;
	if (rc == 0)
		rc = mdb_cursor_del(cursor, 0);
	if (rc)
		return write_failed(txn, rc, "delete", err);
	/* a neighbour on the page, or, behind the last one, where the entry stood before */
	rc = mdb_cursor_get(cursor, &k, &at, MDB_GET_CURRENT);
	lt_dirty_note(&store->dirty, rc == 0 ? at.mv_data : v.mv_data, 0);
	return 0;
}

int lt_txn_get(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_slice *ret_value,
	       struct lt_err *err)
{
	const struct table *t = table_of(txn, table, key);
	int r = lt_store_fault(txn->store, err);
	if (r < 0)
		return r;
	MDB_cursor *cursor;
	MDB_val k = val_of(key), v;
	int rc;
	if (txn->write) {
		rc = cursor_of(txn, table, &cursor);
		if (rc == 0)
			rc = mdb_cursor_get(cursor, &k, &v, MDB_SET);
	} else {
		rc = mdb_get(txn->txn, t->dbi, &k, &v);
	}
	if (rc == MDB_NOTFOUND)
		return LT_E_ABSENT;
	if (rc)
		return lt_store_fail(txn->store, rc, "get", err);
	r = lt_record_open(key, slice_of(v), ret_value);
	return r < 0 ? lt_store_fail_value(txn->store, r, table, key, err) : 0;
}

int lt_txn_count(struct lt_txn *txn, unsigned table, uint64_t *ret, struct lt_err *err)
{
	LT_ASSERT(table < txn->store->tables_count && txn->txn && !txn->parked);
	int r = lt_store_fault(txn->store, err);
	if (r < 0)
		return r;
	MDB_stat stat;
	int rc = mdb_stat(txn->txn, txn->store->tables[table].dbi, &stat);
	if (rc)
		return lt_store_fail(txn->store, rc, "count", err);
	*ret = stat.ms_entries;
	return 0;
}

size_t lt_txn_dirty_pages(const struct lt_txn *txn)
{
	LT_ASSERT(txn->write);
	size_t n = txn->store->dirty.count;
	return n + n / 2; /* blocks are not quite pages; and the branch pages above them */
}
