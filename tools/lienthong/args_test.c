/* SPDX-License-Identifier: EUPL-1.2 */
/* Options by table: what is taken, what is refused, and with which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/served_fixture.h"

struct taken {
	const char *unit;
	int64_t limit, from_us;
	bool claim;
	struct lt_texts fields;
};

static int take(struct lt_tool *tool, struct taken *t, char **argv, size_t rest_max,
		struct lt_texts *ret_rest, struct lt_err *err)
{
	const struct lt_arg args[] = {{"--unit", LT_ARG_TEXT, &t->unit},
				      {"--limit", LT_ARG_NUMBER, &t->limit},
				      {"--from", LT_ARG_TIME, &t->from_us},
				      {"--claim", LT_ARG_FLAG, &t->claim},
				      {"--field", LT_ARG_LIST, &t->fields}};
	int argc = 0;
	while (argv[argc])
		argc++;
	return lt_args_read(tool, args, 5, argc, argv, rest_max, ret_rest, err);
}

#define WORDS(...) ((char **)(uintptr_t)(const char *const[]){__VA_ARGS__, NULL})

static void test_args_read__options_and_words_in_any_order__all_taken(void **state)
{
	struct lt_tool *tool = *state;
	struct taken t = {0};
	struct lt_texts rest = {0};
	struct lt_err err = {0};
	char **argv =
		WORDS("CODE", "--unit", "H14", "--field=a=1", "pass", "--claim", "--limit=7",
		      "--field", "b=--c", "--from", "2025-07-01T08:30", "-C", "dir", "--json");
	assert_int_equal(take(tool, &t, argv, 2, &rest, &err), 0);
	assert_string_equal(t.unit, "H14");
	assert_int_equal(t.limit, 7);
	assert_true(t.claim);
	assert_int_equal(t.fields.count, 2);
	assert_string_equal(t.fields.items[0], "a=1");
	assert_string_equal(t.fields.items[1], "b=--c");
	assert_int_equal(rest.count, 2);
	assert_string_equal(rest.items[0], "CODE");
	assert_string_equal(rest.items[1], "pass");
	assert_string_equal(tool->folder, "dir");
	assert_true(tool->json);
}

static void test_args_read__after_two_dashes__words_only(void **state)
{
	struct taken t = {0};
	struct lt_texts rest = {0};
	struct lt_err err = {0};
	assert_int_equal(take(*state, &t, WORDS("--", "--unit", "-"), 2, &rest, &err), 0);
	assert_int_equal(rest.count, 2);
	assert_string_equal(rest.items[0], "--unit");
	assert_null(t.unit);
}

static void test_args_read__nothing_given__nothing_touched(void **state)
{
	struct taken t = {.limit = 50};
	struct lt_texts rest = {0};
	struct lt_err err = {0};
	char *none[] = {NULL};
	assert_int_equal(take(*state, &t, none, 0, &rest, &err), 0);
	assert_int_equal(t.limit, 50);
	assert_int_equal(rest.count, 0);
}

static void refused(struct lt_tool *tool, char **argv, const char *says)
{
	struct taken t = {0};
	struct lt_texts rest = {0};
	struct lt_err err = {0};
	assert_int_equal(take(tool, &t, argv, 1, &rest, &err), LT_E_USAGE);
	if (!strstr(err.text, says))
		fail_msg("'%s' does not say '%s'", err.text, says);
}

static void test_args_read__wrong_words__refused_with_the_reason(void **state)
{
	refused(*state, WORDS("--unti", "x"), "\"--unit\"");
	refused(*state, WORDS("--colour"), "--colour");
	refused(*state, WORDS("--uni=x"), "--uni");
	refused(*state, WORDS("--unit"), "--unit cần một giá trị");
	refused(*state, WORDS("--unit", "--claim"), "--unit cần một giá trị");
	refused(*state, WORDS("--claim=yes"), "--claim không nhận giá trị");
	refused(*state, WORDS("--limit", "-1"), "--limit");
	refused(*state, WORDS("--limit", "7x"), "7x");
	refused(*state, WORDS("--limit", ""), "--limit");
	refused(*state, WORDS("--limit", "99999999999999999999"), "--limit");
	refused(*state, WORDS("--from", "yesterday"), "yesterday");
	refused(*state, WORDS("a", "b"), "'b'");
	refused(*state, WORDS("\xff"), "UTF-8");
	refused(*state, WORDS("--unit", "a", "esc\x1b[2J"), "UTF-8");
}

static void test_args_word__one_word__taken_else_refused(void **state)
{
	const char *word = NULL;
	struct lt_err err = {0};
	assert_int_equal(lt_args_word(*state, 1, WORDS("A"), "MÃ", &word, &err), 0);
	assert_string_equal(word, "A");
	assert_int_equal(lt_args_word(*state, 0, WORDS("A"), "MÃ", &word, &err), LT_E_USAGE);
	assert_non_null(strstr(err.text, "MÃ"));
	assert_int_equal(lt_args_word(*state, 2, WORDS("A", "B"), "MÃ", &word, &err), LT_E_USAGE);
	assert_int_equal(lt_args_word(*state, 1, WORDS(""), "MÃ", &word, &err), LT_E_USAGE);
}

static void test_args_time__every_form__same_instant(void **state)
{
	int64_t expected, found;
	(void)state;
	assert_int_equal(lt_time_parse("2025-07-01T08:30:00+07:00", &expected), 0);
	static const char *const forms[] = {"2025-07-01T08:30", "2025-07-01 08:30",
					    "08:30 01/07/2025", "8:30 1/7/2025"};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		assert_int_equal(lt_args_time(forms[i], &found), 0);
		assert_int_equal(found, expected);
	}
	assert_int_equal(lt_args_time("01/07/2025", &found), 0);
	assert_int_equal(lt_time_parse("2025-07-01", &expected), 0);
	assert_int_equal(found, expected);
}

static void test_args_time__printed_by_the_tool__read_back(void **state)
{
	char text[LT_TIME_TEXT_BYTES];
	int64_t at_us, found;
	(void)state;
	assert_int_equal(lt_time_parse("2024-02-29T23:59", &at_us), 0);
	assert_int_equal(lt_args_time(lt_time_vietnamese(at_us, text), &found), 0);
	assert_int_equal(found, at_us);
}

static void test_args_time__no_time__refused(void **state)
{
	static const char *const texts[] = {"",
					    "x",
					    "32/07/2025",
					    "30/02/2025",
					    "25:00 01/07/2025",
					    "08:60 01/07/2025",
					    "08:30 01/07/2025x",
					    "01/07/2025 08:30",
					    "-1/07/2025"};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t found;
		if (lt_args_time(texts[i], &found) != LT_E_FORMAT)
			fail_msg("'%s' was taken", texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_args_read__options_and_words_in_any_order__all_taken, served_tool_new,
			served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_read__after_two_dashes__words_only,
						served_tool_new, served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_read__nothing_given__nothing_touched,
						served_tool_new, served_tool_end),
		cmocka_unit_test_setup_teardown(
			test_args_read__wrong_words__refused_with_the_reason, served_tool_new,
			served_tool_end),
		cmocka_unit_test_setup_teardown(test_args_word__one_word__taken_else_refused,
						served_tool_new, served_tool_end),
		cmocka_unit_test(test_args_time__every_form__same_instant),
		cmocka_unit_test(test_args_time__printed_by_the_tool__read_back),
		cmocka_unit_test(test_args_time__no_time__refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
