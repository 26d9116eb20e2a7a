/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening a store, and copying one that is open. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/store/store_fixture.h"

static void test_backup__while_open__equals_and_overwrites_nothing(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	char text[40], copy[TEST_PATH_BYTES];
	for (uint64_t n = 0; n < 5000; n++) {
		(void)snprintf(text, sizeof text, "value %d", (int)n);
		put(txn, n % 2 ? A : B, n, text);
	}
	commit(txn);
	txn = begin();
	put(txn, A, 1, "not yet committed");
	(void)test_folder_file(&folder, "copy.mdb", copy);
	OK(lt_store_backup(store, copy, &err));
	assert_int_equal(lt_store_backup(store, copy, &err), LT_E_EXISTS);
	lt_txn_abort(&txn);
	OK(lt_store_check(copy, &err));
	lt_store_close(store);
	store = NULL;
	memcpy(path, copy, sizeof path);
	OK(open_with((struct lt_store_options){.read_only = true}));
	txn = snapshot();
	for (uint64_t n = 0; n < 5000; n++) {
		(void)snprintf(text, sizeof text, "value %d", (int)n);
		expect(txn, n % 2 ? A : B, n, text);
		expect(txn, n % 2 ? B : A, n, NULL);
	}
	lt_txn_abort(&txn);
	assert_int_equal(lt_store_backup(store, "/nonexistent/copy.mdb", &err), LT_E_IO);
}

/* -- opening -- */

static void test_open__second_writer__is_busy(void **state)
{
	(void)state;
	reopen();
	pid_t child = fork();
	if (child == 0) {
		struct lt_store *other = NULL;
		struct lt_store_options options = {.tables = names, .tables_count = TABLES};
		int r = lt_store_open(path, &options, &other, &err);
		_exit(r == LT_E_BUSY && strstr(err.text, "open for writing") ? 0 : 1);
	}
	int status = 1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void test_open__read_only__finds_or_tells(void **state)
{
	(void)state;
	assert_int_equal(open_with((struct lt_store_options){.read_only = true}), LT_E_ABSENT);
	reopen();
	struct lt_txn *txn = begin();
	put(txn, B, 1, "x");
	commit(txn);
	lt_store_close(store);
	store = NULL;
	OK(open_with((struct lt_store_options){.read_only = true}));
	txn = snapshot();
	expect(txn, B, 1, "x");
	lt_txn_abort(&txn);
}

static void test_open__store_of_other_tables__names_the_missing_one(void **state)
{
	(void)state;
	static const char *const others[] = {"a", "c"}, *const more[] = {"a", "b", "c"};
	reopen();
	lt_store_close(store);
	store = NULL;
	struct lt_store_options options = {.tables = others, .tables_count = 2, .read_only = true};
	assert_int_equal(lt_store_open(path, &options, &store, &err), LT_E_DAMAGED);
	assert_non_null(strstr(err.text, "has no table c"));
	options.read_only = false; /* a writer cannot tell it from one whose name was lost */
	assert_int_equal(lt_store_open(path, &options, &store, &err), LT_E_DAMAGED);
	options.tables = more; /* where all are found, it makes it: a later version may have more */
	options.tables_count = 3;
	OK(lt_store_open(path, &options, &store, &err));
}

/* Bytes of address space that this process has, and so much more. */
static void allow_more(uint64_t bytes)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	LT_REQUIRE(file && fscanf(file, "%lu", &pages) == 1 && fclose(file) == 0);
	struct rlimit limit = {.rlim_cur = pages * (uint64_t)sysconf(_SC_PAGESIZE) + bytes};
	limit.rlim_max = limit.rlim_cur;
	LT_REQUIRE(setrlimit(RLIMIT_AS, &limit) == 0);
}

static void test_open__little_address_space__a_smaller_map(void **state)
{
	(void)state;
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		allow_more(UINT64_C(6) << 30);
		struct lt_store_stats stats;
		struct lt_store_options options = {.lazy_meta = true};
		bool good = lt_store_open(path, &options, &store, &err) == 0 &&
			    lt_store_stats(store, &stats, &err) == 0;
		_exit(good && stats.map_bytes >= LT_MAP_BYTES_LEAST &&
				      stats.map_bytes < UINT64_C(6) << 30
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_open__no_folder__is_absent(void **state)
{
	(void)state;
	(void)test_folder_file(&folder, "missing/state.mdb", path);
	assert_int_equal(open_with((struct lt_store_options){0}), LT_E_ABSENT);
}

static void test_open__tables_of_the_engine__have_their_widths(void **state)
{
	(void)state;
	struct lt_store_options options = {.lazy_meta = true};
	OK(lt_store_open(path, &options, &store, &err));
	struct lt_txn *txn = begin();
	struct lt_key key;
	lt_key_task(1, 2, 3, 4, 5, &key);
	OK(lt_txn_put(txn, LT_TABLE_task, lt_key_slice(&key), lt_slice_str("an.nguyen"), &err));
	commit(txn);
	txn = snapshot();
	struct lt_slice value;
	OK(lt_txn_get(txn, LT_TABLE_task, lt_key_slice(&key), &value, &err));
	lt_txn_abort(&txn);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_backup__while_open__equals_and_overwrites_nothing),
		T(test_open__second_writer__is_busy),
		T(test_open__read_only__finds_or_tells),
		T(test_open__store_of_other_tables__names_the_missing_one),
		T(test_open__little_address_space__a_smaller_map),
		T(test_open__no_folder__is_absent),
		T(test_open__tables_of_the_engine__have_their_widths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
