/* SPDX-License-Identifier: EUPL-1.2 */
/* Building a calendar: checks the specification, copies it, and makes each office's table of days.
 *
 * What a day is, strongest first: a local closure, a special day of the public calendar, the week.
 * Invariant: a working day has at least one interval, so it always has a closing time. */
#include "procedures/calendar/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/office.h"
#include "proto/base/arena.h"
#include "proto/base/limits.h"

/* The tables of 65,536 offices over 20 years take 6 GiB: nobody has that many; this is 10,000. */
#define CALENDAR_BYTES_MAX ((size_t)1 << 30)
/* 0001-01-01 and 9999-12-31: what a date of four digits can say. */
enum { CIVIL_DAY_MIN = -719162, CIVIL_DAY_MAX = 2932896 };

struct lt_calendar {
	struct lt_arena memory;
	const char *version, *known_text;
	int32_t first_day, last_day;
	struct lt_day_range *gaps; /* in days since the first */
	size_t gaps_count;
	struct lt_special_day *special_days; /* sorted by day */
	size_t special_days_count;
	struct lt_office *offices; /* sorted by name */
	size_t offices_count;
};

static int compare_special_days(const void *a, const void *b)
{
	const struct lt_special_day *x = a, *y = b;
	return (x->day > y->day) - (x->day < y->day);
}

static int compare_closures(const void *a, const void *b)
{
	const struct lt_closure *x = a, *y = b;
	return (x->day > y->day) - (x->day < y->day);
}

static int compare_offices(const void *a, const void *b)
{
	const struct lt_office *x = a, *y = b;
	return strcmp(x->name, y->name);
}

static int compare_name_to_office(const void *name, const void *office)
{
	const struct lt_office *o = office;
	return strcmp(name, o->name);
}

const char *lt_day_hours_fault(const struct lt_day_hours *hours)
{
	if (hours->intervals_count > LT_INTERVALS_MAX)
		return "quá nhiều khoảng giờ";
	if (hours->counts && hours->intervals_count == 0)
		return "là ngày làm việc mà không có giờ làm";
	int64_t end_us = -1;
	for (size_t i = 0; i < hours->intervals_count; i++) {
		struct lt_interval at = hours->intervals[i];
		/* Touching intervals are refused too: an end belongs to one interval only. */
		if (at.from_us <= end_us || at.to_us <= at.from_us || at.to_us >= LT_US_PER_DAY)
			return "có khoảng giờ trống, chồng nhau, sai thứ tự hoặc ra ngoài ngày";
		end_us = at.to_us;
	}
	return NULL;
}

static int check_day_hours(const struct lt_day_hours *hours, const char *office, int weekday,
			   struct lt_err *err)
{
	static const char *const weekdays[] = {"thứ Hai", "thứ Ba",  "thứ Tư",	"thứ Năm",
					       "thứ Sáu", "thứ Bảy", "Chủ nhật"};
	const char *why = lt_day_hours_fault(hours);
	return why ? lt_err_set(err, LT_E_FORMAT, "giờ làm việc \"%s\", %s: %s", office,
				weekdays[weekday], why)
		   : 0;
}

/* In order, apart from each other, and leaving the first and last known day known. */
static int check_gaps(const struct lt_calendar_spec *spec, struct lt_err *err)
{
	int32_t end_day = spec->first_day;
	for (size_t i = 0; i < spec->gaps_count; i++) {
		struct lt_day_range gap = spec->gaps[i];
		if (gap.first_day <= end_day || gap.last_day < gap.first_day ||
		    gap.last_day >= spec->last_day)
			return lt_err_set(err, LT_E_FORMAT,
					  "khoảng ngày chưa biết thứ %zu trống, sai thứ tự hoặc ở "
					  "ngoài lịch",
					  i + 1);
		end_day = gap.last_day + 1;
	}
	return 0;
}

static int check_spec(const struct lt_calendar_spec *spec, struct lt_err *err)
{
	if (spec->offices_count == 0)
		return lt_err_set(err, LT_E_FORMAT, "lịch không có giờ làm việc nào");
	if (spec->offices_count > LT_UNITS_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%zu giờ làm việc: quá nhiều",
				  spec->offices_count);
	if (spec->last_day < spec->first_day)
		return lt_err_set(err, LT_E_FORMAT, "ngày cuối của lịch trước ngày đầu");
	if (spec->first_day < CIVIL_DAY_MIN || spec->last_day > CIVIL_DAY_MAX)
		return lt_err_set(err, LT_E_LIMIT, "lịch ra ngoài các năm 1 đến 9999");
	if (spec->last_day - spec->first_day >= LT_CALENDAR_DAYS_MAX)
		return lt_err_set(err, LT_E_LIMIT, "lịch dài quá %d ngày", LT_CALENDAR_DAYS_MAX);
	for (size_t i = 0; i < spec->offices_count; i++) {
		const struct lt_office_hours *office = &spec->offices[i];
		if (!office->name || !*office->name)
			return lt_err_set(err, LT_E_FORMAT, "giờ làm việc thứ %zu không có tên",
					  i + 1);
		for (int weekday = 0; weekday < 7; weekday++) {
			int r = check_day_hours(&office->week[weekday], office->name, weekday, err);
			if (r < 0)
				return r;
		}
	}
	return check_gaps(spec, err);
}

static int no_memory(struct lt_err *err)
{
	return lt_err_set(err, LT_E_NOMEM, "không đủ bộ nhớ cho lịch");
}

static const struct lt_special_day *find_special_day(const struct lt_calendar *calendar,
						     int32_t civil_day)
{
	struct lt_special_day key = {.day = civil_day};
	if (calendar->special_days_count == 0)
		return NULL;
	return bsearch(&key, calendar->special_days, calendar->special_days_count, sizeof key,
		       compare_special_days);
}

static int day_twice(const struct lt_special_day *day, struct lt_err *err)
{
	struct lt_date date = lt_date_of_day(day->day);
	return lt_err_set(err, LT_E_FORMAT, "ngày %02d/%02d/%04d%s%s%s có hai lần", (int)date.mday,
			  (int)date.month, (int)date.year, day->name ? " (" : "",
			  day->name ? day->name : "", day->name ? ")" : "");
}

static int copy_special_days(struct lt_calendar *calendar, const struct lt_calendar_spec *spec,
			     struct lt_err *err)
{
	size_t count = spec->special_days_count;
	struct lt_special_day *days = lt_arena_zalloc(&calendar->memory, count + 1, sizeof *days);
	if (!days)
		return no_memory(err);
	for (size_t i = 0; i < count; i++) {
		const struct lt_special_day *from = &spec->special_days[i];
		if (from->day < spec->first_day || from->day > spec->last_day)
			return lt_err_set(err, LT_E_FORMAT,
					  "ngày nghỉ hoặc làm bù thứ %zu ở ngoài lịch", i + 1);
		if (from->status != LT_DAY_OFF && from->status != LT_DAY_MAKE_UP)
			return lt_err_set(err, LT_E_FORMAT,
					  "ngày nghỉ hoặc làm bù thứ %zu: loại %d", i + 1,
					  (int)from->status);
		days[i] = *from;
		days[i].name = lt_arena_str(&calendar->memory, from->name);
		if (from->name && !days[i].name)
			return no_memory(err);
	}
	qsort(days, count, sizeof *days, compare_special_days);
	for (size_t i = 1; i < count; i++) {
		if (days[i].day == days[i - 1].day)
			return day_twice(&days[i], err);
	}
	calendar->special_days = days;
	calendar->special_days_count = count;
	return 0;
}

static int copy_gaps(struct lt_calendar *calendar, const struct lt_calendar_spec *spec,
		     struct lt_err *err)
{
	size_t count = spec->gaps_count;
	calendar->gaps = lt_arena_zalloc(&calendar->memory, count + 1, sizeof *calendar->gaps);
	if (!calendar->gaps)
		return no_memory(err);
	for (size_t i = 0; i < count; i++)
		calendar->gaps[i] = (struct lt_day_range){spec->gaps[i].first_day - spec->first_day,
							  spec->gaps[i].last_day - spec->first_day};
	calendar->gaps_count = count;
	return 0;
}

/* "01/01/2018–31/12/2025", and after a gap ", 01/01/2027–31/12/2027". */
static int tell_known(struct lt_calendar *calendar, struct lt_err *err)
{
	const char *text = "";
	int32_t from_day = calendar->first_day;
	for (size_t i = 0; i <= calendar->gaps_count && text; i++) {
		bool last = i == calendar->gaps_count;
		int32_t to_day = last ? calendar->last_day
				      : calendar->first_day + calendar->gaps[i].first_day - 1;
		struct lt_date from = lt_date_of_day(from_day), to = lt_date_of_day(to_day);
		text = lt_arena_printf(&calendar->memory, "%s%s%02d/%02d/%04d–%02d/%02d/%04d", text,
				       i ? ", " : "", (int)from.mday, (int)from.month,
				       (int)from.year, (int)to.mday, (int)to.month, (int)to.year);
		if (!last)
			from_day = calendar->first_day + calendar->gaps[i].last_day + 1;
	}
	calendar->known_text = text;
	return text ? 0 : no_memory(err);
}

static int copy_closures(struct lt_arena *memory, struct lt_office *office,
			 const struct lt_office_hours *from, struct lt_err *err)
{
	size_t count = from->closures_count;
	office->closures = lt_arena_zalloc(memory, count + 1, sizeof *office->closures);
	if (!office->closures)
		return no_memory(err);
	for (size_t i = 0; i < count; i++) {
		const char *name = from->closure_names ? from->closure_names[i] : NULL;
		office->closures[i].day = from->closures[i];
		office->closures[i].name = lt_arena_str(memory, name);
		if (name && !office->closures[i].name)
			return no_memory(err);
	}
	qsort(office->closures, count, sizeof *office->closures, compare_closures);
	office->closures_count = count;
	return 0;
}

static int copy_office(struct lt_calendar *calendar, struct lt_office *office,
		       const struct lt_office_hours *from, struct lt_err *err)
{
	office->calendar = calendar;
	office->gaps = calendar->gaps;
	office->gaps_count = calendar->gaps_count;
	office->name = lt_arena_str(&calendar->memory, from->name);
	if (!office->name)
		return no_memory(err);
	memcpy(office->hours, from->week, sizeof from->week);
	/* "A day with status work (make-up Saturday) is a working day with Monday's hours, in every
	 * office." One that never opens on Mondays has no hours to work. */
	office->hours[LT_HOURS_MAKE_UP] = from->week[0];
	office->hours[LT_HOURS_MAKE_UP].counts = from->week[0].intervals_count > 0;
	office->hours[LT_HOURS_CLOSED] = (struct lt_day_hours){.counts = false};
	return copy_closures(&calendar->memory, office, from, err);
}

static int alloc_tables(struct lt_arena *memory, struct lt_office *office, struct lt_err *err)
{
	size_t days = (size_t)office->days_count;
	office->kinds = lt_arena_zalloc(memory, days, sizeof *office->kinds);
	office->ranks = lt_arena_zalloc(memory, days + 1, sizeof *office->ranks);
	return office->kinds && office->ranks ? 0 : no_memory(err);
}

/* "A working day of an office is a day whose weekday row has counts = 1 and that is neither off in
 * the public calendar nor in the office's local closures." */
static void fill_kinds(struct lt_office *office)
{
	const struct lt_calendar *calendar = office->calendar;
	int32_t first_day = calendar->first_day;
	for (int32_t day = 0; day < office->days_count; day++)
		office->kinds[day] = (uint8_t)lt_weekday_of_day(first_day + day);
	for (size_t i = 0; i < calendar->special_days_count; i++) {
		const struct lt_special_day *special = &calendar->special_days[i];
		office->kinds[special->day - first_day] =
			special->status == LT_DAY_OFF ? LT_HOURS_CLOSED : LT_HOURS_MAKE_UP;
	}
	for (size_t i = 0; i < office->closures_count; i++) {
		int64_t day = (int64_t)office->closures[i].day - first_day;
		if (day >= 0 && day < office->days_count)
			office->kinds[day] =
				LT_HOURS_CLOSED; /* a storm closes a make-up Saturday */
	}
}

static int64_t work_of_day(const struct lt_day_hours *hours)
{
	int64_t work_us = 0;
	for (size_t i = 0; i < hours->intervals_count; i++)
		work_us += hours->intervals[i].to_us - hours->intervals[i].from_us;
	return work_us;
}

static int fill_ranks(struct lt_arena *memory, struct lt_office *office, struct lt_err *err)
{
	uint16_t rank = 0;
	for (int32_t day = 0; day < office->days_count; day++) {
		office->ranks[day] = rank;
		rank = (uint16_t)(rank + lt_office_hours_of(office, day)->counts);
	}
	office->ranks[office->days_count] = rank;
	office->working_count = rank;
	office->working_days = lt_arena_zalloc(memory, rank + 1u, sizeof *office->working_days);
	office->work_before_us = lt_arena_zalloc(memory, rank + 1u, sizeof *office->work_before_us);
	if (!office->working_days || !office->work_before_us)
		return no_memory(err);
	for (int32_t day = 0; day < office->days_count; day++) {
		const struct lt_day_hours *hours = lt_office_hours_of(office, day);
		if (!hours->counts)
			continue;
		LT_ASSERT(hours->intervals_count > 0);
		rank = office->ranks[day];
		office->working_days[rank] = (uint16_t)day;
		office->work_before_us[rank + 1] =
			office->work_before_us[rank] + work_of_day(hours);
	}
	return 0;
}

static int build_office(struct lt_calendar *calendar, struct lt_office *office,
			const struct lt_office_hours *from, int32_t last_day, struct lt_err *err)
{
	int r = copy_office(calendar, office, from, err);
	if (r < 0)
		return r;
	office->days_count = last_day - calendar->first_day + 1;
	office->from_us = lt_instant_of((struct lt_local){.day = calendar->first_day});
	office->to_us = office->from_us + office->days_count * LT_US_PER_DAY;
	r = alloc_tables(&calendar->memory, office, err);
	if (r < 0)
		return r;
	fill_kinds(office);
	return fill_ranks(&calendar->memory, office, err);
}

static int build_offices(struct lt_calendar *calendar, const struct lt_calendar_spec *spec,
			 struct lt_err *err)
{
	size_t count = spec->offices_count;
	struct lt_office *offices = lt_arena_zalloc(&calendar->memory, count, sizeof *offices);
	if (!offices)
		return no_memory(err);
	for (size_t i = 0; i < count; i++) {
		int r = build_office(calendar, &offices[i], &spec->offices[i], spec->last_day, err);
		if (r < 0)
			return r;
	}
	qsort(offices, count, sizeof *offices, compare_offices);
	for (size_t i = 1; i < count; i++) {
		if (strcmp(offices[i].name, offices[i - 1].name) == 0)
			return lt_err_set(err, LT_E_FORMAT, "giờ làm việc \"%s\" có hai lần",
					  offices[i].name);
	}
	calendar->offices = offices;
	calendar->offices_count = count;
	return 0;
}

int lt_office_day_reason(const struct lt_office *office, int32_t day, const char **ret_name)
{
	int32_t civil_day = office->calendar->first_day + day;
	const struct lt_special_day *special = find_special_day(office->calendar, civil_day);
	struct lt_closure key = {.day = civil_day};
	const struct lt_closure *closure = NULL;
	*ret_name = special ? special->name : NULL;
	if (special && special->status == LT_DAY_OFF)
		return LT_LEDGER_DAY_OFF;
	if (office->closures_count > 0)
		closure = bsearch(&key, office->closures, office->closures_count, sizeof key,
				  compare_closures);
	if (closure) {
		*ret_name = closure->name;
		return LT_LEDGER_CLOSURE;
	}
	if (special)
		return LT_LEDGER_MAKE_UP;
	return lt_office_hours_of(office, day)->counts ? 0 : LT_LEDGER_WEEKEND;
}

int lt_calendar_new(const struct lt_calendar_spec *spec, struct lt_calendar **ret,
		    struct lt_err *err)
{
	int r = check_spec(spec, err);
	if (r < 0)
		return r;
	LT_AUTO(calendar) struct lt_calendar *calendar = calloc(1, sizeof *calendar);
	if (!calendar)
		return no_memory(err);
	lt_arena_init(&calendar->memory, CALENDAR_BYTES_MAX);
	calendar->first_day = spec->first_day;
	calendar->last_day = spec->last_day;
	calendar->version = lt_arena_str(&calendar->memory, spec->version ? spec->version : "");
	if (!calendar->version)
		return no_memory(err);
	r = copy_special_days(calendar, spec, err);
	if (r == 0)
		r = copy_gaps(calendar, spec, err);
	if (r == 0)
		r = tell_known(calendar, err);
	if (r < 0)
		return r;
	r = build_offices(calendar, spec, err);
	if (r < 0)
		return r;
	*ret = lt_steal(&calendar);
	return 0;
}

void lt_calendar_free(struct lt_calendar *calendar)
{
	if (!calendar)
		return;
	lt_arena_done(&calendar->memory);
	free(calendar);
}

const char *lt_calendar_version(const struct lt_calendar *calendar)
{
	return calendar->version;
}

const char *lt_calendar_known_text(const struct lt_calendar *calendar)
{
	return calendar->known_text;
}

bool lt_calendar_knows(const struct lt_calendar *calendar, int64_t at_us)
{
	struct lt_moment at;
	return lt_office_moment(&calendar->offices[0], at_us, &at) == 0; /* all know the same */
}

const struct lt_office *lt_calendar_office(const struct lt_calendar *calendar, const char *name)
{
	return bsearch(name, calendar->offices, calendar->offices_count, sizeof *calendar->offices,
		       compare_name_to_office);
}
