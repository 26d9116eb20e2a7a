/* SPDX-License-Identifier: EUPL-1.2 */
/* What lies beside a procedure's file and says more of it: its tests, the procedures it calls. */
#pragma once

#include "procedures/host/judge.h"
#include "tools/lienthong/sources.h"
#include "tools/lienthong/tool.h"

/** Files that were checked. */
struct lt_beside {
	struct lt_tool *tool;
	const struct lt_source *sources; /**< those that were judged, in the same order */
	const char *directory;		 /**< path; NULL: what comes with the tool */
	const struct lt_judge_case *what;
	struct lt_judged *judged; /**< findings are added here */
};

/** Plays the tests that lie beside each good file, each in a child: outcomes that none of them
 * reaches are findings; so is a file of tests that cannot be tried. Then holds the calls of
 * procedures that are none of the files against those that the tests use or that lie in the same
 * folder. @param tests  false: only the calls, and only against the folder
 * @return 0; LT_E_NOMEM; LT_E_IO. */
int lt_beside_judge(const struct lt_beside *beside, bool tests, struct lt_err *err) LT_MUST_USE;
