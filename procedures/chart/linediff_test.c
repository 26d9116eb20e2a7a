/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that came and went. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/chart/linediff.h"

static struct lt_line_changes differ(struct lt_arena *arena, const char *a, const char *b)
{
	struct lt_line_changes changes;
	assert_int_equal(lt_lines_differ(lt_slice_str(a), lt_slice_str(b), arena, &changes), 0);
	return changes;
}

static void test_lines_differ__a_line_changed_and_one_added__only_those(void **state)
{
	LT_AUTO(arena) struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 64 << 20);
	struct lt_line_changes c = differ(&arena, "one\ntwo\nthree\nfour\n",
					  "one\n2\nthree\nthree and a half\nfour\n");
	assert_int_equal(c.count, 3);
	assert_int_equal(c.added, 2);
	assert_int_equal(c.removed, 1);
	assert_int_equal(c.items[0].sign, '-');
	assert_int_equal(c.items[0].number, 2);
	assert_true(lt_slice_equal(c.items[0].line, lt_slice_str("two")));
	assert_int_equal(c.items[1].sign, '+');
	assert_int_equal(c.items[2].number, 4);
}

static void test_lines_differ__same_or_nothing__no_line_or_all(void **state)
{
	LT_AUTO(arena) struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 64 << 20);
	assert_int_equal(differ(&arena, "a\nb\n", "a\nb\n").count, 0);
	assert_int_equal(differ(&arena, "", "a\nb").added, 2);
	assert_int_equal(differ(&arena, "a\na\na\n", "a\n").removed, 2);
	assert_int_equal(differ(&arena, "", "").count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_differ__a_line_changed_and_one_added__only_those),
		cmocka_unit_test(test_lines_differ__same_or_nothing__no_line_or_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
