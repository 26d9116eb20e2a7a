/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests and benches: the calendars of testdata/, instants from text, and chance with a seed. */
#pragma once

#include "procedures/calendar/calendar.h"
#include "procedures/calendar/calendar_csv.h"
#include "proto/base/slice.h"

/** A file of procedures/calendar/testdata under LT_SOURCE_ROOT (else the working folder); aborts if
 * it cannot be read. The caller frees @c data. */
struct lt_slice lt_fixture_file(const char *name);
/** The offices, public calendar 2018 to 2025 and closures of testdata/. */
struct lt_calendar *lt_fixture_calendar(void);
/** That calendar for a group of tests: cmocka's begin and end of the group. */
extern struct lt_calendar *lt_fixture_made;
int lt_fixture_begin(void **state);
int lt_fixture_end(void **state);
/** The civil servants' calendar of 2026 (Notice 9441/TB-BNV) and December 2025, without swaps
 * decided later; one office, "VN-8H", 07:30-11:30 and 13:30-17:30. */
struct lt_calendar *lt_fixture_calendar_2026(void);
/** An instant from lt_time_parse; aborts on another form. */
int64_t lt_fixture_at(const char *text);
/** Midnight before a day of a date text, as civil day number. */
int32_t lt_fixture_day(const char *date);
/** 0 .. @p below - 1, by xorshift. @p seed is not 0. */
int64_t lt_fixture_random(uint64_t *seed, int64_t below);
