/* SPDX-License-Identifier: EUPL-1.2 */
/* The front's thread and loop: start, sweep, wake, reload, stop.
 *
 * libevent is used by this one thread alone, so it needs no locks of its own; other threads set a
 * flag and write to an eventfd. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "proto/link/front_impl.h"
#include "proto/link/server_impl.h"

enum {
	BACKLOG = 4096,		 /* a province that comes back at once */
	SWEEPS_PER_TIMEOUT = 10, /* a time-out is noticed at most this fraction late */
	SWEEP_US_MAX = 1000000,
	ADDRESS_TEXT_BYTES = 80,
	HANDSHAKE_US_MAX = 10000000,
	IDLE_US_MAX = 120000000,
	TICK_US = 10000,
	QUIET_US = 20000,	/* nng sent nothing for this long: it is not in the middle of it */
	QUIET_US_MAX = 1000000, /* whatever it does */
	LET_GO_US_MAX = 15000000, /* nng gives up a greeting after 10 s */
	STOP_US_MAX = 2000000,
	FULL_REST_US = 100000, /* no descriptor left: accept again after this */
};

int64_t front_now_us(void)
{
	struct timespec t;
	LT_REQUIRE(clock_gettime(CLOCK_MONOTONIC_COARSE, &t) == 0);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

void front_refuse(struct lt_front *front, const char *reason)
{
	atomic_fetch_add(&front->failed, 1);
	(void)pthread_mutex_lock(&front->lock);
	(void)snprintf(front->problem, sizeof front->problem, "%s", reason);
	(void)pthread_mutex_unlock(&front->lock);
	if (front->on_refused)
		front->on_refused(front->owner, reason);
}

/* -- on the loop -- */

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
	struct lt_front *front = arg;
	int64_t now = front_now_us();
	struct front_connection *next;
	(void)fd;
	(void)what;
	for (struct front_connection *c = front->connections; c; c = next) {
		next = c->next;
		if (c->stage != FRONT_UP && now - c->since_us > front->handshake_us_max)
			front_refuse(front, "handshake: timed out");
		else if (c->stage != FRONT_UP || now - c->heard_us <= front->idle_us_max)
			continue;
		front_connection_end(c);
	}
}

void front_turn_away(struct lt_front *front, int fd)
{
	atomic_fetch_add(&front->refused, 1);
	(void)close(fd);
}

void front_tick_soon(struct lt_front *front)
{
	struct timeval soon = {.tv_usec = TICK_US};
	(void)event_add(front->tick, &soon);
}

/* Tells nng the end of connections where it has been quiet; see front_pump.c. */
static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct lt_front *front = arg;
	int64_t now = front_now_us();
	struct front_connection *next;
	(void)fd;
	(void)what;
	for (struct front_connection *c = front->ending; c; c = next) {
		next = c->next;
		bool quiet = now - c->heard_us >= QUIET_US || now - c->since_us >= QUIET_US_MAX;
		if (c->told_end && now - c->since_us >= LET_GO_US_MAX) {
			front_connection_free(c);
		} else if (!c->told_end && quiet) {
			(void)shutdown(c->near.fd, SHUT_WR);
			c->told_end = true;
			c->since_us = now;
		}
	}
	if (front->ending)
		front_tick_soon(front);
	if (atomic_load(&front->stopping) &&
	    (!front->ending || now - front->stop_us >= STOP_US_MAX))
		(void)event_base_loopbreak(front->base);
}

static void close_untrusted(struct lt_front *front)
{
	struct front_connection *next;
	(void)pthread_mutex_lock(&front->lock);
	SSL_CTX *context = front->context;
	SSL_CTX_up_ref(context);
	(void)pthread_mutex_unlock(&front->lock);
	for (struct front_connection *c = front->connections; c && !front->strangers; c = next) {
		next = c->next;
		if (c->stage < FRONT_JOINING || front_still_trusted(front, c->far.ssl, context))
			continue;
		front_refuse(front, "certificate: no longer trusted");
		front_connection_end(c);
	}
	SSL_CTX_free(context);
}

static void end_some(struct lt_front *front, bool all)
{
	struct front_connection *next;
	for (struct front_connection *c = front->connections; c; c = next) {
		next = c->next;
		if (all || atomic_load(&c->hang_up))
			front_connection_end(c);
	}
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct lt_front *front = arg;
	uint64_t count;
	(void)what;
	(void)!read(fd, &count, sizeof count);
	if (atomic_load(&front->stopping)) {
		front->stop_us = front_now_us();
		evconnlistener_free(front->listener); /* nobody shall wait in its backlog */
		front->listener = NULL;
		end_some(front, true);
		front_tick_soon(front);
		return;
	}
	if (atomic_exchange(&front->recheck, false))
		close_untrusted(front);
	if (atomic_exchange(&front->hang_up_some, false))
		end_some(front, atomic_exchange(&front->hang_up_all, false));
}

static void on_rested(evutil_socket_t fd, short what, void *arg)
{
	struct lt_front *front = arg;
	(void)fd;
	(void)what;
	if (!atomic_load(&front->stopping))
		(void)evconnlistener_enable(front->listener);
}

/* Accepting failed, most likely for want of descriptors; to try at once would only burn time. */
static void on_accept_error(struct evconnlistener *listener, void *arg)
{
	struct lt_front *front = arg;
	struct timeval rest = {.tv_usec = FULL_REST_US};
	front_refuse(front, strerror(errno));
	(void)evconnlistener_disable(listener);
	(void)event_base_once(front->base, -1, EV_TIMEOUT, on_rested, front, &rest);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *from,
		      int size, void *arg)
{
	struct lt_front *front = arg;
	(void)listener;
	(void)size;
	atomic_fetch_add(&front->accepted, 1);
	front->take(front, fd, from);
}

static void *front_loop(void *arg)
{
	struct lt_front *front = arg;
	(void)event_base_dispatch(front->base);
	while (front->connections)
		front_connection_free(front->connections);
	while (front->ending)
		front_connection_free(front->ending);
	return NULL;
}

/* -- life -- */

static char *copy(const char *text, bool *ok)
{
	char *p = text ? strdup(text) : NULL;
	if (text && !p)
		*ok = false;
	return p;
}

static bool set_up_loop(struct lt_front *front)
{
	front->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	front->base = event_base_new();
	if (front->wake_fd < 0 || !front->base)
		return false;
	front->sweep = event_new(front->base, -1, EV_PERSIST, on_sweep, front);
	front->tick = evtimer_new(front->base, on_tick, front);
	front->wake = event_new(front->base, front->wake_fd, EV_READ | EV_PERSIST, on_wake, front);
	return front->sweep && front->tick && front->wake && event_add(front->wake, NULL) == 0;
}

int front_new(bool server, const struct lt_front_files *files, struct lt_front **ret,
	      struct lt_err *err)
{
	bool ok = true;
	struct lt_front *front = calloc(1, sizeof *front);
	if (!front)
		return lt_err_set(err, LT_E_NOMEM, "no memory for the front");
	*ret = front; /* the caller frees it, whatever happens next */
	front->server = server;
	front->wake_fd = -1;
	front->handshake_us_max = HANDSHAKE_US_MAX;
	front->idle_us_max = IDLE_US_MAX;
	(void)pthread_mutex_init(&front->lock, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	front->scratch = malloc(FRONT_SCRATCH_BYTES);
	if (files) {
		front->out = malloc(FRONT_OUT_BYTES);
		front->out_method = front_out_method();
		ok = front->out && front->out_method;
		front->ca = copy(files->ca, &ok);
		front->cert = copy(files->cert, &ok);
		front->key = copy(files->key, &ok);
		front->crl = copy(files->crl, &ok);
		front->tls = true;
		front->pinned = files->pin != NULL;
		if (files->pin)
			memcpy(front->pin, files->pin, sizeof front->pin);
	}
	if (!ok || !front->scratch || !set_up_loop(front))
		return lt_err_set(err, LT_E_NOMEM, "no event loop for the front");
	return 0;
}

/* libevent takes no port 0, but an address without a port means it. */
static bool parse_address(const char *address, struct sockaddr_storage *ret, int *ret_size)
{
	char text[ADDRESS_TEXT_BYTES];
	int n = snprintf(text, sizeof text, "%s", address);
	if (n < 3 || n >= (int)sizeof text)
		return false;
	if (strcmp(text + n - 2, ":0") == 0 && text[n - 3] != ':')
		text[n - 2] = 0;
	return evutil_parse_sockaddr_port(text, (struct sockaddr *)ret, ret_size) == 0;
}

void front_set_times(struct lt_front *front, int32_t handshake_ms_max, int32_t idle_ms_max)
{
	if (handshake_ms_max)
		front->handshake_us_max = handshake_ms_max * INT64_C(1000);
	if (idle_ms_max)
		front->idle_us_max = idle_ms_max * INT64_C(1000);
}

static int listen_on(struct lt_front *front, const char *address, struct lt_err *err)
{
	struct sockaddr_storage at;
	int size = sizeof at;
	socklen_t bound = sizeof at;
	if (!parse_address(address, &at, &size))
		return lt_err_set(err, LT_E_USAGE, "%s: not an address", address);
	front->listener = evconnlistener_new_bind(front->base, on_accept, front,
						  LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC |
							  LEV_OPT_REUSEABLE,
						  BACKLOG, (struct sockaddr *)&at, size);
	if (!front->listener || getsockname(evconnlistener_get_fd(front->listener),
					    (struct sockaddr *)&at, &bound) != 0)
		return lt_err_set(err, LT_E_LINE, "%s: %s", address, strerror(errno));
	evconnlistener_set_error_cb(front->listener, on_accept_error);
	front->port = ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
						     : ((struct sockaddr_in *)&at)->sin_port);
	return 0;
}

int front_run(struct lt_front *front, const char *address, front_take *take, struct lt_err *err)
{
	int64_t shortest = front->handshake_us_max < front->idle_us_max ? front->handshake_us_max
									: front->idle_us_max;
	int64_t every = shortest / SWEEPS_PER_TIMEOUT;
	if (every > SWEEP_US_MAX)
		every = SWEEP_US_MAX;
	struct timeval period = {.tv_sec = every / 1000000, .tv_usec = every % 1000000};
	front->take = take;
	int r = front->tls ? front_context(front, &front->context, err) : 0;
	if (r == 0)
		r = listen_on(front, address, err);
	if (r < 0)
		return r;
	if (event_add(front->sweep, &period) != 0 ||
	    pthread_create(&front->thread, NULL, front_loop, front) != 0)
		return lt_err_set(err, LT_E_NOMEM, "no thread for the front");
	front->running = true;
	return 0;
}

static void wake(struct lt_front *front)
{
	uint64_t one = 1;
	(void)!write(front->wake_fd, &one, sizeof one);
}

static void free_events(struct lt_front *front)
{
	if (front->listener)
		evconnlistener_free(front->listener);
	if (front->sweep)
		event_free(front->sweep);
	if (front->tick)
		event_free(front->tick);
	if (front->wake)
		event_free(front->wake);
	if (front->base)
		event_base_free(front->base);
	if (front->wake_fd >= 0)
		(void)close(front->wake_fd);
}

void front_stop(struct lt_front *front)
{
	if (!front->running)
		return;
	front->running = false;
	atomic_store(&front->stopping, true);
	wake(front);
	(void)pthread_join(front->thread, NULL);
}

void front_forget_server(struct lt_front *front)
{
	front->owner_server = NULL;
}

void lt_front_free(struct lt_front *front)
{
	if (!front)
		return;
	front_stop(front);
	if (front->owner_server)
		front->owner_server->ops->detach(front->owner_server, front);
	free_events(front);
	SSL_CTX_free(front->context);
	free(front->by_port);
	free(front->scratch);
	free(front->out);
	BIO_meth_free(front->out_method);
	char *texts[] = {front->ca,   front->cert,    front->key,	 front->crl,
			 front->host, front->service, front->server_name};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(texts[i]);
	(void)pthread_mutex_destroy(&front->lock);
	free(front);
}

bool lt_front_channel(struct lt_front *front, uint8_t ret[static LT_FRONT_CHANNEL_BYTES])
{
	(void)pthread_mutex_lock(&front->lock);
	bool found = front->has_channel;
	memcpy(ret, front->channel, LT_FRONT_CHANNEL_BYTES);
	(void)pthread_mutex_unlock(&front->lock);
	return found;
}

bool front_hang_up(struct lt_front *front, uint16_t port)
{
	(void)pthread_mutex_lock(&front->lock);
	struct front_connection *c = front->by_port ? front->by_port[port] : NULL;
	if (c)
		atomic_store(&c->hang_up, true);
	(void)pthread_mutex_unlock(&front->lock);
	if (!c)
		return false;
	atomic_store(&front->hang_up_some, true);
	wake(front);
	return true;
}

void front_hang_up_all(struct lt_front *front)
{
	atomic_store(&front->hang_up_all, true);
	atomic_store(&front->hang_up_some, true);
	wake(front);
}

int lt_front_reload(struct lt_front *front, struct lt_err *err)
{
	SSL_CTX *fresh = NULL;
	int r = front_context(front, &fresh, err);
	if (r < 0)
		return r;
	(void)pthread_mutex_lock(&front->lock);
	SSL_CTX *old = front->context;
	front->context = fresh;
	(void)pthread_mutex_unlock(&front->lock);
	SSL_CTX_free(old);
	atomic_store(&front->recheck, true);
	wake(front);
	return 0;
}

uint16_t lt_front_port(const struct lt_front *front)
{
	return front->port;
}

struct lt_front_stats lt_front_stats(struct lt_front *front)
{
	return (struct lt_front_stats){
		.accepted = atomic_load(&front->accepted),
		.refused = atomic_load(&front->refused),
		.failed = atomic_load(&front->failed),
		.open = atomic_load(&front->open),
		.ports = atomic_load(&front->ports),
	};
}

void lt_front_problem(struct lt_front *front, char text[static LT_ERR_TEXT_BYTES])
{
	(void)pthread_mutex_lock(&front->lock);
	memcpy(text, front->problem, LT_ERR_TEXT_BYTES);
	(void)pthread_mutex_unlock(&front->lock);
}
