/* SPDX-License-Identifier: EUPL-1.2 */
/* The table that list and search print, and how search and incidents are asked. */
#include "tools/lienthong/items.h"

#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"

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
	if (!*title || strcmp(title, item->step) == 0)
		return item->step;
	const char *text = lt_arena_printf(&tool->arena, "%s (%s)", title, item->step);
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

static const char *holder_text(const Lt__WorkItem *item)
{
	if (*item->incident)
		return "SỰ CỐ";
	if (*item->officer)
		return item->officer;
	return item->token ? "—" : "";
}

int lt_items_print(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"HẠN",	  "",	       "MÃ HỒ SƠ", "BƯỚC",
					     "NGƯỜI GIỮ", "NGƯỜI NỘP", "THỦ TỤC"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 7};
	int r = 0;
	for (size_t i = 0; i < reply->n_items && r == 0; i++) {
		const Lt__WorkItem *item = reply->items[i];
		char due[LT_TIME_TEXT_BYTES];
		int64_t due_us = item->due_us ? item->due_us : item->dossier_due_us;
		bool late = item->overdue || (due_us && due_us < reply->as_of_us);
		const char *const cells[] = {
			lt_print_due(due_us, due), late ? "QUÁ HẠN" : "", item->code,
			step_text(tool, item),	   holder_text(item),	  item->applicant,
			procedure_text(tool, item)};
		r = lt_sheet_add(&table, cells);
	}
	lt_sheet_print(&table, tool->out);
	return r;
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
