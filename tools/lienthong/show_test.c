/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier with everything in it, and one with nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "tools/lienthong/served_fixture.h"

/* Everything a dossier can hold, once. */
struct whole {
	Lt__Dossier d;
	Lt__Applicant applicant;
	Lt__Token token, *tokens[1];
	Lt__Field number, yes, text, *fields[3];
	Lt__Paper paper, *papers[1];
	Lt__Incident incident, *incidents[1];
	Lt__LedgerLine line, *lines[1];
	uint8_t hash[32];
};

static void fill_contents(struct whole *w)
{
	lt__field__init(&w->number);
	w->number.name = "copies";
	w->number.value_case = LT__FIELD__VALUE_NUMBER;
	w->number.number = 2;
	lt__field__init(&w->yes);
	w->yes.name = "elsewhere";
	w->yes.value_case = LT__FIELD__VALUE_YES;
	lt__field__init(&w->text);
	w->text.name = "purpose";
	w->text.value_case = LT__FIELD__VALUE_TEXT;
	w->text.text = "Kết hôn";
	lt__paper__init(&w->paper);
	w->paper.id = "to_khai";
	w->paper.form = LT__PAPER_FORM__PAPER_FORM_COPY;
	w->paper.hash = (ProtobufCBinaryData){sizeof w->hash, w->hash};
	w->fields[0] = &w->number;
	w->fields[1] = &w->yes;
	w->fields[2] = &w->text;
	w->papers[0] = &w->paper;
	w->d.fields = w->fields;
	w->d.n_fields = 3;
	w->d.papers = w->papers;
	w->d.n_papers = 1;
}

static void fill(struct whole *w, Lt__FetchReply *reply)
{
	lt__dossier__init(&w->d);
	lt__applicant__init(&w->applicant);
	lt__token__init(&w->token);
	lt__incident__init(&w->incident);
	lt__ledger_line__init(&w->line);
	w->d.code = "H14-250701-1";
	w->d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	w->d.applicant = &w->applicant;
	w->applicant.name = "Nguyễn Thị Bình";
	w->applicant.phone = "0912";
	w->token.id = 1;
	w->token.step = "receive";
	w->token.kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	w->token.state = LT__TOKEN_STATE__TOKEN_STATE_HELD;
	w->token.officer = "hoa";
	w->tokens[0] = &w->token;
	w->d.tokens = w->tokens;
	w->d.n_tokens = 1;
	w->incident.message = "chia cho không";
	w->incident.point = "by";
	w->incidents[0] = &w->incident;
	w->d.incidents = w->incidents;
	w->d.n_incidents = 1;
	w->line.kind = 1;
	w->lines[0] = &w->line;
	reply->ledger = w->lines;
	reply->n_ledger = 1;
	assert_int_equal(lt_time_parse("2025-07-04T17:00", &w->d.due_us), 0);
	assert_int_equal(lt_time_parse("2025-07-05T08:00", &reply->as_of_us), 0);
	fill_contents(w);
	reply->dossier = &w->d;
}

static void test_show__a_whole_dossier__every_part_of_it(void **state)
{
	static const char *const parts[] = {
		"Hồ sơ          H14-250701-1\n",
		"Người nộp      Nguyễn Thị Bình · 0912\n",
		"đang giải quyết",
		"17:00 04/07/2025  QUÁ HẠN\n",
		"1    receive  cán bộ xử lý  đang giữ",
		"SỰ CỐ (thẻ 0, hàm rẽ nhánh (by)): chia cho không",
		"HÀNH TRÌNH",
		"SỔ TÍNH HẠN",
		"copies     2",
		"elsewhere  không",
		"purpose    Kết hôn",
		"to_khai       bản sao  người nộp  0000000000000000",
	};
	struct whole w = {0};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	fill(&w, &reply);
	char *out = served_said(&lt_tool_show, SERVED_WORDS("H14-250701-1"), &reply, 0, &err);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!strstr(out, parts[i]))
			fail_msg("no '%s' in:\n%s", parts[i], out);
	free(out);
	json_t *json = served_json(&lt_tool_show, SERVED_WORDS("H14-250701-1", "--json"), &reply);
	static const char *const names[] = {"dossier",	 "portal_status", "procedure_name",
					    "unit_name", "events",	  "ledger",
					    "as_of"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_non_null(json_object_get(json, names[i]));
	json_decref(json);
}

static void test_show__returned__when_and_how(void **state)
{
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED;
	d.outcome = "granted";
	d.way = "post";
	assert_int_equal(lt_time_parse("2025-07-04T17:00", &d.returned_us), 0);
	reply.dossier = &d;
	char *out = served_said(&lt_tool_show, SERVED_WORDS("X"), &reply, 0, &err);
	assert_non_null(strstr(out, "chấp thuận (granted)"));
	assert_non_null(strstr(out, "Đã trả         17:00 04/07/2025, qua bưu chính"));
	free(out);
}

static void test_show__no_dossier_in_the_reply__absent(void **state)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	free(served_said(&lt_tool_show, SERVED_WORDS("X"), &reply, LT_E_ABSENT, &err));
	assert_non_null(strstr(err.text, "X"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_show__a_whole_dossier__every_part_of_it),
		cmocka_unit_test(test_show__returned__when_and_how),
		cmocka_unit_test(test_show__no_dossier_in_the_reply__absent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
