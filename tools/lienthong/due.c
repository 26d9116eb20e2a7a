/* SPDX-License-Identifier: EUPL-1.2 */
/* due: when is it due, and why? Of a dossier, by its ledger (due_ledger.c); of a table of cases, by
 * calendars from files (due_cases.c). */
#include "tools/lienthong/args.h"
#include "tools/lienthong/due_cases.h"
#include "tools/lienthong/due_ledger.h"

static int run_cases(struct lt_tool *tool, const struct lt_due_files *files, struct lt_err *err)
{
	int r = lt_args_need(tool, "--calendars TỆP", files->calendars, err);
	if (r == 0)
		r = lt_args_need(tool, "--public TỆP", files->public_days, err);
	if (r == 0 && tool->json)
		r = lt_err_set(err, LT_E_USAGE, "--cases cho ra CSV như tệp vào, không có --json");
	return r < 0 ? r : lt_due_cases(tool, files, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct lt_due_files files = {0};
	const struct lt_arg args[] = {{"--cases", LT_ARG_TEXT, &files.cases},
				      {"--calendars", LT_ARG_TEXT, &files.calendars},
				      {"--public", LT_ARG_TEXT, &files.public_days},
				      {"--closures", LT_ARG_TEXT, &files.closures}};
	struct lt_texts rest;
	int r = lt_args_read(tool, args, 4, argc, argv, 1, &rest, err);
	if (r < 0)
		return r;
	if (rest.count && (files.cases || files.calendars || files.public_days || files.closures))
		return lt_err_set(err, LT_E_USAGE,
				  "một hồ sơ hay một bảng --cases, không phải cả hai");
	if (rest.count)
		return lt_due_ledger(tool, rest.items[0], err);
	r = lt_args_need(tool, "MÃ-HỒ-SƠ, hoặc --cases TỆP", files.cases, err);
	return r < 0 ? r : run_cases(tool, &files, err);
}

static const char help[] =
	"lienthong due: ngày hẹn trả tính thế nào (due)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] due MÃ-HỒ-SƠ [--json]\n"
	"  lienthong due --cases TỆP --calendars TỆP --public TỆP [--closures TỆP]\n"
	"\n"
	"Một hồ sơ: sổ tính hạn của hồ sơ và từng bước đang mở, từng dòng: tiếp nhận, ngày nghỉ,\n"
	"làm bù, mỗi lần dừng và văn bản của nó, gia hạn, đổi lịch; đã dùng + còn lại = thời hạn.\n"
	"Một bảng (không cần máy chủ): điền thời điểm đến hạn theo từng cách tính, in lại bảng:\n"
	"  due_legal, due_rolled, due_sametime, due_hours8 (1 ngày = 8 giờ; đơn vị wd),\n"
	"  due_restart_legal, due_restart_rolled (tính lại từ đầu sau lần dừng cuối)\n"
	"\n"
	"  --cases      case_id, calendar, received, unit (wd cd mo wh sd), amount,\n"
	"               pauses (\"từ/đến;từ/\", trống: chưa tính tiếp)\n"
	"  --calendars  calendar, weekday (0 = thứ Hai), intervals, counts\n"
	"  --public     date, day_status (off, work), name: ngày nghỉ, ngày làm bù\n"
	"  --closures   calendar, date, reason: ngày cơ quan đóng cửa\n"
	"\n"
	"Dòng sai không có ngày hẹn: lỗi nêu tệp, dòng, hồ sơ và cột; các dòng khác vẫn được in.\n"
	"Mã thoát: 0 mọi dòng đều tính được, 65 có dòng hoặc tệp sai, 66 không có tệp.\n";

const struct lt_subcommand lt_tool_due = {
	.name = "due",
	.summary = "tính và giải thích ngày hẹn trả (due)",
	.run = run,
	.help = help,
};
