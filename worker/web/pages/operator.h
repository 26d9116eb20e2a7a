/* SPDX-License-Identifier: EUPL-1.2 */
/* Parts of the operator's page with files of their own. */
#pragma once

#include "worker/web/web_own.h"

/** Lines that nodes saw down, the newest first, and what became of each; for a node that operates
 * the province. */
void lt_operator_lines(struct lt_view *view);
/** Time is given back for one of them, or not. */
void lt_operator_line(struct lt_view *view);

/** Who has an account here, and the form to invite somebody. */
void lt_operator_accounts(struct lt_view *view);
/** A one-time password for somebody; an account is shut. */
void lt_operator_invite(struct lt_view *view);
void lt_operator_shut(struct lt_view *view);
