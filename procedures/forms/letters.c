/* SPDX-License-Identifier: EUPL-1.2 */
/* Mẫu số 02, 03, 05: what the office writes to the citizen while a dossier is on its way. */
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
