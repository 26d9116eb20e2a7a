/* SPDX-License-Identifier: EUPL-1.2 */
/* A chart in BPMN 2.0: elements, flows, and where they stand in the diagram.
 * Source: OMG Business Process Model and Notation 2.0.2, chapters 10 and 12. */
#pragma once

#include <stdio.h>

#include "procedures/chart/chart.h"

/** The elements a procedure needs. */
enum lt_bpmn_kind {
	LT_BPMN_START = 1,
	LT_BPMN_END,
	LT_BPMN_USER_TASK,
	LT_BPMN_SERVICE_TASK,
	LT_BPMN_CALL,
	LT_BPMN_EXCLUSIVE,
	LT_BPMN_PARALLEL,
	LT_BPMN_INCLUSIVE, /**< branches with guards: those that hold */
	LT_BPMN_COMPLEX,   /**< a join that needs fewer than all */
	LT_BPMN_EVENT_BASED,
	LT_BPMN_CATCH_MESSAGE,
	LT_BPMN_CATCH_TIMER,
	LT_BPMN_BOUNDARY_TIMER
};

struct lt_bpmn_node {
	enum lt_bpmn_kind kind;
	const char *id, *name, *documentation;
	uint32_t chart_node;
	uint32_t lane;
	uint32_t attached; /**< BOUNDARY_TIMER: to this node */
	const char *timer; /**< how long, in words or as ISO 8601 */
	const struct lt_step *step;
	uint32_t needs;		 /**< COMPLEX: how many branches */
	uint32_t order;		 /**< among those of the same step that stand in one column */
	int x, y, width, height; /**< set by the layout */
	int column, channel;	 /**< left edge of its cell; the free line below its row */
};

struct lt_bpmn_flow {
	uint32_t from, to;
	const char *name;
	bool otherwise; /**< the default of its gateway */
};

/** Where a lane stands. */
struct lt_bpmn_lane {
	int y, height;
};

struct lt_bpmn {
	const struct lt_chart *chart;
	struct lt_bpmn_node *nodes;
	size_t nodes_count;
	struct lt_bpmn_flow *flows;
	size_t flows_count;
	struct lt_bpmn_lane *lanes; /**< as many as the chart's */
	int width, height;
};

/** Makes elements and flows from a chart. @return 0, LT_E_NOMEM. */
int lt_bpmn_make(const struct lt_chart *chart, struct lt_bpmn *ret, struct lt_err *err) LT_MUST_USE;
/** Gives every element its place: ranks from left to right, lanes below each other. @return as
 *  lt_bpmn_make. */
int lt_bpmn_lay_out(struct lt_bpmn *bpmn, struct lt_err *err) LT_MUST_USE;
/** Writes the file. */
void lt_bpmn_write(const struct lt_bpmn *bpmn, FILE *out);
