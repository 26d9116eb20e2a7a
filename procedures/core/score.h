/* SPDX-License-Identifier: EUPL-1.2 */
/* The score of QĐ 766/QĐ-TTg: each indicator with its formula, its inputs and what is missing.
 *
 * A pure function of counters. Nothing is invented: an indicator whose inputs are not all held here
 * says what is missing and earns no points here. Source: QĐ 766/QĐ-TTg (23 June 2022) and the
 * description of its formulas used by the portals that show it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "procedures/core/contributions.h"

/** How much of an indicator can be told. */
enum lt_score_state {
	LT_SCORE_WHOLE = 1,  /**< rate and points */
	LT_SCORE_RATE,	     /**< a rate, but an input of the points is missing */
	LT_SCORE_NO_DIVISOR, /**< nothing to divide by: N/A */
	LT_SCORE_MISSING     /**< chưa có số liệu */
};

/** One indicator. Texts are constant, Vietnamese. */
struct lt_score_line {
	const char *id; /**< "2.1" */
	const char *title;
	const char *formula; /**< in words, naming the inputs */
	const char *missing; /**< what is not held; NULL: nothing */
	int32_t points_max;  /**< whole points */
	int32_t threshold;   /**< percent from which all points are earned; 100: none */
	enum lt_score_state state;
	int64_t numerator, divisor;
	int64_t rate;	/**< hundredths of a percent, rounded */
	int64_t points; /**< hundredths of a point, rounded; WHOLE only */
};

enum { LT_SCORE_LINES_MAX = 24 };

struct lt_score {
	struct lt_score_line lines[LT_SCORE_LINES_MAX];
	size_t count;
	int64_t points;	    /**< hundredths: of the indicators that are whole */
	int32_t points_max; /**< that those could earn */
};

/** @param month     counters of the month
 *  @param to_month  ... and of all months up to it: open dossiers at its end are what came in less
 *                   what ended */
void lt_score766(const int64_t month[static LT_COUNTER_COUNT],
		 const int64_t to_month[static LT_COUNTER_COUNT], struct lt_score *ret);

/** Indicator 2.1 and what it is made of. Dossiers without a due date or a limit are not in it. */
struct lt_score_progress {
	int64_t early, on_time, late; /**< ended in the month */
	int64_t open, open_late;      /**< at its end */
	int64_t in_time, total;
};
struct lt_score_progress lt_score_progress(const int64_t month[static LT_COUNTER_COUNT],
					   const int64_t to_month[static LT_COUNTER_COUNT]);
/** n / d in hundredths of a percent, rounded half up; d > 0. */
int64_t lt_score_rate(int64_t n, int64_t d);
