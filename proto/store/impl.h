/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this folder share. Nobody else includes it. */
#pragma once

#include <lmdb.h>
#include <sys/types.h>

#include "proto/store/dirty.h"
#include "proto/store/store.h"

enum { FILE_MODE = 0640 };

struct lt_txn {
	struct lt_store *store;
	MDB_txn *txn;
	bool write;
	bool broken; /* a write failed: LMDB's pages may be half changed, only abort is left */
	bool parked; /* a snapshot that holds no pages */
	unsigned scans_count; /* open walks; their cursors must be closed first */
};

struct table {
	const char *name;
	size_t key_bytes; /* 0: any */
	MDB_dbi dbi;
	MDB_cursor *cursor; /* of the write transaction; NULL until needed */
};

struct lt_store {
	MDB_env *env;
	char *path;
	struct lt_faults *faults;
	bool read_only;
	pid_t pid;   /* an environment must not be used across fork */
	int lock_fd; /* holds the writer's lock; -1 for readers */
	size_t page_bytes;
	struct table *tables;
	size_t tables_count;
	struct lt_txn writer; /* the one write transaction; txn NULL while there is none */
	uint8_t *scratch;     /* where put builds records */
	size_t scratch_bytes;
	struct lt_dirty dirty;
};

/** Maps an MDB_* or errno value to LT_E_*, the text says what to do. @p doing: "commit". */
int lt_store_fail(const struct lt_store *store, int rc, const char *doing, struct lt_err *err)
	__attribute__((cold));
/** As above for LT_E_DAMAGED or LT_E_VERSION of one value: names table and key. */
int lt_store_fail_value(const struct lt_store *store, int code, unsigned table, struct lt_slice key,
			struct lt_err *err) __attribute__((cold));
/** The part of lt_store_fault that fires. */
int lt_store_fault_hit(struct lt_faults *faults, struct lt_err *err) __attribute__((cold));

/** Counts one call down. @return 0, or the error this call must fail with. */
static inline int lt_store_fault(const struct lt_store *store, struct lt_err *err)
{
	struct lt_faults *f = store->faults;
	if (__builtin_expect(!f || f->countdown <= 0 || --f->countdown > 0, 1))
		return 0;
	return lt_store_fault_hit(f, err);
}

/** Before LMDB maps the file: refuses network file systems. */
int lt_store_check_place(const char *path, struct lt_err *err) LT_MUST_USE;
/** Before LMDB maps the file: is it whole? An empty or absent file is, and is new.
 *  @return LT_E_DAMAGED, LT_E_DENIED, LT_E_IO. */
int lt_store_check_file(const char *path, bool *ret_new, struct lt_err *err) LT_MUST_USE;
/** Syncs the folder that holds @p path. @return 0 or an errno value. */
int lt_store_sync_folder(const char *path) LT_MUST_USE;
