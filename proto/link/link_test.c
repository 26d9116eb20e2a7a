/* SPDX-License-Identifier: EUPL-1.2 */
/* The plain line: real sockets on loopback, any port. */
#include "proto/link/link_fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <nng/nng.h>
#include <nng/protocol/reqrep0/req.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

enum { CLIENTS = 5, TALKS = 40 };

static int say(struct lt_talk *talk, const char *words, int64_t timeout_us, struct lt_err *err)
{
	char software[65];
	return hello(talk, words, timeout_us, software, err);
}

static int say_again(struct lt_talk *talk, const char *words, struct lt_err *err)
{
	char software[65];
	return hello_again(talk, words, software, err);
}

static void test_talk_ask__round_trips__give_each_its_own_reply(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client);
	for (int i = 0; i < 200; i++) {
		char words[32];
		(void)snprintf(words, sizeof words, "node-%d", i);
		assert_int_equal(say(talk, words, 5 * SECOND, &err), 0);
	}
	assert_true(lt_client_line(client) != 0);
	struct lt_server_stats stats = lt_server_stats(d.server);
	assert_int_equal(stats.received, 200);
	assert_int_equal(stats.replied, 200);
	assert_int_equal(stats.refused, 0);
	lt_client_free(client); /* before its talk: both orders are allowed */
	lt_talk_free(talk);
	desk_wait(&d, &d.gone_count, 1);
	desk_close(&d);
}

/* -- many exchanges of one thread -- */

struct inbox {
	pthread_mutex_t lock;
	size_t over_count;
};

static void on_done(void *owner, struct lt_talk *talk)
{
	struct inbox *inbox = owner;
	(void)talk;
	pthread_mutex_lock(&inbox->lock);
	inbox->over_count++;
	pthread_mutex_unlock(&inbox->lock);
}

static void wait_over(struct inbox *inbox, size_t n)
{
	size_t over = 0;
	for (int i = 0; i < 10000 && over < n; i++) {
		usleep(1000);
		pthread_mutex_lock(&inbox->lock);
		over = inbox->over_count;
		pthread_mutex_unlock(&inbox->lock);
	}
	assert_int_equal(over, n);
}

static void start_fetch(struct lt_talk *talk, const char *code, struct inbox *inbox)
{
	struct lt_err err = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_STATUS;
	fetch.code = code;
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = &fetch;
	assert_int_equal(lt_talk_start(talk, &request, 20 * SECOND, on_done, inbox, &err), 0);
	assert_int_equal(lt_talk_start(talk, &request, 20 * SECOND, on_done, inbox, &err),
			 LT_E_BUSY);
}

static void reply_with_code(struct lt_call *call)
{
	Lt__FetchReply fetch = LT__FETCH_REPLY__INIT;
	Lt__Reply reply = LT__REPLY__INIT;
	fetch.next = call->request->fetch->code;
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &fetch;
	lt_server_reply(call, &reply);
}

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
	wait_over(&inbox, CLIENTS * TALKS);
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

static int fetch(struct lt_talk *talk, const char *text, int64_t timeout_us, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Fetch body = LT__FETCH__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	body.kind = LT__FETCH_KIND__FETCH_KIND_SEARCH;
	body.text = text;
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = &body;
	return lt_talk_ask(talk, &request, timeout_us, &arena, &reply, err);
}

static void test_talk_ask__no_answer__times_out_and_the_talk_is_free_again(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client);
	assert_int_equal(say(talk, "first", 5 * SECOND, &err), 0);
	assert_int_equal(fetch(talk, "x", SECOND / 10, &err), LT_E_TIMEOUT);
	desk_wait(&d, &d.gone_count, 1); /* a line that said nothing is hung up */
	assert_int_equal(say_again(talk, "again", &err), 0);
	lt_talk_free(talk);
	lt_client_free(client);
	desk_close(&d);
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
	struct desk d;
	pthread_t thread;
	struct lt_err err = {0};
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client);
	assert_int_equal(pthread_create(&thread, NULL, cancel_later, talk), 0);
	assert_int_equal(fetch(talk, "x", 20 * SECOND, &err), LT_E_LINE);
	pthread_join(thread, NULL);
	assert_int_equal(say_again(talk, "again", &err), 0);
	lt_talk_free(talk);
	lt_client_free(client);
	desk_close(&d);
}

static void test_server_reply__peer_gone__does_nothing(void **state)
{
	(void)state;
	struct desk d;
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client);
	start_fetch(talk, "x", &inbox);
	desk_wait(&d, &d.parked_count, 1);
	assert_true(lt_call_port(d.parked[0]) != 0);
	lt_talk_free(talk); /* under way: no callback */
	lt_client_free(client);
	desk_wait(&d, &d.gone_count, 1);
	assert_int_equal(inbox.over_count, 0);
	assert_int_equal(lt_call_port(d.parked[0]), 0);
	reply_with_code(d.parked[0]);
	d.parked_count = 0;
	assert_usable(d.address);
	desk_close(&d);
}

static void test_call_trim__parked_call__can_still_be_answered(void **state)
{
	(void)state;
	struct desk d;
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client);
	start_fetch(talk, "x", &inbox);
	desk_wait(&d, &d.parked_count, 1);
	lt_call_trim(d.parked[0]);
	assert_null(d.parked[0]->request);
	lt_server_refuse(d.parked[0], LT_E_BUSY, "later");
	d.parked_count = 0;
	wait_over(&inbox, 1);
	struct lt_err err = {0};
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(lt_talk_take(talk, &arena, &reply, &err), LT_E_BUSY);
	assert_string_equal(err.text, "later");
	lt_talk_free(talk);
	lt_client_free(client);
	desk_close(&d);
}

static void test_server_reply__too_long__becomes_a_refusal(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	char *text = malloc(LT_MESSAGE_BYTES_MAX + 1);
	assert_non_null(text);
	memset(text, 'a', LT_MESSAGE_BYTES_MAX);
	text[LT_MESSAGE_BYTES_MAX] = 0;
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client);
	assert_int_equal(fetch(talk, text, 5 * SECOND, &err),
			 LT_E_LIMIT); /* and so does a request */
	start_fetch(talk, "x", &inbox);
	desk_wait(&d, &d.parked_count, 1);
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	Lt__Reply reply = LT__REPLY__INIT, *taken = NULL;
	body.text = text;
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_server_reply(d.parked[0], &reply);
	d.parked_count = 0;
	wait_over(&inbox, 1);
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(lt_talk_take(talk, &arena, &taken, &err), LT_E_LIMIT);
	free(text);
	lt_talk_free(talk);
	lt_client_free(client);
	desk_close(&d);
}

static void test_server_start__killed_and_started_again__ask_gives_line_then_works(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	desk_open(&d, 0);
	uint16_t port = lt_server_port(d.server);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client), *waiting = talk_of(client);
	assert_int_equal(say(talk, "one", 5 * SECOND, &err), 0);
	uint32_t line = lt_client_line(client);
	start_fetch(waiting, "x", &inbox);
	desk_wait(&d, &d.parked_count, 1);
	desk_close(&d);
	wait_over(&inbox, 1);
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(lt_talk_take(waiting, &arena, &reply, &err), LT_E_LINE);
	assert_int_equal(say(talk, "two", SECOND / 5, &err), LT_E_LINE);
	desk_open(&d, port);
	assert_int_equal(say_again(talk, "three", &err), 0);
	assert_true(lt_client_line(client) != 0 && lt_client_line(client) != line);
	lt_talk_free(waiting);
	lt_talk_free(talk);
	lt_client_free(client);
	desk_close(&d);
}

static void test_server_hang_up__one_peer__loses_its_line_and_comes_back(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	struct inbox inbox = {.lock = PTHREAD_MUTEX_INITIALIZER};
	desk_open(&d, 0);
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client), *waiting = talk_of(client);
	start_fetch(waiting, "x", &inbox);
	desk_wait(&d, &d.parked_count, 1);
	lt_server_hang_up(d.server, d.parked[0]->pipe);
	wait_over(&inbox, 1);
	desk_wait(&d, &d.gone_count, 1);
	assert_int_equal(say_again(talk, "again", &err), 0);
	lt_talk_free(waiting);
	lt_talk_free(talk);
	lt_client_free(client);
	desk_close(&d);
}

static void test_server_admit__refused_port__never_reaches_the_owner(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	desk_open(&d, 0);
	d.deny = true;
	struct lt_client *client = connect_to(d.address);
	struct lt_talk *talk = talk_of(client);
	assert_int_equal(say(talk, "me", SECOND / 2, &err), LT_E_LINE);
	assert_int_equal(lt_server_stats(d.server).received, 0);
	lt_talk_free(talk);
	lt_client_free(client);
	desk_close(&d);
}

static void drop_call(void *owner, struct lt_call *call)
{
	(void)owner;
	lt_server_drop(call);
}

static void test_server_start__port_in_use__says_so(void **state)
{
	(void)state;
	struct desk d;
	struct lt_err err = {0};
	struct lt_server *second = NULL;
	desk_open(&d, 0);
	struct lt_server_options options = {
		.address = d.address, .on_call = drop_call, .owner = &d};
	assert_int_equal(lt_server_start(&options, &second, &err), LT_E_LINE);
	assert_null(second);
	assert_non_null(strstr(err.text, d.address));
	options.address = "nonsense";
	assert_true(lt_server_start(&options, &second, &err) < 0);
	desk_close(&d);
}

/* -- peers that do not speak our language -- */

/* One message through a real REQ socket; reads the Refusal. */
static int refusal_of(const struct desk *d, const void *bytes, size_t size, char text[static 480])
{
	nng_socket s;
	char url[64], *reply;
	size_t reply_size;
	(void)snprintf(url, sizeof url, "tcp://%s", d->address);
	assert_int_equal(nng_req0_open(&s), 0);
	assert_int_equal(nng_socket_set_ms(s, NNG_OPT_RECVTIMEO, 5000), 0);
	assert_int_equal(nng_dial(s, url, NULL, 0), 0);
	assert_int_equal(nng_send(s, (void *)(uintptr_t)bytes, size, 0), 0);
	assert_int_equal(nng_recv(s, &reply, &reply_size, NNG_FLAG_ALLOC), 0);
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Reply *r = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(LT_DECODE(reply, lt_slice(reply, reply_size), &arena, &r, NULL), 0);
	assert_int_equal(r->protocol, LT_PROTOCOL_VERSION);
	assert_int_equal(r->body_case, LT__REPLY__BODY_REFUSED);
	int code = r->refused->error;
	(void)snprintf(text, 480, "%s", r->refused->text);
	nng_free(reply, reply_size);
	assert_int_equal(nng_close(s), 0);
	return code;
}

static void test_server_receive__bad_messages__are_refused_with_a_reason(void **state)
{
	(void)state;
	struct desk d;
	char text[480];
	static const uint8_t garbage[] = {0xff, 0xff, 0xff, 0xff, 0x01, 0x02};
	static const uint8_t other[] = {0x08, LT_PROTOCOL_VERSION + 1, 0xff, 0xff};
	static const uint8_t silent[] = {0x08, LT_PROTOCOL_VERSION};
	static const uint8_t none[] = {0x12, 0x00};
	desk_open(&d, 0);
	assert_int_equal(refusal_of(&d, garbage, sizeof garbage, text), LT_E_FORMAT);
	assert_int_equal(refusal_of(&d, other, sizeof other, text), LT_E_VERSION);
	assert_non_null(strstr(text, "version 1"));
	assert_int_equal(refusal_of(&d, none, sizeof none, text), LT_E_VERSION);
	assert_int_equal(refusal_of(&d, silent, sizeof silent, text), LT_E_FORMAT);
	assert_int_equal(refusal_of(&d, "", 0, text), LT_E_VERSION);
	assert_int_equal(lt_server_stats(d.server).refused, 5);
	assert_int_equal(d.parked_count, 0);
	assert_usable(d.address);
	desk_close(&d);
}

static void test_server_receive__deeply_nested__is_refused(void **state)
{
	(void)state;
	struct desk d;
	char text[480];
	enum { SIZE = 60000 };
	uint8_t *bytes = malloc(SIZE);
	assert_non_null(bytes);
	bytes[0] = 0x08;
	bytes[1] = LT_PROTOCOL_VERSION;
	for (size_t i = 2; i < SIZE; i += 4) { /* field 5, the rest of the message, over and over */
		size_t rest = SIZE - i > 4 ? SIZE - i - 4 : 0;
		uint8_t head[4] = {0x2a, (uint8_t)(0x80 | (rest & 0x7f)),
				   (uint8_t)(0x80 | ((rest >> 7) & 0x7f)), (uint8_t)(rest >> 14)};
		memcpy(bytes + i, head, SIZE - i < 4 ? SIZE - i : 4);
	}
	desk_open(&d, 0);
	assert_true(refusal_of(&d, bytes, SIZE, text) < 0);
	free(bytes);
	assert_usable(d.address);
	desk_close(&d);
}

static int raw_socket(const struct desk *d)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(lt_server_port(d->server)),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = 5};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
	return fd;
}

/* Sends bytes after a good greeting of the nng protocol, and waits until the server hangs up. */
static void assert_hung_up(const struct desk *d, const void *bytes, size_t size, bool greet)
{
	static const uint8_t greeting[8] = {0, 'S', 'P', 0, 0, 0x30, 0, 0}; /* REQ0 */
	uint8_t sink[256];
	ssize_t n;
	int fd = raw_socket(d);
	if (greet)
		assert_int_equal(send(fd, greeting, sizeof greeting, MSG_NOSIGNAL), 8);
	(void)!send(fd, bytes, size, MSG_NOSIGNAL);
	do {
		n = recv(fd, sink, sizeof sink, 0);
	} while (n > 0);
	assert_false(n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
	close(fd);
}

static void test_server__raw_garbage__closes_that_pipe_only(void **state)
{
	(void)state;
	struct desk d;
	uint8_t huge[8] = {0, 0, 0, 2, 0, 0, 0, 0}, sp[8] = {0, 'S', 'P', 0, 0, 0x10, 0, 0};
	uint8_t tiny[10] = {0, 0, 0, 0, 0, 0, 0, 2, 1, 2}; /* shorter than a request number */
	uint8_t noise[512];
	uint32_t seed = 7;
	desk_open(&d, 0);
	assert_hung_up(&d, "GET / HTTP/1.0\r\n\r\n", 18, false);
	assert_hung_up(&d, sp, sizeof sp, false);
	assert_hung_up(&d, huge, sizeof huge, true);
	assert_hung_up(&d, tiny, sizeof tiny, true);
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < sizeof noise; i++) {
			seed = seed * 1664525u + 1013904223u;
			noise[i] = (uint8_t)(seed >> 16);
		}
		noise[0] |= 0x80; /* a length beyond every bound */
		assert_hung_up(&d, noise, sizeof noise, round & 1);
	}
	assert_usable(d.address);
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_talk_ask__round_trips__give_each_its_own_reply),
		cmocka_unit_test(
			test_talk_start__200_parked_answered_in_any_order__each_finds_its_reply),
		cmocka_unit_test(test_talk_new__beyond_what_the_server_queues__is_refused),
		cmocka_unit_test(test_talk_ask__no_answer__times_out_and_the_talk_is_free_again),
		cmocka_unit_test(test_talk_cancel__while_asking__ends_with_line),
		cmocka_unit_test(test_server_reply__peer_gone__does_nothing),
		cmocka_unit_test(test_call_trim__parked_call__can_still_be_answered),
		cmocka_unit_test(test_server_reply__too_long__becomes_a_refusal),
		cmocka_unit_test(
			test_server_start__killed_and_started_again__ask_gives_line_then_works),
		cmocka_unit_test(test_server_hang_up__one_peer__loses_its_line_and_comes_back),
		cmocka_unit_test(test_server_admit__refused_port__never_reaches_the_owner),
		cmocka_unit_test(test_server_start__port_in_use__says_so),
		cmocka_unit_test(test_server_receive__bad_messages__are_refused_with_a_reason),
		cmocka_unit_test(test_server_receive__deeply_nested__is_refused),
		cmocka_unit_test(test_server__raw_garbage__closes_that_pipe_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
