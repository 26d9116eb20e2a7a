/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/forms/waiting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs those above */
#include <cmocka.h>

#include "proto/base/time.h"

static void test_age_text__minutes_hours_days__said_in_two_units_at_most(void **state)
{
	struct lt_arena arena;
	static const struct {
		int64_t us;
		const char *text;
	} cases[] = {{-5, "chưa đầy 1 phút"},
		     {LT_US_PER_MINUTE - 1, "chưa đầy 1 phút"},
		     {59 * LT_US_PER_MINUTE, "59 phút"},
		     {3 * LT_US_PER_HOUR + 20 * LT_US_PER_MINUTE, "3 giờ 20 phút"},
		     {47 * LT_US_PER_HOUR, "47 giờ 0 phút"},
		     {96 * LT_US_PER_HOUR, "4 ngày"}};
	(void)state;
	lt_arena_init(&arena, 1 << 16);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(lt_age_text(&arena, cases[i].us), cases[i].text);
	lt_arena_done(&arena);
}

static void test_deed_text__submit_and_act__name_whom_and_what(void **state)
{
	struct lt_arena arena;
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	(void)state;
	lt_arena_init(&arena, 1 << 16);
	applicant.name = "Lý Thị Bưởi";
	submit.applicant = &applicant;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &submit;
	assert_string_equal(lt_deed_text(&arena, NULL, &c), "tiếp nhận hồ sơ của Lý Thị Bưởi");
	act.step = "sign";
	act.outcome = "granted";
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &act;
	assert_string_equal(lt_deed_text(&arena, NULL, &c), "sign: chấp thuận");
	act.step = ""; /* it was named by its number */
	assert_string_equal(lt_deed_text(&arena, NULL, &c), "chấp thuận");
	lt_arena_done(&arena);
}

static void test_retry_seconds__up_now_later__counted_upwards(void **state)
{
	Lt__Waiting w = LT__WAITING__INIT;
	(void)state;
	w.now_us = 5 * LT_US_PER_SECOND;
	assert_int_equal(lt_retry_seconds(&w), -1);
	w.retry_us = w.now_us - 1;
	assert_int_equal(lt_retry_seconds(&w), 0);
	w.retry_us = w.now_us + LT_US_PER_SECOND + 1;
	assert_int_equal(lt_retry_seconds(&w), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_age_text__minutes_hours_days__said_in_two_units_at_most),
		cmocka_unit_test(test_retry_seconds__up_now_later__counted_upwards),
		cmocka_unit_test(test_deed_text__submit_and_act__name_whom_and_what),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
