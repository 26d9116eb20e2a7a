/* SPDX-License-Identifier: EUPL-1.2 */
/* The dossier as a script is shown it: a called procedure's by its own names, in the branch of one
 * item that item, before an act is recorded what the act would make of it. */
#pragma once

#include "event.pb-c.h"

#include "procedures/core/frame.h"

struct lt_shown {
	const Lt__Frame *frame; /**< called procedure; NULL: the dossier's own */
	uint32_t item;		/**< of a branch that runs for each; 0: none */
	const char *item_text;
	const Lt__StepCompleted *act; /**< under the dossier's names; NULL: nothing is being done */
};

/** @return @p dossier itself if nothing differs; a shallow copy in the arena; NULL without memory
 */
const Lt__Dossier *lt_shown(const Lt__Dossier *dossier, const struct lt_shown *shown,
			    struct lt_arena *arena);
