/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking a script again: its source by the recorded hash, the dossier by its events. */
#include "tools/lienthong/decisions.h"

#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/core/frame.h"
#include "procedures/core/shown.h"
#include "procedures/host/host.h"
#include "proto/base/apart.h"
#include "proto/base/limits.h"
#include "proto/base/lock_in.h"
#include "proto/base/time.h"

/* -- from the history -- */

static const Lt__Decision *decision_of(const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_RECEIVED:
		return e->received->decision;
	case LT__EVENT__BODY_STARTED:
		return e->started->decision;
	case LT__EVENT__BODY_COMPLETED:
		return e->completed->decision;
	case LT__EVENT__BODY_ROUTED:
		return e->routed->decision;
	case LT__EVENT__BODY_BRANCH_DECIDED:
		return e->branch_decided->decision;
	case LT__EVENT__BODY_FEE_ADDED:
		return e->fee_added->decision;
	case LT__EVENT__BODY_FEE_SET:
		return e->fee_set->decision;
	default:
		return NULL;
	}
}

int lt_decisions(Lt__Event *const *events, size_t count, struct lt_arena *arena,
		 struct lt_decided **ret, size_t *ret_count)
{
	*ret = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < count; i++) {
		const Lt__Decision *d = decision_of(events[i]);
		if (!d || !*d->function)
			continue;
		if (!LT_ARENA_PUSH(arena, *ret, *ret_count))
			return LT_E_NOMEM;
		/* what the first event says was known before the fee was asked */
		bool first = events[i]->body_case == LT__EVENT__BODY_RECEIVED;
		(*ret)[(*ret_count)++] = (struct lt_decided){d, events[i], first ? i + 1 : i};
	}
	return 0;
}

int lt_decision_dossier(const Lt__FetchReply *reply, Lt__Event *const *events, size_t count,
			struct lt_arena *arena, Lt__Dossier **ret, struct lt_err *err)
{
	Lt__Dossier *d = lt_dossier_new(reply->dossier ? reply->dossier->id : 1, arena);
	int r = d ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < count && r == 0; i++) {
		struct lt_slice bytes = lt_slice(reply->events[i].data, reply->events[i].len);
		r = lt_chain_fits(d, events[i])
			    ? lt_evolve(d, events[i], bytes, arena)
			    : lt_err_set(err, LT_E_FORMAT, "lịch sử đứt ở sự kiện %zu", i + 1);
	}
	*ret = d;
	return r;
}

const Lt__Dossier *lt_decision_view(const struct lt_decided *decided, const Lt__Dossier *then,
				    struct lt_arena *arena)
{
	const Lt__Event *e = decided->event;
	if (e->body_case == LT__EVENT__BODY_FEE_ADDED && e->fee_added->frame)
		return lt_frame_view(then, e->fee_added->frame, arena);
	const Lt__Decision *d = decided->decision;
	const struct lt_shown shown = {
		.frame = d->frame ? lt_dossier_frame(then, d->frame) : NULL,
		.item = d->item,
		.item_text = d->item_text,
		.act = e->body_case == LT__EVENT__BODY_COMPLETED ? e->completed : NULL};
	return lt_shown(then, &shown, arena);
}

/* -- asking again -- */

struct again {
	const struct lt_decision_source *source;
	const Lt__Decision *decision;
	const Lt__Dossier *dossier;
	struct lt_arena *arena;
};

static lt_function function_of(const struct lt_definition *def, const Lt__Decision *d)
{
	lt_step_index at = lt_definition_step(def, d->step);
	const struct lt_step *step = at == LT_STEP_NONE ? NULL : &def->steps[at];
	if (strcmp(d->function, "fee") == 0)
		return def->fee;
	if (!step)
		return 0;
	if (strcmp(d->function, "by") == 0)
		return step->by;
	if (strcmp(d->function, "with") == 0)
		return step->with;
	for (uint32_t i = 0; i < step->branches_count; i++)
		if (strcmp(step->branches[i].name, d->branch) == 0)
			return step->branches[i].allow;
	if (strcmp(d->function, "allow") == 0)
		return step->allow;
	return strcmp(d->function, "at") == 0 ? step->place.at : 0;
}

/* As decide writes it into the event. */
static const char *answer_text(const struct lt_answer *a, struct lt_arena *arena)
{
	switch (a->type) {
	case LT_ANSWER_TEXT:
		return a->text;
	case LT_ANSWER_NUMBER:
		return lt_arena_printf(arena, "%lld", (long long)a->number);
	case LT_ANSWER_YESNO:
		return a->number ? "true" : "false";
	case LT_ANSWER_FIELDS:
		return lt_arena_printf(arena, "{%zu}", a->fields_count);
	default:
		return "nil";
	}
}

static int ask(const struct again *a, struct lt_slice *ret, struct lt_err *err)
{
	LT_AUTO(definition) struct lt_definition *def = NULL;
	struct lt_answer answer = {0};
	int r = lt_host_reload(a->source->own, "thu_tuc.lua", a->source->base, &def, err);
	lt_function function = r == 0 ? function_of(def, a->decision) : 0;
	if (r == 0 && !function)
		r = lt_err_set(err, LT_E_ABSENT, "tệp không có hàm %s ở bước '%s'",
			       a->decision->function, a->decision->step);
	if (r == 0)
		r = def->ask(def, function, a->dossier, a->arena, &answer, err);
	const char *text = r == 0 ? answer_text(&answer, a->arena) : NULL;
	if (r == 0 && !text)
		r = LT_E_NOMEM;
	if (r == 0)
		*ret = lt_slice(text, strlen(text) + 1);
	return r;
}

static int work(void *owner, struct lt_slice *ret_answer, struct lt_err *err)
{
	const struct again *a = owner;
	int r = lt_lock_in(err);
	struct lt_slice answer;
	if (r == 0)
		r = ask(a, &answer, err);
	if (r == 0)
		*ret_answer = answer;
	return r;
}

int lt_decision_again(const struct lt_decision_source *source, const Lt__Decision *decision,
		      const Lt__Dossier *dossier, struct lt_arena *arena, const char **ret,
		      struct lt_err *err)
{
	struct again a = {source, decision, dossier, arena};
	struct lt_apart_limits limits = {.wall_us = 20 * LT_US_PER_SECOND,
					 .cpu_s = 10,
					 .memory_bytes = (size_t)1 << 30,
					 .answer_bytes = LT_TEXT_BYTES_MAX + 1};
	struct lt_slice answer;
	int r = lt_apart_run(work, &a, &limits, arena, &answer, err);
	if (r == 0 && (answer.size == 0 || answer.data[answer.size - 1] != 0))
		r = lt_err_set(err, LT_E_FORMAT, "câu trả lời không đọc được");
	if (r == 0)
		*ret = (const char *)answer.data;
	return r;
}
