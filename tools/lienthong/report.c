/* SPDX-License-Identifier: EUPL-1.2 */
/* report: what is late, the month, the score; and what the reports share. */
#include "tools/lienthong/report.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/contributions.h"
#include "procedures/forms/csv.h"
#include "proto/base/limits.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/items.h"

/* -- months -- */

static bool digits(const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

int lt_report_month(const char *text, uint32_t *ret_month)
{
	const char *year, *month;
	if (strlen(text) != 7)
		return LT_E_FORMAT;
	if (digits(text, 4) && text[4] == '-' && digits(text + 5, 2)) {
		year = text;
		month = text + 5;
	} else if (digits(text, 2) && text[2] == '/' && digits(text + 3, 4)) {
		year = text + 3;
		month = text;
	} else {
		return LT_E_FORMAT;
	}
	long y = strtol(year, NULL, 10), m = strtol(month, NULL, 10);
	if (y < 1 || m < 1 || m > 12)
		return LT_E_FORMAT;
	*ret_month = (uint32_t)(y * 12 + m - 1);
	return 0;
}

char *lt_report_month_text(uint32_t month, char text[static LT_MONTH_TEXT_BYTES])
{
	(void)snprintf(text, LT_MONTH_TEXT_BYTES, "%02u/%04u", month % 12 + 1, month / 12 % 10000);
	return text;
}

char *lt_report_month_iso(uint32_t month, char text[static LT_MONTH_TEXT_BYTES])
{
	(void)snprintf(text, LT_MONTH_TEXT_BYTES, "%04u-%02u", month / 12 % 10000, month % 12 + 1);
	return text;
}

/* -- what the reports share -- */

int lt_report_tallies(const struct lt_report *report, Lt__TallyScope scope, Lt__FetchReply **ret,
		      struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_TALLIES;
	fetch.scope = scope;
	fetch.unit = report->unit;
	fetch.month = report->month;
	return lt_session_fetch(report->session, &fetch, ret, err);
}

void lt_report_counters(const int64_t *items, size_t count, int64_t *ret)
{
	for (size_t i = 0; i < LT_COUNTER_COUNT; i++)
		ret[i] = i < count ? items[i] : 0;
}

const char *lt_report_whose(const struct lt_report *report)
{
	return *report->unit ? report->unit : "toàn hệ thống";
}

void lt_csv_line(FILE *out, const char *const *cells, size_t count)
{
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	struct lt_writer line = {.arena = &arena};
	lt_csv_row(&line, cells, count);
	const char *text = lt_writer_text(&line);
	(void)fputs(text ? text : "", out);
}

/* -- the subcommand -- */

static const struct {
	const char *name;
	int (*run)(const struct lt_report *report, struct lt_err *err);
} reports[] = {
	{"late", lt_report_late},
	{"duty", lt_report_duty},
	{"monthly", lt_report_monthly},
	{"score766", lt_report_score},
};

struct words {
	struct lt_report report;
	const char *month;
	int64_t limit;
};

static int check(struct lt_tool *tool, struct words *w, const char *name, struct lt_err *err)
{
	struct lt_report *r = &w->report;
	bool asks = r->what_if || r->close;
	bool lists = strcmp(name, "late") == 0 || strcmp(name, "duty") == 0;
	if (w->month && lt_report_month(w->month, &r->month) < 0)
		return lt_err_set(err, LT_E_USAGE, "--month %s: viết 2025-07 hoặc 07/2025",
				  w->month);
	if (tool->json && r->csv)
		return lt_err_set(err, LT_E_USAGE, "chỉ chọn một: --json hoặc --csv");
	if (r->by && strcmp(r->by, "unit") != 0 && strcmp(r->by, "procedure") != 0 &&
	    strcmp(r->by, "officer") != 0)
		return lt_err_set(err, LT_E_USAGE, "--by %s: chỉ có unit, procedure, officer",
				  r->by);
	if (r->by && strcmp(name, "monthly") != 0)
		return lt_err_set(err, LT_E_USAGE, "--by dùng với monthly");
	if (lists && w->month)
		return lt_err_set(err, LT_E_USAGE,
				  "%s: việc đang trễ, đang nợ lúc này; không có --month", name);
	if (!lists && (*r->after || w->limit))
		return lt_err_set(err, LT_E_USAGE, "--limit, --after dùng với late, duty");
	if ((asks || r->before) && strcmp(name, "score766") != 0)
		return lt_err_set(err, LT_E_USAGE,
				  "--what-if, --close, --before dùng với score766");
	if (r->what_if && r->close)
		return lt_err_set(err, LT_E_USAGE, "chỉ chọn một: --what-if MÃ,... hoặc --close N");
	if (r->before && !asks)
		return lt_err_set(err, LT_E_USAGE, "--before cần --what-if MÃ,... hoặc --close N");
	return 0;
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	struct words w = {.report = {.session = &s, .unit = "", .after = ""}};
	struct lt_report *report = &w.report;
	const struct lt_arg args[] = {{"--unit", LT_ARG_TEXT, &report->unit},
				      {"--month", LT_ARG_TEXT, &w.month},
				      {"--by", LT_ARG_TEXT, &report->by},
				      {"--csv", LT_ARG_FLAG, &report->csv},
				      {"--what-if", LT_ARG_TEXT, &report->what_if},
				      {"--close", LT_ARG_NUMBER, &report->close},
				      {"--before", LT_ARG_TEXT, &report->before},
				      {"--after", LT_ARG_TEXT, &report->after},
				      {"--limit", LT_ARG_NUMBER, &w.limit}};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 1, &rest, err);
	const char *name = rest.count ? rest.items[0] : "";
	if (r == 0)
		r = check(tool, &w, name, err);
	report->limit = lt_items_limit(w.limit);
	for (size_t i = 0; r == 0 && i < sizeof reports / sizeof *reports; i++) {
		if (strcmp(reports[i].name, name) != 0)
			continue;
		r = lt_session_open(tool, &s, err);
		if (r == 0 && s.side == LT_SESSION_OFFICER && !*report->unit)
			r = lt_session_unit(&s, NULL, &report->unit, err);
		return r < 0 ? r : reports[i].run(report, err);
	}
	return r < 0 ? r
		     : lt_err_set(err, LT_E_USAGE,
				  "báo cáo nào? late, duty, monthly hoặc score766%s%s",
				  *name ? "; không có báo cáo " : "", name);
}

static const char help[] =
	"lienthong report: việc trễ, nghĩa vụ còn nợ, báo cáo tháng, chấm điểm (reports)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] report late|duty [--unit ĐƠN-VỊ] [--limit N] [--after DẤU]\n"
	"  lienthong [-C THƯ-MỤC] report monthly   [--unit ĐƠN-VỊ] [--month 2025-07]\n"
	"      [--by unit|procedure|officer]\n"
	"  lienthong [-C THƯ-MỤC] report score766  [--unit ĐƠN-VỊ] [--month 2025-07]\n"
	"      [--what-if MÃ,MÃ... | --close N] [--before 17:00]\n"
	"\n"
	"  late       việc đang trễ: ở đâu, ai để trễ, từ lúc nào, bao nhiêu giờ làm việc\n"
	"  duty       xin lỗi, giải trình còn nợ: ai nợ, từ lúc nào\n"
	"  monthly    tiếp nhận, trước hạn, đúng hạn, trễ hạn; đơn vị và cán bộ có việc trễ\n"
	"  score766   các chỉ tiêu của Quyết định 766/QĐ-TTg, kèm công thức và số liệu\n"
	"  --what-if  nếu giải quyết xong các hồ sơ này trước lúc đó thì chỉ tiêu 2.1 ra sao\n"
	"  --close    ... nếu giải quyết xong N hồ sơ gấp nhất\n"
	"  --before   lúc nào; mặc định: cuối ngày hôm nay\n"
	"  --json, --csv  cho chương trình khác, cho bảng tính; mặc định --month: tháng này\n"
	"\n"
	"Số liệu tháng đọc từ bảng đếm, cập nhật cùng mỗi việc; mẫu số bằng 0 in N/A. Mỗi con số\n"
	"nghĩa là gì, theo điều khoản nào: docs/reports.md.\n";

const struct lt_subcommand lt_tool_report = {
	.name = "report",
	.summary = "việc trễ, nghĩa vụ còn nợ, báo cáo tháng, điểm QĐ 766 (reports)",
	.run = run,
	.help = help,
};
