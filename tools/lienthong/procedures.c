/* SPDX-License-Identifier: EUPL-1.2 */
/* procedures: what is published. */
#include "proto/base/ids.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

/* Enough of a hash to tell versions apart by eye; the whole of it is in the JSON. */
enum { HASH_DIGITS_SHOWN = 16 };

static int print(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {"MÃ", "PHIÊN BẢN", "HIỆU LỰC TỪ", "MÃ BĂM", "TÊN", ""};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 6};
	int r = 0;
	for (size_t i = 0; i < reply->n_procedures && r == 0; i++) {
		const Lt__ProcedureInfo *p = reply->procedures[i];
		char from[LT_TIME_TEXT_BYTES], hash[2 * LT_HASH_BYTES + 1] = "";
		if (p->hash.len <= LT_HASH_BYTES)
			lt_hex(lt_slice(p->hash.data, p->hash.len), hash);
		hash[HASH_DIGITS_SHOWN] = 0;
		const char *const cells[] = {
			p->code, p->version, lt_time_vietnamese(p->from_us, from),
			hash,	 p->name,    p->withdrawn_us ? "đã rút" : ""};
		r = lt_sheet_add(&table, cells);
	}
	if (reply->n_procedures == 0)
		(void)fprintf(tool->out, "Chưa công bố thủ tục nào; công bố bằng lệnh publish.\n");
	lt_sheet_print(&table, tool->out);
	return r;
}

static json_t *as_json(const Lt__FetchReply *reply)
{
	json_t *list = json_array();
	for (size_t i = 0; i < reply->n_procedures; i++)
		(void)json_array_append_new(list, lt_json_message(&reply->procedures[i]->base));
	return json_pack("{s:o}", "procedures", list);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct lt_texts rest = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int r = lt_args_read(tool, NULL, 0, argc, argv, 0, &rest, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURES;
	if (r == 0)
		r = lt_session_read(tool, &fetch, &reply, err);
	if (r < 0)
		return r;
	return tool->json ? lt_json_print(tool, as_json(reply), err) : print(tool, reply);
}

static const char help[] =
	"lienthong procedures: các thủ tục đã công bố (procedures)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] procedures [--json]\n"
	"\n"
	"Cột: mã thủ tục, phiên bản, ngày có hiệu lực, mã băm của tệp (hash), tên. Xem lại đúng\n"
	"tệp đã công bố bằng lienthong source MÃ-BĂM. \"đã rút\": không nhận hồ sơ mới nữa.\n"
	"\n"
	"  --json    kết quả dạng JSON, có mã băm đầy đủ\n";

const struct lt_subcommand lt_tool_procedures = {
	.name = "procedures",
	.summary = "các thủ tục đã công bố và phiên bản (published)",
	.run = run,
	.help = help,
};
