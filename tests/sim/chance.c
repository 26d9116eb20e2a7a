/* SPDX-License-Identifier: EUPL-1.2 */
/* Source: D. Blackman, S. Vigna: xoshiro256**, seeded by splitmix64, as its authors advise. */
#include "tests/sim/chance.h"

#include <sodium.h>

static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void sim_chance_seed(struct sim_chance *chance, uint64_t seed, uint64_t stream)
{
	uint64_t state = seed;
	state = splitmix(&state) ^ (stream * UINT64_C(0xd1342543de82ef95));
	for (int i = 0; i < 4; i++)
		chance->state[i] = splitmix(&state);
}

static uint64_t rotate(uint64_t x, int by)
{
	return (x << by) | (x >> (64 - by));
}

uint64_t sim_chance_next(struct sim_chance *chance)
{
	uint64_t *s = chance->state, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint64_t sim_below(struct sim_chance *chance, uint64_t n)
{
	return n ? sim_chance_next(chance) % n : 0;
}

int64_t sim_between(struct sim_chance *chance, int64_t low, int64_t high)
{
	return low + (int64_t)sim_below(chance, (uint64_t)(high - low) + 1);
}

bool sim_percent(struct sim_chance *chance, uint32_t percent)
{
	return sim_chance_next(chance) % 100 < percent;
}

/* -- for libsodium -- */

enum { SODIUM_STREAM = 9 };

static struct sim_chance sodium;

static const char *name_of(void)
{
	return "seed";
}

static uint32_t any(void)
{
	return (uint32_t)sim_chance_next(&sodium);
}

static void fill(void *const to, const size_t size)
{
	uint8_t *bytes = to;
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)sim_chance_next(&sodium);
}

void sim_chance_sodium(uint64_t seed)
{
	static struct randombytes_implementation seeded = {
		.implementation_name = name_of, .random = any, .buf = fill};
	sim_chance_seed(&sodium, seed, SODIUM_STREAM);
	(void)randombytes_set_implementation(&seeded);
}
