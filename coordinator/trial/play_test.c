/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests of a procedure as an analyst writes them, each word once well and once not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/trial/play.h"
#include "coordinator/trial/script.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

struct desk {
	struct lt_arena arena;
	struct lt_trial_files files;
	char *procedure, *calendar, *directory;
};

static int set_up(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	assert_non_null(d);
	lt_arena_init(&d->arena, 64 << 20);
	d->procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	d->calendar = lt_test_read("procedures/calendars/vn.lua");
	d->directory = lt_test_read("procedures/directory/two_levels.lua");
	d->files = (struct lt_trial_files){.procedure = {.kind = LT_TRIAL_PROCEDURE,
							 .name = "permit.lua",
							 .text = lt_slice_str(d->procedure)},
					   .calendar = {.kind = LT_TRIAL_CALENDAR,
							.name = "vn.lua",
							.text = lt_slice_str(d->calendar)},
					   .directory = {.kind = LT_TRIAL_DIRECTORY,
							 .name = "two_levels.lua",
							 .text = lt_slice_str(d->directory)},
					   .tests_name = "permit_test.lua"};
	*state = d;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *d = *state;
	lt_arena_done(&d->arena);
	free(d->procedure);
	free(d->calendar);
	free(d->directory);
	free(d);
	return 0;
}

static Lt__TrialReport *play(struct desk *d, const char *tests, size_t number)
{
	struct lt_err err = {0};
	struct lt_slice bytes;
	Lt__TrialReport *report;
	d->files.tests = lt_slice_str(tests);
	int r = lt_trial_play(&d->files, number, false, &d->arena, &bytes, &err);
	if (r < 0)
		fail_msg("%s: %s", lt_err_name(r), err.text);
	assert_int_equal(LT_DECODE(trial_report, bytes, &d->arena, &report, &err), 0);
	return report;
}

/* The body of one test; NULL: it passed. */
static const char *failure_of(struct desk *d, const char *body)
{
	const char *file = lt_arena_printf(&d->arena, "test \"a\" (function(t)\n%s\nend)\n", body);
	Lt__TrialReport *report = play(d, file, 0);
	assert_string_equal(report->error, "");
	assert_int_equal(report->n_tests, 1);
	return report->tests[0]->passed ? NULL : report->tests[0]->failure;
}

#define SUBMIT "local d = t:submit { at = \"2025-09-04 08:00\", area = 120 }\n"
#define APPRAISED SUBMIT "t:act(d, \"receive\", \"complete\")\n"

static void test_play__what_holds__passes(void **state)
{
	static const char *const bodies[] = {
		SUBMIT "t:due(d, \"2025-09-11\") t:due(d, \"2025-09-11 17:00\") t:fee(d, 75000)",
		SUBMIT "t:at(d, \"receive\") t:desk(d, \"receive\", d.unit) t:eq(d.steps, "
		       "{ \"receive\" })",
		SUBMIT "t:act(d, \"receive\", \"missing\") t:due(d, \"stopped\")\n"
		       "t:advance(calendar_days(3)) t:signal(d, \"applicant.supplement\")\n"
		       "t:at(d, \"receive\") t:eq(d.pauses, 1)",
		SUBMIT "t:act(d, \"receive\", \"missing\") t:advance(calendar_days(35))\n"
		       "t:ended(d, \"refused\") t:eq(d.form, \"03\")",
		APPRAISED "t:refuses(d, \"appraise\", \"pass\", { says = \"chưa đối chiếu\" })",
		"local d = t:submit { at = \"2025-09-04\", area = 50, checked = true }\n"
		"t:act(d, \"receive\", \"complete\") t:act(d, \"appraise\", \"pass\")\n"
		"t:answer(d, \"ask\", \"agree\") t:at(d, \"lookup\")\n"
		"t:answer(d, \"lookup\", \"ok\", { note = \"ok\" }) t:ended(d, \"granted\")\n"
		"t:give(d, \"counter\")",
		SUBMIT "t:advance(working_hours(9)) t:overdue(d, \"receive\") t:eq(d.late, false)\n"
		       "t:eq(d.overdue[1], \"receive\")",
		SUBMIT "t:advance(working_days(6)) t:overdue(d)",
		SUBMIT "t:withdraw(d) t:ended(d, \"withdrawn\") t:refuses(d, \"withdraw\")\n"
		       "t:refuses(d, \"receive\", \"complete\", { says = \"đã kết thúc\" })",
		"t:refuses { at = \"2025-09-04\", says = \"area\" }",
		SUBMIT
		"local way = { { \"receive\", \"missing\" }, { \"supplement\", \"arrived\" } }\n"
		"t:walk(d, way, 1) t:at(d, \"supplement\") t:walk(d, way, 0)",
		SUBMIT "t:walk(d, { { \"receive\", \"refuse\" } }) t:ended(d, \"refused\")",
	};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		const char *failure = failure_of(*state, bodies[i]);
		if (failure)
			fail_msg("%s\n%s", bodies[i], failure);
	}
}

static void test_play__what_does_not_hold__says_what_is(void **state)
{
	static const struct {
		const char *body, *says;
	} cases[] = {
		{SUBMIT "t:due(d, \"2025-09-10\")", "17:00 11/09/2025"},
		{SUBMIT "t:due(d, \"stopped\")", "17:00 11/09/2025"},
		{SUBMIT "t:fee(d, 1)", "hồ sơ có 75000 đồng"},
		{SUBMIT "t:at(d, \"sign\")", "đang ở: receive"},
		{SUBMIT "t:desk(d, \"receive\", \"H14\")", "phải ở đơn vị H14"},
		{SUBMIT "t:ended(d)", "đang ở: receive"},
		{SUBMIT "t:withdraw(d) t:ended(d, \"granted\")", "mà là \"withdrawn\""},
		{SUBMIT "t:overdue(d)", "còn trong hạn"},
		{SUBMIT "t:overdue(d, \"receive\")", "không bước nào"},
		{SUBMIT "t:incident(d)", "không có"},
		{SUBMIT "t:act(d, \"sign\", \"signed\")", "hồ sơ không ở bước \"sign\""},
		{SUBMIT "t:act(d, \"receive\", \"signed\")", "bị từ chối"},
		{SUBMIT "t:refuses(d, \"receive\", \"complete\")", "phải bị từ chối"},
		{SUBMIT "t:refuses(d, \"receive\", \"x\", { says = \"mưa\" })", "phải có \"mưa\""},
		{SUBMIT "t:eq(d.fee, 2)", "kịch bản muốn 2, thực tế là 75000"},
		{SUBMIT "t:eq(d.steps, { \"sign\" })", "{ \"receive\" }"},
		{SUBMIT "t:advance \"2025-09-03\"", "không lùi được"},
		{SUBMIT "t:advance \"mai\"", "không đọc được thời điểm"},
		{SUBMIT "t:eq(d.fees, 2)", "hồ sơ không có \"fees\""},
		{SUBMIT "d.fee = 2", "chỉ đọc"},
		{"t:sbumit {}", "t không có từ \"sbumit\""},
		{"t:submit { at = \"2025-09-04\", area = 1.5 }", "số nguyên"},
		{"t:submit { at = \"2025-09-04\" }", "nộp hồ sơ bị từ chối"},
		{"t:submit { procedure = \"9.9\" }", "không có thủ tục 9.9"},
		{"while true do end", "vòng lặp"},
		{"local s = \"x\" while true do s = s .. s end", "bộ nhớ"},
		{SUBMIT "t:walk(d, { { \"receive\", \"refuse\" } }, 2)", "đường chỉ có 1 bước"},
		{SUBMIT "t:walk(d, { \"receive\" })", "mục thứ 1 phải là"},
		{SUBMIT "t:walk(d, { { \"receive\", \"x\" } })", "bị từ chối"},
		{SUBMIT "t:add(d, \"receive\", \"x\")", "không ai thêm mục được"},
		{SUBMIT "while true do t:refuses(d, \"receive\", \"x\") end", "việc; hãy chia nhỏ"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *failure = failure_of(*state, cases[i].body);
		if (!failure || !strstr(failure, cases[i].says))
			fail_msg("%s\n%s", cases[i].body, failure ? failure : "passed");
	}
}

static void test_play__a_failure__has_line_and_journey(void **state)
{
	Lt__TrialReport *r =
		play(*state, "\ntest \"một\" (function(t)\n" SUBMIT "t:ended(d)\nend)", 0);
	struct desk *d = *state;
	Lt__FetchReply *journey;
	assert_int_equal(r->tests[0]->line, 2);
	assert_int_equal(r->tests[0]->failure_line, 4);
	assert_int_equal(r->tests[0]->n_journeys, 1);
	struct lt_slice bytes =
		lt_slice(r->tests[0]->journeys[0].data, r->tests[0]->journeys[0].len);
	assert_int_equal(LT_DECODE(fetch_reply, bytes, &d->arena, &journey, NULL), 0);
	assert_true(journey->n_events >= 2);
	assert_string_equal(journey->dossier->tokens[0]->step, "receive");
}

static uint32_t times(const Lt__TrialTest *test, const char *step, const char *outcome)
{
	for (size_t i = 0; i < test->n_outcomes; i++)
		if (strcmp(test->outcomes[i]->step, step) == 0 &&
		    strcmp(test->outcomes[i]->outcome, outcome) == 0)
			return test->outcomes[i]->times;
	return 0;
}

static void test_play__coverage__counts_what_was_taken(void **state)
{
	static const char tests[] =
		"test \"a\" (function(t) " SUBMIT "t:act(d, \"receive\", \"missing\")\n"
		"t:signal(d, \"applicant.supplement\")\n"
		"t:act(d, \"receive\", \"complete\") end)";
	Lt__TrialReport *listed = play(*state, tests, LT_PLAY_LIST);
	Lt__TrialReport *played = play(*state, tests, 0);
	assert_string_equal(listed->procedure, "9.000042");
	assert_int_equal(listed->n_tests, 1);
	assert_int_equal(listed->n_declared, 13);
	assert_int_equal(times(played->tests[0], "receive", "missing"), 1);
	assert_int_equal(times(played->tests[0], "supplement", "arrived"), 1);
	assert_int_equal(times(played->tests[0], "receive", "refuse"), 0);
}

static void test_play__a_file_that_cannot_be_read__says_where(void **state)
{
	static const struct {
		const char *tests, *says;
		uint32_t line;
	} cases[] = {
		{"test \"a\" (function(t) end", "", 1},
		{"\ntest { }", "test cần tên", 2},
		{"test \"a\"\n", "thiếu function(t)", 0},
		{"use { 7 }", "use cần danh sách", 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		Lt__TrialReport *r = play(*state, cases[i].tests, LT_PLAY_LIST);
		if (!*r->error || !strstr(r->error, cases[i].says) ||
		    (cases[i].line && r->error_line != cases[i].line))
			fail_msg("%s\n%u: %s", cases[i].tests, r->error_line, r->error);
	}
}

static void test_play__uses__are_told_before_anything_is_published(void **state)
{
	Lt__TrialReport *r = play(*state, "use { \"a.lua\", \"../b.lua\" }", LT_PLAY_USES);
	assert_string_equal(r->error, "");
	assert_int_equal(r->n_uses, 2);
	assert_string_equal(r->uses[1], "../b.lua");
}

static void test_play__a_procedure_with_errors__is_not_tried(void **state)
{
	struct desk *d = *state;
	d->files.procedure.text = lt_slice_str("return procedure { code = \"9.1\" }");
	Lt__TrialReport *r = play(d, "test \"a\" (function(t) end)", LT_PLAY_LIST);
	assert_non_null(strstr(r->error, "permit.lua:1: E"));
}

static void test_play__steps_of_items__are_told_apart_and_added_to(void **state)
{
	static const char procedure[] =
		"return procedure { code = \"9.000043\", version = \"1\", name = \"Mẫu\",\n"
		"field = \"Mẫu\", legal_basis = { \"Luật\" }, receive_at = { \"commune\" },\n"
		"time_limit = untimed, fee = vnd(0), start = \"owners\",\n"
		"fields = { owners = list { label = \"Đồng sở hữu\" } }, steps = {\n"
		"parallel \"owners\" { each = \"owners\", next = \"granted\",\n"
		"more = { unit = \"one_stop\", level = \"commune\", role = \"receiver\" },\n"
		"branch \"owner\" { human \"confirm\" { unit = \"one_stop\", level = \"commune\",\n"
		"role = \"receiver\", limit = untimed, on = { agree = \"done\" } } } },\n"
		"finish \"granted\" { outcome = \"granted\" } } }\n";
	struct desk *d = *state;
	d->files.procedure.text = lt_slice_str(procedure);
	const char *failure = failure_of(
		d, "local d = t:submit { at = \"2025-09-04 08:00\", owners = \"An; Bình\" }\n"
		   "t:act(d, \"confirm\", \"agree\", { item = \"Bình\" })\n"
		   "t:refuses(d, \"confirm\", \"agree\", { item = \"Bình\" })\n"
		   "t:add(d, \"owners\", \"Cát\") t:at(d, \"confirm\")\n"
		   "t:act(d, \"confirm\", \"agree\", { item = \"Cát\" }) t:at(d, \"confirm\")\n"
		   "t:act(d, \"confirm\", \"agree\", { item = \"An\" }) t:ended(d, \"granted\")");
	if (failure)
		fail_msg("%s", failure);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_play__steps_of_items__are_told_apart_and_added_to, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_play__what_holds__passes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_play__what_does_not_hold__says_what_is, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_play__a_failure__has_line_and_journey, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_play__coverage__counts_what_was_taken, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_play__a_file_that_cannot_be_read__says_where,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_play__uses__are_told_before_anything_is_published, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_play__a_procedure_with_errors__is_not_tried,
						set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
