/* SPDX-License-Identifier: EUPL-1.2 */
/* Mẫu số 07: the tracking book of a unit for a month, in the order dossiers came. */
#include "procedures/forms/facts.h"
#include "procedures/forms/words.h"
#include "proto/base/time.h"

static const struct lt_column columns[] = {
	{"TT", 3, true},
	{"Mã hồ sơ", 10, false},
	{"Tên thủ tục hành chính", 17, false},
	{"Tên tổ chức, cá nhân", 10, false},
	{"Địa chỉ, số điện thoại", 11, false},
	{"Cơ quan chủ trì giải quyết", 10, false},
	{"Nhận hồ sơ", 8, true},
	{"Hẹn trả kết quả", 8, true},
	{"Trả kết quả", 8, true},
	{"Phương thức nhận kết quả", 7, true},
	{"Ký nhận", 8, true},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const char *moment(int64_t at_us, char text[static LT_TIME_TEXT_BYTES])
{
	if (!at_us)
		return "";
	return at_us == INT64_MAX ? "tạm dừng" : lt_time_vietnamese(at_us, text);
}

/* A dossier that ended without a result says how, where its return would stand. */
static const char *ended(const Lt__BookRow *row)
{
	if (row->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN)
		return "đã rút";
	if (row->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED)
		return "đã dừng";
	return "";
}

static void add_row(struct lt_page *page, size_t number, const Lt__BookRow *row)
{
	char received[LT_TIME_TEXT_BYTES], due[LT_TIME_TEXT_BYTES], returned[LT_TIME_TEXT_BYTES];
	const struct lt_cell cells[COLUMNS] = {
		{{lt_page_say(page, "%zu", number)}},
		{{row->code}},
		{{row->procedure_name, row->procedure}},
		{{row->applicant}},
		{{row->address, row->phone}},
		{{row->lead_name}},
		{{moment(row->received_us, received)}},
		{{moment(row->due_us, due)}},
		{{row->returned_us ? moment(row->returned_us, returned) : ended(row)}},
		{{*row->way ? lt_word_way(row->way) : ""}},
		{{""}},
	};
	lt_page_row(page, cells);
}

int lt_form_book(const struct lt_book_input *in, struct lt_arena *arena, struct lt_page *ret,
		 struct lt_err *err)
{
	char at[LT_PAGE_TIME_BYTES];
	*ret = (struct lt_page){.arena = arena,
				.sheet = LT_PAGE_A4_WIDE,
				.form = "07",
				.title = "SỔ THEO DÕI HỒ SƠ",
				.date_us = in->as_of_us};
	ret->agency = lt_page_clean(ret, lt_facts_capitals(arena, in->unit_name));
	ret->place = lt_page_clean(ret, in->place);
	ret->subtitle = lt_page_say(ret, "Tháng %02d năm %04d", in->month, in->year);
	ret->foot = lt_page_say(ret, "Lập tự động từ lịch sử của %zu hồ sơ lúc %s; không nhập tay.",
				in->rows_count, lt_page_time(in->as_of_us, at));
	lt_page_table(ret, columns, COLUMNS);
	for (size_t i = 0; i < in->rows_count; i++)
		add_row(ret, i + 1, in->rows[i]);
	if (!in->rows_count)
		lt_page_paragraph(ret, "Không có hồ sơ nào được tiếp nhận trong tháng.");
	return ret->failed ? lt_err_set(err, LT_E_NOMEM, "sổ theo dõi quá lớn") : 0;
}
