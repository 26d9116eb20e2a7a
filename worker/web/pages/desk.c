/* SPDX-License-Identifier: EUPL-1.2 */
/* The officer's list. */
#include <string.h>

#include "procedures/forms/light.h"
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

static void inbox(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	lt_view_begin(v, LT_SAY(v, "Việc của tôi", "My work"));
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = lt_view_units(v, "/viec", "");
	fetch.limit = PAGE_ITEMS;
	fetch.after = lt_http_text(v->request->query, "sau");
	if (lt_view_fetch(v, &fetch, &reply) < 0)
		return;
	table(v, reply);
	if (*reply->next)
		lt_html(&v->html, "<p><a href=\"/viec?dv=%s&amp;sau=%s\">%s</a></p>", fetch.unit,
			reply->next, LT_SAY(v, "Trang sau", "Next page"));
	lt_view_end(v);
}

const struct lt_route lt_routes_desk[] = {
	{LT_HTTP_GET, "/viec", LT_NEEDS_PERSON, inbox},
	{0, NULL, 0, NULL},
};
