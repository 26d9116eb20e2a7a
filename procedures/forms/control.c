/* SPDX-License-Identifier: EUPL-1.2 */
/* Mẫu số 06: the control sheet. Who had the dossier, from when to when, and whether each was early,
 * on time or late: proof, not memory. */
#include <string.h>

#include "procedures/forms/handover.h"

static const struct lt_column columns[] = {
	{"TT", 4, true},
	{"Bên giao", 21, false},
	{"Bên nhận", 21, false},
	{"Thời gian giao, nhận hồ sơ", 20, false},
	{"Kết quả giải quyết hồ sơ (trước hạn, đúng hạn, quá hạn)", 14, true},
	{"Ghi chú", 20, false},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const char *moment(struct lt_page *page, const char *label, int64_t at_us)
{
	char at[LT_PAGE_TIME_BYTES];
	return at_us ? lt_page_say(page, "%s: %s", label, lt_page_time(at_us, at)) : "";
}

static void add_row(struct lt_page *page, size_t number, const struct lt_handover *h)
{
	char due[LT_PAGE_TIME_BYTES];
	const char *work = *h->work ? lt_page_say(page, "(%s)", h->work) : "";
	const char *next = *h->next ? lt_page_say(page, "(%s)", h->next) : "";
	const struct lt_cell cells[COLUMNS] = {
		{{lt_page_say(page, "%zu", number)}},
		{{h->giver.unit, h->giver.person, work}},
		{{h->taker.unit, h->taker.person, next}},
		{{moment(page, "Giao", h->given_us), moment(page, "Nhận", h->taken_us)}},
		{{h->timing ? lt_timing_word(h->timing) : "Không tính hạn",
		  h->due_us ? lt_page_say(page, "(hạn %s)", lt_page_time(h->due_us, due)) : ""}},
		{{h->note}},
	};
	lt_page_row(page, cells);
}

/* Every other desk the dossier went through, each once, in the order it came there. */
static const char *others(struct lt_page *page, const struct lt_facts *facts,
			  const struct lt_handover *rows, size_t count)
{
	const char *text = "";
	for (size_t i = 0; i < count; i++) {
		const char *unit = rows[i].taker.unit;
		bool known = !*unit || strcmp(unit, facts->in->unit_name) == 0 ||
			     strcmp(unit, facts->in->lead_name) == 0;
		for (size_t k = 0; k < i && !known; k++)
			known = strcmp(rows[k].taker.unit, unit) == 0;
		if (!known)
			text = lt_page_say(page, "%s%s%s", text, *text ? "; " : "", unit);
	}
	return text;
}

static void result(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__Dossier *d = facts->in->dossier;
	char at[LT_PAGE_TIME_BYTES];
	enum lt_timing timing = lt_timing_of(d->finished_us, d->due_us);
	bool decided = d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED ||
		       d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	if (decided && timing)
		lt_page_strong(page, "Kết quả chung",
			       lt_page_say(page, "%s, xong lúc %s", lt_timing_word(timing),
					   lt_page_time(d->finished_us, at)));
}

static void head(const struct lt_facts *facts, struct lt_page *page, const struct lt_handover *rows,
		 size_t count)
{
	const Lt__Dossier *d = facts->in->dossier;
	const char *with = others(page, facts, rows, count);
	char at[LT_PAGE_TIME_BYTES];
	lt_form_request(facts, page);
	lt_page_fact(page, "Cơ quan (bộ phận) giải quyết hồ sơ", facts->in->lead_name);
	lt_page_fact(page, "Cơ quan phối hợp giải quyết hồ sơ", *with ? with : "không có");
	lt_page_fact(page, "Thời gian nhận hồ sơ", lt_page_time(d->received_us, at));
	lt_page_fact(page, "Thời gian hẹn trả kết quả",
		     d->due_us == INT64_MAX ? "đang tạm dừng tính thời hạn"
		     : d->due_us	    ? lt_page_time(d->due_us, at)
					    : "không quy định thời hạn");
	result(facts, page);
}

int lt_form_control(const struct lt_facts *facts, struct lt_page *page, struct lt_err *err)
{
	struct lt_handover *rows = NULL;
	size_t count = 0;
	int r = lt_handovers(facts->in, facts->arena, &rows, &count, err);
	if (r < 0)
		return r;
	page->date_us = facts->in->as_of_us;
	head(facts, page, rows, count);
	lt_page_table(page, columns, COLUMNS);
	for (size_t i = 0; i < count; i++)
		add_row(page, i + 1, &rows[i]);
	lt_page_note(page,
		     "Quá trình giao, nhận được hệ thống tự động ghi lại và thể hiện trên phiếu "
		     "điện tử; kết quả của mỗi lần giao so với hạn của bước mà bên giao vừa "
		     "làm. Trước hạn: xong trước ngày đến hạn; đúng hạn: trong ngày đến hạn, "
		     "không quá giờ hẹn.");
	return 0;
}
