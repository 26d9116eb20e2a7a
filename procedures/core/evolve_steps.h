/* SPDX-License-Identifier: EUPL-1.2 */
/* What a dossier remembers of its ended steps (who did how many), and what becomes of its open ones
 * under another version. Private to procedures/core: a part
 * of evolve, as total and pure as it. */
#pragma once

#include "event.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

/** An officer has done a step (or given an opinion) at @p at_us. "" for either: nothing to note.
 *  @return 0 or LT_E_NOMEM. */
int lt_evolve_done(Lt__Dossier *dossier, const char *unit, const char *officer, int64_t at_us,
		   struct lt_arena *arena) LT_MUST_USE;
/** The citizen said something, and was answered. @return 0 or LT_E_NOMEM. */
int lt_evolve_feedback(Lt__Dossier *dossier, const Lt__FeedbackGiven *e, int64_t at_us,
		       struct lt_arena *arena) LT_MUST_USE;
void lt_evolve_answered(Lt__Dossier *dossier, const Lt__FeedbackAnswered *e, int64_t at_us);
/** Another version: its open steps, their names among the visits, how it is counted. */
int lt_evolve_migrated(Lt__Dossier *dossier, const Lt__DefinitionMigrated *e,
		       struct lt_arena *arena) LT_MUST_USE;
