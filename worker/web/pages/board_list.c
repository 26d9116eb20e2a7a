/* SPDX-License-Identifier: EUPL-1.2 */
/* The list behind a figure of the board. */
#include <stdlib.h>
#include <string.h>

#include "procedures/forms/light.h"
#include "procedures/forms/words.h"
#include "worker/web/pages/board_own.h"

enum { PAGE_ITEMS = 50 };

static const char *query(const struct lt_view *v, const char *name)
{
	return lt_http_text(v->request->query, name);
}

static uint32_t number(const struct lt_view *v, const char *name)
{
	unsigned long value = strtoul(query(v, name), NULL, 10);
	return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

static const struct {
	const char *name, *english;
} figures[] = {
	[LT_FIGURE_received] = {"received", "Received"},
	[LT_FIGURE_open] = {"open", "Open, in time"},
	[LT_FIGURE_open_late] = {"open_late", "Open, overdue"},
	[LT_FIGURE_early] = {"early", "Early"},
	[LT_FIGURE_on_time] = {"on_time", "On time"},
	[LT_FIGURE_late] = {"late", "Late"},
	[LT_FIGURE_undated] = {"undated", "No due date"},
	[LT_FIGURE_not_accepted] = {"not_accepted", "Not accepted"},
	[LT_FIGURE_step_late] = {"step_late", "Steps overdue"},
	[LT_FIGURE_step_late_now] = {"step_late_now", "Steps overdue now"},
	[LT_FIGURE_apology] = {"apology", "Apologies owed"},
	[LT_FIGURE_explanation] = {"explanation", "Explanations owed"},
	[LT_FIGURE_feedback] = {"feedback", "Feedback of citizens"},
	[LT_FIGURE_feedback_open] = {"feedback_open", "Feedback not answered"},
};

/* "early.on_time"; names that are none are passed over. */
static uint32_t figures_of(const char *text)
{
	uint32_t bits = 0;
	while (*text) {
		size_t n = strcspn(text, ".");
		for (unsigned f = 1; f < LT_FIGURE_COUNT; f++)
			if (strlen(figures[f].name) == n && strncmp(figures[f].name, text, n) == 0)
				bits |= UINT32_C(1) << f;
		text += n + (text[n] == '.');
	}
	return bits;
}

static const char *title_of(struct lt_view *v, uint32_t bits)
{
	const char *text = "";
	for (unsigned f = 1; f < LT_FIGURE_COUNT && text; f++)
		if (bits >> f & 1)
			text = lt_arena_printf(v->arena, "%s%s%s", text, *text ? ", " : "",
					       LT_SAY(v, lt_figure_vietnamese((enum lt_figure)f),
						      figures[f].english));
	return text ? text : "";
}

/* 0: none of that name. */
static uint32_t counter_of(const char *name)
{
	for (enum lt_counter c = 0; c < LT_COUNTER_COUNT; c++)
		if (strcmp(lt_counter_name(c), name) == 0)
			return c;
	return 0;
}

static void head(struct lt_view *v, const char *const titles[][2], size_t count)
{
	lt_html(&v->html, "<div class=\"wide\"><table id=\"danh-sach\"><thead><tr>");
	for (size_t i = 0; i < count; i++)
		lt_html(&v->html, "<th scope=\"col\">%s</th>",
			LT_SAY(v, titles[i][0], titles[i][1]));
	lt_html(&v->html, "</tr></thead><tbody>");
}

static const char *what_it_is(const struct lt_view *v, const Lt__BoardItem *item)
{
	return item->duty ? LT_SAY(v, lt_word_duty(item->duty),
				   item->duty == LT__DUTY_KIND__DUTY_KIND_APOLOGY ? "apology"
										  : "explanation")
			  : lt_word_status(item->status);
}

static void row(struct lt_view *v, const Lt__BoardItem *item, size_t number)
{
	char received[LT_TIME_TEXT_BYTES], due[LT_TIME_TEXT_BYTES], end[LT_TIME_TEXT_BYTES];
	int64_t end_us = item->duty ? item->since_us : item->finished_us;
	lt_html(&v->html, "<tr><td class=\"number\">%zu</td><td><a href=\"/ho-so/%s\">%s</a></td>",
		number, item->code, item->code);
	lt_html(&v->html, "<td>%s</td><td>%s</td><td>%s</td>", item->unit_name,
		item->procedure_name, item->applicant);
	lt_html(&v->html, "<td>%s</td><td>%s</td><td>%s</td>",
		lt_time_vietnamese(item->received_us, received), lt_due_text(item->due_us, due),
		end_us ? lt_time_vietnamese(end_us, end) : "");
	lt_html(&v->html, "<td>%s</td><td>%s</td><td>%s%s%s</td></tr>", what_it_is(v, item),
		item->step_title, item->holder, *item->holder && *item->holder_unit ? ", " : "",
		item->holder_unit);
}

/* -- what citizens say -- */

static void said_row(struct lt_view *v, const Lt__BoardItem *item, size_t number)
{
	char at[LT_TIME_TEXT_BYTES];
	const Lt__Feedback *f = item->said;
	lt_html(&v->html, "<tr><td class=\"number\">%zu</td><td><a href=\"/ho-so/%s\">%s</a></td>",
		number, item->code, item->code);
	lt_html(&v->html, "<td>%s</td><td>%s</td><td>%s</td><td>", item->unit_name,
		item->procedure_name, lt_time_vietnamese(item->since_us, at));
	if (f->rating)
		lt_html(&v->html, "%u/5", f->rating);
	lt_html(&v->html, "</td><td>%s</td><td>", f->text);
	if (f->answered_us)
		lt_html(&v->html, "%s: %s", lt_time_vietnamese(f->answered_us, at), f->answer);
	else
		lt_html(&v->html, "<span class=\"light soon\">%s</span>",
			LT_SAY(v, "chưa trả lời", "not answered"));
	lt_html(&v->html, "</td></tr>");
}

static void said_table(struct lt_view *v, const Lt__FetchReply *reply, size_t first)
{
	static const char *const titles[][2] = {
		{"STT", "No."},	 {"Mã hồ sơ", "Code"}, {"Đơn vị", "Unit"}, {"Thủ tục", "Procedure"},
		{"Lúc", "When"}, {"Mức", "Rating"},    {"Ý kiến", "Said"}, {"Trả lời", "Answer"}};
	head(v, titles, sizeof titles / sizeof *titles);
	for (size_t i = 0; i < reply->n_board_items; i++)
		if (reply->board_items[i]->said)
			said_row(v, reply->board_items[i], first + i + 1);
	lt_html(&v->html, "</tbody></table></div>");
}

static void table(struct lt_view *v, const Lt__FetchReply *reply, size_t first)
{
	static const char *const titles[][2] = {{"STT", "No."},
						{"Mã hồ sơ", "Code"},
						{"Đơn vị", "Unit"},
						{"Thủ tục", "Procedure"},
						{"Chủ hồ sơ", "Applicant"},
						{"Tiếp nhận", "Received"},
						{"Hạn", "Due"},
						{"Xong, nợ từ", "Ended, owed since"},
						{"Tình trạng", "State"},
						{"Bước", "Step"},
						{"Người giữ", "Held by"}};
	if (reply->board_items[0]->said)
		return said_table(v, reply, first);
	head(v, titles, sizeof titles / sizeof *titles);
	for (size_t i = 0; i < reply->n_board_items; i++)
		row(v, reply->board_items[i], first + i + 1);
	lt_html(&v->html, "</tbody></table></div>");
}

/* The same question, further on. */
static void next_page(struct lt_view *v, const Lt__FetchReply *reply, size_t first)
{
	static const char *const names[] = {"so",    "dv", "mot", "tt", "buoc",
					    "thang", "tu", "den", "dem"};
	if (!*reply->next)
		return;
	lt_html(&v->html, "<p><a rel=\"next\" href=\"/lanh-dao/danh-sach?sau=%s&amp;tu-dong=%zu",
		reply->next, first + reply->n_board_items);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (*query(v, names[i]))
			lt_html(&v->html, "&amp;%s=%s", names[i], query(v, names[i]));
	lt_html(&v->html, "\">%s</a></p>", LT_SAY(v, "Trang sau", "Next page"));
}

void lt_board_list(struct lt_view *v)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__BoardAsk ask = LT__BOARD_ASK__INIT;
	Lt__FetchReply *reply;
	struct lt_err err = {0};
	size_t first = number(v, "tu-dong");
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_BOARD_LIST;
	fetch.board = &ask;
	fetch.unit = query(v, "dv");
	fetch.month = lt_board_month_asked(v);
	fetch.limit = PAGE_ITEMS;
	fetch.after = query(v, "sau");
	ask.alone = *query(v, "mot") != 0;
	ask.figures = figures_of(query(v, "so"));
	ask.procedure = query(v, "tt");
	ask.step = query(v, "buoc");
	ask.counter = counter_of(query(v, "dem"));
	ask.day_from = number(v, "tu");
	ask.day_to = number(v, "den");
	int r = lt_board_ask(v, &fetch, &reply, &err);
	if (r < 0)
		return lt_view_failed(v, r, &err);
	lt_view_begin(v, title_of(v, ask.figures));
	lt_html(&v->html, "<p>%s%s%s</p>",
		*reply->unit_name ? reply->unit_name : LT_SAY(v, "Toàn tỉnh", "The whole province"),
		*ask.procedure ? " · " : "", ask.procedure);
	if (reply->n_board_items)
		table(v, reply, first);
	else if (!*reply->next)
		lt_html(&v->html, "<p>%s</p>", LT_SAY(v, "Không có hồ sơ nào.", "Nothing."));
	next_page(v, reply, first);
	lt_html(&v->html, "<p><a href=\"/lanh-dao\">%s</a></p>",
		LT_SAY(v, "Về bảng số liệu", "Back to the board"));
	lt_view_end(v);
}
