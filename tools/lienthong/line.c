/* SPDX-License-Identifier: EUPL-1.2 */
/* line: the line to a unit was down; its open dossiers get the time back. What the nodes saw of it
 * themselves is listed, and taken over or not. */
#include <inttypes.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/moves.h"
#include "tools/lienthong/print.h"

static int record(struct lt_session *s, Lt__LineDown *line, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	char number[16];
	(void)snprintf(number, sizeof number, "%" PRIu32, line->seen);
	int r = lt_session_actor(s, NULL, false, NULL, &actor, err);
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_LINE;
	command.line = line;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	if (r == 0 && reply->refusal)
		r = lt_session_refused(line->seen ? number : line->unit, reply, err);
	return r < 0 ? r : lt_moves_wait(s, err);
}

/* -- what the nodes saw -- */

static const char *state_text(const Lt__LineSighting *s)
{
	return s->end == LT__LINE_END__LINE_END_ACCEPTED    ? "đã trả lại thời gian"
	       : s->end == LT__LINE_END__LINE_END_DISMISSED ? "đã bỏ qua"
							    : "chờ xem";
}

/* Nobody was watching while the node was off; a line that broke often was hardly there. */
static const char *remark_text(struct lt_tool *tool, const Lt__LineSeen *seen)
{
	const char *text = "";
	if (seen->starts)
		text = lt_arena_printf(&tool->arena, "máy trạm có tắt (%" PRIu32 " lần)",
				       seen->starts);
	if (seen->drops && text)
		text = lt_arena_printf(&tool->arena, "%s%schập chờn (%" PRIu32 " lần)", text,
				       *text ? ", " : "", seen->drops);
	return text ? text : "?";
}

static const char *units_text(struct lt_tool *tool, const Lt__LineSeen *seen)
{
	const char *text = "";
	for (size_t i = 0; i < seen->n_units && text; i++)
		text = lt_arena_printf(&tool->arena, "%s%s%s", text, i ? ", " : "", seen->units[i]);
	return text ? text : "?";
}

static int add(struct lt_tool *tool, struct lt_sheet *sheet, const Lt__LineSighting *s)
{
	char number[16], from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	char span[LT_TIME_TEXT_BYTES];
	const Lt__LineSeen *seen = s->seen;
	(void)snprintf(number, sizeof number, "%" PRIu32, s->number);
	const char *const cells[] = {number,
				     seen->node,
				     lt_time_vietnamese(seen->from_us, from),
				     lt_time_vietnamese(seen->to_us, to),
				     lt_span_text(seen->to_us - seen->from_us, LT_US_PER_DAY, span),
				     units_text(tool, seen),
				     remark_text(tool, seen),
				     state_text(s)};
	return lt_sheet_add(sheet, cells);
}

static int list(struct lt_session *s, bool all, struct lt_err *err)
{
	static const char *const titles[] = {"SỐ",  "MÁY TRẠM", "MẤT LÚC", "CÓ LẠI LÚC",
					     "DÀI", "ĐƠN VỊ",	"GHI CHÚ", "TÌNH TRẠNG"};
	struct lt_tool *tool = s->tool;
	struct lt_sheet sheet = {.arena = &tool->arena, .titles = titles, .columns = 8};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LINES;
	fetch.text = all ? "all" : "";
	fetch.limit = 200;
	int r = lt_session_fetch(s, &fetch, &reply, err);
	if (r < 0)
		return r;
	if (tool->json)
		return lt_json_print(tool, lt_json_message(&reply->base), err);
	for (size_t i = 0; i < reply->n_lines && r == 0; i++)
		r = add(tool, &sheet, reply->lines[i]);
	lt_sheet_print(&sheet, tool->out);
	if (r == 0)
		(void)fputs(reply->n_lines
				    ? "Trả lại thời gian: line --accept SỐ; bỏ qua: line --dismiss "
				      "SỐ --note LÝ-DO\n"
				    : "Không máy trạm nào báo mất đường truyền.\n",
			    tool->out);
	return r;
}

static int dismiss(struct lt_session *s, uint32_t number, const char *note, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__LineDismissed body = LT__LINE_DISMISSED__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	char name[16];
	(void)snprintf(name, sizeof name, "%" PRIu32, number);
	int r = lt_session_actor(s, NULL, false, NULL, &actor, err);
	body.number = number;
	body.note = note;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_DISMISS_LINE;
	command.dismiss_line = &body;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	if (r == 0 && reply->refusal)
		r = lt_session_refused(name, reply, err);
	if (r == 0)
		(void)fprintf(s->tool->out, "Mục %s: đã bỏ qua, có ghi lý do\n", name);
	return r;
}

/* -- what the operator wants -- */

struct wish {
	Lt__LineDown line;
	const char *note;
	bool seen, all;
	int64_t accept, dismiss;
};

static int read_wish(struct lt_tool *tool, int argc, char **argv, struct wish *w,
		     struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--from", LT_ARG_TIME, &w->line.from_us}, {"--to", LT_ARG_TIME, &w->line.to_us},
		{"--note", LT_ARG_TEXT, &w->note},	   {"--seen", LT_ARG_FLAG, &w->seen},
		{"--all", LT_ARG_FLAG, &w->all},	   {"--accept", LT_ARG_NUMBER, &w->accept},
		{"--dismiss", LT_ARG_NUMBER, &w->dismiss}};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 1, &rest, err);
	if (r == 0 && (w->accept > UINT32_MAX || w->dismiss > UINT32_MAX))
		r = lt_err_set(err, LT_E_USAGE, "không có mục số này");
	w->line.unit = rest.count ? rest.items[0] : "";
	w->line.note = w->note ? w->note : "";
	w->line.seen = (uint32_t)w->accept;
	if (r < 0 || w->seen || w->all || w->accept)
		return r;
	if (!w->dismiss)
		r = lt_args_need(tool, "ĐƠN-VỊ", w->line.unit, err);
	if (r == 0)
		r = lt_args_need(tool, "--note LÝ-DO", w->note, err);
	if (r == 0 && !w->dismiss && (!w->line.from_us || w->line.to_us <= w->line.from_us))
		r = lt_err_set(err, LT_E_USAGE, "cần --from và --to, lúc đầu trước lúc cuối");
	return r;
}

static void tell_recorded(struct lt_tool *tool, const Lt__LineDown *line)
{
	char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	if (line->seen)
		(void)fprintf(tool->out,
			      "Đã ghi theo mục %" PRIu32 "; hồ sơ đang mở ở các đơn vị đó được trả "
			      "lại thời gian này\n",
			      line->seen);
	else
		(void)fprintf(tool->out,
			      "Đã ghi: đường truyền tới %s gián đoạn từ %s đến %s; hồ sơ đang mở ở "
			      "đó được trả lại thời gian này\n",
			      line->unit, lt_due_text(line->from_us, from),
			      lt_due_text(line->to_us, to));
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct wish wish = {.line = LT__LINE_DOWN__INIT};
	int r = read_wish(tool, argc, argv, &wish, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r < 0)
		return r;
	if (wish.seen || wish.all)
		return list(&s, wish.all, err);
	if (wish.dismiss)
		return dismiss(&s, (uint32_t)wish.dismiss, wish.note, err);
	r = record(&s, &wish.line, err);
	if (r == 0)
		tell_recorded(tool, &wish.line);
	return r;
}

static const char help[] =
	"lienthong line: ghi nhận đường truyền tới một đơn vị bị gián đoạn (line)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] line ĐƠN-VỊ --from LÚC --to LÚC --note LÝ-DO\n"
	"  lienthong [-C THƯ-MỤC] line --seen [--all] [--json]\n"
	"  lienthong [-C THƯ-MỤC] line --accept SỐ [ĐƠN-VỊ] [--from LÚC] [--to LÚC] [--note ...]\n"
	"  lienthong [-C THƯ-MỤC] line --dismiss SỐ --note LÝ-DO\n"
	"\n"
	"Quản trị ghi khoảng thời gian máy trạm của đơn vị không nối được với máy chủ. Mỗi hồ sơ\n"
	"đang mở có bước ở đơn vị đó được trừ khoảng ấy: hạn của bước và hẹn trả tính lại, sổ\n"
	"tính hạn có một dòng \"đường truyền gián đoạn\"; bước quá hạn vì thế thì hết quá hạn.\n"
	"Thời hạn tính theo ngày chỉ trừ khi gián đoạn qua ngày khác. Ghi hai lần một khoảng thì\n"
	"chỉ trừ một lần.\n"
	"\n"
	"  --seen     những lần máy trạm tự thấy mất đường truyền, đã báo; --all: cả mục đã xem\n"
	"  --accept   ghi nhận mục đó, cho mọi đơn vị của máy trạm hay một; cả hay một phần\n"
	"  --dismiss  không trả lại thời gian; lý do được giữ\n"
	"\n"
	"Ví dụ: lienthong line H14.40.21.01 --from 2026-03-02T08:00 --to 2026-03-03T10:00 \\\n"
	"    --note 'Đứt cáp, biên bản 12/BB-VT'\n";

const struct lt_subcommand lt_tool_line = {
	.name = "line",
	.summary = "ghi nhận đường truyền gián đoạn, trả lại thời gian cho hồ sơ (line)",
	.run = run,
	.help = help,
};
