/* SPDX-License-Identifier: EUPL-1.2 */
/* report score766 --what-if, --close: indicator 2.1 now, at a moment if nothing is done, and if
 * some dossiers are ended before it. */
#include <inttypes.h>
#include <string.h>

#include "procedures/core/score.h"
#include "procedures/forms/clean.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/items.h"
#include "tools/lienthong/report.h"

/* The indicator at one of the three points. */
struct point {
	int64_t in_time, total;
};

struct points {
	struct point now, idle, closed;
};

static struct points points_of(const Lt__WhatIf *w)
{
	return (struct points){.now = {w->in_time, w->total},
			       .idle = {w->in_time - w->falling, w->total},
			       .closed = {w->in_time - w->falling + w->saved, w->total}};
}

static const char *rate_text(struct point p, char mark, char text[static LT_TIME_TEXT_BYTES])
{
	if (p.total <= 0)
		return memcpy(text, "N/A", sizeof "N/A");
	return lt_print_hundredths(lt_score_rate(p.in_time, p.total), mark, text);
}

static json_t *point_json(struct point p)
{
	return json_pack("{s:I, s:I, s:o}", "in_time", (json_int_t)p.in_time, "total",
			 (json_int_t)p.total, "rate",
			 p.total > 0 ? json_real((double)lt_score_rate(p.in_time, p.total) / 100)
				     : json_null());
}

static json_t *as_json(const struct lt_report *report, const Lt__FetchReply *reply,
		       int64_t before_us)
{
	const Lt__WhatIf *w = reply->what_if;
	struct points p = points_of(w);
	char before[LT_TIME_TEXT_BYTES];
	json_t *items = json_array();
	for (size_t i = 0; i < reply->n_items; i++)
		(void)json_array_append_new(items, json_string(reply->items[i]->code));
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:o}", "unit", report->unit,
			 "before", lt_time_iso(before_us, before), "now", point_json(p.now),
			 "if_nothing", point_json(p.idle), "if_closed", point_json(p.closed),
			 "falling", (json_int_t)w->falling, "chosen", (json_int_t)w->chosen,
			 "saved", (json_int_t)w->saved, "late_already", (json_int_t)w->lost,
			 "dossiers", items);
}

static void print_point(FILE *out, const char *label, struct point p)
{
	char rate[LT_TIME_TEXT_BYTES];
	int pad = 44 - (int)lt_clean_width(label);
	(void)fprintf(out, "  %s%*s%8s %%   = %" PRId64 " / %" PRId64 "\n", label,
		      pad > 1 ? pad : 1, "", rate_text(p, ',', rate), p.in_time, p.total);
}

static int print_text(const struct lt_report *report, const Lt__FetchReply *reply,
		      int64_t before_us)
{
	const Lt__WhatIf *w = reply->what_if;
	struct lt_tool *tool = report->session->tool;
	struct points p = points_of(w);
	char before[LT_TIME_TEXT_BYTES], from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
	(void)fprintf(tool->out, "Giải quyết xong %" PRId64 " hồ sơ trước %s (%s): %s → %s\n\n",
		      w->chosen, lt_time_vietnamese(before_us, before), lt_report_whose(report),
		      rate_text(p.idle, ',', from), rate_text(p.closed, ',', to));
	(void)fprintf(tool->out, "Chỉ tiêu 2.1, hồ sơ xử lý trước hạn, đúng hạn:\n");
	print_point(tool->out, "bây giờ", p.now);
	print_point(tool->out, "lúc đó, nếu không làm gì thêm", p.idle);
	print_point(tool->out, "lúc đó, nếu giải quyết xong", p.closed);
	(void)fprintf(tool->out,
		      "\n%" PRId64 " hồ sơ sẽ trễ hạn trước lúc đó; giữ được %" PRId64 "\n",
		      w->falling, w->saved);
	if (w->lost)
		(void)fprintf(tool->out, "%" PRId64 " hồ sơ đã trễ: giải quyết xong vẫn tính trễ\n",
			      w->lost);
	if (reply->n_items == 0)
		return 0;
	(void)fputc('\n', tool->out);
	return lt_items_print(tool, reply);
}

/* "17:00" is today; anything else an instant. By default the day's last second. */
static int read_before(struct lt_tool *tool, const char *text, int64_t now_us, int64_t *ret_us,
		       struct lt_err *err)
{
	struct lt_local today = lt_local_of(now_us);
	char date[LT_TIME_TEXT_BYTES];
	today.us = LT_US_PER_DAY - LT_US_PER_SECOND;
	*ret_us = lt_instant_of(today);
	if (!text)
		return 0;
	(void)lt_time_iso(now_us, date);
	date[sizeof "2025-07-01" - 1] = 0;
	const char *whole = lt_arena_printf(&tool->arena, "%sT%s", date, text);
	if ((whole && lt_time_parse(whole, ret_us) == 0) || lt_args_time(text, ret_us) == 0)
		return 0;
	return lt_err_set(err, LT_E_USAGE, "--before %s: viết 17:00, hoặc 17:00 01/07/2025", text);
}

static int split_codes(struct lt_tool *tool, const char *text, Lt__Fetch *fetch)
{
	char *codes = lt_arena_str(&tool->arena, text), *at = codes;
	while (at && *at) {
		size_t n = strcspn(at, ", ");
		char *next = at[n] ? at + n + 1 : at + n;
		at[n] = 0;
		if (n && !LT_ARENA_PUSH(&tool->arena, fetch->codes, fetch->n_codes))
			return LT_E_NOMEM;
		if (n)
			fetch->codes[fetch->n_codes++] = at;
		at = next;
	}
	return codes ? 0 : LT_E_NOMEM;
}

/* The server's own time: a practice clock stands elsewhere than this machine's. */
static int server_now(const struct lt_report *report, int64_t *ret_us, struct lt_err *err)
{
	Lt__FetchReply *reply;
	int r = lt_report_tallies(report, LT__TALLY_SCOPE__TALLY_SCOPE_ALL, &reply, err);
	if (r == 0)
		*ret_us = reply->as_of_us;
	return r;
}

int lt_report_what_if(const struct lt_report *report, struct lt_err *err)
{
	struct lt_tool *tool = report->session->tool;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	int64_t now_us;
	if (report->month)
		return lt_err_set(err, LT_E_USAGE, "--what-if, --close chỉ xét tháng này");
	if (report->csv)
		return lt_err_set(err, LT_E_USAGE, "--what-if, --close không có dạng --csv");
	int r = server_now(report, &now_us, err);
	if (r == 0)
		r = read_before(tool, report->before, now_us, &fetch.before_us, err);
	if (r == 0 && report->what_if)
		r = split_codes(tool, report->what_if, &fetch);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_WHAT_IF;
	fetch.unit = report->unit;
	fetch.close = lt_items_limit(report->close);
	if (r == 0)
		r = lt_session_fetch(report->session, &fetch, &reply, err);
	if (r == 0 && !reply->what_if)
		r = lt_err_set(err, LT_E_FORMAT, "máy chủ trả lời thiếu số liệu");
	if (r < 0)
		return r;
	return tool->json ? lt_json_print(tool, as_json(report, reply, fetch.before_us), err)
			  : print_text(report, reply, fetch.before_us);
}
