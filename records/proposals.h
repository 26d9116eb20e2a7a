/* SPDX-License-Identifier: EUPL-1.2 */
/* What has been proposed for publishing: open proposals, and how the others ended. The thread that
 * owns the records. */
#pragma once

#include "event.pb-c.h"

#include "records/state.h"

/** A proposal by its number, in @p arena. LT_E_ABSENT. */
int lt_proposal_stored(struct lt_state *state, uint32_t number, struct lt_arena *arena,
		       Lt__Proposal **ret, struct lt_err *err) LT_MUST_USE;
/** Number of the newest one; 0: there was none yet. */
int lt_proposal_last(struct lt_state *state, uint32_t *ret, struct lt_err *err) LT_MUST_USE;
/** Writes what a registry event says: BundleProposed, ProposalClosed. */
int lt_proposal_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		      struct lt_err *err) LT_MUST_USE;
/** Notes that a version of a procedure names this content, for ever. */
int lt_version_note(struct lt_state *state, const char *procedure, const char *version,
		    const uint8_t *hash, struct lt_err *err) LT_MUST_USE;
/** The content that a version of a procedure names. LT_E_ABSENT: none yet. */
int lt_version_hash(struct lt_state *state, const char *procedure, const char *version,
		    uint8_t ret_hash[static LT_HASH_BYTES], struct lt_err *err) LT_MUST_USE;
