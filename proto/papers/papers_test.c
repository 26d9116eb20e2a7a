/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder of scans: arriving in pieces, after cuts, damaged, refused, in bounded memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/papers/papers.h"
#include "proto/papers/papers_fixture.h"

enum { SCAN_BYTES = 300000 };

static struct paper_folder folder;
static struct lt_papers *papers;
static struct lt_err err;
static uint8_t scan[SCAN_BYTES], hash[LT_HASH_BYTES];

static int setup(void **state)
{
	(void)state;
	err = (struct lt_err){0};
	papers = paper_store(&folder, scan, sizeof scan, hash);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lt_papers_free(papers);
	papers = NULL;
	paper_folder_remove(&folder);
	return 0;
}

static int add(uint64_t offset, size_t size, uint64_t *ret_have, bool *ret_whole)
{
	const struct lt_paper_piece piece = {
		.hash = hash,
		.size = SCAN_BYTES,
		.offset = offset,
		.bytes = lt_slice(size ? scan + offset : NULL, size),
	};
	return lt_papers_add(papers, &piece, ret_have, ret_whole, &err);
}

static void add_all(void)
{
	uint64_t have = 0;
	bool whole = false;
	assert_int_equal(add(0, 100000, &have, &whole), 0);
	assert_int_equal(have, 100000);
	assert_false(whole);
	assert_int_equal(add(100000, 200000, &have, &whole), 0);
	assert_int_equal(have, SCAN_BYTES);
	assert_true(whole);
}

static void expect_content(void)
{
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	static uint8_t back[SCAN_BYTES + 10];
	size_t n = 0;
	assert_int_equal(lt_papers_read(papers, hash, &file, &err), 0);
	assert_int_equal(file.size, SCAN_BYTES);
	assert_int_equal(file.type, LT_PAPER_PDF);
	assert_int_equal(lt_paper_file_at(&file, 0, back, sizeof back, &n, &err), 0);
	assert_int_equal(n, SCAN_BYTES);
	assert_memory_equal(back, scan, SCAN_BYTES);
	assert_int_equal(lt_paper_file_at(&file, SCAN_BYTES - 5, back, 100, &n, &err), 0);
	assert_int_equal(n, 5);
	assert_int_equal(lt_paper_file_at(&file, SCAN_BYTES, back, 100, &n, &err), 0);
	assert_int_equal(n, 0);
}

static void test_add__in_pieces__is_whole_and_read_back(void **state)
{
	(void)state;
	uint64_t size = 0;
	assert_int_equal(lt_papers_find(papers, hash, &size, &err), LT_E_ABSENT);
	add_all();
	assert_int_equal(lt_papers_find(papers, hash, &size, &err), 0);
	assert_int_equal(size, SCAN_BYTES);
	expect_content();
}

static void test_add__wrong_place_or_again__tells_where_to_go_on(void **state)
{
	(void)state;
	uint64_t have = 7;
	bool whole = true;
	assert_int_equal(add(0, 0, &have, &whole), 0);
	assert_int_equal(have, 0);
	assert_false(whole);
	assert_int_equal(add(0, 1000, &have, &whole), 0);
	assert_int_equal(add(0, 1000, &have, &whole), 0); /* its answer was lost */
	assert_int_equal(have, 1000);
	assert_int_equal(add(5000, 1000, &have, &whole), 0);
	assert_int_equal(have, 1000);
	assert_int_equal(add(1000, SCAN_BYTES - 1000, &have, &whole), 0);
	assert_true(whole);
	assert_int_equal(add(0, 1000, &have, &whole), 0); /* whole: nothing is written */
	assert_true(whole);
	assert_int_equal(have, SCAN_BYTES);
	expect_content();
}

static void test_add__after_a_restart__goes_on(void **state)
{
	(void)state;
	uint64_t have = 0;
	bool whole = false;
	assert_int_equal(add(0, 123456, &have, &whole), 0);
	lt_papers_free(papers);
	papers = NULL;
	assert_int_equal(lt_papers_open(folder.path, &papers, &err), 0);
	assert_int_equal(add(0, 0, &have, &whole), 0);
	assert_int_equal(have, 123456);
	assert_int_equal(add(have, SCAN_BYTES - have, &have, &whole), 0);
	assert_true(whole);
	expect_content();
}

static void test_add__other_bytes_than_the_hash__are_dropped(void **state)
{
	(void)state;
	uint64_t have = 0;
	bool whole = false;
	scan[250000] ^= 1;
	assert_int_equal(add(0, SCAN_BYTES, &have, &whole), LT_E_DAMAGED);
	assert_false(whole);
	scan[250000] ^= 1;
	assert_int_equal(add(0, 0, &have, &whole), 0);
	assert_int_equal(have, 0);
	add_all();
	expect_content();
}

static void test_add__what_is_not_taken__is_refused_at_the_first_piece(void **state)
{
	(void)state;
	uint64_t have = 0;
	bool whole = false;
	memcpy(scan, "MZ\x90", 4);
	assert_int_equal(add(0, 1000, &have, &whole), LT_E_FORMAT);
	assert_non_null(strstr(err.text, "PDF"));
	struct lt_paper_piece piece = {.hash = hash, .size = LT_PAPER_BYTES_MAX + 1u};
	assert_int_equal(lt_papers_add(papers, &piece, &have, &whole, &err), LT_E_LIMIT);
	assert_non_null(strstr(err.text, "50 MB"));
	piece.size = 0;
	assert_int_equal(lt_papers_add(papers, &piece, &have, &whole, &err), LT_E_LIMIT);
}

static void test_read__damaged_file__is_named_never_served_and_comes_anew(void **state)
{
	(void)state;
	LT_AUTO(paper_file) struct lt_paper_file file = {.fd = -1};
	char path[PAPER_PATH_BYTES];
	add_all();
	paper_path(&folder, hash, path);
	assert_int_equal(chmod(path, 0600), 0);
	paper_flip(path, 123456);
	for (int i = 0; i < 2; i++) /* it stays where it is */
		assert_int_equal(lt_papers_check(papers, hash, &file, &err), LT_E_DAMAGED);
	assert_int_equal(lt_papers_read(papers, hash, &file, &err), LT_E_DAMAGED);
	assert_non_null(strstr(err.text, "bị hỏng"));
	assert_int_equal(lt_papers_read(papers, hash, &file, &err), LT_E_ABSENT);
	add_all();
	expect_content();
}

static bool count(void *owner, const uint8_t *waits, int64_t since_us)
{
	assert_memory_equal(waits, hash, LT_HASH_BYTES);
	assert_true(since_us / LT_US_PER_SECOND >= time(NULL) - 60);
	++*(int *)owner;
	return true;
}

static void test_waiting__after_a_restart__still_waits_until_sent(void **state)
{
	(void)state;
	int n = 0;
	assert_int_equal(lt_papers_wait(papers, hash, &err), 0);
	assert_int_equal(lt_papers_wait(papers, hash, &err), 0);
	lt_papers_free(papers);
	papers = NULL;
	assert_int_equal(lt_papers_open(folder.path, &papers, &err), 0);
	assert_int_equal(lt_papers_waiting(papers, count, &n, &err), 0);
	assert_int_equal(n, 1);
	lt_papers_sent(papers, hash);
	assert_int_equal(lt_papers_waiting(papers, count, &n, &err), 0);
	assert_int_equal(n, 1);
}

static void test_open__stale_arrivals__are_dropped(void **state)
{
	(void)state;
	uint64_t have = 0;
	bool whole = false;
	char path[PAPER_PATH_BYTES];
	assert_int_equal(add(0, 1000, &have, &whole), 0);
	paper_arriving_path(&folder, hash, path);
	const struct timespec old = {.tv_sec =
					     time(NULL) - (LT_PAPER_ARRIVING_DAYS + 1) * 24 * 3600};
	const struct timespec times[2] = {old, old};
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	lt_papers_free(papers);
	papers = NULL;
	assert_int_equal(lt_papers_open(folder.path, &papers, &err), 0);
	assert_int_equal(add(0, 0, &have, &whole), 0);
	assert_int_equal(have, 0);
}

static long peak_kib(void)
{
	struct rusage usage;
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

/* 50 MB in, 50 MB out: memory is that of a few blocks, whatever the size. */
static void test_largest__in_and_out__memory_stays(void **state)
{
	(void)state;
	enum { PIECE = 256 << 10, MEMORY_KIB_MAX = 1024 };
	static uint8_t piece_bytes[PIECE], big[LT_HASH_BYTES], back[LT_PAPER_BLOCK_BYTES];
	char path[PAPER_PATH_BYTES];
	struct lt_paper_file file = {.fd = -1};
	uint64_t have = 0;
	bool whole = false;
	size_t n = 0;
	(void)snprintf(path, sizeof path, "%s/big.pdf", folder.path);
	paper_make_file(path, LT_PAPER_BYTES_MAX, 7);
	(void)memset(back, 1, sizeof back);
	assert_int_equal(lt_paper_look(path, big, &file, &err), 0);
	assert_int_equal(file.size, LT_PAPER_BYTES_MAX);
	long before_kib = peak_kib();
	while (!whole) {
		assert_int_equal(lt_paper_file_at(&file, have, piece_bytes, PIECE, &n, &err), 0);
		const struct lt_paper_piece piece = {.hash = big,
						     .size = file.size,
						     .offset = have,
						     .bytes = lt_slice(piece_bytes, n)};
		assert_int_equal(lt_papers_add(papers, &piece, &have, &whole, &err), 0);
	}
	lt_paper_file_close(&file);
	assert_int_equal(lt_papers_read(papers, big, &file, &err), 0);
	for (uint64_t at = 0; at < file.size; at += n)
		assert_int_equal(lt_paper_file_at(&file, at, back, sizeof back, &n, &err), 0);
	lt_paper_file_close(&file);
	print_message("# 50 MB in and out: peak memory grew by %ld KiB\n", peak_kib() - before_kib);
	assert_in_range(peak_kib() - before_kib, 0, MEMORY_KIB_MAX);
}

static void test_look__what_cannot_be_sent__says_why(void **state)
{
	(void)state;
	char path[PAPER_PATH_BYTES];
	uint8_t found[LT_HASH_BYTES];
	struct lt_paper_file file = {.fd = -1};
	(void)snprintf(path, sizeof path, "%s/none.pdf", folder.path);
	assert_int_equal(lt_paper_look(path, found, &file, &err), LT_E_ABSENT);
	paper_write(path, "", 0);
	assert_int_equal(lt_paper_look(path, found, &file, &err), LT_E_LIMIT);
	paper_write(path, "hello", 5);
	assert_int_equal(lt_paper_look(path, found, &file, &err), LT_E_FORMAT);
	paper_make_file(path, LT_PAPER_BYTES_MAX + 1, 3);
	assert_int_equal(lt_paper_look(path, found, &file, &err), LT_E_LIMIT);
	paper_write(path, (const char *)scan, sizeof scan);
	assert_int_equal(lt_paper_look(path, found, &file, &err), 0);
	assert_memory_equal(found, hash, sizeof hash);
	lt_paper_file_close(&file);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_add__in_pieces__is_whole_and_read_back),
		TEST(test_add__wrong_place_or_again__tells_where_to_go_on),
		TEST(test_add__after_a_restart__goes_on),
		TEST(test_add__other_bytes_than_the_hash__are_dropped),
		TEST(test_add__what_is_not_taken__is_refused_at_the_first_piece),
		TEST(test_read__damaged_file__is_named_never_served_and_comes_anew),
		TEST(test_waiting__after_a_restart__still_waits_until_sent),
		TEST(test_open__stale_arrivals__are_dropped),
		TEST(test_largest__in_and_out__memory_stays),
		TEST(test_look__what_cannot_be_sent__says_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
