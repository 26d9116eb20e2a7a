/* SPDX-License-Identifier: EUPL-1.2 */
/* The dossier's clock: it stands while a step that stops it is open, or while an officer who may
 * has stopped it; its due date is counted anew when it goes on.
 *
 * Nothing else stops a clock: the procedure says `clock = "stop"`, or somebody decided, in
 * writing. */
#include "procedures/core/pauses.h"
#include "procedures/core/work.h"
#include "proto/base/limits.h"

static const Lt__Token *stopping_token(const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->clock_stopped)
			return d->tokens[i];
	return NULL;
}

/* A hand-off whose clock stands where it is now says best why the dossier waits. */
static const Lt__Hold *told_hold(const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->held)
			return d->tokens[i]->held;
	return NULL;
}

static int resumed_due(struct lt_work *w, int64_t *ret_due_us)
{
	struct lt_counted counted;
	int r = lt_counted_dossier(w->d, w->env->calendar, w->at_us, w->env->arena, &counted);
	if (r == LT_E_NOMEM)
		return w->error = r;
	return r < 0 ? LT_E_CALENDAR : lt_counted_due(&counted, ret_due_us);
}

static void resume(struct lt_work *w)
{
	int64_t due_us = 0;
	int r = resumed_due(w, &due_us);
	Lt__Event *e = lt_work_event(w);
	Lt__ClockResumed *resumed = LT_MAKE(w, Lt__ClockResumed, lt__clock_resumed__init);
	if (w->error || !e || !resumed)
		return;
	resumed->due_us = due_us;
	resumed->calendar = lt_calendar_version(w->env->calendar);
	e->body_case = LT__EVENT__BODY_CLOCK_RESUMED;
	e->clock_resumed = resumed;
	lt_work_emit(w, e);
	if (r < 0)
		lt_work_incident(w, 0, "calendar", "",
				 "lịch làm việc chưa đủ năm để tính lại ngày hẹn trả", false);
}

/* While the clock stands still again there is nothing to count: its next resume will. */
void lt_flow_recount(struct lt_work *w)
{
	if (!lt_dossier_open_pause(w->d))
		resume(w);
}

/* The paper behind a stop that the procedure foresees: what the officer wrote who brought the
 * dossier there just now. */
static void justify(const struct lt_work *w, const Lt__Token *token, Lt__ClockStopped *stopped)
{
	const Lt__ActOnStep *act = w->cmd->body_case == LT__COMMAND__BODY_ACT ? w->cmd->act : NULL;
	if (!act || token->entered_us != w->at_us)
		return;
	stopped->note = act->note;
	stopped->paper = act->n_papers ? act->papers[0]->id : "";
	stopped->officer = w->cmd->actor->id;
	stopped->unit = w->cmd->actor->unit;
}

static void stop(struct lt_work *w, const Lt__Token *token, const Lt__Hold *hold)
{
	Lt__Event *e = lt_work_event(w);
	Lt__ClockStopped *stopped = LT_MAKE(w, Lt__ClockStopped, lt__clock_stopped__init);
	if (!e || !stopped)
		return;
	if (token) {
		stopped->reason = token->pause;
		stopped->step = token->step;
		justify(w, token, stopped);
	} else {
		stopped->reason = hold->reason;
		stopped->paper = hold->paper;
		stopped->note = hold->note;
		stopped->officer = hold->officer;
		stopped->unit = hold->unit;
	}
	e->body_case = LT__EVENT__BODY_CLOCK_STOPPED;
	e->clock_stopped = stopped;
	lt_work_emit(w, e);
}

/* What another office tells of goes before a stop that the procedure foresees, that before one that
 * was decided. */
void lt_flow_settle_clock(struct lt_work *w)
{
	if (!w->d->limit || w->d->limit->unit == LT_LIMIT_NONE)
		return;
	const Lt__Pause *standing = lt_dossier_open_pause(w->d);
	const Lt__Hold *told = told_hold(w->d);
	const Lt__Token *token = told ? NULL : stopping_token(w->d);
	bool ended = w->d->status != LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	const Lt__Hold *hold = told    ? told
			       : ended ? NULL
				       : w->d->hold; /* a decision ends with the dossier */
	Lt__PauseReason reason = token	? token->pause
				 : hold ? hold->reason
					: LT__PAUSE_REASON__PAUSE_REASON_UNSPECIFIED;
	if (standing && ((!token && !hold) || reason != standing->reason))
		resume(w); /* another reason is another line of the ledger */
	if ((token || hold) && !w->error && !lt_dossier_open_pause(w->d) &&
	    w->d->n_pauses < LT_PAUSES_MAX)
		stop(w, token, hold);
}
