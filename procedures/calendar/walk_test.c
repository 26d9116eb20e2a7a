/* SPDX-License-Identifier: EUPL-1.2 */
/* Due moments by walking: day after day, minute after minute, as a clerk with a wall calendar would
 * count. Written from the rules in the words of the worked cases; shares no code with what it
 * checks, neither the counting nor the dates.
 *
 * Times here are seconds since the local midnight before the first known day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar_fixture.h"
#include "procedures/calendar/random_fixture.h"

enum {
	WORLDS = 500,
	QUESTIONS = 200, /* of each world */
	MINUTES = 1440,
	DAY = 86400,
	DATES = 12000 /* from 2010 into 2042 */
};
#define UNKNOWN INT64_C(-1)
#define SUSPENDED INT64_C(-2)

/* What a day is, by hand. */
struct day {
	bool known, works, receives;
	const bool *open; /* its minutes */
};

struct walker {
	const struct lt_random_world *world;
	bool minutes[7][MINUTES];
	struct day days[LT_RANDOM_DAYS];
};

/* -- dates, counted one by one -- */

static struct {
	int year, month, mday;
} dates[DATES];
#define FIRST_DATE 14610 /* 2010-01-01 in days since 1970-01-01, which was a Thursday */

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return month == 2 && leap ? 29 : days[month - 1];
}

static int number_dates(void **state)
{
	int year = 2010, month = 1, mday = 1;
	(void)state;
	for (int i = 0; i < DATES; i++) {
		dates[i].year = year, dates[i].month = month, dates[i].mday = mday;
		if (++mday <= month_days(year, month))
			continue;
		mday = 1;
		if (++month <= 12)
			continue;
		month = 1;
		year++;
	}
	return 0;
}

/* -- the days of a world -- */

static const struct lt_special_day *special(const struct lt_random_world *w, int32_t day)
{
	for (size_t i = 0; i < w->spec.special_days_count; i++)
		if (w->specials[i].day == day)
			return &w->specials[i];
	return NULL;
}

static bool is_closed(const struct lt_random_world *w, int32_t day)
{
	for (size_t i = 0; i < w->office.closures_count; i++)
		if (w->closures[i] == day)
			return true;
	return false;
}

/* "A working day is a day whose weekday row has counts = 1 and that is neither off in the public
 * calendar nor in the office's local closures. A day with status work is a working day with
 * Monday's hours." */
static struct day look_at(const struct walker *k, int32_t civil)
{
	const struct lt_random_world *w = k->world;
	const struct lt_special_day *s = special(w, civil);
	int weekday = (civil + 3) % 7; /* day 0 was a Thursday */
	bool gap = w->spec.gaps_count && civil >= w->gap.first_day && civil <= w->gap.last_day;
	struct day day = {.known = !gap};
	if (is_closed(w, civil) || (s && s->status == LT_DAY_OFF))
		return day;
	if (s)
		weekday = 0;
	day.open = k->minutes[weekday];
	day.receives = w->office.week[weekday].intervals_count > 0;
	day.works = day.receives && (s || w->office.week[weekday].counts);
	return day;
}

static void look_around(struct walker *k, const struct lt_random_world *w)
{
	*k = (struct walker){.world = w};
	for (int i = 0; i < 7; i++)
		for (int n = 0; n < w->office.week[i].intervals_count; n++)
			for (int64_t m = w->office.week[i].intervals[n].from_us / 60000000;
			     m < w->office.week[i].intervals[n].to_us / 60000000; m++)
				k->minutes[i][m] = true;
	for (int32_t i = 0; i < LT_RANDOM_DAYS; i++)
		k->days[i] = look_at(k, w->spec.first_day + i);
}

static const struct day *day_at(const struct walker *k, int64_t day)
{
	static const struct day beyond;
	return day < 0 || day >= LT_RANDOM_DAYS ? &beyond : &k->days[day];
}

/* -- walking -- */

/* "roll(t) = t if inside an interval, else the next opening"; "both ends belong to it". */
static int64_t roll(const struct walker *k, int64_t t, bool receiving)
{
	for (;;) {
		const struct day *day = day_at(k, t / DAY);
		int64_t minute = t % DAY / 60;
		if (!day->known)
			return UNKNOWN;
		if (!(receiving ? day->receives : day->works)) {
			t = (t / DAY + 1) * DAY;
			continue;
		}
		if (day->open[minute] || (t % 60 == 0 && minute > 0 && day->open[minute - 1]))
			return t;
		t += 60 - t % 60;
	}
}

/* "The moment at which N hours of working time have passed"; at a closing time, that one. */
static int64_t work_on(const struct walker *k, int64_t t, int64_t left)
{
	while (left > 0) {
		const struct day *day = day_at(k, t / DAY);
		int64_t step = 60 - t % 60;
		if (!day->known)
			return UNKNOWN;
		if (!day->works) {
			t = (t / DAY + 1) * DAY;
			continue;
		}
		if (day->open[t % DAY / 60]) {
			if (step > left)
				step = left;
			left -= step;
		}
		t += step;
	}
	return t;
}

static int64_t work_between(const struct walker *k, int64_t t, int64_t to)
{
	int64_t work = 0;
	while (t < to) {
		const struct day *day = day_at(k, t / DAY);
		int64_t step = 60 - t % 60;
		if (!day->known)
			return UNKNOWN;
		if (!day->works) {
			t = (t / DAY + 1) * DAY;
			continue;
		}
		if (step > to - t)
			step = to - t;
		work += day->open[t % DAY / 60] ? step : 0;
		t += step;
	}
	return day_at(k, to / DAY)->known ? work : UNKNOWN;
}

static int64_t closing(const struct walker *k, int64_t day)
{
	int64_t minute = MINUTES - 1;
	while (!day_at(k, day)->open[minute])
		minute--;
	return day * DAY + (minute + 1) * 60;
}

/* The closing time of the first working day from this one on. */
static int64_t next_closing(const struct walker *k, int64_t day)
{
	while (day_at(k, day)->known && !day_at(k, day)->works)
		day++;
	return day_at(k, day)->known ? closing(k, day) : UNKNOWN;
}

/* -- a question, in seconds -- */

struct asked {
	const struct walker *k;
	int64_t received, from[LT_RANDOM_PAUSES_MAX], to[LT_RANDOM_PAUSES_MAX]; /* to < 0: open */
	size_t pauses;
	enum lt_limit_unit unit;
	int64_t amount;
	bool legal, hours8, same_time;
};

static int64_t seconds(const struct lt_random_world *w, int64_t at_us)
{
	return (at_us / 1000000) + 7 * 3600 - (int64_t)w->spec.first_day * DAY;
}

/* -- due_legal and due_rolled, in days -- */

static int64_t as_received(const struct asked *a, int64_t t)
{
	if (a->legal)
		return day_at(a->k, t / DAY)->known ? t : UNKNOWN;
	return roll(a->k, t, true);
}

/* "N = 0: closing time of R if R is a working day and receipt is not after closing; else closing
 * time of the next working day." */
static int64_t due_at_once(const struct asked *a, int64_t received)
{
	int64_t day = received / DAY;
	if (day_at(a->k, day)->works && received <= closing(a->k, day))
		return closing(a->k, day);
	return next_closing(a->k, day + 1);
}

static bool counts(const struct asked *a, int64_t day)
{
	return a->unit == LT_LIMIT_CALENDAR_DAYS || day_at(a->k, day)->works;
}

static int64_t count_days(const struct asked *a, int64_t zero, int64_t left)
{
	int64_t day = zero;
	while (left > 0) {
		if (!day_at(a->k, ++day)->known)
			return UNKNOWN;
		left -= counts(a, day);
	}
	return next_closing(a->k, day);
}

static int64_t due_in_days(const struct asked *a)
{
	int64_t received = as_received(a, a->received), left = a->amount;
	if (received < 0)
		return UNKNOWN;
	if (left == 0)
		return due_at_once(a, received);
	int64_t zero = received / DAY;
	for (size_t i = 0; i < a->pauses; i++) {
		int64_t start = as_received(a, a->from[i]), used = 0;
		if (start < 0)
			break; /* beyond what is known: never reached, or else the end is not */
		for (int64_t day = zero + 1; day < start / DAY; day++)
			used += counts(a, day);
		if (used >= left)
			break;
		if (a->to[i] < 0)
			return SUSPENDED;
		int64_t end = as_received(a, a->to[i]);
		if (end < 0)
			return UNKNOWN;
		if (start / DAY == end / DAY)
			continue;
		left -= used;
		zero = end / DAY;
	}
	return count_days(a, zero, left);
}

/* "Same day-of-month N months later (last day of the month if there is none); if not a working
 * day, the next one." */
static int64_t due_in_months(const struct asked *a)
{
	int64_t received = as_received(a, a->received);
	if (received < 0)
		return UNKNOWN;
	if (a->amount == 0)
		return due_at_once(a, received);
	int64_t day = received / DAY, first = a->k->world->spec.first_day - FIRST_DATE;
	int mday = dates[first + day].mday;
	for (int64_t i = 0; i < a->amount; i++) /* to the first of the month */
		do
			day++;
		while (dates[first + day].mday != 1);
	while (dates[first + day].mday < mday && dates[first + day + 1].mday != 1)
		day++;
	return next_closing(a->k, day);
}

/* -- due_sametime, due_hours8, hours and the same day -- */

/* "For each pause that starts before the current due moment, the working time inside the pause is
 * added to the due moment." */
static int64_t push_on(const struct asked *a, int64_t due)
{
	for (size_t i = 0; i < a->pauses && due >= 0 && a->from[i] < due; i++) {
		if (a->to[i] < 0)
			return SUSPENDED;
		int64_t work = work_between(a->k, a->from[i], a->to[i]);
		due = work < 0 ? UNKNOWN : work_on(a->k, due, work);
	}
	return due;
}

static int64_t due_in_hours(const struct asked *a, int64_t seconds_of_work)
{
	if (!day_at(a->k, a->received / DAY)->known)
		return UNKNOWN;
	if (seconds_of_work > 0)
		return push_on(a, work_on(a->k, a->received, seconds_of_work));
	return push_on(a, a->legal ? a->received : roll(a->k, a->received, false));
}

static int64_t due_same_time(const struct asked *a)
{
	int64_t e = roll(a->k, a->received, false), day = e / DAY;
	if (e < 0)
		return UNKNOWN;
	if (a->amount == 0)
		return push_on(a, e);
	for (int64_t left = a->amount; left > 0; left -= day_at(a->k, day)->works)
		if (!day_at(a->k, ++day)->known)
			return UNKNOWN;
	int64_t due = day * DAY + e % DAY;
	return push_on(a, due > closing(a->k, day) ? closing(a->k, day) : roll(a->k, due, false));
}

static int64_t due_same_day(const struct asked *a)
{
	int64_t e = roll(a->k, a->received, false);
	if (e < 0)
		return UNKNOWN;
	return e % DAY <= a->amount * 60 ? closing(a->k, e / DAY) : next_closing(a->k, e / DAY + 1);
}

/* -- all together -- */

static int64_t due_by_unit(const struct asked *a)
{
	switch (a->unit) {
	case LT_LIMIT_MONTHS:
		return due_in_months(a);
	case LT_LIMIT_SAME_DAY:
		return due_same_day(a);
	case LT_LIMIT_WORKING_MINUTES:
		return due_in_hours(a, a->amount * 60);
	default:
		if (a->unit == LT_LIMIT_WORKING_DAYS && a->hours8)
			return due_in_hours(a, a->amount * 8 * 3600);
		if (a->unit == LT_LIMIT_WORKING_DAYS && a->same_time)
			return due_same_time(a);
		return due_in_days(a);
	}
}

static bool all_known(const struct asked *a, int64_t to)
{
	for (int64_t day = a->received / DAY; day <= to / DAY; day++)
		if (!day_at(a->k, day)->known)
			return false;
	return true;
}

/* From receipt to the end, or to the pause without one, every day must be known. An end beyond them
 * comes after such a pause within them: the clock stands. */
static int64_t only_known(const struct asked *a, int64_t due)
{
	size_t last = a->pauses - 1;
	if (due < 0 && a->pauses > 0 && a->to[last] < 0)
		return all_known(a, a->from[last]) ? SUSPENDED : UNKNOWN;
	return due >= 0 && all_known(a, due) ? due : UNKNOWN;
}

static int64_t walk(const struct walker *k, const struct lt_random_question *q)
{
	struct asked a = {.k = k,
			  .received = seconds(k->world, q->received_us),
			  .pauses = q->pauses_count,
			  .unit = q->limit.unit,
			  .amount = q->limit.amount,
			  .legal = q->counting == LT_COUNTING_LEGAL ||
				   q->counting == LT_COUNTING_RESTART_LEGAL,
			  .hours8 = q->counting == LT_COUNTING_HOURS8 ||
				    q->counting == LT_COUNTING_RESTART_HOURS8,
			  .same_time = q->counting == LT_COUNTING_SAME_TIME ||
				       q->counting == LT_COUNTING_RESTART_SAME_TIME};
	for (size_t i = 0; i < a.pauses; i++) {
		a.from[i] = seconds(k->world, q->pauses[i].from_us);
		a.to[i] = q->pauses[i].to_us == LT_PAUSE_OPEN
				  ? -1
				  : seconds(k->world, q->pauses[i].to_us);
	}
	bool restarts = q->counting == LT_COUNTING_RESTART_LEGAL ||
			q->counting == LT_COUNTING_RESTART_ROLLED ||
			q->counting == LT_COUNTING_RESTART_SAME_TIME ||
			q->counting == LT_COUNTING_RESTART_HOURS8;
	if (!restarts || a.pauses == 0)
		return only_known(&a, due_by_unit(&a));
	/* "Starts again from the beginning at the last resume moment; no pause counts." */
	struct asked again = a;
	again.pauses = 0;
	again.received = a.to[a.pauses - 1];
	return only_known(&a, again.received < 0 ? SUSPENDED : due_by_unit(&again));
}

static int64_t ask(const struct lt_random_world *w, const struct lt_random_question *q)
{
	int64_t due_us = 0;
	int r = lt_due(lt_calendar_office(w->calendar, "X"), q->received_us, q->limit, q->counting,
		       q->pauses, q->pauses_count, &due_us);
	if (r == LT_E_CALENDAR)
		return UNKNOWN;
	assert_int_equal(r, 0);
	assert_true(due_us == LT_DUE_SUSPENDED || due_us % 1000000 == 0);
	return due_us == LT_DUE_SUSPENDED ? SUSPENDED : seconds(w, due_us);
}

static void differ(const struct lt_random_world *w, const struct lt_random_question *q, int world,
		   int64_t walked, int64_t counted)
{
	char text[LT_TIME_TEXT_BYTES];
	print_message("world %d: received %s, unit %d, amount %d, counting %d\n", world,
		      lt_time_iso(q->received_us, text), (int)q->limit.unit, (int)q->limit.amount,
		      (int)q->counting);
	for (size_t i = 0; i < q->pauses_count; i++) {
		print_message("pause %s", lt_time_iso(q->pauses[i].from_us, text));
		print_message(" to %s\n", q->pauses[i].to_us == LT_PAUSE_OPEN
						  ? "-"
						  : lt_time_iso(q->pauses[i].to_us, text));
	}
	int64_t origin_us = lt_instant_of((struct lt_local){.day = w->spec.first_day});
	print_message("walked %s\n", walked < 0 ? walked == UNKNOWN ? "unknown" : "suspended"
						: lt_time_iso(origin_us + walked * 1000000, text));
	print_message("counted %s\n", counted < 0
					      ? counted == UNKNOWN ? "unknown" : "suspended"
					      : lt_time_iso(origin_us + counted * 1000000, text));
	fail();
}

static void test_due__a_hundred_thousand_by_chance__as_walked(void **state)
{
	(void)state;
	uint64_t seed = 20251013;
	long known = 0, suspended = 0;
	static struct walker walker;
	for (int world = 0; world < WORLDS; world++) {
		struct lt_random_world w;
		lt_random_world_init(&w, &seed, /* gaps: */ true);
		look_around(&walker, &w);
		for (int i = 0; i < QUESTIONS; i++) {
			struct lt_random_question q;
			lt_random_question(&w, &seed, &q);
			int64_t walked = walk(&walker, &q), counted = ask(&w, &q);
			if (walked != counted)
				differ(&w, &q, world, walked, counted);
			known += walked >= 0;
			suspended += walked == SUSPENDED;
		}
		lt_random_world_done(&w);
	}
	/* a test of answers, not of questions without one */
	assert_true(known > WORLDS * QUESTIONS * 7 / 10 && suspended > WORLDS * QUESTIONS / 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due__a_hundred_thousand_by_chance__as_walked),
	};
	return cmocka_run_group_tests_name("calendar.walk", tests, number_dates, NULL);
}
