/* SPDX-License-Identifier: EUPL-1.2 */
/* list: what a unit has to do, most urgent first. */
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/items.h"

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
	fetch.limit = lt_items_limit(limit);
	if (r == 0)
		r = lt_session_fetch(&s, &fetch, &reply, err);
	return r < 0 ? r : print(&s, fetch.unit, reply, err);
}

static const char help[] =
	"lienthong list: việc đang chờ của một đơn vị, hạn gần nhất đứng trước (work list)\n"
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
	"thủ tục. Dấu — là chưa ai nhận: nhận bằng lienthong act MÃ --claim.\n";

const struct lt_subcommand lt_tool_list = {
	.name = "list",
	.summary = "danh sách việc của một đơn vị, việc gấp đứng trước (work list)",
	.run = run,
	.help = help,
};
