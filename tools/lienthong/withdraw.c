/* SPDX-License-Identifier: EUPL-1.2 */
/* withdraw: no new dossiers under a published version. */
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/find.h"
#include "tools/lienthong/print.h"

static int withdraw(struct lt_session *s, const char *digits, const char *as, bool yes,
		    struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__WithdrawVersion body = LT__WITHDRAW_VERSION__INIT;
	Lt__CommandReply *reply;
	int r = lt_find_version(s, digits, &body.definition, err);
	lt_session_signer(s, as, &actor);
	body.last = yes;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_WITHDRAW_VERSION;
	command.withdraw_version = &body;
	if (r == 0)
		r = lt_session_command(s, &command, &reply, err);
	if (r < 0)
		return r;
	if (reply->refusal)
		return lt_session_refused(digits, reply, err);
	if (s->tool->json)
		return lt_json_print(s->tool, lt_json_message(&reply->base), err);
	(void)fprintf(s->tool->out,
		      "%s: đã rút; từ nay không nhận hồ sơ mới theo phiên bản này, hồ sơ đang chạy "
		      "vẫn tiếp tục\n",
		      digits);
	return 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	bool yes = false;
	const char *as = NULL;
	const struct lt_arg args[] = {{"--yes", LT_ARG_FLAG, &yes}, {"--as", LT_ARG_TEXT, &as}};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, 2, argc, argv, 1, &rest, err);
	const char *digits = r == 0 && rest.count ? rest.items[0] : NULL;
	if (r == 0)
		r = lt_args_need(tool, "MÃ-BĂM", digits, err);
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0 && s.side != LT_SESSION_OPERATOR)
		r = lt_err_set(err, LT_E_DENIED,
			       "chỉ quản trị rút phiên bản: hãy dùng -C với thư mục của máy chủ "
			       "điều phối");
	return r < 0 ? r : withdraw(&s, digits, as, yes, err);
}

static const char help[] =
	"lienthong withdraw: rút một phiên bản đã công bố (withdraw)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] withdraw MÃ-BĂM --as CÁN-BỘ [--yes]\n"
	"\n"
	"Từ lúc rút, hồ sơ mới theo phiên bản gần nhất trước đó chưa bị rút; hồ sơ đang chạy giữ\n"
	"phiên bản của mình. Rút phiên bản chưa đến ngày hiệu lực thì nó không có hiệu lực nữa.\n"
	"Công bố lại đúng tệp đó thì phiên bản có hiệu lực trở lại.\n"
	"\n"
	"  --as      ai rút; danh bạ có người được cho phép công bố thì phải là một người đó\n"
	"  --yes     rút cả khi không còn phiên bản nào khác: thủ tục ngừng nhận hồ sơ mới\n"
	"  --json    kết quả dạng JSON\n"
	"\n"
	"Ví dụ: lienthong withdraw 3f1c07\n";

const struct lt_subcommand lt_tool_withdraw = {
	.name = "withdraw",
	.summary = "rút một phiên bản đã công bố: không nhận hồ sơ mới (withdraw)",
	.run = run,
	.help = help,
};
