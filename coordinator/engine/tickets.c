/* SPDX-License-Identifier: EUPL-1.2 */
#include "coordinator/engine/tickets.h"

#include "proto/base/limits.h"
#include "proto/link/front.h"

void lt_tickets_add(const struct lt_ticket_key *key, struct lt_clock *clock, struct lt_call *call,
		    Lt__FetchReply *reply)
{
	struct lt_front_identity who;
	uint8_t *bytes = key && reply->paper ? lt_arena_alloc(&call->arena, LT_TICKET_BYTES) : NULL;
	if (!bytes)
		return;
	if (!lt_call_identity(call, &who))
		who.name[0] = 0; /* without TLS: nothing to bind it to */
	const struct lt_ticket ticket = {
		.hash = reply->paper->hash.data,
		.put = call->request->fetch->kind == LT__FETCH_KIND__FETCH_KIND_PAPER_SEND,
		.node = who.name,
		.until_us = lt_clock_monotonic(clock) + LT_PAPER_TICKET_US};
	lt_ticket_make(key, &ticket, bytes);
	reply->paper->ticket = (ProtobufCBinaryData){.len = LT_TICKET_BYTES, .data = bytes};
}
