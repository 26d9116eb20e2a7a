/* SPDX-License-Identifier: EUPL-1.2 */
/* The answering end, over real sockets on loopback: calls, and peers that speak another language.
 */
#include "proto/link/link_fixture.h"
#include "proto/link/server.h"

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

/* One request is parked; its reply goes to the inbox. */
static struct lt_call *park_one(struct duo *duo, struct inbox *inbox)
{
	*inbox = (struct inbox){.lock = PTHREAD_MUTEX_INITIALIZER};
	duo_open(duo);
	start_fetch(duo->talk, "x", inbox);
	desk_wait(&duo->desk, &duo->desk.parked_count, 1);
	return duo->desk.parked[0];
}

static void test_server_reply__peer_gone__does_nothing(void **state)
{
	(void)state;
	struct duo duo;
	struct inbox inbox;
	struct lt_call *call = park_one(&duo, &inbox);
	assert_true(lt_call_port(call) != 0);
	lt_talk_free(duo.talk); /* under way: no callback */
	lt_client_free(duo.client);
	desk_wait(&duo.desk, &duo.desk.gone_count, 1);
	assert_int_equal(inbox.over_count, 0);
	assert_int_equal(lt_call_port(call), 0);
	reply_with_code(call);
	duo.desk.parked_count = 0;
	assert_usable(duo.desk.address);
	desk_close(&duo.desk);
}

static void test_call_trim__parked_call__can_still_be_answered(void **state)
{
	(void)state;
	struct duo duo;
	struct inbox inbox;
	struct lt_call *call = park_one(&duo, &inbox);
	lt_call_trim(call);
	assert_null(call->request);
	lt_server_refuse(call, LT_E_BUSY, "later");
	duo.desk.parked_count = 0;
	inbox_wait(&inbox, 1);
	assert_int_equal(take(duo.talk, &duo.err), LT_E_BUSY);
	assert_string_equal(duo.err.text, "later");
	duo_close(&duo);
}

static void test_server_reply__too_long__becomes_a_refusal(void **state)
{
	(void)state;
	struct duo duo;
	struct inbox inbox;
	static char text[LT_MESSAGE_BYTES_MAX];
	struct lt_call *call = park_one(&duo, &inbox);
	Lt__FetchReply body = LT__FETCH_REPLY__INIT;
	Lt__Reply reply = LT__REPLY__INIT;
	memset(text, 'a', sizeof text - 1);
	body.text = text;
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &body;
	lt_server_reply(call, &reply);
	duo.desk.parked_count = 0;
	inbox_wait(&inbox, 1);
	assert_int_equal(take(duo.talk, &duo.err), LT_E_LIMIT);
	duo_close(&duo);
}

static void test_server_hang_up__one_peer__loses_its_line_and_comes_back(void **state)
{
	(void)state;
	struct duo duo;
	struct inbox inbox;
	struct lt_call *call = park_one(&duo, &inbox);
	lt_server_hang_up(duo.desk.server, call->pipe);
	inbox_wait(&inbox, 1);
	desk_wait(&duo.desk, &duo.desk.gone_count, 1);
	assert_int_equal(take(duo.talk, &duo.err), LT_E_LINE);
	assert_int_equal(say_again(&duo, "again"), 0);
	duo_close(&duo);
}

static void test_server_admit__refused_port__never_reaches_the_owner(void **state)
{
	(void)state;
	struct duo duo;
	duo_open(&duo);
	assert_int_equal(say(&duo, "in", 5 * SECOND), 0);
	duo.desk.deny = true;
	struct lt_client *client = connect_to(duo.desk.address);
	struct lt_talk *talk = talk_of(client);
	char software[65];
	assert_int_equal(hello(talk, "me", SECOND / 2, software, &duo.err), LT_E_LINE);
	assert_int_equal(lt_server_stats(duo.desk.server).received, 1);
	lt_talk_free(talk);
	lt_client_free(client);
	duo_close(&duo);
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

/* Sends bytes after a good greeting of the nng protocol, and waits until the server hangs up. */
static void assert_hung_up(const struct desk *d, const void *bytes, size_t size, bool greet)
{
	static const uint8_t greeting[8] = {0, 'S', 'P', 0, 0, 0x30, 0, 0}; /* REQ0 */
	uint8_t sink[256];
	ssize_t n;
	int fd = raw_socket(lt_server_port(d->server));
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
		cmocka_unit_test(test_server_reply__peer_gone__does_nothing),
		cmocka_unit_test(test_call_trim__parked_call__can_still_be_answered),
		cmocka_unit_test(test_server_reply__too_long__becomes_a_refusal),
		cmocka_unit_test(test_server_hang_up__one_peer__loses_its_line_and_comes_back),
		cmocka_unit_test(test_server_admit__refused_port__never_reaches_the_owner),
		cmocka_unit_test(test_server_start__port_in_use__says_so),
		cmocka_unit_test(test_server_receive__bad_messages__are_refused_with_a_reason),
		cmocka_unit_test(test_server_receive__deeply_nested__is_refused),
		cmocka_unit_test(test_server__raw_garbage__closes_that_pipe_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
