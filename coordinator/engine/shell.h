/* SPDX-License-Identifier: EUPL-1.2 */
/* The engine on the line: a queue of calls, the loop that turns them into batches, the nodes that
 * wait.
 *
 *   receive thread: decode, enqueue       engine thread: lt_shell_step in a loop
 *
 * The simulator calls lt_shell_step itself, on a fake line and a fake clock. */
#pragma once

#include "coordinator/engine/engine.h"
#include "coordinator/engine/exams.h"
#include "proto/link/server.h"
#include "proto/papers/ticket.h"

struct lt_shell;

struct lt_cert_issued;
struct lt_sign_key;

/** When a node must prove itself, beyond its name in the directory. One that has enrolled always
 * must. */
enum lt_proof {
	LT_PROOF_OPTIONAL = 0,	  /**< any node of the directory may speak */
	LT_PROOF_BEYOND_LOOPBACK, /**< ... only on a line without TLS, which this machine alone has
				   */
	LT_PROOF_ALWAYS,
};

/** Who certifies nodes, and keeps the list of what is revoked. Called on the engine's thread. */
struct lt_authority {
	void *owner;
	const char *ca, *name; /**< its certificate, PEM; name in the coordinator's certificate */
	uint16_t port;	       /**< where nodes connect */
	/** Signs a node's request. @return 0 with memory of the arena; LT_E_FORMAT; LT_E_IO ... */
	int (*sign)(void *owner, const char *node, struct lt_slice request, struct lt_arena *arena,
		    struct lt_cert_issued *ret, struct lt_err *err);
	/** These serials are revoked; most are known already. Live connections under a new one end
	 * at once. */
	int (*revoke)(void *owner, const char *const *serials, size_t count, struct lt_err *err);
};

struct lt_shell_options {
	struct lt_engine *engine;   /**< borrowed */
	struct lt_clock *clock;	    /**< borrowed */
	const char *operator_token; /**< secret of operators; NULL: none may speak */
	const char *name;	    /**< told to nodes in HelloReply */
	bool examines;		    /**< files to be published are checked in processes apart */
	lt_exam_tests tests;	    /**< ... and their tests played; NULL: they are not */
	uint64_t epoch;
	const struct lt_ticket_key *tickets; /**< borrowed; NULL: no scans are carried */
	enum lt_proof proof;
	const struct lt_sign_key *key; /**< that HelloReply is signed with; borrowed; NULL: none */
	const struct lt_authority *authority; /**< borrowed; NULL: nobody can be enrolled */
	/** Adds all that the process counts to an answer; NULL: what the engine knows. The engine's
	 *  thread. @return 0; LT_E_NOMEM. */
	int (*figures)(void *owner, struct lt_arena *arena, Lt__FetchReply *reply);
	void *figures_owner;
};

int lt_shell_new(const struct lt_shell_options *options, struct lt_shell **ret,
		 struct lt_err *err) LT_MUST_USE;
/** The server must have been stopped. Unanswered calls are dropped: their senders ask again. */
void lt_shell_free(struct lt_shell *shell);

/** Calls of this server may only ask to be enrolled. Before its first one. */
void lt_shell_set_strangers(struct lt_shell *shell, const struct lt_server *server);
/** For struct lt_server_options; any thread. */
void lt_shell_on_call(void *shell, struct lt_call *call);
void lt_shell_on_gone(void *shell, uint32_t pipe);

/**
 * One round: takes what is queued, runs batches until it is done, answers, wakes polls,
 * checkpoints.
 * @param wait_us_max  how long to wait for something to do; 0: not at all
 * @return 0; an error only when the state could not be rebuilt: the process must end.
 */
int lt_shell_step(struct lt_shell *shell, int64_t wait_us_max, struct lt_err *err) LT_MUST_USE;
/** Makes a waiting lt_shell_step return. Any thread; async-signal-unsafe. */
void lt_shell_wake(struct lt_shell *shell);
/** Monotonic time of the next thing to do without a message: park, lease, timer.
 * For the simulator. */
int64_t lt_shell_next_us(struct lt_shell *shell);

/** What the line has seen since the start. Engine thread. */
struct lt_shell_stats {
	uint64_t calls, hellos, hellos_refused, offered;
	uint64_t shed; /**< submissions turned away because too much was queued */
	size_t peers, parked, queued;
};
/** The nodes of the directory, and those that were: what proves them, when they were heard of. The
 *  engine's thread; views of the engine and of @p arena. */
int lt_shell_nodes(struct lt_shell *shell, struct lt_arena *arena, Lt__FetchReply *ret) LT_MUST_USE;
/** As of now. */
struct lt_shell_stats lt_shell_stats(const struct lt_shell *shell);
