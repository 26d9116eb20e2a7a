/* SPDX-License-Identifier: EUPL-1.2 */
/* The papers of one dossier: listed, fetched, attached. A scan comes and goes as it is, in the body
 * of its request, and never through memory: lt_api_room lets it onto the disk as it comes. It may
 * come in parts (RFC 9110, 14.4): what has come lies under the name of the request, and goes on
 * after any cut; until it is whole each part is answered with how much there is. */
#include <stdio.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "proto/base/limits.h"
#include "proto/papers/uploads.h"
#include "worker/web/api/write_own.h"
#include "worker/web/files.h"
#include "worker/web/pages/papers.h"

static const char one[] = "/api/v1/dossiers/:/papers/:";

/* -- before the body is read -- */

static uint64_t owner_of(const char *key, struct lt_arena *arena)
{
	const char *name = lt_arena_printf(arena, "khóa %s", key);
	return lt_files_owner(name ? name : "");
}

/* A part of a scan: "bytes 0-99/1000", or "bytes * /1000" (without the blank) to ask how much has
 * come. */
struct part {
	uint64_t from, bytes, total; /* total 0: the scan is not in parts */
};

static bool read_part(const char *range, struct part *ret)
{
	unsigned long long from = 0, to = 0, total = 0;
	int end = 0;
	*ret = (struct part){0};
	if (!*range)
		return true;
	if (sscanf(range, "bytes */%llu%n", &total, &end) == 1 && !range[end])
		ret->total = total;
	else if (sscanf(range, "bytes %llu-%llu/%llu%n", &from, &to, &total, &end) == 3 &&
		 !range[end] && from <= to && to < total)
		*ret = (struct part){.from = from, .bytes = to + 1 - from, .total = total};
	return ret->total && ret->total <= LT_PAPER_BYTES_MAX;
}

/* Where the parts of a request come together. @param names  dossier and paper */
static bool name_parts(const struct lt_http_request *request, const char *const names[2],
		       const struct part *part, struct lt_upload *ret)
{
	const char *mark = lt_arena_printf(request->arena, "%s\n%s\n%s\n%llu", names[0], names[1],
					   request->request_id, (unsigned long long)part->total);
	if (mark)
		lt_upload_named(request->sender, mark, ret);
	return mark != NULL;
}

uint64_t lt_api_room(struct lt_web *web, struct lt_http_request *request)
{
	LT_AUTO(api_key) struct lt_api_key key = {0};
	char number[LT_UPLOAD_TEXT_BYTES];
	struct lt_upload upload;
	struct part part;
	struct lt_clock machine = lt_clock_system();
	const char *parameters[2];
	if (!lt_web_fits(one, request->path, request->arena, parameters) ||
	    lt_keys_find(web->options.dir, request->bearer, &key) < 0 || key.revoked_us ||
	    key.until_us <= lt_clock_wall(&machine) || !key.acts[LT_KEY_papers])
		return 0;
	request->sender = owner_of(key.id, request->arena);
	if (!read_part(request->range, &part))
		return 0;
	if (part.total && name_parts(request, parameters, &part, &upload)) {
		request->file_key = lt_arena_str(request->arena, lt_upload_text(&upload, number));
		request->file_from = part.from;
	}
	return LT_PAPER_BYTES_MAX;
}

/* -- listed -- */

static json_t *paper_json(const struct lt_api_call *call, const Lt__PaperLine *line)
{
	static const char *const forms[] = {[LT__PAPER_FORM__PAPER_FORM_COPY] = "copy",
					    [LT__PAPER_FORM__PAPER_FORM_ORIGINAL] = "original",
					    [LT__PAPER_FORM__PAPER_FORM_ELECTRONIC] = "electronic"};
	const Lt__Paper *p = line->paper;
	const char *form =
		p && (size_t)p->form < sizeof forms / sizeof *forms ? forms[p->form] : NULL;
	struct lt_err none = {0};
	uint64_t size;
	bool scanned = p && p->hash.len == LT_HASH_BYTES;
	bool here = scanned && lt_papers_find(call->web->papers, p->hash.data, &size, &none) == 0;
	return json_pack("{s:s, s:s, s:b, s:b, s:o, s:o, s:I, s:s, s:o, s:b, s:b}", "id", line->id,
			 "name", line->name, "required", line->required, "there", p != NULL, "form",
			 form ? json_string(form) : json_null(), "hash",
			 scanned ? lt_api_hex(&p->hash) : json_null(), "bytes",
			 (json_int_t)(p ? p->bytes : 0), "media", p ? p->media : "", "received_at",
			 lt_api_time(p ? p->at_us : 0), "reused", p && p->reused, "at_node", here);
}

static int ask_papers(struct lt_api_call *call, Lt__FetchReply **ret, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PAPERS;
	fetch.code = call->parameter;
	return lt_api_ask_any(call, &fetch, ret, err);
}

static void list(struct lt_api_call *call)
{
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	int r = ask_papers(call, &reply, &err);
	if (r < 0)
		return lt_api_failed(call, r, &err, call->parameter);
	json_t *items = json_array();
	for (size_t i = 0; i < reply->n_papers; i++)
		(void)json_array_append_new(items, paper_json(call, reply->papers[i]));
	lt_api_looked(call, reply->dossier->code, "xem danh sách giấy tờ qua API");
	lt_api_answer(call, 200,
		      json_pack("{s:s, s:o}", "code", reply->dossier->code, "items", items));
}

/* -- fetched -- */

static void on_its_way(struct lt_api_call *call, const Lt__Paper *p)
{
	struct lt_err err = {0};
	uint64_t size = 0, have = 0;
	int r = lt_ask_bring(call->ask, p->hash.data, call->arena, &size, &have, &err);
	if (r < 0)
		return lt_api_failed(call, r, &err, call->parameter);
	lt_http_header(call->response, "Retry-After", "2");
	lt_api_answer(
		call, 202,
		json_pack("{s:I, s:I}", "have", (json_int_t)have, "bytes", (json_int_t)p->bytes));
}

static void fetch_one(struct lt_api_call *call)
{
	Lt__FetchReply *reply;
	struct lt_paper_file file;
	struct lt_err err = {0};
	int r = ask_papers(call, &reply, &err);
	const Lt__Paper *p = r == 0 ? lt_dossier_paper(reply->dossier, call->second) : NULL;
	if (r == 0 && (!p || p->hash.len != LT_HASH_BYTES))
		r = lt_err_set(&err, LT_E_ABSENT, "hồ sơ %s chưa có bản quét của giấy tờ '%s'",
			       call->parameter, call->second);
	if (r == 0) {
		r = lt_papers_read(call->web->papers, p->hash.data, &file, &err);
		if (r == LT_E_ABSENT || r == LT_E_DAMAGED)
			return on_its_way(call, p);
	}
	if (r < 0)
		return lt_api_failed(call, r, &err, call->parameter);
	lt_api_looked(call, reply->dossier->code,
		      lt_arena_printf(call->arena, "tải giấy tờ %s qua API", p->id));
	call->response->status = 200;
	call->response->type = file.type ? lt_paper_media(file.type) : "application/octet-stream";
	call->response->policy = lt_papers_shut_in;
	call->response->file = file.fd;
	call->response->file_size = file.size;
}

/* -- attached -- */

static void refuse_type(struct lt_api_call *call)
{
	lt_api_problem(call, &(struct lt_problem){
				     .status = 415,
				     .code = "type",
				     .vietnamese = lt_arena_printf(
					     call->arena,
					     "Content-Type phải là loại của bản quét; nhận %s",
					     lt_paper_types_words()),
				     .english = "the Content-Type must be that of the scan"});
}

static void refuse_scan(struct lt_api_call *call, const char *why)
{
	lt_api_problem(call, &(struct lt_problem){.status = 422,
						  .code = "scan",
						  .vietnamese = why,
						  .english = "the scan cannot be taken",
						  .dossier = call->parameter});
}

static void refuse_part(struct lt_api_call *call)
{
	lt_api_problem(
		call,
		&(struct lt_problem){
			.status = 400,
			.code = "range",
			.vietnamese = "Content-Range phải như 'bytes 0-524287/3000000' (đúng độ "
				      "dài nội dung, nhiều nhất 50 MB), hoặc 'bytes */3000000' "
				      "với nội dung rỗng để hỏi đã có bao nhiêu",
			.english = "Content-Range: bytes FIRST-LAST/TOTAL of the body, or bytes "
				   "*/TOTAL without one",
			.dossier = call->parameter});
}

/* @return true: all parts are there; otherwise the answer says how much there is, or why not */
static bool is_whole(struct lt_api_call *call, const struct part *part, struct lt_upload *ret)
{
	const char *const names[2] = {call->parameter, call->second};
	const struct lt_http_file *came = call->request->files;
	struct lt_err err = {0};
	uint64_t have = 0;
	if (came && came->flaw)
		return refuse_scan(call, came->flaw), false;
	if ((came ? came->size : 0) != part->bytes || !name_parts(call->request, names, part, ret))
		return refuse_part(call), false;
	int r = lt_uploads_have(call->web->papers, ret, &have, &err);
	if (r < 0)
		return lt_api_failed(call, r, &err, call->parameter), false;
	if (have >= part->total)
		return true;
	if (have)
		lt_http_header(
			call->response, "Range",
			lt_arena_printf(call->arena, "bytes=0-%llu", (unsigned long long)have - 1));
	lt_api_answer(call, 308,
		      json_pack("{s:I, s:I}", "have", (json_int_t)have, "bytes",
				(json_int_t)part->total));
	return false;
}

/* The scan of the body. @return false: the answer is there */
static bool is_body(struct lt_api_call *call, struct lt_upload *ret)
{
	const struct lt_http_file *came = call->request->files;
	if (came && !came->flaw && came->key &&
	    lt_upload_parse(call->request->sender, came->key, ret))
		return true;
	refuse_scan(call, came && came->flaw ? came->flaw : "nội dung rỗng; hãy gửi lại bản quét");
	return false;
}

/* What was sent becomes a paper of the node. @return false: the answer is there */
static bool take_scan(struct lt_api_call *call, enum lt_paper_type type, Lt__Paper *paper)
{
	struct part part;
	struct lt_given given = {.name = "", .number = "", .media = lt_paper_media(type)};
	struct lt_upload upload;
	struct lt_paper_file file;
	struct lt_err err = {0};
	uint8_t hash[LT_HASH_BYTES];
	const char *name =
		lt_arena_printf(call->arena, "%s%s", call->second, lt_paper_ending(type));
	if (!read_part(call->request->range, &part) || !name)
		return refuse_part(call), false;
	if (part.total ? !is_whole(call, &part, &upload) : !is_body(call, &upload))
		return false;
	if (lt_uploads_take(call->web->papers, &upload, name, hash, &file, &err) < 0)
		return refuse_scan(call, err.text), false;
	int r = lt_ask_keep(call->ask, hash, file.size, call->arena, &err);
	given.hash = lt_arena_copy(call->arena, hash, sizeof hash);
	given.size = file.size;
	if (r == 0 && given.hash) {
		lt_files_name(&given, paper);
		return true;
	}
	lt_api_failed(call, r < 0 ? r : LT_E_NOMEM, &err, call->parameter);
	return false;
}

static void attach(struct lt_api_call *call)
{
	static const char *const words[] = {"copy", "original", "electronic"};
	const struct lt_http_field *query = call->request->query;
	const char *name = lt_api_name(call, NULL), *form = lt_http_text(query, "form");
	enum lt_paper_type type = lt_paper_of_media(call->request->content_type);
	Lt__Command command = LT__COMMAND__INIT;
	Lt__AttachPaper body = LT__ATTACH_PAPER__INIT;
	Lt__Paper paper = LT__PAPER__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	if (!name || !lt_api_officer(call, lt_http_text(query, "unit"),
				     lt_http_text(query, "officer"), &actor))
		return;
	if (type == LT_PAPER_UNKNOWN)
		return refuse_type(call);
	paper.id = call->second;
	paper.form = strcmp(form, words[1]) == 0   ? LT__PAPER_FORM__PAPER_FORM_ORIGINAL
		     : strcmp(form, words[2]) == 0 ? LT__PAPER_FORM__PAPER_FORM_ELECTRONIC
						   : LT__PAPER_FORM__PAPER_FORM_COPY;
	if (!take_scan(call, type, &paper))
		return;
	body.paper = &paper;
	command.actor = &actor;
	command.code = call->parameter;
	command.body_case = LT__COMMAND__BODY_ATTACH;
	command.attach = &body;
	lt_api_send(call, &command, name, false);
}

const struct lt_api_route lt_api_routes_papers[] = {
	{LT_HTTP_GET, "/api/v1/dossiers/:/papers", LT_KEY_papers, list},
	{LT_HTTP_GET, one, LT_KEY_papers, fetch_one},
	{LT_HTTP_POST, one, LT_KEY_papers, attach},
	{0, NULL, 0, NULL},
};
