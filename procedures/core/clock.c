/* SPDX-License-Identifier: EUPL-1.2 */
/* The dossier's clock: it stands while a step that stops it is open, and its due date is counted
 * anew when it goes on. */
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

static int resumed_due(struct lt_work *w, int64_t *ret_due_us)
{
	const Lt__Dossier *d = w->d;
	struct lt_pause *pauses;
	const struct lt_office *office = lt_calendar_office(w->env->calendar, d->office);
	if (lt_pauses_of(d, w->at_us, w->env->arena, &pauses) < 0)
		return w->error = LT_E_NOMEM;
	if (!office || !d->limit)
		return LT_E_CALENDAR;
	struct lt_limit limit = {(enum lt_limit_unit)d->limit->unit, d->limit->amount};
	return lt_due(office, d->counts_from_us, limit, (enum lt_counting)d->counting, pauses,
		      d->n_pauses, ret_due_us);
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

static void stop(struct lt_work *w, const Lt__Token *token)
{
	Lt__Event *e = lt_work_event(w);
	Lt__ClockStopped *stopped = LT_MAKE(w, Lt__ClockStopped, lt__clock_stopped__init);
	if (!e || !stopped)
		return;
	stopped->reason = token->pause;
	stopped->step = token->step;
	e->body_case = LT__EVENT__BODY_CLOCK_STOPPED;
	e->clock_stopped = stopped;
	lt_work_emit(w, e);
}

void lt_flow_settle_clock(struct lt_work *w)
{
	if (!w->d->limit || w->d->limit->unit == LT_LIMIT_NONE)
		return;
	const Lt__Pause *standing = lt_dossier_open_pause(w->d);
	const Lt__Token *token = stopping_token(w->d);
	if (standing && (!token || token->pause != standing->reason))
		resume(w); /* another reason is another line of the ledger */
	if (token && !w->error && !lt_dossier_open_pause(w->d) && w->d->n_pauses < LT_PAUSES_MAX)
		stop(w, token);
}
