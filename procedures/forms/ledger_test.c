/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "procedures/forms/journey.h"
#include "proto/base/time.h"

static void says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not say '%s'", text, part);
}

static void test_journey_ledger__each_kind__with_its_particulars(void **state)
{
	struct lt_arena arena;
	Lt__LedgerLine line = LT__LEDGER_LINE__INIT;
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	line.kind = LT_LEDGER_WEEKEND;
	line.amount = 2;
	assert_string_equal(lt_journey_ledger(&arena, NULL, &line, false),
			    "nghỉ cuối tuần, 2 ngày");
	line.kind = LT_LEDGER_DAY_OFF;
	line.name = "Quốc khánh";
	assert_string_equal(lt_journey_ledger(&arena, NULL, &line, false), "ngày nghỉ: Quốc khánh");
	line.name = "";
	line.kind = LT_LEDGER_CUT_OFF;
	line.amount = 900;
	says(lt_journey_ledger(&arena, NULL, &line, false), "giờ chốt 15:00");
	line.kind = LT_LEDGER_PAUSE;
	line.reason = LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
	line.amount = 90 * LT_US_PER_MINUTE;
	assert_int_equal(lt_time_parse("2025-07-08T09:00", &line.until_us), 0);
	assert_string_equal(lt_journey_ledger(&arena, NULL, &line, false),
			    "dừng tính thời hạn: chờ công dân bổ sung hồ sơ đến 09:00 08/07/2025, "
			    "1 giờ 30 phút làm việc");
	line.until_us = INT64_MAX;
	says(lt_journey_ledger(&arena, NULL, &line, false), "chưa kết thúc");
	line.kind = LT_LEDGER_RECEIVED;
	says(lt_journey_ledger(&arena, NULL, &line, true), "bắt đầu bước");
	line.kind = LT_LEDGER_DUE;
	says(lt_journey_ledger(&arena, NULL, &line, true), "hạn của bước");
	lt_arena_done(&arena);
}

static void test_journey_ledger__paper_and_officer__by_name_where_it_is_known(void **state)
{
	struct lt_arena arena;
	Lt__LedgerLine line = LT__LEDGER_LINE__INIT;
	Lt__Label label = LT__LABEL__INIT, *labels[] = {&label};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	label.kind = LT__LABEL_KIND__LABEL_KIND_OFFICER;
	label.code = "hoang.long";
	label.text = "Hoàng Đức Long";
	reply.labels = labels;
	reply.n_labels = 1;
	line.kind = LT_LEDGER_PAUSE;
	line.until_us = INT64_MAX;
	line.paper = "CV 12";
	line.officer = "hoang.long";
	says(lt_journey_ledger(&arena, &reply, &line, false),
	     "văn bản: CV 12; người quyết định: Hoàng Đức Long");
	says(lt_journey_ledger(&arena, NULL, &line, false), "người quyết định: hoang.long");
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_journey_ledger__each_kind__with_its_particulars),
		cmocka_unit_test(test_journey_ledger__paper_and_officer__by_name_where_it_is_known),
	};
	return cmocka_run_group_tests_name("forms.ledger", tests, NULL, NULL);
}
