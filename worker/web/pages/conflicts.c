/* SPDX-License-Identifier: EUPL-1.2 */
/* What was done here while the line was down and the coordinator then did not accept: each with its
 * reason, to be sent again or given up by somebody of the unit. */
#include "worker/web/pages/conflicts.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "procedures/forms/journey.h"
#include "procedures/forms/waiting.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"

static const char *unit_of(const Lt__Conflict *c)
{
	return c->command->actor ? c->command->actor->unit : "";
}

/* @param back  code of the dossier on whose page this stands; "": on the list's */
static void choices(struct lt_view *v, const Lt__Conflict *c, const char *back)
{
	unsigned long long number = (unsigned long long)c->number;
	lt_html(&v->html,
		"<form class=\"act\" method=\"post\" action=\"/vuong-mac/%llu\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">"
		"<input type=\"hidden\" name=\"ve\" value=\"%s\">",
		number, unit_of(c), back);
	lt_view_token(v);
	lt_html(&v->html,
		"<label for=\"ly-do-%llu\">%s</label><input id=\"ly-do-%llu\" name=\"ghi\" "
		"maxlength=\"2000\"><div class=\"choices\">"
		"<button name=\"kq\" value=\"lai\">%s</button>"
		"<button class=\"second\" name=\"kq\" value=\"thoi\">%s</button></div></form>",
		number, LT_SAY(v, "Lý do (khi thôi)", "Reason (to give it up)"), number,
		LT_SAY(v, "Gửi lại như đã làm", "Send it again as it was"),
		LT_SAY(v, "Thôi việc này", "Give it up"));
}

/* The names of what its dossier is about. @return NULL: they are not to be had */
static const Lt__FetchReply *names_of(struct lt_view *v, const char *code)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = code;
	return *code && lt_view_ask(v, &fetch, &reply, &err) == 0 ? reply : NULL;
}

static void one(struct lt_view *v, const Lt__Conflict *c, const char *back)
{
	char at[LT_TIME_TEXT_BYTES];
	const Lt__FetchReply *names = names_of(v, c->code ? c->code : "");
	lt_html(&v->html, "<section class=\"step conflict\"><h2>");
	if (!*back && c->code && *c->code)
		lt_html(&v->html, "<a href=\"/ho-so/%s\">%s</a>: ", c->code, c->code);
	lt_html(&v->html, "%s</h2><p>%s %s, %s</p><p class=\"problem\">%s %s</p>",
		lt_deed_text(v->arena, names, c->command), LT_SAY(v, "Làm lúc", "Done at"),
		lt_time_vietnamese(c->acted_us, at),
		lt_journey_name(names, LT__LABEL_KIND__LABEL_KIND_OFFICER,
				c->command->actor ? c->command->actor->id : ""),
		LT_SAY(v, "Máy chủ không nhận vì:", "The coordinator refused because:"), c->text);
	choices(v, c, back);
	lt_html(&v->html, "</section>");
}

/* -- on the page of a dossier -- */

/* What happens next. */
static const char *outlook(struct lt_view *v, const Lt__FetchReply *show)
{
	if (!show->line_down_us && show->waiting && show->waiting->no_room)
		return LT_SAY(v,
			      "Kho của máy chủ đang hết chỗ cho hồ sơ mới; máy trạm tự gửi khi có "
			      "chỗ.",
			      "The coordinator has no room for new dossiers; it goes out by itself "
			      "when there is.");
	if (!show->line_down_us)
		return LT_SAY(v, "Đang gửi; hãy mở lại trang sau ít giây.",
			      "It is on its way; open the page again in some seconds.");
	return LT_SAY(
		v,
		"Khi có lại đường truyền, máy trạm tự gửi; nơi khác chưa thấy việc này. Nếu máy "
		"chủ không nhận, việc ấy hiện ở trang này để bạn gửi lại hoặc thôi.",
		"It goes out by itself when the line is back; nobody elsewhere sees it until "
		"then. If it is refused, it stands here to be sent again or given up.");
}

void lt_conflicts_provisional(struct lt_view *v, const Lt__FetchReply *show)
{
	if (!show->provisional_events)
		return;
	lt_html(&v->html, "<p class=\"provisional\" role=\"status\"><b>%s</b> %s</p>",
		LT_SAY(v,
		       "Đã ghi tại máy trạm này, chưa được máy chủ của tỉnh xác nhận: các mục "
		       "(tạm) ở cuối phần Quá trình.",
		       "Recorded at this node, not confirmed by the coordinator yet: the entries "
		       "marked (tạm) at the end of the history."),
		outlook(v, show));
}

void lt_conflicts_section(struct lt_view *v, const char *code)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CONFLICTS;
	fetch.code = code;
	if (lt_view_ask(v, &fetch, &reply, &err) < 0)
		return lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
	for (size_t i = 0; i < reply->n_conflicts; i++)
		one(v, reply->conflicts[i], code);
}

/* -- all of them -- */

static void show(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CONFLICTS;
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	lt_view_begin(v, LT_SAY(v, "Việc máy chủ không nhận", "Refused by the coordinator"));
	lt_html(&v->html, "<p>%s</p>",
		reply->n_conflicts
			? LT_SAY(v,
				 "Những việc này làm lúc mất đường truyền. Muốn sửa: làm việc mới "
				 "trên hồ sơ, rồi thôi mục cũ ở đây.",
				 "These were done while the line was down. To correct one, act on "
				 "the dossier anew, then give up the old one here.")
			: LT_SAY(v, "Không có việc nào bị từ chối.", "Nothing was refused."));
	for (size_t i = 0; i < reply->n_conflicts; i++)
		one(v, reply->conflicts[i], "");
	lt_view_end(v);
}

static void settle(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__SettleConflict body = LT__SETTLE_CONFLICT__INIT;
	Lt__CommandReply *reply;
	const char *back = lt_http_text(v->request->form, "ve");
	body.number = strtoull(v->parameter, NULL, 10);
	body.again = strcmp(lt_http_text(v->request->form, "kq"), "lai") == 0;
	body.note = lt_http_text(v->request->form, "ghi");
	command.body_case = LT__COMMAND__BODY_SETTLE;
	command.settle = &body;
	if (lt_view_command(v, &command, lt_http_text(v->request->form, "dv"), &reply) < 0)
		return;
	if (reply->refusal == LT_REFUSAL_NO_CONFLICT)
		return lt_view_problem(
			v, 404, LT_SAY(v, "Không có mục này", "No such entry"),
			LT_SAY(v,
			       "Mục này không thuộc đơn vị của bạn, hoặc người khác đã "
			       "xử lý. Hãy mở lại danh sách.",
			       "It is not your unit's, or somebody else has settled it. "
			       "Open the list again."));
	if (reply->refusal)
		lt_view_tell(v, "problem", lt_view_refusal(v, reply));
	else
		lt_view_tell(v, "done",
			     body.again ? LT_SAY(v, "Đã gửi lại.", "Sent again.")
					: LT_SAY(v, "Đã thôi, có ghi lý do.", "Given up."));
	lt_http_redirect(v->response, lt_dossier_code_valid(back)
					      ? lt_arena_printf(v->arena, "/ho-so/%s", back)
					      : "/vuong-mac");
}

const struct lt_route lt_routes_conflicts[] = {
	{LT_HTTP_GET, "/vuong-mac", LT_NEEDS_PERSON, show},
	{LT_HTTP_POST, "/vuong-mac/:", LT_NEEDS_PERSON, settle},
	{0, NULL, 0, NULL},
};
