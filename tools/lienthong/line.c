/* SPDX-License-Identifier: EUPL-1.2 */
/* line: the line to a unit was down; its open dossiers get the time back. */
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/moves.h"
#include "tools/lienthong/print.h"

static int record(struct lt_session *s, Lt__LineDown *line, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	int r = lt_session_actor(s, NULL, false, NULL, &actor, err);
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_LINE;
	command.line = line;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	if (r == 0 && reply->refusal)
		r = lt_session_refused(line->unit, reply, err);
	return r < 0 ? r : lt_moves_wait(s, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	Lt__LineDown line = LT__LINE_DOWN__INIT;
	const char *note = NULL;
	const struct lt_arg args[] = {{"--from", LT_ARG_TIME, &line.from_us},
				      {"--to", LT_ARG_TIME, &line.to_us},
				      {"--note", LT_ARG_TEXT, &note}};
	struct lt_texts rest = {0};
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	int r = lt_args_read(tool, args, 3, argc, argv, 1, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "ĐƠN-VỊ", rest.count ? rest.items[0] : NULL, err);
	if (r == 0)
		r = lt_args_need(tool, "--note LÝ-DO", note, err);
	if (r == 0 && (!line.from_us || line.to_us <= line.from_us))
		r = lt_err_set(err, LT_E_USAGE, "cần --from và --to, lúc đầu trước lúc cuối");
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r < 0)
		return r;
	line.unit = rest.items[0];
	line.note = note;
	r = record(&s, &line, err);
	if (r == 0)
		(void)fprintf(tool->out,
			      "Đã ghi: đường truyền tới %s gián đoạn từ %s đến %s; hồ sơ đang mở ở "
			      "đó được trả lại thời gian này\n",
			      line.unit, lt_due_text(line.from_us, from),
			      lt_due_text(line.to_us, to));
	return r;
}

static const char help[] =
	"lienthong line: ghi nhận đường truyền tới một đơn vị bị gián đoạn (line)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] line ĐƠN-VỊ --from LÚC --to LÚC --note LÝ-DO\n"
	"\n"
	"Quản trị ghi khoảng thời gian máy trạm của đơn vị không nối được với máy chủ. Mỗi hồ sơ\n"
	"đang mở có bước ở đơn vị đó được trừ khoảng ấy: hạn của bước và hẹn trả tính lại, sổ\n"
	"tính hạn có một dòng \"đường truyền gián đoạn\"; bước quá hạn vì thế thì hết quá hạn.\n"
	"Thời hạn tính theo ngày chỉ trừ khi gián đoạn qua ngày khác. Ghi hai lần một khoảng thì\n"
	"chỉ trừ một lần.\n"
	"\n"
	"Ví dụ:\n"
	"  lienthong line H14.40.21.01 --from 2026-03-02T08:00 --to 2026-03-03T10:00 \\\n"
	"    --note 'Đứt cáp, biên bản 12/BB-VT'\n";

const struct lt_subcommand lt_tool_line = {
	.name = "line",
	.summary = "ghi nhận đường truyền gián đoạn, trả lại thời gian cho hồ sơ (line)",
	.run = run,
	.help = help,
};
