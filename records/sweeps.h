/* SPDX-License-Identifier: EUPL-1.2 */
/* Sweeps: what every open dossier must be asked about, because something changed for all of them: a
 * calendar came into force, a line was down, units are gone.
 *
 * A sweep begins with an event of the registry and goes on in slices, batch after batch, between
 * other people's commands. How far it has come is an event too, in the batch of the dossiers it
 * moved: after a crash it goes on there, and moves nobody twice. Engine thread only. */
#pragma once

#include "records/state.h"

/** Adds a sweep to those under way. None is needed while there is no dossier. For the registry's
 *  apply. */
int lt_sweeps_add(struct lt_state *state, const Lt__Sweep *sweep, struct lt_arena *arena,
		  struct lt_err *err) LT_MUST_USE;
/** What a SweepAdvanced says. */
int lt_sweeps_advance(struct lt_state *state, const Lt__SweepAdvanced *event,
		      struct lt_arena *arena, struct lt_err *err) LT_MUST_USE;
/** Those under way, oldest first; none: an empty list. */
int lt_sweeps_read(struct lt_state *state, struct lt_arena *arena, Lt__Sweeps **ret,
		   struct lt_err *err) LT_MUST_USE;
