/* SPDX-License-Identifier: EUPL-1.2 */
/* A called procedure's own names. The dossier has one set of fields and papers; a frame knows by
 * which of the dossier's names each of its own goes: shared with the caller, or its own under the
 * path of the call ("residence/finding"; no name has a slash). */
#pragma once

#include "procedures/core/definition.h"

/** The dossier's name of a frame's field. @p frame 0: the name itself. NULL without memory. */
const char *lt_frame_field(const Lt__Dossier *dossier, uint32_t frame, const char *name,
			   struct lt_arena *arena);
/** ... of a paper. */
const char *lt_frame_paper(const Lt__Dossier *dossier, uint32_t frame, const char *id,
			   struct lt_arena *arena);

/**
 * The frame that a call step opens or would open: names and path set, id and token not.
 * @param caller  frame of the call step; NULL: the dossier's own procedure
 * @return NULL without memory
 */
Lt__Frame *lt_frame_of_call(const Lt__Frame *caller, const struct lt_definition *caller_def,
			    const struct lt_step *call, const struct lt_definition *child,
			    struct lt_arena *arena);
/** The dossier as a called procedure sees it: its fields, papers and visits, under its own names.
 *  The frame need not be open. @return a shallow copy in the arena; NULL without memory */
const Lt__Dossier *lt_frame_view(const Lt__Dossier *dossier, const Lt__Frame *frame,
				 struct lt_arena *arena);
