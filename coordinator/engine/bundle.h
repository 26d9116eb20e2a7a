/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that come into force together: what is in them, whether they may, and the events that say
 * so. Engine thread. */
#pragma once

#include "coordinator/engine/publish.h"
#include "procedures/host/judge.h"

/** One file and the moment it comes into force. */
struct lt_planned {
	struct lt_judge_file *file;
	const struct lt_judged *judged;
	const char *source;
	int64_t from_us; /**< as asked, then as it will be */
	const uint8_t *overrides;
};

/** A bundle being decided; in the arena of the decision. */
struct lt_bundle {
	struct lt_publishing *p;
	const Lt__BundleProposed *what;
	struct lt_judge_file *files;
	struct lt_planned *items;
	const Lt__TestsPlayed *played;
	size_t count;
};

/** What a command brings, as a proposal without number, hashes and versions; texts are borrowed.
 *  @return 0; LT_E_FORMAT (nothing in it, or a file of no kind); LT_E_NOMEM. */
int lt_bundle_read(const Lt__PublishBundle *cmd, struct lt_arena *arena,
		   Lt__BundleProposed *ret) LT_MUST_USE;
/** Everything that files must pass before they come into force. @return 0 with a verdict: admitted,
 *  or refused with what was found, a line a finding. */
int lt_bundle_check(struct lt_publishing *p, const Lt__BundleProposed *what, struct lt_bundle *ret,
		    struct lt_err *err) LT_MUST_USE;
/** Notes in the proposal what the check learnt: hashes, codes, versions. @p what is what was
 *  checked. */
int lt_bundle_note(const struct lt_bundle *bundle, Lt__BundleProposed *what) LT_MUST_USE;
/** The events by which all of it comes into force. @param proposal  it was; 0: none, and no
 *  @p author but the actor. */
int lt_bundle_emit(struct lt_bundle *bundle, uint32_t proposal, const char *author) LT_MUST_USE;
