/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that fit, columns that line up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/forms/wrap.h"

static void test_wrap__words_and_a_word_too_long__broken_where_they_must(void **state)
{
	static const struct {
		const char *text;
		size_t width, count;
		const char *lines[4];
	} rows[] = {
		{"Giấy chứng nhận quyền sử dụng đất",
		 12,
		 3,
		 {"Giấy chứng", "nhận quyền", "sử dụng đất"}},
		{"  hai   từ ", 20, 1, {"hai   từ "}},
		{"đúng mười", 9, 1, {"đúng mười"}},
		{"H14.61.01-250805-000001 xong", 10, 3, {"H14.61.01-", "250805-000", "001 xong"}},
		{"ằằằằ", 2, 2, {"ằằ", "ằằ"}},
		{"", 10, 0, {0}},
		{"   ", 10, 0, {0}},
	};
	struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 1u << 20);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lt_lines lines = {0};
		assert_true(lt_wrap(&arena, rows[i].text, rows[i].width, &lines));
		assert_int_equal(lines.count, rows[i].count);
		for (size_t k = 0; k < lines.count; k++)
			assert_string_equal(lines.items[k], rows[i].lines[k]);
	}
	lt_arena_done(&arena);
}

static void test_write_columns__of_different_height__side_by_side(void **state)
{
	struct lt_arena arena;
	struct lt_writer w = {.arena = &arena};
	struct lt_text_column columns[2] = {{.width = 5}, {.width = 7, .centred = true}};
	(void)state;
	lt_arena_init(&arena, 1u << 20);
	w.arena = &arena;
	assert_true(lt_wrap(&arena, "một hai", 5, &columns[0].lines));
	assert_true(lt_wrap(&arena, "ba", 7, &columns[1].lines));
	lt_write_columns(&w, columns, 2, "|");
	assert_string_equal(lt_writer_text(&w), "một  |  ba\nhai  |\n");
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrap__words_and_a_word_too_long__broken_where_they_must),
		cmocka_unit_test(test_write_columns__of_different_height__side_by_side),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
