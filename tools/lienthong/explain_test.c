/* SPDX-License-Identifier: EUPL-1.2 */
/* Where, why, who, until when, what next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "tools/lienthong/served_fixture.h"

static Lt__FetchReply waiting(Lt__Explanation *e, Lt__WorkItem *item, Lt__NextStep *next)
{
	static Lt__Explanation *explanations[1];
	static Lt__NextStep *steps[1];
	static const char *officers[] = {"Hoàng Thị Hoa (hoa)", "Mai Thị Hương (huong)"};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	item->step = "receive";
	item->step_title = "Tiếp nhận";
	item->kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	item->token = 1;
	item->unit = "H14.1";
	item->role = "receiver";
	assert_int_equal(lt_time_parse("2025-07-01T14:00", &item->due_us), 0);
	assert_int_equal(lt_time_parse("2025-07-02T08:00", &reply.as_of_us), 0);
	next->outcome = "missing";
	next->step = "supplement";
	next->title = "Chờ bổ sung";
	steps[0] = next;
	e->item = item;
	e->unit_name = "Bộ phận Một cửa";
	e->why = "hồ sơ được tiếp nhận lúc 08:00 01/07/2025";
	e->officers = officers;
	e->n_officers = 2;
	e->next = steps;
	e->n_next = 1;
	explanations[0] = e;
	reply.explanations = explanations;
	reply.n_explanations = 1;
	return reply;
}

static void test_explain__an_open_step__all_of_it(void **state)
{
	Lt__Explanation e = LT__EXPLANATION__INIT;
	Lt__WorkItem item = LT__WORK_ITEM__INIT;
	Lt__NextStep next = LT__NEXT_STEP__INIT;
	Lt__FetchReply reply = waiting(&e, &item, &next);
	struct lt_err err = {0};
	(void)state;
	char *out = served_said(&lt_tool_explain, SERVED_WORDS("H14-1"), &reply, 0, &err);
	assert_string_equal(out, "Hồ sơ          H14-1\n\n"
				 "Bước receive “Tiếp nhận” (cán bộ xử lý, thẻ 1)\n"
				 "  Ở đâu        H14.1 Bộ phận Một cửa, vai trò receiver\n"
				 "  Từ lúc       không có hạn\n"
				 "  Vì sao       hồ sơ được tiếp nhận lúc 08:00 01/07/2025\n"
				 "  Hạn          14:00 01/07/2025  QUÁ HẠN\n"
				 "  Ai làm được  Hoàng Thị Hoa (hoa)\n"
				 "               Mai Thị Hương (huong)\n"
				 "  Kế tiếp      missing (thiếu giấy tờ) → Chờ bổ sung\n");
	free(out);
	json_t *json = served_json(&lt_tool_explain, SERVED_WORDS("H14-1", "--json"), &reply);
	assert_true(json_is_null(json_object_get(json, "dossier")));
	assert_int_equal(json_array_size(json_object_get(json, "explanations")), 1);
	json_decref(json);
}

static void test_explain__nobody_has_the_role__said(void **state)
{
	Lt__Explanation e = LT__EXPLANATION__INIT;
	Lt__WorkItem item = LT__WORK_ITEM__INIT;
	Lt__NextStep next = LT__NEXT_STEP__INIT;
	Lt__FetchReply reply = waiting(&e, &item, &next);
	struct lt_err err = {0};
	(void)state;
	e.n_officers = 0;
	char *out = served_said(&lt_tool_explain, SERVED_WORDS("H14-1"), &reply, 0, &err);
	assert_non_null(strstr(out, "chưa cán bộ nào có vai trò receiver"));
	free(out);
	e.item = NULL; /* a damaged reply */
	free(served_said(&lt_tool_explain, SERVED_WORDS("H14-1"), &reply, 0, &err));
}

static void test_explain__a_result_to_return__how(void **state)
{
	static const char *ways[] = {"counter", "post"};
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	d.deliver = ways;
	d.n_deliver = 2;
	reply.dossier = &d;
	char *out = served_said(&lt_tool_explain, SERVED_WORDS("H14-1"), &reply, 0, &err);
	assert_non_null(strstr(out, "lienthong act H14-1 --return post (qua bưu chính)"));
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_explain__an_open_step__all_of_it),
		cmocka_unit_test(test_explain__nobody_has_the_role__said),
		cmocka_unit_test(test_explain__a_result_to_return__how),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
