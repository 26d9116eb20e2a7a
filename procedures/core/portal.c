/* SPDX-License-Identifier: EUPL-1.2 */
/* The ten statuses by which the national portal knows a dossier (DongBoHoSoMC, TrangThaiHoSo):
 *
 *   1 registered   2 accepted   3 not accepted   4 in process   5 supplement asked
 *   6 financial duty   7 withdrawn   8 stopped   9 processed   10 returned
 *
 * The clock runs in 2 and 4 (and in 1: the limit is counted from the handing-in), stands in 5 and
 * 6, ends at 9; 3, 7, 8 and 10 are ends, and the way from 9 to 10 has no limit. */
#include <string.h>

#include "procedures/core/decide.h"
#include "procedures/core/evolve.h"

enum {
	REGISTERED = 1,
	ACCEPTED,
	NOT_ACCEPTED,
	IN_PROCESS,
	SUPPLEMENT,
	FINANCIAL_DUTY,
	WITHDRAWN,
	STOPPED,
	PROCESSED,
	RETURNED
};

/* Nothing beyond the first desk has been done yet: it, and waiting for the papers it asked for, are
 * all the steps there have been. */
static bool at_intake(const Lt__Dossier *d)
{
	uint32_t all = 0, first = 0;
	for (size_t i = 0; i < d->n_visits; i++) {
		all += d->visits[i]->count;
		if (strcmp(d->visits[i]->step, d->visits[0]->step) == 0 &&
		    d->visits[i]->frame == d->visits[0]->frame)
			first += d->visits[i]->count;
	}
	return all == first + d->supplements;
}

/* Why the clock is to stand: what another office tells of, a step that stops it, then a decision.
 * Not read from the pauses: a dossier without a limit has none, and is waiting for its papers all
 * the same. */
static Lt__PauseReason stands_for(const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->held)
			return d->tokens[i]->held->reason;
	for (size_t i = 0; i < d->n_tokens; i++)
		if (d->tokens[i]->clock_stopped)
			return d->tokens[i]->pause;
	return d->hold ? d->hold->reason : LT__PAUSE_REASON__PAUSE_REASON_UNSPECIFIED;
}

static uint32_t open_status(const Lt__Dossier *d)
{
	switch (stands_for(d)) {
	case LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT:
		return SUPPLEMENT;
	case LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY:
		return FINANCIAL_DUTY;
	default: /* the portal has no word for the other reasons: the clock stands in 4 */
		break;
	}
	if (!at_intake(d))
		return IN_PROCESS;
	return d->channel == LT__CHANNEL__CHANNEL_ONLINE ? REGISTERED : ACCEPTED;
}

uint32_t lt_portal_status(const Lt__Dossier *d)
{
	switch (d->status) {
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN:
		return open_status(d);
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN:
		return WITHDRAWN;
	case LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED:
		return STOPPED;
	default:
		break;
	}
	/* An end, also when the papers have been handed back. Who was asked for more papers had
	 * been taken in: progress.c counts him so. */
	if (at_intake(d) && !d->supplements && strcmp(d->outcome, "refused") == 0)
		return NOT_ACCEPTED;
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED ? PROCESSED : RETURNED;
}
