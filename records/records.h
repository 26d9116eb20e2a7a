/* SPDX-License-Identifier: EUPL-1.2 */
/* What a folder holds of the dossiers: the journal, the state it leads to, and what is published.
 *
 *   journal.mdb --lt_apply_batch--> state.mdb <-- registry (compiled definitions, directories ...)
 *
 * The coordinator keeps all dossiers so, a node those of its units; reads (query/) and the check of
 * a folder (verify/) are the same for both. One thread owns it. */
#pragma once

#include "records/journal/journal.h"
#include "records/registry.h"
#include "records/state.h"

struct lt_sign_key;

/** With what this folder's owner signs what it hands out. */
struct lt_seal {
	const struct lt_sign_key *key; /**< borrowed; NULL: it signs nothing */
	const char *name;	       /**< of the owner; borrowed */
};

struct lt_records {
	struct lt_journal *journal;
	struct lt_state state;
	struct lt_registry *registry;
	struct lt_lookup lookup; /**< what decide asks; owned by this struct, which must not move */
	struct lt_arena arena;	 /**< of one batch */
	struct lt_overlay *overlay; /**< what lies over a replica; NULL: nothing; borrowed */
	uint64_t recovered_batches; /**< applied when it was opened */
	bool broken;		    /**< see lt_records_healthy */
	struct lt_seal seal;	    /**< set by the owner after opening */
};

struct lt_records_options {
	const char *folder;				 /**< holds journal.mdb and state.mdb */
	struct lt_faults *state_faults, *journal_faults; /**< test aids; may be NULL */
};

/** Opens or makes the two files and applies the journal's tail. @param ret  to be closed, also
 *  after an error. @return errors of journal, state and lt_records_catch_up. */
int lt_records_open(const struct lt_records_options *options, struct lt_records *ret,
		    struct lt_err *err) LT_MUST_USE;
/** @param keep  a last checkpoint; false: as after kill -9. A zeroed one is fine. */
void lt_records_close(struct lt_records *records, bool keep);
/** Applies every batch of the journal that the state has not seen. LT_E_DAMAGED: the journal ends
 *  before the state does, or a batch cannot be read. */
int lt_records_catch_up(struct lt_records *records, struct lt_err *err) LT_MUST_USE;
/** Is it time for a checkpoint? @p idle: nobody is waiting. */
bool lt_records_wants_checkpoint(const struct lt_records *records, bool idle);

/** Applies a batch made elsewhere and appends it to the journal: whole or not at all.
 *  @param batch  its schema and seq are set here
 *  @return 0. LT_E_DAMAGED, LT_E_VERSION: it does not continue what is here, and nothing changed;
 *  errors of store and journal: nothing changed if lt_records_healthy. */
int lt_records_append(struct lt_records *records, Lt__Batch *batch, struct lt_err *err) LT_MUST_USE;
/** false: the state could not be rebuilt from the journal after a failure. */
bool lt_records_healthy(const struct lt_records *records);

/** The environment decide sees at @p now_us for this dossier (NULL: a submission), with the batch's
 *  arena. */
int lt_records_env(struct lt_records *records, int64_t now_us, const Lt__Dossier *dossier,
		   struct lt_env *ret, struct lt_err *err) LT_MUST_USE;
/** The entry that an event row points at, decoded into the arena. */
int lt_records_entry(struct lt_records *records, struct lt_slice row, struct lt_arena *arena,
		     Lt__Entry **ret, struct lt_err *err) LT_MUST_USE;
/** The dossier a command is about, decoded; NULL: a submission, or there is none. */
int lt_records_find(struct lt_records *records, const Lt__Command *command, Lt__Dossier **ret,
		    struct lt_err *err) LT_MUST_USE;
/** What the answer to a person tells of a dossier. @return 0 or LT_E_NOMEM. */
int lt_records_reply(const Lt__Dossier *dossier, struct lt_arena *arena,
		     Lt__CommandReply *reply) LT_MUST_USE;
/** The events of a dossier, as bytes, in order; views die with the arena. */
int lt_records_events(struct lt_records *records, uint64_t dossier, struct lt_arena *arena,
		      ProtobufCBinaryData **ret, size_t *ret_count, struct lt_err *err) LT_MUST_USE;
