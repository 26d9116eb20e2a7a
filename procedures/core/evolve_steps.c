/* SPDX-License-Identifier: EUPL-1.2 */
/* A list that grows by one: a decoded array has no room, so it is copied. */
#include "procedures/core/evolve_steps.h"

#include <string.h>

#include "procedures/core/contributions.h"

static Lt__Hand *find_hand(const Lt__Dossier *d, const char *unit, const char *officer,
			   uint32_t month)
{
	for (size_t i = d->n_hands; i-- > 0;)
		if (d->hands[i]->month == month && strcmp(d->hands[i]->officer, officer) == 0 &&
		    strcmp(d->hands[i]->unit, unit) == 0)
			return d->hands[i];
	return NULL;
}

static void *grow(struct lt_arena *arena, const void *items, size_t count)
{
	void **grown = lt_arena_alloc(arena, (count + 1) * sizeof *grown);
	if (grown && count)
		memcpy(grown, items, count * sizeof *grown);
	return grown;
}

int lt_evolve_done(Lt__Dossier *dossier, const char *unit, const char *officer, int64_t at_us,
		   struct lt_arena *arena)
{
	if (!*unit || !*officer)
		return 0;
	uint32_t month = lt_month_of(at_us);
	Lt__Hand *hand = find_hand(dossier, unit, officer, month);
	if (hand) {
		hand->done++;
		return 0;
	}
	hand = lt_arena_alloc(arena, sizeof *hand);
	Lt__Hand **grown = grow(arena, dossier->hands, dossier->n_hands);
	if (!hand || !grown)
		return LT_E_NOMEM;
	lt__hand__init(hand);
	hand->unit = unit;
	hand->officer = officer;
	hand->month = month;
	hand->done = 1;
	dossier->hands = grown;
	dossier->hands[dossier->n_hands++] = hand;
	return 0;
}
