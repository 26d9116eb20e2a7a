/* SPDX-License-Identifier: EUPL-1.2 */
/* Tickets for the second connection: what the records granted, sealed for who asked. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/time.h"
#include "proto/link/server.h"
#include "proto/papers/ticket.h"

/** If @p reply grants a paper: adds the ticket for the node whose certificate the call came with.
 *  Without a key, or without memory, the grant stays without. Engine thread. */
void lt_tickets_add(const struct lt_ticket_key *key, struct lt_clock *clock, struct lt_call *call,
		    Lt__FetchReply *reply);
