/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/http/heads.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "proto/base/log.h"
#include "proto/base/time.h"
#include "proto/http/http_own.h"

#define HEAD_US (10 * LT_US_PER_SECOND)

struct slot {
	struct slot *next; /* free */
	int64_t since_us;  /* monotonic: when its head began; 0: it is whole, or nobody is here */
	int fd;
};

struct lt_http_heads {
	pthread_mutex_t lock;
	pthread_cond_t stop;
	pthread_t thread;
	bool stopping;
	struct slot *free;
	unsigned max;
	struct slot slots[];
};

/* Under the lock: a descriptor is closed only after its slot was given back. */
static unsigned shut_slow(struct lt_http_heads *heads)
{
	unsigned count = 0;
	int64_t before_us = lt_http_now_us() - HEAD_US;
	for (unsigned i = 0; i < heads->max; i++) {
		struct slot *slot = &heads->slots[i];
		if (!slot->since_us || slot->since_us > before_us)
			continue;
		slot->since_us = 0;
		(void)shutdown(slot->fd, SHUT_RDWR);
		count++;
	}
	return count;
}

static void *look(void *arg)
{
	struct lt_http_heads *heads = arg;
	(void)pthread_mutex_lock(&heads->lock);
	while (!heads->stopping) {
		struct timespec next;
		(void)clock_gettime(CLOCK_MONOTONIC, &next);
		next.tv_sec++;
		(void)pthread_cond_timedwait(&heads->stop, &heads->lock, &next);
		unsigned count = shut_slow(heads);
		if (count)
			lt_log(LT_LOG_WARN, "web", 0, web_refused, "slow_heads=%u", count);
	}
	(void)pthread_mutex_unlock(&heads->lock);
	return NULL;
}

int lt_http_heads_new(unsigned max, struct lt_http_heads **ret, struct lt_err *err)
{
	pthread_condattr_t monotonic;
	struct lt_http_heads *heads = calloc(1, sizeof *heads + max * sizeof heads->slots[0]);
	if (!heads)
		return lt_err_set(err, LT_E_NOMEM, "web");
	heads->max = max;
	for (unsigned i = 0; i < max; i++) {
		heads->slots[i].next = heads->free;
		heads->free = &heads->slots[i];
	}
	(void)pthread_mutex_init(&heads->lock, NULL);
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&heads->stop, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
	if (pthread_create(&heads->thread, NULL, look, heads) != 0) {
		free(heads);
		return lt_err_set(err, LT_E_IO, "web: no thread");
	}
	*ret = heads;
	return 0;
}

void lt_http_heads_free(struct lt_http_heads *heads)
{
	if (!heads)
		return;
	(void)pthread_mutex_lock(&heads->lock);
	heads->stopping = true;
	(void)pthread_cond_signal(&heads->stop);
	(void)pthread_mutex_unlock(&heads->lock);
	(void)pthread_join(heads->thread, NULL);
	(void)pthread_cond_destroy(&heads->stop);
	(void)pthread_mutex_destroy(&heads->lock);
	free(heads);
}

void lt_http_heads_connection(void *owner, struct MHD_Connection *connection, void **context,
			      enum MHD_ConnectionNotificationCode what)
{
	struct lt_http_heads *heads = owner;
	(void)pthread_mutex_lock(&heads->lock);
	if (what == MHD_CONNECTION_NOTIFY_STARTED && heads->free) {
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		struct slot *slot = heads->free;
		heads->free = slot->next;
		*slot = (struct slot){.fd = info->connect_fd, .since_us = lt_http_now_us()};
		*context = slot;
	} else if (what == MHD_CONNECTION_NOTIFY_CLOSED && *context) {
		struct slot *slot = *context;
		*slot = (struct slot){.next = heads->free};
		heads->free = slot;
		*context = NULL;
	}
	(void)pthread_mutex_unlock(&heads->lock);
}

static void set(struct lt_http_heads *heads, struct MHD_Connection *connection, int64_t since_us)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct slot *slot = info ? info->socket_context : NULL;
	if (!slot)
		return;
	(void)pthread_mutex_lock(&heads->lock);
	slot->since_us = since_us;
	(void)pthread_mutex_unlock(&heads->lock);
}

void lt_http_heads_whole(struct lt_http_heads *heads, struct MHD_Connection *connection)
{
	set(heads, connection, 0);
}

void lt_http_heads_next(struct lt_http_heads *heads, struct MHD_Connection *connection)
{
	set(heads, connection, lt_http_now_us());
}
