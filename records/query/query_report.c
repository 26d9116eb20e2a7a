/* SPDX-License-Identifier: EUPL-1.2 */
/* Reports: counters read from the tallies, never from dossiers, so that a million of them cost
 * nothing. Two sums a row: of the month, and of all months up to it (what is open at its end is
 * what came in less what ended). */
#include <stdlib.h>
#include <string.h>

#include "records/query/query_own.h"
#include "records/tallies.h"
#include "proto/base/ids.h"

struct report {
	struct lt_query *q;
	uint32_t month;
	struct lt_query_sums sums;
};

static void add(int64_t *to, const struct lt_tally *row)
{
	for (size_t i = 0; i < LT_COUNTER_COUNT; i++)
		to[i] += row->counters[i];
}

static int see(void *owner, const struct lt_tally *row)
{
	struct report *r = owner;
	uint32_t month = lt_tally_month(row);
	struct lt_query_sum *sum =
		lt_query_sum_for(&r->sums, lt_tally_owner(row), lt_tally_item(row));
	if (!sum)
		return LT_E_NOMEM;
	if (month == LT_MONTH_NOW) { /* tells nothing about a month that is over */
		if (r->month == lt_month_of(r->q->now_us))
			add(sum->now, row);
		return 0;
	}
	add(sum->to_month, row);
	if (month == r->month)
		add(sum->month, row);
	return 0;
}

static int read(struct report *r, struct lt_tally_range range)
{
	struct lt_state *state = &r->q->records->state;
	struct lt_tally_reader reader = {.seen = see, .owner = r};
	struct lt_err why = {0};
	int e = lt_tallies_read(state->tallies, state->txn, &range, reader, &why);
	return e < 0 ? lt_query_fail(r->q, e, why.text) : 0;
}

static struct lt_tally_range up_to(const struct report *r, enum lt_tally_scope scope)
{
	return (struct lt_tally_range){.scope = scope, .from = LT_MONTH_NOW, .to = r->month};
}

/* -- rows with names -- */

const char *lt_query_key_text(struct lt_query *q, uint64_t key)
{
	const char *text = lt_arena_printf(q->arena, "#%016llx", (unsigned long long)key);
	return text ? text : "#";
}

static int name_row(struct report *r, const struct lt_query_sum *sum, Lt__TallyRow *row)
{
	struct lt_registry *registry = r->q->records->registry;
	bool of_officer = r->q->fetch->scope == LT__TALLY_SCOPE__TALLY_SCOPE_OFFICER;
	const struct lt_unit *unit = lt_registry_unit_ever(registry, sum->owner);
	const struct lt_officer_spec *officer =
		of_officer && sum->item ? lt_registry_officer_ever(registry, sum->item) : NULL;
	uint64_t key = of_officer ? sum->item : sum->owner;
	if (of_officer) {
		row->unit = unit ? unit->code : "";
		row->code = officer ? officer->id : "";
		row->name = officer ? officer->name : "";
		if (officer || !key)
			return 0;
	} else if (r->q->fetch->scope == LT__TALLY_SCOPE__TALLY_SCOPE_UNIT && unit) {
		row->code = unit->code;
		row->name = unit->name;
		return 0;
	} else if (r->q->fetch->scope != LT__TALLY_SCOPE__TALLY_SCOPE_UNIT) {
		return 0; /* everything, or a procedure: named from what is published */
	}
	row->code = lt_query_key_text(r->q, key);
	row->name = LT_QUERY_GONE;
	return 0;
}

static int add_row(struct report *r, struct lt_query_sum *sum)
{
	Lt__FetchReply *reply = r->q->reply;
	Lt__TallyRow *row = lt_arena_alloc(r->q->arena, sizeof *row);
	if (!row || !LT_ARENA_PUSH(r->q->arena, reply->tallies, reply->n_tallies))
		return LT_E_NOMEM;
	lt__tally_row__init(row);
	row->month = sum->month;
	row->to_month = sum->to_month;
	row->now = sum->now;
	row->n_month = row->n_to_month = row->n_now = LT_COUNTER_COUNT;
	reply->tallies[reply->n_tallies++] = row;
	return name_row(r, sum, row);
}

static uint64_t procedure_key(const struct report *r, const struct lt_query_sum *sum)
{
	return *r->q->fetch->unit ? sum->item : sum->owner;
}

/* A later version's name stands over an earlier one's. */
static int name_procedures(struct report *r)
{
	Lt__ProcedureInfo **list;
	size_t count;
	struct lt_err why = {0};
	int e = lt_registry_list(r->q->records->registry, r->q->arena, &list, &count, &why);
	if (e < 0)
		return lt_query_fail(r->q, e, why.text);
	for (size_t i = 0; i < count; i++) {
		uint64_t key = lt_name_key(list[i]->code);
		for (size_t k = 0; k < r->sums.count; k++) {
			if (procedure_key(r, r->sums.items[k]) != key)
				continue;
			r->q->reply->tallies[k]->code = list[i]->code;
			r->q->reply->tallies[k]->name = list[i]->name;
		}
	}
	return 0;
}

/* -- the scopes -- */

/* What stands now, and the month alone: an officer's past is not summed up. */
static int read_officers(struct report *r)
{
	const char *unit = r->q->fetch->unit;
	struct lt_tally_range range = {.scope = LT_TALLY_OFFICER,
				       .owner = *unit ? lt_name_key(unit) : 0,
				       .all_owners = !*unit,
				       .from = LT_MONTH_NOW,
				       .to = LT_MONTH_NOW};
	int e = read(r, range);
	range.from = range.to = r->month;
	return e < 0 ? e : read(r, range);
}

static int read_scope(struct report *r)
{
	const char *unit = r->q->fetch->unit;
	struct lt_tally_range range;
	switch (r->q->fetch->scope) {
	case LT__TALLY_SCOPE__TALLY_SCOPE_OFFICER:
		return read_officers(r);
	case LT__TALLY_SCOPE__TALLY_SCOPE_PROCEDURE:
		range = up_to(r, *unit ? LT_TALLY_UNIT_PROCEDURE : LT_TALLY_PROCEDURE);
		break;
	case LT__TALLY_SCOPE__TALLY_SCOPE_ALL:
		range = up_to(r, *unit ? LT_TALLY_UNIT : LT_TALLY_ALL);
		break;
	default:
		range = up_to(r, LT_TALLY_UNIT);
		break;
	}
	range.owner = *unit ? lt_name_key(unit) : 0;
	range.all_owners = !*unit;
	return read(r, range);
}

int lt_query_report_right(struct lt_query *q)
{
	const char *unit = q->fetch->unit;
	if (*unit && !lt_directory_unit(q->directory, unit))
		return lt_query_fail(
			q, LT_E_ABSENT,
			lt_arena_printf(q->arena, "danh bạ không có đơn vị '%s'", unit));
	if (!q->viewer->is_operator &&
	    (!*unit || !lt_directory_serves(q->directory, q->viewer->node, unit)))
		return lt_query_fail(q, LT_E_DENIED,
				     "máy trạm chỉ xem được báo cáo của đơn vị mà nó phục vụ; "
				     "hãy thêm --unit");
	return 0;
}

int lt_query_counters(struct lt_query *q, const struct lt_query_scope *scope, uint32_t month,
		      int64_t *ret_month, int64_t *ret_to_month)
{
	struct report r = {.q = q, .month = month, .sums = {.arena = q->arena}};
	struct lt_tally_range range = up_to(&r, scope->units ? LT_TALLY_UNIT : LT_TALLY_ALL);
	int e = scope->units ? 0 : read(&r, range);
	for (size_t i = 0; scope->units && i < scope->count && e == 0; i++) {
		range.owner = scope->units[i];
		e = read(&r, range);
	}
	memset(ret_month, 0, LT_COUNTER_COUNT * sizeof *ret_month);
	memset(ret_to_month, 0, LT_COUNTER_COUNT * sizeof *ret_to_month);
	for (size_t i = 0; i < r.sums.count; i++)
		for (size_t c = 0; c < LT_COUNTER_COUNT; c++) {
			ret_month[c] += r.sums.items[i]->month[c];
			ret_to_month[c] += r.sums.items[i]->to_month[c];
		}
	return e;
}

int lt_query_tallies(struct lt_query *q)
{
	struct report r = {.q = q, .month = q->fetch->month, .sums = {.arena = q->arena}};
	if (r.month == 0)
		r.month = lt_month_of(q->now_us);
	if (lt_query_report_right(q) < 0)
		return 0;
	int e = read_scope(&r);
	bool one = q->fetch->scope == LT__TALLY_SCOPE__TALLY_SCOPE_ALL;
	if (e == 0 && one &&
	    !lt_query_sum_for(&r.sums, *q->fetch->unit ? lt_name_key(q->fetch->unit) : 0, 0))
		e = LT_E_NOMEM; /* nothing counted yet is a row of zeros */
	for (size_t i = 0; i < r.sums.count && e == 0; i++)
		e = add_row(&r, r.sums.items[i]);
	if (e == 0 && q->fetch->scope == LT__TALLY_SCOPE__TALLY_SCOPE_PROCEDURE)
		e = name_procedures(&r);
	q->reply->month = r.month;
	return e;
}
