/* SPDX-License-Identifier: EUPL-1.2 */
/* One fee for a dossier and all procedures called under its code. */
#pragma once

#include "procedures/core/work.h"

/**
 * Does every way to an end other than a refusal pass this step? Then it is known when the dossier
 * is received that it will be done. Pure.
 */
bool lt_chain_certain(const struct lt_definition *definition, lt_step_index step,
		      struct lt_arena *arena);

/** Asks the fee of a procedure that begins, unless it is known or its caller's covers it. */
void lt_chain_price(struct lt_work *w, const struct lt_definition *definition,
		    const Lt__Frame *frame);
