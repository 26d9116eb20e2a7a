/* SPDX-License-Identifier: EUPL-1.2 */
/* The leader's board: what is on time and what is late now, by unit and procedure; months, steps,
 * duties, the score. Every figure leads to its list. */
#include <stdlib.h>
#include <string.h>

#include "procedures/core/score.h"
#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/graph.h"
#include "worker/web/kept.h"
#include "worker/web/pages/board_own.h"

enum { BARS_MAX = 10 };

bool lt_board_heads(const struct lt_view *v)
{
	for (size_t i = 0; v->person && i < v->person->n_desks; i++)
		if (v->person->desks[i]->assigns)
			return true;
	return false;
}

uint32_t lt_board_month_asked(const struct lt_view *v)
{
	const char *text = lt_http_text(v->request->query, "thang");
	char *end;
	unsigned long year = strtoul(text, &end, 10);
	if (end != text + 4 || *end != '-')
		return 0;
	const char *second = end + 1;
	unsigned long month = strtoul(second, &end, 10);
	bool right = end == second + 2 && !*end && year > 1900 && year < 9999 && month >= 1 &&
		     month <= 12;
	return right ? (uint32_t)(year * 12 + month - 1) : 0;
}

int lt_board_ask(struct lt_view *v, Lt__Fetch *fetch, Lt__FetchReply **ret, struct lt_err *err)
{
	Lt__BoardAsk board = LT__BOARD_ASK__INIT;
	if (!fetch->board)
		fetch->board = &board;
	int r = lt_view_ask(v, fetch, ret, err);
	if (fetch->board == &board)
		fetch->board = NULL;
	return r;
}

/* -- parts of the page -- */

static void heads(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	lt_html(&v->html, "<ul class=\"units\">");
	for (size_t i = 0; i < b->board->n_heads; i++) {
		const Lt__BoardRow *head = b->board->heads[i];
		bool here = strcmp(head->code, b->board->unit) == 0;
		lt_html(&v->html, "<li><a href=\"/lanh-dao?dv=%s\"", head->code);
		if (here)
			lt_html(&v->html, " aria-current=\"true\"");
		lt_html(&v->html, ">%s</a></li>",
			*head->code ? head->name : LT_SAY(v, "Toàn tỉnh", "The whole province"));
	}
	lt_html(&v->html, "</ul>");
}

static void tile(const struct lt_board *b, const char *label, uint32_t figures, const char *kind)
{
	struct lt_view *v = b->view;
	const char *address = lt_arena_printf(v->arena, "&dv=%s&thang=%s", b->board->unit,
					      lt_board_month_iso(v->arena, b->board->month));
	lt_html(&v->html, "<li class=\"tile %s\"><span>%s</span> <strong>", kind, label);
	lt_board_figure(b, lt_board_value(b->board->total, figures), figures, address);
	lt_html(&v->html, "</strong></li>");
}

static void tiles(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	const char *month = lt_board_month_text(v->arena, b->board->month);
	lt_html(&v->html, "<ul class=\"tiles\">");
	tile(b, LT_SAY(v, "Đang trong hạn", "Open, in time"), LT_FIGURE_BIT(open), "calm");
	tile(b, LT_SAY(v, "Đang quá hạn", "Open, overdue"), LT_FIGURE_BIT(open_late), "late");
	tile(b, lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "Tiếp nhận", "Received"), month),
	     LT_FIGURE_BIT(received), "");
	tile(b,
	     lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "Xong trước, đúng hạn", "Ended in time"),
			     month),
	     LT_FIGURE_BIT(early) | LT_FIGURE_BIT(on_time), "");
	tile(b, lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "Xong trễ hạn", "Ended late"), month),
	     LT_FIGURE_BIT(late), "");
	tile(b, LT_SAY(v, "Nợ xin lỗi, giải trình", "Duties owed"),
	     LT_FIGURE_BIT(apology) | LT_FIGURE_BIT(explanation), "soon");
	tile(b,
	     lt_arena_printf(v->arena, "%s %s", LT_SAY(v, "Ý kiến của công dân", "Feedback"),
			     month),
	     LT_FIGURE_BIT(feedback), "");
	tile(b, LT_SAY(v, "Ý kiến chưa trả lời", "Feedback not answered"),
	     LT_FIGURE_BIT(feedback_open), "soon");
	lt_html(&v->html, "</ul>");
}

static void late_chart(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	const char *labels[BARS_MAX];
	int64_t values[BARS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < b->board->n_units && count < BARS_MAX; i++) {
		int64_t late = b->board->units[i]->values[LT_FIGURE_open_late];
		if (!late)
			continue;
		labels[count] = b->board->units[i]->name;
		values[count++] = late;
	}
	const struct lt_graph_series series = {.name = "", .values = values};
	const struct lt_graph chart = {
		.id = "bd-tre",
		.title = LT_SAY(v, "Hồ sơ đang quá hạn theo đơn vị", "Overdue now by unit"),
		.text = LT_SAY(v,
			       "Mỗi thanh là một đơn vị, nhiều nhất ở trên; số liệu đầy đủ ở bảng "
			       "theo đơn vị.",
			       "A bar a unit, most first; the table by unit has all figures."),
		.labels = labels,
		.count = count,
		.series = &series,
		.series_count = 1};
	lt_graph_bars(&v->html, &chart);
}

enum { MONTHS_MAX = 12 };

/* The oldest on the left. */
static void month_chart(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	const char *labels[MONTHS_MAX];
	int64_t values[LT_GRAPH_SERIES_MAX][MONTHS_MAX];
	size_t count = b->board->n_months < MONTHS_MAX ? b->board->n_months : MONTHS_MAX;
	for (size_t i = 0; i < count; i++) {
		const Lt__BoardRow *row = b->board->months[count - 1 - i];
		labels[i] = lt_arena_printf(v->arena, "%02u/%02u", row->when % 12 + 1,
					    row->when / 12 % 100);
		values[0][i] = row->values[LT_FIGURE_received];
		values[1][i] = row->values[LT_FIGURE_early] + row->values[LT_FIGURE_on_time];
		values[2][i] = row->values[LT_FIGURE_late];
	}
	const struct lt_graph_series series[] = {
		{LT_SAY(v, "Tiếp nhận", "Received"), values[0]},
		{LT_SAY(v, "Xong trước hạn, đúng hạn", "Ended in time"), values[1]},
		{LT_SAY(v, "Xong trễ hạn", "Ended late"), values[2]}};
	const struct lt_graph chart = {
		.id = "bd-thang",
		.title = LT_SAY(v, "Hồ sơ theo tháng", "Dossiers by month"),
		.text = LT_SAY(v,
			       "Ba đường: tiếp nhận, xong trước hạn hoặc đúng hạn, xong trễ hạn; "
			       "số liệu ở bảng mười hai tháng.",
			       "Three lines: received, ended in time, ended late; the table of "
			       "twelve months has the figures."),
		.labels = labels,
		.count = count,
		.series = series,
		.series_count = LT_GRAPH_SERIES_MAX};
	lt_graph_lines(&v->html, &chart);
}

static void section(const struct lt_board *b, size_t table, void (*chart)(const struct lt_board *))
{
	const struct lt_board_table *t = &lt_board_tables[table];
	struct lt_view *v = b->view;
	lt_html(&v->html, "<section class=\"part\"><h2>%s</h2>",
		LT_SAY(v, t->vietnamese, t->english));
	if (chart)
		chart(b);
	lt_board_show(b, t);
	lt_html(&v->html, "</section>");
}

static void month_form(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	lt_html(&v->html,
		"<form class=\"find\" method=\"get\" action=\"/lanh-dao\"><input type=\"hidden\" "
		"name=\"dv\" value=\"%s\"><label for=\"thang\">%s</label><input id=\"thang\" "
		"name=\"thang\" type=\"month\" value=\"%s\"><button>%s</button></form>",
		b->board->unit,
		LT_SAY(v, "Số liệu của tháng (viết 2024-06)", "Figures of the month (2024-06)"),
		lt_board_month_iso(v->arena, b->board->month), LT_SAY(v, "Xem", "Show"));
}

/* -- the pages -- */

/* Asked by the same person: what they were shown once, they may see again. */
static const char *name_of(struct lt_view *v, const Lt__Fetch *fetch)
{
	const char *name =
		lt_arena_printf(v->arena, "board/%s/%s", v->session.account, fetch->unit);
	return name ? name : "";
}

/* Without the line: the board of this month as it was last seen. */
static int ask(struct lt_view *v, struct lt_board *ret)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_BOARD;
	fetch.unit = lt_http_text(v->request->query, "dv");
	fetch.month = lt_board_month_asked(v);
	int r = lt_board_ask(v, &fetch, &reply, &err);
	if (r == 0 && !fetch.month)
		lt_kept_put(v->web->accounts, name_of(v, &fetch), reply);
	const Lt__FetchReply *kept =
		r == LT_E_LINE || r == LT_E_TIMEOUT
			? lt_kept_get(v->web->accounts, name_of(v, &fetch), v->arena)
			: NULL;
	if (r < 0 && !(kept && lt_board_heads(v))) {
		lt_view_failed(v, r, &err);
		return r;
	}
	kept = kept ? kept : reply;
	*ret = (struct lt_board){
		.view = v, .board = kept->board, .as_of_us = kept->as_of_us, .is_kept = r < 0};
	return 0;
}

static void age(const struct lt_board *b)
{
	struct lt_view *v = b->view;
	char at[LT_TIME_TEXT_BYTES];
	(void)lt_time_vietnamese(b->as_of_us, at);
	if (b->is_kept)
		lt_html(&v->html, "<p class=\"problem\" role=\"alert\">%s %s. %s</p>",
			LT_SAY(v, "Mất đường truyền tới máy chủ. Đây là số liệu biết lần cuối, lúc",
			       "The line is down. These are the last figures known, of"),
			at,
			LT_SAY(v, "Danh sách sau mỗi con số xem được khi có lại đường truyền.",
			       "The lists behind them can be seen once it is up again."));
	else
		lt_html(&v->html, "<p>%s %s.</p>", LT_SAY(v, "Số liệu lúc", "Figures as of"), at);
}

static void show(struct lt_view *v)
{
	struct lt_board b;
	if (ask(v, &b) < 0)
		return;
	lt_view_begin(v, *b.board->unit ? b.board->unit_name
					: LT_SAY(v, "Toàn tỉnh", "The whole province"));
	heads(&b);
	age(&b);
	tiles(&b);
	month_form(&b);
	section(&b, 0, late_chart);
	section(&b, 1, NULL);
	section(&b, 2, month_chart);
	section(&b, 3, NULL);
	section(&b, 4, NULL);
	lt_board_score(&b);
	lt_view_end(v);
}

static void csv(struct lt_view *v)
{
	const char *name = lt_http_text(v->request->query, "bang");
	struct lt_board b;
	if (lt_board_has_table(name)) {
		if (ask(v, &b) == 0)
			lt_board_csv(&b, name);
		return;
	}
	lt_view_problem(v, 404, LT_SAY(v, "Không có bảng này", "No such table"),
			LT_SAY(v, "Hãy chọn bảng từ trang lãnh đạo.",
			       "Choose a table from the leader's page."));
}

const struct lt_route lt_routes_board[] = {
	{LT_HTTP_GET, "/lanh-dao", LT_NEEDS_PERSON, show},
	{LT_HTTP_GET, "/lanh-dao/bang.csv", LT_NEEDS_PERSON, csv},
	{LT_HTTP_GET, "/lanh-dao/danh-sach", LT_NEEDS_PERSON, lt_board_list},
	{0, NULL, 0, NULL},
};
