/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines that nodes saw down: what they told, and what an operator made of it. The thread that owns
 * the records. */
#pragma once

#include "event.pb-c.h"

#include "records/state.h"

/** A sighting by its number, in @p arena. LT_E_ABSENT. */
int lt_sighting_read(struct lt_state *state, uint32_t number, struct lt_arena *arena,
		     Lt__LineSighting **ret, struct lt_err *err) LT_MUST_USE;
/** Writes what a registry event says of one: LineSeen, LineDismissed, or a LineDown that follows
 *  from one; another LineDown says nothing of them. */
int lt_sighting_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		      struct lt_err *err) LT_MUST_USE;
