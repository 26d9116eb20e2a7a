/* SPDX-License-Identifier: EUPL-1.2 */
/* procedures: what is published. */
#include "proto/base/ids.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"
#include "tools/lienthong/proposals.h"

/* Enough of a hash to tell versions apart by eye; the whole of it is in the JSON. */
enum { HASH_DIGITS_SHOWN = 16 };

/* "an → binh": proposed by the one, released by the other. NULL without memory: an empty cell. */
static const char *who(struct lt_tool *tool, const Lt__ProcedureInfo *p)
{
	return *p->author ? lt_arena_printf(&tool->arena, "%s → %s", p->author, p->released_by)
			  : p->released_by;
}

static const char *withdrawn(struct lt_tool *tool, const Lt__ProcedureInfo *p)
{
	return *p->withdrawn_by ? lt_arena_printf(&tool->arena, "đã rút: %s", p->withdrawn_by)
				: "đã rút";
}

static int print(struct lt_tool *tool, const Lt__FetchReply *reply)
{
	static const char *const titles[] = {
		"MÃ", "PHIÊN BẢN", "HIỆU LỰC TỪ", "MÃ BĂM", "TÊN", "AI CÔNG BỐ", ""};
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 7};
	int r = 0;
	for (size_t i = 0; i < reply->n_procedures && r == 0; i++) {
		const Lt__ProcedureInfo *p = reply->procedures[i];
		char from[LT_TIME_TEXT_BYTES], hash[2 * LT_HASH_BYTES + 1] = "";
		if (p->hash.len <= LT_HASH_BYTES)
			lt_hex(lt_slice(p->hash.data, p->hash.len), hash);
		hash[HASH_DIGITS_SHOWN] = 0;
		const char *const cells[] = {
			p->code, p->version,   lt_time_vietnamese(p->from_us, from),	 hash,
			p->name, who(tool, p), p->withdrawn_us ? withdrawn(tool, p) : ""};
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
	struct lt_proposals_wish wish = {0};
	bool proposed = false;
	const struct lt_arg args[] = {{"--proposed", LT_ARG_FLAG, &proposed},
				      {"--all", LT_ARG_FLAG, &wish.all}};
	int r = lt_args_read(tool, args, 2, argc, argv, 1, &rest, err);
	wish.number = r == 0 && rest.count ? rest.items[0] : NULL;
	if (r == 0 && (wish.number || wish.all) && !proposed)
		r = lt_err_set(err, LT_E_USAGE, "số đề nghị và --all đi cùng --proposed");
	if (r == 0 && proposed)
		return lt_proposals_tell(tool, &wish, err);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_PROCEDURES;
	if (r == 0)
		r = lt_session_read(tool, &fetch, &reply, err);
	if (r < 0)
		return r;
	return tool->json ? lt_json_print(tool, as_json(reply), err) : print(tool, reply);
}

static const char help[] =
	"lienthong procedures: các thủ tục đã công bố, các đề nghị công bố (procedures)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] procedures [--json]\n"
	"  lienthong [-C THƯ-MỤC] procedures --proposed [SỐ | --all] [--json]\n"
	"\n"
	"Cột: mã thủ tục, phiên bản, ngày có hiệu lực, mã băm của tệp (hash), tên, ai công bố\n"
	"(người soạn → người cho phép). Xem lại đúng tệp đã công bố bằng lienthong source MÃ-BĂM.\n"
	"\"đã rút\": không nhận hồ sơ mới nữa, và ai rút.\n"
	"\n"
	"  --proposed  đề nghị đang chờ: ai soạn, bao lâu rồi, khác gì bản đang dùng\n"
	"  SỐ          một đề nghị, với từng dòng khác (- bỏ, + thêm)\n"
	"  --all       cả những đề nghị đã xong: ai cho phép, ai từ chối, vì sao\n"
	"  --json      kết quả dạng JSON, có mã băm đầy đủ\n";

const struct lt_subcommand lt_tool_procedures = {
	.name = "procedures",
	.summary = "các thủ tục đã công bố và phiên bản (published)",
	.run = run,
	.help = help,
};
