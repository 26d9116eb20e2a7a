/* SPDX-License-Identifier: EUPL-1.2 */
/* The checks that refuse a procedure which cannot run. On a finished definition, before it is
 * sealed. */
#pragma once

#include "procedures/host/loader.h"

struct lt_check {
	const struct lt_definition *definition;
	const struct lt_loader *loader; /**< for the lines of steps and the names of targets */
	const struct lt_directory *directory;
	struct lt_arena *scratch;
	struct lt_report *report;
	bool loose; /**< a step lacks an outcome: what would follow it is not known */
};

/** Each step alone: outcomes, bounds, silence. */
void lt_check_steps(struct lt_check *check);
/** A parallel: its branches, how they join, what may stand in them. */
void lt_check_parallel(struct lt_check *check, lt_step_index step);
/** The step declares this outcome. */
void lt_check_need(struct lt_check *check, lt_step_index step, const char *outcome);
/** ... and no others than those named, which end with NULL; most often they are misspelled. */
void lt_check_only(struct lt_check *check, lt_step_index step, const char *const *named,
		   const char *shown);
/** Papers that are sent, expected and made; results that nobody makes. */
void lt_check_papers(struct lt_check *check);
/** Levels, kinds of unit and roles against the directory, if there is one. */
void lt_check_directory(struct lt_check *check);
/** The graph: targets, branches, reachability, ends, loops. */
void lt_check_graph(struct lt_check *check);
/** The longest path against the legal limit. */
void lt_check_time(struct lt_check *check);
/** What the law asks of people: times, signatures, refusals, one supplement. */
void lt_check_duties(struct lt_check *check);
/** Asks every function about made-up dossiers: misspelled names, writes, runaways. */
void lt_check_functions(struct lt_check *check);

/** Nothing but an end follows, as when the result is handed over: its time is not counted. */
bool lt_check_is_last(const struct lt_definition *definition, const struct lt_step *step);
/** bước "receive", in the report's arena. */
const char *lt_check_who(struct lt_check *check, lt_step_index step);
/** Where an outcome of any kind of step may lead; number @p i, or false when there are no more. */
struct lt_edge {
	const char *outcome;
	lt_step_index step; /**< LT_STEP_NONE: not declared, LT_STEP_DONE */
	uint32_t branch;    /**< > 0: enters this branch of a parallel */
};
bool lt_check_edge(const struct lt_step *step, uint32_t i, struct lt_edge *ret);
/** Memory or a note that there was none. @return NULL then. */
void *lt_check_alloc(struct lt_check *check, size_t count, size_t size);
