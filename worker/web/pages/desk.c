/* SPDX-License-Identifier: EUPL-1.2 */
/* The officer's list. */
#include <string.h>

#include "procedures/forms/light.h"
#include "proto/base/ids.h"
#include "worker/web/web_own.h"

enum { PAGE_ITEMS = 50, SOON_PERCENT = 80 };

static void row(struct lt_view *v, const Lt__WorkItem *item, size_t number, int64_t now_us)
{
	char due[LT_TIME_TEXT_BYTES];
	int64_t due_us = item->due_us ? item->due_us : item->dossier_due_us;
	bool late = item->overdue || (due_us && due_us < now_us);
	const char *light = late ? "late" : item->used_percent >= SOON_PERCENT ? "soon" : "calm";
	lt_html(&v->html, "<tr><td class=\"number\">%zu</td><td><a href=\"/ho-so/%s\">%s</a></td>",
		number, item->code, item->code);
	lt_html(&v->html, "<td>%s</td><td>%s</td><td>%s</td>", item->procedure_name,
		*item->step_title ? item->step_title : item->step, item->applicant);
	/* colour, sign and words say the same */
	lt_html(&v->html, "<td>%s</td><td><span class=\"light %s\">%s</span></td><td>%s</td></tr>",
		lt_due_text(due_us, due), light, lt_light_text(v->arena, item, late),
		item->officer);
}

static void table(struct lt_view *v, const Lt__FetchReply *reply)
{
	static const char *const titles[][2] = {
		{"STT", "No."},	     {"Mã hồ sơ", "Code"},	 {"Thủ tục", "Procedure"},
		{"Bước", "Step"},    {"Chủ hồ sơ", "Applicant"}, {"Hạn", "Due"},
		{"Còn lại", "Left"}, {"Người giữ", "Held by"}};
	if (!reply->n_items)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Không có việc nào đang chờ.", "Nothing is waiting."));
	lt_html(&v->html, "<div class=\"wide\"><table><thead><tr>");
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		lt_html(&v->html, "<th scope=\"col\">%s</th>",
			LT_SAY(v, titles[i][0], titles[i][1]));
	lt_html(&v->html, "</tr></thead><tbody>");
	for (size_t i = 0; i < reply->n_items; i++)
		row(v, reply->items[i], i + 1, reply->as_of_us);
	lt_html(&v->html, "</tbody></table></div>");
}

/* -- one unit at a time; who sits at several chooses -- */

const char *lt_view_unit(const struct lt_view *v, const char *kind)
{
	const char *wanted = lt_http_text(v->request->query, "dv");
	if (lt_view_is_of(v, wanted))
		return wanted;
	for (size_t i = 0; i < v->person->n_desks; i++)
		if (strcmp(v->person->desks[i]->unit_kind, kind) == 0)
			return v->person->desks[i]->unit;
	return v->person->desks[0]->unit;
}

const char *lt_view_units(struct lt_view *v, const char *path, const char *kind)
{
	const char *unit = lt_view_unit(v, kind);
	const char *last = "";
	lt_html(&v->html, "<ul class=\"units\">");
	for (size_t i = 0; i < v->person->n_desks; i++) {
		const Lt__PersonDesk *desk = v->person->desks[i];
		if (strcmp(desk->unit, last) == 0)
			continue; /* another role at the same unit */
		last = desk->unit;
		lt_html(&v->html, "<li><a href=\"%s?dv=%s\"", path, desk->unit);
		if (strcmp(desk->unit, unit) == 0)
			lt_html(&v->html, " aria-current=\"true\"");
		lt_html(&v->html, ">%s</a></li>", desk->unit_name);
	}
	lt_html(&v->html, "</ul>");
	return unit;
}

/* The words of the one-stop office. */
static const struct {
	const char *name, *vietnamese, *english;
} tabs[] = {
	{"all", "Tất cả", "All"},
	{"new", "Mới", "New"},
	{"held", "Đang xử lý", "In hand"},
	{"soon", "Sắp đến hạn", "Due soon"},
	{"late", "Quá hạn", "Overdue"},
	{"sign", "Chờ ký", "To sign"},
	{"give", "Chờ trả", "To hand over"},
	{"from", "Liên thông đến", "From other agencies"},
};

static void tab_links(struct lt_view *v, const Lt__FetchReply *reply, const char *unit,
		      const char *tab)
{
	lt_html(&v->html, "<nav class=\"tabs\" aria-label=\"%s\"><ul>",
		LT_SAY(v, "Ngăn việc", "Kinds of work"));
	for (size_t i = 0; i < sizeof tabs / sizeof *tabs && i < reply->n_counters; i++) {
		lt_html(&v->html, "<li><a href=\"/viec?dv=%s&amp;ngan=%s\"", unit, tabs[i].name);
		if (strcmp(tab, tabs[i].name) == 0)
			lt_html(&v->html, " aria-current=\"true\"");
		lt_html(&v->html, ">%s (%lld)</a></li>",
			LT_SAY(v, tabs[i].vietnamese, tabs[i].english),
			(long long)reply->counters[i]->value);
	}
	lt_html(&v->html, "</ul></nav>");
}

static void search_form(struct lt_view *v, const char *text)
{
	lt_html(&v->html,
		"<form class=\"find\" method=\"get\" action=\"/tim\" role=\"search\">"
		"<label for=\"q\">%s</label><input id=\"q\" name=\"q\" type=\"search\" "
		"value=\"%s\" autocomplete=\"off\" data-search data-results=\"ket-qua\">"
		"<button>%s</button></form>",
		LT_SAY(v, "Mã hồ sơ, họ tên, số giấy tờ hoặc điện thoại",
		       "Code, name, identity number or telephone"),
		text, LT_SAY(v, "Tìm", "Search"));
}

/* Where they stand; a script fills it as one types. */
static void results(struct lt_view *v)
{
	lt_html(&v->html,
		"<div id=\"ket-qua\" role=\"region\" aria-live=\"polite\" aria-label=\"%s\">",
		LT_SAY(v, "Kết quả tìm", "Results"));
}

static void inbox(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	const char *tab = lt_http_text(v->request->query, "ngan");
	tab = *tab ? tab : "all";
	lt_view_begin(v, LT_SAY(v, "Việc của tôi", "My work"));
	search_form(v, "");
	results(v);
	lt_html(&v->html, "</div>");
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_INBOX;
	fetch.unit = lt_view_units(v, "/viec", "");
	fetch.text = tab;
	fetch.limit = PAGE_ITEMS;
	fetch.after = lt_http_text(v->request->query, "sau");
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	tab_links(v, reply, fetch.unit, tab);
	table(v, reply);
	if (*reply->next)
		lt_html(&v->html, "<p><a href=\"/viec?dv=%s&amp;ngan=%s&amp;sau=%s\">%s</a></p>",
			fetch.unit, tab, reply->next, LT_SAY(v, "Trang sau", "Next page"));
	lt_view_end(v);
}

/* -- search -- */

/* A whole code, typed or scanned, goes straight to its dossier. */
static bool is_dossier(struct lt_view *v, const char *text)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = text;
	return lt_dossier_code_valid(text) &&
	       lt_ask_fetch(v->ask, &fetch, v->arena, &reply, &err) == 0;
}

static void search(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	const char *text = lt_http_text(v->request->query, "q");
	if (is_dossier(v, text))
		return lt_http_redirect(v->response, lt_arena_printf(v->arena, "/ho-so/%s", text));
	lt_view_begin(v, LT_SAY(v, "Tìm hồ sơ", "Search"));
	search_form(v, text);
	lt_html(&v->html,
		"<div id=\"ket-qua\" role=\"region\" aria-live=\"polite\" "
		"aria-label=\"%s\">",
		LT_SAY(v, "Kết quả tìm", "Results"));
	if (*text) {
		fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
		fetch.text = text;
		fetch.limit = PAGE_ITEMS;
		if (lt_view_fetch(v, &fetch, &reply) < 0)
			return;
		lt_view_looked(v, "", lt_arena_printf(v->arena, "tìm: %s", text));
		if (reply->n_items)
			table(v, reply);
		else
			lt_html(&v->html, "<p>%s</p>",
				LT_SAY(v, "Không thấy hồ sơ nào.", "Nothing is found."));
	}
	lt_html(&v->html, "</div>");
	lt_view_end(v);
}

const struct lt_route lt_routes_desk[] = {
	{LT_HTTP_GET, "/viec", LT_NEEDS_PERSON, inbox},
	{LT_HTTP_GET, "/tim", LT_NEEDS_PERSON, search},
	{0, NULL, 0, NULL},
};
