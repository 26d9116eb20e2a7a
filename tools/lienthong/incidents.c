/* SPDX-License-Identifier: EUPL-1.2 */
/* incidents: dossiers that wait for a person because a script or a rule failed. */
#include "tools/lienthong/items.h"

static int print(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"MÃ HỒ SƠ", "BƯỚC", "THẺ", "ĐƠN VỊ", "SỰ CỐ"};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 5};
	int r = 0;
	for (size_t i = 0; i < reply->n_items && r == 0; i++) {
		const Lt__WorkItem *item = reply->items[i];
		char token[16];
		(void)snprintf(token, sizeof token, "%u", item->token);
		const char *const cells[] = {item->code, item->step, token, item->unit,
					     item->incident};
		r = lt_sheet_add(&table, cells);
	}
	if (reply->n_items == 0)
		(void)fprintf(tool->out, "Không có sự cố nào.\n");
	lt_sheet_print(&table, tool->out);
	if (reply->n_items)
		(void)fprintf(tool->out,
			      "\nSửa nguyên nhân rồi chạy lại: lienthong act MÃ --retry\n");
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_INCIDENTS;
	int r = lt_items_read(tool, argc, argv, NULL, &fetch, &reply, err);
	if (r < 0)
		return r;
	return tool->json ? lt_json_print(tool, lt_items_json(reply), err) : print(tool, reply);
}

static const char help[] =
	"lienthong incidents: hồ sơ đang có sự cố (incidents)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] incidents [--limit N] [--json]\n"
	"\n"
	"Sự cố là khi kịch bản của thủ tục bị lỗi, không tìm thấy đơn vị, thiếu lịch làm việc,\n"
	"hoặc việc tự động hết số lần thử. Chỉ hồ sơ đó dừng lại, hồ sơ khác vẫn chạy.\n"
	"\n"
	"  --limit   số dòng; mặc định 50, tối đa 1000\n"
	"  --json    kết quả dạng JSON\n"
	"\n"
	"Sau khi sửa nguyên nhân: lienthong act MÃ --retry\n";

const struct lt_subcommand lt_tool_incidents = {
	.name = "incidents",
	.summary = "hồ sơ đang có sự cố, chờ người xử lý (incidents)",
	.run = run,
	.help = help,
};
