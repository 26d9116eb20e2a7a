/* SPDX-License-Identifier: EUPL-1.2 */
/* The ledger of a dossier and of its step, as people and programs read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "proto/base/time.h"
#include "tools/lienthong/served_fixture.h"

struct told {
	Lt__Dossier d;
	Lt__Limit limit, hours;
	Lt__DueChange extension, *changes[1];
	Lt__LedgerLine pause, calendar, *lines[2];
	Lt__LedgerSum sum, step_sum;
	Lt__StepLedger step, *steps[1];
};

static int64_t at(const char *text)
{
	int64_t us = 0;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

static void fill_lines(struct told *t)
{
	lt__ledger_line__init(&t->pause);
	t->pause.kind = LT_LEDGER_PAUSE;
	t->pause.at_us = at("2025-07-08T09:00");
	t->pause.until_us = at("2025-07-10T09:00");
	t->pause.amount = 15 * LT_US_PER_HOUR;
	t->pause.reason = LT__PAUSE_REASON__PAUSE_REASON_OPINION;
	t->pause.paper = "CV 12/XD";
	t->pause.note = "hỏi Sở Xây dựng";
	t->pause.officer = "luong.ha";
	t->pause.before_us = at("2025-07-22T17:00");
	t->pause.after_us = at("2025-07-25T17:00");
	lt__ledger_line__init(&t->calendar);
	t->calendar.kind = LT_LEDGER_CALENDAR;
	t->calendar.at_us = at("2025-07-11T08:00");
	t->calendar.name = "2026.2";
	t->calendar.before_us = at("2025-07-25T17:00");
	t->calendar.after_us = at("2025-07-28T17:00");
	t->lines[0] = &t->pause;
	t->lines[1] = &t->calendar;
}

static void fill_step(struct told *t)
{
	lt__step_ledger__init(&t->step);
	lt__limit__init(&t->hours);
	lt__ledger_sum__init(&t->step_sum);
	t->hours.unit = LT_LIMIT_WORKING_MINUTES;
	t->hours.amount = 240;
	t->step.token = 3;
	t->step.step = "appraise";
	t->step.title = "Thẩm định";
	t->step.limit = &t->hours;
	t->step.office = "VN-STD";
	t->step.sum = &t->step_sum;
	t->step_sum.limit = 4 * LT_US_PER_HOUR;
	t->step_sum.used = 5 * LT_US_PER_HOUR;
	t->step_sum.remaining = -LT_US_PER_HOUR;
	t->step_sum.total = t->step_sum.limit;
	t->steps[0] = &t->step;
}

static void fill(struct told *t, Lt__FetchReply *reply)
{
	lt__dossier__init(&t->d);
	lt__limit__init(&t->limit);
	lt__due_change__init(&t->extension);
	lt__ledger_sum__init(&t->sum);
	t->limit.unit = LT_LIMIT_CALENDAR_DAYS;
	t->limit.amount = 15;
	t->extension.cause = LT__DUE_CAUSE__DUE_CAUSE_EXTENSION;
	t->extension.amount = 5;
	t->changes[0] = &t->extension;
	t->d.code = "H14-250707-1";
	t->d.limit = &t->limit;
	t->d.office = "VN-SATR";
	t->d.due_changes = t->changes;
	t->d.n_due_changes = 1;
	t->d.due_us = at("2025-07-28T17:00");
	t->sum.days = t->sum.calendar_days = true;
	t->sum.limit = 20;
	t->sum.used = 3;
	t->sum.remaining = 17;
	t->sum.paused = 2;
	t->sum.pushed = 1;
	t->sum.total = 23;
	fill_lines(t);
	fill_step(t);
	reply->dossier = &t->d;
	reply->ledger = t->lines;
	reply->n_ledger = 2;
	reply->ledger_sum = &t->sum;
	reply->step_ledgers = t->steps;
	reply->n_step_ledgers = 1;
}

static void test_due__dossier__line_by_line_with_papers_and_sums(void **state)
{
	static const char *const parts[] = {
		"17:00 28/07/2025",
		"20 ngày (đã gia hạn), giờ làm việc VN-SATR",
		"lấy ý kiến cơ quan khác đến 09:00 10/07/2025, 15 giờ 0 phút làm việc; "
		"văn bản: CV 12/XD; "
		"lý do: hỏi Sở Xây dựng; người quyết định: luong.ha; hẹn trả 17:00 22/07/2025 → "
		"17:00 25/07/2025",
		"tính lại theo lịch mới: 2026.2; hẹn trả 17:00 25/07/2025 → 17:00 28/07/2025",
		"20 ngày = 3 ngày đã dùng + 17 ngày còn lại\n",
		"23 ngày từ lúc tính đến hạn = 20 ngày + 2 ngày dừng + 1 ngày dời sang ngày làm",
		"SỔ TÍNH HẠN CỦA BƯỚC Thẩm định (thẻ 3)",
		"4 giờ 0 phút = 5 giờ 0 phút đã dùng - 1 giờ 0 phút QUÁ HẠN",
	};
	struct told t = {0};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	fill(&t, &reply);
	char *out = served_said(&lt_tool_due, SERVED_WORDS("H14-250707-1"), &reply, 0, &err);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!strstr(out, parts[i]))
			fail_msg("no '%s' in:\n%s", parts[i], out);
	free(out);
}

static void test_due__json__facts_lines_and_sums(void **state)
{
	static const char *const names[] = {"code",   "due",	    "limit",	   "due_changes",
					    "ledger", "ledger_sum", "step_ledgers"};
	struct told t = {0};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	(void)state;
	fill(&t, &reply);
	json_t *json = served_json(&lt_tool_due, SERVED_WORDS("H14-250707-1", "--json"), &reply);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!json_object_get(json, names[i]))
			fail_msg("no '%s'", names[i]);
	const json_t *sum = json_object_get(json, "ledger_sum");
	assert_int_equal(json_integer_value(json_object_get(sum, "used")), 3);
	assert_int_equal(json_array_size(json_object_get(json, "ledger")), 2);
	json_decref(json);
}

static void test_due__no_limit__says_so(void **state)
{
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	reply.dossier = &d;
	char *out = served_said(&lt_tool_due, SERVED_WORDS("X"), &reply, 0, &err);
	assert_non_null(strstr(out, "thủ tục không tính thời hạn"));
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due__dossier__line_by_line_with_papers_and_sums),
		cmocka_unit_test(test_due__json__facts_lines_and_sums),
		cmocka_unit_test(test_due__no_limit__says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
