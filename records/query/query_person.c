/* SPDX-License-Identifier: EUPL-1.2 */
/* The desks of one officer, today: their own, and those at which they stand in for another. */
#include <string.h>

#include "records/query/query_own.h"

static int add_desk(struct lt_query *q, Lt__Person *person, const struct lt_query_seat *seat)
{
	const struct lt_unit *unit = seat->unit;
	const struct lt_role_spec *role = seat->role;
	const char *instead_of = seat->instead_of;
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

int lt_query_person(struct lt_query *q)
{
	const char *id = q->fetch->actor ? q->fetch->actor->id : "";
	const char *name = *id ? lt_directory_officer_name(q->directory, id) : NULL;
	Lt__Person *person = lt_arena_alloc(q->arena, sizeof *person);
	struct lt_query_seats seats;
	int r;
	if (!name)
		return lt_query_fail(q, LT_E_ABSENT,
				     lt_arena_printf(q->arena, "danh bạ không có cán bộ '%s'", id));
	if (!person)
		return LT_E_NOMEM;
	lt__person__init(person);
	person->id = lt_arena_str(q->arena, id);
	person->name = lt_arena_str(q->arena, name);
	r = lt_query_seats_of(q, id, &seats);
	for (size_t i = 0; i < seats.count && r == 0; i++)
		r = add_desk(q, person, &seats.items[i]);
	q->reply->person = person;
	return person->id && person->name ? r : LT_E_NOMEM;
}
