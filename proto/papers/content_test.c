/* SPDX-License-Identifier: EUPL-1.2 */
/* Pixels of images and parts of office documents; every shorter file, every other byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "proto/papers/content.h"

enum { ROOM = 2048 };

static FILE *file;
static uint8_t bytes[ROOM];
static size_t size;

static int setup(void **state)
{
	(void)state;
	file = tmpfile();
	size = 0;
	return file ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	(void)fclose(file);
	return 0;
}

static void put(const void *from, size_t count)
{
	assert_true(size + count <= ROOM);
	memcpy(bytes + size, from, count);
	size += count;
}
#define PUT(text) put((text), sizeof(text) - 1)

static void put_number(uint64_t n, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t byte = (uint8_t)(n >> (8 * i));
		put(&byte, 1);
	}
}

/* The first @p count bytes are the file now. */
static int store(size_t count)
{
	int fd = fileno(file);
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_int_equal(pwrite(fd, bytes, count, 0), count);
	return fd;
}

static int pixels(enum lt_paper_type type, size_t count, uint64_t *ret)
{
	const struct lt_paper_file about = {.fd = -1, .size = count, .type = type};
	return lt_paper_pixels(store(count), &about, ret);
}

static void expect_pixels(enum lt_paper_type type, uint64_t expected)
{
	uint64_t n = 0;
	assert_int_equal(pixels(type, size, &n), 0);
	assert_int_equal(n, expected);
	for (size_t i = 0; i < size; i++) { /* cut anywhere: found before the cut, or broken */
		int r = pixels(type, i, &n);
		assert_true(r == LT_E_FORMAT || n == expected);
	}
	for (size_t i = 0; i < size; i++) { /* any byte wrong: no crash, no endless walk */
		bytes[i] ^= 0xff;
		int r = pixels(type, size, &n);
		assert_true(r == 0 || r == LT_E_FORMAT);
		bytes[i] ^= 0xff;
	}
}

static void test_pixels__png__by_its_header(void **state)
{
	(void)state;
	PUT("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\0\0\0\x03\0\x08\x02\0\0\0");
	expect_pixels(LT_PAPER_PNG, 1024 * 768);
}

static void test_pixels__jpeg__by_its_frame(void **state)
{
	(void)state;
	PUT("\xff\xd8\xff\xe0\0\x06"
	    "JFIF"
	    "\xff\xff\xc4\0\x04\0\0"); /* segments, a fill */
	PUT("\xff\xc2\0\x0b\x08\x03\0\x04\0\x01\x01\x11\0\xff\xda");
	expect_pixels(LT_PAPER_JPEG, 1024 * 768);
}

static void put_entry(uint16_t tag, uint16_t type, uint32_t value)
{
	put_number(tag, 2);
	put_number(type, 2);
	put_number(1, 4);
	put_number(value, 4);
}

static void test_pixels__tiff__the_largest_page(void **state)
{
	(void)state;
	PUT("II*\0");
	put_number(8, 4);
	put_number(2, 2);
	put_entry(256, 3, 100);
	put_entry(257, 4, 50);
	put_number(size + 4, 4);
	put_number(2, 2);
	put_entry(256, 4, 2000);
	put_entry(257, 3, 1000);
	put_number(0, 4);
	expect_pixels(LT_PAPER_TIFF, 2000 * 1000);
}

static void test_pixels__tiff_in_a_ring__is_broken(void **state)
{
	uint64_t n;
	(void)state;
	PUT("II*\0");
	put_number(8, 4);
	put_number(2, 2);
	put_entry(256, 4, 10);
	put_entry(257, 4, 10);
	put_number(8, 4);
	assert_int_equal(pixels(LT_PAPER_TIFF, size, &n), LT_E_FORMAT);
}

static void test_check_pixels__of_too_many__says_what_to_do(void **state)
{
	struct lt_err err = {0};
	const struct lt_paper_file about = {.fd = -1, .type = LT_PAPER_PNG};
	(void)state;
	PUT("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x40\0\0\0\x40\0\x08\x02\0\0\0");
	assert_int_equal(lt_paper_check_pixels(store(size), &about, &err), LT_E_LIMIT);
	assert_non_null(strstr(err.text, "268 triệu"));
	assert_non_null(strstr(err.text, "quét với độ phân giải thấp hơn"));
}

/* -- office documents -- */

static size_t list_at, parts;

static void put_part(const char *name)
{
	PUT("PK\x01\x02");
	for (int i = 0; i < 24; i++)
		put_number(0, 1);
	put_number(strlen(name), 2);
	put_number(3, 2); /* extra */
	put_number(0, 2);
	for (int i = 0; i < 12; i++)
		put_number(0, 1);
	put(name, strlen(name));
	PUT("abc");
	parts++;
}

static void begin_zip(void)
{
	size = parts = 0;
	PUT("PK\x03\x04 whatever the parts are");
	list_at = size;
}

static void end_zip(void)
{
	size_t end = size;
	PUT("PK\x05\x06\0\0\0\0");
	put_number(parts, 2);
	put_number(parts, 2);
	put_number(end - list_at, 4);
	put_number(list_at, 4);
	put_number(0, 2);
}

static enum lt_paper_type office(void)
{
	return lt_paper_office_type(store(size), size);
}

static void test_office_type__the_main_part__says_which(void **state)
{
	(void)state;
	begin_zip();
	put_part("[Content_Types].xml");
	put_part("word/document.xml");
	end_zip();
	assert_int_equal(office(), LT_PAPER_DOCX);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(lt_paper_office_type(store(i), i), LT_PAPER_UNKNOWN);
	for (size_t i = 0; i < size; i++) {
		bytes[i] ^= 0xff;
		(void)office();
		bytes[i] ^= 0xff;
	}
	begin_zip();
	put_part("xl/workbook.xml");
	end_zip();
	assert_int_equal(office(), LT_PAPER_XLSX);
}

static void test_office_type__other_zips_and_macros__are_not_taken(void **state)
{
	(void)state;
	begin_zip();
	put_part("word/document.xml/x");
	put_part("photo.jpg");
	end_zip();
	assert_int_equal(office(), LT_PAPER_UNKNOWN);
	begin_zip();
	put_part("word/document.xml");
	put_part("word/vbaProject.bin");
	end_zip();
	assert_int_equal(office(), LT_PAPER_UNKNOWN);
}

/* -- names -- */

static void test_check_name__an_ending__must_be_of_the_content(void **state)
{
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(lt_paper_check_name("a.PDF", LT_PAPER_PDF, &err), 0);
	assert_int_equal(lt_paper_check_name("giấy.tờ.jpeg", LT_PAPER_JPEG, &err), 0);
	assert_int_equal(lt_paper_check_name("a.jpg", LT_PAPER_JPEG, &err), 0);
	assert_int_equal(lt_paper_check_name("a.tif", LT_PAPER_TIFF, &err), 0);
	assert_int_equal(lt_paper_check_name("a.pd", LT_PAPER_PDF, &err), LT_E_FORMAT);
	assert_int_equal(lt_paper_check_name("pdf", LT_PAPER_PDF, &err), LT_E_FORMAT);
	assert_int_equal(lt_paper_check_name("a.", LT_PAPER_PDF, &err), LT_E_FORMAT);
	assert_int_equal(lt_paper_check_name("a.pdf.exe", LT_PAPER_PDF, &err), LT_E_FORMAT);
	assert_int_equal(lt_paper_check_name("a.jpg", LT_PAPER_PDF, &err), LT_E_FORMAT);
	assert_non_null(strstr(err.text, ".pdf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pixels__png__by_its_header, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pixels__jpeg__by_its_frame, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pixels__tiff__the_largest_page, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_pixels__tiff_in_a_ring__is_broken, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_check_pixels__of_too_many__says_what_to_do,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_office_type__the_main_part__says_which, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			test_office_type__other_zips_and_macros__are_not_taken, setup, teardown),
		cmocka_unit_test(test_check_name__an_ending__must_be_of_the_content),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
