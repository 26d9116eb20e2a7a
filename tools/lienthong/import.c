/* SPDX-License-Identifier: EUPL-1.2 */
/* import: a step table of a decision becomes a first procedure file, and its sums are told at once.
 */
#include <string.h>
#include <unistd.h>

#include "procedures/host/judge.h"
#include "proto/base/limits.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/table_chain.h"
#include "tools/lienthong/writefile.h"

enum { CSV_BYTES_MAX = 1 << 20 };

/* -- sums, as the table has them -- */

static void tell_sum(struct lt_tool *tool, const struct lt_table *t, size_t at_case)
{
	struct lt_table_span declared = t->limit;
	char sum_text[LT_CHAIN_TIME_BYTES], says_text[LT_CHAIN_TIME_BYTES],
		gap_text[LT_CHAIN_TIME_BYTES];
	int32_t sum = 0, steps = 0;
	const char *name = NULL;
	for (size_t i = 0; i < t->rows_count; i++)
		if (t->rows[i].at_case == at_case) {
			sum += t->rows[i].span.minutes;
			steps++;
		}
	if (at_case < t->cases_count) {
		name = t->cases[at_case].name;
		if (t->cases[at_case].limit.minutes)
			declared = t->cases[at_case].limit;
	}
	(void)fprintf(tool->out, "%s%s%d bước, tổng %s; ", name ? name : "", name ? ": " : "",
		      (int)steps, lt_chain_time(sum, sum_text));
	if (declared.minutes == 0) {
		(void)fprintf(tool->out, "bảng không ghi thời hạn chung\n");
		return;
	}
	int32_t gap = sum - declared.minutes;
	(void)fprintf(tool->out, "thời hạn ghi %s: ", lt_chain_time(declared.minutes, says_text));
	if (gap == 0)
		(void)fprintf(tool->out, "khớp\n");
	else
		(void)fprintf(tool->out, "%s %s\n", gap > 0 ? "quá" : "thiếu",
			      lt_chain_time(gap > 0 ? gap : -gap, gap_text));
}

/* -- what the checker says of the new file -- */

static int tell_findings(struct lt_tool *tool, const char *path, struct lt_slice source,
			 struct lt_err *err)
{
	struct lt_judge_file file = {.kind = LT_JUDGE_PROCEDURE, .path = path, .text = source};
	struct lt_judge_case what = {.files = &file, .count = 1};
	struct lt_judged *judged;
	int r = lt_judge(&what, &tool->arena, &judged, err);
	for (size_t i = 0; r == 0 && i < judged->findings.count; i++) {
		const struct lt_finding *f = &judged->findings.items[i];
		(void)fprintf(tool->out, "%s:%d:%d: %s%s: %s; %s\n", f->file, f->line, f->column,
			      f->rule, f->warning ? " (cảnh báo)" : "", f->message, f->remedy);
	}
	return r < 0 ? r
	       : judged->findings.errors
		       ? lt_err_set(err, LT_E_REFUSED, "%zu lỗi phải sửa trong %s",
				    judged->findings.errors, path)
		       : 0;
}

/* table.csv → table.lua, beside it */
static const char *default_path(struct lt_tool *tool, const char *csv)
{
	size_t n = strlen(csv);
	if (n > 4 && strcmp(csv + n - 4, ".csv") == 0)
		n -= 4;
	return lt_arena_printf(&tool->arena, "%.*s.lua", (int)n, csv);
}

/* The first tests beside it, unless there are some. */
static int write_test(struct lt_tool *tool, const struct lt_table *table, const char *to,
		      bool force, struct lt_err *err)
{
	struct lt_slice source;
	size_t n = strlen(to);
	n -= n > 4 && strcmp(to + n - 4, ".lua") == 0 ? 4 : 0;
	const char *path = lt_arena_printf(&tool->arena, "%.*s_test.lua", (int)n, to);
	if (!path)
		return LT_E_NOMEM;
	(void)fprintf(tool->out, "%s: đã viết\n", to);
	if (!force && access(path, F_OK) == 0)
		return 0;
	int r = lt_table_write_test(table, &tool->arena, &source);
	if (r == 0)
		r = lt_writefile(path, source, err);
	if (r == 0)
		(void)fprintf(tool->out, "%s: đã viết\n", path);
	return r;
}

static int import(struct lt_tool *tool, const char *csv, const char *to, bool force,
		  struct lt_err *err)
{
	struct lt_slice text, source;
	struct lt_table table;
	int r = lt_args_file(tool, csv, CSV_BYTES_MAX, &text, err);
	if (r == 0)
		r = lt_table_read(text, csv, &tool->arena, &table, err);
	if (r == 0)
		r = lt_table_write(&table, &tool->arena, &source);
	if (r == 0 && !to)
		to = default_path(tool, csv);
	if (r < 0 || !to)
		return r < 0 ? r : LT_E_NOMEM;
	if (!force && access(to, F_OK) == 0)
		return lt_err_set(err, LT_E_EXISTS, "%s đã có; thêm --force để ghi đè", to);
	r = lt_writefile(to, source, err);
	if (r == 0)
		r = write_test(tool, &table, to, force, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < table.cases_count || i == 0; i++)
		tell_sum(tool, &table, i);
	return tell_findings(tool, to, source, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	const char *to = NULL;
	bool force = false;
	const struct lt_arg args[] = {{"--to", LT_ARG_TEXT, &to}, {"--force", LT_ARG_FLAG, &force}};
	struct lt_texts words = {0};
	int r = lt_args_read(tool, args, 2, argc, argv, 2, &words, err);
	if (r < 0)
		return r;
	if (words.count < 1 || strcmp(words.items[0], "table") != 0)
		return lt_err_set(err, LT_E_USAGE, "cần: lienthong import table TỆP.csv");
	r = lt_args_need(tool, "TỆP.csv", words.count > 1 ? words.items[1] : NULL, err);
	return r < 0 ? r : import(tool, words.items[1], to, force, err);
}

static const char help[] =
	"lienthong import: viết tệp thủ tục đầu tiên từ bảng quy trình nội bộ (import)\n"
	"\n"
	"  lienthong import table TỆP.csv [--to TỆP.lua] [--force]\n"
	"\n"
	"Đọc bảng các bước (chép từ phụ lục của quyết định, lưu dạng CSV), viết tệp thủ tục cùng\n"
	"tên và kịch bản thử đầu tiên, cho biết ngay tổng thời gian có khớp thời hạn không, rồi\n"
	"kiểm tra tệp vừa viết.\n"
	"\n"
	"Tệp CSV: trên cùng là các dòng Mã, Tên, Lĩnh vực, Thời hạn, Cơ quan ...; rồi dòng tên\n"
	"cột: Bước, Nội dung, Trách nhiệm, Thời gian; rồi mỗi bước một dòng. Thời gian hiểu được:\n"
	"\"04 giờ\", \"0,5 ngày\", \"1/2 ngày\", \"01 buổi\", \"không tính thời gian\".\n"
	"Đầy đủ: docs/tables.md\n"
	"\n"
	"  --to     tệp thủ tục viết ra; không ghi: cạnh tệp CSV, đuôi .lua\n"
	"  --force  ghi đè tệp đã có\n"
	"\n"
	"Ví dụ: lienthong import table 1.001806.csv --to cong_nhan_co_so.lua\n";

const struct lt_subcommand lt_tool_import = {
	.name = "import",
	.summary = "viết tệp thủ tục từ bảng quy trình nội bộ (import)",
	.run = run,
	.help = help,
};
