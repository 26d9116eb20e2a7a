/* SPDX-License-Identifier: EUPL-1.2 */
/* The coordinator's (or a node desk's) end of the line: requests in, replies out, in any order.
 *
 * Behind it: one raw REP0 socket of nng on a loopback port, with one receive thread that decodes
 * and checks each message into an arena of its own, then hands it to the owner's callback. A
 * message that cannot be decoded is answered with a Refusal here and never reaches the owner. The
 * network reaches that port only through a front: one without TLS on the address given here, and
 * those of front.h. Only this folder includes nng. A fake line (fake.h) makes the same calls
 * without a network. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

struct lt_server;

/** One request that waits for its answer. Owned by the receiver; ends in lt_server_reply, _refuse
 * or _drop. Calls are recycled, memory included: a steady load allocates nothing. */
struct lt_call {
	struct lt_server *server;
	uint32_t pipe;	       /**< stable while the peer is connected; never 0 */
	uint32_t route;	       /**< the peer's number of this request; private */
	struct lt_arena arena; /**< holds request and whatever belongs to it */
	Lt__Request *request;  /**< decoded and checked; its body is set */
	size_t bytes;	       /**< size of its message, opened if it came compressed */
	uint32_t accepts;      /**< what its reply may be; private */
	struct lt_call *next;  /**< for the owner's queue */
};

/** Texts are not kept. */
struct lt_server_options {
	/** Where to listen without TLS: "127.0.0.1:7401"; port 0: any. NULL: only behind fronts. */
	const char *address;
	/** Called on the receive thread; takes the call. Must only enqueue. */
	void (*on_call)(void *owner, struct lt_call *call);
	/** A peer is gone, maybe one that was not let in; called on an nng thread. Must only
	 * enqueue. May be NULL. A call the peer made before may still arrive afterwards; its reply
	 * goes nowhere. */
	void (*on_gone)(void *owner, uint32_t pipe);
	/** May the connection behind this loopback source port come in? NULL: any that came through
	 * a front. Called on an nng thread. */
	bool (*admit)(void *owner, uint16_t port);
	void *owner;
};

/** Listens and starts the receive thread. @return 0; LT_E_USAGE (address); LT_E_LINE (cannot
 * listen). */
int lt_server_start(const struct lt_server_options *options, struct lt_server **ret,
		    struct lt_err *err) LT_MUST_USE;
/** The port it listens on without TLS; 0: it does not. */
uint16_t lt_server_port(const struct lt_server *server);
/** Sends the reply and frees the call. A peer that is gone gets nothing, and nobody is told:
 * replies are stored with their effect. A reply over LT_MESSAGE_BYTES_MAX becomes a Refusal
 * LT_E_LIMIT. Any thread. The protocol field is set here. */
void lt_server_reply(struct lt_call *call, const Lt__Reply *reply);
/** Answers with a Refusal and frees the call. @p text may be NULL. Any thread. */
void lt_server_refuse(struct lt_call *call, int error, const char *text);
/** Frees the call without an answer (the peer asks again). */
void lt_server_drop(struct lt_call *call);
/** Gives back the memory of the request but keeps the way back: for a poll that stays parked once
 * its content is copied. call->request is NULL afterwards. */
void lt_call_trim(struct lt_call *call);
/** Loopback source port behind which the call's peer is, as given to admit; 0 if it is gone. Any
 *  thread. See lt_call_identity in front.h. */
uint16_t lt_call_port(const struct lt_call *call);
/** Closes a peer's connection (silent for too long, not who it says); on_gone follows. Any thread.
 */
void lt_server_hang_up(struct lt_server *server, uint32_t pipe);
/** Counters: messages in, replies out, refused before the owner saw them. */
struct lt_server_stats {
	uint64_t received, replied, refused;
};
struct lt_server_stats lt_server_stats(const struct lt_server *server);
/** Stops receiving; afterwards no callback runs. Calls still held may be replied to or dropped
 *  before lt_server_free. Not from a callback, nor under a lock that on_gone takes. */
void lt_server_stop(struct lt_server *server);
/** Stops if needed. No call may be held any more. Its fronts may be freed before or after. NULL is
 *  fine. */
void lt_server_free(struct lt_server *server);
