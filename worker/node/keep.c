/* SPDX-License-Identifier: EUPL-1.2 */
/* One write transaction, begun by the first write or read after a commit. */
#include "worker/node/keep.h"

#include <stdlib.h>
#include <string.h>

#include "proto/codec/codec.h"

enum { TABLE_META, NAME_BYTES = 16, MAP_BYTES = 1 << 30 };

static const char *const tables[] = {[TABLE_META] = "meta",
				     [LT_KEEP_PENDING] = "pending",
				     [LT_KEEP_CONFLICT] = "conflict",
				     [LT_KEEP_GIVEN_UP] = "given_up",
				     [LT_KEEP_ANSWERED] = "answered"};

struct lt_keep {
	struct lt_store *store;
	struct lt_txn *txn;
	uint64_t stream;
	bool dirty;
	struct lt_arena arena; /* one record being packed */
};

/* -- the transaction -- */

static int begin(struct lt_keep *keep, struct lt_err *err)
{
	return keep->txn ? 0 : lt_store_begin(keep->store, &keep->txn, err);
}

/* After a failed write the transaction is good for nothing. */
static int written(struct lt_keep *keep, int r)
{
	if (r < 0)
		lt_keep_abort(keep);
	else
		keep->dirty = true;
	return r;
}

void lt_keep_abort(struct lt_keep *keep)
{
	lt_txn_abort(&keep->txn);
	keep->dirty = false;
}

int lt_keep_commit(struct lt_keep *keep, struct lt_err *err)
{
	if (!keep->dirty)
		return 0;
	keep->dirty = false;
	return lt_txn_commit(&keep->txn, err);
}

/* -- numbers -- */

static struct lt_slice name_key(const char *name, uint8_t bytes[static NAME_BYTES])
{
	size_t n = strlen(name);
	LT_ASSERT(n <= NAME_BYTES);
	memset(bytes, 0, NAME_BYTES);
	memcpy(bytes, name, n);
	return lt_slice(bytes, NAME_BYTES);
}

int lt_keep_number(struct lt_keep *keep, const char *name, uint64_t *ret, struct lt_err *err)
{
	uint8_t key[NAME_BYTES];
	struct lt_slice value;
	int r = begin(keep, err);
	if (r == 0)
		r = lt_txn_get(keep->txn, TABLE_META, name_key(name, key), &value, err);
	if (r == 0 && value.size != 8)
		return lt_err_set(err, LT_E_DAMAGED, "own.mdb: %s has %zu bytes", name, value.size);
	if (r == 0)
		*ret = lt_get_u64(value.data);
	else if (r == LT_E_ABSENT)
		*ret = 0;
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_keep_set_number(struct lt_keep *keep, const char *name, uint64_t value, struct lt_err *err)
{
	uint8_t key[NAME_BYTES], bytes[8];
	lt_put_u64(bytes, value);
	int r = begin(keep, err);
	return r < 0 ? r
		     : written(keep, lt_txn_put(keep->txn, TABLE_META, name_key(name, key),
						lt_slice(bytes, sizeof bytes), err));
}

/* -- life -- */

static int find_stream(struct lt_keep *keep, uint64_t fresh, struct lt_err *err)
{
	int r = lt_keep_number(keep, "stream", &keep->stream, err);
	if (r < 0 || keep->stream)
		return r;
	keep->stream = fresh;
	r = lt_keep_set_number(keep, "stream", fresh, err);
	return r < 0 ? r : lt_keep_commit(keep, err);
}

int lt_keep_open(const char *path, uint64_t stream, struct lt_faults *faults, struct lt_keep **ret,
		 struct lt_err *err)
{
	struct lt_store_options options = {.tables = tables,
					   .tables_count = sizeof tables / sizeof *tables,
					   .map_bytes = MAP_BYTES,
					   .faults = faults};
	struct lt_keep *keep = calloc(1, sizeof *keep);
	if (!keep)
		return lt_err_set(err, LT_E_NOMEM, "%s", path);
	lt_arena_init(&keep->arena, LT_DECODE_BYTES_MAX);
	int r = lt_store_open(path, &options, &keep->store, err);
	if (r == 0)
		r = find_stream(keep, stream, err);
	if (r < 0) {
		lt_keep_close(keep);
		return r;
	}
	*ret = keep;
	return 0;
}

void lt_keep_close(struct lt_keep *keep)
{
	if (!keep)
		return;
	lt_txn_abort(&keep->txn);
	lt_store_close(keep->store);
	lt_arena_done(&keep->arena);
	free(keep);
}

uint64_t lt_keep_stream(const struct lt_keep *keep)
{
	return keep->stream;
}

/* -- commands -- */

static struct lt_slice number_key(uint64_t n, uint8_t bytes[static 8])
{
	lt_put_u64(bytes, n);
	return lt_slice(bytes, 8);
}

int lt_keep_put(struct lt_keep *keep, enum lt_keep_table table, uint64_t n,
		const Lt__KeptCommand *command, struct lt_err *err)
{
	uint8_t key[8];
	struct lt_slice bytes;
	lt_arena_reset(&keep->arena);
	int r = lt_encode(&command->base, &keep->arena, &bytes);
	if (r == 0)
		r = begin(keep, err);
	return r < 0 ? r
		     : written(keep, lt_txn_put(keep->txn, table, number_key(n, key), bytes, err));
}

static int read_out(struct lt_slice value, struct lt_arena *arena, Lt__KeptCommand **ret)
{
	void *copy = lt_arena_copy(arena, value.data, value.size);
	return copy ? LT_DECODE_OWN(kept_command, lt_slice(copy, value.size), arena, ret)
		    : LT_E_NOMEM;
}

int lt_keep_get(struct lt_keep *keep, enum lt_keep_table table, uint64_t n, struct lt_arena *arena,
		Lt__KeptCommand **ret, struct lt_err *err)
{
	uint8_t key[8];
	struct lt_slice value;
	int r = begin(keep, err);
	if (r == 0)
		r = lt_txn_get(keep->txn, table, number_key(n, key), &value, err);
	return r < 0 ? r : read_out(value, arena, ret);
}

int lt_keep_remove(struct lt_keep *keep, enum lt_keep_table table, uint64_t n, struct lt_err *err)
{
	uint8_t key[8];
	int r = begin(keep, err);
	if (r < 0)
		return r;
	r = lt_txn_del(keep->txn, table, number_key(n, key), err);
	return r == LT_E_ABSENT ? 0 : written(keep, r);
}

int lt_keep_next(struct lt_keep *keep, enum lt_keep_table table, uint64_t from,
		 struct lt_arena *arena, uint64_t *ret_n, Lt__KeptCommand **ret, struct lt_err *err)
{
	uint8_t start[8];
	struct lt_slice key, value;
	LT_AUTO(scan) struct lt_scan scan = {0};
	int r = begin(keep, err);
	if (r == 0)
		r = lt_scan_from(keep->txn, table, number_key(from, start), &scan, err);
	if (r == 0)
		r = lt_scan_next(&scan, &key, &value, err);
	if (r < 0)
		return r;
	*ret_n = lt_get_u64(key.data);
	return read_out(value, arena, ret);
}
