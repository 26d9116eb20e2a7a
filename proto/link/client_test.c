/* SPDX-License-Identifier: EUPL-1.2 */
/* The caller's end, over real sockets on loopback. */
#include "proto/link/client.h"
#include "proto/link/link_fixture.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/limits.h"

enum { CLIENTS = 5, TALKS = 40 };

static void test_talk_ask__round_trips__give_each_its_own_reply(void **state)
{
	(void)state;
	struct duo duo;
	duo_open(&duo);
	for (int i = 0; i < 200; i++) {
		char words[32];
		(void)snprintf(words, sizeof words, "node-%d", i);
		assert_int_equal(say(&duo, words, 5 * SECOND), 0);
	}
	struct lt_server_stats stats = lt_server_stats(duo.desk.server);
	assert_int_equal(stats.received, 200);
	assert_int_equal(stats.replied, 200);
	assert_int_equal(stats.refused, 0);
	lt_client_free(duo.client); /* before its talk: both orders are allowed */
	lt_talk_free(duo.talk);
	desk_wait(&duo.desk, &duo.desk.gone_count, 1);
	desk_close(&duo.desk);
}

/* -- many exchanges of one thread -- */

static void take_code(struct lt_talk *talk, const char *code)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Reply *reply = NULL;
	struct lt_err err = {0};
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(lt_talk_take(talk, &arena, &reply, &err), 0);
	assert_int_equal(reply->body_case, LT__REPLY__BODY_FETCH);
	assert_string_equal(reply->fetch->next, code);
	assert_int_equal(lt_talk_take(talk, &arena, &reply, &err), LT_E_BUSY);
}

static void shuffle(struct lt_call **calls, size_t count)
{
	uint32_t seed = 12345;
	for (size_t i = count - 1; i > 0; i--) {
		seed = seed * 1664525u + 1013904223u;
		size_t j = (seed >> 8) % (i + 1);
		struct lt_call *swap = calls[i];
		calls[i] = calls[j];
		calls[j] = swap;
	}
}

static void test_talk_start__200_parked_answered_in_any_order__each_finds_its_reply(void **state)
{
	(void)state;
	struct desk d;
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct lt_client *clients[CLIENTS];
	struct lt_talk *talks[CLIENTS * TALKS];
	char codes[CLIENTS * TALKS][16];
	desk_open(&d, 0);
	for (size_t i = 0; i < CLIENTS; i++)
		clients[i] = connect_to(d.address);
	for (size_t i = 0; i < CLIENTS * TALKS; i++) {
		talks[i] = talk_of(clients[i % CLIENTS]);
		(void)snprintf(codes[i], sizeof codes[i], "H-%zu", i);
		start_fetch(talks[i], codes[i], &inbox);
	}
	desk_wait(&d, &d.parked_count, CLIENTS * TALKS);
	shuffle(d.parked, d.parked_count);
	for (size_t i = 0; i < d.parked_count; i++)
		reply_with_code(d.parked[i]);
	d.parked_count = 0;
	inbox_wait(&inbox, CLIENTS * TALKS);
	for (size_t i = 0; i < CLIENTS * TALKS; i++) {
		take_code(talks[i], codes[i]);
		lt_talk_free(talks[i]);
	}
	for (size_t i = 0; i < CLIENTS; i++)
		lt_client_free(clients[i]);
	desk_close(&d);
}

static void test_talk_new__beyond_what_the_server_queues__is_refused(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	struct lt_talk *talks[LT_CLIENT_TALKS_MAX], *extra = NULL;
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	for (size_t i = 0; i < LT_CLIENT_TALKS_MAX; i++)
		talks[i] = talk_of(client);
	assert_int_equal(lt_talk_new(client, &extra, &err), LT_E_LIMIT);
	lt_talk_free(talks[0]);
	talks[0] = talk_of(client);
	for (size_t i = 0; i < LT_CLIENT_TALKS_MAX; i++)
		lt_talk_free(talks[i]);
	lt_client_free(client);
	desk_close(&d);
}

/* -- what can go wrong -- */

/* A question that the desk parks. */
static int ask_in_vain(struct duo *duo, int64_t timeout_us)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Poll poll = LT__POLL__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	return lt_talk_ask(duo->talk, &request, timeout_us, &arena, &reply, &duo->err);
}

static void test_talk_ask__no_answer__times_out_and_the_talk_is_free_again(void **state)
{
	(void)state;
	struct duo duo;
	duo_open(&duo);
	assert_int_equal(say(&duo, "first", 5 * SECOND), 0);
	assert_int_equal(ask_in_vain(&duo, SECOND / 10), LT_E_TIMEOUT);
	/* a line that said nothing is hung up */
	desk_wait(&duo.desk, &duo.desk.gone_count, 1);
	assert_int_equal(say_again(&duo, "again"), 0);
	duo_close(&duo);
}

static void test_talk_ask__request_too_long__is_refused_here(void **state)
{
	(void)state;
	struct duo duo;
	static char text[LT_MESSAGE_BYTES_MAX];
	memset(text, 'a', sizeof text - 1);
	duo_open(&duo);
	assert_int_equal(say(&duo, text, 5 * SECOND), LT_E_LIMIT);
	assert_int_equal(say(&duo, "short", 5 * SECOND), 0);
	duo_close(&duo);
}

static void *cancel_later(void *arg)
{
	usleep(50000);
	lt_talk_cancel(arg);
	return NULL;
}

static void test_talk_cancel__while_asking__ends_with_line(void **state)
{
	(void)state;
	struct duo duo;
	pthread_t thread;
	duo_open(&duo);
	assert_int_equal(pthread_create(&thread, NULL, cancel_later, duo.talk), 0);
	assert_int_equal(ask_in_vain(&duo, 20 * SECOND), LT_E_LINE);
	pthread_join(thread, NULL);
	assert_int_equal(say_again(&duo, "again"), 0);
	duo_close(&duo);
}

static void test_client__server_killed_and_started_again__gives_line_then_works(void **state)
{
	(void)state;
	struct duo duo;
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	duo_open(&duo);
	uint16_t port = lt_server_port(duo.desk.server);
	struct lt_talk *waiting = talk_of(duo.client);
	assert_int_equal(say(&duo, "one", 5 * SECOND), 0);
	uint32_t line = lt_client_line(duo.client);
	start_fetch(waiting, "x", &inbox);
	desk_wait(&duo.desk, &duo.desk.parked_count, 1);
	desk_close(&duo.desk);
	inbox_wait(&inbox, 1);
	assert_int_equal(take(waiting, &duo.err), LT_E_LINE);
	assert_int_equal(say(&duo, "two", SECOND / 5), LT_E_LINE);
	desk_open(&duo.desk, port);
	assert_int_equal(say_again(&duo, "three"), 0);
	for (int ms = 0; ms < 10000 && lt_client_line(duo.client) == 0; ms++)
		usleep(1000);
	assert_true(lt_client_line(duo.client) != 0 && lt_client_line(duo.client) != line);
	lt_talk_free(waiting);
	duo_close(&duo);
}

/* It is told of a moment after the first answer. */
static uint32_t line_of(const struct lt_client *client)
{
	for (int ms = 0; ms < 10000 && lt_client_line(client) == 0; ms++)
		usleep(1000);
	assert_int_not_equal(lt_client_line(client), 0);
	return lt_client_line(client);
}

static int ask_on(struct duo *duo, const struct lt_talk_watch *watch)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Poll poll = LT__POLL__INIT;
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	request.body_case = LT__REQUEST__BODY_POLL;
	request.poll = &poll;
	return lt_talk_ask_on(duo->talk, watch, &request, 60 * SECOND, &arena, &reply, &duo->err);
}

/* The desk is gone before the request goes, and nobody comes in its place. */
static void test_talk_ask_on__the_connection_is_gone__does_not_wait_for_another(void **state)
{
	(void)state;
	struct duo duo;
	struct lt_clock clock = lt_clock_system();
	duo_open(&duo);
	uint16_t port = lt_server_port(duo.desk.server);
	assert_int_equal(say(&duo, "one", 5 * SECOND), 0);
	struct lt_talk_watch watch = {.line = line_of(duo.client)};
	desk_close(&duo.desk);
	int64_t began_us = lt_clock_monotonic(&clock);
	assert_int_equal(ask_on(&duo, &watch), LT_E_LINE);
	assert_true(lt_clock_monotonic(&clock) - began_us < 10 * SECOND);
	desk_open(&duo.desk, port);
	assert_int_equal(say_again(&duo, "again"), 0);
	duo_close(&duo);
}

static bool ten_times(void *owner, int64_t waited_us)
{
	int *times = owner;
	return waited_us < 60 * SECOND && ++*times < 10;
}

static void test_talk_ask_on__no_longer_waited_for__ends_with_line(void **state)
{
	(void)state;
	struct duo duo;
	int times = 0;
	duo_open(&duo);
	assert_int_equal(say(&duo, "one", 5 * SECOND), 0);
	struct lt_talk_watch watch = {
		.line = line_of(duo.client), .on_wait = ten_times, .owner = &times};
	assert_int_equal(ask_on(&duo, &watch), LT_E_LINE);
	assert_int_equal(times, 10);
	assert_int_equal(say_again(&duo, "again"), 0);
	duo_close(&duo);
}

static void test_client_start__unusable_address__is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "host", ":7401", "host:"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct lt_client *client = NULL;
		struct lt_err err = {0};
		struct lt_client_options options = {.address = bad[i]};
		assert_int_equal(lt_client_start(&options, &client, &err), LT_E_USAGE);
		assert_null(client);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_talk_ask__round_trips__give_each_its_own_reply),
		cmocka_unit_test(
			test_talk_start__200_parked_answered_in_any_order__each_finds_its_reply),
		cmocka_unit_test(test_talk_new__beyond_what_the_server_queues__is_refused),
		cmocka_unit_test(test_talk_ask__no_answer__times_out_and_the_talk_is_free_again),
		cmocka_unit_test(test_talk_ask__request_too_long__is_refused_here),
		cmocka_unit_test(test_talk_cancel__while_asking__ends_with_line),
		cmocka_unit_test(
			test_client__server_killed_and_started_again__gives_line_then_works),
		cmocka_unit_test(
			test_talk_ask_on__the_connection_is_gone__does_not_wait_for_another),
		cmocka_unit_test(test_talk_ask_on__no_longer_waited_for__ends_with_line),
		cmocka_unit_test(test_client_start__unusable_address__is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
