/* SPDX-License-Identifier: EUPL-1.2 */
/* One version of a procedure as people look at it: picture, steps with what stands there, table,
 * and what another version does differently. */
#include <stdlib.h>
#include <string.h>

#include "procedures/chart/differ.h"
#include "procedures/chart/draw.h"
#include "procedures/chart/process.h"
#include "records/query/query_own.h"
#include "records/registry_own.h"
#include "records/tallies.h"

static int find_version(struct lt_query *q, const ProtobufCBinaryData *hash,
			const struct lt_definition **ret)
{
	struct lt_err why = {0};
	int r = LT_E_ABSENT;
	if (hash->len == LT_HASH_BYTES)
		r = lt_registry_definition(q->records->registry, hash->data, ret, &why);
	else if (*q->fetch->code)
		r = lt_registry_active(q->records->registry, q->fetch->code, q->now_us, ret, &why);
	if (r == LT_E_ABSENT)
		return lt_query_fail(q, r,
				     lt_arena_printf(q->arena,
						     "không có thủ tục '%s' đang được áp dụng, hay "
						     "phiên bản này không có ở đây",
						     q->fetch->code));
	return r < 0 ? lt_query_fail(q, r, why.text) : 0;
}

/* -- what stands at the steps -- */

static int count(void *owner, const struct lt_tally *row)
{
	const Lt__ProcedureView *view = owner;
	for (size_t i = 0; i < view->n_steps; i++) {
		Lt__ProcedureStep *step = view->steps[i];
		if (lt_name_key(step->name) != lt_tally_item(row))
			continue;
		step->open += (uint64_t)row->counters[LT_COUNTER_steps_open];
		step->late += (uint64_t)row->counters[LT_COUNTER_steps_open_late];
		step->incidents += (uint64_t)row->counters[LT_COUNTER_steps_incident];
	}
	return 0;
}

static int count_steps(struct lt_query *q, const struct lt_definition *def, Lt__ProcedureView *view)
{
	struct lt_state *state = &q->records->state;
	struct lt_tally_range range = {.scope = LT_TALLY_PLACE,
				       .owner = lt_version_key(def->hash),
				       .from = LT_MONTH_NOW,
				       .to = LT_MONTH_NOW};
	struct lt_tally_reader reader = {.seen = count, .owner = view};
	struct lt_err why = {0};
	if (q->fetch->scope == LT__TALLY_SCOPE__TALLY_SCOPE_UNSPECIFIED)
		return 0; /* who only looks at the way of a dossier */
	int r = lt_query_analyst_right(q);
	if (r == 0)
		r = lt_tallies_read(state->tallies, state->txn, &range, reader, &why);
	view->counted = r == 0;
	return r < 0 && !q->reply->error ? lt_query_fail(q, r, why.text) : r;
}

/* -- what it is -- */

static const char *way(struct lt_query *q, const struct lt_chart *c, const struct lt_chart_edge *e)
{
	const struct lt_chart_node *to = &c->nodes[e->to];
	const struct lt_step *step = &c->definition->steps[to->step];
	const char *title = to->kind == LT_NODE_JOIN
				    ? lt_arena_printf(q->arena, "xong nhánh của %s", step->title)
				    : lt_chart_title(c, step);
	return e->label ? lt_arena_printf(q->arena, "%s → %s", e->label, title)
			: lt_arena_printf(q->arena, "→ %s", title);
}

static int add_ways(struct lt_query *q, const struct lt_chart *c, uint32_t node,
		    Lt__ProcedureStep *step)
{
	for (size_t i = 0; i < c->edges_count; i++) {
		const struct lt_chart_node *from = &c->nodes[c->edges[i].from];
		bool joined = from->kind == LT_NODE_JOIN && lt_chart_node(from->step) == node;
		if (c->edges[i].from != node && !joined)
			continue;
		if (!LT_ARENA_PUSH(q->arena, step->ways, step->n_ways))
			return LT_E_NOMEM;
		step->ways[step->n_ways] = way(q, c, &c->edges[i]);
		if (!step->ways[step->n_ways++])
			return LT_E_NOMEM;
	}
	return 0;
}

static int add_steps(struct lt_query *q, const struct lt_chart *c, Lt__ProcedureView *view)
{
	const struct lt_definition *def = c->definition;
	int r = 0;
	for (uint32_t i = 0; i < def->steps_count && r == 0; i++) {
		const struct lt_step *s = &def->steps[i];
		Lt__ProcedureStep *step = lt_arena_alloc(q->arena, sizeof *step);
		if (!step || !LT_ARENA_PUSH(q->arena, view->steps, view->n_steps))
			return LT_E_NOMEM;
		lt__procedure_step__init(step);
		step->name = s->name;
		step->title = lt_chart_title(c, s);
		step->who = lt_chart_who(c, s, true);
		step->time = s->limit.unit ? lt_chart_time(c, s) : "";
		step->role = s->role ? s->role : "";
		step->role_name = *step->role ? lt_chart_role(c, step->role) : "";
		view->steps[view->n_steps++] = step;
		r = add_ways(q, c, lt_chart_node(i), step);
	}
	return r;
}

static int add_rows(struct lt_query *q, const struct lt_chart *c, Lt__ProcedureView *view)
{
	const struct lt_findings none = {0};
	struct lt_process process;
	int r = lt_process_make(c, &none, &process, NULL);
	for (size_t i = 0; i < process.rows_count && r == 0; i++) {
		Lt__ProcedureRow *row = lt_arena_alloc(q->arena, sizeof *row);
		if (!row || !LT_ARENA_PUSH(q->arena, view->rows, view->n_rows))
			return LT_E_NOMEM;
		lt__procedure_row__init(row);
		row->number = process.rows[i].number;
		row->what = process.rows[i].what;
		row->who = process.rows[i].who ? process.rows[i].who : "";
		row->time = process.rows[i].time ? process.rows[i].time : "";
		row->heading = process.rows[i].heading;
		view->rows[view->n_rows++] = row;
	}
	return r;
}

static int add_papers(struct lt_query *q, const struct lt_paper_decl *from, uint32_t count,
		      Lt__IntakePaper ***ret, size_t *ret_count)
{
	for (uint32_t i = 0; i < count; i++) {
		Lt__IntakePaper *paper = lt_arena_alloc(q->arena, sizeof *paper);
		if (!paper || !LT_ARENA_PUSH(q->arena, *ret, *ret_count))
			return LT_E_NOMEM;
		lt__intake_paper__init(paper);
		paper->id = from[i].id;
		paper->name = from[i].name ? from[i].name : from[i].id;
		paper->required = from[i].required;
		(*ret)[(*ret_count)++] = paper;
	}
	return 0;
}

static int add_dot(struct lt_query *q, const struct lt_chart *c, Lt__ProcedureView *view)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return LT_E_NOMEM;
	lt_draw_dot(c, out);
	int r = fclose(out) == 0 ? 0 : LT_E_NOMEM;
	view->dot = r == 0 ? lt_arena_str(q->arena, text) : NULL;
	free(text);
	return view->dot ? r : LT_E_NOMEM;
}

/* What is around it: the calendar of today, and how it was examined. */
static int add_in_force(struct lt_query *q, const struct lt_definition *def,
			Lt__ProcedureView *view)
{
	const struct lt_calendar *calendar;
	Lt__DefinitionPublished *stored;
	int r = lt_registry_calendar(q->records->registry, q->now_us, &calendar, NULL);
	if (r == 0)
		view->calendar = lt_calendar_version(calendar);
	r = lt_registry_stored(q->records->registry, def->hash, q->arena, &stored, NULL);
	if (r == 0)
		view->report = stored->report;
	return r;
}

static int describe(struct lt_query *q, const struct lt_definition *def, Lt__ProcedureView *view)
{
	struct lt_chart chart;
	int r = lt_chart_make(def, q->directory, q->arena, &chart, NULL);
	if (r < 0)
		return r;
	view->code = def->code;
	view->version = def->version;
	view->name = def->name;
	view->field = def->field ? def->field : "";
	view->limit = lt_chart_limit(&chart, def->limit);
	view->hash = (ProtobufCBinaryData){
		.len = LT_HASH_BYTES, .data = lt_arena_copy(q->arena, def->hash, LT_HASH_BYTES)};
	view->legal_basis = (const char **)(uintptr_t)def->legal_basis.items;
	view->n_legal_basis = def->legal_basis.count;
	view->directory = lt_directory_version(q->directory);
	r = add_in_force(q, def, view);
	if (r == 0)
		r = add_dot(q, &chart, view);
	if (r == 0)
		r = add_steps(q, &chart, view);
	if (r == 0)
		r = add_rows(q, &chart, view);
	if (r == 0)
		r = add_papers(q, def->papers, def->papers_count, &view->papers, &view->n_papers);
	if (r == 0)
		r = add_papers(q, def->results, def->results_count, &view->results,
			       &view->n_results);
	return r == 0 && view->hash.data ? 0 : LT_E_NOMEM;
}

/* Its versions, with the names of those who wrote and released them. */
static int add_versions(struct lt_query *q, const char *code)
{
	Lt__ProcedureInfo **list;
	size_t count, kept = 0;
	struct lt_err why = {0};
	int r = lt_registry_list(q->records->registry, q->arena, &list, &count, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	for (size_t i = 0; i < count && r == 0; i++) {
		if (strcmp(list[i]->code, code) != 0)
			continue;
		const char *const people[] = {list[i]->author, list[i]->released_by,
					      list[i]->withdrawn_by};
		for (size_t k = 0; k < sizeof people / sizeof *people && r == 0; k++)
			r = lt_query_label_officer(q, people[k]);
		list[kept++] = list[i];
	}
	q->reply->procedures = list;
	q->reply->n_procedures = kept;
	return r;
}

int lt_query_procedure(struct lt_query *q)
{
	const struct lt_definition *def;
	Lt__ProcedureView *view = lt_arena_alloc(q->arena, sizeof *view);
	if (!view)
		return LT_E_NOMEM;
	lt__procedure_view__init(view);
	int r = find_version(q, &q->fetch->hash, &def);
	if (r == 0)
		r = describe(q, def, view);
	if (r == 0)
		r = count_steps(q, def, view);
	if (r == 0)
		r = add_versions(q, def->code);
	if (r == 0)
		q->reply->procedure = view;
	return r;
}

/* -- what differs -- */

static int add_difference(struct lt_query *q, const struct lt_difference *from)
{
	Lt__Difference *d = lt_arena_alloc(q->arena, sizeof *d);
	if (!d || !LT_ARENA_PUSH(q->arena, q->reply->differences, q->reply->n_differences))
		return LT_E_NOMEM;
	lt__difference__init(d);
	d->step = from->step ? from->step : "";
	d->what = from->what;
	d->label = from->label ? from->label : "";
	d->was = from->before != NULL;
	d->is = from->after != NULL;
	d->before = from->before ? from->before : "";
	d->after = from->after ? from->after : "";
	q->reply->differences[q->reply->n_differences++] = d;
	return 0;
}

int lt_query_differences(struct lt_query *q)
{
	const struct lt_definition *before, *after;
	struct lt_chart charts[2];
	struct lt_differences all;
	int r = find_version(q, &q->fetch->before, &before);
	if (r == 0)
		r = find_version(q, &q->fetch->hash, &after);
	if (r == 0)
		r = lt_chart_make(before, q->directory, q->arena, &charts[0], NULL);
	if (r == 0)
		r = lt_chart_make(after, q->directory, q->arena, &charts[1], NULL);
	if (r == 0)
		r = lt_differ(&charts[0], &charts[1], &all, NULL);
	for (size_t i = 0; r == 0 && i < all.count; i++)
		r = add_difference(q, &all.items[i]);
	return r;
}
