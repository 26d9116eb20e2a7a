/* SPDX-License-Identifier: EUPL-1.2 */
/* The desks of one officer, today: their own, and those at which they stand in for another. */
#include <string.h>

#include "records/query/query_own.h"

static int add_desk(struct lt_query *q, Lt__Person *person, const struct lt_unit *unit,
		    const struct lt_role_spec *role, const char *instead_of)
{
	Lt__PersonDesk *desk = lt_arena_alloc(q->arena, sizeof *desk);
	if (!desk || !LT_ARENA_PUSH(q->arena, person->desks, person->n_desks))
		return LT_E_NOMEM;
	lt__person_desk__init(desk);
	desk->unit = lt_arena_str(q->arena, unit->code);
	desk->unit_name = lt_arena_str(q->arena, unit->name);
	desk->unit_kind = lt_arena_str(q->arena, unit->kind);
	desk->role = lt_arena_str(q->arena, role->name);
	desk->role_name = lt_arena_str(q->arena, role->label);
	desk->signs = role->signs;
	desk->assigns = role->assigns;
	if (*instead_of) {
		const char *name = lt_directory_officer_name(q->directory, instead_of);
		desk->instead_of = lt_arena_str(q->arena, instead_of);
		desk->instead_of_name = lt_arena_str(q->arena, name ? name : instead_of);
		if (!desk->instead_of || !desk->instead_of_name)
			return LT_E_NOMEM;
	}
	desk->publishes = role->publishes && !*instead_of; /* that is nobody else's to do */
	desk->proposes = role->proposes && !*instead_of;
	person->desks[person->n_desks++] = desk;
	return desk->unit && desk->unit_name && desk->unit_kind && desk->role && desk->role_name
		       ? 0
		       : LT_E_NOMEM;
}

/* The desks that @p officer has at a unit. */
static int add_unit(struct lt_query *q, Lt__Person *person, const struct lt_unit *unit,
		    const char *officer)
{
	bool own = strcmp(officer, person->id) == 0;
	int r = 0;
	if (!q->viewer->is_operator &&
	    !lt_directory_serves(q->directory, q->viewer->node, unit->code))
		return 0;
	for (size_t i = 0; i < lt_directory_roles_count(q->directory) && r == 0; i++) {
		const struct lt_role_spec *role = lt_directory_role_at(q->directory, i);
		if (lt_directory_may(q->directory, officer, unit->code, role->name, q->now_us))
			r = add_desk(q, person, unit, role, own ? "" : officer);
	}
	return r;
}

static int add_stood_in(struct lt_query *q, Lt__Person *person)
{
	struct lt_deputies deputies;
	int r = lt_registry_deputies(q->records->registry, &deputies, NULL);
	for (size_t i = 0; i < deputies.count && r == 0; i++) {
		const struct lt_deputy *d = &deputies.items[i];
		const struct lt_unit *unit = lt_directory_unit(q->directory, d->unit);
		if (unit && strcmp(d->deputy, person->id) == 0 && lt_span_has(d->span, q->now_us))
			r = add_unit(q, person, unit, d->officer);
	}
	return r;
}

int lt_query_person(struct lt_query *q)
{
	const char *id = q->fetch->actor ? q->fetch->actor->id : "";
	const char *name = *id ? lt_directory_officer_name(q->directory, id) : NULL;
	Lt__Person *person = lt_arena_alloc(q->arena, sizeof *person);
	int r = 0;
	if (!name)
		return lt_query_fail(q, LT_E_ABSENT,
				     lt_arena_printf(q->arena, "danh bạ không có cán bộ '%s'", id));
	if (!person)
		return LT_E_NOMEM;
	lt__person__init(person);
	person->id = lt_arena_str(q->arena, id);
	person->name = lt_arena_str(q->arena, name);
	for (size_t i = 0; i < lt_directory_units_count(q->directory) && r == 0; i++)
		r = add_unit(q, person, lt_directory_unit_at(q->directory, i), person->id);
	if (r == 0)
		r = add_stood_in(q, person);
	q->reply->person = person;
	return person->id && person->name ? r : LT_E_NOMEM;
}
