/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading office hours, the public calendar and local closures into a calendar specification. */
#include "procedures/calendar/calendar_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/calendar/csv.h"
#include "procedures/calendar/office.h"
#include "proto/base/arena.h"

/* Closures of 1,000 offices over 20 years take a tenth of it. */
#define LOAD_BYTES_MAX ((size_t)256 << 20)

/* An office while its rows come in. */
struct loaded_office {
	struct lt_office_hours hours;
	uint8_t weekdays; /* a bit for each weekday that had its row */
	int32_t *closures;
	const char **closure_names;
	size_t closures_count;
};

struct loader {
	struct lt_arena arena;
	struct lt_csv csv;
	struct loaded_office *offices;
	size_t offices_count;
	struct lt_special_day *special_days;
	size_t special_days_count;
	size_t *special_lines; /* of each, for messages */
	struct lt_day_range *gaps;
	size_t gaps_count;
	int32_t first_year, last_year;
	struct lt_err *err;
};

static void lt_cleanup_loader(struct loader **loader)
{
	if (!*loader)
		return;
	lt_arena_done(&(*loader)->arena);
	free(*loader);
}

/* "calendars.csv:3: cột "counts" = "2": ..." */
static int bad(struct loader *l, const char *column, const char *value, const char *why)
{
	return lt_err_set(l->err, LT_E_FORMAT, "%s:%zu: cột \"%s\" = \"%.80s\": %s", l->csv.what,
			  l->csv.row_line, column, value, why);
}

static int no_memory(struct loader *l)
{
	return lt_err_set(l->err, LT_E_NOMEM, "không đủ bộ nhớ để đọc lịch");
}

static struct loaded_office *find_office(struct loader *l, const char *name)
{
	/* Rows of one office stand together: the last one is nearly always it. */
	for (size_t i = l->offices_count; i-- > 0;) {
		if (strcmp(l->offices[i].hours.name, name) == 0)
			return &l->offices[i];
	}
	return NULL;
}

static struct loaded_office *find_or_add_office(struct loader *l, const char *name)
{
	struct loaded_office *office = find_office(l, name);
	if (office)
		return office;
	const char *copy = lt_arena_str(&l->arena, name);
	if (!copy || !LT_ARENA_PUSH(&l->arena, l->offices, l->offices_count))
		return NULL;
	office = &l->offices[l->offices_count++];
	*office = (struct loaded_office){.hours = {.name = copy}};
	return office;
}

/* Two digits. */
static bool read_two(const char **at, int *ret)
{
	const char *s = *at;
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*ret = (s[0] - '0') * 10 + (s[1] - '0');
	*at += 2;
	return true;
}

/* "07:30" */
static bool read_clock(const char **at, int64_t *ret_us)
{
	int hour, minute;
	if (!read_two(at, &hour) || *(*at)++ != ':' || !read_two(at, &minute) || hour > 23 ||
	    minute > 59)
		return false;
	*ret_us = hour * LT_US_PER_HOUR + minute * LT_US_PER_MINUTE;
	return true;
}

/* "07:30-11:30 13:30-17:00"; their order is lt_calendar_new's to check. */
static bool read_intervals(const char *text, struct lt_day_hours *hours)
{
	for (;;) {
		while (*text == ' ')
			text++;
		if (!*text)
			return true;
		struct lt_interval at;
		if (hours->intervals_count == LT_INTERVALS_MAX || !read_clock(&text, &at.from_us) ||
		    *text++ != '-' || !read_clock(&text, &at.to_us) || (*text && *text != ' '))
			return false;
		hours->intervals[hours->intervals_count++] = at;
	}
}

static int read_office_row(struct loader *l, const char *name, const char *weekday,
			   const char *intervals, const char *counts)
{
	if (weekday[0] < '0' || weekday[0] > '6' || weekday[1])
		return bad(l, "weekday", weekday, "phải là 0 (thứ Hai) đến 6 (Chủ nhật)");
	if ((counts[0] != '0' && counts[0] != '1') || counts[1])
		return bad(l, "counts", counts, "phải là 0 hoặc 1");
	struct loaded_office *office = find_or_add_office(l, name);
	if (!office)
		return no_memory(l);
	int day = weekday[0] - '0';
	if (office->weekdays & 1 << day)
		return bad(l, "weekday", weekday, "ngày này của lịch đã có một dòng");
	office->weekdays = (uint8_t)(office->weekdays | 1 << day);
	struct lt_day_hours *hours = &office->hours.week[day];
	hours->counts = counts[0] == '1';
	if (!read_intervals(intervals, hours))
		return bad(l, "intervals", intervals, "cần dạng 07:30-11:30 13:30-17:00");
	const char *why = lt_day_hours_fault(hours);
	return why ? bad(l, "intervals", intervals, why) : 0;
}

static int read_offices(struct loader *l, struct lt_slice text, const char *what)
{
	int r = lt_csv_open(&l->csv, what ? what : "giờ làm việc", text, l->err);
	if (r < 0)
		return r;
	int name = lt_csv_column(&l->csv, "calendar", l->err);
	int weekday = lt_csv_column(&l->csv, "weekday", l->err);
	int intervals = lt_csv_column(&l->csv, "intervals", l->err);
	int counts = lt_csv_column(&l->csv, "counts", l->err);
	if (name < 0 || weekday < 0 || intervals < 0 || counts < 0)
		return LT_E_FORMAT;
	while ((r = lt_csv_next(&l->csv, l->err)) > 0) {
		const char **f = l->csv.fields;
		r = read_office_row(l, f[name], f[weekday], f[intervals], f[counts]);
		if (r < 0)
			return r;
	}
	return r;
}

/* A day off that is also worked, or a swap written twice: nobody knows which line is meant. */
static int check_new_day(struct loader *l, int32_t day, const char *date)
{
	char why[64];
	for (size_t i = 0; i < l->special_days_count; i++) {
		if (l->special_days[i].day != day)
			continue;
		(void)snprintf(why, sizeof why, "ngày này đã có ở dòng %zu", l->special_lines[i]);
		return bad(l, "date", date, why);
	}
	return 0;
}

static int read_public_row(struct loader *l, const char *date, const char *status, const char *name,
			   const char *weekday)
{
	static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	struct lt_date at;
	if (lt_date_parse(date, &at) < 0)
		return bad(l, "date", date, "cần ngày có thật, dạng 2025-04-30");
	struct lt_special_day special = {.day = lt_day_of_date(at)};
	/* A weekday that is not the date's betrays a slip in a list typed from a notice. */
	if (*weekday && strcmp(weekday, weekdays[lt_weekday_of_day(special.day)]) != 0)
		return bad(l, "weekday", weekday, "không phải thứ của ngày này");
	if (strcmp(status, "off") == 0)
		special.status = LT_DAY_OFF;
	else if (strcmp(status, "work") == 0)
		special.status = LT_DAY_MAKE_UP;
	else
		return bad(l, "day_status", status, "phải là off (nghỉ) hoặc work (làm bù)");
	int r = check_new_day(l, special.day, date);
	if (r < 0)
		return r;
	special.name = lt_arena_str(&l->arena, name);
	if (!special.name || !LT_ARENA_PUSH(&l->arena, l->special_days, l->special_days_count) ||
	    !LT_ARENA_PUSH(&l->arena, l->special_lines, l->special_days_count))
		return no_memory(l);
	l->special_lines[l->special_days_count] = l->csv.row_line;
	if (l->special_days_count == 0 || at.year < l->first_year)
		l->first_year = at.year;
	if (l->special_days_count == 0 || at.year > l->last_year)
		l->last_year = at.year;
	l->special_days[l->special_days_count++] = special;
	return 0;
}

static bool has_year(const struct loader *l, int32_t year)
{
	int32_t first_day = lt_day_of_date((struct lt_date){year, 1, 1});
	int32_t last_day = lt_day_of_date((struct lt_date){year, 12, 31});
	for (size_t i = 0; i < l->special_days_count; i++)
		if (l->special_days[i].day >= first_day && l->special_days[i].day <= last_day)
			return true;
	return false;
}

/* Years between others of which the public calendar says nothing. */
static int find_gaps(struct loader *l)
{
	for (int32_t year = l->first_year; year <= l->last_year; year++) {
		if (has_year(l, year))
			continue;
		if (has_year(l, year - 1)) {
			if (!LT_ARENA_PUSH(&l->arena, l->gaps, l->gaps_count))
				return no_memory(l);
			l->gaps[l->gaps_count++].first_day =
				lt_day_of_date((struct lt_date){year, 1, 1});
		}
		l->gaps[l->gaps_count - 1].last_day =
			lt_day_of_date((struct lt_date){year, 12, 31});
	}
	return 0;
}

static int read_public_days(struct loader *l, struct lt_slice text, const char *what)
{
	int r = lt_csv_open(&l->csv, what ? what : "lịch công vụ", text, l->err);
	if (r < 0)
		return r;
	int date = lt_csv_column(&l->csv, "date", l->err);
	int status = lt_csv_column(&l->csv, "day_status", l->err);
	int name = lt_csv_column(&l->csv, "name", l->err);
	if (date < 0 || status < 0 || name < 0)
		return LT_E_FORMAT;
	int weekday = lt_csv_column(&l->csv, "weekday", /* err: */ NULL);
	while ((r = lt_csv_next(&l->csv, l->err)) > 0) {
		const char **f = l->csv.fields;
		r = read_public_row(l, f[date], f[status], f[name], weekday < 0 ? "" : f[weekday]);
		if (r < 0)
			return r;
	}
	if (r == 0 && l->special_days_count == 0)
		return lt_err_set(l->err, LT_E_FORMAT,
				  "%s: không có ngày nào, nên không biết năm nào", l->csv.what);
	return r < 0 ? r : find_gaps(l);
}

static int read_closure_row(struct loader *l, const char *name, const char *date,
			    const char *reason)
{
	struct lt_date at;
	struct loaded_office *office = find_office(l, name);
	if (!office)
		return bad(l, "calendar", name, "không có lịch làm việc này");
	if (lt_date_parse(date, &at) < 0)
		return bad(l, "date", date, "cần ngày có thật, dạng 2025-04-30");
	const char *copy = lt_arena_str(&l->arena, reason);
	if (!copy || !LT_ARENA_PUSH(&l->arena, office->closures, office->closures_count) ||
	    !LT_ARENA_PUSH(&l->arena, office->closure_names, office->closures_count))
		return no_memory(l);
	office->closures[office->closures_count] = lt_day_of_date(at);
	office->closure_names[office->closures_count++] = copy;
	return 0;
}

static int read_closures(struct loader *l, struct lt_slice text, const char *what)
{
	if (text.size == 0)
		return 0;
	int r = lt_csv_open(&l->csv, what ? what : "ngày đóng cửa", text, l->err);
	if (r < 0)
		return r;
	int name = lt_csv_column(&l->csv, "calendar", l->err);
	int date = lt_csv_column(&l->csv, "date", l->err);
	int reason = lt_csv_column(&l->csv, "reason", l->err);
	if (name < 0 || date < 0 || reason < 0)
		return LT_E_FORMAT;
	while ((r = lt_csv_next(&l->csv, l->err)) > 0) {
		const char **f = l->csv.fields;
		r = read_closure_row(l, f[name], f[date], f[reason]);
		if (r < 0)
			return r;
	}
	return r;
}

static int make_calendar(struct loader *l, const char *version, struct lt_calendar **ret)
{
	struct lt_office_hours *offices =
		lt_arena_zalloc(&l->arena, l->offices_count + 1, sizeof *offices);
	if (!offices)
		return no_memory(l);
	for (size_t i = 0; i < l->offices_count; i++) {
		offices[i] = l->offices[i].hours;
		offices[i].closures = l->offices[i].closures;
		offices[i].closure_names = l->offices[i].closure_names;
		offices[i].closures_count = l->offices[i].closures_count;
	}
	const struct lt_calendar_spec spec = {
		.version = version,
		.offices = offices,
		.offices_count = l->offices_count,
		.special_days = l->special_days,
		.special_days_count = l->special_days_count,
		.gaps = l->gaps,
		.gaps_count = l->gaps_count,
		.first_day = lt_day_of_date((struct lt_date){l->first_year, 1, 1}),
		.last_day = lt_day_of_date((struct lt_date){l->last_year, 12, 31}),
	};
	return lt_calendar_new(&spec, ret, l->err);
}

int lt_calendar_from_csv(const char *version, const struct lt_calendar_texts *texts,
			 struct lt_calendar **ret, struct lt_err *err)
{
	LT_AUTO(loader)
	struct loader *l = calloc(1, sizeof *l); /* the reader's buffers are large */
	if (!l)
		return lt_err_set(err, LT_E_NOMEM, "không đủ bộ nhớ để đọc lịch");
	lt_arena_init(&l->arena, LOAD_BYTES_MAX);
	l->err = err;
	int r = read_offices(l, texts->offices, texts->offices_name);
	if (r < 0)
		return r;
	r = read_public_days(l, texts->public_days, texts->public_days_name);
	if (r < 0)
		return r;
	r = read_closures(l, texts->closures, texts->closures_name);
	if (r < 0)
		return r;
	return make_calendar(l, version, ret);
}
