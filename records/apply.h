/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch of the journal becomes state. Recovery, rollback and verify share this one step. */
#pragma once

#include "records/registry.h"
#include "records/state.h"

/** Applies batch @p seq. @p watch may be NULL. @return LT_E_DAMAGED, LT_E_VERSION, errors of the
 *  store; the text names the batch. */
int lt_apply_batch(struct lt_state *state, struct lt_registry *registry, uint64_t seq,
		   struct lt_slice bytes, const struct lt_watch *watch, struct lt_arena *arena,
		   struct lt_err *err) LT_MUST_USE;
