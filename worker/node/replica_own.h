/* SPDX-License-Identifier: EUPL-1.2 */
/* The inside of a replica. For replica.c and compact.c alone. */
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

/* -- compact.c: a journal that has grown far beyond what it is worth is written anew -- */

/** Removes records of that folder in the node's; nothing else that may be there. */
void lt_replica_remove_folder(const struct lt_replica *replica, const char *name);
/** Before the records are opened: puts the folder in order if the last start ended in the middle.
 */
int lt_replica_compact_recover(struct lt_replica *replica, struct lt_err *err) LT_MUST_USE;
/** A little of it, if it is time. The copy is dropped if it turns out to be damaged. */
void lt_replica_compact_step(struct lt_replica *replica, int64_t now_us);
/** Monotonic; INT64_MAX: no more. */
int64_t lt_replica_compact_next_us(const struct lt_replica *replica);
/** Gives up what is under way. */
void lt_replica_compact_stop(struct lt_replica *replica);
