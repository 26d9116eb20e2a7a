/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/crash/audit.h"

#include <stdio.h>

int crash_audit(struct history *history, const char *folder, uint64_t moment,
		struct crash_audit *ret, struct lt_err *err)
{
	struct history_report report;
	*ret = (struct crash_audit){0};
	int r = history_check_folder(history, folder, moment, &report, err);
	if (r < 0)
		return r;
	*ret = (struct crash_audit){
		.accepted = history_count(history, HISTORY_ACCEPTED),
		.refused = history_count(history, HISTORY_REFUSED),
		.open = history_count(history, HISTORY_OPEN),
		.lost = report.lost,
		.doubled = report.doubled,
		.contrary = report.contrary,
		.batches = report.batches,
		.events = report.events,
	};
	ret->marks = ret->accepted + ret->refused + ret->open;
	ret->broken = history_broken(&report);
	if (!ret->broken)
		return 0;
	(void)snprintf(ret->example, sizeof ret->example, "%s", report.items[ret->broken].example);
	if (!report.named)
		return 0;
	return lt_err_set(err, LT_E_DAMAGED, "I%d, %s: %s", ret->broken,
			  history_english(ret->broken), ret->example);
}

bool crash_audit_holds(const struct crash_audit *a)
{
	return !a->lost && !a->doubled && !a->contrary && !a->broken;
}

void crash_audit_tell(const struct crash_audit *a)
{
	if (a->broken)
		(void)printf("I%d, %s: %s\n", a->broken, history_english(a->broken), a->example);
}
