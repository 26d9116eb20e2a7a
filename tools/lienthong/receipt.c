/* SPDX-License-Identifier: EUPL-1.2 */
/* receipt: what proves who had a dossier when. keys: what receipts are checked with. */
#include "tools/lienthong/receipt.h"

#include "procedures/core/evolve.h"
#include "proto/base/time.h"
#include "proto/codec/sign.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/writefile.h"

enum { FILE_BYTES_MAX = 16 << 20 };

/* -- receipt -- */

static int run_receipt(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *step = "", *out = NULL;
	const struct lt_arg args[] = {{"--step", LT_ARG_TEXT, &step}, {"-o", LT_ARG_TEXT, &out}};
	struct lt_texts rest = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_slice file;
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 1, &rest, err);
	if (r == 0)
		r = lt_args_need(tool, "MÃ-HỒ-SƠ", rest.count ? rest.items[0] : NULL, err);
	if (r < 0)
		return r;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_RECEIPT;
	fetch.code = rest.items[0];
	fetch.text = step;
	r = lt_session_read(tool, &fetch, &reply, err);
	if (r == 0 && !reply->sealed)
		r = lt_err_set(err, LT_E_ABSENT, "hồ sơ %s: không có biên nhận", fetch.code);
	if (r == 0)
		r = lt_receipt_file(reply->sealed, &tool->arena, &file, err);
	return r < 0 ? r : lt_writefile_or_print(tool, out, file, err);
}

static const char receipt_help[] =
	"lienthong receipt: biên nhận liên thông của một hồ sơ (receipts of hand-offs)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] receipt MÃ-HỒ-SƠ [--step BƯỚC] [-o TỆP]\n"
	"\n"
	"Mỗi lần hồ sơ chuyển từ đơn vị này sang đơn vị khác: ai chuyển, ai tiếp nhận, ai trả\n"
	"lời hoặc trả lại, lúc nào, giấy tờ gì; chữ ký của từng máy trạm và dấu của máy chủ.\n"
	"Tệp tự chứng minh được: ai có danh sách khóa công khai (lienthong keys) cũng kiểm\n"
	"được bằng lienthong verify --receipt, không cần hỏi máy chủ.\n"
	"\n"
	"  --step BƯỚC   chỉ các lượt chuyển của một bước\n"
	"  -o TỆP        viết ra tệp; không có thì in ra màn hình\n"
	"\n"
	"Ví dụ: lienthong receipt H14.61-250701-000001 -o bien-nhan.txt\n";

const struct lt_subcommand lt_tool_receipt = {
	.name = "receipt",
	.summary = "biên nhận liên thông: ai giao, ai nhận, lúc nào, có chữ ký (receipt)",
	.run = run_receipt,
	.help = receipt_help,
};

/* -- keys -- */

static int run_keys(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *out = NULL;
	const struct lt_arg args[] = {{"-o", LT_ARG_TEXT, &out}};
	struct lt_texts rest = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_slice file;
	int r = lt_args_read(tool, args, 1, argc, argv, 0, &rest, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_KEYS;
	if (r == 0)
		r = lt_session_read(tool, &fetch, &reply, err);
	if (r == 0 && !reply->sealed)
		r = lt_err_set(err, LT_E_ABSENT, "máy chủ không có khóa nào");
	if (r == 0)
		r = lt_receipt_keys_file(reply->sealed, &tool->arena, &file, err);
	return r < 0 ? r : lt_writefile_or_print(tool, out, file, err);
}

static const char keys_help[] =
	"lienthong keys: khóa công khai của máy chủ và các máy trạm (public keys)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] keys [-o TỆP]\n"
	"\n"
	"Ai giữ tệp này thì kiểm được biên nhận liên thông mà không cần hỏi máy chủ, kể cả\n"
	"biên nhận ký bằng khóa nay đã thay hoặc thu hồi. Tệp không có gì bí mật; nhưng phải\n"
	"lấy từ nơi tin được: so dòng 'Khóa' với dấu vân tay mà tỉnh công bố.\n";

const struct lt_subcommand lt_tool_keys = {
	.name = "keys",
	.summary = "khóa công khai để kiểm biên nhận (public keys)",
	.run = run_keys,
	.help = keys_help,
};

/* -- verify -- */

static void tell_hour(struct lt_tool *tool, const char *what, const struct lt_receipt_stage *stage)
{
	char at[LT_TIME_TEXT_BYTES], said[LT_TIME_TEXT_BYTES];
	const Lt__Event *e = stage->event;
	if (!e)
		return;
	lt_print_line(tool, what, "%s%s%s%s%s", lt_time_vietnamese(lt_event_at(e), at),
		      stage->statement ? "; máy trạm " : "; không có chữ ký của máy trạm",
		      stage->statement ? stage->statement->node : "",
		      stage->statement ? " ký lúc " : "",
		      stage->statement ? lt_time_vietnamese(stage->statement->at_us, said) : "");
}

static void tell(struct lt_tool *tool, const struct lt_receipt *receipt)
{
	lt_print_line(tool, "ĐÚNG", "hồ sơ %s, dấu của máy chủ %s, %zu lượt chuyển",
		      receipt->message->code, receipt->message->coordinator,
		      receipt->handoffs_count);
	for (size_t i = 0; i < receipt->handoffs_count; i++) {
		const struct lt_receipt_handoff *h = &receipt->handoffs[i];
		lt_print_line(tool, "Lượt chuyển", "%zu: %s → %s, bước %s", i + 1, h->token->from,
			      h->to, h->token->step);
		tell_hour(tool, "  Chuyển đi", h->given.event ? &h->given : &h->begun);
		tell_hour(tool, "  Tiếp nhận", &h->taken);
		tell_hour(tool,
			  h->end == LT_RECEIPT_RETURNED	  ? "  Trả lại"
			  : h->end == LT_RECEIPT_RECALLED ? "  Thu hồi"
							  : "  Trả lời",
			  &h->ended);
	}
}

int lt_receipt_verify(struct lt_tool *tool, const char *receipt, const char *keys,
		      struct lt_err *err)
{
	struct lt_slice file, list;
	Lt__ProofKeys *known;
	struct lt_receipt checked;
	int r = lt_args_need(tool, "--keys TỆP (lệnh keys viết ra)", keys, err);
	if (r == 0)
		r = lt_args_file(tool, keys, FILE_BYTES_MAX, &list, err);
	if (r == 0)
		r = lt_args_file(tool, receipt, FILE_BYTES_MAX, &file, err);
	if (r < 0)
		return r;
	r = lt_receipt_read_keys(list, &tool->arena, &known, err);
	if (r < 0)
		return lt_err_wrap(err, r, "%s", keys);
	r = lt_receipt_check(file, known, &tool->arena, &checked, err);
	if (r < 0)
		return lt_err_wrap(err, r, "%s: KHÔNG DÙNG ĐƯỢC", receipt);
	tell(tool, &checked);
	return 0;
}
