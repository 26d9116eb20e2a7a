/* SPDX-License-Identifier: EUPL-1.2 */
/* What differs between two procedures, in the words of those who write them. */
#pragma once

#include "procedures/chart/chart.h"

/** One difference. */
struct lt_difference {
	const char *step;   /**< NULL: of the header */
	const char *what;   /**< "limit"; "step" for a whole step */
	const char *label;  /**< "thời hạn" */
	const char *before; /**< NULL: was not there */
	const char *after;  /**< NULL: is not there any more */
};

/** All of them: the header's first, then step by step in the order of the first. */
struct lt_differences {
	struct lt_difference *items;
	size_t count;
};

/** Compares. Functions are compared as they are written, constants by their value.
 *  @param before, after  charts of both, made in one arena @return 0, LT_E_NOMEM. */
int lt_differ(const struct lt_chart *before, const struct lt_chart *after,
	      struct lt_differences *ret, struct lt_err *err) LT_MUST_USE;
