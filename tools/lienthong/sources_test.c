/* SPDX-License-Identifier: EUPL-1.2 */
/* Kinds of files, and the order in which they are published. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/sources.h"

static void test_source_kind__first_word_after_return__decides(void **state)
{
	static const struct {
		const char *text;
		enum lt_source_kind kind;
	} rows[] = {
		{"return procedure { }", LT_SOURCE_PROCEDURE},
		{"return override{ }", LT_SOURCE_OVERRIDE},
		{"-- x\r\nlocal function f()\n  return procedure\nend\nreturn  directory {}",
		 LT_SOURCE_DIRECTORY},
		{"return\n  calendar { }", LT_SOURCE_CALENDAR},
		{"return calendar", LT_SOURCE_CALENDAR},
		{"return procedures { }", 0},
		{"returnprocedure { }", 0},
		{"  return procedure { }", 0},
		{"return", 0},
		{"return ", 0},
		{"return proc", 0},
		{"", 0},
		{"-- return procedure { }", 0},
		{"--[[\nreturn procedure { }\n]]\nreturn directory { }", LT_SOURCE_DIRECTORY},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (lt_source_kind(lt_slice_str(rows[i].text)) != rows[i].kind)
			fail_msg("'%s'", rows[i].text);
}

static void test_source_word__each_kind__has_words(void **state)
{
	(void)state;
	for (int kind = LT_SOURCE_CALENDAR; kind <= LT_SOURCE_OVERRIDE; kind++) {
		assert_non_null(lt_source_word((enum lt_source_kind)kind));
		assert_non_null(lt_source_name((enum lt_source_kind)kind));
	}
}

static const char *put(struct lt_tool *tool, const char *folder, const char *name, const char *text)
{
	const char *path = lt_arena_printf(&tool->arena, "%s/%s", folder, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

static void test_sources_read__any_order__what_others_need_first(void **state)
{
	struct lt_tool tool = {0};
	struct lt_err err = {0};
	struct lt_source *sources;
	char *folder = lt_test_folder();
	(void)state;
	lt_arena_init(&tool.arena, 1u << 20);
	const char *paths[] = {put(&tool, folder, "o", "return override {}"),
			       put(&tool, folder, "p1", "return procedure {}"),
			       put(&tool, folder, "d", "return directory {}"),
			       put(&tool, folder, "p2", "return procedure {}"),
			       put(&tool, folder, "c", "return calendar {}")};
	struct lt_texts texts = {paths, 5};
	assert_int_equal(lt_sources_read(&tool, &texts, &sources, &err), 0);
	static const int order[] = {4, 2, 1, 3, 0};
	for (size_t i = 0; i < 5; i++)
		assert_ptr_equal(sources[i].path, paths[order[i]]);
	paths[0] = put(&tool, folder, "x", "return 1");
	assert_int_equal(lt_sources_read(&tool, &texts, &sources, &err), LT_E_FORMAT);
	assert_non_null(strstr(err.text, "return procedure"));
	paths[0] = put(&tool, folder, "y", "return procedure {\xff}");
	assert_int_equal(lt_sources_read(&tool, &texts, &sources, &err), LT_E_FORMAT);
	lt_test_remove(folder);
	assert_int_equal(lt_sources_read(&tool, &texts, &sources, &err), LT_E_ABSENT);
	lt_arena_done(&tool.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_source_kind__first_word_after_return__decides),
		cmocka_unit_test(test_source_word__each_kind__has_words),
		cmocka_unit_test(test_sources_read__any_order__what_others_need_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
