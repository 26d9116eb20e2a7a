/* SPDX-License-Identifier: EUPL-1.2 */
/* People at the desk of a node, with the same client the tool uses. */
#include "worker/node/desk.h"

#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/client.h"
#include "worker/node/node_fixture.h"
#include "worker/node/visits.h"
#include "worker/runner/child.h"

struct person {
	struct world *w;
	struct lt_client *client;
	struct lt_talk *talk;
	struct lt_arena arena;
	Lt__Reply *reply;
	struct lt_err err;
	atomic_bool done;
};

static void on_done(void *owner, struct lt_talk *talk)
{
	struct person *p = owner;
	(void)talk;
	atomic_store(&p->done, true);
}

static int ask(struct person *p, Lt__Request *request)
{
	atomic_store(&p->done, false);
	p->reply = NULL;
	lt_arena_reset(&p->arena);
	assert_int_equal(
		lt_talk_start(p->talk, request, 60 * LT_US_PER_SECOND, on_done, p, &p->err), 0);
	WAIT_UNTIL(p->w, atomic_load(&p->done));
	return lt_talk_take(p->talk, &p->arena, &p->reply, &p->err);
}

static int say_hello(struct person *p, const char *token, uint64_t boot)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Hello hello = LT__HELLO__INIT;
	hello.node = "tool";
	hello.boot = boot;
	hello.token = token;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &hello;
	return ask(p, &request);
}

static void arrive(struct person *p, struct world *w)
{
	char address[32];
	*p = (struct person){.w = w};
	(void)snprintf(address, sizeof address, "127.0.0.1:%u", lt_node_desk_port(w->node));
	struct lt_client_options options = {.address = address};
	lt_arena_init(&p->arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(lt_client_start(&options, &p->client, &p->err), 0);
	assert_int_equal(lt_talk_new(p->client, &p->talk, &p->err), 0);
}

static void leave(struct person *p)
{
	lt_talk_free(p->talk);
	lt_client_free(p->client);
	lt_arena_done(&p->arena);
}

/* Somebody at the desk, with the right token, while the line is up. */
static struct world *open_desk(struct person *p)
{
	struct world *w = world_open(NULL, "");
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(p, w);
	assert_int_equal(say_hello(p, w->token, 1), 0);
	return w;
}

static void close_desk(struct person *p)
{
	struct world *w = p->w;
	leave(p);
	world_close(w);
}

/* A submission, as a command of an officer. */
struct form {
	Lt__Command c;
	Lt__SubmitDossier submit;
	Lt__Actor actor;
};

static void fill(struct form *f, uint64_t seq)
{
	lt__command__init(&f->c);
	lt__submit_dossier__init(&f->submit);
	lt__actor__init(&f->actor);
	f->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	f->actor.id = "ha";
	f->actor.unit = "phuong-1";
	f->actor.node = "forged";
	f->c.schema = 1;
	f->c.seq = seq;
	f->c.actor = &f->actor;
	f->c.body_case = LT__COMMAND__BODY_SUBMIT;
	f->c.submit = &f->submit;
	f->submit.procedure = "1.004873";
}

/* Sends a command as bytes. @return as lt_talk_take. */
static int send_bytes(struct person *p, struct lt_slice bytes)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	ProtobufCBinaryData list[] = {
		{.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data}};
	report.commands = list;
	report.n_commands = 1;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	return ask(p, &request);
}

static int send_command(struct person *p, const Lt__Command *c)
{
	uint8_t bytes[1024];
	size_t size = lt_encoded_size(&c->base);
	assert_true(size <= sizeof bytes);
	lt_encode_to(&c->base, bytes);
	return send_bytes(p, lt_slice(bytes, size));
}

/* A submission under this number; its applicant makes it differ from others. */
static const Lt__CommandReply *submit(struct person *p, uint64_t seq, const char *procedure)
{
	struct form f;
	fill(&f, seq);
	f.submit.procedure = procedure;
	assert_int_equal(send_command(p, &f.c), 0);
	assert_int_equal(p->reply->report->n_replies, 1);
	return p->reply->report->replies[0];
}

static void test_desk__hello__needs_the_token_and_tells_the_units(void **state)
{
	(void)state;
	struct world *w = world_open(NULL, "");
	struct person p;
	struct form f;
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
	fill(&f, 1);
	assert_int_equal(send_command(&p, &f.c), LT_E_DENIED);
	assert_int_equal(say_hello(&p, "guess", 1), LT_E_DENIED);
	assert_non_null(strstr(p.err.text, "desk.token"));
	assert_int_equal(send_command(&p, &f.c), LT_E_DENIED);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	assert_int_equal(p.reply->hello->n_units, 2);
	assert_string_equal(p.reply->hello->units[1], "phuong-2");
	assert_int_equal(send_command(&p, &f.c), 0);
	close_desk(&p);
}

static void test_desk__command_repeated__takes_effect_once_and_has_one_answer(void **state)
{
	(void)state;
	struct person p;
	struct world *w = open_desk(&p);
	assert_int_equal(say_hello(&p, w->token, 77), 0);
	const Lt__CommandReply *reply = submit(&p, 31, "1.004873");
	assert_int_equal(reply->seq, 31); /* the person's own number */
	assert_int_equal(reply->dossier, 4711);
	assert_string_equal(w->c.node_seen, "node-a"); /* not what the message claimed */
	reply = submit(&p, 31, "1.004873");
	assert_int_equal(reply->dossier, 4711);
	assert_int_equal(w->c.submitted, 1);
	reply = submit(&p, 31, "2.000000");
	assert_int_equal(reply->refusal, LT_REFUSAL_REQUEST_CHANGED);
	assert_int_equal(w->c.submitted, 1);
	(void)submit(&p, 32, "2.000000");
	assert_int_equal(w->c.submitted, 2);
	leave(&p);
	arrive(&p, w); /* the same tool on a new connection */
	assert_int_equal(say_hello(&p, w->token, 77), 0);
	(void)submit(&p, 31, "1.004873");
	assert_int_equal(w->c.submitted, 2);
	(void)submit(&p, 31 + 1024, "1.004873"); /* forgets number 31 */
	reply = submit(&p, 31, "1.004873");
	assert_int_equal(reply->refusal, LT_REFUSAL_REQUEST_STALE);
	assert_int_equal(w->c.submitted, 3);
	close_desk(&p);
}

static void test_desk__what_is_not_for_people__is_refused(void **state)
{
	(void)state;
	struct person p;
	struct world *w = open_desk(&p);
	struct form f;
	Lt__AcceptJob accept = LT__ACCEPT_JOB__INIT;
	Lt__Request poll = LT__REQUEST__INIT;
	Lt__Poll body = LT__POLL__INIT;
	fill(&f, 1);
	f.actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	assert_int_equal(send_command(&p, &f.c), 0);
	assert_int_equal(p.reply->report->replies[0]->refusal, LT_REFUSAL_INTERNAL);
	f.c.actor = NULL;
	assert_int_equal(send_command(&p, &f.c), 0);
	assert_int_equal(p.reply->report->replies[0]->refusal, LT_REFUSAL_MALFORMED);
	fill(&f, 1);
	f.c.body_case = LT__COMMAND__BODY_ACCEPT_JOB;
	f.c.accept_job = &accept;
	assert_int_equal(send_command(&p, &f.c), 0);
	assert_int_equal(p.reply->report->replies[0]->refusal, LT_REFUSAL_INTERNAL);
	assert_int_equal(send_bytes(&p, lt_slice("\xff\xff\xff", 3)), 0);
	assert_int_equal(p.reply->report->replies[0]->error, LT_E_FORMAT);
	poll.body_case = LT__REQUEST__BODY_POLL;
	poll.poll = &body;
	assert_int_equal(ask(&p, &poll), LT_E_DENIED);
	assert_int_equal(w->c.submitted + w->c.accepted, 0);
	close_desk(&p);
}

static int fetch(struct person *p, const char *text)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Fetch body = LT__FETCH__INIT;
	body.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	body.text = text;
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = &body;
	return ask(p, &request);
}

static void test_desk__fetch__is_relayed_both_ways(void **state)
{
	(void)state;
	struct person p;
	(void)open_desk(&p);
	for (int i = 0; i < 50; i++) {
		char text[32];
		(void)snprintf(text, sizeof text, "tìm %d", i);
		assert_int_equal(fetch(&p, text), 0);
		assert_string_equal(p.reply->fetch->text, text);
	}
	close_desk(&p);
}

static void test_desk__line_down__says_so_and_works_again_afterwards(void **state)
{
	(void)state;
	struct person p;
	struct world *w = open_desk(&p);
	struct form f;
	(void)submit(&p, 1, "1.004873");
	coordinator_close(&w->c);
	WAIT_UNTIL(w, !lt_node_bound(w->node));
	fill(&f, 2);
	assert_int_equal(send_command(&p, &f.c), 0); /* no replica to decide by */
	assert_int_equal(p.reply->report->replies[0]->error, LT_E_LINE);
	assert_non_null(strstr(p.reply->report->replies[0]->text, "mất đường truyền"));
	assert_int_equal(fetch(&p, "x"), LT_E_LINE);
	assert_int_equal(submit(&p, 1, "1.004873")->dossier, 4711); /* it is known already */
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	coordinator_open(&w->c, w->c.address);
	WAIT_UNTIL(w, lt_node_bound(w->node));
	(void)submit(&p, 2, "1.004873");
	assert_int_equal(w->c.submitted, 2);
	close_desk(&p);
}

static void test_desk__line_lost_before_the_answer__kept_and_answered_on_return(void **state)
{
	(void)state;
	struct person p;
	struct world *w = open_desk(&p);
	struct form f;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	uint8_t bytes[1024];
	w->c.silent = true;
	fill(&f, 1);
	ProtobufCBinaryData list[] = {{.len = lt_encoded_size(&f.c.base), .data = bytes}};
	assert_true(list[0].len <= sizeof bytes);
	lt_encode_to(&f.c.base, bytes);
	report.commands = list;
	report.n_commands = 1;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	atomic_store(&p.done, false);
	assert_int_equal(lt_talk_start(p.talk, &request, 60 * LT_US_PER_SECOND, on_done, &p, NULL),
			 0);
	WAIT_UNTIL(w, COUNT(w, unanswered_count) == 1);
	coordinator_close(&w->c);
	WAIT_UNTIL(w, !lt_node_bound(w->node));
	w->c.silent = false;
	coordinator_open(&w->c, w->c.address);
	WAIT_UNTIL(w, atomic_load(&p.done));
	assert_int_equal(lt_talk_take(p.talk, &p.arena, &p.reply, &p.err), 0);
	assert_int_equal(p.reply->report->replies[0]->seq, 1);
	assert_int_equal(w->c.submitted, 1);
	close_desk(&p);
}

/* The node itself dies while the line is cut: what it kept goes out after its next start. */
static void test_desk__node_restarted_before_the_answer__sent_once_and_known(void **state)
{
	(void)state;
	struct person p;
	struct world *w = open_desk(&p);
	struct form f;
	uint8_t bytes[1024];
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	w->c.silent = true;
	fill(&f, 9);
	ProtobufCBinaryData list[] = {{.len = lt_encoded_size(&f.c.base), .data = bytes}};
	assert_true(list[0].len <= sizeof bytes);
	lt_encode_to(&f.c.base, bytes);
	report.commands = list;
	report.n_commands = 1;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	assert_int_equal(lt_talk_start(p.talk, &request, 60 * LT_US_PER_SECOND, on_done, &p, NULL),
			 0);
	WAIT_UNTIL(w, COUNT(w, unanswered_count) == 1);
	leave(&p);
	restart_node(w);
	w->c.silent = false;
	WAIT_UNTIL(w, COUNT(w, submitted) == 1);
	arrive(&p, w);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	assert_int_equal(submit(&p, 9, "1.004873")->dossier, 4711);
	assert_int_equal(w->c.submitted, 1);
	close_desk(&p);
}

/* So often the coordinator puts it off; whoever waits hears only what was decided. */
static void put_off(unsigned busy, unsigned full)
{
	struct person p;
	struct world *w = open_desk(&p);
	w->c.busy = busy;
	w->c.full = full;
	const Lt__CommandReply *reply = submit(&p, 1, "1.004873");
	assert_int_equal(reply->refusal, 0);
	assert_int_equal(reply->dossier, 4711);
	assert_int_equal(w->c.busy, 0);
	assert_int_equal(w->c.full, 0);
	assert_int_equal(w->c.submitted, 1);
	close_desk(&p);
}

static void test_desk__coordinator_too_busy__asked_again_until_it_is_decided(void **state)
{
	(void)state;
	put_off(3, 0);
}

static void test_desk__coordinator_has_no_room__kept_and_tried_until_there_is(void **state)
{
	(void)state;
	put_off(0, 3);
}

/* The answer was lost on its way to the tool, and the node has forgotten the visit. */
static void test_desk__answered_before_a_restart__is_not_done_again(void **state)
{
	(void)state;
	struct person p;
	struct world *w = open_desk(&p);
	assert_int_equal(submit(&p, 9, "1.004873")->dossier, 4711);
	leave(&p);
	restart_node(w);
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	const Lt__CommandReply *reply = submit(&p, 9, "1.004873");
	assert_int_equal(reply->dossier, 4711);
	assert_int_equal(reply->seq, 9);
	assert_int_equal(w->c.submitted, 1);
	assert_int_equal(submit(&p, 9, "2.000000")->refusal, LT_REFUSAL_REQUEST_CHANGED);
	assert_int_equal(w->c.submitted, 1);
	assert_int_equal(say_hello(&p, w->token, 2), 0); /* a later start of the tool */
	(void)submit(&p, 9, "1.004873");
	assert_int_equal(w->c.submitted, 2);
	close_desk(&p);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--runner") == 0)
		return lt_runner_main(argv[2], argv[3], argv[4]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_desk__hello__needs_the_token_and_tells_the_units),
		cmocka_unit_test(test_desk__command_repeated__takes_effect_once_and_has_one_answer),
		cmocka_unit_test(test_desk__what_is_not_for_people__is_refused),
		cmocka_unit_test(test_desk__fetch__is_relayed_both_ways),
		cmocka_unit_test(test_desk__line_down__says_so_and_works_again_afterwards),
		cmocka_unit_test(
			test_desk__line_lost_before_the_answer__kept_and_answered_on_return),
		cmocka_unit_test(test_desk__node_restarted_before_the_answer__sent_once_and_known),
		cmocka_unit_test(test_desk__coordinator_too_busy__asked_again_until_it_is_decided),
		cmocka_unit_test(test_desk__coordinator_has_no_room__kept_and_tried_until_there_is),
		cmocka_unit_test(test_desk__answered_before_a_restart__is_not_done_again),
	};
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
