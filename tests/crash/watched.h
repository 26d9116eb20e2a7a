/* SPDX-License-Identifier: EUPL-1.2 */
/* An office whose coordinator is watched at every system call that writes (disk.h): made in a
 * folder of its own, published to, its nodes at work. */
#pragma once

#include "tests/crash/disk.h"
#include "tests/crash/load.h"
#include "tests/crash/process.h"

struct crash_watched {
	char *folder, *count_path, *record_path;
	struct disk_count *count; /**< shared with the coordinator */
	uint16_t port;
	struct crash_process coordinator, workers[2];
	struct history *history;
	struct crash_load *load;
};

/** @param record  keep what is written to the stores, in record_path */
void crash_watched_open(struct crash_watched *ret, bool record);
/** Starts everybody, publishes, sets the load to work. */
void crash_watched_begin(struct crash_watched *w);
/** Waits until so many dossiers have come to their end. @return false: the coordinator ended, or it
 *  takes too long. */
bool crash_watched_carry(struct crash_watched *w, uint64_t dossiers);
/** The load and the nodes stop at once. */
void crash_watched_end(struct crash_watched *w);
void crash_watched_close(struct crash_watched *w);
/** Memory that children and other processes share. @param fd  -1: children only. */
void *crash_share(size_t size, int fd);
