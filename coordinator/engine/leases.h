/* SPDX-License-Identifier: EUPL-1.2 */
/* The clocks of offers and leases: who must be heard of by when, in monotonic time.
 *
 * Who holds a job, and at which attempt, is in the dossier; only the deadline lives here. After a
 * restart every holder gets a fresh one. Engine thread only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"

struct lt_lease {
	uint64_t dossier;
	uint32_t token, attempt;
	int64_t deadline_us; /**< monotonic; 0: free slot */
};

struct lt_leases {
	struct lt_lease *slots;
	size_t size, count; /**< size is a power of two, or 0 */
	int64_t first_us;   /**< no deadline is earlier, if there is one */
};

void lt_leases_done(struct lt_leases *leases);
/** Removes all; keeps the memory. */
void lt_leases_clear(struct lt_leases *leases);
/** Sets or moves a deadline. */
int lt_leases_set(struct lt_leases *leases, struct lt_lease lease) LT_MUST_USE;
void lt_leases_remove(struct lt_leases *leases, uint64_t dossier, uint32_t token);
/** Copies out at most @p max leases whose deadline has passed, for the caller to remove or move.
 *  Looks at all that are under way, but not before the first of them can have passed. */
size_t lt_leases_expired(struct lt_leases *leases, int64_t now_us, struct lt_lease *ret,
			 size_t max);
