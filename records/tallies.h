/* SPDX-License-Identifier: EUPL-1.2 */
/* Sums of contributions, by the keys of the tally table.
 *
 * The state keeps here what changed since its last checkpoint: hot counters are moved by thousands
 * of dossiers and written once. What counts is always the table and this together; a checkpoint
 * writes it into the transaction that holds the dossiers, a rollback forgets it. verify sums all
 * dossiers in one of these. Engine thread only, or one owner. */
#pragma once

#include "procedures/core/contributions.h"
#include "proto/store/store.h"

struct lt_tallies;

/** A counter row. */
struct lt_tally {
	struct lt_key key;
	int64_t counters[LT_COUNTER_COUNT];
};

struct lt_tallies *lt_tallies_new(void);
/** Accepts NULL. */
void lt_tallies_free(struct lt_tallies *tallies);
void lt_tallies_forget(struct lt_tallies *tallies);
/** Adds (@p sign 1) or takes away (-1) what a dossier contributes. @return 0 or LT_E_NOMEM. */
int lt_tallies_add(struct lt_tallies *tallies, const struct lt_contributions *contributions,
		   int sign) LT_MUST_USE;
/** Is there so much that it had better be written now? */
bool lt_tallies_full(const struct lt_tallies *tallies);

/** Adds everything to the table's rows, and forgets it. A row that comes to nothing but zeros is
 *  removed. @return as lt_txn_put; LT_E_DAMAGED (a stored row cannot be read; the text names it).
 */
int lt_tallies_settle(struct lt_tallies *tallies, struct lt_txn *txn,
		      struct lt_err *err) LT_MUST_USE;

/** Rows of a scope with months from .. to, of one owner or of owner 0 and all others. */
struct lt_tally_range {
	enum lt_tally_scope scope;
	bool all_owners;
	uint64_t owner;
	uint32_t from, to;
};
/** What the key of a row says. */
static inline uint64_t lt_tally_owner(const struct lt_tally *tally)
{
	return lt_get_u64(tally->key.bytes + 1);
}
static inline uint32_t lt_tally_month(const struct lt_tally *tally)
{
	return lt_get_u32(tally->key.bytes + 9);
}
static inline uint64_t lt_tally_item(const struct lt_tally *tally)
{
	return lt_get_u64(tally->key.bytes + 13);
}

/** Sees one row, or one row's change not yet written: sum them up by key.
 *  @return 0 to go on, or what ends the reading. */
struct lt_tally_reader {
	int (*seen)(void *owner, const struct lt_tally *tally);
	void *owner;
};
/** Stored rows first, then changes. @return the reader's; LT_E_DAMAGED (the text names the row). */
int lt_tallies_read(const struct lt_tallies *tallies, struct lt_txn *txn,
		    const struct lt_tally_range *range, struct lt_tally_reader reader,
		    struct lt_err *err) LT_MUST_USE;

/** Is told of each stored row and of each sum. @p stored NULL: missing or damaged; @p summed NULL:
 *  nothing adds up to it. */
struct lt_tally_comparer {
	void (*compared)(void *owner, struct lt_slice key, const struct lt_tally *stored,
			 const struct lt_tally *summed);
	void *owner;
};
/** The table against these sums, in the order of keys. @return 0; LT_E_NOMEM, LT_E_STORE. */
int lt_tallies_compare(const struct lt_tallies *tallies, struct lt_txn *txn,
		       struct lt_tally_comparer comparer, struct lt_err *err) LT_MUST_USE;

/** "đơn vị 3f..., tháng 07/2025": names a row for a person by what its key says; in the arena. */
const char *lt_tally_words(struct lt_slice key, struct lt_arena *arena);
