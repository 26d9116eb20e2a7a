/* SPDX-License-Identifier: EUPL-1.2 */
/* Proposals for publishing, for who is to release them: by whom, since when, what would change. */
#pragma once

#include "tools/lienthong/tool.h"

/** Which of them. */
struct lt_proposals_wish {
	const char *number; /**< this one, with the lines that differ; NULL: all that are open */
	bool all;	    /**< those that have ended too */
};

/** Asks and prints. @return as lt_session_fetch; LT_E_USAGE (no such number). */
int lt_proposals_tell(struct lt_tool *tool, const struct lt_proposals_wish *wish,
		      struct lt_err *err) LT_MUST_USE;
