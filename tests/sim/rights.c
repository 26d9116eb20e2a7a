/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether a dossier that was shown at a node is any business of that node: what the dossier itself
 * says of where it is and was, and what its procedure says of where it may come. */
#include <string.h>

#include "procedures/core/definition.h"
#include "procedures/core/rows.h"
#include "proto/base/ids.h"
#include "tests/sim/sim.h"

static bool has_or_had(struct sim_world *world, const struct sim_node *node, const Lt__Dossier *d)
{
	uint64_t *units;
	size_t count;
	lt_arena_reset(&world->arena);
	LT_REQUIRE(lt_rows_units_ever(d, &world->arena, &units, &count) == 0);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < node->spec->units_count; k++)
			if (lt_name_key(node->spec->units[k]) == units[i])
				return true;
	return false;
}

/* Where a field of the dossier names the place, it may be any of its kind. */
static bool has_kind(const struct sim_world *world, const struct sim_node *node,
		     const struct lt_place *place)
{
	for (size_t k = 0; k < node->spec->units_count; k++) {
		const struct lt_unit *unit =
			lt_directory_unit(world->province->directory, node->spec->units[k]);
		if (unit && strcmp(unit->kind, place->unit) == 0 &&
		    (!place->level || strcmp(unit->level, place->level) == 0))
			return true;
	}
	return false;
}

static bool leads_to(const struct sim_world *world, const struct sim_node *node,
		     const Lt__Dossier *d, const struct lt_place *place)
{
	const struct lt_unit *unit = NULL;
	if (!place->unit || place->at)
		return false;
	if (place->at_field)
		return has_kind(world, node, place);
	return lt_directory_resolve(world->province->directory, d->unit, place->unit, place->level,
				    NULL, d->received_us, &unit, NULL) == 0 &&
	       lt_directory_serves(world->province->directory, node->spec->id, unit->code);
}

static bool comes(const struct sim_world *world, const struct sim_node *node, const Lt__Dossier *d,
		  const char *procedure, unsigned depth)
{
	enum { DEPTH_MAX = 8 };
	const struct sim_procedure *p = sim_procedure_of(world->province, procedure);
	for (uint32_t i = 0; p && depth < DEPTH_MAX && i < p->definition->steps_count; i++) {
		const struct lt_step *step = &p->definition->steps[i];
		if (leads_to(world, node, d, &step->place) || leads_to(world, node, d, &step->more))
			return true;
		for (uint32_t k = 0; k < step->places_count; k++)
			if (leads_to(world, node, d, &step->places[k]))
				return true;
		if (step->procedure && comes(world, node, d, step->procedure, depth + 1))
			return true;
	}
	return false;
}

bool sim_concerns(struct sim_world *world, const struct sim_node *node, const Lt__Dossier *d)
{
	return has_or_had(world, node, d) ||
	       (d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN &&
		comes(world, node, d, d->procedure, 0));
}
