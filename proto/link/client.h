/* SPDX-License-Identifier: EUPL-1.2 */
/* A node's (or the tool's) end of the line: one REQ socket to one address, several requests at once.
 *
 * nng resends nothing (RESENDTIME infinite): a lost line gives LT_E_LINE, and the caller repeats the
 * same request number. Reconnecting is nng's, 100 ms growing to the given maximum. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

struct lt_client;

struct lt_client_options {
	const char *address;	    /**< "127.0.0.1:7401" */
	int32_t reconnect_ms_max;   /**< 0: 2,000 */
};

int lt_client_start(const struct lt_client_options *options, struct lt_client **ret,
		    struct lt_err *err) LT_MUST_USE;
/** Cancels what is under way (LT_E_LINE). NULL is fine. */
void lt_client_free(struct lt_client *client);
static inline void lt_cleanup_client(struct lt_client **client)
{
	lt_client_free(*client);
}

/** One conversation: at most one request at a time. Several may be used at once, one thread each. */
struct lt_talk;
int lt_talk_new(struct lt_client *client, struct lt_talk **ret, struct lt_err *err) LT_MUST_USE;
void lt_talk_free(struct lt_talk *talk);
static inline void lt_cleanup_talk(struct lt_talk **talk)
{
	lt_talk_free(*talk);
}

/**
 * Sends a request and waits for its reply.
 * @param arena       holds the reply
 * @param timeout_us  for the whole exchange, connecting included
 * @return 0; LT_E_LINE, LT_E_TIMEOUT (outcome unknown: repeat), or the error of a Refusal with its
 *         text. The protocol field of request is set here.
 */
int lt_talk_ask(struct lt_talk *talk, Lt__Request *request, int64_t timeout_us,
		struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err) LT_MUST_USE;
/** From another thread: makes a waiting lt_talk_ask return LT_E_LINE soon. */
void lt_talk_cancel(struct lt_talk *talk);
