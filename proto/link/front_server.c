/* SPDX-License-Identifier: EUPL-1.2 */
/* The server's front: limits before TLS, identity after it, then a noted port to loopback. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/link/front_impl.h"
#include "proto/link/server_impl.h"

enum {
	CONNECTIONS_MAX = 8192,
	PER_ADDRESS_MAX = 512,
	/* a line that swallows everything is noticed within half a minute when idle, within
	 * twice that if something was sent just before: tests/e2e/lines.bats */
	UNACKNOWLEDGED_S_MAX = 30,
};

/* -- sockets -- */

static void set_int(int fd, int level, int option, int value)
{
	(void)setsockopt(fd, level, option, &value,
			 sizeof value); /* without it, slower to notice */
}

void front_set_prompt(int fd)
{
	set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

/* TCP_USER_TIMEOUT counts for keep-alive too (tcp(7)), whatever TCP_KEEPCNT says. */
void front_set_public(int fd, int silent_s_max)
{
	front_set_prompt(fd);
	set_int(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set_int(fd, IPPROTO_TCP, TCP_KEEPIDLE, silent_s_max / 2);
	set_int(fd, IPPROTO_TCP, TCP_KEEPINTVL, silent_s_max / 4);
	set_int(fd, IPPROTO_TCP, TCP_KEEPCNT, 2);
	set_int(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, silent_s_max * 1000);
}

/* -- connections of one address -- */

static bool address_bytes(const struct sockaddr *from, uint8_t ret[static FRONT_ADDRESS_BYTES])
{
	if (from->sa_family == AF_INET6) {
		memcpy(ret, &((const struct sockaddr_in6 *)from)->sin6_addr, FRONT_ADDRESS_BYTES);
		return true;
	}
	if (from->sa_family != AF_INET)
		return false;
	memset(ret, 0, FRONT_ADDRESS_BYTES);
	ret[10] = ret[11] = 0xff;
	memcpy(ret + 12, &((const struct sockaddr_in *)from)->sin_addr, 4);
	return true;
}

static void place_text(const struct front_address *a, char ret[static LT_FRONT_PLACE_BYTES])
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	bool four = memcmp(a->bytes, mapped, sizeof mapped) == 0;
	(void)inet_ntop(four ? AF_INET : AF_INET6, a->bytes + (four ? sizeof mapped : 0), ret,
			LT_FRONT_PLACE_BYTES);
}

static struct front_address **bucket_of(struct lt_front *front, const uint8_t *bytes)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < FRONT_ADDRESS_BYTES; i++)
		hash = (hash ^ bytes[i]) * 16777619u;
	return &front->addresses[hash % FRONT_ADDRESS_BUCKETS];
}

/* Counts one more of this address. @return NULL: over its limit, or without memory. */
static struct front_address *address_take(struct lt_front *front, const struct sockaddr *from)
{
	uint8_t bytes[FRONT_ADDRESS_BYTES];
	if (!address_bytes(from, bytes))
		return NULL;
	struct front_address **bucket = bucket_of(front, bytes), *a = *bucket;
	while (a && memcmp(a->bytes, bytes, sizeof bytes) != 0)
		a = a->next;
	if (!a) {
		a = calloc(1, sizeof *a);
		if (!a)
			return NULL;
		memcpy(a->bytes, bytes, sizeof bytes);
		a->next = *bucket;
		*bucket = a;
	}
	if (a->count >= front->per_address_max)
		return NULL;
	a->count++;
	return a;
}

static void address_release(struct lt_front *front, struct front_address *a)
{
	if (--a->count > 0)
		return;
	struct front_address **at = bucket_of(front, a->bytes);
	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	free(a);
}

/* -- the table of ports -- */

static void note_port(struct front_connection *c, uint16_t port)
{
	struct lt_front *front = c->front;
	c->port = port;
	(void)pthread_mutex_lock(&front->lock);
	LT_ASSERT(!front->by_port[port]);
	front->by_port[port] = c;
	(void)pthread_mutex_unlock(&front->lock);
	atomic_fetch_add(&front->ports, 1);
}

void front_server_forget(struct front_connection *c)
{
	struct lt_front *front = c->front;
	if (c->port) {
		(void)pthread_mutex_lock(&front->lock);
		front->by_port[c->port] = NULL;
		(void)pthread_mutex_unlock(&front->lock);
		atomic_fetch_sub(&front->ports, 1);
		c->port = 0;
	}
	if (c->address)
		address_release(front, c->address);
	c->address = NULL;
}

bool lt_front_peer(struct lt_front *front, uint16_t port, struct lt_front_identity *ret)
{
	bool found = false;
	(void)pthread_mutex_lock(&front->lock);
	if (front->by_port && front->by_port[port]) {
		*ret = front->by_port[port]->identity;
		found = true;
	}
	(void)pthread_mutex_unlock(&front->lock);
	return found;
}

/* -- connections -- */

/* A socket with a loopback port of its own, not yet connected. */
static int loopback_socket(uint16_t *ret_port)
{
	struct sockaddr_in here = {.sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof here;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&here, sizeof here) != 0 ||
	    getsockname(fd, (struct sockaddr *)&here, &size) != 0) {
		(void)close(fd);
		return -1;
	}
	front_set_prompt(fd);
	*ret_port = ntohs(here.sin_port);
	return fd;
}

/* The files may have been read again during its handshake. */
static bool still_trusted(struct front_connection *c)
{
	struct lt_front *front = c->front;
	(void)pthread_mutex_lock(&front->lock);
	SSL_CTX *context = front->context;
	SSL_CTX_up_ref(context);
	(void)pthread_mutex_unlock(&front->lock);
	bool ok = context == SSL_get_SSL_CTX(c->far.ssl) ||
		  front_still_trusted(front, c->far.ssl, context);
	SSL_CTX_free(context);
	return ok;
}

bool front_server_join(struct front_connection *c)
{
	struct lt_front *front = c->front;
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(front->target),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	uint16_t port;
	if (c->far.ssl && !front->strangers && !front_identify(c->far.ssl, &c->identity)) {
		front_refuse(front, "certificate: no usable common name");
		return false;
	}
	if (c->far.ssl && !front->strangers && !still_trusted(c)) {
		front_refuse(front, "certificate: no longer trusted");
		return false;
	}
	int fd = loopback_socket(&port);
	if (fd < 0) {
		front_refuse(front, strerror(errno));
		return false;
	}
	front_end_open(c, &c->near, fd, NULL, front_on_near);
	note_port(c, port);
	c->stage = FRONT_JOINING;
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS) {
		front_refuse(front, strerror(errno));
		return false;
	}
	front_connection_enter(c, FRONT_JOINING);
	return true;
}

/* Takes the far end and sets out. */
static void start(struct front_connection *c, int fd)
{
	struct lt_front *front = c->front;
	bool tls = front->tls;
	SSL *ssl = tls ? front_session(front, fd) : NULL;
	front_set_public(fd, UNACKNOWLEDGED_S_MAX);
	front_end_open(c, &c->far, fd, ssl, front_on_far);
	if (tls && !ssl)
		front_connection_end(c);
	else if (tls)
		front_connection_enter(c, FRONT_SECURING);
	else if (!front_server_join(c))
		front_connection_end(c);
}

static void take(struct lt_front *front, int fd, const struct sockaddr *from)
{
	struct front_address *address = atomic_load(&front->open) < front->connections_max
						? address_take(front, from)
						: NULL;
	struct front_connection *c = address ? front_connection_new(front) : NULL;
	if (!c) {
		if (address)
			address_release(front, address);
		front_turn_away(front, fd);
		return;
	}
	c->address = address;
	place_text(address, c->identity.place);
	start(c, fd);
}

static int run_server(struct lt_front *front, const char *address, struct lt_err *err)
{
	front->by_port = calloc(FRONT_PORTS, sizeof(struct front_connection *));
	if (!front->by_port)
		return lt_err_set(err, LT_E_NOMEM, "no memory for the front");
	return front_run(front, address, take, err);
}

int front_gate_server(const char *address, uint16_t target, struct lt_front **ret,
		      struct lt_err *err)
{
	struct lt_front *front = NULL;
	int r = front_new(true, NULL, &front, err);
	if (r == 0) {
		front->target = target;
		front->connections_max = front->per_address_max = CONNECTIONS_MAX;
		r = run_server(front, address, err);
	}
	if (r < 0) {
		lt_front_free(front);
		return r;
	}
	*ret = front;
	return 0;
}

static int set_up_server(struct lt_front *front, const struct lt_front_server_options *o,
			 struct lt_err *err)
{
	int port = o->server->ops->attach(o->server, front);
	if (port < 0)
		return lt_err_set(err, port, "this server takes no front");
	front->owner_server = o->server;
	front->strangers = o->strangers;
	front->target = (uint16_t)port;
	front->connections_max = o->connections_max ? o->connections_max : CONNECTIONS_MAX;
	front->per_address_max = o->per_address_max ? o->per_address_max : PER_ADDRESS_MAX;
	front_set_times(front, o->handshake_ms_max, o->idle_ms_max);
	front->on_refused = o->on_refused;
	front->owner = o->owner;
	return run_server(front, o->address, err);
}

int lt_front_server_start(const struct lt_front_server_options *options, struct lt_front **ret,
			  struct lt_err *err)
{
	struct lt_front *front = NULL;
	int r = front_new(true, &options->files, &front, err);
	if (r == 0)
		r = set_up_server(front, options, err);
	if (r < 0) {
		lt_front_free(front);
		return r;
	}
	*ret = front;
	return 0;
}
