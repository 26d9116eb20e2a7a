/* SPDX-License-Identifier: EUPL-1.2 */
/* The inside of the desk. For desk.c and desk_*.c alone. */
#pragma once

#include "worker/node/desk.h"
#include "worker/node/reads.h"
#include "worker/node/signing.h"
#include "worker/node/texts.h"
#include "worker/node/visits.h"

/* A Report of a person; lives in its call's arena. */
struct lt_desk_request {
	struct lt_call *call;
	Lt__CommandReply **replies;
	struct lt_waiter *waiters;
	size_t count, missing;
	int64_t deadline_us;
	struct lt_desk_request *next, **link;
};

struct lt_waiter {
	struct lt_desk_request *request;
	struct lt_waiter *next, **link; /* in the answer's list; link NULL: not waiting */
};

struct lt_desk {
	struct lt_desk_options options;
	struct lt_line *line;
	struct lt_baggage *baggage;
	struct lt_renewal *renewal;
	struct lt_visits visits;
	bool decided; /* something here alone: told after the sync */
	bool crowded; /* there is no room for what is passed on just now */
	struct lt_reads *reads;
	struct lt_signing signing;
	struct lt_desk_request *first, **last; /* in order of their deadlines */
	uint64_t trimmed;		       /* how far old answers were looked through */
};

/* -- requests that wait (desk_requests.c) -- */

/** @return NULL: too long, or no memory. */
struct lt_desk_request *lt_desk_request_new(struct lt_call *call);
/** Its command i waits for this answer. */
void lt_desk_wait_for(struct lt_desk_request *q, size_t i, struct lt_answer *answer);
/** It has its reply from elsewhere; the request is looked at by lt_desk_rest. */
void lt_desk_stop_waiting(struct lt_waiter *w);
/** Is anything missing it waits, some seconds at the most; else it is answered. */
void lt_desk_rest(struct lt_desk *desk, struct lt_desk_request *q);
/** The answer of one command; with the last of them the request is answered. */
void lt_desk_hand_over(struct lt_desk *desk, struct lt_waiter *w, const Lt__CommandReply *reply);
/** Those who have waited long enough are told to ask again; what they asked is kept. */
void lt_desk_end_patience(struct lt_desk *desk);

/* -- commands -- */

/** Why a command could not be kept. */
enum lt_node_text lt_desk_text_of(int error);
void lt_desk_fill_error(Lt__CommandReply *reply, int error, enum lt_node_text text);
/** Keeps a new command, decided here if the line is down. */
void lt_desk_pass_on(struct lt_desk *desk, struct lt_visit *visit, Lt__Command *c, uint64_t content,
		     struct lt_desk_request *q, size_t i);
/** A copy of its own, packed; empty without memory. */
struct lt_slice lt_desk_packed(const Lt__CommandReply *reply);

/* -- requests that come again when nobody here remembers (desk_named.c) -- */

/** Is this a request that was made before? Then it is answered, or waits for its answer.
 *  @return false: it is new; @p ret_content is its content whatever its number */
bool lt_desk_is_known(struct lt_desk *desk, const Lt__Command *c, struct lt_desk_request *q,
		      size_t i, uint64_t *ret_content);
/** Was a request without a name answered, though its visit no longer knows? Then it is once more.
 */
bool lt_desk_was_told(struct lt_desk *desk, const struct lt_visit *visit, const Lt__Command *c,
		      uint64_t content, struct lt_arena *arena, Lt__CommandReply *reply);
/** The key of a request's name; 0: it has none. */
uint64_t lt_desk_key(const char *request);
/** It was answered: kept, durable with the moment its command is forgotten; of a named one that is
 *  before whoever asked hears of it. */
void lt_desk_keep_answer(struct lt_desk *desk, struct lt_outgoing *command,
			 const Lt__CommandReply *reply);
/** A person settles a conflict. */
void lt_desk_settle_conflict(struct lt_desk *desk, const Lt__Command *c, Lt__CommandReply *reply);
/** Completes an answer from the replica (struct lt_reads_options). */
void lt_desk_complete(void *desk, const Lt__Fetch *fetch, Lt__FetchReply *reply,
		      struct lt_arena *arena);
/** A dossier is shown: papers made of it say where it is looked up. */
void lt_desk_tell_site(const struct lt_desk *desk, const Lt__Fetch *fetch, Lt__FetchReply *reply);
/** It was accepted: is its due date the one on the receipt that was printed here? */
void lt_desk_check_receipt(struct lt_desk *desk, struct lt_outgoing *command,
			   const Lt__CommandReply *reply);
/** The list of conflicts. Takes the call. */
void lt_desk_conflicts(struct lt_desk *desk, struct lt_call *call);
/** How the node itself is, beside what the coordinator said of itself (NULL: the line is down).
 *  Takes the call. */
void lt_desk_status(struct lt_desk *desk, struct lt_call *call, const Lt__FetchReply *theirs);
