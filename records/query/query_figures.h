/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of the table `figure`, page by page. Private to this folder. */
#pragma once

#include "procedures/core/figures.h"
#include "records/query/query_own.h"

/** A row, as its key has it. */
struct lt_figure_row {
	uint64_t unit, item, dossier;
	enum lt_figure figure;
	uint32_t when, n;
	int64_t due_us;	     /**< of an open dossier in time; 0 */
	struct lt_slice key; /**< view until the next step */
};

/** Which rows: of a scope, of these figures; those counted by month in one month, those counted by
 *  day between two days. */
struct lt_figure_walk {
	struct lt_query *q;
	const struct lt_query_scope *scope;
	uint32_t figures; /**< 1 << enum lt_figure */
	uint32_t month, from, to;
	uint64_t item;		    /**< 0: any */
	const struct lt_key *after; /**< NULL: from the first */
	/** @return 0: go on; 1: enough; an error. */
	int (*seen)(void *owner, const struct lt_figure_row *row);
	void *owner;
};

/** Sees them unit by unit, figure by figure, in the order of their dates. @return 0; 1: it was
 *  enough; errors of the store. */
int lt_figure_walk(const struct lt_figure_walk *walk) LT_MUST_USE;
/** Code and name, also of a unit that is gone. In the arena. */
void lt_query_name_unit(struct lt_query *q, uint64_t key, const char **ret_code,
			const char **ret_name);
/** Fills in what step a figure is of, from a dossier that it counted. */
int lt_query_name_step(struct lt_query *q, const struct lt_query_scope *scope, uint64_t step,
		       uint32_t month, Lt__BoardRow *row) LT_MUST_USE;
