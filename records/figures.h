/* SPDX-License-Identifier: EUPL-1.2 */
/* What a process counts (proto/http/metrics.h), for people who ask over the line. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/http/metrics.h"

/** A list of counters that grows. */
struct lt_figures {
	struct lt_arena *arena;
	Lt__Counter **items;
	size_t count;
};

/** Adds every single number of a sample, as `name` or `name{labels}`, as it is counted: times and
 *  instants in microseconds. Histograms are for machines. @return 0; LT_E_NOMEM. */
int lt_figures_add(struct lt_figures *figures, const struct lt_metric *metrics, size_t count,
		   const void *sample) LT_MUST_USE;
