/* SPDX-License-Identifier: EUPL-1.2 */
/* The clock stands where the dossier is now: whoever has taken over a hand-off tells so, since when
 * and why, and when it goes on. The hand-off's clock and the dossier's stand for as long.
 *
 * It is told, not decided: another province's rules and papers are the reason, and it may be heard
 * of late, or again by who has not seen that it was heard. So each comes with the moment it
 * happened, and with its number; a number that is recorded changes nothing. */
#include <string.h>

#include "procedures/core/pauses.h"
#include "procedures/core/work.h"
#include "proto/base/limits.h"

/* The hand-off whose clock is told of, if this is news of it; NULL: refused, or heard already. */
static const Lt__Token *handoff(struct lt_work *w, uint32_t id, const ProtobufCBinaryData *offer,
				const char *note, uint32_t news)
{
	const Lt__Actor *a = w->cmd->actor;
	const Lt__Token *t = lt_dossier_token(w->d, id);
	if (w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN)
		lt_work_refuse(w, LT_REFUSAL_NOT_OPEN, "%s", w->d->code);
	else if (!t || !*t->from)
		lt_work_refuse(w, LT_REFUSAL_NO_STEP, "thẻ %u, hồ sơ %s", id, w->d->code);
	else if (!lt_slice_equal(lt_slice(offer->data, offer->len),
				 lt_slice(t->offer.data, t->offer.len)))
		lt_work_refuse(w, LT_REFUSAL_OFFER, "thẻ %u, hồ sơ %s", id, w->d->code);
	else if (a->kind != LT__ACTOR_KIND__ACTOR_KIND_OFFICER || strcmp(a->unit, t->unit) != 0)
		lt_work_refuse(w, LT_REFUSAL_WRONG_UNIT, "cán bộ '%s', đơn vị '%s', hồ sơ %s",
			       a->id, a->unit, w->d->code);
	else if (!t->taken || strcmp(a->id, t->officer) != 0)
		lt_work_refuse(w, LT_REFUSAL_HELD, "cán bộ '%s', hồ sơ %s", a->id, w->d->code);
	else if (!*note)
		lt_work_refuse(w, LT_REFUSAL_NOTE, "đồng hồ nơi nhận, hồ sơ %s", w->d->code);
	else if (!news)
		lt_work_refuse(w, LT_REFUSAL_MALFORMED, "tin về đồng hồ nơi nhận không có số");
	return lt_work_stopped(w) || news <= t->told ? NULL : t;
}

void lt_decide_held(struct lt_work *w, const Lt__HoldClock *cmd)
{
	const Lt__Token *t = handoff(w, cmd->token, &cmd->offer, cmd->note, cmd->news);
	if (!t)
		return;
	if (cmd->reason < LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT ||
	    cmd->reason > LT__PAUSE_REASON__PAUSE_REASON_EXPLANATION)
		return lt_work_refuse(w, LT_REFUSAL_MALFORMED, "lý do dừng tính thời hạn");
	if (w->at_us < t->entered_us)
		return lt_work_refuse(w, LT_REFUSAL_TIME, "hồ sơ %s dừng trước khi được chuyển đi",
				      w->d->code);
	if (t->held || t->n_pauses >= LT_PAUSES_MAX - 1)
		return lt_work_refuse(w, LT_REFUSAL_CLOCK, "hồ sơ %s, thẻ %u", w->d->code, t->id);
	lt_work_emit_held(w, cmd);
}

/* Where the step's clock goes on from; nothing while a decision here still stops it. */
static void resume_step(struct lt_work *w, const Lt__Token *t, Lt__ClockReleased *released)
{
	struct lt_counted counted;
	int64_t due_us;
	if (t->due_us != LT_DUE_SUSPENDED || w->d->hold)
		return;
	int r = lt_counted_token(t, w->env->calendar, w->at_us, w->env->arena, &counted);
	if (r == 0)
		r = lt_counted_due(&counted, &due_us);
	if (r == LT_E_NOMEM)
		w->error = r;
	else if (r < 0)
		lt_work_refuse(w, LT_REFUSAL_NO_CALENDAR, "bước '%s', cơ quan %s", t->step,
			       t->office);
	if (r < 0)
		return;
	Lt__StepDue *step = LT_MAKE(w, Lt__StepDue, lt__step_due__init);
	if (!step || !LT_ARENA_PUSH(w->env->arena, released->steps, released->n_steps)) {
		w->error = LT_E_NOMEM;
		return;
	}
	step->token = t->id;
	step->due_before_us = t->due_us;
	step->due_us = due_us;
	step->calendar = lt_calendar_version(w->env->calendar);
	released->steps[released->n_steps++] = step;
}

void lt_decide_held_no_more(struct lt_work *w, const Lt__ReleaseClock *cmd)
{
	const Lt__Token *t = handoff(w, cmd->token, &cmd->offer, cmd->note, cmd->news);
	if (!t)
		return;
	if (!t->held)
		return lt_work_refuse(w, LT_REFUSAL_CLOCK, "hồ sơ %s đang chạy đồng hồ",
				      w->d->code);
	if (w->at_us < t->held->at_us)
		return lt_work_refuse(w, LT_REFUSAL_TIME, "hồ sơ %s tính tiếp trước khi dừng",
				      w->d->code);
	Lt__ClockReleased *released = lt_work_released(w, cmd);
	if (!released)
		return;
	resume_step(w, t, released);
	if (!lt_work_stopped(w))
		lt_work_emit_released(w, released);
}
