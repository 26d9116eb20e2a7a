/* SPDX-License-Identifier: EUPL-1.2 */
/* A store of two tables in a folder of its own, for the tests of this folder. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "proto/store/store.h"
#include "proto/store/store_test.h"

enum { A, B, TABLES };
static const char *const names[TABLES] = {"a", "b"};

static struct test_folder folder;
static char path[TEST_PATH_BYTES];
static struct lt_err err;
static struct lt_store *store;

static inline int open_with(struct lt_store_options options)
{
	options.tables = names;
	options.tables_count = TABLES;
	err = (struct lt_err){0};
	return lt_store_open(path, &options, &store, &err);
}

static inline void reopen(void)
{
	lt_store_close(store);
	store = NULL;
	if (open_with((struct lt_store_options){0}) != 0)
		fail_msg("%s", err.text);
}

static inline int setup(void **state)
{
	(void)state;
	store = NULL;
	test_folder_make(&folder);
	(void)test_folder_file(&folder, "state.mdb", path);
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	lt_store_close(store);
	test_folder_remove(&folder);
	return 0;
}

/* Expects success and says why there was none. */
#define OK(call)                                                                                   \
	do {                                                                                       \
		int r_ = (call);                                                                   \
		if (r_ != 0)                                                                       \
			fail_msg("%s: %d %s", #call, r_, err.text);                                \
	} while (0)

static inline struct lt_txn *begin(void)
{
	struct lt_txn *txn = NULL;
	OK(lt_store_begin(store, &txn, &err));
	return txn;
}

static inline struct lt_txn *snapshot(void)
{
	struct lt_txn *txn = NULL;
	OK(lt_store_snapshot(store, &txn, &err));
	return txn;
}

static inline struct lt_slice key_of(uint64_t n)
{
	static uint8_t keys[4][8];
	static unsigned next;
	uint8_t *key = keys[next++ % 4];
	lt_put_u64(key, n);
	return lt_slice(key, 8);
}

static inline void put(struct lt_txn *txn, unsigned table, uint64_t n, const char *value)
{
	OK(lt_txn_put(txn, table, key_of(n), lt_slice_str(value), &err));
}

static inline void expect(struct lt_txn *txn, unsigned table, uint64_t n, const char *value)
{
	struct lt_slice got;
	int r = lt_txn_get(txn, table, key_of(n), &got, &err);
	if (!value) {
		assert_int_equal(r, LT_E_ABSENT);
		return;
	}
	OK(r);
	assert_true(lt_slice_equal(got, lt_slice_str(value)));
}

static inline void commit(struct lt_txn *txn)
{
	OK(lt_txn_commit(&txn, &err));
	assert_null(txn);
}
