/* SPDX-License-Identifier: EUPL-1.2 */
/* The node alone: while the line is down, or the coordinator has no room for new dossiers, what
 * people ask is decided here by the same rules over the replica, and shown at once as provisional;
 * the coordinator's decision replaces it.
 *
 *   command -> decide over replica and what waits -> kept in the outbox -> ... -> coordinator
 *                                 |                                            |
 *                                 +-> overlay on the replica <-- lifted when --+ the feed moves it
 *
 * What lies over the replica is always the waiting commands, decided in the order they were kept;
 * so after a restart, or when the feed has moved, they are simply decided again. One thread. */
#pragma once

#include "link.pb-c.h"

#include "worker/node/outbox.h"
#include "worker/node/replica.h"

struct lt_alone;

struct lt_alone_options {
	const char *node;     /**< id; borrowed, as everything here */
	struct lt_keep *keep; /**< may be NULL: then no dossier is received */
	struct lt_outbox *outbox;
	struct lt_replica *replica;
};

int lt_alone_new(const struct lt_alone_options *options, struct lt_alone **ret,
		 struct lt_err *err) LT_MUST_USE;
/** Before the replica is closed. NULL is fine. */
void lt_alone_free(struct lt_alone *alone);

/**
 * Decides a person's command here. A submission gets a code of the node's own series; the command
 * is changed so that it can be kept (codes instead of numbers, when it was done, what was seen).
 * @param about  gets the times that are kept with it
 * @param ret    the answer as the coordinator's will be, marked provisional; in @p arena
 * @return 0 with a reply, which may be a refusal; LT_E_BUSY: not able to, the text says why.
 */
int lt_alone_decide(struct lt_alone *alone, Lt__Command *command, Lt__KeptCommand *about,
		    struct lt_arena *arena, Lt__CommandReply *ret, struct lt_err *err) LT_MUST_USE;
/** Can a new dossier be received here: are there a copy and a series of codes? */
bool lt_alone_receives(struct lt_alone *alone);
/** The line is up, but the coordinator has no room for what the command is about: a new dossier, or
 * one that waits here for that. Then it is decided here too. */
bool lt_alone_lacks_room(struct lt_alone *alone, const Lt__Command *command);
/** The command just decided was kept under this number. */
void lt_alone_kept(struct lt_alone *alone, uint64_t seq);
/** What waits has changed otherwise: one was refused, or could not be kept. */
void lt_alone_changed(struct lt_alone *alone);
/** Marks what is provisional in an answer from the replica. */
void lt_alone_mark(struct lt_alone *alone, Lt__FetchReply *reply);
/** Adds what other nodes' units have not yet taken over, by the replica and what lies over it; adds
 *  nothing where that cannot be told. */
void lt_alone_awaited(struct lt_alone *alone, struct lt_arena *arena, Lt__Waiting *ret);
/** The command that asks for a series, if the node has none yet and may ask now. */
bool lt_alone_wants_series(struct lt_alone *alone);
/** Puts it among the machine's commands. */
void lt_alone_ask_series(struct lt_alone *alone);
