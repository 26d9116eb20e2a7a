/* SPDX-License-Identifier: EUPL-1.2 */
/* A drawn procedure, with what stands at its steps now.
 *
 *   lt_draw_dot -> lt_picture_draw (graphviz; the same for one version, so it may be kept)
 *               -> lt_picture_mark (counts, incidents, "here": new each time) -> a page */
#pragma once

#include "procedures/forms/writer.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

/** What the id of a drawn step begins with (no sign that graphviz escapes); its name follows. */
#define LT_PICTURE_STEP "step_"

/** Lets graphviz draw what lt_draw_dot wrote. @param ret  a file of SVG, NUL-terminated, in @p
 *  arena @return 0; LT_E_ABSENT: graphviz is not installed; LT_E_TIMEOUT, LT_E_LIMIT, LT_E_IO,
 *  LT_E_NOMEM. Any thread. */
int lt_picture_draw(struct lt_slice dot, struct lt_arena *arena, struct lt_slice *ret,
		    struct lt_err *err) LT_MUST_USE;

/** What is shown at one step; all 0: nothing. */
struct lt_picture_mark {
	const char *step;
	uint64_t open, late, incidents; /**< dossiers that stand here; of these past the limit */
	bool here;			/**< the dossier that is spoken of stands here */
	const char *words;		/**< all of it as a sentence, for who cannot see it */
};

struct lt_picture {
	struct lt_slice drawn; /**< of lt_picture_draw */
	const char *title;     /**< what the picture is, in words */
	const struct lt_picture_mark *marks;
	size_t marks_count;
};

/** Writes it as an element to stand in a page: no prologue, nothing that a browser would show as a
 *  hint but the marks' words. Without memory the writer says so. Pure; any thread. */
void lt_picture_mark(const struct lt_picture *picture, struct lt_writer *out);
