/* SPDX-License-Identifier: EUPL-1.2 */
/* Money, moments, columns, and texts that mean harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/print.h"

static void test_print_money__any_amount__grouped_in_threes(void **state)
{
	static const struct {
		int64_t vnd;
		const char *text;
	} rows[] = {{0, "0 đ"},
		    {999, "999 đ"},
		    {1000, "1.000 đ"},
		    {15000, "15.000 đ"},
		    {123456, "123.456 đ"},
		    {1234567, "1.234.567 đ"},
		    {-1, "chưa xác định"},
		    {INT64_MAX, "9.223.372.036.854.775.807 đ"}};
	char text[LT_MONEY_TEXT_BYTES];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(lt_print_money(rows[i].vnd, text), rows[i].text);
}

static void test_print_due__none_standing_and_set__said_apart(void **state)
{
	char text[LT_TIME_TEXT_BYTES];
	int64_t at_us;
	(void)state;
	assert_int_equal(lt_time_parse("2025-07-01T08:30", &at_us), 0);
	assert_string_equal(lt_print_due(at_us, text), "08:30 01/07/2025");
	assert_string_equal(lt_print_due(0, text), "không có hạn");
	assert_string_equal(lt_print_due(INT64_MAX, text), "đang dừng tính");
}

static void test_print_span__short_and_long__in_its_units(void **state)
{
	char text[LT_TIME_TEXT_BYTES];
	(void)state;
	assert_string_equal(lt_print_span(12 * LT_US_PER_MINUTE, LT_US_PER_DAY, text), "12 phút");
	assert_string_equal(lt_print_span(200 * LT_US_PER_MINUTE, LT_US_PER_DAY, text),
			    "3 giờ 20 phút");
	assert_string_equal(lt_print_span(50 * LT_US_PER_HOUR, LT_US_PER_DAY, text),
			    "2 ngày 2 giờ");
	assert_string_equal(lt_print_span(50 * LT_US_PER_HOUR, INT64_MAX, text), "50 giờ 0 phút");
}

static char *printed(struct lt_arena *arena, const char *const (*rows)[2], size_t count)
{
	static const char *const titles[] = {"BƯỚC", "AI"};
	struct lt_sheet sheet = {.arena = arena, .titles = titles, .columns = 2};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	assert_non_null(out);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(lt_sheet_add(&sheet, rows[i]), 0);
	lt_sheet_print(&sheet, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void test_sheet_print__vietnamese_cells__columns_line_up(void **state)
{
	static const char *const rows[][2] = {{"Tiếp nhận", "Hoa"}, {"Ký", NULL}};
	struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 1u << 16);
	char *text = printed(&arena, rows, 2);
	assert_string_equal(text, "BƯỚC       AI\n"
				  "Tiếp nhận  Hoa\n"
				  "Ký         \n");
	free(text);
	text = printed(&arena, rows, 0);
	assert_string_equal(text, "");
	free(text);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print_money__any_amount__grouped_in_threes),
		cmocka_unit_test(test_print_due__none_standing_and_set__said_apart),
		cmocka_unit_test(test_print_span__short_and_long__in_its_units),
		cmocka_unit_test(test_sheet_print__vietnamese_cells__columns_line_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
