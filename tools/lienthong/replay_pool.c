/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers for texts: a hash table that doubles when half full. */
#include <string.h>

#include "proto/base/ids.h"
#include "tools/lienthong/replay_log.h"

enum { SLOTS_FIRST = 64 };

static uint32_t *slot_of(const struct lt_pool *pool, const char *text)
{
	size_t at = (size_t)lt_name_key(text);
	for (;; at++) {
		uint32_t *slot = &pool->slots[at & (pool->slots_count - 1)];
		if (*slot == 0 || strcmp(pool->items[*slot - 1], text) == 0)
			return slot;
	}
}

static int grow(struct lt_pool *pool, struct lt_arena *arena)
{
	struct lt_pool wider = *pool;
	wider.slots_count = pool->slots_count ? 2 * pool->slots_count : SLOTS_FIRST;
	wider.slots = lt_arena_zalloc(arena, wider.slots_count, sizeof *wider.slots);
	if (!wider.slots)
		return LT_E_NOMEM;
	for (size_t i = 0; i < pool->count; i++)
		*slot_of(&wider, pool->items[i]) = (uint32_t)i + 1;
	*pool = wider;
	return 0;
}

int lt_pool_add(struct lt_pool *pool, struct lt_arena *arena, const char *text, uint32_t *ret)
{
	if (2 * (pool->count + 1) > pool->slots_count && grow(pool, arena) < 0)
		return LT_E_NOMEM;
	uint32_t *slot = slot_of(pool, text);
	if (*slot == 0) {
		const char *copy = lt_arena_str(arena, text);
		if (!copy || !LT_ARENA_PUSH(arena, pool->items, pool->count))
			return LT_E_NOMEM;
		pool->items[pool->count++] = copy;
		*slot = (uint32_t)pool->count;
	}
	*ret = *slot - 1;
	return 0;
}

uint32_t lt_pool_find(const struct lt_pool *pool, const char *text)
{
	return pool->slots_count ? *slot_of(pool, text) - 1 : LT_POOL_NONE;
}
