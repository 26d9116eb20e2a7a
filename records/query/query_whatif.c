/* SPDX-License-Identifier: EUPL-1.2 */
/* What closing some dossiers before an instant does to the progress of this month: how many would
 * have become late by then, which of those are saved. Counters tell how many fall due on each day;
 * only of the instant's own day, and to choose the most urgent ones, are rows looked at. */
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/progress.h"
#include "procedures/core/score.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "records/query/query_figures.h"
#include "records/tallies.h"

enum { CHOSEN_MAX = 1000, ROWS_MAX = 2000000 };

/* A dossier that becomes late before the instant. */
struct falling {
	uint64_t dossier;
	int64_t due_us;
};

struct what_if {
	struct lt_query *q;
	Lt__WhatIf *ret;
	struct lt_query_scope scope;
	struct lt_query_sums days; /* by local day: owner */
	struct falling *falling;   /* of the days that were looked at */
	size_t falling_count, falling_room;
	struct lt_arena scratch; /* one dossier */
};

/* For a look: the dossier before is gone. */
static int read_dossier(struct what_if *w, uint64_t id, Lt__Dossier **ret)
{
	struct lt_err why = {0};
	lt_arena_reset(&w->scratch);
	int r = lt_state_dossier(w->q->records->state.txn, id, &w->scratch, ret, &why);
	return r < 0 ? lt_query_fail(w->q, r, why.text) : 0;
}

/* -- how many -- */

static int see_day(void *owner, const struct lt_tally *tally)
{
	struct what_if *w = owner;
	if (!tally->counters[LT_COUNTER_in_time_now])
		return 0; /* a day since which something is owed */
	struct lt_query_sum *sum = lt_query_sum_for(&w->days, lt_tally_month(tally), 0);
	if (!sum)
		return LT_E_NOMEM;
	sum->now[LT_COUNTER_in_time_now] += tally->counters[LT_COUNTER_in_time_now];
	return 0;
}

static int by_day(const void *a, const void *b)
{
	const struct lt_query_sum *x = *(struct lt_query_sum *const *)a;
	const struct lt_query_sum *y = *(struct lt_query_sum *const *)b;
	return (x->owner > y->owner) - (x->owner < y->owner);
}

static int read_days(struct what_if *w)
{
	struct lt_state *state = &w->q->records->state;
	struct lt_tally_reader reader = {.seen = see_day, .owner = w};
	struct lt_tally_range range = {.scope = LT_TALLY_DAY,
				       .to = lt_figure_day(w->q->fetch->before_us)};
	struct lt_err why = {0};
	int r = 0;
	w->days.arena = w->q->arena;
	for (size_t i = 0; i < (w->scope.units ? w->scope.count : 1) && r == 0; i++) {
		range.owner = w->scope.units ? w->scope.units[i] : 0;
		r = lt_tallies_read(state->tallies, state->txn, &range, reader, &why);
	}
	if (r < 0)
		return lt_query_fail(w->q, r, why.text);
	if (w->days.count > 1)
		qsort(w->days.items, w->days.count, sizeof *w->days.items, by_day);
	return 0;
}

static int see_row(void *owner, const struct lt_figure_row *row)
{
	struct what_if *w = owner;
	if (row->due_us > w->q->fetch->before_us)
		return 0;
	if (w->falling_count == w->falling_room) {
		size_t room = w->falling_room ? 2 * w->falling_room : CHOSEN_MAX;
		struct falling *more =
			room > ROWS_MAX ? NULL : realloc(w->falling, room * sizeof *more);
		if (!more)
			return LT_E_NOMEM;
		w->falling = more;
		w->falling_room = room;
	}
	w->falling[w->falling_count++] = (struct falling){row->dossier, row->due_us};
	return 0;
}

/* Adds what falls due on a day, up to the instant. */
static int look_at_day(struct what_if *w, uint32_t day)
{
	struct lt_figure_walk walk = {.q = w->q,
				      .scope = &w->scope,
				      .figures = LT_FIGURE_BIT(open),
				      .from = day,
				      .to = day,
				      .seen = see_row,
				      .owner = w};
	return lt_figure_walk(&walk);
}

static int count_falling(struct what_if *w)
{
	uint32_t last = lt_figure_day(w->q->fetch->before_us);
	int r = 0;
	for (size_t i = 0; i < w->days.count && r == 0; i++) {
		if (w->days.items[i]->owner < last) {
			w->ret->falling += w->days.items[i]->now[LT_COUNTER_in_time_now];
			continue;
		}
		r = look_at_day(w, last);
		w->ret->falling += (int64_t)w->falling_count;
	}
	w->falling_count = 0;
	return r;
}

/* -- which -- */

static bool is_falling(const struct what_if *w, const Lt__Dossier *d)
{
	return d->due_us && d->due_us <= w->q->fetch->before_us &&
	       lt_progress_dossier(d, NULL) == LT_PROGRESS_OPEN;
}

static bool is_in_scope(const struct what_if *w, const Lt__Dossier *d)
{
	uint64_t unit = lt_name_key(d->unit);
	for (size_t i = 0; w->scope.units && i < w->scope.count; i++)
		if (w->scope.units[i] == unit)
			return true;
	return !w->scope.units;
}

static int by_due(const void *a, const void *b)
{
	const struct falling *x = a, *y = b;
	if (x->due_us != y->due_us)
		return x->due_us < y->due_us ? -1 : 1;
	return x->dossier < y->dossier ? -1 : x->dossier > y->dossier;
}

/* The most urgent first: day by day until there are enough. */
static int find_first(struct what_if *w)
{
	size_t wanted = w->q->fetch->close;
	int r = 0;
	for (size_t i = 0; i < w->days.count && w->falling_count < wanted && r == 0; i++)
		r = look_at_day(w, (uint32_t)w->days.items[i]->owner);
	if (w->falling_count > 1)
		qsort(w->falling, w->falling_count, sizeof *w->falling, by_due);
	return r;
}

static int choose(struct what_if *w, uint64_t dossier)
{
	Lt__Dossier *d;
	int r = read_dossier(w, dossier, &d);
	if (r < 0)
		return r;
	w->ret->chosen++;
	w->ret->saved += is_falling(w, d);
	w->ret->lost += lt_progress_dossier(d, NULL) == LT_PROGRESS_OPEN_LATE;
	const char *unit = lt_arena_str(w->q->arena, d->unit);
	return unit ? lt_query_add(w->q, dossier, 0, unit) : LT_E_NOMEM;
}

/* A code given twice is one dossier. */
static bool given_before(const Lt__Fetch *fetch, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(fetch->codes[i], fetch->codes[at]) == 0)
			return true;
	return false;
}

static int choose_code(struct what_if *w, size_t at)
{
	const char *code = w->q->fetch->codes[at], *why_not = NULL;
	struct lt_err why = {0};
	uint64_t id;
	Lt__Dossier *d;
	int r = lt_state_code(w->q->records->state.txn, code, &id, &why);
	if (r < 0)
		return lt_query_fail(
			w->q, r,
			r == LT_E_ABSENT ? lt_arena_printf(w->q->arena, "không có hồ sơ '%s'", code)
					 : why.text);
	r = read_dossier(w, id, &d);
	if (r < 0)
		return r;
	if (!is_in_scope(w, d))
		why_not = "không phải của đơn vị đó";
	else if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		why_not = "đã giải quyết xong";
	if (why_not)
		return lt_query_fail(w->q, LT_E_USAGE,
				     lt_arena_printf(w->q->arena, "hồ sơ %s %s", code, why_not));
	return choose(w, id);
}

static int choose_all(struct what_if *w)
{
	const Lt__Fetch *f = w->q->fetch;
	int r = f->close ? find_first(w) : 0;
	for (size_t i = 0; i < f->n_codes && r == 0; i++)
		if (!given_before(f, i))
			r = choose_code(w, i);
	for (size_t i = 0; i < f->close && i < w->falling_count && r == 0; i++)
		r = choose(w, w->falling[i].dossier);
	return r;
}

/* -- the question -- */

/* Of a board: the unit and all under it. Of a report: the unit alone. */
static int find_scope(struct what_if *w)
{
	struct lt_query *q = w->q;
	if (q->fetch->board || lt_query_who(q) != LT_ASKED_BY_NODE)
		return lt_query_board_scope(q, &w->scope);
	if (lt_query_report_right(q) < 0)
		return q->reply->error;
	uint64_t *key = *q->fetch->unit ? lt_arena_alloc(q->arena, sizeof *key) : NULL;
	if (*q->fetch->unit && !key)
		return LT_E_NOMEM;
	if (key)
		*key = lt_name_key(q->fetch->unit);
	w->scope = (struct lt_query_scope){.units = key, .count = 1};
	return 0;
}

static int check(struct lt_query *q)
{
	if (q->fetch->close > CHOSEN_MAX || q->fetch->n_codes > CHOSEN_MAX)
		return lt_query_fail(q, LT_E_LIMIT, "mỗi lần xét tối đa 1000 hồ sơ");
	if (!q->fetch->close == !q->fetch->n_codes)
		return lt_query_fail(q, LT_E_USAGE,
				     "cần số hồ sơ, hoặc mã các hồ sơ sẽ giải quyết");
	if (q->fetch->before_us <= q->now_us)
		return lt_query_fail(q, LT_E_USAGE, "thời điểm phải chọn đã qua; hãy chọn lúc sau");
	if (lt_month_of(q->fetch->before_us) != lt_month_of(q->now_us))
		return lt_query_fail(q, LT_E_USAGE, "thời điểm phải trong tháng này");
	return 0;
}

int lt_query_what_if(struct lt_query *q)
{
	struct what_if w = {.q = q, .ret = lt_arena_alloc(q->arena, sizeof *w.ret)};
	int64_t month[LT_COUNTER_COUNT], to_month[LT_COUNTER_COUNT];
	if (!w.ret)
		return LT_E_NOMEM;
	lt__what_if__init(w.ret);
	int r = find_scope(&w);
	if (r == 0)
		r = check(q);
	if (r < 0)
		return r;
	uint32_t now = lt_month_of(q->now_us);
	lt_arena_init(&w.scratch, LT_DECODE_BYTES_MAX);
	r = lt_query_counters(q, &w.scope, now, month, to_month);
	if (r == 0)
		r = read_days(&w);
	if (r == 0)
		r = count_falling(&w);
	if (r == 0)
		r = choose_all(&w);
	free(w.falling);
	lt_arena_done(&w.scratch);
	if (r < 0)
		return r;
	struct lt_score_progress progress = lt_score_progress(month, to_month);
	w.ret->total = progress.total;
	w.ret->in_time = progress.in_time;
	q->reply->what_if = w.ret;
	q->reply->month = now;
	return 0;
}
