/* SPDX-License-Identifier: EUPL-1.2 */
/* A ledger added up: how much of a limit is used, how much stood still, how much is left. The
 * counts are taken from the calendar's own tables of days and working time, not from the due moment
 * that they must agree with. */
#include "procedures/calendar/office.h"

/* The stretch a sum is about: counted days lie in (zero, end]; timed ones between two moments. */
struct adder {
	const struct lt_question *q;
	struct lt_answer answer;
	struct lt_ledger_sum *sum;
};

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* -- limits counted in days -- */

/* Counted days in (after, upto]. */
static int64_t days_in(const struct adder *a, int64_t after, int64_t upto)
{
	if (upto <= after)
		return 0;
	if (a->sum->calendar_days)
		return upto - after;
	return a->q->office->ranks[upto + 1] - a->q->office->ranks[after + 1];
}

/* Counted days that go by in (after, upto] outside pauses: of a pause neither its first day, nor
 * its last, nor any between them is used. */
static int64_t running_days(const struct adder *a, int64_t after, int64_t upto, size_t pauses)
{
	int64_t days = 0, zero = after;
	for (size_t i = 0; i < pauses; i++) {
		struct lt_pause pause = lt_question_pause(a->q, i);
		struct lt_moment from, to;
		if (lt_question_day(a->q, pause.from_us, &from) < 0 || from.day > upto)
			break;
		if (pause.to_us == LT_PAUSE_OPEN) {
			upto = smaller(upto, from.day - 1);
			break;
		}
		if (lt_question_day(a->q, pause.to_us, &to) < 0 || to.day == from.day)
			continue;
		days += days_in(a, zero, smaller(from.day - 1, upto));
		zero = larger(zero, to.day);
	}
	return days + days_in(a, zero, upto);
}

static int64_t paused_days(const struct adder *a, int64_t zero)
{
	int64_t days = 0;
	for (size_t i = 0; i < a->answer.pauses_reached; i++) {
		struct lt_pause pause = lt_question_pause(a->q, i);
		struct lt_moment from, to;
		if (pause.to_us == LT_PAUSE_OPEN ||
		    lt_question_day(a->q, pause.from_us, &from) < 0 ||
		    lt_question_day(a->q, pause.to_us, &to) < 0 || from.day == to.day)
			continue;
		days += days_in(a, larger(zero, from.day - 1), to.day);
		zero = larger(zero, to.day);
	}
	return days;
}

/* Where the counted days run out, open or not. A limit of no days runs out where it begins. */
static int last_counted(const struct adder *a, int64_t counted_day, int64_t *ret)
{
	struct lt_moment due;
	if (a->sum->limit == 0) {
		*ret = counted_day;
		return 0;
	}
	if (a->sum->calendar_days && a->answer.nominal_day != INT32_MAX) {
		*ret = a->answer.nominal_day;
		return 0;
	}
	int r = lt_office_moment(a->q->office, a->answer.due_us, &due);
	*ret = due.day;
	return r;
}

static int add_days(struct adder *a, int64_t at_us)
{
	struct lt_ledger_sum *s = a->sum;
	struct lt_moment counted, at, end;
	int64_t last;
	size_t reached = a->answer.pauses_reached;
	int r = lt_office_moment(a->q->office, a->answer.counted_us, &counted);
	if (r == 0)
		r = lt_office_moment(a->q->office, larger(at_us, a->answer.begin_us), &at);
	if (r == 0)
		r = lt_office_moment(a->q->office, a->answer.stop_us, &end);
	if (r < 0)
		return r;
	s->paused = paused_days(a, counted.day);
	if (s->suspended) {
		struct lt_moment from;
		r = lt_question_day(a->q, a->answer.stop_us, &from);
		s->used = running_days(a, counted.day, smaller(at.day, from.day) - 1, reached);
		s->total = running_days(a, counted.day, from.day - 1, reached) + s->paused;
		s->remaining = s->limit - s->used;
		return r;
	}
	r = last_counted(a, counted.day, &last);
	if (r < 0)
		return r;
	s->pushed = days_in(a, last, end.day);
	s->total = days_in(a, counted.day, end.day);
	if (at.day - 1 > last) { /* beyond the end no day is left to use: the rest is lateness */
		s->remaining = -days_in(a, last, at.day - 1);
		s->used = running_days(a, counted.day, last, reached) - s->remaining;
		return 0;
	}
	s->used = running_days(a, counted.day, at.day - 1, reached);
	s->remaining = running_days(a, counted.day, last, reached) - s->used;
	return 0;
}

/* -- limits that are timed -- */

/* Working time in [from, to) that a pause took away. */
static int paused_work(const struct adder *a, int64_t from_us, int64_t to_us, int64_t *ret_us)
{
	int64_t sum_us = 0;
	for (size_t i = 0; i < a->q->pauses_count; i++) {
		struct lt_pause pause = lt_question_pause(a->q, i);
		int64_t work_us;
		if (pause.from_us >= a->answer.due_us || pause.to_us == LT_PAUSE_OPEN)
			break;
		int r = lt_working_between(a->q->office, larger(pause.from_us, from_us),
					   smaller(pause.to_us, to_us), &work_us);
		if (r < 0)
			return r;
		sum_us += work_us;
	}
	*ret_us = sum_us;
	return 0;
}

static int running_work(const struct adder *a, int64_t from_us, int64_t to_us, int64_t *ret_us)
{
	int64_t work_us, paused_us;
	int r = lt_working_between(a->q->office, from_us, to_us, &work_us);
	if (r == 0)
		r = paused_work(a, from_us, to_us, &paused_us);
	if (r == 0)
		*ret_us = work_us - paused_us;
	return r;
}

static int add_work(struct adder *a, int64_t at_us)
{
	struct lt_ledger_sum *s = a->sum;
	int64_t from_us = a->answer.counted_us, stop_us = a->answer.stop_us, late_us = 0;
	at_us = larger(at_us, from_us);
	int64_t end_us = s->suspended ? stop_us : INT64_MAX;
	int r = paused_work(a, from_us, end_us, &s->paused);
	if (r == 0)
		r = lt_working_between(a->q->office, from_us, stop_us, &s->total);
	if (r == 0)
		r = running_work(a, from_us, smaller(at_us, stop_us), &s->used);
	if (r < 0 || s->suspended) {
		s->remaining = s->limit - s->used;
		return r;
	}
	r = running_work(a, smaller(at_us, stop_us), stop_us, &s->remaining);
	if (r == 0 && at_us > stop_us)
		r = lt_working_between(a->q->office, stop_us, at_us, &late_us);
	s->used += late_us;
	s->remaining -= late_us;
	return r;
}

/* -- both -- */

/* What the limit comes to without any pause, in the unit of the sum. */
static int add_limit(struct adder *a)
{
	struct lt_question plain = *a->q;
	struct lt_answer answer;
	struct lt_moment counted, due;
	plain.received_us = a->answer.begin_us;
	plain.pauses_count = 0;
	int r = lt_question_answer(&plain, &answer);
	if (r < 0)
		return r;
	if (!a->sum->days)
		return lt_working_between(a->q->office, answer.counted_us, answer.due_us,
					  &a->sum->limit);
	r = lt_office_moment(a->q->office, answer.counted_us, &counted);
	if (r == 0)
		r = lt_office_moment(a->q->office, answer.due_us, &due);
	if (r == 0)
		a->sum->limit = a->q->limit.unit == LT_LIMIT_MONTHS
					? answer.nominal_day - counted.day
					: a->q->limit.amount;
	return r;
}

int lt_ledger_add_up(const struct lt_office *office, int64_t received_us, struct lt_limit limit,
		     enum lt_counting counting, const struct lt_pause *pauses, size_t pauses_count,
		     int64_t at_us, struct lt_ledger_sum *ret)
{
	const struct lt_question q = {office, received_us, limit, counting, pauses, pauses_count};
	struct lt_ledger_sum sum = {0};
	struct adder a = {.q = &q, .sum = &sum};
	int r = lt_question_answer(&q, &a.answer);
	if (r < 0)
		return r;
	struct lt_question again = q;
	if (a.answer.restarted) { /* as if received then; nothing before it counts */
		again.received_us = a.answer.begin_us;
		again.pauses_count = 0;
		a.q = &again;
	}
	sum.suspended = a.answer.due_us == LT_DUE_SUSPENDED;
	sum.calendar_days = limit.unit == LT_LIMIT_CALENDAR_DAYS || limit.unit == LT_LIMIT_MONTHS;
	sum.days = lt_question_counts_days(&q);
	r = add_limit(&a);
	if (r == 0)
		r = sum.days ? add_days(&a, at_us) : add_work(&a, at_us);
	if (r == 0)
		*ret = sum;
	return r;
}
