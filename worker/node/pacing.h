/* SPDX-License-Identifier: EUPL-1.2 */
/* How large a report may be, so that what waits after a long cut neither fills a slow line for
 * longer than others can wait behind it, nor goes in crumbs over a fast one.
 *
 *   answered soon -> twice as large      answered late -> half      not answered at all -> an
 * eighth
 *
 * Only the reports begun since the last change count: the others say what was already acted upon.
 * No clock, no line. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Times are monotonic, sizes are before compression. */
struct lt_pacing {
	size_t bytes;	    /**< of the next report, at most */
	int64_t changed_us; /**< when that was last changed */
};

/** One report that was under way. */
struct lt_paced {
	size_t bytes;
	int64_t started_us;
};

void lt_pacing_init(struct lt_pacing *pacing);
/** It is over. @param r  0: it was answered; LT_E_TIMEOUT: it was not; others say nothing of the
 *  line's speed */
void lt_pacing_over(struct lt_pacing *pacing, const struct lt_paced *report, int r, int64_t now_us);
