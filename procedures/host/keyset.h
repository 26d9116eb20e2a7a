/* SPDX-License-Identifier: EUPL-1.2 */
/* A set of names by their keys; fixed room, in an arena. */
#pragma once

#include "proto/base/arena.h"
#include "proto/base/ids.h"

struct lt_keyset {
	uint64_t *slots; /**< 0: empty */
	size_t mask;
};

/** Room for @p count names. @return false without memory. */
static inline bool lt_keyset_init(struct lt_keyset *set, struct lt_arena *arena, size_t count)
{
	size_t size = 8;
	while (size < 2 * (count + 1))
		size *= 2;
	set->slots = lt_arena_zalloc(arena, size, sizeof *set->slots);
	set->mask = size - 1;
	return set->slots != NULL;
}

static inline uint64_t *lt_keyset_slot(const struct lt_keyset *set, const char *name)
{
	uint64_t key = lt_name_key(name);
	key += key == 0;
	size_t i = (size_t)key & set->mask;
	while (set->slots[i] && set->slots[i] != key)
		i = (i + 1) & set->mask;
	if (!set->slots[i])
		return &set->slots[i];
	return NULL; /* there already */
}

static inline bool lt_keyset_has(const struct lt_keyset *set, const char *name)
{
	return lt_keyset_slot(set, name) == NULL;
}

/** No more than there is room for. */
static inline void lt_keyset_add(struct lt_keyset *set, const char *name)
{
	uint64_t *slot = lt_keyset_slot(set, name);
	uint64_t key = lt_name_key(name);
	if (slot)
		*slot = key + (key == 0);
}
