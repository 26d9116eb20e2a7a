/* SPDX-License-Identifier: EUPL-1.2 */
/* A node's carrier of scans: sends on what waits in its folder, fetches what its people ask for.
 *
 *   waits --ticket--> under way --whole--> gone from the list
 *     ^------- line lost, nobody names it yet, disk full: later again
 *
 * A thread of its own, on a connection of its own while there is something to carry, a chunk at a
 * time, so that the line proper never
 * waits behind a scan; tickets are asked for on the line proper. Fetching and sending take turns,
 * as somebody waits for what is fetched. */
#pragma once

#include "proto/base/time.h"
#include "proto/link/client.h"
#include "proto/papers/papers.h"

struct lt_carrier;

/** All borrowed. */
struct lt_carrier_options {
	struct lt_papers *papers;
	struct lt_clock *clock;
	struct lt_client *line; /**< where tickets are asked for; has said hello */
	/** Connects where the scans go; and hangs up, after a while without any and whenever the
	 * connection failed. On the carrier's thread. */
	int (*connect)(void *owner, struct lt_client **ret, struct lt_err *err);
	void (*hang_up)(void *owner);
	/** A paper was sent, fetched, or given up with a reason. On the carrier's
	 * thread, under its lock: must only note it. May be NULL. */
	void (*told)(void *owner, const uint8_t *hash, bool put, int result, const char *reason);
	void *owner;
};

/** Starts with what waits in the folder. */
int lt_carrier_start(const struct lt_carrier_options *options, struct lt_carrier **ret,
		     struct lt_err *err) LT_MUST_USE;
/** Ends the thread, whatever is under way. Before its clients are freed. NULL is fine. */
void lt_carrier_free(struct lt_carrier *carrier);
/** This one waits to be sent (lt_papers_wait was called). Any thread.
 *  @return false: too many wait; it is found at the next start. */
bool lt_carrier_send(struct lt_carrier *carrier, const uint8_t *hash);
/** This one is asked for. Any thread. @return false: too many are. */
bool lt_carrier_fetch(struct lt_carrier *carrier, const uint8_t *hash);
/** The line has come back: whatever waits for a next try is tried now. Any thread. */
void lt_carrier_hurry(struct lt_carrier *carrier);
/** An act was accepted: it may name what was brought just before it and waits to be named. Any
 *  thread. */
void lt_carrier_named(struct lt_carrier *carrier);

/** How far one of them has got. */
struct lt_errand {
	uint8_t hash[LT_HASH_BYTES];
	bool put;
	uint64_t size, done; /**< bytes; size 0: not known yet */
	int64_t since_us;    /**< wall clock */
	int64_t next_us;     /**< wall clock of the next try; 0: under way, or its turn comes */
	int reason;	     /**< LT_E_* of the last failure; 0: none */
	char text[LT_ERR_TEXT_BYTES]; /**< and its words */
};
/** Copies at most @p max of them, oldest first. Any thread. @return how many there are. */
size_t lt_carrier_errands(struct lt_carrier *carrier, struct lt_errand *ret, size_t max);
