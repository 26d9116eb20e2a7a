/* SPDX-License-Identifier: EUPL-1.2 */
/* report monthly: the counters of a month, and the lists that are published: units and people with
 * late work (NQ 131/NQ-CP). */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/contributions.h"
#include "tools/lienthong/report.h"

enum { COLUMNS = 9, NUMBER_BYTES = 24 };

/* A row as it is shown: of the month; what was open at its end. */
struct line {
	const Lt__TallyRow *row;
	int64_t month[LT_COUNTER_COUNT], to_month[LT_COUNTER_COUNT], now[LT_COUNTER_COUNT];
};

struct table {
	Lt__TallyScope scope;
	struct line *lines;
	size_t count;
	uint32_t month;
	int64_t as_of_us;
};

static int64_t open_of(const struct line *l)
{
	return l->to_month[LT_COUNTER_received] - l->to_month[LT_COUNTER_ended];
}

static int64_t open_late_of(const struct line *l)
{
	return l->to_month[LT_COUNTER_became_late] - l->to_month[LT_COUNTER_late_ended];
}

/* Late dossiers of the month, ended or open, then late steps. */
static int64_t lateness(const struct line *l)
{
	return l->month[LT_COUNTER_late] + open_late_of(l);
}

static int latest_first(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int64_t late = lateness(y) - lateness(x);
	int64_t steps = y->month[LT_COUNTER_steps_late] - x->month[LT_COUNTER_steps_late];
	if (late || steps)
		return late ? (late > 0 ? 1 : -1) : (steps > 0 ? 1 : -1);
	return strcmp(x->row->code, y->row->code);
}

static bool empty(const struct line *l)
{
	for (size_t i = 0; i < LT_COUNTER_COUNT; i++)
		if (l->month[i] || l->now[i])
			return false;
	return open_of(l) == 0;
}

static int read_table(const struct lt_report *report, Lt__TallyScope scope, struct table *ret,
		      struct lt_err *err)
{
	Lt__FetchReply *reply;
	int r = lt_report_tallies(report, scope, &reply, err);
	if (r < 0)
		return r;
	*ret = (struct table){.scope = scope, .month = reply->month, .as_of_us = reply->as_of_us};
	ret->lines = lt_arena_zalloc(&report->session->tool->arena, reply->n_tallies + 1,
				     sizeof *ret->lines);
	if (!ret->lines)
		return LT_E_NOMEM;
	for (size_t i = 0; i < reply->n_tallies; i++) {
		struct line *l = &ret->lines[ret->count];
		l->row = reply->tallies[i];
		lt_report_counters(l->row->month, l->row->n_month, l->month);
		lt_report_counters(l->row->to_month, l->row->n_to_month, l->to_month);
		lt_report_counters(l->row->now, l->row->n_now, l->now);
		ret->count += scope == LT__TALLY_SCOPE__TALLY_SCOPE_ALL || !empty(l);
	}
	if (ret->count > 1)
		qsort(ret->lines, ret->count, sizeof *ret->lines, latest_first);
	return 0;
}

/* -- columns -- */

static bool of_officers(const struct table *t)
{
	return t->scope == LT__TALLY_SCOPE__TALLY_SCOPE_OFFICER;
}

static const char *const *titles_of(const struct table *t, bool csv)
{
	static const char *const people[] = {"CÁN BỘ",	"HỌ TÊN",   "ĐƠN VỊ",	  "ĐÃ LÀM",
					     "QUÁ HẠN", "ĐANG GIỮ", "GIỮ QUÁ HẠN"};
	static const char *const units[] = {"MÃ",	"TÊN",	   "NHẬN",    "XONG",	"TRƯỚC HẠN",
					    "ĐÚNG HẠN", "TRỄ HẠN", "CÒN LẠI", "CÒN TRỄ"};
	static const char *const people_csv[] = {"can_bo",  "ho_ten",	"don_vi",     "buoc_da_lam",
						 "qua_han", "dang_giu", "giu_qua_han"};
	static const char *const units_csv[] = {
		"ma",	    "ten",     "tiep_nhan", "da_giai_quyet", "truoc_han",
		"dung_han", "tre_han", "con_lai",   "con_tre"};
	if (of_officers(t))
		return csv ? people_csv : people;
	return csv ? units_csv : units;
}

static size_t columns_of(const struct table *t)
{
	return of_officers(t) ? 7 : COLUMNS;
}

/* What stands now is told of the current month alone. */
static size_t numbers_of(const struct table *t, const struct line *l, int64_t *ret)
{
	if (of_officers(t)) {
		const int64_t v[] = {l->month[LT_COUNTER_steps_done],
				     l->month[LT_COUNTER_steps_late], l->now[LT_COUNTER_steps_held],
				     l->now[LT_COUNTER_steps_held_late]};
		memcpy(ret, v, sizeof v);
		return 4;
	}
	const int64_t v[] = {l->month[LT_COUNTER_received],
			     l->month[LT_COUNTER_ended],
			     l->month[LT_COUNTER_early],
			     l->month[LT_COUNTER_on_time],
			     l->month[LT_COUNTER_late],
			     open_of(l),
			     open_late_of(l)};
	memcpy(ret, v, sizeof v);
	return 7;
}

static void cells_of(const struct table *t, const struct line *l,
		     char numbers[static COLUMNS][NUMBER_BYTES], const char **ret)
{
	int64_t values[COLUMNS];
	size_t at = 0, count = numbers_of(t, l, values);
	ret[at++] = *l->row->code ? l->row->code : "—";
	ret[at++] = l->row->name;
	if (of_officers(t))
		ret[at++] = l->row->unit;
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(numbers[i], NUMBER_BYTES, "%" PRId64, values[i]);
		ret[at++] = numbers[i];
	}
}

static int print_sheet(struct lt_tool *tool, const struct table *t,
		       bool (*shown)(const struct line *))
{
	struct lt_sheet sheet = {
		.arena = &tool->arena, .titles = titles_of(t, false), .columns = columns_of(t)};
	int r = 0;
	for (size_t i = 0; i < t->count && r == 0; i++) {
		char numbers[COLUMNS][NUMBER_BYTES];
		const char *cells[COLUMNS];
		if (shown && !shown(&t->lines[i]))
			continue;
		cells_of(t, &t->lines[i], numbers, cells);
		r = lt_sheet_add(&sheet, cells);
	}
	if (r == 0 && sheet.rows_count == 0)
		(void)fputs("  không có\n", tool->out);
	lt_sheet_print(&sheet, tool->out);
	return r;
}

static int print_csv(struct lt_tool *tool, const struct table *t)
{
	lt_csv_line(tool->out, titles_of(t, true), columns_of(t));
	for (size_t i = 0; i < t->count; i++) {
		char numbers[COLUMNS][NUMBER_BYTES];
		const char *cells[COLUMNS];
		cells_of(t, &t->lines[i], numbers, cells);
		lt_csv_line(tool->out, cells, columns_of(t));
	}
	return 0;
}

static json_t *counters_json(const struct line *l)
{
	json_t *j = json_object();
	for (enum lt_counter c = 0; c < LT_COUNTER_COUNT; c++)
		(void)json_object_set_new(j, lt_counter_name(c),
					  json_integer(l->month[c] + l->now[c]));
	(void)json_object_set_new(j, "open", json_integer(open_of(l)));
	(void)json_object_set_new(j, "open_late", json_integer(open_late_of(l)));
	return j;
}

static json_t *table_json(const struct table *t)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < t->count; i++) {
		const struct line *l = &t->lines[i];
		json_t *j = counters_json(l);
		(void)json_object_set_new(j, "code", json_string(l->row->code));
		(void)json_object_set_new(j, "name", json_string(l->row->name));
		if (of_officers(t))
			(void)json_object_set_new(j, "unit", json_string(l->row->unit));
		(void)json_array_append_new(rows, j);
	}
	return rows;
}

/* -- the report -- */

static Lt__TallyScope scope_of(const char *by)
{
	if (strcmp(by, "officer") == 0)
		return LT__TALLY_SCOPE__TALLY_SCOPE_OFFICER;
	return strcmp(by, "procedure") == 0 ? LT__TALLY_SCOPE__TALLY_SCOPE_PROCEDURE
					    : LT__TALLY_SCOPE__TALLY_SCOPE_UNIT;
}

static int one_table(const struct lt_report *report, const char *by, struct lt_err *err)
{
	struct lt_tool *tool = report->session->tool;
	struct table t;
	int r = read_table(report, scope_of(by), &t, err);
	if (r < 0)
		return r;
	if (report->csv)
		return print_csv(tool, &t);
	if (!tool->json)
		return print_sheet(tool, &t, NULL);
	char when[LT_MONTH_TEXT_BYTES], now[LT_TIME_TEXT_BYTES];
	return lt_json_print(tool,
			     json_pack("{s:s, s:s, s:s, s:s, s:o}", "month",
				       lt_report_month_iso(t.month, when), "unit", report->unit,
				       "as_of", lt_time_iso(t.as_of_us, now), "by", by, "rows",
				       table_json(&t)),
			     err);
}

static int add_total(struct lt_sheet *sheet, const char *label, int64_t value)
{
	char number[NUMBER_BYTES];
	(void)snprintf(number, sizeof number, "%" PRId64, value);
	const char *const cells[] = {label, number};
	return lt_sheet_add(sheet, cells);
}

/* Zeros are left out, but for those that everybody looks for. */
static int print_totals(struct lt_tool *tool, const struct line *all)
{
	static const char *const titles[] = {"TRONG THÁNG", "SỐ"};
	struct lt_sheet sheet = {.arena = &tool->arena, .titles = titles, .columns = 2};
	int r = 0;
	for (enum lt_counter c = 0; c < LT_COUNTER_COUNT && r == 0; c++) {
		int64_t v = all->month[c] + all->now[c];
		if (v || c == LT_COUNTER_received || c == LT_COUNTER_ended || c == LT_COUNTER_late)
			r = add_total(&sheet, lt_counter_vietnamese(c), v);
	}
	if (r == 0)
		r = add_total(&sheet, "Còn lại cuối kỳ", open_of(all));
	if (r == 0)
		r = add_total(&sheet, "Còn lại đã trễ hạn", open_late_of(all));
	lt_sheet_print(&sheet, tool->out);
	return r;
}

static bool is_late_unit(const struct line *l)
{
	return lateness(l) > 0 || l->month[LT_COUNTER_steps_late] > 0;
}

static bool is_late_person(const struct line *l)
{
	return l->month[LT_COUNTER_steps_late] > 0;
}

static int print_text(const struct lt_report *report, const struct table tables[static 3])
{
	struct lt_tool *tool = report->session->tool;
	char when[LT_MONTH_TEXT_BYTES], now[LT_TIME_TEXT_BYTES];
	(void)fprintf(tool->out, "Báo cáo tháng %s, %s, lúc %s\n\n",
		      lt_report_month_text(tables[0].month, when), lt_report_whose(report),
		      lt_time_vietnamese(tables[0].as_of_us, now));
	int r = print_totals(tool, &tables[0].lines[0]);
	(void)fputs("\nTheo đơn vị:\n", tool->out);
	if (r == 0)
		r = print_sheet(tool, &tables[1], NULL);
	(void)fputs("\nĐơn vị có hồ sơ hoặc bước trễ hạn:\n", tool->out);
	if (r == 0)
		r = print_sheet(tool, &tables[1], is_late_unit);
	(void)fputs("\nCán bộ có bước quá hạn (— : chưa ai nhận):\n", tool->out);
	return r < 0 ? r : print_sheet(tool, &tables[2], is_late_person);
}

int lt_report_monthly(const struct lt_report *report, struct lt_err *err)
{
	static const Lt__TallyScope scopes[] = {LT__TALLY_SCOPE__TALLY_SCOPE_ALL,
						LT__TALLY_SCOPE__TALLY_SCOPE_UNIT,
						LT__TALLY_SCOPE__TALLY_SCOPE_OFFICER};
	struct lt_tool *tool = report->session->tool;
	struct table tables[3];
	char when[LT_MONTH_TEXT_BYTES], now[LT_TIME_TEXT_BYTES];
	int r = 0;
	if (report->by || report->csv)
		return one_table(report, report->by ? report->by : "unit", err);
	for (int i = 0; i < 3 && r == 0; i++)
		r = read_table(report, scopes[i], &tables[i], err);
	if (r == 0 && tables[0].count != 1)
		r = lt_err_set(err, LT_E_FORMAT, "máy chủ trả lời thiếu số liệu");
	if (r < 0)
		return r;
	if (!tool->json)
		return print_text(report, tables);
	return lt_json_print(tool,
			     json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "month",
				       lt_report_month_iso(tables[0].month, when), "unit",
				       report->unit, "as_of", lt_time_iso(tables[0].as_of_us, now),
				       "totals", counters_json(&tables[0].lines[0]), "units",
				       table_json(&tables[1]), "officers", table_json(&tables[2])),
			     err);
}
