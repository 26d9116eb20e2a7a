/* SPDX-License-Identifier: EUPL-1.2 */
/* Instants, Vietnamese civil time, and the clock that may be a fake.
 *
 * An instant is int64 microseconds since 1970-01-01T00:00Z. Local time is Asia/Ho_Chi_Minh,
 * UTC+07:00 without summer time since 1975-06-13; no time zone library is asked, so a wrong TZ on a
 * machine moves no due date. */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"

#define LT_US_PER_SECOND INT64_C(1000000)
#define LT_US_PER_MINUTE (60 * LT_US_PER_SECOND)
#define LT_US_PER_HOUR (60 * LT_US_PER_MINUTE)
#define LT_US_PER_DAY (24 * LT_US_PER_HOUR)
#define LT_LOCAL_OFFSET_US (7 * LT_US_PER_HOUR)

/** Local day number (days since 1970-01-01 local) and microseconds since its midnight. */
struct lt_local {
	int32_t day;
	int64_t us;
};

/** Proleptic Gregorian date; month 1..12, mday 1..31. */
struct lt_date {
	int32_t year;
	int32_t month, mday;
};

/** An instant on a clock in Viet Nam, and back. Pure. */
struct lt_local lt_local_of(int64_t instant_us);
int64_t lt_instant_of(struct lt_local local);
/** Source: H. Hinnant, chrono-compatible low-level date algorithms. */
int32_t lt_day_of_date(struct lt_date date);
struct lt_date lt_date_of_day(int32_t day);
/** 0 = Monday .. 6 = Sunday, as in the calendar data. */
int32_t lt_weekday_of_day(int32_t day);
int32_t lt_days_in_month(int32_t year, int32_t month);

enum { LT_TIME_TEXT_BYTES = 40 };
/** "2025-07-01T08:30:00+07:00" (microseconds only if not zero). @return @p text. */
char *lt_time_iso(int64_t instant_us, char text[static LT_TIME_TEXT_BYTES]);
/** "08:30 01/07/2025", as forms print it. @return @p text. */
char *lt_time_vietnamese(int64_t instant_us, char text[static LT_TIME_TEXT_BYTES]);
/** Reads "2025-07-01", "...T08:30", "...T08:30:00[.ffffff][Z|+hh:mm]" (space for T allowed). No
 *  offset means local time. @return 0 or LT_E_FORMAT. */
int lt_time_parse(const char *text, int64_t *ret_us) LT_MUST_USE;
/** Reads "2025-07-01". @return 0 or LT_E_FORMAT. */
int lt_date_parse(const char *text, struct lt_date *ret_date) LT_MUST_USE;

/** Where time comes from: the machine, or a test's hand. Wall for law, monotonic for leases. */
struct lt_clock {
	int64_t (*wall_us)(struct lt_clock *clock);
	int64_t (*monotonic_us)(struct lt_clock *clock);
	int64_t fake_wall_us, fake_monotonic_us;
};

/** The machine's clocks. Any thread. */
struct lt_clock lt_clock_system(void);
/** A clock that stands at @p wall_us until moved by lt_clock_advance or by hand. */
struct lt_clock lt_clock_fake(int64_t wall_us);
void lt_clock_advance(struct lt_clock *clock, int64_t us);
/** A wall clock that stands until moved by lt_clock_set, beside the machine's monotonic one: for
 * practice and demonstration, where a procedure of weeks is gone through in minutes. */
struct lt_clock lt_clock_practice(int64_t wall_us);
/** Moves the wall of a fake or practice clock forward. @return LT_E_DENIED (the machine's clock),
 *  LT_E_USAGE (backwards). */
int lt_clock_set(struct lt_clock *clock, int64_t wall_us) LT_MUST_USE;

static inline int64_t lt_clock_wall(struct lt_clock *clock)
{
	return clock->wall_us(clock);
}

static inline int64_t lt_clock_monotonic(struct lt_clock *clock)
{
	return clock->monotonic_us(clock);
}
