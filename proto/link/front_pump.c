/* SPDX-License-Identifier: EUPL-1.2 */
/* A connection's stages, and its bytes both ways.
 *
 * What one end has read is written to the other at once. An end whose queue is over
 * QUEUE_HIGH_BYTES stops the reading of the other until it is below QUEUE_LOW_BYTES.
 *
 * How a connection ends matters. nng 1.5 reads a message in two parts, its length and its body. If
 * the connection is closed from another of its threads between the two (a reply that cannot be
 * sent, an nng_pipe_close, an nng_close), the second read never starts nor ends, and the one thread
 * that clears away connections waits for it for ever, for every socket of the process. Peers that
 * are killed under load bring that about within a dozen kills. So the near end outlives the far
 * one: what nng still sends is taken and thrown away, it is told the end only when it has been
 * quiet for a while, and it then closes by itself, from the thread that reads. */
#include <errno.h>
#include <event2/buffer.h>
#include <stdlib.h>
#include <unistd.h>

#include "proto/link/front_impl.h"

enum {
	QUEUE_HIGH_BYTES = 256 << 10,
	QUEUE_LOW_BYTES = 64 << 10,
	ROUNDS_MAX = 4, /* of scratch space, for one end before the others get their turn */
};

struct front_connection *front_connection_new(struct lt_front *front)
{
	struct front_connection *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->front = front;
	c->far.fd = c->near.fd = -1;
	c->since_us = c->heard_us = front_now_us();
	c->next = front->connections;
	if (c->next)
		c->next->previous = c;
	front->connections = c;
	atomic_fetch_add(&front->open, 1);
	return c;
}

static void unlink_from(struct front_connection **list, struct front_connection *c)
{
	if (c->next)
		c->next->previous = c->previous;
	if (c->previous)
		c->previous->next = c->next;
	else
		*list = c->next;
	c->previous = c->next = NULL;
}

void front_connection_free(struct front_connection *c)
{
	struct lt_front *front = c->front;
	if (front->server)
		front_server_forget(c);
	unlink_from(c->stage == FRONT_ENDING ? &front->ending : &front->connections, c);
	front_end_close(&c->far);
	front_end_close(&c->near);
	atomic_fetch_sub(&front->open, 1);
	free(c);
}

void front_connection_end(struct front_connection *c)
{
	struct lt_front *front = c->front;
	if (c->near.fd < 0 || c->stage == FRONT_JOINING) {
		front_connection_free(c);
		return;
	}
	if (front->server)
		front_server_forget(c);
	unlink_from(&front->connections, c);
	c->next = front->ending;
	if (c->next)
		c->next->previous = c;
	front->ending = c;
	c->stage = FRONT_ENDING;
	front_end_close(&c->far);
	front_end_want(&c->near, true, false);
	c->since_us = c->heard_us = front_now_us();
	front_tick_soon(front);
}

/* Throws away what nng still sends, until it closes. */
static void absorb(struct front_connection *c)
{
	ssize_t n = front_end_read(&c->near, c->front->scratch, FRONT_SCRATCH_BYTES);
	if (n < 0)
		front_connection_free(c);
	else if (n > 0)
		c->heard_us = front_now_us();
}

/* An end has closed or broken. */
static void lost(struct front_connection *c, struct front_end *end)
{
	char reason[LT_ERR_TEXT_BYTES];
	bool tls = front_reason(c->far.ssl, errno, reason, sizeof reason);
	/* a client learns only after its handshake that the server does not want it */
	if (c->stage != FRONT_UP || (tls && end == &c->far))
		front_refuse(c->front, reason);
	if (end == &c->near)
		front_connection_free(c);
	else
		front_connection_end(c);
}

/* -- bytes -- */

static void move(struct front_connection *c, struct front_end *from, struct front_end *to)
{
	uint8_t *bytes = c->front->scratch;
	c->heard_us = front_now_us();
	for (int i = 0; i < ROUNDS_MAX; i++) {
		ssize_t n = front_end_read(from, bytes, FRONT_SCRATCH_BYTES);
		if (n == 0)
			return;
		if (n < 0 || !front_end_write(to, bytes, (size_t)n)) {
			lost(c, n < 0 ? from : to);
			return;
		}
		if (front_end_queued(to) > QUEUE_HIGH_BYTES) {
			from->held = true;
			(void)event_del(&from->readable);
			return;
		}
		if (n < FRONT_SCRATCH_BYTES && !front_end_pending(from))
			return; /* drained: another call would only say so */
	}
	if (front_end_pending(from))
		event_active(&from->readable, EV_READ, 0);
}

/* @return false: the connection is gone. */
static bool drain(struct front_connection *c, struct front_end *to, struct front_end *from)
{
	if (!front_end_flush(to)) {
		lost(c, to);
		return false;
	}
	if (from->held && front_end_queued(to) < QUEUE_LOW_BYTES) {
		from->held = false;
		(void)event_add(&from->readable, NULL);
		if (front_end_pending(from))
			event_active(&from->readable, EV_READ, 0);
	}
	return true;
}

/* -- stages -- */

/* The client's end of what the server's table says of this connection. */
static void note_channel(struct front_connection *c)
{
	struct lt_front *front = c->front;
	uint8_t channel[LT_FRONT_CHANNEL_BYTES];
	bool found = front_channel(c->far.ssl, channel);
	(void)pthread_mutex_lock(&front->lock);
	front->has_channel = found;
	if (found)
		memcpy(front->channel, channel, sizeof channel);
	(void)pthread_mutex_unlock(&front->lock);
}

static void go_up(struct front_connection *c)
{
	if (!c->front->server && c->far.ssl)
		note_channel(c);
	c->stage = FRONT_UP;
	c->heard_us = front_now_us();
	front_end_want(&c->near, true, false);
	front_end_want(&c->far, true, front_end_queued(&c->far) > 0);
	if (front_end_pending(&c->far))
		event_active(&c->far.readable, EV_READ, 0);
}

static void far_is_ready(struct front_connection *c)
{
	front_end_want(&c->far, false, false);
	if (!c->front->server)
		go_up(c);
	else if (!front_server_join(c))
		front_connection_end(c);
}

static void secure(struct front_connection *c)
{
	int r = front_end_secure(&c->far);
	if (r < 0)
		lost(c, &c->far);
	else if (r == 0)
		front_end_want(&c->far, true, front_end_queued(&c->far) > 0);
	else
		far_is_ready(c);
}

/* A connect has ended, well or not. */
static void connected(struct front_connection *c, struct front_end *end)
{
	errno = front_end_connected(end);
	if (errno)
		lost(c, end);
	else if (end == &c->near)
		go_up(c);
	else if (end->ssl)
		front_connection_enter(c, FRONT_SECURING);
	else
		far_is_ready(c);
}

void front_connection_enter(struct front_connection *c, enum front_stage stage)
{
	c->stage = stage;
	if (stage == FRONT_SECURING)
		secure(c);
	else
		front_end_want(stage == FRONT_DIALLING ? &c->far : &c->near, false, true);
}

static void on_event(struct front_connection *c, struct front_end *end, struct front_end *other,
		     short what)
{
	switch (c->stage) {
	case FRONT_DIALLING:
	case FRONT_JOINING:
		connected(c, end);
		break;
	case FRONT_SECURING:
		if (!(what & EV_WRITE) || drain(c, end, other))
			secure(c);
		break;
	case FRONT_UP:
		if ((what & EV_WRITE) && !drain(c, end, other))
			break;
		if ((what & EV_READ) && !end->held)
			move(c, end, other);
		break;
	case FRONT_ENDING:
		absorb(c);
		break;
	}
}

void front_on_far(evutil_socket_t fd, short what, void *connection)
{
	struct front_connection *c = connection;
	(void)fd;
	on_event(c, &c->far, &c->near, what);
}

void front_on_near(evutil_socket_t fd, short what, void *connection)
{
	struct front_connection *c = connection;
	(void)fd;
	on_event(c, &c->near, &c->far, what);
}
