/* SPDX-License-Identifier: EUPL-1.2 */
/* What proves the nodes: their Ed25519 keys and certificates, with the time each was valid. Events
 * of the registry (NodeEnrolled ...) make them; a signature of years ago is still checked with the
 * key of then. The thread that owns the records. */
#pragma once

#include "event.pb-c.h"

#include "records/state.h"

/** All that ever proved a node. @return 0 and the record in the arena; LT_E_ABSENT; LT_E_DAMAGED.
 */
int lt_nodes_read(struct lt_txn *txn, const char *node, struct lt_arena *arena,
		  Lt__NodeRecord **ret, struct lt_err *err) LT_MUST_USE;
/** Every record there is, in table order. */
int lt_nodes_all(struct lt_txn *txn, struct lt_arena *arena, Lt__NodeRecord ***ret,
		 size_t *ret_count, struct lt_err *err) LT_MUST_USE;
/** The key that proves the node now; NULL: none does. @p record may be NULL. */
const Lt__NodeKey *lt_nodes_key(const Lt__NodeRecord *record);
/** The newest certificate that was not revoked; NULL. */
const Lt__NodeCertificate *lt_nodes_certificate(const Lt__NodeRecord *record);
/** Writes what an event of the registry says of a node. After an error only a rollback helps. */
int lt_nodes_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		   struct lt_err *err) LT_MUST_USE;
