/* SPDX-License-Identifier: EUPL-1.2 */
/* What was done at this node alone, on the page of its dossier: not confirmed yet, or refused. */
#pragma once

#include "worker/web/web_own.h"

/** Says that the last of it is this node's word only, and what happens next; nothing when all of it
 * is confirmed. */
void lt_conflicts_provisional(struct lt_view *view, const Lt__FetchReply *show);
/** What the coordinator refused of this dossier, each with why and what may be done. */
void lt_conflicts_section(struct lt_view *view, const char *code);
