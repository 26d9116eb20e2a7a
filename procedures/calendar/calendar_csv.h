/* SPDX-License-Identifier: EUPL-1.2 */
/* A calendar from the three texts in which offices and the government's notices are kept. */
#pragma once

struct lt_calendar;

#include "proto/base/err.h"
#include "proto/base/slice.h"

/** The texts; their columns may come in any order and have others beside them. Borrowed. */
struct lt_calendar_texts {
	/** calendar, weekday (0 = Monday), intervals ("07:30-11:30 13:30-17:00"), counts (0 or 1)
	 */
	struct lt_slice offices;
	/** date, day_status (off or work), name; weekday (Mon .. Sun), if there, must be the date's
	 */
	struct lt_slice public_days;
	/** calendar, date, reason; an empty text: no closures */
	struct lt_slice closures;
	/** How messages call them, best a path; NULL: by what they are. */
	const char *offices_name, *public_days_name, *closures_name;
};

/**
 * Makes a calendar of all offices named in the texts. It knows whole years: those in which the
 * public calendar has a row, for a notice speaks of a whole year; one between them without a row is
 * a gap.
 * @return 0 and a calendar to lt_calendar_free; LT_E_FORMAT (file, line and column, in @p err),
 *         LT_E_LIMIT, LT_E_NOMEM. Any thread.
 */
int lt_calendar_from_csv(const char *version, const struct lt_calendar_texts *texts,
			 struct lt_calendar **ret, struct lt_err *err) LT_MUST_USE;
