/* SPDX-License-Identifier: EUPL-1.2 */
/* What a node adds to its answers when it works alone. */
#pragma once

#include "link.pb-c.h"

#include "tools/lienthong/tool.h"

/** Under an answer for people: what waits, what was not accepted. */
void lt_waiting_print(struct lt_tool *tool, const Lt__FetchReply *reply);
/** Under the answer to a command: that it is provisional, if it is. */
void lt_waiting_note(struct lt_tool *tool, const Lt__CommandReply *reply);
