/* SPDX-License-Identifier: EUPL-1.2 */
/* Rules of a parallel and its branches. */
#include <string.h>

#include "procedures/host/check.h"
#include "procedures/host/near.h"

static struct lt_spot spot(const struct lt_check *c, lt_step_index step)
{
	return lt_load_spot(c->loader, step);
}

/* Is the step anywhere inside the block? */
static bool is_inside(const struct lt_definition *d, const struct lt_step *step,
		      lt_step_index block)
{
	while (step->block != LT_STEP_NONE) {
		if (step->block == block)
			return true;
		step = &d->steps[step->block];
	}
	return false;
}

static void check_names(struct lt_check *c, lt_step_index s)
{
	const struct lt_step *step = &c->definition->steps[s];
	for (uint32_t i = 0; i < step->branches_count; i++)
		for (uint32_t k = 0; k < i; k++)
			if (strcmp(step->branches[i].name, step->branches[k].name) == 0)
				LT_REPORT(c->report, DUPLICATE, spot(c, s), "nhánh",
					  step->branches[i].name);
}

static void check_each_field(struct lt_check *c, lt_step_index s)
{
	const struct lt_definition *d = c->definition;
	const char *name = d->steps[s].each_field;
	const struct lt_field_decl *field = lt_definition_field(d, name);
	struct lt_near near;
	char text[LT_NEAR_TEXT_BYTES];
	if (field && field->type == LT_FIELD_LIST)
		return;
	lt_near_init(&near, name);
	for (uint32_t i = 0; i < d->fields_count; i++)
		if (d->fields[i].type == LT_FIELD_LIST)
			lt_near_offer(&near, d->fields[i].name);
	LT_REPORT_NEAR(c->report, EACH_FIELD, spot(c, s), lt_near_text(&near, text),
		       lt_check_who(c, s), name);
}

static void check_each(struct lt_check *c, lt_step_index s)
{
	const struct lt_definition *d = c->definition;
	const struct lt_step *step = &d->steps[s];
	if (step->branches_count != 1)
		LT_REPORT(c->report, EACH_BRANCHES, spot(c, s), lt_check_who(c, s));
	if (step->each_field)
		check_each_field(c, s);
	for (uint32_t i = 0; i < d->steps_count; i++)
		if (i != s && lt_step_each(&d->steps[i]) && is_inside(d, step, i)) {
			LT_REPORT(c->report, EACH_INSIDE, spot(c, s), lt_check_who(c, s));
			return;
		}
}

/* Branches left over must not hold up the dossier's clock: what follows has begun. */
static void check_rest(struct lt_check *c, lt_step_index s)
{
	const struct lt_definition *d = c->definition;
	const struct lt_step *step = &d->steps[s];
	for (uint32_t i = 0; i < d->steps_count; i++)
		if (d->steps[i].clock_stop && (i == s || is_inside(d, &d->steps[i], s)))
			LT_REPORT(c->report, REST_CLOCK, spot(c, i), lt_check_who(c, i),
				  step->name);
	for (const struct lt_step *at = step; at->block != LT_STEP_NONE;) {
		const struct lt_step *outer = &d->steps[at->block];
		const struct lt_branch *branch = &outer->branches[at->branch - 1];
		if (branch->lock)
			LT_REPORT(c->report, REST_LOCK, spot(c, at->block),
				  lt_check_who(c, at->block), branch->name);
		at = outer;
	}
}

static void check_lock(struct lt_check *c, lt_step_index s, uint32_t number)
{
	const struct lt_step *step = &c->definition->steps[s];
	const char *lock = step->branches[number].lock;
	struct lt_near near;
	char text[LT_NEAR_TEXT_BYTES];
	if (!lock || lt_step_each(step))
		return;
	lt_near_init(&near, lock);
	for (uint32_t i = 0; i < step->branches_count; i++) {
		if (i == number || !step->branches[i].lock)
			continue;
		if (strcmp(step->branches[i].lock, lock) == 0)
			return;
		lt_near_offer(&near, step->branches[i].lock);
	}
	LT_REPORT_NEAR(c->report, LOCK_ALONE, spot(c, s), lt_near_text(&near, text),
		       lt_check_who(c, s), lock);
}

void lt_check_parallel(struct lt_check *c, lt_step_index s)
{
	static const char *const all[] = {"joined", NULL};
	const struct lt_step *step = &c->definition->steps[s];
	if (lt_step_each(step))
		check_each(c, s);
	else if (step->branches_count < 2)
		LT_REPORT(c->report, PARALLEL_BRANCHES, spot(c, s), lt_check_who(c, s));
	if (step->more.unit && !lt_step_each(step))
		LT_REPORT(c->report, MORE_ALONE, spot(c, s), lt_check_who(c, s));
	if (step->need == 0 && !step->rest_continues && step->branches_count)
		LT_REPORT(c->report, PARALLEL_NONE, spot(c, s), lt_check_who(c, s));
	if (step->rest_continues)
		check_rest(c, s);
	check_names(c, s);
	for (uint32_t i = 0; i < step->branches_count; i++)
		check_lock(c, s, i);
	lt_check_need(c, s, "joined");
	lt_check_only(c, s, all, "joined");
}
