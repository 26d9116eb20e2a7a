/* SPDX-License-Identifier: EUPL-1.2 */
/* nodes: who is enrolled, until when, and who is there. */
#include <inttypes.h>
#include <string.h>

#include "procedures/forms/light.h"
#include "proto/codec/sign.h"
#include "proto/link/certs.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

enum { CELL_BYTES = 96 };

static const char *proof_text(const Lt__NodeInfo *n, int64_t now_us)
{
	if (n->enrolled)
		return "đã ghi danh";
	if (n->offered_until_us > now_us)
		return "chờ ghi danh";
	return n->revoked_us ? "đã thu hồi" : "chưa ghi danh";
}

/* A certificate lives by the clock of the world, also in a folder for practice. */
static void days_text(const Lt__NodeInfo *n, char text[static CELL_BYTES])
{
	struct lt_clock clock = lt_clock_system();
	int64_t left_us = n->expires_us - lt_clock_wall(&clock);
	if (!n->enrolled || !n->expires_us)
		(void)snprintf(text, CELL_BYTES, "-");
	else if (left_us < 0)
		(void)snprintf(text, CELL_BYTES, "HẾT HẠN");
	else
		(void)snprintf(text, CELL_BYTES, "%" PRId64 " ngày", left_us / LT_US_PER_DAY);
}

static void heard_text(const Lt__NodeInfo *n, int64_t now_us, char text[static CELL_BYTES])
{
	char span[LT_TIME_TEXT_BYTES];
	if (!n->heard_us)
		(void)snprintf(text, CELL_BYTES, "chưa lần nào");
	else
		(void)snprintf(text, CELL_BYTES, "%s%s trước", n->connected ? "đang nối, " : "",
			       lt_span_text(now_us - n->heard_us, LT_US_PER_DAY, span));
}

static const char *units_text(struct lt_tool *tool, const Lt__NodeInfo *n)
{
	const char *text = "";
	for (size_t i = 0; i < n->n_units && text; i++)
		text = lt_arena_printf(&tool->arena, "%s%s%s", text, i ? ", " : "", n->units[i]);
	return n->n_units ? text : "(không còn trong danh bạ)";
}

static int add(struct lt_tool *tool, struct lt_sheet *sheet, const Lt__NodeInfo *n, int64_t now_us)
{
	char days[CELL_BYTES], heard[CELL_BYTES], key[LT_SIGN_FINGERPRINT_BYTES] = "-";
	days_text(n, days);
	heard_text(n, now_us, heard);
	if (n->enrolled && n->public_key.len == LT_SIGN_PUBLIC_BYTES)
		(void)lt_sign_fingerprint(n->public_key.data, key);
	key[sizeof "1f0c-77e2" - 1] = 0; /* enough to tell them apart */
	const char *const cells[] = {n->node,  proof_text(n, now_us), key, days, heard,
				     n->place, units_text(tool, n)};
	return lt_sheet_add(sheet, cells);
}

static void warn(struct lt_tool *tool, const Lt__NodeInfo *n)
{
	char at[LT_TIME_TEXT_BYTES];
	if (n->clones)
		(void)fprintf(tool->out,
			      "\nCẢNH BÁO: có bản sao của máy trạm %s: %" PRIu32
			      " lần bị từ chối, lần cuối %s; hãy tìm và tắt bản sao, hoặc thu hồi: "
			      "lienthong revoke %s --reason ...\n",
			      n->node, n->clones, lt_time_vietnamese(n->clone_us, at), n->node);
	if (!n->enrolled && n->revoked_us)
		(void)fprintf(tool->out, "\n%s: thu hồi %s: %s\n", n->node,
			      lt_time_vietnamese(n->revoked_us, at), n->reason);
}

/* The coordinator's own, where this is its folder. */
static void warn_own(struct lt_tool *tool)
{
	struct lt_cert_issued own;
	struct lt_clock clock = lt_clock_system();
	const char *dir = lt_arena_printf(&tool->arena, "%s/ca", lt_session_folder(tool));
	if (!dir || lt_certs_read(dir, "coordinator", ".pem", &tool->arena, &own, NULL) < 0)
		return;
	int64_t left_us = own.expires_us - lt_clock_wall(&clock);
	if (left_us < LT_CERT_WARN_DAYS * LT_US_PER_DAY)
		(void)fprintf(
			tool->out,
			"\nCẢNH BÁO: chứng thư của máy chủ còn %" PRId64
			" ngày; hãy chạy lại: lienthong ca --host TÊN-MÁY-CHỦ, rồi gửi SIGHUP "
			"cho máy chủ\n",
			left_us < 0 ? 0 : left_us / LT_US_PER_DAY);
}

static int as_text(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"MÁY TRẠM",      "GHI DANH", "KHÓA",  "CHỨNG THƯ CÒN",
					     "NGHE LẦN CUỐI", "TỪ",	  "ĐƠN VỊ"};
	struct lt_sheet sheet = {.arena = &tool->arena, .titles = titles, .columns = 7};
	int r = 0;
	for (size_t i = 0; i < reply->n_nodes && r == 0; i++)
		r = add(tool, &sheet, reply->nodes[i], reply->as_of_us);
	if (r < 0)
		return r;
	lt_sheet_print(&sheet, tool->out);
	for (size_t i = 0; i < reply->n_nodes; i++)
		warn(tool, reply->nodes[i]);
	warn_own(tool);
	if (!reply->n_nodes)
		(void)fputs("Danh bạ chưa có máy trạm nào.\n", tool->out);
	return 0;
}

static int as_json(struct lt_tool *tool, const Lt__FetchReply *reply, struct lt_err *err)
{
	json_t *list = json_array();
	for (size_t i = 0; i < reply->n_nodes; i++)
		(void)json_array_append_new(list, lt_json_message(&reply->nodes[i]->base));
	return lt_json_print(tool, list, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct lt_texts rest;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = lt_args_read(tool, NULL, 0, argc, argv, 0, &rest, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_NODES;
	if (r == 0)
		r = lt_session_read(tool, &fetch, &reply, err);
	if (r < 0)
		return r;
	return tool->json ? as_json(tool, reply, err) : as_text(tool, reply);
}

static const char help[] =
	"lienthong nodes: các máy trạm, giấy tờ và tình trạng nối (nodes)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] nodes [--json]\n"
	"\n"
	"Ở thư mục của máy chủ: mỗi máy trạm của danh bạ một dòng: đã ghi danh chưa, dấu vân tay\n"
	"khóa, chứng thư còn bao nhiêu ngày, nghe lần cuối bao lâu trước (từ khi máy chủ khởi\n"
	"động), từ địa chỉ nào. Có bản sao của máy trạm nào thì có dòng CẢNH BÁO.\n"
	"\n"
	"  --json    kết quả dạng JSON, cho chương trình giám sát\n";

const struct lt_subcommand lt_tool_nodes = {
	.name = "nodes",
	.summary = "các máy trạm: ghi danh, hạn chứng thư, nghe lần cuối (nodes)",
	.run = run,
	.help = help,
};
