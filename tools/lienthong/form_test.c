/* SPDX-License-Identifier: EUPL-1.2 */
/* Which forms there are, one of them in both looks, and a book of several pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "event.pb-c.h"

#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

/* A dossier that was only received, as SHOW answers. */
struct shown {
	struct lt_arena arena;
	Lt__Dossier d;
	Lt__Applicant applicant;
	Lt__DossierReceived received;
	Lt__Event event;
	ProtobufCBinaryData bytes;
	Lt__FetchReply reply;
};

static void show(struct shown *s)
{
	struct lt_slice bytes;
	lt_arena_init(&s->arena, 1u << 20);
	lt__dossier__init(&s->d);
	lt__applicant__init(&s->applicant);
	lt__dossier_received__init(&s->received);
	lt__event__init(&s->event);
	lt__fetch_reply__init(&s->reply);
	s->applicant.name = "Nguyễn Thị <Bình>";
	s->received.applicant = s->d.applicant = &s->applicant;
	assert_int_equal(lt_time_parse("2025-08-04T08:15", &s->received.received_us), 0);
	assert_int_equal(lt_time_parse("2025-08-08T17:00", &s->received.due_us), 0);
	s->d.code = "H14-250804-1";
	s->d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	s->d.due_us = s->received.due_us;
	s->event.n = 1;
	s->event.body_case = LT__EVENT__BODY_RECEIVED;
	s->event.received = &s->received;
	assert_int_equal(lt_encode(&s->event.base, &s->arena, &bytes), 0);
	s->bytes = (ProtobufCBinaryData){bytes.size, (uint8_t *)(uintptr_t)bytes.data};
	s->reply.dossier = &s->d;
	s->reply.events = &s->bytes;
	s->reply.n_events = 1;
	s->reply.unit_name = "Bộ phận Một cửa";
	s->reply.as_of_us = s->received.received_us;
}

static void test_form__no_number__which_there_are_and_why_not(void **state)
{
	struct shown s;
	struct lt_err err = {0};
	(void)state;
	show(&s);
	char *out = served_said(&lt_tool_form, SERVED_WORDS("H14-250804-1"), &s.reply, 0, &err);
	assert_non_null(strstr(out, "01      GIẤY TIẾP NHẬN HỒ SƠ"));
	assert_non_null(strstr(out, "không có  hồ sơ không bị từ chối"));
	free(out);
	json_t *json = served_json(&lt_tool_form, SERVED_WORDS("H14-250804-1", "--json"), &s.reply);
	json_t *forms = json_object_get(json, "forms");
	assert_int_equal(json_array_size(forms), 6);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(forms, 0), "times")), 1);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(forms, 2), "times")), 0);
	json_decref(json);
	lt_arena_done(&s.arena);
}

static void test_form__text_html_and_file__each_its_look(void **state)
{
	struct shown s;
	struct lt_err err = {0};
	(void)state;
	show(&s);
	char *out = served_said(&lt_tool_form, SERVED_WORDS("01", "X"), &s.reply, 0, &err);
	assert_non_null(strstr(out, "Tiếp nhận hồ sơ của: Nguyễn Thị <Bình>\n"));
	free(out);
	out = served_said(&lt_tool_form, SERVED_WORDS("01", "X", "--html"), &s.reply, 0, &err);
	assert_non_null(strstr(out, "<b>Nguyễn Thị &lt;Bình&gt;</b>"));
	free(out);
	char *folder = lt_test_folder();
	char *path = lt_arena_printf(&s.arena, "%s/01.html", folder);
	assert_non_null(path);
	out = served_said(&lt_tool_form, SERVED_WORDS("01", "X", "--out", path), &s.reply, 0, &err);
	assert_non_null(strstr(out, "đã viết"));
	free(out);
	FILE *file = fopen(path, "re");
	char start[16] = "";
	assert_non_null(file);
	assert_non_null(fgets(start, sizeof start, file));
	assert_int_equal(fclose(file), 0);
	assert_string_equal(start, "<!DOCTYPE html>");
	lt_test_remove(folder);
	lt_arena_done(&s.arena);
}

static void test_form__one_that_does_not_apply__refused_with_those_that_do(void **state)
{
	struct shown s;
	struct lt_err err = {0};
	(void)state;
	show(&s);
	free(served_said(&lt_tool_form, SERVED_WORDS("03", "X"), &s.reply, LT_E_REFUSED, &err));
	served_says(&err, "hồ sơ không bị từ chối");
	served_says(&err, "01, 06");
	err = (struct lt_err){0};
	free(served_said(&lt_tool_form, SERVED_WORDS("01", "X", "--nth", "2"), &s.reply,
			 LT_E_REFUSED, &err));
	served_says(&err, "chỉ có 1 tờ");
	s.reply.n_events = 0;
	err = (struct lt_err){0};
	free(served_said(&lt_tool_form, SERVED_WORDS("01", "X"), &s.reply, LT_E_FORMAT, &err));
	lt_arena_done(&s.arena);
}

/* Two pages of one row each. */
static void pages(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__BookRow row = LT__BOOK_ROW__INIT, *rows[] = {&row};
	bool second = *request->fetch->after;
	(void)s;
	row.code = second ? "H14-250804-2" : "H14-250804-1";
	reply.book = rows;
	reply.n_book = 1;
	reply.unit_name = "Bộ phận Một cửa";
	reply.next = second ? "" : "H14-250804-1";
	served_fetched(call, &reply);
}

static void test_form__book_of_two_pages__all_rows(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, pages);
	assert_int_equal(served_run(&s, &lt_tool_form,
				    SERVED_WORDS("07", "--unit", "H14", "--month", "2025-08"), &out,
				    &err),
			 0);
	assert_non_null(strstr(out, "Tháng 08 năm 2025"));
	assert_non_null(strstr(out, "H14-250804-1"));
	assert_non_null(strstr(out, "H14-250804-2"));
	assert_int_equal(s.requests[0]->fetch->kind, LT__FETCH_KIND__FETCH_KIND_BOOK);
	assert_string_equal(s.requests[0]->fetch->text, "2025-08");
	assert_string_equal(s.requests[1]->fetch->after, "H14-250804-1");
	free(out);
	served_stop(&s);
}

static void test_form__wrong_words__usage(void **state)
{
	const char *const *const lines[] = {
		SERVED_WORDS("01"),
		SERVED_WORDS("01", "X", "Y"),
		SERVED_WORDS("07", "X"),
		SERVED_WORDS("07", "--unit", "H14"),
		SERVED_WORDS("07", "--unit", "H14", "--month", "2025-13"),
		SERVED_WORDS("01", "X", "--month", "2025-08"),
		SERVED_WORDS("01", "X", "--html", "--text"),
	};
	(void)state;
	served_wrong_usage(&lt_tool_form, lines, sizeof lines / sizeof *lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form__no_number__which_there_are_and_why_not),
		cmocka_unit_test(test_form__text_html_and_file__each_its_look),
		cmocka_unit_test(test_form__one_that_does_not_apply__refused_with_those_that_do),
		cmocka_unit_test(test_form__book_of_two_pages__all_rows),
		cmocka_unit_test(test_form__wrong_words__usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
