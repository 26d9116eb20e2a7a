/* SPDX-License-Identifier: EUPL-1.2 */
/* The history of a dossier as a table. */
#pragma once

#include "procedures/forms/journey.h"
#include "tools/lienthong/tool.h"

/** When, who, what, a line an event. @return 0 or LT_E_NOMEM. */
int lt_journey_print(struct lt_tool *tool, const Lt__FetchReply *reply,
		     Lt__Event *const *events) LT_MUST_USE;
