/* SPDX-License-Identifier: EUPL-1.2 */
/* Money, moments, times left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/forms/light.h"

static void test_money__any_amount__grouped_in_threes(void **state)
{
	static const struct {
		int64_t vnd;
		const char *text;
	} rows[] = {{0, "0 đ"},
		    {999, "999 đ"},
		    {1000, "1.000 đ"},
		    {15000, "15.000 đ"},
		    {123456, "123.456 đ"},
		    {1234567, "1.234.567 đ"},
		    {-1, "chưa xác định"},
		    {INT64_MAX, "9.223.372.036.854.775.807 đ"}};
	char text[LT_MONEY_TEXT_BYTES];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(lt_money_text(rows[i].vnd, text), rows[i].text);
}

static void test_due__none_standing_and_set__said_apart(void **state)
{
	char text[LT_TIME_TEXT_BYTES];
	int64_t at_us;
	(void)state;
	assert_int_equal(lt_time_parse("2025-07-01T08:30", &at_us), 0);
	assert_string_equal(lt_due_text(at_us, text), "08:30 01/07/2025");
	assert_string_equal(lt_due_text(0, text), "không có hạn");
	assert_string_equal(lt_due_text(INT64_MAX, text), "đang dừng tính");
}

static void test_span__short_and_long__in_its_units(void **state)
{
	char text[LT_TIME_TEXT_BYTES];
	(void)state;
	assert_string_equal(lt_span_text(12 * LT_US_PER_MINUTE, LT_US_PER_DAY, text), "12 phút");
	assert_string_equal(lt_span_text(200 * LT_US_PER_MINUTE, LT_US_PER_DAY, text),
			    "3 giờ 20 phút");
	assert_string_equal(lt_span_text(50 * LT_US_PER_HOUR, LT_US_PER_DAY, text), "2 ngày 2 giờ");
	assert_string_equal(lt_span_text(50 * LT_US_PER_HOUR, INT64_MAX, text), "50 giờ 0 phút");
}

static void test_light__left_warned_and_late__in_words(void **state)
{
	struct lt_arena arena;
	Lt__WorkItem item = LT__WORK_ITEM__INIT;
	(void)state;
	lt_arena_init(&arena, 1 << 16);
	assert_string_equal(lt_light_text(&arena, &item, false), "");
	assert_string_equal(lt_light_text(&arena, &item, true), "QUÁ HẠN");
	item.left_work_minutes = 200;
	assert_string_equal(lt_light_text(&arena, &item, false), "còn 3 giờ 20 phút");
	item.used_percent = 80;
	assert_string_equal(lt_light_text(&arena, &item, false), "đã dùng 80 %, còn 3 giờ 20 phút");
	item.left_work_minutes = 9 * 60;
	assert_string_equal(lt_light_text(&arena, &item, true), "QUÁ HẠN 1 ngày 1 giờ");
	Lt__Hold held = LT__HOLD__INIT;
	held.reason = LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
	item.held = &held;
	assert_string_equal(lt_light_text(&arena, &item, false),
			    "đang dừng ở nơi nhận: chờ công dân bổ sung hồ sơ (thời gian của công "
			    "dân)");
	held.reason = LT__PAUSE_REASON__PAUSE_REASON_OPINION;
	assert_string_equal(lt_light_text(&arena, &item, false),
			    "đang dừng ở nơi nhận: lấy ý kiến cơ quan khác (thời gian không tính "
			    "cho cơ quan nào)");
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_money__any_amount__grouped_in_threes),
		cmocka_unit_test(test_due__none_standing_and_set__said_apart),
		cmocka_unit_test(test_span__short_and_long__in_its_units),
		cmocka_unit_test(test_light__left_warned_and_late__in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
