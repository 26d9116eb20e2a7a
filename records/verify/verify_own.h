/* SPDX-License-Identifier: EUPL-1.2 */
/* What verify.c and verify_rows.c share. */
#pragma once

#include "records/registry.h"
#include "records/state.h"
#include "records/tallies.h"
#include "records/verify/verify.h"
#include "records/journal/journal.h"

struct lt_verifier {
	struct lt_verify_report *report;
	struct lt_journal *journal;
	struct lt_store *store; /**< the folder's state, read-only */
	struct lt_txn *live;	/**< a snapshot of it */
	struct lt_state scratch;
	struct lt_registry *registry; /**< of the scratch state */
	struct lt_tallies *sums;      /**< of the contributions of all dossiers */
	struct lt_arena arena;	      /**< one batch, or one dossier */
	uint64_t upto;		      /**< batch of the folder's checkpoint */
};

/** Was the actor named to stand in for somebody who had this right when it was done? */
bool lt_verifier_stood_in(struct lt_verifier *v, const Lt__Event *e,
			  const struct lt_directory *directory, const struct lt_right *right);
/** Counts one check; the first broken one of a property is kept as its example. */
void lt_verifier_count(struct lt_verifier *v, int property, bool holds, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/** Properties 4, 5, 6, 8: compares the tables, recomputes rows and due dates. */
int lt_verify_tables(struct lt_verifier *v, struct lt_err *err) LT_MUST_USE;
/** Properties 2, 7 and 8 of an event about lateness, before it is applied. */
void lt_verifier_watch_late(struct lt_verifier *verifier, const Lt__Dossier *before,
			    const Lt__Event *event);
/** Property 9 of an event, before it is applied: only what comes from elsewhere is handed over. */
void lt_verifier_watch_handoff(struct lt_verifier *verifier, const Lt__Dossier *before,
			       const Lt__Event *event);
/** ... and of a dossier: between every pair of units nothing is lost and nothing is made up. */
void lt_verifier_check_handoffs(struct lt_verifier *verifier, const Lt__Dossier *dossier);
/** Every lateness has its two duties; warnings keep to due dates. */
void lt_verifier_check_late(struct lt_verifier *verifier, const Lt__Dossier *dossier);
