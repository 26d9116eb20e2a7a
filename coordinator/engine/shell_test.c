/* SPDX-License-Identifier: EUPL-1.2 */
/* The shell on a fake line: what a waiting node is told, and who is turned away when too much
 * waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/shell.h"
#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/fake.h"
#include "tests/support/support.h"

#define TOKEN "0123456789abcdef"

enum { OPERATOR, NODE, CLIENTS };

/* A coordinator and two who talk to it, in one thread. */
struct fixture {
	char *folder;
	struct lt_clock clock;
	struct lt_faults journal_faults, state_faults;
	struct lt_engine *engine;
	struct lt_shell *shell;
	struct lt_fake_line *line;
	struct lt_server *server;
	struct lt_client *clients[CLIENTS];
	struct lt_talk *talks[CLIENTS];
	struct lt_arena arena;
	uint64_t seq;
	struct lt_err err;
};

static const char directory_source[] =
	"return directory {\n"
	"  version = \"1\", levels = { level \"commune\" { label = \"Cấp xã\" } },\n"
	"  roles = { role \"receiver\" { label = \"Tiếp nhận\" } },\n"
	"  areas = { area \"1\" { name = \"Xã A\", level = \"commune\" } },\n"
	"  units = { unit \"H1\" { name = \"Một cửa\", kind = \"one_stop\", area = \"1\",\n"
	"    office = \"VN-STD\" } },\n"
	"  officers = {},\n"
	"  nodes = { node \"a\" { units = { \"H1\" }, capabilities = { \"look\" } } },\n"
	"}\n";

static const char procedure_source[] =
	"return procedure {\n"
	"  code = \"1.000001\", version = \"1\", field = \"Thử\", name = \"Thủ tục thử\",\n"
	"  legal_basis = { \"NĐ 1/2024/NĐ-CP\" }, time_limit = untimed, fee = vnd(0),\n"
	"  start = \"look\",\n"
	"  steps = {\n"
	"    auto \"look\" { call = \"look\", limit = untimed,\n"
	"      on = { ok = \"done_with\", failed = \"done_with\" } },\n"
	"    finish \"done_with\" { outcome = \"granted\" },\n"
	"  },\n"
	"}\n";

static void ignore(void *owner, struct lt_talk *talk)
{
	(void)owner;
	(void)talk;
}

static void turn(struct fixture *f)
{
	for (int i = 0; i < 50; i++) {
		lt_clock_advance(&f->clock, 1000);
		(void)lt_fake_line_step(f->line);
		assert_int_equal(lt_shell_step(f->shell, 0, &f->err), 0);
	}
}

static void start(struct fixture *f, int client, Lt__Request *request)
{
	assert_int_equal(
		lt_talk_start(f->talks[client], request, LT_US_PER_HOUR, ignore, f, &f->err), 0);
	turn(f);
}

static Lt__Reply *take(struct fixture *f, int client)
{
	Lt__Reply *reply = NULL;
	assert_int_equal(lt_talk_take(f->talks[client], &f->arena, &reply, &f->err), 0);
	return reply;
}

static void hello(struct fixture *f, int client, const char *node)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Hello body = LT__HELLO__INIT;
	body.node = node;
	body.boot = 1;
	body.token = client == OPERATOR ? TOKEN : "";
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &body;
	start(f, client, &request);
	assert_int_equal(take(f, client)->body_case, LT__REPLY__BODY_HELLO);
}

/* One command of the operator. */
static ProtobufCBinaryData pack(struct fixture *f, Lt__Command *c, const char *unit)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	struct lt_slice bytes;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	actor.id = "root";
	actor.unit = unit;
	c->schema = 1;
	c->actor = &actor;
	assert_int_equal(lt_encode(&c->base, &f->arena, &bytes), 0);
	return (ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
}

static void start_report(struct fixture *f, struct lt_talk *talk, ProtobufCBinaryData *commands,
			 size_t count)
{
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	report.n_commands = count;
	report.commands = commands;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	assert_int_equal(lt_talk_start(talk, &request, LT_US_PER_HOUR, ignore, f, &f->err), 0);
}

/* It must be accepted. */
static void command(struct fixture *f, Lt__Command *c, const char *unit)
{
	c->seq = ++f->seq;
	ProtobufCBinaryData packed = pack(f, c, unit);
	start_report(f, f->talks[OPERATOR], &packed, 1);
	turn(f);
	Lt__Reply *reply = take(f, OPERATOR);
	assert_int_equal(reply->body_case, LT__REPLY__BODY_REPORT);
	assert_string_equal(reply->report->replies[0]->text, "");
}

static void publish(struct fixture *f)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__PublishCalendar calendar = LT__PUBLISH_CALENDAR__INIT;
	Lt__PublishDirectory directory = LT__PUBLISH_DIRECTORY__INIT;
	Lt__PublishDefinition definition = LT__PUBLISH_DEFINITION__INIT;
	char *source = lt_test_read("procedures/calendars/vn.lua");
	calendar.source = source;
	calendar.name = directory.name = definition.name = "test.lua";
	c.body_case = LT__COMMAND__BODY_PUBLISH_CALENDAR;
	c.publish_calendar = &calendar;
	command(f, &c, "");
	directory.source = directory_source;
	c.body_case = LT__COMMAND__BODY_PUBLISH_DIRECTORY;
	c.publish_directory = &directory;
	command(f, &c, "");
	definition.source = procedure_source;
	c.body_case = LT__COMMAND__BODY_PUBLISH_DEFINITION;
	c.publish_definition = &definition;
	command(f, &c, "");
	free(source);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	int64_t at = 0;
	assert_non_null(f);
	*state = f;
	lt_arena_init(&f->arena, 64u << 20);
	f->folder = lt_test_folder();
	assert_int_equal(lt_time_parse("2024-06-03T08:00", &at), 0);
	f->clock = lt_clock_fake(at);
	struct lt_engine_options engine = {.folder = f->folder,
					   .clock = &f->clock,
					   .journal_faults = &f->journal_faults,
					   .state_faults = &f->state_faults};
	assert_int_equal(lt_engine_open(&engine, &f->engine, &f->err), 0);
	struct lt_shell_options shell = {
		.engine = f->engine, .clock = &f->clock, .operator_token = TOKEN};
	assert_int_equal(lt_shell_new(&shell, &f->shell, &f->err), 0);
	assert_int_equal(lt_fake_line_new(1, &f->clock, &(struct lt_fake_knobs){0}, &f->line), 0);
	struct lt_server_options server = {
		.on_call = lt_shell_on_call, .on_gone = lt_shell_on_gone, .owner = f->shell};
	assert_int_equal(lt_fake_line_server(f->line, &server, &f->server), 0);
	for (uint32_t i = 0; i < CLIENTS; i++) {
		struct lt_client_options client = {.address = "coordinator:1"};
		assert_int_equal(lt_fake_line_client(f->line, i, &client, &f->clients[i]), 0);
		assert_int_equal(lt_talk_new(f->clients[i], &f->talks[i], &f->err), 0);
	}
	turn(f);
	hello(f, OPERATOR, "operator");
	publish(f);
	hello(f, NODE, "a");
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	for (size_t i = 0; i < CLIENTS; i++) {
		lt_talk_free(f->talks[i]);
		lt_client_free(f->clients[i]);
	}
	lt_server_stop(f->server);
	lt_shell_free(f->shell);
	lt_server_free(f->server);
	lt_fake_line_free(f->line);
	if (lt_engine_healthy(f->engine))
		lt_engine_close(f->engine);
	else
		lt_engine_crash(f->engine);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
	free(f);
	return 0;
}

/* The code of a dossier handed in under a code of its own lives in the request; the job that is
 * offered for it leaves while that request is still there. */
static void test_lt_shell_step__job_of_a_fresh_dossier__names_it(void **state)
{
	struct fixture *f = *state;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Poll poll = LT__POLL__INIT;
	Lt__Slots slots = LT__SLOTS__INIT, *all = &slots;
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	slots.capability = "look";
	slots.free = 4;
	poll.slots = &all;
	poll.n_slots = 1;
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	start(f, NODE, &request);
	submit.procedure = "1.000001";
	submit.unit = "H1";
	submit.code = "H1-240603-000001";
	submit.channel = LT__CHANNEL__CHANNEL_DIRECT;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &submit;
	command(f, &c, "H1");
	Lt__Reply *reply = take(f, NODE);
	assert_int_equal(reply->body_case, LT__REPLY__BODY_POLL);
	assert_int_equal(reply->poll->n_jobs, 1);
	assert_string_equal(reply->poll->jobs[0]->code, "H1-240603-000001");
	assert_string_equal(reply->poll->jobs[0]->step, "look");
	assert_string_equal(reply->poll->jobs[0]->capability, "look");
}

/* An act on a dossier that is not there. */
static ProtobufCBinaryData pack_act(struct fixture *f, uint64_t seq)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	act.step = "look";
	act.outcome = "ok";
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &act;
	c.dossier = 999;
	c.seq = seq;
	return pack(f, &c, "H1");
}

/* Full reports that have come to the queue, and the engine has not looked yet. */
static void fill_queue(struct fixture *f, struct lt_talk **talks, size_t count)
{
	static ProtobufCBinaryData acts[LT_ITEMS_PER_MESSAGE_MAX];
	for (size_t i = 0; i < LT_ITEMS_PER_MESSAGE_MAX; i++)
		acts[i] = pack_act(f, i + 1);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(lt_talk_new(f->clients[NODE], &talks[i], &f->err), 0);
		start_report(f, talks[i], acts, LT_ITEMS_PER_MESSAGE_MAX);
	}
	for (int i = 0; i < 50; i++) {
		lt_clock_advance(&f->clock, 1000);
		(void)lt_fake_line_step(f->line);
	}
	assert_int_equal(lt_shell_stats(f->shell).queued, count * LT_ITEMS_PER_MESSAGE_MAX);
}

static const Lt__ReportReply *submit_and_act(struct fixture *f, uint64_t seq)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	submit.procedure = "1.000001";
	submit.unit = "H1";
	submit.channel = LT__CHANNEL__CHANNEL_DIRECT;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &submit;
	c.seq = seq;
	ProtobufCBinaryData both[] = {pack(f, &c, "H1"), pack_act(f, seq + 1)};
	start_report(f, f->talks[OPERATOR], both, 2);
	turn(f);
	Lt__Reply *reply = take(f, OPERATOR);
	assert_int_equal(reply->body_case, LT__REPLY__BODY_REPORT);
	assert_int_equal(reply->report->n_replies, 2);
	return reply->report;
}

static void test_lt_shell_step__too_much_waits__new_dossiers_are_turned_away_first(void **state)
{
	enum { ENOUGH = LT_QUEUE_SUBMISSIONS_MAX / LT_ITEMS_PER_MESSAGE_MAX };
	struct fixture *f = *state;
	struct lt_talk *talks[ENOUGH + 2]; /* the last finds too much, and submits nothing */
	uint64_t seq = f->seq + 1;
	fill_queue(f, talks, ENOUGH + 2);
	const Lt__ReportReply *full = submit_and_act(f, seq);
	assert_int_equal(full->replies[0]->refusal, LT_REFUSAL_BUSY);
	assert_string_not_equal(full->replies[0]->text, "");
	assert_int_equal(full->replies[1]->refusal, LT_REFUSAL_NO_DOSSIER);
	assert_int_equal(lt_shell_stats(f->shell).shed, 1);
	const Lt__ReportReply *room = submit_and_act(f, seq); /* nothing was decided: it may now */
	assert_int_equal(room->replies[0]->refusal, 0);
	assert_int_not_equal(room->replies[0]->dossier, 0);
	assert_int_equal(lt_shell_stats(f->shell).shed, 1);
	for (size_t i = 0; i < ENOUGH + 2; i++)
		lt_talk_free(talks[i]);
}

/* The state fails at its call @p n, and the journal when it is to be rebuilt. @return whether the
 * coordinator had to end. */
static bool ends_at(int64_t n)
{
	void *state = NULL;
	struct lt_err err = {0};
	assert_int_equal(setup(&state), 0);
	struct fixture *f = state;
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	submit.procedure = "1.000001";
	submit.unit = "H1";
	submit.channel = LT__CHANNEL__CHANNEL_DIRECT;
	c.seq = ++f->seq;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &submit;
	ProtobufCBinaryData packed = pack(f, &c, "H1");
	f->state_faults = (struct lt_faults){.countdown = n, .code = LT_E_STORE};
	f->journal_faults = (struct lt_faults){.countdown = 1, .code = LT_E_STORE};
	start_report(f, f->talks[OPERATOR], &packed, 1);
	int r = 0;
	for (int i = 0; i < 50 && r == 0; i++) {
		lt_clock_advance(&f->clock, 1000);
		(void)lt_fake_line_step(f->line);
		r = lt_shell_step(f->shell, 0, &err);
	}
	f->state_faults.countdown = f->journal_faults.countdown = 0;
	assert_int_equal(teardown(&state), 0); /* the server ends only if it has every call back */
	return r < 0;
}

static void test_lt_shell_step__state_cannot_be_rebuilt__every_call_is_let_go(void **state)
{
	enum { STATE_CALLS = 12 };
	int ended = 0;
	(void)state;
	for (int64_t n = 1; n <= STATE_CALLS; n++)
		ended += ends_at(n);
	assert_true(ended > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_lt_shell_step__too_much_waits__new_dossiers_are_turned_away_first,
			setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_shell_step__job_of_a_fresh_dossier__names_it, setup, teardown),
		cmocka_unit_test(test_lt_shell_step__state_cannot_be_rebuilt__every_call_is_let_go),
	};
	return cmocka_run_group_tests_name("shell", tests, NULL, NULL);
}
