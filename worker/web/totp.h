/* SPDX-License-Identifier: EUPL-1.2 */
/* The second factor: time-based one-time passwords, RFC 6238 with SHA-1, 30 seconds, 6 digits, as
 * every authenticator app has them. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	LT_TOTP_SECRET_BYTES = 20,
	LT_TOTP_TEXT_BYTES = 33, /**< base32 of a secret, and the end */
	LT_TOTP_STEP_SECONDS = 30,
};

/** "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" */
void lt_totp_text(const uint8_t secret[static LT_TOTP_SECRET_BYTES],
		  char ret[static LT_TOTP_TEXT_BYTES]);
bool lt_totp_parse(const char *text, uint8_t ret[static LT_TOTP_SECRET_BYTES]);
/** The code of one step, 0 to 999999. */
uint32_t lt_totp_code(const uint8_t secret[static LT_TOTP_SECRET_BYTES], uint64_t step);
/** Is @p code right now, one step early or late, and of a step beyond @p last (it opens once)?
 *  @return the step; 0: no. */
uint64_t lt_totp_check(const uint8_t secret[static LT_TOTP_SECRET_BYTES], const char *code,
		       int64_t now_seconds, uint64_t last);
