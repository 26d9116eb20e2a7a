/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests that came along are played apart: what fails, hangs or is incomplete is told, and the next
 * is played. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/trial/admit.h"
#include "tests/support/support.h"

#define GOOD(name)                                                                                 \
	"test \"" name "\" (function(t) t:submit { at = \"2025-09-04 08:00\", area = 40 } end)"

static size_t passed;

static const char *examine(struct lt_arena *arena, const char *tests, bool whole)
{
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *calendar = lt_test_read("procedures/calendars/vn.lua");
	LT_AUTO(free) char *directory = lt_test_read("procedures/directory/two_levels.lua");
	Lt__SupportFile support[2] = {LT__SUPPORT_FILE__INIT, LT__SUPPORT_FILE__INIT};
	Lt__SupportFile *supports[] = {&support[0], &support[1]};
	Lt__ProposedFile file = LT__PROPOSED_FILE__INIT, *files[] = {&file};
	Lt__BundleProposed bundle = LT__BUNDLE_PROPOSED__INIT;
	int64_t uses[] = {0, 1};
	Lt__TestsPlayed played = LT__TESTS_PLAYED__INIT;
	struct lt_err err = {0};
	support[0].kind = LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR;
	support[0].source = calendar;
	support[0].name = "vn.lua";
	support[1].kind = LT__PUBLISH_KIND__PUBLISH_KIND_DIRECTORY;
	support[1].source = directory;
	support[1].name = "two_levels.lua";
	bundle.support = supports;
	bundle.n_support = 2;
	bundle.files = files;
	bundle.n_files = 1;
	file.kind = LT__PUBLISH_KIND__PUBLISH_KIND_PROCEDURE;
	file.name = "permit.lua";
	file.source = procedure;
	file.tests_name = "permit_test.lua";
	file.tests = tests;
	file.uses = uses;
	file.n_uses = whole ? 2 : 1;
	if (lt_trial_examine(&bundle, arena, &played, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(played.n_files, 1);
	passed = played.files[0]->n_tests;
	return played.failed;
}

static void test_examine__good_and_failing_tests__each_failure_a_line(void **state)
{
	LT_AUTO(arena) struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 256 << 20);
	assert_string_equal(examine(&arena, GOOD("a"), true), "");
	assert_int_equal(passed, 1);
	const char *text = examine(&arena,
				   "test \"a\" (function(t) t:eq(1, 2) end)\n" GOOD(
					   "b") "\n"
						"test \"c\" (function(t) while true do end end)",
				   true);
	assert_non_null(strstr(text, "permit_test.lua:1: a: "));
	assert_null(strstr(text, ": b: "));
	assert_int_equal(passed, 1);
	assert_non_null(strstr(text, "permit_test.lua:3: c: "));
}

static void test_examine__incomplete_or_no_tests__told(void **state)
{
	LT_AUTO(arena) struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 256 << 20);
	assert_non_null(strstr(examine(&arena, "test \"a\" (function(t) end)", false), "danh bạ"));
	assert_non_null(strstr(examine(&arena, "-- none", true), "không có kịch bản nào"));
	assert_non_null(strstr(examine(&arena, "this is no lua", true), "permit_test.lua:1: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examine__good_and_failing_tests__each_failure_a_line),
		cmocka_unit_test(test_examine__incomplete_or_no_tests__told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
