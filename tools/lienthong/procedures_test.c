/* SPDX-License-Identifier: EUPL-1.2 */
/* What is published, with enough of the hash to ask for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/served_fixture.h"

static void test_procedures__one_and_none__listed_or_said(void **state)
{
	uint8_t hash[32] = {0xab, 0xcd};
	Lt__ProcedureInfo info = LT__PROCEDURE_INFO__INIT, *list[] = {&info};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	char *out = served_said(&lt_tool_procedures, SERVED_WORDS(NULL), &reply, 0, &err);
	assert_non_null(strstr(out, "publish"));
	free(out);
	info.code = "1.004873";
	info.version = "2025.1";
	info.name = "Cấp giấy";
	info.hash.data = hash;
	info.hash.len = sizeof hash;
	reply.procedures = list;
	reply.n_procedures = 1;
	out = served_said(&lt_tool_procedures, SERVED_WORDS(NULL), &reply, 0, &err);
	assert_non_null(strstr(out, "abcd000000000000  Cấp giấy"));
	free(out);
	json_t *json = served_json(&lt_tool_procedures, SERVED_WORDS("--json"), &reply);
	json_t *first = json_array_get(json_object_get(json, "procedures"), 0);
	assert_int_equal(json_string_length(json_object_get(first, "hash")), 64);
	json_decref(json);
}

static void test_procedures__a_hash_too_long__no_overrun(void **state)
{
	uint8_t hash[64] = {1};
	Lt__ProcedureInfo info = LT__PROCEDURE_INFO__INIT, *list[] = {&info};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	info.hash.data = hash;
	info.hash.len = sizeof hash;
	reply.procedures = list;
	reply.n_procedures = 1;
	free(served_said(&lt_tool_procedures, SERVED_WORDS(NULL), &reply, 0, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_procedures__one_and_none__listed_or_said),
		cmocka_unit_test(test_procedures__a_hash_too_long__no_overrun),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
