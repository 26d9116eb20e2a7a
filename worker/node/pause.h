/* SPDX-License-Identifier: EUPL-1.2 */
/* Waiting after failures: doubles from 100 ms to 5 s, half of it by chance. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/time.h"

#define LT_PAUSE_US_MIN INT64_C(100000)
#define LT_PAUSE_US_MAX (5 * LT_US_PER_SECOND)

/** Zero-initialise: no pause. Monotonic time. */
struct lt_pause {
	int64_t until_us;
	unsigned failures;
};

/** One more failure. @param random  state of the numbers drawn; seeded by the node's name, so that
 *  they do not all knock at once */
void lt_pause_longer(struct lt_pause *pause, uint64_t *random, int64_t now_us);
/** It went well: no pause, and the next one is short. */
void lt_pause_end(struct lt_pause *pause);
/** Does it still last? */
bool lt_pause_holds(const struct lt_pause *pause, int64_t now_us);
