/* SPDX-License-Identifier: EUPL-1.2 */
/* Certificates by libcrypto. Source: RFC 5280; key usage per section 4.2.1. */
#include "proto/link/certs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/link/certs_impl.h"

enum {
	CA_DAYS = 20 * 366,
	CRL_DAYS = 20 * 366, /* a forgotten list must not cut a province off */
	CLOCK_SKEW_SECONDS = 3600,
	DAY_SECONDS = 86400,
	SERIAL_BYTES = 16,
	HOSTS_BYTES = 2048,
};

void lt_cleanup_x509(X509 **p)
{
	X509_free(*p);
}

void lt_cleanup_pkey(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}

void lt_cleanup_crl(X509_CRL **p)
{
	X509_CRL_free(*p);
}

static void lt_cleanup_file(FILE **p)
{
	if (*p)
		(void)fclose(*p);
}

bool lt_certs_path(const char *dir, const char *name, const char *suffix,
		   char path[static LT_CERT_PATH_BYTES])
{
	int n = snprintf(path, LT_CERT_PATH_BYTES, "%s/%s%s", dir, name, suffix);
	return n > 0 && n < LT_CERT_PATH_BYTES;
}

int certs_error(const char *what, struct lt_err *err)
{
	char text[200];
	unsigned long code = ERR_get_error();
	ERR_error_string_n(code, text, sizeof text);
	ERR_clear_error();
	return lt_err_set(err, LT_E_IO, "%s: %s", what, code ? text : "failed");
}

/* -- files -- */

static int open_new(const char *path, FILE **ret, struct lt_err *err)
{
	(void)unlink(path); /* of an attempt that was interrupted */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	*ret = fdopen(fd, "w");
	if (*ret)
		return 0;
	(void)close(fd);
	return lt_err_set(err, LT_E_NOMEM, "%s: no memory", path);
}

static bool write_pem(FILE *f, struct pem pem)
{
	return (!pem.key || PEM_write_PrivateKey(f, pem.key, NULL, NULL, 0, NULL, NULL)) &&
	       (!pem.cert || PEM_write_X509(f, pem.cert)) &&
	       (!pem.crl || PEM_write_X509_CRL(f, pem.crl));
}

int certs_save(const char *dir, const char *name, const char *suffix, struct pem pem,
	       struct lt_err *err)
{
	char path[LT_CERT_PATH_BYTES], temporary[LT_CERT_PATH_BYTES];
	LT_AUTO(file) FILE *f = NULL;
	if (!lt_certs_path(dir, name, suffix, path) ||
	    snprintf(temporary, sizeof temporary, "%s.new", path) >= (int)sizeof temporary)
		return lt_err_set(err, LT_E_USAGE, "path is too long");
	int r = open_new(temporary, &f, err);
	if (r < 0)
		return r;
	if (!write_pem(f, pem))
		return certs_error(path, err);
	if (fflush(f) != 0 || fsync(fileno(f)) != 0 || rename(temporary, path) != 0)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	return 0;
}

static int open_old(const char *dir, const char *name, const char *suffix, FILE **ret,
		    struct lt_err *err)
{
	char path[LT_CERT_PATH_BYTES];
	if (!lt_certs_path(dir, name, suffix, path))
		return lt_err_set(err, LT_E_USAGE, "path is too long");
	*ret = fopen(path, "re");
	if (*ret)
		return 0;
	return lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", path,
			  strerror(errno));
}

int certs_load(const char *dir, const char *name, X509 **ret, struct lt_err *err)
{
	LT_AUTO(file) FILE *f = NULL;
	int r = open_old(dir, name, ".crt", &f, err);
	if (r < 0)
		return r;
	*ret = PEM_read_X509(f, NULL, NULL, NULL);
	return *ret ? 0 : certs_error(name, err);
}

int certs_load_key(const char *dir, const char *name, EVP_PKEY **ret, struct lt_err *err)
{
	LT_AUTO(file) FILE *f = NULL;
	int r = open_old(dir, name, ".key", &f, err);
	if (r < 0)
		return r;
	*ret = PEM_read_PrivateKey(f, NULL, NULL, NULL);
	return *ret ? 0 : certs_error(name, err);
}

int certs_load_crl(const char *dir, X509_CRL **ret, struct lt_err *err)
{
	LT_AUTO(file) FILE *f = NULL;
	int r = open_old(dir, "ca", ".crl", &f, err);
	if (r < 0)
		return r;
	*ret = PEM_read_X509_CRL(f, NULL, NULL, NULL);
	return *ret ? 0 : certs_error("ca.crl", err);
}

/* -- certificates -- */

static bool set_serial(X509 *cert)
{
	uint8_t bytes[SERIAL_BYTES];
	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return false;
	bytes[0] = (bytes[0] & 0x7f) | 0x40; /* positive, and always the same length */
	BIGNUM *n = BN_bin2bn(bytes, sizeof bytes, NULL);
	bool ok = n && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(cert));
	BN_free(n);
	return ok;
}

static bool set_time(X509 *cert, int32_t starts_days_ago, int32_t days)
{
	long start = starts_days_ago ? -(long)starts_days_ago * DAY_SECONDS : -CLOCK_SKEW_SECONDS;
	return X509_gmtime_adj(X509_getm_notBefore(cert), start) &&
	       X509_gmtime_adj(X509_getm_notAfter(cert), start + (long)days * DAY_SECONDS);
}

static bool set_name(X509_NAME *name, const char *common_name)
{
	const unsigned char *cn = (const unsigned char *)common_name;
	return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
					  (const unsigned char *)"Liên Thông", -1, -1, 0) &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, cn, -1, -1, 0);
}

static bool add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	bool ok = extension && X509_add_ext(cert, extension, -1);
	X509_EXTENSION_free(extension);
	return ok;
}

/* A certificate that lacks its extensions and signature. */
X509 *certs_new(const char *name, EVP_PKEY *key, int32_t starts_days_ago, int32_t days)
{
	X509 *cert = X509_new();
	if (cert && X509_set_version(cert, X509_VERSION_3) && set_serial(cert) &&
	    set_time(cert, starts_days_ago, days) && X509_set_pubkey(cert, key) &&
	    set_name(X509_get_subject_name(cert), name))
		return cert;
	X509_free(cert);
	return NULL;
}

static bool sign_ca(X509 *ca, EVP_PKEY *key)
{
	return X509_set_issuer_name(ca, X509_get_subject_name(ca)) &&
	       add_extension(ca, ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
	       add_extension(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign") &&
	       add_extension(ca, ca, NID_subject_key_identifier, "hash") &&
	       X509_sign(ca, key, EVP_sha256()) > 0;
}

/* "DNS:localhost,IP:127.0.0.1" */
static bool host_list(const struct lt_cert_request *request, char text[static HOSTS_BYTES])
{
	size_t used = (size_t)snprintf(text, HOSTS_BYTES, "DNS:%s", request->name);
	for (size_t i = 0; request->hosts && request->hosts[i]; i++) {
		uint8_t address[16];
		const char *host = request->hosts[i];
		bool ip = inet_pton(AF_INET, host, address) == 1 ||
			  inet_pton(AF_INET6, host, address) == 1;
		if (strchr(host, ',') || used >= HOSTS_BYTES)
			return false;
		used += (size_t)snprintf(text + used, HOSTS_BYTES - used, ",%s:%s",
					 ip ? "IP" : "DNS", host);
	}
	return used < HOSTS_BYTES;
}

bool certs_sign_leaf(X509 *cert, X509 *ca, EVP_PKEY *ca_key, const struct lt_cert_request *request)
{
	char hosts[HOSTS_BYTES];
	if (request->server &&
	    (!host_list(request, hosts) || !add_extension(cert, ca, NID_subject_alt_name, hosts)))
		return false;
	return X509_set_issuer_name(cert, X509_get_subject_name(ca)) &&
	       add_extension(cert, ca, NID_basic_constraints, "critical,CA:FALSE") &&
	       add_extension(cert, ca, NID_key_usage, "critical,digitalSignature") &&
	       add_extension(cert, ca, NID_ext_key_usage,
			     request->server ? "serverAuth" : "clientAuth") &&
	       add_extension(cert, ca, NID_authority_key_identifier, "keyid") &&
	       X509_sign(cert, ca_key, EVP_sha256()) > 0;
}

/* Signs the list anew, as of now. */
bool certs_sign_crl(X509_CRL *crl, X509 *ca, EVP_PKEY *key)
{
	ASN1_TIME *now = X509_gmtime_adj(NULL, -CLOCK_SKEW_SECONDS);
	ASN1_TIME *next = X509_gmtime_adj(NULL, (long)CRL_DAYS * DAY_SECONDS);
	bool ok = now && next && X509_CRL_set_version(crl, X509_CRL_VERSION_2) &&
		  X509_CRL_set_issuer_name(crl, X509_get_subject_name(ca)) &&
		  X509_CRL_set1_lastUpdate(crl, now) && X509_CRL_set1_nextUpdate(crl, next) &&
		  X509_CRL_sort(crl) && X509_CRL_sign(crl, key, EVP_sha256()) > 0;
	ASN1_TIME_free(now);
	ASN1_TIME_free(next);
	return ok;
}

static bool add_revoked(X509_CRL *crl, const X509 *cert)
{
	ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
	X509_REVOKED *entry = X509_REVOKED_new();
	bool ok = now && entry &&
		  X509_REVOKED_set_serialNumber(
			  entry, (ASN1_INTEGER *)(uintptr_t)X509_get0_serialNumber(cert)) &&
		  X509_REVOKED_set_revocationDate(entry, now) && X509_CRL_add0_revoked(crl, entry);
	if (!ok)
		X509_REVOKED_free(entry);
	ASN1_TIME_free(now);
	return ok;
}

/* -- public -- */

int lt_certs_make_ca(const char *dir, const char *province, struct lt_err *err)
{
	char path[LT_CERT_PATH_BYTES];
	if (!lt_certs_path(dir, "ca", ".key", path))
		return lt_err_set(err, LT_E_USAGE, "path is too long");
	if (access(path, F_OK) == 0)
		return lt_err_set(err, LT_E_EXISTS, "%s is there already", path);
	LT_AUTO(pkey) EVP_PKEY *key = EVP_EC_gen("P-256");
	LT_AUTO(x509) X509 *ca = key ? certs_new(province, key, 0, CA_DAYS) : NULL;
	LT_AUTO(crl) X509_CRL *crl = X509_CRL_new();
	if (!ca || !crl || !sign_ca(ca, key) || !certs_sign_crl(crl, ca, key))
		return certs_error("certificate authority", err);
	int r = certs_save(dir, "ca", ".crl", (struct pem){.crl = crl}, err);
	if (r == 0)
		r = certs_save(dir, "ca", ".crt", (struct pem){.cert = ca}, err);
	if (r == 0) /* last: it says that the others are there */
		r = certs_save(dir, "ca", ".key", (struct pem){.key = key}, err);
	return r;
}

int lt_certs_issue(const char *dir, const struct lt_cert_request *request, struct lt_err *err)
{
	LT_AUTO(x509) X509 *ca = NULL;
	LT_AUTO(pkey) EVP_PKEY *ca_key = NULL;
	if (!lt_name_valid(request->name) || strcmp(request->name, "ca") == 0)
		return lt_err_set(err, LT_E_USAGE, "not a name for a certificate");
	int r = certs_load(dir, "ca", &ca, err);
	if (r == 0)
		r = certs_load_key(dir, "ca", &ca_key, err);
	if (r < 0)
		return r;
	LT_AUTO(pkey) EVP_PKEY *key = EVP_EC_gen("P-256");
	int32_t days = request->days ? request->days : LT_CERT_DAYS;
	LT_AUTO(x509)
	X509 *cert = key ? certs_new(request->name, key, request->starts_days_ago, days) : NULL;
	if (!cert || !certs_sign_leaf(cert, ca, ca_key, request))
		return certs_error(request->name, err);
	r = certs_save(dir, request->name, ".key", (struct pem){.key = key}, err);
	return r < 0 ? r : certs_save(dir, request->name, ".crt", (struct pem){.cert = cert}, err);
}

int lt_certs_revoke(const char *dir, const char *name, struct lt_err *err)
{
	LT_AUTO(x509) X509 *ca = NULL, *cert = NULL;
	LT_AUTO(pkey) EVP_PKEY *key = NULL;
	LT_AUTO(crl) X509_CRL *crl = NULL;
	X509_REVOKED *known;
	int r = certs_load(dir, "ca", &ca, err);
	if (r == 0)
		r = certs_load_key(dir, "ca", &key, err);
	if (r == 0)
		r = certs_load_crl(dir, &crl, err);
	if (r == 0)
		r = certs_load(dir, name, &cert, err);
	if (r < 0)
		return r;
	if (X509_CRL_get0_by_cert(crl, &known, cert) > 0)
		return 0;
	if (!add_revoked(crl, cert) || !certs_sign_crl(crl, ca, key))
		return certs_error("ca.crl", err);
	return certs_save(dir, "ca", ".crl", (struct pem){.crl = crl}, err);
}

int lt_certs_make(const char *dir, const char *const *names, struct lt_err *err)
{
	static const char *const hosts[] = {"localhost", "127.0.0.1", "::1", NULL};
	int r = lt_certs_make_ca(dir, "CA", err);
	for (size_t i = 0; r == 0 && names[i]; i++) {
		struct lt_cert_request request = {
			.name = names[i], .server = i == 0, .hosts = i == 0 ? hosts : NULL};
		r = lt_certs_issue(dir, &request, err);
	}
	return r;
}
