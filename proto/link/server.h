/* SPDX-License-Identifier: EUPL-1.2 */
/* The coordinator's (or a node desk's) end of the line: requests in, replies out, in any order.
 *
 * Behind it: one raw REP0 socket of nng on tcp, with one receive thread that decodes and checks each
 * message into an arena of its own, then hands it to the owner's callback. A message that cannot be
 * decoded is answered with a Refusal here and never reaches the owner. Only this folder includes nng. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

struct lt_server;

/** One request that waits for its answer. Owned by the receiver; ends in lt_server_reply or _drop. */
struct lt_call {
	struct lt_server *server;
	uint32_t pipe;		 /**< stable while the peer is connected; never 0 */
	struct lt_arena arena;	 /**< holds request and whatever belongs to it */
	Lt__Request *request;	 /**< decoded and checked */
	size_t bytes;		 /**< size on the wire */
	void *route;		 /**< nng's header; private */
	struct lt_call *next;	 /**< for the owner's queue */
};

struct lt_server_options {
	const char *address; /**< "127.0.0.1:7401"; port 0: any */
	/** Called on the receive thread; takes the call. Must only enqueue. */
	void (*on_call)(void *owner, struct lt_call *call);
	/** A peer is gone; called on an nng thread. Must only enqueue. May be NULL. */
	void (*on_gone)(void *owner, uint32_t pipe);
	/** May this loopback source port connect? NULL: any. Called on an nng thread (TLS front). */
	bool (*admit)(void *owner, uint16_t port);
	void *owner;
};

int lt_server_start(const struct lt_server_options *options, struct lt_server **ret,
		    struct lt_err *err) LT_MUST_USE;
/** The port it listens on. */
uint16_t lt_server_port(const struct lt_server *server);
/** Sends the reply and frees the call. A peer that is gone gets nothing, and nobody is told: replies
 *  are stored with their effect. Any thread. */
void lt_server_reply(struct lt_call *call, const Lt__Reply *reply);
/** Answers with a Refusal and frees the call. Any thread. */
void lt_server_refuse(struct lt_call *call, int error, const char *text);
/** Frees the call without an answer (the peer asks again). */
void lt_server_drop(struct lt_call *call);
/** Counters: messages in, replies out, refused before the owner saw them. */
struct lt_server_stats {
	uint64_t received, replied, refused;
};
struct lt_server_stats lt_server_stats(const struct lt_server *server);
/** Stops receiving; afterwards no callback runs. Calls still held may be replied to or dropped
 *  before lt_server_free. */
void lt_server_stop(struct lt_server *server);
void lt_server_free(struct lt_server *server);
