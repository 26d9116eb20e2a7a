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

/* -- what the citizen says -- */

int lt_evolve_feedback(Lt__Dossier *dossier, const Lt__FeedbackGiven *e, int64_t at_us,
		       struct lt_arena *arena)
{
	Lt__Feedback *said = lt_arena_alloc(arena, sizeof *said);
	Lt__Feedback **grown = grow(arena, dossier->said, dossier->n_said);
	if (!said || !grown)
		return LT_E_NOMEM;
	lt__feedback__init(said);
	said->number = ++dossier->feedbacks;
	said->at_us = at_us;
	said->rating = e->rating;
	said->text = e->text;
	dossier->said = grown;
	dossier->said[dossier->n_said++] = said;
	return 0;
}

void lt_evolve_answered(Lt__Dossier *dossier, const Lt__FeedbackAnswered *e, int64_t at_us)
{
	for (size_t i = 0; i < dossier->n_said; i++) {
		Lt__Feedback *said = dossier->said[i];
		if (said->number != e->number)
			continue;
		said->answered_us = at_us;
		said->answer = e->text;
		said->unit = e->unit;
		said->officer = e->officer;
	}
}

/* -- another version -- */

static const char *name_after(const Lt__DefinitionMigrated *e, const char *name)
{
	for (size_t i = 0; i < e->n_moves; i++)
		if (strcmp(e->moves[i]->from, name) == 0)
			return e->moves[i]->to;
	return name;
}

static Lt__Visit *find_visit(Lt__Visit **visits, size_t count, const char *step, uint32_t item)
{
	for (size_t i = 0; i < count; i++)
		if (visits[i]->frame == 0 && visits[i]->item == item &&
		    strcmp(visits[i]->step, step) == 0)
			return visits[i];
	return NULL;
}

/* How often a step was entered is told by its new name; two that become one count together. */
static int rename_visits(Lt__Dossier *d, const Lt__DefinitionMigrated *e, struct lt_arena *arena)
{
	Lt__Visit **kept = lt_arena_alloc(arena, (d->n_visits + 1) * sizeof *kept);
	size_t count = 0;
	if (!kept)
		return LT_E_NOMEM;
	for (size_t i = 0; i < d->n_visits; i++) {
		Lt__Visit *v = d->visits[i];
		const char *name = v->frame ? v->step : name_after(e, v->step);
		Lt__Visit *known = v->frame ? NULL : find_visit(kept, count, name, v->item);
		if (known) {
			known->count += v->count;
			continue;
		}
		v->step = name;
		kept[count++] = v;
	}
	d->visits = kept;
	d->n_visits = count;
	return 0;
}

int lt_evolve_migrated(Lt__Dossier *dossier, const Lt__DefinitionMigrated *e,
		       struct lt_arena *arena)
{
	dossier->definition = e->to;
	for (size_t i = 0; i < dossier->n_tokens; i++)
		for (size_t k = 0; k < e->n_tokens; k++)
			if (dossier->tokens[i]->id == e->tokens[k]->id)
				dossier->tokens[i] = e->tokens[k];
	if (e->recount) {
		dossier->limit = e->recount->limit;
		dossier->counting = e->recount->counting;
		dossier->counts_from_us = e->recount->counts_from_us;
		dossier->due_us = e->recount->due_us;
		dossier->calendar = e->recount->calendar;
	}
	return e->n_moves ? rename_visits(dossier, e, arena) : 0;
}
