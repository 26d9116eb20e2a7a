/* SPDX-License-Identifier: EUPL-1.2 */
/* What the real server (server_nng.c) and the fake one (fake.c) share: calls, their memory, checks.
 * Private to this folder. */
#pragma once

#include <stdatomic.h>

#include "proto/base/slice.h"
#include "proto/link/front.h"
#include "proto/link/server.h"
#include "proto/link/squeeze.h"

/** How one kind of server reaches its peers. */
struct lt_server_ops {
	/** Sends @p reply, @p size bytes when packed, to where the call came from. Never waits for
	 * the peer. The call stays the caller's. Any thread. */
	void (*send)(struct lt_server *server, const struct lt_call *call, const Lt__Reply *reply,
		     size_t size);
	uint16_t (*peer_port)(const struct lt_server *server, uint32_t pipe);
	void (*hang_up)(struct lt_server *server, uint32_t pipe);
	bool (*identity)(struct lt_server *server, uint32_t pipe, struct lt_front_identity *ret);
	/** Lets what comes through this front in. @return loopback port to connect to, or LT_E_*.
	 */
	int (*attach)(struct lt_server *server, struct lt_front *front);
	void (*detach)(struct lt_server *server, struct lt_front *front);
	void (*stop)(struct lt_server *server);
	void (*free)(struct lt_server *server);
};

/** Embedded first in each kind of server. */
struct lt_server {
	const struct lt_server_ops *ops;
	struct lt_server_options options; /**< address is not kept */
	uint16_t port;
	_Atomic(struct lt_call *) freed; /**< given back, by any thread */
	struct lt_call *spare;		 /**< taken from freed; the receive thread's */
	atomic_size_t kept_bytes;	 /**< memory of calls that wait for reuse */
	atomic_uint held;		 /**< calls that are out */
	atomic_uint_fast64_t received, replied, refused;
	struct lt_squeeze squeeze;
};

void lt_server_init(struct lt_server *server, const struct lt_server_ops *ops,
		    const struct lt_server_options *options);
/** Frees the spare calls. Requires that none is out. */
void lt_server_done(struct lt_server *server);
/**
 * Checks a message and hands it to on_call, or refuses it. One thread at a time.
 * @param pipe   where it came from
 * @param route  the peer's number of the request
 * @param bytes  the encoded Request, or a frame of one; not kept
 */
void lt_server_receive(struct lt_server *server, uint32_t pipe, uint32_t route,
		       struct lt_slice bytes);
