/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers for texts: a hash table that doubles when half full. */
#include <string.h>

#include "proto/base/ids.h"
#include "tools/lienthong/numbering.h"

enum { SLOTS_FIRST = 64 };

static uint32_t *slot_of(const struct lt_numbering *numbering, const char *text)
{
	size_t at = (size_t)lt_name_key(text);
	for (;; at++) {
		uint32_t *slot = &numbering->slots[at & (numbering->slots_count - 1)];
		if (*slot == 0 || strcmp(numbering->items[*slot - 1], text) == 0)
			return slot;
	}
}

static int grow(struct lt_numbering *numbering, struct lt_arena *arena)
{
	struct lt_numbering wider = *numbering;
	wider.slots_count = numbering->slots_count ? 2 * numbering->slots_count : SLOTS_FIRST;
	wider.slots = lt_arena_zalloc(arena, wider.slots_count, sizeof *wider.slots);
	if (!wider.slots)
		return LT_E_NOMEM;
	for (size_t i = 0; i < numbering->count; i++)
		*slot_of(&wider, numbering->items[i]) = (uint32_t)i + 1;
	*numbering = wider;
	return 0;
}

int lt_numbering_add(struct lt_numbering *numbering, struct lt_arena *arena, const char *text,
		     uint32_t *ret)
{
	if (2 * (numbering->count + 1) > numbering->slots_count && grow(numbering, arena) < 0)
		return LT_E_NOMEM;
	uint32_t *slot = slot_of(numbering, text);
	if (*slot == 0) {
		const char *copy = lt_arena_str(arena, text);
		if (!copy || !LT_ARENA_PUSH(arena, numbering->items, numbering->count))
			return LT_E_NOMEM;
		numbering->items[numbering->count++] = copy;
		*slot = (uint32_t)numbering->count;
	}
	*ret = *slot - 1;
	return 0;
}

uint32_t lt_numbering_find(const struct lt_numbering *numbering, const char *text)
{
	return numbering->slots_count ? *slot_of(numbering, text) - 1 : LT_NO_NUMBER;
}
