/* SPDX-License-Identifier: EUPL-1.2 */
/* The server on a raw REP0 socket of nng 1.5.
 *
 * Raw, since cooked contexts are used up by parked polls until nobody else is heard. The way back
 * of a raw message is its header: the pipe's id, then the request number the peer's REQ gave it.
 * With a TTL of 1 nothing longer passes, so eight bytes are all that a parked call keeps. A reply
 * to a pipe that is gone, or whose queue of 64 is full, is thrown away by nng: the peer repeats,
 * and replies are stored. Connections are never closed from here while they carry bytes: fronts end
 * them. */
#include <arpa/inet.h>
#include <nng/nng.h>
#include <nng/protocol/reqrep0/rep.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/front_gate.h"
#include "proto/link/server_impl.h"

enum {
	HEADER_BYTES = 8,
	QUEUE_MESSAGES =
		1024, /* between nng's threads and ours; so that neither waits for a switch */
	FRONTS_MAX = 8,
};

struct nng_server {
	struct lt_server base;
	uint16_t inner_port;
	struct lt_front *gate;		     /* without TLS; NULL: none */
	pthread_mutex_t lock;		     /* of what follows */
	struct lt_front *fronts[FRONTS_MAX]; /* the gate, and those of front.h */
	size_t fronts_count;
	nng_socket socket;
	nng_listener listener;
	nng_aio *aio; /* the receive thread's */
	pthread_t thread;
	bool open, running;
};

static struct nng_server *of(struct lt_server *server)
{
	return (struct nng_server *)server;
}

static uint16_t port_of(nng_pipe pipe)
{
	nng_sockaddr address;
	if (nng_pipe_get_addr(pipe, NNG_OPT_REMADDR, &address) != 0)
		return 0;
	if (address.s_family == NNG_AF_INET)
		return ntohs(address.s_in.sa_port);
	return address.s_family == NNG_AF_INET6 ? ntohs(address.s_in6.sa_port) : 0;
}

/* The front through which this port comes; NULL: none. */
static struct lt_front *front_of(struct nng_server *s, uint16_t port, struct lt_front_identity *ret)
{
	struct lt_front *found = NULL;
	(void)pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < s->fronts_count && !found; i++)
		if (lt_front_peer(s->fronts[i], port, ret))
			found = s->fronts[i];
	(void)pthread_mutex_unlock(&s->lock);
	return found;
}

static bool admitted(struct nng_server *s, nng_pipe pipe)
{
	const struct lt_server_options *o = &s->base.options;
	struct lt_front_identity identity;
	uint16_t port = port_of(pipe); /* 0: gone again already */
	return port && front_of(s, port, &identity) && (!o->admit || o->admit(o->owner, port));
}

static void on_pipe(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
	struct nng_server *s = arg;
	const struct lt_server_options *o = &s->base.options;
	if (event == NNG_PIPE_EV_REM_POST && o->on_gone)
		o->on_gone(o->owner, (uint32_t)nng_pipe_id(pipe));
	else if (event == NNG_PIPE_EV_ADD_PRE && !admitted(s, pipe))
		(void)nng_pipe_close(pipe); /* it carries nothing yet */
}

static void take_message(struct nng_server *s, nng_msg *message)
{
	uint32_t header[2];
	if (nng_msg_header_len(message) == HEADER_BYTES) {
		memcpy(header, nng_msg_header(message), HEADER_BYTES);
		lt_server_receive(&s->base, ntohl(header[0]), ntohl(header[1]),
				  lt_slice(nng_msg_body(message), nng_msg_len(message)));
	}
	nng_msg_free(message);
}

static void *receive_loop(void *arg)
{
	struct nng_server *s = arg;
	for (;;) {
		nng_recv_aio(s->socket, s->aio);
		nng_aio_wait(s->aio);
		int rv = nng_aio_result(s->aio);
		if (rv == NNG_ECLOSED || rv == NNG_ECANCELED)
			return NULL;
		if (rv != 0) {
			(void)usleep(1000); /* out of memory: let others end first */
			continue;
		}
		nng_msg *message = nng_aio_get_msg(s->aio);
		nng_aio_set_msg(s->aio, NULL);
		take_message(s, message);
	}
}

static uint8_t *room_in(void *owner, size_t size)
{
	nng_msg **message = owner;
	return nng_msg_alloc(message, size) == 0 ? nng_msg_body(*message) : NULL;
}

static void nng_server_send(struct lt_server *server, const struct lt_call *call,
			    const Lt__Reply *reply, size_t size)
{
	nng_msg *message = NULL;
	bool try = call->accepts & LT_ACCEPTS_ZSTD && lt_squeeze_reply(reply, size);
	if (lt_squeeze_pack(&server->squeeze, &reply->base, size, try, room_in, &message) < 0)
		return; /* as if lost on the way */
	if (nng_msg_header_append_u32(message, call->pipe) != 0 ||
	    nng_msg_header_append_u32(message, call->route) != 0 ||
	    nng_sendmsg(of(server)->socket, message, 0) != 0)
		nng_msg_free(message);
}

static uint16_t nng_server_peer_port(const struct lt_server *server, uint32_t pipe)
{
	(void)server;
	return port_of((nng_pipe){.id = pipe});
}

static bool nng_server_identity(struct lt_server *server, uint32_t pipe,
				struct lt_front_identity *ret)
{
	uint16_t port = port_of((nng_pipe){.id = pipe});
	return port && front_of(of(server), port, ret) && ret->name[0];
}

static void nng_server_hang_up(struct lt_server *server, uint32_t pipe)
{
	struct nng_server *s = of(server);
	uint16_t port = port_of((nng_pipe){.id = pipe});
	bool found = false;
	(void)pthread_mutex_lock(&s->lock);
	for (size_t i = 0; port && i < s->fronts_count && !found; i++)
		found = front_hang_up(s->fronts[i], port);
	(void)pthread_mutex_unlock(&s->lock);
}

static int nng_server_attach(struct lt_server *server, struct lt_front *front)
{
	struct nng_server *s = of(server);
	int r = s->inner_port;
	(void)pthread_mutex_lock(&s->lock);
	if (s->fronts_count == FRONTS_MAX)
		r = LT_E_LIMIT;
	else
		s->fronts[s->fronts_count++] = front;
	(void)pthread_mutex_unlock(&s->lock);
	return r;
}

static void nng_server_detach(struct lt_server *server, struct lt_front *front)
{
	struct nng_server *s = of(server);
	(void)pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < s->fronts_count; i++)
		if (s->fronts[i] == front)
			s->fronts[i--] = s->fronts[--s->fronts_count];
	(void)pthread_mutex_unlock(&s->lock);
}

/* No peer, then no socket (which ends the receive), then no thread. nng_close waits for ever if a
 * connection is busy, so the fronts take them all away before. */
static void nng_server_stop(struct lt_server *server)
{
	struct nng_server *s = of(server);
	if (!s->open)
		return;
	s->open = false;
	for (size_t i = 0; i < s->fronts_count; i++)
		front_stop(s->fronts[i]);
	(void)nng_listener_close(s->listener);
	(void)nng_close(s->socket);
	if (s->running)
		(void)pthread_join(s->thread, NULL);
	s->running = false;
}

static void nng_server_free(struct lt_server *server)
{
	struct nng_server *s = of(server);
	lt_server_done(server);
	for (size_t i = 0; i < s->fronts_count; i++)
		front_forget_server(s->fronts[i]);
	lt_front_free(s->gate);
	(void)pthread_mutex_destroy(&s->lock);
	if (s->aio)
		nng_aio_free(s->aio);
	free(s);
}

static const struct lt_server_ops nng_server_ops = {
	.send = nng_server_send,
	.peer_port = nng_server_peer_port,
	.hang_up = nng_server_hang_up,
	.identity = nng_server_identity,
	.attach = nng_server_attach,
	.detach = nng_server_detach,
	.stop = nng_server_stop,
	.free = nng_server_free,
};

static int line_error(int rv, const char *what, struct lt_err *err)
{
	return lt_err_set(err, rv == NNG_ENOMEM ? LT_E_NOMEM : LT_E_LINE, "%s: %s", what,
			  nng_strerror(rv));
}

static int set_up_socket(struct nng_server *s)
{
	int rv = nng_socket_set_size(s->socket, NNG_OPT_RECVMAXSZ,
				     LT_MESSAGE_BYTES_MAX + HEADER_BYTES);
	if (rv == 0)
		rv = nng_socket_set_int(s->socket, NNG_OPT_MAXTTL, 1);
	if (rv == 0)
		rv = nng_socket_set_int(s->socket, NNG_OPT_SENDBUF, QUEUE_MESSAGES);
	if (rv == 0)
		rv = nng_socket_set_int(s->socket, NNG_OPT_RECVBUF, QUEUE_MESSAGES);
	if (rv == 0)
		rv = nng_pipe_notify(s->socket, NNG_PIPE_EV_ADD_PRE, on_pipe, s);
	if (rv == 0)
		rv = nng_pipe_notify(s->socket, NNG_PIPE_EV_REM_POST, on_pipe, s);
	return rv;
}

static int listen_inside(struct nng_server *s)
{
	nng_sockaddr bound;
	int rv = nng_listener_create(&s->listener, s->socket, "tcp://127.0.0.1:0");
	if (rv == 0)
		rv = nng_listener_start(s->listener, 0);
	if (rv == 0)
		rv = nng_listener_get_addr(s->listener, NNG_OPT_LOCADDR, &bound);
	if (rv == 0)
		s->inner_port = ntohs(bound.s_in.sa_port);
	return rv;
}

static int open_gate(struct nng_server *s, const char *address, struct lt_err *err)
{
	int r = front_gate_server(address, s->inner_port, &s->gate, err);
	if (r < 0)
		return r;
	s->base.port = lt_front_port(s->gate);
	return nng_server_attach(&s->base, s->gate) < 0 ? LT_E_LIMIT : 0;
}

static int open_server(struct nng_server *s, const char *address, struct lt_err *err)
{
	int rv = nng_aio_alloc(&s->aio, NULL, NULL);
	if (rv == 0)
		rv = nng_rep0_open_raw(&s->socket);
	if (rv != 0)
		return line_error(rv, "nng", err);
	s->open = true;
	rv = set_up_socket(s);
	if (rv == 0)
		rv = listen_inside(s);
	if (rv != 0)
		return line_error(rv, "nng", err);
	if (pthread_create(&s->thread, NULL, receive_loop, s) != 0)
		return lt_err_set(err, LT_E_NOMEM, "no thread for the line");
	s->running = true;
	return address ? open_gate(s, address, err) : 0;
}

int lt_server_start(const struct lt_server_options *options, struct lt_server **ret,
		    struct lt_err *err)
{
	struct nng_server *s = calloc(1, sizeof *s);
	if (!s)
		return lt_err_set(err, LT_E_NOMEM, "no memory for the line");
	lt_server_init(&s->base, &nng_server_ops, options);
	(void)pthread_mutex_init(&s->lock, NULL);
	int r = open_server(s, options->address, err);
	if (r < 0) {
		lt_server_free(&s->base);
		return r;
	}
	*ret = &s->base;
	return 0;
}
