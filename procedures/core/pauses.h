/* SPDX-License-Identifier: EUPL-1.2 */
/* The pauses of a dossier as the calendar asks for them: in order, not overlapping. */
#pragma once

#include "dossier.pb-c.h"

#include "procedures/calendar/calendar.h"
#include "proto/base/arena.h"

/**
 * What was recorded late (a node was cut off) may say it happened while an earlier pause still
 * stood, or before counting began: such a pause begins where the other ended, and time is paused
 * once.
 * @param open_to_us  where a pause that still stands ends: now, or LT_PAUSE_OPEN
 * @param ret         n_pauses of them, in the arena
 * @return 0 or LT_E_NOMEM. Pure.
 */
int lt_pauses_of(const Lt__Dossier *dossier, int64_t open_to_us, struct lt_arena *arena,
		 struct lt_pause **ret) LT_MUST_USE;
