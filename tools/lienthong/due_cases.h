/* SPDX-License-Identifier: EUPL-1.2 */
/* Due moments of a table of cases, under every counting. Needs nothing that runs. */
#pragma once

#include "tools/lienthong/tool.h"

/** Paths of comma-separated tables; the columns of each are told by `lienthong due --help`. */
struct lt_due_files {
	const char *cases, *calendars, *public_days;
	const char *closures; /**< NULL: no local closures */
};

/**
 * Prints the cases again, their due columns filled, as they come in; a column the table has not is
 * put where the usual table has it. A row that cannot be right is left out and told on the tool's
 * errors: file, line, case, column.
 * @return 0; LT_E_FORMAT (a file, or rows left out); LT_E_ABSENT, LT_E_IO, LT_E_LIMIT, LT_E_NOMEM.
 */
int lt_due_cases(struct lt_tool *tool, const struct lt_due_files *files,
		 struct lt_err *err) LT_MUST_USE;
