/* SPDX-License-Identifier: EUPL-1.2 */
/* A version is withdrawn by its hash; the last one only with a yes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "tools/lienthong/served_fixture.h"

static void answer(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	static uint8_t hash[32] = {0xaa, 0xaa, 0xaa};
	Lt__ProcedureInfo info = LT__PROCEDURE_INFO__INIT, *versions[] = {&info};
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__CommandReply done = LT__COMMAND_REPLY__INIT;
	if (request->body_case == LT__REQUEST__BODY_REPORT) {
		if (s->owner) {
			done.refusal = LT_REFUSAL_LAST_VERSION;
			done.text = "không còn phiên bản nào khác; thêm --yes";
		}
		return served_reply(call, &done);
	}
	info.hash = (ProtobufCBinaryData){sizeof hash, hash};
	reply.procedures = versions;
	reply.n_procedures = 1;
	served_fetched(call, &reply);
}

static void test_withdraw__the_last_version__needs_a_yes(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	s.owner = &s;
	assert_int_equal(served_run(&s, &lt_tool_withdraw, SERVED_WORDS("aaaaaa"), &out, &err),
			 LT_E_REFUSED);
	assert_non_null(strstr(err.text, "--yes"));
	assert_false(served_command(&s, 0)->withdraw_version->last);
	free(out);
	s.owner = NULL;
	assert_int_equal(
		served_run(&s, &lt_tool_withdraw, SERVED_WORDS("aaaaaa", "--yes"), &out, &err), 0);
	assert_non_null(strstr(out, "đã rút"));
	const Lt__Command *c = served_command(&s, 1);
	assert_int_equal(c->body_case, LT__COMMAND__BODY_WITHDRAW_VERSION);
	assert_true(c->withdraw_version->last);
	assert_int_equal(c->withdraw_version->definition.len, 32);
	free(out);
	served_stop(&s);
}

static void test_withdraw__no_hash_or_an_unknown_one__said(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	assert_int_equal(served_run(&s, &lt_tool_withdraw, SERVED_WORDS(NULL), &out, &err),
			 LT_E_USAGE);
	free(out);
	assert_int_equal(served_run(&s, &lt_tool_withdraw, SERVED_WORDS("cccccc"), &out, &err),
			 LT_E_ABSENT);
	free(out);
	served_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_withdraw__the_last_version__needs_a_yes),
		cmocka_unit_test(test_withdraw__no_hash_or_an_unknown_one__said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
