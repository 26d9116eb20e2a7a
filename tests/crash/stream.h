/* SPDX-License-Identifier: EUPL-1.2 */
/* The recorded writes of a store, and what a disk may hold if the power fails among them.
 *
 *   calls:  w1 w2 SYNC w3 w4 | w5 ...      the power fails where the bar is
 *   disk:   w1 w2 whole; of w3, w4 and w5 any 512-byte sectors, in any order
 *
 * What a sync has confirmed is there; all else may be there, in part, or not. */
#pragma once

#include <stddef.h>

#include "tests/crash/disk.h"
#include "tests/sim/chance.h"

struct crash_call {
	struct disk_call head;
	const uint8_t *bytes; /**< of a write */
};

/** All that was recorded. Freed with crash_stream_done. */
struct crash_stream {
	uint8_t *record;
	struct crash_call *calls;
	size_t calls_count;
};

void crash_stream_read(struct crash_stream *ret, const char *path);
void crash_stream_done(struct crash_stream *stream);

/** How the unconfirmed is drawn. */
enum crash_loss { CRASH_LOSS_NONE = 1, CRASH_LOSS_ALL, CRASH_LOSS_SOME };

/** One file, as a disk may hold it. */
struct crash_image {
	uint8_t *bytes;
	size_t size, room;
};

/** A disk that the calls reach one after the other. */
struct crash_disk {
	const struct crash_stream *stream;
	size_t at;	 /**< calls before this one were made */
	unsigned forget; /**< 0; self-check: so many of each file's last syncs did nothing */
	struct crash_image confirmed[DISK_FILES];
	struct {
		size_t *items; /**< calls not confirmed, oldest first */
		size_t count, room, syncs;
	} open[DISK_FILES];
};

void crash_disk_init(struct crash_disk *disk, const struct crash_stream *stream);
void crash_disk_done(struct crash_disk *disk);
/** The next call is made. @return false: there is none. */
bool crash_disk_step(struct crash_disk *disk);
/** How many calls the next power failure would find unconfirmed, the one under way included. */
size_t crash_disk_open(const struct crash_disk *disk);
/** The power fails while the next call is under way: writes what the disk holds into @p folder. */
void crash_disk_fail(const struct crash_disk *disk, enum crash_loss loss, struct sim_chance *chance,
		     const char *folder);
