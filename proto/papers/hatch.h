/* SPDX-License-Identifier: EUPL-1.2 */
/* The hatch where scans are handed in and out: answers PaperPut and PaperGet from a folder, on a
 * thread of its own, so that no disk is waited for by whoever decides about dossiers. */
#pragma once

#include "proto/base/time.h"
#include "proto/link/server.h"
#include "proto/papers/papers.h"
#include "proto/papers/ticket.h"

struct lt_hatch;

/** All borrowed. The hooks run on the hatch's thread. */
struct lt_hatch_options {
	struct lt_papers *papers;
	struct lt_clock *clock;
	/** Whose tickets are good. NULL: whoever comes was let in already (a desk). */
	const struct lt_ticket_key *key;
	void *owner;
	/** A paper has arrived whole; the sender is told after this. @return 0, or why it may not
	 * be told yet. May be NULL. */
	int (*arrived)(void *owner, const uint8_t *hash, struct lt_err *err);
	/** Somebody asks for a paper that is not here: will it be fetched? May be NULL: no. */
	bool (*missing)(void *owner, const uint8_t *hash);
};

/** Starts the thread. @return 0; LT_E_NOMEM. */
int lt_hatch_start(const struct lt_hatch_options *options, struct lt_hatch **ret,
		   struct lt_err *err) LT_MUST_USE;
/** Is this a call for the hatch? */
bool lt_hatch_takes(const struct lt_call *call);
/** Takes the call. Any thread; never waits. */
void lt_hatch_call(struct lt_hatch *hatch, struct lt_call *call);
/** Ends the thread; calls that wait are dropped. Its server must have been stopped. NULL is fine.
 */
void lt_hatch_free(struct lt_hatch *hatch);

/** pieces: answered or refused; bytes: of scans, both ways; papers: that became whole here. */
struct lt_hatch_stats {
	uint64_t pieces, bytes, papers, refused;
};
/** Since the start. Any thread. */
struct lt_hatch_stats lt_hatch_stats(struct lt_hatch *hatch);
