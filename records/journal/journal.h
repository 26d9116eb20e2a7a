/* SPDX-License-Identifier: EUPL-1.2 */
/* The ordered, durable list of batches: the truth. The engine sees only this interface.
 *
 * Engine thread only, except lt_journal_read on a journal opened read-only. */
#pragma once

#include "proto/base/err.h"
#include "proto/base/slice.h"
#include "proto/store/store.h"

struct lt_journal;

/** What every kind of journal can do. */
struct lt_journal_ops {
	/** Makes batch @p seq (last + 1) durable. 0: it is. LT_E_REFUSED: it is not and never will
	 * be; err->code keeps the cause (LT_E_FULL, LT_E_STORE ...; LT_E_REFUSED itself for a wrong
	 * seq). LT_E_UNKNOWN: ask `last` to find out, until then every append says the same; when
	 * `last` fails too, the process must start again first. */
	int (*append)(struct lt_journal *journal, uint64_t seq, struct lt_slice batch,
		      struct lt_err *err);
	/** Batch @p seq, a view until the next call. LT_E_ABSENT beyond the end; LT_E_DAMAGED (also
	 *  for a gap). */
	int (*read)(struct lt_journal *journal, uint64_t seq, struct lt_slice *ret,
		    struct lt_err *err);
	/** Number of the last batch, 0 when empty. */
	int (*last)(struct lt_journal *journal, uint64_t *ret, struct lt_err *err);
	void (*free)(struct lt_journal *journal);
};

/** Head of every kind of journal; opened by its kind, freed by lt_journal_free. */
struct lt_journal {
	const struct lt_journal_ops *ops;
};

/** The file @p path (journal.mdb): every append is one synced commit. It refuses to open for
 *  writing when its last batch is damaged.
 *  @param faults  as in the store; may be NULL */
int lt_journal_local_open(const char *path, bool read_only, struct lt_faults *faults,
			  struct lt_journal **ret, struct lt_err *err) LT_MUST_USE;

/** The store beneath a local journal, for backup and for readers of snapshots. */
struct lt_store *lt_journal_local_store(struct lt_journal *journal);

/** As the operations above, whatever the kind. Engine thread. */
static inline int LT_MUST_USE lt_journal_append(struct lt_journal *j, uint64_t seq,
						struct lt_slice batch, struct lt_err *err)
{
	return j->ops->append(j, seq, batch, err);
}

static inline int LT_MUST_USE lt_journal_read(struct lt_journal *j, uint64_t seq,
					      struct lt_slice *ret, struct lt_err *err)
{
	return j->ops->read(j, seq, ret, err);
}

static inline int LT_MUST_USE lt_journal_last(struct lt_journal *j, uint64_t *ret,
					      struct lt_err *err)
{
	return j->ops->last(j, ret, err);
}

static inline void lt_journal_free(struct lt_journal *j)
{
	if (j)
		j->ops->free(j);
}
