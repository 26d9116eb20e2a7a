/* SPDX-License-Identifier: EUPL-1.2 */
/* Chance with a seed, so that what is found once is found again. */
#include "procedures/calendar/random_fixture.h"

#include "procedures/calendar/calendar_fixture.h"

#define MONDAY 4 /* 1970-01-05 */

static bool one_in(uint64_t *seed, int64_t n)
{
	return lt_fixture_random(seed, n) == 0;
}

/* One to three intervals of whole minutes with a break between them. */
static void random_hours(uint64_t *seed, struct lt_day_hours *hours)
{
	int64_t minute = 300 + 15 * lt_fixture_random(seed, 20);
	int64_t count = 1 + lt_fixture_random(seed, 3);
	*hours = (struct lt_day_hours){.counts = true, .intervals_count = (uint8_t)count};
	for (int64_t i = 0; i < count; i++) {
		int64_t length = 1 + lt_fixture_random(seed, i == 2 ? 60 : 270);
		hours->intervals[i].from_us = minute * LT_US_PER_MINUTE;
		hours->intervals[i].to_us = (minute + length) * LT_US_PER_MINUTE;
		minute += length + 1 + lt_fixture_random(seed, 150);
	}
}

static void random_week(uint64_t *seed, struct lt_office_hours *office)
{
	for (int day = 0; day < 7; day++) {
		if (day > 0 && (day > 4 ? !one_in(seed, 3) : one_in(seed, 8)))
			continue; /* closed all day */
		random_hours(seed, &office->week[day]);
		/* A make-up day has Monday's hours, so there are some. */
		office->week[day].counts = day == 0 || !one_in(seed, day > 4 ? 2 : 10);
	}
}

static void random_specials(struct lt_random_world *w, uint64_t *seed, int32_t first_day)
{
	size_t count = 0;
	for (int32_t day = 0; day < LT_RANDOM_DAYS && count < LT_RANDOM_SPECIALS_MAX; day++) {
		if (!one_in(seed, 12))
			continue;
		int64_t run = one_in(seed, 6) ? 9 : 1; /* Tết */
		bool off = !one_in(seed, 4);
		for (; run > 0 && day < LT_RANDOM_DAYS && count < LT_RANDOM_SPECIALS_MAX; run--)
			w->specials[count++] = (struct lt_special_day){
				.day = first_day + day++,
				.status = off ? LT_DAY_OFF : LT_DAY_MAKE_UP};
	}
	w->spec.special_days = w->specials;
	w->spec.special_days_count = count;
}

void lt_random_world_init(struct lt_random_world *w, uint64_t *seed, bool gaps)
{
	int32_t first_day = MONDAY + 7 * 2500 + (int32_t)lt_fixture_random(seed, 3000);
	*w = (struct lt_random_world){.office = {.name = "X"}};
	w->spec = (struct lt_calendar_spec){.version = "1",
					    .offices = &w->office,
					    .offices_count = 1,
					    .first_day = first_day,
					    .last_day = first_day + LT_RANDOM_DAYS - 1};
	random_week(seed, &w->office);
	random_specials(w, seed, first_day);
	w->office.closures = w->closures;
	w->office.closures_count = (size_t)lt_fixture_random(seed, LT_RANDOM_CLOSURES_MAX);
	for (size_t i = 0; i < w->office.closures_count; i++)
		w->closures[i] = first_day + (int32_t)lt_fixture_random(seed, LT_RANDOM_DAYS);
	if (gaps && one_in(seed, 4)) {
		int32_t from = first_day + 1 + (int32_t)lt_fixture_random(seed, LT_RANDOM_DAYS / 2);
		w->gap = (struct lt_day_range){from, from + (int32_t)lt_fixture_random(seed, 99)};
		w->spec.gaps = &w->gap;
		w->spec.gaps_count = 1;
	}
	LT_REQUIRE(lt_calendar_new(&w->spec, &w->calendar, /* err: */ NULL) == 0);
}

void lt_random_world_done(struct lt_random_world *w)
{
	lt_calendar_free(w->calendar);
}

/* A moment of a day: anywhere, or within a second of an edge of some interval. */
static int64_t random_clock(const struct lt_random_world *w, uint64_t *seed)
{
	const struct lt_day_hours *hours = &w->office.week[lt_fixture_random(seed, 7)];
	if (hours->intervals_count == 0 || one_in(seed, 2))
		return lt_fixture_random(seed, 86400);
	struct lt_interval at = hours->intervals[lt_fixture_random(seed, hours->intervals_count)];
	return (one_in(seed, 2) ? at.from_us : at.to_us) / LT_US_PER_SECOND - 1 +
	       lt_fixture_random(seed, 3);
}

static int64_t random_instant(const struct lt_random_world *w, uint64_t *seed, int64_t day,
			      int64_t days)
{
	day += lt_fixture_random(seed, days);
	return lt_instant_of((struct lt_local){.day = (int32_t)day}) +
	       random_clock(w, seed) * LT_US_PER_SECOND;
}

static void random_pauses(const struct lt_random_world *w, uint64_t *seed,
			  struct lt_random_question *q)
{
	int64_t after_us = q->received_us + LT_US_PER_SECOND;
	size_t count = (size_t)lt_fixture_random(seed, LT_RANDOM_PAUSES_MAX + 1);
	for (size_t i = 0; i < count; i++) {
		struct lt_pause *p = &q->pauses[i];
		int32_t day = lt_local_of(after_us).day;
		p->from_us = random_instant(w, seed, day, 1 + lt_fixture_random(seed, 12));
		if (p->from_us < after_us)
			p->from_us = after_us;
		day = lt_local_of(p->from_us).day;
		p->to_us = random_instant(w, seed, day, 1 + lt_fixture_random(seed, 14));
		if (p->to_us < p->from_us)
			p->to_us = p->from_us;
		after_us = p->to_us;
		q->pauses_count = i + 1;
		if (one_in(seed, 8)) {
			p->to_us = LT_PAUSE_OPEN;
			break;
		}
	}
}

void lt_random_question(const struct lt_random_world *w, uint64_t *seed,
			struct lt_random_question *ret)
{
	static const int64_t amounts[] = {[LT_LIMIT_WORKING_DAYS] = 25,
					  [LT_LIMIT_CALENDAR_DAYS] = 60,
					  [LT_LIMIT_MONTHS] = 7,
					  [LT_LIMIT_WORKING_MINUTES] = 4000,
					  [LT_LIMIT_SAME_DAY] = 1440};
	*ret = (struct lt_random_question){0};
	ret->received_us = random_instant(w, seed, w->spec.first_day, LT_RANDOM_DAYS / 2);
	ret->counting = (enum lt_counting)lt_fixture_random(seed, LT_COUNTINGS);
	ret->limit.unit = (enum lt_limit_unit)(LT_LIMIT_WORKING_DAYS + lt_fixture_random(seed, 5));
	ret->limit.amount =
		one_in(seed, 12) ? 0 : (int32_t)lt_fixture_random(seed, amounts[ret->limit.unit]);
	if (ret->limit.unit != LT_LIMIT_MONTHS && ret->limit.unit != LT_LIMIT_SAME_DAY)
		random_pauses(w, seed, ret);
}
