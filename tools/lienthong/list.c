/* SPDX-License-Identifier: EUPL-1.2 */
/* list: what a unit has to do, most urgent first; for its head, what is late or soon will be, and
 * what is owed for it. */
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/items.h"

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	const char *unit = NULL, *role = "", *after = "";
	int64_t limit = 0;
	bool late = false, duties = false;
	const struct lt_arg args[] = {
		{"--unit", LT_ARG_TEXT, &unit},	    {"--late", LT_ARG_FLAG, &late},
		{"--duties", LT_ARG_FLAG, &duties}, {"--role", LT_ARG_TEXT, &role},
		{"--after", LT_ARG_TEXT, &after},   {"--limit", LT_ARG_NUMBER, &limit}};
	struct lt_texts rest = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 0, &rest, err);
	if (r == 0 && (late + duties + (*role != 0)) > 1)
		r = lt_err_set(err, LT_E_USAGE, "chỉ một trong --role, --late, --duties");
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0)
		r = lt_session_unit(&s, unit, &fetch.unit, err);
	fetch.kind = late     ? LT__FETCH_KIND__FETCH_KIND_LATE
		     : duties ? LT__FETCH_KIND__FETCH_KIND_DUTIES
			      : LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.role = role;
	fetch.after = after;
	fetch.limit = lt_items_limit(limit);
	if (r == 0)
		r = lt_session_fetch(&s, &fetch, &reply, err);
	return r < 0 ? r : lt_items_print_page(tool, &fetch, reply, err);
}

static const char help[] =
	"lienthong list: việc đang chờ của một đơn vị, hạn gần nhất đứng trước (work list)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] list --unit ĐƠN-VỊ [--role VAI-TRÒ | --late | --duties]\n"
	"      [--limit N] [--after DẤU-TRANG] [--json]\n"
	"\n"
	"  --unit    mã đơn vị; bỏ qua được nếu máy trạm chỉ phục vụ một đơn vị\n"
	"  --role    chỉ việc của một vai trò, ví dụ receiver, specialist, leader\n"
	"  --late    cho thủ trưởng: việc đã trễ, việc đã dùng 80 % thời hạn, của đơn vị và của\n"
	"            các đơn vị bên dưới không có thủ trưởng riêng\n"
	"  --duties  nghĩa vụ còn mở do trễ hạn: xin lỗi (mẫu 04, thủ trưởng ký), giải trình;\n"
	"            làm bằng lienthong act MÃ --apologise, --explain-late\n"
	"  --limit   số dòng một trang; mặc định 50, tối đa 1000\n"
	"  --after   dấu trang mà trang trước in ra, để xem tiếp\n"
	"  --json    kết quả dạng JSON\n"
	"\n"
	"Cột: hạn của bước (due), giờ làm việc còn lại hay đã trễ (báo khi đã dùng 50 %, 80 %),\n"
	"mã hồ sơ, bước, người giữ, người nộp,\n"
	"thủ tục. Dấu — là chưa ai nhận: nhận bằng lienthong act MÃ --claim.\n";

const struct lt_subcommand lt_tool_list = {
	.name = "list",
	.summary = "danh sách việc của một đơn vị, việc gấp đứng trước (work list)",
	.run = run,
	.help = help,
};
