/* SPDX-License-Identifier: EUPL-1.2 */
/* Civil time of UTC+07:00 by arithmetic, ISO 8601 texts, real and fake clocks. */
#include "proto/base/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct lt_local lt_local_of(int64_t instant_us)
{
	int64_t local = instant_us + LT_LOCAL_OFFSET_US;
	int64_t day = floor_div(local, LT_US_PER_DAY);
	return (struct lt_local){.day = (int32_t)day, .us = local - day * LT_US_PER_DAY};
}

int64_t lt_instant_of(struct lt_local local)
{
	return local.day * LT_US_PER_DAY + local.us - LT_LOCAL_OFFSET_US;
}

int32_t lt_day_of_date(struct lt_date date)
{
	int64_t y = date.month <= 2 ? date.year - 1 : date.year;
	int64_t era = floor_div(y, 400);
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.mday - 1;
	return (int32_t)(era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468);
}

struct lt_date lt_date_of_day(int32_t day)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int32_t month = (int32_t)(mp < 10 ? mp + 3 : mp - 9);
	return (struct lt_date){.year = (int32_t)(yoe + era * 400) + (month <= 2),
				.month = month,
				.mday = (int32_t)(doy - (153 * mp + 2) / 5 + 1)};
}

int32_t lt_weekday_of_day(int32_t day)
{
	return (int32_t)(((int64_t)day + 3) -
			 7 * floor_div((int64_t)day + 3, 7)); /* 1970-01-01: Thu */
}

int32_t lt_days_in_month(int32_t year, int32_t month)
{
	static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

char *lt_time_iso(int64_t instant_us, char text[static LT_TIME_TEXT_BYTES])
{
	struct lt_local at = lt_local_of(instant_us);
	struct lt_date d = lt_date_of_day(at.day);
	int64_t s = at.us / LT_US_PER_SECOND;
	int n = snprintf(text, LT_TIME_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d", d.year, d.month,
			 d.mday, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
	int64_t rest = at.us % LT_US_PER_SECOND;
	if (rest)
		n += snprintf(text + n, LT_TIME_TEXT_BYTES - (size_t)n, ".%06d", (int)rest);
	(void)snprintf(text + n, LT_TIME_TEXT_BYTES - (size_t)n, "+07:00");
	return text;
}

char *lt_time_vietnamese(int64_t instant_us, char text[static LT_TIME_TEXT_BYTES])
{
	struct lt_local at = lt_local_of(instant_us);
	struct lt_date d = lt_date_of_day(at.day);
	int64_t minute = at.us / LT_US_PER_MINUTE;
	(void)snprintf(text, LT_TIME_TEXT_BYTES, "%02d:%02d %02d/%02d/%04d", (int)(minute / 60),
		       (int)(minute % 60), d.mday, d.month, d.year);
	return text;
}

/* Reads exactly `width` digits. */
static bool digits(const char **at, int width, int *ret)
{
	int v = 0;
	for (int i = 0; i < width; i++) {
		char c = (*at)[i];
		if (c < '0' || c > '9')
			return false;
		v = v * 10 + (c - '0');
	}
	*at += width;
	*ret = v;
	return true;
}

static bool expect(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool read_date(const char **at, struct lt_date *ret)
{
	int y, m, d;
	if (!digits(at, 4, &y) || !expect(at, '-') || !digits(at, 2, &m) || !expect(at, '-') ||
	    !digits(at, 2, &d))
		return false;
	if (m < 1 || m > 12 || d < 1 || d > lt_days_in_month(y, m))
		return false;
	*ret = (struct lt_date){.year = y, .month = m, .mday = d};
	return true;
}

static bool read_fraction(const char **at, int64_t *ret_us)
{
	int64_t us = 0, scale = 100000;
	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
		us += (**at - '0') * scale; /* digits beyond the sixth count nothing */
	*ret_us = us;
	return true;
}

static bool read_clock(const char **at, int64_t *ret_us)
{
	int h, m, s = 0;
	int64_t fraction = 0;
	if (!digits(at, 2, &h) || !expect(at, ':') || !digits(at, 2, &m))
		return false;
	if (expect(at, ':') && !digits(at, 2, &s))
		return false;
	if (expect(at, '.') && !read_fraction(at, &fraction))
		return false;
	if (h > 23 || m > 59 || s > 59)
		return false;
	*ret_us = ((h * 60 + m) * 60 + s) * LT_US_PER_SECOND + fraction;
	return true;
}

static bool read_offset(const char **at, int64_t *ret_us)
{
	int h, m;
	*ret_us = LT_LOCAL_OFFSET_US;
	if (expect(at, 'Z')) {
		*ret_us = 0;
		return true;
	}
	int sign = **at == '+' ? 1 : **at == '-' ? -1 : 0;
	if (sign == 0)
		return true;
	(*at)++;
	if (!digits(at, 2, &h) || !expect(at, ':') || !digits(at, 2, &m) || h > 23 || m > 59)
		return false;
	*ret_us = sign * (h * 60 + m) * LT_US_PER_MINUTE;
	return true;
}

int lt_time_parse(const char *text, int64_t *ret_us)
{
	struct lt_date date;
	int64_t us = 0, offset = LT_LOCAL_OFFSET_US;
	if (!text || !read_date(&text, &date))
		return LT_E_FORMAT;
	if (expect(&text, 'T') || expect(&text, ' ')) {
		if (!read_clock(&text, &us) || !read_offset(&text, &offset))
			return LT_E_FORMAT;
	}
	if (*text)
		return LT_E_FORMAT;
	*ret_us = lt_day_of_date(date) * LT_US_PER_DAY + us - offset;
	return 0;
}

int lt_date_parse(const char *text, struct lt_date *ret_date)
{
	struct lt_date date;
	if (!text || !read_date(&text, &date) || *text)
		return LT_E_FORMAT;
	*ret_date = date;
	return 0;
}

static int64_t read_machine(clockid_t id)
{
	struct timespec t;
	LT_REQUIRE(clock_gettime(id, &t) == 0);
	return t.tv_sec * LT_US_PER_SECOND + t.tv_nsec / 1000;
}

static int64_t system_wall(struct lt_clock *clock)
{
	(void)clock;
	return read_machine(CLOCK_REALTIME);
}

static int64_t system_monotonic(struct lt_clock *clock)
{
	(void)clock;
	return read_machine(CLOCK_MONOTONIC);
}

static int64_t fake_wall(struct lt_clock *clock)
{
	return clock->fake_wall_us;
}

static int64_t fake_monotonic(struct lt_clock *clock)
{
	return clock->fake_monotonic_us;
}

struct lt_clock lt_clock_system(void)
{
	return (struct lt_clock){.wall_us = system_wall, .monotonic_us = system_monotonic};
}

struct lt_clock lt_clock_fake(int64_t wall_us)
{
	return (struct lt_clock){
		.wall_us = fake_wall, .monotonic_us = fake_monotonic, .fake_wall_us = wall_us};
}

void lt_clock_advance(struct lt_clock *clock, int64_t us)
{
	clock->fake_wall_us += us;
	clock->fake_monotonic_us += us;
}

struct lt_clock lt_clock_practice(int64_t wall_us)
{
	return (struct lt_clock){
		.wall_us = fake_wall, .monotonic_us = system_monotonic, .fake_wall_us = wall_us};
}

int lt_clock_set(struct lt_clock *clock, int64_t wall_us)
{
	if (clock->wall_us != fake_wall)
		return LT_E_DENIED;
	if (wall_us < clock->fake_wall_us)
		return LT_E_USAGE;
	clock->fake_wall_us = wall_us;
	return 0;
}
