/* SPDX-License-Identifier: EUPL-1.2 */
/* Files judged where they lie, without anything running. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

static const char good[] =
	"return procedure { code = \"9.1\", version = \"1\", field = \"M\", name = \"M\",\n"
	"  legal_basis = { \"L\" }, receive_at = { \"commune\" }, time_limit = working_days(1),\n"
	"  fields = {}, documents = {}, results = { result { id = \"r\", name = \"R\" } },\n"
	"  fee = vnd(0), start = \"a\", steps = {\n"
	"    human \"a\" { unit = \"one_stop\", level = \"commune\", role = \"receiver\",\n"
	"      limit = working_hours(8), makes = { \"r\" }, on = { ok = \"f\", no = \"g\" } },\n"
	"    finish \"f\" { outcome = \"granted\", deliver = { \"counter\" } },\n"
	"    finish \"g\" { outcome = \"refused\", form = \"03\" } } }\n";

static int check(const char *text, const char *option, char **ret_out, struct lt_err *err)
{
	struct served s = {.folder = lt_test_folder()};
	LT_AUTO(free) char *path = NULL;
	served_write(&s, "p.lua", text);
	assert_true(asprintf(&path, "%s/p.lua", s.folder) > 0);
	int r = served_run(&s, &lt_tool_check, SERVED_WORDS(path, option), ret_out, err);
	lt_test_remove(s.folder);
	return r;
}

static void test_check__a_good_file__passes(void **state)
{
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	if (check(good, NULL, &out, &err) != 0)
		fail_msg("%s\n%s", err.text, out);
	assert_non_null(strstr(out, "p.lua: thủ tục đạt"));
	free(out);
}

static void test_check__a_bad_file__line_rule_and_remedy(void **state)
{
	struct lt_err err = {0};
	char *out = NULL, *bad = strdup(good), *at = strstr(bad, "ok = \"f\"");
	(void)state;
	assert_non_null(at);
	at[6] = 'x'; /* ok = "x" */
	assert_int_equal(check(bad, NULL, &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "p.lua:6:62: E11: "));
	free(out);
	assert_int_equal(check(bad, "--editor", &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "p.lua:6:62: error: "));
	assert_non_null(strstr(out, " [E11]\n"));
	free(out);
	assert_int_equal(check(bad, "--json", &out, &err), LT_E_REFUSED);
	json_t *json = json_loads(out, 0, NULL);
	assert_non_null(json);
	assert_true(json_integer_value(json_object_get(json, "errors")) > 0);
	json_t *file = json_array_get(json_object_get(json, "files"), 0);
	json_t *first = json_array_get(json_object_get(file, "findings"), 0);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "UNKNOWN_TARGET");
	assert_int_equal(json_integer_value(json_object_get(first, "line")), 6);
	assert_int_equal(json_integer_value(json_object_get(first, "column")), 62);
	json_decref(json);
	free(out);
	free(bad);
}

/* As big as a script may be and more; and one that never ends. The tool says so and lives. */
static void test_check__hostile_files__an_error_each(void **state)
{
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	size_t size = 10 << 20;
	char *big = malloc(size + 1);
	memset(big, ' ', size);
	big[size] = 0;
	memcpy(big, good, sizeof good - 1);
	assert_int_equal(check(big, NULL, &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "p.lua: tệp dài 10485760 byte, tối đa"));
	assert_non_null(strstr(err.text, "1 lỗi"));
	free(out);
	free(big);
	char *loop = NULL;
	assert_true(asprintf(&loop, "while true do end\n%s", good) > 0);
	assert_int_equal(check(loop, NULL, &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "p.lua:1:1: E00: "));
	free(out);
	free(loop);
}

static void test_check__a_broken_directory__said_and_counted(void **state)
{
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	assert_int_equal(check("return directory { version = 1 }", NULL, &out, &err), LT_E_REFUSED);
	assert_non_null(strstr(out, "p.lua"));
	assert_non_null(strstr(err.text, "1 lỗi"));
	free(out);
}

#define CALLED                                                                                     \
	"return procedure { code = \"9.2\", version = \"1\", field = \"M\", name = \"M\",\n"       \
	"  legal_basis = { \"L\" }, time_limit = untimed, fee = vnd(0),\n"                         \
	"  start = \"a\", steps = {\n"                                                             \
	"    call \"a\" { procedure = \"9.1\", with = { ten = \"ten\" },\n"                        \
	"      on = { granted = \"f\", refused = \"g\" } },\n"                                     \
	"    finish \"f\" { outcome = \"granted\" },\n"                                            \
	"    finish \"g\" { outcome = \"refused\", form = \"03\" } },\n"                           \
	"  fields = { ten = text { label = \"Tên\" } } }\n"

#define PLAY(outcome, end)                                                                         \
	"test \"" outcome "\" (function(t)\n  local d = t:submit { at = \"2025-07-07 08:00\" }\n"  \
	"  t:act(d, \"a\", \"" outcome "\"" end ")\nend)\n"

/* What lies in the folder: p.lua, perhaps its tests, perhaps the procedure it calls. */
static int check_beside(const char *text, const char *tests, const char *called, const char *option,
			char **ret_out)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	LT_AUTO(free) char *path = NULL;
	served_write(&s, "p.lua", text);
	if (tests)
		served_write(&s, "p_test.lua", tests);
	if (called)
		served_write(&s, "called.lua", called);
	assert_true(asprintf(&path, "%s/p.lua", s.folder) > 0);
	int r = served_run(&s, &lt_tool_check, SERVED_WORDS(path, option), ret_out, &err);
	lt_test_remove(s.folder);
	return r;
}

static void test_check__tests_beside__what_they_miss_is_a_warning(void **state)
{
	char *out = NULL;
	(void)state;
	assert_int_equal(
		check_beside(good, PLAY("ok", ", { papers = { \"r\" } }"), NULL, NULL, &out), 0);
	if (!strstr(out, "p.lua:6:") || !strstr(out, "E24 (cảnh báo): ") ||
	    !strstr(out, "p_test.lua") || strstr(out, "\"ok\""))
		fail_msg("%s", out);
	free(out);
	assert_int_equal(check_beside(good, PLAY("ok", ", { papers = { \"r\" } }") PLAY("no", ""),
				      NULL, NULL, &out),
			 0);
	assert_non_null(strstr(out, "p.lua: thủ tục đạt"));
	free(out);
	assert_int_equal(check_beside(good, PLAY("ok", ""), NULL, "--no-tests", &out), 0);
	assert_non_null(strstr(out, "p.lua: thủ tục đạt"));
	free(out);
}

static void test_check__tests_that_never_end__a_warning(void **state)
{
	char *out = NULL;
	(void)state;
	assert_int_equal(check_beside(good, "while true do end\n", NULL, NULL, &out), 0);
	assert_non_null(strstr(out, "p.lua:1:1: E24 (cảnh báo): "));
	assert_non_null(strstr(out, "p_test.lua"));
	free(out);
}

static void test_check__a_called_procedure_beside__held_against_it(void **state)
{
	char *out = NULL;
	(void)state;
	assert_int_equal(check_beside(CALLED, NULL, good, NULL, &out), LT_E_REFUSED);
	assert_non_null(strstr(out, "p.lua:4:"));
	assert_non_null(strstr(out, "E39: "));
	free(out);
	assert_int_equal(check_beside(CALLED, NULL, NULL, NULL, &out), 0);
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check__a_good_file__passes),
		cmocka_unit_test(test_check__a_bad_file__line_rule_and_remedy),
		cmocka_unit_test(test_check__hostile_files__an_error_each),
		cmocka_unit_test(test_check__a_broken_directory__said_and_counted),
		cmocka_unit_test(test_check__tests_beside__what_they_miss_is_a_warning),
		cmocka_unit_test(test_check__tests_that_never_end__a_warning),
		cmocka_unit_test(test_check__a_called_procedure_beside__held_against_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
