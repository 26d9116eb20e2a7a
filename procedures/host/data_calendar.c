/* SPDX-License-Identifier: EUPL-1.2 */
/* return calendar { version, first, last, offices, special_days } */
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/data.h"
#include "proto/base/time.h"

#define WHAT_HOURS "giờ làm việc, hoặc receives \"...\" nếu chỉ tiếp nhận"
#define EXAMPLE_HOURS "\"07:30-11:30 13:30-17:00\""
#define WHAT_DAY "ngày dạng năm-tháng-ngày"
#define EXAMPLE_DAY "\"2025-07-01\""
#define WHAT_RANGE "{ ngày } hoặc { ngày đầu, ngày cuối, \"tên\" }"
#define EXAMPLE_RANGE "{ \"2025-01-27\", \"2025-01-31\", \"Tết Nguyên đán\" }"

enum { OFFICES_MAX = 1024, RANGE_DAYS_MAX = 366 };

struct reading {
	struct lt_data data; /* first: the run gets it as its argument */
	struct lt_calendar_spec spec;
	struct lt_special_day *days;
	size_t days_count;
	struct lt_spot *spots; /* of each day, for messages */
};

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
				       "friday", "saturday", "sunday"};

/* "07:30" at @p text as microseconds since midnight; -1: it is none. */
static int64_t clock_us(const char *text)
{
	for (int i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return -1;
	int hour = 10 * (text[0] - '0') + text[1] - '0',
	    minute = 10 * (text[3] - '0') + text[4] - '0';
	if (hour > 24 || minute > 59)
		return -1;
	return hour * LT_US_PER_HOUR + minute * LT_US_PER_MINUTE;
}

/* "07:30-11:30 13:30-17:00" */
static bool parse_hours(const char *text, struct lt_day_hours *ret)
{
	while (*text) {
		if (strlen(text) < 11 || text[5] != '-' || ret->intervals_count == LT_INTERVALS_MAX)
			return false;
		struct lt_interval *i = &ret->intervals[ret->intervals_count++];
		i->from_us = clock_us(text);
		i->to_us = clock_us(text + 6);
		if (i->from_us < 0 || i->to_us < 0)
			return false;
		text += 11;
		if (*text == ' ')
			text++;
		else if (*text)
			return false;
	}
	return ret->intervals_count > 0;
}

static bool read_hours(struct reading *r, const struct lt_item *office, const char *key,
		       struct lt_day_hours *ret)
{
	lua_State *L = r->data.rd.L;
	int type = lt_read_push(&r->data.rd, office, key), top = lua_gettop(L);
	struct lt_day_hours hours = {.counts = true};
	bool good = true;

	if (type == LUA_TTABLE) { /* receives "..." */
		lua_getfield(L, top, "hours");
		hours.counts = false;
	}
	if (type != LUA_TNIL) {
		good = lua_type(L, -1) == LUA_TSTRING && parse_hours(lua_tostring(L, -1), &hours);
		if (good)
			*ret = hours;
		else
			lt_read_wrong(&r->data.rd, office, key, WHAT_HOURS, EXAMPLE_HOURS);
	}
	lua_settop(L, top - 1);
	return type != LUA_TNIL && good;
}

static bool parse_day(const char *text, int32_t *ret)
{
	struct lt_date date;
	if (!text || lt_date_parse(text, &date) < 0)
		return false;
	*ret = lt_day_of_date(date);
	return true;
}

static void read_closures(struct reading *r, const struct lt_item *item,
			  struct lt_office_hours *office)
{
	struct lt_names days = lt_read_names(&r->data.rd, item, "closures");
	int32_t *closures = lt_read_must(
		&r->data.rd, lt_arena_zalloc(&r->data.arena, days.count, sizeof *closures));
	for (uint32_t i = 0; i < days.count; i++)
		if (parse_day(days.items[i], &closures[office->closures_count]))
			office->closures_count++;
		else
			lt_read_wrong(&r->data.rd, item, "closures", WHAT_DAY, EXAMPLE_DAY);
	for (size_t i = 1; i < office->closures_count; i++) /* sorted; few */
		for (size_t k = i; k > 0 && closures[k - 1] > closures[k]; k--) {
			int32_t day = closures[k];
			closures[k] = closures[k - 1];
			closures[k - 1] = day;
		}
	office->closures = closures;
}

static void read_office(struct reading *r, const struct lt_item *item,
			struct lt_office_hours *office)
{
	static const char *const known[] = {"hours",	"monday", "tuesday",  "wednesday",
					    "thursday", "friday", "saturday", "sunday",
					    "closures", NULL};
	struct lt_day_hours usual;

	*office = (struct lt_office_hours){.name = item->name};
	lt_read_known_keys(&r->data.rd, item, false, known);
	if (read_hours(r, item, "hours", &usual)) /* Monday to Friday */
		for (int i = 0; i < 5; i++)
			office->week[i] = usual;
	for (int i = 0; i < 7; i++)
		(void)read_hours(r, item, weekdays[i], &office->week[i]);
	read_closures(r, item, office);
}

static void read_offices(struct reading *r)
{
	struct lt_item item;
	size_t n = lt_data_list(&r->data, "offices");
	int list = lua_gettop(r->data.rd.L);

	n = n > OFFICES_MAX ? OFFICES_MAX : n;
	struct lt_office_hours *offices =
		lt_read_must(&r->data.rd, lt_arena_zalloc(&r->data.arena, n, sizeof *offices));
	for (size_t i = 0; i < n; i++) {
		if (lt_data_entry(&r->data, i, "offices", "office", &item))
			read_office(r, &item, &offices[r->spec.offices_count++]);
		lua_settop(r->data.rd.L, list);
	}
	r->spec.offices = offices;
}

/* { "2025-01-27" }, { "2025-01-27", "Tết" }, { "2025-01-27", "2025-01-31", "Tết" } */
static bool read_range(struct reading *r, const struct lt_item *item, int32_t *ret_from,
		       int32_t *ret_to, const char **ret_name)
{
	struct lt_item whole = *item;
	lua_State *L = r->data.rd.L;
	lua_createtable(L, 0, 1);
	lua_pushvalue(L, item->body);
	lua_setfield(L, -2, "days");
	whole.body = lua_gettop(L);
	struct lt_names parts = lt_read_names(&r->data.rd, &whole, "days");

	*ret_name = NULL;
	if (parts.count == 0 || parts.count > 3 || !parse_day(parts.items[0], ret_from))
		return false;
	*ret_to = *ret_from;
	bool range = parts.count >= 2 && parse_day(parts.items[1], ret_to);
	if (parts.count == 3 && !range)
		return false;
	if (parts.count == 3 || (parts.count == 2 && !range))
		*ret_name = parts.items[parts.count - 1];
	return *ret_from <= *ret_to && *ret_to - *ret_from < RANGE_DAYS_MAX;
}

static void read_special(struct reading *r, const struct lt_item *item)
{
	int32_t from = 0, to = 0;
	const char *name = NULL;
	bool off = strcmp(item->word, "day_off") == 0;

	if (!read_range(r, item, &from, &to, &name)) {
		lt_read_wrong(&r->data.rd, item, item->word, WHAT_RANGE, EXAMPLE_RANGE);
		return;
	}
	for (int32_t day = from; day <= to; day++) {
		if (!LT_ARENA_PUSH(&r->data.arena, r->days, r->days_count) ||
		    !LT_ARENA_PUSH(&r->data.arena, r->spots, r->days_count))
			lt_read_must(&r->data.rd, NULL);
		r->spots[r->days_count] = item->spot;
		r->days[r->days_count++] =
			(struct lt_special_day){day, off ? LT_DAY_OFF : LT_DAY_MAKE_UP, name};
	}
}

/* A day, and which of them it is as they were read. */
struct read_day {
	int32_t day;
	size_t index;
};

static int compare_days(const void *left, const void *right)
{
	const struct read_day *a = left, *b = right;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

static const char *day_text(struct reading *r, int32_t day)
{
	struct lt_date date = lt_date_of_day(day);
	return lt_read_must(&r->data.rd,
			    lt_arena_printf(&r->data.arena, "%04d-%02d-%02d", (int)date.year,
					    (int)date.month, (int)date.mday));
}

static struct read_day *sort_days(struct reading *r)
{
	struct read_day *days = lt_read_must(
		&r->data.rd, lt_arena_zalloc(&r->data.arena, r->days_count + 1, sizeof *days));
	for (size_t i = 0; i < r->days_count; i++)
		days[i] = (struct read_day){r->days[i].day, i};
	qsort(days, r->days_count, sizeof *days, compare_days);
	return days;
}

/* A swap declared twice, a day off that is worked too: nobody knows which is meant. */
static void check_twice(struct reading *r, const struct read_day *days)
{
	for (size_t i = 1; i < r->days_count; i++)
		if (days[i].day == days[i - 1].day)
			LT_REPORT(&r->data.report, WRONG_VALUE, r->spots[days[i].index],
				  r->data.item.who, "special_days", day_text(r, days[i].day),
				  lt_read_must(
					  &r->data.rd,
					  lt_arena_printf(&r->data.arena,
							  "mỗi ngày một lần; ngày này đã có "
							  "ở dòng %d",
							  (int)r->spots[days[i - 1].index].line)));
}

/* No year in Viet Nam is without a holiday: one without is a year nobody has announced yet, and due
 * dates in it would be wrong. A calendar that names no special day at all is for practice. */
static void check_years(struct reading *r, const struct read_day *days)
{
	struct lt_date first = lt_date_of_day(r->spec.first_day),
		       last = lt_date_of_day(r->spec.last_day);
	int32_t year = first.month == 1 && first.mday == 1 ? first.year : first.year + 1;
	int32_t end = last.month == 12 && last.mday == 31 ? last.year + 1 : last.year;
	size_t i = 0;
	for (; r->days_count > 0 && year < end; year++) {
		int32_t new_year = lt_day_of_date((struct lt_date){year, 1, 1});
		while (i < r->days_count && days[i].day < new_year)
			i++;
		if (i < r->days_count && lt_date_of_day(days[i].day).year == year)
			continue;
		LT_REPORT(&r->data.report, WRONG_VALUE, r->data.item.spot, r->data.item.who,
			  "first, last", lt_report_number(&r->data.report, year),
			  "những năm đã có thông báo nghỉ, hoặc thêm ngày nghỉ của năm ấy vào "
			  "special_days");
		return; /* the first is enough */
	}
}

static void read_special_days(struct reading *r)
{
	lua_State *L = r->data.rd.L;
	size_t n = lt_data_list(&r->data, "special_days");
	int list = lua_gettop(L);
	struct lt_item item;

	for (size_t i = 0; i < n; i++) {
		lua_rawgeti(L, list, (lua_Integer)i + 1);
		if (lt_read_item(&r->data.rd, -1, &item) &&
		    (strcmp(item.word, "day_off") == 0 || strcmp(item.word, "make_up") == 0))
			read_special(r, &item);
		else
			LT_REPORT(&r->data.report, WRONG_WORD, r->data.item.spot, r->data.item.who,
				  lt_report_number(&r->data.report, (int64_t)i + 1), "special_days",
				  "day_off { ... }, make_up { ... }");
		lua_settop(L, list);
	}
	const struct read_day *days = sort_days(r);
	check_twice(r, days);
	check_years(r, days);
	r->spec.special_days = r->days;
	r->spec.special_days_count = r->days_count;
}

static int32_t read_bound(struct reading *r, const char *key)
{
	int32_t day = 0;
	const char *text = lt_read_text(&r->data.rd, &r->data.item, key);
	if (!parse_day(text, &day))
		lt_read_wrong(&r->data.rd, &r->data.item, key, WHAT_DAY, EXAMPLE_DAY);
	return day;
}

static int read_calendar(lua_State *L)
{
	static const char *const known[] = {"version", "offices", "special_days",
					    "first",   "last",	  NULL};
	struct reading *r = lua_touserdata(L, 1);
	if (!lt_data_run(&r->data, L, "calendar"))
		return 0;
	lt_read_known_keys(&r->data.rd, &r->data.item, false, known);
	r->spec.version = lt_read_text(&r->data.rd, &r->data.item, "version");
	if (!r->spec.version)
		lt_read_wrong(&r->data.rd, &r->data.item, "version", "văn bản", "\"2025.1\"");
	r->spec.first_day = read_bound(r, "first");
	r->spec.last_day = read_bound(r, "last");
	read_offices(r);
	read_special_days(r);
	return 0;
}

int lt_host_load_calendar(struct lt_slice source, const char *file, struct lt_calendar **ret,
			  struct lt_err *err)
{
	struct reading r = {0};
	int result = lt_data_load(&r.data, source, file, read_calendar, err);
	if (result == 0) {
		result = lt_calendar_new(&r.spec, ret, err);
		if (result < 0)
			(void)lt_err_wrap(err, result, "%s", file);
	}
	lt_data_done(&r.data);
	return result;
}
