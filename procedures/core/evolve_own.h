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

/** The events about due dates and desks: evolve_clock.c. @return as lt_evolve. */
int lt_evolve_clock(Lt__Dossier *dossier, const Lt__Event *event, struct lt_arena *arena);
/** The events about blocks of branches: evolve_block.c. @return as lt_evolve. */
int lt_evolve_block(Lt__Dossier *dossier, const Lt__Event *event, struct lt_arena *arena);
/** The step is open no longer. */
void lt_evolve_drop(Lt__Dossier *dossier, uint32_t token, int64_t at_us);
/** Does the step's clock stand while the dossier's is stopped by decision? Not one that only waits,
 *  nor one that is late already. */
bool lt_token_stands_with_hold(const Lt__Token *token, int64_t at_us);
