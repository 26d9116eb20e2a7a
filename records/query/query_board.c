/* SPDX-License-Identifier: EUPL-1.2 */
/* The leader's board: figures of a unit and all under it, or of everything. Read from counters
 * alone, so it costs the same over a hundred dossiers as over a million: of each row what stands
 * now, and one month. */
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/figures.h"
#include "records/query/query_own.h"
#include "records/query/query_figures.h"
#include "records/tallies.h"

enum { MONTHS = 12, STEPS = 10 };

struct board {
	struct lt_query *q;
	struct lt_query_scope scope;
	uint32_t month;
	Lt__Board *ret;
};

/* One kind of rows as they add up: which part of a key they are by. */
struct rows {
	struct lt_query_sums sums;
	enum { BY_OWNER, BY_ITEM, BY_MONTH } by;
};

static int see(void *owner, const struct lt_tally *tally)
{
	struct rows *rows = owner;
	uint64_t key = rows->by == BY_OWNER  ? lt_tally_owner(tally)
		       : rows->by == BY_ITEM ? lt_tally_item(tally)
					     : lt_tally_month(tally);
	struct lt_query_sum *sum = lt_query_sum_for(&rows->sums, key, 0);
	if (!sum)
		return LT_E_NOMEM;
	for (size_t i = 0; i < LT_COUNTER_COUNT; i++)
		sum->month[i] += tally->counters[i];
	return 0;
}

static int read_range(struct board *b, struct rows *rows, struct lt_tally_range range)
{
	struct lt_state *state = &b->q->records->state;
	struct lt_tally_reader reader = {.seen = see, .owner = rows};
	struct lt_err why = {0};
	int r = lt_tallies_read(state->tallies, state->txn, &range, reader, &why);
	return r < 0 ? lt_query_fail(b->q, r, why.text) : 0;
}

/* Of each unit of the scope; of everything: of owner 0, or of each there is. */
static int read_months(struct board *b, struct rows *rows, struct lt_tally_range range)
{
	int r = 0;
	rows->sums.arena = b->q->arena;
	if (!b->scope.units)
		return read_range(b, rows, range);
	range.all_owners = false;
	for (size_t i = 0; i < b->scope.count && r == 0; i++) {
		range.owner = b->scope.units[i];
		r = read_range(b, rows, range);
	}
	return r;
}

/* What stands now, and the month; nothing between. */
static int read_rows(struct board *b, struct rows *rows, struct lt_tally_range range)
{
	range.from = range.to = LT_MONTH_NOW;
	int r = read_months(b, rows, range);
	range.from = range.to = b->month;
	return r < 0 ? r : read_months(b, rows, range);
}

/* -- rows of the answer -- */

static Lt__BoardRow *new_row(struct board *b, const int64_t counters[static LT_COUNTER_COUNT])
{
	Lt__BoardRow *row = lt_arena_alloc(b->q->arena, sizeof *row);
	int64_t *values = lt_arena_zalloc(b->q->arena, LT_FIGURE_COUNT, sizeof *values);
	if (!row || !values)
		return NULL;
	lt__board_row__init(row);
	for (enum lt_figure f = 1; f < LT_FIGURE_COUNT; f++)
		values[f] = counters[lt_figure_counter(f)];
	row->values = values;
	row->n_values = LT_FIGURE_COUNT;
	return row;
}

static bool is_empty(const struct lt_query_sum *sum)
{
	for (enum lt_figure f = 1; f < LT_FIGURE_COUNT; f++)
		if (sum->month[lt_figure_counter(f)])
			return false;
	return true;
}

static Lt__BoardRow **new_rows(struct board *b, size_t count)
{
	return lt_arena_alloc(b->q->arena, (count + 1) * sizeof(Lt__BoardRow *));
}

/* What is late first, most of it; then by code. */
static int latest_first(const void *a, const void *b)
{
	const Lt__BoardRow *x = *(Lt__BoardRow *const *)a, *y = *(Lt__BoardRow *const *)b;
	int64_t more = y->values[LT_FIGURE_open_late] - x->values[LT_FIGURE_open_late];
	if (more == 0)
		more = y->values[LT_FIGURE_late] - x->values[LT_FIGURE_late];
	return more ? (more > 0 ? 1 : -1) : strcmp(x->code, y->code);
}

static void sort(Lt__BoardRow **rows, size_t count)
{
	if (count > 1)
		qsort(rows, count, sizeof *rows, latest_first);
}

static int add_units(struct board *b)
{
	struct rows rows = {.by = BY_OWNER};
	struct lt_query_sum total = {0};
	int r = read_rows(b, &rows,
			  (struct lt_tally_range){.scope = LT_TALLY_UNIT, .all_owners = true});
	Lt__BoardRow **list = new_rows(b, rows.sums.count);
	if (r < 0 || !list)
		return r < 0 ? r : LT_E_NOMEM;
	b->ret->units = list;
	for (size_t i = 0; i < rows.sums.count; i++) {
		const struct lt_query_sum *sum = rows.sums.items[i];
		for (size_t c = 0; c < LT_COUNTER_COUNT; c++)
			total.month[c] += sum->month[c];
		if (is_empty(sum))
			continue;
		Lt__BoardRow *row = new_row(b, sum->month);
		if (!row)
			return LT_E_NOMEM;
		lt_query_name_unit(b->q, sum->owner, &row->code, &row->name);
		list[b->ret->n_units++] = row;
	}
	sort(list, b->ret->n_units);
	b->ret->total = new_row(b, total.month);
	return b->ret->total ? 0 : LT_E_NOMEM;
}

/* A later version's name stands over an earlier one's. */
static void name_procedure(Lt__ProcedureInfo **list, size_t count, uint64_t key, Lt__BoardRow *row)
{
	for (size_t i = 0; i < count; i++) {
		if (lt_name_key(list[i]->code) != key)
			continue;
		row->code = list[i]->code;
		row->name = list[i]->name;
	}
}

static int add_procedures(struct board *b)
{
	struct rows rows = {.by = b->scope.units ? BY_ITEM : BY_OWNER};
	struct lt_tally_range range = {.scope = b->scope.units ? LT_TALLY_UNIT_PROCEDURE
							       : LT_TALLY_PROCEDURE,
				       .all_owners = true};
	Lt__ProcedureInfo **published;
	size_t count;
	struct lt_err why = {0};
	int r = read_rows(b, &rows, range);
	if (r < 0)
		return r;
	r = lt_registry_list(b->q->records->registry, b->q->arena, &published, &count, &why);
	if (r < 0)
		return lt_query_fail(b->q, r, why.text);
	b->ret->procedures = new_rows(b, rows.sums.count);
	if (!b->ret->procedures)
		return LT_E_NOMEM;
	for (size_t i = 0; i < rows.sums.count; i++) {
		const struct lt_query_sum *sum = rows.sums.items[i];
		Lt__BoardRow *row = is_empty(sum) ? NULL : new_row(b, sum->month);
		if (!row && !is_empty(sum))
			return LT_E_NOMEM;
		if (!row)
			continue;
		name_procedure(published, count, sum->owner, row);
		b->ret->procedures[b->ret->n_procedures++] = row;
	}
	sort(b->ret->procedures, b->ret->n_procedures);
	return 0;
}

static int add_months(struct board *b)
{
	static const int64_t none[LT_COUNTER_COUNT];
	struct rows rows = {.by = BY_MONTH};
	struct lt_tally_range range = {.scope = b->scope.units ? LT_TALLY_UNIT : LT_TALLY_ALL,
				       .from = b->month - MONTHS + 1,
				       .to = b->month};
	int r = read_months(b, &rows, range);
	b->ret->months = new_rows(b, MONTHS);
	if (r < 0 || !b->ret->months)
		return r < 0 ? r : LT_E_NOMEM;
	for (uint32_t m = b->month; m > b->month - MONTHS; m--) {
		const int64_t *counters = none;
		for (size_t i = 0; i < rows.sums.count; i++)
			if (rows.sums.items[i]->owner == m)
				counters = rows.sums.items[i]->month;
		Lt__BoardRow *row = new_row(b, counters);
		if (!row)
			return LT_E_NOMEM;
		row->when = row->when_to = m;
		b->ret->months[b->ret->n_months++] = row;
	}
	return 0;
}

/* -- steps -- */

static int64_t late_steps(const struct lt_query_sum *sum)
{
	return sum->month[LT_COUNTER_steps_late_now] + sum->month[LT_COUNTER_steps_late];
}

static int worst_first(const void *a, const void *b)
{
	const struct lt_query_sum *x = *(struct lt_query_sum *const *)a;
	const struct lt_query_sum *y = *(struct lt_query_sum *const *)b;
	int64_t more = late_steps(y) - late_steps(x);
	return more ? (more > 0 ? 1 : -1) : (x->owner > y->owner) - (x->owner < y->owner);
}

static int add_steps(struct board *b)
{
	struct rows rows = {.by = BY_ITEM};
	int r = read_rows(b, &rows, (struct lt_tally_range){.scope = LT_TALLY_STEP});
	b->ret->steps = new_rows(b, STEPS);
	if (r < 0 || !b->ret->steps)
		return r < 0 ? r : LT_E_NOMEM;
	if (rows.sums.count > 1)
		qsort(rows.sums.items, rows.sums.count, sizeof *rows.sums.items, worst_first);
	for (size_t i = 0; i < rows.sums.count && i < STEPS && r == 0; i++) {
		const struct lt_query_sum *sum = rows.sums.items[i];
		if (late_steps(sum) == 0)
			break;
		Lt__BoardRow *row = new_row(b, sum->month);
		if (!row)
			return LT_E_NOMEM;
		r = lt_query_name_step(b->q, &b->scope, sum->owner, b->month, row);
		b->ret->steps[b->ret->n_steps++] = row;
	}
	return r;
}

/* -- duties by age -- */

static int add_ages(struct board *b)
{
	static const uint32_t days[] = {7, 30, 90, UINT32_MAX}; /* at most so old */
	enum { AGES = sizeof days / sizeof *days };
	uint32_t today = lt_figure_day(b->q->now_us), last = today;
	int r = 0;
	b->ret->ages = new_rows(b, AGES);
	if (!b->ret->ages)
		return LT_E_NOMEM;
	for (size_t i = 0; i < AGES && r == 0; i++) {
		struct rows rows = {.by = BY_OWNER};
		struct lt_query_sum sum = {0};
		uint32_t first = days[i] < today ? today - days[i] : 0;
		r = read_months(
			b, &rows,
			(struct lt_tally_range){.scope = LT_TALLY_DAY, .from = first, .to = last});
		for (size_t k = 0; k < rows.sums.count; k++)
			for (size_t c = 0; c < LT_COUNTER_COUNT; c++)
				sum.month[c] += rows.sums.items[k]->month[c];
		sum.month[LT_COUNTER_in_time_now] = 0; /* of days on which something falls due */
		Lt__BoardRow *row = new_row(b, sum.month);
		if (!row)
			return LT_E_NOMEM;
		row->when = first;
		row->when_to = last;
		last = first ? first - 1 : 0;
		b->ret->ages[b->ret->n_ages++] = row;
	}
	return r;
}

/* -- the whole -- */

static int add_head(struct board *b, const char *code, const char *name)
{
	Lt__BoardRow *row = lt_arena_alloc(b->q->arena, sizeof *row);
	if (!row || !LT_ARENA_PUSH(b->q->arena, b->ret->heads, b->ret->n_heads))
		return LT_E_NOMEM;
	lt__board_row__init(row);
	row->code = lt_arena_str(b->q->arena, code);
	row->name = lt_arena_str(b->q->arena, name);
	b->ret->heads[b->ret->n_heads++] = row;
	return row->code && row->name ? 0 : LT_E_NOMEM;
}

static int add_heads(struct board *b)
{
	const struct lt_directory *directory = b->q->directory;
	int r = lt_query_sees_everything(b->q) ? add_head(b, "", "") : 0;
	for (size_t i = 0; i < lt_directory_units_count(directory) && r == 0; i++) {
		const struct lt_unit *unit = lt_directory_unit_at(directory, i);
		if (b->q->fetch->actor && lt_query_heads(b->q, unit))
			r = add_head(b, unit->code, unit->name);
	}
	return r;
}

static int add_counters(struct board *b)
{
	int64_t *month = lt_arena_zalloc(b->q->arena, LT_COUNTER_COUNT, sizeof *month);
	int64_t *to_month = lt_arena_zalloc(b->q->arena, LT_COUNTER_COUNT, sizeof *to_month);
	if (!month || !to_month)
		return LT_E_NOMEM;
	b->ret->month_counters = month;
	b->ret->to_month_counters = to_month;
	b->ret->n_month_counters = b->ret->n_to_month_counters = LT_COUNTER_COUNT;
	return lt_query_counters(b->q, &b->scope, b->month, month, to_month);
}

int lt_query_board(struct lt_query *q)
{
	static int (*const parts[])(struct board *) = {add_heads,   add_units, add_procedures,
						       add_months,  add_steps, add_ages,
						       add_counters};
	struct board b = {.q = q, .month = q->fetch->month, .ret = NULL};
	int r = lt_query_board_scope(q, &b.scope);
	if (r < 0)
		return r;
	if (b.month == 0)
		b.month = lt_month_of(q->now_us);
	if (b.month < MONTHS)
		return lt_query_fail(q, LT_E_USAGE, "không có tháng này");
	b.ret = lt_arena_alloc(q->arena, sizeof *b.ret);
	if (!b.ret)
		return LT_E_NOMEM;
	lt__board__init(b.ret);
	b.ret->month = b.month;
	b.ret->unit = lt_arena_str(q->arena, b.scope.unit ? b.scope.unit->code : "");
	b.ret->unit_name = lt_arena_str(q->arena, b.scope.unit ? b.scope.unit->name : "");
	for (size_t i = 0; i < sizeof parts / sizeof *parts && r == 0; i++)
		r = parts[i](&b);
	q->reply->board = b.ret;
	return r;
}
