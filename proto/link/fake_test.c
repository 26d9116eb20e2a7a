/* SPDX-License-Identifier: EUPL-1.2 */
/* The fake line: the same code as on the real one, and the same run for the same seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "proto/link/fake.h"

enum { CALLS_MAX = 64, CLIENTS = 20, TRACE_BYTES = 1 << 16 };

#define MS INT64_C(1000)
#define SECOND LT_US_PER_SECOND

/* One world: a line, a server whose calls are kept or answered at once, and a trace of events. */
struct world {
	struct lt_clock clock;
	struct lt_fake_line *line;
	struct lt_server *server;
	struct lt_call *held[CALLS_MAX];
	size_t held_count, calls_count, gone_count, done_count;
	uint32_t line_now;
	bool hold;
	char trace[TRACE_BYTES];
	size_t trace_size;
};

static void note(struct world *w, const char *what, unsigned number)
{
	int n = snprintf(w->trace + w->trace_size, TRACE_BYTES - w->trace_size, "%lld %s %u\n",
			 (long long)w->clock.fake_monotonic_us, what, number);
	assert_true(n > 0 && (size_t)n < TRACE_BYTES - w->trace_size);
	w->trace_size += (size_t)n;
}

static void on_call(void *owner, struct lt_call *call)
{
	struct world *w = owner;
	w->calls_count++;
	note(w, "call", lt_call_port(call));
	if (w->hold) {
		assert_true(w->held_count < CALLS_MAX);
		w->held[w->held_count++] = call;
	} else {
		lt_server_refuse(call, LT_E_BUSY, "answered");
	}
}

static void on_gone(void *owner, uint32_t pipe)
{
	struct world *w = owner;
	w->gone_count++;
	note(w, "gone", pipe);
}

static void on_done(void *owner, struct lt_talk *talk)
{
	struct world *w = owner;
	(void)talk;
	w->done_count++;
	note(w, "done", 0);
}

static void on_line(void *owner, uint32_t line)
{
	struct world *w = owner;
	w->line_now = line;
	note(w, "line", line);
}

static void listen_again(struct world *w)
{
	struct lt_server_options options = {.on_call = on_call, .on_gone = on_gone, .owner = w};
	assert_int_equal(lt_fake_line_server(w->line, &options, &w->server), 0);
}

static void world_open(struct world *w, uint64_t seed, const struct lt_fake_knobs *knobs)
{
	memset(w, 0, sizeof *w);
	w->clock = lt_clock_fake(0);
	w->clock.fake_monotonic_us = SECOND;
	assert_int_equal(lt_fake_line_new(seed, &w->clock, knobs, &w->line), 0);
	listen_again(w);
}

static void stop_server(struct world *w)
{
	lt_server_stop(w->server);
	for (size_t i = 0; i < w->held_count; i++)
		lt_server_drop(w->held[i]);
	w->held_count = 0;
	lt_server_free(w->server);
	w->server = NULL;
}

static void world_close(struct world *w)
{
	if (w->server)
		stop_server(w);
	lt_fake_line_free(w->line);
}

/* Moves the clock from event to event for a while. */
static void run(struct world *w, int64_t us)
{
	int64_t end = w->clock.fake_monotonic_us + us;
	for (;;) {
		(void)lt_fake_line_step(w->line);
		int64_t next = lt_fake_line_next_us(w->line);
		if (next > end)
			break;
		lt_clock_advance(&w->clock, next - w->clock.fake_monotonic_us);
	}
	lt_clock_advance(&w->clock, end - w->clock.fake_monotonic_us);
}

static struct lt_client *client_of(struct world *w, uint32_t number)
{
	struct lt_client *client;
	struct lt_client_options options = {.on_line = on_line, .owner = w};
	assert_int_equal(lt_fake_line_client(w->line, number, &options, &client), 0);
	return client;
}

static void start(struct world *w, struct lt_talk *talk, int64_t timeout_us)
{
	struct lt_err err = {0};
	Lt__Poll poll = LT__POLL__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	assert_int_equal(lt_talk_start(talk, &request, timeout_us, on_done, w, &err), 0);
}

static int take(struct lt_talk *talk)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Reply *reply = NULL;
	struct lt_err err = {0};
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	return lt_talk_take(talk, &arena, &reply, &err);
}

static void talk_open(struct world *w, struct lt_client **client, struct lt_talk **talk)
{
	struct lt_err err = {0};
	*client = client_of(w, 0);
	assert_int_equal(lt_talk_new(*client, talk, &err), 0);
}

/* One request waits at the server. */
static void park_one(struct world *w, struct lt_client **client, struct lt_talk **talk)
{
	world_open(w, 1, NULL);
	w->hold = true;
	talk_open(w, client, talk);
	start(w, *talk, 50 * SECOND);
	run(w, SECOND);
}

static void test_fake_line__perfect__answers_after_two_delays(void **state)
{
	(void)state;
	static struct world w;
	struct lt_client *client;
	struct lt_talk *talk;
	struct lt_fake_knobs knobs = {.delay_us_min = 20 * MS, .delay_us_max = 20 * MS};
	world_open(&w, 1, &knobs);
	talk_open(&w, &client, &talk);
	start(&w, talk, 5 * SECOND);
	assert_int_equal(take(talk), LT_E_BUSY);
	run(&w, 40 * MS - 1);
	assert_int_equal(w.done_count, 0);
	run(&w, 1);
	assert_int_equal(w.done_count, 1);
	assert_int_equal(take(talk), LT_E_BUSY); /* the refusal's own code: the server says busy */
	start(&w, talk, 5 * SECOND);
	lt_talk_free(talk);
	lt_client_free(client);
	run(&w, SECOND);
	assert_int_equal(w.done_count, 1);
	world_close(&w);
}

static void test_talk_ask__without_threads__is_refused(void **state)
{
	(void)state;
	static struct world w;
	struct lt_client *client;
	struct lt_talk *talk;
	struct lt_err err = {0};
	Lt__Request request = LT__REQUEST__INIT;
	world_open(&w, 1, NULL);
	talk_open(&w, &client, &talk);
	assert_int_equal(lt_talk_ask(talk, &request, SECOND, NULL, NULL, &err), LT_E_USAGE);
	lt_talk_free(talk);
	lt_client_free(client);
	world_close(&w);
}

static void test_fake_line__hang_up__ends_talks_and_connects_again(void **state)
{
	(void)state;
	static struct world w;
	struct lt_client *client;
	struct lt_talk *talk;
	park_one(&w, &client, &talk);
	uint32_t line = lt_client_line(client);
	assert_true(line != 0 && w.line_now == line);
	assert_int_equal(w.held_count, 1);
	assert_int_equal(lt_call_port(w.held[0]), 1);
	lt_server_hang_up(w.server, w.held[0]->pipe);
	assert_int_equal(w.gone_count, 0); /* told at the next step, not inside the call */
	run(&w, MS);
	assert_int_equal(w.gone_count, 1);
	assert_int_equal(take(talk), LT_E_LINE);
	assert_int_equal(lt_client_line(client), 0);
	assert_int_equal(lt_call_port(w.held[0]), 0);
	start(&w, talk, 50 * SECOND); /* waits for the connection */
	lt_server_refuse(w.held[0], LT_E_BUSY, "too late");
	w.held_count = 0;
	run(&w, SECOND);
	assert_true(lt_client_line(client) != 0 && lt_client_line(client) != line);
	assert_int_equal(w.held_count, 1);
	lt_talk_free(talk);
	lt_client_free(client);
	world_close(&w);
}

static void test_fake_line__server_stopped__gives_line_then_works_again(void **state)
{
	(void)state;
	static struct world w;
	struct lt_client *client;
	struct lt_talk *talk;
	park_one(&w, &client, &talk);
	stop_server(&w);
	run(&w, MS);
	assert_int_equal(w.gone_count, 0); /* nobody is left to tell */
	assert_int_equal(take(talk), LT_E_LINE);
	start(&w, talk, SECOND);
	run(&w, 2 * SECOND);
	assert_int_equal(take(talk), LT_E_LINE);
	start(&w, talk, 10 * SECOND);
	w.hold = false;
	listen_again(&w);
	run(&w, 3 * SECOND); /* by now it tries every 2 s */
	assert_int_equal(w.done_count, 3);
	assert_int_equal(take(talk), LT_E_BUSY);
	lt_talk_free(talk);
	lt_client_free(client);
	world_close(&w);
}

static void test_fake_line__cut_down__request_arrives_and_reply_does_not(void **state)
{
	(void)state;
	static struct world w;
	struct lt_client *client;
	struct lt_talk *talk;
	world_open(&w, 1, NULL);
	talk_open(&w, &client, &talk);
	run(&w, SECOND);
	lt_fake_line_cut(w.line, 0, LT_FAKE_DOWN);
	start(&w, talk, SECOND);
	run(&w, 2 * SECOND);
	assert_int_equal(w.calls_count, 1);
	assert_int_equal(take(talk), LT_E_TIMEOUT);
	assert_int_equal(w.gone_count, 1); /* silent for a whole exchange: hung up */
	lt_fake_line_cut(w.line, 0, 0);
	start(&w, talk, SECOND);
	run(&w, 2 * SECOND);
	assert_int_equal(take(talk), LT_E_BUSY);
	lt_fake_line_cut(w.line, 0, LT_FAKE_UP);
	start(&w, talk, SECOND);
	run(&w, 2 * SECOND);
	assert_int_equal(w.calls_count, 2);
	assert_int_equal(take(talk), LT_E_TIMEOUT);
	lt_talk_free(talk);
	lt_client_free(client);
	world_close(&w);
}

static void test_talk_cancel__on_the_fake_line__is_told_at_the_next_step(void **state)
{
	(void)state;
	static struct world w;
	struct lt_client *client;
	struct lt_talk *talk;
	park_one(&w, &client, &talk);
	lt_talk_cancel(talk);
	assert_int_equal(w.done_count, 0);
	run(&w, MS);
	assert_int_equal(w.done_count, 1);
	assert_int_equal(take(talk), LT_E_LINE);
	lt_client_free(client); /* before its talk: both orders are allowed */
	lt_talk_free(talk);
	world_close(&w);
}

static void on_reply(void *owner, uint32_t number, uint32_t route, struct lt_slice bytes)
{
	struct world *w = owner;
	(void)route;
	assert_true(bytes.size > 0);
	w->done_count++;
	note(w, "reply", number);
}

static void test_fake_line_send__garbage__is_refused_without_the_owner(void **state)
{
	(void)state;
	static struct world w;
	uint32_t route = 0;
	world_open(&w, 1, NULL);
	lt_fake_line_listen(w.line, on_reply, &w);
	assert_int_equal(lt_fake_line_send(w.line, 7, lt_slice("\xff\xff\xff", 3), &route), 0);
	assert_true(route != 0);
	run(&w, SECOND);
	assert_int_equal(w.calls_count, 0);
	assert_int_equal(w.done_count, 1);
	assert_int_equal(lt_server_stats(w.server).refused, 1);
	assert_int_equal(lt_fake_line_send(w.line, LT_FAKE_CLIENTS_MAX, lt_slice("x", 1), NULL),
			 LT_E_LIMIT);
	world_close(&w);
}

/* Twenty clients ask over and over on a bad line; the result is the trace. */
static void storm(struct world *w, uint64_t seed, const struct lt_fake_knobs *knobs)
{
	struct lt_client *clients[CLIENTS];
	struct lt_talk *talks[CLIENTS];
	struct lt_err err = {0};
	world_open(w, seed, knobs);
	for (uint32_t i = 0; i < CLIENTS; i++) {
		clients[i] = client_of(w, i);
		assert_int_equal(lt_talk_new(clients[i], &talks[i], &err), 0);
		start(w, talks[i], SECOND);
	}
	for (int round = 0; round < 20; round++) {
		run(w, SECOND / 3);
		for (uint32_t i = 0; i < CLIENTS; i++) {
			Lt__Reply *reply;
			LT_AUTO(arena) struct lt_arena arena;
			lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
			int r = lt_talk_take(talks[i], &arena, &reply, &err);
			if (r != LT_E_BUSY || strcmp(err.text, "answered") == 0)
				start(w, talks[i], SECOND);
		}
	}
	for (uint32_t i = 0; i < CLIENTS; i++) {
		lt_talk_free(talks[i]);
		lt_client_free(clients[i]);
	}
}

static void test_fake_line__same_seed__same_run(void **state)
{
	(void)state;
	static struct world a, b, other;
	struct lt_fake_knobs knobs = {.lost_per_mille = 100,
				      .doubled_per_mille = 100,
				      .reordered_per_mille = 300,
				      .delay_us_min = 5 * MS,
				      .delay_us_max = 400 * MS};
	storm(&a, 42, &knobs);
	storm(&b, 42, &knobs);
	storm(&other, 43, &knobs);
	struct lt_fake_stats stats = lt_fake_line_stats(a.line);
	assert_true(stats.lost > 0 && stats.doubled > 0 && stats.replies > 0);
	assert_int_equal(a.trace_size, b.trace_size);
	assert_memory_equal(a.trace, b.trace, a.trace_size);
	assert_string_not_equal(a.trace, other.trace);
	world_close(&a);
	world_close(&b);
	world_close(&other);
}

/* -- order -- */

struct order {
	uint32_t last;
	size_t count, late_count;
};

static void on_ordered(void *owner, uint32_t number, uint32_t route, struct lt_slice bytes)
{
	struct order *o = owner;
	(void)number;
	(void)bytes;
	o->count++;
	o->late_count += route < o->last;
	o->last = route;
}

static struct order send_many(uint32_t reordered_per_mille)
{
	static struct world w;
	struct order order = {0};
	struct lt_fake_knobs knobs = {.reordered_per_mille = reordered_per_mille,
				      .delay_us_max = 50 * MS};
	world_open(&w, 9, &knobs);
	lt_fake_line_listen(w.line, on_ordered, &order);
	for (int i = 0; i < 500; i++) {
		assert_int_equal(lt_fake_line_send(w.line, 3, lt_slice("x", 1), NULL), 0);
		run(&w, MS);
	}
	run(&w, SECOND);
	world_close(&w);
	return order;
}

static void test_fake_line__reordering__only_where_the_knob_says(void **state)
{
	(void)state;
	struct order order = send_many(0);
	assert_int_equal(order.count, 500);
	assert_int_equal(order.late_count, 0);
	order = send_many(200);
	assert_int_equal(order.count, 500);
	assert_true(order.late_count > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fake_line__perfect__answers_after_two_delays),
		cmocka_unit_test(test_talk_ask__without_threads__is_refused),
		cmocka_unit_test(test_fake_line__hang_up__ends_talks_and_connects_again),
		cmocka_unit_test(test_fake_line__server_stopped__gives_line_then_works_again),
		cmocka_unit_test(test_fake_line__cut_down__request_arrives_and_reply_does_not),
		cmocka_unit_test(test_talk_cancel__on_the_fake_line__is_told_at_the_next_step),
		cmocka_unit_test(test_fake_line_send__garbage__is_refused_without_the_owner),
		cmocka_unit_test(test_fake_line__same_seed__same_run),
		cmocka_unit_test(test_fake_line__reordering__only_where_the_knob_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
