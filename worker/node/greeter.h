/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's part of hello: what it says, what it believes of the answer.
 *
 *   no key:  Hello                   with a key:  Challenge, then a signed Hello
 *
 * One thread. */
#pragma once

#include "link.pb-c.h"

#include "proto/codec/sign.h"
#include "proto/link/client.h"
#include "proto/link/hello.h"

enum { LT_GREETER_NAME_BYTES = 256 };

struct lt_greeter_options {
	const char *node, *software; /**< borrowed, as everything here */
	uint64_t boot;
	const struct lt_sign_key *key;	/**< NULL: not enrolled */
	const uint8_t *coordinator_key; /**< LT_SIGN_PUBLIC_BYTES; NULL: any coordinator will do */
	uint64_t epoch;			/**< no coordinator of an older one is believed */
};

struct lt_greeter {
	struct lt_greeter_options options;
	uint64_t epoch;	     /**< newest that a coordinator proved */
	uint32_t connection; /**< the client's number of the one being greeted */
	uint32_t line;	     /**< this start's own number of it */
	bool challenged;     /**< the nonce of this connection's coordinator is here */
	uint8_t nonce[LT_HELLO_NONCE_BYTES], coordinator_nonce[LT_HELLO_NONCE_BYTES];
	uint8_t channel[32];
	size_t channel_bytes;
	uint64_t coordinator_epoch;
	char coordinator[LT_GREETER_NAME_BYTES];
	struct lt_arena arena;	  /**< of what follows */
	Lt__HelloReply *greeting; /**< the last one that was believed; never NULL */
};

void lt_greeter_init(struct lt_greeter *greeter, const struct lt_greeter_options *options);
void lt_greeter_done(struct lt_greeter *greeter);
/** The next request on this connection. @param ret  with what it points to, in the arena
 *  @return 0; LT_E_NOMEM. */
int lt_greeter_ask(struct lt_greeter *greeter, const struct lt_client *client, uint32_t connection,
		   struct lt_arena *arena, Lt__Request *ret) LT_MUST_USE;
/** Takes the answer to a Challenge. @return 0; LT_E_FORMAT; LT_E_DENIED (an old epoch). */
int lt_greeter_challenged(struct lt_greeter *greeter, const Lt__ChallengeReply *reply,
			  struct lt_err *err) LT_MUST_USE;
/** Is this the coordinator the node was enrolled with, now, on this connection? Then it is kept.
 *  @return 0; LT_E_DENIED; LT_E_FORMAT. */
int lt_greeter_greeted(struct lt_greeter *greeter, const Lt__HelloReply *reply,
		       struct lt_arena *arena, struct lt_err *err) LT_MUST_USE;
