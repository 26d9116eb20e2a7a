/* SPDX-License-Identifier: EUPL-1.2 */
/* What stands behind a figure of the board: a page of dossiers, late steps or duties. */
#include <string.h>

#include "procedures/core/late.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "records/query/query_figures.h"

/* A page of a filtered list looks at so many; there may be few on it, or none. */
enum { CURSOR_BYTES = 33, LOOKED_MAX = 1000 };

struct list {
	struct lt_query *q;
	struct lt_key last;
	size_t looked; /* rows that were seen, also those that a counter did not count */
	bool more;
};

/* -- names -- */

/* A step's title, in whichever frame of the dossier it stands. */
static const char *title_of(struct lt_query *q, const Lt__Dossier *d, const char *step)
{
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	lt_step_index at = def ? lt_definition_step(def, step) : LT_STEP_NONE;
	for (size_t i = 0; at == LT_STEP_NONE && i < d->n_frames; i++) {
		def = lt_query_definition(q, d, d->frames[i]->id);
		at = def ? lt_definition_step(def, step) : LT_STEP_NONE;
	}
	return at == LT_STEP_NONE ? step : def->steps[at].title;
}

struct naming {
	struct lt_query *q;
	Lt__BoardRow *row;
	uint64_t step;
};

static int name_from(void *owner, const struct lt_figure_row *found)
{
	struct naming *n = owner;
	struct lt_query *q = n->q;
	Lt__Dossier *d;
	struct lt_err why = {0};
	int r = lt_state_dossier(q->records->state.txn, found->dossier, q->arena, &d, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	const Lt__Lateness *late = lt_late_find(d, found->n);
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	if (!late)
		return 0; /* rows and dossiers agree (property 5) */
	n->row->code = late->step;
	n->row->name = lt_arena_str(q->arena, title_of(q, d, late->step));
	n->row->procedure = d->procedure;
	n->row->procedure_name = lt_arena_str(q->arena, def ? def->name : "");
	return n->row->name && n->row->procedure_name ? 1 : LT_E_NOMEM;
}

int lt_query_name_step(struct lt_query *q, const struct lt_query_scope *scope, uint64_t step,
		       uint32_t month, Lt__BoardRow *row)
{
	struct naming naming = {.q = q, .row = row, .step = step};
	struct lt_figure_walk walk = {.q = q,
				      .scope = scope,
				      .figures = LT_FIGURE_BIT(step_late_now),
				      .month = month,
				      .to = UINT32_MAX,
				      .item = step,
				      .seen = name_from,
				      .owner = &naming};
	if (row->values[LT_FIGURE_step_late])
		walk.figures = LT_FIGURE_BIT(step_late);
	int r = lt_figure_walk(&walk);
	return r < 0 ? r : 0;
}

/* -- lines -- */

static const Lt__Duty *duty_of(const Lt__Dossier *d, const struct lt_figure_row *row)
{
	Lt__DutyKind kind = row->figure == LT_FIGURE_apology ? LT__DUTY_KIND__DUTY_KIND_APOLOGY
							     : LT__DUTY_KIND__DUTY_KIND_EXPLANATION;
	for (size_t i = 0; i < d->n_duties; i++)
		if (d->duties[i]->lateness == row->n && d->duties[i]->kind == kind &&
		    lt_duty_open(d->duties[i]))
			return d->duties[i];
	return NULL;
}

static const char *officer_name(struct lt_query *q, const char *officer)
{
	const char *name = *officer ? lt_directory_officer_name(q->directory, officer) : NULL;
	return lt_arena_str(q->arena, name ? name : officer);
}

static void fill_holder(struct lt_query *q, const char *unit, const char *officer,
			Lt__BoardItem *item)
{
	const char *code;
	if (*unit)
		lt_query_name_unit(q, lt_name_key(unit), &code, &item->holder_unit);
	item->holder = officer_name(q, officer);
}

/* Where an open dossier is. */
static void fill_place(struct lt_query *q, const Lt__Dossier *d, Lt__BoardItem *item)
{
	if (d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN || !d->n_tokens)
		return;
	struct lt_holder holder = lt_late_holder(d, 0);
	item->step_title = lt_arena_str(q->arena, title_of(q, d, d->tokens[0]->step));
	fill_holder(q, holder.unit, holder.officer, item);
}

static void fill_late(struct lt_query *q, const Lt__Dossier *d, const Lt__Lateness *late,
		      Lt__BoardItem *item)
{
	if (!late)
		return;
	item->due_us = late->due_us;
	item->step_title = *late->step ? lt_arena_str(q->arena, title_of(q, d, late->step)) : "";
	fill_holder(q, late->unit, late->officer, item);
}

static void fill_duty(struct lt_query *q, const Lt__Dossier *d, const struct lt_figure_row *row,
		      Lt__BoardItem *item)
{
	const Lt__Duty *duty = duty_of(d, row);
	const Lt__Lateness *late = lt_late_find(d, row->n);
	if (!duty)
		return;
	item->duty = duty->kind;
	item->since_us = duty->since_us;
	item->due_us = duty->due_us;
	item->step_title =
		late && *late->step ? lt_arena_str(q->arena, title_of(q, d, late->step)) : "";
	fill_holder(q, duty->unit, duty->officer, item);
}

/* Of what came in, only what this counter counted too: "thanh toán trực tuyến". */
static int is_counted(struct lt_query *q, const Lt__Dossier *d, bool *ret)
{
	uint32_t counter = q->fetch->board->counter;
	struct lt_contributions lines;
	int r = lt_contributions(d, q->arena, &lines);
	*ret = false;
	for (size_t i = 0; i < lines.count && r == 0; i++)
		*ret |= lines.items[i].procedure && (lines.items[i].flags >> counter & 1);
	return r;
}

static void fill_said(const Lt__Dossier *d, const struct lt_figure_row *row, Lt__BoardItem *item)
{
	for (size_t i = 0; i < d->n_said; i++)
		if (d->said[i]->number == row->n)
			item->said = d->said[i];
	item->since_us = item->said ? item->said->at_us : 0;
}

static int add_item(struct lt_query *q, const struct lt_figure_row *row)
{
	Lt__Dossier *d;
	struct lt_err why = {0};
	bool counted = true;
	int r = lt_state_dossier(q->records->state.txn, row->dossier, q->arena, &d, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	if (q->fetch->board->counter)
		r = is_counted(q, d, &counted);
	if (r < 0 || !counted)
		return r;
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	Lt__BoardItem *item = lt_arena_alloc(q->arena, sizeof *item);
	if (!item || !LT_ARENA_PUSH(q->arena, q->reply->board_items, q->reply->n_board_items))
		return LT_E_NOMEM;
	lt__board_item__init(item);
	q->reply->board_items[q->reply->n_board_items++] = item;
	item->dossier = d->id;
	item->code = d->code;
	item->procedure_name = lt_arena_str(q->arena, def ? def->name : d->procedure);
	item->applicant = d->applicant ? d->applicant->name : "";
	item->status = d->status;
	item->received_us = d->received_us;
	item->due_us = d->due_us;
	item->finished_us = d->finished_us;
	lt_query_name_unit(q, row->unit, &item->unit, &item->unit_name);
	if (row->figure == LT_FIGURE_step_late || row->figure == LT_FIGURE_step_late_now)
		fill_late(q, d, lt_late_find(d, row->n), item);
	else if (row->figure == LT_FIGURE_apology || row->figure == LT_FIGURE_explanation)
		fill_duty(q, d, row, item);
	else if (row->figure == LT_FIGURE_feedback || row->figure == LT_FIGURE_feedback_open)
		fill_said(d, row, item);
	else
		fill_place(q, d, item);
	return item->procedure_name && item->unit && item->unit_name ? 0 : LT_E_NOMEM;
}

static int see(void *owner, const struct lt_figure_row *row)
{
	struct list *list = owner;
	struct lt_query *q = list->q;
	if (q->reply->n_board_items == q->limit || list->looked++ == LOOKED_MAX) {
		list->more = true;
		return 1;
	}
	memcpy(list->last.bytes, row->key.data, row->key.size);
	list->last.size = (uint8_t)row->key.size;
	return add_item(q, row);
}

static int tell_next(const struct list *list)
{
	char *next = list->more ? lt_arena_alloc(list->q->arena, 2 * CURSOR_BYTES + 1) : NULL;
	if (list->more && !next)
		return LT_E_NOMEM;
	if (list->more)
		list->q->reply->next = lt_hex(lt_key_slice(&list->last), next);
	return 0;
}

int lt_query_board_list(struct lt_query *q)
{
	const Lt__BoardAsk *ask = q->fetch->board;
	struct lt_query_scope scope;
	struct list list = {.q = q};
	struct lt_key after = {.size = CURSOR_BYTES};
	bool paged = *q->fetch->after;
	if (!ask || !ask->figures || ask->figures >> LT_FIGURE_COUNT || ask->figures & 1 ||
	    ask->counter >= LT_COUNTER_COUNT)
		return lt_query_fail(q, LT_E_USAGE, "không có số liệu này");
	if (paged && !lt_unhex(q->fetch->after, after.bytes, CURSOR_BYTES))
		return lt_query_fail(q, LT_E_USAGE, "dấu trang sai");
	int r = lt_query_board_scope(q, &scope);
	if (r < 0)
		return r;
	struct lt_figure_walk walk = {.q = q,
				      .scope = &scope,
				      .figures = ask->figures,
				      .month = q->fetch->month ? q->fetch->month
							       : lt_month_of(q->now_us),
				      .from = ask->day_from,
				      .to = ask->day_to ? ask->day_to : UINT32_MAX,
				      .after = paged ? &after : NULL,
				      .seen = see,
				      .owner = &list};
	if (*ask->procedure)
		walk.item = *ask->step ? lt_figure_step(ask->procedure, ask->step)
				       : lt_name_key(ask->procedure);
	q->reply->unit_name = lt_arena_str(q->arena, scope.unit ? scope.unit->name : "");
	r = lt_figure_walk(&walk);
	return r < 0 ? r : tell_next(&list);
}
