/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases of an event log under a version of a procedure: what follows, what does not fit, and why.
 * Records of a coordinator: tests/e2e/dryrun.bats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

#define HEAD "case_id,seq,activity,timestamp,lifecycle,resource"

/* Runs dry-run over a log of these lines; to json_decref, NULL: it failed with *ret_err. */
static json_t *dry_run(const char *lines, const char *const *more, struct lt_err *ret_err)
{
	struct served s = {.folder = lt_test_folder()};
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(free) char *log = NULL;
	LT_AUTO(free) char *out = NULL;
	const char *words[12] = {NULL, "--json", "--from", NULL};
	served_write(&s, "permit.lua", procedure);
	served_write(&s, "log.events.csv", lines);
	assert_true(asprintf(&path, "%s/permit.lua", s.folder) > 0);
	assert_true(asprintf(&log, "%s/log", s.folder) > 0);
	words[0] = path;
	words[3] = log;
	for (size_t i = 0; more && more[i]; i++)
		words[4 + i] = more[i];
	int r = served_run(&s, &lt_tool_dry_run, words, &out, ret_err);
	lt_test_remove(s.folder);
	json_t *json = r == 0 ? json_loads(out, 0, NULL) : NULL;
	assert_true(r < 0 || json);
	return json;
}

static json_t *dry_run_well(const char *lines, const char *const *more)
{
	struct lt_err err = {0};
	json_t *json = dry_run(lines, more, &err);
	if (!json)
		fail_msg("%s", err.text);
	return json;
}

static const json_t *case_of(const json_t *json, size_t number)
{
	const json_t *c = json_array_get(json_object_get(json, "list"), number);
	assert_non_null(c);
	return c;
}

static const char *text(const json_t *c, const char *side, const char *key)
{
	const char *found =
		json_string_value(json_object_get(side ? json_object_get(c, side) : c, key));
	assert_non_null(found);
	return found;
}

static long long number(const json_t *c, const char *key)
{
	assert_true(json_is_integer(json_object_get(c, key)));
	return (long long)json_integer_value(json_object_get(c, key));
}

static void test_dry_run__way_told_by_what_came_next__is_followed(void **state)
{
	static const char *const checked[] = {"--field", "checked=true", NULL};
	(void)state;
	json_t *json = dry_run_well(HEAD ",outcome\n"
					 "A,1,receive,2025-09-04T08:00:00+07:00,,a,\n"
					 "A,2,supplement,2025-09-08T09:00:00+07:00,,b,\n"
					 "A,3,receive,2025-09-08T10:00:00+07:00,,a,\n"
					 "A,4,appraise,2025-09-09T10:00:00+07:00,,c,\n"
					 "A,5,ask,2025-09-10T09:00:00+07:00,,d,agree\n"
					 "A,6,lookup,2025-09-10T10:00:00+07:00,,e,ok\n",
				    checked);
	const json_t *c = case_of(json, 0);
	assert_string_equal(text(c, NULL, "why"), "");
	assert_string_equal(text(c, "new", "outcome"), "granted");
	/* five days, of which the wait for papers took none */
	assert_string_equal(text(c, "new", "due"), "2025-09-15T17:00:00+07:00");
	assert_int_equal(number(json, "late_now"), 0);
	json_decref(json);
}

static void test_dry_run__done_after_the_date__is_late_by_working_time(void **state)
{
	static const char lines[] = HEAD ",outcome\n"
					 "A,1,receive,2025-09-04T08:00:00+07:00,,a,missing\n"
					 "B,1,receive,2025-09-04T08:00:00+07:00,,a,complete\n"
					 "B,2,appraise,2025-09-15T09:30:00+07:00,,a,fail\n";
	static const char *const checked[] = {"--field", "checked=true", NULL};
	(void)state;
	json_t *json = dry_run_well(lines, checked);
	const json_t *c = case_of(json, 1);
	assert_string_equal(text(c, NULL, "why"), "");
	assert_string_equal(text(c, "new", "due"), "2025-09-11T17:00:00+07:00");
	/* a Friday, and two hours of the Monday after it */
	assert_int_equal(number(json_object_get(c, "new"), "late_minutes"), 450 + 120);
	assert_int_equal(number(json, "late_now"), 1);
	assert_int_equal(number(json, "newly_late"), 1);
	json_decref(json);
	static const char *const other[] = {"--until", "2025-09-04", NULL};
	struct lt_err err = {0};
	assert_null(dry_run(lines, other, &err));
	assert_non_null(strstr(err.text, "9.000042"));
}

static void test_dry_run__not_of_this_version__says_why(void **state)
{
	static const struct {
		const char *activity, *outcome, *why;
	} cases[] = {{"stamp", "ok", "'stamp' không còn"},
		     {"appraise", "pass", "đang ở: receive"},
		     {"receive", "approve", "không có kết quả 'approve'"},
		     {"receive", "", "cột outcome"}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		LT_AUTO(free) char *lines = NULL;
		assert_true(asprintf(&lines,
				     HEAD ",outcome\n"
					  "A,1,%s,2025-09-04T08:00:00+07:00,,a,%s\n"
					  "A,2,other,2025-09-05T08:00:00+07:00,,a,x\n"
					  "B,1,receive,2025-09-04T09:00:00+07:00,,a,refuse\n",
				     cases[i].activity, cases[i].outcome) > 0);
		json_t *json = dry_run_well(lines, NULL);
		const json_t *c = case_of(json, 0);
		if (!strstr(text(c, NULL, "why"), cases[i].why))
			fail_msg("%s: %s", cases[i].activity, text(c, NULL, "why"));
		assert_true(json_is_false(json_object_get(c, "fits")));
		assert_int_equal(number(c, "played"), 0);
		/* the other one is undisturbed */
		assert_string_equal(text(case_of(json, 1), "new", "outcome"), "refused");
		assert_int_equal(number(json, "unfit"), 1);
		json_decref(json);
	}
}

static void test_dry_run__deadlines_of_the_log__are_the_old_ones(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(free) char *log = NULL;
	char *out = NULL;
	struct lt_err err = {0};
	(void)state;
	served_write(&s, "permit.lua", procedure);
	served_write(&s, "log.events.csv",
		     HEAD ",outcome\nA,1,receive,2025-09-10T08:00:00+07:00,,a,refuse\n");
	served_write(&s, "log.cases.csv",
		     "case_id,startdate,deadline,enddate\n"
		     "A,2025-09-04T08:00:00+07:00,2025-09-09T17:00:00+07:00,"
		     "2025-09-10T08:00:00+07:00\n");
	assert_true(asprintf(&path, "%s/permit.lua", s.folder) > 0);
	assert_true(asprintf(&log, "%s/log.events.csv", s.folder) > 0);
	int r = served_run(&s, &lt_tool_dry_run, SERVED_WORDS(path, "--from", log, "--json"), &out,
			   &err);
	if (r < 0)
		fail_msg("%s", err.text);
	json_t *json = json_loads(out, 0, NULL);
	const json_t *c = case_of(json, 0);
	assert_string_equal(text(c, "old", "due"), "2025-09-09T17:00:00+07:00");
	assert_string_equal(text(c, "new", "due"), "2025-09-11T17:00:00+07:00");
	assert_int_equal(number(json, "late_before"), 1);
	assert_int_equal(number(json, "no_longer_late"), 1);
	json_decref(json);
	free(out);
	lt_test_remove(s.folder);
}

static void test_dry_run__nonsense__is_refused(void **state)
{
	static const char *const lines[][3] = {{NULL}, {"x.lua", NULL}};
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(served_run(&s, &lt_tool_dry_run, lines[i], &out, &err),
				 LT_E_USAGE);
		free(out);
	}
	lt_test_remove(s.folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dry_run__way_told_by_what_came_next__is_followed),
		cmocka_unit_test(test_dry_run__done_after_the_date__is_late_by_working_time),
		cmocka_unit_test(test_dry_run__not_of_this_version__says_why),
		cmocka_unit_test(test_dry_run__deadlines_of_the_log__are_the_old_ones),
		cmocka_unit_test(test_dry_run__nonsense__is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
