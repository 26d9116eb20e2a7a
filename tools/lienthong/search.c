/* SPDX-License-Identifier: EUPL-1.2 */
/* search: a dossier by what people remember of it. */
#include "tools/lienthong/items.h"

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	int r = lt_items_read(tool, argc, argv, "TỪ-CẦN-TÌM", &fetch, &reply, err);
	if (r < 0)
		return r;
	if (tool->json)
		return lt_json_print(tool, lt_items_json(reply), err);
	if (reply->n_items == 0)
		(void)fprintf(tool->out, "Không có hồ sơ nào khớp với '%s'.\n", fetch.text);
	return lt_items_print(tool, reply);
}

static const char help[] =
	"lienthong search: tìm hồ sơ (search)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] search TỪ [--limit N] [--json]\n"
	"\n"
	"TỪ là họ tên, số giấy tờ hoặc số điện thoại của người nộp, hay mã hồ sơ; không phân\n"
	"biệt chữ hoa, chữ thường, có dấu hay không dấu; đủ phần đầu là được.\n"
	"\n"
	"  --limit   số dòng; mặc định 50, tối đa 1000\n"
	"  --json    kết quả dạng JSON\n"
	"\n"
	"Ví dụ: lienthong search 'nguyen thi'\n";

const struct lt_subcommand lt_tool_search = {
	.name = "search",
	.summary = "tìm hồ sơ theo họ tên, số giấy tờ, điện thoại (search)",
	.run = run,
	.help = help,
};
