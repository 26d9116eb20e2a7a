/* SPDX-License-Identifier: EUPL-1.2 */
/* Counters, with their meaning and by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/served_fixture.h"

static Lt__Counter counter(const char *name, int64_t value)
{
	Lt__Counter c = LT__COUNTER__INIT;
	c.name = name;
	c.value = value;
	return c;
}

static void test_status__counters_known_and_not__all_there(void **state)
{
	Lt__Counter known = counter("dossiers", 7), unknown = counter("new_one", -3);
	Lt__Counter *list[] = {&known, &unknown};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	reply.counters = list;
	reply.n_counters = 2;
	char *out = served_said(&lt_tool_status, SERVED_WORDS(NULL), &reply, 0, &err);
	assert_non_null(strstr(out, "máy chủ thử"));
	assert_non_null(strstr(out, "dossiers  7        hồ sơ trong kho"));
	assert_non_null(strstr(out, "new_one   -3"));
	free(out);
	json_t *json = served_json(&lt_tool_status, SERVED_WORDS("--json"), &reply);
	json_t *counters = json_object_get(json, "counters");
	assert_int_equal(json_integer_value(json_object_get(counters, "dossiers")), 7);
	assert_string_equal(json_string_value(json_object_get(json, "name")), "máy chủ thử");
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status__counters_known_and_not__all_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
