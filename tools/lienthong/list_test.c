/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of work items: late ones, held ones, the next page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/items.h"
#include "tools/lienthong/served_fixture.h"

static void items(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__WorkItem late = LT__WORK_ITEM__INIT, held = LT__WORK_ITEM__INIT;
	Lt__WorkItem *list[] = {&late, &held};
	(void)s, (void)request;
	assert_int_equal(lt_time_parse("2025-07-02T08:00", &reply.as_of_us), 0);
	assert_int_equal(lt_time_parse("2025-07-01T08:30", &late.due_us), 0);
	late.code = "H14-250701-1";
	late.token = 1;
	late.step = "receive";
	late.step_title = "Tiếp nhận";
	late.applicant = "Tên\nhai dòng";
	held.code = "H14-250701-2";
	held.token = 1;
	held.officer = "hoa";
	held.due_us = INT64_MAX;
	reply.items = list;
	reply.n_items = 2;
	reply.next = "00ff";
	served_fetched(call, &reply);
}

static void test_list__two_items__late_held_and_where_to_go_on(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, items);
	assert_int_equal(served_run(&s, &lt_tool_list,
				    SERVED_WORDS("--unit", "H14", "--role", "receiver", "--limit",
						 "2", "--after", "aa"),
				    &out, &err),
			 0);
	assert_non_null(
		strstr(out, "08:30 01/07/2025  QUÁ HẠN  H14-250701-1  Tiếp nhận (receive)"));
	assert_non_null(strstr(out, "Tên hai dòng"));
	assert_non_null(strstr(out, "đang dừng tính             H14-250701-2"));
	assert_non_null(strstr(out, "--after 00ff"));
	const Lt__Fetch *fetch = s.requests[0]->fetch;
	assert_int_equal(fetch->kind, LT__FETCH_KIND__FETCH_KIND_LIST);
	assert_string_equal(fetch->unit, "H14");
	assert_string_equal(fetch->role, "receiver");
	assert_string_equal(fetch->after, "aa");
	assert_int_equal(fetch->limit, 2);
	free(out);
	served_stop(&s);
}

static void test_items_json__a_page__items_and_cursor(void **state)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__WorkItem item = LT__WORK_ITEM__INIT, *list[] = {&item};
	(void)state;
	item.code = "H14-250701-1";
	reply.items = list;
	reply.n_items = 1;
	reply.next = "aa";
	json_t *j = lt_items_json(&reply);
	assert_int_equal(json_array_size(json_object_get(j, "items")), 1);
	assert_string_equal(json_string_value(json_object_get(j, "next")), "aa");
	json_decref(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list__two_items__late_held_and_where_to_go_on),
		cmocka_unit_test(test_items_json__a_page__items_and_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
