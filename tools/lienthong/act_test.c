/* SPDX-License-Identifier: EUPL-1.2 */
/* What people say on the command line is what goes over the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "tools/lienthong/served_fixture.h"

#define ACT(s, ...) served_sent((s), &lt_tool_act, SERVED_WORDS("H14-250701-1", __VA_ARGS__))
#define BY_HOA "--as", "hoa", "--unit", "H14.1"

static void test_act__an_outcome__with_all_that_belongs_to_it(void **state)
{
	struct served s;
	(void)state;
	const Lt__Command *c = ACT(&s, "pass", BY_HOA, "--step", "appraise", "--note", "Đủ",
				   "--field", "copies=2", "--paper", "gxn:copy");
	assert_string_equal(c->code, "H14-250701-1");
	assert_int_equal(c->actor->kind, LT__ACTOR_KIND__ACTOR_KIND_OFFICER);
	assert_string_equal(c->actor->id, "hoa");
	assert_string_equal(c->actor->unit, "H14.1");
	assert_int_equal(c->body_case, LT__COMMAND__BODY_ACT);
	assert_string_equal(c->act->outcome, "pass");
	assert_string_equal(c->act->step, "appraise");
	assert_string_equal(c->act->note, "Đủ");
	assert_int_equal(c->act->fields[0]->number, 2);
	assert_string_equal(c->act->papers[0]->id, "gxn");
	served_stop(&s);
}

static void test_act__claim_release_assign__by_token(void **state)
{
	struct served s;
	(void)state;
	const Lt__Command *c = ACT(&s, "--claim", BY_HOA, "--token", "3");
	assert_int_equal(c->body_case, LT__COMMAND__BODY_CLAIM);
	assert_int_equal(c->claim->token, 3);
	served_stop(&s);
	c = ACT(&s, "--release", BY_HOA, "--token", "3");
	assert_int_equal(c->body_case, LT__COMMAND__BODY_RELEASE);
	assert_int_equal(c->release->token, 3);
	served_stop(&s);
	c = ACT(&s, "--assign", "binh", BY_HOA, "--token", "3");
	assert_int_equal(c->body_case, LT__COMMAND__BODY_ASSIGN);
	assert_string_equal(c->assign->officer, "binh");
	served_stop(&s);
}

static void test_act__about_the_dossier__needs_no_step(void **state)
{
	struct served s;
	(void)state;
	const Lt__Command *c = ACT(&s, "--signal", "treasury.paid", "--citizen", "--unit", "H14.1",
				   "--field", "receipt:text=12");
	assert_int_equal(c->actor->kind, LT__ACTOR_KIND__ACTOR_KIND_CITIZEN);
	assert_int_equal(c->body_case, LT__COMMAND__BODY_SIGNAL);
	assert_string_equal(c->signal->event, "treasury.paid");
	assert_string_equal(c->signal->fields[0]->text, "12");
	served_stop(&s);
	c = ACT(&s, "--withdraw", "--citizen", "--unit", "H14.1", "--note", "x");
	assert_string_equal(c->withdraw->note, "x");
	served_stop(&s);
	c = ACT(&s, "--stop", BY_HOA, "--note", "x");
	assert_string_equal(c->stop->note, "x");
	served_stop(&s);
	c = ACT(&s, "--return", "post", BY_HOA);
	assert_string_equal(c->return_result->way, "post");
	served_stop(&s);
	c = ACT(&s, "--retry");
	assert_int_equal(c->body_case, LT__COMMAND__BODY_RETRY);
	assert_int_equal(c->actor->kind, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
	served_stop(&s);
}

static void test_act__refused__the_dossier_and_the_reason(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	uint32_t refusal = LT_REFUSAL_HELD;
	(void)state;
	served_start(&s, false, served_accept);
	s.owner = &refusal;
	assert_int_equal(served_run(&s, &lt_tool_act,
				    SERVED_WORDS("H14-250701-1", "pass", BY_HOA, "--token", "1"),
				    &out, &err),
			 LT_E_REFUSED);
	assert_string_equal(out, "");
	assert_string_equal(err.text, "H14-250701-1: người đang giữ: an");
	free(out);
	served_stop(&s);
}

static void test_act__not_one_deed__nothing_sent(void **state)
{
	const char *const *const lines[] = {
		SERVED_WORDS("H14-250701-1", BY_HOA),
		SERVED_WORDS("H14-250701-1", "pass", "--claim", BY_HOA),
		SERVED_WORDS("--claim", BY_HOA),
		SERVED_WORDS("H14-250701-1", "--stop", "--withdraw", BY_HOA),
		SERVED_WORDS("H14-250701-1", "pass", BY_HOA, "--token", "99999999999"),
		SERVED_WORDS("H14-250701-1", "pass", BY_HOA, "--token", "1", "--field", "x"),
	};
	(void)state;
	served_wrong_usage(&lt_tool_act, lines, sizeof lines / sizeof *lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_act__an_outcome__with_all_that_belongs_to_it),
		cmocka_unit_test(test_act__claim_release_assign__by_token),
		cmocka_unit_test(test_act__about_the_dossier__needs_no_step),
		cmocka_unit_test(test_act__refused__the_dossier_and_the_reason),
		cmocka_unit_test(test_act__not_one_deed__nothing_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
