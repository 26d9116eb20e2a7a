/* SPDX-License-Identifier: EUPL-1.2 */
/* People: who stands in for whom, and who looked at what. */
#include <stdlib.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "proto/base/ids.h"
#include "worker/web/pages/acts.h"

/* -- standing in -- */

static bool assigns_at(const struct lt_view *v, const char *unit)
{
	for (size_t i = 0; v->person && i < v->person->n_desks; i++)
		if (v->person->desks[i]->assigns && strcmp(v->person->desks[i]->unit, unit) == 0)
			return true;
	return false;
}

static const char *day_of(struct lt_view *v, int64_t at_us)
{
	struct lt_date day = lt_date_of_day(lt_local_of(at_us).day);
	const char *text =
		lt_arena_printf(v->arena, "%02d/%02d/%04d", day.mday, day.month, day.year);
	return text ? text : "";
}

static void end_form(struct lt_view *v, const Lt__DeputyItem *d)
{
	lt_html(&v->html,
		"<form method=\"post\" action=\"/lam-thay/thoi\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">"
		"<input type=\"hidden\" name=\"so\" value=\"%u\">",
		d->unit, d->number);
	lt_view_token(v);
	lt_html(&v->html, "<button class=\"plain\" aria-label=\"%s: %s\">%s</button></form>",
		LT_SAY(v, "Cho thôi làm thay", "End it"), d->deputy_name,
		LT_SAY(v, "Cho thôi", "End it"));
}

static void named(struct lt_view *v, const Lt__FetchReply *reply)
{
	static const char *const titles[][2] = {{"Người vắng mặt", "Who is away"},
						{"Người làm thay", "Who stands in"},
						{"Từ ngày", "From"},
						{"Hết ngày", "Through"},
						{"Căn cứ, lý do", "Why"},
						{"Người cử", "Named by"}};
	if (!reply->n_deputies)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Không ai đang hoặc sắp làm thay ở đơn vị này.",
				      "Nobody stands in at this unit, now or later."));
	lt_html(&v->html, "<div class=\"wide\"><table><thead><tr>");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		lt_html(&v->html, "<th scope=\"col\">%s</th>",
			LT_SAY(v, titles[i][0], titles[i][1]));
	lt_html(&v->html, "<td></td></tr></thead><tbody>");
	for (size_t i = 0; i < reply->n_deputies; i++) {
		const Lt__DeputyItem *d = reply->deputies[i];
		lt_html(&v->html,
			"<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td>"
			"<td>",
			d->officer_name, d->deputy_name, day_of(v, d->from_us),
			day_of(v, d->to_us - 1), d->note, d->named_by_name);
		if (assigns_at(v, d->unit) || strcmp(d->officer, v->person->id) == 0)
			end_form(v, d);
		lt_html(&v->html, "</td></tr>");
	}
	lt_html(&v->html, "</tbody></table></div>");
}

/* Who is chosen among. What was typed stands there again. */
static void choose(struct lt_view *v, const Lt__FetchReply *reply, const char *name,
		   const char *label, bool away, bool assigns)
{
	const char *typed = lt_http_text(v->request->form, name);
	lt_html(&v->html, "<label for=\"%s\">%s</label><select id=\"%s\" name=\"%s\">", name, label,
		name, name);
	if (!away)
		lt_html(&v->html, "<option value=\"\">%s</option>",
			LT_SAY(v, "— chọn —", "— choose —"));
	for (size_t i = 0; i < reply->n_choices; i++) {
		const Lt__DeputyChoice *c = reply->choices[i];
		bool self = strcmp(c->officer, v->person->id) == 0;
		bool offered = away ? c->here && (self || assigns) : true;
		if (!offered)
			continue;
		lt_html(&v->html, "<option value=\"%s\"", c->officer);
		if (*typed ? strcmp(typed, c->officer) == 0 : away && self)
			lt_html(&v->html, " selected");
		lt_html(&v->html, ">%s (%s)</option>", c->name, c->officer);
	}
	lt_html(&v->html, "</select>");
}

static void ask_line(struct lt_view *v, const char *name, const char *label, const char *type)
{
	lt_html(&v->html,
		"<label for=\"%s\">%s</label><input id=\"%s\" name=\"%s\" type=\"%s\" "
		"value=\"%s\" maxlength=\"500\" required>",
		name, label, name, name, type, lt_http_text(v->request->form, name));
}

static void show_deputies(struct lt_view *v, const char *problem)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	const char *sent = lt_http_text(v->request->form, "dv");
	lt_view_begin(v, LT_SAY(v, "Làm thay", "Standing in"));
	if (*problem)
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>", problem);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_DEPUTIES;
	fetch.unit = lt_view_units(v, "/lam-thay", "");
	fetch.unit = lt_view_is_of(v, sent) ? sent : fetch.unit;
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	lt_html(&v->html, "<p class=\"quiet\">%s</p>",
		LT_SAY(v,
		       "Người làm thay làm được mọi việc của người vắng mặt tại đơn vị trong những "
		       "ngày đó. Hồ sơ ghi rõ ai làm thay ai.",
		       "Who stands in may do all that the other may at this unit on these days. "
		       "Every dossier records who acted for whom."));
	named(v, reply);
	lt_html(&v->html,
		"<h2>%s</h2><form class=\"narrow\" method=\"post\" action=\"/lam-thay\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">",
		LT_SAY(v, "Cử người làm thay", "Name somebody"), fetch.unit);
	lt_view_token(v);
	choose(v, reply, "vang", LT_SAY(v, "Người vắng mặt", "Who is away"), true,
	       assigns_at(v, fetch.unit));
	choose(v, reply, "thay", LT_SAY(v, "Người làm thay", "Who stands in"), false, false);
	ask_line(v, "tu", LT_SAY(v, "Từ ngày", "From"), "date");
	ask_line(v, "den", LT_SAY(v, "Hết ngày", "Through"), "date");
	ask_line(v, "ghi", LT_SAY(v, "Văn bản cử, hoặc lý do", "The decision, or why"), "text");
	lt_html(&v->html, "<button>%s</button></form>", LT_SAY(v, "Cử", "Name"));
	lt_view_end(v);
}

static void deputies(struct lt_view *v)
{
	show_deputies(v, "");
}

/* 00:00 of a day; @p days further on. 0: no date */
static int64_t midnight(const char *text, int64_t days)
{
	struct lt_date day;
	if (lt_date_parse(text, &day) < 0)
		return 0;
	return lt_instant_of((struct lt_local){.day = lt_day_of_date(day)}) + days * LT_US_PER_DAY;
}

/* What came of a command: said on the page itself if it was refused. */
static void finish(struct lt_view *v, Lt__Command *command)
{
	Lt__CommandReply *reply;
	const char *unit = lt_http_text(v->request->form, "dv");
	if (lt_view_command(v, command, unit, &reply) < 0)
		return;
	if (reply->refusal) {
		v->response->status = 422;
		return show_deputies(v, lt_view_refusal(v, reply));
	}
	lt_view_tell(v, "done", LT_SAY(v, "Đã ghi.", "Done."));
	lt_http_redirect(v->response,
			 lt_arena_printf(v->arena, "/lam-thay?dv=%s", lt_view_encode(v, unit)));
}

static void name_deputy(struct lt_view *v)
{
	const struct lt_http_field *form = v->request->form;
	Lt__Command command = LT__COMMAND__INIT;
	Lt__NameDeputy name = LT__NAME_DEPUTY__INIT;
	name.officer = lt_http_text(form, "vang");
	name.deputy = lt_http_text(form, "thay");
	name.unit = lt_http_text(form, "dv");
	name.from_us = midnight(lt_http_text(form, "tu"), 0);
	name.to_us = midnight(lt_http_text(form, "den"), 1);
	name.note = lt_http_text(form, "ghi");
	command.body_case = LT__COMMAND__BODY_NAME_DEPUTY;
	command.name_deputy = &name;
	finish(v, &command);
}

static void end_deputy(struct lt_view *v)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__EndDeputy end = LT__END_DEPUTY__INIT;
	end.number = (uint32_t)strtoul(lt_http_text(v->request->form, "so"), NULL, 10);
	command.body_case = LT__COMMAND__BODY_END_DEPUTY;
	command.end_deputy = &end;
	finish(v, &command);
}

/* -- who looked -- */

enum { LOOKS_MAX = 200 };

static void looks(struct lt_view *v, const char *code)
{
	Lt__Access **all;
	size_t count;
	struct lt_err err = {0};
	if (lt_accounts_lookers(v->web->accounts, code, LOOKS_MAX, v->arena, &all, &count, &err) <
	    0)
		return lt_html(&v->html, "<p class=\"problem\">%s</p>", err.text);
	for (size_t i = 0; i < count; i++) {
		char at[LT_TIME_TEXT_BYTES];
		lt_html(&v->html,
			"<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
			lt_time_vietnamese(all[i]->at_us, at), all[i]->account, all[i]->code,
			all[i]->what, all[i]->peer);
	}
}

static void look_table(struct lt_view *v)
{
	static const char *const titles[][2] = {{"Lúc", "When"},
						{"Ai", "Who"},
						{"Hồ sơ", "Dossier"},
						{"Việc", "What"},
						{"Từ máy", "From"}};
	lt_html(&v->html, "<div class=\"wide\"><table><thead><tr>");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		lt_html(&v->html, "<th scope=\"col\">%s</th>",
			LT_SAY(v, titles[i][0], titles[i][1]));
	lt_html(&v->html, "</tr></thead><tbody>");
}

/* All dossiers of a person, or the one with that code. */
static void looks_at(struct lt_view *v, const char *text)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	fetch.text = text;
	if (lt_dossier_code_valid(text) || !*text)
		return looks(v, text);
	if (lt_view_ask(v, &fetch, &reply, &err) < 0)
		return;
	for (size_t i = 0; i < reply->n_items; i++)
		looks(v, reply->items[i]->code);
}

bool lt_view_may_see_looks(const struct lt_view *v)
{
	bool may = v->session.account && !v->session.half && v->session.admin;
	for (size_t i = 0; v->person && i < v->person->n_desks; i++)
		may = may || v->person->desks[i]->assigns;
	return may;
}

static void looked(struct lt_view *v)
{
	const char *text = lt_http_value(v->request->query, "q");
	if (!lt_view_may_see_looks(v))
		return lt_view_problem(
			v, 403, LT_SAY(v, "Không được phép", "Not permitted"),
			LT_SAY(v,
			       "Chỉ thủ trưởng đơn vị và người quản trị máy trạm xem "
			       "được ai đã xem hồ sơ.",
			       "Only heads of units and the node's administrator may "
			       "see who looked at dossiers."));
	lt_view_begin(v, LT_SAY(v, "Ai đã xem", "Who looked"));
	lt_html(&v->html,
		"<form class=\"find\" method=\"get\" action=\"/da-xem\"><label for=\"q\">%s</label>"
		"<input id=\"q\" name=\"q\" value=\"%s\" maxlength=\"200\" autocomplete=\"off\">"
		"<button>%s</button></form><p class=\"quiet\">%s</p>",
		LT_SAY(v, "Mã hồ sơ, hoặc họ tên, số giấy tờ của công dân",
		       "Code of a dossier, or a citizen's name or number"),
		text ? text : "", LT_SAY(v, "Xem", "Show"),
		LT_SAY(v,
		       "Để trống: các lần tìm kiếm gần đây. Chỉ gồm những lần xem qua máy trạm "
		       "này.",
		       "Left empty: the searches of late. Only what was seen through this node."));
	if (text) {
		look_table(v);
		looks_at(v, text);
		lt_html(&v->html, "</tbody></table></div>");
		lt_view_looked(v, lt_dossier_code_valid(text) ? text : "",
			       lt_arena_printf(v->arena, "ai đã xem: %s", text));
	}
	lt_view_end(v);
}

const struct lt_route lt_routes_people[] = {
	{LT_HTTP_GET, "/lam-thay", LT_NEEDS_PERSON, deputies},
	{LT_HTTP_POST, "/lam-thay", LT_NEEDS_PERSON, name_deputy},
	{LT_HTTP_POST, "/lam-thay/thoi", LT_NEEDS_PERSON, end_deputy},
	{LT_HTTP_GET, "/da-xem", LT_NEEDS_SESSION, looked},
	{0, NULL, 0, NULL},
};
