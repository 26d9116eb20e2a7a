/* SPDX-License-Identifier: EUPL-1.2 */
/* A node's (or the tool's) end of the line: one REQ socket to one address, several requests at
 * once.
 *
 * nng resends nothing (RESENDTIME infinite): a lost line gives LT_E_LINE, and the caller repeats
 * the same request number. Reconnecting is nng's, 100 ms growing to the given maximum. A connection
 * that said nothing during a whole exchange is hung up, so that a dead one is not waited for by
 * TCP's own quarter of an hour.
 *
 * Two ways to use a talk: lt_talk_ask blocks its thread; lt_talk_start, a callback and lt_talk_take
 * let one thread with a loop keep many requests open. */
#pragma once

#include <stdbool.h>

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

struct lt_client;
struct lt_front;

/** Talks of one client: the server queues 64 replies for one connection and drops what is beyond.
 */
#define LT_CLIENT_TALKS_MAX 64u

/** Longest pause between two tries to connect. */
#define LT_CLIENT_RECONNECT_MS 2000

/** Texts are not kept. */
struct lt_client_options {
	const char *address;	  /**< "127.0.0.1:7401", without TLS */
	struct lt_front *front;	  /**< or the TLS front to use (front.h); must outlive the client */
	int32_t reconnect_ms_max; /**< 0: LT_CLIENT_RECONNECT_MS */
	/** Connected (line != 0) or lost (0). On an nng thread; must only enqueue. May be NULL.
	 * A hint, and two may overtake each other: lt_client_line tells. */
	void (*on_line)(void *owner, uint32_t line);
	void *owner;
};

/** Starts to connect, in the background. @return 0; LT_E_USAGE (address); LT_E_NOMEM. */
int lt_client_start(const struct lt_client_options *options, struct lt_client **ret,
		    struct lt_err *err) LT_MUST_USE;
/** Number of the present connection, another after each reconnect; 0: not connected. It may lag a
 *  moment behind: a request can be answered on a connection that is not told of yet. Any thread. */
uint32_t lt_client_line(const struct lt_client *client);
/** Of a client behind a TLS front: what the server knows as the channel of the newest connection.
 *  @param ret  LT_FRONT_CHANNEL_BYTES. Any thread. @return false: there is no TLS. */
bool lt_client_channel(const struct lt_client *client, uint8_t *ret);
/** Cancels what is under way (LT_E_LINE); callbacks may still come, until their talk is freed.
 * Talks may be freed before or after. NULL is fine. */
void lt_client_free(struct lt_client *client);
static inline void lt_cleanup_client(struct lt_client **client)
{
	lt_client_free(*client);
}

/** One conversation: at most one request at a time. Several may be used at once, one thread each.
 */
struct lt_talk;
/** @return 0; LT_E_LIMIT beyond LT_CLIENT_TALKS_MAX; LT_E_LINE after lt_client_free; LT_E_NOMEM. */
int lt_talk_new(struct lt_client *client, struct lt_talk **ret, struct lt_err *err) LT_MUST_USE;
/** Ends what is under way without its callback. Not from a callback. NULL is fine. */
void lt_talk_free(struct lt_talk *talk);
static inline void lt_cleanup_talk(struct lt_talk **talk)
{
	lt_talk_free(*talk);
}

/**
 * Sends a request and waits for its reply.
 * @param arena       holds the reply
 * @param timeout_us  for the whole exchange, connecting included
 * @return 0; LT_E_LINE, LT_E_TIMEOUT (outcome unknown: repeat; LT_E_LINE also if there was no
 *         connection in all that time), LT_E_LIMIT (request over LT_MESSAGE_BYTES_MAX), or the
 * error of a Refusal with its text. The protocol field of request is set here.
 */
int lt_talk_ask(struct lt_talk *talk, Lt__Request *request, int64_t timeout_us,
		struct lt_arena *arena, Lt__Reply **ret, struct lt_err *err) LT_MUST_USE;
/** What is looked at while an answer is waited for. */
struct lt_talk_watch {
	uint32_t line; /**< the connection that is meant, as lt_client_line told; 0: any */
	/** Several times a second. @return false: it is waited for no longer. NULL: until the end
	 */
	bool (*on_wait)(void *owner, int64_t waited_us);
	void *owner;
};
/** As lt_talk_ask, but LT_E_LINE soon after that connection is gone, or was before: one that is
 * greeted by nobody would only refuse the request, and the next may never come. @param watch  NULL:
 * as lt_talk_ask */
int lt_talk_ask_on(struct lt_talk *talk, const struct lt_talk_watch *watch, Lt__Request *request,
		   int64_t timeout_us, struct lt_arena *arena, Lt__Reply **ret,
		   struct lt_err *err) LT_MUST_USE;
/** From another thread: makes a waiting lt_talk_ask return LT_E_LINE soon, or a started exchange
 * end so. Nothing under way: no effect. */
void lt_talk_cancel(struct lt_talk *talk);

/** An exchange is over: take it. On an nng thread; must only enqueue. */
typedef void lt_talk_done(void *owner, struct lt_talk *talk);
/**
 * Sends a request; does not wait. The request is encoded before this returns.
 * @param on_done  called once if 0 was returned, maybe before that; then lt_talk_take
 * @return 0; LT_E_LIMIT; LT_E_NOMEM; LT_E_BUSY (one is under way or not yet taken)
 */
int lt_talk_start(struct lt_talk *talk, Lt__Request *request, int64_t timeout_us,
		  lt_talk_done *on_done, void *owner, struct lt_err *err) LT_MUST_USE;
/** Result of an exchange that is over; results as lt_talk_ask, and LT_E_BUSY if it is not over. The
 *  talk is free for the next one afterwards, whatever the result. */
int lt_talk_take(struct lt_talk *talk, struct lt_arena *arena, Lt__Reply **ret,
		 struct lt_err *err) LT_MUST_USE;
