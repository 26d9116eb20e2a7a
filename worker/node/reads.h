/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads of people at the node: answered from the replica; passed on when only the coordinator can.
 *
 * Who was told that an act is done sees it in the next read: one that comes before the replica
 * has it waits, briefly, and goes to the coordinator if that takes too long. The node's thread. */
#pragma once

#include "proto/link/server.h"
#include "worker/node/follow.h"

struct lt_reads;

struct lt_reads_options {
	struct lt_clock *clock; /**< borrowed, as everything here */
	struct lt_replica *replica;
	struct lt_follow *follow;
	/** Completes an answer from the replica; may be NULL. */
	void (*complete)(void *owner, const Lt__Fetch *fetch, Lt__FetchReply *reply,
			 struct lt_arena *arena);
	void (*pass_on)(void *owner, struct lt_call *call); /**< takes the call */
	void *owner;
};

int lt_reads_new(const struct lt_reads_options *options, struct lt_reads **ret,
		 struct lt_err *err) LT_MUST_USE;
/** Drops what waits. NULL is fine. */
void lt_reads_free(struct lt_reads *reads);
/** Whose state is told with each answer. Before the first call. */
void lt_reads_set_line(struct lt_reads *reads, struct lt_line *line);
/** A Fetch. Takes the call. */
void lt_reads_take(struct lt_reads *reads, struct lt_call *call);
/** Somebody here is told that an act of theirs took effect. */
void lt_reads_expect(struct lt_reads *reads);
/** Answers those that have waited. */
void lt_reads_step(struct lt_reads *reads);
int64_t lt_reads_next_us(const struct lt_reads *reads);
