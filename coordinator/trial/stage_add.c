/* SPDX-License-Identifier: EUPL-1.2 */
/* One item more for a branch that runs for each. */
#include "coordinator/trial/stage_own.h"

bool lt_stage_add(struct lt_stage *stage, size_t number, const char *step, const char *item,
		  const struct lt_stage_args *args, Lt__CommandReply **ret)
{
	const Lt__Dossier *d = lt_stage_arrive(stage, number, args);
	const struct lt_directory *directory = d ? lt_stage_directory(stage) : NULL;
	const struct lt_definition *def =
		directory ? lt_stage_definition(stage, d->procedure) : NULL;
	lt_step_index at = def ? lt_definition_step(def, step) : LT_STEP_NONE;
	const struct lt_step *s = at == LT_STEP_NONE ? NULL : &def->steps[at];
	const struct lt_unit *unit = NULL;
	if (!def)
		return false;
	if (!s || !s->more.unit)
		return lt_stage_fail(stage, "bước \"%s\" không có more: không ai thêm mục được",
				     step);
	if (lt_directory_resolve(directory, d->unit, s->more.unit, s->more.level, NULL,
				 lt_trial_now(&stage->trial), &unit, NULL) < 0)
		unit = lt_directory_unit(directory, d->unit);
	Lt__Command *c = lt_stage_about(stage, number);
	c->add_item = MAKE(stage, Lt__AddItem, lt__add_item__init);
	c->add_item->step = step;
	c->add_item->item = item;
	c->add_item->note = args->note ? args->note : LT_STAGE_NOTE;
	c->body_case = LT__COMMAND__BODY_ADD_ITEM;
	c->actor = lt_stage_officer(stage, args->by, args->unit ? args->unit : unit->code,
				    s->more_role);
	return c->actor && lt_stage_send(stage, c, ret);
}
