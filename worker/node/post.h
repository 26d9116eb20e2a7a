/* SPDX-License-Identifier: EUPL-1.2 */
/* What the line's threads leave for the node's one thread: a descriptor to wait on, a lock, lists.
 *
 * Bounded by what can be under way: each talk is there at most once, calls are held by the server's
 * own bounds. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/link/client.h"
#include "proto/link/server.h"

struct lt_post;

/** What came since the last take. */
struct lt_letters {
	struct lt_talk *talks[LT_CLIENT_TALKS_MAX]; /**< exchanges that are over */
	size_t talks_count;
	struct lt_call *calls; /**< by their next, in order of arrival */
	uint32_t *gone;	       /**< pipes of the desk that closed; to be freed */
	size_t gone_count;
	bool line; /**< the line came or went */
};

int lt_post_new(struct lt_post **ret, struct lt_err *err) LT_MUST_USE;
/** Drops calls that were not taken. NULL is fine. */
void lt_post_free(struct lt_post *post);

/* For any thread; the owner of these callbacks is the post. */
void lt_post_on_done(void *post, struct lt_talk *talk);
void lt_post_on_line(void *post, uint32_t line);
void lt_post_on_call(void *post, struct lt_call *call);
void lt_post_on_gone(void *post, uint32_t pipe);

/** Makes the node's loop go round. Any thread. */
void lt_post_wake(struct lt_post *post);
/** Readable when there is something to take. */
int lt_post_fd(const struct lt_post *post);
/** Takes everything; does not wait. The node's thread. */
void lt_post_take(struct lt_post *post, struct lt_letters *ret);
