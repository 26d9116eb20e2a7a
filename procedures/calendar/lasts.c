/* SPDX-License-Identifier: EUPL-1.2 */
/* How long something lasts that is not worked on: a paper, not a duty. No office has a say in it.
 */
#include "procedures/calendar/calendar.h"
#include "proto/base/time.h"

/* The same day of a later month, or that month's last. */
static int32_t day_months_later(int32_t day, int32_t months)
{
	struct lt_date date = lt_date_of_day(day);
	int32_t month = date.month - 1 + months;
	date.year += month / 12;
	date.month = month % 12 + 1;
	int32_t last = lt_days_in_month(date.year, date.month);
	date.mday = date.mday < last ? date.mday : last;
	return lt_day_of_date(date);
}

int64_t lt_limit_lasts_until(struct lt_limit limit, int64_t from_us)
{
	int32_t first = lt_local_of(from_us).day, last;
	if (limit.unit == LT_LIMIT_MONTHS)
		last = day_months_later(first, limit.amount);
	else if (limit.unit == LT_LIMIT_CALENDAR_DAYS)
		last = first + limit.amount;
	else
		return INT64_MAX;
	return limit.amount ? lt_instant_of((struct lt_local){.day = last + 1}) : from_us;
}
