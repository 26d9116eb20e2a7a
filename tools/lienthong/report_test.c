/* SPDX-License-Identifier: EUPL-1.2 */
/* What the reports make of a coordinator's counters: words, JSON, CSV. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/contributions.h"
#include "tools/lienthong/report.h"
#include "tools/lienthong/served_fixture.h"

enum { JULY = 2025 * 12 + 6 };

static int64_t counters[LT_COUNTER_COUNT], to_month[LT_COUNTER_COUNT], now[LT_COUNTER_COUNT];

/* 7 received, 5 ended (3 early, 1 on time, 1 late), 2 open, one of them late. */
static void fill(Lt__TallyRow *row)
{
	lt__tally_row__init(row);
	counters[LT_COUNTER_received] = to_month[LT_COUNTER_received] = 7;
	counters[LT_COUNTER_ended] = to_month[LT_COUNTER_ended] = 5;
	counters[LT_COUNTER_early] = 3;
	counters[LT_COUNTER_on_time] = counters[LT_COUNTER_late] = 1;
	to_month[LT_COUNTER_became_late] = 2;
	to_month[LT_COUNTER_late_ended] = 1;
	counters[LT_COUNTER_steps_late] = 4;
	row->month = counters;
	row->to_month = to_month;
	row->now = now;
	row->n_month = row->n_to_month = row->n_now = LT_COUNTER_COUNT;
}

static void answer(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__TallyRow row, *rows[] = {&row};
	Lt__WhatIf what_if = LT__WHAT_IF__INIT;
	(void)s;
	fill(&row);
	assert_int_equal(lt_time_parse("2025-07-02T08:00", &reply.as_of_us), 0);
	reply.month = JULY;
	if (request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_WHAT_IF) {
		what_if.total = 1000;
		what_if.in_time = 978;
		what_if.falling = 17;
		what_if.chosen = what_if.saved = 14;
		what_if.lost = 2;
		reply.what_if = &what_if;
	} else {
		row.code = request->fetch->scope == LT__TALLY_SCOPE__TALLY_SCOPE_ALL ? "" : "=H14";
		row.name = "Xã \"Mỹ Trà\", Một cửa";
		reply.tallies = rows;
		reply.n_tallies = 1;
	}
	served_fetched(call, &reply);
}

static char *said(const char *const *words)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	served_start(&s, false, answer);
	int r = served_run(&s, &lt_tool_report, words, &out, &err);
	if (r != 0)
		fail_msg("%s", err.text);
	served_stop(&s);
	return out;
}

static void says(char *out, const char *part)
{
	if (!strstr(out, part))
		fail_msg("not there: %s\nin: %s", part, out);
}

static void test_report_month__both_forms__and_nothing_else(void **state)
{
	static const char *const wrong[] = {"",	       "2025",	  "2025-7",  "2025-13",
					    "2025-00", "07-2025", "0000-01", "2025-07-01",
					    "aaaa-bb", "+025-07"};
	uint32_t month = 0;
	char text[LT_MONTH_TEXT_BYTES];
	(void)state;
	assert_int_equal(lt_report_month("2025-07", &month), 0);
	assert_int_equal(month, JULY);
	assert_int_equal(lt_report_month("07/2025", &month), 0);
	assert_int_equal(month, JULY);
	assert_string_equal(lt_report_month_text(month, text), "07/2025");
	assert_string_equal(lt_report_month_iso(month, text), "2025-07");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(lt_report_month(wrong[i], &month), LT_E_FORMAT);
}

static void test_print_hundredths__two_decimals__either_mark(void **state)
{
	char text[LT_TIME_TEXT_BYTES];
	(void)state;
	assert_string_equal(lt_print_hundredths(9780, ',', text), "97,80");
	assert_string_equal(lt_print_hundredths(5, '.', text), "0.05");
	assert_string_equal(lt_print_hundredths(-105, '.', text), "-1.05");
}

static void test_report_score__text__formula_inputs_and_what_is_missing(void **state)
{
	char *out = said(SERVED_WORDS("score766"));
	(void)state;
	says(out, "tháng 07/2025, toàn hệ thống");
	says(out, "71,43 %");
	says(out, "14,29/20");
	says(out, "= 5 / 7\n");
	says(out, "trước hạn 3, đúng hạn 1, trễ hạn 1, còn mở 2 (đã trễ 1)");
	says(out, "chưa có số liệu: danh mục dịch vụ công trực tuyến");
	says(out, "= 0 / 0 (N/A)");
	says(out, "Cộng 14,29 điểm");
	free(out);
}

static void test_report_score__csv_and_json__numbers_with_points(void **state)
{
	char *out = said(SERVED_WORDS("score766", "--csv", "--unit", "H14"));
	(void)state;
	says(out, "chi_tieu,noi_dung,tu_so,mau_so,ty_le,diem,diem_toi_da,con_thieu\r\n");
	says(out, "\r\n2.1,\"Hồ sơ xử lý trước hạn, đúng hạn\",5,7,71.43,14.29,20,\r\n");
	says(out, "\r\n3.6,Hồ sơ thanh toán trực tuyến,0,0,N/A,,6,\r\n");
	free(out);
	out = said(SERVED_WORDS("score766", "--json"));
	json_t *j = json_loads(out, 0, NULL);
	json_t *line = json_array_get(json_object_get(j, "indicators"), 4);
	assert_string_equal(json_string_value(json_object_get(line, "id")), "2.1");
	assert_true(json_real_value(json_object_get(line, "rate")) == 71.43);
	line = json_array_get(json_object_get(j, "indicators"), 0);
	assert_true(json_is_null(json_object_get(line, "rate")));
	assert_true(json_is_string(json_object_get(line, "missing")));
	json_decref(j);
	free(out);
}

static void test_report_score__what_if__before_and_after(void **state)
{
	char *out = said(SERVED_WORDS("score766", "--close", "14", "--before", "17:00"));
	(void)state;
	says(out, "14 hồ sơ trước 17:00 02/07/2025 (toàn hệ thống): 96,10 → 97,50");
	says(out, "97,80 %   = 978 / 1000");
	says(out, "17 hồ sơ sẽ trễ hạn trước lúc đó; giữ được 14");
	says(out, "2 hồ sơ đã trễ");
	free(out);
}

static void test_report_what_if__codes__as_they_were_given(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	int64_t before_us;
	(void)state;
	served_start(&s, false, answer);
	assert_int_equal(served_run(&s, &lt_tool_report,
				    SERVED_WORDS("score766", "--what-if", "H14-1, H14-2", "--unit",
						 "H14", "--json"),
				    &out, &err),
			 0);
	const Lt__Fetch *fetch = s.requests[1]->fetch;
	assert_int_equal(fetch->n_codes, 2);
	assert_string_equal(fetch->codes[1], "H14-2");
	assert_string_equal(fetch->unit, "H14");
	assert_int_equal(lt_time_parse("2025-07-02T23:59:59", &before_us), 0);
	assert_true(fetch->before_us == before_us); /* the day is the server's */
	free(out);
	served_stop(&s);
}

static void test_report_monthly__text__totals_and_who_is_late(void **state)
{
	char *out = said(SERVED_WORDS("monthly"));
	(void)state;
	says(out, "Báo cáo tháng 07/2025, toàn hệ thống, lúc 08:00 02/07/2025");
	says(out, "Tiếp nhận");
	says(out, "Còn lại đã trễ hạn  1");
	says(out, "Đơn vị có hồ sơ hoặc bước trễ hạn:");
	says(out, "Xã \"Mỹ Trà\", Một cửa  7     5     3          1         1        2        1");
	says(out, "Cán bộ có bước quá hạn");
	free(out);
}

static void test_report_monthly__csv__quoted_and_no_formula(void **state)
{
	char *out = said(SERVED_WORDS("monthly", "--csv"));
	(void)state;
	says(out, "ma,ten,tiep_nhan,da_giai_quyet,truoc_han,dung_han,tre_han,con_lai,con_tre\r\n");
	says(out, "\"'=H14\",\"Xã \"\"Mỹ Trà\"\", Một cửa\",7,5,3,1,1,2,1\r\n");
	free(out);
	out = said(SERVED_WORDS("monthly", "--csv", "--by", "officer"));
	says(out, "can_bo,ho_ten,don_vi,buoc_da_lam,qua_han,dang_giu,giu_qua_han\r\n");
	free(out);
}

static void test_report_monthly__json__every_counter_by_name(void **state)
{
	char *out = said(SERVED_WORDS("monthly", "--json"));
	json_t *j = json_loads(out, 0, NULL), *totals = json_object_get(j, "totals");
	(void)state;
	assert_int_equal(json_integer_value(json_object_get(totals, "received")), 7);
	assert_int_equal(json_integer_value(json_object_get(totals, "open_late")), 1);
	assert_int_equal(json_object_size(totals), LT_COUNTER_COUNT + 2);
	assert_int_equal(json_array_size(json_object_get(j, "officers")), 1);
	json_decref(j);
	free(out);
}

static void test_report__wrong_words__are_refused_before_asking(void **state)
{
	const char *const *const lines[] = {
		SERVED_WORDS(NULL),
		SERVED_WORDS("yearly"),
		SERVED_WORDS("monthly", "--month", "2025"),
		SERVED_WORDS("monthly", "--by", "colour"),
		SERVED_WORDS("monthly", "--json", "--csv"),
		SERVED_WORDS("monthly", "--close", "3"),
		SERVED_WORDS("score766", "--before", "17:00"),
		SERVED_WORDS("score766", "--close", "3", "--what-if", "H14-1"),
		SERVED_WORDS("score766", "--close", "3", "--csv"),
		SERVED_WORDS("score766", "--close", "3", "--month", "2025-07"),
	};
	(void)state;
	served_wrong_usage(&lt_tool_report, lines, sizeof lines / sizeof *lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_report_month__both_forms__and_nothing_else),
		cmocka_unit_test(test_print_hundredths__two_decimals__either_mark),
		cmocka_unit_test(test_report_score__text__formula_inputs_and_what_is_missing),
		cmocka_unit_test(test_report_score__csv_and_json__numbers_with_points),
		cmocka_unit_test(test_report_score__what_if__before_and_after),
		cmocka_unit_test(test_report_what_if__codes__as_they_were_given),
		cmocka_unit_test(test_report_monthly__text__totals_and_who_is_late),
		cmocka_unit_test(test_report_monthly__csv__quoted_and_no_formula),
		cmocka_unit_test(test_report_monthly__json__every_counter_by_name),
		cmocka_unit_test(test_report__wrong_words__are_refused_before_asking),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
