/* SPDX-License-Identifier: EUPL-1.2 */
/* A line of a trace as a deed: time passes, a command is sent or the engine's own
 * doing is awaited. */
#pragma once

#include "tests/scenario/trace.h"
#include "tests/scenario/world.h"

/** What became of a line. */
struct lt_played {
	struct lt_case *of;	 /**< the dossier it is about; NULL: none */
	uint32_t n;		 /**< look at the dossier as of this event */
	Lt__CommandReply *reply; /**< NULL: no command was sent */
};

/** The instant a line's stamp means, seen from now. */
bool lt_deed_stamp(struct lt_world *world, const struct lt_trace_line *line, int64_t *ret_us);
/** Does the line tell something that the engine does by itself? */
bool lt_play_is_happening(const struct lt_trace_line *line);
/** Does what the line says; time has passed already. @return false: failure is set. */
bool lt_play_line(struct lt_world *world, const struct lt_trace_line *line, struct lt_played *ret);
