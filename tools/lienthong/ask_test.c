/* SPDX-License-Identifier: EUPL-1.2 */
/* A command takes effect once, whatever the line does; who does it, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "proto/base/time.h"
#include "tools/lienthong/connect.h"
#include "tools/lienthong/served_fixture.h"

/* -- commands -- */

struct script {
	int busy;	  /* so many answers are BUSY first */
	int shed;	  /* ... or the refusal of that name */
	int hang_ups;	  /* so many requests end with the connection instead */
	int stale;	  /* so many answers are REQUEST_STALE */
	int error;	  /* then this error */
	uint32_t refusal; /* or this refusal */
};

static void follow_script(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	struct script *script = s->owner;
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	(void)request;
	if (script->hang_ups > 0) {
		script->hang_ups--;
		lt_server_hang_up(s->server, call->pipe);
		return lt_server_drop(call);
	}
	if (script->busy > 0) {
		script->busy--;
		reply.error = LT_E_BUSY;
	} else if (script->shed > 0) {
		script->shed--;
		reply.refusal = LT_REFUSAL_BUSY;
	} else if (script->stale > 0) {
		script->stale--;
		reply.refusal = LT_REFUSAL_REQUEST_STALE;
	} else {
		reply.error = script->error;
		reply.refusal = script->refusal;
		reply.text = script->error ? "kho đầy" : "";
		reply.code = "H14-250701-1";
	}
	served_reply(call, &reply);
}

/* Sends a claim under a script. */
static int send(struct served *s, struct script *script, Lt__CommandReply *ret, struct lt_err *err)
{
	struct lt_tool tool;
	LT_AUTO(session) struct lt_session session = {0};
	Lt__Command claim = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__ClaimStep body = LT__CLAIM_STEP__INIT;
	Lt__CommandReply *reply = NULL;
	served_start(s, false, follow_script);
	s->owner = script;
	served_tool(&tool, s->folder);
	claim.code = "H14-250701-1";
	claim.actor = &actor;
	claim.body_case = LT__COMMAND__BODY_CLAIM;
	claim.claim = &body;
	assert_int_equal(lt_session_open(&tool, &session, err), 0);
	int r = lt_session_command(&session, &claim, &reply, err);
	if (r == 0)
		ret->refusal = reply->refusal;
	lt_session_close(&session);
	lt_arena_done(&tool.arena);
	return r;
}

/* All that came was one command, byte for byte. */
static void same_every_time(struct served *s, size_t times)
{
	assert_int_equal(s->requests_count, times);
	const ProtobufCBinaryData *first = &s->requests[0]->report->commands[0];
	for (size_t i = 1; i < times; i++) {
		const ProtobufCBinaryData *next = &s->requests[i]->report->commands[0];
		assert_int_equal(next->len, first->len);
		assert_memory_equal(next->data, first->data, first->len);
		assert_int_equal(s->boots[i], s->boots[0]);
	}
}

static void test_session_command__answered__sent_once_from_number_1(void **state)
{
	struct served s;
	struct script script = {0};
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(send(&s, &script, &reply, &err), 0);
	same_every_time(&s, 1);
	assert_int_equal(served_command(&s, 0)->seq, 1);
	assert_int_equal(served_command(&s, 0)->schema, 1);
	served_stop(&s);
}

static void test_session_command__busy__the_same_again(void **state)
{
	struct served s;
	struct script script = {.busy = 2, .shed = 1};
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(send(&s, &script, &reply, &err), 0);
	same_every_time(&s, 4);
	assert_int_equal(s.hellos_count, 1);
	served_stop(&s);
}

static void test_session_command__line_lost__the_same_after_a_new_hello(void **state)
{
	struct served s;
	struct script script = {.hang_ups = 2};
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(send(&s, &script, &reply, &err), 0);
	same_every_time(&s, 3);
	assert_int_equal(s.hellos_count, 3);
	served_stop(&s);
}

static void test_session_command__others_were_quicker__once_more_under_new_numbers(void **state)
{
	struct served s;
	struct script script = {.stale = 1};
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(send(&s, &script, &reply, &err), 0);
	assert_int_equal(reply.refusal, 0);
	assert_int_equal(s.requests_count, 2);
	assert_true(s.boots[1] > s.boots[0]);
	served_stop(&s);
}

static void test_session_command__stale_after_a_lost_answer__not_sent_anew(void **state)
{
	struct served s;
	struct script script = {.hang_ups = 1, .stale = 1};
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(send(&s, &script, &reply, &err), LT_E_UNKNOWN); /* it may have been done */
	served_says(&err, "chưa rõ yêu cầu đã được ghi hay chưa");
	same_every_time(&s, 2);
	served_stop(&s);
}

static void test_session_command__refusal_and_error__handed_on(void **state)
{
	struct served s;
	struct script script = {.refusal = LT_REFUSAL_HELD};
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(send(&s, &script, &reply, &err), 0);
	assert_int_equal(reply.refusal, LT_REFUSAL_HELD);
	served_stop(&s);
	script = (struct script){.error = LT_E_DAMAGED};
	assert_int_equal(send(&s, &script, &reply, &err), LT_E_DAMAGED);
	served_says(&err, "kho đầy");
	same_every_time(&s, 1);
	served_stop(&s);
}

/* A desk that starts again has another port; it knows who asked, and what, from before. */
static void test_session_command__started_again_elsewhere__the_same_request_there(void **state)
{
	struct served first, second;
	struct script dies = {.hang_ups = SERVED_REQUESTS_MAX}, lives = {0};
	struct lt_tool tool;
	LT_AUTO(session) struct lt_session session = {0};
	struct lt_err err = {0};
	char port[16];
	Lt__Command claim = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__ClaimStep body = LT__CLAIM_STEP__INIT;
	Lt__CommandReply *reply = NULL;
	(void)state;
	served_start(&first, true, follow_script);
	served_start(&second, true, follow_script);
	first.owner = &dies;
	second.owner = &lives;
	served_tool(&tool, first.folder);
	claim.actor = &actor;
	claim.body_case = LT__COMMAND__BODY_CLAIM;
	claim.claim = &body;
	assert_int_equal(lt_session_open(&tool, &session, &err), 0);
	(void)snprintf(port, sizeof port, "%u\n", lt_server_port(second.server));
	served_write(&first, "desk.port", port);
	assert_int_equal(lt_session_command(&session, &claim, &reply, &err), 0);
	same_every_time(&first, 1); /* one try where it was, one where it is */
	same_every_time(&second, 1);
	assert_int_equal(second.boots[0], first.boots[0]);
	const ProtobufCBinaryData *sent = &first.requests[0]->report->commands[0],
				  *again = &second.requests[0]->report->commands[0];
	assert_int_equal(sent->len, again->len);
	assert_memory_equal(sent->data, again->data, sent->len);
	lt_arena_done(&tool.arena);
	served_stop(&second);
	served_stop(&first);
}

/* -- questions -- */

static void fail_fetch(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	(void)s, (void)request;
	reply.error = LT_E_ABSENT;
	reply.text = "không có hồ sơ 'X'";
	served_fetched(call, &reply);
}

static void test_session_read__the_reply_is_an_error__its_own_words(void **state)
{
	struct served s;
	struct lt_tool tool;
	struct lt_err err = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *reply;
	(void)state;
	served_start(&s, false, fail_fetch);
	served_tool(&tool, s.folder);
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	assert_int_equal(lt_session_read(&tool, &fetch, &reply, &err), LT_E_ABSENT);
	assert_string_equal(err.text, "không có hồ sơ 'X'");
	lt_arena_done(&tool.arena);
	served_stop(&s);
}

/* -- waiting -- */

static void say_nothing(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	(void)s, (void)request;
	lt_server_drop(call); /* the connection stays */
}

static bool three_times(void *owner, int64_t waited_us)
{
	int *times = owner;
	(void)waited_us;
	return ++*times < 3;
}

static void test_session__nobody_waits_any_more__given_up_at_once(void **state)
{
	struct served s;
	struct lt_tool tool;
	LT_AUTO(session) struct lt_session session = {0};
	struct lt_err err = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__FetchReply *fetched;
	Lt__Command claim = LT__COMMAND__INIT;
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__ClaimStep body = LT__CLAIM_STEP__INIT;
	Lt__CommandReply *reply;
	struct lt_clock clock = lt_clock_system();
	int times = 0;
	(void)state;
	served_start(&s, false, say_nothing);
	served_tool(&tool, s.folder);
	claim.actor = &actor;
	claim.body_case = LT__COMMAND__BODY_CLAIM;
	claim.claim = &body;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	assert_int_equal(lt_session_open(&tool, &session, &err), 0);
	session.on_wait = three_times;
	session.wait_owner = &times;
	int64_t began_us = lt_clock_monotonic(&clock);
	assert_int_equal(lt_session_fetch(&session, &fetch, &fetched, &err), LT_E_LINE);
	assert_int_equal(times, 3);
	assert_int_equal(lt_session_command(&session, &claim, &reply, &err), LT_E_UNKNOWN);
	assert_true(lt_clock_monotonic(&clock) - began_us < 20 * LT_US_PER_SECOND);
	lt_arena_done(&tool.arena);
	served_stop(&s);
}

/* -- who and where -- */

static void test_session_actor__who_is_named__or_asked_for(void **state)
{
	struct lt_tool tool;
	Lt__HelloReply hello = LT__HELLO_REPLY__INIT;
	struct lt_session s = {.tool = &tool, .side = LT_SESSION_OPERATOR, .hello = &hello};
	struct lt_err err = {0};
	Lt__Actor a;
	(void)state;
	served_tool(&tool, ".");
	assert_int_equal(lt_session_actor(&s, NULL, false, NULL, &a, &err), 0);
	assert_int_equal(a.kind, LT__ACTOR_KIND__ACTOR_KIND_OPERATOR);
	assert_true(a.id[0]);
	assert_int_equal(lt_session_actor(&s, "hoa", false, "H14", &a, &err), 0);
	assert_int_equal(a.kind, LT__ACTOR_KIND__ACTOR_KIND_OFFICER);
	assert_string_equal(a.id, "hoa");
	assert_string_equal(a.unit, "H14");
	assert_int_equal(lt_session_actor(&s, NULL, true, "H14", &a, &err), 0);
	assert_int_equal(a.kind, LT__ACTOR_KIND__ACTOR_KIND_CITIZEN);
	assert_int_equal(lt_session_actor(&s, "hoa", true, "H14", &a, &err), LT_E_USAGE);
	s.side = LT_SESSION_OFFICER;
	assert_int_equal(lt_session_actor(&s, NULL, false, "H14", &a, &err), LT_E_USAGE);
	served_says(&err, "--as");
	lt_arena_done(&tool.arena);
}

static void test_session_unit__one_several_none__taken_or_listed(void **state)
{
	struct lt_tool tool;
	Lt__HelloReply hello = LT__HELLO_REPLY__INIT;
	struct lt_session s = {.tool = &tool, .hello = &hello};
	struct lt_err err = {0};
	const char *units[] = {"H14.1", "H14.2"}, *unit = NULL;
	(void)state;
	served_tool(&tool, ".");
	assert_int_equal(lt_session_unit(&s, NULL, &unit, &err), LT_E_USAGE);
	hello.units = units;
	hello.n_units = 2;
	assert_int_equal(lt_session_unit(&s, NULL, &unit, &err), LT_E_USAGE);
	served_says(&err, "H14.1, H14.2");
	assert_int_equal(lt_session_unit(&s, "H9", &unit, &err), 0);
	assert_string_equal(unit, "H9");
	hello.n_units = 1;
	assert_int_equal(lt_session_unit(&s, NULL, &unit, &err), 0);
	assert_string_equal(unit, "H14.1");
	lt_arena_done(&tool.arena);
}

static void test_session_refused__with_and_without_text__subject_first(void **state)
{
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	reply.refusal = LT_REFUSAL_NOT_OPEN;
	assert_int_equal(lt_session_refused("H14-1", &reply, &err), LT_E_REFUSED);
	served_says(&err, "H14-1: hồ sơ đã kết thúc");
	reply.refusal = LT_REFUSAL_FIELD_TYPE;
	reply.text = "trường sai kiểu dữ liệu: 'a'";
	assert_int_equal(lt_session_refused("H14-1", &reply, &err), LT_E_REFUSED);
	served_says(&err, ":text=");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_command__answered__sent_once_from_number_1),
		cmocka_unit_test(test_session_command__busy__the_same_again),
		cmocka_unit_test(test_session_command__line_lost__the_same_after_a_new_hello),
		cmocka_unit_test(
			test_session_command__others_were_quicker__once_more_under_new_numbers),
		cmocka_unit_test(test_session_command__stale_after_a_lost_answer__not_sent_anew),
		cmocka_unit_test(
			test_session_command__started_again_elsewhere__the_same_request_there),
		cmocka_unit_test(test_session_command__refusal_and_error__handed_on),
		cmocka_unit_test(test_session_read__the_reply_is_an_error__its_own_words),
		cmocka_unit_test(test_session__nobody_waits_any_more__given_up_at_once),
		cmocka_unit_test(test_session_actor__who_is_named__or_asked_for),
		cmocka_unit_test(test_session_unit__one_several_none__taken_or_listed),
		cmocka_unit_test(test_session_refused__with_and_without_text__subject_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
