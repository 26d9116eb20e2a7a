/* SPDX-License-Identifier: EUPL-1.2 */
/* One proposal: what is in it, what its examination found, what it changes; and the second person,
 * who releases or refuses it. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "procedures/forms/light.h"
#include "proto/base/ids.h"
#include "worker/web/pages/procedures.h"
#include "worker/web/tool.h"

/* What has been told of the dates that a calendar moves. */
struct moved {
	int error;
	size_t count;
	uint64_t looked_at;
};

static int fetch_one(struct lt_view *v, const Lt__ProposalInfo **ret)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROPOSAL;
	fetch.limit = (uint32_t)strtoul(v->parameter, NULL, 10);
	int r = lt_view_fetch(v, &fetch, &reply);
	if (r == 0 && reply->n_proposals == 0) {
		lt_view_problem(
			v, 404, LT_SAY(v, "Không tìm thấy", "Not found"),
			LT_SAY(v, "Không có đề nghị số này.", "There is no such proposal."));
		return LT_E_ABSENT;
	}
	if (r == 0)
		*ret = reply->proposals[0];
	return r;
}

/* -- what its examination found -- */

void lt_proposals_report(struct lt_view *v, const Lt__ExamReport *report)
{
	static const char *const titles[][2] = {
		{"Dòng", "Line"}, {"Quy tắc", "Rule"}, {"Điều nhắc", "Advice"}, {"Nên", "Remedy"}};
	if (!report)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Không có kết quả kiểm tra được ghi lại.",
				      "No examination was recorded."));
	lt_html(&v->html, "<p>%s %zu</p>",
		LT_SAY(v, "Không có lỗi. Kịch bản thử đã đạt:", "No errors. Tests passed:"),
		report->n_tests);
	if (report->n_tests) {
		lt_html(&v->html, "<details><summary>%s</summary><ul>",
			LT_SAY(v, "Các kịch bản", "The tests"));
		for (size_t i = 0; i < report->n_tests; i++)
			lt_html(&v->html, "<li>%s</li>", report->tests[i]->name);
		lt_html(&v->html, "</ul></details>");
	}
	if (!report->n_findings)
		return;
	lt_html(&v->html, "<div class=\"wide\"><table>");
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < report->n_findings; i++) {
		const Lt__ExamFinding *f = report->findings[i];
		lt_html(&v->html,
			"<tr><td class=\"number\">%d</td><td>%s</td><td>%s</td><td>%s</td></tr>",
			f->line, f->rule, f->message, f->remedy);
	}
	lt_html(&v->html, "</tbody></table></div>");
}

/* -- what it changes -- */

static const char *in_force_source(struct lt_view *v, const Lt__ProposedItem *item)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	if (!*item->in_force)
		return NULL;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SOURCE;
	fetch.publish = item->file->kind;
	fetch.text = item->in_force;
	if (item->in_force_hash.len) {
		fetch.hash = item->in_force_hash;
		fetch.text = "";
	}
	return lt_view_ask(v, &fetch, &reply, &err) == 0 ? reply->source : NULL;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

static Lt__Difference *difference(struct lt_view *v, const json_t *from)
{
	Lt__Difference *d = lt_arena_alloc(v->arena, sizeof *d);
	if (!d)
		return NULL;
	lt__difference__init(d);
	d->step = lt_arena_str(v->arena, text_of(from, "step"));
	d->what = lt_arena_str(v->arena, text_of(from, "what"));
	d->label = lt_arena_str(v->arena, text_of(from, "label"));
	d->before = lt_arena_str(v->arena, text_of(from, "before"));
	d->after = lt_arena_str(v->arena, text_of(from, "after"));
	d->was = json_is_string(json_object_get(from, "before"));
	d->is = json_is_string(json_object_get(from, "after"));
	return d->step && d->what && d->label && d->before && d->after ? d : NULL;
}

static void show_differences(struct lt_view *v, const char *text)
{
	json_t *json = json_loads(text, 0, NULL), *from;
	json_t *list = json_object_get(json, "differences");
	Lt__Difference **items =
		lt_arena_zalloc(v->arena, json_array_size(list) + 1, sizeof(Lt__Difference *));
	size_t i, count = 0;
	json_array_foreach(list, i, from)
	{
		Lt__Difference *d = items ? difference(v, from) : NULL;
		if (d)
			items[count++] = d;
	}
	json_decref(json);
	lt_procedures_differences(v, items, count);
}

/* Nobody has released it yet: the tool reads it, in a child that is locked in. */
static void meaning(struct lt_view *v, const char *before, const char *after)
{
	LT_AUTO(tool_files) struct lt_tool_files files = {0};
	static const char *const words[] = {"diff", "--json", "cu.lua", "moi.lua", NULL};
	struct lt_program_end end;
	struct lt_err err = {0};
	int r = lt_tool_put(v, &files, "cu.lua", before, &err);
	if (r == 0)
		r = lt_tool_put(v, &files, "moi.lua", after, &err);
	if (r == 0)
		r = lt_tool_run(v, &files, words, &end, &err);
	lt_html(&v->html, "<h3>%s</h3>", LT_SAY(v, "Khác về nghĩa", "In meaning"));
	if (r < 0 || end.status != 0)
		lt_html(&v->html, "<p class=\"problem\">%s</p>", r < 0 ? err.text : end.complaints);
	else
		show_differences(v, (const char *)end.out.data);
}

/* -- what a calendar moves -- */

static void move_row(struct lt_view *v, const Lt__Move *m)
{
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	lt_html(&v->html, "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
		m->code, m->token ? m->step : LT_SAY(v, "cả hồ sơ", "the dossier"),
		lt_due_text(m->from_us, from), lt_due_text(m->to_us, to), m->why);
}

/* Some pages of them, each of so many dossiers that were looked at. @return where to go on, or
 * NULL: that was all */
static const char *moves_rows(struct lt_view *v, Lt__Fetch *fetch, struct moved *ret,
			      struct lt_err *err)
{
	enum { PAGES_AT_ONCE = 10, ROWS_AT_ONCE = 200 };
	Lt__FetchReply *reply;
	for (int i = 0; i < PAGES_AT_ONCE && ret->count < ROWS_AT_ONCE; i++) {
		ret->error = lt_view_ask(v, fetch, &reply, err);
		if (ret->error < 0)
			return NULL;
		for (size_t k = 0; k < reply->n_moves; k++)
			move_row(v, reply->moves[k]);
		ret->count += reply->n_moves;
		ret->looked_at += reply->looked_at;
		fetch->after = reply->next;
		if (!*reply->next)
			return NULL;
	}
	return fetch->after;
}

/* What a late calendar changes for running dossiers is seen before it is released. */
static void moves(struct lt_view *v, const char *name)
{
	static const char *const titles[][2] = {{"Hồ sơ", "Dossier"},
						{"Hạn của", "Due date of"},
						{"Đang là", "Is"},
						{"Sẽ là", "Becomes"},
						{"Vì sao", "Why"}};
	Lt__Fetch fetch = LT__FETCH__INIT;
	struct moved moved = {0};
	struct lt_err err = {0};
	const char *part = lt_http_text(v->request->query, "lich");
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CALENDAR_PREVIEW;
	fetch.limit = (uint32_t)strtoul(v->parameter, NULL, 10);
	fetch.code = name;
	fetch.after = strcmp(part, name) == 0 ? lt_http_text(v->request->query, "tu") : "";
	lt_html(&v->html, "<h3>%s</h3><div class=\"wide\" tabindex=\"0\"><table class=\"moves\">",
		LT_SAY(v, "Hồ sơ đang mở sẽ đổi hạn", "Due dates of open dossiers that it moves"));
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	const char *next = moves_rows(v, &fetch, &moved, &err);
	lt_html(&v->html, "</tbody></table></div>");
	if (moved.error < 0)
		return lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
	lt_html(&v->html, "<p class=\"moved\">%s %zu; %s %llu.</p>",
		LT_SAY(v, "Số hạn sẽ đổi:", "Dates that move:"), moved.count,
		LT_SAY(v, "hồ sơ đang mở đã xem:", "open dossiers looked at:"),
		(unsigned long long)moved.looked_at);
	if (next)
		lt_html(&v->html, "<p><a href=\"/thu-tuc/de-nghi/%s?lich=%s&amp;tu=%s\">%s</a></p>",
			v->parameter, lt_view_encode(v, name), next,
			LT_SAY(v, "Xem tiếp các hồ sơ sau", "Go on with the dossiers after these"));
}

static void changes(struct lt_view *v, const Lt__ProposedItem *item)
{
	const char *before = in_force_source(v, item);
	if (item->file->kind == LT__PUBLISH_KIND__PUBLISH_KIND_CALENDAR)
		moves(v, item->file->name);
	if (!before)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Chưa có bản nào đang áp dụng: mọi điều trong tệp là mới.",
				      "None is in force: all of it is new."));
	if (item->file->kind == LT__PUBLISH_KIND__PUBLISH_KIND_PROCEDURE)
		meaning(v, before, item->file->source);
	lt_html(&v->html, "<h3>%s</h3>", LT_SAY(v, "Từng dòng khác", "Line by line"));
	lt_procedures_lines(v, before, item->file->source);
}

static void file(struct lt_view *v, const Lt__ProposedItem *item, bool open)
{
	const Lt__ProposedFile *f = item->file;
	lt_html(&v->html, "<section class=\"step\"><h2>%s</h2><p>%s %s", f->name,
		*f->procedure ? f->procedure : "", f->version);
	if (open && *item->in_force)
		lt_html(&v->html, " (%s %s)", LT_SAY(v, "đang áp dụng:", "in force:"),
			item->in_force);
	lt_html(&v->html, "</p>");
	if (f->kind == LT__PUBLISH_KIND__PUBLISH_KIND_PROCEDURE)
		lt_proposals_report(v, f->report);
	if (open)
		changes(v, item);
	lt_html(&v->html,
		"<details><summary>%s</summary><pre class=\"lines\" tabindex=\"0\">%s</pre>"
		"</details></section>",
		LT_SAY(v, "Cả tệp", "The whole file"), f->source);
}

/* -- the second person -- */

static bool may_release(const struct lt_view *v)
{
	for (size_t i = 0; i < v->person->n_desks; i++)
		if (v->person->desks[i]->publishes)
			return true;
	return false;
}

static void begin_close(struct lt_view *v, const Lt__ProposalInfo *p, const char *deed)
{
	lt_html(&v->html,
		"<form method=\"post\" action=\"/thu-tuc/de-nghi/%u/xong\"><input type=\"hidden\" "
		"name=\"viec\" value=\"%s\">",
		p->number, deed);
	lt_view_token(v);
}

static void decide(struct lt_view *v, const Lt__ProposalInfo *p)
{
	bool own = strcmp(p->author, v->person->id) == 0;
	lt_html(&v->html, "<section class=\"step\"><h2>%s</h2>", LT_SAY(v, "Quyết định", "Decide"));
	if (own) {
		lt_html(&v->html, "<p>%s</p>",
			LT_SAY(v,
			       "Bạn soạn đề nghị này nên không cho phép được: phải là một người "
			       "khác "
			       "có vai trò cho phép công bố. Bạn có thể rút lại.",
			       "You wrote this, so somebody else who may release has to. You may "
			       "take "
			       "it back."));
		begin_close(v, p, "rut");
		lt_html(&v->html, "<button class=\"second\">%s</button></form>",
			LT_SAY(v, "Rút lại", "Take it back"));
	} else if (!may_release(v)) {
		lt_html(&v->html, "<p>%s</p>",
			LT_SAY(v, "Chờ người có vai trò cho phép công bố (danh bạ: publishes).",
			       "It waits for somebody whose role releases (publishes)."));
	} else {
		begin_close(v, p, "cho");
		lt_html(&v->html, "<button>%s</button></form>",
			LT_SAY(v, "Cho phép: cả gói có hiệu lực", "Release the bundle"));
		begin_close(v, p, "tu-choi");
		lt_html(&v->html,
			"<label for=\"ly-do\">%s</label><textarea id=\"ly-do\" name=\"ly_do\" "
			"rows=\"2\" maxlength=\"1000\" required></textarea><button "
			"class=\"second\">%s</button></form>",
			LT_SAY(v, "Hoặc từ chối, vì", "Or refuse it, because"),
			LT_SAY(v, "Từ chối", "Refuse"));
	}
	lt_html(&v->html, "</section>");
}

/* -- the page -- */

void lt_proposals_show(struct lt_view *v)
{
	const Lt__ProposalInfo *p = NULL;
	char at[LT_TIME_TEXT_BYTES];
	if (fetch_one(v, &p) < 0 || !p)
		return;
	lt_view_begin(v, lt_arena_printf(v->arena, "%s %u",
					 LT_SAY(v, "Đề nghị công bố số", "Proposal"), p->number));
	lt_html(&v->html, "<p><a href=\"/thu-tuc/de-nghi\">%s</a></p><p>%s %s, %s.",
		LT_SAY(v, "Mọi đề nghị", "All proposals"), LT_SAY(v, "Người soạn:", "Author:"),
		p->author_name, lt_time_vietnamese(p->at_us, at));
	if (*p->note)
		lt_html(&v->html, " “%s”", p->note);
	lt_html(&v->html, "</p>");
	if (p->end)
		lt_html(&v->html, "<p><b>%s</b>: %s, %s. %s</p>",
			p->end == LT__PROPOSAL_END__PROPOSAL_END_RELEASED
				? LT_SAY(v, "Đã cho phép", "Released")
			: p->end == LT__PROPOSAL_END__PROPOSAL_END_REFUSED
				? LT_SAY(v, "Đã từ chối", "Refused")
				: LT_SAY(v, "Đã rút lại", "Taken back"),
			p->closed_by_name, lt_time_vietnamese(p->closed_us, at), p->closed_note);
	else
		decide(v, p);
	for (size_t i = 0; i < p->n_items; i++)
		file(v, p->items[i], !p->end);
	lt_view_end(v);
}

static Lt__ProposalEnd end_of(const char *deed)
{
	return strcmp(deed, "cho") == 0	      ? LT__PROPOSAL_END__PROPOSAL_END_RELEASED
	       : strcmp(deed, "tu-choi") == 0 ? LT__PROPOSAL_END__PROPOSAL_END_REFUSED
	       : strcmp(deed, "rut") == 0     ? LT__PROPOSAL_END__PROPOSAL_END_WITHDRAWN
					      : LT__PROPOSAL_END__PROPOSAL_END_UNSPECIFIED;
}

/* A long list of findings is a page, not a word on the next one. */
static void refused(struct lt_view *v, const Lt__CommandReply *reply)
{
	const char *text = *reply->text ? reply->text : lt_refusal_vietnamese(reply->refusal);
	if (reply->refusal != LT_REFUSAL_CHECK) {
		lt_view_tell(v, "problem", text);
		return lt_http_redirect(
			v->response,
			lt_arena_printf(v->arena, "/thu-tuc/de-nghi/%s", v->parameter));
	}
	v->response->status = 422;
	lt_view_begin(v, LT_SAY(v, "Chưa có hiệu lực", "Not in force"));
	lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>",
		LT_SAY(v,
		       "Kiểm tra lại hôm nay thì gói không còn đạt; đề nghị vẫn chờ. Hãy báo người "
		       "soạn.",
		       "Examined again today it does not pass; the proposal still waits. Tell its "
		       "author."));
	lt_proposals_findings(v, text);
	lt_view_end(v);
}

void lt_proposals_close(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__CloseProposal body = LT__CLOSE_PROPOSAL__INIT;
	Lt__CommandReply *reply;
	body.number = (uint32_t)strtoul(v->parameter, NULL, 10);
	body.end = end_of(lt_http_text(v->request->form, "viec"));
	body.note = lt_http_text(v->request->form, "ly_do");
	command.body_case = LT__COMMAND__BODY_CLOSE_PROPOSAL;
	command.close_proposal = &body;
	if (lt_view_command(v, &command, lt_procedures_desk(v), &reply) < 0)
		return;
	if (reply->refusal)
		return refused(v, reply);
	lt_view_tell(v, "done", LT_SAY(v, "Đã ghi.", "Done."));
	lt_http_redirect(v->response,
			 lt_arena_printf(v->arena, "/thu-tuc/de-nghi/%s", v->parameter));
}
