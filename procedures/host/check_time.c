/* SPDX-License-Identifier: EUPL-1.2 */
/* What every path through the steps takes against the legal limit, one day counted as eight hours,
 * as the tables of the decisions do ("tính mỗi ngày 08 giờ làm việc"). Returns to an earlier step
 * are left out. About one table in twenty of those published has a wrong sum.
 *
 * Paths that take equally long are one: a step keeps the different sums from it to an end, not the
 * paths, of which there may be too many to walk. */
#include <stdlib.h>
#include <string.h>

#include "procedures/host/check.h"

#define TEXT_DAYS "%d ngày"
#define TEXT_DAYS_HOURS "%d giờ (%d,%.*d ngày)"
#define TEXT_MINUTES "%d giờ %d phút"

enum { MINUTES_PER_DAY = 480, UNKNOWN = -1, PATH_STEPS_SHOWN = 24 };
/* Different sums kept for a step, the shortest and the longest; sums told of. */
enum { SUMS_MAX = 32, SUMS_SHOWN = 4 };

/* From a step to an end. */
struct sum {
	int64_t minutes;
	lt_step_index next; /* the step after */
	uint32_t next_sum;  /* and which of its sums */
	bool exact;	    /* every step on it says how long it takes */
	lt_step_index end;  /* the finish; LT_STEP_NONE: the end of a branch */
};

struct sums {
	struct sum items[SUMS_MAX + 1]; /* shortest first */
	uint32_t count;
};

struct times {
	struct lt_check *c;
	const struct lt_step *steps;
	uint32_t count;
	struct sums **sums;
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
	int parts = (int)(minutes % MINUTES_PER_DAY * 1000 / MINUTES_PER_DAY), digits = 3;
	for (; digits > 1 && parts % 10 == 0; digits--)
		parts /= 10;
	const char *text;
	if (minutes % MINUTES_PER_DAY == 0)
		text = lt_arena_printf(c->report->scratch, TEXT_DAYS, days);
	else if (minutes % 60 == 0)
		text = lt_arena_printf(c->report->scratch, TEXT_DAYS_HOURS, hours, days, digits,
				       parts);
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

/* -- sums of one step -- */

/* The longest way through a branch; what an empty branch takes is nothing. */
static int64_t branch_minutes(const struct times *t, lt_step_index start, bool *exact)
{
	const struct sums *sums = start < t->count ? t->sums[start] : NULL;
	if (!sums || sums->count == 0)
		return 0;
	const struct sum *longest = &sums->items[sums->count - 1];
	*exact &= longest->exact;
	return longest->minutes;
}

static int64_t lane_minutes(const struct times *t, const struct lt_step *s, uint32_t number,
			    bool *exact)
{
	const char *lock = s->branches[number].lock;
	int64_t minutes = 0;
	for (uint32_t i = 0; i < s->branches_count; i++)
		if (i == number ||
		    (lock && s->branches[i].lock && strcmp(s->branches[i].lock, lock) == 0))
			minutes += branch_minutes(t, s->branches[i].start, exact);
	return minutes;
}

/* A block lasts until as many branches have ended as must; the longest that can be. A branch with a
 * guard may not run at all: with too few that always run, it waits for all there are. Those that
 * never run together (lock) follow each other. One that runs for each item takes its time once,
 * or, one item after the other, nobody knows how long. */
static int64_t block_minutes(struct times *t, const struct lt_step *s, bool *exact)
{
	int64_t *ends = lt_check_alloc(t->c, s->branches_count + 1, sizeof *ends);
	int64_t longest = 0;
	uint32_t count = 0;
	if (!ends || s->need == 0)
		return 0;
	for (uint32_t i = 0; i < s->branches_count; i++) {
		int64_t minutes = lane_minutes(t, s, i, exact);
		longest = minutes > longest ? minutes : longest;
		if (!s->branches[i].allow)
			ends[count++] = minutes;
		*exact &= !s->branches[i].lock || !lt_step_each(s);
	}
	if (s->need == LT_NEED_ALL || s->need > count)
		return longest;
	qsort(ends, count, sizeof *ends, compare_minutes);
	return ends[s->need - 1];
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
	*exact &= minutes != UNKNOWN || lt_check_is_last(t->c->definition, s);
	return minutes == UNKNOWN ? 0 : minutes;
}

/* Keeps the list in order; of more than there is room for, the middle goes. */
static void add_sum(struct sums *sums, struct sum sum)
{
	uint32_t at = 0;
	while (at < sums->count && sums->items[at].minutes < sum.minutes)
		at++;
	for (uint32_t i = at; i < sums->count && sums->items[i].minutes == sum.minutes; i++) {
		if (sums->items[i].exact == sum.exact && sums->items[i].end == sum.end)
			return;
	}
	memmove(&sums->items[at + 1], &sums->items[at], (sums->count - at) * sizeof sum);
	sums->items[at] = sum;
	if (++sums->count <= SUMS_MAX)
		return;
	memmove(&sums->items[SUMS_MAX / 2], &sums->items[SUMS_MAX / 2 + 1],
		SUMS_MAX / 2 * sizeof sum);
	sums->count = SUMS_MAX;
}

static void add_through(struct times *t, struct sums *sums, const struct lt_edge *edge,
			struct sum own)
{
	if (edge->step == LT_STEP_DONE)
		add_sum(sums, own);
	if (edge->step >= t->count || t->state[edge->step] != 2)
		return; /* an end of a branch, not declared, or a return */
	const struct sums *after = t->sums[edge->step];
	for (uint32_t i = 0; i < after->count; i++)
		add_sum(sums, (struct sum){.minutes = own.minutes + after->items[i].minutes,
					   .next = edge->step,
					   .next_sum = i,
					   .exact = own.exact && after->items[i].exact,
					   .end = after->items[i].end});
}

static void finish(struct times *t, lt_step_index step)
{
	const struct lt_step *s = &t->steps[step];
	struct sum own = {.next = LT_STEP_NONE, .exact = true, .end = LT_STEP_NONE};
	struct sums *sums = lt_check_alloc(t->c, 1, sizeof *sums);
	struct lt_edge edge;

	t->state[step] = 2;
	t->sums[step] = sums;
	if (!sums)
		return;
	own.minutes = own_minutes(t, s, &own.exact);
	for (uint32_t i = 0; lt_check_edge(s, i, &edge); i++)
		if (!edge.branch) /* inside the block */
			add_through(t, sums, &edge, own);
	if (s->kind != LT__STEP_KIND__STEP_KIND_FINISH && sums->count)
		return;
	own.end = s->kind == LT__STEP_KIND__STEP_KIND_FINISH ? step : LT_STEP_NONE;
	add_sum(sums, own);
}

/* Depth first, on a stack of our own. */
static void walk(struct times *t, lt_step_index start)
{
	uint32_t depth = 0;
	t->stack[depth++] = (struct frame){start, 0};
	t->state[start] = 1;
	while (depth > 0 && !t->c->report->nomem) {
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

/* -- telling -- */

static const char *path_text(struct times *t, lt_step_index step, uint32_t sum)
{
	char *text = lt_arena_str(t->c->report->scratch, t->steps[step].name);
	for (int shown = 1; text && shown < PATH_STEPS_SHOWN; shown++) {
		const struct sum *s = &t->sums[step]->items[sum];
		step = s->next;
		sum = s->next_sum;
		if (step >= t->count)
			return text;
		text = lt_arena_printf(t->c->report->scratch, "%s → %s", text, t->steps[step].name);
	}
	t->c->report->nomem |= !text;
	return text ? text : "";
}

/* What was asked for was given: a refusal may come at any time. A procedure that never says
 * "granted" ends well wherever it does not say the opposite. */
static bool ends_well(const struct times *t, lt_step_index end)
{
	static const char *const bad[] = {"refused", "withdrawn", "stopped", "rejected", "expired"};
	const char *outcome = end < t->count ? t->steps[end].outcome : NULL;
	if (!outcome)
		return false;
	for (uint32_t i = 0; i < t->count; i++)
		if (t->steps[i].outcome && strcmp(t->steps[i].outcome, "granted") == 0)
			return strcmp(outcome, "granted") == 0;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (strcmp(outcome, bad[i]) == 0)
			return false;
	return true;
}

/* Some decisions give one case of a procedure a time of its own. */
static int64_t declared(const struct times *t, const struct sum *sum)
{
	int64_t own = sum->end < t->count ? minutes_of(t->steps[sum->end].limit) : UNKNOWN;
	return own == UNKNOWN ? minutes_of(t->c->definition->limit) : own;
}

static bool tell_one(struct times *t, lt_step_index start, uint32_t i, bool over)
{
	const struct sum *s = &t->sums[start]->items[i];
	struct lt_check *c = t->c;
	int64_t limit = declared(t, s);
	if (!over && s->minutes == 0)
		return false; /* nobody wrote times at all */
	if (limit == UNKNOWN || (over ? s->minutes <= limit
				      : s->minutes >= limit || !s->exact || !ends_well(t, s->end)))
		return false;
	bool own = s->end < t->count && minutes_of(t->steps[s->end].limit) != UNKNOWN;
	struct lt_spot spot = own ? lt_load_spot(c->loader, s->end) : c->loader->header;
	spot.key = own ? "within" : "time_limit";
	const char *path = path_text(t, start, i), *takes = duration(c, s->minutes),
		   *says = duration(c, limit);
	if (over)
		LT_REPORT(c->report, TOO_LONG, spot, path, takes, says,
			  duration(c, s->minutes - limit));
	else
		LT_REPORT(c->report, TIME_LEFT, spot, path, takes, says,
			  duration(c, limit - s->minutes));
	return true;
}

static void tell(struct times *t, lt_step_index start)
{
	uint32_t count = t->sums[start]->count, over = 0, under = 0;
	for (uint32_t i = count; i-- > 0 && over < SUMS_SHOWN;)
		over += tell_one(t, start, i, true);
	for (uint32_t i = 0; i < count && under < SUMS_SHOWN; i++)
		under += tell_one(t, start, i, false);
}

void lt_check_time(struct lt_check *check)
{
	const struct lt_definition *d = check->definition;
	struct times t = {.c = check, .steps = d->steps, .count = d->steps_count};

	if (d->start >= t.count)
		return;
	t.sums = lt_check_alloc(check, t.count, sizeof *t.sums);
	t.state = lt_check_alloc(check, t.count, sizeof *t.state);
	t.stack = lt_check_alloc(check, (size_t)t.count + 1, sizeof *t.stack);
	if (!t.sums || !t.state || !t.stack)
		return;
	walk(&t, d->start);
	if (!check->report->nomem && t.sums[d->start])
		tell(&t, d->start);
}
