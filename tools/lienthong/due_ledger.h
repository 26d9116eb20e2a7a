/* SPDX-License-Identifier: EUPL-1.2 */
/* Why a dossier is due when it is: its ledger, and that of each open step. */
#pragma once

#include "tools/lienthong/tool.h"

/** Prints the ledgers of a dossier of a running coordinator. @return as lt_session_read. */
int lt_due_ledger(struct lt_tool *tool, const char *code, struct lt_err *err) LT_MUST_USE;
