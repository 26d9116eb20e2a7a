/* SPDX-License-Identifier: EUPL-1.2 */
/* Where is it, how did it come here, who may act, what comes next. */
#include <string.h>

#include "records/query/query_own.h"
#include "proto/codec/codec.h"

static const char *officer_text(struct lt_query *q, const char *id)
{
	const char *name = lt_directory_officer_name(q->directory, id);
	return name ? lt_arena_printf(q->arena, "%s (%s)", name, id) : id;
}

/* The last event before a token began that made it begin: an outcome, a choice, the receipt. */
static const char *cause_text(struct lt_query *q, const Lt__Event *e)
{
	char at[LT_TIME_TEXT_BYTES];
	lt_time_vietnamese(lt_event_at(e), at);
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		return lt_arena_printf(q->arena, "hồ sơ được tiếp nhận lúc %s", at);
	case LT__EVENT__BODY_COMPLETED:
		return lt_arena_printf(
			q->arena, "bước '%s' xong với kết quả '%s' lúc %s%s%s%s%s",
			e->completed->step, e->completed->outcome, at,
			*e->completed->officer ? ", do " : "",
			*e->completed->officer ? officer_text(q, e->completed->officer) : "",
			*e->completed->note ? ": " : "", e->completed->note);
	case LT__EVENT__BODY_ROUTED:
		return lt_arena_printf(q->arena, "rẽ nhánh '%s' chọn '%s' lúc %s", e->routed->step,
				       e->routed->case_name, at);
	case LT__EVENT__BODY_SIGNAL:
		return lt_arena_printf(q->arena, "nhận tin '%s' lúc %s", e->signal->signal->event,
				       at);
	case LT__EVENT__BODY_INCIDENT_CLEARED:
		return lt_arena_printf(q->arena, "chạy lại sau sự cố lúc %s", at);
	default:
		return NULL;
	}
}

/* Walks the history up to the start of the token. */
static const char *why(struct lt_query *q, const ProtobufCBinaryData *events, size_t count,
		       uint32_t token)
{
	const char *cause = "";
	for (size_t i = 0; i < count; i++) {
		Lt__Event *e;
		if (LT_DECODE_OWN(event, lt_slice(events[i].data, events[i].len), q->arena, &e) < 0)
			break;
		if (e->body_case == LT__EVENT__BODY_STARTED && e->started->token->id == token)
			break;
		const char *text = cause_text(q, e);
		cause = text ? text : cause;
	}
	return cause;
}

static Lt__NextStep *next_step(struct lt_query *q, const struct lt_definition *def,
			       const struct lt_target *on)
{
	const struct lt_step *to = on->step < def->steps_count ? &def->steps[on->step] : NULL;
	Lt__NextStep *n = lt_arena_alloc(q->arena, sizeof *n);
	if (!n)
		return NULL;
	lt__next_step__init(n);
	n->outcome = lt_arena_str(q->arena, on->outcome);
	n->label = lt_arena_str(q->arena, on->label ? on->label : "");
	n->step = lt_arena_str(q->arena, to ? to->name : "done");
	n->title = lt_arena_str(q->arena, to ? to->title : "kết thúc nhánh");
	n->unit_kind = lt_arena_str(q->arena, to && to->place.unit ? to->place.unit : "");
	return n;
}

static int fill_next(struct lt_query *q, const struct lt_definition *def,
		     const struct lt_step *step, Lt__Explanation *e)
{
	for (uint32_t i = 0; i < step->on_count; i++) {
		if (!LT_ARENA_PUSH(q->arena, e->next, e->n_next))
			return LT_E_NOMEM;
		e->next[e->n_next] = next_step(q, def, &step->on[i]);
		if (!e->next[e->n_next])
			return LT_E_NOMEM;
		e->n_next++;
	}
	return 0;
}

/* What a wait waits for; its time running out is not told by anybody. */
static int fill_tellings(struct lt_query *q, const struct lt_definition *def,
			 const struct lt_step *step, Lt__Explanation *e)
{
	for (uint32_t i = 0; i < step->events_count; i++)
		for (uint32_t k = 0; k < step->on_count; k++) {
			Lt__Telling *telling;
			if (strcmp(step->events[i].outcome, step->on[k].outcome) != 0)
				continue;
			telling = lt_arena_alloc(q->arena, sizeof *telling);
			if (!telling || !LT_ARENA_PUSH(q->arena, e->tellings, e->n_tellings))
				return LT_E_NOMEM;
			lt__telling__init(telling);
			telling->event = lt_arena_str(q->arena, step->events[i].event);
			telling->next = next_step(q, def, &step->on[k]);
			if (!telling->event || !telling->next)
				return LT_E_NOMEM;
			e->tellings[e->n_tellings++] = telling;
		}
	return 0;
}

static int fill_asked(struct lt_query *q, const Lt__Token *t, Lt__Explanation *e)
{
	for (size_t i = 0; i < t->n_opinions; i++) {
		if (*t->opinions[i]->opinion)
			continue;
		if (!LT_ARENA_PUSH(q->arena, e->asked, e->n_asked))
			return LT_E_NOMEM;
		e->asked[e->n_asked++] = t->opinions[i]->unit;
	}
	return 0;
}

/* A called procedure has names of its own for fields: there all are offered. */
static int fill_fields(struct lt_query *q, const Lt__Dossier *d, const struct lt_definition *def,
		       const Lt__Token *t, Lt__Explanation *e)
{
	for (uint32_t i = 0; i < def->fields_count; i++) {
		if (!t->frame && lt_dossier_field(d, def->fields[i].name))
			continue;
		if (!LT_ARENA_PUSH(q->arena, e->fields, e->n_fields))
			return LT_E_NOMEM;
		e->fields[e->n_fields] = lt_query_field(q, &def->fields[i]);
		if (!e->fields[e->n_fields])
			return LT_E_NOMEM;
		e->n_fields++;
	}
	return 0;
}

static const char *paper_name(const struct lt_definition *def, const char *id)
{
	for (uint32_t i = 0; i < def->results_count; i++)
		if (strcmp(def->results[i].id, id) == 0 && def->results[i].name)
			return def->results[i].name;
	const struct lt_paper_decl *decl = lt_definition_paper(def, id);
	return decl && decl->name ? decl->name : id;
}

static int add_papers(struct lt_query *q, const struct lt_definition *def,
		      const struct lt_names *names, Lt__Explanation *e)
{
	for (uint32_t i = 0; i < names->count; i++) {
		Lt__IntakePaper *paper = lt_arena_alloc(q->arena, sizeof *paper);
		if (!paper || !LT_ARENA_PUSH(q->arena, e->papers, e->n_papers))
			return LT_E_NOMEM;
		lt__intake_paper__init(paper);
		paper->id = lt_arena_str(q->arena, names->items[i]);
		paper->name = lt_arena_str(q->arena, paper_name(def, names->items[i]));
		if (!paper->id || !paper->name)
			return LT_E_NOMEM;
		e->papers[e->n_papers++] = paper;
	}
	return 0;
}

static int fill_papers(struct lt_query *q, const struct lt_definition *def,
		       const struct lt_step *step, Lt__Explanation *e)
{
	int r = add_papers(q, def, &step->makes, e);
	if (r == 0)
		r = add_papers(q, def, &step->expects, e);
	for (uint32_t i = 0; r == 0 && step->events_count && i < def->papers_count; i++) {
		const char *const id[] = {def->papers[i].id};
		r = add_papers(q, def, &(struct lt_names){.items = id, .count = 1}, e);
	}
	return r;
}

static int fill_step(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t,
		     Lt__Explanation *e)
{
	const struct lt_definition *def = lt_query_definition(q, d, t->frame);
	lt_step_index at = def ? lt_definition_step(def, t->step) : LT_STEP_NONE;
	if (at == LT_STEP_NONE)
		return 0;
	const struct lt_step *step = &def->steps[at];
	int r = fill_papers(q, def, step, e);
	if (r == 0)
		r = fill_fields(q, d, def, t, e);
	if (r == 0)
		r = fill_asked(q, t, e);
	if (r == 0)
		r = fill_tellings(q, def, step, e);
	return r < 0 ? r : fill_next(q, def, step, e);
}

static int explain_token(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t,
			 const ProtobufCBinaryData *events, size_t count)
{
	const struct lt_unit *unit = lt_directory_unit(q->directory, t->unit);
	Lt__Explanation *e = lt_arena_alloc(q->arena, sizeof *e);
	if (!e || !LT_ARENA_PUSH(q->arena, q->reply->explanations, q->reply->n_explanations))
		return LT_E_NOMEM;
	lt__explanation__init(e);
	q->reply->explanations[q->reply->n_explanations++] = e;
	e->unit_name = lt_arena_str(q->arena, unit ? unit->name : t->unit);
	e->why = why(q, events, count, t->id);
	int r = lt_query_item(q, d, t, t->unit, &e->item);
	if (r == 0 && *t->unit)
		r = lt_directory_who(q->directory, t->unit, t->role, q->now_us, q->arena,
				     &e->officers, &e->n_officers);
	for (size_t i = 0; r == 0 && i < e->n_officers; i++)
		e->officers[i] = officer_text(q, e->officers[i]);
	return r < 0 ? r : fill_step(q, d, t, e);
}

int lt_query_explain_steps(struct lt_query *q, const Lt__Dossier *d,
			   const ProtobufCBinaryData *events, size_t count)
{
	int r = 0;
	lt_query_pin(q, d);
	for (size_t i = 0; r == 0 && i < d->n_tokens; i++)
		r = explain_token(q, d, d->tokens[i], events, count);
	return r;
}

int lt_query_explain(struct lt_query *q, const Lt__Dossier *d)
{
	ProtobufCBinaryData *events;
	size_t count;
	struct lt_err why_not = {0};
	int r = lt_records_events(q->records, d->id, q->arena, &events, &count, &why_not);
	if (r < 0)
		return lt_query_fail(q, r, why_not.text);
	q->reply->dossier = (Lt__Dossier *)(uintptr_t)d;
	r = lt_query_explain_steps(q, d, events, count);
	if (r == 0)
		r = lt_query_draft(q, d);
	return r < 0 ? r : lt_query_labels(q, d, events, count);
}
