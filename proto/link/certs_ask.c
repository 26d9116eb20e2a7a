/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates for keys that stay where they were made: the asking side and the signing side. */
#include <errno.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "proto/link/certs_impl.h"

static void lt_cleanup_req(X509_REQ **p)
{
	X509_REQ_free(*p);
}

static void lt_cleanup_bio(BIO **p)
{
	BIO_free(*p);
}

/* -- the asking side -- */

static int own_key(const char *dir, const char *name, EVP_PKEY **ret, struct lt_err *err)
{
	int r = certs_load_key(dir, name, ret, err);
	if (r != LT_E_ABSENT)
		return r;
	*ret = EVP_EC_gen("P-256");
	if (!*ret)
		return certs_error("P-256", err);
	return certs_save(dir, name, ".key", (struct pem){.key = *ret}, err);
}

static X509_REQ *make_request(EVP_PKEY *key, const char *common_name)
{
	X509_REQ *request = X509_REQ_new();
	if (request && X509_REQ_set_version(request, X509_REQ_VERSION_1) &&
	    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request), "CN", MBSTRING_UTF8,
				       (const unsigned char *)common_name, -1, -1, 0) &&
	    X509_REQ_set_pubkey(request, key) && X509_REQ_sign(request, key, EVP_sha256()) > 0)
		return request;
	X509_REQ_free(request);
	return NULL;
}

int lt_certs_ask(const char *dir, const char *name, const char *common_name, struct lt_arena *arena,
		 struct lt_slice *ret, struct lt_err *err)
{
	LT_AUTO(pkey) EVP_PKEY *key = NULL;
	if (!lt_name_valid(common_name))
		return lt_err_set(err, LT_E_USAGE, "'%s' không dùng làm tên được", common_name);
	int r = own_key(dir, name, &key, err);
	if (r < 0)
		return r;
	LT_AUTO(req) X509_REQ *request = make_request(key, common_name);
	unsigned char *der = NULL;
	int size = request ? i2d_X509_REQ(request, &der) : -1;
	if (size <= 0)
		return certs_error(common_name, err);
	const void *copy = lt_arena_copy(arena, der, (size_t)size);
	OPENSSL_free(der);
	*ret = lt_slice(copy, (size_t)size);
	return copy ? 0 : lt_err_set(err, LT_E_NOMEM, "%s", common_name);
}

/* -- what a certificate says -- */

static bool expires(const X509 *cert, int64_t *ret_us)
{
	struct tm t;
	if (!ASN1_TIME_to_tm(X509_get0_notAfter(cert), &t))
		return false;
	*ret_us = (int64_t)timegm(&t) * LT_US_PER_SECOND;
	return true;
}

static bool serial_of(const X509 *cert, char text[static LT_CERT_SERIAL_BYTES])
{
	const ASN1_INTEGER *number = X509_get0_serialNumber(cert);
	int size = ASN1_STRING_length(number);
	if (size <= 0 || 2 * size >= LT_CERT_SERIAL_BYTES)
		return false;
	lt_hex(lt_slice(ASN1_STRING_get0_data(number), (size_t)size), text);
	return true;
}

static const char *pem_of(const X509 *cert, struct lt_arena *arena)
{
	LT_AUTO(bio) BIO *bio = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	if (!bio || !PEM_write_bio_X509(bio, cert))
		return NULL;
	long size = BIO_get_mem_data(bio, &bytes);
	return lt_arena_printf(arena, "%.*s", (int)size, bytes);
}

static const char *name_of(const X509 *cert, struct lt_arena *arena)
{
	char text[256] = "";
	int n = X509_NAME_get_text_by_NID(X509_get_subject_name(cert), NID_commonName, text,
					  sizeof text);
	return lt_arena_str(arena, n > 0 ? text : "");
}

static int describe(const X509 *cert, struct lt_arena *arena, struct lt_cert_issued *ret,
		    struct lt_err *err)
{
	unsigned char *der = NULL;
	unsigned n = LT_CERT_FINGERPRINT_BYTES;
	int size = i2d_X509(cert, &der);
	if (size <= 0)
		return certs_error("certificate", err);
	ret->der = lt_slice(lt_arena_copy(arena, der, (size_t)size), (size_t)size);
	OPENSSL_free(der);
	ret->pem = pem_of(cert, arena);
	ret->name = name_of(cert, arena);
	if (!ret->der.data || !ret->pem || !ret->name)
		return lt_err_set(err, LT_E_NOMEM, "certificate");
	if (!X509_digest(cert, EVP_sha256(), ret->fingerprint, &n) ||
	    !serial_of(cert, ret->serial) || !expires(cert, &ret->expires_us))
		return certs_error("certificate", err);
	return 0;
}

static X509 *parse_pem(const char *pem)
{
	LT_AUTO(bio) BIO *bio = BIO_new_mem_buf(pem, -1);
	return bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
}

int lt_certs_parse(const char *pem, struct lt_arena *arena, struct lt_cert_issued *ret,
		   struct lt_err *err)
{
	LT_AUTO(x509) X509 *cert = parse_pem(pem);
	if (!cert)
		return lt_err_set(err, LT_E_FORMAT, "không phải chứng thư");
	return describe(cert, arena, ret, err);
}

int lt_certs_read(const char *dir, const char *name, const char *suffix, struct lt_arena *arena,
		  struct lt_cert_issued *ret, struct lt_err *err)
{
	char path[LT_CERT_PATH_BYTES];
	if (!lt_certs_path(dir, name, suffix, path))
		return lt_err_set(err, LT_E_USAGE, "đường dẫn quá dài");
	return lt_certs_read_file(path, arena, ret, err);
}

int lt_certs_read_file(const char *path, struct lt_arena *arena, struct lt_cert_issued *ret,
		       struct lt_err *err)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", path,
				  strerror(errno));
	LT_AUTO(x509) X509 *cert = PEM_read_X509(f, NULL, NULL, NULL);
	(void)fclose(f);
	if (!cert)
		return lt_err_set(err, LT_E_FORMAT, "%s: không phải chứng thư", path);
	return describe(cert, arena, ret, err);
}

/* -- the signing side -- */

static bool is_p256(const EVP_PKEY *key)
{
	char group[32] = "";
	return EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
	       strcmp(group, "prime256v1") == 0;
}

/* The key of a request whose sender has shown to own it. The caller frees it. */
static int read_request(struct lt_slice bytes, EVP_PKEY **ret, struct lt_err *err)
{
	const unsigned char *at = bytes.data;
	LT_AUTO(req) X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)bytes.size);
	EVP_PKEY *key = request ? X509_REQ_get_pubkey(request) : NULL;
	if (!key || !is_p256(key) || X509_REQ_verify(request, key) != 1) {
		EVP_PKEY_free(key);
		(void)certs_error("request", NULL);
		return lt_err_set(err, LT_E_FORMAT,
				  "yêu cầu chứng thư sai dạng hoặc chữ ký không khớp");
	}
	*ret = key;
	return 0;
}

int lt_certs_sign(const char *dir, const struct lt_cert_request *what, struct lt_slice request,
		  struct lt_arena *arena, struct lt_cert_issued *ret, struct lt_err *err)
{
	LT_AUTO(x509) X509 *ca = NULL;
	LT_AUTO(pkey) EVP_PKEY *ca_key = NULL, *key = NULL;
	if (!lt_name_valid(what->name) || strcmp(what->name, "ca") == 0)
		return lt_err_set(err, LT_E_USAGE, "'%s' không dùng làm tên được", what->name);
	int r = read_request(request, &key, err);
	if (r == 0)
		r = certs_load(dir, "ca", &ca, err);
	if (r == 0)
		r = certs_load_key(dir, "ca", &ca_key, err);
	if (r < 0)
		return r;
	int32_t days = what->days ? what->days : LT_CERT_DAYS;
	LT_AUTO(x509) X509 *cert = certs_new(what->name, key, what->starts_days_ago, days);
	if (!cert || !certs_sign_leaf(cert, ca, ca_key, what))
		return certs_error(what->name, err);
	return describe(cert, arena, ret, err);
}

int lt_certs_again(struct lt_slice der, struct lt_slice request, struct lt_arena *arena,
		   struct lt_cert_issued *ret, struct lt_err *err)
{
	LT_AUTO(pkey) EVP_PKEY *key = NULL;
	const unsigned char *at = der.data;
	LT_AUTO(x509) X509 *cert = d2i_X509(NULL, &at, (long)der.size);
	if (!cert)
		return certs_error("certificate", err);
	int r = read_request(request, &key, err);
	if (r < 0)
		return r;
	if (EVP_PKEY_eq(X509_get0_pubkey(cert), key) != 1)
		return lt_err_set(err, LT_E_DENIED, "chứng thư đã cấp là của khóa khác");
	return describe(cert, arena, ret, err);
}

int lt_certs_join(const char *dir, const char *key_name, const char *pem, const char *name,
		  struct lt_err *err)
{
	LT_AUTO(pkey) EVP_PKEY *key = NULL;
	LT_AUTO(x509) X509 *cert = parse_pem(pem);
	if (!cert)
		return lt_err_set(err, LT_E_FORMAT, "%s: không phải chứng thư", name);
	int r = certs_load_key(dir, key_name, &key, err);
	if (r < 0)
		return r;
	if (EVP_PKEY_eq(X509_get0_pubkey(cert), key) != 1)
		return lt_err_set(err, LT_E_FORMAT, "%s: chứng thư của khóa khác", name);
	return certs_save(dir, name, ".pem", (struct pem){.key = key, .cert = cert}, err);
}

/* -- revocation -- */

/* @return 1: added; 0: it was there; or LT_E_*. */
static int add_serial(X509_CRL *crl, const char *hex, struct lt_err *err)
{
	BIGNUM *number = NULL;
	X509_REVOKED *known = NULL, *entry = X509_REVOKED_new();
	ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
	ASN1_INTEGER *serial = BN_hex2bn(&number, hex) == (int)strlen(hex)
				       ? BN_to_ASN1_INTEGER(number, NULL)
				       : NULL;
	int r = serial ? 0 : lt_err_set(err, LT_E_FORMAT, "số chứng thư '%s' sai dạng", hex);
	if (r == 0 && X509_CRL_get0_by_serial(crl, &known, serial) == 0) {
		r = entry && now && X509_REVOKED_set_serialNumber(entry, serial) &&
				    X509_REVOKED_set_revocationDate(entry, now) &&
				    X509_CRL_add0_revoked(crl, entry)
			    ? 1
			    : certs_error("ca.crl", err);
		entry = r == 1 ? NULL : entry; /* the list owns it */
	}
	X509_REVOKED_free(entry);
	ASN1_TIME_free(now);
	ASN1_INTEGER_free(serial);
	BN_free(number);
	return r;
}

int lt_certs_revoke_serials(const char *dir, const char *const *serials, size_t count,
			    size_t *ret_added, struct lt_err *err)
{
	LT_AUTO(x509) X509 *ca = NULL;
	LT_AUTO(pkey) EVP_PKEY *key = NULL;
	LT_AUTO(crl) X509_CRL *crl = NULL;
	size_t added = 0;
	int r = certs_load(dir, "ca", &ca, err);
	if (r == 0)
		r = certs_load_key(dir, "ca", &key, err);
	if (r == 0)
		r = certs_load_crl(dir, &crl, err);
	for (size_t i = 0; r == 0 && i < count; i++) {
		int one = add_serial(crl, serials[i], err);
		added += one > 0;
		r = one < 0 ? one : 0;
	}
	if (r == 0 && added) {
		r = certs_sign_crl(crl, ca, key) ? 0 : certs_error("ca.crl", err);
		if (r == 0)
			r = certs_save(dir, "ca", ".crl", (struct pem){.crl = crl}, err);
	}
	if (r == 0)
		*ret_added = added;
	return r;
}
