/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads testdata/ and makes the calendars that tests and benches share. */
#include "procedures/calendar/calendar_fixture.h"

#include <stdio.h>
#include <stdlib.h>

struct lt_slice lt_fixture_file(const char *name)
{
	const char *root = getenv("LT_SOURCE_ROOT");
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/procedures/calendar/testdata/%s", root ? root : ".",
			 name);
	LT_REQUIRE(n > 0 && (size_t)n < sizeof path);
	FILE *file = fopen(path, "rb");
	LT_REQUIRE(file && fseek(file, 0, SEEK_END) == 0);
	long size = ftell(file);
	LT_REQUIRE(size >= 0 && fseek(file, 0, SEEK_SET) == 0);
	uint8_t *data = malloc((size_t)size + 1);
	LT_REQUIRE(data && fread(data, 1, (size_t)size, file) == (size_t)size);
	(void)fclose(file);
	return lt_slice(data, (size_t)size);
}

struct lt_calendar *lt_fixture_calendar(void)
{
	struct lt_slice offices = lt_fixture_file("calendars.csv");
	struct lt_slice public_days = lt_fixture_file("vn_public_calendar_2018_2025.csv");
	struct lt_slice closures = lt_fixture_file("local_closures.csv");
	const struct lt_calendar_texts texts = {
		.offices = offices, .public_days = public_days, .closures = closures};
	struct lt_calendar *calendar;
	struct lt_err err = {0};
	LT_REQUIRE(lt_calendar_from_csv("2025.1", &texts, &calendar, &err) == 0);
	free((void *)(uintptr_t)offices.data);
	free((void *)(uintptr_t)public_days.data);
	free((void *)(uintptr_t)closures.data);
	return calendar;
}

struct lt_calendar *lt_fixture_made;

int lt_fixture_begin(void **state)
{
	(void)state;
	lt_fixture_made = lt_fixture_calendar();
	return 0;
}

int lt_fixture_end(void **state)
{
	(void)state;
	lt_calendar_free(lt_fixture_made);
	return 0;
}

/* Notice 9441/TB-BNV; 26 April is a Sunday, so Hùng Vương moves to the Monday. */
static const struct {
	const char *date;
	enum lt_day_status status;
	const char *name;
} days_2026[] = {
	{"2026-01-01", LT_DAY_OFF, "Tết Dương lịch"},
	{"2026-02-16", LT_DAY_OFF, "Tết Nguyên đán"},
	{"2026-02-17", LT_DAY_OFF, "Tết Nguyên đán"},
	{"2026-02-18", LT_DAY_OFF, "Tết Nguyên đán"},
	{"2026-02-19", LT_DAY_OFF, "Tết Nguyên đán"},
	{"2026-02-20", LT_DAY_OFF, "Tết Nguyên đán"},
	{"2026-04-26", LT_DAY_OFF, "Giỗ Tổ Hùng Vương"},
	{"2026-04-27", LT_DAY_OFF, "Giỗ Tổ Hùng Vương"},
	{"2026-04-30", LT_DAY_OFF, "Ngày Chiến thắng 30/4"},
	{"2026-05-01", LT_DAY_OFF, "Ngày Quốc tế Lao động"},
	{"2026-08-22", LT_DAY_MAKE_UP, "Làm bù"},
	{"2026-08-31", LT_DAY_OFF, "Hoán đổi 22/08/2026"},
	{"2026-09-01", LT_DAY_OFF, "Quốc khánh"},
	{"2026-09-02", LT_DAY_OFF, "Quốc khánh"},
};

struct lt_calendar *lt_fixture_calendar_2026(void)
{
	enum { DAYS = sizeof days_2026 / sizeof *days_2026 };
	struct lt_special_day special_days[DAYS];
	for (size_t i = 0; i < DAYS; i++)
		special_days[i] = (struct lt_special_day){.day = lt_fixture_day(days_2026[i].date),
							  .status = days_2026[i].status,
							  .name = days_2026[i].name};
	struct lt_office_hours office = {.name = "VN-8H"};
	for (int weekday = 0; weekday < 5; weekday++)
		office.week[weekday] = (struct lt_day_hours){
			.intervals = {{450 * LT_US_PER_MINUTE, 690 * LT_US_PER_MINUTE},
				      {810 * LT_US_PER_MINUTE, 1050 * LT_US_PER_MINUTE}},
			.intervals_count = 2,
			.counts = true};
	const struct lt_calendar_spec spec = {.version = "2026.1",
					      .offices = &office,
					      .offices_count = 1,
					      .special_days = special_days,
					      .special_days_count = DAYS,
					      .first_day = lt_fixture_day("2025-12-01"),
					      .last_day = lt_fixture_day("2026-12-31")};
	struct lt_calendar *calendar;
	LT_REQUIRE(lt_calendar_new(&spec, &calendar, /* err: */ NULL) == 0);
	return calendar;
}

int64_t lt_fixture_at(const char *text)
{
	int64_t at_us = 0;
	LT_REQUIRE(lt_time_parse(text, &at_us) == 0);
	return at_us;
}

int32_t lt_fixture_day(const char *date)
{
	return lt_local_of(lt_fixture_at(date)).day;
}

int64_t lt_fixture_random(uint64_t *seed, int64_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (int64_t)(*seed % (uint64_t)below);
}
