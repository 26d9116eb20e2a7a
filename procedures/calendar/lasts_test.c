/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "proto/base/time.h"

static int64_t at(const char *text)
{
	int64_t us = 0;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

static void test_lasts_until__days_and_months__end_with_the_last_day(void **state)
{
	static const struct {
		struct lt_limit limit;
		const char *from, *until;
	} cases[] = {
		{{LT_LIMIT_CALENDAR_DAYS, 1}, "2024-06-03T08:00", "2024-06-05T00:00"},
		{{LT_LIMIT_CALENDAR_DAYS, 30}, "2024-06-03T23:59:59", "2024-07-04T00:00"},
		{{LT_LIMIT_MONTHS, 6}, "2024-06-03T00:00", "2024-12-04T00:00"},
		{{LT_LIMIT_MONTHS, 1}, "2024-01-31T08:00", "2024-03-01T00:00"}, /* a leap year */
		{{LT_LIMIT_MONTHS, 1}, "2023-01-31T08:00", "2023-03-01T00:00"},
		{{LT_LIMIT_MONTHS, 7}, "2023-12-31T08:00", "2024-08-01T00:00"},
		{{LT_LIMIT_MONTHS, 1200}, "2024-02-29T08:00", "2124-03-01T00:00"},
		{{LT_LIMIT_CALENDAR_DAYS, 0}, "2024-06-03T08:00", "2024-06-03T08:00"}, /* never */
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char is[LT_TIME_TEXT_BYTES], should[LT_TIME_TEXT_BYTES];
		int64_t until = lt_limit_lasts_until(cases[i].limit, at(cases[i].from));
		assert_string_equal(lt_time_iso(until, is),
				    lt_time_iso(at(cases[i].until), should));
	}
}

static void test_lasts_until__no_days_or_months__for_ever(void **state)
{
	(void)state;
	assert_true(lt_limit_lasts_until((struct lt_limit){LT_LIMIT_NONE, 0}, at("2024-06-03")) ==
		    INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lasts_until__days_and_months__end_with_the_last_day),
		cmocka_unit_test(test_lasts_until__no_days_or_months__for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
