/* SPDX-License-Identifier: EUPL-1.2 */
/* Forms of a dossier made here: what a trace does not come to easily. Whole forms of real
 * procedures are in tests/scenario/forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "event.pb-c.h"

#include "procedures/calendar/calendar.h"
#include "procedures/forms/form.h"
#include "procedures/forms/wellformed_fixture.h"
#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"

enum { EVENTS_MAX = 16 };

/* A dossier received at 08:15 on 4 August 2025, due on the 8th at 17:00. */
struct bench {
	struct lt_arena arena;
	Lt__Dossier d;
	Lt__Applicant applicant;
	Lt__DossierReceived received;
	Lt__Limit limit;
	ProtobufCBinaryData events[EVENTS_MAX];
	struct lt_form_input in;
	Lt__Label label, *labels[1];
};

static int64_t at(const char *text)
{
	int64_t us = 0;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

static void happen(struct bench *b, Lt__Event *e, const char *when)
{
	struct lt_slice bytes;
	e->n = (uint32_t)b->in.events_count + 1;
	e->stamp_us = at(when);
	assert_int_equal(lt_encode(&e->base, &b->arena, &bytes), 0);
	assert_true(b->in.events_count < EVENTS_MAX);
	b->events[b->in.events_count++] =
		(ProtobufCBinaryData){bytes.size, (uint8_t *)(uintptr_t)bytes.data};
}

static void receive(struct bench *b)
{
	Lt__Event e = LT__EVENT__INIT;
	b->in.events_count = 0;
	e.body_case = LT__EVENT__BODY_RECEIVED;
	e.received = &b->received;
	happen(b, &e, "2025-08-04T08:15");
}

static int set_up(void **state)
{
	static struct bench bench;
	struct bench *b = &bench;
	*b = (struct bench){0};
	lt_arena_init(&b->arena, 1u << 24);
	lt__dossier__init(&b->d);
	lt__applicant__init(&b->applicant);
	lt__dossier_received__init(&b->received);
	lt__limit__init(&b->limit);
	lt__label__init(&b->label);
	b->label = (Lt__Label){.base = b->label.base,
			       .kind = LT__LABEL_KIND__LABEL_KIND_OFFICER,
			       .code = "chinh",
			       .text = "Phan Công Chính"};
	b->labels[0] = &b->label;
	b->applicant.name = "Nông Văn Ba";
	b->limit.unit = LT_LIMIT_WORKING_DAYS;
	b->limit.amount = 5;
	b->received.applicant = b->d.applicant = &b->applicant;
	b->received.limit = &b->limit;
	b->received.received_us = at("2025-08-04T08:15");
	b->received.due_us = b->d.due_us = at("2025-08-08T17:00");
	b->d.code = "H14-250804-1";
	b->d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	b->in = (struct lt_form_input){.dossier = &b->d,
				       .events = b->events,
				       .labels = b->labels,
				       .labels_count = 1,
				       .procedure_name = "Cấp giấy",
				       .unit_name = "Bộ phận Một cửa",
				       .lead_name = "UBND phường",
				       .place = "Phường Thục Phán",
				       .as_of_us = at("2025-08-09T08:00")};
	receive(b);
	*state = b;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *b = *state;
	lt_arena_done(&b->arena);
	return 0;
}

/* The form as text; as HTML it must be well-formed. */
static const char *form(struct bench *b, const char *number, unsigned nth)
{
	struct lt_page page;
	struct lt_err err = {0};
	const char *text, *html;
	if (lt_form_make(&b->in, number, nth, &b->arena, &page, &err) < 0)
		fail_msg("form %s: %s", number, err.text);
	assert_int_equal(lt_page_text(&page, &text, &err), 0);
	assert_int_equal(lt_page_html(&page, &html, &err), 0);
	assert_string_equal(wellformed_why_not(html), "");
	return text;
}

/* Runs of blanks and ends of lines become one blank: where a line is broken is not the point. */
static const char *folded(const char *text, char *to, size_t room)
{
	size_t at_byte = 0;
	for (; *text && at_byte + 1 < room; text++) {
		char byte = *text == '\n' ? ' ' : *text;
		if (byte != ' ' || at_byte == 0 || to[at_byte - 1] != ' ')
			to[at_byte++] = byte;
	}
	to[at_byte] = 0;
	return to;
}

static void says(const char *text, const char *part)
{
	static char whole[1 << 16], some[1 << 12];
	if (!strstr(folded(text, whole, sizeof whole), folded(part, some, sizeof some)))
		fail_msg("no '%s' in:\n%s", part, text);
}

static unsigned times(struct bench *b, const char *number)
{
	struct lt_form_offer offers[LT_FORMS_OF_DOSSIER];
	struct lt_err err = {0};
	assert_int_equal(lt_form_offers(&b->in, &b->arena, offers, &err), 0);
	for (size_t i = 0; i < LT_FORMS_OF_DOSSIER; i++)
		if (strcmp(offers[i].number, number) == 0)
			return offers[i].times;
	fail_msg("no form %s", number);
	return 0;
}

/* -- 01 -- */

static void test_form_receipt__limits_of_every_kind__in_words(void **state)
{
	static const struct {
		uint32_t unit;
		int32_t amount;
		const char *text;
	} rows[] = {
		{LT_LIMIT_NONE, 0, "theo quy định là: không quy định\n"},
		{LT_LIMIT_WORKING_DAYS, 5, "là: 05 ngày làm việc\n"},
		{LT_LIMIT_CALENDAR_DAYS, 30, "là: 30 ngày\n"},
		{LT_LIMIT_MONTHS, 2, "là: 02 tháng\n"},
		{LT_LIMIT_WORKING_MINUTES, 240, "là: 04 giờ làm việc\n"},
		{LT_LIMIT_WORKING_MINUTES, 90, "là: 90 phút làm việc\n"},
		{LT_LIMIT_SAME_DAY, 900, "là: trong ngày (hồ sơ nhận trước 15 giờ 00 phút)\n"},
	};
	struct bench *b = *state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		b->limit.unit = rows[i].unit;
		b->limit.amount = rows[i].amount;
		receive(b);
		says(form(b, "01", 0), rows[i].text);
	}
}

static void test_form_receipt__what_was_not_recorded__dotted(void **state)
{
	struct bench *b = *state;
	const char *text;
	b->d.fee_vnd = -1;
	b->received.due_us = b->d.due_us = 0;
	receive(b);
	text = form(b, "01", 0);
	says(text, "Địa chỉ: .....");
	says(text, "Số lượng hồ sơ: .....");
	says(text, "Phí, lệ phí: .....");
	says(text, "giải quyết hồ sơ: không quy định thời hạn\n");
	says(text, "không có giấy tờ kèm theo");
	b->received.sets = 2;
	b->d.fee_vnd = 125000000;
	b->applicant.authorised_name = "Nông Thị Tư";
	b->applicant.authorised_phone = "0987";
	receive(b);
	text = form(b, "01", 0);
	says(text, "Số lượng hồ sơ: 02 (bộ)\n");
	says(text, "Phí, lệ phí: 125.000.000 đồng\n");
	says(text, "Người được ủy quyền: Nông Thị Tư, điện thoại 0987\n");
}

static void test_form_receipt__a_date_that_moved__promised_and_new(void **state)
{
	struct bench *b = *state;
	b->d.due_us = INT64_MAX;
	says(form(b, "01", 0), "17 giờ 00 phút, ngày 08/08/2025\n");
	says(form(b, "01", 0), "đang tạm dừng tính");
	b->d.due_us = at("2025-08-12T17:00");
	says(form(b, "01", 0), "17 giờ 00 phút, ngày 08/08/2025\n");
	says(form(b, "01", 0), "hiện hẹn trả lúc 17 giờ 00 phút, ngày 12/08/2025");
}

/* -- 02 -- */

static void ask(struct bench *b, const char *when, const char *note)
{
	Lt__Event done = LT__EVENT__INIT, wait = LT__EVENT__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__StepCompleted completed = LT__STEP_COMPLETED__INIT;
	Lt__StepStarted started = LT__STEP_STARTED__INIT;
	Lt__Token token = LT__TOKEN__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = "chinh";
	completed.step = "receive";
	completed.outcome = "missing";
	completed.note = note;
	done.actor = &actor;
	done.body_case = LT__EVENT__BODY_COMPLETED;
	done.completed = &completed;
	happen(b, &done, when);
	token.id = 2;
	token.step = "supplement";
	token.kind = LT__STEP_KIND__STEP_KIND_WAIT;
	token.pause = LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
	started.token = &token;
	wait.body_case = LT__EVENT__BODY_STARTED;
	wait.started = &started;
	happen(b, &wait, when);
	started.again = true; /* entered once more after an incident: no new request */
	happen(b, &wait, when);
}

static void test_form_supplement__two_requests__two_papers(void **state)
{
	struct bench *b = *state;
	struct lt_page page;
	struct lt_err err = {0};
	ask(b, "2025-08-05T09:00", "Thiếu tờ khai;; ; Thiếu ảnh\nChưa ký");
	ask(b, "2025-08-06T10:00", "Ảnh mờ");
	assert_int_equal(times(b, "02"), 2);
	const char *first = form(b, "02", 1), *last = form(b, "02", 0);
	says(first, "  1. Thiếu tờ khai\n  2. Thiếu ảnh\n  3. Chưa ký\n");
	says(first, "ngày 05 tháng 8 năm 2025");
	says(first, "Thời hạn bổ sung: .....");
	says(first, "Phan Công Chính");
	says(last, "  1. Ảnh mờ\n");
	says(last, "Lý do: thiếu giấy tờ ở bước “receive”\n");
	assert_int_equal(lt_form_make(&b->in, "02", 3, &b->arena, &page, &err), LT_E_REFUSED);
	says(err.text, "chỉ có 2 tờ");
}

/* -- 04 -- */

static Lt__Duty owed(void)
{
	Lt__Duty duty = LT__DUTY__INIT;
	duty.kind = LT__DUTY_KIND__DUTY_KIND_APOLOGY;
	duty.unit = "H14.61";
	duty.officer = "chinh";
	duty.due_us = at("2025-08-08T17:00");
	return duty;
}

static void test_form_apology__owed_then_made__draft_then_paper(void **state)
{
	struct bench *b = *state;
	Lt__Duty duty = owed(), explanation = LT__DUTY__INIT;
	Lt__Duty *duties[] = {&explanation, &duty};
	explanation.kind = LT__DUTY_KIND__DUTY_KIND_EXPLANATION;
	assert_int_equal(times(b, "04"), 0);
	b->d.duties = duties;
	b->d.n_duties = 2;
	assert_int_equal(times(b, "04"), 1);
	const char *text = form(b, "04", 0);
	says(text, "DỰ THẢO");
	says(text, "Lý do: .....");
	says(text, "Thời gian hẹn trả mới: .....");
	says(text, "Phan Công Chính");
	duty.done_us = at("2025-08-11T09:30");
	duty.done_by = "chinh";
	duty.done_unit = "H14.61";
	duty.text = "Cán bộ thụ lý nghỉ ốm";
	duty.new_due_us = at("2025-08-15T17:00");
	text = form(b, "04", 0);
	assert_null(strstr(text, "DỰ THẢO"));
	says(text, "Lý do: Cán bộ thụ lý nghỉ ốm\n");
	says(text, "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 08/08/2025\n");
	says(text, "Thời gian hẹn trả mới: 17 giờ 00 phút, ngày 15/08/2025\n");
	says(text, "ngày 11 tháng 8 năm 2025");
	duty.dropped = true; /* it was in time after all */
	assert_int_equal(times(b, "04"), 0);
}

static void test_form_apology__four_fifths_gone__drafted_before_the_date(void **state)
{
	struct bench *b = *state;
	b->d.warned = 80;
	b->d.warned_for_us = b->d.due_us;
	assert_int_equal(times(b, "04"), 1);
	says(form(b, "04", 0), "DỰ THẢO");
	Lt__ApologyDraft draft = LT__APOLOGY_DRAFT__INIT;
	draft.reason = "hồ sơ ở bước “Ký” quá lâu";
	draft.new_due_us = at("2025-08-12T17:00");
	draft.head_name = "Phan Công Chính";
	b->in.draft = &draft;
	const char *text = form(b, "04", 0);
	says(text, "do hệ thống đề xuất");
	says(text, "Lý do: hồ sơ ở bước “Ký” quá lâu\n");
	says(text, "Thời gian hẹn trả mới: 17 giờ 00 phút, ngày 12/08/2025\n");
	says(text, "Phan Công Chính");
	b->d.warned_for_us = at("2025-08-07T17:00"); /* told for a date that has moved since */
	assert_int_equal(times(b, "04"), 0);
}

static void test_form_apology__for_a_step__says_which(void **state)
{
	struct bench *b = *state;
	Lt__Duty duty = owed(), *duties[] = {&duty};
	Lt__Lateness late = LT__LATENESS__INIT, *lates[] = {&late};
	late.id = duty.lateness = 1;
	late.token = duty.token = 3;
	late.step = "sign";
	late.due_us = duty.due_us = at("2025-08-06T10:00");
	b->d.duties = duties;
	b->d.n_duties = 1;
	b->d.lates = lates;
	b->d.n_lates = 1;
	const char *text = form(b, "04", 0);
	says(text, "Bước quá hạn: “sign”, hạn 10 giờ 00 phút, ngày 06/08/2025\n");
	says(text, "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 08/08/2025\n");
}

/* -- all -- */

static void test_form_make__a_history_that_is_none__format_and_unknown_number_usage(void **state)
{
	struct bench *b = *state;
	struct lt_page page;
	struct lt_err err = {0};
	static uint8_t junk[] = {0xff, 0xff, 0xff};
	assert_int_equal(lt_form_make(&b->in, "08", 0, &b->arena, &page, &err), LT_E_USAGE);
	b->events[0] = (ProtobufCBinaryData){sizeof junk, junk};
	assert_int_equal(lt_form_make(&b->in, "01", 0, &b->arena, &page, &err), LT_E_FORMAT);
	b->in.events_count = 0;
	assert_int_equal(lt_form_make(&b->in, "06", 0, &b->arena, &page, &err), LT_E_FORMAT);
}

static void test_form_make__look_up_characters__printed_and_in_the_code(void **state)
{
	struct bench *b = *state;
	struct lt_page page;
	struct lt_err err = {0};
	b->d.check = "K7WM3Q9D";
	assert_non_null(strstr(form(b, "01", 0), "Mã hồ sơ: H14-250804-1 · Mã tra cứu: K7WM-3Q9D"));
	assert_int_equal(lt_form_make(&b->in, "01", 0, &b->arena, &page, &err), 0);
	assert_string_equal(page.qr, "H14-250804-1"); /* no site to look it up at */
	b->in.web_url = "https://dvc.a.gov.vn";
	assert_int_equal(lt_form_make(&b->in, "01", 0, &b->arena, &page, &err), 0);
	assert_string_equal(page.qr, "https://dvc.a.gov.vn/tra-cuu/H14-250804-1#K7WM3Q9D");
	assert_string_equal(page.bars, "H14-250804-1");
	b->d.check = ""; /* from before there were any */
	assert_int_equal(lt_form_make(&b->in, "01", 0, &b->arena, &page, &err), 0);
	assert_string_equal(page.qr, "H14-250804-1");
	assert_null(strstr(form(b, "01", 0), "tra cứu"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_form_receipt__limits_of_every_kind__in_words),
		TEST(test_form_receipt__what_was_not_recorded__dotted),
		TEST(test_form_receipt__a_date_that_moved__promised_and_new),
		TEST(test_form_supplement__two_requests__two_papers),
		TEST(test_form_apology__owed_then_made__draft_then_paper),
		TEST(test_form_apology__four_fifths_gone__drafted_before_the_date),
		TEST(test_form_apology__for_a_step__says_which),
		TEST(test_form_make__a_history_that_is_none__format_and_unknown_number_usage),
		TEST(test_form_make__look_up_characters__printed_and_in_the_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
