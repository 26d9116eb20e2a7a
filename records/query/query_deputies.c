/* SPDX-License-Identifier: EUPL-1.2 */
/* Who stands in for whom at a unit, now or later, and who of the agency could. */
#include <string.h>

#include "records/deputies.h"
#include "records/query/query_own.h"
#include "records/registry_own.h"

static const char *name_of(struct lt_query *q, const char *officer)
{
	const struct lt_officer_spec *spec =
		lt_registry_officer_ever(q->records->registry, lt_name_key(officer));
	return lt_arena_str(q->arena, spec ? spec->name : officer);
}

static int add(struct lt_query *q, const struct lt_unit *unit, const Lt__Deputy *d)
{
	Lt__DeputyItem *item = lt_arena_alloc(q->arena, sizeof *item);
	if (!item || !LT_ARENA_PUSH(q->arena, q->reply->deputies, q->reply->n_deputies))
		return LT_E_NOMEM;
	lt__deputy_item__init(item);
	item->number = d->number;
	item->officer = d->officer;
	item->officer_name = name_of(q, d->officer);
	item->deputy = d->deputy;
	item->deputy_name = name_of(q, d->deputy);
	item->unit = d->unit;
	item->unit_name = lt_arena_str(q->arena, unit->name);
	item->from_us = d->from_us;
	item->to_us = d->to_us;
	item->note = d->note;
	item->named_by_name = name_of(q, d->named_by);
	q->reply->deputies[q->reply->n_deputies++] = item;
	return item->officer_name && item->deputy_name && item->unit_name && item->named_by_name
		       ? 0
		       : LT_E_NOMEM;
}

static int add_choice(struct lt_query *q, const char *officer, bool here)
{
	for (size_t i = 0; i < q->reply->n_choices; i++)
		if (strcmp(q->reply->choices[i]->officer, officer) == 0)
			return 0;
	Lt__DeputyChoice *choice = lt_arena_alloc(q->arena, sizeof *choice);
	if (!choice || !LT_ARENA_PUSH(q->arena, q->reply->choices, q->reply->n_choices))
		return LT_E_NOMEM;
	lt__deputy_choice__init(choice);
	choice->officer = lt_arena_str(q->arena, officer);
	choice->name = name_of(q, officer);
	choice->here = here;
	q->reply->choices[q->reply->n_choices++] = choice;
	return choice->officer && choice->name ? 0 : LT_E_NOMEM;
}

/* The officers of the unit first, then the others of its agency. */
static int add_choices(struct lt_query *q, const struct lt_unit *unit)
{
	const char **here;
	size_t count;
	int r = lt_directory_who(q->directory, unit->code, "", q->now_us, q->arena, &here, &count);
	for (size_t i = 0; i < count && r == 0; i++)
		r = add_choice(q, here[i], true);
	for (size_t i = 0; i < lt_directory_units_count(q->directory) && r == 0; i++) {
		const struct lt_unit *near = lt_directory_unit_at(q->directory, i);
		if (!lt_directory_units_near(near->code, unit->code))
			continue;
		r = lt_directory_who(q->directory, near->code, "", q->now_us, q->arena, &here,
				     &count);
		for (size_t k = 0; k < count && r == 0; k++)
			r = add_choice(q, here[k], false);
	}
	return r;
}

int lt_query_deputies(struct lt_query *q)
{
	Lt__Deputy **all;
	size_t count;
	struct lt_err why = {0};
	const struct lt_unit *unit = lt_query_list_unit(q);
	if (!unit)
		return q->reply->error;
	int r = lt_deputies_stored(&q->records->state, q->arena, &all, &count, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	for (size_t i = 0; i < count && r == 0; i++)
		if (strcmp(all[i]->unit, unit->code) == 0 && all[i]->to_us > q->now_us)
			r = add(q, unit, all[i]);
	q->reply->unit_name = lt_arena_str(q->arena, unit->name);
	return r == 0 ? add_choices(q, unit) : r;
}
