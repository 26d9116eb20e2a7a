/* SPDX-License-Identifier: EUPL-1.2 */
/* The recorded facts a due moment follows from, put in the order in which the calendar asks. */
#include "procedures/core/pauses.h"

static int64_t end_of(const Lt__Pause *p, int64_t open_to_us)
{
	return p->to_us ? p->to_us : open_to_us;
}

/* Indexes of the pauses in order of their beginning; what was recorded first, first. */
static void order(Lt__Pause *const *recorded, size_t count, uint32_t *of)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = i;
		for (; at > 0 && recorded[of[at - 1]]->from_us > recorded[i]->from_us; at--)
			of[at] = of[at - 1];
		of[at] = (uint32_t)i;
	}
}

int lt_pauses_of(Lt__Pause *const *recorded, size_t count, int64_t from_us, int64_t open_to_us,
		 struct lt_arena *arena, struct lt_pauses *ret)
{
	struct lt_pause *items = lt_arena_zalloc(arena, count + 1, sizeof *items);
	uint32_t *of = lt_arena_zalloc(arena, count + 1, sizeof *of);
	int64_t ended_us = from_us;
	size_t kept = 0;
	if (!items || !of)
		return LT_E_NOMEM;
	order(recorded, count, of);
	for (size_t i = 0; i < count; i++) {
		const Lt__Pause *p = recorded[of[i]];
		int64_t start_us = p->from_us > ended_us ? p->from_us : ended_us;
		int64_t end_us = end_of(p, open_to_us);
		if (ended_us == LT_PAUSE_OPEN)
			break; /* inside a pause without end: nothing is left of it */
		items[kept].from_us = start_us;
		items[kept].to_us = end_us > start_us ? end_us : start_us;
		of[kept] = of[i];
		ended_us = items[kept++].to_us;
	}
	*ret = (struct lt_pauses){.items = items, .of = of, .count = kept};
	return 0;
}

int32_t lt_dossier_extended(const Lt__Dossier *dossier)
{
	int32_t amount = 0;
	for (size_t i = 0; i < dossier->n_due_changes; i++)
		if (dossier->due_changes[i]->cause == LT__DUE_CAUSE__DUE_CAUSE_EXTENSION)
			amount += dossier->due_changes[i]->amount;
	return amount;
}

struct lt_limit lt_dossier_limit(const Lt__Dossier *dossier)
{
	struct lt_limit limit = {0};
	if (dossier->limit) {
		limit.unit = (enum lt_limit_unit)dossier->limit->unit;
		limit.amount = dossier->limit->amount + lt_dossier_extended(dossier);
	}
	return limit;
}

int lt_counted_dossier(const Lt__Dossier *dossier, const struct lt_calendar *calendar,
		       int64_t open_to_us, struct lt_arena *arena, struct lt_counted *ret)
{
	*ret = (struct lt_counted){.office = lt_calendar_office(calendar, dossier->office),
				   .from_us = dossier->counts_from_us,
				   .limit = lt_dossier_limit(dossier),
				   .counting = (enum lt_counting)dossier->counting};
	if (ret->limit.unit == LT_LIMIT_NONE)
		return LT_E_ABSENT;
	if (!ret->office)
		return LT_E_CALENDAR;
	return lt_pauses_of(dossier->pauses, dossier->n_pauses, ret->from_us, open_to_us, arena,
			    &ret->pauses);
}

int lt_counted_token(const Lt__Token *token, const struct lt_calendar *calendar, int64_t open_to_us,
		     struct lt_arena *arena, struct lt_counted *ret)
{
	*ret = (struct lt_counted){.office = lt_calendar_office(calendar, token->office),
				   .from_us = token->entered_us,
				   .counting = (enum lt_counting)token->counting};
	if (!token->limit)
		return LT_E_ABSENT;
	if (!ret->office)
		return LT_E_CALENDAR;
	ret->limit.unit = (enum lt_limit_unit)token->limit->unit;
	ret->limit.amount = token->limit->amount;
	return lt_pauses_of(token->pauses, token->n_pauses, ret->from_us, open_to_us, arena,
			    &ret->pauses);
}

int lt_counted_due(const struct lt_counted *counted, int64_t *ret_due_us)
{
	return lt_due(counted->office, counted->from_us, counted->limit, counted->counting,
		      counted->pauses.items, counted->pauses.count, ret_due_us);
}
