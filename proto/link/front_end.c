/* SPDX-License-Identifier: EUPL-1.2 */
/* One end of a connection: a socket, with or without TLS, and what it did not take yet.
 *
 * TLS writes into memory of the front's, and what one call has written is sent at once: several
 * records in one system call, and one wake of the peer. */
#include <errno.h>
#include <event2/buffer.h>
#include <openssl/err.h>
#include <string.h>
#include <unistd.h>

#include "proto/link/front_impl.h"

enum { RECORD_BYTES = 16 << 10 }; /* plain text in one TLS record */

/* -- the socket -- */

void front_end_open(struct front_connection *c, struct front_end *end, int fd, SSL *ssl,
		    event_callback_fn on_event)
{
	struct event_base *base = c->front->base;
	end->front = c->front;
	end->fd = fd;
	end->ssl = ssl;
	if (ssl)
		BIO_set_data(SSL_get_wbio(ssl), end);
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

size_t front_end_queued(const struct front_end *end)
{
	return end->queue ? evbuffer_get_length(end->queue) : 0;
}

/* Sends, and queues what does not fit. @return false: broken. */
static bool put(struct front_end *end, const uint8_t *bytes, size_t size)
{
	while (size > 0 && front_end_queued(end) == 0) {
		ssize_t n = send(end->fd, bytes, size, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0 && errno != EINTR)
			return false;
		bytes += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
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

bool front_end_flush(struct front_end *end)
{
	while (front_end_queued(end) > 0) {
		int n = evbuffer_write(end->queue, end->fd);
		if (n < 0 && errno == EAGAIN)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
	}
	if (end->queue)
		evbuffer_free(end->queue);
	end->queue = NULL;
	want(&end->writable, false);
	return true;
}

/* -- TLS -- */

/* Sends what OpenSSL has written. */
static bool put_out(struct front_end *end)
{
	struct lt_front *front = end->front;
	size_t size = front->out_used;
	front->out_used = 0;
	return put(end, front->out, size);
}

int front_out_write(BIO *bio, const char *bytes, int size)
{
	struct front_end *end = BIO_get_data(bio);
	struct lt_front *front = end->front;
	size_t used = front->out_used;
	if (size <= 0 || (size_t)size > FRONT_OUT_BYTES)
		return -1;
	if (used + (size_t)size > FRONT_OUT_BYTES) {
		if (!put_out(end))
			return -1;
		used = 0;
	}
	memcpy(front->out + used, bytes, (size_t)size);
	front->out_used = used + (size_t)size;
	return size;
}

int front_end_secure(struct front_end *end)
{
	LT_ASSERT(end->front->out_used == 0);
	ERR_clear_error();
	int r = SSL_do_handshake(end->ssl);
	int error = SSL_get_error(end->ssl, r);
	bool sent = put_out(end); /* also the alert that says why not */
	if (r != 1 && error != SSL_ERROR_WANT_READ)
		return -1;
	return !sent ? -1 : r == 1;
}

/* Whole records, as long as there are any that were read ahead. */
static ssize_t read_tls(struct front_end *end, uint8_t *bytes, size_t size)
{
	size_t total = 0;
	bool broken = false;
	LT_ASSERT(end->front->out_used == 0);
	do {
		ERR_clear_error();
		int n = SSL_read(end->ssl, bytes + total, (int)(size - total));
		if (n <= 0) {
			broken = SSL_get_error(end->ssl, n) != SSL_ERROR_WANT_READ;
			break;
		}
		total += (size_t)n;
	} while (total < size && SSL_has_pending(end->ssl));
	if (end->front->out_used > 0 && !put_out(end)) /* the answer to a key update, an alert */
		broken = true;
	return total > 0 ? (ssize_t)total : broken ? -1 : 0;
}

static bool write_tls(struct front_end *end, const uint8_t *bytes, size_t size)
{
	LT_ASSERT(end->front->out_used == 0);
	while (size > 0) {
		int part = (int)(size < RECORD_BYTES ? size : RECORD_BYTES);
		ERR_clear_error();
		int n = SSL_write(end->ssl, bytes, part);
		if (n <= 0) {
			end->front->out_used = 0; /* nobody else's socket shall get it */
			return false;
		}
		bytes += n;
		size -= (size_t)n;
	}
	return put_out(end);
}

bool front_end_pending(const struct front_end *end)
{
	return end->ssl && SSL_has_pending(end->ssl);
}

/* -- either -- */

ssize_t front_end_read(struct front_end *end, uint8_t *bytes, size_t size)
{
	if (end->ssl)
		return read_tls(end, bytes, size);
	ssize_t n = recv(end->fd, bytes, size, 0);
	if (n > 0)
		return n;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

bool front_end_write(struct front_end *end, const uint8_t *bytes, size_t size)
{
	return end->ssl ? write_tls(end, bytes, size) : put(end, bytes, size);
}

int front_end_connected(const struct front_end *end)
{
	int error = 0;
	socklen_t size = sizeof error;
	return getsockopt(end->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}
