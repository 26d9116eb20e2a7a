/* SPDX-License-Identifier: EUPL-1.2 */
/* list: what a unit has to do, most urgent first. Also the tables of search and incidents. */
#include <string.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/items.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/words.h"

/* -- tables of work items -- */

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
	static const char *const titles[] = {"HẠN",	 "",	       "MÃ HỒ SƠ", "BƯỚC",
					     "NGƯỜI GIỮ", "NGƯỜI NỘP", "THỦ TỤC"};
	struct lt_table table = {.arena = &tool->arena, .titles = titles, .columns = 7};
	int r = 0;
	for (size_t i = 0; i < reply->n_items && r == 0; i++) {
		const Lt__WorkItem *item = reply->items[i];
		char due[LT_TIME_TEXT_BYTES];
		int64_t due_us = item->due_us ? item->due_us : item->dossier_due_us;
		bool late = item->overdue || (due_us && due_us < reply->as_of_us);
		const char *const cells[] = {lt_print_due(due_us, due),
					     late ? "QUÁ HẠN" : "",
					     item->code,
					     step_text(tool, item),
					     holder_text(item),
					     item->applicant,
					     procedure_text(tool, item)};
		r = lt_table_add(&table, cells);
	}
	lt_table_print(&table, tool->out);
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

/* -- list -- */

static int print(struct lt_session *s, const char *unit, const Lt__FetchReply *reply,
		 struct lt_err *err)
{
	struct lt_tool *tool = s->tool;
	if (tool->json)
		return lt_json_print(tool, lt_items_json(reply), err);
	if (reply->n_items == 0) {
		(void)fprintf(tool->out, "%s (%s): không có việc nào đang chờ.\n", reply->unit_name,
			      unit);
		return 0;
	}
	int r = lt_items_print(tool, reply);
	if (r == 0 && *reply->next)
		(void)fprintf(tool->out, "\nCòn nữa, xem tiếp bằng: --after %s\n", reply->next);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	const char *unit = NULL, *role = "", *after = "";
	int64_t limit = 0;
	const struct lt_arg args[] = {{"--unit", LT_ARG_TEXT, &unit},
				      {"--role", LT_ARG_TEXT, &role},
				      {"--after", LT_ARG_TEXT, &after},
				      {"--limit", LT_ARG_NUMBER, &limit}};
	struct lt_texts rest = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = lt_args_read(tool, args, 4, argc, argv, 0, &rest, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0)
		r = lt_session_unit(&s, unit, &fetch.unit, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.role = role;
	fetch.after = after;
	fetch.limit = limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX;
	if (r == 0)
		r = lt_session_fetch(&s, &fetch, &reply, err);
	return r < 0 ? r : print(&s, fetch.unit, reply, err);
}

const struct lt_subcommand lt_tool_list = {
	.name = "list",
	.summary = "danh sách việc của một đơn vị, việc gấp đứng trước (work list)",
	.run = run,
	.help = "lienthong list: việc đang chờ của một đơn vị, hạn gần nhất đứng trước (work list)\n"
		"\n"
		"  lienthong [-C THƯ-MỤC] list --unit ĐƠN-VỊ [--role VAI-TRÒ] [--limit N]\n"
		"      [--after DẤU-TRANG] [--json]\n"
		"\n"
		"  --unit    mã đơn vị; bỏ qua được nếu máy trạm chỉ phục vụ một đơn vị\n"
		"  --role    chỉ việc của một vai trò, ví dụ receiver, specialist, leader\n"
		"  --limit   số dòng một trang; mặc định 50, tối đa 1000\n"
		"  --after   dấu trang mà trang trước in ra, để xem tiếp\n"
		"  --json    kết quả dạng JSON\n"
		"\n"
		"Cột: hạn của bước (due), QUÁ HẠN nếu đã trễ, mã hồ sơ, bước, người giữ, người nộp,\n"
		"thủ tục. Dấu — là chưa ai nhận: nhận bằng lienthong act MÃ --claim.\n",
};
