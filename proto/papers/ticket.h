/* SPDX-License-Identifier: EUPL-1.2 */
/* Leave to carry one scan on the second connection, so that what serves it need not know dossiers,
 * nor wait for the thread that does.
 *
 * Given out on the line proper, where the node has proven who it is and the records say what it may
 * see. Bound to one hash, one way, one node and LT_PAPER_TICKET_US; authenticated with a secret of
 * the serving process alone (BLAKE2b, keyed), so a restart ends all tickets and their bearers ask
 * again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/ids.h"

enum { LT_TICKET_KEY_BYTES = 32, LT_TICKET_BYTES = 8 + 32 };

/** The secret. Wiped by its owner. */
struct lt_ticket_key {
	uint8_t bytes[LT_TICKET_KEY_BYTES];
};
void lt_ticket_key_make(struct lt_ticket_key *ret);

/** What a ticket is for. */
struct lt_ticket {
	const uint8_t *hash;
	bool put;	  /**< to send; false: to fetch */
	const char *node; /**< whose connection must bring it */
	int64_t until_us; /**< monotonic clock of the serving process */
};
void lt_ticket_make(const struct lt_ticket_key *key, const struct lt_ticket *ticket,
		    uint8_t ret[static LT_TICKET_BYTES]);
/** Is it ours, for this, and still good? until_us of @p ticket is not looked at. Constant time. */
bool lt_ticket_good(const struct lt_ticket_key *key, const struct lt_ticket *ticket,
		    struct lt_slice bytes, int64_t now_us);
