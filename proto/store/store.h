/* SPDX-License-Identifier: EUPL-1.2 */
/* LMDB behind a small door: environments, checksummed values, one writer, snapshots, backup.
 *
 * Only this folder includes lmdb.h. Values are sealed on put and checked on get (codec/record.h).
 * The write transaction belongs to the thread that began it. Never open one path twice in a
 * process, never use a store across fork. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"
#include "proto/codec/keys.h"

struct lt_store;
struct lt_txn;

/** Test aid: the store call that counts this to zero fails with `code`. Every function below that
 *  takes an err counts, in the order of calls. A failed commit has dropped the transaction, except
 *  with LT_E_UNKNOWN: then it is kept, and only the answer got lost. */
struct lt_faults {
	int64_t countdown; /**< 0: never */
	int code;	   /**< LT_E_STORE, LT_E_FULL ... */
	uint64_t hits;	   /**< calls failed so far */
};

struct lt_store_options {
	/** Table names, in number order; NULL: the tables of codec/keys.h. */
	const char *const *tables;
	size_t tables_count;
	bool lazy_meta; /**< MDB_NOMETASYNC: the last commit may be undone, never torn */
	bool read_only;
	bool read_ahead;	  /**< mostly read in key order: let the kernel read ahead */
	uint64_t map_bytes;	  /**< 0: LT_MAP_BYTES */
	struct lt_faults *faults; /**< may be NULL */
};

/** Opens or creates the file @p path (and path-lock). Refuses network file systems, clears dead
 *  readers. One process at a time may have it open for writing; a child it forked holds
 *  that right too, until it executes something else.
 *  @return LT_E_STORE, LT_E_DAMAGED (not an LMDB file, or truncated), LT_E_FULL, LT_E_BUSY
 *  (somebody else writes here), LT_E_ABSENT (read_only and not there), LT_E_DENIED. */
int lt_store_open(const char *path, const struct lt_store_options *options, struct lt_store **ret,
		  struct lt_err *err) LT_MUST_USE;
/** No transaction may be open. NULL is fine. */
void lt_store_close(struct lt_store *store);
static inline void lt_cleanup_store(struct lt_store **store)
{
	lt_store_close(*store);
}

/** The one write transaction. */
int lt_store_begin(struct lt_store *store, struct lt_txn **ret, struct lt_err *err) LT_MUST_USE;
/** A consistent read view; keep it short, or the file grows. Any thread, one at a time.
 *  @return LT_E_BUSY when LT_READERS_MAX others are open. */
int lt_store_snapshot(struct lt_store *store, struct lt_txn **ret, struct lt_err *err) LT_MUST_USE;
/** Lets go of a snapshot's pages but keeps its memory and reader slot; its views are void. */
void lt_snapshot_park(struct lt_txn *snapshot);
/** Moves a snapshot, parked or not, to the newest commit; its views are void. After an error it is
 *  parked. */
int lt_snapshot_renew(struct lt_txn *snapshot, struct lt_err *err) LT_MUST_USE;
/** Durable on success. The transaction is gone either way; *txn becomes NULL. On an error it did
 *  not and will not take effect, except LT_E_UNKNOWN: the store could not finish its last write,
 *  takes no more, and says after the next open what holds. */
int lt_txn_commit(struct lt_txn **txn, struct lt_err *err) LT_MUST_USE;
/** Ends a snapshot or drops a write transaction; *txn becomes NULL. NULL is fine. */
void lt_txn_abort(struct lt_txn **txn);
static inline void lt_cleanup_txn(struct lt_txn **txn)
{
	lt_txn_abort(txn);
}

/** Errors of the calls below: LT_E_STORE, LT_E_FULL (map or disk), LT_E_DAMAGED (checksum; the text
 *  names table and key), LT_E_VERSION (a newer program wrote it), LT_E_NOMEM. After an error of put
 *  or del the transaction is only good for abort. Key and value of a put may be views of this very
 *  transaction. */
int lt_txn_put(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_slice value,
	       struct lt_err *err) LT_MUST_USE;
/** As put, for a key beyond every other of the table; LT_E_EXISTS if it is not. */
int lt_txn_append(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_slice value,
		  struct lt_err *err) LT_MUST_USE;
/** LT_E_ABSENT if there is none (and then nothing is wrong with the transaction). */
int lt_txn_del(struct lt_txn *txn, unsigned table, struct lt_slice key,
	       struct lt_err *err) LT_MUST_USE;
/** @return 0 and a view valid until the next write or the end of the transaction; LT_E_ABSENT. */
int lt_txn_get(struct lt_txn *txn, unsigned table, struct lt_slice key, struct lt_slice *ret_value,
	       struct lt_err *err) LT_MUST_USE;

/** A walk over keys from a start. Survives no write to its table; done before
 * the transaction ends. */
struct lt_scan {
	struct lt_txn *txn;
	void *cursor;
	unsigned table;
	bool started, backwards;
	size_t start_size;
	uint8_t start[LT_KEY_BYTES_MAX];
};

/** Forwards: first key >= start. */
int lt_scan_from(struct lt_txn *txn, unsigned table, struct lt_slice start, struct lt_scan *ret,
		 struct lt_err *err) LT_MUST_USE;
/** Backwards: last key <= start; with an empty start, the last key. */
int lt_scan_back(struct lt_txn *txn, unsigned table, struct lt_slice start, struct lt_scan *ret,
		 struct lt_err *err) LT_MUST_USE;
/** @return 0 and views; LT_E_ABSENT at the end; LT_E_DAMAGED (key is still returned, and the next
 *  call goes on behind it). */
int lt_scan_next(struct lt_scan *scan, struct lt_slice *ret_key, struct lt_slice *ret_value,
		 struct lt_err *err) LT_MUST_USE;
void lt_scan_done(struct lt_scan *scan);
static inline void lt_cleanup_scan(struct lt_scan *scan)
{
	lt_scan_done(scan);
}

/** Pages this write transaction holds in memory, estimated within a factor of two, rather too many.
 *  Cheap: no look at the store. */
size_t lt_txn_dirty_pages(const struct lt_txn *txn);

struct lt_store_stats {
	uint64_t map_bytes, used_bytes; /**< used: pages up to the last one ever used */
	uint64_t disk_free_bytes;
	uint32_t readers;
};
/** Also lets go of what readers in dead processes held: ask at least every minute. */
int lt_store_stats(struct lt_store *store, struct lt_store_stats *ret,
		   struct lt_err *err) LT_MUST_USE;
/** Entries of a table. */
int lt_txn_count(struct lt_txn *txn, unsigned table, uint64_t *ret, struct lt_err *err) LT_MUST_USE;

/** Hot, compacted, consistent copy into a new file, synced; half a copy never bears the name. Any
 *  thread. LT_E_EXISTS. */
int lt_store_backup(struct lt_store *store, const char *path, struct lt_err *err) LT_MUST_USE;

/** Reads every page of a file as of its last commit, and checks the structure that LMDB takes on
 *  trust; a damaged page could crash whoever opens it. Somebody may be writing to it meanwhile.
 *  The entries of each table are counted and must be in order. Values are not looked at: their
 *  checksums are, when they are read. Not for a file this process has open.
 *  @return 0; LT_E_DAMAGED, the text names the page; LT_E_ABSENT; LT_E_IO. */
int lt_store_check(const char *path, struct lt_err *err) LT_MUST_USE;
/** As above, and the checksum of every value: a file that passes serves all it ever held. */
int lt_store_check_values(const char *path, struct lt_err *err) LT_MUST_USE;
/** As lt_store_check_values, for a file that this process has open, as of its last commit. Any
 *  thread, while others read and write; pages freed meanwhile are not used again until it is over.
 *  @param stop  becomes true: return soon, with 0; may be NULL */
int lt_store_check_open(struct lt_store *store, const atomic_bool *stop,
			struct lt_err *err) LT_MUST_USE;
