/* SPDX-License-Identifier: EUPL-1.2 */
/* Parked polls: nodes that wait for jobs or for news of their units. Engine thread only. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/link/server.h"

struct lt_polls;

struct lt_poll_slot {
	char *capability;
	uint32_t free;	/**< left of what the node announced */
	uint32_t taken; /**< by jobs of the running batch */
};

struct lt_poll_cursor {
	uint64_t unit, n;
	struct lt_poll *poll;
	struct lt_poll_cursor *next, **link; /**< chain of everyone who waits for the unit */
};

struct lt_poll {
	struct lt_call *call;
	char *node;
	uint32_t pipe;
	int64_t deadline_us; /**< monotonic: answered empty then */
	struct lt_poll_slot *slots;
	size_t slots_count;
	struct lt_poll_cursor *cursors;
	size_t cursors_count;
	Lt__Job **jobs; /**< offered in the running batch; in its arena */
	size_t jobs_count;
	bool news;
	bool signal;				  /**< is told only whether there is news */
	struct lt_poll *next, **link;		  /**< all of them, oldest first */
	struct lt_poll *next_ready, **link_ready; /**< those to be answered after the commit */
	struct lt_poll *next_able, **link_able;	  /**< those with slots: few among many desks */
};

struct lt_polls *lt_polls_new(void);
/** Drops every call that is still parked. */
void lt_polls_free(struct lt_polls *polls);
size_t lt_polls_count(const struct lt_polls *polls);

/** Parks a poll: copies what it asks, trims the call. @p unit_keys: keys of its cursors' units.
 *  @return LT_E_NOMEM, and the call is still the caller's. */
int lt_polls_park(struct lt_polls *polls, struct lt_call *call, const char *node,
		  int64_t deadline_us, struct lt_poll **ret) LT_MUST_USE;
/** Ends a poll: its call is the caller's to answer. */
struct lt_call *lt_polls_take(struct lt_polls *polls, struct lt_poll *poll);
/** The peer is gone, or polls anew: its parked polls are dropped. */
void lt_polls_drop_pipe(struct lt_polls *polls, uint32_t pipe);

/** A poll with a free slot for the capability; the slot is taken. NULL: nobody. */
struct lt_poll *lt_polls_take_slot(struct lt_polls *polls, const char *capability);
/** Adds a job to what the poll will be answered with. */
int lt_polls_add_job(struct lt_polls *polls, struct lt_poll *poll, Lt__Job *job,
		     struct lt_arena *arena) LT_MUST_USE;
/** The batch failed: takes back jobs and slots. */
void lt_polls_undo(struct lt_polls *polls);
/** A unit's feed moved: whoever waits for it has news. */
void lt_polls_news(struct lt_polls *polls, uint64_t unit);
void lt_polls_make_ready(struct lt_polls *polls, struct lt_poll *poll);
/** First poll to be answered; NULL: none. */
struct lt_poll *lt_polls_ready(struct lt_polls *polls);
/** Oldest poll (earliest deadline); NULL: none. */
struct lt_poll *lt_polls_oldest(struct lt_polls *polls);
/** Walks the capabilities that have free slots: calls @p each once for each name. */
int lt_polls_each_capability(struct lt_polls *polls,
			     int (*each)(void *owner, const char *capability),
			     void *owner) LT_MUST_USE;
