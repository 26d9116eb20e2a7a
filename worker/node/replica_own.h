/* SPDX-License-Identifier: EUPL-1.2 */
/* The inside of a replica. For replica.c, replica_folders.c and compact.c alone. */
#pragma once

#include "records/records.h"
#include "records/rewrite.h"
#include "worker/node/replica.h"

struct lt_replica {
	struct lt_replica_options options;
	char *folder;
	struct lt_records records;
	bool open; /* false: the files cannot be made for now */
	struct lt_arena mark_arena, scratch;
	Lt__ReplicaMark *mark; /* NULL: nothing taken yet */
	int64_t kept_us;       /* its as_of_us in the journal */
	int64_t ahead_us;      /* coordinator's clock against ours */
	int64_t changed_us;    /* monotonic: of the last batch; 0: all is in the state */
	struct lt_replica_stats stats;
	struct lt_replica_cover cover;
	struct lt_rewrite *rewrite; /* under way; NULL: none */
	int64_t looked_us;	    /* monotonic: when its size was last looked at; 0: never */
};

/** Nothing lies over it any more. */
void lt_replica_lift(struct lt_replica *replica);
/** Opens the folder's records, every byte checked. */
int lt_replica_open_records(struct lt_replica *replica, struct lt_err *err) LT_MUST_USE;
/** @param keep  with a last checkpoint */
void lt_replica_close_records(struct lt_replica *replica, bool keep);

/* -- replica_folders.c -- */

/** In a copy's folder: how large its journal was when it was last written anew. */
#define LT_REPLICA_SIZE_FILE "compacted"

/** @return the folder's path, to free; NULL without memory */
char *lt_replica_path_of(const struct lt_replica *replica, const char *name) LT_MUST_USE;
bool lt_replica_has_folder(const struct lt_replica *replica, const char *name);
/** Removes records of that folder in the node's; nothing else that may be there. */
void lt_replica_remove_folder(const struct lt_replica *replica, const char *name);
/** On disk before anything relies on it. @return 0; LT_E_IO, LT_E_NOMEM. */
int lt_replica_rename_folder(const struct lt_replica *replica, const char *from, const char *to,
			     struct lt_err *err) LT_MUST_USE;
/** The closed folder `records` makes room for a new one, and is kept; says so in the log.
 *  @return 0; LT_E_IO, LT_E_NOMEM: it is where it was. */
int lt_replica_set_aside(const struct lt_replica *replica, struct lt_err *err) LT_MUST_USE;

/* -- compact.c: a journal that has grown far beyond what it is worth is written anew -- */

/** Before the records are opened: puts the folder in order if the last start ended in the middle.
 */
int lt_replica_compact_recover(struct lt_replica *replica, struct lt_err *err) LT_MUST_USE;
/** A little of it, if it is time. The copy is dropped if it turns out to be damaged. */
void lt_replica_compact_step(struct lt_replica *replica, int64_t now_us);
/** Monotonic; INT64_MAX: no more. */
int64_t lt_replica_compact_next_us(const struct lt_replica *replica);
/** Gives up what is under way. */
void lt_replica_compact_stop(struct lt_replica *replica);
