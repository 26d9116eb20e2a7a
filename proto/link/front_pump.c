/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes of one connection, both ways.
 *
 * What one end read is written to the other at once: the TLS end encrypts and sends as soon as it
 * is given something, and to the plain end it is written directly, without a round through the
 * event loop, as long as nothing is queued there. An end whose queue is over QUEUE_HIGH_BYTES stops
 * the reading of the other until it is below QUEUE_LOW_BYTES. */
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <stdlib.h>

#include "proto/link/front_impl.h"

enum {
	QUEUE_HIGH_BYTES = 256 << 10,
	QUEUE_LOW_BYTES = 64 << 10,
	READ_BYTES = 64 << 10,
};

static void on_tls_read(struct bufferevent *from, void *arg);
static void on_plain_read(struct bufferevent *from, void *arg);
static void on_drained(struct bufferevent *to, void *arg);
static void on_event(struct bufferevent *end, short what, void *arg);

static void set_callbacks(struct front_connection *c, struct bufferevent *end, bool drained)
{
	bufferevent_setcb(end, end == c->tls ? on_tls_read : on_plain_read,
			  drained ? on_drained : NULL, on_event, c);
}

static void hold_back(struct front_connection *c, struct bufferevent *from, struct bufferevent *to)
{
	if (evbuffer_get_length(bufferevent_get_output(to)) <= QUEUE_HIGH_BYTES)
		return;
	(void)bufferevent_disable(from, EV_READ);
	bufferevent_setwatermark(to, EV_WRITE, QUEUE_LOW_BYTES, 0);
	set_callbacks(c, to, true);
}

static void on_drained(struct bufferevent *to, void *arg)
{
	struct front_connection *c = arg;
	set_callbacks(c, to, false);
	(void)bufferevent_enable(to == c->tls ? c->plain : c->tls, EV_READ);
}

/* Moves what @p from has read. While it does so, an error of the other end only marks the
 * connection, which is then closed here. */
static void move(struct front_connection *c, struct bufferevent *from, struct bufferevent *to)
{
	struct evbuffer *bytes = bufferevent_get_input(from);
	c->heard_us = front_now_us();
	if (!c->up)
		return;
	c->busy = true;
	if (to == c->plain && evbuffer_get_length(bufferevent_get_output(to)) == 0 &&
	    evbuffer_write(bytes, bufferevent_getfd(to)) < 0 && errno != EAGAIN && errno != EINTR)
		c->dead = true;
	if (!c->dead && evbuffer_get_length(bytes) > 0)
		(void)bufferevent_write_buffer(to, bytes);
	c->busy = false;
	if (c->dead)
		front_connection_close(c);
	else
		hold_back(c, from, to);
}

static void on_tls_read(struct bufferevent *from, void *arg)
{
	struct front_connection *c = arg;
	move(c, from, c->plain);
}

static void on_plain_read(struct bufferevent *from, void *arg)
{
	struct front_connection *c = arg;
	move(c, from, c->tls);
}

static void on_event(struct bufferevent *end, short what, void *arg)
{
	struct front_connection *c = arg;
	if (what & BEV_EVENT_CONNECTED) {
		if (c->front->server && end == c->tls) {
			if (!front_server_secured(c))
				front_connection_close(c);
		} else {
			front_connection_up(c);
		}
		return;
	}
	char reason[LT_ERR_TEXT_BYTES];
	bool tls = front_tls_reason(c->tls, reason, sizeof reason);
	/* a client learns only after its handshake that the server does not want it */
	if (!c->up || (tls && end == c->tls))
		front_refuse(c->front, reason);
	front_connection_close(c);
}

/* -- life -- */

struct front_connection *front_connection_new(struct lt_front *front)
{
	struct front_connection *c = calloc(1, sizeof *c);
	if (!c)
		return NULL;
	c->front = front;
	c->since_us = c->heard_us = front_now_us();
	c->next = front->connections;
	if (c->next)
		c->next->previous = c;
	front->connections = c;
	atomic_fetch_add(&front->open, 1);
	return c;
}

bool front_connection_ends(struct front_connection *c, struct bufferevent *tls,
			   struct bufferevent *plain)
{
	struct bufferevent *ends[] = {tls, plain};
	c->tls = tls ? tls : c->tls;
	c->plain = plain ? plain : c->plain;
	for (size_t i = 0; i < 2; i++) {
		if (!ends[i])
			continue;
		set_callbacks(c, ends[i], false);
		(void)bufferevent_set_max_single_read(ends[i], READ_BYTES);
		(void)bufferevent_set_max_single_write(ends[i], READ_BYTES);
		/* bufferevent_openssl reads 4 KiB at a time unless it has a mark to reach */
		if (ends[i] == tls)
			bufferevent_setwatermark(tls, EV_READ, 0, READ_BYTES);
	}
	return tls || plain;
}

void front_connection_up(struct front_connection *c)
{
	c->up = true;
	c->heard_us = front_now_us();
	(void)bufferevent_enable(c->plain, EV_READ | EV_WRITE);
	(void)bufferevent_enable(c->tls, EV_READ | EV_WRITE);
}

/* The loopback end ends by reset: no port waits for minutes until it may be used again. */
static void free_plain(struct bufferevent *plain)
{
	struct linger now = {.l_onoff = 1};
	evutil_socket_t fd = bufferevent_getfd(plain);
	if (fd >= 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	bufferevent_free(plain);
}

void front_connection_close(struct front_connection *c)
{
	struct lt_front *front = c->front;
	if (c->busy) {
		c->dead = true;
		return;
	}
	if (front->server)
		front_server_forget(c); /* before its port can be another's */
	if (c->next)
		c->next->previous = c->previous;
	if (c->previous)
		c->previous->next = c->next;
	else
		front->connections = c->next;
	if (c->plain)
		free_plain(c->plain);
	if (c->tls)
		bufferevent_free(c->tls);
	atomic_fetch_sub(&front->open, 1);
	free(c);
}
