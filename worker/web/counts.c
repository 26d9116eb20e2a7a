/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages count, for those who watch the node. */
#include <pthread.h>
#include <stdlib.h>

#include "worker/web/web_own.h"

struct lt_web_counts {
	pthread_mutex_t lock;
	struct lt_web_stats stats;
};

struct lt_web_counts *lt_web_counts_new(void)
{
	struct lt_web_counts *counts = calloc(1, sizeof *counts);
	if (counts)
		(void)pthread_mutex_init(&counts->lock, NULL);
	return counts;
}

void lt_web_counts_free(struct lt_web_counts *counts)
{
	if (!counts)
		return;
	(void)pthread_mutex_destroy(&counts->lock);
	free(counts);
}

void lt_web_answered(struct lt_web *web, enum lt_web_class class, unsigned status, int64_t took_us)
{
	enum { SUCCESS = 200, PER_CLASS = 100 };
	size_t kind = status < SUCCESS ? 0 : status / PER_CLASS - 2;
	if (kind >= LT_WEB_STATUS_COUNT)
		kind = LT_WEB_STATUS_COUNT - 1;
	(void)pthread_mutex_lock(&web->counts->lock);
	web->counts->stats.requests[class][kind]++;
	lt_histogram_add(&web->counts->stats.times[class], &lt_histogram_times, took_us);
	(void)pthread_mutex_unlock(&web->counts->lock);
}

void lt_web_login(struct lt_web *web, enum lt_login login)
{
	(void)pthread_mutex_lock(&web->counts->lock);
	web->counts->stats.logins += login == LT_LOGIN_DONE;
	web->counts->stats.logins_refused += login == LT_LOGIN_WRONG;
	web->counts->stats.logins_slowed += login == LT_LOGIN_SLOW_DOWN;
	(void)pthread_mutex_unlock(&web->counts->lock);
}

void lt_web_stats(struct lt_web *web, struct lt_web_stats *ret)
{
	(void)pthread_mutex_lock(&web->counts->lock);
	*ret = web->counts->stats;
	(void)pthread_mutex_unlock(&web->counts->lock);
}
