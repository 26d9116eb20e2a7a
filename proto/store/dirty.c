/* SPDX-License-Identifier: EUPL-1.2 */
/* Fibonacci hashing with linear probing; grows fourfold at half load. Nothing is ever removed. */
#include "proto/store/dirty.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1024, KEPT_CAPACITY = 4096 };

static size_t slot_of(const struct lt_dirty *dirty, uint64_t block)
{
	size_t i = (size_t)((block * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (dirty->capacity - 1);
	while (dirty->slots[i] && dirty->slots[i] != block)
		i = (i + 1) & (dirty->capacity - 1);
	return i;
}

void lt_dirty_reset(struct lt_dirty *dirty)
{
	dirty->newest = 0;
	if (dirty->count == 0)
		return;
	dirty->count = 0;
	if (dirty->capacity > KEPT_CAPACITY)
		lt_dirty_done(dirty);
	else if (dirty->slots)
		memset(dirty->slots, 0, dirty->capacity * sizeof *dirty->slots);
}

void lt_dirty_done(struct lt_dirty *dirty)
{
	free(dirty->slots);
	*dirty = (struct lt_dirty){0};
}

static void grow(struct lt_dirty *dirty)
{
	struct lt_dirty wide = *dirty;
	wide.capacity = dirty->capacity ? 4 * dirty->capacity : FIRST_CAPACITY;
	wide.slots = calloc(wide.capacity, sizeof *wide.slots);
	if (!wide.slots)
		return;
	for (size_t i = 0; i < dirty->capacity; i++)
		if (dirty->slots[i])
			wide.slots[slot_of(&wide, dirty->slots[i])] = dirty->slots[i];
	free(dirty->slots);
	*dirty = wide;
}

void lt_dirty_add(struct lt_dirty *dirty, uint64_t block)
{
	dirty->newest = block;
	if (2 * dirty->count >= dirty->capacity)
		grow(dirty);
	if (2 * dirty->count >= dirty->capacity) { /* no memory to remember it */
		dirty->count++;
		return;
	}
	size_t i = slot_of(dirty, block);
	if (dirty->slots[i])
		return;
	dirty->slots[i] = block;
	dirty->count++;
}
