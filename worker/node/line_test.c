/* SPDX-License-Identifier: EUPL-1.2 */
/* The line and its outbox on a fake line in virtual time, against a coordinator that is scripted to
 * be as troublesome as one can be: it forgets, refuses, is cut off before and after the effect. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/fake.h"
#include "worker/node/line.h"
#include "worker/node/outbox.h"
#include "worker/node/post.h"

enum {
	DOSSIERS = 40,
	SEQS_MAX = 16384,
	BAD_TIME = -1, /* a command with this happened_us is refused for good */
};

#define PATIENCE_US (3600 * LT_US_PER_SECOND) /* virtual */

/* What the coordinator remembers of a request, as the real one does. */
struct stored {
	uint64_t content;
	bool decided;
	unsigned times;
};

struct world {
	struct lt_clock clock;
	struct lt_fake_line *fake;
	struct lt_server *server;
	struct lt_client *client;
	struct lt_post *post;
	struct lt_outbox *outbox;
	struct lt_line *line;
	uint64_t random;
	/* the coordinator */
	uint32_t bound_pipe;
	struct stored book[SEQS_MAX];
	int64_t done_of[DOSSIERS + 1]; /* last act of each dossier that took effect */
	unsigned refuse_per_mille, hang_up_per_mille, error_per_mille;
	unsigned hang_ups_left; /* the next so many messages end in a cut, before or after */
	int whole_error;	/* every Report is refused with it; 0: none */
	bool forgetful;		/* forgets who is bound now and then */
	uint64_t seq_max;
	size_t reports, in_report_max, bytes_max, parked_max;
	struct lt_call *parked[64];
	size_t parked_count;
	/* the node */
	size_t answered, errors, jobs_offered, relayed;
	int64_t acts_of[DOSSIERS + 1];
	uint32_t free;
	uint32_t told[LT_LINE_POLLS];
	const char *barred;
};

static uint64_t next_random(struct world *w)
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
	if (chance(w, w->error_per_mille)) {
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

static bool has_bad_command(struct world *w, const Lt__Report *report)
{
	for (size_t i = 0; i < report->n_commands; i++) {
		Lt__Command *c = lt__command__unpack(NULL, report->commands[i].len,
						     report->commands[i].data);
		assert_non_null(c);
		bool bad = c->happened_us == BAD_TIME;
		w->seq_max = c->seq > w->seq_max ? c->seq : w->seq_max;
		lt__command__free_unpacked(c, NULL);
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
	bool bad = has_bad_command(w, report);
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

static void answer_poll(struct world *w, size_t jobs)
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

static void answered(void *owner, const struct lt_outgoing *command, const Lt__CommandReply *reply)
{
	struct world *w = owner;
	w->answered++;
	w->errors += reply->error != 0;
	assert_int_equal(reply->seq, command->seq);
	if (!reply->error)
		assert_true(w->book[command->seq].decided);
}

static void offered(void *owner, Lt__Job *const *jobs, size_t count)
{
	struct world *w = owner;
	assert_string_equal(jobs[0]->capability, "test.step");
	w->jobs_offered += count;
}

static size_t free_slots(void *owner, unsigned poll, Lt__Slots *ret, size_t max)
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

static void poll_over(void *owner, unsigned poll)
{
	struct world *w = owner;
	w->free += w->told[poll];
	w->told[poll] = 0;
}

static bool barred(void *owner, const char *text)
{
	(void)owner;
	return strstr(text, "'test.step'") != NULL;
}

static void relayed(void *owner, struct lt_call *call, const Lt__Reply *reply, int code,
		    const char *text)
{
	(void)owner, (void)call, (void)reply, (void)code, (void)text;
	fail();
}

static void changed(void *owner, bool bound)
{
	(void)owner, (void)bound;
}

/* -- the world -- */

static void open_server(struct world *w)
{
	struct lt_server_options options = {.on_call = on_call, .on_gone = on_gone, .owner = w};
	assert_int_equal(lt_fake_line_server(w->fake, &options, &w->server), 0);
}

static struct world *open_world(uint64_t seed, const struct lt_fake_knobs *knobs)
{
	struct lt_err err = {0};
	struct world *w = calloc(1, sizeof *w);
	assert_non_null(w);
	w->random = seed * 77 + 5;
	w->clock = lt_clock_fake(0);
	w->clock.fake_monotonic_us = LT_US_PER_SECOND;
	w->outbox = lt_outbox_new();
	assert_non_null(w->outbox);
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
						    .answered = answered,
						    .offered = offered,
						    .free_slots = free_slots,
						    .poll_over = poll_over,
						    .barred = barred,
						    .relayed = relayed,
						    .changed = changed}};
	assert_int_equal(lt_line_new(&options, &w->line, &err), 0);
	return w;
}

static void close_server(struct world *w)
{
	lt_server_stop(w->server);
	while (w->parked_count)
		lt_server_drop(w->parked[--w->parked_count]);
	lt_server_free(w->server);
}

static void close_world(struct world *w)
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

static void run_for(struct world *w, int64_t us)
{
	int64_t end_us = w->clock.fake_monotonic_us + us;
	while (w->clock.fake_monotonic_us < end_us) {
		round_of(w);
		advance(w, end_us);
	}
	round_of(w);
}

static void run_until_answered(struct world *w, size_t count)
{
	int64_t end_us = w->clock.fake_monotonic_us + PATIENCE_US;
	while (w->answered < count && w->clock.fake_monotonic_us < end_us) {
		round_of(w);
		advance(w, end_us);
	}
	assert_int_equal(w->answered, count);
}

/* One more act on a dossier; 0: about none. */
static void put(struct world *w, uint64_t dossier)
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
	assert_non_null(lt_outbox_put(w->outbox, &c, LT_SENDER_DESK));
}

static void assert_all_done(const struct world *w)
{
	for (size_t i = 1; i <= DOSSIERS; i++)
		assert_int_equal(w->done_of[i], w->acts_of[i]);
	assert_int_equal(lt_outbox_count(w->outbox), 0);
}

static const struct lt_fake_knobs perfect;

/* -- tests -- */

static void test_line__perfect__hello_then_reports_in_few_messages(void **state)
{
	(void)state;
	struct world *w = open_world(1, &perfect);
	run_for(w, LT_US_PER_SECOND);
	assert_true(lt_line_bound(w->line));
	assert_string_equal(lt_line_greeting(w->line)->coordinator, "thử");
	for (uint64_t i = 0; i < 5000; i++)
		put(w, 0);
	run_until_answered(w, 5000);
	assert_int_equal(w->reports, 5);
	assert_int_equal(w->in_report_max, LT_BATCH_COMMANDS_MAX);
	for (size_t i = 1; i <= 5000; i++)
		assert_int_equal(w->book[i].times, 1);
	close_world(w);
}

static void test_line__troubles_of_every_kind__each_effect_once_and_in_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct lt_fake_knobs knobs = {.lost_per_mille = 50,
					      .doubled_per_mille = 50,
					      .reordered_per_mille = 100,
					      .delay_us_min = 100,
					      .delay_us_max = 30000};
		struct world *w = open_world(seed, &knobs);
		w->refuse_per_mille = 200;
		w->hang_up_per_mille = 20;
		w->error_per_mille = 20;
		w->forgetful = true;
		for (size_t i = 0; i < 600; i++) {
			put(w, next_random(w) % (DOSSIERS + 1));
			if (i % 7 == 0)
				run_for(w, 3000);
		}
		run_until_answered(w, 600);
		assert_int_equal(w->errors, 0);
		assert_all_done(w);
		close_world(w);
	}
}

static void test_line__cut_at_every_message__goes_on_with_the_same_numbers(void **state)
{
	(void)state;
	for (unsigned cuts = 1; cuts <= 24; cuts++) {
		struct world *w = open_world(cuts, &perfect);
		for (uint64_t i = 0; i < 200; i++)
			put(w, 1 + i % DOSSIERS);
		w->hang_ups_left = cuts;
		run_until_answered(w, 200);
		assert_all_done(w);
		assert_int_equal(lt_line_stats(w->line).commands - 200,
				 lt_line_stats(w->line).repeats);
		close_world(w);
	}
}

static void test_line__always_busy__backs_off_and_then_goes_on(void **state)
{
	(void)state;
	static const int errors[] = {LT_E_BUSY, LT_E_UNKNOWN, LT_E_VERSION};
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		struct world *w = open_world(3, &perfect);
		w->whole_error = errors[i];
		put(w, 1);
		run_for(w, 60 * LT_US_PER_SECOND);
		assert_in_range(w->reports, 10, 40); /* 100 ms growing to 5 s, not a storm */
		assert_int_equal(w->answered, 0);
		w->whole_error = 0;
		run_until_answered(w, 1);
		assert_int_equal(w->errors, 0);
		close_world(w);
	}
}

static void test_line__server_away_for_an_hour__sends_all_on_return(void **state)
{
	(void)state;
	struct world *w = open_world(4, &perfect);
	run_for(w, LT_US_PER_SECOND);
	close_server(w);
	for (uint64_t i = 0; i < 300; i++)
		put(w, 1 + i % DOSSIERS);
	run_for(w, 3600 * LT_US_PER_SECOND);
	assert_false(lt_line_bound(w->line));
	open_server(w);
	run_until_answered(w, 300);
	assert_all_done(w);
	close_world(w);
}

static void test_line__denied__says_hello_again(void **state)
{
	(void)state;
	struct world *w = open_world(5, &perfect);
	run_for(w, LT_US_PER_SECOND);
	w->bound_pipe = 0; /* the coordinator restarted behind its front: it knows nobody */
	put(w, 1);
	run_until_answered(w, 1);
	assert_int_equal(lt_line_stats(w->line).hellos, 2);
	assert_int_equal(w->errors, 0);
	close_world(w);
}

static void test_line__one_bad_command__alone_is_told_so(void **state)
{
	(void)state;
	struct world *w = open_world(6, &perfect);
	for (uint64_t i = 0; i < 100; i++)
		put(w, 0);
	w->acts_of[0] = BAD_TIME - 1;
	put(w, 0);
	for (uint64_t i = 0; i < 100; i++)
		put(w, 0);
	run_until_answered(w, 201);
	assert_int_equal(w->errors, 1);
	close_world(w);
}

static void test_line__huge_commands__stay_below_the_message_limit(void **state)
{
	(void)state;
	struct world *w = open_world(7, &perfect);
	char text[LT_TEXT_BYTES_MAX];
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = 0;
	for (uint64_t i = 0; i < 600; i++) {
		Lt__Command c = LT__COMMAND__INIT;
		Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
		act.note = text;
		c.body_case = LT__COMMAND__BODY_ACT;
		c.act = &act;
		assert_non_null(lt_outbox_put(w->outbox, &c, LT_SENDER_JOB));
	}
	run_until_answered(w, 600);
	assert_in_range(w->bytes_max, 800000, LT_MESSAGE_BYTES_MAX);
	close_world(w);
}

static void test_line__numbers__never_run_further_than_the_window(void **state)
{
	(void)state;
	struct world *w = open_world(8, &perfect);
	w->whole_error = LT_E_BUSY;
	for (uint64_t i = 0; i < 2 * LT_REQUESTS_OUTSTANDING_MAX; i++)
		put(w, 0);
	run_for(w, 60 * LT_US_PER_SECOND);
	assert_int_equal(w->seq_max, LT_REQUESTS_OUTSTANDING_MAX);
	close_world(w); /* with everything unanswered */
}

static void test_line__polls__carry_what_is_free_and_bring_jobs(void **state)
{
	(void)state;
	struct world *w = open_world(9, &perfect);
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 0); /* nothing free: nothing to ask for */
	w->free = 5;
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 1);
	answer_poll(w, 3);
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->jobs_offered, 3);
	assert_int_equal(w->parked_count, 1);
	w->free = 2; /* became free meanwhile: a second poll tells */
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 2);
	answer_poll(w, 0);
	answer_poll(w, 0);
	run_for(w, LT_US_PER_SECOND);
	assert_in_range(w->parked_count, 1, 2);
	lt_line_rest(w->line);
	while (w->parked_count)
		answer_poll(w, 0);
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 0);
	close_world(w);
}

static void test_line__capability_not_granted__does_not_cost_the_line(void **state)
{
	(void)state;
	struct world *w = open_world(10, &perfect);
	w->barred = "test.step";
	w->free = 5;
	for (uint64_t i = 0; i < 20; i++) {
		put(w, 1);
		run_for(w, LT_US_PER_SECOND);
	}
	assert_int_equal(w->answered, 20);
	assert_int_equal(lt_line_stats(w->line).hellos, 1);
	close_world(w);
}

static void test_outbox__freed_with_commands_everywhere__frees_them(void **state)
{
	(void)state;
	struct lt_outgoing *taken[8];
	struct world *w = open_world(11, &perfect);
	for (uint64_t i = 0; i < 20; i++)
		put(w, 1 + i % 5);
	assert_int_equal(lt_outbox_take(w->outbox, taken, 3, 1 << 20), 3);
	lt_outbox_again(w->outbox, taken[1]);
	assert_int_equal(lt_outbox_count_of(w->outbox, LT_SENDER_DESK), 20);
	close_world(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line__perfect__hello_then_reports_in_few_messages),
		cmocka_unit_test(test_line__troubles_of_every_kind__each_effect_once_and_in_order),
		cmocka_unit_test(test_line__cut_at_every_message__goes_on_with_the_same_numbers),
		cmocka_unit_test(test_line__always_busy__backs_off_and_then_goes_on),
		cmocka_unit_test(test_line__server_away_for_an_hour__sends_all_on_return),
		cmocka_unit_test(test_line__denied__says_hello_again),
		cmocka_unit_test(test_line__one_bad_command__alone_is_told_so),
		cmocka_unit_test(test_line__huge_commands__stay_below_the_message_limit),
		cmocka_unit_test(test_line__numbers__never_run_further_than_the_window),
		cmocka_unit_test(test_line__polls__carry_what_is_free_and_bring_jobs),
		cmocka_unit_test(test_line__capability_not_granted__does_not_cost_the_line),
		cmocka_unit_test(test_outbox__freed_with_commands_everywhere__frees_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
