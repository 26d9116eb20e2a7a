/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/http/waiting.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "proto/base/time.h"
#include "proto/http/http_own.h"

enum { WAITING_MAX = 512 /* of the connections a server has */ };
#define WAKE_US (100 * LT_US_PER_SECOND / 1000)

struct lt_http_waiting {
	pthread_mutex_t lock;
	pthread_cond_t change;
	pthread_t thread;
	lt_http_again *again;
	void *owner;
	struct lt_http_exchange *first; /* in no order */
	size_t count;
	uint64_t woken, moved; /* wakes asked for; up to which all were moved */
	int64_t next_wake_us;  /* monotonic */
	bool stopping;
};

/* Those that may go on now, as a list. Under the lock. */
static struct lt_http_exchange *take(struct lt_http_waiting *w, int64_t at_us)
{
	struct lt_http_exchange *due = NULL, **from = &w->first;
	bool all = w->woken != w->moved && at_us >= w->next_wake_us;
	if (all) {
		w->moved = w->woken;
		w->next_wake_us = at_us + WAKE_US;
	}
	while (*from) {
		struct lt_http_exchange *x = *from;
		if (!all && x->wait_until_us > at_us) {
			from = &x->next;
			continue;
		}
		*from = x->next;
		x->next = due;
		due = x;
		w->count--;
	}
	return due;
}

/* When to look again; under the lock. */
static int64_t next_us(const struct lt_http_waiting *w)
{
	int64_t next = w->woken != w->moved && w->first ? w->next_wake_us : INT64_MAX;
	for (const struct lt_http_exchange *x = w->first; x; x = x->next)
		next = x->wait_until_us < next ? x->wait_until_us : next;
	return next;
}

static void rest(struct lt_http_waiting *w)
{
	int64_t until_us = next_us(w);
	if (until_us == INT64_MAX) {
		(void)pthread_cond_wait(&w->change, &w->lock);
		return;
	}
	struct timespec until = {.tv_sec = until_us / LT_US_PER_SECOND,
				 .tv_nsec = until_us % LT_US_PER_SECOND * 1000};
	(void)pthread_cond_timedwait(&w->change, &w->lock, &until);
}

static void *look(void *arg)
{
	struct lt_http_waiting *w = arg;
	(void)pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		struct lt_http_exchange *due = take(w, lt_http_now_us());
		if (!due) {
			rest(w);
			continue;
		}
		(void)pthread_mutex_unlock(&w->lock);
		for (struct lt_http_exchange *next; due; due = next) {
			next = due->next;
			w->again(w->owner, due);
		}
		(void)pthread_mutex_lock(&w->lock);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

int lt_http_waiting_new(lt_http_again *again, void *owner, struct lt_http_waiting **ret,
			struct lt_err *err)
{
	pthread_condattr_t monotonic;
	struct lt_http_waiting *w = calloc(1, sizeof *w);
	if (!w)
		return lt_err_set(err, LT_E_NOMEM, "web");
	w->again = again;
	w->owner = owner;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&w->change, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
	if (pthread_create(&w->thread, NULL, look, w) != 0) {
		free(w);
		return lt_err_set(err, LT_E_IO, "web: no thread");
	}
	*ret = w;
	return 0;
}

uint64_t lt_http_waiting_woken(struct lt_http_waiting *w)
{
	(void)pthread_mutex_lock(&w->lock);
	uint64_t woken = w->woken;
	(void)pthread_mutex_unlock(&w->lock);
	return woken;
}

bool lt_http_waiting_add(struct lt_http_waiting *w, struct lt_http_exchange *x, int64_t wait_us,
			 uint64_t woken)
{
	int64_t at_us = lt_http_now_us();
	(void)pthread_mutex_lock(&w->lock);
	bool takes = !w->stopping && w->count < WAITING_MAX;
	if (takes) {
		/* what was woken meanwhile may be what it waits for */
		x->wait_until_us = w->woken != woken ? at_us + WAKE_US : at_us + wait_us;
		x->next = w->first;
		w->first = x;
		w->count++;
		(void)pthread_cond_signal(&w->change);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return takes;
}

void lt_http_waiting_wake(struct lt_http_waiting *w)
{
	(void)pthread_mutex_lock(&w->lock);
	w->woken++;
	if (w->first)
		(void)pthread_cond_signal(&w->change);
	(void)pthread_mutex_unlock(&w->lock);
}

struct lt_http_exchange *lt_http_waiting_stop(struct lt_http_waiting *w)
{
	(void)pthread_mutex_lock(&w->lock);
	w->stopping = true;
	(void)pthread_cond_signal(&w->change);
	(void)pthread_mutex_unlock(&w->lock);
	(void)pthread_join(w->thread, NULL);
	struct lt_http_exchange *left = w->first;
	w->first = NULL;
	return left;
}

void lt_http_waiting_free(struct lt_http_waiting *w)
{
	if (!w)
		return;
	(void)pthread_cond_destroy(&w->change);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}
