/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/files.h"

#include <stdio.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/papers/uploads.h"
#include "worker/web/pages/papers.h"
#include "worker/web/web_own.h"

/* -- while the form is read -- */

uint64_t lt_files_owner(const char *account)
{
	return lt_name_key(account);
}

static bool ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), size = strlen(end);
	return n > size && strcmp(path + n - size, end) == 0;
}

static bool takes_files(const char *path)
{
	return strncmp(path, "/tiep-nhan/", 11) == 0 ||
	       (strncmp(path, "/ho-so/", 7) == 0 &&
		(ends_in(path, "/giay") || ends_in(path, "/lam")));
}

/* Before a byte of it is read: only somebody who is logged in fills our disk, or was until just
 * now: what was chosen before the session ended goes along through the login. */
static uint64_t room(void *owner, struct lt_http_request *request)
{
	struct lt_web *web = owner;
	struct lt_session_of session;
	if (lt_api_takes(request))
		return lt_api_room(web, request);
	const char *cookie = lt_http_text(request->cookies, lt_view_cookie_name(request));
	if (!takes_files(request->path) ||
	    (*request->fetch_site && strcmp(request->fetch_site, "same-origin") != 0) || !*cookie)
		return 0;
	int r = lt_accounts_session(web->accounts, cookie, request->arena, &session);
	if (r < 0)
		r = lt_accounts_lapsed(web->accounts, cookie, request->arena, &session);
	if (r < 0 || session.half || session.admin)
		return 0;
	request->sender = lt_files_owner(session.account);
	return LT_DOSSIER_PAPERS_BYTES_MAX;
}

static void piece(void *owner, const struct lt_http_request *request, struct lt_http_file *file,
		  struct lt_slice bytes)
{
	struct lt_web *web = owner;
	struct lt_upload upload;
	struct lt_err err = {0};
	char number[LT_UPLOAD_TEXT_BYTES];
	uint64_t have = 0, at = request->file_from + file->size;
	const char *key = file->key ? file->key : request->file_key;
	if (key)
		(void)lt_upload_parse(request->sender, key, &upload);
	else
		lt_upload_begin(request->sender, &upload);
	int r = lt_uploads_add(web->papers, &upload, at, bytes, &have, &err);
	if (r == 0 && !file->key)
		file->key = lt_arena_str(request->arena, lt_upload_text(&upload, number));
	if (r < 0)
		file->flaw = lt_arena_str(request->arena, err.text);
	bool added = have == at + bytes.size || request->file_key; /* who goes on is told where */
	if (r == 0 && (!file->key || !added))
		file->flaw = lt_err_vietnamese(LT_E_NOMEM);
}

struct lt_http_files lt_files_sink(void)
{
	return (struct lt_http_files){.room = room, .piece = piece};
}

/* -- what was given -- */

const char *lt_files_size(struct lt_view *v, uint64_t bytes)
{
	enum { KIB = 1 << 10 };
	const char *text;
	uint64_t tenths = bytes * 10 / (KIB * KIB);
	if (bytes < (uint64_t)KIB * KIB)
		text = lt_arena_printf(v->arena, "%llu KB",
				       (unsigned long long)(bytes + KIB - 1) / KIB);
	else
		text = lt_arena_printf(v->arena, "%llu%s%llu MB", (unsigned long long)tenths / 10,
				       LT_SAY(v, ",", "."), (unsigned long long)tenths % 10);
	return text ? text : "";
}

static const struct lt_http_file *chosen(const struct lt_view *v, const char *field)
{
	for (const struct lt_http_file *f = v->request->files; f; f = f->next)
		if (strcmp(f->field, field) == 0)
			return f;
	return NULL;
}

static void spoil(struct lt_view *v, struct lt_given *given, const char *why)
{
	const char *text = lt_arena_printf(v->arena, "%s: %s", given->name, why);
	given->flaw = text ? text : why;
}

static void take(struct lt_view *v, struct lt_given *given)
{
	struct lt_upload upload;
	struct lt_paper_file file;
	struct lt_err err = {0};
	uint8_t hash[LT_HASH_BYTES];
	if (!lt_upload_parse(lt_files_owner(v->session.account), given->number, &upload))
		return spoil(v, given, lt_err_vietnamese(LT_E_FORMAT));
	if (lt_uploads_take(v->web->papers, &upload, given->name, hash, &file, &err) < 0)
		return spoil(v, given, err.text);
	given->hash = lt_arena_copy(v->arena, hash, sizeof hash);
	given->size = file.size;
	given->media = lt_paper_media(file.type);
	if (!given->hash)
		spoil(v, given, lt_err_vietnamese(LT_E_NOMEM));
}

bool lt_files_given(struct lt_view *v, const char *id, struct lt_given *ret)
{
	const char *field = lt_arena_printf(v->arena, "tep.%s", id);
	const char *number = lt_arena_printf(v->arena, "teps.%s", id);
	const char *name = lt_arena_printf(v->arena, "tept.%s", id);
	*ret = (struct lt_given){.number = "", .name = "", .media = ""};
	if (!field || !number || !name)
		return false;
	const struct lt_http_file *file = chosen(v, field);
	if (file) {
		ret->name = file->name;
		ret->number = file->key ? file->key : "";
		if (file->flaw || file->size == 0)
			spoil(v, ret,
			      file->flaw ? file->flaw
					 : LT_SAY(v, "tệp rỗng; hãy quét lại",
						  "the file is empty; scan it again"));
		else
			take(v, ret);
		return true;
	}
	ret->number = lt_http_text(v->request->form, number);
	ret->name = lt_http_text(v->request->form, name);
	if (!*ret->number)
		return false;
	take(v, ret);
	return true;
}

void lt_files_name(const struct lt_given *given, Lt__Paper *paper)
{
	paper->hash = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
					    .data = (uint8_t *)(uintptr_t)given->hash};
	paper->bytes = given->size;
	paper->media = given->media;
	paper->digitised = true;
}

int lt_files_keep(struct lt_view *v, const struct lt_given *given, struct lt_err *err)
{
	return lt_ask_keep(v->ask, given->hash, given->size, v->arena, err);
}

/* -- the control -- */

void lt_files_control(struct lt_view *v, const char *id, const char *label,
		      const struct lt_given *held)
{
	bool has = held && !held->flaw && held->hash;
	lt_html(&v->html,
		"<div class=\"scan\" data-scan=\"%s\" data-sending=\"%s\" data-held=\"%s\" "
		"data-cut=\"%s\" data-over=\"%s\" data-page=\"%s\">",
		id, LT_SAY(v, "Đang gửi", "Sending"), LT_SAY(v, "Đã có tệp", "Held:"),
		LT_SAY(v, "Chưa gửi được; sẽ tự gửi tiếp từ chỗ dở.",
		       "Cut; it goes on by itself from where it was."),
		LT_SAY(v, "phiên làm việc đã hết; hãy đăng nhập lại rồi chọn lại tệp",
		       "the session is over; log in and choose the file again"),
		LT_SAY(v, "Trang đầu của", "First page of"));
	if (has)
		lt_papers_held_picture(v, held->number, held->media);
	if (has)
		lt_html(&v->html,
			"<p class=\"held\">%s <b>%s</b> (%s)</p><input type=\"hidden\" "
			"name=\"teps.%s\" value=\"%s\"><input type=\"hidden\" name=\"tept.%s\" "
			"value=\"%s\">",
			LT_SAY(v, "Đã có tệp", "Held:"), held->name, lt_files_size(v, held->size),
			id, held->number, id, held->name);
	lt_html(&v->html,
		"<input type=\"file\" name=\"tep.%s\" id=\"o-tep.%s\" aria-label=\"%s: %s\" "
		"accept=\".pdf,.jpg,.jpeg,.png,.tif,.tiff,.docx,.xlsx,.p7s,.xml\"><output>"
		"</output></div>",
		id, id,
		has ? LT_SAY(v, "Thay bản quét", "Another scan") : LT_SAY(v, "Bản quét", "Scan"),
		label);
}

void lt_files_script(struct lt_view *v)
{
	lt_html(&v->html, "<script type=\"module\" src=\"%s\"></script>",
		lt_asset_path(v->web->assets, "scans.js"));
}
