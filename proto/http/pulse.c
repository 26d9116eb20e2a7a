/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/http/pulse.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct lt_pulse {
	void (*wake)(void *owner);
	void *owner;
	size_t size;
	pthread_mutex_t lock;
	pthread_cond_t came;
	atomic_ullong asked; /* questions so far */
	uint64_t given;	     /* ... answered; under the lock, as the sample */
	uint8_t sample[];
};

int lt_pulse_new(void (*wake)(void *owner), void *owner, size_t size, struct lt_pulse **ret,
		 struct lt_err *err)
{
	pthread_condattr_t attributes;
	struct lt_pulse *pulse = calloc(1, sizeof *pulse + size);
	if (!pulse)
		return lt_err_set(err, LT_E_NOMEM, "pulse");
	pulse->wake = wake;
	pulse->owner = owner;
	pulse->size = size;
	(void)pthread_mutex_init(&pulse->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&pulse->came, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	*ret = pulse;
	return 0;
}

void lt_pulse_free(struct lt_pulse *pulse)
{
	if (!pulse)
		return;
	(void)pthread_cond_destroy(&pulse->came);
	(void)pthread_mutex_destroy(&pulse->lock);
	free(pulse);
}

bool lt_pulse_wanted(struct lt_pulse *pulse)
{
	return atomic_load(&pulse->asked) != pulse->given; /* only the owner writes `given` */
}

void lt_pulse_give(struct lt_pulse *pulse, const void *sample)
{
	uint64_t asked = atomic_load(&pulse->asked);
	(void)pthread_mutex_lock(&pulse->lock);
	memcpy(pulse->sample, sample, pulse->size);
	pulse->given = asked;
	(void)pthread_cond_broadcast(&pulse->came);
	(void)pthread_mutex_unlock(&pulse->lock);
}

bool lt_pulse_ask(struct lt_pulse *pulse, int64_t patience_us, void *ret)
{
	enum { PER_SECOND = 1000000, NS_PER_SECOND = 1000000000 };
	struct timespec until;
	int late = 0;
	uint64_t mine = atomic_fetch_add(&pulse->asked, 1) + 1;
	pulse->wake(pulse->owner);
	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += patience_us / PER_SECOND;
	until.tv_nsec += patience_us % PER_SECOND * 1000;
	until.tv_sec += until.tv_nsec / NS_PER_SECOND;
	until.tv_nsec %= NS_PER_SECOND;
	(void)pthread_mutex_lock(&pulse->lock);
	while (pulse->given < mine && !late)
		late = pthread_cond_timedwait(&pulse->came, &pulse->lock, &until);
	bool fresh = pulse->given >= mine;
	memcpy(ret, pulse->sample, pulse->size);
	(void)pthread_mutex_unlock(&pulse->lock);
	return fresh;
}
