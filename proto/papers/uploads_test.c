/* SPDX-License-Identifier: EUPL-1.2 */
/* Uploads: on from any cut, taken as often as it is said, refused, swept, nobody else's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/papers/papers_fixture.h"
#include "proto/papers/uploads.h"

enum { SCAN_BYTES = 200000, HOA = 7, MAI = 8 };

static struct paper_folder folder;
static struct lt_papers *papers;
static struct lt_err err;
static uint8_t scan[SCAN_BYTES], hash[LT_HASH_BYTES];
static struct lt_upload upload;

static int setup(void **state)
{
	(void)state;
	err = (struct lt_err){0};
	papers = paper_store(&folder, scan, sizeof scan, hash);
	lt_upload_begin(HOA, &upload);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lt_papers_free(papers);
	paper_folder_remove(&folder);
	return 0;
}

static uint64_t add(uint64_t offset, size_t size)
{
	uint64_t have = 0;
	assert_int_equal(
		lt_uploads_add(papers, &upload, offset, lt_slice(scan + offset, size), &have, &err),
		0);
	return have;
}

static int take(const char *name)
{
	uint8_t found[LT_HASH_BYTES];
	struct lt_paper_file file = {.fd = -1};
	int r = lt_uploads_take(papers, &upload, name, found, &file, &err);
	if (r == 0) {
		assert_memory_equal(found, hash, sizeof found);
		assert_int_equal(file.size, SCAN_BYTES);
		assert_int_equal(file.type, LT_PAPER_PDF);
	}
	return r;
}

static void test_add__a_cut__goes_on_from_what_is_there(void **state)
{
	uint64_t have = 0;
	(void)state;
	assert_int_equal(add(0, 10), 10); /* too few to tell a type */
	assert_int_equal(add(10, 99990), 100000);
	assert_int_equal(add(0, 50), 100000);	   /* sent again: not added again */
	assert_int_equal(add(150000, 50), 100000); /* a gap: the sender hears from where */
	lt_papers_free(papers);
	assert_int_equal(lt_papers_open(folder.path, &papers, &err), 0);
	assert_int_equal(lt_uploads_have(papers, &upload, &have, &err), 0);
	assert_int_equal(have, 100000);
	assert_int_equal(add(100000, 100000), SCAN_BYTES);
	assert_int_equal(take("a.pdf"), 0);
}

static void test_take__again__is_the_same_paper(void **state)
{
	struct lt_paper_file file;
	(void)state;
	add(0, SCAN_BYTES);
	assert_int_equal(take("a.pdf"), 0);
	assert_int_equal(take("a.pdf"), 0);
	assert_int_equal(lt_papers_read(papers, hash, &file, &err), 0);
	lt_paper_file_close(&file);
	lt_upload_begin(MAI, &upload); /* the same content once more */
	add(0, SCAN_BYTES);
	assert_int_equal(take("b.pdf"), 0);
}

static void test_take__over_a_damaged_paper__makes_it_right(void **state)
{
	struct lt_paper_file file;
	char path[PAPER_PATH_BYTES];
	(void)state;
	add(0, SCAN_BYTES);
	assert_int_equal(take("a.pdf"), 0);
	lt_upload_begin(MAI, &upload); /* the same content, in a file of its own */
	add(0, SCAN_BYTES);
	paper_path(&folder, hash, path);
	assert_int_equal(chmod(path, 0600), 0);
	paper_flip(path, 5000);
	assert_int_equal(take("a.pdf"), 0);
	assert_int_equal(lt_papers_read(papers, hash, &file, &err), 0);
	lt_paper_file_close(&file);
}

static void test_take__of_somebody_else__is_absent(void **state)
{
	char text[LT_UPLOAD_TEXT_BYTES];
	(void)state;
	add(0, SCAN_BYTES);
	(void)lt_upload_text(&upload, text);
	assert_true(lt_upload_parse(MAI, text, &upload));
	assert_int_equal(take("a.pdf"), LT_E_ABSENT);
	assert_false(lt_upload_parse(MAI, "../../../../../../etc/passwd00000", &upload));
	assert_false(lt_upload_parse(MAI, "", &upload));
}

static void test_take__what_is_refused__is_dropped(void **state)
{
	uint64_t have = 1;
	(void)state;
	add(0, SCAN_BYTES);
	assert_int_equal(take("a.docx"), LT_E_FORMAT);
	assert_int_equal(lt_uploads_have(papers, &upload, &have, &err), 0);
	assert_int_equal(have, 0);
	memcpy(scan, "<svg><scrip", 11);
	assert_int_equal(lt_uploads_add(papers, &upload, 0, lt_slice(scan, 1000), &have, &err),
			 LT_E_FORMAT);
	assert_int_equal(add(0, 20), 20);
	assert_int_equal(add(20, 2000), 2020);
	assert_int_equal(take("a.pdf"), LT_E_FORMAT); /* found at the latest here */
	assert_non_null(strstr(err.text, "PDF, JPEG"));
}

static void test_add__beyond_the_size_of_a_file__is_refused(void **state)
{
	uint64_t have = 0;
	int r = 0;
	(void)state;
	while (r == 0)
		r = lt_uploads_add(papers, &upload, have, lt_slice(scan, sizeof scan), &have, &err);
	assert_int_equal(r, LT_E_LIMIT);
	assert_true(have <= LT_PAPER_BYTES_MAX && have + sizeof scan > LT_PAPER_BYTES_MAX);
	assert_int_equal(lt_uploads_have(papers, &upload, &have, &err), 0);
	assert_int_equal(have, 0);
}

/* Holes count as bytes and cost no disk. */
static void make_idle(uint64_t owner, unsigned megabytes)
{
	char path[PAPER_PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/uploads/%016llx/%u", folder.path,
		       (unsigned long long)owner, megabytes);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(ftruncate(fileno(file), (off_t)megabytes << 20), 0);
	assert_int_equal(fclose(file), 0);
}

static void test_add__too_much_that_nothing_took__is_refused(void **state)
{
	uint64_t have = 0;
	(void)state;
	add(0, 100000);
	make_idle(HOA, (LT_UPLOADS_BYTES_MAX >> 20) + 1);
	assert_int_equal(add(100000, 100000), SCAN_BYTES); /* what was begun goes on */
	lt_upload_begin(HOA, &upload);
	assert_int_equal(lt_uploads_add(papers, &upload, 0, lt_slice(scan, 1000), &have, &err),
			 LT_E_LIMIT);
	assert_non_null(strstr(err.text, "hoàn tất các hồ sơ"));
	lt_upload_begin(MAI, &upload); /* others are not in the way */
	assert_int_equal(add(0, 1000), 1000);
}

static void test_sweep__what_is_old__goes_but_papers_stay(void **state)
{
	struct lt_clock clock = lt_clock_system();
	int64_t later_us = lt_clock_wall(&clock) + LT_US_PER_DAY;
	uint64_t size;
	(void)state;
	add(0, SCAN_BYTES);
	assert_int_equal(take("a.pdf"), 0);
	assert_int_equal(lt_uploads_sweep(papers, later_us - 2 * LT_US_PER_DAY), 0);
	assert_int_equal(take("a.pdf"), 0);
	assert_int_equal(lt_uploads_sweep(papers, later_us), 1);
	assert_int_equal(take("a.pdf"), LT_E_ABSENT);
	assert_int_equal(lt_papers_find(papers, hash, &size, &err), 0);
}

static void test_named__one_file_of_one_person__is_one_number(void **state)
{
	struct lt_upload a, b;
	(void)state;
	lt_upload_named(HOA, "a.pdf\n1", &a);
	lt_upload_named(HOA, "a.pdf\n1", &b);
	assert_memory_equal(a.number, b.number, sizeof a.number);
	lt_upload_named(HOA, "a.pdf\n2", &b);
	assert_memory_not_equal(a.number, b.number, sizeof a.number);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_add__a_cut__goes_on_from_what_is_there),
		CASE(test_take__again__is_the_same_paper),
		CASE(test_take__over_a_damaged_paper__makes_it_right),
		CASE(test_take__of_somebody_else__is_absent),
		CASE(test_take__what_is_refused__is_dropped),
		CASE(test_add__beyond_the_size_of_a_file__is_refused),
		CASE(test_add__too_much_that_nothing_took__is_refused),
		CASE(test_sweep__what_is_old__goes_but_papers_stay),
		CASE(test_named__one_file_of_one_person__is_one_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
