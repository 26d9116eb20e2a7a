/* SPDX-License-Identifier: EUPL-1.2 */
/* The scripted coordinator works on its server's thread, the node in the test's. */
#include "worker/node/node_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

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
	assert_in_range(cmd->dossier, 1, NODE_JOBS_MAX - 1);
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
		if (c->busy && cmd->body_case == LT__COMMAND__BODY_SUBMIT) {
			c->busy--;
			items[i].refusal = LT_REFUSAL_BUSY;
			continue;
		}
		if (c->full && cmd->body_case == LT__COMMAND__BODY_SUBMIT) {
			c->full--;
			items[i].refusal = LT_REFUSAL_FULL;
			continue;
		}
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
	bool feed = call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_FEED;
	c->fetched += !feed;
	fetch.error = feed ? LT_E_USAGE : 0; /* no replica here: reads come to us */
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
		assert_true(c->parked_count < NODE_PARKED_MAX);
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

void coordinator_open(struct coordinator *c, const char *address)
{
	struct lt_err err = {0};
	struct lt_server_options options = {
		.address = address, .on_call = on_call, .on_gone = on_gone, .owner = c};
	assert_int_equal(lt_server_start(&options, &c->server, &err), 0);
	(void)snprintf(c->address, sizeof c->address, "127.0.0.1:%u", lt_server_port(c->server));
}

void coordinator_close(struct coordinator *c)
{
	lt_server_stop(c->server);
	while (c->parked_count)
		lt_server_drop(c->parked[--c->parked_count]);
	while (c->unanswered_count)
		lt_server_drop(c->unanswered[--c->unanswered_count]);
	lt_server_free(c->server);
	c->server = NULL;
}

size_t read_count(struct coordinator *c, const void *at, size_t size)
{
	size_t n = 0;
	pthread_mutex_lock(&c->lock);
	memcpy(&n, at, size); /* little-endian, as every machine we run on */
	pthread_mutex_unlock(&c->lock);
	return n;
}

size_t offer(struct world *w, uint64_t first, size_t count, uint32_t attempt)
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

size_t results_of(struct world *w, uint64_t first, size_t count)
{
	size_t sum = 0;
	pthread_mutex_lock(&w->c.lock);
	for (size_t i = 0; i < count; i++)
		sum += w->c.results[first + i];
	pthread_mutex_unlock(&w->c.lock);
	return sum;
}

/* -- the world -- */

void write_file(const struct world *w, const char *name, const char *text)
{
	char path[NODE_PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void remove_file(const struct world *w, const char *name)
{
	char path[NODE_PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
	(void)unlink(path);
}

/* Empty by now; not there if no node was opened. */
static void remove_folder_in(const struct world *w, const char *name)
{
	char path[NODE_PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
	(void)rmdir(path);
}

void make_folder(struct world *w)
{
	(void)snprintf(w->dir, sizeof w->dir, "/tmp/lt-node-test-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
}

void remove_folder(const struct world *w)
{
	static const char *const files[] = {"node.conf",
					    "boot",
					    "desk.token",
					    "desk.port",
					    "adapter.sh",
					    "node.lock",
					    "gate",
					    "own.mdb",
					    "own.mdb-lock",
					    "records/journal.mdb",
					    "records/journal.mdb-lock",
					    "records/state.mdb",
					    "records/state.mdb-lock"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		remove_file(w, files[i]);
	remove_folder_in(w, "papers/arriving");
	remove_folder_in(w, "papers/waiting");
	remove_folder_in(w, "papers");
	remove_folder_in(w, "records");
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

struct world *world_open(const char *script, const char *more)
{
	char conf[1024], adapter[2 * NODE_PATH_BYTES] = "builtin:pass";
	struct world *w = calloc(1, sizeof *w);
	assert_non_null(w);
	w->clock = lt_clock_system();
	pthread_mutex_init(&w->c.lock, NULL);
	make_folder(w);
	coordinator_open(&w->c, "127.0.0.1:0");
	if (script) {
		write_file(w, "adapter.sh", script);
		(void)snprintf(adapter, sizeof adapter, "exec:/bin/sh %s/adapter.sh %s/gate",
			       w->dir, w->dir);
	}
	(void)snprintf(conf, sizeof conf,
		       "node = node-a\ncoordinator = %s\nslots = %d\nadapter.test.step = %s\n%s",
		       w->c.address, NODE_SLOTS, adapter, more);
	write_file(w, "node.conf", conf);
	open_node(w);
	return w;
}

void restart_node(struct world *w)
{
	lt_node_free(w->node);
	lt_settings_done(&w->settings);
	open_node(w);
}

void world_close(struct world *w)
{
	lt_node_free(w->node);
	if (w->c.server)
		coordinator_close(&w->c);
	lt_settings_done(&w->settings);
	remove_folder(w);
	pthread_mutex_destroy(&w->c.lock);
	free(w);
}
