/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads: a unit's list in due order, one dossier with its history, why it is where it is. */
#include "records/query/query.h"

#include <string.h>

#include "records/query/query_own.h"
#include "procedures/core/late.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

int lt_query_fail(struct lt_query *q, int error, const char *text)
{
	q->reply->error = error;
	q->reply->text = lt_arena_str(q->arena, text && *text ? text : lt_err_vietnamese(error));
	return error;
}

/* -- one dossier -- */

int lt_query_find(struct lt_query *q, Lt__Dossier **ret)
{
	struct lt_err why = {0};
	struct lt_txn *txn = q->records->state.txn;
	uint64_t id = q->fetch->dossier;
	int r = id ? 0 : lt_state_code(txn, q->fetch->code, &id, &why);
	if (r == 0)
		r = q->fetch->dossier ? lt_state_find(txn, id, q->arena, ret, &why)
				      : lt_state_dossier(txn, id, q->arena, ret, &why);
	if (r == LT_E_ABSENT)
		return lt_query_fail(q, r,
				     lt_arena_printf(q->arena,
						     "không có hồ sơ '%s'; hãy kiểm "
						     "tra lại mã",
						     q->fetch->code));
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	if (!lt_query_may_see(q, *ret))
		return lt_query_refuse_dossier(q, *ret);
	return 0;
}

const struct lt_definition *lt_query_definition(struct lt_query *q, const Lt__Dossier *d,
						uint32_t frame)
{
	const struct lt_definition *def = NULL;
	const Lt__Frame *f = frame ? lt_dossier_frame(d, frame) : NULL;
	const ProtobufCBinaryData *hash = f ? &f->definition : &d->definition;
	if (hash->len != LT_HASH_BYTES ||
	    lt_registry_definition(q->records->registry, hash->data, &def, NULL) < 0)
		return NULL;
	return def;
}

static int fill_names(struct lt_query *q, const Lt__Dossier *d)
{
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	const struct lt_unit *unit = lt_directory_unit(q->directory, d->unit);
	q->reply->procedure_name = lt_arena_str(q->arena, def ? def->name : "");
	q->reply->unit_name = lt_arena_str(q->arena, unit ? unit->name : d->unit);
	q->reply->lead_name = lt_arena_str(q->arena, lt_query_lead(q, d));
	q->reply->place_name = lt_arena_str(q->arena, unit ? unit->area_name : "");
	return q->reply->procedure_name && q->reply->unit_name && q->reply->lead_name &&
			       q->reply->place_name
		       ? 0
		       : LT_E_NOMEM;
}

static int show(struct lt_query *q)
{
	Lt__Dossier *d;
	struct lt_err why = {0};
	int r = lt_query_find(q, &d);
	if (r < 0)
		return 0;
	q->reply->dossier = d;
	r = lt_records_events(q->records, d->id, q->arena, &q->reply->events, &q->reply->n_events,
			      &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	r = fill_names(q, d);
	if (r == 0)
		r = lt_query_ledger(q, d);
	if (r == 0)
		r = lt_query_draft(q, d);
	if (r == 0 && q->fetch->explained)
		r = lt_query_explain_steps(q, d, q->reply->events, q->reply->n_events);
	return r < 0 ? r : lt_query_labels(q, d, q->reply->events, q->reply->n_events);
}

/* -- work items -- */

static int fill_outcomes(struct lt_query *q, const struct lt_step *step, Lt__WorkItem *item)
{
	item->outcomes = lt_arena_alloc(q->arena, (step->on_count + 1) * sizeof *item->outcomes);
	item->outcome_labels =
		lt_arena_alloc(q->arena, (step->on_count + 1) * sizeof *item->outcome_labels);
	if (!item->outcomes || !item->outcome_labels)
		return LT_E_NOMEM;
	for (uint32_t i = 0; i < step->on_count; i++) {
		const char *label = step->on[i].label ? step->on[i].label : "";
		item->outcomes[item->n_outcomes++] = lt_arena_str(q->arena, step->on[i].outcome);
		item->outcome_labels[item->n_outcome_labels++] = lt_arena_str(q->arena, label);
	}
	return 0;
}

static const char *incident_of(const Lt__Dossier *d, uint32_t token)
{
	for (size_t i = 0; i < d->n_incidents; i++)
		if (d->incidents[i]->token == token)
			return d->incidents[i]->message;
	return "";
}

static void fill_late(struct lt_query *q, const Lt__Lateness *l, Lt__WorkItem *item)
{
	if (!l)
		return;
	const char *name = lt_directory_officer_name(q->directory, l->officer);
	item->late_officer = l->officer;
	item->late_officer_name = lt_arena_str(q->arena, name ? name : l->officer);
}

int lt_query_item(struct lt_query *q, const Lt__Dossier *d, const Lt__Token *t, const char *unit,
		  Lt__WorkItem **ret)
{
	const struct lt_definition *def = lt_query_definition(q, d, t ? t->frame : 0);
	lt_step_index at = def && t ? lt_definition_step(def, t->step) : LT_STEP_NONE;
	Lt__WorkItem *item = lt_arena_alloc(q->arena, sizeof *item);
	if (!item)
		return LT_E_NOMEM;
	lt__work_item__init(item);
	item->dossier = d->id;
	item->code = d->code;
	item->procedure = d->procedure;
	item->procedure_name = lt_arena_str(q->arena, def ? def->name : "");
	item->dossier_due_us = d->due_us;
	item->applicant = d->applicant ? d->applicant->name : "";
	item->unit = unit;
	item->incident = incident_of(d, t ? t->id : 0);
	item->transfer = d->transfer;
	*ret = item;
	fill_late(q, lt_late_standing(d, t ? t->id : 0), item);
	lt_query_light(q, d, t, item);
	if (!t)
		return item->procedure_name ? 0 : LT_E_NOMEM;
	item->token = t->id;
	item->step = t->step;
	item->kind = t->kind;
	item->role = t->role;
	item->officer = t->officer;
	item->due_us = t->due_us;
	item->overdue = t->overdue;
	item->entered_us = t->entered_us;
	item->from = t->from;
	item->offer = t->offer;
	item->taken = t->taken;
	item->held = t->held;
	if (at != LT_STEP_NONE) {
		item->sends = (const char **)(uintptr_t)def->steps[at].sends.items;
		item->n_sends = def->steps[at].sends.count;
		item->expects = (const char **)(uintptr_t)def->steps[at].expects.items;
		item->n_expects = def->steps[at].expects.count;
	}
	if (at == LT_STEP_NONE)
		return 0;
	item->step_title =
		t->item ? lt_arena_printf(q->arena, "%s: %s", def->steps[at].title, t->item_text)
			: lt_arena_str(q->arena, def->steps[at].title);
	return item->step_title ? fill_outcomes(q, &def->steps[at], item) : LT_E_NOMEM;
}

static int push_item(struct lt_query *q, Lt__WorkItem *item)
{
	if (!LT_ARENA_PUSH(q->arena, q->reply->items, q->reply->n_items))
		return LT_E_NOMEM;
	q->reply->items[q->reply->n_items++] = item;
	return 0;
}

int lt_query_add(struct lt_query *q, uint64_t dossier, uint32_t token, const char *unit)
{
	Lt__Dossier *d;
	Lt__WorkItem *item;
	struct lt_err why = {0};
	int r = lt_state_dossier(q->records->state.txn, dossier, q->arena, &d, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	const Lt__Token *t = token ? lt_dossier_token(d, token) : NULL;
	r = lt_query_item(q, d, t, unit, &item);
	return r < 0 ? r : push_item(q, item);
}

/* -- incidents -- */

static int incidents(struct lt_query *q)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	int r = lt_scan_from(q->records->state.txn, LT_TABLE_incident, lt_slice(NULL, 0), &scan,
			     NULL);
	while (r == 0 && q->reply->n_items < q->limit &&
	       (r = lt_scan_next(&scan, &key, &value, NULL)) == 0) {
		Lt__Dossier *d;
		r = lt_state_dossier(q->records->state.txn, lt_get_u64(key.data + 8), q->arena, &d,
				     NULL);
		if (r == 0 && lt_query_may_see(q, d))
			r = lt_query_add(q, d->id, lt_get_u32(key.data + 16), d->unit);
	}
	return r == LT_E_ABSENT ? 0 : r;
}

/* -- what is published -- */

static int procedures(struct lt_query *q)
{
	struct lt_err why = {0};
	int r = lt_registry_list(q->records->registry, q->arena, &q->reply->procedures,
				 &q->reply->n_procedures, &why);
	return r < 0 ? lt_query_fail(q, r, why.text) : 0;
}

/* Of a directory or calendar: of the version named, or of the one in force. */
static int dated_source(struct lt_query *q, enum lt_table table, const char **ret,
			struct lt_err *err)
{
	const struct lt_calendar *calendar = NULL;
	const char *version = q->fetch->text;
	int r = 0;
	if (!*version && table == LT_TABLE_calendar)
		r = lt_registry_calendar(q->records->registry, q->now_us, &calendar, err);
	if (r < 0)
		return r;
	if (!*version)
		version = calendar ? lt_calendar_version(calendar)
				   : lt_directory_version(q->directory);
	return lt_registry_dated_source(q->records->registry, table, version, q->arena, ret, err);
}

static int source(struct lt_query *q)
{
	struct lt_registry *registry = q->records->registry;
	const Lt__Fetch *f = q->fetch;
	const char *text;
	struct lt_err why = {0};
	int r;
	if (f->publish == LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR)
		r = dated_source(q, LT_TABLE_calendar, &text, &why);
	else if (f->publish == LT__PUBLISH_KIND__PUBLISH_KIND_DIRECTORY)
		r = dated_source(q, LT_TABLE_directory, &text, &why);
	else
		r = lt_registry_source(registry, &f->hash, f->text, q->arena, &text, &why);
	if (r < 0)
		return lt_query_fail(q, r,
				     r == LT_E_ABSENT ? "không có bản công bố này" : why.text);
	q->reply->source = text;
	return 0;
}

static int explain(struct lt_query *q)
{
	Lt__Dossier *d;
	return lt_query_find(q, &d) < 0 ? 0 : lt_query_explain(q, d);
}

/* What answers each kind, and who may ask it; the node itself may ask all. The answer's own rule
 * comes on top. A kind that is not here is refused, and so is one without a letter for who asks. */
enum {
	O = 1 << LT_ASKED_BY_OFFICER,
	U = 1 << LT_ASKED_BY_UNIT,
	K = 1 << LT_ASKED_BY_KEEPER,
	ANYBODY = O | U | K | 1 << LT_ASKED_BY_NOBODY,
};
#define KIND(name) [LT__FETCH_KIND__FETCH_KIND_##name]
static const struct {
	int (*answer)(struct lt_query *q);
	unsigned who;
} kinds[] = {
	KIND(LIST) = {lt_query_list, O | U},
	KIND(BOOK) = {lt_query_book, O | U},
	KIND(LATE) = {lt_query_late, 0},
	KIND(DUTIES) = {lt_query_duties, 0},
	KIND(SHOW) = {show, O | U},
	KIND(EXPLAIN) = {explain, O | U},
	KIND(TRACK) = {lt_query_track, ANYBODY},
	KIND(RECEIPT) = {lt_query_receipt, O | U},
	KIND(KEYS) = {lt_query_keys, O | U | K},
	KIND(SEARCH) = {lt_query_search, O | K},
	KIND(INCIDENTS) = {incidents, O | K},
	KIND(PROCEDURES) = {procedures, O | U | K},
	KIND(CATALOGUE) = {lt_query_catalogue, O},
	KIND(PROCEDURE) = {lt_query_procedure, O},
	KIND(DIFFERENCES) = {lt_query_differences, O},
	KIND(PROPOSALS) = {lt_query_proposals, O},
	KIND(PROPOSAL) = {lt_query_proposal, O},
	KIND(LINES) = {lt_query_lines, K},
	KIND(SOURCE) = {source, O | U | K},
	KIND(PERSON) = {lt_query_person, O},
	KIND(INBOX) = {lt_query_inbox, O | U},
	KIND(DEPUTIES) = {lt_query_deputies, O},
	KIND(STEPS) = {lt_query_steps, O | U},
	KIND(INTAKE) = {lt_query_intake, O | U},
	KIND(PREVIEW_SUBMIT) = {lt_query_preview_submit, O | U},
	KIND(PAPER_SEND) = {lt_query_paper_send, 0},
	KIND(PAPER_READ) = {lt_query_paper_read, O | U},
	KIND(PAPERS) = {lt_query_papers, O | U},
	KIND(PAPERS_BEFORE) = {lt_query_papers_before, O | U},
	KIND(TALLIES) = {lt_query_tallies, 0},
	KIND(MIGRATION) = {lt_query_migration, O | K},
	KIND(FEED) = {lt_query_feed, 0},
	KIND(CHANGES) = {lt_query_changes, U},
	KIND(WHAT_IF) = {lt_query_what_if, O},
	KIND(BOARD) = {lt_query_board, O},
	KIND(BOARD_LIST) = {lt_query_board_list, O},
	KIND(CALENDAR_PREVIEW) = {lt_query_calendar_preview, O | K},
	KIND(REBIND_PREVIEW) = {lt_query_rebind_preview, K},
};
#undef KIND

static int answer(struct lt_query *q)
{
	size_t kind = (size_t)q->fetch->kind;
	enum lt_query_who who = lt_query_who(q);
	if (kind >= sizeof kinds / sizeof *kinds || !kinds[kind].answer)
		return lt_query_fail(q, LT_E_USAGE, "máy chủ không biết yêu cầu đọc này");
	if (who != LT_ASKED_BY_NODE && !(kinds[kind].who >> who & 1))
		return lt_query_fail(q, LT_E_DENIED, "không ai được hỏi điều này thay người khác");
	return kinds[kind].answer(q);
}

void lt_query(struct lt_records *records, const struct lt_viewer *viewer, int64_t now_us,
	      const Lt__Fetch *fetch, struct lt_arena *arena, Lt__FetchReply *ret)
{
	enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 1000 };
	struct lt_err why = {0};
	struct lt_query q = {.records = records,
			     .viewer = viewer,
			     .fetch = fetch,
			     .arena = arena,
			     .reply = ret,
			     .now_us = now_us,
			     .limit = fetch->limit ? fetch->limit : LIMIT_DEFAULT};
	q.limit = q.limit < LIMIT_MAX ? q.limit : LIMIT_MAX;
	ret->as_of_us = q.now_us;
	int r = lt_registry_directory(records->registry, q.now_us, &q.directory, &why);
	bool needs_none = fetch->kind == LT__FETCH_KIND__FETCH_KIND_PROCEDURES ||
			  fetch->kind == LT__FETCH_KIND__FETCH_KIND_PROPOSALS ||
			  fetch->kind == LT__FETCH_KIND__FETCH_KIND_CALENDAR_PREVIEW;
	if (r < 0 && !needs_none)
		(void)lt_query_fail(&q, r, why.text);
	else if ((r = answer(&q)) < 0 && !ret->error)
		(void)lt_query_fail(&q, r == LT_E_NOMEM ? LT_E_LIMIT : r, NULL);
}
