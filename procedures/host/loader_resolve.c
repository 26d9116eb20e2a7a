/* SPDX-License-Identifier: EUPL-1.2 */
/* Targets are names while a file is read; here they become indexes, once all steps are known. */
#include <string.h>

#include "procedures/host/bounds.h"
#include "procedures/host/loader.h"
#include "procedures/host/near.h"
#include "proto/base/ids.h"

static lt_step_index find_step(const struct lt_loader *ld, const char *name)
{
	for (uint64_t at = lt_name_key(name);; at++) {
		uint32_t i = ld->step_index[at & ld->step_index_mask];
		if (i == LT_STEP_NONE || strcmp(ld->drafts[i].step.name, name) == 0)
			return i;
	}
}

static const char *near_steps(struct lt_loader *ld, const char *name,
			      char text[static LT_NEAR_TEXT_BYTES])
{
	struct lt_near near;
	lt_sandbox_charge(ld->rd.L, 20 * ld->drafts_count);
	lt_near_init(&near, name);
	for (size_t i = 0; i < ld->drafts_count; i++)
		lt_near_offer(&near, ld->drafts[i].step.name);
	return lt_near_text(&near, text);
}

static const char *who(struct lt_loader *ld, const struct lt_draft *draft)
{
	return lt_read_must(
		&ld->rd, lt_arena_printf(ld->rd.report->scratch, "bước \"%s\"", draft->step.name));
}

static lt_step_index target(struct lt_loader *ld, const struct lt_draft *draft, const char *outcome,
			    const char *name)
{
	char text[LT_NEAR_TEXT_BYTES];
	if (strcmp(name, LT_WORD_DONE) == 0)
		return LT_STEP_DONE;
	lt_step_index step = find_step(ld, name);
	if (step == LT_STEP_NONE)
		LT_REPORT_NEAR(ld->rd.report, UNKNOWN_TARGET, draft->spot,
			       near_steps(ld, name, text), who(ld, draft), outcome, name);
	return step;
}

static void resolve_draft(struct lt_loader *ld, struct lt_draft *draft)
{
	char text[LT_NEAR_TEXT_BYTES];
	struct lt_step *s = &draft->step;
	struct lt_target *on =
		lt_read_must(&ld->rd, lt_arena_zalloc(ld->rd.keep, s->on_count, sizeof *on));
	struct lt_branch *branches = lt_read_must(
		&ld->rd, lt_arena_zalloc(ld->rd.keep, s->branches_count, sizeof *branches));

	for (uint32_t i = 0; i < s->on_count; i++)
		on[i] = (struct lt_target){s->on[i].outcome,
					   target(ld, draft, s->on[i].outcome, draft->targets[i]),
					   s->on[i].label};
	s->on = on;
	if (draft->otherwise)
		s->otherwise = target(ld, draft, "otherwise", draft->otherwise);
	for (uint32_t i = 0; i < s->branches_count; i++) {
		branches[i] = s->branches[i];
		if (!draft->starts[i])
			continue;
		branches[i].start = find_step(ld, draft->starts[i]);
		if (branches[i].start == LT_STEP_NONE)
			LT_REPORT_NEAR(ld->rd.report, UNKNOWN_START, draft->spot,
				       near_steps(ld, draft->starts[i], text), who(ld, draft),
				       draft->starts[i]);
	}
	s->branches = branches;
}

void lt_load_resolve(struct lt_loader *ld)
{
	struct lt_definition *d = &ld->compiled->definition;
	char text[LT_NEAR_TEXT_BYTES];
	struct lt_step *steps = lt_read_must(
		&ld->rd, lt_arena_zalloc(ld->rd.keep, ld->drafts_count, sizeof *steps));

	for (size_t i = 0; i < ld->drafts_count; i++) {
		resolve_draft(ld, &ld->drafts[i]);
		steps[i] = ld->drafts[i].step;
	}
	d->steps = steps;
	d->steps_count = (uint32_t)ld->drafts_count;
	d->start = LT_STEP_NONE;
	if (ld->start)
		d->start = find_step(ld, ld->start);
	if (ld->start && d->start == LT_STEP_NONE)
		LT_REPORT_NEAR(ld->rd.report, UNKNOWN_START, ld->header,
			       near_steps(ld, ld->start, text), "thủ tục", ld->start);
}
