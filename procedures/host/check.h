/* SPDX-License-Identifier: EUPL-1.2 */
/* The checks that refuse a procedure which cannot run. On a finished definition; no Lua. */
#pragma once

#include "procedures/host/loader.h"

struct lt_check {
	const struct lt_definition *definition;
	const struct lt_loader *loader; /**< for the lines of steps */
	const struct lt_directory *directory;
	struct lt_arena *scratch;
	struct lt_report *report;
};

/** All rules. */
void lt_check_all(struct lt_check *check);

/** Each step alone: outcomes, bounds, silence, papers, directory. */
void lt_check_steps(struct lt_check *check);
/** The graph: targets, branches, reachability, ends, loops. */
void lt_check_graph(struct lt_check *check);
/** The longest path against the legal limit. */
void lt_check_time(struct lt_check *check);

/** bước "receive", in the report's arena. */
const char *lt_check_who(struct lt_check *check, lt_step_index step);
