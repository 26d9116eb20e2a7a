/* SPDX-License-Identifier: EUPL-1.2 */
/* Hand-offs: desk steps that begin at another unit than the one that gave the dossier.
 *
 *   sent --> in flight --claimed, or ended by the unit--> taken
 *                 |                                         | outcome "returned"
 *                 |------ outcome "returned" -----------> returned
 *                 +------ cancelled, its date, a successor --> recalled
 *
 * Of every pair of units: sent = taken + returned + recalled + in flight. The first four are
 * counted by evolve, the last is what stands open and untaken: two sources that must agree. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "event.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

/** Sets `from` on a fresh desk step if it is a hand-off. The giver is the unit whose desk step
 * ended last; before the first, the receiving unit. Strings are borrowed from the dossier. Pure. */
void lt_handoff_address(const Lt__Dossier *dossier, Lt__Token *token);
/** Hand-offs of an exchange that nobody has taken over. Pure. */
uint32_t lt_handoff_in_flight(const Lt__Dossier *dossier, const Lt__Exchange *exchange);
/** Does sent = taken + returned + recalled + in flight hold for every pair of units? @return the
 *  first exchange for which it does not; NULL: it holds. Pure. */
const Lt__Exchange *lt_handoff_broken(const Lt__Dossier *dossier);

/* -- parts of evolve: as total and pure as it; before the token is dropped -- */
/** @return 0 or LT_E_NOMEM. */
int lt_handoff_on_started(Lt__Dossier *dossier, const Lt__Token *token,
			  struct lt_arena *arena) LT_MUST_USE;
void lt_handoff_on_taken(Lt__Dossier *dossier, Lt__Token *token);
void lt_handoff_on_completed(Lt__Dossier *dossier, const Lt__StepCompleted *event);
void lt_handoff_on_cancelled(Lt__Dossier *dossier, uint32_t token);
/** The token is at its successor's desk now. @return 0 or LT_E_NOMEM. */
int lt_handoff_on_rebound(Lt__Dossier *dossier, Lt__Token *token, const char *unit_before,
			  struct lt_arena *arena) LT_MUST_USE;
