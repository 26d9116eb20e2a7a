/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers of the coordinator that are shown again, with their age, while the line is down. They
 * stand beside the accounts, so a node that restarts without the line has them still. */
#pragma once

#include "link.pb-c.h"

#include "worker/web/accounts.h"

/** Keeps an answer under a name, in the place of an older one. At most one a minute of a name is
 *  written; what cannot be kept is not, and the log says so. Any thread. */
void lt_kept_put(struct lt_accounts *accounts, const char *name, const Lt__FetchReply *reply);
/** The last one of that name. In the arena. @return NULL: there is none. */
const Lt__FetchReply *lt_kept_get(struct lt_accounts *accounts, const char *name,
				  struct lt_arena *arena);
