/* SPDX-License-Identifier: EUPL-1.2 */
/* What closing some dossiers before an instant does to the progress of this month: which would have
 * become late by then, which of those are saved. The timers know them in due order, so only
 * dossiers that are due before the instant are looked at. */
#include <stdlib.h>
#include <string.h>

#include "records/query/query_own.h"
#include "procedures/core/progress.h"
#include "procedures/core/score.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

/* Timers that are looked at; a question about more is about another month. */
enum { TIMERS_MAX = 200000, FALLING_MAX = 20000, CHOSEN_MAX = 1000 };

/* A dossier that becomes late before the instant. */
struct falling {
	uint64_t dossier;
	int64_t due_us;
};

struct what_if {
	struct lt_query *q;
	Lt__WhatIf *ret;
	struct falling *falling; /* most urgent first */
	size_t falling_count;
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

/* Its one timer is its next moment: a warning that is still to come, or the due date. */
static int see_timer(struct what_if *w, uint64_t dossier)
{
	const char *unit = w->q->fetch->unit;
	Lt__Dossier *d;
	int r = read_dossier(w, dossier, &d);
	if (r < 0 || d->due_us > w->q->fetch->before_us || (*unit && strcmp(d->unit, unit) != 0) ||
	    lt_progress_dossier(d, NULL) != LT_PROGRESS_OPEN)
		return r;
	if (w->falling_count == FALLING_MAX)
		return lt_query_fail(w->q, LT_E_LIMIT,
				     "quá nhiều hồ sơ đến hạn trước lúc đó; hãy chọn lúc sớm hơn "
				     "hoặc một đơn vị (--unit)");
	if (!LT_ARENA_PUSH(w->q->arena, w->falling, w->falling_count))
		return LT_E_NOMEM;
	w->falling[w->falling_count++] = (struct falling){dossier, d->due_us};
	return 0;
}

static bool is_dossier_timer(uint8_t kind)
{
	return kind == LT_TIMER_DOSSIER_DUE || kind == LT_TIMER_DOSSIER_WARN;
}

static int by_due(const void *a, const void *b)
{
	const struct falling *x = a, *y = b;
	if (x->due_us != y->due_us)
		return x->due_us < y->due_us ? -1 : 1;
	return x->dossier < y->dossier ? -1 : x->dossier > y->dossier;
}

static int read_timers(struct what_if *w)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_err why = {0};
	int64_t last_us = w->q->fetch->before_us + LT_DUE_GRACE_US;
	int r = lt_scan_from(w->q->records->state.txn, LT_TABLE_timer, lt_slice(NULL, 0), &scan,
			     &why);
	for (int n = 0; r == 0 && (r = lt_scan_next(&scan, &key, &value, &why)) == 0; n++) {
		if (lt_key_time_back(lt_get_u64(key.data)) > last_us)
			break;
		if (n == TIMERS_MAX)
			return lt_query_fail(w->q, LT_E_LIMIT,
					     "quá nhiều việc đến hạn trước lúc đó; hãy chọn lúc "
					     "sớm hơn");
		if (is_dossier_timer(key.data[20]))
			r = see_timer(w, lt_get_u64(key.data + 8));
	}
	if (r < 0 && r != LT_E_ABSENT)
		return w->q->reply->error ? r : lt_query_fail(w->q, r, why.text);
	if (w->falling_count > 1)
		qsort(w->falling, w->falling_count, sizeof *w->falling, by_due);
	return 0;
}

static bool is_falling(const struct what_if *w, uint64_t dossier)
{
	for (size_t i = 0; i < w->falling_count; i++)
		if (w->falling[i].dossier == dossier)
			return true;
	return false;
}

static int choose(struct what_if *w, uint64_t dossier)
{
	Lt__Dossier *d;
	int r = read_dossier(w, dossier, &d);
	if (r < 0)
		return r;
	w->ret->chosen++;
	w->ret->saved += is_falling(w, dossier);
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
	const char *code = w->q->fetch->codes[at], *unit = w->q->fetch->unit;
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
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN ||
	    (*unit && strcmp(d->unit, unit) != 0))
		return lt_query_fail(w->q, LT_E_USAGE,
				     lt_arena_printf(w->q->arena, "hồ sơ %s %s", code,
						     *unit && strcmp(d->unit, unit) != 0
							     ? "không phải của đơn vị đó"
							     : "đã giải quyết xong"));
	return choose(w, id);
}

static int choose_all(struct what_if *w)
{
	const Lt__Fetch *f = w->q->fetch;
	int r = 0;
	for (size_t i = 0; i < f->n_codes && r == 0; i++)
		if (!given_before(f, i))
			r = choose_code(w, i);
	for (size_t i = 0; i < f->close && i < w->falling_count && r == 0; i++)
		r = choose(w, w->falling[i].dossier);
	return r;
}

int lt_query_what_if(struct lt_query *q)
{
	struct what_if w = {.q = q, .ret = lt_arena_alloc(q->arena, sizeof *w.ret)};
	int64_t month[LT_COUNTER_COUNT], to_month[LT_COUNTER_COUNT];
	const char *unit = *q->fetch->unit ? q->fetch->unit : NULL;
	if (!w.ret)
		return LT_E_NOMEM;
	lt__what_if__init(w.ret);
	if (lt_query_report_right(q) < 0)
		return 0;
	if (q->fetch->close > CHOSEN_MAX || q->fetch->n_codes > CHOSEN_MAX)
		return lt_query_fail(q, LT_E_LIMIT, "mỗi lần xét tối đa 1000 hồ sơ");
	if (!q->fetch->close == !q->fetch->n_codes)
		return lt_query_fail(q, LT_E_USAGE,
				     "cần số hồ sơ, hoặc mã các hồ sơ sẽ giải quyết");
	if (q->fetch->before_us <= q->now_us)
		return lt_query_fail(q, LT_E_USAGE, "thời điểm --before đã qua");
	uint32_t now = lt_month_of(q->now_us);
	if (lt_month_of(q->fetch->before_us) != now)
		return lt_query_fail(q, LT_E_USAGE, "thời điểm --before phải trong tháng này");
	uint64_t key = unit ? lt_name_key(unit) : 0;
	struct lt_query_scope scope = {.units = unit ? &key : NULL, .count = 1};
	int r = lt_query_counters(q, &scope, now, month, to_month);
	lt_arena_init(&w.scratch, LT_DECODE_BYTES_MAX);
	if (r == 0)
		r = read_timers(&w);
	if (r == 0)
		r = choose_all(&w);
	lt_arena_done(&w.scratch);
	if (r < 0)
		return r;
	struct lt_score_progress progress = lt_score_progress(month, to_month);
	w.ret->total = progress.total;
	w.ret->in_time = progress.in_time;
	w.ret->falling = (int64_t)w.falling_count;
	q->reply->what_if = w.ret;
	q->reply->month = now;
	return 0;
}
