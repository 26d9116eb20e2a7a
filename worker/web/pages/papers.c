/* SPDX-License-Identifier: EUPL-1.2 */
/* The papers of a dossier: listed, looked at, fetched, added. Whoever may open the dossier comes
 * near them, nobody else (the node says who), and each look is noted. */
#include "worker/web/pages/papers.h"

#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/core/verdict.h"
#include "procedures/forms/words.h"
#include "proto/base/ids.h"
#include "worker/web/files.h"

const char lt_papers_shut_in[] = "default-src 'none'; sandbox; frame-ancestors 'none'";

/* -- on the page of the dossier -- */

static bool has_scan(const Lt__Paper *p)
{
	return p && p->hash.len == LT_HASH_BYTES;
}

static void line(struct lt_view *v, const Lt__Dossier *d, const Lt__PaperLine *l)
{
	char at[LT_TIME_TEXT_BYTES];
	const Lt__Paper *p = l->paper;
	lt_html(&v->html, "<li>");
	lt_papers_picture(v, d->code, l);
	lt_html(&v->html, "<b>%s</b> <span class=\"quiet\">", l->name);
	if (!p)
		lt_html(&v->html, "%s",
			l->required ? LT_SAY(v, "còn thiếu", "missing")
				    : LT_SAY(v, "chưa có", "not there"));
	else
		lt_html(&v->html, "%s %s %s", lt_word_form(p->form),
			p->at_us ? lt_time_vietnamese(p->at_us, at) : "",
			p->reused ? LT_SAY(v, "(dùng lại)", "(reused)") : "");
	lt_html(&v->html, "</span>");
	if (has_scan(p))
		lt_html(&v->html, " <a href=\"/ho-so/%s/giay/%s\">%s %s (%s)</a>", d->code, l->id,
			LT_SAY(v, "Tải", "Download"), lt_word_media(p->media),
			lt_files_size(v, p->bytes));
	lt_html(&v->html, "</li>");
}

/* A desk of this person's that has the dossier; NULL. */
static const char *unit_with(const struct lt_view *v, const Lt__Dossier *d)
{
	for (size_t i = 0; v->person && i < v->person->n_desks; i++) {
		const char *unit = v->person->desks[i]->unit;
		bool has = strcmp(unit, d->unit) == 0;
		for (size_t k = 0; k < d->n_tokens && !has; k++) {
			has = strcmp(unit, d->tokens[k]->unit) == 0;
			for (size_t o = 0; o < d->tokens[k]->n_opinions && !has; o++)
				has = strcmp(unit, d->tokens[k]->opinions[o]->unit) == 0;
		}
		if (has)
			return unit;
	}
	return NULL;
}

static void more(struct lt_view *v, const Lt__FetchReply *reply)
{
	const Lt__Dossier *d = reply->dossier;
	const char *unit = unit_with(v, d);
	bool open = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN ||
		    d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED;
	if (!open || !unit || !reply->n_papers)
		return;
	lt_html(&v->html,
		"<details class=\"fold\"><summary>%s</summary><form class=\"act\" method=\"post\" "
		"enctype=\"multipart/form-data\" action=\"/ho-so/%s/giay\"><input type=\"hidden\" "
		"name=\"dv\" value=\"%s\">",
		LT_SAY(v, "Đính kèm bản quét", "Attach a scan"), d->code, unit);
	lt_view_token(v);
	lt_html(&v->html, "<label for=\"giay\">%s</label><select id=\"giay\" name=\"giay\">",
		LT_SAY(v, "Giấy tờ", "Paper"));
	for (size_t i = 0; i < reply->n_papers; i++)
		lt_html(&v->html, "<option value=\"%s\">%s</option>", reply->papers[i]->id,
			reply->papers[i]->name);
	lt_html(&v->html, "</select>");
	lt_files_control(v, "moi", LT_SAY(v, "giấy tờ đã chọn", "the paper chosen"), NULL);
	lt_html(&v->html, "<button class=\"second\">%s</button></form></details>",
		LT_SAY(v, "Đính kèm", "Attach"));
	lt_files_script(v);
}

static int ask_papers(struct lt_view *v, const char *code, Lt__FetchReply **ret, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PAPERS;
	fetch.code = code;
	return lt_view_ask(v, &fetch, ret, err);
}

void lt_papers_section(struct lt_view *v, const Lt__Dossier *dossier)
{
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	lt_html(&v->html, "<section><h2>%s</h2>", LT_SAY(v, "Giấy tờ", "Papers"));
	if (ask_papers(v, dossier->code, &reply, &err) < 0) {
		lt_html(&v->html, "<p class=\"problem\">%s</p></section>", err.text);
		return;
	}
	lt_html(&v->html, "<ul class=\"papers\">");
	for (size_t i = 0; i < reply->n_papers; i++)
		line(v, dossier, reply->papers[i]);
	lt_html(&v->html, "</ul>");
	more(v, reply);
	lt_html(&v->html, "</section>");
}

/* -- one scan -- */

const Lt__Paper *lt_papers_wanted(struct lt_view *v, Lt__FetchReply **ret_reply)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PAPERS;
	fetch.code = v->parameter;
	if (lt_view_fetch(v, &fetch, ret_reply) < 0)
		return NULL;
	const Lt__Dossier *d = (*ret_reply)->dossier;
	const Lt__Paper *p = d ? lt_dossier_paper(d, v->second) : NULL;
	if (has_scan(p))
		return p;
	lt_view_problem(v, 404, LT_SAY(v, "Không tìm thấy", "Not found"),
			LT_SAY(v, "Giấy tờ này chưa có bản quét.", "This paper has no scan yet."));
	return NULL;
}

/* The node has no such file yet: it is asked to fetch it. */
static void on_its_way(struct lt_view *v, const Lt__Paper *p)
{
	struct lt_err err = {0};
	uint64_t size = 0, have = 0;
	int r = lt_ask_bring(v->ask, p->hash.data, v->arena, &size, &have, &err);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	v->response->status = 202;
	lt_view_begin(v, LT_SAY(v, "Đang tải về", "On its way"));
	lt_html(&v->html, "<p role=\"status\">%s %s / %s.</p>",
		LT_SAY(v, "Bản quét đang được máy trạm tải từ máy chủ về:",
		       "The node is fetching the scan from the coordinator:"),
		lt_files_size(v, have), lt_files_size(v, p->bytes));
	lt_html(&v->html,
		"<ul class=\"next\"><li><a href=\"%s\">%s</a></li><li><a href=\"/ho-so/%s\">%s</a>"
		"</li></ul>",
		v->request->path, LT_SAY(v, "Xem lại", "Look again"), v->parameter,
		LT_SAY(v, "Về hồ sơ", "Back to the dossier"));
	lt_view_end(v);
}

/* "to_khai-H14.1-250701-000001.pdf": only letters that no header needs to quote. */
static const char *file_name(struct lt_view *v, const Lt__Paper *p)
{
	char *name = lt_arena_printf(v->arena, "%s-%s%s", p->id, v->parameter,
				     lt_paper_ending(lt_paper_of_media(p->media)));
	for (char *c = name; c && *c; c++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
			    *c))
			*c = '_';
	return name ? name : "giay-to";
}

static void download(struct lt_view *v)
{
	Lt__FetchReply *reply;
	struct lt_paper_file file;
	struct lt_err err = {0};
	const Lt__Paper *p = lt_papers_wanted(v, &reply);
	if (!p)
		return;
	int r = lt_papers_read(v->web->papers, p->hash.data, &file, &err);
	if (r == LT_E_ABSENT || r == LT_E_DAMAGED)
		return on_its_way(v, p);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	lt_view_looked(v, reply->dossier->code, lt_arena_printf(v->arena, "tải giấy tờ %s", p->id));
	v->response->type = file.type ? lt_paper_media(file.type) : "application/octet-stream";
	v->response->policy = lt_papers_shut_in;
	v->response->file = file.fd;
	v->response->file_size = file.size;
	lt_http_header(v->response, "Content-Disposition",
		       lt_arena_printf(v->arena, "attachment; filename=\"%s\"", file_name(v, p)));
}

/* -- adding one -- */

static void told(struct lt_view *v, const char *kind, const char *text)
{
	lt_view_tell(v, kind, text);
	lt_http_redirect(v->response, lt_arena_printf(v->arena, "/ho-so/%s", v->parameter));
}

static void attach(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__AttachPaper body = LT__ATTACH_PAPER__INIT;
	Lt__Paper paper = LT__PAPER__INIT;
	Lt__CommandReply *reply;
	struct lt_given given;
	struct lt_err err = {0};
	const char *unit = lt_http_text(v->request->form, "dv");
	if (!lt_view_is_of(v, unit))
		return told(v, "problem",
			    LT_SAY(v, "Bạn không làm việc tại đơn vị đó.",
				   "You have no desk at that unit."));
	if (!lt_files_given(v, "moi", &given))
		return told(v, "problem",
			    LT_SAY(v, "Chưa chọn tệp nào; hãy chọn bản quét rồi bấm Đính kèm.",
				   "No file was chosen; choose the scan, then attach."));
	if (given.flaw)
		return told(v, "problem", given.flaw);
	if (lt_files_keep(v, &given, &err) < 0)
		return told(v, "problem", err.text);
	paper.id = lt_http_text(v->request->form, "giay");
	lt_files_name(&given, &paper);
	body.paper = &paper;
	command.code = v->parameter;
	command.body_case = LT__COMMAND__BODY_ATTACH;
	command.attach = &body;
	if (lt_view_command(v, &command, unit, &reply) < 0)
		return;
	if (reply->refusal)
		told(v, "problem",
		     *reply->text ? reply->text : lt_refusal_vietnamese(reply->refusal));
	else
		told(v, "done",
		     lt_arena_printf(v->arena, "%s: %s", LT_SAY(v, "Đã đính kèm", "Attached"),
				     given.name));
}

const struct lt_route lt_routes_papers[] = {
	{LT_HTTP_GET, "/ho-so/:/giay/:", LT_NEEDS_PERSON, download},
	{LT_HTTP_POST, "/ho-so/:/giay", LT_NEEDS_PERSON, attach},
	{0, NULL, 0, NULL},
};
