/* SPDX-License-Identifier: EUPL-1.2 */
/* A province's own certificate authority in a folder: one key that signs a certificate for the
 * coordinator and one for each node, and a list of those revoked.
 *
 *   ca.crt  ca.key  ca.crl   <name>.crt  <name>.key
 *
 * ECDSA P-256 throughout. Files are written whole (temporary, fsync, rename) with mode 0600. Not
 * for two processes at once in one folder. Any thread. */
#pragma once

#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

enum {
	LT_CERT_PATH_BYTES = 4096,
	LT_CERT_SERIAL_BYTES = 41, /* 20 octets in hex, and the end */
	LT_CERT_FINGERPRINT_BYTES = 32,
	LT_CERT_DAYS = 825,	/* a certificate lives, unless it is told otherwise */
	LT_CERT_WARN_DAYS = 30, /* before its end somebody should do something */
};

/** What to certify. */
struct lt_cert_request {
	const char *name; /**< common name and file name: lt_name_valid */
	bool server;	  /**< a coordinator; otherwise a node */
	const char *const
		*hosts; /**< of a server: names and addresses, NULL-terminated; may be NULL */
	int32_t days;	/**< 0: 825 */
	int32_t starts_days_ago; /**< 0: an hour ago, for clocks that differ */
};

/** Makes ca.key, ca.crt and an empty ca.crl. @param province  for people, in the CA's name
 *  @return 0; LT_E_EXISTS (there is a CA); LT_E_IO; LT_E_NOMEM. */
int lt_certs_make_ca(const char *dir, const char *province, struct lt_err *err) LT_MUST_USE;
/** Makes <name>.key and <name>.crt; a certificate of that name is replaced, not revoked.
 *  @return 0; LT_E_ABSENT (no CA); LT_E_USAGE (name); LT_E_IO; LT_E_NOMEM. */
int lt_certs_issue(const char *dir, const struct lt_cert_request *request,
		   struct lt_err *err) LT_MUST_USE;
/** Adds the certificate in <name>.crt to ca.crl. Fronts take it at lt_front_reload.
 *  @return 0; LT_E_ABSENT; LT_E_IO; LT_E_NOMEM. */
int lt_certs_revoke(const char *dir, const char *name, struct lt_err *err) LT_MUST_USE;
/** All at once: a CA, a server (the first name, for localhost) and nodes (the others).
 *  @param names  NULL-terminated */
int lt_certs_make(const char *dir, const char *const *names, struct lt_err *err) LT_MUST_USE;
/** "<dir>/<name><suffix>". @return false if it is too long. */
bool lt_certs_path(const char *dir, const char *name, const char *suffix,
		   char path[static LT_CERT_PATH_BYTES]);

/* -- keys that were made elsewhere, and never leave there -- */

/** A certificate as it is recorded. */
struct lt_cert_issued {
	struct lt_slice der;	/**< in the arena, as @p pem */
	const char *pem, *name; /**< name: the common name */
	char serial[LT_CERT_SERIAL_BYTES];
	uint8_t fingerprint[LT_CERT_FINGERPRINT_BYTES]; /**< SHA-256 of der */
	int64_t expires_us;
};

/** Asks for a certificate: the P-256 key of <dir>/<name>.key, made if it is not there, signs a
 *  request. Source: RFC 2986.
 *  @return 0 and the request, DER, in the arena; LT_E_USAGE (name); LT_E_IO; LT_E_NOMEM. */
int lt_certs_ask(const char *dir, const char *name, const char *common_name, struct lt_arena *arena,
		 struct lt_slice *ret, struct lt_err *err) LT_MUST_USE;
/** Signs the key of a request with the CA of @p dir. Of the request only the key counts; name and
 *  kind are those of @p what.
 *  @return 0; LT_E_FORMAT (no request, its signature is wrong, no P-256 key); LT_E_ABSENT (no CA);
 *          LT_E_USAGE (name); LT_E_IO; LT_E_NOMEM. */
int lt_certs_sign(const char *dir, const struct lt_cert_request *what, struct lt_slice request,
		  struct lt_arena *arena, struct lt_cert_issued *ret,
		  struct lt_err *err) LT_MUST_USE;
/** A certificate signed before, for the same request asked again. @return 0; LT_E_FORMAT;
 * LT_E_DENIED (it is for another key); LT_E_NOMEM. */
int lt_certs_again(struct lt_slice der, struct lt_slice request, struct lt_arena *arena,
		   struct lt_cert_issued *ret, struct lt_err *err) LT_MUST_USE;
/** Puts a certificate and the key of <dir>/<key_name>.key into one file <dir>/<name>.pem, whole.
 *  @return 0; LT_E_FORMAT (not a certificate, or of another key); LT_E_ABSENT; LT_E_IO. */
int lt_certs_join(const char *dir, const char *key_name, const char *pem, const char *name,
		  struct lt_err *err) LT_MUST_USE;
/** Adds serials (hex) to ca.crl; those in it stay. @param ret_added  how many were new
 *  @return 0; LT_E_FORMAT (a serial); LT_E_ABSENT; LT_E_IO; LT_E_NOMEM. */
int lt_certs_revoke_serials(const char *dir, const char *const *serials, size_t count,
			    size_t *ret_added, struct lt_err *err) LT_MUST_USE;
/** What a certificate file says. @return 0 with texts in the arena; LT_E_ABSENT, LT_E_IO,
 *  LT_E_FORMAT; LT_E_NOMEM. */
int lt_certs_read(const char *dir, const char *name, const char *suffix, struct lt_arena *arena,
		  struct lt_cert_issued *ret, struct lt_err *err) LT_MUST_USE;
int lt_certs_read_file(const char *path, struct lt_arena *arena, struct lt_cert_issued *ret,
		       struct lt_err *err) LT_MUST_USE;
/** The same of PEM text. */
int lt_certs_parse(const char *pem, struct lt_arena *arena, struct lt_cert_issued *ret,
		   struct lt_err *err) LT_MUST_USE;
