/* SPDX-License-Identifier: EUPL-1.2 */
/* Commands on their way to the coordinator: numbered, kept as bytes, repeated until answered.
 *
 *   put (a job's) --------------------> queue -> take: under way -> answered: gone
 *   keep (a person's) -> settle: synced ->  ^           |     ^
 *                                           | same      +again+  the same bytes, the same number
 *                                           + dossier   |     |
 *                                             waits     +--> aside: no room at the coordinator,
 *                                             behind         until it is brought back
 *
 * Of one dossier at most one command is under way: the next waits for its answer, and so the order
 * of acts on a dossier survives whatever the line does. Across dossiers people go before machines,
 * and among people's commands the one that is due first.
 *
 * A machine's report lives in memory: if it is lost, its lease ends and the job is given anew. A
 * person's command is on disk before anybody is told that it is kept; it has its number from the
 * beginning, in a stream of numbers that outlives restarts. No clock, no line; one thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alone.pb-c.h"
#include "command.pb-c.h"

#include "proto/base/err.h"
#include "worker/node/keep.h"

struct lt_outbox;

/** Whose command it is. */
enum lt_sender { LT_SENDER_JOB = 1, LT_SENDER_DESK };

/** One command. The owner of the outbox reads it; only the outbox writes what is above the line. */
struct lt_outgoing {
	uint64_t seq; /**< 0: not yet numbered */
	uint64_t subject;
	struct lt_outgoing *next; /**< in the queue, or behind the one of the same dossier */
	struct lt_outgoing *behind, *behind_last;
	size_t size;
	enum lt_sender sender;
	int64_t acted_us, urgent_us; /**< a person's: when it was taken; when its dossier is due */
	bool no_room, aside; /**< the coordinator had no room for it; it waits to be brought back */
	/* -- free for the owner -- */
	bool told; /**< the person was told it is kept, or may have been: a refusal is a conflict */
	uint64_t tag, detail;
	void *context;
	/** Travels with fewer than so many others, since in larger company it was refused; 0: any.
	 */
	size_t company;
	uint8_t bytes[];
};

struct lt_outbox_options {
	struct lt_keep *keep; /**< borrowed; NULL: nothing outlives the process (tests) */
	uint64_t stream;      /**< of people's commands, without a keep */
};

/** Opens it with the commands that were kept before, in their order.
 *  @return 0; errors of the keep; LT_E_DAMAGED; LT_E_NOMEM. */
int lt_outbox_open(const struct lt_outbox_options *options, struct lt_outbox **ret,
		   struct lt_err *err) LT_MUST_USE;
/** Frees all commands too, as far as memory goes. NULL is fine. */
void lt_outbox_free(struct lt_outbox *outbox);

/** Queues a machine's command; its seq field is ignored. @return NULL: no memory, or it is longer
 *  than any message may be. */
struct lt_outgoing *lt_outbox_put(struct lt_outbox *outbox, const Lt__Command *command);
/**
 * Numbers and keeps a person's command; it may be sent once lt_outbox_settle has synced it.
 * @param about  everything but the bytes, which are made here from @p command
 * @return 0; LT_E_BUSY (too many are unanswered); LT_E_LIMIT (too long); LT_E_NOMEM; errors of the
 *         keep (LT_E_FULL): then what was kept since the last settle is lost, and settle tells it.
 */
int lt_outbox_keep(struct lt_outbox *outbox, const Lt__Command *command,
		   const Lt__KeptCommand *about, struct lt_outgoing **ret,
		   struct lt_err *err) LT_MUST_USE;
/**
 * The durable point of people's commands. On an error none of those kept since the last settle
 * holds: each is handed to @p lost and freed.
 * @return 0; errors of the keep, LT_E_FULL above all.
 */
int lt_outbox_settle(struct lt_outbox *outbox,
		     void (*lost)(void *owner, struct lt_outgoing *command, int error), void *owner,
		     struct lt_err *err) LT_MUST_USE;
/** What was kept with it. LT_E_ABSENT without a keep. */
int lt_outbox_record(struct lt_outbox *outbox, const struct lt_outgoing *command,
		     struct lt_arena *arena, Lt__KeptCommand **ret, struct lt_err *err) LT_MUST_USE;
/** It was refused after its person had gone: it moves among the conflicts, synced, before
 *  lt_outbox_answered. */
int lt_outbox_dispute(struct lt_outbox *outbox, struct lt_outgoing *command,
		      const Lt__CommandReply *reply, int64_t now_us,
		      struct lt_err *err) LT_MUST_USE;
/** It was refused, and its person waits for the answer: forgotten, synced, before the person knows;
 *  a refusal is stored nowhere else, and after a restart it would be asked anew. */
int lt_outbox_forget(struct lt_outbox *outbox, struct lt_outgoing *command,
		     struct lt_err *err) LT_MUST_USE;
/** A request of a system was answered: what it was told is kept under @p key. Durable with the
 *  lt_outbox_forget or _dispute of its command, before the system knows. @param answered  with its
 *  reply @return 0, also without a keep; errors of the keep */
int lt_outbox_put_answer(struct lt_outbox *outbox, uint64_t key, const Lt__KeptCommand *answered,
			 struct lt_err *err) LT_MUST_USE;
/** Counts a number of the keep up, durable with the next settle. LT_E_ABSENT without a keep. */
int lt_outbox_count_up(struct lt_outbox *outbox, const char *name, uint64_t max, uint64_t *ret,
		       struct lt_err *err) LT_MUST_USE;
/** Sets a number of the keep, durable with the next settle, and with what is kept until then. */
int lt_outbox_set_number(struct lt_outbox *outbox, const char *name, uint64_t value,
			 struct lt_err *err) LT_MUST_USE;
/** How a person settles a conflict. */
struct lt_settling {
	uint64_t number;
	bool again;	  /**< it is sent once more, under a new number; else it is given up */
	Lt__Actor *actor; /**< who gives it up, and why */
	const char *note;
	int64_t now_us;
};
/** Synced; of one given up the coordinator is told, for the dossier's history. LT_E_ABSENT: there
 * is no such conflict. */
int lt_outbox_settle_conflict(struct lt_outbox *outbox, const struct lt_settling *settling,
			      struct lt_err *err) LT_MUST_USE;

/**
 * Takes what may be sent now. They are under way until _answered or _again.
 * @return how many; at most @p max and @p bytes_max together, at least one if there is one
 */
size_t lt_outbox_take(struct lt_outbox *outbox, struct lt_outgoing **ret, size_t max,
		      size_t bytes_max);
/** It got no usable answer: to be sent again, unchanged. */
void lt_outbox_again(struct lt_outbox *outbox, struct lt_outgoing *command);
/** The coordinator has no room for it: it stays unsent until it is brought back. */
void lt_outbox_set_aside(struct lt_outbox *outbox, struct lt_outgoing *command);
/** Those aside may be sent again: the oldest alone, or all. */
void lt_outbox_bring_back(struct lt_outbox *outbox, bool all);
/** How many are aside. */
size_t lt_outbox_aside(const struct lt_outbox *outbox);
/** How many the coordinator had no room for when they were last sent: aside, or being tried. */
size_t lt_outbox_no_room(const struct lt_outbox *outbox);
/** It was answered: frees it. */
void lt_outbox_answered(struct lt_outbox *outbox, struct lt_outgoing *command);

/** Is there anything that lt_outbox_take would give? */
bool lt_outbox_ready(const struct lt_outbox *outbox);
/** Commands not yet answered. */
size_t lt_outbox_count(const struct lt_outbox *outbox);
size_t lt_outbox_count_of(const struct lt_outbox *outbox, enum lt_sender sender);
/** People's commands in the order they were kept: the first, or the one after @p last.
 *  @return NULL: no more. */
struct lt_outgoing *lt_outbox_next(struct lt_outbox *outbox, const struct lt_outgoing *last);
