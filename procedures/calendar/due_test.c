/* SPDX-License-Identifier: EUPL-1.2 */
/* Due dates: the 80 worked cases, the civil servants' calendar of 2026, edges, and laws that hold
 * for every receipt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar_fixture.h"
#include "procedures/calendar/csv.h"

enum { CASE_PAUSES_MAX = 8 };

static struct lt_calendar *calendar, *calendar_2026;

static int make_calendars(void **state)
{
	(void)state;
	calendar = lt_fixture_calendar();
	calendar_2026 = lt_fixture_calendar_2026();
	return 0;
}

static int drop_calendars(void **state)
{
	(void)state;
	lt_calendar_free(calendar);
	lt_calendar_free(calendar_2026);
	return 0;
}

/* "2025-06-09T17:00:00", "SUSPENDED", or the error's name. */
static void due_text(const char *office, const char *received, struct lt_limit limit,
		     enum lt_counting counting, const struct lt_pause *pauses, size_t count,
		     char text[static LT_TIME_TEXT_BYTES])
{
	const struct lt_office *at = lt_calendar_office(calendar, office);
	int64_t due_us = 42;
	assert_non_null(at);
	int r = lt_due(at, lt_fixture_at(received), limit, counting, pauses, count, &due_us);
	if (r < 0) {
		assert_int_equal(due_us, 42);
		(void)snprintf(text, LT_TIME_TEXT_BYTES, "%s", lt_err_name(r));
	} else if (due_us == LT_DUE_SUSPENDED) {
		(void)snprintf(text, LT_TIME_TEXT_BYTES, "SUSPENDED");
	} else {
		lt_time_iso(due_us, text);
		*strrchr(text, '+') = '\0'; /* local time, as the cases have it */
	}
}

static struct lt_limit sample_limit(const char *unit, const char *amount)
{
	double n = strtod(amount, NULL);
	if (strcmp(unit, "wd") == 0)
		return (struct lt_limit){LT_LIMIT_WORKING_DAYS, (int32_t)n};
	if (strcmp(unit, "cd") == 0)
		return (struct lt_limit){LT_LIMIT_CALENDAR_DAYS, (int32_t)n};
	if (strcmp(unit, "mo") == 0)
		return (struct lt_limit){LT_LIMIT_MONTHS, (int32_t)n};
	if (strcmp(unit, "wh") == 0)
		return (struct lt_limit){LT_LIMIT_WORKING_MINUTES, (int32_t)(n * 60)};
	assert_string_equal(unit, "sd");
	return (struct lt_limit){LT_LIMIT_SAME_DAY, (int32_t)(n * 60)};
}

/* "from/to;from/to"; without a `to` the pause is open. */
static size_t sample_pauses(const char *text, struct lt_pause pauses[static CASE_PAUSES_MAX])
{
	char copy[512];
	size_t count = 0;
	(void)snprintf(copy, sizeof copy, "%s", text);
	char *rest = copy;
	for (char *one = strsep(&rest, ";"); one && *one; one = strsep(&rest, ";")) {
		assert_true(count < CASE_PAUSES_MAX);
		char *to = strchr(one, '/');
		assert_non_null(to);
		*to++ = '\0';
		pauses[count].from_us = lt_fixture_at(one);
		pauses[count++].to_us = *to ? lt_fixture_at(to) : LT_PAUSE_OPEN;
	}
	return count;
}

static void check_sample(const struct lt_csv *csv)
{
	static const struct {
		const char *column;
		enum lt_counting counting;
	} columns[] = {
		{"due_legal", LT_COUNTING_LEGAL},
		{"due_rolled", LT_COUNTING_ROLLED},
		{"due_sametime", LT_COUNTING_SAME_TIME},
		{"due_hours8", LT_COUNTING_HOURS8},
		{"due_restart_legal", LT_COUNTING_RESTART_LEGAL},
		{"due_restart_rolled", LT_COUNTING_RESTART_ROLLED},
	};
	const char *const *f = csv->fields;
	struct lt_pause pauses[CASE_PAUSES_MAX];
	size_t count = sample_pauses(f[lt_csv_column(csv, "pauses", NULL)], pauses);
	struct lt_limit limit = sample_limit(f[lt_csv_column(csv, "unit", NULL)],
					     f[lt_csv_column(csv, "amount", NULL)]);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		const char *due = f[lt_csv_column(csv, columns[i].column, NULL)];
		char text[LT_TIME_TEXT_BYTES];
		if (!*due)
			continue;
		due_text(f[lt_csv_column(csv, "calendar", NULL)],
			 f[lt_csv_column(csv, "received", NULL)], limit, columns[i].counting,
			 pauses, count, text);
		if (strcmp(text, due) != 0)
			fail_msg("%s %s: %s instead of %s", f[0], columns[i].column, text, due);
	}
}

static void test_due__eighty_samples__agree_in_every_column(void **state)
{
	(void)state;
	static struct lt_csv csv; /* too large for a stack */
	struct lt_slice text = lt_fixture_file("samples.csv");
	int rows = 0;
	assert_int_equal(lt_csv_open(&csv, "samples", text, NULL), 0);
	for (; lt_csv_next(&csv, NULL) > 0; rows++)
		check_sample(&csv);
	assert_int_equal(rows, 80);
	free((void *)(uintptr_t)text.data);
}

static void test_due__civil_servants_2026__agrees_with_reference(void **state)
{
	(void)state;
	static const struct {
		const char *name, *received;
		int32_t hours;
		const char *due;
	} cases[] = {
		{"plain", "2026-06-15T09:00", 24, "2026-06-18T09:00"},
		{"in lunch", "2026-06-15T12:10", 4, "2026-06-15T17:30"},
		{"after hours Friday", "2026-06-19T17:45", 8, "2026-06-22T17:30"},
		{"Sunday online", "2026-06-21T22:00", 8, "2026-06-22T17:30"},
		{"quarter day over close", "2026-06-15T16:30", 2, "2026-06-16T08:30"},
		{"over Tết", "2026-02-13T10:00", 40, "2026-02-27T10:00"},
		{"over New Year", "2025-12-31T15:00", 16, "2026-01-05T15:00"},
		{"Hùng Vương + 30/4", "2026-04-24T14:00", 40, "2026-05-06T14:00"},
		{"make-up Saturday", "2026-08-21T14:00", 16, "2026-08-24T14:00"},
		{"National Day", "2026-08-28T09:00", 24, "2026-09-07T09:00"},
		{"20 wd land", "2026-02-09T08:00", 160, "2026-03-16T08:00"},
		{"25 wd social centre", "2026-08-10T08:00", 200, "2026-09-16T08:00"},
	};
	const struct lt_office *office = lt_calendar_office(calendar_2026, "VN-8H");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lt_limit limit = {LT_LIMIT_WORKING_MINUTES, cases[i].hours * 60};
		int64_t due_us;
		assert_int_equal(lt_due(office, lt_fixture_at(cases[i].received), limit,
					LT_COUNTING_ROLLED, NULL, 0, &due_us),
				 0);
		if (due_us != lt_fixture_at(cases[i].due))
			fail_msg("%s", cases[i].name);
	}
}

static void test_due__pauses_2026__agrees_with_reference(void **state)
{
	(void)state;
	static const struct {
		const char *received;
		int32_t hours;
		const char *from, *to, *due_without, *due;
		int64_t paused_hours; /* -1: the reference does not say */
	} cases[] = {
		{"2026-06-01T08:00", 80, "2026-06-03T10:00", "2026-06-11T14:30", "2026-06-15T08:00",
		 "2026-06-23T10:30", -1},
		{"2026-02-11T08:00", 40, "2026-02-13T16:00", "2026-02-23T09:00", "2026-02-25T08:00",
		 "2026-02-25T11:00", 3},
	};
	const struct lt_office *office = lt_calendar_office(calendar_2026, "VN-8H");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lt_pause pause = {lt_fixture_at(cases[i].from), lt_fixture_at(cases[i].to)};
		struct lt_limit limit = {LT_LIMIT_WORKING_MINUTES, cases[i].hours * 60};
		int64_t received_us = lt_fixture_at(cases[i].received), due_us, work_us;
		assert_int_equal(
			lt_due(office, received_us, limit, LT_COUNTING_ROLLED, NULL, 0, &due_us),
			0);
		assert_int_equal(due_us, lt_fixture_at(cases[i].due_without));
		assert_int_equal(
			lt_due(office, received_us, limit, LT_COUNTING_ROLLED, &pause, 1, &due_us),
			0);
		assert_int_equal(due_us, lt_fixture_at(cases[i].due));
		assert_int_equal(lt_working_between(office, pause.from_us, pause.to_us, &work_us),
				 0);
		if (cases[i].paused_hours >= 0)
			assert_int_equal(work_us, cases[i].paused_hours * LT_US_PER_HOUR);
	}
}

/* One row of a table of cases. */
struct due_case {
	const char *office, *received, *unit, *amount, *pauses;
	enum lt_counting counting;
	const char *due;
};

static void check_cases(const struct due_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct due_case *c = &cases[i];
		struct lt_pause pauses[CASE_PAUSES_MAX];
		size_t pauses_count = sample_pauses(c->pauses, pauses);
		char text[LT_TIME_TEXT_BYTES];
		due_text(c->office, c->received, sample_limit(c->unit, c->amount), c->counting,
			 pauses, pauses_count, text);
		if (strcmp(text, c->due) != 0)
			fail_msg("%s %s %s %s: %s instead of %s", c->office, c->received, c->unit,
				 c->amount, text, c->due);
	}
}

#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof *(cases))

static void test_due__microseconds_at_edges__decide(void **state)
{
	(void)state;
	static const struct due_case cases[] = {
		{"VN-STD", "2025-06-09T17:00", "wd", "1", "", 0, "2025-06-10T17:00:00"},
		{"VN-STD", "2025-06-09T17:00:00.000001", "wd", "1", "", 0, "2025-06-11T17:00:00"},
		{"VN-STD", "2025-06-09T17:00", "wd", "0", "", LT_COUNTING_LEGAL,
		 "2025-06-09T17:00:00"},
		{"VN-STD", "2025-06-09T17:00:00.000001", "wd", "0", "", LT_COUNTING_LEGAL,
		 "2025-06-10T17:00:00"},
		{"VN-STD", "2025-06-09T15:00", "sd", "15", "", 0, "2025-06-09T17:00:00"},
		{"VN-STD", "2025-06-09T15:00:00.000001", "sd", "15", "", 0, "2025-06-10T17:00:00"},
		{"VN-STD", "2025-06-09T16:59:59.999999", "wh", "0.5", "", 0,
		 "2025-06-10T07:59:59.999999"},
		{"VN-STD", "2025-06-09T11:00", "wh", "0.5", "", 0, "2025-06-09T11:30:00"},
		{"VN-STD", "2025-06-09T11:30", "wh", "0.5", "", 0, "2025-06-09T14:00:00"},
		{"VN-STD", "2025-06-13T16:30", "wh", "0.5", "", 0, "2025-06-13T17:00:00"},
	};
	CHECK_CASES(cases);
}

static void test_due__saturdays__count_receive_or_rest(void **state)
{
	(void)state;
	static const struct due_case cases[] = {
		/* a half day is a whole day, with its own closing time */
		{"VN-SATC", "2025-06-13T09:00", "wd", "1", "", 0, "2025-06-14T11:30:00"},
		{"VN-SATC", "2025-06-14T09:00", "wd", "0", "", 0, "2025-06-14T11:30:00"},
		{"VN-SATC", "2025-06-13T15:00", "wd", "1", "", LT_COUNTING_SAME_TIME,
		 "2025-06-14T11:30:00"},
		/* received on a Saturday that only receives: that day, and it is no working day */
		{"VN-SATR", "2025-06-14T09:00", "wd", "1", "", 0, "2025-06-16T17:00:00"},
		{"VN-SATR", "2025-06-14T09:00", "wd", "0", "", 0, "2025-06-16T17:00:00"},
		{"VN-SATR", "2025-06-14T12:00", "wd", "1", "", 0, "2025-06-17T17:00:00"},
		{"VN-SATR", "2025-06-14T09:00", "wh", "0", "", 0, "2025-06-16T07:30:00"},
		{"VN-SATR", "2025-06-14T09:00", "wh", "0", "", LT_COUNTING_LEGAL,
		 "2025-06-14T09:00:00"},
		/* a holiday on a Saturday receives nothing */
		{"VN-SATR", "2023-04-29T09:00", "wd", "1", "", 0, "2023-05-05T17:00:00"},
		/* a make-up Saturday is a Monday, everywhere */
		{"VN-SATR", "2025-04-26T15:00", "wd", "0", "", 0, "2025-04-26T17:00:00"},
		{"VN-SATC", "2025-04-25T15:00", "wd", "1", "", 0, "2025-04-26T17:00:00"},
	};
	CHECK_CASES(cases);
}

static void test_due__months__end_on_the_same_or_last_day(void **state)
{
	(void)state;
	static const struct due_case cases[] = {
		{"VN-STD", "2024-01-31T09:00", "mo", "1", "", 0, "2024-02-29T17:00:00"},
		{"VN-STD", "2022-12-31T09:00", "mo", "2", "", LT_COUNTING_LEGAL,
		 "2023-02-28T17:00:00"},
		{"VN-STD", "2024-02-29T09:00", "mo", "12", "", 0, "2025-02-28T17:00:00"},
		{"VN-STD", "2024-08-30T09:00", "mo", "6", "", 0, "2025-02-28T17:00:00"},
		{"VN-STD", "2025-06-09T18:00", "mo", "0", "", LT_COUNTING_LEGAL,
		 "2025-06-10T17:00:00"},
		/* 10 June to 10 August is 61 days; ten go before the pause, so 51 after 23 June */
		{"VN-STD", "2025-06-10T09:00", "mo", "2", "2025-06-21T09:00/2025-06-23T09:00",
		 LT_COUNTING_LEGAL, "2025-08-13T17:00:00"},
	};
	CHECK_CASES(cases);
}

static void test_due__open_pause__suspends_while_reached(void **state)
{
	(void)state;
	static const struct due_case cases[] = {
		{"VN-STD", "2025-06-09T09:00", "wd", "3", "2025-06-10T09:00/", 0, "SUSPENDED"},
		{"VN-STD", "2025-06-09T09:00", "wd", "3", "2025-06-12T18:00/", 0,
		 "2025-06-12T17:00:00"}, /* rolled: the day after the last */
		{"VN-STD", "2025-06-09T09:00", "wd", "3", "2025-06-12T18:00/", LT_COUNTING_LEGAL,
		 "SUSPENDED"}, /* legal: its day is not yet used up */
		{"VN-STD", "2025-06-09T09:00", "cd", "3", "2025-06-13T08:00/", 0,
		 "2025-06-12T17:00:00"},
		{"VN-STD", "2025-06-09T09:00", "wh", "2", "2025-06-09T11:00/", 0,
		 "2025-06-09T11:00:00"}, /* "at or after the due moment is ignored" */
		{"VN-STD", "2025-06-09T09:00", "wh", "2", "2025-06-09T10:59:59.999999/", 0,
		 "SUSPENDED"},
		{"VN-STD", "2025-06-09T09:00", "wd", "1", "2025-06-10T08:00/",
		 LT_COUNTING_SAME_TIME, "SUSPENDED"},
		{"VN-STD", "2025-06-09T09:00", "wd", "1", "2025-06-11T08:00/", LT_COUNTING_HOURS8,
		 "2025-06-10T09:30:00"},
		{"VN-STD", "2025-06-09T09:00", "sd", "15", "2025-06-09T10:00/", 0, "SUSPENDED"},
		{"VN-STD", "2025-06-09T09:00", "wd", "1", "2025-06-20T08:00/",
		 LT_COUNTING_RESTART_LEGAL, "SUSPENDED"},
		{"VN-STD", "2025-06-09T09:00", "wd", "9",
		 "2025-06-10T09:00/2025-06-12T09:00;2025-06-13T09:00/", 0, "SUSPENDED"},
		{"VN-STD", "2025-06-09T09:00", "wd", "1", "2025-06-20T08:00/",
		 LT_COUNTING_RESTART_HOURS8, "SUSPENDED"},
	};
	CHECK_CASES(cases);
}

static void test_due__pauses__move_or_do_not(void **state)
{
	(void)state;
	static const struct due_case cases[] = {
		/* within a day: ignored in days, added in hours */
		{"VN-STD", "2025-06-09T09:00", "wd", "2", "2025-06-10T08:00/2025-06-10T16:00", 0,
		 "2025-06-11T17:00:00"},
		{"VN-STD", "2025-06-09T09:00", "wh", "8", "2025-06-09T10:00/2025-06-09T11:00", 0,
		 "2025-06-10T10:30:00"},
		/* rolled: Friday evening to Sunday is one and the same Monday */
		{"VN-STD", "2025-06-12T09:00", "wd", "2", "2025-06-13T18:00/2025-06-15T10:00", 0,
		 "2025-06-16T17:00:00"},
		{"VN-STD", "2025-06-12T09:00", "wd", "2", "2025-06-13T18:00/2025-06-15T10:00",
		 LT_COUNTING_LEGAL, "2025-06-17T17:00:00"},
		/* beyond the calendar, after the due date: does not matter */
		{"VN-STD", "2025-12-22T09:00", "wd", "2", "2026-01-05T08:00/2026-01-06T08:00", 0,
		 "2025-12-24T17:00:00"},
		{"VN-STD", "2025-12-22T09:00", "wh", "2", "2026-01-05T08:00/2026-01-06T08:00", 0,
		 "2025-12-22T11:00:00"},
		/* before receipt: does not matter; astride it: from receipt */
		{"VN-STD", "2025-06-09T09:00", "wh", "2", "2025-06-08T09:00/2025-06-09T08:00", 0,
		 "2025-06-09T11:00:00"},
		{"VN-STD", "2025-06-09T09:00", "wh", "2", "2025-06-08T09:00/2025-06-09T09:30", 0,
		 "2025-06-09T11:30:00"},
		{"VN-STD", "2025-06-09T09:00", "wd", "2", "2025-06-01T09:00/2025-06-02T09:00",
		 LT_COUNTING_RESTART_ROLLED, "2025-06-11T17:00:00"},
		/* from the resume on: at its clock time, or 8 hours a day */
		{"VN-STD", "2025-06-09T09:00", "wd", "2", "2025-06-10T09:00/2025-06-11T10:00",
		 LT_COUNTING_RESTART_SAME_TIME, "2025-06-13T10:00:00"},
		{"VN-STD", "2025-06-09T09:00", "wd", "2", "2025-06-10T09:00/2025-06-11T10:00",
		 LT_COUNTING_RESTART_HOURS8, "2025-06-13T11:00:00"},
		/* same day: the working time inside goes to the end of the day */
		{"VN-STD", "2025-06-09T09:00", "sd", "15", "2025-06-09T10:00/2025-06-09T11:00", 0,
		 "2025-06-10T08:30:00"},
	};
	CHECK_CASES(cases);
}

static void test_due__beyond_known_days__calendar_error(void **state)
{
	(void)state;
	static const struct due_case cases[] = {
		{"VN-STD", "2017-12-31T09:00", "wd", "1", "", 0, "CALENDAR"},
		{"VN-STD", "2026-01-01T00:00", "wd", "1", "", 0, "CALENDAR"},
		{"VN-STD", "2025-12-30T09:00", "wd", "1", "", 0, "2025-12-31T17:00:00"},
		{"VN-STD", "2025-12-30T09:00", "wd", "2", "", 0, "CALENDAR"},
		{"VN-STD", "2025-12-31T18:00", "wd", "0", "", LT_COUNTING_LEGAL, "CALENDAR"},
		{"VN-STD", "2025-12-30T09:00", "cd", "36525", "", 0, "CALENDAR"},
		{"VN-STD", "2025-12-30T09:00", "mo", "1200", "", 0, "CALENDAR"},
		{"VN-STD", "2025-12-31T16:00", "wh", "1", "", 0, "2025-12-31T17:00:00"},
		{"VN-STD", "2025-12-31T16:00:01", "wh", "1", "", 0, "CALENDAR"},
		{"VN-STD", "2025-12-31T18:00", "wh", "0", "", LT_COUNTING_LEGAL,
		 "2025-12-31T18:00:00"},
		{"VN-STD", "2025-12-31T16:00", "sd", "15", "", 0, "CALENDAR"},
		{"VN-STD", "2025-12-30T16:00", "wd", "2", "", LT_COUNTING_SAME_TIME, "CALENDAR"},
		{"VN-STD", "2025-12-30T16:00", "wd", "2", "", LT_COUNTING_HOURS8, "CALENDAR"},
		{"VN-STD", "2025-12-22T09:00", "wd", "2", "2025-12-23T08:00/2026-01-06T08:00", 0,
		 "CALENDAR"},
		{"VN-STD", "2025-12-22T09:00", "wd", "2", "2025-12-23T08:00/2026-01-06T08:00",
		 LT_COUNTING_RESTART_LEGAL, "CALENDAR"},
		{"VN-STD", "2017-12-22T09:00", "wd", "2", "2018-01-03T08:00/",
		 LT_COUNTING_RESTART_LEGAL, "CALENDAR"},
		/* but a clock that stands since a known moment stands, wherever its end may be */
		{"VN-STD", "2025-12-22T09:00", "wd", "99", "2025-12-31T18:00/", 0, "SUSPENDED"},
		{"VN-STD", "2025-12-22T09:00", "wh", "99", "2025-12-31T18:00/", 0, "SUSPENDED"},
		{"VN-STD", "2025-12-31T18:00", "wd", "1", "2025-12-31T19:00/", 0, "SUSPENDED"},
		{"VN-STD", "2025-12-22T09:00", "wh", "99", "2026-01-01T00:00/", 0, "CALENDAR"},
	};
	CHECK_CASES(cases);
}

static void expect_error(struct lt_limit limit, int counting, const struct lt_pause *pauses,
			 size_t count, int code)
{
	const struct lt_office *office = lt_calendar_office(calendar, "VN-STD");
	struct lt_ledger_line lines[1];
	size_t lines_count = 42;
	int64_t due_us = 42, received_us = lt_fixture_at("2025-06-09T09:00");
	enum lt_counting as = (enum lt_counting)counting;
	assert_int_equal(lt_due(office, received_us, limit, as, pauses, count, &due_us), code);
	assert_int_equal(
		lt_ledger(office, received_us, limit, as, pauses, count, lines, 1, &lines_count),
		code);
	assert_int_equal(due_us, 42);
	assert_int_equal(lines_count, 42);
}

static void test_due__absurd_amounts__limit_error(void **state)
{
	(void)state;
	for (int unit = LT_LIMIT_WORKING_DAYS; unit <= LT_LIMIT_SAME_DAY; unit++) {
		struct lt_limit limit = {(enum lt_limit_unit)unit, -1};
		expect_error(limit, LT_COUNTING_ROLLED, NULL, 0, LT_E_LIMIT);
		limit.amount = INT32_MAX;
		expect_error(limit, LT_COUNTING_LEGAL, NULL, 0, LT_E_LIMIT);
	}
	static struct lt_pause pauses[257];
	expect_error((struct lt_limit){LT_LIMIT_MONTHS, 1}, 0, pauses, 257, LT_E_LIMIT);
}

static void test_due__wrong_arguments__usage_error(void **state)
{
	(void)state;
	struct lt_limit day = {LT_LIMIT_WORKING_DAYS, 1};
	expect_error((struct lt_limit){LT_LIMIT_NONE, 1}, 0, NULL, 0, LT_E_USAGE);
	expect_error((struct lt_limit){(enum lt_limit_unit)6, 1}, 0, NULL, 0, LT_E_USAGE);
	expect_error(day, LT_COUNTINGS, NULL, 0, LT_E_USAGE);
	static const struct lt_pause bad[][2] = {
		{{10, 20}, {15, 30}}, {{10, 5}, {20, 30}}, {{10, LT_PAUSE_OPEN}, {20, 30}}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_error(day, 0, bad[i], 2, LT_E_USAGE);
}

static const char *const offices[] = {"VN-STD",	 "VN-SATC", "VN-SATR",
				      "VN-OCPS", "VN-THRU", "VN-LOCAL"};
static const struct lt_limit limits[] = {
	{LT_LIMIT_WORKING_DAYS, 0},    {LT_LIMIT_WORKING_DAYS, 1},
	{LT_LIMIT_WORKING_DAYS, 15},   {LT_LIMIT_CALENDAR_DAYS, 0},
	{LT_LIMIT_CALENDAR_DAYS, 10},  {LT_LIMIT_MONTHS, 1},
	{LT_LIMIT_WORKING_MINUTES, 0}, {LT_LIMIT_WORKING_MINUTES, 15},
	{LT_LIMIT_SAME_DAY, 900},      {LT_LIMIT_WORKING_MINUTES, 2400},
};
enum {
	OFFICES = sizeof offices / sizeof *offices,
	LIMITS = sizeof limits / sizeof *limits,
	ROUNDS = 5000
};

/* A receipt from 2018 to September 2025, so that no limit leaves the calendar. */
static int64_t random_receipt(uint64_t *seed)
{
	int64_t first_us = lt_fixture_at("2018-01-01"), last_us = lt_fixture_at("2025-10-01");
	return first_us + lt_fixture_random(seed, last_us - first_us);
}

static int64_t due_of(const struct lt_office *office, int64_t received_us, struct lt_limit limit,
		      enum lt_counting counting)
{
	int64_t due_us;
	assert_int_equal(lt_due(office, received_us, limit, counting, NULL, 0, &due_us), 0);
	return due_us;
}

static void test_due__later_receipt__is_never_due_earlier(void **state)
{
	(void)state;
	uint64_t seed = 1912;
	for (int i = 0; i < ROUNDS; i++) {
		int64_t first_us = random_receipt(&seed);
		int64_t later_us = first_us + lt_fixture_random(&seed, 3 * LT_US_PER_DAY);
		const struct lt_office *office = lt_calendar_office(calendar, offices[i % OFFICES]);
		for (size_t l = 0; l < LIMITS; l++) {
			for (int c = LT_COUNTING_ROLLED; c < LT_COUNTINGS; c++) {
				enum lt_counting counting = (enum lt_counting)c;
				int64_t due_us = due_of(office, first_us, limits[l], counting);
				assert_true(due_us >= first_us);
				assert_true(due_us <=
					    due_of(office, later_us, limits[l], counting));
			}
		}
	}
}

static void test_due__rolled_receipt__is_never_due_before_legal(void **state)
{
	(void)state;
	uint64_t seed = 1945;
	for (int i = 0; i < ROUNDS; i++) {
		int64_t received_us = random_receipt(&seed);
		const struct lt_office *office = lt_calendar_office(calendar, offices[i % OFFICES]);
		for (size_t l = 0; l < LIMITS; l++)
			assert_true(due_of(office, received_us, limits[l], LT_COUNTING_LEGAL) <=
				    due_of(office, received_us, limits[l], LT_COUNTING_ROLLED));
	}
}

static void test_due__hours__is_the_first_moment_they_have_passed(void **state)
{
	(void)state;
	uint64_t seed = 1954;
	for (int i = 0; i < ROUNDS; i++) {
		int64_t received_us = random_receipt(&seed), work_us, before_us;
		struct lt_limit limit = {LT_LIMIT_WORKING_MINUTES,
					 1 + (int32_t)lt_fixture_random(&seed, 4800)};
		const struct lt_office *office = lt_calendar_office(calendar, offices[i % OFFICES]);
		int64_t due_us = due_of(office, received_us, limit, LT_COUNTING_LEGAL);
		assert_int_equal(lt_working_between(office, received_us, due_us, &work_us), 0);
		assert_int_equal(lt_working_between(office, received_us, due_us - 1, &before_us),
				 0);
		assert_int_equal(work_us, limit.amount * LT_US_PER_MINUTE);
		assert_int_equal(before_us, work_us - 1);
	}
}

/* Two pauses that begin a while after receipt. */
static void random_pauses(uint64_t *seed, int64_t received_us, struct lt_pause pauses[static 2])
{
	int64_t at_us = received_us + 1;
	for (int i = 0; i < 2; i++) {
		at_us += lt_fixture_random(seed, 3 * LT_US_PER_DAY);
		pauses[i].from_us = at_us;
		at_us += lt_fixture_random(seed, 6 * LT_US_PER_DAY);
		pauses[i].to_us = at_us;
	}
}

static void test_due__pauses_in_hours__give_back_their_working_time(void **state)
{
	(void)state;
	uint64_t seed = 1975;
	for (int i = 0; i < ROUNDS; i++) {
		struct lt_limit limit = {LT_LIMIT_WORKING_MINUTES, 1200};
		int64_t received_us = random_receipt(&seed), due_us, work_us, paused_us;
		struct lt_pause pauses[2];
		random_pauses(&seed, received_us, pauses);
		const struct lt_office *office = lt_calendar_office(calendar, offices[i % OFFICES]);
		assert_int_equal(
			lt_due(office, received_us, limit, LT_COUNTING_LEGAL, pauses, 2, &due_us),
			0);
		assert_int_equal(lt_working_between(office, received_us, due_us, &work_us), 0);
		for (int p = 0; p < 2 && pauses[p].from_us < due_us; p++) {
			assert_int_equal(lt_working_between(office, pauses[p].from_us,
							    pauses[p].to_us, &paused_us),
					 0);
			work_us -= paused_us;
		}
		assert_int_equal(work_us, limit.amount * LT_US_PER_MINUTE);
	}
}

static void test_due__any_pause__never_makes_it_earlier(void **state)
{
	(void)state;
	uint64_t seed = 1986;
	for (int i = 0; i < ROUNDS; i++) {
		int64_t received_us = random_receipt(&seed), due_us;
		struct lt_pause pauses[2];
		random_pauses(&seed, received_us, pauses);
		const struct lt_office *office = lt_calendar_office(calendar, offices[i % OFFICES]);
		for (size_t l = 0; l < LIMITS; l++) {
			for (int c = LT_COUNTING_ROLLED; c < LT_COUNTINGS; c++) {
				enum lt_counting counting = (enum lt_counting)c;
				assert_int_equal(lt_due(office, received_us, limits[l], counting,
							pauses, 2, &due_us),
						 0);
				assert_true(due_us >=
					    due_of(office, received_us, limits[l], counting));
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due__eighty_samples__agree_in_every_column),
		cmocka_unit_test(test_due__civil_servants_2026__agrees_with_reference),
		cmocka_unit_test(test_due__pauses_2026__agrees_with_reference),
		cmocka_unit_test(test_due__microseconds_at_edges__decide),
		cmocka_unit_test(test_due__saturdays__count_receive_or_rest),
		cmocka_unit_test(test_due__months__end_on_the_same_or_last_day),
		cmocka_unit_test(test_due__open_pause__suspends_while_reached),
		cmocka_unit_test(test_due__pauses__move_or_do_not),
		cmocka_unit_test(test_due__beyond_known_days__calendar_error),
		cmocka_unit_test(test_due__absurd_amounts__limit_error),
		cmocka_unit_test(test_due__wrong_arguments__usage_error),
		cmocka_unit_test(test_due__later_receipt__is_never_due_earlier),
		cmocka_unit_test(test_due__rolled_receipt__is_never_due_before_legal),
		cmocka_unit_test(test_due__hours__is_the_first_moment_they_have_passed),
		cmocka_unit_test(test_due__pauses_in_hours__give_back_their_working_time),
		cmocka_unit_test(test_due__any_pause__never_makes_it_earlier),
	};
	return cmocka_run_group_tests_name("calendar.due", tests, make_calendars, drop_calendars);
}
