/* SPDX-License-Identifier: EUPL-1.2 */
/* The ledger: the answer to a due question told line by line, in time order, so that an officer can
 * follow it with a wall calendar and a finger.
 *
 * Three ordered streams are merged: marks (received, restarted, rolled, cut-off), pauses, and days
 * that moved the due date. */
#include "procedures/calendar/office.h"

enum { MARKS_MAX = 4, WINDOWS_MAX = 2 };

/* Days to be told: first .. last. */
struct window {
	int32_t first, last;
};

struct teller {
	const struct lt_question *question;
	const struct lt_answer *answer;
	struct lt_ledger_line marks[MARKS_MAX];
	size_t marks_count, mark;
	size_t pause;
	struct window windows[WINDOWS_MAX];
	size_t windows_count, window;
	struct lt_ledger_line day_line; /* the next line about days; kind 0: no more */
	struct lt_ledger_line *lines;
	size_t lines_max, lines_count;
};

static void tell(struct teller *t, struct lt_ledger_line line)
{
	if (t->lines_count < t->lines_max)
		t->lines[t->lines_count] = line;
	t->lines_count++;
}

static void add_mark(struct teller *t, enum lt_ledger_kind kind, int64_t at_us)
{
	LT_ASSERT(t->marks_count < MARKS_MAX);
	t->marks[t->marks_count++] =
		(struct lt_ledger_line){.kind = kind, .at_us = at_us, .until_us = at_us};
}

static int plan_marks(struct teller *t)
{
	const struct lt_answer *a = t->answer;
	const struct lt_office *office = t->question->office;
	add_mark(t, LT_LEDGER_RECEIVED, t->question->received_us);
	if (a->restarted)
		add_mark(t, LT_LEDGER_RESTARTED, a->begin_us);
	if (a->counted_us != a->begin_us)
		add_mark(t, LT_LEDGER_ROLLED, a->counted_us);
	if (!a->late)
		return 0;
	struct lt_moment at;
	int r = lt_office_moment(office, a->counted_us, &at);
	if (r < 0)
		return r;
	at = (struct lt_moment){.day = at.day + 1};
	r = lt_office_roll(office, at, /* receiving: */ false, &at);
	if (r < 0)
		return r;
	add_mark(t, LT_LEDGER_CUT_OFF, a->counted_us);
	t->marks[t->marks_count - 1].until_us = lt_office_instant(office, at);
	t->marks[t->marks_count - 1].amount = t->question->limit.amount;
	return 0;
}

static void add_window(struct teller *t, int32_t first, int32_t last)
{
	if (first > last)
		return;
	LT_ASSERT(t->windows_count < WINDOWS_MAX);
	t->windows[t->windows_count++] = (struct window){.first = first, .last = last};
}

/* Limits that skip days without work tell every such day. Calendar days and months run through
 * them: there only the days before the opening that counts as receipt matter, and those after the
 * nominal end that push it to a working day. */
static int plan_windows(struct teller *t)
{
	const struct lt_answer *a = t->answer;
	struct lt_moment begin, counted, stop;
	int r = lt_office_moment(t->question->office, a->begin_us, &begin);
	if (r < 0)
		return r;
	r = lt_office_moment(t->question->office, a->counted_us, &counted);
	if (r < 0)
		return r;
	r = lt_office_moment(t->question->office, a->stop_us, &stop);
	if (r < 0)
		return r;
	if (a->nominal_day < 0) {
		add_window(t, begin.day, stop.day);
		return 0;
	}
	add_window(t, begin.day, counted.day - 1);
	add_window(t, a->nominal_day, stop.day);
	return 0;
}

/* Midnight before @p day, or the begin if that is later. */
static int64_t line_start(const struct teller *t, int32_t day)
{
	struct lt_moment midnight = {.day = day};
	int64_t at_us = lt_office_instant(t->question->office, midnight);
	return at_us > t->answer->begin_us ? at_us : t->answer->begin_us;
}

/* The line that starts at @p w's first day; moves the window beyond it. Kind 0: an ordinary day. */
static struct lt_ledger_line take_days(const struct teller *t, struct window *w)
{
	const struct lt_office *office = t->question->office;
	struct lt_ledger_line line = {.at_us = line_start(t, w->first)};
	const char *name;
	line.kind = (enum lt_ledger_kind)lt_office_day_reason(office, w->first++, &line.name);
	line.amount = line.kind != 0;
	while (line.kind == LT_LEDGER_WEEKEND && w->first <= w->last &&
	       lt_office_day_reason(office, w->first, &name) == LT_LEDGER_WEEKEND) {
		line.amount++;
		w->first++;
	}
	line.until_us = lt_office_instant(office, (struct lt_moment){.day = w->first});
	return line;
}

static void next_day_line(struct teller *t)
{
	t->day_line = (struct lt_ledger_line){0};
	while (t->window < t->windows_count) {
		struct window *w = &t->windows[t->window];
		if (w->first > w->last) {
			t->window++;
			continue;
		}
		t->day_line = take_days(t, w);
		if (t->day_line.kind != 0 && t->day_line.at_us < t->answer->stop_us)
			return;
		t->day_line = (struct lt_ledger_line){0};
	}
}

/* Working time inside a pause, as far as the calendar knows it. */
static int64_t work_of_pause(const struct lt_office *office, struct lt_pause pause)
{
	int64_t work_us;
	if (pause.to_us == LT_PAUSE_OPEN)
		return 0;
	if (pause.from_us < office->from_us)
		pause.from_us = office->from_us;
	if (pause.to_us >= office->to_us)
		pause.to_us = office->to_us - 1;
	if (lt_working_between(office, pause.from_us, pause.to_us, &work_us) < 0)
		return 0; /* all of it outside the known days */
	return work_us;
}

static bool is_ignored(const struct teller *t, size_t i, struct lt_pause pause)
{
	struct lt_moment from, to;
	if (!t->answer->by_days || t->answer->restarted)
		return false;
	if (i >= t->answer->pauses_reached)
		return true;
	if (pause.to_us == LT_PAUSE_OPEN)
		return false;
	return lt_question_day(t->question, pause.from_us, &from) == 0 &&
	       lt_question_day(t->question, pause.to_us, &to) == 0 && from.day == to.day;
}

/* Moves to a pause that began before the due moment. False: no more. */
static bool next_pause(struct teller *t, struct lt_ledger_line *ret)
{
	for (; t->pause < t->question->pauses_count; t->pause++) {
		struct lt_pause pause = lt_question_pause(t->question, t->pause);
		if (t->question->pauses[t->pause].to_us <= t->question->received_us)
			continue;
		if (pause.from_us >= t->answer->due_us)
			return false;
		bool ignored = is_ignored(t, t->pause, pause);
		*ret = (struct lt_ledger_line){.kind = ignored ? LT_LEDGER_PAUSE_IGNORED
							       : LT_LEDGER_PAUSE,
					       .at_us = pause.from_us,
					       .until_us = pause.to_us,
					       .amount = work_of_pause(t->question->office, pause),
					       .pause = t->pause};
		return true;
	}
	return false;
}

/* Merges the streams; at one instant a mark comes first, then a pause, then days. */
static void tell_all(struct teller *t)
{
	next_day_line(t);
	struct lt_ledger_line pause = {0};
	bool has_pause = next_pause(t, &pause);
	for (;;) {
		bool has_mark = t->mark < t->marks_count, has_days = t->day_line.kind != 0;
		int64_t mark_us = has_mark ? t->marks[t->mark].at_us : INT64_MAX;
		int64_t pause_us = has_pause ? pause.at_us : INT64_MAX;
		int64_t days_us = has_days ? t->day_line.at_us : INT64_MAX;
		if (has_mark && mark_us <= pause_us && mark_us <= days_us) {
			tell(t, t->marks[t->mark++]);
		} else if (has_pause && pause_us <= days_us) {
			tell(t, pause);
			t->pause++;
			has_pause = next_pause(t, &pause);
		} else if (has_days) {
			tell(t, t->day_line);
			next_day_line(t);
		} else {
			break;
		}
	}
	int64_t due_us = t->answer->due_us;
	tell(t,
	     (struct lt_ledger_line){.kind = LT_LEDGER_DUE, .at_us = due_us, .until_us = due_us});
}

int lt_ledger(const struct lt_office *office, int64_t received_us, struct lt_limit limit,
	      enum lt_counting counting, const struct lt_pause *pauses, size_t pauses_count,
	      struct lt_ledger_line *lines, size_t lines_max, size_t *ret_count)
{
	struct lt_answer answer;
	const struct lt_question question = {office,   received_us, limit,
					     counting, pauses,	    pauses_count};
	int r = lt_question_answer(&question, &answer);
	if (r < 0)
		return r;
	struct teller teller = {
		.question = &question, .answer = &answer, .lines = lines, .lines_max = lines_max};
	r = plan_marks(&teller);
	if (r < 0)
		return r;
	r = plan_windows(&teller);
	if (r < 0)
		return r;
	tell_all(&teller);
	*ret_count = teller.lines_count;
	return 0;
}
