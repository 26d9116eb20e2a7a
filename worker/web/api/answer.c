/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/time.h"
#include "worker/web/api/api_own.h"

/* -- JSON out -- */

static void put(struct lt_api_call *call, unsigned status, json_t *json, const char *type)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	size_t size = text ? strlen(text) : 0;
	const char *own = text ? lt_arena_copy(call->arena, text, size) : NULL;
	call->response->status = own ? status : 503;
	call->response->type = type;
	call->response->body = own ? lt_slice(own, size) : lt_slice_str("{}");
	free(text);
	json_decref(json);
}

void lt_api_answer(struct lt_api_call *call, unsigned status, json_t *json)
{
	put(call, status, json, "application/json");
}

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

void lt_api_problem(struct lt_api_call *call, const struct lt_problem *p)
{
	const char *type = lt_arena_printf(call->arena, "urn:lienthong:problem:%s", p->code);
	json_t *json = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:o, s:o}", "type",
				 type ? type : "about:blank", "title", p->vietnamese, "status",
				 (int)p->status, "detail", p->vietnamese, "english", p->english,
				 "code", p->code, "dossier", text_or_null(p->dossier), "pointer",
				 p->pointer ? json_string(p->pointer) : json_null());
	if (p->retry_s)
		lt_http_header(call->response, "Retry-After",
			       lt_arena_printf(call->arena, "%u", p->retry_s));
	if (p->status == 401)
		lt_http_header(call->response, "WWW-Authenticate", "Bearer");
	put(call, p->status, json, "application/problem+json");
}

void lt_api_flawed(struct lt_api_call *call, const struct lt_body *body)
{
	lt_api_problem(call, &(struct lt_problem){.status = 422,
						  .code = "content",
						  .vietnamese = body->flaw.vietnamese,
						  .english = body->flaw.english,
						  .pointer = body->flaw.pointer});
}

/* -- errors -- */

void lt_api_failed(struct lt_api_call *call, int error, const struct lt_err *err,
		   const char *dossier)
{
	struct lt_problem p = {.status = 503, .code = "node", .dossier = dossier, .retry_s = 5};
	p.vietnamese = err->text[0] ? err->text : lt_err_vietnamese(error);
	p.english = lt_err_english(error);
	switch (error) {
	case LT_E_ABSENT:
		p.status = 404;
		p.code = "absent";
		break;
	case LT_E_DENIED:
		p.status = 403;
		p.code = "right";
		break;
	case LT_E_VERSION:
		p.status = 410;
		p.code = "cursor";
		break;
	case LT_E_USAGE:
	case LT_E_FORMAT:
	case LT_E_LIMIT:
		p.status = 422;
		p.code = "content";
		break;
	case LT_E_LINE:
	case LT_E_TIMEOUT:
		p.code = "line-down";
		break;
	case LT_E_UNKNOWN:
		p.code = "outcome-unknown";
		p.vietnamese = "chưa có trả lời; hãy gửi lại đúng yêu cầu này với cùng "
			       "Idempotency-Key: nó chỉ được thực hiện một lần";
		p.english = "no answer yet; send this very request again under the same "
			    "Idempotency-Key: it is carried out once";
		break;
	default:
		break;
	}
	if (p.status != 503)
		p.retry_s = 0;
	lt_api_problem(call, &p);
}

/* -- how a command ended -- */

json_t *lt_api_time(int64_t at_us)
{
	char text[LT_TIME_TEXT_BYTES];
	return at_us == 0 || at_us == INT64_MAX ? json_null()
						: json_string(lt_time_iso(at_us, text));
}

const char *lt_api_clock(int64_t due_us)
{
	return due_us == 0 ? "none" : due_us == INT64_MAX ? "stopped" : "running";
}

const char *lt_api_status(Lt__DossierStatus status)
{
	static const char *const words[] = {
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_UNSPECIFIED] = "none",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN] = "open",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED] = "finished",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED] = "returned",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN] = "withdrawn",
		[LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED] = "stopped"};
	return (size_t)status < sizeof words / sizeof *words ? words[status] : "none";
}

static void refused(struct lt_api_call *call, const Lt__CommandReply *reply, const char *dossier)
{
	static const struct {
		unsigned status, retry_s;
	} answers[LT_CLASS_COUNT] = {
		[LT_CLASS_state] = {409, 0},   [LT_CLASS_right] = {403, 0},
		[LT_CLASS_content] = {422, 0}, [LT_CLASS_absent] = {404, 0},
		[LT_CLASS_load] = {503, 60},   [LT_CLASS_request] = {409, 0},
		[LT_CLASS_script] = {409, 0},
	};
	enum lt_refusal refusal = (enum lt_refusal)reply->refusal;
	enum lt_refusal_class class = lt_refusal_class(refusal);
	lt_api_problem(call, &(struct lt_problem){
				     .status = answers[class].status,
				     .code = lt_refusal_name(refusal),
				     .vietnamese = *reply->text ? reply->text
								: lt_refusal_vietnamese(refusal),
				     .english = lt_refusal_english(refusal),
				     .dossier = *reply->code ? reply->code : dossier,
				     .retry_s = answers[class].retry_s});
}

void lt_api_told(struct lt_api_call *call, const Lt__CommandReply *reply, const char *dossier,
		 bool fresh)
{
	if (reply->refusal)
		return refused(call, reply, dossier);
	json_t *steps = json_array();
	for (size_t i = 0; i < reply->n_open_steps; i++)
		(void)json_array_append_new(steps, json_string(reply->open_steps[i]));
	json_t *json = json_pack("{s:s, s:o, s:o, s:s, s:I, s:o, s:b}", "code",
				 *reply->code ? reply->code
				 : dossier    ? dossier
					      : "",
				 "received_at", lt_api_time(reply->received_us), "due_at",
				 lt_api_time(reply->due_us), "clock", lt_api_clock(reply->due_us),
				 "fee_vnd", (json_int_t)reply->fee_vnd, "open_steps", steps,
				 "provisional", reply->provisional);
	lt_api_answer(call, reply->provisional ? 202 : fresh ? 201 : 200, json);
}

int lt_api_ask(struct lt_api_call *call, Lt__Fetch *fetch, const char *unit, Lt__FetchReply **ret,
	       struct lt_err *err)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	actor.id = call->key->agency;
	actor.unit = unit;
	fetch->actor = &actor;
	int r = lt_ask_fetch(call->ask, fetch, call->arena, ret, err);
	fetch->actor = NULL;
	return r;
}
