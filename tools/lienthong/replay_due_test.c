/* SPDX-License-Identifier: EUPL-1.2 */
/* A small log with deadlines to the microsecond, played; and histories that do not fit it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/slice.h"
#include "tools/lienthong/replay_fixture.h"

static const char events[] = "case_id,activity,timestamp,resource\n"
			     "in_time,look,2011-03-01T10:00:00+01:00,a\n"
			     "to_the_moment,look,2011-03-01T10:00:00+01:00,a\n"
			     "by_a_microsecond,look,2011-03-01T10:00:00+01:00,b\n"
			     "after_its_events,look,2011-01-05T10:00:00+01:00,a\n"
			     "open,look,2011-03-02T10:00:00+01:00,a\n"
			     "no_deadline,look,2011-03-02T10:00:00+01:00,a\n"
			     "at_once,look,2011-03-02T10:00:00+01:00,a\n"
			     "ends_early,look,2011-03-02T10:00:00+01:00,a\n";
static const char cases[] =
	"case_id,startdate,deadline,enddate\n"
	"in_time,2011-02-01T00:00:00.020+01:00,2011-03-29T00:00:00.000+02:00,"
	"2011-03-28T23:59:59.999+02:00\n"
	"to_the_moment,2011-02-01T01:06:40.010+01:00,2011-02-11T01:06:40+01:00,"
	"2011-02-11T01:06:40+01:00\n"
	"by_a_microsecond,2011-02-01T01:06:40.010+01:00,2011-02-11T01:06:40+01:00,"
	"2011-02-11T01:06:40.000001+01:00\n"
	"after_its_events,2011-01-04T13:42:22.688+01:00,2011-03-01T13:41:31.788+01:00,"
	"2011-05-01T00:00:00+02:00\n"
	"open,2011-01-04T13:42:22.688+01:00,2011-03-01T13:41:31.788+01:00,\n"
	"no_deadline,2011-01-04T13:42:22.688+01:00,,2011-03-01T13:41:31.788+01:00\n"
	"at_once,2011-01-04T13:42:22+01:00,2011-01-04T13:42:22+01:00,"
	"2011-01-04T13:42:23+01:00\n"
	"ends_early,2011-01-04T13:42:22+01:00,2011-01-14T13:42:22+01:00,"
	"2011-01-04T12:42:22+01:00\n";

static const char *write_log(struct replay_fixture *f, const char *with_cases)
{
	(void)replay_write(f, "log.cases.csv", lt_slice_str(with_cases));
	return replay_write(f, "log.events.csv", lt_slice_str(events));
}

static uint32_t number_of(const struct replay_fixture *f, const char *id)
{
	uint32_t number = lt_numbering_find(&f->log.cases, id);
	assert_true(number != LT_NO_NUMBER);
	return number;
}

static void test_lt_replay_play__deadlines__the_engine_finds_who_is_late(void **state)
{
	static const struct {
		const char *id;
		bool late;
	} expected[] = {
		{"in_time", false},	    {"to_the_moment", false}, {"by_a_microsecond", true},
		{"after_its_events", true}, {"open", true},	      {"no_deadline", false},
		{"at_once", true},	    {"ends_early", false}};
	struct replay_fixture *f = *state;
	replay_play(f, write_log(f, cases));
	assert_int_equal(replay_compare(f), 0);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		uint32_t number = number_of(f, expected[i].id);
		const struct lt_due_history *due = &f->history.dues[number];
		if (due->overdue != expected[i].late)
			fail_msg("%s: overdue %u times", expected[i].id, due->overdue);
		if (due->received)
			assert_int_equal(due->due_us, f->log.dates[number].deadline_us);
	}
	struct lt_due_tally t = lt_due_count(&f->log, f->history.dues);
	assert_int_equal(t.cases, 7);
	assert_int_equal(t.ended, 6);
	assert_int_equal(t.late, 3);
	assert_int_equal(t.log_ended, 6);
	assert_int_equal(t.log_late, 3);
	assert_int_equal(t.open, 1);
	assert_int_equal(t.open_late, 1);
}

static void test_lt_due_differs__a_history_that_does_not_fit__told(void **state)
{
	struct replay_fixture *f = *state;
	replay_play(f, write_log(f, cases));
	struct lt_due_history *due = &f->history.dues[number_of(f, "in_time")], was = *due;
	due->overdue = 1;
	assert_int_equal(replay_compare(f), 1);
	*due = was;
	due->due_us++;
	assert_int_equal(replay_compare(f), 1);
	*due = was;
	due->finished = 0;
	assert_int_equal(replay_compare(f), 1);
	*due = was;
	due->received = 2;
	assert_int_equal(replay_compare(f), 1);
	*due = was;
	due = &f->history.dues[number_of(f, "by_a_microsecond")];
	due->overdue = 0;
	assert_int_equal(replay_compare(f), 1);
	due->overdue = 2;
	assert_int_equal(replay_compare(f), 1);
	due->overdue = 1;
	f->history.dues[number_of(f, "no_deadline")].received = 1;
	assert_int_equal(replay_compare(f), 1);
	f->history.dues[number_of(f, "no_deadline")].received = 0;
	assert_int_equal(replay_compare(f), 0);
}

static void test_lt_log_read__dates_that_cannot_be__refused_with_line(void **state)
{
	static const struct {
		const char *cases, *says;
	} wrong[] = {
		{"case_id,startdate,deadline,enddate\nin_time,2011-01-04,soon,\n",
		 "log.cases.csv:2: không hiểu thời điểm \"soon\""},
		{"case_id,startdate,deadline,enddate\nin_time,2011-01-04,2011-01-03,\n",
		 "log.cases.csv:2: deadline trước startdate"},
	};
	struct replay_fixture *f = *state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		f->err = (struct lt_err){0};
		assert_int_equal(lt_log_read(write_log(f, wrong[i].cases), &f->log, &f->err),
				 LT_E_FORMAT);
		if (!strstr(f->err.text, wrong[i].says))
			fail_msg("%s", f->err.text);
	}
}

static void test_lt_replay_dues_make__a_deadline_beyond_a_century__refused(void **state)
{
	static const char far[] = "case_id,startdate,deadline,enddate\n"
				  "in_time,2011-01-04,2211-01-03,\n"
				  "to_the_moment,,,\nby_a_microsecond,,,\nafter_its_events,,,\n"
				  "open,,,\nno_deadline,,,\nat_once,,,\nends_early,,,\n";
	struct replay_fixture *f = *state;
	assert_int_equal(lt_log_read(write_log(f, far), &f->log, &f->err), 0);
	assert_int_equal(lt_replay_sources(&f->log, &f->sources, &f->err), LT_E_CALENDAR);
	assert_non_null(strstr(f->err.text, "hạn (deadline) quá xa"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_lt_replay_play__deadlines__the_engine_finds_who_is_late, replay_setup,
			replay_teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_due_differs__a_history_that_does_not_fit__told, replay_setup,
			replay_teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_log_read__dates_that_cannot_be__refused_with_line, replay_setup,
			replay_teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_replay_dues_make__a_deadline_beyond_a_century__refused,
			replay_setup, replay_teardown),
	};
	return cmocka_run_group_tests_name("tool.replay_due", tests, NULL, NULL);
}
