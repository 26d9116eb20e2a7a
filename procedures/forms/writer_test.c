/* SPDX-License-Identifier: EUPL-1.2 */
/* What enters as a value leaves as characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/forms/writer.h"

static void test_writer_escape__everything_markup_is_made_of__escaped(void **state)
{
	struct lt_arena arena;
	struct lt_writer w = {.arena = &arena};
	(void)state;
	lt_arena_init(&arena, 1u << 20);
	LT_MARKUP(&w, "<p title=\"");
	lt_writer_escape(&w, "\"><script>alert('x')</script>&amp;");
	LT_MARKUP(&w, "\">");
	lt_writer_number(&w, 42);
	assert_string_equal(lt_writer_text(&w),
			    "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"
			    "&amp;amp;\">42");
	lt_arena_done(&arena);
}

static void test_writer_add__much__all_of_it_in_order(void **state)
{
	enum { ROUNDS = 20000 };
	struct lt_arena arena;
	struct lt_writer w = {.arena = &arena};
	(void)state;
	lt_arena_init(&arena, 1u << 22);
	for (int i = 0; i < ROUNDS; i++)
		lt_writer_plain(&w, i % 2 ? "b" : "aa");
	const char *text = lt_writer_text(&w);
	assert_int_equal(strlen(text), ROUNDS / 2 * 3);
	for (size_t i = 0; text[i]; i += 3)
		assert_memory_equal(text + i, "aab", 3);
	lt_arena_done(&arena);
}

static void test_writer_text__nothing_and_no_memory__told_apart(void **state)
{
	struct lt_arena arena;
	struct lt_writer empty = {.arena = &arena}, full = {.arena = &arena};
	(void)state;
	lt_arena_init(&arena, 20000);
	assert_string_equal(lt_writer_text(&empty), "");
	for (int i = 0; i < 20000; i++)
		lt_writer_plain(&full, "x");
	assert_null(lt_writer_text(&full));
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_writer_escape__everything_markup_is_made_of__escaped),
		cmocka_unit_test(test_writer_add__much__all_of_it_in_order),
		cmocka_unit_test(test_writer_text__nothing_and_no_memory__told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
