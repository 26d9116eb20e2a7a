/* SPDX-License-Identifier: EUPL-1.2 */
/* What a dossier remembers of its ended steps (who did how many) and of what the citizen said, and
 * what becomes of its open steps under another version. As in evolve.c, for ever. */
#include "procedures/core/contributions.h"
#include "procedures/core/evolve_own.h"

static Lt__Hand *find_hand(const Lt__Dossier *d, const char *unit, const char *officer,
			   uint32_t month)
{
	for (size_t i = d->n_hands; i-- > 0;)
		if (d->hands[i]->month == month && strcmp(d->hands[i]->officer, officer) == 0 &&
		    strcmp(d->hands[i]->unit, unit) == 0)
			return d->hands[i];
	return NULL;
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
	hand = NEW(arena, Lt__Hand, lt__hand__init);
	if (!hand)
		return LT_E_NOMEM;
	hand->unit = unit;
	hand->officer = officer;
	hand->month = month;
	hand->done = 1;
	return APPEND(arena, dossier->hands, dossier->n_hands, hand);
}

/* -- what the citizen says -- */

int lt_evolve_feedback(const struct lt_applying *a)
{
	const Lt__FeedbackGiven *e = a->event->feedback;
	Lt__Dossier *d = a->dossier;
	Lt__Feedback *said = NEW(a->arena, Lt__Feedback, lt__feedback__init);
	if (!said)
		return LT_E_NOMEM;
	said->number = ++d->feedbacks;
	said->at_us = a->at_us;
	said->rating = e->rating;
	said->text = e->text;
	return APPEND(a->arena, d->said, d->n_said, said);
}

int lt_evolve_answered(const struct lt_applying *a)
{
	const Lt__FeedbackAnswered *e = a->event->feedback_answered;
	for (size_t i = 0; i < a->dossier->n_said; i++) {
		Lt__Feedback *said = a->dossier->said[i];
		if (said->number != e->number)
			continue;
		said->answered_us = a->at_us;
		said->answer = e->text;
		said->unit = e->unit;
		said->officer = e->officer;
	}
	return 0;
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

/* The procedure itself, or one that it called. */
static void follow_version(Lt__Dossier *d, const Lt__DefinitionMigrated *e)
{
	if (!e->frame)
		d->definition = e->to;
	for (size_t i = 0; i < d->n_frames; i++)
		if (e->frame && d->frames[i]->id == e->frame)
			d->frames[i]->definition = e->to;
}

int lt_evolve_migrated(const struct lt_applying *a)
{
	const Lt__DefinitionMigrated *e = a->event->migrated;
	Lt__Dossier *d = a->dossier;
	follow_version(d, e);
	if (e->frame)
		return 0;
	for (size_t i = 0; i < d->n_tokens; i++)
		for (size_t k = 0; k < e->n_tokens; k++)
			if (d->tokens[i]->id == e->tokens[k]->id)
				d->tokens[i] = e->tokens[k];
	if (e->recount) {
		d->limit = e->recount->limit;
		d->counting = e->recount->counting;
		d->counts_from_us = e->recount->counts_from_us;
		d->due_us = e->recount->due_us;
		d->calendar = e->recount->calendar;
	}
	return e->n_moves ? rename_visits(d, e, a->arena) : 0;
}
