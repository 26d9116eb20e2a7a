/* SPDX-License-Identifier: EUPL-1.2 */
/* A state of which something was lost: it is named when it is opened or read, and never taken for
 * one that had nothing there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "records/state.h"
#include "tests/support/support.h"

static char *folder;
static char path[256];
static struct lt_err err;

static int setup(void **unused)
{
	(void)unused;
	folder = lt_test_folder();
	(void)snprintf(path, sizeof path, "%s/state.mdb", folder);
	err = (struct lt_err){0};
	return 0;
}

static int teardown(void **unused)
{
	(void)unused;
	lt_test_remove(folder);
	return 0;
}

static struct lt_key some_key(unsigned table)
{
	struct lt_key key = {.size = (uint8_t)lt_table_key_bytes((enum lt_table)table)};
	memset(key.bytes, 'k', key.size);
	return key;
}

/* A state with an entry in every table, closed as a stop does. */
static void make_state(void)
{
	struct lt_state state;
	assert_int_equal(lt_state_open(path, NULL, &state, &err), 0);
	for (unsigned table = 0; table < LT_TABLE_COUNT; table++) {
		struct lt_key key = some_key(table);
		assert_int_equal(
			lt_txn_put(state.txn, table, lt_key_slice(&key), lt_slice("v", 1), &err),
			0);
	}
	state.meta.batch = 7;
	lt_state_close(&state, true);
}

/* Behind the state's back. */
static void empty_table(unsigned table)
{
	struct lt_store *store = NULL;
	struct lt_txn *txn = NULL;
	struct lt_key keys[2] = {some_key(table)};
	lt_key_meta("progress", &keys[1]);
	assert_int_equal(lt_store_open(path, &(struct lt_store_options){0}, &store, &err), 0);
	assert_int_equal(lt_store_begin(store, &txn, &err), 0);
	for (size_t i = 0; i < (table == LT_TABLE_meta ? 2 : 1); i++)
		assert_int_equal(lt_txn_del(txn, table, lt_key_slice(&keys[i]), &err), 0);
	assert_int_equal(lt_txn_commit(&txn, &err), 0);
	lt_store_close(store);
}

static void test_open__as_it_was_left__is_good(void **unused)
{
	(void)unused;
	struct lt_state state;
	make_state();
	for (int i = 0; i < 2; i++) { /* and once more, from its own counts */
		assert_int_equal(lt_state_open(path, NULL, &state, &err), 0);
		assert_int_equal(state.meta.batch, 7);
		assert_int_equal(lt_state_checkpoint(&state, &err), 0);
		assert_int_equal(lt_state_rollback(&state, &err), 0);
		lt_state_close(&state, true);
	}
}

static void test_open__any_table_emptied__is_damaged(void **unused)
{
	(void)unused;
	for (unsigned table = 0; table < LT_TABLE_COUNT; table++) {
		struct lt_state state;
		(void)remove(path);
		make_state();
		empty_table(table);
		assert_int_equal(lt_state_open(path, NULL, &state, &err), LT_E_DAMAGED);
		assert_non_null(strstr(err.text, path));
		if (table != LT_TABLE_meta) /* then every other looks too full */
			assert_non_null(strstr(err.text, lt_table_name((enum lt_table)table)));
	}
}

static void test_dossier__that_a_row_leads_to_is_gone__is_damaged(void **unused)
{
	(void)unused;
	struct lt_state state;
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Dossier *d = NULL;
	lt_arena_init(&arena, 1 << 20);
	assert_int_equal(lt_state_open(path, NULL, &state, &err), 0);
	assert_int_equal(lt_state_find(state.txn, 5, &arena, &d, &err), LT_E_ABSENT);
	assert_int_equal(lt_state_dossier(state.txn, 5, &arena, &d, &err), LT_E_DAMAGED);
	assert_non_null(strstr(err.text, "dossier 5"));
	assert_null(d);
	lt_state_close(&state, false);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_open__as_it_was_left__is_good),
		T(test_open__any_table_emptied__is_damaged),
		T(test_dossier__that_a_row_leads_to_is_gone__is_damaged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
