/* SPDX-License-Identifier: EUPL-1.2 */
/* Who was named to stand in for whom, since the beginning. The thread that owns the records. */
#pragma once

#include "event.pb-c.h"

#include "procedures/core/deputy.h"
#include "proto/base/time.h"
#include "records/state.h"

/** One of them by its number, in @p arena. LT_E_ABSENT. */
int lt_deputy_stored(struct lt_state *state, uint32_t number, struct lt_arena *arena,
		     Lt__Deputy **ret, struct lt_err *err) LT_MUST_USE;
/** So far ahead, and for so long, somebody may be named at most: longer is another post, the
 * directory's to say. */
#define LT_DEPUTY_AHEAD_US (366 * LT_US_PER_DAY)
#define LT_DEPUTY_LASTS_US (366 * LT_US_PER_DAY)
/** So late an act may be recorded that was done while it lasted. */
#define LT_DEPUTY_LATE_US (90 * LT_US_PER_DAY)

/** All that may still count, the newest first; in @p arena. */
int lt_deputies_stored(struct lt_state *state, struct lt_arena *arena, Lt__Deputy ***ret,
		       size_t *ret_count, struct lt_err *err) LT_MUST_USE;
/** ... as decide asks for them. */
int lt_deputies_load(struct lt_state *state, struct lt_arena *arena, struct lt_deputies *ret,
		     struct lt_err *err) LT_MUST_USE;
/** Writes what a registry event says: DeputyNamed, DeputyEnded. */
int lt_deputies_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		      struct lt_err *err) LT_MUST_USE;
