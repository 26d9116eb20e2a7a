/* SPDX-License-Identifier: EUPL-1.2 */
/* Sending a scan in pieces, for pages with JavaScript: it goes on where it was cut, also after the
 * browser or the node fell.
 *
 *   POST /tai-len            name, size, day, ends of the file -> {"so": number, "co": bytes there}
 *   POST /tai-len/:so?tu=N   a piece from byte N               -> {"co": bytes there}
 *
 * What is refused is {"loi": why}; the form that names the number has the last word. */
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/papers/uploads.h"
#include "worker/web/files.h"
#include "worker/web/web_own.h"

static void answer(struct lt_view *v, const char *json)
{
	v->response->type = "application/json; charset=utf-8";
	v->response->body = lt_slice_str(json ? json : "{}");
}

/* The texts are our own: quotes in them are the only letters JSON needs told. */
static void refuse(struct lt_view *v, unsigned status, const char *why)
{
	char *text = lt_arena_str(v->arena, why);
	for (char *c = text; c && *c; c++)
		if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ')
			*c = '\'';
	v->response->status = status;
	answer(v, lt_arena_printf(v->arena, "{\"loi\":\"%s\"}", text ? text : ""));
}

static void failed(struct lt_view *v, int error, const struct lt_err *err)
{
	refuse(v, error == LT_E_LIMIT || error == LT_E_FORMAT ? 422 : 503,
	       err->text[0] ? err->text : lt_err_vietnamese(error));
}

static void begin(struct lt_view *v)
{
	const struct lt_http_field *form = v->request->form;
	const char *mark = lt_arena_printf(v->arena, "%s\n%s\n%s\n%s", lt_http_text(form, "ten"),
					   lt_http_text(form, "co"), lt_http_text(form, "luc"),
					   lt_http_text(form, "dau"));
	struct lt_upload upload;
	struct lt_err err = {0};
	char number[LT_UPLOAD_TEXT_BYTES];
	uint64_t have = 0, size = strtoull(lt_http_text(form, "co"), NULL, 10);
	if (!mark || size == 0 || size > LT_PAPER_BYTES_MAX)
		return refuse(v, 422,
			      LT_SAY(v,
				     "mỗi tệp nhiều nhất 50 MB và không rỗng; hãy quét với độ phân "
				     "giải thấp hơn hoặc chia thành nhiều tệp",
				     "a file has at most 50 MB and is not empty; scan it more "
				     "coarsely or in parts"));
	lt_upload_named(lt_files_owner(v->session.account), mark, &upload);
	int r = lt_uploads_have(v->web->papers, &upload, &have, &err);
	if (r < 0)
		return failed(v, r, &err);
	answer(v, lt_arena_printf(v->arena, "{\"so\":\"%s\",\"co\":%llu}",
				  lt_upload_text(&upload, number), (unsigned long long)have));
}

static void piece(struct lt_view *v)
{
	struct lt_upload upload;
	struct lt_err err = {0};
	uint64_t have = 0, from = strtoull(lt_http_text(v->request->query, "tu"), NULL, 10);
	if (!lt_upload_parse(lt_files_owner(v->session.account), v->parameter, &upload))
		return refuse(v, 404, LT_SAY(v, "không có tệp này", "no such file"));
	int r = lt_uploads_add(v->web->papers, &upload, from, v->request->body, &have, &err);
	if (r < 0)
		return failed(v, r, &err);
	answer(v, lt_arena_printf(v->arena, "{\"co\":%llu}", (unsigned long long)have));
}

const struct lt_route lt_routes_uploads[] = {
	{LT_HTTP_POST, "/tai-len", LT_NEEDS_SENDER, begin},
	{LT_HTTP_POST, "/tai-len/:", LT_NEEDS_SENDER, piece},
	{0, NULL, 0, NULL},
};
