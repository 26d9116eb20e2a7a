/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that nodes saw down: whoever operates the province gives the time back to the dossiers that
 * were open there, or says why not. */
#include <stdlib.h>
#include <string.h>

#include "procedures/forms/waiting.h"
#include "proto/base/time.h"
#include "worker/web/pages/operator.h"
#include "worker/web/pages/procedures.h"

enum { LINES_MAX = 50 };

static const char *state(const struct lt_view *v, const Lt__LineSighting *s)
{
	return s->end == LT__LINE_END__LINE_END_ACCEPTED
		       ? LT_SAY(v, "đã trả lại thời gian", "time given back")
	       : s->end == LT__LINE_END__LINE_END_DISMISSED
		       ? LT_SAY(v, "đã bỏ qua", "dismissed")
		       : LT_SAY(v, "chờ xem", "to be looked at");
}

static void choices(struct lt_view *v, const Lt__LineSighting *s)
{
	lt_html(&v->html,
		"<form method=\"post\" action=\"/van-hanh/duong-truyen\">"
		"<input type=\"hidden\" name=\"so\" value=\"%u\">",
		s->number);
	lt_view_token(v);
	lt_html(&v->html,
		"<label for=\"ly-do-%u\">%s</label><input id=\"ly-do-%u\" name=\"ghi\" "
		"maxlength=\"500\"><div class=\"choices\"><button name=\"kq\" "
		"value=\"tra\">%s</button><button class=\"second\" name=\"kq\" "
		"value=\"bo\">%s</button></div></form>",
		s->number, LT_SAY(v, "Lý do (khi bỏ qua)", "Why (to dismiss it)"), s->number,
		LT_SAY(v, "Trả lại thời gian", "Give the time back"),
		LT_SAY(v, "Bỏ qua", "Dismiss"));
}

/* Nobody was watching while the node was off; a line that broke often was hardly there. */
static void remark(struct lt_view *v, const Lt__LineSeen *seen)
{
	if (seen->starts)
		lt_html(&v->html, "<br><span class=\"quiet\">%s (%u)</span>",
			LT_SAY(v, "máy trạm có tắt", "the node was off in between"), seen->starts);
	if (seen->drops)
		lt_html(&v->html, "<br><span class=\"quiet\">%s (%u)</span>",
			LT_SAY(v, "chập chờn", "it broke again"), seen->drops);
}

static void row(struct lt_view *v, const Lt__LineSighting *s)
{
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	const Lt__LineSeen *seen = s->seen;
	lt_html(&v->html, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%s", seen->node,
		lt_time_vietnamese(seen->from_us, from), lt_time_vietnamese(seen->to_us, to),
		lt_age_text(v->arena, seen->to_us - seen->from_us));
	remark(v, seen);
	lt_html(&v->html, "</td><td>%s", state(v, s));
	if (s->end)
		lt_html(&v->html, "<br><span class=\"quiet\">%s %s</span>", s->closed_by, s->note);
	lt_html(&v->html, "</td><td>");
	if (!s->end)
		choices(v, s);
	lt_html(&v->html, "</td></tr>");
}

void lt_operator_lines(struct lt_view *v)
{
	static const char *const titles[][2] = {{"Máy trạm", "Node"},	 {"Mất lúc", "Down from"},
						{"Có lại lúc", "To"},	 {"Dài", "For"},
						{"Tình trạng", "State"}, {"", ""}};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LINES;
	fetch.text = "all";
	fetch.limit = LINES_MAX;
	if (lt_view_ask(v, &fetch, &reply, &err) < 0)
		return; /* the nodes' table has said why */
	lt_html(&v->html, "<h2>%s</h2>",
		LT_SAY(v, "Những lần mất đường truyền", "Lines that were down"));
	if (!reply->n_lines)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Chưa máy trạm nào báo mất đường truyền.",
				      "No node has told of any."));
	lt_html(&v->html, "<p>%s</p><div class=\"wide\" tabindex=\"0\"><table id=\"mat-tuyen\">",
		LT_SAY(v,
		       "Trả lại thời gian: hạn của các hồ sơ đang mở ở đó được tính lại, sổ tính "
		       "hạn ghi rõ. Bỏ qua thì phải nêu lý do.",
		       "Giving time back moves the dates of the dossiers that are open there; "
		       "their ledgers say so. To dismiss one, say why."));
	lt_procedures_head(v, titles, sizeof titles / sizeof *titles);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < reply->n_lines; i++)
		row(v, reply->lines[i]);
	lt_html(&v->html, "</tbody></table></div>");
}

void lt_operator_line(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__LineDown line = LT__LINE_DOWN__INIT;
	Lt__LineDismissed dismissed = LT__LINE_DISMISSED__INIT;
	Lt__CommandReply *reply;
	struct lt_err err = {0};
	const struct lt_http_field *form = v->request->form;
	bool back = strcmp(lt_http_text(form, "kq"), "tra") == 0;
	line.seen = dismissed.number = (uint32_t)strtoul(lt_http_text(form, "so"), NULL, 10);
	line.note = dismissed.note = lt_http_text(form, "ghi");
	command.actor = &v->self;
	command.body_case = back ? LT__COMMAND__BODY_LINE : LT__COMMAND__BODY_DISMISS_LINE;
	if (back)
		command.line = &line;
	else
		command.dismiss_line = &dismissed;
	int r = line.seen ? lt_ask_command(v->ask, &command, v->arena, &reply, &err)
			  : lt_err_set(&err, LT_E_USAGE, "thiếu số của mục");
	if (r < 0)
		return lt_view_failed(v, r, &err);
	if (reply->refusal)
		lt_view_tell(v, "problem", lt_view_refusal(v, reply));
	else
		lt_view_tell(v, "done",
			     back ? LT_SAY(v, "Đã trả lại thời gian.", "The time is given back.")
				  : LT_SAY(v, "Đã bỏ qua, có ghi lý do.", "Dismissed, with why."));
	lt_http_redirect(v->response, "/van-hanh");
}
