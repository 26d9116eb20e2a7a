/* SPDX-License-Identifier: EUPL-1.2 */
/* Lateness, watched event by event: found once for each cause, never missed, its duties done by
 * whom they may be done. */
#include <string.h>

#include "records/verify/verify_own.h"
#include "procedures/core/evolve.h"
#include "procedures/core/late.h"

/* Property 2: one lateness a step (or dossier), unit and due date. */
static void watch_found(struct lt_verifier *v, const Lt__Dossier *d, uint32_t token,
			const Lt__Lateness *l)
{
	bool again = false;
	for (size_t i = 0; l && i < d->n_lates; i++)
		again |= d->lates[i]->token == token && d->lates[i]->due_us == l->due_us &&
			 strcmp(d->lates[i]->unit, l->unit) == 0;
	lt_verifier_count(v, 2, !again, "hồ sơ %s: thẻ %u trễ hai lần vì một nguyên do", d->code,
			  token);
}

/* Property 8: what ends after its date was found to be late. A wait that runs out is nobody's. */
static void watch_ended(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e,
			uint32_t token)
{
	const Lt__Token *t = lt_dossier_token(d, token);
	if (!t || !t->due_us || t->kind == LT__STEP_KIND__STEP_KIND_WAIT ||
	    t->state == LT__TOKEN_STATE__TOKEN_STATE_INCIDENT)
		return;
	lt_verifier_count(v, 8, t->overdue || lt_event_at(e) <= t->due_us,
			  "hồ sơ %s: bước '%s' xong sau hạn mà không ghi trễ", d->code, t->step);
}

static void watch_finished(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e)
{
	lt_verifier_count(v, 8, !d->due_us || d->overdue || lt_event_at(e) <= d->due_us,
			  "hồ sơ %s xong sau ngày hẹn mà không ghi trễ", d->code);
}

/* Property 7: the head signs; whoever had it, or the head, explains. */
static void watch_done(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e)
{
	const Lt__DutyDone *done = e->duty_done;
	const Lt__Lateness *l = lt_late_find(d, done->lateness);
	const struct lt_directory *directory;
	const char *unit = l ? l->unit : lt_late_holder(d, 0).unit;
	bool right = lt_registry_directory(v->registry, e->stamp_us, &directory, NULL) == 0;
	bool head = right &&
		    lt_directory_heads(directory, done->officer, done->unit, unit, lt_event_at(e));
	head = head || (right && *e->actor->instead_of &&
			lt_verifier_stood_in(
				v, e, directory,
				&(struct lt_right){.holder = e->actor->instead_of, .heads = unit}));
	bool own = right && done->kind == LT__DUTY_KIND__DUTY_KIND_EXPLANATION && l &&
		   strcmp(done->unit, l->unit) == 0 &&
		   (!*l->officer || strcmp(l->officer, done->officer) == 0 ||
		    strcmp(l->officer, e->actor->instead_of) == 0);
	lt_verifier_count(v, 7, head || own, "hồ sơ %s: nghĩa vụ của lần trễ %u do %s tại %s làm",
			  d->code, done->lateness, done->officer, done->unit);
}

void lt_verifier_watch_late(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_STEP_OVERDUE:
		return watch_found(v, d, e->step_overdue->token, e->step_overdue->lateness);
	case LT__EVENT__BODY_OVERDUE:
		return watch_found(v, d, 0, e->overdue->lateness);
	case LT__EVENT__BODY_COMPLETED:
		return watch_ended(v, d, e, e->completed->token);
	case LT__EVENT__BODY_CANCELLED:
		if (strcmp(e->cancelled->reason, "retry") == 0)
			return; /* it could not be worked on; it begins anew with all its time */
		return watch_ended(v, d, e, e->cancelled->token);
	case LT__EVENT__BODY_FINISHED:
		return watch_finished(v, d, e);
	case LT__EVENT__BODY_DUTY_DONE:
		return watch_done(v, d, e);
	default:
		return;
	}
}

void lt_verifier_check_late(struct lt_verifier *v, const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_lates; i++) {
		unsigned kinds = 0;
		for (size_t k = 0; k < d->n_duties; k++)
			if (d->duties[k]->lateness == d->lates[i]->id)
				kinds |= 1u << d->duties[k]->kind;
		lt_verifier_count(v, 8,
				  kinds == (1u << LT__DUTY_KIND__DUTY_KIND_APOLOGY |
					    1u << LT__DUTY_KIND__DUTY_KIND_EXPLANATION),
				  "hồ sơ %s: lần trễ %u thiếu nghĩa vụ xin lỗi hoặc giải trình",
				  d->code, d->lates[i]->id);
	}
	for (size_t i = 0; i < d->n_tokens; i++)
		lt_verifier_count(v, 8,
				  d->tokens[i]->due_us == d->tokens[i]->warned_for_us ||
					  d->tokens[i]->due_us == LT_DUE_SUSPENDED,
				  "hồ sơ %s: mốc nhắc của bước '%s' không theo hạn mới", d->code,
				  d->tokens[i]->step);
}
