/* SPDX-License-Identifier: EUPL-1.2 */
/* Mẫu số 01: what the citizen takes home. It says what was promised when the dossier was received;
 * if the date has moved since, the small print says so. */
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/forms/facts.h"
#include "procedures/forms/words.h"

void lt_form_person(const struct lt_facts *facts, const char *label, struct lt_page *page)
{
	const Lt__Applicant *a = facts->received->received->applicant;
	lt_page_strong(page, label, a ? a->name : NULL);
	lt_page_fact(page, "Số định danh cá nhân/Mã số tổ chức", a ? a->id_number : NULL);
	lt_page_fact(page, "Địa chỉ", a ? a->address : NULL);
	lt_page_fact(page, "Số điện thoại", a ? a->phone : NULL);
	lt_page_fact(page, "Thư điện tử", a ? a->email : NULL);
}

void lt_form_request(const struct lt_facts *facts, struct lt_page *page)
{
	const char *text = lt_page_say(page, "%s (mã thủ tục %s)", facts->in->procedure_name,
				       facts->in->dossier->procedure);
	lt_page_fact(page, "Nội dung yêu cầu giải quyết", text);
}

static void authorised(const Lt__Applicant *a, struct lt_page *page)
{
	if (!a || !*a->authorised_name)
		return lt_page_fact(page, "Người được ủy quyền (nếu có)", NULL);
	lt_page_fact(page, "Người được ủy quyền",
		     lt_page_say(page, "%s%s%s%s%s", a->authorised_name,
				 *a->authorised_id_number ? ", số định danh " : "",
				 a->authorised_id_number,
				 *a->authorised_phone ? ", điện thoại " : "", a->authorised_phone));
}

static void papers(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__DossierReceived *e = facts->received->received;
	if (!e->n_papers)
		return lt_page_fact(page, "Thành phần hồ sơ nộp gồm",
				    "không có giấy tờ kèm theo, thông tin kê khai trên hệ thống");
	lt_page_paragraph(page, "Thành phần hồ sơ nộp gồm:");
	lt_page_list(page);
	for (size_t i = 0; i < e->n_papers; i++) {
		const Lt__Paper *p = e->papers[i];
		const char *form = lt_word_form(p->form);
		const char *name =
			*p->name
				? p->name
				: lt_facts_name(facts->in, LT__LABEL_KIND__LABEL_KIND_PAPER, p->id);
		lt_page_item(page, lt_page_say(page, "%s%s%s%s", name, form ? " (" : "",
					       form ? form : "", form ? ")" : ""));
	}
}

/* At the counter who entered it; online the first officer of the unit who passed it on. */
const char *lt_form_receiver(const struct lt_facts *facts)
{
	const char *name = lt_facts_officer(facts, facts->received);
	for (size_t i = 0; i < facts->count && !*name; i++)
		if (facts->events[i]->body_case == LT__EVENT__BODY_COMPLETED &&
		    strcmp(facts->events[i]->completed->unit, facts->in->dossier->unit) == 0)
			name = lt_facts_officer(facts, facts->events[i]);
	return name;
}

static void dates(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__DossierReceived *e = facts->received->received;
	char at[LT_PAGE_TIME_BYTES];
	lt_page_fact(page, "Thời gian giải quyết hồ sơ theo quy định là",
		     lt_facts_limit(facts->arena, e->limit));
	lt_page_fact(page, "Thời gian nhận hồ sơ", lt_page_time(e->received_us, at));
	lt_page_strong(page, "Thời gian trả kết quả giải quyết hồ sơ",
		       e->due_us ? lt_page_time(e->due_us, at) : "không quy định thời hạn");
}

static void moved(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__Dossier *d = facts->in->dossier;
	char at[LT_PAGE_TIME_BYTES];
	if (d->due_us == facts->received->received->due_us || !d->due_us)
		return;
	if (d->due_us == INT64_MAX)
		return lt_page_note(page, "Hiện thời hạn đang tạm dừng tính; ngày hẹn trả mới được "
					  "báo khi tính tiếp.");
	lt_page_note(page,
		     lt_page_say(page, "Sau khi trừ thời gian tạm dừng, hồ sơ hiện hẹn trả lúc %s.",
				 lt_page_time(d->due_us, at)));
}

/* One receipt tells the fee of each procedure that is called under the code. */
static void fee_line(struct lt_page *page, const char *name, int64_t fee_vnd)
{
	char digits[LT_NUMBER_TEXT_BYTES];
	lt_page_fact(page, lt_page_say(page, "- %s", name),
		     fee_vnd < 0 ? NULL
				 : lt_page_say(page, "%s đồng", lt_word_number(fee_vnd, digits)));
}

static void fee(const struct lt_facts *facts, struct lt_page *page)
{
	char digits[LT_NUMBER_TEXT_BYTES];
	int64_t fee_vnd = facts->in->dossier->fee_vnd;
	lt_page_fact(page, "Phí, lệ phí",
		     fee_vnd < 0 ? NULL
				 : lt_page_say(page, "%s đồng", lt_word_number(fee_vnd, digits)));
	if (facts->in->dossier->n_fees && facts->in->dossier->own_fee_vnd > 0)
		fee_line(page, facts->in->procedure_name, facts->in->dossier->own_fee_vnd);
	for (size_t i = 0; i < facts->in->dossier->n_fees; i++)
		fee_line(page, facts->in->dossier->fees[i]->name,
			 facts->in->dossier->fees[i]->fee_vnd);
}

void lt_form_receipt(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__DossierReceived *e = facts->received->received;
	const Lt__Applicant *a = e->applicant;
	const char *name = a ? (*a->authorised_name ? a->authorised_name : a->name) : NULL;
	page->date_us = e->received_us;
	if (!page->qr)
		page->qr = facts->in->dossier->code; /* for the desk's own scanner */
	lt_form_person(facts, "Tiếp nhận hồ sơ của", page);
	authorised(a, page);
	lt_form_request(facts, page);
	papers(facts, page);
	lt_page_fact(page, "Số lượng hồ sơ",
		     e->sets ? lt_page_say(page, "%02u (bộ)", e->sets) : NULL);
	dates(facts, page);
	fee(facts, page);
	lt_page_fact(page, "Nhận kết quả tại", facts->in->unit_name);
	lt_page_fact(page, "Vào Sổ theo dõi hồ sơ, quyển số, số thứ tự", NULL);
	lt_page_sign(page, &(struct lt_signer){"NGƯỜI NỘP HỒ SƠ", "(Ký và ghi rõ họ tên)", name},
		     &(struct lt_signer){"NGƯỜI TIẾP NHẬN HỒ SƠ", "(Ký và ghi rõ họ tên)",
					 lt_form_receiver(facts)});
	moved(facts, page);
}
