/* SPDX-License-Identifier: EUPL-1.2 */
/* A procedure as a picture knows it: lanes, nodes, edges, and what people read on them. Drawing,
 * printing and exporting are three hands on one chart, so they cannot differ. */
#pragma once

#include <stdio.h>

#include "procedures/core/definition.h"
#include "procedures/core/directory.h"

/** What a node stands for. */
enum lt_node_kind {
	LT_NODE_START = 1,
	LT_NODE_STEP, /**< the step at index `step` */
	LT_NODE_JOIN  /**< where the branches of the parallel at `step` meet */
};

struct lt_chart_node {
	enum lt_node_kind kind;
	lt_step_index step;
	uint32_t lane, rank; /**< rank: how far from the start, returns left out */
};

/** How an outcome is reached. */
enum lt_edge_kind {
	LT_EDGE_PLAIN = 1,
	LT_EDGE_HANDOFF, /**< to another agency */
	LT_EDGE_PAUSE,	 /**< the clock stands from here on */
	LT_EDGE_LATE	 /**< because nothing came in time */
};

struct lt_chart_edge {
	uint32_t from, to;   /**< nodes */
	const char *outcome; /**< as written; NULL: none, it is the only way */
	const char *label;   /**< what people read; NULL */
	enum lt_edge_kind kind;
	bool back; /**< returns to a lower rank, or its own */
};

/** Texts live in the arena the chart was made in, or in the definition. */
struct lt_chart {
	const struct lt_definition *definition;
	const struct lt_directory *directory; /**< NULL: names as written */
	struct lt_arena *arena;
	const char **lanes; /**< labels; in order of the levels, people outside first */
	size_t lanes_count;
	struct lt_chart_node *nodes; /**< the start, the steps in their order, then the joins */
	size_t nodes_count;
	struct lt_chart_edge *edges;
	size_t edges_count;
};

/** Makes it. @p definition and @p directory outlive it. @return 0, LT_E_NOMEM. */
int lt_chart_make(const struct lt_definition *definition, const struct lt_directory *directory,
		  struct lt_arena *arena, struct lt_chart *ret, struct lt_err *err) LT_MUST_USE;
/** The node of a step; of LT_STEP_NONE: the start. */
static inline uint32_t lt_chart_node(lt_step_index step)
{
	return step == LT_STEP_NONE ? 0 : step + 1;
}

/* What people read; in the arena, "" without memory. */
/** "Bộ phận Một cửa": what the names of the units of the kind begin with; @p level NULL: any. */
const char *lt_chart_unit(const struct lt_chart *chart, const char *kind, const char *level);
/** "Cấp xã" */
const char *lt_chart_level(const struct lt_chart *chart, const char *level);
/** "Cán bộ tiếp nhận" */
const char *lt_chart_role(const struct lt_chart *chart, const char *role);
/** "4 giờ làm việc" */
const char *lt_chart_limit(const struct lt_chart *chart, struct lt_limit limit);
/** Its title; of an end without one, what it comes to: "Kết thúc: chấp thuận". */
const char *lt_chart_title(const struct lt_chart *chart, const struct lt_step *step);
/** Who does a step: "Cán bộ tiếp nhận, Bộ phận Một cửa (Cấp xã)"; "" for what nobody does.
 *  @param level  say the level too */
const char *lt_chart_who(const struct lt_chart *chart, const struct lt_step *step, bool level);
/** How long, and whether the clock stands: "3 ngày làm việc, không tính vào thời hạn". */
const char *lt_chart_time(const struct lt_chart *chart, const struct lt_step *step);
/** How a parallel's branches run and join, where that is not the common way; NULL: it is. */
const char *lt_chart_join(const struct lt_chart *chart, const struct lt_step *step);

/** Bytes of the first line of a text broken at blanks into lines of at most @p columns letters. */
size_t lt_chart_line(const char *text, size_t columns);
/** In how many blocks a step stands. */
unsigned lt_chart_depth(const struct lt_definition *definition, const struct lt_step *step);
/** Writes text as XML and HTML want it, at most @p size bytes of it; NULL is "". */
void lt_chart_escape(FILE *out, const char *text, size_t size);
