/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is at the other end of each pipe, since its Hello. Engine thread only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "link.pb-c.h"

#include "coordinator/engine/engine.h"

struct lt_peers;

/** A pipe bound to a node until it closes. */
struct lt_peer {
	uint32_t pipe; /**< 0: free slot */
	struct lt_origin origin;
};

struct lt_peers *lt_peers_new(void);
void lt_peers_free(struct lt_peers *peers);
/** NULL: has not said Hello. Valid until the next bind or drop. */
const struct lt_peer *lt_peers_find(const struct lt_peers *peers, uint32_t pipe);
/** Binds a pipe. LT_E_DENIED: an older boot of the node than one that spoke before (a clone, or a
 * copy restored from a backup). */
int lt_peers_bind(struct lt_peers *peers, uint32_t pipe, const char *node, uint64_t boot,
		  bool is_operator, struct lt_err *err) LT_MUST_USE;
void lt_peers_drop(struct lt_peers *peers, uint32_t pipe);
size_t lt_peers_count(const struct lt_peers *peers);
