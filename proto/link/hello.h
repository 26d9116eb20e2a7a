/* SPDX-License-Identifier: EUPL-1.2 */
/* A signed hello: what both ends say they are, about one connection.
 *
 *   node                              coordinator
 *     Challenge {node nonce}    -->
 *                               <--   ChallengeReply {its nonce, name, epoch}
 *     Hello {proof, signature}  -->
 *                               <--   HelloReply {proof, signature}
 *
 * The proof names both nonces, the TLS connection, the node and its start, the coordinator and its
 * epoch; who checks it compares each with what it knows itself. So a hello serves no second time
 * and on no other connection. Pure; any thread. Source: RFC 9266 for the channel. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/codec/sign.h"

enum { LT_HELLO_NONCE_BYTES = 32, LT_HELLO_SECRET_BYTES = 32 };

#define LT_HELLO_LABEL "lienthong hello 1"
#define LT_HELLO_GREETING_LABEL "lienthong greeting 1"
#define LT_HELLO_ENROL_LABEL "lienthong enrol 1"
#define LT_HELLO_RENEW_LABEL "lienthong renew 1"

/** What a hello is about. Slices and texts are borrowed. */
struct lt_hello {
	struct lt_slice node_nonce, coordinator_nonce;
	const char *node, *coordinator, *software;
	uint64_t boot, epoch;
	uint32_t line;
	struct lt_slice channel; /**< empty: no TLS */
};

/** Packs and signs. @param label  LT_HELLO_LABEL or LT_HELLO_GREETING_LABEL
 *  @return 0 and a proof in the arena; LT_E_NOMEM. */
int lt_hello_sign(const struct lt_sign_key *key, const char *label, const struct lt_hello *hello,
		  struct lt_arena *arena, ProtobufCBinaryData *ret_proof,
		  ProtobufCBinaryData *ret_signature) LT_MUST_USE;
/** Reads a proof that is not checked yet. @return 0; LT_E_FORMAT. */
int lt_hello_read(const ProtobufCBinaryData *proof, struct lt_arena *arena, Lt__HelloProof **ret,
		  struct lt_err *err) LT_MUST_USE;
/** Is the proof signed by this key, and about this and nothing else? software is not compared.
 *  @return 0; LT_E_DENIED (the text says what does not fit); LT_E_FORMAT. */
int lt_hello_check(struct lt_slice public_half, const char *label, const struct lt_hello *expected,
		   const ProtobufCBinaryData *proof, const ProtobufCBinaryData *signature,
		   struct lt_arena *arena, struct lt_err *err) LT_MUST_USE;
/** The coordinator's nonce for a connection and a nonce of its peer: nothing has to be remembered.
 *  @param secret  of this process, random */
void lt_hello_nonce(const uint8_t secret[static LT_HELLO_SECRET_BYTES], uint32_t pipe,
		    struct lt_slice node_nonce, uint8_t ret[static LT_HELLO_NONCE_BYTES]);
