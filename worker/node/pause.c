/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/node/pause.h"

/* Source: S. Vigna, splitmix64. */
static uint64_t next_random(uint64_t *random)
{
	uint64_t z = *random += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void lt_pause_longer(struct lt_pause *pause, uint64_t *random, int64_t now_us)
{
	unsigned doublings = pause->failures < 6 ? pause->failures : 6;
	int64_t us = LT_PAUSE_US_MIN << doublings;
	if (us > LT_PAUSE_US_MAX)
		us = LT_PAUSE_US_MAX;
	us = us / 2 + (int64_t)(next_random(random) % (uint64_t)(us / 2));
	pause->until_us = now_us + us;
	pause->failures++;
}

void lt_pause_end(struct lt_pause *pause)
{
	*pause = (struct lt_pause){0};
}

bool lt_pause_holds(const struct lt_pause *pause, int64_t now_us)
{
	return pause->failures && pause->until_us > now_us;
}
