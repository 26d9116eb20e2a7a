/* SPDX-License-Identifier: EUPL-1.2 */
/* Commands on their way to the coordinator: numbered, kept as bytes, repeated until answered.
 *
 *   put -> queue -> take: numbered, under way -> answered: gone
 *            ^                  |        ^
 *            | same dossier     +-again--+  the same bytes under the same number
 *            + waits behind
 *
 * Numbers are given when a command is first taken, so they follow the order of sending. Of one
 * dossier at most one command is under way: the next waits for its answer, and so the order of acts
 * on a dossier survives whatever the line does. No clock, no line; one thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command.pb-c.h"

#include "proto/base/err.h"

struct lt_outbox;

/** Whose command it is. */
enum lt_sender { LT_SENDER_JOB = 1, LT_SENDER_DESK };

/** One command. The owner of the outbox reads it; only the outbox writes what is above the line. */
struct lt_outgoing {
	uint64_t seq; /**< 0: not yet sent */
	uint64_t subject;
	struct lt_outgoing *next; /**< in the queue, or behind the one of the same dossier */
	struct lt_outgoing *behind, *behind_last;
	size_t size;
	enum lt_sender sender;
	/* -- free for the owner -- */
	uint64_t tag, detail;
	void *context;
	/** Travels with fewer than so many others, since in larger company it was refused; 0: any.
	 */
	size_t company;
	uint8_t bytes[];
};

struct lt_outbox *lt_outbox_new(void);
/** Frees all commands too. NULL is fine. */
void lt_outbox_free(struct lt_outbox *outbox);

/** Queues a command; its seq field is ignored. @return NULL: no memory, or it is longer than any
 *  message may be. */
struct lt_outgoing *lt_outbox_put(struct lt_outbox *outbox, const Lt__Command *command,
				  enum lt_sender sender);
/**
 * Takes what may be sent now, oldest first: first what is to be sent again, then new commands as
 * far as the window of numbers allows. They are under way until _answered or _again.
 * @return how many; at most @p max and @p bytes_max together, at least one if there is one
 */
size_t lt_outbox_take(struct lt_outbox *outbox, struct lt_outgoing **ret, size_t max,
		      size_t bytes_max);
/** It got no usable answer: to be sent again, unchanged. */
void lt_outbox_again(struct lt_outbox *outbox, struct lt_outgoing *command);
/** It was answered: frees it. */
void lt_outbox_answered(struct lt_outbox *outbox, struct lt_outgoing *command);

/** Is there anything that lt_outbox_take would give? */
bool lt_outbox_ready(const struct lt_outbox *outbox);
/** Commands not yet answered. */
size_t lt_outbox_count(const struct lt_outbox *outbox);
size_t lt_outbox_count_of(const struct lt_outbox *outbox, enum lt_sender sender);
