/* SPDX-License-Identifier: EUPL-1.2 */
/* The queue between the line's threads and the engine's: bounded, and the only lock there is.
 *
 * Commands are decoded on the receive thread, so that the engine's never sees malformed bytes and
 * spends nothing on them. Overload sheds new submissions first (LT_QUEUE_SUBMISSIONS_MAX): progress
 * on open dossiers, acks and cancels are admitted up to the queue's own bounds. */
#pragma once

#include <stdint.h>

#include "command.pb-c.h"

#include "proto/base/err.h"
#include "proto/link/server.h"

struct lt_inbox;

/** One call with its commands decoded; lives in the call's arena. */
struct lt_item {
	struct lt_call *call;
	Lt__Command **commands;	   /**< of a Report; NULL where bytes were malformed */
	Lt__CommandReply *replies; /**< filled from the front */
	size_t count, done;
	bool shed;	  /**< submissions in it are refused */
	Lt__Reply *ready; /**< the whole answer, once the batch is durable; NULL: of replies */
	struct lt_item *next;
};

/** A batch of news for the engine thread. */
struct lt_mail {
	struct lt_item *items; /**< in order of arrival */
	uint32_t *gone;	       /**< pipes that closed; valid until the next take */
	size_t gone_count;
};

struct lt_inbox *lt_inbox_new(void);
/** Drops what was not taken. */
void lt_inbox_free(struct lt_inbox *inbox);

/** Decodes and queues a call, or refuses it when the queue is full. Any thread. */
void lt_inbox_call(struct lt_inbox *inbox, struct lt_call *call);
void lt_inbox_gone(struct lt_inbox *inbox, uint32_t pipe);
/** Makes a waiting take return. Any thread. */
void lt_inbox_wake(struct lt_inbox *inbox);

/** Takes everything queued; waits up to @p wait_us for something. Engine thread. */
struct lt_mail lt_inbox_take(struct lt_inbox *inbox, int64_t wait_us);
/** The item was answered: its share of the bounds is free again. Call before the reply. */
void lt_inbox_done(struct lt_inbox *inbox, const struct lt_item *item);
/** Commands queued now. Any thread. */
size_t lt_inbox_commands(struct lt_inbox *inbox);
