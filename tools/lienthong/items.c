/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables that list, report and search print, and how search and incidents are asked. */
#include "tools/lienthong/items.h"

#include <string.h>

#include "procedures/forms/words.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/waiting.h"

int64_t lt_items_working_days(int64_t work_minutes)
{
	const int64_t day_minutes = LT_WORKING_DAY_US / LT_US_PER_MINUTE;
	return (work_minutes * 100 + day_minutes / 2) / day_minutes;
}

uint32_t lt_items_limit(int64_t limit)
{
	return limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX;
}

int lt_items_read(struct lt_tool *tool, int argc, char **argv, const char *what, Lt__Fetch *fetch,
		  Lt__FetchReply **ret, struct lt_err *err)
{
	int64_t limit = 0;
	const struct lt_arg args[] = {{"--limit", LT_ARG_NUMBER, &limit}};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, 1, argc, argv, what ? 1 : 0, &rest, err);
	if (r == 0 && what)
		r = lt_args_need(tool, what, rest.count ? rest.items[0] : NULL, err);
	if (r < 0)
		return r;
	if (what)
		fetch->text = rest.items[0];
	fetch->limit = lt_items_limit(limit);
	return lt_session_read(tool, fetch, ret, err);
}

static const char *step_text(struct lt_tool *tool, const Lt__WorkItem *item)
{
	const char *title = item->step_title;
	if (!item->token && *item->late_unit)
		return "cả hồ sơ";
	const char *sure = item->provisional ? " (tạm)" : "";
	bool plain = !*title || strcmp(title, item->step) == 0;
	const char *text =
		plain ? lt_arena_printf(&tool->arena, "%s%s", item->step, sure)
		      : lt_arena_printf(&tool->arena, "%s (%s)%s", title, item->step, sure);
	return text ? text : item->step;
}

static const char *procedure_text(struct lt_tool *tool, const Lt__WorkItem *item)
{
	const char *text = *item->procedure_name
				   ? lt_arena_printf(&tool->arena, "%s %s", item->procedure,
						     item->procedure_name)
				   : item->procedure;
	return text ? text : item->procedure;
}

/* Who has it; of what is late also who had it when its date passed, if that is another. */
static const char *holder_text(struct lt_tool *tool, const Lt__WorkItem *item)
{
	if (*item->incident)
		return "SỰ CỐ";
	if (*item->late_officer && !*item->officer)
		return item->late_officer;
	if (*item->late_officer && strcmp(item->late_officer, item->officer) != 0) {
		const char *text = lt_arena_printf(&tool->arena, "%s (để trễ: %s)", item->officer,
						   item->late_officer);
		return text ? text : item->officer;
	}
	if (*item->officer)
		return item->officer;
	return item->token ? "—" : "";
}

int lt_items_print(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"HẠN",	  "CÒN LẠI",   "MÃ HỒ SƠ", "BƯỚC",
					     "NGƯỜI GIỮ", "NGƯỜI NỘP", "THỦ TỤC",  "ĐƠN VỊ"};
	/* the unit is said only where a list is of several */
	size_t columns = reply->n_items && *reply->items[0]->late_unit ? 8 : 7;
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = columns};
	int r = 0;
	for (size_t i = 0; i < reply->n_items && r == 0; i++) {
		const Lt__WorkItem *item = reply->items[i];
		char due[LT_TIME_TEXT_BYTES];
		int64_t due_us = item->due_us ? item->due_us : item->dossier_due_us;
		bool late = item->overdue || (due_us && due_us < reply->as_of_us);
		const char *const cells[] = {lt_due_text(due_us, due),
					     lt_light_text(&tool->arena, item, late),
					     item->code,
					     step_text(tool, item),
					     holder_text(tool, item),
					     item->applicant,
					     procedure_text(tool, item),
					     item->late_unit};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	return r;
}

/* -- duties -- */

static const char *late_text(struct lt_tool *tool, const Lt__DutyItem *item)
{
	if (!*item->step)
		return "cả hồ sơ";
	const char *text =
		strcmp(item->step, item->step_title) == 0
			? item->step
			: lt_arena_printf(&tool->arena, "%s (%s)", item->step_title, item->step);
	return text ? text : item->step;
}

int lt_items_print_duties(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"HẠN ĐÃ QUA", "NGHĨA VỤ", "LẦN TRỄ", "MÃ HỒ SƠ",
					     "TRỄ Ở",	   "ĐƠN VỊ",   "AI",	  "NGƯỜI NỘP"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 8};
	int r = 0;
	for (size_t i = 0; i < reply->n_duties && r == 0; i++) {
		const Lt__DutyItem *item = reply->duties[i];
		const char *kind = lt_word_duty(item->kind);
		char due[LT_TIME_TEXT_BYTES], number[16];
		(void)snprintf(number, sizeof number, "%u", item->lateness);
		const char *const cells[] = {lt_due_text(item->due_us, due),
					     kind ? kind : "?",
					     number,
					     item->code,
					     late_text(tool, item),
					     item->unit_name,
					     *item->officer_name ? item->officer_name : "—",
					     item->applicant};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	return r;
}

json_t *lt_items_duties_json(const Lt__FetchReply *reply)
{
	json_t *duties = json_array();
	char now[LT_TIME_TEXT_BYTES];
	for (size_t i = 0; i < reply->n_duties; i++)
		(void)json_array_append_new(duties, lt_json_message(&reply->duties[i]->base));
	return json_pack("{s:o, s:s, s:s, s:s}", "duties", duties, "next", reply->next, "unit_name",
			 reply->unit_name, "as_of", lt_time_iso(reply->as_of_us, now));
}

json_t *lt_items_json(const Lt__FetchReply *reply)
{
	json_t *items = json_array();
	for (size_t i = 0; i < reply->n_items; i++)
		(void)json_array_append_new(items, lt_json_message(&reply->items[i]->base));
	char now[LT_TIME_TEXT_BYTES];
	return json_pack("{s:o, s:s, s:s, s:s}", "items", items, "next", reply->next, "unit_name",
			 reply->unit_name, "as_of", lt_time_iso(reply->as_of_us, now));
}

/* -- a page -- */

void lt_items_print_next(const Lt__FetchReply *reply, FILE *out)
{
	if (*reply->next)
		(void)fprintf(out, "\nCòn nữa, xem tiếp bằng: --after %s\n", reply->next);
}

static const char *nothing(const Lt__Fetch *fetch)
{
	switch (fetch->kind) {
	case LT__FETCH_KIND__FETCH_KIND_LATE:
		return fetch->late_only ? "không có việc nào trễ"
					: "không có việc nào trễ hay sắp trễ";
	case LT__FETCH_KIND__FETCH_KIND_DUTIES:
		return "không còn nợ xin lỗi hay giải trình nào";
	default:
		return "không có việc nào đang chờ";
	}
}

int lt_items_print_page(struct lt_tool *tool, const Lt__Fetch *fetch, const Lt__FetchReply *reply,
			struct lt_err *err)
{
	bool duties = fetch->kind == LT__FETCH_KIND__FETCH_KIND_DUTIES;
	if (tool->json)
		return lt_json_print(
			tool, duties ? lt_items_duties_json(reply) : lt_items_json(reply), err);
	if (reply->n_items == 0 && reply->n_duties == 0) {
		if (*fetch->unit)
			(void)fprintf(tool->out, "%s (%s): ", reply->unit_name, fetch->unit);
		(void)fprintf(tool->out, "%s.\n", nothing(fetch));
		lt_waiting_print(tool, reply);
		return 0;
	}
	int r = duties ? lt_items_print_duties(tool, reply) : lt_items_print(tool, reply);
	if (r == 0)
		lt_items_print_next(reply, tool->out);
	if (r == 0)
		lt_waiting_print(tool, reply);
	return r;
}
