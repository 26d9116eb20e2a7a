/* SPDX-License-Identifier: EUPL-1.2 */
/* The "Quy trình nội bộ" of a procedure: the table that a decision prints, from the same chart that
 * is drawn, so that annex and process cannot differ. */
#pragma once

#include <stdio.h>

#include "procedures/chart/chart.h"

/** A row of the table. */
struct lt_process_row {
	const char *number; /**< "3", in a branch "3.1.2" */
	const char *what, *who, *time;
	bool heading; /**< of branches: only number and what */
};

struct lt_process {
	const struct lt_chart *chart;
	struct lt_process_row *rows;
	size_t rows_count;
	const char *total; /**< the time limit */
	const char *note;  /**< what the checker says of the sum; NULL: nothing */
};

struct lt_findings;
/** Makes the rows; texts as the chart's. @return 0, LT_E_NOMEM. */
int lt_process_make(const struct lt_chart *chart, const struct lt_findings *findings,
		    struct lt_process *ret, struct lt_err *err) LT_MUST_USE;
/** As a page for a browser or a printer. */
void lt_process_html(const struct lt_process *process, FILE *out);
/** As text with columns. */
void lt_process_text(const struct lt_process *process, FILE *out);
