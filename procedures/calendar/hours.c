/* SPDX-License-Identifier: EUPL-1.2 */
/* Working time of an office: rolling into it, measuring it, adding it. Everything but rolling over
 * a closed stretch is a look into the office's tables; adding hours is one binary search. */
#include "procedures/calendar/office.h"

int lt_office_check_gaps(const struct lt_office *office, int32_t from_day, int32_t to_day)
{
	for (size_t i = 0; i < office->gaps_count; i++)
		if (from_day <= office->gaps[i].last_day && to_day >= office->gaps[i].first_day)
			return LT_E_CALENDAR;
	return 0;
}

int lt_office_moment(const struct lt_office *office, int64_t at_us, struct lt_moment *ret)
{
	if (at_us < office->from_us || at_us >= office->to_us)
		return LT_E_CALENDAR;
	int64_t since_us = at_us - office->from_us;
	int32_t day = (int32_t)(since_us / LT_US_PER_DAY);
	int r = lt_office_check_gaps(office, day, day);
	if (r == 0)
		*ret = (struct lt_moment){.day = day, .us = since_us % LT_US_PER_DAY};
	return r;
}

int64_t lt_office_instant(const struct lt_office *office, struct lt_moment moment)
{
	return office->from_us + moment.day * LT_US_PER_DAY + moment.us;
}

int lt_office_next_working(const struct lt_office *office, int32_t day, int32_t *ret)
{
	LT_ASSERT(day >= 0);
	if (day >= office->days_count || office->ranks[day] >= office->working_count)
		return LT_E_CALENDAR;
	*ret = office->working_days[office->ranks[day]];
	return 0;
}

int lt_office_nth_working(const struct lt_office *office, int32_t day, int32_t n, int32_t *ret)
{
	LT_ASSERT(n >= 1 && day >= 0 && day < office->days_count);
	int32_t rank = office->ranks[day + 1] + n - 1;
	if (rank >= office->working_count)
		return LT_E_CALENDAR;
	*ret = office->working_days[rank];
	return 0;
}

/* "A half day counts as a whole working day when days are counted. Its closing time is its own." */
struct lt_moment lt_office_closing(const struct lt_office *office, int32_t day)
{
	const struct lt_day_hours *hours = lt_office_hours_of(office, day);
	LT_ASSERT(hours->counts && hours->intervals_count > 0);
	return (struct lt_moment){.day = day,
				  .us = hours->intervals[hours->intervals_count - 1].to_us};
}

/* "roll(t) = t if inside an interval, else the next opening." "Both ends of an interval belong to
 * it." "Receiving time = working time plus intervals with counts = 0"; a day off is open for
 * nothing. */
int lt_office_roll(const struct lt_office *office, struct lt_moment moment, bool receiving,
		   struct lt_moment *ret)
{
	int64_t us = moment.us;
	for (int32_t day = moment.day; day < office->days_count; day++, us = 0) {
		const struct lt_day_hours *hours = lt_office_hours_of(office, day);
		if (!hours->counts && !receiving)
			continue;
		for (size_t i = 0; i < hours->intervals_count; i++) {
			struct lt_interval at = hours->intervals[i];
			if (us > at.to_us)
				continue;
			*ret = (struct lt_moment){.day = day,
						  .us = us > at.from_us ? us : at.from_us};
			return 0;
		}
	}
	return LT_E_CALENDAR;
}

int64_t lt_office_work(const struct lt_office *office, struct lt_moment moment)
{
	int64_t work_us = office->work_before_us[office->ranks[moment.day]];
	const struct lt_day_hours *hours = lt_office_hours_of(office, moment.day);
	if (!hours->counts)
		return work_us;
	for (size_t i = 0; i < hours->intervals_count; i++) {
		struct lt_interval at = hours->intervals[i];
		if (moment.us <= at.from_us)
			break;
		work_us += (moment.us < at.to_us ? moment.us : at.to_us) - at.from_us;
	}
	return work_us;
}

/* The rank of the first working day, not before @p rank, whose end has seen @p work_us. */
static int32_t find_rank(const struct lt_office *office, int32_t rank, int64_t work_us)
{
	int32_t low = rank, high = office->working_count;
	while (low < high) {
		int32_t middle = (low + high) / 2;
		if (office->work_before_us[middle + 1] >= work_us)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* "If that is exactly at a closing time, it is that closing time, not the next opening": of all
 * moments by which the working time has passed, the first. */
int lt_office_add(const struct lt_office *office, struct lt_moment moment, int64_t work_us,
		  struct lt_moment *ret)
{
	LT_ASSERT(work_us > 0);
	int64_t target_us = lt_office_work(office, moment) + work_us;
	int32_t rank = find_rank(office, office->ranks[moment.day], target_us);
	if (rank >= office->working_count)
		return LT_E_CALENDAR;
	int32_t day = office->working_days[rank];
	int64_t left_us = target_us - office->work_before_us[rank];
	const struct lt_day_hours *hours = lt_office_hours_of(office, day);
	size_t i = 0;
	for (;; i++) {
		LT_ASSERT(i < hours->intervals_count);
		int64_t length_us = hours->intervals[i].to_us - hours->intervals[i].from_us;
		if (left_us <= length_us)
			break;
		left_us -= length_us;
	}
	*ret = (struct lt_moment){.day = day, .us = hours->intervals[i].from_us + left_us};
	return 0;
}

int lt_roll(const struct lt_office *office, int64_t at_us, int64_t *ret_us)
{
	struct lt_moment at, open;
	int r = lt_office_moment(office, at_us, &at);
	if (r < 0)
		return r;
	r = lt_office_roll(office, at, /* receiving: */ false, &open);
	if (r == 0)
		r = lt_office_check_gaps(office, at.day, open.day);
	if (r < 0)
		return r;
	*ret_us = lt_office_instant(office, open);
	return 0;
}

int lt_working_between(const struct lt_office *office, int64_t from_us, int64_t to_us,
		       int64_t *ret_us)
{
	struct lt_moment from, to;
	int r = lt_office_moment(office, from_us, &from);
	if (r < 0)
		return r;
	r = lt_office_moment(office, to_us, &to);
	if (r < 0)
		return r;
	r = lt_office_check_gaps(office, from.day, to.day);
	if (r < 0)
		return r;
	int64_t work_us = lt_office_work(office, to) - lt_office_work(office, from);
	*ret_us = work_us > 0 ? work_us : 0;
	return 0;
}

int lt_working_after(const struct lt_office *office, int64_t from_us, int64_t work_us,
		     int64_t *ret_us)
{
	struct lt_moment at, end;
	if (work_us < 0)
		return LT_E_USAGE;
	if (work_us > LT_LIMIT_MINUTES_MAX * LT_US_PER_MINUTE)
		return LT_E_CALENDAR; /* no calendar reaches that far */
	int r = lt_office_moment(office, from_us, &at);
	end = at;
	if (r == 0 && work_us > 0)
		r = lt_office_add(office, at, work_us, &end);
	if (r == 0)
		r = lt_office_check_gaps(office, at.day, end.day);
	if (r < 0)
		return r;
	*ret_us = lt_office_instant(office, end);
	return 0;
}
