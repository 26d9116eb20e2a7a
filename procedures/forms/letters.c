/* SPDX-License-Identifier: EUPL-1.2 */
/* Mẫu số 02, 03, 04, 05: what the office writes to the citizen while a dossier is on its way. */
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/forms/facts.h"

static const char sign_hint[] = "(Ký và ghi rõ họ tên)";

static const char *applicant_name(const struct lt_facts *facts)
{
	const Lt__Applicant *a = facts->received->received->applicant;
	return a ? a->name : "";
}

/* -- 02 -- */

/* An officer writes what is missing line by line, or with semicolons: each becomes an item. */
static void items(struct lt_page *page, const char *note)
{
	lt_page_list(page);
	while (*note) {
		size_t n = strcspn(note, ";\n");
		char *item = lt_arena_copy(page->arena, note, n);
		page->failed = page->failed || !item;
		if (item && item[strspn(item, " \t\r")])
			lt_page_item(page, item + strspn(item, " \t\r"));
		note += n + (note[n] != 0);
	}
}

void lt_form_supplement(const struct lt_facts *facts, unsigned nth, struct lt_page *page)
{
	const struct lt_moment *m = &facts->requests[nth - 1];
	const Lt__StepCompleted *cause = m->cause ? m->cause->completed : NULL;
	int64_t due_us = m->event->started->token->due_us;
	char at[LT_PAGE_TIME_BYTES];
	page->date_us = lt_event_at(m->event);
	lt_form_person(facts, "Hồ sơ của", page);
	lt_form_request(facts, page);
	lt_page_paragraph(page, "Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:");
	if (cause && *cause->note)
		items(page, cause->note);
	else
		lt_page_fact(page, "Nội dung", NULL);
	if (cause)
		lt_page_fact(page, "Lý do", lt_facts_where(facts, cause));
	lt_page_strong(page, "Thời hạn bổ sung", due_us ? lt_page_time(due_us, at) : NULL);
	lt_page_paragraph(page,
			  "Trong thời gian chờ bổ sung, thời hạn giải quyết hồ sơ tạm dừng và "
			  "được tính tiếp khi nhận đủ giấy tờ.");
	const char *officer = lt_facts_officer(facts, m->cause);
	lt_page_paragraph(
		page,
		lt_page_say(page,
			    "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ với "
			    "%s, %s, số điện thoại .................... để được hướng dẫn./.",
			    *officer ? officer : "....................", facts->in->unit_name));
	lt_page_sign(page, NULL, &(struct lt_signer){"NGƯỜI HƯỚNG DẪN", sign_hint, officer});
}

/* -- 03 -- */

void lt_form_refusal(const struct lt_facts *facts, struct lt_page *page)
{
	const struct lt_moment *m = &facts->refusal;
	page->date_us = lt_event_at(m->event);
	lt_form_person(facts, "Tiếp nhận hồ sơ của", page);
	lt_form_request(facts, page);
	lt_page_paragraph(page, lt_page_say(page,
					    "Qua xem xét, %s thông báo không tiếp nhận, giải quyết "
					    "hồ sơ này với lý do cụ thể như sau:",
					    facts->in->unit_name));
	lt_page_strong(page, "Lý do", lt_facts_reason(facts, m->cause));
	lt_page_paragraph(page, "Xin thông báo cho Ông/Bà được biết và thực hiện./.");
	lt_page_sign(
		page, &(struct lt_signer){"NGƯỜI NỘP HỒ SƠ", sign_hint, applicant_name(facts)},
		&(struct lt_signer){"NGƯỜI TIẾP NHẬN HỒ SƠ", sign_hint, lt_form_receiver(facts)});
	const char *who = lt_facts_officer(facts, m->cause);
	if (*who && strcmp(who, lt_form_receiver(facts)) != 0)
		lt_page_note(page,
			     lt_page_say(page, "Người quyết định: %s, %s.", who,
					 lt_facts_name(facts->in, LT__LABEL_KIND__LABEL_KIND_UNIT,
						       m->cause->actor->unit)));
}

/* -- 05 -- */

void lt_form_stop(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__DossierStopped *e = facts->stop.event->stopped;
	char at[LT_PAGE_TIME_BYTES];
	page->date_us = lt_event_at(facts->stop.event);
	lt_page_strong(page, "Kính gửi", applicant_name(facts));
	lt_form_request(facts, page);
	lt_page_fact(page, "Thời gian nhận hồ sơ",
		     lt_page_time(facts->received->received->received_us, at));
	lt_page_paragraph(page,
			  lt_page_say(page, "%s thông báo dừng giải quyết hồ sơ nêu trên kể từ %s.",
				      facts->in->unit_name, lt_page_time(page->date_us, at)));
	lt_page_strong(page, "Lý do", e->note);
	lt_page_paragraph(page, "Ông/Bà liên hệ nơi đã nộp hồ sơ để nhận lại giấy tờ và được hướng "
				"dẫn khi có yêu cầu mới./.");
	lt_page_sign(page, NULL,
		     &(struct lt_signer){"THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
					 "(Ký, ghi rõ họ tên, đóng dấu)", NULL});
	const char *officer = lt_facts_officer(facts, facts->stop.event);
	if (*officer)
		lt_page_note(page, lt_page_say(page, "Người ghi nhận việc dừng: %s.", officer));
}

/* -- 04 -- */

/* Steps that became late, with the desk that held them: the reason as the record has it. */
static void late_steps(const struct lt_facts *facts, struct lt_page *page)
{
	bool any = false;
	for (size_t i = 0; i < facts->count; i++) {
		const Lt__StepOverdue *e = facts->events[i]->step_overdue;
		char at[LT_PAGE_TIME_BYTES];
		if (facts->events[i]->body_case != LT__EVENT__BODY_STEP_OVERDUE)
			continue;
		if (!any)
			lt_page_paragraph(page, "Các bước đã quá hạn theo lịch sử hồ sơ:");
		if (!any)
			lt_page_list(page);
		any = true;
		lt_page_item(
			page,
			lt_page_say(
				page, "“%s”, %s, hạn %s",
				lt_facts_name(facts->in, LT__LABEL_KIND__LABEL_KIND_STEP, e->step),
				lt_facts_name(facts->in, LT__LABEL_KIND__LABEL_KIND_UNIT, e->unit),
				lt_page_time(e->due_us, at)));
	}
}

void lt_form_apology(const struct lt_facts *facts, struct lt_page *page)
{
	const Lt__Dossier *d = facts->in->dossier;
	const Lt__DossierReceived *e = facts->received->received;
	const char *office = *facts->in->lead_name ? facts->in->lead_name : facts->in->unit_name;
	char received[LT_PAGE_TIME_BYTES], due[LT_PAGE_TIME_BYTES];
	page->agency = lt_page_clean(page, lt_facts_capitals(facts->arena, office));
	page->draft = "DỰ THẢO - chưa ghi nhận lý do và ngày hẹn mới";
	lt_page_strong(page, "Kính gửi", applicant_name(facts));
	lt_page_paragraph(page,
			  lt_page_say(page, "Lúc %s, %s tiếp nhận hồ sơ của Ông/Bà; mã hồ sơ: %s.",
				      lt_page_time(e->received_us, received), facts->in->unit_name,
				      d->code));
	lt_form_request(facts, page);
	lt_page_fact(page, "Số định danh cá nhân/Mã số tổ chức",
		     e->applicant ? e->applicant->id_number : NULL);
	lt_page_strong(page, "Thời gian hẹn trả kết quả", lt_page_time(d->due_us, due));
	lt_page_paragraph(page, lt_page_say(page,
					    "Tuy nhiên, %s chưa trả kết quả giải quyết hồ sơ của "
					    "Ông/Bà đúng thời hạn nêu trên.",
					    office));
	lt_page_fact(page, "Lý do", NULL);
	late_steps(facts, page);
	lt_page_paragraph(page,
			  lt_page_say(page,
				      "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức "
				      "của Ông/Bà. %s xin lỗi Ông/Bà và sẽ trả kết quả vào:",
				      office));
	lt_page_strong(page, "Thời gian hẹn trả mới", NULL);
	lt_page_paragraph(page, "Mong nhận được sự thông cảm của Ông/Bà vì sự chậm trễ này./.");
	lt_page_sign(page, NULL,
		     &(struct lt_signer){"THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
					 "(Ký, ghi rõ họ tên, đóng dấu)", NULL});
}
