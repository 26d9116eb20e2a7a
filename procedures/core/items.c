/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/core/items.h"

#include <string.h>

#include "proto/base/limits.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool ends_item(char c)
{
	return c == '\n' || c == ';' || c == 0;
}

bool lt_items_next(const char **at, struct lt_slice *ret)
{
	while (**at) {
		const char *from = *at, *to = from;
		while (!ends_item(*to))
			to++;
		*at = to + (*to != 0);
		while (from < to && is_blank(*from))
			from++;
		while (to > from && is_blank(to[-1]))
			to--;
		if (from == to)
			continue;
		*ret = lt_slice(from, (size_t)(to - from));
		return true;
	}
	return false;
}

int lt_items_split(const char *text, struct lt_arena *arena, struct lt_names *ret)
{
	const char **items = lt_arena_zalloc(arena, LT_ITEMS_MAX, sizeof *items);
	uint32_t count = 0;
	struct lt_slice item;
	if (!items)
		return LT_E_NOMEM;
	while (lt_items_next(&text, &item)) {
		if (count == LT_ITEMS_MAX || item.size > LT_NAME_BYTES_MAX)
			return LT_E_LIMIT;
		char *copy = lt_arena_alloc(arena, item.size + 1);
		if (!copy)
			return LT_E_NOMEM;
		memcpy(copy, item.data, item.size);
		copy[item.size] = 0;
		items[count++] = copy;
	}
	*ret = (struct lt_names){items, count};
	return 0;
}
