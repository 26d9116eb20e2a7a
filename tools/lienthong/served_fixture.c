/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything that comes is kept, so that a test can look at it afterwards. */
#include "tools/lienthong/served_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"

#define ARENA_BYTES (16u << 20)

/* A copy that outlives the call. */
static Lt__Request *keep(struct served *s, const Lt__Request *request)
{
	struct lt_slice bytes;
	Lt__Request *copy = NULL;
	LT_REQUIRE(lt_encode(&request->base, &s->arena, &bytes) == 0);
	LT_REQUIRE(LT_DECODE_OWN(request, bytes, &s->arena, &copy) == 0);
	return copy;
}

static void answer_hello(struct served *s, struct lt_call *call)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__HelloReply body = LT__HELLO_REPLY__INIT;
	Lt__PollReply odd = LT__POLL_REPLY__INIT;
	if (s->deny_hello)
		return lt_server_refuse(call, s->deny_hello, "sai mã bí mật");
	body.coordinator = "máy chủ thử";
	body.software = "9.9";
	body.units = s->units;
	body.n_units = s->units_count;
	reply.body_case = s->odd_hello ? LT__REPLY__BODY_POLL : LT__REPLY__BODY_HELLO;
	if (s->odd_hello)
		reply.poll = &odd;
	else
		reply.hello = &body;
	lt_server_reply(call, &reply);
}

static void on_call(void *owner, struct lt_call *call)
{
	struct served *s = owner;
	(void)pthread_mutex_lock(&s->lock);
	Lt__Request *request = keep(s, call->request);
	if (request->body_case == LT__REQUEST__BODY_HELLO) {
		s->hello = request->hello;
		s->hellos_count++;
		answer_hello(s, call);
	} else {
		LT_REQUIRE(s->requests_count < SERVED_REQUESTS_MAX);
		s->boots[s->requests_count] = s->hello ? s->hello->boot : 0;
		s->requests[s->requests_count++] = request;
		s->answer(s, call, request);
	}
	(void)pthread_mutex_unlock(&s->lock);
}

void served_tool(struct lt_tool *tool, const char *folder)
{
	static const struct lt_subcommand command = {.name = "try"};
	*tool = (struct lt_tool){
		.command = &command, .folder = folder, .out = stdout, .errors = stderr};
	lt_arena_init(&tool->arena, ARENA_BYTES);
}

int served_tool_new(void **state)
{
	struct lt_tool *tool = calloc(1, sizeof *tool);
	LT_REQUIRE(tool != NULL);
	served_tool(tool, NULL);
	*state = tool;
	return 0;
}

int served_tool_end(void **state)
{
	struct lt_tool *tool = *state;
	lt_arena_done(&tool->arena);
	free(tool);
	return 0;
}

void served_says(const struct lt_err *err, const char *part)
{
	if (strstr(err->text, part))
		return;
	(void)fprintf(stderr, "'%s' does not say '%s'\n", err->text, part);
	LT_REQUIRE(false);
}

void served_write(const struct served *served, const char *name, const char *text)
{
	LT_AUTO(free) char *path = NULL;
	LT_REQUIRE(asprintf(&path, "%s/%s", served->folder, name) > 0);
	FILE *file = fopen(path, "we");
	LT_REQUIRE(file != NULL && fputs(text, file) >= 0);
	LT_REQUIRE(fclose(file) == 0);
}

void served_start(struct served *served, bool desk, served_answer *answer)
{
	struct lt_err err = {0};
	char port[16];
	*served = (struct served){.answer = answer, .folder = lt_test_folder()};
	(void)pthread_mutex_init(&served->lock, NULL);
	lt_arena_init(&served->arena, ARENA_BYTES);
	struct lt_server_options options = {
		.address = "127.0.0.1:0", .on_call = on_call, .owner = served};
	LT_REQUIRE(lt_server_start(&options, &served->server, &err) == 0);
	(void)snprintf(port, sizeof port, "%u\n", lt_server_port(served->server));
	served_write(served, desk ? "node.conf" : "coordinator.conf",
		     desk ? "node = a\n" : "listen = 127.0.0.1:0\n");
	served_write(served, desk ? "desk.port" : "coordinator.port", port);
	served_write(served, desk ? "desk.token" : "operator.token", "0123456789abcdef\n");
}

void served_stop(struct served *served)
{
	lt_server_free(served->server);
	lt_arena_done(&served->arena);
	(void)pthread_mutex_destroy(&served->lock);
	lt_test_remove(served->folder);
}

const Lt__Command *served_command(struct served *served, size_t n)
{
	Lt__Command *command = NULL;
	(void)pthread_mutex_lock(&served->lock);
	for (size_t i = 0; i < served->requests_count && !command; i++) {
		const Lt__Request *r = served->requests[i];
		if (r->body_case != LT__REQUEST__BODY_REPORT || n-- > 0)
			continue;
		const ProtobufCBinaryData *bytes = &r->report->commands[0];
		LT_REQUIRE(LT_DECODE_OWN(command, lt_slice(bytes->data, bytes->len), &served->arena,
					 &command) == 0);
	}
	(void)pthread_mutex_unlock(&served->lock);
	return command;
}

void served_reply(struct lt_call *call, const Lt__CommandReply *reply)
{
	Lt__Reply whole = LT__REPLY__INIT;
	Lt__ReportReply body = LT__REPORT_REPLY__INIT;
	Lt__CommandReply copy = *reply, *one = &copy;
	body.replies = &one;
	body.n_replies = 1;
	whole.body_case = LT__REPLY__BODY_REPORT;
	whole.report = &body;
	lt_server_reply(call, &whole);
}

void served_fetched(struct lt_call *call, const Lt__FetchReply *reply)
{
	Lt__Reply whole = LT__REPLY__INIT;
	Lt__FetchReply body = *reply;
	whole.body_case = LT__REPLY__BODY_FETCH;
	whole.fetch = &body;
	lt_server_reply(call, &whole);
}

int served_run(struct served *served, const struct lt_subcommand *command, const char *const *words,
	       char **ret_out, struct lt_err *err)
{
	struct lt_tool tool = {.command = command, .folder = served->folder};
	size_t size;
	int argc = 0;
	while (words[argc])
		argc++;
	lt_arena_init(&tool.arena, ARENA_BYTES);
	tool.out = tool.errors = open_memstream(ret_out, &size);
	LT_REQUIRE(tool.out != NULL);
	int r = command->run(&tool, argc, (char **)(uintptr_t)words, err);
	LT_REQUIRE(fclose(tool.out) == 0);
	lt_arena_done(&tool.arena);
	return r;
}

static void answer_nothing(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	(void)s, (void)request;
	lt_server_refuse(call, LT_E_USAGE, "không");
}

void served_wrong_usage(const struct lt_subcommand *command, const char *const *const *lines,
			size_t count)
{
	struct served s;
	served_start(&s, false, answer_nothing);
	for (size_t i = 0; i < count; i++) {
		struct lt_err err = {0};
		char *out = NULL;
		LT_REQUIRE(served_run(&s, command, lines[i], &out, &err) == LT_E_USAGE);
		LT_REQUIRE(err.text[0] && !out[0]);
		free(out);
	}
	LT_REQUIRE(s.requests_count == 0);
	served_stop(&s);
}

void served_accept(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	static const char *steps[] = {"sign", "survey"};
	const uint32_t *refusal = s->owner;
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	(void)request;
	reply.code = "H14-250701-1";
	reply.refusal = refusal ? *refusal : 0;
	reply.text = refusal ? "người đang giữ: an" : "";
	reply.fee_vnd = 15000;
	LT_REQUIRE(lt_time_parse("2025-07-01T08:00", &reply.received_us) == 0);
	LT_REQUIRE(lt_time_parse("2025-07-04T17:00", &reply.due_us) == 0);
	reply.open_steps = steps;
	reply.n_open_steps = 2;
	served_reply(call, &reply);
}

const Lt__Command *served_sent(struct served *s, const struct lt_subcommand *command,
			       const char *const *words)
{
	struct lt_err err = {0};
	char *out = NULL;
	served_start(s, false, served_accept);
	int r = served_run(s, command, words, &out, &err);
	LT_REQUIRE(r == 0 && strstr(out, "sign"));
	free(out);
	return served_command(s, 0);
}

static void answer_fetch(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	LT_REQUIRE(request->body_case == LT__REQUEST__BODY_FETCH);
	served_fetched(call, s->owner);
}

char *served_said(const struct lt_subcommand *command, const char *const *words,
		  const Lt__FetchReply *reply, int result, struct lt_err *err)
{
	struct served s;
	char *out = NULL;
	served_start(&s, false, answer_fetch);
	s.owner = (void *)(uintptr_t)reply;
	int r = served_run(&s, command, words, &out, err);
	served_stop(&s);
	LT_REQUIRE(r == result);
	return out;
}

json_t *served_json(const struct lt_subcommand *command, const char *const *words,
		    const Lt__FetchReply *reply)
{
	struct lt_err err = {0};
	LT_AUTO(free) char *out = served_said(command, words, reply, 0, &err);
	json_t *json = json_loads(out, 0, NULL);
	LT_REQUIRE(json != NULL);
	return json;
}
