/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's copy of its units' dossiers: records of its own in the folder `records`, filled by the
 * coordinator's feed, read by whoever is at the node.
 *
 *   lt_replica_ask --Fetch FEED--> coordinator --FeedPage--> lt_replica_take --> lt_replica_read
 *
 * What came and how far it goes are one batch of its journal, so it may be cut off at any moment. A
 * copy that is damaged is dropped and fetched anew; one of another history than the coordinator's
 * is set aside, for after an old backup the coordinator lacks what is in it. Neither is served. One
 * thread owns it. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/time.h"

struct lt_records;
struct lt_replica;

struct lt_replica_options {
	const char *dir;	/**< the node's folder; borrowed, as everything here */
	const char *node;	/**< id, as in the directory */
	struct lt_clock *clock; /**< the node's own; read through lt_replica_now_us */
	uint64_t compact_bytes; /**< journals below are left as they are; 0:
				   LT_REPLICA_COMPACT_BYTES */
};

/** Opens the copy, empty at first; one that cannot be opened for its content is dropped. @return 0;
 *  LT_E_BUSY, LT_E_IO, LT_E_FULL, LT_E_STORE, LT_E_NOMEM. */
int lt_replica_open(const struct lt_replica_options *options, struct lt_replica **ret,
		    struct lt_err *err) LT_MUST_USE;
/** With a last checkpoint. NULL is fine. */
void lt_replica_close(struct lt_replica *replica);

/* -- following the coordinator -- */

/** The next question, into @p arena; tries again to open a copy that could not be. */
int lt_replica_ask(struct lt_replica *replica, struct lt_arena *arena, Lt__Fetch **ret,
		   struct lt_err *err) LT_MUST_USE;
/** Takes the answer in; if it says so, sets all that is here aside first. @return 0; LT_E_DAMAGED:
 * it did not continue what is here, and all of it was dropped; errors of the store: nothing
 * changed. */
int lt_replica_take(struct lt_replica *replica, const Lt__FeedPage *page,
		    struct lt_err *err) LT_MUST_USE;
/** The signal to wait with for what is newer, into @p arena. */
int lt_replica_wait(struct lt_replica *replica, struct lt_arena *arena, Lt__Poll **ret) LT_MUST_USE;
/** The coordinator said that nothing had moved by @p now_us of its clock. */
void lt_replica_heard(struct lt_replica *replica, int64_t now_us);
/** Is there more to ask for now? True also for a new copy. */
bool lt_replica_wants_more(const struct lt_replica *replica);
/** Does the directory here give the node other units than those it follows? Then it is time to ask:
 *  a directory can come into force without any news. */
bool lt_replica_units_moved(struct lt_replica *replica);
/** Puts down what is only in memory, and writes the journal anew, when it is time. Call it every
 *  round. */
void lt_replica_step(struct lt_replica *replica);
/** Monotonic time for the next step; INT64_MAX: none. */
int64_t lt_replica_next_us(const struct lt_replica *replica);

/* -- what is laid over it -- */

struct lt_overlay;

/** What a node decides alone lies over the copy while people read, and never while it changes. */
struct lt_replica_cover {
	void *owner;
	struct lt_overlay *overlay;
	void (*lay)(void *owner);  /**< before a read */
	void (*lift)(void *owner); /**< before a change, or before it is written down */
	void (*gone)(void *owner); /**< the copy was dropped, with all that lay over it */
};
/** @param cover  copied; NULL: none any more */
void lt_replica_set_cover(struct lt_replica *replica, const struct lt_replica_cover *cover);

/* -- reading -- */

/** Answers a read from here. @return false: only the coordinator can, and @p ret is untouched (a
 *  report over everything, an old dossier, a unit that is not wholly here yet). */
bool lt_replica_read(struct lt_replica *replica, const Lt__Fetch *fetch, struct lt_arena *arena,
		     Lt__FetchReply *ret);
/** Does any dossier here name this scan? */
bool lt_replica_names(struct lt_replica *replica, const uint8_t *hash);
/** Coordinator's time up to which everything is here; 0: it never was. */
int64_t lt_replica_as_of_us(const struct lt_replica *replica);
/** Is the unit's copy whole? */
bool lt_replica_has_unit(const struct lt_replica *replica, const char *unit);
/** Wall clock now, by the coordinator's last word on what time it is. */
int64_t lt_replica_now_us(const struct lt_replica *replica);
/** What it keeps; for decisions made here. Valid until the next take or step. */
struct lt_records *lt_replica_records(struct lt_replica *replica);

struct lt_replica_stats {
	uint64_t pages, entries, events, bytes; /**< taken since it was opened */
	uint64_t drops;				/**< times everything was fetched anew */
	uint64_t compactions;			/**< times its journal was written anew */
};
/** Copies of another history that were set aside and that nobody has removed; looks at the disk. */
unsigned lt_replica_aside(const struct lt_replica *replica);
/** The counters now. */
struct lt_replica_stats lt_replica_stats(const struct lt_replica *replica);
