/* SPDX-License-Identifier: EUPL-1.2 */
/* Steps that hold others: a parallel and its branches, a call and the procedure it runs. */
#include <string.h>

#include "procedures/core/chain.h"
#include "procedures/core/flow_own.h"
#include "procedures/core/frame.h"
#include "proto/base/limits.h"

/* -- parallel -- */

/* What the guard of a branch says. false: it failed; *ret_text says why, or work->error is set. */
static bool ask_branch(struct lt_work *w, const struct lt_definition *def,
		       const struct lt_step *step, uint32_t index, struct lt_entry entry,
		       Lt__BranchDecided **ret, const char **ret_text)
{
	const struct lt_branch *branch = &step->branches[index];
	struct lt_answer answer = {0};
	Lt__BranchDecided *decided = LT_MAKE(w, Lt__BranchDecided, lt__branch_decided__init);
	if (!decided)
		return false;
	const struct lt_question q = {def, branch->allow, "allow", step->name,
				      lt_dossier_frame(w->d, entry.frame)};
	int r = lt_work_ask(w, &q, &answer, &decided->decision, ret_text);
	if (w->error || r < 0)
		return false;
	if (answer.type != LT_ANSWER_YESNO) {
		*ret_text = "hàm allow phải trả về true hoặc false";
		return false;
	}
	decided->decision->branch = branch->name;
	decided->step = step->name;
	decided->branch = index + 1;
	decided->name = branch->name;
	decided->starts = answer.number != 0;
	if (!answer.number && answer.text)
		decided->reason = answer.text;
	*ret = decided;
	return true;
}

/* All guards are asked before any branch starts: what a branch does decides about no other.
 * @return how many branches start; UINT32_MAX: a guard failed. */
static uint32_t ask_branches(struct lt_work *w, const struct lt_definition *def,
			     const struct lt_step *step, struct lt_entry entry,
			     Lt__BranchDecided **decided, const char **ret_text)
{
	uint32_t starts = 0;
	for (uint32_t i = 0; i < step->branches_count; i++) {
		if (step->branches[i].allow &&
		    !ask_branch(w, def, step, i, entry, &decided[i], ret_text))
			return UINT32_MAX;
		starts += !decided[i] || decided[i]->starts;
	}
	return starts;
}

static void emit_decided(struct lt_work *w, Lt__BranchDecided *decided, uint32_t token)
{
	Lt__Event *e = lt_work_event(w);
	if (!e)
		return;
	decided->token = token;
	e->body_case = LT__EVENT__BODY_BRANCH_DECIDED;
	e->branch_decided = decided;
	lt_work_emit(w, e);
}

static void start_branches(struct lt_work *w, const struct lt_definition *def,
			   const struct lt_step *step, struct lt_entry entry, uint32_t id,
			   Lt__BranchDecided *const *decided)
{
	for (uint32_t i = 0; i < step->branches_count && !w->error; i++) {
		if (!lt_dossier_token(w->d, id))
			return; /* a branch of no steps, or of automatic ones, was already enough */
		if (decided[i] && !decided[i]->starts)
			continue;
		lt_flow_enter(
			w, def, step->branches[i].start,
			(struct lt_entry){.frame = entry.frame, .parent = id, .branch = i + 1});
	}
}

void lt_flow_enter_parallel(struct lt_work *w, const struct lt_definition *def,
			    const struct lt_step *step, struct lt_entry entry)
{
	const char *text = NULL;
	Lt__Token *t = lt_flow_token(w, step, entry);
	Lt__BranchDecided **decided =
		lt_arena_zalloc(w->env->arena, step->branches_count, sizeof *decided);
	if (!decided)
		w->error = LT_E_NOMEM;
	if (!t || !decided)
		return;
	uint32_t starts = ask_branches(w, def, step, entry, decided, &text);
	if (w->error)
		return;
	if (starts == UINT32_MAX)
		return lt_flow_fail(w, t, entry.again, "allow", text);
	t->branches = starts;
	t->branches_need = step->need < starts ? step->need : starts;
	uint32_t id = t->id;
	for (uint32_t i = 0; i < step->branches_count; i++)
		if (decided[i])
			emit_decided(w, decided[i], id);
	lt_flow_started(w, t, entry.again, NULL);
	if (w->error)
		return;
	if (starts == 0) /* nobody is needed: joined at once */
		return lt_flow_complete_by_engine(w, lt_dossier_token(w->d, id), step, "joined");
	start_branches(w, def, step, entry, id, decided);
}

void lt_flow_end_branch(struct lt_work *w, struct lt_entry entry)
{
	const Lt__Token *block = lt_dossier_token(w->d, entry.parent);
	LT_ASSERT(block && block->kind == LT__STEP_KIND__STEP_KIND_PARALLEL);
	Lt__Event *e = lt_work_event(w);
	Lt__BranchEnded *ended = LT_MAKE(w, Lt__BranchEnded, lt__branch_ended__init);
	if (!e || !ended)
		return;
	ended->token = block->id;
	ended->branch = entry.branch;
	e->body_case = LT__EVENT__BODY_BRANCH_ENDED;
	e->branch_ended = ended;
	lt_work_emit(w, e);
	if (w->error || block->branches_ended < block->branches_need)
		return;
	const struct lt_step *step = lt_work_step(w, block);
	lt_flow_cancel_inside(w, block->id, "joined");
	if (step)
		lt_flow_complete_by_engine(w, block, step, "joined");
}

void lt_flow_end_call(struct lt_work *w, const struct lt_step *step, uint32_t frame_id)
{
	const Lt__Frame *frame = lt_dossier_frame(w->d, frame_id);
	const Lt__Token *caller = frame ? lt_dossier_token(w->d, frame->token) : NULL;
	LT_ASSERT(caller != NULL);
	lt_flow_cancel_inside(w, caller->id, "finished");
	Lt__Event *e = lt_work_event(w);
	Lt__ProcedureEnded *ended = LT_MAKE(w, Lt__ProcedureEnded, lt__procedure_ended__init);
	if (w->error || !e || !ended)
		return;
	ended->frame = frame_id;
	ended->outcome = step->outcome;
	e->body_case = LT__EVENT__BODY_CALL_ENDED;
	e->call_ended = ended;
	lt_work_emit(w, e);
	const struct lt_step *call = lt_work_step(w, caller);
	if (!call)
		return;
	if (lt_step_target(call, step->outcome) == LT_STEP_NONE)
		return lt_work_incident(w, caller->id, "procedure", call->name,
					lt_arena_printf(w->env->arena,
							"thủ tục con kết thúc '%s' mà bước gọi "
							"không khai báo kết quả này",
							step->outcome),
					true);
	lt_flow_complete_by_engine(w, caller, call, step->outcome);
}

/* -- call -- */

static void open_frame(struct lt_work *w, Lt__Frame *frame, uint32_t token)
{
	Lt__Event *e = lt_work_event(w);
	Lt__ProcedureCalled *called = LT_MAKE(w, Lt__ProcedureCalled, lt__procedure_called__init);
	if (!e || !called)
		return;
	frame->id = w->d->frames_made + 1;
	frame->token = token;
	called->frame = frame;
	e->body_case = LT__EVENT__BODY_CALLED;
	e->called = called;
	lt_work_emit(w, e);
}

void lt_flow_enter_call(struct lt_work *w, const struct lt_definition *def,
			const struct lt_step *step, struct lt_entry entry)
{
	const struct lt_definition *child = NULL;
	struct lt_err why = {0};
	Lt__Token *t = lt_flow_token(w, step, entry);
	if (!t)
		return;
	int r = w->d->n_frames >= LT_FRAMES_MAX
			? lt_err_set(&why, LT_E_LIMIT, "gọi thủ tục lồng nhau quá %u lớp",
				     LT_FRAMES_MAX)
			: w->env->lookup->active(w->env->lookup->owner, step->procedure, w->at_us,
						 &child, &why);
	if (r < 0)
		return lt_flow_fail(w, t, entry.again, "procedure",
				    lt_arena_printf(w->env->arena, "chưa có thủ tục %s: %s",
						    step->procedure, why.text));
	Lt__Frame *frame =
		lt_frame_of_call(entry.frame ? lt_dossier_frame(w->d, entry.frame) : NULL, def,
				 step, child, w->env->arena);
	if (!frame) {
		w->error = LT_E_NOMEM;
		return;
	}
	lt_flow_started(w, t, entry.again, NULL);
	open_frame(w, frame, t->id);
	lt_chain_price(w, child, frame);
	lt_flow_enter(w, child, child->start,
		      (struct lt_entry){.frame = frame->id, .parent = t->id});
}
