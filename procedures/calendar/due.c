/* SPDX-License-Identifier: EUPL-1.2 */
/* Due moments under every counting.
 *
 * A limit is either counted in days (day zero, N counted days, the closing time of the last) or
 * timed (a moment, moved on by working time). Source: Civil Code 2015 art. 147-148: a limit in
 * hours runs from the moment itself; a limit in days does not count the day of the event and ends
 * at the end of its last day; if that is a day off, at the end of the next working day. "End of the
 * day" is the office's closing time: a result can only be handed over in office hours. */
#include "procedures/calendar/office.h"
#include "proto/base/limits.h"

#define US_PER_COUNTED_DAY (8 * LT_US_PER_HOUR) /* "1 day = 8 hours of working time" */

static bool restarts(const struct lt_question *q)
{
	return q->counting >= LT_COUNTING_RESTART_ROLLED;
}

/* How days are counted, whatever a pause does. */
static enum lt_counting counting_of(const struct lt_question *q)
{
	static const enum lt_counting plain[LT_COUNTINGS] = {
		[LT_COUNTING_ROLLED] = LT_COUNTING_ROLLED,
		[LT_COUNTING_LEGAL] = LT_COUNTING_LEGAL,
		[LT_COUNTING_SAME_TIME] = LT_COUNTING_SAME_TIME,
		[LT_COUNTING_HOURS8] = LT_COUNTING_HOURS8,
		[LT_COUNTING_RESTART_ROLLED] = LT_COUNTING_ROLLED,
		[LT_COUNTING_RESTART_LEGAL] = LT_COUNTING_LEGAL,
		[LT_COUNTING_RESTART_SAME_TIME] = LT_COUNTING_SAME_TIME,
		[LT_COUNTING_RESTART_HOURS8] = LT_COUNTING_HOURS8,
	};
	return plain[q->counting];
}

static bool is_legal(const struct lt_question *q)
{
	return counting_of(q) == LT_COUNTING_LEGAL;
}

/* Is the limit counted in days? Same time and 8 hours time working days; other units they leave. */
bool lt_question_counts_days(const struct lt_question *q)
{
	if (q->limit.unit == LT_LIMIT_CALENDAR_DAYS || q->limit.unit == LT_LIMIT_MONTHS)
		return true;
	return q->limit.unit == LT_LIMIT_WORKING_DAYS && counting_of(q) != LT_COUNTING_SAME_TIME &&
	       counting_of(q) != LT_COUNTING_HOURS8;
}

int lt_limit_check(struct lt_limit limit)
{
	static const int32_t amounts_max[] = {
		[LT_LIMIT_WORKING_DAYS] = LT_LIMIT_DAYS_MAX,
		[LT_LIMIT_CALENDAR_DAYS] = LT_LIMIT_DAYS_MAX,
		[LT_LIMIT_MONTHS] = LT_LIMIT_MONTHS_MAX,
		[LT_LIMIT_WORKING_MINUTES] = LT_LIMIT_MINUTES_MAX,
		[LT_LIMIT_SAME_DAY] = 24 * 60 - 1,
	};
	if ((int)limit.unit <= LT_LIMIT_NONE || limit.unit > LT_LIMIT_SAME_DAY)
		return LT_E_USAGE;
	return limit.amount < 0 || limit.amount > amounts_max[limit.unit] ? LT_E_LIMIT : 0;
}

static int check_pauses(const struct lt_question *q)
{
	int64_t end_us = INT64_MIN;
	for (size_t i = 0; i < q->pauses_count; i++) {
		struct lt_pause pause = q->pauses[i];
		/* A pause without end leaves no room for another: to_us is then the last instant.
		 */
		if (pause.from_us < end_us || pause.to_us < pause.from_us ||
		    end_us == LT_PAUSE_OPEN)
			return LT_E_USAGE;
		end_us = pause.to_us;
	}
	return 0;
}

struct lt_pause lt_question_pause(const struct lt_question *q, size_t i)
{
	struct lt_pause pause = q->pauses[i];
	if (pause.from_us < q->received_us)
		pause.from_us = q->received_us;
	if (pause.to_us < pause.from_us)
		pause.to_us = pause.from_us;
	return pause;
}

int lt_question_day(const struct lt_question *q, int64_t at_us, struct lt_moment *ret)
{
	struct lt_moment at;
	int r = lt_office_moment(q->office, at_us, &at);
	if (r < 0)
		return r;
	/* due_legal: "day of receipt = calendar date of the time stamp, whatever the hour". */
	if (!is_legal(q)) {
		/* due_rolled: "a receipt outside receiving time is first moved to roll(t) over
		 * receiving time". */
		r = lt_office_roll(q->office, at, /* receiving: */ true, &at);
		if (r < 0)
			return r;
	}
	*ret = at;
	return 0;
}

/* "Same day-of-month N months later (last day of the month if there is none)", as days from day
 * zero. */
static int32_t days_of_months(const struct lt_office *office, int32_t day, int32_t months)
{
	int32_t civil_day = lt_local_of(lt_office_instant(office, (struct lt_moment){day, 0})).day;
	struct lt_date date = lt_date_of_day(civil_day);
	int32_t month = date.month - 1 + months;
	date.year += month / 12;
	date.month = month % 12 + 1;
	int32_t last_mday = lt_days_in_month(date.year, date.month);
	if (date.mday > last_mday)
		date.mday = last_mday;
	return lt_day_of_date(date) - civil_day;
}

/* "N = 0: closing time of R if R is a working day and receipt is not after closing; else closing
 * time of the next working day." */
static int end_at_once(const struct lt_question *q, struct lt_moment received,
		       struct lt_moment *ret)
{
	if (lt_office_hours_of(q->office, received.day)->counts) {
		struct lt_moment closing = lt_office_closing(q->office, received.day);
		if (received.us <= closing.us) {
			*ret = closing;
			return 0;
		}
	}
	int32_t day;
	int r = lt_office_next_working(q->office, received.day + 1, &day);
	if (r < 0)
		return r;
	*ret = lt_office_closing(q->office, day);
	return 0;
}

/* Day zero of a limit in days and the days that are left to count after it. */
struct day_count {
	int32_t day_zero, left;
	bool suspended;
};

/* "The counted days strictly between the current day zero and S." */
static int32_t days_used(const struct lt_question *q, int32_t day_zero, int32_t pause_day)
{
	if (pause_day <= day_zero)
		return 0;
	if (q->limit.unit == LT_LIMIT_WORKING_DAYS)
		return q->office->ranks[pause_day] - q->office->ranks[day_zero + 1];
	return pause_day - day_zero - 1;
}

/* Takes the pauses out of a limit in days, up to the one before which it runs out. */
static int pass_pauses(const struct lt_question *q, struct day_count *count,
		       struct lt_answer *answer)
{
	for (size_t i = 0; i < q->pauses_count; i++) {
		struct lt_pause pause = lt_question_pause(q, i);
		struct lt_moment from, to;
		/* A pause beyond the known days matters to no due date within them. */
		if (lt_question_day(q, pause.from_us, &from) < 0)
			return 0;
		int32_t used = days_used(q, count->day_zero, from.day);
		/* "If they already reach N, the due date stands and later pauses are ignored." */
		if (used >= count->left)
			return 0;
		answer->pauses_reached = i + 1;
		if (pause.to_us == LT_PAUSE_OPEN) {
			count->suspended = true;
			answer->stop_us = pause.from_us;
			return 0;
		}
		int r = lt_question_day(q, pause.to_us, &to);
		if (r < 0)
			return r;
		/* "If S = E the pause is ignored"; else the days used "are taken off N and E
		 * becomes the new day zero (not counted). Day S is not used up." */
		if (from.day == to.day)
			continue;
		count->left -= used;
		count->day_zero = to.day;
	}
	return 0;
}

/* "wd: closing time of the N-th working day after R." "cd: date R + N; if not a working day, the
 * next working day; its closing time"; months alike. */
static int end_of_days(const struct lt_question *q, const struct day_count *count,
		       struct lt_answer *answer, struct lt_moment *ret)
{
	int32_t day;
	int r;
	if (q->limit.unit == LT_LIMIT_WORKING_DAYS) {
		r = lt_office_nth_working(q->office, count->day_zero, count->left, &day);
	} else {
		answer->nominal_day = count->day_zero + count->left;
		r = lt_office_next_working(q->office, answer->nominal_day, &day);
	}
	if (r < 0)
		return r;
	*ret = lt_office_closing(q->office, day);
	return 0;
}

static int count_days(const struct lt_question *q, struct lt_answer *answer)
{
	struct lt_moment received, due;
	int r = lt_question_day(q, answer->begin_us, &received);
	if (r < 0)
		return r;
	answer->by_days = true;
	answer->counted_us = lt_office_instant(q->office, received);
	struct day_count count = {.day_zero = received.day, .left = q->limit.amount};
	if (q->limit.unit == LT_LIMIT_MONTHS)
		count.left = days_of_months(q->office, received.day, q->limit.amount);
	if (count.left == 0) {
		answer->nominal_day = received.day;
		r = end_at_once(q, received, &due);
	} else {
		r = pass_pauses(q, &count, answer);
		if (r < 0 || count.suspended)
			return r;
		r = end_of_days(q, &count, answer, &due);
	}
	if (r < 0)
		return r;
	answer->due_us = lt_office_instant(q->office, due);
	return 0;
}

/* "The moment at which N hours of working time have passed since receipt." */
static int add_work(const struct lt_question *q, struct lt_moment at, int64_t work_us,
		    struct lt_moment *ret)
{
	if (work_us > 0)
		return lt_office_add(q->office, at, work_us, ret);
	*ret = at;
	return 0;
}

static int due_by_hours(const struct lt_question *q, struct lt_moment opened, struct lt_moment *ret)
{
	int64_t work_us = q->limit.amount * LT_US_PER_MINUTE;
	if (q->limit.unit == LT_LIMIT_WORKING_DAYS)
		work_us = q->limit.amount * US_PER_COUNTED_DAY;
	return add_work(q, opened, work_us, ret);
}

/* "The N-th working day after e's day, at e's clock time, moved into that day's hours (break: next
 * opening; after its closing: closing time). N = 0: e." */
static int due_at_same_time(const struct lt_question *q, struct lt_moment opened,
			    struct lt_moment *ret)
{
	struct lt_moment due = opened;
	if (q->limit.amount > 0) {
		int r = lt_office_nth_working(q->office, opened.day, q->limit.amount, &due.day);
		if (r < 0)
			return r;
		struct lt_moment closing = lt_office_closing(q->office, due.day);
		if (due.us > closing.us)
			due = closing;
		r = lt_office_roll(q->office, due, /* receiving: */ false, &due);
		if (r < 0)
			return r;
	}
	*ret = due;
	return 0;
}

/* "Closing time of e's day if e is not later than the cut-off (15:00:00 is in time, 15:00:01 is
 * late), else closing time of the next working day." */
static int due_same_day(const struct lt_question *q, struct lt_moment opened,
			struct lt_answer *answer, struct lt_moment *ret)
{
	int32_t day = opened.day;
	answer->late = opened.us > q->limit.amount * LT_US_PER_MINUTE;
	if (answer->late) {
		int r = lt_office_next_working(q->office, day + 1, &day);
		if (r < 0)
			return r;
	}
	*ret = lt_office_closing(q->office, day);
	return 0;
}

/* "For each pause that starts before the current due moment, the working time inside the pause is
 * added to the due moment by the rule of wh. A pause that starts at or after the due moment is
 * ignored." */
static int add_pauses(const struct lt_question *q, struct lt_moment due, struct lt_answer *answer)
{
	int64_t due_us = lt_office_instant(q->office, due);
	for (size_t i = 0; i < q->pauses_count; i++) {
		struct lt_pause pause = lt_question_pause(q, i);
		int64_t work_us;
		if (pause.from_us >= due_us)
			break;
		if (pause.to_us == LT_PAUSE_OPEN) {
			answer->stop_us = pause.from_us;
			return 0; /* reached before the limit ran out: suspended */
		}
		int r = lt_working_between(q->office, pause.from_us, pause.to_us, &work_us);
		if (r < 0)
			return r;
		r = add_work(q, due, work_us, &due);
		if (r < 0)
			return r;
		due_us = lt_office_instant(q->office, due);
	}
	answer->due_us = due_us;
	return 0;
}

/* Where a timed limit starts to run: when work next goes on. But, in hours, "N = 0: the receipt
 * moment, even if closed"; rolled: "for wh with N = 0 it is roll over working time". */
static int open_clock(const struct lt_question *q, int64_t begin_us, struct lt_moment *ret)
{
	struct lt_moment begin;
	int r = lt_office_moment(q->office, begin_us, &begin);
	if (r < 0)
		return r;
	if (is_legal(q) && q->limit.unit == LT_LIMIT_WORKING_MINUTES && q->limit.amount == 0) {
		*ret = begin;
		return 0;
	}
	return lt_office_roll(q->office, begin, /* receiving: */ false, ret);
}

static int count_time(const struct lt_question *q, struct lt_answer *answer)
{
	struct lt_moment opened, due;
	int r = open_clock(q, answer->begin_us, &opened);
	if (r < 0)
		return r;
	if (q->limit.unit == LT_LIMIT_SAME_DAY)
		r = due_same_day(q, opened, answer, &due);
	else if (q->limit.unit == LT_LIMIT_WORKING_DAYS && counting_of(q) == LT_COUNTING_SAME_TIME)
		r = due_at_same_time(q, opened, &due);
	else
		r = due_by_hours(q, opened, &due);
	if (r < 0)
		return r;
	answer->counted_us = lt_office_instant(q->office, opened);
	return add_pauses(q, due, answer);
}

/* "The limit starts again from the beginning at the last resume moment; no pause counts." While the
 * last pause is open there is no such moment yet. */
static int restart(const struct lt_question *q, struct lt_answer *answer)
{
	struct lt_pause last = lt_question_pause(q, q->pauses_count - 1);
	if (last.to_us == LT_PAUSE_OPEN) {
		struct lt_moment at;
		int r = lt_office_moment(q->office, answer->begin_us, &at);
		if (r == 0)
			r = lt_office_moment(q->office, last.from_us, &at);
		answer->counted_us = answer->begin_us;
		answer->stop_us = last.from_us;
		return r;
	}
	struct lt_question again = *q;
	again.pauses_count = 0;
	answer->restarted = last.to_us > q->received_us;
	answer->begin_us = last.to_us;
	return lt_question_counts_days(q) ? count_days(&again, answer) : count_time(&again, answer);
}

static int32_t table_day(const struct lt_office *office, int64_t at_us)
{
	return (int32_t)((at_us - office->from_us) / LT_US_PER_DAY);
}

/* From receipt to the end, or to where the clock stands, every day must be known. */
static int check_gaps(const struct lt_question *q, int64_t to_us)
{
	if (q->office->gaps_count == 0)
		return 0;
	return lt_office_check_gaps(q->office, table_day(q->office, q->received_us),
				    table_day(q->office, to_us));
}

static struct lt_answer not_yet(const struct lt_question *q)
{
	bool skips_days =
		q->limit.unit != LT_LIMIT_CALENDAR_DAYS && q->limit.unit != LT_LIMIT_MONTHS;
	return (struct lt_answer){.due_us = LT_DUE_SUSPENDED,
				  .begin_us = q->received_us,
				  .nominal_day = skips_days ? -1 : INT32_MAX};
}

/* The end lies beyond what is known. A clock that stands since a known moment stands before it. */
static int stand_still(const struct lt_question *q, struct lt_answer *ret)
{
	struct lt_moment at;
	size_t last = q->pauses_count - 1;
	if (q->pauses_count == 0 || q->pauses[last].to_us != LT_PAUSE_OPEN)
		return LT_E_CALENDAR;
	int64_t from_us = lt_question_pause(q, last).from_us;
	if (lt_office_moment(q->office, q->received_us, &at) < 0 ||
	    lt_office_moment(q->office, from_us, &at) < 0)
		return LT_E_CALENDAR;
	*ret = not_yet(q);
	ret->counted_us = q->received_us;
	ret->stop_us = from_us;
	ret->by_days = lt_question_counts_days(q);
	ret->pauses_reached = q->pauses_count;
	return check_gaps(q, from_us);
}

static int check_question(const struct lt_question *q)
{
	if ((unsigned)q->counting >= LT_COUNTINGS)
		return LT_E_USAGE;
	if (q->pauses_count > LT_PAUSES_MAX)
		return LT_E_LIMIT;
	int r = lt_limit_check(q->limit);
	return r < 0 ? r : check_pauses(q);
}

int lt_question_answer(const struct lt_question *q, struct lt_answer *ret)
{
	int r = check_question(q);
	if (r < 0)
		return r;
	struct lt_answer answer = not_yet(q);
	if (restarts(q) && q->pauses_count > 0)
		r = restart(q, &answer);
	else if (lt_question_counts_days(q))
		r = count_days(q, &answer);
	else
		r = count_time(q, &answer);
	if (r == 0 && answer.due_us != LT_DUE_SUSPENDED)
		answer.stop_us = answer.due_us;
	if (r == 0)
		r = check_gaps(q, answer.stop_us);
	if (r == LT_E_CALENDAR)
		r = stand_still(q, &answer);
	if (r == 0)
		*ret = answer;
	return r;
}

int lt_due(const struct lt_office *office, int64_t received_us, struct lt_limit limit,
	   enum lt_counting counting, const struct lt_pause *pauses, size_t pauses_count,
	   int64_t *ret_due_us)
{
	struct lt_answer answer;
	int r = lt_question_answer(
		&(struct lt_question){office, received_us, limit, counting, pauses, pauses_count},
		&answer);
	if (r == 0)
		*ret_due_us = answer.due_us;
	return r;
}
