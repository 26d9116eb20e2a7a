/* SPDX-License-Identifier: EUPL-1.2 */
/* The token that lets one machine enrol as one node, once: what the operator hands over.
 *
 *   node:secret:fingerprint of the CA's certificate       both in base64, the form for URLs
 *
 * Since it carries the fingerprint, the very first contact cannot be answered by somebody else. */
#pragma once

#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/link/certs.h"

enum { LT_TOKEN_SECRET_BYTES = 24, LT_TOKEN_NODE_BYTES = 65 };

/** What the text says. Wipe it after use. */
struct lt_token {
	char node[LT_TOKEN_NODE_BYTES];
	uint8_t secret[LT_TOKEN_SECRET_BYTES];
	uint8_t pin[LT_CERT_FINGERPRINT_BYTES];
};

/** A fresh secret for a node. @param pin  LT_CERT_FINGERPRINT_BYTES */
void lt_token_make(const char *node, const uint8_t *pin, struct lt_token *ret);
/** In the arena; NULL without memory. */
const char *lt_token_text(const struct lt_token *token, struct lt_arena *arena);
/** @return 0; LT_E_USAGE with what to do. */
int lt_token_parse(const char *text, struct lt_token *ret, struct lt_err *err) LT_MUST_USE;
