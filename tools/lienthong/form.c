/* SPDX-License-Identifier: EUPL-1.2 */
/* form: the official papers of a dossier, and a unit's tracking book, from the history. */
#include <string.h>

#include "procedures/forms/form.h"
#include "proto/base/slice.h"
#include "tools/lienthong/args.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/print.h"

struct wish {
	const char *number; /* "01"; NULL: which are there? */
	const char *code, *unit, *month, *out;
	int64_t nth;
	bool html, text;
};

/* -- what is asked for -- */

static bool is_number(const char *word)
{
	return strlen(word) == 2 && word[0] == '0' && word[1] >= '1' && word[1] <= '7';
}

static int check_book(struct lt_tool *tool, const struct wish *w, struct lt_err *err)
{
	if (w->code)
		return lt_err_set(err, LT_E_USAGE,
				  "sổ theo dõi (07) là của một đơn vị trong một tháng: "
				  "lienthong form 07 --unit ĐƠN-VỊ --month 2025-08");
	return lt_args_need(tool, "--month NĂM-THÁNG (ví dụ 2025-08)", w->month, err);
}

static int read_words(struct lt_tool *tool, const struct lt_texts *rest, struct wish *w,
		      struct lt_err *err)
{
	size_t at = 0;
	if (rest->count && is_number(rest->items[0]))
		w->number = rest->items[at++];
	if (at < rest->count)
		w->code = rest->items[at++];
	if (at < rest->count)
		return lt_err_set(err, LT_E_USAGE, "thừa '%s'; cách dùng: lienthong form 01 MÃ",
				  rest->items[at]);
	if (w->number && strcmp(w->number, "07") == 0)
		return check_book(tool, w, err);
	if (w->unit || w->month)
		return lt_err_set(err, LT_E_USAGE, "--unit và --month chỉ dùng với mẫu số 07");
	return lt_args_need(tool, "MÃ-HỒ-SƠ", w->code, err);
}

static int read_wish(struct lt_tool *tool, int argc, char **argv, struct wish *w,
		     struct lt_err *err)
{
	const struct lt_arg args[] = {
		{"--unit", LT_ARG_TEXT, &w->unit}, {"--month", LT_ARG_TEXT, &w->month},
		{"--out", LT_ARG_TEXT, &w->out},   {"--nth", LT_ARG_NUMBER, &w->nth},
		{"--html", LT_ARG_FLAG, &w->html}, {"--text", LT_ARG_FLAG, &w->text},
	};
	struct lt_texts rest = {0};
	int r = lt_args_read(tool, args, sizeof args / sizeof *args, argc, argv, 2, &rest, err);
	if (r == 0)
		r = read_words(tool, &rest, w, err);
	if (r == 0 && w->html && w->text)
		r = lt_err_set(err, LT_E_USAGE, "chọn một: --html hoặc --text");
	return r;
}

/* -- giving it out -- */

static bool wants_html(const struct wish *w)
{
	size_t n = w->out ? strlen(w->out) : 0;
	return w->html || (!w->text && n > 5 && strcmp(w->out + n - 5, ".html") == 0);
}

static int write_file(const char *path, const char *text, struct lt_err *err)
{
	FILE *file = fopen(path, "we");
	if (!file)
		return lt_err_set(err, LT_E_IO, "không mở được '%s' để viết", path);
	bool good = fputs(text, file) >= 0;
	good = fclose(file) == 0 && good;
	return good ? 0 : lt_err_set(err, LT_E_IO, "không viết trọn được '%s'", path);
}

static int give(struct lt_tool *tool, const struct wish *w, const struct lt_page *page,
		struct lt_err *err)
{
	const char *text = NULL;
	int r = wants_html(w) ? lt_page_html(page, &text, err) : lt_page_text(page, &text, err);
	if (r == 0 && w->out)
		r = write_file(w->out, text, err);
	else if (r == 0)
		(void)fputs(text, tool->out);
	if (r == 0 && w->out)
		(void)fprintf(tool->out, "mẫu số %s: đã viết %s\n", page->form, w->out);
	return r;
}

/* -- of a dossier -- */

static int list(struct lt_tool *tool, const struct lt_form_input *in, struct lt_err *err)
{
	static const char *const titles[] = {"MẪU SỐ", "TÊN", "SỐ TỜ", "VÌ SAO"};
	struct lt_form_offer offers[LT_FORMS_OF_DOSSIER];
	struct lt_sheet table = {.arena = &tool->arena, .titles = titles, .columns = 4};
	json_t *all = json_array();
	int r = lt_form_offers(in, &tool->arena, offers, err);
	for (size_t i = 0; i < LT_FORMS_OF_DOSSIER && r == 0; i++) {
		char times[16];
		(void)snprintf(times, sizeof times, "%u", offers[i].times);
		const char *const cells[] = {offers[i].number, offers[i].title,
					     offers[i].times ? times : "không có", offers[i].why};
		(void)json_array_append_new(
			all, json_pack("{s:s, s:s, s:i, s:s}", "form", offers[i].number, "title",
				       offers[i].title, "times", (int)offers[i].times, "why",
				       offers[i].why));
		r = lt_sheet_add(&table, cells);
	}
	if (r == 0 && tool->json)
		return lt_json_print(
			tool, json_pack("{s:s, s:o}", "code", in->dossier->code, "forms", all),
			err);
	json_decref(all);
	if (r == 0)
		lt_sheet_print(&table, tool->out);
	return r;
}

static int of_dossier(struct lt_tool *tool, const struct wish *w, struct lt_err *err)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	struct lt_page page;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.code = w->code;
	int r = lt_session_read(tool, &fetch, &reply, err);
	if (r == 0 && !reply->dossier)
		r = lt_err_set(err, LT_E_ABSENT, "không có hồ sơ %s", fetch.code);
	if (r < 0)
		return r;
	struct lt_form_input in = lt_form_input_of(reply);
	if (!w->number)
		return list(tool, &in, err);
	r = lt_form_make(&in, w->number, (unsigned)w->nth, &tool->arena, &page, err);
	return r < 0 ? r : give(tool, w, &page, err);
}

/* -- of a unit -- */

static int read_book(struct lt_session *s, Lt__Fetch *fetch, struct lt_book_input *book,
		     struct lt_err *err)
{
	Lt__BookRow **rows = NULL;
	Lt__FetchReply *reply;
	do {
		int r = lt_session_fetch(s, fetch, &reply, err);
		for (size_t i = 0; r == 0 && i < reply->n_book; i++) {
			if (!LT_ARENA_PUSH(&s->tool->arena, rows, book->rows_count))
				return LT_E_NOMEM;
			rows[book->rows_count++] = reply->book[i];
		}
		if (r < 0)
			return r;
		fetch->after = reply->next;
	} while (*reply->next);
	book->rows = rows;
	book->unit_name = reply->unit_name;
	book->place = reply->place_name;
	book->as_of_us = reply->as_of_us;
	return 0;
}

static int of_unit(struct lt_tool *tool, const struct wish *w, struct lt_err *err)
{
	LT_AUTO(session) struct lt_session s = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	struct lt_book_input book = {0};
	struct lt_date month;
	struct lt_page page;
	const char *first = lt_arena_printf(&tool->arena, "%s-01", w->month);
	if (!first || lt_date_parse(first, &month) < 0)
		return lt_err_set(err, LT_E_USAGE, "--month '%s': cần năm và tháng, ví dụ 2025-08",
				  w->month);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_BOOK;
	fetch.text = w->month;
	fetch.limit = 200;
	int r = lt_session_open(tool, &s, err);
	if (r == 0)
		r = lt_session_unit(&s, w->unit, &fetch.unit, err);
	if (r == 0)
		r = read_book(&s, &fetch, &book, err);
	if (r < 0)
		return r;
	book.year = month.year;
	book.month = month.month;
	r = lt_form_book(&book, &tool->arena, &page, err);
	return r < 0 ? r : give(tool, w, &page, err);
}

static int run(struct lt_tool *tool, int argc, char **argv, struct lt_err *err)
{
	struct wish w = {0};
	int r = read_wish(tool, argc, argv, &w, err);
	if (r < 0)
		return r;
	return w.number && strcmp(w.number, "07") == 0 ? of_unit(tool, &w, err)
						       : of_dossier(tool, &w, err);
}

static const char help[] =
	"lienthong form: in biểu mẫu từ lịch sử hồ sơ (official forms, TT 03/2025/TT-VPCP)\n"
	"\n"
	"  lienthong [-C THƯ-MỤC] form MÃ-HỒ-SƠ            hồ sơ này có những mẫu nào\n"
	"  lienthong [-C THƯ-MỤC] form SỐ MÃ-HỒ-SƠ [--html|--text] [--out TỆP] [--nth N]\n"
	"  lienthong [-C THƯ-MỤC] form 07 --unit ĐƠN-VỊ --month 2025-08 [--html] [--out TỆP]\n"
	"\n"
	"  01  giấy tiếp nhận và hẹn trả        05  thông báo dừng giải quyết\n"
	"  02  yêu cầu bổ sung                  06  phiếu kiểm soát: ai giao, ai nhận, lúc nào\n"
	"  03  từ chối                          07  sổ theo dõi của đơn vị trong tháng\n"
	"  04  xin lỗi, hẹn lại ngày trả\n"
	"\n"
	"  --html    để in bằng trình duyệt (khổ A5, A4); --text: chữ thường, mặc định\n"
	"  --out     viết vào tệp; tên tệp .html thì viết HTML\n"
	"  --nth     tờ thứ mấy, khi một mẫu có nhiều tờ; mặc định: tờ cuối\n"
	"\n"
	"Mọi điều in ra lấy từ điều đã ghi; chỗ hệ thống không ghi là dòng chấm để viết tay.\n";

const struct lt_subcommand lt_tool_form = {
	.name = "form",
	.summary = "biểu mẫu 01 đến 07: giấy tiếp nhận, phiếu kiểm soát, sổ theo dõi (forms)",
	.run = run,
	.help = help,
};
