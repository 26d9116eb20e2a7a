/* SPDX-License-Identifier: EUPL-1.2 */
/* How often a number fell within which bounds. Plain counters: one thread owns one, others are
 * given copies. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { LT_HISTOGRAM_BOUNDS_MAX = 12 };

/** Upper bounds, each included, growing. */
struct lt_histogram_bounds {
	size_t count; /**< at most LT_HISTOGRAM_BOUNDS_MAX */
	int64_t at[LT_HISTOGRAM_BOUNDS_MAX];
};

/** Zero-initialise. */
struct lt_histogram {
	uint64_t counts[LT_HISTOGRAM_BOUNDS_MAX + 1]; /**< the last: beyond every bound */
	int64_t sum;
};

/** Waiting times, in microseconds, from half a millisecond to ten seconds. */
static const struct lt_histogram_bounds lt_histogram_times = {
	.count = 12,
	.at = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 2500000,
	       10000000},
};

/** Counts one number. */
static inline void lt_histogram_add(struct lt_histogram *histogram,
				    const struct lt_histogram_bounds *bounds, int64_t value)
{
	size_t i = 0;
	while (i < bounds->count && value > bounds->at[i])
		i++;
	histogram->counts[i]++;
	histogram->sum += value;
}
