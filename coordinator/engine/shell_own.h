/* SPDX-License-Identifier: EUPL-1.2 */
/* The shell's own parts: shell.c (the loop, polls), shell_batch.c, greet.c (who is there),
 * certify.c (what proves nodes). Private to these. */
#pragma once

#include <stdatomic.h>

#include "coordinator/engine/inbox.h"
#include "coordinator/engine/peers.h"
#include "coordinator/engine/polls.h"
#include "coordinator/engine/shell.h"
#include "proto/link/hello.h"

struct lt_shell {
	struct lt_engine *engine;
	struct lt_clock *clock;
	int (*figures)(void *owner, struct lt_arena *arena, Lt__FetchReply *reply);
	void *figures_owner;
	char *token, *name;
	uint64_t epoch;
	enum lt_proof proof;
	const struct lt_ticket_key *tickets;
	const struct lt_sign_key *key;	       /* NULL: signs nothing */
	const struct lt_authority *authority;  /* NULL: certifies nobody */
	const struct lt_server *strangers;     /* whose calls may only ask to be enrolled; NULL */
	uint8_t secret[LT_HELLO_SECRET_BYTES]; /* behind the nonces of this process */
	bool nodes_changed;		       /* what proves them: look at who is connected */
	struct lt_inbox *inbox;
	struct lt_peers *peers;
	struct lt_polls *polls;
	struct lt_exams *exams;		 /* NULL: files are checked in this process */
	atomic_bool examined;		 /* there is an answer for those who wait */
	struct lt_item *waiting;	 /* for an examination */
	struct lt_item *todo, *answered; /* answered: wait for the commit */
	struct lt_item **answered_last;
	struct lt_arena scratch; /* one answer at a time */
	struct lt_shell_stats stats;
	int64_t busy_us;	/* monotonic: when a batch was last written */
	struct lt_err aborted;	/* why a batch was last given up, as the log says it */
	uint64_t aborted_count; /* since it was said; shell_batch.c */
	int64_t aborted_said_us;
};

/** Tells the polls that have something, or waited long enough; after a commit. */
void lt_shell_answer_polls(struct lt_shell *shell);

/* -- shell_batch.c -- */

/** Runs the commands of one report. @return 0: answered, or waits for the commit; negative as
 *  lt_shell_give_up. */
int lt_shell_report(struct lt_shell *shell, const struct lt_peer *peer, struct lt_item *item,
		    struct lt_err *err) LT_MUST_USE;
/** Ends the batch: commits it, or gives it up if something in it @p failed.
 *  @param unfinished  a report in the middle of which it ends; NULL: none
 *  @return 0; negative: the state could not be rebuilt. */
int lt_shell_end_batch(struct lt_shell *shell, struct lt_item *unfinished, int failed,
		       struct lt_err *err) LT_MUST_USE;
/** It is answered when the batch is durable. */
void lt_shell_await_commit(struct lt_shell *shell, struct lt_item *item);
/** The store failed while it was carried out: the batch is undone, and whoever is in it told so.
 *  @return 0; negative: the state could not be rebuilt, and this item is not answered. */
int lt_shell_give_up(struct lt_shell *shell, struct lt_item *item, int failed, struct lt_err *err);

/* -- shell_exams.c -- */

/** Makes the room where files are examined, if the options ask for one. */
int lt_shell_open_exams(struct lt_shell *shell, const struct lt_shell_options *options,
			struct lt_err *err) LT_MUST_USE;
/** The item waits until an examination is over. */
void lt_shell_wait(struct lt_shell *shell, struct lt_item *item);
/** Takes those who waited before what came meanwhile, if there is an answer. */
void lt_shell_ask_again(struct lt_shell *shell);

/** A node gets only the work and the news that the directory gives it (shell_polls.c). */
int lt_shell_check_poll(struct lt_shell *shell, const struct lt_peer *peer, const Lt__Poll *poll,
			struct lt_err *err) LT_MUST_USE;

/* -- greet.c -- */

void lt_shell_challenge(struct lt_shell *shell, struct lt_call *call);
void lt_shell_hello(struct lt_shell *shell, struct lt_call *call);
/** No longer bound, and its connection is closed. */
void lt_shell_part(struct lt_shell *shell, const struct lt_peer *peer);

/* -- certify.c -- */

/** A stranger shows a token; a node asks for its next certificate. In a batch.
 *  @return 0: answered, or waits for the commit; an error gives up the batch. */
int lt_shell_enrol(struct lt_shell *shell, struct lt_item *item, struct lt_err *err) LT_MUST_USE;
int lt_shell_renew(struct lt_shell *shell, const struct lt_peer *peer, struct lt_item *item,
		   struct lt_err *err) LT_MUST_USE;
/** Tells the authority what is revoked, and closes the connections of those who are no longer
 *  proven. */
void lt_shell_review_nodes(struct lt_shell *shell);
