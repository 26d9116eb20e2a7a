/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's certificate, renewed over its own line well before it expires, without a restart:
 *
 *   a new TLS key -> request, signed with the Ed25519 key -> certificate -> node.pem -> reload
 *
 * Only of a node that was enrolled: then tls.cert and tls.key are one file, node.pem. One thread.
 */
#pragma once

#include "proto/base/time.h"
#include "proto/codec/sign.h"
#include "proto/link/server.h"
#include "worker/node/connect.h"

struct lt_renewal;

struct lt_renewal_options {
	const struct lt_settings *settings; /**< borrowed, as everything here */
	const struct lt_sign_key *key;
	struct lt_clock *clock;
	struct lt_connection *connection;
	struct lt_post *post;
};

enum { LT_RENEWAL_DAYS = 30 }; /* before it expires: weeks of a cut line are bridged */

/** @return 0, also for a node that has nothing to renew; LT_E_NOMEM, LT_E_LIMIT. */
int lt_renewal_new(const struct lt_renewal_options *options, struct lt_renewal **ret,
		   struct lt_err *err) LT_MUST_USE;
/** Before its connection's client. NULL is fine. */
void lt_renewal_free(struct lt_renewal *renewal);
/** Somebody asks for it now. Takes the call; it is answered when the new certificate is in use. */
void lt_renewal_ask(struct lt_renewal *renewal, struct lt_call *call);
/** An exchange is over. @return false: not one of these. */
bool lt_renewal_over(struct lt_renewal *renewal, struct lt_talk *talk);
/** Starts it when it is time and the line is bound. */
void lt_renewal_step(struct lt_renewal *renewal, bool bound);
/** Monotonic time of the next look; INT64_MAX: none. */
int64_t lt_renewal_next_us(const struct lt_renewal *renewal);
