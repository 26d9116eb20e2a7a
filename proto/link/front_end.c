/* SPDX-License-Identifier: EUPL-1.2 */
/* One end of a connection: a socket, with or without TLS, and what it did not take yet. */
#include <errno.h>
#include <event2/buffer.h>
#include <openssl/err.h>
#include <unistd.h>

#include "proto/link/front_impl.h"

enum { RECORD_BYTES = 16 << 10 }; /* at most this much plain text in one TLS record */

void front_end_open(struct front_connection *c, struct front_end *end, int fd, SSL *ssl,
		    event_callback_fn on_event)
{
	struct event_base *base = c->front->base;
	end->fd = fd;
	end->ssl = ssl;
	LT_REQUIRE(event_assign(&end->readable, base, fd, EV_READ | EV_PERSIST, on_event, c) == 0);
	LT_REQUIRE(event_assign(&end->writable, base, fd, EV_WRITE | EV_PERSIST, on_event, c) == 0);
}

void front_end_close(struct front_end *end)
{
	if (end->fd < 0)
		return;
	(void)event_del(&end->readable);
	(void)event_del(&end->writable);
	SSL_free(end->ssl);
	(void)close(end->fd);
	if (end->queue)
		evbuffer_free(end->queue);
	end->queue = NULL;
	end->ssl = NULL;
	end->fd = -1;
}

static void want(struct event *event, bool on)
{
	if (on)
		LT_REQUIRE(event_add(event, NULL) == 0); /* fails without memory for the loop */
	else
		(void)event_del(event);
}

void front_end_want(struct front_end *end, bool read, bool write)
{
	want(&end->readable, read);
	want(&end->writable, write);
}

static ssize_t read_plain(struct front_end *end, uint8_t *bytes, size_t size)
{
	ssize_t n = recv(end->fd, bytes, size, 0);
	if (n > 0)
		return n;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

/* Whole records, as long as there are any that were read ahead. */
static ssize_t read_tls(struct front_end *end, uint8_t *bytes, size_t size)
{
	size_t total = 0;
	do {
		ERR_clear_error();
		int n = SSL_read(end->ssl, bytes + total, (int)(size - total));
		if (n > 0) {
			total += (size_t)n;
			continue;
		}
		int error = SSL_get_error(end->ssl, n);
		if (error == SSL_ERROR_WANT_WRITE) /* it answers a key update first */
			want(&end->writable, true);
		else if (error != SSL_ERROR_WANT_READ && total == 0)
			return -1;
		break;
	} while (total < size && SSL_has_pending(end->ssl));
	return (ssize_t)total;
}

ssize_t front_end_read(struct front_end *end, uint8_t *bytes, size_t size)
{
	return end->ssl ? read_tls(end, bytes, size) : read_plain(end, bytes, size);
}

bool front_end_pending(const struct front_end *end)
{
	return end->ssl && SSL_has_pending(end->ssl);
}

/* @return bytes taken; 0: none now; -1: broken. */
static ssize_t write_some(struct front_end *end, const uint8_t *bytes, size_t size)
{
	if (!end->ssl) {
		ssize_t n = send(end->fd, bytes, size, MSG_NOSIGNAL);
		return n >= 0 ? n : errno == EAGAIN || errno == EINTR ? 0 : -1;
	}
	ERR_clear_error();
	int n = SSL_write(end->ssl, bytes, (int)(size < RECORD_BYTES ? size : RECORD_BYTES));
	if (n > 0)
		return n;
	int error = SSL_get_error(end->ssl, n);
	return error == SSL_ERROR_WANT_WRITE || error == SSL_ERROR_WANT_READ ? 0 : -1;
}

size_t front_end_queued(const struct front_end *end)
{
	return end->queue ? evbuffer_get_length(end->queue) : 0;
}

bool front_end_write(struct front_end *end, const uint8_t *bytes, size_t size)
{
	while (size > 0 && front_end_queued(end) == 0) {
		ssize_t n = write_some(end, bytes, size);
		if (n < 0)
			return false;
		if (n == 0)
			break;
		bytes += n;
		size -= (size_t)n;
	}
	if (size == 0)
		return true;
	if (!end->queue)
		end->queue = evbuffer_new();
	if (!end->queue || evbuffer_add(end->queue, bytes, size) != 0)
		return false;
	want(&end->writable, true);
	return true;
}

/* A record that OpenSSL could not send must be offered again with at least as many bytes; the queue
 * only grows behind it, so it is. */
bool front_end_flush(struct front_end *end)
{
	size_t queued;
	while ((queued = front_end_queued(end)) > 0) {
		size_t size = queued < RECORD_BYTES ? queued : RECORD_BYTES;
		const uint8_t *bytes = evbuffer_pullup(end->queue, (ev_ssize_t)size);
		ssize_t n = bytes ? write_some(end, bytes, size) : -1;
		if (n < 0)
			return false;
		if (n == 0)
			return true;
		(void)evbuffer_drain(end->queue, (size_t)n);
	}
	if (end->queue)
		evbuffer_free(end->queue);
	end->queue = NULL;
	want(&end->writable, false);
	return true;
}

int front_end_connected(const struct front_end *end)
{
	int error = 0;
	socklen_t size = sizeof error;
	return getsockopt(end->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}
