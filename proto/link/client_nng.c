/* SPDX-License-Identifier: EUPL-1.2 */
/* The client on a REQ0 socket of nng 1.5, one context and one asynchronous operation per talk.
 *
 * Sending and receiving follow each other on one aio: nng 1.5 crashes when a receive ends while the
 * send of the same context still waits for a connection. */
#include <nng/nng.h>
#include <nng/protocol/reqrep0/req.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/client_impl.h"
#include "proto/link/front_gate.h"

enum {
	HEADER_BYTES = 8,
	URL_BYTES = 40,
	RECONNECT_MS_MIN = 100,
	GREETING_MS = 50,
	FAREWELL_MS = 2000,
	NEVER_MS = 24 * 3600 * 1000, /* nng waits a random part of it */
};

struct nng_client {
	struct lt_client base;
	struct lt_clock clock;
	nng_socket socket;
	nng_dialer dialer;
	struct lt_front *front; /* before it, ours or another's */
	struct lt_front *gate;	/* ours; NULL: another's */
};

struct nng_talk {
	struct lt_talk base;
	nng_ctx ctx;
	nng_aio *aio;
	atomic_bool sent, cancelled;
};

static struct nng_client *client_of(struct lt_client *client)
{
	return (struct nng_client *)client;
}

static struct nng_talk *talk_of(struct lt_talk *talk)
{
	return (struct nng_talk *)talk;
}

/* -- a talk -- */

static nng_duration ms_left(const struct lt_talk *talk)
{
	int64_t us = talk->deadline_us - lt_clock_monotonic(talk->client->clock);
	int64_t ms = us / 1000 + 1;
	return ms < 1 ? 1 : ms > INT32_MAX ? INT32_MAX : (nng_duration)ms;
}

static void receive(struct nng_talk *t)
{
	atomic_store(&t->sent, true);
	nng_aio_set_timeout(t->aio, ms_left(&t->base));
	nng_ctx_recv(t->ctx, t->aio);
	if (atomic_load(&t->cancelled)) /* it came between the two operations */
		nng_aio_cancel(t->aio);
}

static int code_of(const struct nng_talk *t, int rv)
{
	if (rv == NNG_ETIMEDOUT && atomic_load(&t->sent))
		return LT_E_TIMEOUT;
	return rv == 0 ? 0 : rv == NNG_ENOMEM ? LT_E_NOMEM : LT_E_LINE;
}

static void free_unsent(struct nng_talk *t)
{
	nng_msg *unsent = nng_aio_get_msg(t->aio);
	nng_aio_set_msg(t->aio, NULL);
	if (unsent)
		nng_msg_free(unsent);
}

static void on_step(void *arg)
{
	struct nng_talk *t = arg;
	struct lt_client *c = t->base.client;
	int rv = nng_aio_result(t->aio);
	bool sent = atomic_load(&t->sent);
	if (!sent && rv == 0) {
		receive(t);
		return;
	}
	if (!sent)
		free_unsent(t);
	int code = code_of(t, rv);
	if (code == LT_E_TIMEOUT && lt_talk_heard_nothing(&t->base))
		front_hang_up_all(client_of(c)->front);
	lt_talk_over(&t->base, code, rv ? nng_strerror(rv) : NULL);
}

static int open_talk(struct nng_talk *t, nng_socket socket)
{
	int rv = nng_aio_alloc(&t->aio, on_step, t);
	if (rv != 0)
		return rv;
	rv = nng_ctx_open(&t->ctx, socket);
	if (rv != 0) {
		nng_aio_free(t->aio);
		return rv;
	}
	rv = nng_ctx_set_ms(t->ctx, NNG_OPT_REQ_RESENDTIME, NNG_DURATION_INFINITE);
	if (rv != 0) {
		(void)nng_ctx_close(t->ctx);
		nng_aio_free(t->aio);
	}
	return rv;
}

static int nng_talk_new(struct lt_client *client, struct lt_talk **ret)
{
	struct nng_talk *t = calloc(1, sizeof *t);
	int rv = t ? open_talk(t, client_of(client)->socket) : NNG_ENOMEM;
	if (rv == 0) {
		*ret = &t->base;
		return 0;
	}
	free(t);
	return rv == NNG_ENOMEM ? LT_E_NOMEM : LT_E_LINE;
}

static struct lt_slice nng_talk_reply(struct lt_talk *talk)
{
	nng_msg *reply = nng_aio_get_msg(talk_of(talk)->aio);
	return lt_slice(nng_msg_body(reply), nng_msg_len(reply));
}

static void nng_talk_reply_done(struct lt_talk *talk)
{
	nng_aio *aio = talk_of(talk)->aio;
	nng_msg_free(nng_aio_get_msg(aio));
	nng_aio_set_msg(aio, NULL);
}

static void nng_talk_free(struct lt_talk *talk)
{
	struct nng_talk *t = talk_of(talk);
	nng_aio_stop(t->aio); /* waits for on_step; nothing starts afterwards */
	if (atomic_load(&talk->stage) == LT_TALK_OVER && talk->code == 0)
		nng_talk_reply_done(talk);
	(void)nng_ctx_close(t->ctx);
	nng_aio_free(t->aio);
	free(t);
}

static uint8_t *room_in(void *owner, size_t size)
{
	nng_msg **message = owner;
	return nng_msg_alloc(message, size) == 0 ? nng_msg_body(*message) : NULL;
}

static int nng_talk_send(struct lt_talk *talk, const Lt__Request *request, size_t size)
{
	struct nng_talk *t = talk_of(talk);
	struct lt_client *c = talk->client;
	nng_msg *message = NULL;
	bool try = atomic_load(&c->accepts) & LT_ACCEPTS_ZSTD && lt_squeeze_request(request, size);
	if (lt_squeeze_pack(&c->squeeze, &request->base, size, try, room_in, &message) < 0)
		return LT_E_NOMEM;
	atomic_store(&t->sent, false);
	atomic_store(&t->cancelled, false);
	nng_aio_set_msg(t->aio, message);
	nng_aio_set_timeout(t->aio, ms_left(talk));
	nng_ctx_send(t->ctx, t->aio);
	return 0;
}

static void nng_talk_cancel(struct lt_talk *talk)
{
	struct nng_talk *t = talk_of(talk);
	atomic_store(&t->cancelled, true);
	nng_aio_cancel(t->aio);
}

/* -- the client -- */

static bool wait_for_line(const struct lt_client *client, bool up, int ms_max)
{
	for (int ms = 0; ms < ms_max; ms++) {
		if ((atomic_load(&client->line) != 0) == up)
			return true;
		(void)usleep(1000);
	}
	return false;
}

/* nng 1.5 never frees a connection (nor its descriptor) whose socket is closed while the two ends
 * still greet each other, and may wait for ever for one that carries bytes. So one that is about to
 * come up is given the time, the front takes it away again before the socket is closed, and the
 * dialer is kept from making another meanwhile. */
static void nng_client_close(struct lt_client *client)
{
	struct nng_client *c = client_of(client);
	(void)nng_dialer_set_ms(c->dialer, NNG_OPT_RECONNMAXT, NEVER_MS);
	(void)nng_dialer_set_ms(c->dialer, NNG_OPT_RECONNMINT, NEVER_MS);
	if (wait_for_line(client, true, GREETING_MS)) {
		if (c->gate)
			front_stop(c->gate);
		else
			front_hang_up_all(c->front);
		(void)wait_for_line(client, false, FAREWELL_MS);
	}
	(void)nng_close(c->socket);
	lt_front_free(c->gate);
}

static void nng_client_free(struct lt_client *client)
{
	free(client_of(client));
}

static const struct lt_client_ops nng_client_ops = {
	.talk_new = nng_talk_new,
	.talk_free = nng_talk_free,
	.send = nng_talk_send,
	.reply = nng_talk_reply,
	.reply_done = nng_talk_reply_done,
	.cancel = nng_talk_cancel,
	.close = nng_client_close,
	.free = nng_client_free,
};

static void on_pipe(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
	uint32_t id = (uint32_t)nng_pipe_id(pipe);
	if (event == NNG_PIPE_EV_ADD_POST)
		lt_client_line_up(arg, id);
	else
		lt_client_line_down(arg, id);
}

static int set_up_socket(struct nng_client *c, const char *url)
{
	int32_t most = c->base.options.reconnect_ms_max;
	nng_socket s = c->socket;
	int rv = nng_socket_set_size(s, NNG_OPT_RECVMAXSZ, LT_MESSAGE_BYTES_MAX + HEADER_BYTES);
	if (rv == 0)
		rv = nng_socket_set_ms(s, NNG_OPT_REQ_RESENDTIME, NNG_DURATION_INFINITE);
	if (rv == 0)
		rv = nng_socket_set_ms(s, NNG_OPT_RECONNMINT, RECONNECT_MS_MIN);
	if (rv == 0)
		rv = nng_socket_set_ms(s, NNG_OPT_RECONNMAXT,
				       most > 0 ? most : LT_CLIENT_RECONNECT_MS);
	if (rv == 0)
		rv = nng_pipe_notify(s, NNG_PIPE_EV_ADD_POST, on_pipe, c);
	if (rv == 0)
		rv = nng_pipe_notify(s, NNG_PIPE_EV_REM_POST, on_pipe, c);
	return rv ? rv : nng_dial(s, url, &c->dialer, NNG_FLAG_NONBLOCK);
}

static int open_client(struct nng_client *c, const char *url)
{
	int rv = nng_req0_open(&c->socket);
	if (rv != 0)
		return rv;
	rv = set_up_socket(c, url);
	if (rv != 0)
		(void)nng_close(c->socket);
	return rv;
}

static int open_behind(struct nng_client *c, struct lt_err *err)
{
	char url[URL_BYTES];
	(void)snprintf(url, sizeof url, "tcp://127.0.0.1:%u", lt_front_port(c->front));
	int rv = open_client(c, url);
	return rv == 0 ? 0
		       : lt_err_set(err, rv == NNG_ENOMEM ? LT_E_NOMEM : LT_E_LINE, "nng: %s",
				    nng_strerror(rv));
}

int lt_client_start(const struct lt_client_options *options, struct lt_client **ret,
		    struct lt_err *err)
{
	int r = 0;
	struct nng_client *c = calloc(1, sizeof *c);
	if (!c)
		return lt_err_set(err, LT_E_NOMEM, "no memory for the line");
	c->clock = lt_clock_system();
	lt_client_init(&c->base, &nng_client_ops, options, &c->clock);
	if (!options->front)
		r = front_gate_client(options->address, &c->gate, err);
	c->front = options->front ? options->front : c->gate;
	if (r == 0)
		r = open_behind(c, err);
	if (r < 0) {
		lt_front_free(c->gate);
		free(c);
		return r;
	}
	*ret = &c->base;
	return 0;
}
