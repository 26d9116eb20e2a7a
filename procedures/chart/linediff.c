/* SPDX-License-Identifier: EUPL-1.2 */
/* The longest common sequence of lines between what begins and what ends alike. */
#include "procedures/chart/linediff.h"

#include <string.h>

enum { CELLS_MAX = 4 << 20 };

struct lines {
	struct lt_slice *items;
	size_t count;
};

static int split(struct lt_slice text, struct lt_arena *arena, struct lines *ret)
{
	size_t lines = 1;
	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	*ret = (struct lines){.items = lt_arena_zalloc(arena, lines, sizeof *ret->items)};
	if (!ret->items)
		return LT_E_NOMEM;
	for (size_t from = 0; from < text.size;) {
		const uint8_t *end = memchr(text.data + from, '\n', text.size - from);
		size_t size = end ? (size_t)(end - text.data) - from : text.size - from;
		ret->items[ret->count++] = lt_slice(text.data + from, size);
		from += size + 1;
	}
	return 0;
}

struct comparing {
	struct lines a, b;
	size_t head, tail; /* lines that are alike at both ends */
	uint32_t *longest; /* [i][j]: of what follows line i of a and line j of b; NULL: too much */
	struct lt_line_changes *ret;
};

static void note(struct comparing *c, char sign, size_t i)
{
	struct lt_slice line = sign == '-' ? c->a.items[i] : c->b.items[i];
	c->ret->items[c->ret->count++] = (struct lt_line_change){sign, (int)i + 1, line};
	c->ret->added += sign == '+';
	c->ret->removed += sign == '-';
}

static void measure(struct comparing *c, size_t n, size_t m)
{
	for (size_t i = n; i-- > 0;)
		for (size_t j = m; j-- > 0;) {
			uint32_t *cell = &c->longest[i * (m + 1) + j];
			uint32_t down = cell[m + 1], right = cell[1];
			*cell = lt_slice_equal(c->a.items[c->head + i], c->b.items[c->head + j])
					? cell[m + 2] + 1
				: down > right ? down
					       : right;
		}
}

static void tell(struct comparing *c, size_t n, size_t m)
{
	size_t i = 0, j = 0;
	while (c->longest && i < n && j < m) {
		const uint32_t *cell = &c->longest[i * (m + 1) + j];
		if (lt_slice_equal(c->a.items[c->head + i], c->b.items[c->head + j])) {
			i++;
			j++;
		} else if (cell[m + 1] >= cell[1]) {
			note(c, '-', c->head + i++);
		} else {
			note(c, '+', c->head + j++);
		}
	}
	while (i < n)
		note(c, '-', c->head + i++);
	while (j < m)
		note(c, '+', c->head + j++);
}

int lt_lines_differ(struct lt_slice before, struct lt_slice after, struct lt_arena *arena,
		    struct lt_line_changes *ret)
{
	struct comparing c = {.ret = ret};
	*ret = (struct lt_line_changes){0};
	if (split(before, arena, &c.a) < 0 || split(after, arena, &c.b) < 0)
		return LT_E_NOMEM;
	size_t least = c.a.count < c.b.count ? c.a.count : c.b.count;
	while (c.head < least && lt_slice_equal(c.a.items[c.head], c.b.items[c.head]))
		c.head++;
	while (c.tail < least - c.head &&
	       lt_slice_equal(c.a.items[c.a.count - 1 - c.tail], c.b.items[c.b.count - 1 - c.tail]))
		c.tail++;
	size_t n = c.a.count - c.head - c.tail, m = c.b.count - c.head - c.tail;
	ret->items = lt_arena_zalloc(arena, n + m + 1, sizeof *ret->items);
	if (!ret->items)
		return LT_E_NOMEM;
	if ((n + 1) * (m + 1) <= CELLS_MAX) {
		c.longest = lt_arena_zalloc(arena, (n + 1) * (m + 1), sizeof *c.longest);
		if (!c.longest)
			return LT_E_NOMEM;
		measure(&c, n, m);
	}
	tell(&c, n, m);
	return 0;
}
