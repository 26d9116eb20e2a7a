/* SPDX-License-Identifier: EUPL-1.2 */
/* For tests: offices, notices, closures and questions by chance, kept as plain data from which both
 * a calendar and an answer by hand can be made. */
#pragma once

#include "procedures/calendar/calendar.h"

enum {
	LT_RANDOM_DAYS = 500,
	LT_RANDOM_SPECIALS_MAX = 80,
	LT_RANDOM_CLOSURES_MAX = 20,
	LT_RANDOM_PAUSES_MAX = 3
};

/** One office over LT_RANDOM_DAYS days. The spec points into it: it does not move. */
struct lt_random_world {
	struct lt_office_hours office;
	int32_t closures[LT_RANDOM_CLOSURES_MAX];
	struct lt_special_day specials[LT_RANDOM_SPECIALS_MAX];
	struct lt_day_range gap;
	struct lt_calendar_spec spec;
	struct lt_calendar *calendar; /**< made of the spec */
};

/** A question to lt_due, in whole seconds. */
struct lt_random_question {
	int64_t received_us;
	struct lt_limit limit;
	enum lt_counting counting;
	struct lt_pause pauses[LT_RANDOM_PAUSES_MAX];
	size_t pauses_count;
};

/** Makes a world and its calendar; now and then with a gap if @p gaps. Ended by
 * lt_random_world_done. */
void lt_random_world_init(struct lt_random_world *world, uint64_t *seed, bool gaps);
void lt_random_world_done(struct lt_random_world *world);

/** A question whose receipt lies in the first half of the world, often at or beside an edge of the
 * office's hours. Pauses, in order, apart, after receipt, only of limits that have them (not of
 * months, not of a same day); the last may be open. */
void lt_random_question(const struct lt_random_world *world, uint64_t *seed,
			struct lt_random_question *ret);
