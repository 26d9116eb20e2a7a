/* SPDX-License-Identifier: EUPL-1.2 */
/* The client's front: each connection from loopback becomes a TLS connection to the server's front.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "proto/link/front_impl.h"

enum {
	FILES_MAX = 1 << 20,
	SILENT_S_MAX = 8, /* people at the node wait for it; TLS and hello again are cheap */
};

/* A socket on its way to the host; the next of its addresses at each try. Name resolution may
 * block: there is nothing else for this thread to do while the host is unknown. */
static int dial(struct lt_front *front)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
	struct addrinfo *found = NULL, *a;
	unsigned count = 0;
	if (getaddrinfo(front->host, front->service, &hints, &found) != 0)
		return -1;
	for (a = found; a; a = a->ai_next)
		count++;
	unsigned skip = front->turn++ % count;
	for (a = found; skip > 0; skip--)
		a = a->ai_next;
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) != 0 && errno != EINPROGRESS) {
		(void)close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	return fd;
}

static uint16_t port_of(const struct sockaddr_in *address)
{
	return address->sin_family == AF_INET ? ntohs(address->sin_port) : 0;
}

/* Is the other end of this loopback connection in our own process? Whoever else finds the port, on
 * this machine, would speak in the node's name. */
static bool is_own(const struct lt_front *front, uint16_t port)
{
	struct rlimit limit = {.rlim_cur = FILES_MAX};
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	rlim_t end = limit.rlim_cur < FILES_MAX ? limit.rlim_cur : FILES_MAX;
	for (int fd = 0; (rlim_t)fd < end; fd++) {
		struct sockaddr_in here = {0}, there = {0};
		socklen_t here_size = sizeof here, there_size = sizeof there;
		if (getsockname(fd, (struct sockaddr *)&here, &here_size) == 0 &&
		    port_of(&here) == port &&
		    getpeername(fd, (struct sockaddr *)&there, &there_size) == 0 &&
		    port_of(&there) == front->port)
			return true;
	}
	return false;
}

static void take(struct lt_front *front, int fd, const struct sockaddr *from)
{
	bool own = is_own(front, port_of((const struct sockaddr_in *)from));
	struct front_connection *c = own ? front_connection_new(front) : NULL;
	if (!c) {
		front_turn_away(front, fd);
		return;
	}
	front_set_prompt(fd);
	front_end_open(c, &c->near, fd, NULL, front_on_near);
	int far = dial(front);
	SSL *ssl = far >= 0 && front->tls ? front_session(front, far) : NULL;
	if (far >= 0) {
		front_set_public(far, SILENT_S_MAX);
		front_end_open(c, &c->far, far, ssl, front_on_far);
	}
	if (far < 0 || (front->tls && !ssl)) {
		front_refuse(front, "the server's name is unknown or it cannot be reached");
		front_connection_end(c);
	} else {
		front_connection_enter(c, FRONT_DIALLING);
	}
}

/* "host:7400", "[2001:db8::1]:7400" */
static int split_address(struct lt_front *front, const char *address, struct lt_err *err)
{
	const char *colon = strrchr(address, ':'), *end = colon;
	if (!colon || colon == address || !colon[1])
		return lt_err_set(err, LT_E_USAGE, "%s: host:port is needed", address);
	if (address[0] == '[' && colon[-1] == ']') {
		address++;
		end--;
	}
	front->host = strndup(address, (size_t)(end - address));
	front->service = strdup(colon + 1);
	return front->host && front->service ? 0 : lt_err_set(err, LT_E_NOMEM, "no memory");
}

static int run_client(struct lt_front *front, const struct lt_front_client_options *o,
		      struct lt_err *err)
{
	int r = split_address(front, o->address, err);
	if (r < 0)
		return r;
	front->server_name = strdup(o->server_name ? o->server_name : front->host);
	if (!front->server_name)
		return lt_err_set(err, LT_E_NOMEM, "no memory");
	front_set_times(front, o->handshake_ms_max, o->idle_ms_max);
	front->on_refused = o->on_refused;
	front->owner = o->owner;
	return front_run(front, "127.0.0.1:0", take, err);
}

static int start_client(const struct lt_front_client_options *options,
			const struct lt_front_files *files, struct lt_front **ret,
			struct lt_err *err)
{
	struct lt_front *front = NULL;
	int r = front_new(false, files, &front, err);
	if (r == 0)
		r = run_client(front, options, err);
	if (r < 0) {
		lt_front_free(front);
		return r;
	}
	*ret = front;
	return 0;
}

int lt_front_client_start(const struct lt_front_client_options *options, struct lt_front **ret,
			  struct lt_err *err)
{
	return start_client(options, &options->files, ret, err);
}

int front_gate_client(const char *address, struct lt_front **ret, struct lt_err *err)
{
	struct lt_front_client_options options = {.address = address};
	return start_client(&options, NULL, ret, err);
}
