/* SPDX-License-Identifier: EUPL-1.2 */
/* The client on a REQ0 socket of nng 1.5, one context and one asynchronous operation per talk.
 *
 *   IDLE --start--> SENDING --sent--> RECEIVING --reply, error--> DONE --take--> IDLE
 *                      '------------- error ----------------------^
 *
 * Sending and receiving follow each other on one aio: nng 1.5 crashes when a receive ends while the
 * send of the same context still waits for a connection. The client is counted by its talks, so
 * either may be freed first. */
#include "proto/link/client.h"

#include <nng/nng.h>
#include <nng/protocol/reqrep0/req.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"

enum {
	HEADER_BYTES = 8,
	URL_BYTES = 300,
	RECONNECT_MS_MIN = 100,
	RECONNECT_MS_MAX = 2000,
};

struct lt_client {
	struct lt_client_options options;
	nng_socket socket;
	atomic_uint references, talks_count;
	atomic_uint line;	      /* pipe id of the connection; 0: none */
	atomic_int_fast64_t heard_us; /* when a reply last came */
};

enum stage { STAGE_IDLE = 1, STAGE_SENDING, STAGE_RECEIVING, STAGE_DONE };

struct lt_talk {
	struct lt_client *client;
	nng_ctx ctx;
	nng_aio *aio;
	_Atomic(enum stage) stage;
	atomic_bool cancelled, ending;
	int64_t started_us, deadline_us;
	int code;	    /* result when DONE: 0 or LT_E_* */
	const char *reason; /* nng's words for it */
	lt_talk_done *on_done;
	void *owner;
	pthread_mutex_t lock; /* of over, for lt_talk_ask */
	pthread_cond_t wake;
	bool over;
};

static int64_t now_us(void)
{
	struct lt_clock clock = lt_clock_system();
	return lt_clock_monotonic(&clock);
}

/* -- the client -- */

static void on_pipe(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
	struct lt_client *c = arg;
	unsigned id = (unsigned)nng_pipe_id(pipe), line = event == NNG_PIPE_EV_ADD_POST ? id : 0;
	if (line)
		atomic_store(&c->line, line);
	else if (!atomic_compare_exchange_strong(&c->line, &id, 0))
		return; /* the next connection is there already */
	if (c->options.on_line)
		c->options.on_line(c->options.owner, line);
}

static int set_up_socket(struct lt_client *c, const char *url)
{
	int32_t most = c->options.reconnect_ms_max;
	nng_socket s = c->socket;
	int rv = nng_socket_set_size(s, NNG_OPT_RECVMAXSZ, LT_MESSAGE_BYTES_MAX + HEADER_BYTES);
	if (rv == 0)
		rv = nng_socket_set_ms(s, NNG_OPT_REQ_RESENDTIME, NNG_DURATION_INFINITE);
	if (rv == 0)
		rv = nng_socket_set_ms(s, NNG_OPT_RECONNMINT, RECONNECT_MS_MIN);
	if (rv == 0)
		rv = nng_socket_set_ms(s, NNG_OPT_RECONNMAXT, most > 0 ? most : RECONNECT_MS_MAX);
	if (rv == 0)
		rv = nng_pipe_notify(s, NNG_PIPE_EV_ADD_POST, on_pipe, c);
	if (rv == 0)
		rv = nng_pipe_notify(s, NNG_PIPE_EV_REM_POST, on_pipe, c);
	return rv ? rv : nng_dial(s, url, NULL, NNG_FLAG_NONBLOCK);
}

static void release(struct lt_client *client)
{
	if (atomic_fetch_sub(&client->references, 1) == 1)
		free(client);
}

static int client_error(int rv, const char *what, struct lt_err *err)
{
	int code = rv == NNG_ENOMEM ? LT_E_NOMEM : rv == NNG_ECLOSED ? LT_E_LINE : LT_E_USAGE;
	return lt_err_set(err, code, "%s: %s", what, nng_strerror(rv));
}

int lt_client_start(const struct lt_client_options *options, struct lt_client **ret,
		    struct lt_err *err)
{
	char url[URL_BYTES];
	int n = snprintf(url, sizeof url, "tcp://%s", options->address);
	if (n < 0 || (size_t)n >= sizeof url)
		return lt_err_set(err, LT_E_USAGE, "address is too long");
	struct lt_client *c = calloc(1, sizeof *c);
	if (!c)
		return lt_err_set(err, LT_E_NOMEM, "no memory for the line");
	c->options = *options;
	c->options.address = NULL;
	atomic_init(&c->references, 1);
	int rv = nng_req0_open(&c->socket);
	if (rv == 0 && (rv = set_up_socket(c, url)) != 0)
		(void)nng_close(c->socket);
	if (rv != 0) {
		release(c);
		return client_error(rv, options->address, err);
	}
	*ret = c;
	return 0;
}

uint32_t lt_client_line(const struct lt_client *client)
{
	return atomic_load(&client->line);
}

void lt_client_free(struct lt_client *client)
{
	if (!client)
		return;
	(void)nng_close(client->socket);
	release(client);
}

/* -- a talk -- */

static void finish(struct lt_talk *talk, int rv)
{
	struct lt_client *c = talk->client;
	bool never_sent = atomic_load(&talk->stage) == STAGE_SENDING;
	talk->reason = rv ? nng_strerror(rv) : NULL;
	if (rv == 0) {
		talk->code = 0;
		atomic_store(&c->heard_us, now_us());
	} else if (rv == NNG_ETIMEDOUT && !never_sent) {
		talk->code = LT_E_TIMEOUT;
		if (atomic_load(&c->heard_us) < talk->started_us)
			(void)nng_pipe_close((nng_pipe){.id = atomic_load(&c->line)});
	} else {
		talk->code = rv == NNG_ENOMEM ? LT_E_NOMEM : LT_E_LINE;
	}
	atomic_store(&talk->stage, STAGE_DONE);
	if (!atomic_load(&talk->ending))
		talk->on_done(talk->owner, talk);
}

static nng_duration ms_until(int64_t deadline_us)
{
	int64_t ms = (deadline_us - now_us() + 999) / 1000;
	return ms < 1 ? 1 : ms > INT32_MAX ? INT32_MAX : (nng_duration)ms;
}

static void receive(struct lt_talk *talk)
{
	atomic_store(&talk->stage, STAGE_RECEIVING);
	nng_aio_set_timeout(talk->aio, ms_until(talk->deadline_us));
	nng_ctx_recv(talk->ctx, talk->aio);
	if (atomic_load(&talk->cancelled)) /* it came between the two operations */
		nng_aio_cancel(talk->aio);
}

static void on_step(void *arg)
{
	struct lt_talk *talk = arg;
	int rv = nng_aio_result(talk->aio);
	if (atomic_load(&talk->stage) == STAGE_SENDING) {
		if (rv == 0) {
			receive(talk);
			return;
		}
		nng_msg *unsent = nng_aio_get_msg(talk->aio);
		nng_aio_set_msg(talk->aio, NULL);
		if (unsent)
			nng_msg_free(unsent);
	}
	finish(talk, rv);
}

static int open_talk(struct lt_talk *talk)
{
	int rv = nng_aio_alloc(&talk->aio, on_step, talk);
	if (rv != 0)
		return rv;
	rv = nng_ctx_open(&talk->ctx, talk->client->socket);
	if (rv == 0 &&
	    (rv = nng_ctx_set_ms(talk->ctx, NNG_OPT_REQ_RESENDTIME, NNG_DURATION_INFINITE)) != 0)
		(void)nng_ctx_close(talk->ctx);
	if (rv != 0)
		nng_aio_free(talk->aio);
	return rv;
}

int lt_talk_new(struct lt_client *client, struct lt_talk **ret, struct lt_err *err)
{
	struct lt_talk *talk = calloc(1, sizeof *talk);
	if (!talk)
		return lt_err_set(err, LT_E_NOMEM, "no memory for a talk");
	talk->client = client;
	atomic_init(&talk->stage, STAGE_IDLE);
	if (atomic_fetch_add(&client->talks_count, 1) >= LT_CLIENT_TALKS_MAX) {
		atomic_fetch_sub(&client->talks_count, 1);
		free(talk);
		return lt_err_set(err, LT_E_LIMIT, "more than %u talks on one connection",
				  LT_CLIENT_TALKS_MAX);
	}
	int rv = open_talk(talk);
	if (rv != 0) {
		atomic_fetch_sub(&client->talks_count, 1);
		free(talk);
		return client_error(rv, "talk", err);
	}
	(void)pthread_mutex_init(&talk->lock, NULL);
	(void)pthread_cond_init(&talk->wake, NULL);
	atomic_fetch_add(&client->references, 1);
	*ret = talk;
	return 0;
}

static void drop_reply(struct lt_talk *talk)
{
	nng_msg *reply = atomic_load(&talk->stage) == STAGE_DONE && talk->code == 0
				 ? nng_aio_get_msg(talk->aio)
				 : NULL;
	if (reply)
		nng_msg_free(reply);
}

void lt_talk_free(struct lt_talk *talk)
{
	if (!talk)
		return;
	atomic_store(&talk->ending, true);
	lt_talk_cancel(talk);
	nng_aio_stop(talk->aio); /* waits for on_step; nothing starts afterwards */
	drop_reply(talk);
	(void)nng_ctx_close(talk->ctx);
	nng_aio_free(talk->aio);
	(void)pthread_cond_destroy(&talk->wake);
	(void)pthread_mutex_destroy(&talk->lock);
	atomic_fetch_sub(&talk->client->talks_count, 1);
	release(talk->client);
	free(talk);
}

static int encode_request(const Lt__Request *request, nng_msg **ret, struct lt_err *err)
{
	size_t size = lt_encoded_size(&request->base);
	if (size > LT_MESSAGE_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "a request of %zu bytes; at most %u", size,
				  LT_MESSAGE_BYTES_MAX);
	if (nng_msg_alloc(ret, size) != 0)
		return lt_err_set(err, LT_E_NOMEM, "no memory for a request");
	lt_encode_to(&request->base, nng_msg_body(*ret));
	return 0;
}

int lt_talk_start(struct lt_talk *talk, Lt__Request *request, int64_t timeout_us,
		  lt_talk_done *on_done, void *owner, struct lt_err *err)
{
	nng_msg *message;
	if (atomic_load(&talk->stage) != STAGE_IDLE)
		return lt_err_set(err, LT_E_BUSY, "this talk is under way");
	request->protocol = LT_PROTOCOL_VERSION;
	int r = encode_request(request, &message, err);
	if (r < 0)
		return r;
	talk->on_done = on_done;
	talk->owner = owner;
	talk->started_us = now_us();
	talk->deadline_us = talk->started_us + timeout_us;
	atomic_store(&talk->cancelled, false);
	atomic_store(&talk->stage, STAGE_SENDING);
	nng_aio_set_msg(talk->aio, message);
	nng_aio_set_timeout(talk->aio, ms_until(talk->deadline_us));
	nng_ctx_send(talk->ctx, talk->aio);
	return 0;
}

static bool known_error(int code)
{
	return strcmp(lt_err_name(code), "NONE") != 0;
}

static int read_reply(nng_msg *message, struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err)
{
	Lt__Reply *reply;
	struct lt_slice bytes = lt_slice(nng_msg_body(message), nng_msg_len(message));
	int r = LT_DECODE(reply, bytes, arena, &reply, err);
	if (r < 0)
		return lt_err_wrap(err, r, "reply");
	if (reply->body_case == LT__REPLY__BODY_REFUSED) {
		int code = reply->refused->error;
		return lt_err_set(err, known_error(code) ? code : LT_E_REFUSED, "%s",
				  reply->refused->text);
	}
	if (reply->protocol != LT_PROTOCOL_VERSION)
		return lt_err_set(err, LT_E_VERSION,
				  "the reply speaks version %u of the line's "
				  "protocol, this program %u",
				  reply->protocol, LT_PROTOCOL_VERSION);
	if (reply->body_case == LT__REPLY__BODY__NOT_SET)
		return lt_err_set(err, LT_E_FORMAT, "the reply says nothing");
	*ret = reply;
	return 0;
}

int lt_talk_take(struct lt_talk *talk, struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err)
{
	if (atomic_load(&talk->stage) != STAGE_DONE)
		return lt_err_set(err, LT_E_BUSY, "this talk is not over");
	int r = talk->code;
	if (r == 0) {
		nng_msg *message = nng_aio_get_msg(talk->aio);
		nng_aio_set_msg(talk->aio, NULL);
		r = read_reply(message, arena, ret, err);
		nng_msg_free(message);
	} else {
		(void)lt_err_set(err, r, "the line: %s", talk->reason);
	}
	atomic_store(&talk->stage, STAGE_IDLE);
	return r;
}

static void wake_asker(void *owner, struct lt_talk *talk)
{
	(void)owner;
	(void)pthread_mutex_lock(&talk->lock);
	talk->over = true;
	(void)pthread_cond_signal(&talk->wake);
	(void)pthread_mutex_unlock(&talk->lock);
}

int lt_talk_ask(struct lt_talk *talk, Lt__Request *request, int64_t timeout_us,
		struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err)
{
	talk->over = false;
	int r = lt_talk_start(talk, request, timeout_us, wake_asker, NULL, err);
	if (r < 0)
		return r;
	(void)pthread_mutex_lock(&talk->lock);
	while (!talk->over)
		(void)pthread_cond_wait(&talk->wake, &talk->lock);
	(void)pthread_mutex_unlock(&talk->lock);
	return lt_talk_take(talk, arena, ret, err);
}

void lt_talk_cancel(struct lt_talk *talk)
{
	atomic_store(&talk->cancelled, true);
	nng_aio_cancel(talk->aio);
}
