/* SPDX-License-Identifier: EUPL-1.2 */
/* One fee for a dossier: its procedure's own and those of the procedures called under its code.
 * What is called for certain is priced when the dossier is received, so that one receipt tells all;
 * what the data decides is priced when it begins. Each call step is priced once. */
#include "procedures/core/chain.h"

#include <string.h>

#include "procedures/core/frame.h"
#include "proto/base/limits.h"

enum { AHEAD_MAX = 32 }; /* calls priced at receipt; the rest when they begin */

/* -- which calls are certain -- */

struct search {
	const struct lt_definition *def;
	lt_step_index avoid;
	bool *seen;
	lt_step_index *stack;
	uint32_t depth;
	bool passed; /* the end was reached without it */
};

static void reach(struct search *s, lt_step_index from, lt_step_index to)
{
	const struct lt_step *avoid = &s->def->steps[s->avoid];
	if (to == LT_STEP_DONE) {
		const struct lt_step *step = &s->def->steps[from];
		s->passed |= step->block == avoid->block && step->branch == avoid->branch;
		return;
	}
	if (to == LT_STEP_NONE || to == s->avoid || s->seen[to])
		return;
	const struct lt_step *step = &s->def->steps[to];
	s->seen[to] = true;
	s->stack[s->depth++] = to;
	s->passed |= step->kind == LT__STEP_KIND__STEP_KIND_FINISH &&
		     strcmp(step->outcome, "refused") != 0;
}

static bool passes_by(const struct lt_definition *def, lt_step_index from, lt_step_index avoid,
		      struct lt_arena *arena)
{
	struct search s = {.def = def, .avoid = avoid};
	s.seen = lt_arena_zalloc(arena, def->steps_count, sizeof *s.seen);
	s.stack = lt_arena_zalloc(arena, def->steps_count, sizeof *s.stack);
	if (!s.seen || !s.stack)
		return true;
	reach(&s, avoid, from);
	while (s.depth > 0 && !s.passed) {
		lt_step_index at = s.stack[--s.depth];
		const struct lt_step *step = &def->steps[at];
		for (uint32_t i = 0; i < step->on_count; i++)
			reach(&s, at, step->on[i].step);
		for (uint32_t i = 0; i < step->branches_count; i++)
			reach(&s, at, step->branches[i].start);
		reach(&s, at, step->otherwise);
	}
	return s.passed;
}

bool lt_chain_certain(const struct lt_definition *definition, lt_step_index step,
		      struct lt_arena *arena)
{
	for (;;) {
		const struct lt_step *s = &definition->steps[step];
		if (s->block == LT_STEP_NONE)
			return !passes_by(definition, definition->start, step, arena);
		const struct lt_step *block = &definition->steps[s->block];
		const struct lt_branch *branch = &block->branches[s->branch - 1];
		if (block->need < block->branches_count || branch->allow || lt_step_each(block) ||
		    passes_by(definition, branch->start, step, arena))
			return false;
		step = s->block;
	}
}

/* -- asking -- */

/* What a failing function leaves is told by *ret_text. */
static int64_t fee_of(struct lt_work *w, const struct lt_definition *def, const Lt__Frame *frame,
		      Lt__Decision **ret_decision, const char **ret_text)
{
	const struct lt_question q = {
		.def = def, .function = def->fee, .name = "fee", .step = "", .frame = frame};
	struct lt_answer answer = {0};
	*ret_text = NULL;
	if (!def->fee)
		return 0;
	int r = lt_work_ask(w, &q, &answer, ret_decision, ret_text);
	if (r == 0 && (answer.type != LT_ANSWER_NUMBER || answer.number < 0))
		*ret_text = "hàm fee phải trả về số tiền, ví dụ vnd(15000)";
	return *ret_text || r < 0 ? -1 : answer.number;
}

static const Lt__FeeLine *line_of(const Lt__Dossier *d, const char *path)
{
	for (size_t i = 0; i < d->n_fees; i++)
		if (strcmp(d->fees[i]->path, path) == 0)
			return d->fees[i];
	return NULL;
}

static void emit_line(struct lt_work *w, const struct lt_definition *def, const Lt__Frame *frame,
		      int64_t fee_vnd, Lt__Decision *decision)
{
	Lt__Event *e = lt_work_event(w);
	Lt__FeeAdded *added = LT_MAKE(w, Lt__FeeAdded, lt__fee_added__init);
	Lt__FeeLine *line = LT_MAKE(w, Lt__FeeLine, lt__fee_line__init);
	if (!e || !added || !line)
		return;
	line->path = frame->path;
	line->procedure = def->code;
	line->name = def->name;
	line->fee_vnd = fee_vnd;
	added->line = line;
	added->decision = decision;
	added->frame = (Lt__Frame *)(uintptr_t)frame; /* protobuf-c has no const; only packed */
	e->body_case = LT__EVENT__BODY_FEE_ADDED;
	e->fee_added = added;
	lt_work_emit(w, e);
}

void lt_chain_price(struct lt_work *w, const struct lt_definition *definition,
		    const Lt__Frame *frame)
{
	const char *text = NULL;
	Lt__Decision *decision = NULL;
	const Lt__FeeLine *known = line_of(w->d, frame->path);
	if (w->error || frame->fee_included || !definition->fee || (known && known->fee_vnd >= 0))
		return;
	int64_t fee_vnd = fee_of(w, definition, frame, &decision, &text);
	if (w->error)
		return;
	if (fee_vnd >= 0 || !known)
		emit_line(w, definition, frame, fee_vnd, decision);
	if (fee_vnd < 0)
		lt_work_incident(w, 0, "fee",
				 strrchr(frame->path, '/') ? strrchr(frame->path, '/') + 1
							   : frame->path,
				 text, false);
}

struct ahead {
	const struct lt_definition *def;
	const Lt__Frame *frame;
	uint32_t depth;
};

static void price_call(struct lt_work *w, struct ahead *list, uint32_t *count, struct ahead from,
		       lt_step_index at)
{
	const struct lt_step *step = &from.def->steps[at];
	const struct lt_definition *child = NULL;
	struct lt_err why = {0};
	if (step->kind != LT__STEP_KIND__STEP_KIND_CALL || step->fee_included ||
	    *count == AHEAD_MAX || from.depth == LT_FRAMES_MAX ||
	    !lt_chain_certain(from.def, at, w->env->arena))
		return;
	if (w->env->lookup->active(w->env->lookup->owner, step->procedure, w->at_us, &child, &why) <
	    0)
		return; /* not there yet: told when the call begins */
	Lt__Frame *frame = lt_frame_of_call(from.frame, from.def, step, child, w->env->arena);
	if (!frame) {
		w->error = LT_E_NOMEM;
		return;
	}
	lt_chain_price(w, child, frame);
	list[(*count)++] = (struct ahead){child, frame, from.depth + 1};
}

/* The fees of procedures that are called for certain, and of those that they call. */
static void price_ahead(struct lt_work *w, const struct lt_definition *def)
{
	struct ahead list[AHEAD_MAX] = {{def, NULL, 0}};
	uint32_t count = 1;
	for (uint32_t at = 0; at < count && !w->error; at++)
		for (uint32_t i = 0; i < list[at].def->steps_count && !w->error; i++)
			price_call(w, list, &count, list[at], i);
}

/* -- the whole -- */

static void price_own(struct lt_work *w, const struct lt_definition *def)
{
	const char *text = NULL;
	Lt__Decision *decision = NULL;
	int64_t fee_vnd = fee_of(w, def, NULL, &decision, &text);
	if (w->error)
		return;
	if (fee_vnd < 0)
		return lt_work_incident(w, 0, "fee", "", text, false);
	Lt__Event *e = lt_work_event(w);
	Lt__FeeSet *set = LT_MAKE(w, Lt__FeeSet, lt__fee_set__init);
	if (!e || !set)
		return;
	set->fee_vnd = fee_vnd;
	set->decision = decision;
	e->body_case = LT__EVENT__BODY_FEE_SET;
	e->fee_set = set;
	lt_work_emit(w, e);
}

void lt_decide_fee(struct lt_work *w)
{
	const struct lt_definition *def = lt_work_definition(w, 0);
	if (!def)
		return;
	if (w->d->own_fee_vnd < 0)
		price_own(w, def);
	if (!w->error)
		price_ahead(w, def);
	for (size_t i = 0; i < w->d->n_frames && !w->error; i++) {
		const struct lt_definition *child = lt_work_definition(w, w->d->frames[i]->id);
		if (child)
			lt_chain_price(w, child, w->d->frames[i]);
	}
}
