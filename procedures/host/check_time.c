/* SPDX-License-Identifier: EUPL-1.2 */
/* The longest path through the steps against the legal limit, one day counted as eight hours, as
 * the tables of the decisions do ("tính mỗi ngày 08 giờ làm việc"). Returns to an earlier step are
 * left out. About one table in twenty of those published has a wrong sum. */
#include <stdlib.h>
#include <string.h>

#include "procedures/host/check.h"

#define TEXT_DAYS "%d ngày"
#define TEXT_DAYS_HOURS "%d giờ (%d,%d ngày)"
#define TEXT_MINUTES "%d giờ %d phút"

enum { MINUTES_PER_DAY = 480, UNKNOWN = -1, PATH_STEPS_SHOWN = 24 };

struct path {
	int64_t minutes;
	lt_step_index next;
	bool exact; /* every step on it says how long it takes */
};

struct times {
	struct lt_check *c;
	const struct lt_step *steps;
	uint32_t count;
	struct path *paths;
	uint8_t *state; /* 0 new, 1 open, 2 done */
	struct frame {
		lt_step_index step;
		uint32_t edge;
	} * stack;
};

/* Minutes of a limit; UNKNOWN for months, and for none. */
static int64_t minutes_of(struct lt_limit limit)
{
	switch (limit.unit) {
	case LT_LIMIT_WORKING_DAYS:
	case LT_LIMIT_CALENDAR_DAYS:
		return (int64_t)limit.amount * MINUTES_PER_DAY;
	case LT_LIMIT_WORKING_MINUTES:
		return limit.amount;
	case LT_LIMIT_SAME_DAY:
		return MINUTES_PER_DAY;
	case LT_LIMIT_NONE:
	case LT_LIMIT_MONTHS:
		break;
	}
	return UNKNOWN;
}

static const char *duration(struct lt_check *c, int64_t minutes)
{
	int days = (int)(minutes / MINUTES_PER_DAY), hours = (int)(minutes / 60);
	int tenths = (int)(minutes % MINUTES_PER_DAY * 10 / MINUTES_PER_DAY);
	const char *text;
	if (minutes % MINUTES_PER_DAY == 0)
		text = lt_arena_printf(c->report->scratch, TEXT_DAYS, days);
	else if (minutes % 60 == 0)
		text = lt_arena_printf(c->report->scratch, TEXT_DAYS_HOURS, hours, days, tenths);
	else
		text = lt_arena_printf(c->report->scratch, TEXT_MINUTES, hours,
				       (int)(minutes % 60));
	c->report->nomem |= !text;
	return text ? text : "";
}

static int compare_minutes(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* A block lasts until as many branches have ended as must. */
static int64_t block_minutes(struct times *t, const struct lt_step *s, bool *exact)
{
	int64_t *ends = lt_check_alloc(t->c, s->branches_count + 1, sizeof *ends);
	if (!ends || s->branches_count == 0)
		return 0;
	for (uint32_t i = 0; i < s->branches_count; i++) {
		lt_step_index start = s->branches[i].start;
		if (start >= t->count)
			continue;
		ends[i] = t->paths[start].minutes;
		*exact &= t->paths[start].exact;
	}
	qsort(ends, s->branches_count, sizeof *ends, compare_minutes);
	return ends[s->need ? s->need - 1 : 0];
}

static int64_t own_minutes(struct times *t, const struct lt_step *s, bool *exact)
{
	if (s->kind == LT__STEP_KIND__STEP_KIND_PARALLEL && !s->clock_stop)
		return block_minutes(t, s, exact);
	bool takes_time = s->kind != LT__STEP_KIND__STEP_KIND_CHOOSE &&
			  s->kind != LT__STEP_KIND__STEP_KIND_FINISH && !s->clock_stop;
	if (!takes_time)
		return 0;
	int64_t minutes = minutes_of(s->limit);
	*exact &= minutes != UNKNOWN;
	return minutes == UNKNOWN ? 0 : minutes;
}

static void finish(struct times *t, lt_step_index step)
{
	const struct lt_step *s = &t->steps[step];
	struct path best = {.minutes = UNKNOWN, .next = LT_STEP_NONE, .exact = true};
	struct lt_edge edge;

	for (uint32_t i = 0; lt_check_edge(s, i, &edge); i++) {
		if (edge.branch || edge.step >= t->count || t->state[edge.step] != 2)
			continue; /* inside the block, an end, or a return */
		const struct path *p = &t->paths[edge.step];
		if (p->minutes > best.minutes)
			best = (struct path){p->minutes, edge.step, p->exact};
	}
	best.minutes = best.minutes == UNKNOWN ? 0 : best.minutes;
	bool exact = best.exact;
	best.minutes += own_minutes(t, s, &exact);
	best.exact = exact;
	t->paths[step] = best;
	t->state[step] = 2;
}

/* Depth first, on a stack of our own. */
static void walk(struct times *t, lt_step_index start)
{
	uint32_t depth = 0;
	t->stack[depth++] = (struct frame){start, 0};
	t->state[start] = 1;
	while (depth > 0) {
		struct frame *top = &t->stack[depth - 1];
		struct lt_edge edge;
		if (!lt_check_edge(&t->steps[top->step], top->edge++, &edge)) {
			finish(t, top->step);
			depth--;
		} else if (edge.step < t->count && t->state[edge.step] == 0) {
			t->state[edge.step] = 1;
			t->stack[depth++] = (struct frame){edge.step, 0};
		}
	}
}

static const char *path_text(struct times *t, lt_step_index step)
{
	char *text = lt_arena_str(t->c->report->scratch, t->steps[step].name);
	int shown = 1;
	for (step = t->paths[step].next; text && step < t->count && shown++ < PATH_STEPS_SHOWN;
	     step = t->paths[step].next)
		text = lt_arena_printf(t->c->report->scratch, "%s → %s", text, t->steps[step].name);
	t->c->report->nomem |= !text;
	return text ? text : "";
}

void lt_check_time(struct lt_check *check)
{
	const struct lt_definition *d = check->definition;
	struct times t = {.c = check, .steps = d->steps, .count = d->steps_count};
	int64_t limit = minutes_of(d->limit);

	if (limit == UNKNOWN || d->start >= t.count)
		return;
	t.paths = lt_check_alloc(check, t.count, sizeof *t.paths);
	t.state = lt_check_alloc(check, t.count, sizeof *t.state);
	t.stack = lt_check_alloc(check, (size_t)t.count + 1, sizeof *t.stack);
	if (!t.paths || !t.state || !t.stack)
		return;
	walk(&t, d->start);
	const struct path *longest = &t.paths[d->start];
	if (longest->minutes > limit)
		LT_REPORT(check->report, TOO_LONG, check->loader->header,
			  duration(check, longest->minutes), duration(check, limit),
			  path_text(&t, d->start));
	else if (longest->minutes < limit && longest->exact)
		LT_REPORT(check->report, TIME_LEFT, check->loader->header,
			  duration(check, longest->minutes), duration(check, limit));
}
