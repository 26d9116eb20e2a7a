/* SPDX-License-Identifier: EUPL-1.2 */
/* The ten statuses by which the national portal knows a dossier (DongBoHoSoMC, TrangThaiHoSo):
 *
 *   1 registered   2 accepted   3 not accepted   4 in process   5 supplement asked
 *   6 financial duty   7 withdrawn   8 stopped   9 processed   10 returned */
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

/* Nothing beyond the receiving desk has been done yet. */
static bool at_intake(const Lt__Dossier *d)
{
	return d->tokens_made <= 1;
}

static uint32_t open_status(const Lt__Dossier *d)
{
	const Lt__Pause *p = lt_dossier_open_pause(d);
	if (p && p->reason == LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT)
		return SUPPLEMENT;
	if (p && p->reason == LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY)
		return FINANCIAL_DUTY;
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
	if (at_intake(d) && strcmp(d->outcome, "refused") == 0)
		return NOT_ACCEPTED; /* an end, also when the papers have been handed back */
	return d->status == LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED ? PROCESSED : RETURNED;
}
