/* SPDX-License-Identifier: EUPL-1.2 */
/* What people say on the command line is what goes over the line: act and submit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "proto/base/time.h"
#include "tools/lienthong/served_fixture.h"

static void accept(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	static const char *steps[] = {"sign", "survey"};
	const uint32_t *refusal = s->owner;
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	(void)request;
	reply.code = "H14-250701-1";
	reply.refusal = refusal ? *refusal : 0;
	reply.text = refusal ? "người đang giữ: an" : "";
	reply.fee_vnd = 15000;
	assert_int_equal(lt_time_parse("2025-07-01T08:00", &reply.received_us), 0);
	assert_int_equal(lt_time_parse("2025-07-04T17:00", &reply.due_us), 0);
	reply.open_steps = steps;
	reply.n_open_steps = 2;
	served_reply(call, &reply);
}

/* One run; the command it sent lives until served_stop. */
static const Lt__Command *sent(struct served *s, const struct lt_subcommand *command,
			       const char *const *words)
{
	struct lt_err err = {0};
	char *out = NULL;
	served_start(s, false, accept);
	int r = served_run(s, command, words, &out, &err);
	if (r != 0)
		fail_msg("%d: %s", r, err.text);
	assert_non_null(strstr(out, "sign"));
	free(out);
	return served_command(s, 0);
}

#define ACT(s, ...) sent((s), &lt_tool_act, SERVED_WORDS("H14-250701-1", __VA_ARGS__))
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
	served_start(&s, false, accept);
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
	struct served s;
	(void)state;
	served_start(&s, false, accept);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct lt_err err = {0};
		char *out = NULL;
		assert_int_equal(served_run(&s, &lt_tool_act, lines[i], &out, &err), LT_E_USAGE);
		free(out);
	}
	assert_int_equal(s.requests_count, 0);
	served_stop(&s);
}

/* -- submit -- */

#define SUBMIT(s, ...)                                                                             \
	sent((s), &lt_tool_submit,                                                                 \
	     SERVED_WORDS("--procedure", "1.004873", "--unit", "H14.1", "--applicant",             \
			  "Nguyễn Thị Bình", __VA_ARGS__))

static void test_submit__all_of_a_form__goes_over_the_line(void **state)
{
	struct served s;
	int64_t at_us;
	(void)state;
	const Lt__Command *c = SUBMIT(&s, "--as", "hoa", "--id-number", "040190001234", "--phone",
				      "0912", "--email", "b@x.vn", "--address", "Mỹ Trà",
				      "--channel", "post", "--code", "H14-250701-9", "--submitted",
				      "16:20 30/06/2025", "--field", "a=có", "--paper", "don");
	assert_int_equal(c->body_case, LT__COMMAND__BODY_SUBMIT);
	const Lt__SubmitDossier *d = c->submit;
	assert_string_equal(d->procedure, "1.004873");
	assert_string_equal(d->unit, "H14.1");
	assert_string_equal(d->code, "H14-250701-9");
	assert_int_equal(d->channel, LT__CHANNEL__CHANNEL_POST);
	assert_string_equal(d->applicant->name, "Nguyễn Thị Bình");
	assert_string_equal(d->applicant->id_number, "040190001234");
	assert_string_equal(d->applicant->phone, "0912");
	assert_string_equal(d->applicant->email, "b@x.vn");
	assert_string_equal(d->applicant->address, "Mỹ Trà");
	assert_true(d->fields[0]->yes);
	assert_string_equal(d->papers[0]->id, "don");
	assert_int_equal(lt_time_parse("2025-06-30T16:20", &at_us), 0);
	assert_int_equal(d->submitted_us, at_us);
	served_stop(&s);
}

static void test_submit__no_channel_named__by_who_hands_in(void **state)
{
	struct served s;
	(void)state;
	assert_int_equal(SUBMIT(&s, "--as", "hoa")->submit->channel, LT__CHANNEL__CHANNEL_DIRECT);
	served_stop(&s);
	assert_int_equal(SUBMIT(&s, "--citizen")->submit->channel, LT__CHANNEL__CHANNEL_ONLINE);
	served_stop(&s);
}

static void test_submit__accepted__a_receipt(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, accept);
	assert_int_equal(served_run(&s, &lt_tool_submit,
				    SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant",
						 "A", "--as", "hoa"),
				    &out, &err),
			 0);
	assert_string_equal(out, "Mã hồ sơ       H14-250701-1\n"
				 "Tiếp nhận      08:00 01/07/2025\n"
				 "Hẹn trả        17:00 04/07/2025\n"
				 "Phí, lệ phí    15.000 đ\n"
				 "Đang chờ       sign\n"
				 "               survey\n");
	free(out);
	served_stop(&s);
}

static void test_submit__incomplete__nothing_sent(void **state)
{
	const char *const *const lines[] = {
		SERVED_WORDS("--unit", "H14", "--applicant", "A", "--as", "hoa"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--as", "hoa"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant", "A"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant", "A", "--as", "hoa",
			     "--citizen"),
		SERVED_WORDS("--procedure", "1", "--applicant", "A", "--as", "hoa"),
		SERVED_WORDS("--procedure", "1", "--unit", "H14", "--applicant", "A", "--as", "hoa",
			     "--channel", "pigeon"),
	};
	struct served s;
	(void)state;
	served_start(&s, false, accept);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct lt_err err = {0};
		char *out = NULL;
		assert_int_equal(served_run(&s, &lt_tool_submit, lines[i], &out, &err), LT_E_USAGE);
		free(out);
	}
	assert_int_equal(s.requests_count, 0);
	served_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_act__an_outcome__with_all_that_belongs_to_it),
		cmocka_unit_test(test_act__claim_release_assign__by_token),
		cmocka_unit_test(test_act__about_the_dossier__needs_no_step),
		cmocka_unit_test(test_act__refused__the_dossier_and_the_reason),
		cmocka_unit_test(test_act__not_one_deed__nothing_sent),
		cmocka_unit_test(test_submit__all_of_a_form__goes_over_the_line),
		cmocka_unit_test(test_submit__no_channel_named__by_who_hands_in),
		cmocka_unit_test(test_submit__accepted__a_receipt),
		cmocka_unit_test(test_submit__incomplete__nothing_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
