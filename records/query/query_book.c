/* SPDX-License-Identifier: EUPL-1.2 */
/* The tracking book: a unit's dossiers of a month. Codes are minted as {unit}-{yymmdd}-{n}, so the
 * code table holds a unit's month as one run of rows, in the order they were received; a page's
 * cursor is the code of its last line. A dossier that came under a code of another series stands
 * in no unit's run, and so in no book. */
#include <string.h>

#include "records/query/query_own.h"
#include "proto/base/limits.h"

enum { PAGE_MAX = 200 };

/* The step that decides: who signs with most layers, else who makes a result. */
static const struct lt_step *deciding_step(const struct lt_definition *def)
{
	const struct lt_step *best = NULL;
	for (uint32_t i = 0; i < def->steps_count; i++) {
		const struct lt_step *step = &def->steps[i];
		if (!step->place.unit || (!step->sign && !step->makes.count))
			continue;
		if (!best || step->sign > best->sign)
			best = step;
	}
	return best;
}

const char *lt_query_lead(struct lt_query *q, const Lt__Dossier *d)
{
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	const struct lt_step *step = def ? deciding_step(def) : NULL;
	const struct lt_unit *unit = step ? lt_query_desk(q, d, 0, &step->place) : NULL;
	if (step)
		return unit ? unit->name : "";
	unit = lt_directory_unit(q->directory, d->unit);
	return unit ? unit->name : d->unit;
}

static int add_row(struct lt_query *q, const Lt__Dossier *d)
{
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	Lt__BookRow *row = lt_arena_alloc(q->arena, sizeof *row);
	if (!row || !LT_ARENA_PUSH(q->arena, q->reply->book, q->reply->n_book))
		return LT_E_NOMEM;
	lt__book_row__init(row);
	row->code = d->code;
	row->procedure = d->procedure;
	row->procedure_name = lt_arena_str(q->arena, def ? def->name : "");
	row->lead_name = lt_arena_str(q->arena, lt_query_lead(q, d));
	row->applicant = d->applicant ? d->applicant->name : "";
	row->address = d->applicant ? d->applicant->address : "";
	row->phone = d->applicant ? d->applicant->phone : "";
	row->received_us = d->received_us;
	row->due_us = d->due_us;
	row->finished_us = d->finished_us;
	row->returned_us = d->returned_us;
	row->way = d->way;
	row->status = d->status;
	q->reply->book[q->reply->n_book++] = row;
	return row->procedure_name && row->lead_name ? 0 : LT_E_NOMEM;
}

/* A page is full: where it stopped. */
static int stop(struct lt_query *q)
{
	q->reply->next = lt_arena_str(q->arena, q->reply->book[q->reply->n_book - 1]->code);
	return q->reply->next ? 0 : LT_E_NOMEM;
}

static int fill(struct lt_query *q, const char *prefix)
{
	struct lt_txn *txn = q->records->state.txn;
	uint32_t limit = q->limit < PAGE_MAX ? q->limit : PAGE_MAX;
	size_t n = strlen(prefix);
	struct lt_key start;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	const char *after = q->fetch->after;
	lt_key_code(strncmp(after, prefix, n) == 0 ? after : prefix, &start);
	int r = lt_scan_from(txn, LT_TABLE_code, lt_key_slice(&start), &scan, NULL);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, NULL)) == 0 &&
	       memcmp(key.data, prefix, n) == 0) {
		Lt__Dossier *d;
		r = lt_state_dossier(txn, lt_get_u64(value.data), q->arena, &d, NULL);
		if (r < 0 || strcmp(d->code, after) == 0 || strcmp(d->unit, q->fetch->unit) != 0)
			continue;
		if (q->reply->n_book == limit)
			return stop(q);
		r = add_row(q, d);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

int lt_query_book(struct lt_query *q)
{
	const struct lt_unit *unit = lt_query_list_unit(q);
	struct lt_date month;
	const char *first = lt_arena_printf(q->arena, "%s-01", q->fetch->text);
	if (!unit)
		return q->reply->error;
	if (!first || lt_date_parse(first, &month) < 0)
		return lt_query_fail(q, LT_E_USAGE, "cần một tháng, ví dụ 2025-08");
	q->reply->unit_name = lt_arena_str(q->arena, unit->name);
	q->reply->place_name = lt_arena_str(q->arena, unit->area_name);
	const char *prefix =
		lt_arena_printf(q->arena, "%s-%02d%02d", unit->code, month.year % 100, month.month);
	if (!prefix || strlen(prefix) >= LT_DOSSIER_CODE_BYTES_MAX)
		return LT_E_LIMIT;
	return fill(q, prefix);
}
