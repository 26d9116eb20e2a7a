/* SPDX-License-Identifier: EUPL-1.2 */
/* revoke: nothing that a node proves itself with is valid any more, at once. */
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	const char *reason = NULL;
	const struct lt_arg args[] = {{"--reason", LT_ARG_TEXT, &reason}};
	struct lt_texts rest = {0};
	Lt__Command command = LT__COMMAND__INIT;
	Lt__RevokeNode body = LT__REVOKE_NODE__INIT;
	Lt__Actor actor;
	Lt__CommandReply *reply;
	int r = lt_args_read(tool, args, 1, argc, argv, 1, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "MÁY-TRẠM", rest.count ? rest.items[0] : NULL, err);
	if (r == 0)
		r = lt_args_need(tool, "--reason LÝ-DO", reason, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0)
		r = lt_session_actor(&s, NULL, false, NULL, &actor, err);
	if (r < 0)
		return r;
	body.node = rest.items[0];
	body.reason = reason;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_REVOKE_NODE;
	command.revoke_node = &body;
	r = lt_session_command(&s, &command, &reply, err);
	if (r == 0 && reply->refusal)
		r = lt_session_refused(body.node, reply, err);
	if (r == 0)
		(void)fprintf(
			tool->out,
			"Đã thu hồi %s: đường truyền của nó đã bị ngắt, khóa và chứng thư không "
			"còn giá trị.\n"
			"Muốn dùng lại máy trạm này: lienthong -C %s enrol --node %s\n",
			body.node, lt_session_folder(tool), body.node);
	return r;
}

static const char help[] =
	"lienthong revoke: thu hồi một máy trạm (revoke)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] revoke MÁY-TRẠM --reason LÝ-DO\n"
	"\n"
	"Dùng ngay khi máy trạm bị mất, bị xâm nhập, hoặc không dùng nữa. Có hiệu lực tức thì:\n"
	"đường truyền đang mở bị ngắt, chứng thư vào danh sách thu hồi (ca/ca.crl), mã ghi danh\n"
	"chưa dùng bị hủy. Việc thu hồi được ghi vào nhật ký với người làm và lý do; chữ ký của\n"
	"máy trạm trước lúc đó vẫn kiểm được.\n"
	"\n"
	"Hồ sơ của đơn vị vẫn ở máy chủ: ghi danh một máy khác cùng tên là làm việc tiếp.\n"
	"\n"
	"Ví dụ:\n"
	"  lienthong revoke tram-xa-a --reason 'Mất máy, biên bản 05/BB ngày 3/7'\n";

const struct lt_subcommand lt_tool_revoke = {
	.name = "revoke",
	.summary = "thu hồi khóa và chứng thư của một máy trạm (revoke a node)",
	.run = run,
	.help = help,
};
