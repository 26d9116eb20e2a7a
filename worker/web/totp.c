/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; /* RFC 4648 §6 */
enum { DIGITS = 6, BITS = 5, SHA1_BYTES = 20 };

void lt_totp_text(const uint8_t secret[static LT_TOTP_SECRET_BYTES],
		  char ret[static LT_TOTP_TEXT_BYTES])
{
	uint32_t held = 0;
	unsigned bits = 0;
	size_t n = 0;
	for (size_t i = 0; i < LT_TOTP_SECRET_BYTES; i++) {
		held = held << 8 | secret[i];
		for (bits += 8; bits >= BITS; bits -= BITS)
			ret[n++] = alphabet[held >> (bits - BITS) & 31];
	}
	ret[n] = 0; /* 160 bits are 32 letters: nothing is left over */
}

bool lt_totp_parse(const char *text, uint8_t ret[static LT_TOTP_SECRET_BYTES])
{
	uint32_t held = 0;
	unsigned bits = 0;
	size_t n = 0;
	if (strlen(text) != LT_TOTP_TEXT_BYTES - 1)
		return false;
	for (; *text; text++) {
		const char *at = strchr(alphabet, *text);
		if (!at)
			return false;
		held = held << BITS | (uint32_t)(at - alphabet);
		bits += BITS;
		if (bits >= 8) {
			bits -= 8;
			ret[n++] = (uint8_t)(held >> bits);
		}
	}
	return n == LT_TOTP_SECRET_BYTES;
}

uint32_t lt_totp_code(const uint8_t secret[static LT_TOTP_SECRET_BYTES], uint64_t step)
{
	uint8_t message[8], mac[SHA1_BYTES];
	unsigned size = sizeof mac;
	for (int i = 7; i >= 0; i--, step >>= 8)
		message[i] = (uint8_t)step;
	if (!HMAC(EVP_sha1(), secret, LT_TOTP_SECRET_BYTES, message, sizeof message, mac, &size))
		return UINT32_MAX; /* no code has so many digits */
	const uint8_t *at = mac + (mac[SHA1_BYTES - 1] & 15);
	return ((uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
		at[3]) %
	       1000000;
}

uint64_t lt_totp_check(const uint8_t secret[static LT_TOTP_SECRET_BYTES], const char *code,
		       int64_t now_seconds, uint64_t last)
{
	uint64_t now = (uint64_t)now_seconds / LT_TOTP_STEP_SECONDS, found = 0;
	if (strlen(code) != DIGITS || now == 0)
		return 0;
	for (uint64_t step = now - 1; step <= now + 1; step++) {
		char right[16];
		(void)snprintf(right, sizeof right, "%06u", lt_totp_code(secret, step));
		if (step > last && sodium_memcmp(right, code, DIGITS) == 0)
			found = step;
	}
	return found;
}
