/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts that mean harm, and columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/forms/clean.h"

static void test_clean__controls_and_turning_marks__gone(void **state)
{
	static const struct {
		const char *dirty, *clean;
	} rows[] = {{"Nguyễn Thị Bình", "Nguyễn Thị Bình"},
		    {"two\nlines\tand more", "two lines and more"},
		    {"\x1b[2Jgone", " [2Jgone"},
		    {"c1 \xc2\x9b"
		     "31m",
		     "c1  31m"},
		    {"turned \xe2\x80\xae"
		     "round",
		     "turned round"},
		    {"bad \xff byte", "bad ? byte"},
		    {"line\xe2\x80\xa8separator", "line separator"},
		    {"", ""}};
	struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 1u << 16);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(lt_clean(&arena, rows[i].dirty), rows[i].clean);
	assert_string_equal(lt_clean(&arena, NULL), "");
	lt_arena_done(&arena);
}

static void test_clean_width__marks_and_wide_signs__columns(void **state)
{
	(void)state;
	assert_int_equal(lt_clean_width("abc"), 3);
	assert_int_equal(lt_clean_width("Tiếp nhận"), 9);
	assert_int_equal(lt_clean_width("Tie\xcc\x82\xcc\x81p"), 4); /* marks of their own */
	assert_int_equal(lt_clean_width("中"), 2);
	assert_int_equal(lt_clean_width(""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean__controls_and_turning_marks__gone),
		cmocka_unit_test(test_clean_width__marks_and_wide_signs__columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
