/* SPDX-License-Identifier: EUPL-1.2 */
/* Chance from a seed: the same numbers everywhere, for ever. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct sim_chance {
	uint64_t state[4];
};

/** Streams of one seed are independent of one another. */
void sim_chance_seed(struct sim_chance *chance, uint64_t seed, uint64_t stream);
uint64_t sim_chance_next(struct sim_chance *chance);
/** 0 .. @p n - 1; 0 for n = 0. */
uint64_t sim_below(struct sim_chance *chance, uint64_t n);
/** @p low .. @p high, both possible. */
int64_t sim_between(struct sim_chance *chance, int64_t low, int64_t high);
/** From now on what libsodium gives as random is this stream of the seed: codes that people get are
 *  drawn from it. One thread. */
void sim_chance_sodium(uint64_t seed);
bool sim_percent(struct sim_chance *chance, uint32_t percent);
