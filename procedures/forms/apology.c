/* SPDX-License-Identifier: EUPL-1.2 */
/* Mẫu số 04: the apology. Until the head has recorded reason and new date it is a draft, and says
 * so; what the history knows of the lateness stands on it already. */
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/core/late.h"
#include "procedures/forms/facts.h"

#define STEP LT__LABEL_KIND__LABEL_KIND_STEP
#define UNIT LT__LABEL_KIND__LABEL_KIND_UNIT
#define OFFICER LT__LABEL_KIND__LABEL_KIND_OFFICER

/* What is proposed for the dossier's own date, as long as nothing is recorded; a slip for one step
 * has no proposal of its own. */
static const Lt__ApologyDraft *proposal(const struct lt_facts *facts, const Lt__Duty *duty)
{
	return duty && (duty->done_us || duty->token) ? NULL : facts->in->draft;
}

/* The unit that apologises: of the head who answers, else the one that decides, else the receiver.
 */
static const char *office_of(const struct lt_facts *facts, const Lt__Duty *duty)
{
	if (duty && *duty->done_unit)
		return lt_facts_name(facts->in, UNIT, duty->done_unit);
	if (duty && *duty->unit)
		return lt_facts_name(facts->in, UNIT, duty->unit);
	if (facts->in->draft && *facts->in->draft->head_unit)
		return lt_facts_name(facts->in, UNIT, facts->in->draft->head_unit);
	return *facts->in->lead_name ? facts->in->lead_name : facts->in->unit_name;
}

static const char *head_of(const struct lt_facts *facts, const Lt__Duty *duty)
{
	if (!duty)
		return facts->in->draft ? facts->in->draft->head_name : "";
	return lt_facts_name(facts->in, OFFICER, duty->done_us ? duty->done_by : duty->officer);
}

/* Each lateness once, with the desk that had it: small print of a draft, for who writes the reason.
 */
static void late_steps(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__Dossier *d = facts->in->dossier;
	for (size_t i = 0; i < d->n_lates; i++) {
		const Lt__Lateness *late = d->lates[i];
		char at[LT_PAGE_TIME_BYTES];
		if (late->token && !late->lifted)
			lt_page_note(page, lt_page_say(page, "Đã quá hạn: “%s”, %s, hạn %s.",
						       lt_facts_name(facts->in, STEP, late->step),
						       lt_facts_name(facts->in, UNIT, late->unit),
						       lt_page_time(late->due_us, at)));
	}
}

/* What is late, and since which date it was promised. */
static void promise(const struct lt_facts *facts, const Lt__Duty *duty, struct lt_page *page)
{
	const Lt__Lateness *late =
		duty && duty->token ? lt_late_find(facts->in->dossier, duty->lateness) : NULL;
	int64_t due_us = duty && !duty->token ? duty->due_us : facts->in->dossier->due_us;
	char at[LT_PAGE_TIME_BYTES];
	lt_page_strong(page, "Thời gian hẹn trả kết quả",
		       due_us == INT64_MAX ? "đang tạm dừng tính thời hạn"
		       : due_us		   ? lt_page_time(due_us, at)
					   : "không quy định thời hạn");
	if (late)
		lt_page_fact(page, "Bước quá hạn",
			     lt_page_say(page, "“%s”, hạn %s",
					 lt_facts_name(facts->in, STEP, late->step),
					 lt_page_time(late->due_us, at)));
}

static void addressed(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__DossierReceived *e = facts->received->received;
	char at[LT_PAGE_TIME_BYTES];
	lt_page_strong(page, "Kính gửi", e->applicant ? e->applicant->name : NULL);
	lt_page_fact(page, "Số định danh cá nhân/Mã số tổ chức",
		     e->applicant ? e->applicant->id_number : NULL);
	lt_page_paragraph(page,
			  lt_page_say(page, "Lúc %s, %s tiếp nhận hồ sơ của Ông/Bà.",
				      lt_page_time(e->received_us, at), facts->in->unit_name));
	lt_form_request(facts, page);
}

void lt_form_apology(const struct lt_facts *facts, unsigned nth, struct lt_page *page)
{
	const Lt__Duty *duty = nth <= facts->apologies_count ? facts->apologies[nth - 1] : NULL;
	bool done = duty && duty->done_us;
	const Lt__ApologyDraft *draft = proposal(facts, duty);
	const char *office = office_of(facts, duty);
	char at[LT_PAGE_TIME_BYTES];
	page->agency = lt_page_clean(page, lt_facts_capitals(facts->arena, office));
	page->date_us = done ? duty->done_us : 0;
	page->draft =
		done	? NULL
		: draft ? "DỰ THẢO - lý do và ngày hẹn mới do hệ thống đề xuất, thủ trưởng chưa ký"
			: "DỰ THẢO - thủ trưởng chưa ghi nhận lý do và ngày hẹn mới";
	addressed(facts, page);
	promise(facts, duty, page);
	lt_page_paragraph(page,
			  lt_page_say(page, "Tuy nhiên, %s không %s.", office,
				      duty && duty->token
					      ? "hoàn thành bước nêu trên đúng thời hạn, làm chậm "
						"việc giải quyết hồ sơ của Ông/Bà"
					      : "trả được kết quả giải quyết hồ sơ của Ông/Bà đúng "
						"thời hạn"));
	lt_page_strong(page, "Lý do", done ? duty->text : draft ? draft->reason : NULL);
	if (!done && !draft && !(duty && duty->token))
		late_steps(facts, page);
	lt_page_paragraph(page,
			  lt_page_say(page,
				      "Sự chậm trễ này gây phiền hà, tốn kém chi phí, công sức của "
				      "Ông/Bà. %s xin lỗi Ông/Bà, đề nghị gia hạn thời gian giải "
				      "quyết và sẽ trả kết quả vào:",
				      office));
	lt_page_strong(page, "Thời gian hẹn trả mới",
		       done    ? lt_page_time(duty->new_due_us, at)
		       : draft ? lt_page_time(draft->new_due_us, at)
			       : NULL);
	lt_page_paragraph(page, "Mong nhận được sự thông cảm của Ông/Bà./.");
	lt_page_sign(page, NULL,
		     &(struct lt_signer){"THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
					 "(Ký, ghi rõ họ tên, đóng dấu)", head_of(facts, duty)});
}
