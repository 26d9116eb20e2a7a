/* SPDX-License-Identifier: EUPL-1.2 */
/* Columns, and texts that mean harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/print.h"

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
		cmocka_unit_test(test_sheet_print__vietnamese_cells__columns_line_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
