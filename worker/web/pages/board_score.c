/* SPDX-License-Identifier: EUPL-1.2 */
/* The score of QĐ 766/QĐ-TTg on the board, its figures leading to their lists; and what closing
 * some dossiers in time would make of indicator 2.1. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/score.h"
#include "procedures/forms/csv.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/pages/board_own.h"

#define BIT(name) LT_FIGURE_BIT(name)
#define OPEN_IN_TIME (BIT(early) | BIT(on_time) | BIT(open))
#define HANDLED (OPEN_IN_TIME | BIT(late) | BIT(open_late))

enum { CLOSE_MAX = 200, CODES_MAX = 200 };

/* What the numerator and the divisor of an indicator are a list of. Of what was received: those
 * that this counter counted too; 0: all of it. */
static const struct source {
	const char *id;
	uint32_t numerator, divisor;
	enum lt_counter counter, divisor_counter;
} sources[] = {
	{"2.1", OPEN_IN_TIME, HANDLED, 0, 0},
	{"3.3", BIT(received), BIT(received), LT_COUNTER_online_complete, 0},
	{"3.6", BIT(received), BIT(received), LT_COUNTER_paid_online, LT_COUNTER_with_fee},
	{"4.1", BIT(received), BIT(received), LT_COUNTER_result_electronic, LT_COUNTER_gives_paper},
	{"4.2", BIT(received), BIT(received), LT_COUNTER_digitised_complete, 0},
	{"4.3", BIT(received), BIT(received), LT_COUNTER_digital_part, 0},
	{"4.4", BIT(received), BIT(received), LT_COUNTER_from_store, 0},
	{"4.5b", BIT(received), BIT(received), LT_COUNTER_population, 0},
	{"5.4", OPEN_IN_TIME, HANDLED, 0, 0},
};

static const struct source *source_of(const struct lt_score_line *line)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (strcmp(sources[i].id, line->id) == 0)
			return &sources[i];
	return NULL;
}

/* -- the table -- */

/* What was open at the end of a month that is over has no list: it has moved on. */
static void figure(const struct lt_board *b, int64_t value, uint32_t figures,
		   enum lt_counter counter)
{
	struct lt_arena *arena = b->view->arena;
	char number[LT_NUMBER_TEXT_BYTES];
	bool over = b->board->month != lt_month_of(b->as_of_us);
	if (!figures || (over && figures & BIT(open)))
		return lt_html(&b->view->html, "%s", lt_word_number(value, number));
	const char *address =
		lt_arena_printf(arena, "&dv=%s&thang=%s%s%s", b->board->unit,
				lt_board_month_iso(arena, b->board->month), counter ? "&dem=" : "",
				counter ? lt_counter_name(counter) : "");
	lt_board_figure(b, value, figures, address);
}

static const char *points_text(const struct lt_score_line *l, char mark,
			       char text[static LT_TIME_TEXT_BYTES])
{
	return l->state == LT_SCORE_WHOLE ? lt_print_hundredths(l->points, mark, text) : "";
}

static const char *rate_text(const struct lt_score_line *l, char mark,
			     char text[static LT_TIME_TEXT_BYTES])
{
	if (l->state == LT_SCORE_MISSING)
		return "";
	return l->state == LT_SCORE_NO_DIVISOR ? "N/A" : lt_print_hundredths(l->rate, mark, text);
}

static void row(const struct lt_board *b, const struct lt_score_line *l)
{
	struct lt_view *v = b->view;
	const struct source *of = source_of(l);
	char rate[LT_TIME_TEXT_BYTES], points[LT_TIME_TEXT_BYTES];
	bool told = l->state == LT_SCORE_WHOLE || l->state == LT_SCORE_RATE;
	lt_html(&v->html, "<tr><td>%s</td><th scope=\"row\">%s<small>%s</small></th>", l->id,
		l->title, l->formula);
	lt_html(&v->html, "<td class=\"number\">");
	if (l->state != LT_SCORE_MISSING)
		figure(b, l->numerator, of ? of->numerator : 0, of ? of->counter : 0);
	lt_html(&v->html, "</td><td class=\"number\">");
	if (l->state != LT_SCORE_MISSING)
		figure(b, l->divisor, of ? of->divisor : 0, of ? of->divisor_counter : 0);
	lt_html(&v->html,
		"</td><td class=\"number\">%s%s</td><td class=\"number\">%s</td>"
		"<td class=\"number\">%d</td><td>%s</td></tr>",
		rate_text(l, ',', rate), told ? " %" : "", points_text(l, ',', points),
		(int)l->points_max, l->missing ? l->missing : "");
}

static void score_of(const struct lt_board *b, struct lt_score *ret)
{
	int64_t month[LT_COUNTER_COUNT] = {0}, to_month[LT_COUNTER_COUNT] = {0};
	const Lt__Board *board = b->board;
	for (size_t i = 0; i < LT_COUNTER_COUNT; i++) {
		month[i] = i < board->n_month_counters ? board->month_counters[i] : 0;
		to_month[i] = i < board->n_to_month_counters ? board->to_month_counters[i] : 0;
	}
	lt_score766(month, to_month, ret);
}

static void table(const struct lt_board *b)
{
	static const char *const titles[][2] = {
		{"Mã", "No."},	       {"Chỉ tiêu, công thức", "Indicator"},
		{"Tử số", "Of these"}, {"Mẫu số", "All"},
		{"Tỷ lệ", "Rate"},     {"Điểm", "Points"},
		{"Tối đa", "At most"}, {"Chưa có số liệu", "Not held"}};
	struct lt_view *v = b->view;
	struct lt_score score;
	char points[LT_TIME_TEXT_BYTES];
	score_of(b, &score);
	lt_html(&v->html,
		"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\"><table "
		"id=\"diem\" class=\"figures\"><thead><tr>",
		LT_SAY(v, "Điểm", "Score"));
	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
		lt_html(&v->html,
			i >= 2 && i <= 6 ? "<th scope=\"col\" class=\"number\">%s</th>"
					 : "<th scope=\"col\">%s</th>",
			LT_SAY(v, titles[i][0], titles[i][1]));
	lt_html(&v->html, "</tr></thead><tbody>");
	for (size_t i = 0; i < score.count; i++)
		row(b, &score.lines[i]);
	lt_html(&v->html, "</tbody></table></div><p><strong>%s %s / %d</strong> %s</p>",
		LT_SAY(v, "Cộng", "Together"), lt_print_hundredths(score.points, ',', points),
		(int)score.points_max,
		LT_SAY(v, "điểm của các chỉ tiêu có đủ số liệu.",
		       "points of the indicators whose figures are held."));
	lt_board_csv_link(b, "diem", LT_SAY(v, "Điểm", "Score"));
}

void lt_board_score_csv(const struct lt_board *b, struct lt_writer *out)
{
	enum { COLUMNS = 8, NUMBER_BYTES = 24 };
	static const char *const head[COLUMNS] = {"chi_tieu",	 "noi_dung", "tu_so",
						  "mau_so",	 "ty_le",    "diem",
						  "diem_toi_da", "con_thieu"};
	struct lt_score score;
	score_of(b, &score);
	lt_csv_row(out, head, COLUMNS);
	for (size_t i = 0; i < score.count; i++) {
		const struct lt_score_line *l = &score.lines[i];
		char n[NUMBER_BYTES] = "", d[NUMBER_BYTES] = "", most[NUMBER_BYTES];
		char rate[LT_TIME_TEXT_BYTES], points[LT_TIME_TEXT_BYTES];
		if (l->state != LT_SCORE_MISSING) {
			(void)snprintf(n, sizeof n, "%" PRId64, l->numerator);
			(void)snprintf(d, sizeof d, "%" PRId64, l->divisor);
		}
		(void)snprintf(most, sizeof most, "%" PRId32, l->points_max);
		const char *const cells[COLUMNS] = {l->id,
						    l->title,
						    n,
						    d,
						    rate_text(l, '.', rate),
						    points_text(l, '.', points),
						    most,
						    l->missing};
		lt_csv_row(out, cells, COLUMNS);
	}
}

/* -- what if -- */

static const char *asked(const struct lt_view *v, const char *name)
{
	return lt_http_text(v->request->query, name);
}

/* Before the end of a day, as "2024-06-28". */
static int64_t instant_of(struct lt_view *v, const char *date)
{
	int64_t us = 0;
	const char *text = lt_arena_printf(v->arena, "%sT23:59:59", date);
	return text && lt_time_parse(text, &us) == 0 ? us : 0;
}

static void form(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	char today[LT_TIME_TEXT_BYTES];
	const char *date = asked(v, "neu");
	(void)lt_time_iso(b->as_of_us, today);
	today[sizeof "2025-07-01" - 1] = 0;
	lt_html(&v->html,
		"<form class=\"what-if\" method=\"get\" action=\"/lanh-dao#neu-thi\">"
		"<input type=\"hidden\" name=\"dv\" value=\"%s\"><p><label for=\"neu\">%s</label>"
		"<input id=\"neu\" name=\"neu\" type=\"date\" required value=\"%s\"></p>",
		b->board->unit,
		LT_SAY(v, "Đến hết ngày (trong tháng này)", "Up to the end of (this month)"),
		*date ? date : today);
	lt_html(&v->html,
		"<p><label for=\"gap\">%s</label><input id=\"gap\" name=\"gap\" type=\"number\" "
		"min=\"1\" max=\"%d\" value=\"%s\"></p>",
		LT_SAY(v, "Giải quyết xong bao nhiêu hồ sơ gấp nhất",
		       "How many of the most urgent are closed"),
		CLOSE_MAX, asked(v, "gap"));
	lt_html(&v->html,
		"<p><label for=\"ma\">%s</label><input id=\"ma\" name=\"ma\" value=\"%s\" "
		"autocomplete=\"off\"></p><p><button>%s</button></p></form>",
		LT_SAY(v, "hoặc những hồ sơ này (mã, cách nhau bằng dấu cách)",
		       "or these dossiers (codes, blanks between)"),
		asked(v, "ma"), LT_SAY(v, "Tính thử", "Try"));
}

static void point(struct lt_view *v, const char *label, int64_t in_time, int64_t total)
{
	char rate[LT_TIME_TEXT_BYTES], number[LT_NUMBER_TEXT_BYTES], all[LT_NUMBER_TEXT_BYTES];
	lt_html(&v->html,
		"<tr><th scope=\"row\">%s</th><td class=\"number\">%s%s</td>"
		"<td class=\"number\">%s</td><td class=\"number\">%s</td></tr>",
		label,
		total > 0 ? lt_print_hundredths(lt_score_rate(in_time, total), ',', rate) : "N/A",
		total > 0 ? " %" : "", lt_word_number(in_time, number), lt_word_number(total, all));
}

static void falling_link(const struct lt_board *b, const Lt__WhatIf *w, int64_t before_us)
{
	struct lt_view *v = b->view;
	lt_html(&v->html, "<p>");
	lt_board_figure(b, w->falling, BIT(open),
			lt_arena_printf(v->arena, "&dv=%s&den=%u", b->board->unit,
					lt_figure_day(before_us)));
	lt_html(&v->html, " %s %lld.",
		LT_SAY(v, "hồ sơ sẽ trễ hạn trước lúc đó; giữ được",
		       "dossiers become late before then; saved:"),
		(long long)w->saved);
	if (w->lost)
		lt_html(&v->html, " %lld %s", (long long)w->lost,
			LT_SAY(v, "hồ sơ đã trễ từ trước: giải quyết xong vẫn tính là trễ.",
			       "are late already: closing them does not help."));
	lt_html(&v->html, "</p>");
}

static void result(const struct lt_board *b, const Lt__FetchReply *reply, int64_t before_us)
{
	struct lt_view *v = b->view;
	const Lt__WhatIf *w = reply->what_if;
	lt_html(&v->html,
		"<table id=\"tinh-thu\" class=\"figures\"><thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\" class=\"number\">%s</th>"
		"<th scope=\"col\" class=\"number\">%s</th>"
		"<th scope=\"col\" class=\"number\">%s</th></tr></thead><tbody>",
		LT_SAY(v, "Chỉ tiêu 2.1", "Indicator 2.1"), LT_SAY(v, "Tỷ lệ", "Rate"),
		LT_SAY(v, "Trong hạn", "In time"), LT_SAY(v, "Tất cả", "All"));
	point(v, LT_SAY(v, "Hôm nay", "Today"), w->in_time, w->total);
	point(v, LT_SAY(v, "Đến lúc đó, nếu không làm gì thêm", "By then, if nothing is done"),
	      w->in_time - w->falling, w->total);
	point(v, LT_SAY(v, "Đến lúc đó, nếu giải quyết xong", "By then, if they are closed"),
	      w->in_time - w->falling + w->saved, w->total);
	lt_html(&v->html, "</tbody></table>");
	falling_link(b, w, before_us);
	if (reply->n_items)
		lt_html(&v->html, "<ol class=\"codes\">");
	for (size_t i = 0; i < reply->n_items; i++) {
		char due[LT_TIME_TEXT_BYTES];
		const Lt__WorkItem *item = reply->items[i];
		lt_html(&v->html, "<li><a href=\"/ho-so/%s\">%s</a> %s, %s</li>", item->code,
			item->code, lt_due_text(item->dossier_due_us, due), item->applicant);
	}
	if (reply->n_items)
		lt_html(&v->html, "</ol>");
}

static int split_codes(struct lt_view *v, Lt__Fetch *fetch)
{
	char *at = lt_arena_str(v->arena, asked(v, "ma"));
	while (at && *at && fetch->n_codes < CODES_MAX) {
		size_t n = strcspn(at, " ,;");
		char *next = at[n] ? at + n + 1 : at + n;
		at[n] = 0;
		if (n && !LT_ARENA_PUSH(v->arena, fetch->codes, fetch->n_codes))
			return LT_E_NOMEM;
		if (n)
			fetch->codes[fetch->n_codes++] = at;
		at = next;
	}
	return at ? 0 : LT_E_NOMEM;
}

/* What cannot be asked is said in its place; the board stays. */
static void try_it(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_WHAT_IF;
	fetch.unit = b->board->unit;
	fetch.before_us = instant_of(v, asked(v, "neu"));
	int r = split_codes(v, &fetch);
	unsigned long close = strtoul(asked(v, "gap"), NULL, 10);
	if (!fetch.n_codes)
		fetch.close = close < CLOSE_MAX ? (uint32_t)close : CLOSE_MAX;
	if (r == 0)
		r = lt_board_ask(v, &fetch, &reply, &err);
	if (r == 0 && reply->what_if)
		result(b, reply, fetch.before_us);
	else
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s</p>",
			err.text[0] ? err.text : lt_err_vietnamese(r));
}

void lt_board_score(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	lt_html(&v->html, "<section class=\"part\"><h2>%s</h2>",
		LT_SAY(v, "Điểm theo Quyết định 766/QĐ-TTg", "Score of Decision 766/QĐ-TTg"));
	table(b);
	lt_html(&v->html, "</section>");
	if (b->board->month != lt_month_of(b->as_of_us))
		return;
	lt_html(&v->html, "<section class=\"part\" id=\"neu-thi\"><h2>%s</h2>",
		LT_SAY(v, "Nếu giải quyết xong thì chỉ tiêu 2.1 ra sao",
		       "What closing dossiers does to indicator 2.1"));
	form(b);
	if (*asked(v, "neu"))
		try_it(b);
	lt_html(&v->html, "</section>");
}
