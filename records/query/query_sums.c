/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of a report by what they are of: open addressing over numbers that are hashes already. */
#include "records/query/query_own.h"

static struct lt_query_sum **place_of(struct lt_query_sum **places, size_t size, uint64_t owner,
				      uint64_t item)
{
	size_t i = (owner ^ item >> 1) & (size - 1);
	while (places[i] && (places[i]->owner != owner || places[i]->item != item))
		i = (i + 1) & (size - 1);
	return &places[i];
}

static int make_room(struct lt_query_sums *s)
{
	enum { FIRST_PLACES = 64 };
	if (2 * s->count < s->places_count)
		return 0;
	size_t size = s->places_count ? 2 * s->places_count : FIRST_PLACES;
	struct lt_query_sum **places = lt_arena_zalloc(s->arena, size, sizeof *places);
	if (!places)
		return LT_E_NOMEM;
	for (size_t i = 0; i < s->count; i++)
		*place_of(places, size, s->items[i]->owner, s->items[i]->item) = s->items[i];
	s->places = places;
	s->places_count = size;
	return 0;
}

struct lt_query_sum *lt_query_sum_for(struct lt_query_sums *sums, uint64_t owner, uint64_t item)
{
	/* rows come in the order of keys: mostly the same sum again */
	if (sums->last && sums->last->owner == owner && sums->last->item == item)
		return sums->last;
	if (make_room(sums) < 0)
		return NULL;
	struct lt_query_sum **place = place_of(sums->places, sums->places_count, owner, item);
	if (*place)
		return sums->last = *place;
	struct lt_query_sum *sum = lt_arena_zalloc(sums->arena, 1, sizeof *sum);
	if (!sum || !LT_ARENA_PUSH(sums->arena, sums->items, sums->count))
		return NULL;
	sum->owner = owner;
	sum->item = item;
	sums->items[sums->count++] = *place = sum;
	return sums->last = sum;
}
