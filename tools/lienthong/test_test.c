/* SPDX-License-Identifier: EUPL-1.2 */
/* Procedures and their tests as files on disk, tried as an analyst does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"
#include "tools/lienthong/suite.h"

#define SUBMIT "local d = t:submit { at = \"2025-09-04 08:00\", area = 120 }\n"

static int try(const char *tests, const char *option, char **ret_out, struct lt_err *err)
{
	struct served s = {.folder = lt_test_folder()};
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	*err = (struct lt_err){0};
	served_write(&s, "permit.lua", procedure);
	if (tests)
		served_write(&s, "permit_test.lua", tests);
	int r = served_run(&s, &lt_tool_test, SERVED_WORDS(s.folder, option), ret_out, err);
	lt_test_remove(s.folder);
	return r;
}

static void test_test__what_holds__passes_and_tells_what_is_missed(void **state)
{
	struct lt_err err;
	char *out = NULL;
	(void)state;
	int r = try("test \"nộp\" (function(t) " SUBMIT " t:fee(d, 75000) end)", NULL, &out, &err);
	if (r != 0)
		fail_msg("%s\n%s", err.text, out);
	assert_non_null(strstr(out, "đạt   nộp"));
	assert_non_null(strstr(out, "đã thử 0/13"));
	assert_non_null(strstr(out, "receive → refuse (dòng 15)"));
	free(out);
	assert_int_equal(
		try("test \"nộp\" (function(t) " SUBMIT " end)", "--all-outcomes", &out, &err),
		LT_E_REFUSED);
	assert_non_null(strstr(err.text, "13 kết quả"));
	free(out);
}

static void test_test__what_does_not_hold__line_and_journey(void **state)
{
	struct lt_err err;
	char *out = NULL;
	(void)state;
	assert_int_equal(try("test \"nộp\" (function(t)\n" SUBMIT
			     "t:act(d, \"receive\", \"complete\")\nt:ended(d)\nend)",
			     NULL, &out, &err),
			 LT_E_REFUSED);
	assert_non_null(strstr(out, "HỎNG  nộp"));
	assert_non_null(strstr(out, "permit_test.lua:4: hồ sơ phải kết thúc"));
	assert_non_null(strstr(out, "Mai Thị Hương"));
	assert_non_null(strstr(out, "08:00 04/09/2025"));
	free(out);
}

static void test_test__json__says_the_same(void **state)
{
	struct lt_err err;
	char *out = NULL;
	(void)state;
	assert_int_equal(try("test \"a\" (function(t) t:ended() end)\n"
			     "test \"b\" (function(t) end)",
			     "--json", &out, &err),
			 LT_E_REFUSED);
	json_t *json = json_loads(out, 0, NULL);
	json_t *file = json_array_get(json_object_get(json, "files"), 0);
	json_t *tests = json_object_get(file, "tests");
	assert_int_equal(json_array_size(tests), 2);
	assert_true(json_is_false(json_object_get(json_array_get(tests, 0), "passed")));
	assert_true(json_is_true(json_object_get(json_array_get(tests, 1), "passed")));
	assert_int_equal(json_array_size(json_object_get(file, "outcomes")), 13);
	assert_int_equal(json_integer_value(json_object_get(json, "failed")), 1);
	json_decref(json);
	free(out);
}

static void test_test__no_tests_at_all__says_what_is_looked_for(void **state)
{
	struct lt_err err;
	char *out = NULL;
	(void)state;
	assert_int_equal(try(NULL, NULL, &out, &err), LT_E_ABSENT);
	assert_non_null(strstr(err.text, "_test.lua"));
	free(out);
}

static void test_test__a_file_that_cannot_be_tried__is_told_and_counts(void **state)
{
	struct lt_err err;
	char *out = NULL;
	(void)state;
	assert_int_equal(try("test \"a\" (function(t) end", NULL, &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "permit_test.lua:1: "));
	assert_non_null(strstr(err.text, "1 tệp không thử được"));
	free(out);
}

static void test_suite__a_test_that_never_ends__fails_alone(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *path = NULL;
	struct lt_tool tool = {.out = stdout, .errors = stderr};
	struct lt_suite_options options = {.seconds = 20};
	struct lt_suite suite;
	struct lt_err err = {0};
	(void)state;
	lt_arena_init(&tool.arena, 64 << 20);
	served_write(&s, "permit.lua", procedure);
	served_write(&s, "permit_test.lua",
		     "test \"a\" (function(t) while true do end end)\n"
		     "test \"b\" (function(t) end)\n");
	assert_true(asprintf(&path, "%s/permit_test.lua", s.folder) > 0);
	assert_int_equal(lt_suite_play(&tool, path, &options, &suite, &err), 0);
	assert_int_equal(suite.tests_count, 2);
	assert_false(suite.tests[0]->passed);
	assert_true(suite.tests[1]->passed);
	assert_non_null(strstr(suite.tests[0]->failure, "vòng lặp"));
	lt_arena_done(&tool.arena);
	lt_test_remove(s.folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_test__what_holds__passes_and_tells_what_is_missed),
		cmocka_unit_test(test_test__what_does_not_hold__line_and_journey),
		cmocka_unit_test(test_test__json__says_the_same),
		cmocka_unit_test(test_test__no_tests_at_all__says_what_is_looked_for),
		cmocka_unit_test(test_test__a_file_that_cannot_be_tried__is_told_and_counts),
		cmocka_unit_test(test_suite__a_test_that_never_ends__fails_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
