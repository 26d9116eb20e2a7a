/* SPDX-License-Identifier: EUPL-1.2 */
/* Charts as SVG, made here: no script, no colour that says more than a shape and a word beside it
 * do. The table with the same numbers stands beside each. */
#pragma once

#include "worker/web/html.h"

enum { LT_GRAPH_SERIES_MAX = 3 };

/** One line of a chart. */
struct lt_graph_series {
	const char *name;
	const int64_t *values; /**< as many as there are labels, the first on the left; >= 0 */
};

struct lt_graph {
	const char *id;	   /**< unique on the page; a literal of ours */
	const char *title; /**< read out, and the caption */
	const char *text;  /**< what it shows, in words */
	const char *const *labels;
	size_t count;
	const struct lt_graph_series *series; /**< bars: the first alone */
	size_t series_count;
};

/** Lines over time, told apart by dash and mark. Nothing without labels. */
void lt_graph_lines(struct lt_html *html, const struct lt_graph *chart);
/** A bar a label, its number at the end. Nothing without labels. */
void lt_graph_bars(struct lt_html *html, const struct lt_graph *chart);
