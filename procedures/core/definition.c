/* SPDX-License-Identifier: EUPL-1.2 */
/* Lookups in a compiled definition. Steps, outcomes, fields and papers are few (tens, rarely
 * hundreds), so a walk in file order is as quick as any index and needs nothing kept in step with
 * it. */
#include "procedures/core/definition.h"

#include <string.h>

lt_step_index lt_definition_step(const struct lt_definition *definition, const char *name)
{
	for (uint32_t i = 0; i < definition->steps_count; i++)
		if (strcmp(definition->steps[i].name, name) == 0)
			return i;
	return LT_STEP_NONE;
}

lt_step_index lt_step_target(const struct lt_step *step, const char *outcome)
{
	for (uint32_t i = 0; i < step->on_count; i++)
		if (strcmp(step->on[i].outcome, outcome) == 0)
			return step->on[i].step;
	return LT_STEP_NONE;
}

bool lt_step_each(const struct lt_step *step)
{
	return step->each_field || step->each.count;
}

const struct lt_field_decl *lt_definition_field(const struct lt_definition *definition,
						const char *name)
{
	for (uint32_t i = 0; i < definition->fields_count; i++)
		if (strcmp(definition->fields[i].name, name) == 0)
			return &definition->fields[i];
	return NULL;
}

static const struct lt_paper_decl *find_paper(const struct lt_paper_decl *papers, uint32_t count,
					      const char *id)
{
	for (uint32_t i = 0; i < count; i++)
		if (strcmp(papers[i].id, id) == 0)
			return &papers[i];
	return NULL;
}

const struct lt_paper_decl *lt_definition_paper(const struct lt_definition *definition,
						const char *id)
{
	const struct lt_paper_decl *paper =
		find_paper(definition->papers, definition->papers_count, id);
	return paper ? paper : find_paper(definition->results, definition->results_count, id);
}

bool lt_definition_knows_paper(const struct lt_definition *definition, const char *id)
{
	if (lt_definition_paper(definition, id))
		return true;
	for (uint32_t i = 0; i < definition->steps_count; i++)
		for (uint32_t k = 0; k < definition->steps[i].expects.count; k++)
			if (strcmp(definition->steps[i].expects.items[k], id) == 0)
				return true;
	return false;
}
