/* SPDX-License-Identifier: EUPL-1.2 */
/* Walks over the keys of a table, forwards and backwards. */
#include "proto/base/limits.h"
#include "proto/codec/record.h"
#include "proto/store/impl.h"

static int start_scan(struct lt_txn *txn, unsigned table, struct lt_slice start, bool backwards,
		      struct lt_scan *ret, struct lt_err *err)
{
	LT_ASSERT(table < txn->store->tables_count && txn->txn && !txn->parked);
	LT_ASSERT(start.size <= sizeof ret->start);
	*ret = (struct lt_scan){
		.txn = txn, .table = table, .backwards = backwards, .start_size = start.size};
	if (start.size)
		memcpy(ret->start, start.data, start.size);
	int r = lt_store_fault(txn->store, err);
	if (r < 0)
		return r;
	MDB_cursor *cursor;
	int rc = mdb_cursor_open(txn->txn, txn->store->tables[table].dbi, &cursor);
	if (rc)
		return lt_store_fail(txn->store, rc, "scan", err);
	ret->cursor = cursor;
	txn->scans_count++;
	return 0;
}

int lt_scan_from(struct lt_txn *txn, unsigned table, struct lt_slice start, struct lt_scan *ret,
		 struct lt_err *err)
{
	return start_scan(txn, table, start, false, ret, err);
}

int lt_scan_back(struct lt_txn *txn, unsigned table, struct lt_slice start, struct lt_scan *ret,
		 struct lt_err *err)
{
	return start_scan(txn, table, start, true, ret, err);
}

/* Stands on the first entry of the walk. */
static int first(struct lt_scan *scan, MDB_val *key, MDB_val *value)
{
	if (scan->start_size == 0)
		return mdb_cursor_get(scan->cursor, key, value,
				      scan->backwards ? MDB_LAST : MDB_FIRST);
	*key = (MDB_val){.mv_size = scan->start_size, .mv_data = scan->start};
	int rc = mdb_cursor_get(scan->cursor, key, value, MDB_SET_RANGE);
	if (!scan->backwards)
		return rc;
	if (rc == MDB_NOTFOUND) /* everything is before the start */
		return mdb_cursor_get(scan->cursor, key, value, MDB_LAST);
	if (rc == 0 && !lt_slice_equal(lt_slice(key->mv_data, key->mv_size),
				       lt_slice(scan->start, scan->start_size)))
		return mdb_cursor_get(scan->cursor, key, value, MDB_PREV);
	return rc;
}

int lt_scan_next(struct lt_scan *scan, struct lt_slice *ret_key, struct lt_slice *ret_value,
		 struct lt_err *err)
{
	LT_ASSERT(scan->cursor);
	const struct lt_store *store = scan->txn->store;
	int r = lt_store_fault(store, err);
	if (r < 0)
		return r;
	MDB_val k, v;
	int rc = scan->started ? mdb_cursor_get(scan->cursor, &k, &v,
						scan->backwards ? MDB_PREV : MDB_NEXT)
			       : first(scan, &k, &v);
	scan->started = true;
	if (rc == MDB_NOTFOUND)
		return LT_E_ABSENT;
	if (rc)
		return lt_store_fail(store, rc, "scan", err);
	*ret_key = lt_slice(k.mv_data, k.mv_size);
	r = lt_record_open(*ret_key, lt_slice(v.mv_data, v.mv_size), ret_value);
	return r < 0 ? lt_store_fail_value(store, r, scan->table, *ret_key, err) : 0;
}

void lt_scan_done(struct lt_scan *scan)
{
	if (!scan->cursor)
		return;
	mdb_cursor_close(scan->cursor);
	scan->cursor = NULL;
	scan->txn->scans_count--;
}
