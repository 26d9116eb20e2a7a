/* SPDX-License-Identifier: EUPL-1.2 */
/* A whole node over real sockets and real children, between a scripted coordinator and people at
 * its desk. */
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/client.h"
#include "proto/link/server.h"
#include "worker/node/folder.h"
#include "worker/node/jobs.h"
#include "worker/node/node.h"
#include "worker/node/texts.h"
#include "worker/runner/child.h"

enum { PARKED_MAX = 8, JOBS_MAX = 4096, PATH_BYTES = 128 };

#define PATIENCE_US (30 * LT_US_PER_SECOND)

/* A coordinator that believes everything and counts it. Under its lock, but for the server. */
struct coordinator {
	struct lt_server *server;
	char address[32];
	pthread_mutex_t lock;
	struct lt_call *parked[PARKED_MAX];
	size_t parked_count;
	unsigned results[JOBS_MAX]; /* reports of a job's result, by dossier */
	unsigned failed, accepted, running, submitted, fetched, hellos;
	char node_seen[64], note[256];
	bool silent; /* takes reports, and answers none */
	struct lt_call *unanswered[64];
	size_t unanswered_count;
};

struct world {
	struct coordinator c;
	struct lt_settings settings;
	struct lt_clock clock;
	struct lt_node *node;
	char dir[64], token[LT_FOLDER_TOKEN_BYTES];
};

/* -- the coordinator -- */

static void note_command(struct coordinator *c, const Lt__Command *cmd)
{
	if (cmd->body_case == LT__COMMAND__BODY_ACCEPT_JOB)
		c->accepted++;
	if (cmd->body_case == LT__COMMAND__BODY_SUBMIT) {
		c->submitted++;
		(void)snprintf(c->node_seen, sizeof c->node_seen, "%s", cmd->actor->node);
	}
	if (cmd->body_case != LT__COMMAND__BODY_REPORT_JOB)
		return;
	if (cmd->report_job->running) {
		c->running++;
		return;
	}
	assert_in_range(cmd->dossier, 1, JOBS_MAX - 1);
	c->results[cmd->dossier]++;
	c->failed += cmd->report_job->failed != 0;
	(void)snprintf(c->note, sizeof c->note, "%s", cmd->report_job->note);
}

static void answer_report(struct coordinator *c, struct lt_call *call)
{
	const Lt__Report *report = call->request->report;
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__ReportReply body = LT__REPORT_REPLY__INIT;
	Lt__CommandReply *items = calloc(report->n_commands, sizeof *items);
	Lt__CommandReply **list = calloc(report->n_commands, sizeof *list);
	for (size_t i = 0; i < report->n_commands; i++) {
		Lt__Command *cmd;
		struct lt_slice bytes = lt_slice(report->commands[i].data, report->commands[i].len);
		assert_int_equal(LT_DECODE(command, bytes, &call->arena, &cmd, NULL), 0);
		lt__command_reply__init(&items[i]);
		list[i] = &items[i];
		items[i].seq = cmd->seq;
		items[i].dossier = 4711;
		items[i].code = "H01-250701-0001";
		note_command(c, cmd);
	}
	body.replies = list;
	body.n_replies = report->n_commands;
	reply.body_case = LT__REPLY__BODY_REPORT;
	reply.report = &body;
	lt_server_reply(call, &reply);
	free(list);
	free(items);
}

static void answer_hello(struct coordinator *c, struct lt_call *call)
{
	static const char *units[] = {"phuong-1", "phuong-2"};
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__HelloReply hello = LT__HELLO_REPLY__INIT;
	c->hellos++;
	hello.coordinator = "tỉnh thử";
	hello.units = units;
	hello.n_units = 2;
	reply.body_case = LT__REPLY__BODY_HELLO;
	reply.hello = &hello;
	lt_server_reply(call, &reply);
}

static void answer_fetch(struct coordinator *c, struct lt_call *call)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__FetchReply fetch = LT__FETCH_REPLY__INIT;
	c->fetched++;
	fetch.text = call->request->fetch->text;
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &fetch;
	lt_server_reply(call, &reply);
}

static void on_call(void *owner, struct lt_call *call)
{
	struct coordinator *c = owner;
	pthread_mutex_lock(&c->lock);
	switch (call->request->body_case) {
	case LT__REQUEST__BODY_HELLO:
		answer_hello(c, call);
		break;
	case LT__REQUEST__BODY_POLL:
		assert_true(c->parked_count < PARKED_MAX);
		c->parked[c->parked_count++] = call;
		break;
	case LT__REQUEST__BODY_REPORT:
		if (c->silent)
			c->unanswered[c->unanswered_count++] = call;
		else
			answer_report(c, call);
		break;
	default:
		answer_fetch(c, call);
	}
	pthread_mutex_unlock(&c->lock);
}

static void on_gone(void *owner, uint32_t pipe)
{
	struct coordinator *c = owner;
	pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < c->parked_count;)
		if (c->parked[i]->pipe == pipe) {
			lt_server_drop(c->parked[i]);
			c->parked[i] = c->parked[--c->parked_count];
		} else {
			i++;
		}
	pthread_mutex_unlock(&c->lock);
}

static void open_coordinator(struct coordinator *c, const char *address)
{
	struct lt_err err = {0};
	struct lt_server_options options = {
		.address = address, .on_call = on_call, .on_gone = on_gone, .owner = c};
	assert_int_equal(lt_server_start(&options, &c->server, &err), 0);
	(void)snprintf(c->address, sizeof c->address, "127.0.0.1:%u", lt_server_port(c->server));
}

static void close_coordinator(struct coordinator *c)
{
	lt_server_stop(c->server);
	while (c->parked_count)
		lt_server_drop(c->parked[--c->parked_count]);
	while (c->unanswered_count)
		lt_server_drop(c->unanswered[--c->unanswered_count]);
	lt_server_free(c->server);
	c->server = NULL;
}

static size_t read_count(struct coordinator *c, const void *at, size_t size)
{
	size_t n = 0;
	pthread_mutex_lock(&c->lock);
	memcpy(&n, at, size); /* little-endian, as every machine we run on */
	pthread_mutex_unlock(&c->lock);
	return n;
}
#define COUNT(w, member) read_count(&(w)->c, &(w)->c.member, sizeof(w)->c.member)

/* Answers a parked poll with jobs for dossiers first.. @return how many it had slots for. */
static size_t offer(struct world *w, uint64_t first, size_t count, uint32_t attempt)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__PollReply body = LT__POLL_REPLY__INIT;
	Lt__Job jobs[64], *list[64];
	pthread_mutex_lock(&w->c.lock);
	assert_true(w->c.parked_count > 0);
	struct lt_call *call = w->c.parked[--w->c.parked_count];
	pthread_mutex_unlock(&w->c.lock);
	const Lt__Slots *slots = call->request->poll->slots[0];
	assert_string_equal(slots->capability, "test.step");
	assert_in_range(slots->free, 1, w->settings.slots);
	count = count < slots->free ? count : slots->free;
	for (size_t i = 0; i < count; i++) {
		lt__job__init(&jobs[i]);
		jobs[i].dossier = first + i;
		jobs[i].token = 1;
		jobs[i].attempt = attempt;
		jobs[i].capability = "test.step";
		jobs[i].code = "H01-250701-0001";
		jobs[i].step = "check";
		list[i] = &jobs[i];
	}
	body.jobs = list;
	body.n_jobs = count;
	reply.body_case = LT__REPLY__BODY_POLL;
	reply.poll = &body;
	lt_server_reply(call, &reply);
	return count;
}

/* -- the world -- */

static void write_file(const struct world *w, const char *name, const char *text)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void remove_file(const struct world *w, const char *name)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
	(void)unlink(path);
}

static void make_folder(struct world *w)
{
	(void)snprintf(w->dir, sizeof w->dir, "/tmp/lt-node-test-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
}

static void remove_folder(const struct world *w)
{
	static const char *const files[] = {"node.conf",  "boot",      "desk.token", "desk.port",
					    "adapter.sh", "node.lock", "gate"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		remove_file(w, files[i]);
	assert_int_equal(rmdir(w->dir), 0);
}

static void open_node(struct world *w)
{
	struct lt_err err = {0};
	struct lt_node_options options = {.settings = &w->settings,
					  .dir = w->dir,
					  .token = w->token,
					  .software = "test",
					  .clock = &w->clock};
	assert_int_equal(lt_settings_read(w->dir, &w->settings, &err), 0);
	assert_int_equal(lt_folder_token(w->dir, w->token, &err), 0);
	assert_int_equal(lt_folder_boot(w->dir, &options.boot, &err), 0);
	assert_int_equal(lt_node_new(&options, &w->node, &err), 0);
}

/* A node with one capability; @p script: NULL for builtin:pass. */
static struct world *open_world(const char *script)
{
	char conf[512], adapter[2 * PATH_BYTES] = "builtin:pass";
	struct world *w = calloc(1, sizeof *w);
	assert_non_null(w);
	w->clock = lt_clock_system();
	pthread_mutex_init(&w->c.lock, NULL);
	make_folder(w);
	open_coordinator(&w->c, "127.0.0.1:0");
	if (script) {
		write_file(w, "adapter.sh", script);
		(void)snprintf(adapter, sizeof adapter, "exec:/bin/sh %s/adapter.sh %s/gate",
			       w->dir, w->dir);
	}
	(void)snprintf(conf, sizeof conf,
		       "node = node-a\ncoordinator = %s\nslots = 8\nadapter.test.step = %s\n",
		       w->c.address, adapter);
	write_file(w, "node.conf", conf);
	open_node(w);
	return w;
}

static void close_world(struct world *w)
{
	lt_node_free(w->node);
	if (w->c.server)
		close_coordinator(&w->c);
	lt_settings_done(&w->settings);
	remove_folder(w);
	pthread_mutex_destroy(&w->c.lock);
	free(w);
}

/* Lets the node work until the condition holds. */
#define WAIT_UNTIL(w, condition)                                                                   \
	do {                                                                                       \
		int64_t end_us_ = lt_clock_monotonic(&(w)->clock) + PATIENCE_US;                   \
		while (!(condition) && lt_clock_monotonic(&(w)->clock) < end_us_)                  \
			(void)lt_node_step((w)->node, 5000, -1);                                   \
		assert_true(condition);                                                            \
	} while (0)

/* -- jobs -- */

static size_t results_of(struct world *w, uint64_t first, size_t count)
{
	size_t sum = 0;
	pthread_mutex_lock(&w->c.lock);
	for (size_t i = 0; i < count; i++)
		sum += w->c.results[first + i];
	pthread_mutex_unlock(&w->c.lock);
	return sum;
}

static void test_node__1000_jobs__each_reported_once_and_none_accepted_by_itself(void **state)
{
	(void)state;
	struct world *w = open_world(NULL);
	size_t given = 0;
	while (given < 1000) {
		WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
		given += offer(w, 1 + given, 1000 - given, 1);
		assert_true(given - results_of(w, 1, given) <= 2 * w->settings.slots);
	}
	WAIT_UNTIL(w, results_of(w, 1, 1000) == 1000);
	for (size_t i = 1; i <= 1000; i++)
		assert_int_equal(w->c.results[i], 1);
	assert_int_equal(w->c.failed, 0);
	assert_int_equal(w->c.accepted, 0); /* a result says it all */
	close_world(w);
}

static void test_node__job_offered_twice__runs_once(void **state)
{
	(void)state;
	struct world *w = open_world("while read -r l; do while [ ! -e $1 ]; do sleep 0.02; done\n"
				     "echo '{\"note\":\"once\"}'; done\n");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 1), 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 1), 1);
	WAIT_UNTIL(w, COUNT(w, accepted) == 1); /* it takes its time: so it is acknowledged */
	write_file(w, "gate", "");
	WAIT_UNTIL(w, results_of(w, 1, 1) == 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(w->c.results[1], 1);
	assert_string_equal(w->c.note, "once");
	close_world(w);
}

static void test_node__newer_attempt_while_running__older_result_is_for_nobody(void **state)
{
	(void)state;
	struct world *w =
		open_world("while read -r l; do while [ ! -e $1 ]; do sleep 0.02; done\n"
			   "case \"$l\" in *'\"attempt\":2'*) echo '{\"note\":\"new\"}';;\n"
			   "*) echo '{\"note\":\"old\"}';; esac; done\n");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 1), 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 2), 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	write_file(w, "gate", "");
	WAIT_UNTIL(w, results_of(w, 1, 1) == 1);
	assert_string_equal(w->c.note, "new");
	close_world(w);
}

static void test_node__all_slots_taken__asks_for_nothing_until_one_is_free(void **state)
{
	(void)state;
	struct world *w = open_world("while read -r l; do while [ ! -e $1 ]; do sleep 0.02; done\n"
				     "echo '{}'; done\n");
	size_t given = 0;
	while (given < 8) {
		WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
		given += offer(w, 1 + given, 8 - given, 1);
	}
	assert_int_equal(given, 8);
	WAIT_UNTIL(w, COUNT(w, accepted) == 8);
	assert_int_equal(COUNT(w, parked_count), 0);
	write_file(w, "gate", "");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	WAIT_UNTIL(w, results_of(w, 1, 8) == 8);
	close_world(w);
}

static void test_node_stop__jobs_running__lets_them_end_and_takes_no_more(void **state)
{
	(void)state;
	struct world *w = open_world("while read -r l; do while [ ! -e $1 ]; do sleep 0.02; done\n"
				     "echo '{}'; done\n");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 3, 1), 3);
	WAIT_UNTIL(w, COUNT(w, accepted) == 3);
	lt_node_stop(w->node);
	assert_false(lt_node_stopped(w->node));
	write_file(w, "gate", "");
	WAIT_UNTIL(w, lt_node_stopped(w->node));
	assert_int_equal(results_of(w, 1, 3), 3);
	assert_int_equal(w->c.failed, 0);
	close_world(w);
}

/* -- jobs in virtual time -- */

struct bench {
	struct lt_clock clock;
	struct lt_outbox *outbox;
	struct lt_jobs *jobs;
	struct lt_outgoing *taken;
};

static void open_bench(struct bench *b)
{
	struct lt_err err = {0};
	struct lt_pool_capability capability = {.name = "test.step",
						.adapter = "exec:/bin/sleep 1000",
						.timeout_us = 600 * LT_US_PER_SECOND,
						.workers = 1};
	b->clock = lt_clock_fake(0);
	b->outbox = lt_outbox_new();
	struct lt_jobs_options options = {
		.node = "node-a", .slots = 2, .clock = &b->clock, .outbox = b->outbox};
	assert_int_equal(lt_jobs_new(&options, &b->jobs, &err), 0);
	assert_int_equal(lt_jobs_add(b->jobs, &capability, &err), 0);
	Lt__Job job = LT__JOB__INIT, *list[] = {&job};
	job.dossier = 5;
	job.token = 1;
	job.attempt = 1;
	job.capability = "test.step";
	lt_jobs_offered(b->jobs, list, 1);
}

static void close_bench(struct bench *b)
{
	lt_jobs_free(b->jobs);
	lt_outbox_free(b->outbox);
}

/* The next command, decoded; NULL: none. */
static Lt__Command *next_command(struct bench *b, struct lt_arena *arena)
{
	Lt__Command *c;
	lt_jobs_step(b->jobs);
	if (lt_outbox_take(b->outbox, &b->taken, 1, 1 << 20) == 0)
		return NULL;
	struct lt_slice bytes = lt_slice(b->taken->bytes, b->taken->size);
	assert_int_equal(LT_DECODE(command, bytes, arena, &c, NULL), 0);
	assert_int_equal(c->actor->kind, LT__ACTOR_KIND__ACTOR_KIND_NODE);
	return c;
}

static void answer_taken(struct bench *b, uint32_t refusal)
{
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	reply.seq = b->taken->seq;
	reply.refusal = refusal;
	lt_jobs_answered(b->jobs, b->taken, &reply);
	lt_outbox_answered(b->outbox, b->taken);
}

static void test_jobs__long_job__is_accepted_and_says_it_lives(void **state)
{
	(void)state;
	struct bench b = {0};
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	open_bench(&b);
	assert_null(next_command(&b, &arena));
	lt_clock_advance(&b.clock, LT_US_PER_SECOND);
	Lt__Command *c = next_command(&b, &arena);
	assert_int_equal(c->body_case, LT__COMMAND__BODY_ACCEPT_JOB);
	lt_clock_advance(&b.clock, 11 * LT_US_PER_SECOND);
	lt_jobs_step(b.jobs); /* the acceptance is not answered: no sign of life behind it */
	assert_int_equal(lt_outbox_count(b.outbox), 1);
	answer_taken(&b, 0);
	lt_clock_advance(&b.clock, 11 * LT_US_PER_SECOND);
	c = next_command(&b, &arena);
	assert_true(c->body_case == LT__COMMAND__BODY_REPORT_JOB && c->report_job->running);
	answer_taken(&b, 0);
	close_bench(&b);
}

static void test_jobs__acceptance_refused__job_is_forgotten(void **state)
{
	(void)state;
	struct bench b = {0};
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	open_bench(&b);
	lt_clock_advance(&b.clock, LT_US_PER_SECOND);
	assert_non_null(next_command(&b, &arena));
	answer_taken(&b, LT_REFUSAL_STALE);
	lt_clock_advance(&b.clock, 60 * LT_US_PER_SECOND);
	assert_null(next_command(&b, &arena));
	assert_int_equal(lt_jobs_running(b.jobs), 1); /* its place is taken until it ends */
	close_bench(&b);
}

static void test_jobs_give_back__accepted_job__is_reported_failed(void **state)
{
	(void)state;
	struct bench b = {0};
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	open_bench(&b);
	lt_clock_advance(&b.clock, LT_US_PER_SECOND);
	assert_non_null(next_command(&b, &arena));
	lt_jobs_give_back(b.jobs);
	answer_taken(&b, 0);
	Lt__Command *c = next_command(&b, &arena);
	assert_true(c && c->report_job->failed);
	assert_string_equal(c->report_job->note, lt_node_text(LT_NODE_TEXT_STOPPING));
	answer_taken(&b, 0);
	close_bench(&b);
}

/* -- people -- */

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

static void fill_submit(Lt__Command *c, Lt__SubmitDossier *submit, Lt__Actor *actor, uint64_t seq)
{
	lt__command__init(c);
	lt__submit_dossier__init(submit);
	lt__actor__init(actor);
	actor->kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor->id = "ha";
	actor->unit = "phuong-1";
	actor->node = "forged";
	c->schema = 1;
	c->seq = seq;
	c->actor = actor;
	c->body_case = LT__COMMAND__BODY_SUBMIT;
	c->submit = submit;
	submit->procedure = "1.004873";
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
	Lt__Command c;
	Lt__SubmitDossier s;
	Lt__Actor actor;
	fill_submit(&c, &s, &actor, seq);
	s.procedure = procedure;
	assert_int_equal(send_command(p, &c), 0);
	assert_int_equal(p->reply->report->n_replies, 1);
	return p->reply->report->replies[0];
}

static void test_desk__hello__needs_the_token_and_tells_the_units(void **state)
{
	(void)state;
	struct world *w = open_world(NULL);
	struct person p;
	Lt__Command c;
	Lt__SubmitDossier s;
	Lt__Actor actor;
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
	fill_submit(&c, &s, &actor, 1);
	assert_int_equal(send_command(&p, &c), LT_E_DENIED);
	assert_int_equal(say_hello(&p, "guess", 1), LT_E_DENIED);
	assert_non_null(strstr(p.err.text, "desk.token"));
	assert_int_equal(send_command(&p, &c), LT_E_DENIED);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	assert_int_equal(p.reply->hello->n_units, 2);
	assert_string_equal(p.reply->hello->units[1], "phuong-2");
	assert_int_equal(send_command(&p, &c), 0);
	leave(&p);
	close_world(w);
}

static void test_desk__command_repeated__takes_effect_once_and_has_one_answer(void **state)
{
	(void)state;
	struct world *w = open_world(NULL);
	struct person p;
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
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
	leave(&p);
	close_world(w);
}

static void test_desk__what_is_not_for_people__is_refused(void **state)
{
	(void)state;
	struct world *w = open_world(NULL);
	struct person p;
	Lt__Command c;
	Lt__SubmitDossier s;
	Lt__Actor actor;
	Lt__AcceptJob accept = LT__ACCEPT_JOB__INIT;
	Lt__Request poll = LT__REQUEST__INIT;
	Lt__Poll body = LT__POLL__INIT;
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	fill_submit(&c, &s, &actor, 1);
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OPERATOR;
	assert_int_equal(send_command(&p, &c), 0);
	assert_int_equal(p.reply->report->replies[0]->refusal, LT_REFUSAL_INTERNAL);
	c.actor = NULL;
	assert_int_equal(send_command(&p, &c), 0);
	assert_int_equal(p.reply->report->replies[0]->refusal, LT_REFUSAL_MALFORMED);
	fill_submit(&c, &s, &actor, 1);
	c.body_case = LT__COMMAND__BODY_ACCEPT_JOB;
	c.accept_job = &accept;
	assert_int_equal(send_command(&p, &c), 0);
	assert_int_equal(p.reply->report->replies[0]->refusal, LT_REFUSAL_INTERNAL);
	assert_int_equal(send_bytes(&p, lt_slice("\xff\xff\xff", 3)), 0);
	assert_int_equal(p.reply->report->replies[0]->error, LT_E_FORMAT);
	poll.body_case = LT__REQUEST__BODY_POLL;
	poll.poll = &body;
	assert_int_equal(ask(&p, &poll), LT_E_DENIED);
	assert_int_equal(w->c.submitted + w->c.accepted, 0);
	leave(&p);
	close_world(w);
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
	struct world *w = open_world(NULL);
	struct person p;
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	for (int i = 0; i < 50; i++) {
		char text[32];
		(void)snprintf(text, sizeof text, "tìm %d", i);
		assert_int_equal(fetch(&p, text), 0);
		assert_string_equal(p.reply->fetch->text, text);
	}
	leave(&p);
	close_world(w);
}

static void test_desk__line_down__says_so_and_works_again_afterwards(void **state)
{
	(void)state;
	struct world *w = open_world(NULL);
	struct person p;
	Lt__Command c;
	Lt__SubmitDossier s;
	Lt__Actor actor;
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	(void)submit(&p, 1, "1.004873");
	close_coordinator(&w->c);
	WAIT_UNTIL(w, !lt_node_bound(w->node));
	fill_submit(&c, &s, &actor, 2);
	assert_int_equal(send_command(&p, &c), LT_E_LINE);
	assert_non_null(strstr(p.err.text, "mất đường truyền"));
	assert_int_equal(fetch(&p, "x"), LT_E_LINE);
	assert_int_equal(submit(&p, 1, "1.004873")->dossier, 4711); /* it is known already */
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	open_coordinator(&w->c, w->c.address);
	WAIT_UNTIL(w, lt_node_bound(w->node));
	(void)submit(&p, 2, "1.004873");
	assert_int_equal(w->c.submitted, 2);
	leave(&p);
	close_world(w);
}

static void test_desk__line_lost_before_the_answer__kept_and_answered_on_return(void **state)
{
	(void)state;
	struct world *w = open_world(NULL);
	struct person p;
	Lt__Command c;
	Lt__SubmitDossier s;
	Lt__Actor actor;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Report report = LT__REPORT__INIT;
	uint8_t bytes[1024];
	WAIT_UNTIL(w, lt_node_bound(w->node));
	arrive(&p, w);
	assert_int_equal(say_hello(&p, w->token, 1), 0);
	w->c.silent = true;
	fill_submit(&c, &s, &actor, 1);
	ProtobufCBinaryData list[] = {{.len = lt_encoded_size(&c.base), .data = bytes}};
	assert_true(list[0].len <= sizeof bytes);
	lt_encode_to(&c.base, bytes);
	report.commands = list;
	report.n_commands = 1;
	request.body_case = LT__REQUEST__BODY_REPORT;
	request.report = &report;
	atomic_store(&p.done, false);
	assert_int_equal(lt_talk_start(p.talk, &request, 60 * LT_US_PER_SECOND, on_done, &p, NULL),
			 0);
	WAIT_UNTIL(w, COUNT(w, unanswered_count) == 1);
	close_coordinator(&w->c);
	WAIT_UNTIL(w, !lt_node_bound(w->node));
	w->c.silent = false;
	open_coordinator(&w->c, w->c.address);
	WAIT_UNTIL(w, atomic_load(&p.done));
	assert_int_equal(lt_talk_take(p.talk, &p.arena, &p.reply, &p.err), 0);
	assert_int_equal(p.reply->report->replies[0]->seq, 1);
	assert_int_equal(w->c.submitted, 1);
	leave(&p);
	close_world(w);
}

/* -- the folder -- */

static void test_folder__boot_and_token__survive_and_grow(void **state)
{
	(void)state;
	struct world w = {0};
	struct lt_err err = {0};
	uint64_t first, second;
	char one[LT_FOLDER_TOKEN_BYTES], two[LT_FOLDER_TOKEN_BYTES], path[PATH_BYTES];
	struct stat info;
	make_folder(&w);
	assert_int_equal(lt_folder_boot(w.dir, &first, &err), 0);
	assert_int_equal(lt_folder_boot(w.dir, &second, &err), 0);
	assert_int_equal(first, 1);
	assert_int_equal(second, 2);
	write_file(&w, "boot", "not a number\n");
	assert_int_equal(lt_folder_boot(w.dir, &second, &err), LT_E_DAMAGED);
	assert_int_equal(lt_folder_token(w.dir, one, &err), 0);
	assert_int_equal(lt_folder_token(w.dir, two, &err), 0);
	assert_string_equal(one, two);
	assert_int_equal(strlen(one), 64);
	(void)snprintf(path, sizeof path, "%s/desk.token", w.dir);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	write_file(&w, "desk.token", "short\n");
	assert_int_equal(lt_folder_token(w.dir, two, &err), LT_E_DAMAGED);
	remove_folder(&w);
}

static void test_folder_lock__second_worker__is_refused(void **state)
{
	(void)state;
	struct world w = {0};
	struct lt_err err = {0};
	int one = -1, two = -1;
	make_folder(&w);
	assert_int_equal(lt_folder_lock(w.dir, &one, &err), 0);
	assert_int_equal(lt_folder_lock(w.dir, &two, &err), LT_E_BUSY);
	(void)close(one);
	assert_int_equal(lt_folder_lock(w.dir, &two, &err), 0);
	(void)close(two);
	remove_folder(&w);
}

static void test_settings_read__errors__name_the_line(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"", "node"},
		{"node = a\n", "coordinator"},
		{"node = Not A Name\ncoordinator = x:1\n", "Not A Name"},
		{"node = a\ncoordinator = x:1\nslot = 5\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\nslots = 0\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\nadapter.x = shell:ls\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\nadapter.X = builtin:pass\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\ntimeout.x = 5\n", "adapter.x"},
		{"node = a\ncoordinator = x:1\ntls.name = c\n", "tls.ca"},
		{"node = a\ncoordinator = x:1\nadapter.x = builtin:pass\nworkers.x = 1000\n",
		 "node.conf:4"},
	};
	struct world w = {0};
	struct lt_err err = {0};
	struct lt_settings settings;
	make_folder(&w);
	assert_int_equal(lt_settings_read(w.dir, &settings, &err), LT_E_ABSENT);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		write_file(&w, "node.conf", bad[i][0]);
		assert_true(lt_settings_read(w.dir, &settings, &err) < 0);
		if (!strstr(err.text, bad[i][1]))
			assert_string_equal(err.text, bad[i][1]);
	}
	write_file(&w, "node.conf",
		   "node = a\ncoordinator = x:1\nadapter.x = exec:/bin/x -v\ntimeout.x = 5\n"
		   "adapter.y = builtin:pass\nworkers.y = 3\n");
	assert_int_equal(lt_settings_read(w.dir, &settings, &err), 0);
	assert_int_equal(settings.slots, 16);
	assert_int_equal(settings.capabilities_count, 2);
	assert_int_equal(settings.capabilities[0].timeout_us, 5 * LT_US_PER_SECOND);
	assert_int_equal(settings.capabilities[1].workers, 3);
	lt_settings_done(&settings);
	remove_folder(&w);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--runner") == 0)
		return lt_runner_main(argv[2], argv[3], argv[4]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_node__1000_jobs__each_reported_once_and_none_accepted_by_itself),
		cmocka_unit_test(test_node__job_offered_twice__runs_once),
		cmocka_unit_test(
			test_node__newer_attempt_while_running__older_result_is_for_nobody),
		cmocka_unit_test(test_node__all_slots_taken__asks_for_nothing_until_one_is_free),
		cmocka_unit_test(test_node_stop__jobs_running__lets_them_end_and_takes_no_more),
		cmocka_unit_test(test_jobs__long_job__is_accepted_and_says_it_lives),
		cmocka_unit_test(test_jobs__acceptance_refused__job_is_forgotten),
		cmocka_unit_test(test_jobs_give_back__accepted_job__is_reported_failed),
		cmocka_unit_test(test_desk__hello__needs_the_token_and_tells_the_units),
		cmocka_unit_test(test_desk__command_repeated__takes_effect_once_and_has_one_answer),
		cmocka_unit_test(test_desk__what_is_not_for_people__is_refused),
		cmocka_unit_test(test_desk__fetch__is_relayed_both_ways),
		cmocka_unit_test(test_desk__line_down__says_so_and_works_again_afterwards),
		cmocka_unit_test(
			test_desk__line_lost_before_the_answer__kept_and_answered_on_return),
		cmocka_unit_test(test_folder__boot_and_token__survive_and_grow),
		cmocka_unit_test(test_folder_lock__second_worker__is_refused),
		cmocka_unit_test(test_settings_read__errors__name_the_line),
	};
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
