/* SPDX-License-Identifier: EUPL-1.2 */
/* Every time the dossier passed from one hand to another, read out of its history.
 *
 * Giver and taker are named by desk and person; the giver's work is measured against the due date
 * its step had at that moment, so a pause that moved it counts. */
#pragma once

#include "procedures/forms/facts.h"

/** One end of a hand-over. */
struct lt_hand {
	const char *unit;   /**< desk, by name; "" for a citizen or the system */
	const char *person; /**< "" : not known, or nobody yet */
};

struct lt_handover {
	struct lt_hand giver, taker;
	const char *work; /**< title of the step the giver ended; "" for the first */
	const char *next; /**< title of the step the taker got; "" for none */
	int64_t given_us;
	int64_t taken_us;      /**< when the taker took it up; 0: not (yet) recorded */
	int64_t due_us;	       /**< of the giver's work; 0: untimed */
	enum lt_timing timing; /**< of the giver's work */
	const char *note;
	uint32_t token; /**< the taker's; 0: none */
};

/** @return 0; LT_E_FORMAT, LT_E_VERSION (the history cannot be replayed); LT_E_NOMEM. */
int lt_handovers(const struct lt_form_input *in, struct lt_arena *arena, struct lt_handover **ret,
		 size_t *ret_count, struct lt_err *err) LT_MUST_USE;
