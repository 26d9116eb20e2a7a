/* SPDX-License-Identifier: EUPL-1.2 */
/* What certs.c (a CA's own folder) and certs_ask.c (requests of others) share. Private to this
 * folder. */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "proto/link/certs.h"

void lt_cleanup_x509(X509 **p);
void lt_cleanup_pkey(EVP_PKEY **p);
void lt_cleanup_crl(X509_CRL **p);

/** What libcrypto says is wrong. @return LT_E_IO. */
int certs_error(const char *what, struct lt_err *err);

/** What goes into one file; those that are not NULL, in this order. */
struct pem {
	const EVP_PKEY *key;
	const X509 *cert;
	const X509_CRL *crl;
};

/** Writes a file whole, mode 0600. */
int certs_save(const char *dir, const char *name, const char *suffix, struct pem pem,
	       struct lt_err *err) LT_MUST_USE;
int certs_load(const char *dir, const char *name, X509 **ret, struct lt_err *err) LT_MUST_USE;
int certs_load_key(const char *dir, const char *name, EVP_PKEY **ret,
		   struct lt_err *err) LT_MUST_USE;
int certs_load_crl(const char *dir, X509_CRL **ret, struct lt_err *err) LT_MUST_USE;
/** A certificate that lacks its extensions and signature. */
X509 *certs_new(const char *name, EVP_PKEY *key, int32_t starts_days_ago, int32_t days);
bool certs_sign_leaf(X509 *cert, X509 *ca, EVP_PKEY *ca_key, const struct lt_cert_request *request);
/** Signs the list anew, as of now. */
bool certs_sign_crl(X509_CRL *crl, X509 *ca, EVP_PKEY *key);
