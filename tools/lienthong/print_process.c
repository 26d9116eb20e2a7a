/* SPDX-License-Identifier: EUPL-1.2 */
/* print: the table of a decision, from the script. */
#include "procedures/chart/process.h"
#include "tools/lienthong/sketch.h"

static int table(const struct lt_chart *chart, const struct lt_procedure *procedure, bool html,
		 FILE *out, struct lt_err *err)
{
	struct lt_process process;
	int r = lt_process_make(chart, &procedure->findings, &process, err);
	if (r < 0)
		return r;
	if (html)
		lt_process_html(&process, out);
	else
		lt_process_text(&process, out);
	return 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	static const struct lt_sketch print = {"--html", table, NULL};
	return lt_sketch_run(tool, &print, argc, argv, err);
}

static const char help[] =
	"lienthong print: in bảng Quy trình nội bộ của thủ tục (print)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] print TỆP | MÃ [--html] [--out TỆP-IN]\n"
	"                               [--directory DANH-BẠ] [--base THỦ-TỤC-GỐC]\n"
	"\n"
	"Bảng như trong phụ lục quyết định: bước, nội dung công việc, trách nhiệm thực hiện, thời\n"
	"gian thực hiện, tổng thời gian; lấy từ chính tệp mà máy chủ chạy.\n"
	"\n"
	"  --html       trang HTML, mở bằng trình duyệt rồi in; không có thì in chữ\n"
	"  --out        ghi vào tệp này\n"
	"  --directory  danh bạ, để ghi tên cấp, cơ quan, vai trò thay cho mã\n"
	"\n"
	"Ví dụ: lienthong print ban_sao.lua --directory danh_ba.lua --html --out ban_sao.html\n";

const struct lt_subcommand lt_tool_print = {
	.name = "print",
	.summary = "in bảng Quy trình nội bộ từ tệp thủ tục (print)",
	.run = run,
	.help = help,
};
