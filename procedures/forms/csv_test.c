/* SPDX-License-Identifier: EUPL-1.2 */
/* Cells as RFC 4180 has them, and none that a spreadsheet would run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/forms/csv.h"

static struct lt_arena arena;

static int setup(void **state)
{
	(void)state;
	lt_arena_init(&arena, 1 << 16);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lt_arena_done(&arena);
	return 0;
}

static void row_is(const char *const *cells, size_t count, const char *expected)
{
	struct lt_writer out = {.arena = &arena};
	lt_csv_row(&out, cells, count);
	assert_string_equal(lt_writer_text(&out), expected);
}

static void test_csv_row__quotes_commas_lines__quoted_as_rfc_4180_says(void **state)
{
	const char *const cells[] = {"Sông Hiến", "a,b", "\"Mẹ\"", "hai\ndòng", NULL, ""};
	(void)state;
	row_is(cells, 6, "Sông Hiến,\"a,b\",\"\"\"Mẹ\"\"\",\"hai\ndòng\",,\r\n");
}

static void test_csv_row__formulas__are_text_and_numbers_stay_numbers(void **state)
{
	const char *const cells[] = {"=1+1", "+84", "-cmd", "@x", "\tx", "-5", "-1,50", "97.80"};
	(void)state;
	row_is(cells, 8, "\"'=1+1\",\"'+84\",\"'-cmd\",\"'@x\",\"'\tx\",-5,\"-1,50\",97.80\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv_row__quotes_commas_lines__quoted_as_rfc_4180_says),
		cmocka_unit_test(test_csv_row__formulas__are_text_and_numbers_stay_numbers),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
