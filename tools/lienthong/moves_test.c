/* SPDX-License-Identifier: EUPL-1.2 */
/* Orders to all open dossiers: a line that was down, units that are gone. Each waits until they are
 * carried out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "tools/lienthong/served_fixture.h"

/* A sweep that needs two more looks; one dossier whose desk moves. */
static void answer(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	int *left = s->owner;
	Lt__CommandReply done = LT__COMMAND_REPLY__INIT;
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	Lt__Counter sweeps = LT__COUNTER__INIT, upto = LT__COUNTER__INIT;
	Lt__Counter dossiers = LT__COUNTER__INIT, *counters[] = {&sweeps, &upto, &dossiers};
	Lt__Move move = LT__MOVE__INIT, *moves[] = {&move};
	if (request->body_case != LT__REQUEST__BODY_FETCH)
		return served_reply(call, &done);
	if (request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_STATUS) {
		sweeps.name = "sweeps";
		sweeps.value = *left ? (*left)-- : 0;
		upto.name = "swept_upto";
		upto.value = 250;
		dossiers.name = "dossiers";
		dossiers.value = 3000;
		reply.counters = counters;
		reply.n_counters = 3;
	} else {
		move.code = "H14-250707-1";
		move.token = 2;
		move.step = "assign";
		move.from_unit = "H14.61.04";
		move.to_unit = "H14.61.05";
		reply.moves = moves;
		reply.n_moves = 1;
		reply.looked_at = 3;
	}
	served_fetched(call, &reply);
}

static void record_line(struct served *s, char **ret_out)
{
	struct lt_err err = {0};
	assert_int_equal(served_run(s, &lt_tool_line,
				    SERVED_WORDS("H14.61.04", "--from", "2025-07-07T10:00", "--to",
						 "2025-07-08T15:00", "--note", "đứt cáp"),
				    ret_out, &err),
			 0);
}

static void test_line__recorded__waits_for_the_dossiers(void **state)
{
	struct served s;
	char *out = NULL;
	int left = 2;
	int64_t from_us;
	(void)state;
	served_start(&s, false, answer);
	s.owner = &left;
	record_line(&s, &out);
	assert_int_equal(left, 0);
	const Lt__Command *c = served_command(&s, 0);
	assert_int_equal(c->body_case, LT__COMMAND__BODY_LINE);
	assert_int_equal(c->actor->kind, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
	assert_string_equal(c->line->unit, "H14.61.04");
	assert_string_equal(c->line->note, "đứt cáp");
	assert_int_equal(lt_time_parse("2025-07-07T10:00", &from_us), 0);
	assert_int_equal(c->line->from_us, from_us);
	assert_non_null(strstr(out, "từ 10:00 07/07/2025 đến 15:00 08/07/2025"));
	free(out);
	served_stop(&s);
}

static void test_line__no_reason_or_no_time__usage(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	served_start(&s, false, answer);
	assert_int_equal(served_run(&s, &lt_tool_line,
				    SERVED_WORDS("H14.61.04", "--from", "2025-07-07T10:00", "--to",
						 "2025-07-08T15:00"),
				    &out, &err),
			 LT_E_USAGE);
	free(out);
	assert_int_equal(served_run(&s, &lt_tool_line,
				    SERVED_WORDS("H14.61.04", "--note", "đứt cáp"), &out, &err),
			 LT_E_USAGE);
	served_says(&err, "--from");
	free(out);
	assert_int_equal(s.requests_count, 0);
	served_stop(&s);
}

static void test_rebind__units_are_gone__report_first_then_done(void **state)
{
	struct served s;
	struct lt_err err = {0};
	char *out = NULL;
	int left = 1;
	(void)state;
	served_start(&s, false, answer);
	s.owner = &left;
	assert_int_equal(served_run(&s, &lt_tool_rebind, SERVED_WORDS("--preview"), &out, &err), 0);
	assert_non_null(strstr(out, "bước assign"));
	assert_non_null(strstr(out, "H14.61.05"));
	assert_non_null(strstr(out, "1 hồ sơ ở đơn vị đã hết hiệu lực, trong 3 hồ sơ"));
	assert_null(served_command(&s, 0));
	free(out);
	assert_int_equal(served_run(&s, &lt_tool_rebind, SERVED_WORDS(NULL), &out, &err), 0);
	assert_int_equal(served_command(&s, 0)->body_case, LT__COMMAND__BODY_REBIND);
	assert_int_equal(left, 0);
	assert_non_null(strstr(out, "Đã chuyển"));
	free(out);
	served_stop(&s);
}

static void test_line__many_dossiers__says_how_far_it_has_come(void **state)
{
	struct served s;
	char *out = NULL;
	int left = 20;
	(void)state;
	served_start(&s, false, answer);
	s.owner = &left;
	record_line(&s, &out);
	assert_non_null(strstr(out, "đang rà soát hồ sơ: 250/3000"));
	free(out);
	served_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line__recorded__waits_for_the_dossiers),
		cmocka_unit_test(test_line__many_dossiers__says_how_far_it_has_come),
		cmocka_unit_test(test_line__no_reason_or_no_time__usage),
		cmocka_unit_test(test_rebind__units_are_gone__report_first_then_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
