/* SPDX-License-Identifier: EUPL-1.2 */
/* What the preloaded library (disk_shim.c) and its readers agree on: the record of every call that
 * changes a store's files, and the orders to fail or to die at one of them.
 *
 * Orders travel in the environment of the process that is watched:
 *   LT_DISK_COUNT   a file of one struct disk_count, shared with the test
 *   LT_DISK_RECORD  where calls on *.mdb are appended, a struct disk_call and its bytes each
 *   LT_DISK_ORDER   "kill N", "half N", "after N": at call N, from 1, of all that write;
 *                   "journal N": after call N of those on journal.mdb;
 *                   "eio N", "enospc N": at call N of those on *.mdb */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

enum disk_kind { DISK_WRITE = 1, DISK_SYNC, DISK_SIZE };

/** Which file; others are not recorded. */
enum disk_file { DISK_JOURNAL = 0, DISK_STATE, DISK_FILES };

/** One call, as it was asked for. Native byte order: written and read on one machine. */
struct disk_call {
	uint32_t kind, file;
	uint64_t at;	  /**< offset; of DISK_SIZE: the size */
	uint64_t size;	  /**< bytes that follow */
	uint32_t durable; /**< the descriptor syncs what it writes (O_DSYNC) */
	uint32_t failed;  /**< it was made to fail */
};

/** Counters, in memory shared with the test. All lives of a process add up. */
struct disk_count {
	atomic_ulong recorded; /**< calls recorded, counted before each is made */
	atomic_ulong calls;    /**< of this life: those orders count */
	atomic_ulong hits;     /**< orders carried out */
};
