/* SPDX-License-Identifier: EUPL-1.2 */
/* How often something may be tried: so many times in a minute for each name (an address, a dossier
 * code). Names that nobody keeps: of each only a keyed hash, and of those that come no more
 * nothing. Any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/err.h"

struct lt_pace;

/** @return NULL without memory. */
struct lt_pace *lt_pace_new(void);
/** NULL is fine. */
void lt_pace_free(struct lt_pace *pace);
/**
 * Counts a try.
 * @param kind     keeps names of different kinds apart
 * @param max      tries in a minute
 * @param now_us   monotonic
 * @return 0: it may go on; else in how many seconds the minute is over
 */
unsigned lt_pace_try(struct lt_pace *pace, char kind, const char *name, unsigned max,
		     int64_t now_us);
/** A try that was none: it counts no more. */
void lt_pace_undo(struct lt_pace *pace, char kind, const char *name);
