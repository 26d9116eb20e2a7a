/* SPDX-License-Identifier: EUPL-1.2 */
/* LMDB takes the structure of a file on trust: what stands on a damaged page is not found, as if it
 * had never been there, or the process ends by a signal or an assertion.
 *
 * So state.mdb is read through before the first answer. A large one is read through while the
 * coordinator serves (survey.h). The journal answers for itself: its batches are numbered, and one
 * that is not found is named. An end by a fault leaves a note in the folder, and the next start
 * looks at every page of both first and names the damage, instead of falling again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/err.h"

/** Reads state.mdb through if it has at most @p bytes, or if the last run left a note; then it
 * looks at every page of journal.mdb too, and takes the note away when both are sound.
 *  @param ret_survey  the state is still to be read through
 *  @return 0; LT_E_DAMAGED, the text names file, page and remedy; LT_E_IO. Call before the stores
 *  are opened. */
int lt_fault_check(const char *folder, uint64_t bytes, bool *ret_survey,
		   struct lt_err *err) LT_MUST_USE;

/** Says what to do about a state.mdb that was found damaged, and leaves the note, so that no start
 *  serves it again. After lt_fault_watch. @return LT_E_DAMAGED. */
int lt_fault_found(struct lt_err *err);

/** From now on a fault of this process leaves a note. Once a process, before threads begin. */
int lt_fault_watch(const char *folder, struct lt_err *err) LT_MUST_USE;
