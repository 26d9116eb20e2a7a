/* SPDX-License-Identifier: EUPL-1.2 */
/* Limits that lead to the log's deadlines, as procedures; and both sides counted. */
#include "tools/lienthong/replay_due.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/host/host.h"
#include "tools/lienthong/replay.h"

#define CODE_PREFIX LT_REPLAY_PROCEDURE "."

char *lt_replay_due_code(int32_t minutes, char text[static LT_REPLAY_CODE_BYTES])
{
	(void)snprintf(text, LT_REPLAY_CODE_BYTES, CODE_PREFIX "%d", (int)minutes);
	return text;
}

bool lt_replay_is_due_code(const char *code)
{
	return strncmp(code, CODE_PREFIX, strlen(CODE_PREFIX)) == 0;
}

/* -- limits -- */

/* The moment nearest to the start that is whole minutes away from the deadline. */
static int64_t receipt(const struct lt_log_dates *dates)
{
	int64_t half_us = LT_US_PER_MINUTE / 2;
	int64_t minutes = (dates->deadline_us - dates->start_us + half_us) / LT_US_PER_MINUTE;
	return dates->deadline_us - minutes * LT_US_PER_MINUTE;
}

static int add_due(struct lt_log *log, uint32_t number, const struct lt_office *office,
		   struct lt_replay_dues *dues)
{
	const struct lt_log_dates *dates = &log->dates[number];
	int64_t work_us;
	struct lt_replay_due due = {
		.case_number = number, .received_us = receipt(dates), .end_us = dates->end_us};
	int r = lt_working_between(office, due.received_us, dates->deadline_us, &work_us);
	if (r < 0)
		return r;
	if (!LT_ARENA_PUSH(&log->arena, dues->items, dues->count))
		return LT_E_NOMEM;
	due.minutes = (int32_t)(work_us / LT_US_PER_MINUTE);
	/* Some ends are noted as before the start. Nothing ends before it has begun. */
	if (due.end_us != LT_LOG_NEVER && due.end_us < due.received_us)
		due.end_us = due.received_us;
	dues->items[dues->count++] = due;
	return 0;
}

static int add_dues(struct lt_log *log, const struct lt_calendar *calendar,
		    struct lt_replay_dues *dues)
{
	const struct lt_office *office = lt_calendar_office(calendar, LT_REPLAY_OFFICE_ALWAYS);
	int r = office ? 0 : LT_E_CALENDAR;
	for (uint32_t i = 0; i < log->dates_count && r == 0; i++)
		if (log->dates[i].start_us != LT_LOG_NEVER &&
		    log->dates[i].deadline_us != LT_LOG_NEVER)
			r = add_due(log, i, office, dues);
	return r;
}

/* -- procedures -- */

static int write_procedure(const struct lt_log *log, int32_t minutes, struct lt_luatext *s)
{
	char code[LT_REPLAY_CODE_BYTES];
	int r = lt_luatext_begin(s);
	if (r < 0)
		return r;
	(void)fprintf(s->out,
		      "return procedure {\n"
		      "  code = \"%s\", version = \"1\", field = \"Nhật ký\",\n  name = ",
		      lt_replay_due_code(minutes, code));
	lt_luatext_quote(s, log->name);
	(void)fprintf(s->out,
		      ",\n  legal_basis = { \"Nhật ký sự kiện\" },\n"
		      "  time_limit = working_hours(%d / 60), fee = vnd(0),\n"
		      "  fields = {\n"
		      "    " LT_REPLAY_FIELD_CASE " = text \"Mã trong nhật ký\",\n"
		      "    " LT_REPLAY_FIELD_DESK " = area { label = \"Đơn vị giữ sổ hẹn\" },\n"
		      "  },\n"
		      "  start = \"settle\",\n  steps = {\n"
		      "    human \"settle\" { unit = \"desk\", at = \"" LT_REPLAY_FIELD_DESK "\",\n"
		      "      role = \"" LT_REPLAY_ROLE "\", limit = untimed,\n"
		      "      on = { " LT_REPLAY_OUTCOME_DONE " = \"ended\" } },\n"
		      "    finish \"ended\" { outcome = \"ended\" },\n  },\n}\n",
		      (int)minutes);
	return lt_luatext_end(s);
}

static int compare(const void *left, const void *right)
{
	const int32_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

static int write_procedures(const struct lt_log *log, struct lt_replay_dues *dues)
{
	LT_AUTO(free) int32_t *limits = calloc(dues->count + 1, sizeof *limits);
	dues->procedures = calloc(dues->count + 1, sizeof *dues->procedures);
	int r = limits && dues->procedures ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < dues->count && r == 0; i++)
		limits[i] = dues->items[i].minutes;
	if (r == 0)
		qsort(limits, dues->count, sizeof *limits, compare);
	for (size_t i = 0; i < dues->count && r == 0; i++)
		if (i == 0 || limits[i] != limits[i - 1])
			r = write_procedure(log, limits[i],
					    &dues->procedures[dues->procedures_count++]);
	return r;
}

int lt_replay_dues_make(struct lt_log *log, const struct lt_luatext *calendar,
			struct lt_replay_dues *ret, struct lt_err *err)
{
	LT_AUTO(calendar) struct lt_calendar *days = NULL;
	*ret = (struct lt_replay_dues){0};
	if (!log->dates)
		return 0;
	int r = lt_host_load_calendar(lt_slice_str(calendar->text), "calendar.lua", &days, err);
	if (r == 0)
		r = add_dues(log, days, ret);
	if (r == LT_E_CALENDAR)
		r = lt_err_set(err, r, "%s: có hạn (deadline) quá xa, ngoài lịch %s", log->name,
			       lt_calendar_known_text(days));
	if (r == 0)
		r = write_procedures(log, ret);
	if (r < 0)
		lt_replay_dues_done(ret);
	return r;
}

void lt_replay_dues_done(struct lt_replay_dues *dues)
{
	for (size_t i = 0; i < dues->procedures_count; i++)
		lt_luatext_done(&dues->procedures[i]);
	free(dues->procedures);
	*dues = (struct lt_replay_dues){0};
}

/* -- both sides -- */

static bool log_ended(const struct lt_log_dates *d)
{
	return d->deadline_us != LT_LOG_NEVER && d->end_us != LT_LOG_NEVER;
}

struct lt_due_tally lt_due_count(const struct lt_log *log, const struct lt_due_history *dues)
{
	struct lt_due_tally t = {0};
	for (size_t i = 0; i < log->dates_count; i++) {
		const struct lt_log_dates *d = &log->dates[i];
		t.cases += dues[i].received > 0;
		t.ended += dues[i].finished > 0;
		t.late += dues[i].finished > 0 && dues[i].overdue > 0;
		t.open += dues[i].received > 0 && !dues[i].finished;
		t.open_late += dues[i].received > 0 && !dues[i].finished && dues[i].overdue > 0;
		t.log_ended += log_ended(d);
		t.log_late += log_ended(d) && d->end_us > d->deadline_us;
	}
	return t;
}

const char *lt_due_differs(const struct lt_log_dates *d, const struct lt_due_history *due)
{
	bool has = d->start_us != LT_LOG_NEVER && d->deadline_us != LT_LOG_NEVER;
	if (due->received != has || due->finished > due->received || due->overdue > due->received)
		return "hồ sơ có hạn được tiếp nhận, kết thúc hoặc báo quá hạn sai số lần";
	if (!has)
		return NULL;
	if (due->due_us != d->deadline_us)
		return "hạn máy tính khác deadline";
	if ((due->finished > 0) != (d->end_us != LT_LOG_NEVER))
		return "kết thúc khác enddate";
	if (due->finished && (due->overdue > 0) != (d->end_us > d->deadline_us))
		return due->overdue ? "máy báo quá hạn, nhật ký không trễ"
				    : "nhật ký trễ, máy không báo quá hạn";
	return NULL;
}
