/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/core/shown.h"

#include <string.h>

static bool with_fields(Lt__Dossier *view, const Lt__StepCompleted *act, struct lt_arena *arena)
{
	Lt__Field **fields =
		lt_arena_zalloc(arena, view->n_fields + act->n_fields + 1, sizeof *fields);
	size_t count = 0;
	if (!fields)
		return false;
	for (size_t i = 0; i < view->n_fields; i++)
		fields[count++] = view->fields[i];
	for (size_t i = 0; i < act->n_fields; i++) {
		size_t at = 0;
		while (at < count && strcmp(fields[at]->name, act->fields[i]->name) != 0)
			at++;
		fields[at] = act->fields[i];
		count += at == count;
	}
	view->fields = fields;
	view->n_fields = count;
	return true;
}

static bool with_papers(Lt__Dossier *view, const Lt__StepCompleted *act, struct lt_arena *arena)
{
	Lt__Paper **papers =
		lt_arena_zalloc(arena, view->n_papers + act->n_papers + 1, sizeof *papers);
	if (!papers)
		return false;
	for (size_t i = 0; i < view->n_papers; i++)
		papers[i] = view->papers[i];
	for (size_t i = 0; i < act->n_papers; i++) /* only asked for by name: twice is no harm */
		papers[view->n_papers + i] = act->papers[i];
	view->papers = papers;
	view->n_papers += act->n_papers;
	return true;
}

/* Steps of other items have visits of their own. */
static bool with_visits(Lt__Dossier *view, uint32_t item, struct lt_arena *arena)
{
	Lt__Visit **visits = lt_arena_zalloc(arena, view->n_visits + 1, sizeof *visits);
	size_t count = 0;
	for (size_t i = 0; visits && i < view->n_visits; i++)
		if (!view->visits[i]->item || view->visits[i]->item == item)
			visits[count++] = view->visits[i];
	view->visits = visits;
	view->n_visits = count;
	return visits != NULL;
}

const Lt__Dossier *lt_shown(const Lt__Dossier *dossier, const struct lt_shown *shown,
			    struct lt_arena *arena)
{
	if (!shown->frame && !shown->item && !shown->act)
		return dossier;
	Lt__Dossier *view = lt_arena_copy(arena, dossier, sizeof *dossier);
	if (!view)
		return NULL;
	if (shown->act &&
	    (!with_fields(view, shown->act, arena) || !with_papers(view, shown->act, arena)))
		return NULL;
	if (shown->item && !with_visits(view, shown->item, arena))
		return NULL;
	if (shown->act)
		view->act = shown->act->outcome;
	if (shown->item)
		view->item = shown->item_text;
	return shown->frame ? lt_frame_view(view, shown->frame, arena) : view;
}
