/* SPDX-License-Identifier: EUPL-1.2 */
/* release: the second person of publishing. What somebody proposed comes into force, is refused, or
 * is taken back. */
#include <stdlib.h>

#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

struct wish {
	const char *as, *refuse;
	bool withdraw;
	uint32_t number;
};

static int read_number(const char *text, uint32_t *ret, struct lt_err *err)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	if (*end || number == 0 || number > UINT32_MAX)
		return lt_err_set(
			err, LT_E_USAGE,
			"'%s' không phải số đề nghị; xem: lienthong procedures --proposed", text);
	*ret = (uint32_t)number;
	return 0;
}

static int tell(struct lt_session *s, const struct wish *w, const Lt__CommandReply *reply,
		struct lt_err *err)
{
	FILE *out = s->tool->out;
	if (s->tool->json)
		return lt_json_print(s->tool, lt_json_message(&reply->base), err);
	if (w->withdraw)
		(void)fprintf(out, "Đề nghị số %u: đã rút lại; không tệp nào có hiệu lực\n",
			      w->number);
	else if (w->refuse)
		(void)fprintf(out, "Đề nghị số %u: đã từ chối; không tệp nào có hiệu lực\n",
			      w->number);
	else
		(void)fprintf(out, "Đề nghị số %u: đã công bố cả gói\n", w->number);
	return 0;
}

static int close_proposal(struct lt_session *s, const struct wish *w, struct lt_err *err)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__Actor actor;
	Lt__CloseProposal body = LT__CLOSE_PROPOSAL__INIT;
	Lt__CommandReply *reply;
	lt_session_signer(s, w->as, &actor);
	body.number = w->number;
	body.end = w->withdraw ? LT__PROPOSAL_END__PROPOSAL_END_WITHDRAWN
		   : w->refuse ? LT__PROPOSAL_END__PROPOSAL_END_REFUSED
			       : LT__PROPOSAL_END__PROPOSAL_END_RELEASED;
	body.note = w->refuse ? w->refuse : "";
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_CLOSE_PROPOSAL;
	command.close_proposal = &body;
	s->patience_us = LT_SESSION_EXAM_US;
	int r = lt_session_command(s, &command, &reply, err);
	if (r < 0)
		return r;
	if (!reply->refusal)
		return tell(s, w, reply, err);
	/* findings, one a line: more than an error text holds */
	(void)fprintf(s->tool->errors, "%s\n", reply->text);
	return lt_err_set(err, LT_E_REFUSED, "đề nghị số %u: chưa có gì thay đổi; %s", w->number,
			  "vì điều nêu trên");
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct wish w = {0};
	const struct lt_arg args[] = {{"--as", LT_ARG_TEXT, &w.as},
				      {"--refuse", LT_ARG_TEXT, &w.refuse},
				      {"--withdraw", LT_ARG_FLAG, &w.withdraw}};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, 3, argc, argv, 1, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "SỐ", rest.count ? rest.items[0] : NULL, err);
	if (r == 0)
		r = read_number(rest.items[0], &w.number, err);
	if (r == 0 && w.refuse && w.withdraw)
		r = lt_err_set(err, LT_E_USAGE, "--refuse và --withdraw: chỉ chọn một");
	if (r == 0)
		r = lt_session_open(tool, &s, err);
	if (r == 0 && s.side != LT_SESSION_OPERATOR)
		r = lt_err_set(err, LT_E_DENIED,
			       "chỉ cho phép công bố được ở thư mục của máy chủ điều phối: hãy "
			       "dùng -C");
	return r < 0 ? r : close_proposal(&s, &w, err);
}

static const char help[] =
	"lienthong release: cho phép một đề nghị công bố có hiệu lực (release)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] release SỐ --as CÁN-BỘ [--refuse 'LÝ DO' | --withdraw]\n"
	"\n"
	"Công bố là việc của hai người: người soạn đề nghị (publish --as), người khác có vai trò\n"
	"được công bố (danh bạ: role có publishes = true) cho phép. Trước khi có hiệu lực, cả gói\n"
	"được kiểm tra và thử lại từ đầu; một tệp hỏng thì không tệp nào có hiệu lực. Xem các đề\n"
	"nghị và chỗ khác với bản đang dùng: lienthong procedures --proposed\n"
	"\n"
	"  --as CÁN-BỘ      ai cho phép, từ chối, hay rút lại\n"
	"  --refuse LÝ-DO   từ chối; lý do được ghi lại\n"
	"  --withdraw       người soạn rút lại đề nghị của mình\n"
	"  --json           kết quả dạng JSON\n"
	"\n"
	"Ví dụ:\n"
	"  lienthong release 3 --as phan.chinh\n"
	"  lienthong release 3 --as phan.chinh --refuse 'thiếu căn cứ pháp lý của lệ phí'\n";

const struct lt_subcommand lt_tool_release = {
	.name = "release",
	.summary = "cho phép đề nghị công bố có hiệu lực, hay từ chối (release)",
	.run = run,
	.help = help,
};
