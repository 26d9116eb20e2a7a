/* SPDX-License-Identifier: EUPL-1.2 */
/* From an author's table to a definition. Inside a run of the sandbox. */
#pragma once

#include "procedures/host/compiled.h"
#include "procedures/host/read.h"

/** The target that ends a branch of a parallel. */
#define LT_WORD_DONE "done"

#define LT_WHAT_STEPS "danh sách các bước"
#define LT_EXAMPLE_STEPS "{ human \"receive\" { ... }, finish \"granted\" { ... } }"

/** A step with its targets still as names; indexes are known once all steps are. */
struct lt_draft {
	struct lt_step step;
	struct lt_spot spot;
	const char *const *targets; /**< names for step.on */
	const char *otherwise;
	bool untimed;		   /**< limit = untimed, written out */
	const char *const *starts; /**< names for step.branches */
};

struct lt_loader {
	struct lt_reader rd;
	struct lt_compiled *compiled;
	struct lt_arena *scratch;
	int watches; /**< stack index of the list of watched variables */
	struct lt_draft *drafts;
	size_t drafts_count;
	struct lt_field_decl *fields;
	int64_t *fields_order; /**< base files first, then as written */
	size_t fields_count;
	const char *start;
	struct lt_spot header;
	uint32_t *step_index; /**< hash of names, for targets */
	size_t step_index_mask;
};

/** Reads the procedure word at the top of the stack into compiled->definition. */
void lt_load_procedure(struct lt_loader *ld, const struct lt_item *procedure);
/** Reads a list of steps, nested lists and branches, into drafts. */
void lt_load_steps(struct lt_loader *ld, const struct lt_item *procedure);
/** Reads a list of steps, or of further lists, at @p table; the depth is bounded. */
void lt_load_list(struct lt_loader *ld, int table, const struct lt_item *owner, int depth,
		  lt_step_index block, uint32_t branch);
/** Reads unit, level, at; reports if there is no unit. */
struct lt_place lt_load_place(struct lt_loader *ld, const struct lt_item *item);
/** One outcome more, written as a key of its own: next = "sign". */
void lt_load_outcome(struct lt_loader *ld, struct lt_draft *draft, const char *outcome,
		     const char *target);
/** Reads what a parallel has beside other steps, with its branches. */
void lt_load_parallel(struct lt_loader *ld, const struct lt_item *item, lt_step_index self,
		      int depth);
extern const char *const lt_known_parallel[]; /**< its keys; ends with NULL */
/** Turns names of targets into indexes and drafts into steps. */
void lt_load_resolve(struct lt_loader *ld);
/** The function at item.key; 0: none. */
lt_function lt_load_function(struct lt_loader *ld, const struct lt_item *item, const char *key,
			     enum lt_point point);
/** Spot of a step of the finished definition. */
static inline struct lt_spot lt_load_spot(const struct lt_loader *ld, lt_step_index step)
{
	return ld->drafts[step].spot;
}
