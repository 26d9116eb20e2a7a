/* SPDX-License-Identifier: EUPL-1.2 */
/* One thread: the fake line calls the coordinator, the post is read by hand. */
#include "worker/node/line_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/verdict.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

#define PATIENCE_US (3600 * LT_US_PER_SECOND) /* virtual */

uint64_t next_random(struct world *w)
{
	w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return w->random >> 33;
}

static bool chance(struct world *w, unsigned per_mille)
{
	return next_random(w) % 1000 < per_mille;
}

/* -- the coordinator -- */

static void answer_hello(struct world *w, struct lt_call *call)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__HelloReply hello = LT__HELLO_REPLY__INIT;
	assert_string_equal(call->request->hello->node, "node-a");
	assert_int_equal(call->request->hello->boot, 7);
	w->bound_pipe = call->pipe;
	hello.coordinator = "thử";
	reply.body_case = LT__REPLY__BODY_HELLO;
	reply.hello = &hello;
	lt_server_reply(call, &reply);
}

static void decide(struct world *w, const ProtobufCBinaryData *bytes, Lt__CommandReply *reply,
		   struct lt_arena *arena)
{
	Lt__Command *c;
	struct lt_err err = {0};
	struct lt_slice slice = lt_slice(bytes->data, bytes->len);
	assert_int_equal(LT_DECODE(command, slice, arena, &c, &err), 0);
	assert_in_range(c->seq, 1, SEQS_MAX - 1);
	struct stored *s = &w->book[c->seq];
	lt__command_reply__init(reply);
	reply->seq = c->seq;
	reply->dossier = c->dossier ? c->dossier : 1;
	reply->events_count = 3;
	if (s->content)
		assert_int_equal(s->content, lt_content_key(slice)); /* the same bytes again */
	s->content = lt_content_key(slice);
	s->times++;
	if (s->decided)
		return;
	if (w->no_room_for && c->dossier == w->no_room_for) {
		reply->refusal = LT_REFUSAL_FULL;
		return;
	}
	if (chance(w, w->error_per_mille)) {
		if (chance(w, 333)) /* shed: nothing was decided */
			reply->refusal = chance(w, 500) ? LT_REFUSAL_BUSY : LT_REFUSAL_FULL;
		else
			reply->error = chance(w, 500) ? LT_E_BUSY : LT_E_STORE;
		return;
	}
	s->decided = true;
	if (c->dossier) {
		assert_int_equal(c->happened_us, w->done_of[c->dossier] + 1); /* in order */
		w->done_of[c->dossier]++;
	}
}

static void answer_report(struct world *w, struct lt_call *call)
{
	const Lt__Report *report = call->request->report;
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__ReportReply body = LT__REPORT_REPLY__INIT;
	Lt__CommandReply **list = calloc(report->n_commands, sizeof *list);
	Lt__CommandReply *items = calloc(report->n_commands, sizeof *items);
	for (size_t i = 0; i < report->n_commands; i++) {
		list[i] = &items[i];
		decide(w, &report->commands[i], list[i], &call->arena);
	}
	body.replies = list;
	body.n_replies = report->n_commands;
	reply.body_case = LT__REPLY__BODY_REPORT;
	reply.report = &body;
	if (chance(w, w->refuse_per_mille / 2)) /* decided, but the sender is told otherwise */
		lt_server_refuse(call, LT_E_UNKNOWN, NULL);
	else
		lt_server_reply(call, &reply);
	free(list);
	free(items);
}

static bool has_bad_command(struct world *w, const Lt__Report *report, struct lt_arena *arena)
{
	for (size_t i = 0; i < report->n_commands; i++) {
		Lt__Command *c;
		struct lt_slice bytes = lt_slice(report->commands[i].data, report->commands[i].len);
		assert_int_equal(LT_DECODE(command, bytes, arena, &c, NULL), 0);
		bool bad = c->happened_us == BAD_TIME;
		w->seq_max = c->seq > w->seq_max ? c->seq : w->seq_max;
		if (bad)
			return true;
	}
	return false;
}

static void handle_report(struct world *w, struct lt_call *call)
{
	const Lt__Report *report = call->request->report;
	w->reports++;
	if (report->n_commands > w->in_report_max)
		w->in_report_max = report->n_commands;
	if (call->bytes > w->bytes_max)
		w->bytes_max = call->bytes;
	bool bad = has_bad_command(w, report, &call->arena);
	if (w->whole_error)
		lt_server_refuse(call, w->whole_error, "refused");
	else if (bad)
		lt_server_refuse(call, LT_E_FORMAT, "one of them is bad");
	else if (chance(w, w->refuse_per_mille / 2))
		lt_server_refuse(call, chance(w, 500) ? LT_E_BUSY : LT_E_UNKNOWN, NULL);
	else
		answer_report(w, call);
}

static void park(struct world *w, struct lt_call *call)
{
	const Lt__Poll *poll = call->request->poll;
	if (w->barred && strcmp(poll->slots[0]->capability, w->barred) == 0) {
		lt_server_refuse(call, LT_E_DENIED, "không giao việc 'test.step'");
		return;
	}
	assert_true(w->parked_count < 64);
	w->parked[w->parked_count++] = call;
	if (w->parked_count > w->parked_max)
		w->parked_max = w->parked_count;
}

static void handle(struct world *w, struct lt_call *call)
{
	if (call->request->body_case == LT__REQUEST__BODY_HELLO)
		answer_hello(w, call);
	else if (call->pipe != w->bound_pipe || (w->forgetful && chance(w, 100)))
		lt_server_refuse(call, LT_E_DENIED, "who are you?");
	else if (call->request->body_case == LT__REQUEST__BODY_POLL)
		park(w, call);
	else if (call->request->body_case == LT__REQUEST__BODY_REPORT)
		handle_report(w, call);
	else
		lt_server_refuse(call, LT_E_USAGE, "fetched");
}

static void on_call(void *owner, struct lt_call *call)
{
	struct world *w = owner;
	struct lt_server *server = w->server;
	uint32_t pipe = call->pipe;
	bool cut = w->hang_ups_left || chance(w, w->hang_up_per_mille);
	if (w->hang_ups_left)
		w->hang_ups_left--;
	if (cut && chance(w, 500)) {
		lt_server_drop(call); /* cut before anything happened */
	} else {
		handle(w, call);
	}
	if (cut)
		lt_server_hang_up(server, pipe);
}

static void on_gone(void *owner, uint32_t pipe)
{
	struct world *w = owner;
	for (size_t i = 0; i < w->parked_count;)
		if (w->parked[i]->pipe == pipe) {
			lt_server_drop(w->parked[i]);
			w->parked[i] = w->parked[--w->parked_count];
		} else {
			i++;
		}
}

void answer_poll(struct world *w, size_t jobs)
{
	Lt__Reply reply = LT__REPLY__INIT;
	Lt__PollReply body = LT__POLL_REPLY__INIT;
	Lt__Job job = LT__JOB__INIT, *list[16];
	for (size_t i = 0; i < jobs; i++)
		list[i] = &job;
	job.capability = "test.step";
	body.jobs = list;
	body.n_jobs = jobs;
	reply.body_case = LT__REPLY__BODY_POLL;
	reply.poll = &body;
	assert_true(w->parked_count > 0);
	lt_server_reply(w->parked[0], &reply);
	w->parked[0] = w->parked[--w->parked_count];
}

/* -- the node -- */

static void node_answered(void *owner, struct lt_outgoing *command, const Lt__CommandReply *reply)
{
	struct world *w = owner;
	w->answered++;
	w->errors += reply->error != 0;
	assert_int_equal(reply->seq, command->seq);
	if (!reply->error)
		assert_true(w->book[command->seq].decided);
}

static void node_offered(void *owner, Lt__Job *const *jobs, size_t count)
{
	struct world *w = owner;
	assert_string_equal(jobs[0]->capability, "test.step");
	w->jobs_offered += count;
}

static size_t node_free_slots(void *owner, unsigned poll, Lt__Slots *ret, size_t max)
{
	struct world *w = owner;
	assert_true(max >= 1 && w->told[poll] == 0);
	if (w->free == 0)
		return 0;
	lt__slots__init(ret);
	ret->capability = "test.step";
	ret->free = w->told[poll] = w->free;
	w->free = 0;
	return 1;
}

static void node_poll_over(void *owner, unsigned poll)
{
	struct world *w = owner;
	w->free += w->told[poll];
	w->told[poll] = 0;
}

static bool node_barred(void *owner, const char *text)
{
	(void)owner;
	return strstr(text, "'test.step'") != NULL;
}

static void node_relayed(void *owner, struct lt_call *call, const Lt__Reply *reply, int code,
			 const char *text)
{
	(void)owner, (void)call, (void)reply, (void)code, (void)text;
	fail();
}

static void node_changed(void *owner, bool bound)
{
	(void)owner, (void)bound;
}

/* -- the world -- */

void open_server(struct world *w)
{
	struct lt_server_options options = {.on_call = on_call, .on_gone = on_gone, .owner = w};
	assert_int_equal(lt_fake_line_server(w->fake, &options, &w->server), 0);
}

struct world *open_world(uint64_t seed, const struct lt_fake_knobs *knobs)
{
	struct lt_err err = {0};
	struct world *w = calloc(1, sizeof *w);
	assert_non_null(w);
	w->random = seed * 77 + 5;
	w->clock = lt_clock_fake(0);
	w->clock.fake_monotonic_us = LT_US_PER_SECOND;
	assert_int_equal(lt_outbox_open(&(struct lt_outbox_options){0}, &w->outbox, &err), 0);
	assert_int_equal(lt_post_new(&w->post, &err), 0);
	assert_int_equal(lt_fake_line_new(seed, &w->clock, knobs, &w->fake), 0);
	open_server(w);
	struct lt_client_options client = {.on_line = lt_post_on_line, .owner = w->post};
	assert_int_equal(lt_fake_line_client(w->fake, 0, &client, &w->client), 0);
	struct lt_line_options options = {.node = "node-a",
					  .software = "test",
					  .boot = 7,
					  .clock = &w->clock,
					  .client = w->client,
					  .post = w->post,
					  .outbox = w->outbox,
					  .hooks = {.owner = w,
						    .answered = node_answered,
						    .offered = node_offered,
						    .free_slots = node_free_slots,
						    .poll_over = node_poll_over,
						    .barred = node_barred,
						    .relayed = node_relayed,
						    .changed = node_changed}};
	assert_int_equal(lt_line_new(&options, &w->line, &err), 0);
	return w;
}

void close_server(struct world *w)
{
	lt_server_stop(w->server);
	while (w->parked_count)
		lt_server_drop(w->parked[--w->parked_count]);
	lt_server_free(w->server);
}

void close_world(struct world *w)
{
	lt_line_free(w->line);
	lt_client_free(w->client);
	close_server(w);
	lt_fake_line_free(w->fake);
	lt_post_free(w->post);
	lt_outbox_free(w->outbox);
	free(w);
}

static void round_of(struct world *w)
{
	struct lt_letters letters;
	(void)lt_fake_line_step(w->fake);
	lt_post_take(w->post, &letters);
	for (size_t i = 0; i < letters.talks_count; i++)
		lt_line_over(w->line, letters.talks[i]);
	free(letters.gone);
	lt_line_step(w->line);
}

/* To the next thing that happens, at most until @p end_us. */
static void advance(struct world *w, int64_t end_us)
{
	int64_t next_us = lt_fake_line_next_us(w->fake), line_us = lt_line_next_us(w->line);
	next_us = line_us < next_us ? line_us : next_us;
	next_us = next_us < end_us ? next_us : end_us;
	if (next_us > w->clock.fake_monotonic_us)
		lt_clock_advance(&w->clock, next_us - w->clock.fake_monotonic_us);
}

void run_for(struct world *w, int64_t us)
{
	int64_t end_us = w->clock.fake_monotonic_us + us;
	while (w->clock.fake_monotonic_us < end_us) {
		round_of(w);
		advance(w, end_us);
	}
	round_of(w);
}

void run_until_answered(struct world *w, size_t count)
{
	int64_t end_us = w->clock.fake_monotonic_us + PATIENCE_US;
	while (w->answered < count && w->clock.fake_monotonic_us < end_us) {
		round_of(w);
		advance(w, end_us);
	}
	assert_int_equal(w->answered, count);
}

void put(struct world *w, uint64_t dossier)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
	c.schema = 1;
	c.seq = 999; /* ignored */
	c.dossier = dossier;
	c.happened_us = ++w->acts_of[dossier];
	act.note = "ghi chú";
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &act;
	assert_non_null(lt_outbox_put(w->outbox, &c));
}

void assert_all_done(const struct world *w)
{
	for (size_t i = 1; i <= DOSSIERS; i++)
		assert_int_equal(w->done_of[i], w->acts_of[i]);
	assert_int_equal(lt_outbox_count(w->outbox), 0);
}
