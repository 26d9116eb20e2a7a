/* SPDX-License-Identifier: EUPL-1.2 */
/* The apology slip (form 04) before anybody has written it: whose it is to sign, why, and which new
 * date can be kept. Computed, never stored: the head signs, changes or drops it. */
#pragma once

#include "dossier.pb-c.h"

#include "procedures/core/definition.h"
#include "procedures/core/directory.h"

struct lt_draft_question {
	const Lt__Dossier *dossier;
	const struct lt_definition *definition; /**< the dossier's own */
	const struct lt_directory *directory;
	const struct lt_calendar *calendar;
	int64_t now_us;
};

struct lt_draft {
	int64_t old_due_us, new_due_us;
	const char *reason;	      /**< Vietnamese; in the arena */
	const char *unit;	      /**< that has the dossier */
	const char *head_unit, *head; /**< who signs; "": the directory names no head */
	bool late;		      /**< the date has passed already */
};

/**
 * Drafts the slip for the dossier's date. The new date: what is left of the open step (all of its
 * time again, if it is late) and the longest way from there to an end, in working time, closed at
 * the end of that working day.
 * @return 0; LT_E_ABSENT (none is needed: the dossier has ended, has no date or stands still, or
 * less than four fifths of its time have gone and no step of it is late), LT_E_CALENDAR,
 * LT_E_NOMEM. Pure.
 */
int lt_draft_apology(const struct lt_draft_question *question, struct lt_arena *arena,
		     struct lt_draft *ret) LT_MUST_USE;
