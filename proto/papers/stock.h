/* SPDX-License-Identifier: EUPL-1.2 */
/* All papers that lie whole in a folder: counted, copied, dropped. What arrives, waits or is set
 * aside as damaged is not among them. Beside a running process too: a whole paper never changes. */
#pragma once

#include "proto/papers/papers.h"

/** A whole paper where it lies. */
struct lt_paper_lying {
	uint8_t hash[LT_HASH_BYTES];
	uint64_t size;
	int64_t since_us; /**< wall clock: its last byte came then */
};

/** Calls @p each for every one, in no order; stops at what is not 0 and returns that.
 *  @return 0; LT_E_IO; what @p each returned. */
int lt_papers_each(const struct lt_papers *papers,
		   int (*each)(void *owner, const struct lt_paper_lying *paper), void *owner,
		   struct lt_err *err) LT_MUST_USE;
/** Is it still to be sent on? */
bool lt_papers_waits(const struct lt_papers *papers, const uint8_t *hash);
/** Forgets a whole paper. */
void lt_papers_drop(const struct lt_papers *papers, const uint8_t *hash);
/** Copies one into another folder, durably, its hash found right on both sides; what is there
 *  already stays. @return 0; as lt_papers_read and lt_papers_add. */
int lt_papers_copy(const struct lt_papers *from, const uint8_t *hash, struct lt_papers *to,
		   struct lt_err *err) LT_MUST_USE;
