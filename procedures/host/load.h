/* SPDX-License-Identifier: EUPL-1.2 */
/* One run in a state of its own, for files that are read once: directories, calendars. */
#pragma once

#include "procedures/host/sandbox.h"

/** Makes a state, runs @p function in it, frees it. @return as lt_sandbox_run; err has file and
 * line. */
int lt_host_read(const struct lt_budget *budget, const char *file, lua_CFunction function,
		 void *argument, struct lt_err *err) LT_MUST_USE;
