/* SPDX-License-Identifier: EUPL-1.2 */
/* The officer's inbox: a unit's work by tab, page by page, and what is done to many at once. */
#include <stdlib.h>
#include <string.h>

#include "worker/web/pages/work_list.h"

enum { PAGE_ITEMS = 50, LINES_MAX = 1000000 };

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

/* The words of the one-stop office, in the order it has them. */
static const struct {
	const char *name, *vietnamese, *english;
} tabs[] = {
	{"all", "Tất cả", "All"},
	{"new", "Mới", "New"},
	{"held", "Đang xử lý", "In hand"},
	{"soon", "Sắp đến hạn", "Due soon"},
	{"late", "Quá hạn", "Overdue"},
	{"wait", "Chờ bổ sung", "Awaiting supplement"},
	{"sign", "Chờ ký", "To sign"},
	{"give", "Chờ trả", "To hand over"},
	{"from", "Liên thông đến", "From other agencies"},
	{"sent", "Liên thông đi", "To other agencies"},
};

static int64_t count_of(const Lt__FetchReply *reply, const char *tab)
{
	for (size_t i = 0; i < reply->n_counters; i++)
		if (strcmp(reply->counters[i]->name, tab) == 0)
			return reply->counters[i]->value;
	return 0;
}

static void tab_links(struct lt_view *v, const Lt__FetchReply *reply, const char *unit,
		      const char *tab)
{
	lt_html(&v->html, "<nav class=\"tabs\" aria-label=\"%s\"><ul>",
		LT_SAY(v, "Ngăn việc", "Kinds of work"));
	for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++) {
		lt_html(&v->html, "<li><a href=\"/viec?dv=%s&amp;ngan=%s\"", unit, tabs[i].name);
		if (strcmp(tab, tabs[i].name) == 0)
			lt_html(&v->html, " aria-current=\"true\"");
		lt_html(&v->html, ">%s (%lld)</a></li>",
			LT_SAY(v, tabs[i].vietnamese, tabs[i].english),
			(long long)count_of(reply, tabs[i].name));
	}
	lt_html(&v->html, "</ul></nav>");
}

/* "51–100 / 320", and the way on. */
static void paging(struct lt_view *v, const Lt__FetchReply *reply, const char *unit,
		   const char *tab, size_t first)
{
	if (!reply->n_items || (!first && !*reply->next))
		return;
	lt_html(&v->html, "<nav class=\"pages\" aria-label=\"%s\"><p>%zu–%zu / %lld</p><ul>",
		LT_SAY(v, "Các trang của danh sách", "Pages of the list"), first + 1,
		first + reply->n_items, (long long)count_of(reply, tab));
	if (first)
		lt_html(&v->html, "<li><a href=\"/viec?dv=%s&amp;ngan=%s\">%s</a></li>", unit, tab,
			LT_SAY(v, "Trang đầu", "First page"));
	if (*reply->next)
		lt_html(&v->html,
			"<li><a rel=\"next\" href=\"/viec?dv=%s&amp;ngan=%s&amp;sau=%s"
			"&amp;tu=%zu\">%s</a></li>",
			unit, tab, reply->next, first + reply->n_items,
			LT_SAY(v, "Trang sau", "Next page"));
	lt_html(&v->html, "</ul></nav>");
}

/* What the ticked lines are for. */
static void begin_many(struct lt_view *v, const char *unit)
{
	lt_html(&v->html,
		"<form method=\"post\" action=\"/viec/nhieu\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\">",
		unit);
	lt_view_token(v);
}

static void end_many(struct lt_view *v)
{
	lt_html(&v->html,
		"<div class=\"choices\"><button class=\"second\" name=\"viec\" value=\"nhan\">%s"
		"</button><button name=\"viec\" value=\"chuyen\">%s</button></div></form>",
		LT_SAY(v, "Nhận các việc đã chọn", "Take the chosen ones"),
		LT_SAY(v, "Chuyển bước các việc đã chọn", "Pass the chosen ones on"));
}

static bool any_to_choose(const struct lt_view *v, const Lt__FetchReply *reply)
{
	for (size_t i = 0; i < reply->n_items; i++)
		if (lt_work_may_act(v, reply->items[i]))
			return true;
	return false;
}

static const char *known_tab(const char *name)
{
	for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++)
		if (strcmp(tabs[i].name, name) == 0)
			return tabs[i].name;
	return "all";
}

static void inbox(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	const char *tab = known_tab(lt_http_text(v->request->query, "ngan"));
	unsigned long first = strtoul(lt_http_text(v->request->query, "tu"), NULL, 10);
	lt_view_begin(v, LT_SAY(v, "Việc của tôi", "My work"));
	lt_view_search(v, "");
	lt_html(&v->html, "</div>");
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_INBOX;
	fetch.unit = lt_view_units(v, "/viec", "");
	fetch.text = tab;
	fetch.limit = PAGE_ITEMS;
	fetch.after = lt_http_text(v->request->query, "sau");
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	tab_links(v, reply, fetch.unit, tab);
	const struct lt_work_list list = {.reply = reply,
					  .first = first < LINES_MAX ? first : 0,
					  .may_choose = any_to_choose(v, reply),
					  .empty = LT_SAY(v,
							  "Không có việc nào đang chờ ở ngăn này.",
							  "Nothing is waiting in this tab.")};
	if (list.may_choose)
		begin_many(v, fetch.unit);
	lt_work_list(v, &list);
	if (list.may_choose)
		end_many(v);
	paging(v, reply, fetch.unit, tab, list.first);
	lt_view_end(v);
}

const struct lt_route lt_routes_desk[] = {
	{LT_HTTP_GET, "/viec", LT_NEEDS_PERSON, inbox},
	{0, NULL, 0, NULL},
};
