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

#include "proto/base/err.h"

enum { LT_CERT_PATH_BYTES = 4096 };

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
