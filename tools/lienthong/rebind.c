/* SPDX-License-Identifier: EUPL-1.2 */
/* rebind: open steps of units that are gone move to their successors, with a report. */
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/moves.h"
#include "tools/lienthong/print.h"

static int order(struct lt_session *s, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__RebindUnits body = LT__REBIND_UNITS__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	int r = lt_session_actor(s, NULL, false, NULL, &actor, err);
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_REBIND;
	command.rebind = &body;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	if (r == 0 && reply->refusal)
		r = lt_session_refused("rebind", reply, err);
	return r < 0 ? r : lt_moves_wait(s, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	bool preview = false;
	struct lt_moves moves;
	struct lt_texts rest = {0};
	Lt__Fetch ask = LT__FETCH__INIT;
	const struct lt_arg args[] = {{"--preview", LT_ARG_FLAG, &preview}};
	ask.kind = LT__FETCH_KIND__FETCH_KIND_REBIND_PREVIEW;
	int r = lt_args_read(tool, args, 1, argc, argv, 0, &rest, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0)
		r = lt_moves_read(&s, &ask, &moves, err);
	if (r == 0)
		r = tool->json ? lt_moves_print_json(tool, &moves, err)
			       : lt_moves_print_units(tool, &moves);
	if (r < 0 || preview || moves.count == 0)
		return r;
	r = order(&s, err);
	if (r == 0 && !tool->json)
		(void)fputs("Đã chuyển các hồ sơ trên sang đơn vị kế thừa\n", tool->out);
	return r;
}

static const char help[] =
	"lienthong rebind: chuyển hồ sơ của đơn vị đã hết hiệu lực sang đơn vị kế thừa (rebind)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] rebind [--preview]\n"
	"\n"
	"Sau khi công bố danh bạ mới mà có đơn vị hết hiệu lực: mọi bước đang mở ở đơn vị cũ và\n"
	"nơi tiếp nhận của hồ sơ chuyển sang đơn vị kế thừa (successor) ghi trong danh bạ đang có\n"
	"hiệu lực. Hạn giữ nguyên, người đang giữ việc thôi giữ; mỗi hồ sơ ghi một dòng hành\n"
	"trình, các bước sau tìm nơi làm theo danh bạ mới. In ra từng hồ sơ đã chuyển.\n"
	"\n"
	"  --preview  chỉ xem, không chuyển;   --json  danh sách dạng JSON\n";

const struct lt_subcommand lt_tool_rebind = {
	.name = "rebind",
	.summary = "chuyển hồ sơ sang đơn vị kế thừa (rebind)",
	.run = run,
	.help = help,
};
