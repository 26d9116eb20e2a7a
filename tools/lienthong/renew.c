/* SPDX-License-Identifier: EUPL-1.2 */
/* renew: the running node of this folder gets its next certificate now. */
#include "procedures/forms/light.h"
#include "proto/base/time.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

#define RENEW_US (30 * LT_US_PER_SECOND)

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct lt_texts rest;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Renew body = LT__RENEW__INIT;
	Lt__Reply *reply;
	char until[LT_TIME_TEXT_BYTES];
	int r = lt_args_read(tool, NULL, 0, argc, argv, 0, &rest, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0 && s.side == LT_SESSION_OPERATOR)
		r = lt_err_set(
			err, LT_E_USAGE,
			"đây là thư mục của máy chủ; chứng thư của máy chủ được cấp mới bằng "
			"lệnh ca, còn renew chạy ở thư mục của máy trạm");
	request.body_case = LT__REQUEST__BODY_RENEW;
	request.renew = &body;
	if (r == 0)
		r = lt_talk_ask(s.talk, &request, RENEW_US, &tool->arena, &reply, err);
	if (r == 0 && reply->body_case != LT__REPLY__BODY_CERTIFIED)
		r = lt_err_set(err, LT_E_VERSION,
			       "máy trạm trả lời lạ; hãy xem phiên bản phần mềm");
	if (r == 0)
		(void)fprintf(tool->out, "Đã gia hạn chứng thư của máy trạm, đến %s.\n",
			      lt_due_text(reply->certified->expires_us, until));
	return r;
}

static const char help[] =
	"lienthong renew: gia hạn chứng thư của máy trạm (renew)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] renew\n"
	"\n"
	"Chạy ở thư mục của máy trạm khi máy trạm đang chạy và có đường truyền. Máy trạm tạo\n"
	"khóa TLS mới, xin chứng thư mới, dùng ngay, không phải khởi động lại. Bình thường không\n"
	"cần gõ lệnh này: máy trạm tự gia hạn khi chứng thư còn dưới 30 ngày.\n"
	"\n"
	"Chứng thư đã hết hạn thì phải ghi danh lại bằng mã mới (lienthong enrol).\n";

const struct lt_subcommand lt_tool_renew = {
	.name = "renew",
	.summary = "gia hạn chứng thư của máy trạm này (renew its certificate)",
	.run = run,
	.help = help,
};
