/* SPDX-License-Identifier: EUPL-1.2 */
/* What entering a step needs, whatever its kind. Private to flow*.c. */
#pragma once

#include "procedures/core/work.h"

/** A fresh token for a step; nothing is recorded. NULL (and work->error) without memory. */
Lt__Token *lt_flow_token(struct lt_work *w, const struct lt_step *step, struct lt_entry entry);
/** Records that the step is open. */
void lt_flow_started(struct lt_work *w, Lt__Token *token, bool again, Lt__Decision *decision);
/** The token stays open with an incident instead of what it should have done. */
void lt_flow_fail(struct lt_work *w, Lt__Token *token, bool again, const char *point,
		  const char *message);
/** Cancels what runs inside a parallel or call, innermost last opened first; 0: everything. */
void lt_flow_cancel_inside(struct lt_work *w, uint32_t ancestor, const char *reason);

/* -- flow_parallel.c: branches -- */
void lt_flow_enter_parallel(struct lt_work *w, const struct lt_definition *def,
			    const struct lt_step *step, struct lt_entry entry);
/** A branch has come to "done". */
void lt_flow_end_branch(struct lt_work *w, struct lt_entry entry);

/* -- flow_block.c: called procedures -- */
void lt_flow_enter_call(struct lt_work *w, const struct lt_definition *def,
			const struct lt_step *step, struct lt_entry entry);
/** A called procedure has come to its finish @p step. */
void lt_flow_end_call(struct lt_work *w, const struct lt_step *step, uint32_t frame);
