/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "worker/preview/shrink.h"

enum { RGB = 3 };

/* A picture whose pixel (x, y) is x + y of red, and y of blue. */
static struct lt_picture_rgb shrunk(uint32_t width, uint32_t height, uint32_t side, uint32_t rows)
{
	struct lt_shrink shrink;
	uint8_t *row = malloc((size_t)width * RGB);
	assert_non_null(row);
	assert_true(lt_shrink_begin(&shrink, width, height, side));
	for (uint32_t y = 0; y < rows; y++) {
		for (uint32_t x = 0; x < width; x++) {
			row[RGB * x] = (uint8_t)(x + y);
			row[RGB * x + 1] = 7;
			row[RGB * x + 2] = (uint8_t)y;
		}
		lt_shrink_row(&shrink, row);
	}
	free(row);
	return lt_shrink_end(&shrink);
}

static void test_shrink__smaller_than_asked__stays_as_it_is(void **state)
{
	(void)state;
	struct lt_picture_rgb p = shrunk(5, 3, 10, 3);
	assert_int_equal(p.width, 5);
	assert_int_equal(p.height, 3);
	assert_int_equal(p.pixels[(2 * 5 + 4) * RGB], 6);
	assert_int_equal(p.pixels[(2 * 5 + 4) * RGB + 2], 2);
	free(p.pixels);
}

static void test_shrink__each_pixel__is_the_mean_of_those_it_covers(void **state)
{
	(void)state;
	struct lt_picture_rgb p = shrunk(8, 4, 4, 4); /* two by two */
	assert_int_equal(p.width, 4);
	assert_int_equal(p.height, 2);
	for (uint32_t y = 0; y < 2; y++)
		for (uint32_t x = 0; x < 4; x++) {
			const uint8_t *at = p.pixels + (size_t)(y * 4 + x) * RGB;
			assert_int_equal(at[0], 2 * x + 2 * y + 1);
			assert_int_equal(at[1], 7);
			assert_int_equal(at[2], 2 * y); /* of y and y + 1, down */
		}
	free(p.pixels);
}

static void test_shrink__uneven_sizes__cover_all_and_no_more(void **state)
{
	static const uint32_t sizes[][3] = {
		{7, 3, 5}, {1, 1000, 10}, {1000, 1, 7}, {13, 11, 12}, {50, 49, 49}};
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct lt_picture_rgb p =
			shrunk(sizes[i][0], sizes[i][1], sizes[i][2], sizes[i][1] + 2);
		assert_true(p.width >= 1 && p.width <= sizes[i][2]);
		assert_true(p.height >= 1 && p.height <= sizes[i][2]);
		for (uint32_t k = 0; k < p.width * p.height; k++)
			assert_int_equal(p.pixels[(size_t)k * RGB + 1], 7); /* none is white */
		free(p.pixels);
	}
}

static void test_shrink__rows_that_never_came__are_white(void **state)
{
	(void)state;
	struct lt_picture_rgb p = shrunk(4, 4, 2, 2);
	assert_int_equal(p.pixels[1], 7);
	assert_int_equal(p.pixels[(size_t)2 * RGB + 1], 255);
	free(p.pixels);
}

static void test_shrink__no_pixels__is_no_picture(void **state)
{
	(void)state;
	struct lt_shrink shrink;
	assert_false(lt_shrink_begin(&shrink, 0, 5, 5));
	lt_shrink_done(&shrink);
	assert_false(lt_shrink_begin(&shrink, 5, 0, 5));
	lt_shrink_done(&shrink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shrink__smaller_than_asked__stays_as_it_is),
		cmocka_unit_test(test_shrink__each_pixel__is_the_mean_of_those_it_covers),
		cmocka_unit_test(test_shrink__uneven_sizes__cover_all_and_no_more),
		cmocka_unit_test(test_shrink__rows_that_never_came__are_white),
		cmocka_unit_test(test_shrink__no_pixels__is_no_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
