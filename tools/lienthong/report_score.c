/* SPDX-License-Identifier: EUPL-1.2 */
/* report score766: each indicator with formula and inputs. */
#include <inttypes.h>
#include <string.h>

#include "procedures/core/score.h"
#include "procedures/forms/clean.h"
#include "tools/lienthong/report.h"

static const char *state_text(enum lt_score_state state)
{
	switch (state) {
	case LT_SCORE_WHOLE:
		return "whole";
	case LT_SCORE_RATE:
		return "rate_only";
	case LT_SCORE_NO_DIVISOR:
		return "not_applicable";
	default:
		return "missing";
	}
}

/* -- for people -- */

static void print_line(const struct lt_report *report, const struct lt_score_line *l)
{
	FILE *out = report->session->tool->out;
	char rate[LT_TIME_TEXT_BYTES] = "N/A", points[LT_TIME_TEXT_BYTES] = "-";
	bool told = l->state == LT_SCORE_WHOLE || l->state == LT_SCORE_RATE;
	if (told)
		(void)lt_print_hundredths(l->rate, ',', rate);
	else if (l->state == LT_SCORE_MISSING)
		(void)snprintf(rate, sizeof rate, "-");
	if (l->state == LT_SCORE_WHOLE)
		(void)lt_print_hundredths(l->points, ',', points);
	int pad = 52 - (int)lt_clean_width(l->title);
	(void)fprintf(out, "%-8s%s%*s%8s%s%8s/%" PRId32 "\n", l->id, l->title, pad > 1 ? pad : 1,
		      "", rate, told ? " %" : "  ", points, l->points_max);
	if (l->state == LT_SCORE_MISSING) {
		(void)fprintf(out, "        chưa có số liệu: %s\n", l->missing);
		return;
	}
	(void)fprintf(out, "        = %s\n        = %" PRId64 " / %" PRId64 "%s\n", l->formula,
		      l->numerator, l->divisor, l->state == LT_SCORE_NO_DIVISOR ? " (N/A)" : "");
	if (l->state == LT_SCORE_RATE)
		(void)fprintf(out, "        chưa tính điểm, còn thiếu: %s\n", l->missing);
}

static void print_parts(FILE *out, const struct lt_score_progress *p)
{
	(void)fprintf(out,
		      "        trước hạn %" PRId64 ", đúng hạn %" PRId64 ", trễ hạn %" PRId64
		      ", còn mở %" PRId64 " (đã trễ %" PRId64 ")\n",
		      p->early, p->on_time, p->late, p->open, p->open_late);
}

static int print_text(const struct lt_report *report, const struct lt_score *score,
		      const struct lt_score_progress *progress, uint32_t month)
{
	FILE *out = report->session->tool->out;
	char when[LT_MONTH_TEXT_BYTES], points[LT_TIME_TEXT_BYTES];
	(void)fprintf(out, "Điểm theo Quyết định 766/QĐ-TTg, tháng %s, %s\n\n",
		      lt_report_month_text(month, when), lt_report_whose(report));
	(void)fprintf(out, "%-8s%-45s%14s%16s\n", "", "CHỈ TIÊU", "TỶ LỆ", "ĐIỂM");
	for (size_t i = 0; i < score->count; i++) {
		print_line(report, &score->lines[i]);
		if (strcmp(score->lines[i].id, "2.1") == 0)
			print_parts(out, progress);
	}
	(void)fprintf(out, "\nCộng %s điểm trên %" PRId32 " điểm của các chỉ tiêu có đủ số liệu\n",
		      lt_print_hundredths(score->points, ',', points), score->points_max);
	return 0;
}

/* -- for programs -- */

static json_t *hundredths(int64_t v, bool told)
{
	return told ? json_real((double)v / 100) : json_null();
}

static json_t *line_json(const struct lt_score_line *l)
{
	bool told = l->state == LT_SCORE_WHOLE || l->state == LT_SCORE_RATE;
	bool held = l->state != LT_SCORE_MISSING;
	return json_pack(
		"{s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:i, s:i}", "id", l->id, "title",
		l->title, "formula", l->formula, "state", state_text(l->state), "missing",
		l->missing, "numerator", held ? json_integer(l->numerator) : json_null(), "divisor",
		held ? json_integer(l->divisor) : json_null(), "rate", hundredths(l->rate, told),
		"points", hundredths(l->points, l->state == LT_SCORE_WHOLE), "points_max",
		l->points_max, "threshold", l->threshold);
}

static json_t *parts_json(const struct lt_score_progress *p)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "early", (json_int_t)p->early, "on_time",
			 (json_int_t)p->on_time, "late", (json_int_t)p->late, "open",
			 (json_int_t)p->open, "open_late", (json_int_t)p->open_late);
}

static json_t *as_json(const struct lt_report *report, const struct lt_score *score,
		       const struct lt_score_progress *progress, const Lt__FetchReply *reply)
{
	char when[LT_MONTH_TEXT_BYTES], now[LT_TIME_TEXT_BYTES];
	json_t *lines = json_array();
	for (size_t i = 0; i < score->count; i++)
		(void)json_array_append_new(lines, line_json(&score->lines[i]));
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:f, s:i}", "month",
			 lt_report_month_iso(reply->month, when), "unit", report->unit, "as_of",
			 lt_time_iso(reply->as_of_us, now), "indicators", lines, "progress",
			 parts_json(progress), "points", (double)score->points / 100, "points_max",
			 score->points_max);
}

static int print_csv(const struct lt_report *report, const struct lt_score *score)
{
	static const char *const head[] = {"chi_tieu", "noi_dung", "tu_so",	  "mau_so",
					   "ty_le",    "diem",	   "diem_toi_da", "con_thieu"};
	FILE *out = report->session->tool->out;
	lt_csv_line(out, head, 8);
	for (size_t i = 0; i < score->count; i++) {
		const struct lt_score_line *l = &score->lines[i];
		char n[24] = "", d[24] = "", most[24];
		char rate[LT_TIME_TEXT_BYTES] = "N/A", points[LT_TIME_TEXT_BYTES] = "";
		if (l->state != LT_SCORE_MISSING) {
			(void)snprintf(n, sizeof n, "%" PRId64, l->numerator);
			(void)snprintf(d, sizeof d, "%" PRId64, l->divisor);
		}
		if (l->state == LT_SCORE_WHOLE || l->state == LT_SCORE_RATE)
			(void)lt_print_hundredths(l->rate, '.', rate);
		else if (l->state == LT_SCORE_MISSING)
			*rate = 0;
		if (l->state == LT_SCORE_WHOLE)
			(void)lt_print_hundredths(l->points, '.', points);
		(void)snprintf(most, sizeof most, "%" PRId32, l->points_max);
		const char *const cells[] = {l->id, l->title, n, d, rate, points, most, l->missing};
		lt_csv_line(out, cells, 8);
	}
	return 0;
}

int lt_report_score(const struct lt_report *report, struct lt_err *err)
{
	int64_t month[LT_COUNTER_COUNT], to_month[LT_COUNTER_COUNT];
	struct lt_score score;
	Lt__FetchReply *reply;
	if (report->what_if || report->close)
		return lt_report_what_if(report, err);
	int r = lt_report_tallies(report, LT__TALLY_SCOPE__TALLY_SCOPE_ALL, &reply, err);
	if (r == 0 && reply->n_tallies != 1)
		r = lt_err_set(err, LT_E_FORMAT, "máy chủ trả lời thiếu số liệu");
	if (r < 0)
		return r;
	const Lt__TallyRow *row = reply->tallies[0];
	lt_report_counters(row->month, row->n_month, month);
	lt_report_counters(row->to_month, row->n_to_month, to_month);
	lt_score766(month, to_month, &score);
	struct lt_score_progress progress = lt_score_progress(month, to_month);
	if (report->session->tool->json)
		return lt_json_print(report->session->tool,
				     as_json(report, &score, &progress, reply), err);
	return report->csv ? print_csv(report, &score)
			   : print_text(report, &score, &progress, reply->month);
}
