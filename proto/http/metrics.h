/* SPDX-License-Identifier: EUPL-1.2 */
/* What a process counts, in the text format that Prometheus reads (exposition format 0.0.4). */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "proto/base/histogram.h"

/** How a number behaves. */
enum lt_metric_kind {
	LT_METRIC_GAUGE = 1,
	LT_METRIC_COUNTER,   /**< only grows while the process lives; the name ends in _total */
	LT_METRIC_HISTOGRAM, /**< a struct lt_histogram */
};

/** One series, or one histogram: where its number stands in a sample. Rows of one name stand
 *  together; the first tells kind and help. */
struct lt_metric {
	const char *name;
	enum lt_metric_kind kind;
	const char *help;   /**< one line */
	const char *labels; /**< "table=\"task\""; NULL: none */
	size_t at;	    /**< offset of an int64_t (or uint64_t), or of the histogram */
	bool us;	    /**< counted in microseconds, told in seconds */
	const struct lt_histogram_bounds *bounds;
};

/** Writes all rows of a sample. Pure. */
void lt_metrics_write(FILE *out, const struct lt_metric *metrics, size_t count, const void *sample);
