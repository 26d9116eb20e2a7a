/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/pages/work_list.h"

#include <string.h>

#include "procedures/forms/light.h"
#include "procedures/forms/words.h"

enum { SOON_PERCENT = 80 };

const char *lt_work_name(struct lt_view *v, const Lt__WorkItem *item)
{
	const char *name = lt_arena_printf(v->arena, "%s/%u", item->code, item->token);
	return name ? name : "";
}

bool lt_work_may_act(const struct lt_view *v, const Lt__WorkItem *item)
{
	return item->token && lt_view_sits(v, item->unit, item->role);
}

bool lt_work_is_mine(const struct lt_view *v, const Lt__WorkItem *item)
{
	if (v->person && strcmp(item->officer, v->person->id) == 0)
		return true;
	for (size_t i = 0; *item->officer && v->person && i < v->person->n_desks; i++)
		if (strcmp(v->person->desks[i]->unit, item->unit) == 0 &&
		    strcmp(v->person->desks[i]->instead_of, item->officer) == 0)
			return true;
	return false;
}

void lt_work_light(struct lt_view *v, const Lt__WorkItem *item, int64_t now_us)
{
	int64_t due_us = item->due_us ? item->due_us : item->dossier_due_us;
	bool late = item->overdue || (due_us && due_us < now_us);
	const char *text = lt_light_text(v->arena, item, late);
	lt_html(&v->html, "<span class=\"light %s\">%s</span>",
		late				     ? "late"
		: item->used_percent >= SOON_PERCENT ? "soon"
						     : "calm",
		*text ? text : LT_SAY(v, "trong hạn", "in time"));
}

static void tick(struct lt_view *v, const Lt__WorkItem *item)
{
	if (!lt_work_may_act(v, item))
		return lt_html(&v->html, "<td></td>");
	lt_html(&v->html,
		"<td class=\"pick\"><input type=\"checkbox\" name=\"chon\" value=\"%s\" "
		"aria-label=\"%s %s\"></td>",
		lt_work_name(v, item), LT_SAY(v, "Chọn", "Choose"), item->code);
}

/* What it is about: the procedure, and the step that waits. */
static void subject(struct lt_view *v, const Lt__WorkItem *item)
{
	const char *title = *item->step_title ? item->step_title : item->step;
	lt_html(&v->html, "<td class=\"about\">%s<br><span class=\"quiet\">%s</span>",
		item->procedure_name,
		*title ? title : LT_SAY(v, "Trả kết quả", "Hand over the result"));
	if (*item->officer)
		lt_html(&v->html, "<br><span class=\"quiet\">%s: %s</span>",
			LT_SAY(v, "Người giữ", "Held by"),
			*item->officer_name ? item->officer_name : item->officer);
	if (item->provisional)
		lt_html(&v->html, "<br><span class=\"quiet\">%s</span>",
			LT_SAY(v, "chờ máy chủ ghi nhận", "awaits the coordinator's word"));
	lt_html(&v->html, "</td>");
}

static void row(struct lt_view *v, const struct lt_work_list *list, const Lt__WorkItem *item,
		size_t number)
{
	char received[LT_TIME_TEXT_BYTES], due[LT_TIME_TEXT_BYTES];
	lt_html(&v->html, "<tr data-line>");
	if (list->may_choose)
		tick(v, item);
	lt_html(&v->html,
		"<td class=\"number\">%zu</td><th scope=\"row\"><a href=\"/ho-so/%s\">%s</a></th>"
		"<td>%s</td>",
		number, item->code, item->code, item->has_name);
	subject(v, item);
	lt_html(&v->html,
		"<td>%s</td><td data-title=\"%s: \">%s</td><td data-title=\"%s: \">%s</td><td>",
		item->applicant, LT_SAY(v, "Tiếp nhận", "Received"),
		item->received_us ? lt_time_vietnamese(item->received_us, received) : "",
		LT_SAY(v, "Hẹn trả", "Promised"), lt_due_text(item->dossier_due_us, due));
	lt_work_light(v, item, list->reply->as_of_us);
	if (item->due_us && item->token)
		lt_html(&v->html, "<br><span class=\"quiet\">%s %s</span>",
			LT_SAY(v, "hạn bước", "step due"), lt_due_text(item->due_us, due));
	lt_html(&v->html, "</td></tr>");
}

void lt_work_list(struct lt_view *v, const struct lt_work_list *list)
{
	/* the columns, and their order, are those of the one-stop offices' programs */
	static const char *const titles[][2] = {{"STT", "No."},
						{"Mã hồ sơ", "Code"},
						{"Đơn vị giải quyết", "Unit"},
						{"Nội dung", "Subject"},
						{"Chủ hồ sơ", "Applicant"},
						{"Ngày tiếp nhận", "Received"},
						{"Ngày hẹn trả", "Promised"},
						{"Quá hạn", "Light"}};
	const Lt__FetchReply *reply = list->reply;
	if (!reply->n_items)
		return lt_html(&v->html, "<p>%s</p>", list->empty);
	lt_html(&v->html, "<div class=\"wide\"><table class=\"stack\"><thead><tr>");
	if (list->may_choose)
		lt_html(&v->html, "<th scope=\"col\">%s</th>", LT_SAY(v, "Chọn", "Choose"));
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		lt_html(&v->html, "<th scope=\"col\">%s</th>",
			LT_SAY(v, titles[i][0], titles[i][1]));
	lt_html(&v->html, "</tr></thead><tbody>");
	for (size_t i = 0; i < reply->n_items; i++)
		row(v, list, reply->items[i], list->first + i + 1);
	lt_html(&v->html, "</tbody></table></div>");
}
