/* SPDX-License-Identifier: EUPL-1.2 */
/* What a due moment follows from: the recorded facts of a dossier, or of one of its steps, as a
 * question to the calendar. One rule for everybody who asks it: decide, the ledger, verify. */
#pragma once

#include "dossier.pb-c.h"

#include "procedures/calendar/calendar.h"
#include "proto/base/arena.h"

/** Pauses as the calendar asks for them: in order, not overlapping. */
struct lt_pauses {
	struct lt_pause *items;
	uint32_t *of; /**< which recorded pause each of them is */
	size_t count;
};

/**
 * What was recorded late (a node was cut off, a line was down) may say it happened while another
 * pause stood, or before counting began: such a pause begins where the other ended, and time is
 * paused once.
 * @param recorded    in any order
 * @param from_us     where counting begins
 * @param open_to_us  where a pause that still stands ends: now, or LT_PAUSE_OPEN
 * @return 0 or LT_E_NOMEM. Pure.
 */
int lt_pauses_of(Lt__Pause *const *recorded, size_t count, int64_t from_us, int64_t open_to_us,
		 struct lt_arena *arena, struct lt_pauses *ret) LT_MUST_USE;

/** All that lt_due and lt_ledger ask for. */
struct lt_counted {
	const struct lt_office *office; /**< of the calendar that was given */
	int64_t from_us;
	struct lt_limit limit; /**< with the extensions */
	enum lt_counting counting;
	struct lt_pauses pauses;
};

/** The dossier's limit and what was added to it. Unit NONE: it has no limit. */
struct lt_limit lt_dossier_limit(const Lt__Dossier *dossier);
/** ... the extensions alone, in the limit's unit. */
int32_t lt_dossier_extended(const Lt__Dossier *dossier);

/** How the dossier's own clock is counted. @return 0; LT_E_ABSENT (no limit); LT_E_CALENDAR (the
 *  calendar has not the office); LT_E_NOMEM. Pure. */
int lt_counted_dossier(const Lt__Dossier *dossier, const struct lt_calendar *calendar,
		       int64_t open_to_us, struct lt_arena *arena,
		       struct lt_counted *ret) LT_MUST_USE;
/** ... a step's. */
int lt_counted_token(const Lt__Token *token, const struct lt_calendar *calendar, int64_t open_to_us,
		     struct lt_arena *arena, struct lt_counted *ret) LT_MUST_USE;
/** The due moment. @return as lt_due. */
int lt_counted_due(const struct lt_counted *counted, int64_t *ret_due_us) LT_MUST_USE;
