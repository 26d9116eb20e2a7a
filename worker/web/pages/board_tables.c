/* SPDX-License-Identifier: EUPL-1.2 */
/* The tables of the board, as data; on the page and as CSV from the same rows. */
#include <stdio.h>
#include <string.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/score.h"
#include "procedures/forms/csv.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/pages/board_own.h"

#define BIT(name) LT_FIGURE_BIT(name)

enum { WORDS_MAX = 3, COLUMNS_MAX = 12, NUMBER_BYTES = 24 };

static const uint32_t in_time = BIT(early) | BIT(on_time);

int64_t lt_board_value(const Lt__BoardRow *row, uint32_t figures)
{
	int64_t sum = 0;
	for (size_t f = 1; f < row->n_values; f++)
		sum += figures >> f & 1 ? row->values[f] : 0;
	return sum;
}

const char *lt_board_month_text(struct lt_arena *arena, uint32_t month)
{
	return lt_arena_printf(arena, "%02u/%04u", month % 12 + 1, month / 12);
}

const char *lt_board_month_iso(struct lt_arena *arena, uint32_t month)
{
	return lt_arena_printf(arena, "%04u-%02u", month / 12, month % 12 + 1);
}

static const char *month_address(struct lt_arena *arena, uint32_t month)
{
	return lt_arena_printf(arena, "&thang=%s", lt_board_month_iso(arena, month));
}

/* -- units, procedures -- */

static const struct lt_board_column standing[] = {
	{"Đang trong hạn", "Open, in time", "dang_trong_han", BIT(open)},
	{"Đang quá hạn", "Open, overdue", "dang_qua_han", BIT(open_late)},
	{"Tiếp nhận", "Received", "tiep_nhan", BIT(received)},
	{"Trước hạn", "Early", "truoc_han", BIT(early)},
	{"Đúng hạn", "On time", "dung_han", BIT(on_time)},
	{"Trễ hạn", "Late", "tre_han", BIT(late)},
	{"Tỷ lệ đúng hạn", "In time", "ty_le_dung_han", 0},
	{"Nợ xin lỗi", "Apologies owed", "no_xin_loi", BIT(apology)},
	{"Nợ giải trình", "Explanations owed", "no_giai_trinh", BIT(explanation)},
};

static size_t unit_rows(const struct lt_board *b, Lt__BoardRow *const **ret)
{
	*ret = b->board->units;
	return b->board->n_units;
}

static void unit_words(const struct lt_board *b, const Lt__BoardRow *row, const char **ret)
{
	(void)b;
	ret[0] = row->name;
	ret[1] = row->code;
}

static const char *unit_address(const struct lt_board *b, const Lt__BoardRow *row)
{
	struct lt_arena *arena = b->view->arena;
	return lt_arena_printf(arena, "&dv=%s&mot=1%s", row->code,
			       month_address(arena, b->board->month));
}

static size_t procedure_rows(const struct lt_board *b, Lt__BoardRow *const **ret)
{
	*ret = b->board->procedures;
	return b->board->n_procedures;
}

static const char *procedure_address(const struct lt_board *b, const Lt__BoardRow *row)
{
	struct lt_arena *arena = b->view->arena;
	return lt_arena_printf(arena, "&dv=%s&tt=%s%s", b->board->unit, row->code,
			       month_address(arena, b->board->month));
}

/* -- months -- */

static const struct lt_board_column monthly[] = {
	{"Tiếp nhận", "Received", "tiep_nhan", BIT(received)},
	{"Trước hạn", "Early", "truoc_han", BIT(early)},
	{"Đúng hạn", "On time", "dung_han", BIT(on_time)},
	{"Trễ hạn", "Late", "tre_han", BIT(late)},
	{"Không xác định hạn", "No due date", "khong_xac_dinh_han", BIT(undated)},
	{"Không tiếp nhận", "Not accepted", "khong_tiep_nhan", BIT(not_accepted)},
	{"Tỷ lệ đúng hạn", "In time", "ty_le_dung_han", 0},
};

static size_t month_rows(const struct lt_board *b, Lt__BoardRow *const **ret)
{
	*ret = b->board->months;
	return b->board->n_months;
}

static void month_words(const struct lt_board *b, const Lt__BoardRow *row, const char **ret)
{
	ret[0] = lt_board_month_text(b->view->arena, row->when);
}

static const char *month_row_address(const struct lt_board *b, const Lt__BoardRow *row)
{
	struct lt_arena *arena = b->view->arena;
	return lt_arena_printf(arena, "&dv=%s%s", b->board->unit, month_address(arena, row->when));
}

/* -- steps -- */

static const struct lt_board_column of_steps[] = {
	{"Quá hạn trong tháng", "Overdue in the month", "qua_han_trong_thang", BIT(step_late)},
	{"Đang quá hạn", "Overdue now", "dang_qua_han", BIT(step_late_now)},
};

static size_t step_rows(const struct lt_board *b, Lt__BoardRow *const **ret)
{
	*ret = b->board->steps;
	return b->board->n_steps;
}

static void step_words(const struct lt_board *b, const Lt__BoardRow *row, const char **ret)
{
	(void)b;
	ret[0] = row->name;
	ret[1] = row->procedure_name;
	ret[2] = row->procedure;
}

static const char *step_address(const struct lt_board *b, const Lt__BoardRow *row)
{
	struct lt_arena *arena = b->view->arena;
	return lt_arena_printf(arena, "&dv=%s&tt=%s&buoc=%s%s", b->board->unit, row->procedure,
			       row->code, month_address(arena, b->board->month));
}

/* -- duties -- */

static const struct lt_board_column of_duties[] = {
	{"Thư xin lỗi", "Apologies", "xin_loi", BIT(apology)},
	{"Giải trình", "Explanations", "giai_trinh", BIT(explanation)},
};

static size_t age_rows(const struct lt_board *b, Lt__BoardRow *const **ret)
{
	*ret = b->board->ages;
	return b->board->n_ages;
}

static void age_words(const struct lt_board *b, const Lt__BoardRow *row, const char **ret)
{
	struct lt_view *v = b->view;
	uint32_t today = lt_figure_day(b->as_of_us);
	uint32_t young = today - row->when_to, old = today - row->when;
	const char *days = LT_SAY(v, "ngày", "days"), *more = LT_SAY(v, "trở lên", "or more");
	ret[0] = row->when == 0 ? lt_arena_printf(v->arena, "%u %s %s", young, days, more)
				: lt_arena_printf(v->arena, "%u – %u %s", young, old, days);
}

static const char *age_address(const struct lt_board *b, const Lt__BoardRow *row)
{
	return lt_arena_printf(b->view->arena, "&dv=%s&tu=%u&den=%u", b->board->unit, row->when,
			       row->when_to);
}

static const char *const unit_heads[] = {"Đơn vị", "Unit", "don_vi", "Mã", "Code", "ma"};
static const char *const procedure_heads[] = {"Thủ tục", "Procedure", "thu_tuc",
					      "Mã",	 "Code",      "ma"};
static const char *const month_heads[] = {"Tháng", "Month", "thang"};
static const char *const step_heads[] = {"Bước",    "Step",	  "buoc", "Thủ tục", "Procedure",
					 "thu_tuc", "Mã thủ tục", "Code", "ma"};
static const char *const age_heads[] = {"Đã nợ", "Owed for", "da_no"};

#define COLUMNS(list) (list), sizeof(list) / sizeof *(list)
#define HEADS(list) (list), sizeof(list) / sizeof *(list) / 3

const struct lt_board_table lt_board_tables[LT_BOARD_TABLES] = {
	{"don-vi", "Theo đơn vị", "By unit", HEADS(unit_heads), COLUMNS(standing), unit_rows,
	 unit_words, unit_address},
	{"thu-tuc", "Theo thủ tục", "By procedure", HEADS(procedure_heads), COLUMNS(standing),
	 procedure_rows, unit_words, procedure_address},
	{"thang", "Mười hai tháng", "Twelve months", HEADS(month_heads), COLUMNS(monthly),
	 month_rows, month_words, month_row_address},
	{"buoc", "Bước quá hạn nhiều nhất", "Worst steps", HEADS(step_heads), COLUMNS(of_steps),
	 step_rows, step_words, step_address},
	{"no", "Nghĩa vụ còn nợ", "Duties open", HEADS(age_heads), COLUMNS(of_duties), age_rows,
	 age_words, age_address},
};

/* -- on the page -- */

static const char *names_of(struct lt_arena *arena, uint32_t figures)
{
	static const char *const names[] = {
#define X(name, number, counter, when, text) [number] = #name,
		LT_FIGURES(X)
#undef X
	};
	const char *text = "";
	for (unsigned f = 1; f < LT_FIGURE_COUNT && text; f++)
		if (figures >> f & 1)
			text = lt_arena_printf(arena, "%s%s%s", text, *text ? "." : "", names[f]);
	return text;
}

void lt_board_figure(const struct lt_board *b, int64_t value, uint32_t figures, const char *address)
{
	struct lt_view *v = b->view;
	char number[LT_NUMBER_TEXT_BYTES];
	if (value == 0)
		return lt_html(&v->html, "0");
	lt_html(&v->html, "<a href=\"/lanh-dao/danh-sach?so=%s%s\">%s</a>",
		names_of(v->arena, figures), address, lt_word_number(value, number));
}

static const char *rate_text(const Lt__BoardRow *row, char mark,
			     char text[static LT_TIME_TEXT_BYTES])
{
	int64_t good = lt_board_value(row, in_time), all = good + lt_board_value(row, BIT(late));
	return all > 0 ? lt_print_hundredths(lt_score_rate(good, all), mark, text) : "";
}

void lt_board_csv_link(const struct lt_board *b, const char *table, const char *title)
{
	struct lt_view *v = b->view;
	lt_html(&v->html,
		"<p class=\"csv\"><a href=\"/lanh-dao/bang.csv?bang=%s&amp;dv=%s&amp;thang=%s\">"
		"%s: %s</a></p>",
		table, b->board->unit, lt_board_month_iso(v->arena, b->board->month),
		LT_SAY(v, "Tải về cho bảng tính (CSV)", "For a spreadsheet (CSV)"), title);
}

static void show_row(const struct lt_board *b, const struct lt_board_table *t,
		     const Lt__BoardRow *row)
{
	struct lt_view *v = b->view;
	const char *words[WORDS_MAX] = {0}, *address = t->address(b, row);
	t->words(b, row, words);
	lt_html(&v->html, "<tr><th scope=\"row\">%s</th>", words[0]);
	for (size_t i = 1; i < t->heads_count; i++)
		lt_html(&v->html, "<td>%s</td>", words[i]);
	for (size_t i = 0; i < t->columns_count; i++) {
		uint32_t figures = t->columns[i].figures;
		char rate[LT_TIME_TEXT_BYTES];
		const char *percent = figures ? "" : rate_text(row, ',', rate);
		lt_html(&v->html, "<td class=\"number\">");
		if (figures)
			lt_board_figure(b, lt_board_value(row, figures), figures, address);
		else if (*percent)
			lt_html(&v->html, "<a href=\"/lanh-dao/danh-sach?so=%s%s\">%s %%</a>",
				names_of(v->arena, in_time), address, percent);
		else
			lt_html(&v->html, "–");
		lt_html(&v->html, "</td>");
	}
	lt_html(&v->html, "</tr>");
}

static void show_head(const struct lt_board *b, const struct lt_board_table *t)
{
	struct lt_view *v = b->view;
	lt_html(&v->html, "<thead><tr>");
	for (size_t i = 0; i < t->heads_count; i++)
		lt_html(&v->html, "<th scope=\"col\">%s</th>",
			LT_SAY(v, t->heads[3 * i], t->heads[3 * i + 1]));
	for (size_t i = 0; i < t->columns_count; i++)
		lt_html(&v->html, "<th scope=\"col\" class=\"number\">%s</th>",
			LT_SAY(v, t->columns[i].vietnamese, t->columns[i].english));
	lt_html(&v->html, "</tr></thead>");
}

void lt_board_show(const struct lt_board *b, const struct lt_board_table *t)
{
	struct lt_view *v = b->view;
	Lt__BoardRow *const *rows;
	size_t count = t->rows(b, &rows);
	if (!count)
		return lt_html(&v->html, "<p>%s</p>",
			       LT_SAY(v, "Chưa có số liệu.", "Nothing yet."));
	lt_html(&v->html,
		"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">"
		"<table id=\"%s\" class=\"figures\">",
		LT_SAY(v, t->vietnamese, t->english), t->name);
	show_head(b, t);
	lt_html(&v->html, "<tbody>");
	for (size_t i = 0; i < count; i++)
		show_row(b, t, rows[i]);
	lt_html(&v->html, "</tbody></table></div>");
	lt_board_csv_link(b, t->name, LT_SAY(v, t->vietnamese, t->english));
}

/* -- as CSV -- */

static void csv_row(const struct lt_board *b, const struct lt_board_table *t,
		    const Lt__BoardRow *row, struct lt_writer *out)
{
	const char *cells[WORDS_MAX + COLUMNS_MAX] = {0};
	char texts[COLUMNS_MAX][LT_TIME_TEXT_BYTES];
	t->words(b, row, cells);
	for (size_t i = 0; i < t->columns_count; i++) {
		uint32_t figures = t->columns[i].figures;
		if (figures)
			(void)snprintf(texts[i], sizeof texts[i], "%lld",
				       (long long)lt_board_value(row, figures));
		cells[t->heads_count + i] = figures ? texts[i] : rate_text(row, '.', texts[i]);
	}
	lt_csv_row(out, cells, t->heads_count + t->columns_count);
}

static void csv_table(const struct lt_board *b, const struct lt_board_table *t,
		      struct lt_writer *out)
{
	const char *cells[WORDS_MAX + COLUMNS_MAX] = {0};
	Lt__BoardRow *const *rows;
	size_t count = t->rows(b, &rows);
	for (size_t i = 0; i < t->heads_count; i++)
		cells[i] = t->heads[3 * i + 2];
	for (size_t i = 0; i < t->columns_count; i++)
		cells[t->heads_count + i] = t->columns[i].csv;
	lt_csv_row(out, cells, t->heads_count + t->columns_count);
	for (size_t i = 0; i < count; i++)
		csv_row(b, t, rows[i], out);
}

void lt_board_csv(const struct lt_board *b, const char *name)
{
	struct lt_view *v = b->view;
	struct lt_writer out = {.arena = v->arena};
	lt_writer_plain(&out, LT_CSV_MARK);
	for (size_t i = 0; i < LT_BOARD_TABLES; i++)
		if (strcmp(lt_board_tables[i].name, name) == 0)
			csv_table(b, &lt_board_tables[i], &out);
	if (strcmp(name, LT_BOARD_SCORE) == 0)
		lt_board_score_csv(b, &out);
	const char *text = lt_writer_text(&out);
	v->response->type = "text/csv; charset=utf-8";
	v->response->body = lt_slice_str(text ? text : "");
	v->response->status = text ? 0 : 503;
	lt_http_header(v->response, "Content-Disposition",
		       lt_arena_printf(v->arena, "attachment; filename=\"%s-%s.csv\"", name,
				       lt_board_month_iso(v->arena, b->board->month)));
}

bool lt_board_has_table(const char *name)
{
	for (size_t i = 0; i < LT_BOARD_TABLES; i++)
		if (strcmp(lt_board_tables[i].name, name) == 0)
			return true;
	return strcmp(name, LT_BOARD_SCORE) == 0;
}
