/* SPDX-License-Identifier: EUPL-1.2 */
/* A hash table of few ways: where a row is full, the name that came longest ago makes room. Whoever
 * floods it with names has each of them for himself. */
#include "worker/web/pace.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/time.h"

enum { ROWS = 1024, WAYS = 8 };

struct slot {
	uint64_t name;	  /* 0: free */
	int64_t since_us; /* when its minute began */
	unsigned count;
};

struct lt_pace {
	pthread_mutex_t lock;
	uint8_t key[crypto_shorthash_KEYBYTES]; /* nobody can choose who shares a row with whom */
	struct slot rows[ROWS][WAYS];
};

struct lt_pace *lt_pace_new(void)
{
	struct lt_pace *pace = calloc(1, sizeof *pace);
	if (!pace)
		return NULL;
	(void)pthread_mutex_init(&pace->lock, NULL);
	crypto_shorthash_keygen(pace->key);
	return pace;
}

void lt_pace_free(struct lt_pace *pace)
{
	if (!pace)
		return;
	(void)pthread_mutex_destroy(&pace->lock);
	free(pace);
}

static uint64_t hash(const struct lt_pace *pace, char kind, const char *name)
{
	uint64_t text, both[2] = {(uint64_t)(unsigned char)kind}, ret;
	(void)crypto_shorthash((uint8_t *)&text, (const uint8_t *)name, strlen(name), pace->key);
	both[1] = text;
	(void)crypto_shorthash((uint8_t *)&ret, (const uint8_t *)both, sizeof both, pace->key);
	return ret ? ret : 1;
}

/* The name's slot; a new one in place of the oldest. */
static struct slot *slot_of(struct lt_pace *pace, uint64_t name)
{
	struct slot *row = pace->rows[name % ROWS], *oldest = row;
	for (size_t i = 0; i < WAYS; i++) {
		if (row[i].name == name)
			return &row[i];
		if (!row[i].name || (oldest->name && row[i].since_us < oldest->since_us))
			oldest = &row[i];
	}
	*oldest = (struct slot){.name = name};
	return oldest;
}

unsigned lt_pace_try(struct lt_pace *pace, char kind, const char *name, unsigned max,
		     int64_t now_us)
{
	uint64_t key = hash(pace, kind, name);
	unsigned wait_s = 0;
	(void)pthread_mutex_lock(&pace->lock);
	struct slot *slot = slot_of(pace, key);
	if (slot->count == 0 || now_us - slot->since_us >= LT_US_PER_MINUTE) {
		slot->since_us = now_us;
		slot->count = 0;
	}
	if (slot->count < max)
		slot->count++;
	else
		wait_s = (unsigned)((slot->since_us + LT_US_PER_MINUTE - now_us) /
				    LT_US_PER_SECOND) +
			 1;
	(void)pthread_mutex_unlock(&pace->lock);
	return wait_s;
}

void lt_pace_undo(struct lt_pace *pace, char kind, const char *name)
{
	uint64_t key = hash(pace, kind, name);
	(void)pthread_mutex_lock(&pace->lock);
	struct slot *slot = slot_of(pace, key);
	slot->count -= slot->count > 0;
	(void)pthread_mutex_unlock(&pace->lock);
}
