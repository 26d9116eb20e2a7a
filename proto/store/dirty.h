/* SPDX-License-Identifier: EUPL-1.2 */
/* How many pages did a write transaction change? LMDB does not say, so we remember where values
 * landed.
 *
 * A changed page lives in memory of its own until the commit. The 4 KiB blocks of the addresses
 * that writes return are counted once each, in a small open-addressing set. */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { LT_DIRTY_BLOCK_BYTES = 4096 };

/** A set of block numbers. */
struct lt_dirty {
	uint64_t *slots; /* block numbers, 0 = free */
	size_t capacity; /* power of two, or 0 */
	size_t count;	 /* blocks seen */
	uint64_t newest; /* the block noted last: most notes repeat it */
};

/** Forgets everything; keeps a small set's memory. */
void lt_dirty_reset(struct lt_dirty *dirty);
/** Frees. Accepts a zeroed one. */
void lt_dirty_done(struct lt_dirty *dirty);
/** Adds one block. Without memory it counts the block again, which errs on the safe side. */
void lt_dirty_add(struct lt_dirty *dirty, uint64_t block);

/** Notes that @p size bytes at @p data were written. */
static inline void lt_dirty_note(struct lt_dirty *dirty, const void *data, size_t size)
{
	uint64_t block = (uintptr_t)data / LT_DIRTY_BLOCK_BYTES;
	uint64_t last = ((uintptr_t)data + size) / LT_DIRTY_BLOCK_BYTES;
	for (; block <= last; block++)
		if (block != dirty->newest)
			lt_dirty_add(dirty, block);
}
