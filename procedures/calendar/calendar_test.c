/* SPDX-License-Identifier: EUPL-1.2 */
/* Building calendars, rolling into working time, measuring it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar_fixture.h"

/* One office that works on Mondays from 08:00 to 12:00, in the first week of 2025. */
static struct lt_office_hours monday_office(void)
{
	return (struct lt_office_hours){
		.name = "A",
		.week = {{.intervals = {{8 * LT_US_PER_HOUR, 12 * LT_US_PER_HOUR}},
			  .intervals_count = 1,
			  .counts = true}}};
}

static struct lt_calendar_spec week_spec(const struct lt_office_hours *office)
{
	return (struct lt_calendar_spec){.version = "1",
					 .offices = office,
					 .offices_count = 1,
					 .first_day = lt_fixture_day("2025-01-01"),
					 .last_day = lt_fixture_day("2025-01-14")};
}

static void expect_refused(const struct lt_calendar_spec *spec, int code)
{
	struct lt_calendar *made = NULL;
	struct lt_err err = {0};
	assert_int_equal(lt_calendar_new(spec, &made, &err), code);
	assert_null(made);
	assert_int_equal(err.code, code);
	assert_true(strlen(err.text) > 0);
}

static void test_calendar_new__bad_intervals__refused(void **state)
{
	(void)state;
	static const struct lt_interval bad[][2] = {
		{{8, 12}, {12, 17}}, /* touching: whose is the end? */
		{{8, 12}, {11, 17}}, {{13, 17}, {8, 12}}, {{8, 8}, {9, 10}},
		{{12, 8}, {13, 17}}, {{-1, 8}, {9, 10}},  {{8, 12}, {13, 24}},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct lt_office_hours office = monday_office();
		office.week[0].intervals_count = 2;
		for (size_t j = 0; j < 2; j++)
			office.week[0].intervals[j] =
				(struct lt_interval){bad[i][j].from_us * LT_US_PER_HOUR,
						     bad[i][j].to_us * LT_US_PER_HOUR};
		struct lt_calendar_spec spec = week_spec(&office);
		expect_refused(&spec, LT_E_FORMAT);
	}
}

static void test_calendar_new__bad_offices__refused(void **state)
{
	(void)state;
	struct lt_office_hours two[2] = {monday_office(), monday_office()};
	struct lt_calendar_spec spec = week_spec(two);
	spec.offices_count = 2;
	expect_refused(&spec, LT_E_FORMAT);
	spec.offices_count = 0;
	expect_refused(&spec, LT_E_FORMAT);
	spec.offices_count = 1;
	two[0].name = "";
	expect_refused(&spec, LT_E_FORMAT);
	two[0].name = NULL;
	expect_refused(&spec, LT_E_FORMAT);
	two[0] = monday_office();
	two[0].week[3].counts = true; /* works, but no hours */
	expect_refused(&spec, LT_E_FORMAT);
	two[0] = monday_office();
	two[0].week[0].intervals_count = LT_INTERVALS_MAX + 1;
	expect_refused(&spec, LT_E_FORMAT);
}

static void test_calendar_new__bad_days__refused(void **state)
{
	(void)state;
	struct lt_office_hours office = monday_office();
	struct lt_calendar_spec spec = week_spec(&office);
	struct lt_special_day days[2] = {{.day = spec.first_day, .status = LT_DAY_OFF},
					 {.day = spec.first_day, .status = LT_DAY_MAKE_UP}};
	spec.special_days = days;
	spec.special_days_count = 2;
	expect_refused(&spec, LT_E_FORMAT);
	days[1].day = spec.last_day + 1;
	expect_refused(&spec, LT_E_FORMAT);
	days[1].day = spec.last_day;
	days[1].status = 0;
	expect_refused(&spec, LT_E_FORMAT);
	spec.special_days_count = 0;
	spec.last_day = spec.first_day - 1;
	expect_refused(&spec, LT_E_FORMAT);
	spec.last_day = spec.first_day + 40000;
	expect_refused(&spec, LT_E_LIMIT);
	spec.first_day = INT32_MIN;
	expect_refused(&spec, LT_E_LIMIT);
}

static void test_calendar_new__bad_gaps__refused(void **state)
{
	(void)state;
	struct lt_office_hours office = monday_office();
	struct lt_calendar_spec spec = week_spec(&office);
	spec.last_day = spec.first_day + 99;
	int32_t first = spec.first_day;
	const struct lt_day_range bad[][2] = {
		{{first, first + 3}, {first + 9, first + 9}},	     /* the first day is known */
		{{first + 9, first + 3}, {first + 20, first + 20}},  /* backwards */
		{{first + 9, first + 12}, {first + 13, first + 14}}, /* not apart */
		{{first + 9, first + 12}, {first + 5, first + 6}},
		{{first + 9, first + 12}, {first + 50, first + 99}}, /* so is the last */
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		spec.gaps = bad[i];
		spec.gaps_count = 2;
		expect_refused(&spec, LT_E_FORMAT);
	}
}

static void test_calendar_new__gaps__nothing_goes_over_them(void **state)
{
	(void)state;
	struct lt_office_hours office = monday_office();
	struct lt_calendar_spec spec = week_spec(&office);
	spec.first_day = lt_fixture_day("2025-01-06"); /* a Monday */
	spec.last_day = lt_fixture_day("2025-03-31");
	const struct lt_day_range gap = {lt_fixture_day("2025-02-01"),
					 lt_fixture_day("2025-02-28")};
	spec.gaps = &gap;
	spec.gaps_count = 1;
	LT_AUTO(calendar) struct lt_calendar *made = NULL;
	assert_int_equal(lt_calendar_new(&spec, &made, NULL), 0);
	assert_string_equal(lt_calendar_known_text(made),
			    "06/01/2025–31/01/2025, 01/03/2025–31/03/2025");
	assert_false(lt_calendar_knows(made, lt_fixture_at("2025-01-05T23:59:59")));
	assert_true(lt_calendar_knows(made, lt_fixture_at("2025-01-31T23:59:59")));
	assert_false(lt_calendar_knows(made, lt_fixture_at("2025-02-01T00:00:00")));
	assert_false(lt_calendar_knows(made, lt_fixture_at("2025-02-28T23:59:59")));
	assert_true(lt_calendar_knows(made, lt_fixture_at("2025-03-01T00:00:00")));
	const struct lt_office *at = lt_calendar_office(made, office.name);
	int64_t us;
	assert_int_equal(lt_roll(at, lt_fixture_at("2025-01-25"), &us), 0);
	assert_int_equal(lt_roll(at, lt_fixture_at("2025-01-28"), &us), LT_E_CALENDAR);
	assert_int_equal(lt_roll(at, lt_fixture_at("2025-02-03"), &us), LT_E_CALENDAR);
	assert_int_equal(lt_working_between(at, lt_fixture_at("2025-01-25"),
					    lt_fixture_at("2025-03-03"), &us),
			 LT_E_CALENDAR);
	assert_int_equal(lt_working_between(at, lt_fixture_at("2025-01-20"),
					    lt_fixture_at("2025-01-31"), &us),
			 0);
	int64_t monday_us = lt_fixture_at("2025-01-20"), week_us;
	assert_int_equal(lt_working_between(at, monday_us, lt_fixture_at("2025-01-27"), &week_us),
			 0);
	assert_int_equal(lt_working_after(at, monday_us, week_us, &us), 0);
	assert_int_equal(lt_working_after(at, monday_us, 3 * week_us, &us), LT_E_CALENDAR);
}

static void test_calendar_new__everything_borrowed__is_copied(void **state)
{
	(void)state;
	char name[] = "A", version[] = "v", reason[] = "bão";
	int32_t closure = lt_fixture_day("2025-01-06");
	const char *closure_name = reason;
	struct lt_office_hours office = monday_office();
	office.name = name;
	office.closures = &closure;
	office.closure_names = &closure_name;
	office.closures_count = 1;
	struct lt_calendar_spec spec = week_spec(&office);
	spec.version = version;
	LT_AUTO(calendar) struct lt_calendar *made = NULL;
	assert_int_equal(lt_calendar_new(&spec, &made, NULL), 0);
	name[0] = version[0] = reason[0] = '?';
	closure = 0;
	assert_string_equal(lt_calendar_version(made), "v");
	const struct lt_office *a = lt_calendar_office(made, "A");
	assert_non_null(a);
	int64_t at_us; /* the 6th is closed, so the next Monday */
	assert_int_equal(lt_roll(a, lt_fixture_at("2025-01-01T10:00"), &at_us), 0);
	assert_int_equal(at_us, lt_fixture_at("2025-01-13T08:00"));
}

static void test_calendar_new__closure_on_make_up_day__is_closed(void **state)
{
	(void)state;
	int32_t closures[] = {lt_fixture_day("2025-01-04"), lt_fixture_day("2025-01-04"),
			      lt_fixture_day("1999-01-01")};
	struct lt_special_day make_up = {.day = closures[0], .status = LT_DAY_MAKE_UP};
	struct lt_office_hours offices[2] = {monday_office(), monday_office()};
	offices[1].name = "B";
	offices[1].closures = closures;
	offices[1].closures_count = 3;
	struct lt_calendar_spec spec = week_spec(offices);
	spec.offices_count = 2;
	spec.special_days = &make_up;
	spec.special_days_count = 1;
	LT_AUTO(calendar) struct lt_calendar *made = NULL;
	assert_int_equal(lt_calendar_new(&spec, &made, NULL), 0);
	int64_t a_us, b_us;
	int64_t from_us = lt_fixture_at("2025-01-04"), to_us = lt_fixture_at("2025-01-05");
	assert_int_equal(lt_working_between(lt_calendar_office(made, "A"), from_us, to_us, &a_us),
			 0);
	assert_int_equal(lt_working_between(lt_calendar_office(made, "B"), from_us, to_us, &b_us),
			 0);
	assert_int_equal(a_us, 4 * LT_US_PER_HOUR);
	assert_int_equal(b_us, 0);
}

static void test_calendar_new__office_without_monday__rests_on_make_up_day(void **state)
{
	(void)state;
	struct lt_office_hours office = monday_office();
	office.week[1] = office.week[0];
	office.week[0] = (struct lt_day_hours){0};
	struct lt_special_day make_up = {.day = lt_fixture_day("2025-01-04"),
					 .status = LT_DAY_MAKE_UP};
	struct lt_calendar_spec spec = week_spec(&office);
	spec.special_days = &make_up;
	spec.special_days_count = 1;
	LT_AUTO(calendar) struct lt_calendar *made = NULL;
	assert_int_equal(lt_calendar_new(&spec, &made, NULL), 0);
	int64_t at_us;
	assert_int_equal(
		lt_roll(lt_calendar_office(made, "A"), lt_fixture_at("2025-01-03"), &at_us), 0);
	assert_int_equal(at_us, lt_fixture_at("2025-01-07T08:00"));
}

static void test_calendar_office__known_and_unknown_names__found_or_null(void **state)
{
	(void)state;
	static const char *const names[] = {"VN-STD",  "VN-SATC", "VN-SATR",
					    "VN-OCPS", "VN-THRU", "VN-LOCAL"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_non_null(lt_calendar_office(lt_fixture_made, names[i]));
	assert_null(lt_calendar_office(lt_fixture_made, ""));
	assert_null(lt_calendar_office(lt_fixture_made, "VN-ST"));
	assert_null(lt_calendar_office(lt_fixture_made, "ZZ"));
	lt_calendar_free(NULL);
}

static void test_roll__every_edge__both_ends_belong(void **state)
{
	(void)state;
	static const struct {
		const char *office, *at, *rolled;
	} cases[] = {
		{"VN-STD", "2025-06-09T07:29:59.999999", "2025-06-09T07:30"},
		{"VN-STD", "2025-06-09T07:30", "2025-06-09T07:30"},
		{"VN-STD", "2025-06-09T11:30", "2025-06-09T11:30"},
		{"VN-STD", "2025-06-09T11:30:00.000001", "2025-06-09T13:30"},
		{"VN-STD", "2025-06-09T17:00", "2025-06-09T17:00"},
		{"VN-STD", "2025-06-09T17:00:00.000001", "2025-06-10T07:30"},
		{"VN-STD", "2025-06-13T17:00:01", "2025-06-16T07:30"}, /* Friday evening */
		{"VN-SATC", "2025-06-13T17:00:01", "2025-06-14T07:30"},
		{"VN-SATR", "2025-06-14T08:00", "2025-06-16T07:30"}, /* receives, works not */
		{"VN-STD", "2025-01-24T18:00", "2025-02-03T07:30"},  /* Tết */
		{"VN-SATC", "2025-01-25T12:00", "2025-02-01T07:30"},
		{"VN-STD", "2025-04-25T17:30", "2025-04-26T07:30"},  /* make-up Saturday ... */
		{"VN-SATC", "2025-04-26T16:00", "2025-04-26T16:00"}, /* ... has Monday's hours */
		{"VN-STD", "2025-04-26T17:01", "2025-04-28T07:30"},
		{"VN-LOCAL", "2025-07-01T09:00", "2025-07-02T07:30"}, /* closed */
		{"VN-OCPS", "2025-07-01T12:59", "2025-07-01T13:00"},
		{"VN-THRU", "2025-07-01T12:59", "2025-07-01T12:59"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct lt_office *office =
			lt_calendar_office(lt_fixture_made, cases[i].office);
		int64_t at_us;
		assert_int_equal(lt_roll(office, lt_fixture_at(cases[i].at), &at_us), 0);
		assert_int_equal(at_us, lt_fixture_at(cases[i].rolled));
	}
}

static void test_roll__outside_known_days__calendar_error(void **state)
{
	(void)state;
	const struct lt_office *office = lt_calendar_office(lt_fixture_made, "VN-STD");
	int64_t at_us = 42;
	static const char *const outside[] = {"2017-12-31T23:59:59.999999", "2026-01-01T00:00",
					      "2025-12-31T17:00:01"};
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		assert_int_equal(lt_roll(office, lt_fixture_at(outside[i]), &at_us), LT_E_CALENDAR);
	assert_int_equal(lt_roll(office, INT64_MAX, &at_us), LT_E_CALENDAR);
	assert_int_equal(lt_roll(office, INT64_MIN, &at_us), LT_E_CALENDAR);
	assert_int_equal(at_us, 42);
	assert_int_equal(lt_roll(office, lt_fixture_at("2018-01-01T00:00"), &at_us), 0);
	assert_int_equal(lt_roll(office, lt_fixture_at("2025-12-31T17:00:00"), &at_us), 0);
}

static void test_working_between__spans__measures_working_time(void **state)
{
	(void)state;
	static const struct {
		const char *office, *from, *to;
		int64_t minutes;
	} cases[] = {
		{"VN-STD", "2025-06-09", "2025-06-10", 450},
		{"VN-OCPS", "2025-06-09", "2025-06-10", 480},
		{"VN-STD", "2025-06-09T11:00", "2025-06-09T14:00", 60},
		{"VN-STD", "2025-06-09T11:30", "2025-06-09T13:30", 0},
		{"VN-STD", "2025-06-09T14:00", "2025-06-09T11:00", 0},
		{"VN-STD", "2025-06-09T14:00", "2025-06-09T14:00", 0},
		{"VN-SATC", "2025-06-09", "2025-06-16", 5 * 450 + 240},
		{"VN-SATR", "2025-06-09", "2025-06-16", 5 * 450},
		{"VN-STD", "2025-01-24", "2025-02-04", 2 * 450}, /* Tết between */
		{"VN-LOCAL", "2020-10-19", "2020-10-24", 2 * 450},
		{"VN-THRU", "2024-02-26", "2024-03-02", 5 * 600}, /* over 29 February */
		{"VN-STD", "2018-01-01", "2018-01-08", 4 * 450},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct lt_office *office =
			lt_calendar_office(lt_fixture_made, cases[i].office);
		int64_t work_us;
		assert_int_equal(lt_working_between(office, lt_fixture_at(cases[i].from),
						    lt_fixture_at(cases[i].to), &work_us),
				 0);
		assert_int_equal(work_us, cases[i].minutes * LT_US_PER_MINUTE);
	}
}

static void test_working_between__outside_known_days__calendar_error(void **state)
{
	(void)state;
	const struct lt_office *office = lt_calendar_office(lt_fixture_made, "VN-STD");
	int64_t in_us = lt_fixture_at("2020-01-01"), work_us = 42;
	assert_int_equal(lt_working_between(office, in_us, INT64_MAX, &work_us), LT_E_CALENDAR);
	assert_int_equal(lt_working_between(office, INT64_MIN, in_us, &work_us), LT_E_CALENDAR);
	assert_int_equal(work_us, 42);
}

static void test_working_after__work_to_do__ends_when_it_is_done(void **state)
{
	(void)state;
	static const struct {
		const char *office, *from;
		int64_t minutes;
		const char *end;
	} cases[] = {
		{"VN-STD", "2025-06-09T08:00", 60, "2025-06-09T09:00"},
		{"VN-STD", "2025-06-09T11:00", 60, "2025-06-09T14:00"},
		/* done at the stroke of closing, not at the next opening */
		{"VN-STD", "2025-06-09T11:00", 30, "2025-06-09T11:30"},
		{"VN-STD", "2025-06-09T07:30", 450, "2025-06-09T17:00"},
		{"VN-STD", "2025-06-09T07:30", 451, "2025-06-10T07:31"},
		{"VN-STD", "2025-06-13T16:30", 60, "2025-06-16T08:00"},
		{"VN-SATC", "2025-06-13T16:30", 60, "2025-06-14T08:00"},
		{"VN-STD", "2025-01-24T16:30", 60, "2025-02-03T08:00"}, /* Tết */
		/* nothing to do is done at once, the office open or not */
		{"VN-STD", "2025-06-09T12:00", 0, "2025-06-09T12:00"},
		{"VN-STD", "2025-06-14T09:00", 0, "2025-06-14T09:00"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct lt_office *office =
			lt_calendar_office(lt_fixture_made, cases[i].office);
		int64_t end_us;
		assert_int_equal(lt_working_after(office, lt_fixture_at(cases[i].from),
						  cases[i].minutes * LT_US_PER_MINUTE, &end_us),
				 0);
		assert_int_equal(end_us, lt_fixture_at(cases[i].end));
	}
}

static void test_working_after__no_such_time__error(void **state)
{
	(void)state;
	const struct lt_office *office = lt_calendar_office(lt_fixture_made, "VN-STD");
	int64_t in_us = lt_fixture_at("2025-12-31T16:00"), end_us = 42;
	assert_int_equal(lt_working_after(office, in_us, -1, &end_us), LT_E_USAGE);
	assert_int_equal(lt_working_after(office, in_us, 61 * LT_US_PER_MINUTE, &end_us),
			 LT_E_CALENDAR);
	assert_int_equal(lt_working_after(office, INT64_MAX, LT_US_PER_MINUTE, &end_us),
			 LT_E_CALENDAR);
	assert_int_equal(lt_working_after(office, in_us, INT64_MAX, &end_us), LT_E_CALENDAR);
	assert_int_equal(end_us, 42);
}

/* It is the first instant: that much work lies before it, and not a microsecond earlier. */
static void test_working_after__random__first_instant_with_that_much_before_it(void **state)
{
	(void)state;
	static const char *const names[] = {"VN-STD", "VN-SATC", "VN-THRU", "VN-LOCAL"};
	int64_t first_us = lt_fixture_at("2018-01-01"), last_us = lt_fixture_at("2025-06-30");
	uint64_t seed = 20251122;
	for (int i = 0; i < 20000; i++) {
		const struct lt_office *office = lt_calendar_office(lt_fixture_made, names[i % 4]);
		int64_t from_us = first_us + lt_fixture_random(&seed, last_us - first_us);
		int64_t work_us = 1 + lt_fixture_random(&seed, 40 * 8 * LT_US_PER_HOUR);
		int64_t end_us, before_us;
		assert_int_equal(lt_working_after(office, from_us, work_us, &end_us), 0);
		assert_int_equal(lt_working_between(office, from_us, end_us, &before_us), 0);
		assert_int_equal(before_us, work_us);
		assert_int_equal(lt_working_between(office, from_us, end_us - 1, &before_us), 0);
		assert_int_equal(before_us, work_us - 1);
	}
}

static void test_working_between__random_cuts__add_up(void **state)
{
	(void)state;
	static const char *const names[] = {"VN-STD", "VN-SATC", "VN-THRU", "VN-LOCAL"};
	int64_t first_us = lt_fixture_at("2018-01-01"), last_us = lt_fixture_at("2025-12-31");
	uint64_t seed = 20250701;
	for (int i = 0; i < 20000; i++) {
		const struct lt_office *office = lt_calendar_office(lt_fixture_made, names[i % 4]);
		int64_t a_us = first_us + lt_fixture_random(&seed, last_us - first_us);
		int64_t b_us = a_us + lt_fixture_random(&seed, last_us - a_us);
		int64_t c_us = b_us + lt_fixture_random(&seed, last_us - b_us);
		int64_t ab_us, bc_us, ac_us;
		assert_int_equal(lt_working_between(office, a_us, b_us, &ab_us), 0);
		assert_int_equal(lt_working_between(office, b_us, c_us, &bc_us), 0);
		assert_int_equal(lt_working_between(office, a_us, c_us, &ac_us), 0);
		assert_int_equal(ab_us + bc_us, ac_us);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calendar_new__bad_intervals__refused),
		cmocka_unit_test(test_calendar_new__bad_offices__refused),
		cmocka_unit_test(test_calendar_new__bad_days__refused),
		cmocka_unit_test(test_calendar_new__bad_gaps__refused),
		cmocka_unit_test(test_calendar_new__gaps__nothing_goes_over_them),
		cmocka_unit_test(test_calendar_new__everything_borrowed__is_copied),
		cmocka_unit_test(test_calendar_new__closure_on_make_up_day__is_closed),
		cmocka_unit_test(test_calendar_new__office_without_monday__rests_on_make_up_day),
		cmocka_unit_test(test_calendar_office__known_and_unknown_names__found_or_null),
		cmocka_unit_test(test_roll__every_edge__both_ends_belong),
		cmocka_unit_test(test_roll__outside_known_days__calendar_error),
		cmocka_unit_test(test_working_between__spans__measures_working_time),
		cmocka_unit_test(test_working_between__outside_known_days__calendar_error),
		cmocka_unit_test(test_working_between__random_cuts__add_up),
		cmocka_unit_test(test_working_after__work_to_do__ends_when_it_is_done),
		cmocka_unit_test(test_working_after__no_such_time__error),
		cmocka_unit_test(
			test_working_after__random__first_instant_with_that_much_before_it),
	};
	return cmocka_run_group_tests_name("calendar", tests, lt_fixture_begin, lt_fixture_end);
}
