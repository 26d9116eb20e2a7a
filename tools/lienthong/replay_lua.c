/* SPDX-License-Identifier: EUPL-1.2 */
/* The procedure, directory and calendar a log implies, as Lua.
 *
 * A step's name is a number, for activities are any text; the activity is its title. `to { 2, 5, 0
 * }` makes the outcomes to_2, to_5 and ended: so a log of a thousand activities, each followed by
 * hundreds of others, stays within LT_SOURCE_BYTES_MAX. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "tools/lienthong/replay.h"

/* Longest calendar there may be, years; only deadlines are timed, and they must lie in it. */
enum { CALENDAR_YEARS_MAX = 99, YEAR_MAX = 9999 };
/* Who holds the dossiers with the deadlines. */
#define NAME_DESK "Sổ hẹn trả kết quả"

char *lt_replay_unit(uint32_t where, char text[static LT_REPLAY_NAME_BYTES])
{
	(void)snprintf(text, LT_REPLAY_NAME_BYTES, LT_REPLAY_AREA ".%" PRIu64, (uint64_t)where + 1);
	return text;
}

char *lt_replay_officer(uint32_t who, char text[static LT_REPLAY_NAME_BYTES])
{
	(void)snprintf(text, LT_REPLAY_NAME_BYTES, "r%" PRIu64, (uint64_t)who + 1);
	return text;
}

char *lt_replay_node(uint32_t where, char text[static LT_REPLAY_NAME_BYTES])
{
	(void)snprintf(text, LT_REPLAY_NAME_BYTES, "replay_%u",
		       where / LT_REPLAY_UNITS_PER_NODE + 1);
	return text;
}

char *lt_replay_outcome(uint32_t step, char text[static LT_REPLAY_NAME_BYTES])
{
	if (step == LT_LOG_LAST)
		(void)snprintf(text, LT_REPLAY_NAME_BYTES, "ended");
	else
		(void)snprintf(text, LT_REPLAY_NAME_BYTES, "to_%u", step + 1);
	return text;
}

/* -- pairs of numbers that occur, each once, sorted -- */

struct pairs {
	uint64_t *items;
	size_t count;
};

static uint64_t pair(uint32_t left, uint32_t right)
{
	return (uint64_t)left << 32 | right;
}

static int compare(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;
	return (*a > *b) - (*a < *b);
}

static int sort_pairs(struct pairs *p)
{
	size_t kept = 0;
	qsort(p->items, p->count, sizeof *p->items, compare);
	for (size_t i = 0; i < p->count; i++)
		if (i == 0 || p->items[i] != p->items[i - 1])
			p->items[kept++] = p->items[i];
	p->count = kept;
	return 0;
}

/* Which step follows which: (step, next step); the end counts as step 0, the others from 1. */
static int find_successions(struct lt_log *log, struct pairs *ret)
{
	ret->count = log->events_count;
	ret->items = lt_arena_alloc(&log->arena, ret->count * sizeof *ret->items);
	if (!ret->items)
		return LT_E_NOMEM;
	for (size_t i = 0; i < log->events_count; i++) {
		const struct lt_log_event *e = &log->events[i];
		uint32_t next = e->next == LT_LOG_LAST ? 0 : log->events[e->next].step + 1;
		ret->items[i] = pair(e->step, next);
	}
	return sort_pairs(ret);
}

static int find_beginnings(struct lt_log *log, struct pairs *ret)
{
	ret->count = 0;
	ret->items = lt_arena_alloc(&log->arena, log->cases.count * sizeof *ret->items);
	if (!ret->items)
		return LT_E_NOMEM;
	for (size_t i = 0; i < log->events_count; i++)
		if (log->events[i].first)
			ret->items[ret->count++] = pair(0, log->events[i].step + 1);
	return sort_pairs(ret);
}

/* Who works where: (person, unit). Deadlines have a person and a unit of their own, after all that
 * the log names. */
static int find_posts(struct lt_log *log, struct pairs *ret)
{
	ret->items = lt_arena_alloc(&log->arena, (log->events_count + 1) * sizeof *ret->items);
	if (!ret->items)
		return LT_E_NOMEM;
	for (ret->count = 0; ret->count < log->events_count; ret->count++)
		ret->items[ret->count] =
			pair(log->events[ret->count].who, log->events[ret->count].where);
	if (log->dates)
		ret->items[ret->count++] =
			pair((uint32_t)log->people.count, (uint32_t)log->units.count);
	return sort_pairs(ret);
}

/* One past the pairs that begin as the one at @p from does. */
static size_t group_end(const struct pairs *p, size_t from)
{
	size_t to = from;
	while (to < p->count && p->items[to] >> 32 == p->items[from] >> 32)
		to++;
	return to;
}

/* -- the procedure -- */

static void write_numbers(FILE *out, const struct pairs *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		(void)fprintf(out, "%s%" PRIu32, i > from ? ", " : "", (uint32_t)p->items[i]);
}

static void write_head(const struct lt_log *log, struct lt_luatext *s)
{
	(void)fprintf(s->out, "local function to(list)\n"
			      "  local on = {}\n"
			      "  for _, n in ipairs(list) do\n"
			      "    if n == 0 then on.ended = \"ended\"\n"
			      "    else on[\"to_\" .. n] = \"step_\" .. n end\n"
			      "  end\n"
			      "  return on\n"
			      "end\n\n"
			      "return procedure {\n"
			      "  code = \"" LT_REPLAY_PROCEDURE
			      "\", version = \"1\", field = \"Nhật ký\",\n"
			      "  name = ");
	lt_luatext_quote(s, log->name);
	(void)fprintf(
		s->out,
		",\n  legal_basis = { \"Nhật ký sự kiện\" }, time_limit = untimed, fee = vnd(0),\n"
		"  fields = {\n"
		"    " LT_REPLAY_FIELD_CASE " = text \"Mã trong nhật ký\",\n"
		"    " LT_REPLAY_FIELD_FIRST " = text \"Bước đầu tiên\",\n"
		"    " LT_REPLAY_FIELD_DESK " = area { label = \"Đơn vị làm bước kế tiếp\" },\n"
		"  },\n"
		"  start = \"begin\",\n  steps = {\n");
}

static void write_begin(struct lt_luatext *s, const struct pairs *beginnings)
{
	(void)fprintf(s->out,
		      "    choose \"begin\" { by = function(d) return d." LT_REPLAY_FIELD_FIRST
		      " end,\n      cases = to { ");
	write_numbers(s->out, beginnings, 0, beginnings->count);
	(void)fprintf(s->out, " }, otherwise = \"step_%" PRIu32 "\" },\n",
		      (uint32_t)beginnings->items[0]);
}

static int write_steps(const struct lt_log *log, struct lt_luatext *s, const struct pairs *p,
		       struct lt_err *err)
{
	for (size_t from = 0, to; from < p->count; from = to) {
		const struct lt_log_step *step = &log->steps[p->items[from] >> 32];
		to = group_end(p, from);
		if (to - from > LT_OUTCOMES_MAX)
			return lt_err_set(err, LT_E_LIMIT,
					  "%s: sau \"%.80s\" có %zu bước khác nhau; tối đa %u",
					  log->name, step->title, to - from, LT_OUTCOMES_MAX);
		(void)fprintf(s->out, "    human \"%s\" { title = ", step->name);
		lt_luatext_quote(s, step->title);
		(void)fprintf(s->out,
			      ",\n      unit = \"desk\", at = \"" LT_REPLAY_FIELD_DESK "\", "
			      "role = \"" LT_REPLAY_ROLE "\", limit = untimed,\n"
			      "      on = to { ");
		write_numbers(s->out, p, from, to);
		(void)fprintf(s->out, " } },\n");
	}
	return 0;
}

static int write_procedure(struct lt_log *log, struct lt_luatext *s, size_t *ret_successions,
			   struct lt_err *err)
{
	struct pairs successions, beginnings;
	if (log->steps_count + 2 > LT_STEPS_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%s: %zu bước khác nhau; tối đa %u", log->name,
				  log->steps_count, LT_STEPS_MAX - 2);
	int r = find_successions(log, &successions);
	if (r == 0)
		r = find_beginnings(log, &beginnings);
	if (r == 0)
		r = lt_luatext_begin(s);
	if (r < 0)
		return r;
	write_head(log, s);
	write_begin(s, &beginnings);
	r = write_steps(log, s, &successions, err);
	(void)fprintf(s->out, "    finish \"ended\" { outcome = \"ended\" },\n  },\n}\n");
	*ret_successions = successions.count;
	return r < 0 ? r : lt_luatext_end(s);
}

/* -- the directory -- */

static size_t units_count(const struct lt_log *log)
{
	return log->units.count + (log->dates != NULL);
}

static void write_units(const struct lt_log *log, struct lt_luatext *s, const char *from)
{
	char code[LT_REPLAY_NAME_BYTES];
	(void)fprintf(s->out, "  units = {\n");
	for (uint32_t i = 0; i < units_count(log); i++) {
		bool of_log = i < log->units.count;
		(void)fprintf(s->out, "    unit \"%s\" { name = ", lt_replay_unit(i, code));
		lt_luatext_quote(s, of_log ? lt_log_unit(log, i) : NAME_DESK);
		(void)fprintf(s->out,
			      ", kind = \"desk\", area = \"" LT_REPLAY_AREA
			      "\", office = \"%s\"%s },\n",
			      of_log ? "LOG" : LT_REPLAY_OFFICE_ALWAYS, from);
	}
	(void)fprintf(s->out, "  },\n");
}

static void write_officers(const struct lt_log *log, struct lt_luatext *s,
			   const struct pairs *posts, const char *from_day)
{
	char code[LT_REPLAY_NAME_BYTES];
	(void)fprintf(s->out, "  officers = {\n");
	for (size_t from = 0, to; from < posts->count; from = to) {
		uint32_t who = (uint32_t)(posts->items[from] >> 32);
		to = group_end(posts, from);
		(void)fprintf(s->out, "    officer \"%s\" { name = ", lt_replay_officer(who, code));
		lt_luatext_quote(s, who < log->people.count ? lt_log_person(log, who) : NAME_DESK);
		(void)fprintf(s->out, ", roles = {\n");
		for (size_t i = from; i < to; i++)
			(void)fprintf(s->out,
				      "      { unit = \"%s\", role = \"" LT_REPLAY_ROLE "\"%s },\n",
				      lt_replay_unit((uint32_t)posts->items[i], code), from_day);
		(void)fprintf(s->out, "    } },\n");
	}
	(void)fprintf(s->out, "  },\n");
}

static void write_nodes(const struct lt_log *log, struct lt_luatext *s)
{
	char code[LT_REPLAY_NAME_BYTES];
	(void)fprintf(s->out, "  nodes = {\n");
	for (uint32_t i = 0; i < units_count(log); i++) {
		if (i % LT_REPLAY_UNITS_PER_NODE == 0)
			(void)fprintf(s->out, "%s    node \"%s\" { units = {\n",
				      i ? "    } },\n" : "", lt_replay_node(i, code));
		(void)fprintf(s->out, "      \"%s\",\n", lt_replay_unit(i, code));
	}
	(void)fprintf(s->out, "    } },\n  },\n");
}

static void day_of(int64_t at_us, int32_t days, char text[static LT_TIME_TEXT_BYTES])
{
	struct lt_date date = lt_date_of_day(lt_local_of(at_us).day + days);
	(void)snprintf(text, LT_TIME_TEXT_BYTES, "%04d-%02d-%02d", (int)date.year, (int)date.month,
		       (int)date.mday);
}

static int write_directory(struct lt_log *log, struct lt_luatext *s)
{
	char from[64] = "", day[LT_TIME_TEXT_BYTES];
	int64_t from_us, to_us;
	struct pairs posts;
	int r = find_posts(log, &posts);
	if (r == 0)
		r = lt_luatext_begin(s);
	if (r < 0)
		return r;
	lt_replay_span(log, &from_us, &to_us);
	if (from_us < LT_US_PER_DAY) { /* without a day, things are there since 1970 */
		day_of(from_us, -1, day);
		(void)snprintf(from, sizeof from, ", from = \"%s\"", day);
	}
	(void)fprintf(s->out,
		      "return directory {\n  version = \"log\",\n"
		      "  levels = { level \"log\" { label = \"Nhật ký\" } },\n"
		      "  roles = { role \"" LT_REPLAY_ROLE "\" { label = \"Người xử lý\" } },\n"
		      "  areas = { area \"" LT_REPLAY_AREA "\" { name = \"Nhật ký\", level = "
		      "\"log\" } },\n");
	write_units(log, s, from);
	write_officers(log, s, &posts, from);
	write_nodes(log, s);
	(void)fprintf(s->out, "}\n");
	return lt_luatext_end(s);
}

/* -- the calendar -- */

static int32_t year_of(int64_t at_us)
{
	return lt_date_of_day(lt_local_of(at_us).day).year;
}

void lt_replay_span(const struct lt_log *log, int64_t *ret_from_us, int64_t *ret_to_us)
{
	*ret_from_us = log->events[0].at_us;
	*ret_to_us = log->events[log->events_count - 1].at_us;
	for (size_t i = 0; i < log->dates_count; i++) {
		const struct lt_log_dates *d = &log->dates[i];
		if (d->start_us != LT_LOG_NEVER && d->start_us - LT_US_PER_MINUTE < *ret_from_us)
			*ret_from_us = d->start_us - LT_US_PER_MINUTE;
		*ret_to_us = d->deadline_us > *ret_to_us ? d->deadline_us : *ret_to_us;
		*ret_to_us = d->end_us > *ret_to_us ? d->end_us : *ret_to_us;
	}
}

static int write_calendar(const struct lt_log *log, struct lt_luatext *s)
{
	int64_t from_us, to_us;
	lt_replay_span(log, &from_us, &to_us);
	int32_t first = year_of(from_us), last = year_of(to_us);
	if (first < 1)
		first = 1;
	if (last > first + CALENDAR_YEARS_MAX)
		last = first + CALENDAR_YEARS_MAX;
	if (last > YEAR_MAX)
		last = YEAR_MAX;
	int r = lt_luatext_begin(s);
	if (r < 0)
		return r;
	(void)fprintf(s->out,
		      "return calendar {\n"
		      "  version = \"log\", first = \"%04d-01-01\", last = \"%04d-12-31\",\n"
		      "  offices = {\n"
		      "    office \"LOG\" { hours = \"07:30-11:30 13:30-17:00\" },\n"
		      "    office \"" LT_REPLAY_OFFICE_ALWAYS "\" {\n"
		      "      hours = \"" LT_REPLAY_HOURS_ALWAYS "\",\n"
		      "      saturday = \"" LT_REPLAY_HOURS_ALWAYS "\",\n"
		      "      sunday = \"" LT_REPLAY_HOURS_ALWAYS "\" },\n"
		      "  },\n"
		      "}\n",
		      (int)first, (int)last);
	return lt_luatext_end(s);
}

int lt_replay_sources(struct lt_log *log, struct lt_replay_sources *ret, struct lt_err *err)
{
	*ret = (struct lt_replay_sources){0};
	int r = write_procedure(log, &ret->procedure, &ret->successions_count, err);
	if (r == 0)
		r = write_directory(log, &ret->directory);
	if (r == 0)
		r = write_calendar(log, &ret->calendar);
	if (r == 0)
		r = lt_replay_dues_make(log, &ret->calendar, &ret->dues, err);
	if (r < 0)
		lt_replay_sources_done(ret);
	return r;
}

void lt_replay_sources_done(struct lt_replay_sources *sources)
{
	lt_luatext_done(&sources->procedure);
	lt_luatext_done(&sources->directory);
	lt_luatext_done(&sources->calendar);
	lt_replay_dues_done(&sources->dues);
}
