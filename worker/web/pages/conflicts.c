/* SPDX-License-Identifier: EUPL-1.2 */
/* What was done here while the line was down and the coordinator then did not accept: each with its
 * reason, to be sent again or given up by somebody of the unit. */
#include <stdlib.h>
#include <string.h>

#include "procedures/forms/waiting.h"
#include "proto/base/time.h"
#include "worker/web/web_own.h"

static const char *unit_of(const Lt__Conflict *c)
{
	return c->command->actor ? c->command->actor->unit : "";
}

static void choices(struct lt_view *v, const Lt__Conflict *c)
{
	lt_html(&v->html,
		"<form class=\"act\" method=\"post\" action=\"/vuong-mac/%llu\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">",
		(unsigned long long)c->number, unit_of(c));
	lt_view_token(v);
	lt_html(&v->html,
		"<label for=\"ghi-%llu\">%s</label><input id=\"ghi-%llu\" name=\"ghi\" "
		"maxlength=\"2000\"><div class=\"choices\">"
		"<button name=\"kq\" value=\"lai\">%s</button>"
		"<button class=\"second\" name=\"kq\" value=\"thoi\">%s</button></div></form>",
		(unsigned long long)c->number,
		LT_SAY(v, "Lý do (khi thôi)", "Reason (to give it up)"),
		(unsigned long long)c->number,
		LT_SAY(v, "Gửi lại như đã làm", "Send it again as it was"),
		LT_SAY(v, "Thôi việc này", "Give it up"));
}

static void one(struct lt_view *v, const Lt__Conflict *c)
{
	char at[LT_TIME_TEXT_BYTES];
	lt_html(&v->html, "<section class=\"step\"><h2>");
	if (c->code && *c->code)
		lt_html(&v->html, "<a href=\"/ho-so/%s\">%s</a>: ", c->code, c->code);
	lt_html(&v->html, "%s</h2><p>%s %s, %s</p><p class=\"problem\">%s %s</p>",
		lt_deed_text(v->arena, c->command), LT_SAY(v, "Làm lúc", "Done at"),
		lt_time_vietnamese(c->acted_us, at), c->command->actor ? c->command->actor->id : "",
		LT_SAY(v, "Máy chủ không nhận vì:", "The coordinator refused because:"), c->text);
	choices(v, c);
	lt_html(&v->html, "</section>");
}

/* The conflicts of each unit of this person, once. */
static bool is_first(const struct lt_view *v, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(v->person->desks[j]->unit, v->person->desks[i]->unit) == 0)
			return false;
	return true;
}

static int fetch_of(struct lt_view *v, const char *unit, Lt__FetchReply **ret)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_CONFLICTS;
	fetch.unit = unit;
	return lt_view_fetch(v, &fetch, ret);
}

static void show(struct lt_view *v)
{
	size_t n = v->person->n_desks, count = 0;
	Lt__FetchReply **of = lt_arena_alloc(v->arena, n * sizeof *of);
	for (size_t i = 0; of && i < n; i++) {
		of[i] = NULL;
		if (is_first(v, i) && fetch_of(v, v->person->desks[i]->unit, &of[i]) < 0)
			return;
		count += of[i] ? of[i]->n_conflicts : 0;
	}
	lt_view_begin(v, LT_SAY(v, "Việc máy chủ không nhận", "Refused by the coordinator"));
	lt_html(&v->html, "<p>%s</p>",
		count ? LT_SAY(v,
			       "Những việc này làm lúc mất đường truyền. Muốn sửa: làm việc mới "
			       "trên hồ sơ, rồi thôi mục cũ ở đây.",
			       "These were done while the line was down. To correct one, act on "
			       "the dossier anew, then give up the old one here.")
		      : LT_SAY(v, "Không có việc nào bị từ chối.", "Nothing was refused."));
	for (size_t i = 0; of && i < n; i++)
		for (size_t k = 0; of[i] && k < of[i]->n_conflicts; k++)
			one(v, of[i]->conflicts[k]);
	lt_view_end(v);
}

/* Whose conflict is it? A number alone says nothing of the unit. */
static bool is_of_unit(struct lt_view *v, uint64_t number, const char *unit)
{
	Lt__FetchReply *reply;
	for (size_t i = 0; i < v->person->n_desks; i++) {
		if (strcmp(v->person->desks[i]->unit, unit) != 0)
			continue;
		if (fetch_of(v, v->person->desks[i]->unit, &reply) < 0)
			return false;
		for (size_t k = 0; k < reply->n_conflicts; k++)
			if (reply->conflicts[k]->number == number)
				return true;
		return false;
	}
	return false;
}

static void settle(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__SettleConflict body = LT__SETTLE_CONFLICT__INIT;
	Lt__CommandReply *reply;
	const char *unit = lt_http_text(v->request->form, "dv");
	body.number = strtoull(v->parameter, NULL, 10);
	body.again = strcmp(lt_http_text(v->request->form, "kq"), "lai") == 0;
	body.note = lt_http_text(v->request->form, "ghi");
	command.body_case = LT__COMMAND__BODY_SETTLE;
	command.settle = &body;
	if (!is_of_unit(v, body.number, unit))
		return lt_view_problem(v, 404, LT_SAY(v, "Không có mục này", "No such entry"),
				       LT_SAY(v,
					      "Có thể người khác đã xử lý. Hãy mở lại danh sách.",
					      "Somebody else may have settled it. Open the list "
					      "again."));
	if (lt_view_command(v, &command, unit, &reply) < 0)
		return;
	if (reply->refusal)
		lt_view_tell(v, "problem", lt_view_refusal(v, reply));
	else
		lt_view_tell(v, "done",
			     body.again ? LT_SAY(v, "Đã gửi lại.", "Sent again.")
					: LT_SAY(v, "Đã thôi, có ghi lý do.", "Given up."));
	lt_http_redirect(v->response, "/vuong-mac");
}

const struct lt_route lt_routes_conflicts[] = {
	{LT_HTTP_GET, "/vuong-mac", LT_NEEDS_PERSON, show},
	{LT_HTTP_POST, "/vuong-mac/:", LT_NEEDS_PERSON, settle},
	{0, NULL, 0, NULL},
};
