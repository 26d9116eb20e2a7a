/* SPDX-License-Identifier: EUPL-1.2 */
/* Ed25519 keys of nodes: made, kept in a file, used to sign and to verify bytes.
 *
 * What is signed is `label`, a zero byte, and the BLAKE2b-256 of the bytes, so that a signature
 * made for one purpose can never be shown for another, and large papers cost no copy. Sign and
 * verify bytes as they were received, never packed again. Any thread. Source: RFC 8032, RFC 7693.
 */
#pragma once

#include <stdint.h>

#include "proto/base/err.h"
#include "proto/base/slice.h"

enum {
	LT_SIGN_PUBLIC_BYTES = 32,
	LT_SIGN_SECRET_BYTES = 64,
	LT_SIGN_BYTES = 64,
	LT_SIGN_LABEL_BYTES_MAX = 64,
	LT_SIGN_FINGERPRINT_BYTES = 40, /* eight groups of four hex digits, and the end */
};

/** A pair. The public half may go anywhere, the secret one stays on its machine. */
struct lt_sign_key {
	uint8_t public_half[LT_SIGN_PUBLIC_BYTES];
	uint8_t secret[LT_SIGN_SECRET_BYTES];
};

/** A new pair from the system's randomness. Wipe it after use. */
void lt_sign_make(struct lt_sign_key *ret);
/** Overwrites the key in memory. NULL is fine. */
void lt_sign_wipe(struct lt_sign_key *key);
/** LT_AUTO(sign_key) struct lt_sign_key key = {0}; */
void lt_cleanup_sign_key(struct lt_sign_key *key);

/** Writes a new key file, mode 0600, synced with its folder. A file that is there is never
 * replaced.
 *  @return 0; LT_E_EXISTS; LT_E_IO. */
int lt_sign_save(const struct lt_sign_key *key, const char *path, struct lt_err *err) LT_MUST_USE;
/** Reads a key file that only its owner may read, and checks that its halves belong together.
 *  @return 0; LT_E_ABSENT; LT_E_DENIED (others may read it); LT_E_DAMAGED; LT_E_IO. */
int lt_sign_load(const char *path, struct lt_sign_key *ret, struct lt_err *err) LT_MUST_USE;

/** Signs. @param label  what for: 1..LT_SIGN_LABEL_BYTES_MAX bytes, such as "lienthong hello 1" */
void lt_sign(const struct lt_sign_key *key, const char *label, struct lt_slice bytes,
	     uint8_t ret_signature[static LT_SIGN_BYTES]);
/** Did the owner of this public key sign these bytes for this purpose? Slices of a wrong size never
 *  verify, so fields of a message may be passed as they came. */
bool lt_sign_verify(struct lt_slice public_half, const char *label, struct lt_slice bytes,
		    struct lt_slice signature) LT_MUST_USE;
/** For people to compare: "1f0c-77e2-...", of a public key. @return @p text. */
char *lt_sign_fingerprint(const uint8_t public_half[static LT_SIGN_PUBLIC_BYTES],
			  char text[static LT_SIGN_FINGERPRINT_BYTES]);
