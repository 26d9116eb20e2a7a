/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/host/load.h"

#include "procedures/host/complaint.h"

int lt_host_read(const struct lt_budget *budget, const char *file, lua_CFunction function,
		 void *argument, struct lt_err *err)
{
	struct lt_sandbox *box = NULL;
	int r = lt_sandbox_new(&box);
	if (r < 0)
		return lt_err_set(err, r, "%s", file);
	r = lt_sandbox_run(box, budget, function, argument);
	const struct lt_complaint *why = lt_sandbox_complaint(box);
	if (r == LT_E_SCRIPT)
		(void)lt_err_set(err, r, "%s:%d: %s%s%s", file, (int)why->line, why->text,
				 *why->remedy ? "; " : "", why->remedy);
	else if (r < 0)
		(void)lt_err_set(err, r, "%s", file);
	lt_sandbox_free(box);
	return r;
}
