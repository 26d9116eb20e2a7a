/* SPDX-License-Identifier: EUPL-1.2 */
/* Open addressing over unit keys, which are hashes already. */
#include "records/feeds.h"

#include <stdlib.h>
#include <string.h>

struct slot {
	uint64_t unit, last;
	uint64_t round; /* of the last move */
	bool used;
};

struct lt_feeds {
	struct slot *slots;
	size_t size, count; /* size is a power of two */
	uint64_t round;
	uint64_t *moved; /* as many as slots */
	size_t moved_count;
};

enum { FIRST_SIZE = 64 };

struct lt_feeds *lt_feeds_new(void)
{
	struct lt_feeds *feeds = calloc(1, sizeof *feeds);
	if (!feeds)
		return NULL;
	feeds->size = FIRST_SIZE;
	feeds->round = 1;
	feeds->slots = calloc(feeds->size, sizeof *feeds->slots);
	feeds->moved = calloc(feeds->size, sizeof *feeds->moved);
	if (!feeds->slots || !feeds->moved) {
		lt_feeds_free(feeds);
		return NULL;
	}
	return feeds;
}

void lt_feeds_free(struct lt_feeds *feeds)
{
	if (!feeds)
		return;
	free(feeds->slots);
	free(feeds->moved);
	free(feeds);
}

void lt_feeds_forget(struct lt_feeds *feeds)
{
	memset(feeds->slots, 0, feeds->size * sizeof *feeds->slots);
	feeds->count = 0;
	feeds->moved_count = 0;
}

static struct slot *probe(struct slot *slots, size_t size, uint64_t unit)
{
	size_t i = unit & (size - 1);
	while (slots[i].used && slots[i].unit != unit)
		i = (i + 1) & (size - 1);
	return &slots[i];
}

uint64_t *lt_feeds_find(struct lt_feeds *feeds, uint64_t unit)
{
	struct slot *slot = probe(feeds->slots, feeds->size, unit);
	return slot->used ? &slot->last : NULL;
}

static int grow(struct lt_feeds *feeds)
{
	size_t size = feeds->size * 2;
	struct slot *slots = calloc(size, sizeof *slots);
	uint64_t *moved = realloc(feeds->moved, size * sizeof *moved);
	if (moved)
		feeds->moved = moved;
	if (!slots || !moved) {
		free(slots);
		return LT_E_NOMEM;
	}
	for (size_t i = 0; i < feeds->size; i++)
		if (feeds->slots[i].used)
			*probe(slots, size, feeds->slots[i].unit) = feeds->slots[i];
	free(feeds->slots);
	feeds->slots = slots;
	feeds->size = size;
	return 0;
}

int lt_feeds_insert(struct lt_feeds *feeds, uint64_t unit, uint64_t last)
{
	if (2 * feeds->count >= feeds->size && grow(feeds) < 0)
		return LT_E_NOMEM;
	struct slot *slot = probe(feeds->slots, feeds->size, unit);
	feeds->count += !slot->used;
	uint64_t round = slot->used ? slot->round : 0; /* moved once a round, whatever else */
	*slot = (struct slot){.unit = unit, .last = last, .round = round, .used = true};
	return 0;
}

void lt_feeds_move(struct lt_feeds *feeds, uint64_t unit)
{
	struct slot *slot = probe(feeds->slots, feeds->size, unit);
	if (!slot->used || slot->round == feeds->round)
		return;
	slot->round = feeds->round;
	feeds->moved[feeds->moved_count++] = unit;
}

const uint64_t *lt_feeds_moved(const struct lt_feeds *feeds, size_t *ret_count)
{
	*ret_count = feeds->moved_count;
	return feeds->moved;
}

void lt_feeds_clear_moved(struct lt_feeds *feeds)
{
	feeds->moved_count = 0;
	feeds->round++;
}
