/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is at the other end of each pipe, since its Hello, and what was last heard of each node.
 * Engine thread only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "link.pb-c.h"

#include "coordinator/engine/engine.h"
#include "proto/codec/sign.h"

struct lt_peers;
struct lt_server;

/** A pipe bound to a node until it closes. */
struct lt_peer {
	uint32_t pipe;		  /**< 0: free slot */
	struct lt_server *server; /**< that it came to */
	struct lt_origin origin;
	bool proven; /**< signed its hello, with this key */
	uint8_t key[LT_SIGN_PUBLIC_BYTES];
	uint32_t seen; /**< private */
};

/** What a Hello was found to say. Texts are copied. */
struct lt_peer_hello {
	uint32_t pipe;
	struct lt_server *server;
	const char *node, *software, *place; /**< place: network address, "" if unknown */
	uint64_t boot;
	uint32_t line;	    /**< number of its connection; 0: not counted */
	bool is_operator;   /**< not a node: as many at once as there are */
	const uint8_t *key; /**< it signed with; NULL: it did not */
	int64_t now_us;	    /**< wall clock */
};

/** What is known of a node since the start. */
struct lt_peer_seen {
	uint64_t node_key, boot;
	uint32_t line, pipe; /**< pipe 0: not connected */
	uint32_t clones;     /**< hellos of another copy of it, turned away */
	int64_t heard_us, clone_us;
	char place[46], software[34];
};

struct lt_peers *lt_peers_new(void);
void lt_peers_free(struct lt_peers *peers);
/** NULL: has not said Hello. Valid until the next bind or drop. */
const struct lt_peer *lt_peers_find(const struct lt_peers *peers, uint32_t pipe);
/**
 * Binds a pipe. A node has one pipe: that of its newest start, and of that its newest connection.
 * @param ret_displaced  the pipe it had before, no longer bound: to be hung up; .pipe 0: none
 * @return LT_E_DENIED: the pipe is another node's; an older start of the node, or the same start
 *         on a connection that it has counted before (a copy of it, or of its memory).
 */
int lt_peers_bind(struct lt_peers *peers, const struct lt_peer_hello *hello,
		  struct lt_peer *ret_displaced, struct lt_err *err) LT_MUST_USE;
void lt_peers_drop(struct lt_peers *peers, uint32_t pipe);
/** It said something. */
void lt_peers_heard(struct lt_peers *peers, const struct lt_peer *peer, int64_t now_us);
/** NULL: never heard of since the start. */
const struct lt_peer_seen *lt_peers_seen(const struct lt_peers *peers, uint64_t node_key);
/** The pipes there are, in no order: NULL after the last. Starts with *at 0. */
const struct lt_peer *lt_peers_next(const struct lt_peers *peers, size_t *at);
size_t lt_peers_count(const struct lt_peers *peers);
