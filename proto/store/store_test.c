/* SPDX-License-Identifier: EUPL-1.2 */
/* Entries, walks, snapshots, faults at each call, the estimate of dirty pages. */
#include "proto/store/store_fixture.h"

/* -- entries -- */

static void test_put__then_get__survives_reopen(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	expect(txn, A, 1, NULL);
	put(txn, A, 1, "một");
	put(txn, A, 2, "");
	put(txn, B, 1, "one");
	put(txn, A, 1, "một lần nữa");
	expect(txn, A, 1, "một lần nữa");
	commit(txn);
	reopen();
	txn = snapshot();
	expect(txn, A, 1, "một lần nữa");
	expect(txn, A, 2, "");
	expect(txn, B, 1, "one");
	expect(txn, B, 2, NULL);
	uint64_t count;
	OK(lt_txn_count(txn, A, &count, &err));
	assert_int_equal(count, 2);
	lt_txn_abort(&txn);
}

static void test_abort__after_put__leaves_nothing(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	put(txn, A, 1, "x");
	lt_txn_abort(&txn);
	lt_txn_abort(&txn); /* NULL is fine */
	txn = begin();
	expect(txn, A, 1, NULL);
	lt_txn_abort(&txn);
}

static void test_del__present_and_absent__tells(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	for (uint64_t n = 0; n < 2000; n++)
		put(txn, A, n, "value of some bytes");
	for (uint64_t n = 0; n < 2000; n += 2)
		OK(lt_txn_del(txn, A, key_of(n), &err));
	assert_int_equal(lt_txn_del(txn, A, key_of(0), &err), LT_E_ABSENT);
	for (uint64_t n = 0; n < 2000; n++)
		expect(txn, A, n, n % 2 ? "value of some bytes" : NULL);
	commit(txn);
	txn = begin();
	for (uint64_t n = 1; n < 2000; n += 2)
		OK(lt_txn_del(txn, A, key_of(n), &err));
	assert_int_equal(lt_txn_del(txn, A, key_of(1), &err), LT_E_ABSENT);
	uint64_t count;
	OK(lt_txn_count(txn, A, &count, &err));
	assert_int_equal(count, 0);
	put(txn, A, 7, "again");
	commit(txn);
}

static void test_append__not_beyond_the_last__is_refused(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	OK(lt_txn_append(txn, A, key_of(5), lt_slice_str("x"), &err));
	OK(lt_txn_append(txn, A, key_of(6), lt_slice_str("y"), &err));
	assert_int_equal(lt_txn_append(txn, A, key_of(6), lt_slice_str("z"), &err), LT_E_EXISTS);
	assert_int_equal(lt_txn_commit(&txn, &err), LT_E_STORE); /* only good for abort */
	assert_null(txn);
}

static void test_put__views_of_its_own_pages__are_kept(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	char text[400];
	for (uint64_t n = 0; n < 100; n++) {
		memset(text, (int)('a' + n % 26), sizeof text);
		text[100 + n] = 0;
		put(txn, A, n, text);
	}
	struct lt_slice value;
	for (uint64_t n = 0; n < 1000; n++) { /* moves every value about within its pages */
		OK(lt_txn_get(txn, A, key_of(n % 97), &value, &err));
		OK(lt_txn_put(txn, A, key_of((n * 7 + 1) % 97), value, &err));
	}
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key;
	OK(lt_scan_from(txn, A, lt_slice(NULL, 0), &scan, &err));
	OK(lt_scan_next(&scan, &key, &value, &err));
	lt_scan_done(&scan);
	OK(lt_txn_put(txn, A, key, lt_slice_str("key and value were one page"), &err));
	expect(txn, A, 0, "key and value were one page");
	commit(txn);
	OK(lt_store_check(path, &err));
}

static void test_put__values_of_every_size__come_back(void **state)
{
	(void)state;
	reopen();
	static char text[300001];
	memset(text, 'v', sizeof text - 1);
	struct lt_txn *txn = begin();
	for (size_t size = 0, n = 0; size < sizeof text; size += 1 + size / 3, n++)
		OK(lt_txn_put(txn, A, key_of(n), lt_slice(text, size), &err));
	commit(txn);
	txn = snapshot();
	for (size_t size = 0, n = 0; size < sizeof text; size += 1 + size / 3, n++) {
		struct lt_slice value;
		OK(lt_txn_get(txn, A, key_of(n), &value, &err));
		assert_true(lt_slice_equal(value, lt_slice(text, size)));
	}
	lt_txn_abort(&txn);
	OK(lt_store_check(path, &err));
}

/* -- walks -- */

static void walk(struct lt_txn *txn, bool back, int64_t start, size_t expected_count,
		 uint64_t expected_first)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice from = start < 0 ? lt_slice(NULL, 0) : key_of((uint64_t)start), key, value;
	OK(back ? lt_scan_back(txn, A, from, &scan, &err)
		: lt_scan_from(txn, A, from, &scan, &err));
	uint64_t expected = expected_first;
	size_t count = 0;
	int r;
	while ((r = lt_scan_next(&scan, &key, &value, &err)) == 0) {
		assert_int_equal(lt_get_u64(key.data), expected);
		expected = back ? expected - 10 : expected + 10;
		count++;
	}
	assert_int_equal(r, LT_E_ABSENT);
	assert_int_equal(count, expected_count);
}

static void test_scan__both_ways__from_any_start(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	walk(txn, false, -1, 0, 0);
	walk(txn, true, -1, 0, 0);
	walk(txn, true, 5, 0, 0);
	for (uint64_t n = 10; n <= 1000; n += 10)
		put(txn, A, n, "x");
	for (int round = 0; round < 2; round++) { /* in the writer, and in a snapshot */
		walk(txn, false, -1, 100, 10);
		walk(txn, true, -1, 100, 1000);
		walk(txn, false, 500, 51, 500);
		walk(txn, false, 501, 50, 510);
		walk(txn, true, 500, 50, 500);
		walk(txn, true, 509, 50, 500);
		walk(txn, false, 1001, 0, 0);
		walk(txn, true, 1001, 100, 1000);
		walk(txn, true, 9, 0, 0);
		if (round == 0) {
			commit(txn);
			txn = snapshot();
		}
	}
	lt_txn_abort(&txn);
}

/* -- snapshots -- */

static void test_snapshot__while_written__sees_its_moment(void **state)
{
	(void)state;
	reopen();
	struct lt_txn *txn = begin();
	put(txn, A, 1, "old");
	commit(txn);
	struct lt_txn *view = snapshot();
	txn = begin();
	put(txn, A, 1, "new");
	put(txn, A, 2, "more");
	expect(view, A, 1, "old");
	commit(txn);
	expect(view, A, 1, "old");
	expect(view, A, 2, NULL);
	OK(lt_snapshot_renew(view, &err));
	expect(view, A, 1, "new");
	lt_snapshot_park(view);
	lt_snapshot_park(view);
	OK(lt_snapshot_renew(view, &err));
	expect(view, A, 2, "more");
	lt_txn_abort(&view);
}

static void test_snapshot__too_many__is_busy_and_recovers(void **state)
{
	(void)state;
	reopen();
	static struct lt_txn *views[LT_READERS_MAX];
	for (size_t i = 0; i < LT_READERS_MAX; i++)
		views[i] = snapshot();
	struct lt_txn *one_more = NULL;
	assert_int_equal(lt_store_snapshot(store, &one_more, &err), LT_E_BUSY);
	assert_null(one_more);
	for (size_t i = 0; i < LT_READERS_MAX; i++)
		lt_txn_abort(&views[i]);
	one_more = snapshot();
	lt_txn_abort(&one_more);
}

/* -- limits -- */

static void test_put__map_full__is_full_and_usable_after_abort(void **state)
{
	(void)state;
	OK(open_with((struct lt_store_options){.map_bytes = 1 << 20}));
	struct lt_txn *txn = begin();
	put(txn, A, 0, "kept");
	commit(txn);
	static char text[1001];
	memset(text, 'x', 1000);
	txn = begin();
	int r = 0;
	for (uint64_t n = 1; r == 0 && n < 2000; n++)
		r = lt_txn_put(txn, A, key_of(n), lt_slice_str(text), &err);
	assert_int_equal(r, LT_E_FULL);
	assert_non_null(strstr(err.text, "map size"));
	assert_int_equal(lt_txn_put(txn, A, key_of(0), lt_slice_str("y"), &err), LT_E_STORE);
	lt_txn_abort(&txn);
	txn = begin();
	expect(txn, A, 0, "kept");
	expect(txn, A, 1, NULL);
	put(txn, A, 1, "fits");
	commit(txn);
	struct lt_store_stats stats;
	OK(lt_store_stats(store, &stats, &err));
	assert_int_equal(stats.map_bytes, 1 << 20);
	assert_in_range(stats.used_bytes, 8192, 1 << 20);
	assert_true(stats.disk_free_bytes > 0);
}

/* Runs a little of everything; every call may be the one that fails. */
static int run_some_calls(struct lt_store_options options)
{
	struct lt_txn *txn = NULL, *view = NULL;
	struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_store_stats stats;
	uint64_t count;
	int r = open_with(options);
	if (r < 0)
		return r;
	r = lt_store_begin(store, &txn, &err);
	for (uint64_t n = 0; r == 0 && n < 3; n++)
		r = lt_txn_put(txn, A, key_of(n), lt_slice_str("value"), &err);
	r = r ? r : lt_txn_append(txn, B, key_of(9), lt_slice_str("value"), &err);
	r = r ? r : lt_txn_del(txn, A, key_of(1), &err);
	r = r ? r : lt_txn_get(txn, A, key_of(2), &value, &err);
	r = r ? r : lt_txn_count(txn, A, &count, &err);
	r = r ? r : lt_txn_commit(&txn, &err);
	r = r ? r : lt_store_snapshot(store, &view, &err);
	r = r ? r : lt_snapshot_renew(view, &err);
	r = r ? r : lt_scan_from(view, A, lt_slice(NULL, 0), &scan, &err);
	r = r ? r : lt_scan_next(&scan, &key, &value, &err);
	lt_scan_done(&scan);
	r = r ? r : lt_scan_back(view, A, lt_slice(NULL, 0), &scan, &err);
	lt_scan_done(&scan);
	r = r ? r : lt_store_stats(store, &stats, &err);
	lt_txn_abort(&view);
	lt_txn_abort(&txn);
	return r;
}

static void test_faults__at_each_call__surface_and_leave_all_or_nothing(void **state)
{
	(void)state;
	enum {
		CALLS = 16,
		COMMIT = 11
	}; /* open, begin, 3 puts, append, del, get, count, commit ... */
	for (int64_t at = 1; at <= CALLS + 1; at++) {
		struct lt_faults faults = {.countdown = at, .code = LT_E_FULL};
		(void)unlink(path);
		int r = run_some_calls((struct lt_store_options){.faults = &faults});
		assert_int_equal(r, at <= CALLS ? LT_E_FULL : 0);
		assert_int_equal(faults.hits, at <= CALLS);
		faults.countdown = 0;
		if (at == 1)
			continue; /* was never opened */
		struct lt_txn *view = snapshot();
		expect(view, A, 2, at < COMMIT ? NULL : "value");
		lt_txn_abort(&view);
		lt_store_close(store);
		store = NULL;
	}
}

static void test_faults__unknown_commit__has_taken_effect(void **state)
{
	(void)state;
	struct lt_faults faults = {.code = LT_E_UNKNOWN};
	OK(open_with((struct lt_store_options){.faults = &faults}));
	struct lt_txn *txn = begin();
	put(txn, A, 1, "kept");
	faults.countdown = 1;
	assert_int_equal(lt_txn_commit(&txn, &err), LT_E_UNKNOWN);
	txn = snapshot();
	expect(txn, A, 1, "kept");
	lt_txn_abort(&txn);
}

/* Pages a transaction really changed: LMDB takes a new one for each while an old snapshot holds all
 * freed ones. */
static void expect_dirty_within_factor_two(struct lt_txn *txn, uint64_t used_before)
{
	struct lt_store_stats stats;
	size_t estimate = lt_txn_dirty_pages(txn);
	commit(txn);
	OK(lt_store_stats(store, &stats, &err));
	size_t real = (stats.used_bytes - used_before) / 4096;
	print_message("dirty pages: estimated %zu, real %zu\n", estimate, real);
	assert_in_range(estimate, real / 2, 2 * real + 8);
}

static uint64_t used_bytes(void)
{
	struct lt_store_stats stats;
	OK(lt_store_stats(store, &stats, &err));
	return stats.used_bytes;
}

static void test_dirty_pages__many_kinds_of_writes__within_factor_two(void **state)
{
	(void)state;
	enum { N = 100000 };
	reopen();
	static char text[6001];
	memset(text, 'x', sizeof text - 1);
	struct lt_slice value = lt_slice(text, 300);
	uint64_t before = used_bytes();
	struct lt_txn *txn = begin();
	assert_int_equal(lt_txn_dirty_pages(txn), 0);
	for (uint64_t n = 0; n < N; n++)
		OK(lt_txn_put(txn, A, key_of(n), value, &err));
	expect_dirty_within_factor_two(txn, before); /* sequential */

	struct lt_txn *pin = snapshot();
	before = used_bytes();
	txn = begin();
	for (uint64_t n = 0; n < 3000; n++) /* scattered, in place */
		OK(lt_txn_put(txn, A, key_of(n * 7919 % N), value, &err));
	expect_dirty_within_factor_two(txn, before);

	before = used_bytes();
	txn = begin();
	for (uint64_t n = 0; n < 3000; n++) /* the same again and again */
		OK(lt_txn_put(txn, A, key_of(n % 300), value, &err));
	expect_dirty_within_factor_two(txn, before);

	before = used_bytes();
	txn = begin();
	for (uint64_t n = 0; n < 2000; n++) /* scattered deletes */
		OK(lt_txn_del(txn, A, key_of(n * 7919 % N), &err));
	expect_dirty_within_factor_two(txn, before);

	before = used_bytes();
	txn = begin();
	for (uint64_t n = 0; n < 1000; n++) /* values of two pages of their own */
		OK(lt_txn_put(txn, B, key_of(n * 7919 % N), lt_slice(text, 6000), &err));
	expect_dirty_within_factor_two(txn, before);
	lt_txn_abort(&pin);
}

/* -- backup -- */

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_put__then_get__survives_reopen),
		T(test_abort__after_put__leaves_nothing),
		T(test_del__present_and_absent__tells),
		T(test_append__not_beyond_the_last__is_refused),
		T(test_put__views_of_its_own_pages__are_kept),
		T(test_put__values_of_every_size__come_back),
		T(test_scan__both_ways__from_any_start),
		T(test_snapshot__while_written__sees_its_moment),
		T(test_snapshot__too_many__is_busy_and_recovers),
		T(test_put__map_full__is_full_and_usable_after_abort),
		T(test_faults__at_each_call__surface_and_leave_all_or_nothing),
		T(test_faults__unknown_commit__has_taken_effect),
		T(test_dirty_pages__many_kinds_of_writes__within_factor_two),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
