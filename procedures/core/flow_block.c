/* SPDX-License-Identifier: EUPL-1.2 */
/* A step that holds a procedure: a call and what it runs. */
#include <string.h>

#include "procedures/core/chain.h"
#include "procedures/core/flow_own.h"
#include "procedures/core/frame.h"
#include "proto/base/limits.h"

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
	if (entry.item) /* each item's call has names of its own */
		frame->path = lt_arena_printf(w->env->arena, "%s.%u", frame->path, entry.item);
	if (!frame->path) {
		w->error = LT_E_NOMEM;
		return;
	}
	lt_flow_started(w, t, entry.again, NULL);
	open_frame(w, frame, t->id);
	lt_chain_price(w, child, frame);
	lt_flow_enter(w, child, child->start,
		      (struct lt_entry){.frame = frame->id,
					.parent = t->id,
					.item = entry.item,
					.item_text = entry.item_text});
}
