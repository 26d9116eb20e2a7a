/* SPDX-License-Identifier: EUPL-1.2 */
/* One dossier as it is, and what moved at a unit. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/decide.h"
#include "worker/web/api/api_own.h"

/* -- one dossier -- */

int lt_api_ask_any(struct lt_api_call *call, Lt__Fetch *fetch, Lt__FetchReply **ret,
		   struct lt_err *err)
{
	int r = LT_E_DENIED;
	for (const char *at = call->key->units; r == LT_E_DENIED && *at;) {
		size_t size = strcspn(at, " ");
		const char *unit = lt_arena_printf(call->arena, "%.*s", (int)size, at);
		r = unit ? lt_api_ask(call, fetch, unit, ret, err) : LT_E_NOMEM;
		at += size + strspn(at + size, " ");
	}
	if (r != LT_E_DENIED)
		return r;
	/* of others nothing is told, not even that it is there */
	*err = (struct lt_err){0};
	return lt_err_set(err, LT_E_ABSENT, "không có hồ sơ '%s' ở đơn vị của khóa này",
			  fetch->code);
}

json_t *lt_api_hex(const ProtobufCBinaryData *data)
{
	char hex[2 * LT_HASH_BYTES + 1];
	return data->len == LT_HASH_BYTES
		       ? json_string(lt_hex(lt_slice(data->data, data->len), hex))
		       : json_null();
}

static json_t *texts(const char *const *items, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(list, json_string(items[i]));
	return list;
}

static json_t *step_json(const Lt__Explanation *e)
{
	const Lt__WorkItem *w = e->item;
	return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:o, s:s, s:o, s:s, s:b, s:b, s:o, s:o}",
			 "step", w->step, "title", w->step_title, "token", (int)w->token, "unit",
			 w->unit, "role", w->role, "officer", w->officer, "due_at",
			 lt_api_time(w->due_us), "clock", lt_api_clock(w->due_us), "offer",
			 lt_api_hex(&w->offer), "from", w->from, "taken", w->taken, "overdue",
			 w->overdue, "outcomes", texts(w->outcomes, w->n_outcomes), "expects",
			 texts(w->expects, w->n_expects));
}

static json_t *steps_json(const Lt__FetchReply *explained)
{
	json_t *list = json_array();
	for (size_t i = 0; i < explained->n_explanations; i++)
		if (explained->explanations[i]->item)
			(void)json_array_append_new(list, step_json(explained->explanations[i]));
	return list;
}

static json_t *fields_json(const Lt__Dossier *d)
{
	json_t *all = json_object();
	for (size_t i = 0; i < d->n_fields; i++) {
		const Lt__Field *f = d->fields[i];
		json_t *value = f->value_case == LT__FIELD__VALUE_TEXT	   ? json_string(f->text)
				: f->value_case == LT__FIELD__VALUE_NUMBER ? json_integer(f->number)
				: f->value_case == LT__FIELD__VALUE_YES	   ? json_boolean(f->yes)
									   : json_null();
		(void)json_object_set_new(all, f->name, value);
	}
	return all;
}

static json_t *papers_json(const Lt__Dossier *d)
{
	json_t *list = json_array();
	for (size_t i = 0; i < d->n_papers; i++) {
		const Lt__Paper *p = d->papers[i];
		(void)json_array_append_new(
			list, json_pack("{s:s, s:s, s:s, s:o, s:I, s:s}", "id", p->id, "name",
					p->name, "step", p->step, "hash", lt_api_hex(&p->hash),
					"bytes", (json_int_t)p->bytes, "media", p->media));
	}
	return list;
}

static json_t *dossier_json(const Lt__FetchReply *shown, const Lt__FetchReply *explained)
{
	const Lt__Dossier *d = shown->dossier;
	const Lt__Applicant *a = d->applicant;
	json_t *json = json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:s, s:I, s:b, s:o, s:s, s:s, s:o, s:o, "
		"s:o, s:b, s:o, s:o}",
		"code", d->code, "procedure", d->procedure, "procedure_name", shown->procedure_name,
		"unit", d->unit, "status", lt_api_status(d->status), "portal_state",
		(int)lt_portal_status(d), "received_at", lt_api_time(d->received_us), "due_at",
		lt_api_time(d->due_us), "clock", lt_api_clock(d->due_us), "fee_vnd",
		(json_int_t)d->fee_vnd, "overdue", d->overdue, "finished_at",
		lt_api_time(d->finished_us), "outcome", d->outcome, "applicant", a ? a->name : "",
		"fields", fields_json(d), "papers", papers_json(d), "steps", steps_json(explained),
		"provisional", shown->provisional_events != 0, "as_of",
		lt_api_time(shown->copied_us ? shown->copied_us : shown->as_of_us),
		"line_down_since", lt_api_time(shown->line_down_us));
	return json;
}

void lt_api_looked(struct lt_api_call *call, const char *code, const char *what)
{
	Lt__Access access = LT__ACCESS__INIT;
	access.account = lt_arena_printf(call->arena, "khóa %s", call->key->agency);
	access.at_us = call->now_us;
	access.code = code;
	access.what = what;
	access.peer = call->request->peer;
	if (access.account && what)
		lt_accounts_looked(call->web->accounts, &access);
}

static void dossier(struct lt_api_call *call)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *shown, *explained;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = call->parameter;
	int r = lt_api_ask_any(call, &fetch, &shown, &err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_EXPLAIN;
	if (r == 0)
		r = lt_api_ask_any(call, &fetch, &explained, &err);
	if (r < 0)
		return lt_api_failed(call, r, &err, call->parameter);
	lt_api_looked(call, shown->dossier->code, "xem qua API");
	lt_api_answer(call, 200, dossier_json(shown, explained));
}

/* -- what moved -- */

static json_t *change_json(const Lt__Change *c)
{
	json_t *steps = json_array();
	for (size_t i = 0; i < c->n_steps && i < c->n_units; i++)
		(void)json_array_append_new(
			steps, json_pack("{s:s, s:s}", "step", c->steps[i], "unit", c->units[i]));
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:i, s:o, s:s, s:o, s:s, s:i, s:o}", "n",
			 (json_int_t)c->n, "code", c->code, "procedure", c->procedure, "unit",
			 c->unit, "status", lt_api_status(c->status), "portal_state",
			 (int)c->portal, "due_at", lt_api_time(c->due_us), "clock",
			 lt_api_clock(c->due_us), "finished_at", lt_api_time(c->finished_us),
			 "outcome", c->outcome, "events", (int)c->events_count, "steps", steps);
}

static void feed(struct lt_api_call *call)
{
	enum { LIMIT_MAX = 200, WAIT_SECONDS_MAX = 60 };
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	const char *limit = lt_http_text(call->request->query, "limit");
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CHANGES;
	fetch.unit = lt_http_text(call->request->query, "unit");
	fetch.after = lt_http_text(call->request->query, "after");
	fetch.limit = (uint32_t)strtoul(limit, NULL, 10);
	if (fetch.limit == 0 || fetch.limit > LIMIT_MAX)
		fetch.limit = LIMIT_MAX;
	unsigned long wait = strtoul(lt_http_text(call->request->query, "wait"), NULL, 10);
	wait = wait < WAIT_SECONDS_MAX ? wait : WAIT_SECONDS_MAX;
	int64_t wait_us = (int64_t)wait * LT_US_PER_SECOND;
	if (!lt_api_unit(call, fetch.unit))
		return;
	int r = lt_api_ask(call, &fetch, fetch.unit, &reply, &err);
	if (r < 0)
		return lt_api_failed(call, r, &err, NULL);
	if (!reply->n_changes && call->request->waited_us < wait_us) {
		call->response->wait_us = wait_us - call->request->waited_us;
		return;
	}
	json_t *items = json_array();
	for (size_t i = 0; i < reply->n_changes; i++)
		(void)json_array_append_new(items, change_json(reply->changes[i]));
	lt_api_answer(call, 200,
		      json_pack("{s:s, s:o, s:s}", "unit", fetch.unit, "items", items, "next",
				reply->next));
}

const struct lt_api_route lt_api_routes_read[] = {
	{LT_HTTP_GET, "/api/v1/dossiers/:", LT_KEY_read, dossier},
	{LT_HTTP_GET, "/api/v1/feed", LT_KEY_feed, feed},
	{0, NULL, 0, NULL},
};
