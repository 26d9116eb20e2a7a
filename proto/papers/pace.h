/* SPDX-License-Identifier: EUPL-1.2 */
/* How large the next chunk of a scan is: as much as the line carries in LT_PAPER_CHUNK_US.
 *
 * One chunk is under way at a time, so what a control message can find queued before it on a slow
 * line is one chunk, a quarter of a second, whatever the line's rate; on a fast line the chunks
 * grow until they fill it. What the trip itself takes (measured as the shortest exchange there was)
 * is no reason for smaller chunks. The idea is LEDBAT's (RFC 6817): yield by delay, not by loss. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct lt_pace {
	size_t chunk;	 /**< bytes of the next one */
	int64_t trip_us; /**< the shortest exchange so far; 0: none */
};

/** For a line nothing is known of. */
void lt_pace_init(struct lt_pace *pace);
/** A chunk of so many bytes was answered after so long. Pure. */
void lt_pace_done(struct lt_pace *pace, size_t bytes, int64_t took_us);
/** An exchange failed: small again. */
void lt_pace_failed(struct lt_pace *pace);
