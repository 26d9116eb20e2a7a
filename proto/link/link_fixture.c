/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/link/link_fixture.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/limits.h"

enum { PATIENCE_MS = 20000, PATIENCE_SECONDS = 10 };

static void answer_hello(struct lt_call *call)
{
	struct lt_front_identity peer = {0};
	Lt__HelloReply body = LT__HELLO_REPLY__INIT;
	Lt__Reply reply = LT__REPLY__INIT;
	(void)lt_call_identity(call, &peer);
	body.coordinator = call->request->hello->node;
	body.software = peer.name;
	reply.body_case = LT__REPLY__BODY_HELLO;
	reply.hello = &body;
	lt_server_reply(call, &reply);
}

static void on_call(void *owner, struct lt_call *call)
{
	struct desk *d = owner;
	if (call->request->body_case == LT__REQUEST__BODY_HELLO) {
		answer_hello(call);
		return;
	}
	pthread_mutex_lock(&d->lock);
	LT_REQUIRE(d->parked_count < DESK_PARKED_MAX);
	d->parked[d->parked_count++] = call;
	pthread_mutex_unlock(&d->lock);
}

static void on_gone(void *owner, uint32_t pipe)
{
	struct desk *d = owner;
	LT_REQUIRE(pipe != 0);
	pthread_mutex_lock(&d->lock);
	d->gone_count++;
	pthread_mutex_unlock(&d->lock);
}

static bool admit(void *owner, uint16_t port)
{
	struct desk *d = owner;
	LT_REQUIRE(port != 0);
	return !d->deny;
}

void desk_open(struct desk *d, uint16_t port)
{
	struct lt_err err = {0};
	*d = (struct desk){.lock = PTHREAD_MUTEX_INITIALIZER};
	(void)snprintf(d->address, sizeof d->address, "127.0.0.1:%u", port);
	struct lt_server_options options = {.address = d->address,
					    .on_call = on_call,
					    .on_gone = on_gone,
					    .admit = admit,
					    .owner = d};
	assert_int_equal(lt_server_start(&options, &d->server, &err), 0);
	(void)snprintf(d->address, sizeof d->address, "127.0.0.1:%u", lt_server_port(d->server));
}

void desk_close(struct desk *d)
{
	lt_server_stop(d->server);
	for (size_t i = 0; i < d->parked_count; i++)
		lt_server_drop(d->parked[i]);
	lt_server_free(d->server);
}

void desk_wait(struct desk *d, const size_t *count, size_t n)
{
	size_t now = 0;
	for (int ms = 0; ms < PATIENCE_MS && now < n; ms++) {
		pthread_mutex_lock(&d->lock);
		now = *count;
		pthread_mutex_unlock(&d->lock);
		if (now < n)
			usleep(1000);
	}
	assert_true(now >= n);
}

struct lt_client *connect_to(const char *address)
{
	struct lt_client *client;
	struct lt_err err = {0};
	struct lt_client_options options = {.address = address, .reconnect_ms_max = 200};
	assert_int_equal(lt_client_start(&options, &client, &err), 0);
	return client;
}

struct lt_talk *talk_of(struct lt_client *client)
{
	struct lt_talk *talk;
	struct lt_err err = {0};
	assert_int_equal(lt_talk_new(client, &talk, &err), 0);
	return talk;
}

int hello(struct lt_talk *talk, const char *words, int64_t timeout_us, char software[static 65],
	  struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Hello body = LT__HELLO__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	body.node = words;
	request.body_case = LT__REQUEST__BODY_HELLO;
	request.hello = &body;
	int r = lt_talk_ask(talk, &request, timeout_us, &arena, &reply, err);
	if (r < 0)
		return r;
	assert_int_equal(reply->body_case, LT__REPLY__BODY_HELLO);
	assert_string_equal(reply->hello->coordinator, words);
	(void)snprintf(software, 65, "%s", reply->hello->software);
	return 0;
}

int hello_again(struct lt_talk *talk, const char *words, char software[static 65],
		struct lt_err *err)
{
	int r = LT_E_LINE;
	for (int tries = 0; tries < 20 && r == LT_E_LINE; tries++)
		r = hello(talk, words, 10 * SECOND, software, err);
	return r;
}

void assert_usable(const char *address)
{
	struct lt_err err = {0};
	char software[65];
	struct lt_client *client = connect_to(address);
	struct lt_talk *talk = talk_of(client);
	assert_int_equal(hello_again(talk, "still there", software, &err), 0);
	lt_talk_free(talk);
	lt_client_free(client);
}

void duo_open(struct duo *duo)
{
	desk_open(&duo->desk, 0);
	duo->client = connect_to(duo->desk.address);
	duo->talk = talk_of(duo->client);
	duo->err = (struct lt_err){0};
}

void duo_close(struct duo *duo)
{
	lt_talk_free(duo->talk);
	lt_client_free(duo->client);
	desk_close(&duo->desk);
}

int say(struct duo *duo, const char *words, int64_t timeout_us)
{
	char software[65];
	return hello(duo->talk, words, timeout_us, software, &duo->err);
}

int say_again(struct duo *duo, const char *words)
{
	char software[65];
	return hello_again(duo->talk, words, software, &duo->err);
}

void inbox_on_done(void *inbox, struct lt_talk *talk)
{
	struct inbox *i = inbox;
	(void)talk;
	pthread_mutex_lock(&i->lock);
	i->over_count++;
	pthread_mutex_unlock(&i->lock);
}

void inbox_wait(struct inbox *inbox, size_t n)
{
	size_t over = 0;
	for (int ms = 0; ms < PATIENCE_MS && over < n; ms++) {
		usleep(1000);
		pthread_mutex_lock(&inbox->lock);
		over = inbox->over_count;
		pthread_mutex_unlock(&inbox->lock);
	}
	assert_int_equal(over, n);
}

void start_fetch(struct lt_talk *talk, const char *code, struct inbox *inbox)
{
	struct lt_err err = {0};
	Lt__Fetch fetch = LT__FETCH__INIT;
	Lt__Request request = LT__REQUEST__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_STATUS;
	fetch.code = code;
	request.body_case = LT__REQUEST__BODY_FETCH;
	request.fetch = &fetch;
	assert_int_equal(lt_talk_start(talk, &request, 20 * SECOND, inbox_on_done, inbox, &err), 0);
	assert_int_equal(lt_talk_start(talk, &request, 20 * SECOND, inbox_on_done, inbox, &err),
			 LT_E_BUSY);
}

void reply_with_code(struct lt_call *call)
{
	Lt__FetchReply fetch = LT__FETCH_REPLY__INIT;
	Lt__Reply reply = LT__REPLY__INIT;
	fetch.next = call->request->fetch->code;
	reply.body_case = LT__REPLY__BODY_FETCH;
	reply.fetch = &fetch;
	lt_server_reply(call, &reply);
}

int take(struct lt_talk *talk, struct lt_err *err)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Reply *reply = NULL;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	return lt_talk_take(talk, &arena, &reply, err);
}

int raw_socket(uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
	return fd;
}
