/* SPDX-License-Identifier: EUPL-1.2 */
/* The apology slip before it is written: when one is needed, whose it is, and a date that can be
 * kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/draft.h"
#include "proto/base/time.h"

#define EVER ((struct lt_span){0, INT64_MAX})
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* receive 4 h -> appraise 1 day -> sign 8 h -> granted; a wait beside it is others' time. */
enum { RECEIVE, SUPPLEMENT, APPRAISE, SIGN, GRANTED };

static const struct lt_target after_receive[] = {{"complete", APPRAISE, NULL},
						 {"missing", SUPPLEMENT, NULL}};
static const struct lt_target after_wait[] = {{"arrived", RECEIVE, NULL}};
static const struct lt_target after_appraise[] = {{"pass", SIGN, NULL}, {"back", RECEIVE, NULL}};
static const struct lt_target after_sign[] = {{"signed", GRANTED, NULL}};
static const struct lt_step steps[] = {
	[RECEIVE] = {.name = "receive",
		     .title = "Tiếp nhận",
		     .kind = LT__STEP_KIND__STEP_KIND_HUMAN,
		     .on = after_receive,
		     .on_count = 2,
		     .limit = {LT_LIMIT_WORKING_MINUTES, 4 * 60}},
	[SUPPLEMENT] = {.name = "supplement",
			.title = "Chờ bổ sung",
			.kind = LT__STEP_KIND__STEP_KIND_WAIT,
			.on = after_wait,
			.on_count = 1,
			.clock_stop = true,
			.limit = {LT_LIMIT_CALENDAR_DAYS, 90}},
	[APPRAISE] = {.name = "appraise",
		      .title = "Thẩm tra",
		      .kind = LT__STEP_KIND__STEP_KIND_HUMAN,
		      .on = after_appraise,
		      .on_count = 2,
		      .limit = {LT_LIMIT_WORKING_DAYS, 1}},
	[SIGN] = {.name = "sign",
		  .title = "Ký",
		  .kind = LT__STEP_KIND__STEP_KIND_HUMAN,
		  .on = after_sign,
		  .on_count = 1,
		  .limit = {LT_LIMIT_WORKING_MINUTES, 8 * 60}},
	[GRANTED] = {.name = "granted", .title = "Xong", .kind = LT__STEP_KIND__STEP_KIND_FINISH},
};
static const struct lt_definition definition = {
	.code = "1.000001", .version = "1", .steps = steps, .steps_count = COUNT(steps)};

static const struct lt_level_spec levels[] = {{"commune", "Xã"}};
static const struct lt_role_spec roles[] = {{.name = "specialist", .label = "Chuyên viên"},
					    {.name = "head", .label = "Trưởng", .assigns = true}};
static const struct lt_area_spec areas[] = {{"1", "Xã", "commune", NULL}};
static const struct lt_unit_spec units[] = {
	{"H1", "UBND xã", "committee", "1", "VN-STD", NULL, EVER, 1},
	{"H1.2", "Tư pháp xã", "justice", "1", "VN-STD", NULL, EVER, 2}};
static const struct lt_officer_spec officers[] = {{"an", "Nông Văn An"}, {"chinh", "Phan Chính"}};
static const struct lt_grant_spec grants[] = {{"an", "H1.2", "specialist", EVER},
					      {"chinh", "H1", "head", EVER}};

struct fixture {
	struct lt_arena arena;
	struct lt_directory *directory;
	struct lt_calendar *calendar;
	Lt__Dossier d;
	Lt__Token t, *tokens[1];
	Lt__Lateness l, *lates[1];
	struct lt_draft_question question;
};

static int64_t at(const char *text)
{
	int64_t us;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

static struct lt_interval from_to(int64_t from_minutes, int64_t to_minutes)
{
	return (struct lt_interval){from_minutes * LT_US_PER_MINUTE, to_minutes * LT_US_PER_MINUTE};
}

static void make_calendar(struct fixture *f)
{
	struct lt_office_hours office = {.name = "VN-STD"};
	struct lt_err err = {0};
	for (int day = 0; day < 5; day++) {
		struct lt_day_hours *hours = &office.week[day];
		hours->counts = true;
		hours->intervals_count = 2;
		hours->intervals[0] = from_to(7 * 60 + 30, 11 * 60 + 30);
		hours->intervals[1] = from_to(13 * 60 + 30, 17 * 60);
	}
	struct lt_calendar_spec spec = {.version = "1",
					.offices = &office,
					.offices_count = 1,
					.first_day = lt_local_of(at("2025-01-01")).day,
					.last_day = lt_local_of(at("2025-12-31")).day};
	assert_int_equal(lt_calendar_new(&spec, &f->calendar, &err), 0);
}

static void make_directory(struct fixture *f)
{
	struct lt_err err = {0};
	struct lt_directory_spec spec = {.version = "1"};
	spec.levels = levels;
	spec.areas = areas;
	spec.levels_count = spec.areas_count = COUNT(levels);
	spec.roles = roles;
	spec.units = units;
	spec.officers = officers;
	spec.grants = grants;
	spec.roles_count = spec.units_count = COUNT(units);
	spec.officers_count = spec.grants_count = COUNT(grants);
	if (lt_directory_new(&spec, &f->directory, &err) < 0)
		fail_msg("%s", err.text);
}

/* On Thursday 12 June, 09:00: due today, four fifths gone, an has two hours and a half left. */
static int setup(void **state)
{
	static struct fixture f;
	f = (struct fixture){.d = LT__DOSSIER__INIT, .t = LT__TOKEN__INIT, .l = LT__LATENESS__INIT};
	lt_arena_init(&f.arena, 1 << 16);
	make_calendar(&f);
	make_directory(&f);
	f.t.id = 1;
	f.t.kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	f.t.state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	f.t.step = "appraise";
	f.t.unit = "H1.2";
	f.t.officer = "an";
	f.t.entered_us = at("2025-06-11T11:30");
	f.t.due_us = at("2025-06-12T11:30");
	f.tokens[0] = &f.t;
	f.d.tokens = f.tokens;
	f.d.n_tokens = 1;
	f.d.unit = "H1";
	f.d.office = "VN-STD";
	f.d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	f.d.due_us = f.d.warned_for_us = at("2025-06-12T17:00");
	f.d.most_us = at("2025-06-12T08:30");
	f.question = (struct lt_draft_question){.dossier = &f.d,
						.definition = &definition,
						.directory = f.directory,
						.calendar = f.calendar,
						.now_us = at("2025-06-12T09:00")};
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	lt_directory_free(f->directory);
	lt_calendar_free(f->calendar);
	lt_arena_done(&f->arena);
	return 0;
}

static void make_late(struct fixture *f)
{
	f->t.entered_us = at("2025-06-10T16:00");
	f->t.due_us = at("2025-06-11T16:00");
	f->t.overdue = true;
	f->l.id = f->l.token = 1;
	f->l.due_us = f->t.due_us;
	f->l.step = "appraise";
	f->l.unit = "H1.2";
	f->lates[0] = &f->l;
	f->d.lates = f->lates;
	f->d.n_lates = 1;
}

static int draft(struct fixture *f, struct lt_draft *ret)
{
	return lt_draft_apology(&f->question, &f->arena, ret);
}

static void test_draft__nothing_at_risk__none_is_needed(void **state)
{
	struct fixture *f = *state;
	struct lt_draft slip;
	f->question.now_us = f->d.most_us - 1;
	assert_int_equal(draft(f, &slip), LT_E_ABSENT);
	f->question.now_us = f->d.most_us;
	assert_int_equal(draft(f, &slip), 0);
	f->d.warned_for_us = 1; /* the mark is of a date that is no longer the dossier's */
	assert_int_equal(draft(f, &slip), LT_E_ABSENT);
	f->question.now_us = f->d.due_us + 1;
	assert_int_equal(draft(f, &slip), 0);
	f->d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	assert_int_equal(draft(f, &slip), LT_E_ABSENT);
}

static void test_draft__no_date_or_clock_stands__none_is_needed(void **state)
{
	struct fixture *f = *state;
	struct lt_draft slip;
	make_late(f);
	f->d.due_us = 0;
	assert_int_equal(draft(f, &slip), LT_E_ABSENT);
	f->d.due_us = LT_DUE_SUSPENDED;
	assert_int_equal(draft(f, &slip), LT_E_ABSENT);
}

/* Two hours and a half, and eight for the signature: Friday 14:00, so the end of Friday. */
static void test_draft__at_risk__what_is_left_and_the_way_on(void **state)
{
	struct fixture *f = *state;
	struct lt_draft slip;
	assert_int_equal(draft(f, &slip), 0);
	assert_int_equal(slip.old_due_us, f->d.due_us);
	assert_int_equal(slip.new_due_us, at("2025-06-13T17:00"));
	assert_string_equal(slip.unit, "H1.2");
	assert_string_equal(slip.head_unit, "H1"); /* nobody assigns work in H1.2 */
	assert_string_equal(slip.head, "chinh");
	assert_string_equal(slip.reason, "“Thẩm tra” tại Tư pháp xã chưa xong");
	assert_false(slip.late);
}

/* All of the step's time again, seven hours and a half, and eight: Monday 09:30. */
static void test_draft__late_step__has_all_its_time_again(void **state)
{
	struct fixture *f = *state;
	struct lt_draft slip;
	make_late(f);
	assert_int_equal(draft(f, &slip), 0);
	assert_int_equal(slip.new_due_us, at("2025-06-16T17:00"));
	assert_string_equal(slip.reason, "“Thẩm tra” tại Tư pháp xã chậm 2 giờ làm việc");
	f->question.now_us = f->d.due_us + 1;
	assert_int_equal(draft(f, &slip), 0);
	assert_true(slip.late);
}

static void test_draft__others_time__moves_the_date_by_itself(void **state)
{
	struct fixture *f = *state;
	struct lt_draft slip;
	f->t.kind = LT__STEP_KIND__STEP_KIND_WAIT;
	f->t.step = "supplement";
	f->t.clock_stopped = true;
	assert_int_equal(draft(f, &slip), 0);
	assert_int_equal(slip.new_due_us, at("2025-06-13T17:00")); /* never the one there was */
}

static void test_draft__date_far_away__a_later_one_is_proposed(void **state)
{
	struct fixture *f = *state;
	struct lt_draft slip;
	make_late(f);
	f->d.due_us = at("2025-06-20T17:00");
	assert_int_equal(draft(f, &slip), 0);
	assert_int_equal(slip.new_due_us, at("2025-06-23T17:00"));
}

static void test_draft__cannot_be_counted__calendar_error(void **state)
{
	struct fixture *f = *state;
	struct lt_draft slip;
	f->d.office = "VN-NONE";
	assert_int_equal(draft(f, &slip), LT_E_CALENDAR);
	f->d.office = "VN-STD";
	f->question.now_us = f->d.due_us = at("2025-12-31T17:00");
	f->d.overdue = true;
	assert_int_equal(draft(f, &slip), LT_E_CALENDAR);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_draft__nothing_at_risk__none_is_needed),
		TEST(test_draft__no_date_or_clock_stands__none_is_needed),
		TEST(test_draft__at_risk__what_is_left_and_the_way_on),
		TEST(test_draft__late_step__has_all_its_time_again),
		TEST(test_draft__others_time__moves_the_date_by_itself),
		TEST(test_draft__date_far_away__a_later_one_is_proposed),
		TEST(test_draft__cannot_be_counted__calendar_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
