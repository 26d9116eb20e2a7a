/* SPDX-License-Identifier: EUPL-1.2 */
/* Inside of an office: a table of its known days from which every question is answered without
 * walking over days, and the answer to a due question before it is told as a moment or as a ledger.
 * Only sources of this folder include this.
 *
 * Days are numbered here from the calendar's first day (0 .. days_count - 1). Working days are
 * numbered among themselves too: the rank of a day is the number of working days before it. */
#pragma once

#include "procedures/calendar/calendar.h"

/* Ranks and day numbers are kept in 16 bits; a calendar is decided a year at a time. */
#define LT_CALENDAR_DAYS_MAX 36525
/* A limit beyond a century is a slip of the pen. */
#define LT_LIMIT_DAYS_MAX 36525
#define LT_LIMIT_MONTHS_MAX 1200
#define LT_LIMIT_MINUTES_MAX (LT_LIMIT_DAYS_MAX * 24 * 60)

_Static_assert(LT_CALENDAR_DAYS_MAX < UINT16_MAX, "a rank and a day number fit in 16 bits");

/** The hours a day can have: those of a weekday (0 .. 6), or one of these. */
enum lt_hours_kind { LT_HOURS_MAKE_UP = 7, LT_HOURS_CLOSED, LT_HOURS_KINDS };

/** A local closure of one office. */
struct lt_closure {
	int32_t day; /* civil day number */
	const char *name;
};

/** One office over the known days. Immutable once built; memory belongs to the calendar. */
struct lt_office {
	const char *name;
	const struct lt_calendar *calendar;
	struct lt_day_hours hours[LT_HOURS_KINDS];
	int64_t from_us, to_us; /* the known days, as instants; to_us is outside */
	int32_t days_count, working_count;
	uint8_t *kinds;		     /* [days_count] enum lt_hours_kind or weekday */
	uint16_t *ranks;	     /* [days_count + 1] working days before the day */
	uint16_t *working_days;	     /* [working_count] the day of a rank */
	int64_t *work_before_us;     /* [working_count + 1] working time before the day of a rank */
	struct lt_closure *closures; /* sorted by day */
	size_t closures_count;
	const struct lt_day_range *gaps; /* in days of this table */
	size_t gaps_count;
};

/** A known instant as day number and microseconds since its midnight. */
struct lt_moment {
	int32_t day;
	int64_t us;
};

/** What is wrong with the hours of a day, Vietnamese; NULL: nothing. */
const char *lt_day_hours_fault(const struct lt_day_hours *hours);

/** LT_E_CALENDAR outside the known days, and in a gap of them. */
int lt_office_moment(const struct lt_office *office, int64_t at_us,
		     struct lt_moment *ret) LT_MUST_USE;
int64_t lt_office_instant(const struct lt_office *office, struct lt_moment moment);

static inline const struct lt_day_hours *lt_office_hours_of(const struct lt_office *office,
							    int32_t day)
{
	return &office->hours[office->kinds[day]];
}

/** LT_E_CALENDAR if a gap lies between two known days. */
int lt_office_check_gaps(const struct lt_office *office, int32_t from_day,
			 int32_t to_day) LT_MUST_USE;

/** The first working day not before @p day, which may be unknown. LT_E_CALENDAR: none known. */
int lt_office_next_working(const struct lt_office *office, int32_t day, int32_t *ret) LT_MUST_USE;
/** The @p n-th working day after a known day, n >= 1. LT_E_CALENDAR: not known. */
int lt_office_nth_working(const struct lt_office *office, int32_t day, int32_t n,
			  int32_t *ret) LT_MUST_USE;
/** End of the last interval of a working day. */
struct lt_moment lt_office_closing(const struct lt_office *office, int32_t day);
/** Itself if inside an interval, else the next opening; of working or (wider) of receiving time. */
int lt_office_roll(const struct lt_office *office, struct lt_moment moment, bool receiving,
		   struct lt_moment *ret) LT_MUST_USE;
/** Working time between the first known midnight and @p moment. */
int64_t lt_office_work(const struct lt_office *office, struct lt_moment moment);
/** The moment at which @p work_us > 0 of working time have passed since @p moment. */
int lt_office_add(const struct lt_office *office, struct lt_moment moment, int64_t work_us,
		  struct lt_moment *ret) LT_MUST_USE;
/** Why a day is what it is: DAY_OFF, MAKE_UP, CLOSURE, WEEKEND, or 0 for an ordinary working day.
 */
int lt_office_day_reason(const struct lt_office *office, int32_t day, const char **ret_name);

/** The arguments of lt_due. */
struct lt_question {
	const struct lt_office *office;
	int64_t received_us;
	struct lt_limit limit;
	enum lt_counting counting;
	const struct lt_pause *pauses;
	size_t pauses_count;
};

/** A due moment and the turns taken on the way to it. */
struct lt_answer {
	int64_t due_us;
	int64_t begin_us;   /* receipt, or the resume from which the limit started again */
	int64_t counted_us; /* begin, moved to the opening that counts as receipt */
	int64_t stop_us;    /* due, or the start of the open pause that was reached */
	bool restarted;
	bool late;	       /* after the cut-off hour */
	bool by_days;	       /* pauses were counted in days */
	int32_t nominal_day;   /* where calendar days or months ended, open or not; INT32_MAX: they
				* have not; -1: a unit that skips days without work */
	size_t pauses_reached; /* the pauses before the limit ran out, when counted in days */
};

/** Works out a due moment. @return as lt_due. */
int lt_question_answer(const struct lt_question *question, struct lt_answer *ret) LT_MUST_USE;
/** Is the limit counted in days (not timed)? */
bool lt_question_counts_days(const struct lt_question *question);
/** The part of pause @p i after receipt; from = to if none. */
struct lt_pause lt_question_pause(const struct lt_question *question, size_t i);
/** The day an instant counts as: its own, or in rolled countings that of the next opening. */
int lt_question_day(const struct lt_question *question, int64_t at_us,
		    struct lt_moment *ret) LT_MUST_USE;
