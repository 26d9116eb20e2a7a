/* SPDX-License-Identifier: EUPL-1.2 */
/* Keeps the replica abreast of the coordinator while the line is up.
 *
 *   bound -> FEED, FEED ... until there is no more -> a parked signal -> news -> FEED ...
 *
 * One question for the feed and one parked signal at a time, beside the line's own. The node's
 * thread. */
#pragma once

#include "worker/node/line.h"
#include "worker/node/replica.h"

struct lt_follow;

struct lt_follow_options {
	struct lt_clock *clock; /**< borrowed, as everything here */
	struct lt_client *client;
	struct lt_post *post;
	struct lt_line *line;
	struct lt_replica *replica;
};

int lt_follow_new(const struct lt_follow_options *options, struct lt_follow **ret,
		  struct lt_err *err) LT_MUST_USE;
/** Cancels what is under way. NULL is fine. */
void lt_follow_free(struct lt_follow *follow);
/** The line is bound anew: whatever was known of the coordinator may be out of date. */
void lt_follow_bound(struct lt_follow *follow);
/** Is this one of its exchanges? Then it is over. @return false: not ours */
bool lt_follow_over(struct lt_follow *follow, struct lt_talk *talk);
/** Starts whatever can be started now. */
void lt_follow_step(struct lt_follow *follow);
/** Monotonic time of the next try; INT64_MAX: only news can move it. */
int64_t lt_follow_next_us(const struct lt_follow *follow);

/** Something has just been decided by the coordinator that the node will want to see: asks at once.
 *  @return a number for lt_follow_has */
uint64_t lt_follow_hurry(struct lt_follow *follow);
/** Has all been taken in that the coordinator knew when that number was given out? */
bool lt_follow_has(const struct lt_follow *follow, uint64_t number);
