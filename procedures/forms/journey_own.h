/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of the journey share. Private to procedures/forms. */
#pragma once

#include "procedures/forms/journey.h"

#define SAY(j, ...) lt_arena_printf((j)->arena, __VA_ARGS__)

/** The name of a unit or an officer; the code itself if it has none. */
static inline const char *lt_journey_unit(const struct lt_journey *j, const char *code)
{
	return lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_UNIT, code);
}

static inline const char *lt_journey_officer(const struct lt_journey *j, const char *id)
{
	return lt_journey_name(j->labels, LT__LABEL_KIND__LABEL_KIND_OFFICER, id);
}

/** What an event did, in one sentence; in the arena. NULL: it lacks what it tells of, or is of a
 *  later version. */
const char *lt_journey_sentence(struct lt_journey *journey, const Lt__Event *event);
