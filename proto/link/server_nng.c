/* SPDX-License-Identifier: EUPL-1.2 */
/* The server on a raw REP0 socket of nng 1.5.
 *
 * Raw, since cooked contexts are used up by parked polls until nobody else is heard. The way back
 * of a raw message is its header: the pipe's id, then the request number the peer's REQ gave it.
 * With a TTL of 1 nothing longer passes, so eight bytes are all that a parked call keeps. A reply
 * to a pipe that is gone, or whose queue of 64 is full, is thrown away by nng: the peer repeats,
 * and replies are stored. */
#include <arpa/inet.h>
#include <nng/nng.h>
#include <nng/protocol/reqrep0/rep.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "proto/link/server_impl.h"

enum {
	HEADER_BYTES = 8,
	QUEUE_MESSAGES =
		1024, /* between nng's threads and ours; so that neither waits for a switch */
	URL_BYTES = 300,
};

struct nng_server {
	struct lt_server base;
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

static void on_pipe(nng_pipe pipe, nng_pipe_ev event, void *arg)
{
	struct nng_server *s = arg;
	const struct lt_server_options *o = &s->base.options;
	if (event == NNG_PIPE_EV_ADD_PRE) {
		uint16_t port = port_of(pipe); /* 0: gone again already */
		if (o->admit && (!port || !o->admit(o->owner, port)))
			(void)nng_pipe_close(pipe);
	} else if (o->on_gone) {
		o->on_gone(o->owner, (uint32_t)nng_pipe_id(pipe));
	}
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

static void nng_server_send(struct lt_server *server, const struct lt_call *call,
			    const Lt__Reply *reply, size_t size)
{
	nng_msg *message;
	if (nng_msg_alloc(&message, size) != 0)
		return; /* as if lost on the way */
	lt_encode_to(&reply->base, nng_msg_body(message));
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

static void nng_server_hang_up(struct lt_server *server, uint32_t pipe)
{
	(void)server;
	(void)nng_pipe_close((nng_pipe){.id = pipe});
}

/* No new peer, then no peer (which ends the receive), then no thread: in another order nng 1.5 was
 * seen to wait for ever. */
static void nng_server_stop(struct lt_server *server)
{
	struct nng_server *s = of(server);
	if (!s->open)
		return;
	s->open = false;
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
	if (s->aio)
		nng_aio_free(s->aio);
	free(s);
}

static const struct lt_server_ops nng_server_ops = {
	.send = nng_server_send,
	.peer_port = nng_server_peer_port,
	.hang_up = nng_server_hang_up,
	.stop = nng_server_stop,
	.free = nng_server_free,
};

static int line_error(int rv, const char *what, struct lt_err *err)
{
	int code = rv == NNG_ENOMEM ? LT_E_NOMEM : rv == NNG_EADDRINVAL ? LT_E_USAGE : LT_E_LINE;
	return lt_err_set(err, code, "%s: %s", what, nng_strerror(rv));
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

static int listen_on(struct nng_server *s, const char *address, struct lt_err *err)
{
	char url[URL_BYTES];
	nng_sockaddr bound;
	int n = snprintf(url, sizeof url, "tcp://%s", address);
	if (n < 0 || (size_t)n >= sizeof url)
		return lt_err_set(err, LT_E_USAGE, "address is too long");
	int rv = nng_listener_create(&s->listener, s->socket, url);
	if (rv == 0)
		rv = nng_listener_start(s->listener, 0);
	if (rv == 0)
		rv = nng_listener_get_addr(s->listener, NNG_OPT_LOCADDR, &bound);
	if (rv != 0)
		return line_error(rv, address, err);
	s->base.port =
		ntohs(bound.s_family == NNG_AF_INET6 ? bound.s_in6.sa_port : bound.s_in.sa_port);
	return 0;
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
	if (rv != 0)
		return line_error(rv, "nng", err);
	int r = listen_on(s, address, err);
	if (r < 0)
		return r;
	if (pthread_create(&s->thread, NULL, receive_loop, s) != 0)
		return lt_err_set(err, LT_E_NOMEM, "no thread for the line");
	s->running = true;
	return 0;
}

int lt_server_start(const struct lt_server_options *options, struct lt_server **ret,
		    struct lt_err *err)
{
	struct nng_server *s = calloc(1, sizeof *s);
	if (!s)
		return lt_err_set(err, LT_E_NOMEM, "no memory for the line");
	lt_server_init(&s->base, &nng_server_ops, options);
	int r = open_server(s, options->address, err);
	if (r < 0) {
		lt_server_free(&s->base);
		return r;
	}
	*ret = &s->base;
	return 0;
}
