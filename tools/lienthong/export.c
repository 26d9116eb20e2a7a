/* SPDX-License-Identifier: EUPL-1.2 */
/* export: a procedure for other people's tools. */
#include "tools/lienthong/bpmn.h"
#include "tools/lienthong/sketch.h"

static int diagram(const struct lt_chart *chart, const struct lt_procedure *procedure, bool bpmn,
		   FILE *out, struct lt_err *err)
{
	struct lt_bpmn made;
	(void)procedure;
	if (!bpmn)
		return lt_err_set(err, LT_E_USAGE, "cần nói xuất ra dạng nào: --bpmn");
	int r = lt_bpmn_make(chart, &made, err);
	if (r == 0)
		r = lt_bpmn_lay_out(&made, err);
	if (r == 0)
		lt_bpmn_write(&made, out);
	return r;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	static const struct lt_sketch export = {"--bpmn", diagram, NULL};
	return lt_sketch_run(tool, &export, argc, argv, err);
}

static const char help[] =
	"lienthong export: xuất thủ tục cho công cụ khác (export)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] export --bpmn TỆP | MÃ [--out TỆP.bpmn]\n"
	"                                [--directory DANH-BẠ] [--base THỦ-TỤC-GỐC]\n"
	"\n"
	"BPMN 2.0 có cả hình vẽ (làn, ô, mũi tên), mở được bằng các trình xem BPMN thông dụng.\n"
	"Để xem và trao đổi, không để chạy: BPMN không biết ngày làm việc, nên thời hạn ghi bằng\n"
	"lời.\n"
	"\n"
	"  --out        ghi vào tệp này; không có thì in ra\n"
	"  --directory  danh bạ, để ghi tên cấp, cơ quan, vai trò thay cho mã\n"
	"\n"
	"Ví dụ: lienthong export --bpmn ban_sao.lua --out ban_sao.bpmn\n";

const struct lt_subcommand lt_tool_export = {
	.name = "export",
	.summary = "xuất thủ tục sang BPMN 2.0 (export)",
	.run = run,
	.help = help,
};
