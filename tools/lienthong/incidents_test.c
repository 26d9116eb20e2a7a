/* SPDX-License-Identifier: EUPL-1.2 */
/* Dossiers that wait for a person, and what to do about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/served_fixture.h"

static void test_incidents__one_and_none__listed_or_said(void **state)
{
	Lt__WorkItem item = LT__WORK_ITEM__INIT, *list[] = {&item};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	char *out = served_said(&lt_tool_incidents, SERVED_WORDS(NULL), &reply, 0, &err);
	assert_string_equal(out, "Không có sự cố nào.\n");
	free(out);
	item.code = "H14-250701-1";
	item.step = "share";
	item.token = 3;
	item.incident = "chia cho không";
	reply.items = list;
	reply.n_items = 1;
	out = served_said(&lt_tool_incidents, SERVED_WORDS("--limit", "5"), &reply, 0, &err);
	assert_non_null(strstr(out, "H14-250701-1  share  3"));
	assert_non_null(strstr(out, "chia cho không"));
	assert_non_null(strstr(out, "--retry"));
	free(out);
	json_t *json = served_json(&lt_tool_incidents, SERVED_WORDS("--json"), &reply);
	assert_int_equal(json_array_size(json_object_get(json, "items")), 1);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_incidents__one_and_none__listed_or_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
