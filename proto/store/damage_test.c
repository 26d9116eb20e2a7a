/* SPDX-License-Identifier: EUPL-1.2 */
/* What the store does with files that somebody or some disk has changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "proto/store/store.h"
#include "proto/store/store_test.h"
#include "tests/support/tables.h"

enum { SMALL, BIG, TABLES, PAGE = 4096, ENTRIES = 200, MUTANTS = 1500 };
static const char *const names[TABLES] = {"small", "big"};

static struct test_folder folder;
static char path[TEST_PATH_BYTES];
static struct lt_err err;
static struct lt_store *store;

static int open_store(void)
{
	struct lt_store_options options = {
		.tables = names, .tables_count = TABLES, .map_bytes = 64 << 20};
	err = (struct lt_err){0};
	return lt_store_open(path, &options, &store, &err);
}

static void close_store(void)
{
	lt_store_close(store);
	store = NULL;
}

static int setup(void **state)
{
	(void)state;
	test_folder_make(&folder);
	(void)test_folder_file(&folder, "state.mdb", path);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close_store();
	test_folder_remove(&folder);
	return 0;
}

static void value_of(uint64_t n, unsigned table, char text[static 9000], struct lt_slice *ret)
{
	size_t size = table == BIG ? 8000 : 60;
	memset(text, (int)('a' + n % 26), size);
	int head = snprintf(text, 30, "<entry %u of table %u", (unsigned)n, table);
	text[head] = '>';
	*ret = lt_slice(text, size);
}

static void fill(uint64_t first, uint64_t count)
{
	char text[9000];
	uint8_t key[8];
	struct lt_txn *txn = NULL;
	assert_int_equal(lt_store_begin(store, &txn, &err), 0);
	for (uint64_t n = first; n < first + count; n++)
		for (unsigned table = 0; table < TABLES; table++) {
			struct lt_slice value;
			lt_put_u64(key, n);
			value_of(n, table, text, &value);
			assert_int_equal(lt_txn_put(txn, table, lt_slice(key, 8), value, &err), 0);
		}
	assert_int_equal(lt_txn_commit(&txn, &err), 0);
}

/* A store of two tables, closed. */
static void make_store(void)
{
	assert_int_equal(open_store(), 0);
	fill(0, ENTRIES / 2);
	fill(ENTRIES / 2, ENTRIES / 2);
	close_store();
}

static uint8_t *read_whole(size_t *ret_size)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	uint8_t *bytes = malloc((size_t)st.st_size);
	assert_int_equal(pread(fd, bytes, (size_t)st.st_size, 0), st.st_size);
	(void)close(fd);
	*ret_size = (size_t)st.st_size;
	return bytes;
}

static void write_whole(const uint8_t *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	if ((size_t)st.st_size != size) /* file systems sync what was emptied and written anew */
		assert_int_equal(ftruncate(fd, (off_t)size), 0);
	assert_int_equal(write(fd, bytes, size), size);
	(void)close(fd);
}

/* Reads every entry. @return the number of those that were named as damaged; the rest are right.
 * @param ret_count  entries seen; may be NULL */
static size_t read_and_count(size_t *ret_count)
{
	char text[9000];
	size_t damaged_count = 0, count = 0;
	struct lt_txn *txn = NULL;
	assert_int_equal(lt_store_snapshot(store, &txn, &err), 0);
	for (unsigned table = 0; table < TABLES; table++) {
		struct lt_scan scan = {0};
		struct lt_slice key, value, expected;
		assert_int_equal(lt_scan_from(txn, table, lt_slice(NULL, 0), &scan, &err), 0);
		for (int r; (r = lt_scan_next(&scan, &key, &value, &err)) != LT_E_ABSENT;) {
			if (r == LT_E_DAMAGED || r == LT_E_VERSION || r == LT_E_STORE) {
				damaged_count++;
				if (strstr(err.text, ": scan: ")) /* a page: no way on */
					break;
				continue;
			}
			assert_int_equal(r, 0);
			value_of(lt_get_u64(key.data), table, text, &expected);
			assert_true(lt_slice_equal(value, expected));
			count++;
		}
		lt_scan_done(&scan);
	}
	lt_txn_abort(&txn);
	if (ret_count)
		*ret_count = count;
	return damaged_count;
}

static size_t read_all(void)
{
	return read_and_count(NULL);
}

static void test_get__value_changed_on_disk__names_table_and_key(void **state)
{
	(void)state;
	make_store();
	size_t size;
	uint8_t *bytes = read_whole(&size), key[8];
	const char mark[] = "<entry 77 of table 1>";
	uint8_t *at = memmem(bytes, size, mark, sizeof mark - 1);
	assert_non_null(at);
	at[500] ^= 4;
	write_whole(bytes, size);
	free(bytes);
	assert_int_equal(open_store(), 0);
	struct lt_txn *txn = NULL;
	struct lt_slice value = {0};
	assert_int_equal(lt_store_begin(store, &txn, &err), 0);
	lt_put_u64(key, 77);
	assert_int_equal(lt_txn_get(txn, BIG, lt_slice(key, 8), &value, &err), LT_E_DAMAGED);
	assert_null(value.data);
	assert_non_null(strstr(err.text, "table big, key 000000000000004d"));
	lt_put_u64(key, 78); /* its neighbours are served, and it can be replaced */
	assert_int_equal(lt_txn_get(txn, BIG, lt_slice(key, 8), &value, &err), 0);
	lt_txn_abort(&txn);
	assert_int_equal(read_all(), 1);
	fill(77, 1);
	assert_int_equal(read_all(), 0);
}

static void test_open__truncated__is_damaged(void **state)
{
	(void)state;
	make_store();
	size_t size;
	uint8_t *bytes = read_whole(&size);
	static const size_t cuts[] = {1, 100, PAGE, PAGE + 100, 2 * PAGE, 3 * PAGE, 20 * PAGE};
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		write_whole(bytes, cuts[i]);
		assert_int_equal(open_store(), LT_E_DAMAGED);
	}
	for (size_t cut = 3 * PAGE; cut < size; cut += 37 * PAGE + 11) {
		write_whole(bytes, cut);
		assert_int_equal(open_store(), LT_E_DAMAGED);
		assert_non_null(strstr(err.text, "truncated"));
		assert_non_null(strstr(err.text, path));
	}
	write_whole(bytes, size);
	assert_int_equal(open_store(), 0);
	assert_int_equal(read_all(), 0);
	free(bytes);
}

static void test_open__end_never_written__is_whole(void **state)
{
	(void)state;
	assert_int_equal(open_store(), 0);
	for (int i = 0; i < 10; i++) /* so that there are free pages, and LMDB reads their list */
		fill(0, 10);
	static uint8_t value[100 * PAGE];
	struct lt_txn *txn = NULL;
	assert_int_equal(lt_store_begin(store, &txn, &err), 0);
	struct lt_slice key = lt_slice("12345678", 8);
	assert_int_equal(lt_txn_put(txn, SMALL, key, lt_slice(value, 10), &err), 0);
	assert_int_equal(lt_txn_del(txn, SMALL, key, &err), 0);
	assert_int_equal(lt_txn_put(txn, BIG, key, lt_slice(value, sizeof value), &err), 0);
	assert_int_equal(lt_txn_del(txn, BIG, key, &err),
			 0); /* its pages stay at the end, unused */
	assert_int_equal(lt_txn_commit(&txn, &err), 0);
	struct lt_store_stats stats;
	assert_int_equal(lt_store_stats(store, &stats, &err), 0);
	close_store();
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_true((uint64_t)st.st_size >= stats.used_bytes);
	/* a crash before the hole was made */
	assert_int_equal(truncate(path, st.st_size - 50 * PAGE), 0);
	if (open_store() != 0)
		fail_msg("%s", err.text);
	assert_int_equal(read_all(), 0);
	fill(0, ENTRIES);
	assert_int_equal(read_all(), 0);
	close_store();
	assert_int_equal(lt_store_check(path, &err), 0);
	assert_int_equal(truncate(path, 20 * PAGE), 0);
	assert_int_equal(open_store(), LT_E_DAMAGED);
}

static void test_open__foreign_files__are_refused(void **state)
{
	(void)state;
	static uint8_t bytes[5 * PAGE];
	write_whole(bytes, sizeof bytes);
	assert_int_equal(open_store(), LT_E_DAMAGED);
	memset(bytes, 'x', sizeof bytes);
	write_whole(bytes, sizeof bytes);
	assert_int_equal(open_store(), LT_E_DAMAGED);
	assert_int_equal(lt_store_check(path, &err), LT_E_DAMAGED);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(lt_store_check(path, &err), LT_E_ABSENT);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_true(open_store() < 0);
	assert_int_equal(rmdir(path), 0);
}

static void test_check__every_page_spoilt_in_turn__names_it_or_reads_on(void **state)
{
	(void)state;
	make_store();
	assert_int_equal(lt_store_check(path, &err), 0);
	size_t size, refused = 0;
	uint8_t *bytes = read_whole(&size);
	for (size_t page = 2; page < size / PAGE; page++) {
		uint8_t kept[16];
		memcpy(kept, bytes + page * PAGE, sizeof kept);
		memset(bytes + page * PAGE, 0xa5, sizeof kept);
		write_whole(bytes, size);
		memcpy(bytes + page * PAGE, kept, sizeof kept);
		if (lt_store_check(path, &err) == LT_E_DAMAGED) {
			char text[40];
			(void)snprintf(text, sizeof text, "page %zu ", page);
			assert_non_null(strstr(err.text, text));
			refused++;
			continue;
		}
		assert_int_equal(open_store(), 0); /* a free page, or the inside of a value */
		(void)read_all();
		close_store();
	}
	assert_in_range(refused, 10, size / PAGE);
	free(bytes);
}

/* Bytes of a value, most of them, have no page number where they stand. */
static bool is_tree_page(const uint8_t *bytes, size_t page)
{
	uint64_t number;
	memcpy(&number, bytes + page * PAGE, sizeof number);
	return number == page && (bytes[page * PAGE + 10] & 3);
}

/* A bit in the head, the offsets, or anywhere else of a branch or leaf; or of a head page. */
static size_t some_place(const uint8_t *bytes, size_t size, uint64_t random)
{
	size_t page = (random >> 8) % (size / PAGE), within = (random >> 40) % PAGE;
	while (page > 1 && !is_tree_page(bytes, page))
		page = (page + 1) % (size / PAGE);
	if (page < 2)
		within %= 152;
	else if (random & 1)
		within %= 100;
	return page * PAGE + within;
}

static void test_check__mutants_it_accepts__never_crash_the_reader(void **state)
{
	(void)state;
	make_store();
	size_t size, accepted = 0;
	uint8_t *bytes = read_whole(&size);
	uint64_t random = 7;
	for (int i = 0; i < MUTANTS; i++) {
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		size_t at = some_place(bytes, size, random >> 3);
		bytes[at] ^= (uint8_t)(1 << (random >> 61));
		write_whole(bytes, size);
		bytes[at] ^= (uint8_t)(1 << (random >> 61));
		if (lt_store_check(path, &err) != 0)
			continue;
		accepted++;
		if (open_store() == 0)
			(void)read_all();
		close_store();
	}
	print_message("%zu of %d mutants were sound in structure\n", accepted, MUTANTS);
	assert_in_range(accepted, MUTANTS / 10, MUTANTS * 9 / 10);
	free(bytes);
}

/* -- what is whole passes -- */

static void remove_entries(uint64_t first, uint64_t count)
{
	struct lt_txn *txn = NULL;
	uint8_t key[8];
	assert_int_equal(lt_store_begin(store, &txn, &err), 0);
	for (uint64_t n = first; n < first + count; n++)
		for (unsigned table = 0; table < TABLES; table++) {
			lt_put_u64(key, n);
			assert_int_equal(lt_txn_del(txn, table, lt_slice(key, 8), &err), 0);
		}
	assert_int_equal(lt_txn_commit(&txn, &err), 0);
}

/* So many pages are free at once that LMDB's own list of them has pages of its own. */
static void test_check_values__much_was_removed_at_once__is_whole(void **state)
{
	enum { MANY = 2000 };
	(void)state;
	assert_int_equal(open_store(), 0);
	fill(0, MANY);
	for (int i = 0; i < 3; i++) {
		remove_entries(MANY / 10, MANY / 2);
		if (lt_store_check_open(store, NULL, &err) != 0)
			fail_msg("%s", err.text);
		fill(MANY / 10, MANY / 2);
	}
	remove_entries(0, MANY);
	close_store();
	if (lt_store_check_values(path, &err) != 0)
		fail_msg("%s", err.text);
}

static uint64_t next_random(uint64_t *random)
{
	*random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *random >> 20;
}

static void change_somehow(uint64_t *random, int changes)
{
	static char value[30000];
	struct lt_txn *txn = NULL;
	assert_int_equal(lt_store_begin(store, &txn, &err), 0);
	for (int i = 0; i < changes; i++) {
		uint8_t key[8];
		unsigned table = next_random(random) % TABLES;
		size_t size = next_random(random) % (next_random(random) % 4 ? 300 : sizeof value);
		lt_put_u64(key, next_random(random) % 3000);
		struct lt_slice k = lt_slice(key, 8);
		int r = next_random(random) % 3
				? lt_txn_put(txn, table, k, lt_slice(value, size), &err)
				: lt_txn_del(txn, table, k, &err);
		assert_true(r == 0 || r == LT_E_ABSENT);
	}
	if (next_random(random) % 8 == 0)
		lt_txn_abort(&txn);
	else
		assert_int_equal(lt_txn_commit(&txn, &err), 0);
}

/* No false alarm: entries come, go, grow and shrink while a reader holds on to old pages. */
static void test_check_values__any_life__is_whole(void **state)
{
	enum { ROUNDS = 200, CHANGES = 200 };
	uint64_t random = 3;
	struct lt_txn *reader = NULL;
	(void)state;
	assert_int_equal(open_store(), 0);
	assert_int_equal(lt_store_snapshot(store, &reader, &err), 0);
	for (int i = 0; i < ROUNDS; i++) {
		change_somehow(&random, 1 + (int)(next_random(&random) % CHANGES));
		if (i % 20 == 0)
			assert_int_equal(lt_snapshot_renew(reader, &err), 0);
		if (i % 5 == 0 && lt_store_check_open(store, NULL, &err) != 0)
			fail_msg("round %d: %s", i, err.text);
	}
	lt_txn_abort(&reader);
	close_store();
	if (lt_store_check_values(path, &err) != 0)
		fail_msg("%s", err.text);
}

/* -- nothing is missing from what passes -- */

static void assert_nothing_lost(void)
{
	size_t count = 0;
	int r = open_store();
	if (r == 0)
		assert_int_equal(read_and_count(&count), 0);
	assert_true(r == LT_E_DAMAGED || (r == 0 && count == TABLES * ENTRIES));
	close_store();
}

static void test_check_values__mutants_it_accepts__hold_every_entry(void **state)
{
	(void)state;
	make_store();
	size_t size, accepted = 0;
	uint8_t *bytes = read_whole(&size);
	uint64_t random = 11;
	for (int i = 0; i < MUTANTS; i++) {
		random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		size_t at = some_place(bytes, size, random >> 3);
		if (at < 2 * PAGE) /* the other head leads to what was before */
			continue;
		bytes[at] ^= (uint8_t)(1 << (random >> 61));
		write_whole(bytes, size);
		bytes[at] ^= (uint8_t)(1 << (random >> 61));
		if (lt_store_check_values(path, &err) != 0)
			continue;
		accepted++;
		assert_nothing_lost();
	}
	print_message("%zu of %d mutants had no effect\n", accepted, MUTANTS);
	assert_in_range(accepted, MUTANTS / 100, MUTANTS * 9 / 10);
	free(bytes);
}

static void
test_check_values__every_sector_zeroed_in_turn__is_named_or_holds_every_entry(void **state)
{
	enum { SECTOR = 512 };
	(void)state;
	make_store();
	size_t size, refused = 0;
	uint8_t *bytes = read_whole(&size), kept[SECTOR];
	for (size_t at = 0; at + SECTOR <= size; at += SECTOR) {
		memcpy(kept, bytes + at, SECTOR);
		memset(bytes + at, 0, SECTOR);
		write_whole(bytes, size);
		memcpy(bytes + at, kept, SECTOR);
		if (lt_store_check_values(path, &err) == LT_E_DAMAGED)
			refused++;
		else
			assert_nothing_lost();
	}
	assert_in_range(refused, size / SECTOR / 4, size / SECTOR - 1);
	free(bytes);
}

static void put_number(uint8_t *at, uint64_t number)
{
	memcpy(at, &number, sizeof number);
}

/* LMDB gives out the pages on it unseen: one that is in use would be written over later. */
static void test_check__list_of_free_pages_spoilt__is_damaged(void **state)
{
	(void)state;
	make_store();
	assert_int_equal(open_store(), 0);
	remove_entries(0, ENTRIES / 2);
	close_store();
	size_t size, lists = 0;
	uint8_t *bytes = read_whole(&size), *copy = malloc(size);
	struct lt_test_table tables[LT_TEST_TABLES_MAX];
	(void)lt_test_tables(bytes, tables);
	size_t at = lt_test_free_pages(bytes);
	uint64_t count, first;
	memcpy(&count, bytes + at, sizeof count);
	memcpy(&first, bytes + at + 8, sizeof first);
	assert_in_range(count, 2, size / PAGE);
	const struct {
		size_t i;
		uint64_t number;
	} spoilt[] = {
		{0, size}, {1, tables[BIG].root}, {1, size / PAGE + 5}, {2, first}, {count, 1}};
	for (; lists < sizeof spoilt / sizeof *spoilt; lists++) {
		memcpy(copy, bytes, size);
		put_number(copy + at + 8 * spoilt[lists].i, spoilt[lists].number);
		write_whole(copy, size);
		assert_int_equal(lt_store_check(path, &err), LT_E_DAMAGED);
	}
	write_whole(bytes, size);
	assert_int_equal(lt_store_check(path, &err), 0);
	free(copy);
	free(bytes);
}

static void test_open__table_lost__is_damaged_or_named_by_the_check(void **state)
{
	(void)state;
	make_store();
	size_t size;
	uint8_t *bytes = read_whole(&size);
	struct lt_test_table tables[LT_TEST_TABLES_MAX];
	assert_int_equal(lt_test_tables(bytes, tables), TABLES);
	for (size_t i = 0; i < TABLES; i++)
		for (int way = 1; way < LT_TEST_LOSSES; way++) {
			uint8_t *copy = malloc(size);
			memcpy(copy, bytes, size);
			lt_test_lose(copy, &tables[i], (enum lt_test_loss)way);
			write_whole(copy, size);
			free(copy);
			/* one that never held anything is for whoever knows that it did */
			assert_int_equal(lt_store_check(path, &err),
					 way == LT_TEST_LOSE_ALL ? 0 : LT_E_DAMAGED);
			int r = open_store();
			close_store();
			if (way != LT_TEST_LOSE_NAME)
				continue;
			assert_int_equal(r, LT_E_DAMAGED);
			assert_non_null(strstr(err.text, tables[i].name));
		}
	free(bytes);
}

static void test_check_open__beside_a_writer__names_what_is_damaged_then(void **state)
{
	(void)state;
	make_store();
	size_t size;
	uint8_t *bytes = read_whole(&size);
	struct lt_test_table tables[LT_TEST_TABLES_MAX];
	struct lt_txn *txn = NULL;
	atomic_bool stop = true;
	(void)lt_test_tables(bytes, tables);
	assert_int_equal(open_store(), 0);
	assert_int_equal(lt_store_begin(store, &txn, &err), 0);
	assert_int_equal(lt_store_check_open(store, NULL, &err), 0);
	lt_txn_abort(&txn);
	lt_test_lose(bytes, &tables[1], LT_TEST_LOSE_ENTRY);
	write_whole(bytes, size);
	assert_int_equal(lt_store_check_open(store, NULL, &err), LT_E_DAMAGED);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(lt_store_check_open(store, &stop, &err), 0);
	free(bytes);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_get__value_changed_on_disk__names_table_and_key),
		T(test_open__truncated__is_damaged),
		T(test_open__end_never_written__is_whole),
		T(test_open__foreign_files__are_refused),
		T(test_check__every_page_spoilt_in_turn__names_it_or_reads_on),
		T(test_check__mutants_it_accepts__never_crash_the_reader),
		T(test_check_values__much_was_removed_at_once__is_whole),
		T(test_check_values__any_life__is_whole),
		T(test_check_values__mutants_it_accepts__hold_every_entry),
		T(test_check_values__every_sector_zeroed_in_turn__is_named_or_holds_every_entry),
		T(test_check__list_of_free_pages_spoilt__is_damaged),
		T(test_open__table_lost__is_damaged_or_named_by_the_check),
		T(test_check_open__beside_a_writer__names_what_is_damaged_then),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
