/* SPDX-License-Identifier: EUPL-1.2 */
/* Working time: office calendars, limits, pauses, due dates, and the ledger that explains them.
 *
 * Pure C: no I/O, no clock, no allocation except in lt_calendar_new. A calendar is immutable once
 * made and may be read from any thread. Sources: Civil Code 2015 art. 147-148 (counting), Labour
 * Code art. 112 (holidays); the worked cases in testdata/samples.csv. */
#pragma once

struct lt_calendar;
struct lt_office;

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/base/err.h"
#include "proto/base/time.h"

/** A stretch of a day, microseconds since local midnight; both ends belong to it, so it may not
 * reach midnight: that instant is the next day's. */
struct lt_interval {
	int64_t from_us, to_us;
};

enum { LT_INTERVALS_MAX = 4 };

/** The hours of one weekday. If not @c counts the office only receives then: no working day. */
struct lt_day_hours {
	struct lt_interval intervals[LT_INTERVALS_MAX];
	uint8_t intervals_count;
	bool counts;
};

/** What one office keeps. weekday 0 = Monday. @c closures are its own closed days, in any order; a
 * day closed twice is closed. */
struct lt_office_hours {
	const char *name; /**< "VN-STD" */
	struct lt_day_hours week[7];
	const int32_t *closures;
	const char *const *closure_names; /**< "bão số 3", one a closure; it or any may be NULL */
	size_t closures_count;
};

/** How a day departs from its week. */
enum lt_day_status { LT_DAY_OFF = 1, LT_DAY_MAKE_UP };

/** A day on which the public calendar departs from the week: off, or a Saturday with Monday's
 * hours. */
struct lt_special_day {
	int32_t day;
	enum lt_day_status status;
	const char *name; /**< "Tết Nguyên đán"; may be NULL */
};

/** Days from the first to the last one. */
struct lt_day_range {
	int32_t first_day, last_day;
};

/** All that lt_calendar_new needs; everything is copied. Special days and closures in any order. */
struct lt_calendar_spec {
	const char *version; /**< "2025.1" */
	const struct lt_office_hours *offices;
	size_t offices_count;
	const struct lt_special_day *special_days;
	size_t special_days_count;
	int32_t first_day,
		last_day; /**< days the public calendar knows about; outside: LT_E_CALENDAR */
	/** Of those, the ones it does not know after all (a year without a notice), in order,
	 * apart; what reaches one or goes over it: LT_E_CALENDAR. */
	const struct lt_day_range *gaps;
	size_t gaps_count;
};

/** @return 0 and a calendar to lt_calendar_free; LT_E_FORMAT (overlapping or unordered intervals,
 * an office twice, a special day twice or outside the known days, gaps that are, no office),
 * LT_E_LIMIT (more than a century), LT_E_NOMEM. Closures outside the known days are left out: a due
 * date never gets there. */
int lt_calendar_new(const struct lt_calendar_spec *spec, struct lt_calendar **ret,
		    struct lt_err *err) LT_MUST_USE;
/** Accepts NULL. */
void lt_calendar_free(struct lt_calendar *calendar);
static inline void lt_cleanup_calendar(struct lt_calendar **calendar)
{
	lt_calendar_free(*calendar);
}
/** The text of the specification; lives as long as the calendar. */
const char *lt_calendar_version(const struct lt_calendar *calendar);

/** Does the calendar know the day of an instant? */
bool lt_calendar_knows(const struct lt_calendar *calendar, int64_t at_us);
/** What it knows, for people: "01/01/2018–31/12/2025"; lives as long as the calendar. */
const char *lt_calendar_known_text(const struct lt_calendar *calendar);

/** One office of a calendar; lives as long as the calendar. NULL: no such office. */
const struct lt_office *lt_calendar_office(const struct lt_calendar *calendar, const char *name);

enum lt_limit_unit {
	LT_LIMIT_NONE = 0, /**< untimed ("không tính thời gian") */
	LT_LIMIT_WORKING_DAYS,
	LT_LIMIT_CALENDAR_DAYS,
	LT_LIMIT_MONTHS,
	LT_LIMIT_WORKING_MINUTES, /**< working hours, in minutes: 0.25 day = 120 */
	LT_LIMIT_SAME_DAY	  /**< amount = cut-off, minutes after midnight (15:00 = 900) */
};

/** How long something may take. */
struct lt_limit {
	enum lt_limit_unit unit;
	int32_t amount;
};

/** How days are counted; a setting of the procedure. Same time and 8 hours speak of working days: a
 *  limit in another unit is counted as rolled. */
enum lt_counting {
	LT_COUNTING_ROLLED = 0,	    /**< received when the office opens; the default */
	LT_COUNTING_LEGAL,	    /**< Civil Code: the day of the event, whatever the hour */
	LT_COUNTING_SAME_TIME,	    /**< N working days later at the same clock time */
	LT_COUNTING_HOURS8,	    /**< 1 day = 8 working hours */
	LT_COUNTING_RESTART_ROLLED, /**< as rolled; after a pause the limit starts again */
	LT_COUNTING_RESTART_LEGAL,
	LT_COUNTING_RESTART_SAME_TIME,
	LT_COUNTING_RESTART_HOURS8
};
enum { LT_COUNTINGS = LT_COUNTING_RESTART_HOURS8 + 1 };

/** May such a limit be counted? @return 0; LT_E_LIMIT (negative, beyond a century, a cut-off beyond
 *  the day); LT_E_USAGE (NONE, or no unit at all). Pure. */
int lt_limit_check(struct lt_limit limit) LT_MUST_USE;

/** The instant from which something of @p from_us is out of date: the midnight behind the last day
 *  of a limit in calendar days or months, open or not. @return INT64_MAX: a limit of no such unit;
 *  @p from_us: one of 0. Pure.
 *  Source: Bộ luật Dân sự 2015, điều 147 (the first day is not counted) and 148 (a month ends on
 * the same day of the last one, or on that month's last day). */
int64_t lt_limit_lasts_until(struct lt_limit limit, int64_t from_us);

/** A stopped stretch of a clock. to_us = LT_PAUSE_OPEN while it lasts. A limit in days stops from
 * the day of the start to the day of the end (not at all if that is one day), a limit in hours,
 * same time or same day for the working time inside; months become days once a pause touches them.
 */
struct lt_pause {
	int64_t from_us, to_us;
};
#define LT_PAUSE_OPEN INT64_MAX
/** Due moment of a clock that stands still: no due date now. */
#define LT_DUE_SUSPENDED INT64_MAX

/**
 * The due moment of a limit.
 * @param received_us  instant of receipt
 * @param pauses       in order, not overlapping, only the last may be open; what lies before
 * receipt does not count; may be NULL when count is 0
 * @param ret_due_us   instant; LT_DUE_SUSPENDED while an open pause is reached before the limit
 * ends (restart countings: while any pause is open, for its end will set the limit anew)
 * @return 0; LT_E_CALENDAR (a day the calendar does not know), LT_E_LIMIT (amount < 0 or absurd,
 * too many pauses), LT_E_USAGE (limit NONE, unordered pauses). Pure; any thread.
 */
int lt_due(const struct lt_office *office, int64_t received_us, struct lt_limit limit,
	   enum lt_counting counting, const struct lt_pause *pauses, size_t pauses_count,
	   int64_t *ret_due_us) LT_MUST_USE;

/** Moves an instant into working time: itself, or the next opening. LT_E_CALENDAR as lt_due. */
int lt_roll(const struct lt_office *office, int64_t at_us, int64_t *ret_us) LT_MUST_USE;
/** Working time between two instants (0 if from > to), microseconds. LT_E_CALENDAR as lt_due. */
int lt_working_between(const struct lt_office *office, int64_t from_us, int64_t to_us,
		       int64_t *ret_us) LT_MUST_USE;

/** The first instant by which @p work_us (>= 0) of working time has passed since @p from_us.
 * LT_E_CALENDAR as lt_due, LT_E_USAGE (negative). */
int lt_working_after(const struct lt_office *office, int64_t from_us, int64_t work_us,
		     int64_t *ret_us) LT_MUST_USE;

enum lt_ledger_kind {
	LT_LEDGER_RECEIVED = 1, /**< at = receipt */
	LT_LEDGER_ROLLED,	/**< at = opening that counts as receipt */
	LT_LEDGER_CUT_OFF, /**< received after the cut-off hour: counts from the next working day,
				which opens at until; amount = the cut-off, minutes */
	LT_LEDGER_DAY_OFF, /**< a special day off between receipt and due; name says which */
	LT_LEDGER_MAKE_UP, /**< a make-up Saturday worked */
	LT_LEDGER_CLOSURE, /**< a local closure */
	LT_LEDGER_WEEKEND, /**< ordinary days without work, as one line a stretch; amount = days */
	LT_LEDGER_PAUSE,   /**< from at to until; amount = working time, microseconds (0: open) */
	LT_LEDGER_DUE,	   /**< at = the due moment (LT_DUE_SUSPENDED: standing still) */
	LT_LEDGER_RESTARTED, /**< at = the resume from which the limit runs again as if received */
	LT_LEDGER_PAUSE_IGNORED, /**< as PAUSE, but a limit in days does not see it: it began and
				   ended on one day, or the counted days had already run out */
	/* facts of a dossier, told beside these: lt_ledger knows nothing of them */
	LT_LEDGER_EXTENDED, /**< more time by decision; amount in the limit's unit */
	LT_LEDGER_CALENDAR  /**< counted anew: another calendar came into force; name = it */
};

/** One line of the explanation of a due date, in time order. Names live as long as the calendar. A
 * line about days reaches from their first midnight (or receipt, if later) to the midnight after
 * them. */
struct lt_ledger_line {
	enum lt_ledger_kind kind;
	int64_t at_us, until_us;
	int64_t amount;
	const char *name;
	size_t pause; /**< index of the pause, for LT_LEDGER_PAUSE */
};

/** As lt_due, and why. Fills at most @p lines_max lines; @p ret_count may be larger than that (call
 *  again with room). The last line is always LT_LEDGER_DUE. Days are listed where they moved the
 * due date: all of them for working time, and for calendar days and months only those before the
 * opening that counts as receipt and those that push the end to a working day. @return as lt_due.
 */
int lt_ledger(const struct lt_office *office, int64_t received_us, struct lt_limit limit,
	      enum lt_counting counting, const struct lt_pause *pauses, size_t pauses_count,
	      struct lt_ledger_line *lines, size_t lines_max, size_t *ret_count) LT_MUST_USE;

/** Whether a ledger adds up:
 *    used + remaining = limit      limit + paused + pushed = total
 *  in days (of work, or of the wall calendar) for limits counted in days, in working microseconds
 *  for all others. Total, paused and remaining are counted one by one; nothing is a remainder. */
struct lt_ledger_sum {
	bool days;
	bool calendar_days;
	int64_t limit;
	int64_t used;	   /**< up to `at`; today is not used up; 0 before counting */
	int64_t remaining; /**< from `at` on; negative: so much too late */
	int64_t paused;	   /**< in pauses that moved the due moment */
	int64_t pushed;	   /**< from an end on a day without work to the next working day */
	int64_t total;	/**< between the opening that counts as receipt and the due moment, or the
			   open pause that was reached */
	bool suspended; /**< an open pause was reached: total = used + paused; remaining follows */
};

/** Adds a ledger up at the moment @p at_us. @return as lt_due; LT_E_CALENDAR if @p at_us is not
 *  known. */
int lt_ledger_add_up(const struct lt_office *office, int64_t received_us, struct lt_limit limit,
		     enum lt_counting counting, const struct lt_pause *pauses, size_t pauses_count,
		     int64_t at_us, struct lt_ledger_sum *ret) LT_MUST_USE;
