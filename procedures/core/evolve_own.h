/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of evolve share. Private to procedures/core. */
#pragma once

#include <string.h>

#include "procedures/core/evolve.h"

/* Appends to a protobuf array: always a fresh copy, because decoded arrays have no room to grow. */
#define APPEND(arena, items, count, item)                                                          \
	({                                                                                         \
		__typeof__(items) grown_ =                                                         \
			lt_arena_alloc((arena), ((count) + 1) * sizeof *(items));                  \
		if (grown_) {                                                                      \
			if (count)                                                                 \
				memcpy(grown_, (items), (count) * sizeof *(items));                \
			grown_[(count)++] = (item);                                                \
			(items) = grown_;                                                          \
		}                                                                                  \
		grown_ ? 0 : LT_E_NOMEM;                                                           \
	})

#define REMOVE(items, count, index)                                                                \
	({                                                                                         \
		(count)--;                                                                         \
		memmove(&(items)[index], &(items)[(index) + 1],                                    \
			((count) - (index)) * sizeof *(items));                                    \
	})

#define NEW(arena, type, init)                                                                     \
	({                                                                                         \
		type *new_ = lt_arena_alloc((arena), sizeof *new_);                                \
		if (new_)                                                                          \
			init(new_);                                                                \
		new_;                                                                              \
	})

/** An event on its way into its dossier. */
struct lt_applying {
	Lt__Dossier *dossier;
	const Lt__Event *event;
	int64_t at_us;		/**< when it happened: lt_event_at */
	struct lt_arena *arena; /**< the dossier grows in it */
};

/** What one kind of event does: evolve.c has the table of them. @return 0 or LT_E_NOMEM. */
typedef int lt_apply(const struct lt_applying *a);

/* Blocks of branches: evolve_block.c */
lt_apply lt_evolve_branch_ended, lt_evolve_block_joined, lt_evolve_block_ended,
	lt_evolve_item_added;
/* Due dates and desks: evolve_clock.c */
lt_apply lt_evolve_clock_stopped, lt_evolve_clock_resumed, lt_evolve_clock_held,
	lt_evolve_clock_released, lt_evolve_due_changed, lt_evolve_rebound;
/* Warnings, latenesses and the duties they leave: late.c */
lt_apply lt_evolve_step_overdue, lt_evolve_overdue, lt_evolve_runs_out, lt_evolve_warnings_set,
	lt_evolve_lateness_lifted, lt_evolve_duty_done;
/* What the citizen says, another version: evolve_steps.c */
lt_apply lt_evolve_feedback, lt_evolve_answered, lt_evolve_migrated;

/** An officer has done a step (or given an opinion) at @p at_us. "" for either: nothing to note.
 *  @return 0 or LT_E_NOMEM. evolve_steps.c */
int lt_evolve_done(Lt__Dossier *dossier, const char *unit, const char *officer, int64_t at_us,
		   struct lt_arena *arena) LT_MUST_USE;
/** The step is open no longer. */
void lt_evolve_drop(Lt__Dossier *dossier, uint32_t token, int64_t at_us);
/** Does the step's clock stand while the dossier's is stopped by decision? Not one that only waits,
 *  nor one that is late already. */
bool lt_token_stands_with_hold(const Lt__Token *token, int64_t at_us);
