/* SPDX-License-Identifier: EUPL-1.2 */
/* Words of a source and where they stand; most of it is told by the columns of testdata/bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/host/locate.h"

static struct lt_position find(const char *source, const struct lt_search *search)
{
	struct lt_arena arena;
	struct lt_tokens tokens;
	lt_arena_init(&arena, 1 << 20);
	assert_true(lt_tokens_read(lt_slice_str(source), &arena, &tokens));
	struct lt_position at = lt_tokens_find(&tokens, search);
	lt_arena_done(&arena);
	return at;
}

static void at(struct lt_position got, int line, int column)
{
	assert_int_equal(got.line, line);
	assert_int_equal(got.column, column);
}

static void test_find__comments_and_long_texts__passed_over(void **state)
{
	static const char source[] =
		"-- human \"a\" {\n--[==[ human \"a\" {\n ]] ]==] local x = [[\n"
		"human \"a\" ]] human \"a\" { on = 1 }\n";
	(void)state;
	at(find(source, &(struct lt_search){.line = 4, .name = "a", .words = {"on"}}), 4, 26);
	at(find(source, &(struct lt_search){.line = 1, .first_word = true}), 3, 10);
}

static void test_find__columns__in_letters(void **state)
{
	static const char source[] = "human \"a\" { title = \"Tiếp nhận\", limit = 3 }";
	(void)state;
	at(find(source, &(struct lt_search){.line = 1, .name = "a", .words = {"limit"}}), 1, 34);
	at(find(source, &(struct lt_search){.line = 1, .name = "a", .words = {"Tiếp nhận"}}), 1,
	   21);
}

static void test_find__two_steps_on_a_line__told_apart(void **state)
{
	static const char source[] =
		"finish \"a\" { outcome = \"x\" }, finish \"b\" { outcome = \"y\" },\n";
	(void)state;
	at(find(source, &(struct lt_search){.line = 1, .name = "b", .words = {"outcome"}}), 1, 44);
	at(find(source, &(struct lt_search){.line = 1, .name = "b"}), 1, 31);
	/* a word of the one is not looked for in the other */
	at(find(source, &(struct lt_search){.line = 1, .name = "a", .words = {"y"}}), 1, 1);
}

static void test_find__second_word__after_the_first(void **state)
{
	static const char source[] = "human \"a\" { on = { x = \"b\", y = \"b\" } }";
	(void)state;
	at(find(source, &(struct lt_search){.line = 1, .name = "a", .words = {"y", "b"}}), 1, 33);
	at(find(source, &(struct lt_search){.line = 1, .name = "a", .words = {"y", "c"}}), 1, 29);
}

static void test_find__no_lua_at_all__no_place(void **state)
{
	(void)state;
	at(find("", &(struct lt_search){.line = 1}), 0, 0);
	at(find("}}}\"", &(struct lt_search){.line = 9, .name = "a"}), 0, 0);
	at(find("[[", &(struct lt_search){.line = 1}), 1, 1);
	at(find("'\\", &(struct lt_search){.line = 1, .words = {"x", "y"}}), 1, 1);
	at(find("--[[", &(struct lt_search){.line = 1}), 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find__comments_and_long_texts__passed_over),
		cmocka_unit_test(test_find__columns__in_letters),
		cmocka_unit_test(test_find__two_steps_on_a_line__told_apart),
		cmocka_unit_test(test_find__second_word__after_the_first),
		cmocka_unit_test(test_find__no_lua_at_all__no_place),
	};
	return cmocka_run_group_tests_name("host.locate", tests, NULL, NULL);
}
