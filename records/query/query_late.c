/* SPDX-License-Identifier: EUPL-1.2 */
/* What heads read: what is late or soon will be under them, what is owed for it, and the apology
 * slip before it is written. */
#include <stdlib.h>
#include <string.h>

#include "records/query/query_figures.h"
#include "procedures/core/draft.h"
#include "procedures/core/late.h"
#include "proto/base/limits.h"

/* Key without its unit: due, dossier, token or lateness (and kind). */
enum { ORDER_BYTES_MAX = 21, PREFIX_BYTES = 8, GATHERED_PAGES = 8 };

struct found {
	uint8_t order[ORDER_BYTES_MAX];
	uint64_t unit;
};

/* The first rows of a table, over several units, in the order of their keys' rest. */
struct gather {
	enum lt_table table;
	size_t order_bytes;
	bool late_only;
	const uint8_t *after;	       /* NULL: from the first */
	uint8_t last[ORDER_BYTES_MAX]; /* of a full page: what comes after it is not on it */
	struct found *rows;
	size_t count, room;
	bool more;
};

static int by_order(const void *a, const void *b)
{
	return memcmp(((const struct found *)a)->order, ((const struct found *)b)->order,
		      ORDER_BYTES_MAX);
}

/* Keeps the first page; what is beyond it stays for the next. */
static void cut(struct gather *g, size_t limit)
{
	if (g->count > 1)
		qsort(g->rows, g->count, sizeof *g->rows, by_order);
	if (g->count > limit) {
		g->count = limit;
		g->more = true;
		memcpy(g->last, g->rows[limit - 1].order, sizeof g->last);
	}
}

/* What is late stands before what will be: its dates have passed. */
static void end_before(const struct lt_query *q, struct lt_key *ret)
{
	lt_key_late(0, q->now_us, UINT64_MAX, UINT32_MAX, ret);
}

static bool is_beyond(const struct gather *g, const uint8_t *order, const struct lt_key *end)
{
	return (g->more && memcmp(order, g->last, g->order_bytes) > 0) ||
	       (g->late_only && memcmp(order, end->bytes + PREFIX_BYTES, g->order_bytes) > 0);
}

static bool is_on_page(const struct gather *g, const uint8_t *order, struct lt_slice value)
{
	if (g->after && memcmp(order, g->after, g->order_bytes) == 0)
		return false;
	return !g->late_only || lt_get_u32(value.data) == LT_LATE_PERCENT;
}

static int gather_unit(struct lt_query *q, struct gather *g, uint64_t unit)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	struct lt_key start, end;
	end_before(q, &end);
	lt_key_late(unit, INT64_MIN, 0, 0, &start);
	start.size = (uint8_t)(PREFIX_BYTES + (g->after ? g->order_bytes : 0));
	if (g->after)
		memcpy(start.bytes + PREFIX_BYTES, g->after, g->order_bytes);
	int r = lt_scan_from(q->records->state.txn, g->table, lt_key_slice(&start), &scan, NULL);
	for (size_t taken = 0; r == 0 && taken <= q->limit;) {
		r = lt_scan_next(&scan, &key, &value, NULL);
		if (r < 0 || lt_get_u64(key.data) != unit)
			break;
		const uint8_t *order = key.data + PREFIX_BYTES;
		if (is_beyond(g, order, &end))
			break;
		if (!is_on_page(g, order, value))
			continue;
		if (g->count == g->room)
			cut(g, q->limit);
		struct found *row = &g->rows[g->count++];
		*row = (struct found){.unit = unit};
		memcpy(row->order, order, g->order_bytes);
		taken++;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* Every unit that has a row, also one that is gone from the directory: from run to run of the
 * table. */
static int gather_everywhere(struct lt_query *q, struct gather *g)
{
	int r = 0;
	for (uint64_t unit = 0; r == 0; unit++) {
		LT_AUTO(scan) struct lt_scan scan = {0};
		struct lt_slice key, value;
		struct lt_key start;
		lt_key_late(unit, INT64_MIN, 0, 0, &start);
		start.size = PREFIX_BYTES;
		r = lt_scan_from(q->records->state.txn, g->table, lt_key_slice(&start), &scan,
				 NULL);
		if (r == 0)
			r = lt_scan_next(&scan, &key, &value, NULL);
		if (r < 0)
			break;
		unit = lt_get_u64(key.data);
		r = gather_unit(q, g, unit);
		if (unit == UINT64_MAX)
			break;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* Is this unit answered for by the head of @p above? */
static bool is_under(struct lt_query *q, const struct lt_unit *unit, const struct lt_unit *above)
{
	const struct lt_unit *headed = NULL;
	if (unit == above)
		return true;
	if (!lt_query_is_under(unit->code, above->code))
		return false;
	(void)lt_directory_head(q->directory, unit->code, q->now_us, &headed);
	return headed == above;
}

bool lt_query_is_covered(struct lt_records *records, int64_t now_us, const char *node,
			 const char *unit)
{
	struct lt_query q = {.records = records, .now_us = now_us};
	if (lt_registry_directory(records->registry, now_us, &q.directory, NULL) < 0)
		return false;
	const struct lt_unit *above = lt_directory_unit(q.directory, unit);
	for (size_t i = 0; above && i < lt_directory_units_count(q.directory); i++) {
		const struct lt_unit *below = lt_directory_unit_at(q.directory, i);
		if (is_under(&q, below, above) &&
		    !lt_directory_serves(q.directory, node, below->code))
			return false;
	}
	return above != NULL;
}

static int gather_under(struct lt_query *q, struct gather *g, const struct lt_unit *above)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < lt_directory_units_count(q->directory); i++) {
		const struct lt_unit *unit = lt_directory_unit_at(q->directory, i);
		if (is_under(q, unit, above))
			r = gather_unit(q, g, unit->key);
	}
	return r;
}

/* @p above NULL: everywhere. */
static int gather(struct lt_query *q, const struct lt_unit *above, struct gather *g)
{
	g->room = GATHERED_PAGES * (q->limit + 1);
	g->rows = lt_arena_alloc(q->arena, g->room * sizeof *g->rows);
	if (!g->rows)
		return LT_E_NOMEM;
	int r = above ? gather_under(q, g, above) : gather_everywhere(q, g);
	cut(g, q->limit);
	if (r == 0 && g->more && g->count) {
		char *next = lt_arena_alloc(q->arena, 2 * ORDER_BYTES_MAX + 1);
		if (!next)
			return LT_E_NOMEM;
		q->reply->next =
			lt_hex(lt_slice(g->rows[g->count - 1].order, g->order_bytes), next);
	}
	return r;
}

/* Reads the page that was asked for. @return 1: there is none to read, the reply says why */
static int read_page(struct lt_query *q, struct gather *g, uint8_t after[static ORDER_BYTES_MAX])
{
	bool everywhere = !*q->fetch->unit;
	const struct lt_unit *unit = everywhere ? NULL : lt_query_list_unit(q);
	if (everywhere ? lt_query_report_right(q) < 0 : !unit)
		return 1;
	if (unit)
		q->reply->unit_name = lt_arena_str(q->arena, unit->name);
	if (*q->fetch->after) {
		if (!lt_unhex(q->fetch->after, after, g->order_bytes)) {
			(void)lt_query_fail(q, LT_E_USAGE, "dấu trang sai (--after)");
			return 1;
		}
		g->after = after;
	}
	return gather(q, unit, g);
}

void lt_query_name_unit(struct lt_query *q, uint64_t key, const char **ret_code,
			const char **ret_name)
{
	const struct lt_unit *unit = lt_registry_unit_ever(q->records->registry, key);
	*ret_code = unit ? lt_arena_str(q->arena, unit->code) : lt_query_key_text(q, key);
	*ret_name = lt_arena_str(q->arena, unit ? unit->name : LT_QUERY_GONE);
}

static int add_late(struct lt_query *q, const struct found *row)
{
	const char *code, *name;
	lt_query_name_unit(q, row->unit, &code, &name);
	int r = lt_query_add(q, lt_get_u64(row->order + 8), lt_get_u32(row->order + 16), code);
	if (r == 0)
		q->reply->items[q->reply->n_items - 1]->late_unit = name;
	return r;
}

int lt_query_late(struct lt_query *q)
{
	uint8_t after[ORDER_BYTES_MAX];
	struct gather g = {
		.table = LT_TABLE_late, .order_bytes = 20, .late_only = q->fetch->late_only};
	int r = read_page(q, &g, after);
	for (size_t i = 0; r == 0 && i < g.count; i++)
		r = add_late(q, &g.rows[i]);
	return r < 0 ? r : 0;
}

/* -- duties -- */

static const Lt__Duty *duty_of(const Lt__Dossier *d, uint32_t lateness, Lt__DutyKind kind)
{
	for (size_t i = 0; i < d->n_duties; i++)
		if (d->duties[i]->lateness == lateness && d->duties[i]->kind == kind)
			return d->duties[i];
	return NULL;
}

static int add_duty(struct lt_query *q, const struct found *row)
{
	Lt__Dossier *d;
	struct lt_err why = {0};
	int r = lt_state_dossier(q->records->state.txn, lt_get_u64(row->order + 8), q->arena, &d,
				 &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	uint32_t lateness = lt_get_u32(row->order + 16);
	const Lt__Duty *duty = duty_of(d, lateness, (Lt__DutyKind)row->order[20]);
	const Lt__Lateness *l = lt_late_find(d, lateness);
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	lt_step_index at = def && l ? lt_definition_step(def, l->step) : LT_STEP_NONE;
	Lt__DutyItem *item = lt_arena_alloc(q->arena, sizeof *item);
	if (!item || !LT_ARENA_PUSH(q->arena, q->reply->duties, q->reply->n_duties))
		return LT_E_NOMEM;
	lt__duty_item__init(item);
	q->reply->duties[q->reply->n_duties++] = item;
	item->dossier = d->id;
	item->code = d->code;
	item->procedure = d->procedure;
	item->status = d->status;
	item->procedure_name = lt_arena_str(q->arena, def ? def->name : "");
	item->applicant = d->applicant ? d->applicant->name : "";
	item->step = l ? l->step : "";
	item->step_title = def && at < def->steps_count
				   ? lt_arena_str(q->arena, def->steps[at].title)
				   : item->step;
	lt_query_name_unit(q, row->unit, &item->unit, &item->unit_name);
	if (!duty)
		return 0; /* rows and dossiers agree (property 5) */
	item->kind = duty->kind;
	item->lateness = lateness;
	item->officer = duty->officer;
	const char *name = lt_directory_officer_name(q->directory, duty->officer);
	item->officer_name = lt_arena_str(q->arena, name ? name : duty->officer);
	item->due_us = duty->due_us;
	item->since_us = duty->since_us;
	return 0;
}

int lt_query_duties(struct lt_query *q)
{
	uint8_t after[ORDER_BYTES_MAX];
	struct gather g = {.table = LT_TABLE_duty, .order_bytes = 21};
	int r = read_page(q, &g, after);
	for (size_t i = 0; r == 0 && i < g.count; i++)
		r = add_duty(q, &g.rows[i]);
	return r < 0 ? r : 0;
}

/* -- lights -- */

static const struct lt_office *office_of(struct lt_query *q, const Lt__Dossier *d,
					 const Lt__Token *t)
{
	const struct lt_calendar *calendar;
	const struct lt_unit *unit =
		t && *t->unit ? lt_directory_unit(q->directory, t->unit) : NULL;
	if (lt_registry_calendar(q->records->registry, q->now_us, &calendar, NULL) < 0)
		return NULL;
	return lt_calendar_office(calendar, unit ? unit->office : d->office);
}

static uint32_t used_percent(int64_t due_us, int64_t half_us, int64_t most_us, int64_t now_us)
{
	if (due_us < now_us)
		return 100;
	if (most_us && most_us <= now_us)
		return 80;
	return half_us && half_us <= now_us ? 50 : 0;
}

void lt_query_light(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t,
		    Lt__WorkItem *item)
{
	int64_t due_us = t ? t->due_us : d->due_us, work_us;
	bool counts = t || d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	if (!counts || !due_us || due_us == LT_DUE_SUSPENDED)
		return;
	item->used_percent =
		used_percent(due_us, t ? t->half_us : 0, t ? t->most_us : d->most_us, q->now_us);
	const struct lt_office *office = office_of(q, d, t);
	bool late = due_us < q->now_us;
	if (office && lt_working_between(office, late ? due_us : q->now_us,
					 late ? q->now_us : due_us, &work_us) == 0)
		item->left_work_minutes = work_us / LT_US_PER_MINUTE;
}

/* -- the draft -- */

int lt_query_draft(struct lt_query *q, const Lt__Dossier *d)
{
	struct lt_draft draft;
	struct lt_draft_question question = {.dossier = d,
					     .definition = lt_query_definition(q, d, 0),
					     .directory = q->directory,
					     .now_us = q->now_us};
	if (!question.definition ||
	    lt_registry_calendar(q->records->registry, q->now_us, &question.calendar, NULL) < 0)
		return 0;
	int r = lt_draft_apology(&question, q->arena, &draft);
	if (r < 0)
		return r == LT_E_NOMEM ? r : 0; /* none needed, or no calendar to count with */
	Lt__ApologyDraft *slip = lt_arena_alloc(q->arena, sizeof *slip);
	if (!slip)
		return LT_E_NOMEM;
	lt__apology_draft__init(slip);
	const char *name = lt_directory_officer_name(q->directory, draft.head);
	slip->old_due_us = draft.old_due_us;
	slip->new_due_us = draft.new_due_us;
	slip->reason = draft.reason;
	slip->unit = lt_arena_str(q->arena, draft.unit);
	slip->head_unit = lt_arena_str(q->arena, draft.head_unit);
	slip->head = lt_arena_str(q->arena, draft.head);
	slip->head_name = lt_arena_str(q->arena, name ? name : draft.head);
	slip->late = draft.late;
	q->reply->draft = slip;
	return 0;
}
