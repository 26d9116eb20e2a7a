/* SPDX-License-Identifier: EUPL-1.2 */
/* When the line was down, as this node saw it, and telling it to the coordinator exactly once.
 *
 *   in order --lost--> down --bound--> back --held for a while--> told, if it was long enough
 *                        ^               |
 *                        +-----lost------+        one stretch, however often it breaks
 *
 * Each change is on disk (own.mdb) before it counts, and the stretch is forgotten in the same
 * commit that keeps the command which tells it. A stretch goes on over restarts of the node; how
 * many there were is told too, since nobody was watching then. One thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "worker/node/keep.h"
#include "worker/node/outbox.h"
#include "worker/node/replica.h"

#define LT_OUTAGE_HOLD_US (60 * LT_US_PER_SECOND) /* then it is over, if it was long enough */
#define LT_OUTAGE_RETRY_US (5 * LT_US_PER_SECOND) /* after a disk that took nothing */

/** What is kept; all 0: the line is in order. */
struct lt_outage_stretch {
	int64_t since_us, until_us; /**< by the coordinator's clock; until 0: still down */
	uint64_t drops, starts;
};

struct lt_outage_options {
	const char *node; /**< id; borrowed, as everything here */
	struct lt_clock *clock;
	struct lt_keep *keep;
	struct lt_outbox *outbox;
	const struct lt_replica *replica; /**< knows the coordinator's clock */
	int64_t min_us;			  /**< shorter ones are told to nobody */
};

/** For one node. Written here alone. */
struct lt_outage {
	struct lt_outage_options options;
	struct lt_outage_stretch now, kept, telling; /* telling: in the command not yet synced */
	bool bound, written, tells;
	bool guessed;		   /* it began by a clock that nobody had set yet */
	int64_t held_us, retry_us; /* monotonic */
	int64_t began_us;	   /* monotonic, of one that is guessed */
};

/** Reads what an earlier run kept; the line counts as down until lt_outage_changed.
 *  @return 0; errors of the keep. */
int lt_outage_open(struct lt_outage *outage, const struct lt_outage_options *options,
		   struct lt_err *err) LT_MUST_USE;
/** The line is bound, or lost. @param now_us  what the coordinator says; 0: it did not say */
void lt_outage_changed(struct lt_outage *outage, bool bound, int64_t now_us);
/** Writes what is to be written, before the outbox is settled. */
void lt_outage_step(struct lt_outage *outage);
/** The outbox was settled; false: nothing written since the last time holds. */
void lt_outage_settled(struct lt_outage *outage, bool kept);
/** Monotonic time of its next step; INT64_MAX: only a change moves it. */
int64_t lt_outage_next_us(const struct lt_outage *outage);
