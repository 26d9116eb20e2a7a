/* SPDX-License-Identifier: EUPL-1.2 */
/* A compiled procedure with what the host keeps beside it: its state, its functions, its view. */
#pragma once

#include "procedures/host/finding.h"
#include "procedures/host/host.h"
#include "procedures/host/sandbox.h"
#include "proto/base/arena.h"

/** The five places where a script is asked. */
enum lt_point { LT_POINT_FEE = 1, LT_POINT_BY, LT_POINT_WITH, LT_POINT_ALLOW, LT_POINT_AT };

/** One function, or a constant that stands for one. */
struct lt_function_point {
	enum lt_point point;
	const char *step;    /**< NULL: the header's */
	int reference;	     /**< in the registry; LUA_NOREF: constant */
	struct lt_spot spot; /**< where it is written */
	int32_t last_line;   /**< where it ends */
	int64_t constant;
	const char *text; /**< as written, on one line; NULL: constant, or not kept */
	uint32_t watches_from, watches_count;
};

/** What the name after "d." means. */
enum lt_view_kind {
	LT_VIEW_FIELD = 1,
	LT_VIEW_CHANNEL,
	LT_VIEW_UNIT,
	LT_VIEW_OUTCOME,
	LT_VIEW_ITEM,
	LT_VIEW_PAPERS,
	LT_VIEW_VISITS,
	LT_VIEW_PAPER,
	LT_VIEW_VISIT
};

struct lt_view_name {
	enum lt_view_kind kind;
	const char *name; /**< as written after the dot */
	const char *read; /**< as recorded: "papers.to_khai" */
	uint32_t field;	  /**< index of the declaration */
	uint64_t read_at; /**< number of the call that read it last */
};

/** The one view of a state; filled for each call. */
struct lt_view {
	const struct lt_definition *definition;
	const Lt__Dossier *dossier; /**< NULL between calls */
	struct lt_view_name *names;
	uint32_t names_count;
	uint64_t call;
	const struct lt_view_name **read; /**< names read in this call, in order */
	uint32_t read_count;
};

struct lt_compiled {
	struct lt_definition definition; /**< what the core holds; first */
	struct lt_arena arena;
	struct lt_sandbox *box; /**< NULL: no functions, no state */
	const char *base_file;
	struct lt_function_point *points; /**< function n is points[n - 1] */
	size_t points_count;
	int watches_reference, view_reference;
	struct lt_view view;
};

static inline struct lt_compiled *lt_compiled_of(const struct lt_definition *definition)
{
	return definition->host;
}

/** lt_definition.ask */
int lt_compiled_ask(const struct lt_definition *definition, lt_function function,
		    const Lt__Dossier *dossier, struct lt_arena *arena, struct lt_answer *ret,
		    struct lt_err *err);
/** Names of a point in scripts: "fee", "choose.by" ... */
const char *lt_point_name(enum lt_point point);

/** Makes the view of a state and leaves it in the registry. Inside a run; after fields, papers and
 *  steps are known. */
void lt_view_open(lua_State *L, struct lt_compiled *compiled);
/** Points the view at a dossier; @p dossier NULL: away from it. No Lua. */
void lt_view_show(struct lt_compiled *compiled, const Lt__Dossier *dossier);
