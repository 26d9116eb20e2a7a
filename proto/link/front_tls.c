/* SPDX-License-Identifier: EUPL-1.2 */
/* What the front asks of OpenSSL: contexts from files, identities, trust looked at again. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "proto/base/ids.h"
#include "proto/link/front_impl.h"

enum { CHAIN_DEPTH_MAX = 3, READ_AHEAD_BYTES = 64 << 10 };

static void lt_cleanup_context(SSL_CTX **p)
{
	SSL_CTX_free(*p);
}

static void lt_cleanup_x509(X509 **p)
{
	X509_free(*p);
}

/* Does the processor do AES by itself? Otherwise ChaCha20 is the faster one. */
static bool has_aes(void)
{
#if defined(__x86_64__) || defined(__i386__)
	return __builtin_cpu_supports("aes");
#elif defined(__aarch64__)
	return getauxval(AT_HWCAP) & (1 << 3); /* HWCAP_AES */
#else
	return false;
#endif
}

static bool set_up_context(SSL_CTX *context)
{
	char groups[] = "X25519:P-256";
	bool aes = has_aes();
	const char *suites = aes ? "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256"
				 : "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
	const char *ciphers = aes ? "ECDHE+AES128GCM:ECDHE+CHACHA20:ECDHE+AES256GCM"
				  : "ECDHE+CHACHA20:ECDHE+AES128GCM:ECDHE+AES256GCM";
	SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
					     SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
					     SSL_OP_IGNORE_UNEXPECTED_EOF); /* nng frames */
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_default_read_buffer_len(context, READ_AHEAD_BYTES);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	SSL_CTX_set_verify_depth(context, CHAIN_DEPTH_MAX);
	return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) &&
	       SSL_CTX_set_num_tickets(context, 0) && SSL_CTX_set_ciphersuites(context, suites) &&
	       SSL_CTX_set_cipher_list(context, ciphers) &&
	       SSL_CTX_set1_groups_list(context, groups);
}

static int file_error(const char *path, struct lt_err *err)
{
	char text[200];
	if (access(path, R_OK) != 0)
		return lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", path,
				  strerror(errno));
	ERR_error_string_n(ERR_peek_last_error(), text, sizeof text);
	return lt_err_set(err, LT_E_FORMAT, "%s: %s", path, text);
}

static bool load_crl(SSL_CTX *context, const char *path)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
	return lookup && X509_load_crl_file(lookup, path, X509_FILETYPE_PEM) > 0 &&
	       X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
}

/* Only the pinned CA, which the server sends along, is trusted. */
static int verify_pinned(X509_STORE_CTX *check, void *arg)
{
	const struct lt_front *front = arg;
	STACK_OF(X509) *shown = X509_STORE_CTX_get0_untrusted(check), *trusted = sk_X509_new_null();
	for (int i = 0; trusted && i < sk_X509_num(shown); i++) {
		uint8_t hash[LT_FRONT_FINGERPRINT_BYTES];
		unsigned size = sizeof hash;
		X509 *cert = sk_X509_value(shown, i);
		if (X509_digest(cert, EVP_sha256(), hash, &size) &&
		    memcmp(hash, front->pin, sizeof hash) == 0)
			(void)sk_X509_push(trusted, cert);
	}
	X509_STORE_CTX_set0_trusted_stack(check, trusted);
	int ok = sk_X509_num(trusted) > 0 ? X509_verify_cert(check) : 0;
	if (sk_X509_num(trusted) <= 0)
		X509_STORE_CTX_set_error(check, X509_V_ERR_CERT_UNTRUSTED);
	sk_X509_free(trusted);
	return ok == 1;
}

/* Those who only know the CA's fingerprint must see its certificate. */
static bool show_ca(const struct lt_front *front, SSL_CTX *context)
{
	FILE *f = fopen(front->ca, "re");
	LT_AUTO(x509) X509 *ca = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
	if (f)
		(void)fclose(f);
	return ca && SSL_CTX_add1_chain_cert(context, ca);
}

static int load_files(const struct lt_front *front, SSL_CTX *context, struct lt_err *err)
{
	if (front->pinned) {
		SSL_CTX_set_cert_verify_callback(context, verify_pinned, (void *)(uintptr_t)front);
		return 0;
	}
	if (!SSL_CTX_load_verify_file(context, front->ca))
		return file_error(front->ca, err);
	if (!SSL_CTX_use_certificate_chain_file(context, front->cert))
		return file_error(front->cert, err);
	if (!SSL_CTX_use_PrivateKey_file(context, front->key, SSL_FILETYPE_PEM))
		return file_error(front->key, err);
	if (!SSL_CTX_check_private_key(context))
		return lt_err_set(err, LT_E_FORMAT, "%s is not the key of %s", front->key,
				  front->cert);
	if (front->crl && !load_crl(context, front->crl))
		return file_error(front->crl, err);
	if (front->strangers)
		SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
	if (front->strangers && !show_ca(front, context))
		return file_error(front->ca, err);
	return 0;
}

int front_context(const struct lt_front *front, SSL_CTX **ret, struct lt_err *err)
{
	ERR_clear_error();
	LT_AUTO(context)
	SSL_CTX *context = SSL_CTX_new(front->server ? TLS_server_method() : TLS_client_method());
	if (!context || !set_up_context(context))
		return lt_err_set(err, LT_E_NOMEM, "no TLS context");
	int r = load_files(front, context, err);
	ERR_clear_error();
	if (r < 0)
		return r;
	*ret = lt_steal(&context);
	return 0;
}

static bool set_server_name(SSL *ssl, char *name)
{
	uint8_t address[16];
	bool ip = evutil_inet_pton(AF_INET, name, address) == 1 ||
		  evutil_inet_pton(AF_INET6, name, address) == 1;
	SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return ip ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name)
		  : SSL_set1_host(ssl, name) && SSL_set_tlsext_host_name(ssl, name);
}

static long out_control(BIO *bio, int command, long number, void *pointer)
{
	(void)bio;
	(void)number;
	(void)pointer;
	return command == BIO_CTRL_FLUSH; /* it is sent when OpenSSL has returned */
}

BIO_METHOD *front_out_method(void)
{
	BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "front");
	if (method && BIO_meth_set_write(method, front_out_write) &&
	    BIO_meth_set_ctrl(method, out_control))
		return method;
	BIO_meth_free(method);
	return NULL;
}

static bool set_ways(SSL *ssl, int fd, const BIO_METHOD *out_method)
{
	BIO *in = BIO_new_socket(fd, BIO_NOCLOSE), *out = BIO_new(out_method);
	if (!in || !out) {
		BIO_free(in);
		BIO_free(out);
		return false;
	}
	BIO_set_init(out, 1);
	SSL_set0_rbio(ssl, in);
	SSL_set0_wbio(ssl, out);
	return true;
}

SSL *front_session(struct lt_front *front, int fd)
{
	(void)pthread_mutex_lock(&front->lock);
	SSL *ssl = SSL_new(front->context);
	(void)pthread_mutex_unlock(&front->lock);
	if (!ssl || !set_ways(ssl, fd, front->out_method) ||
	    (!front->server && !front->pinned && !set_server_name(ssl, front->server_name))) {
		SSL_free(ssl);
		ERR_clear_error();
		return NULL;
	}
	if (front->server)
		SSL_set_accept_state(ssl);
	else
		SSL_set_connect_state(ssl);
	return ssl;
}

/* The one common name, whole and without a NUL inside. */
static bool read_name(const X509 *cert, char name[static LT_FRONT_NAME_BYTES])
{
	const X509_NAME *subject = X509_get_subject_name(cert);
	int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
	if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0)
		return false;
	const X509_NAME_ENTRY *entry = X509_NAME_get_entry(subject, at);
	unsigned char *text = NULL;
	int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
	bool ok = size > 0 && size < LT_FRONT_NAME_BYTES && !memchr(text, 0, (size_t)size);
	if (ok) {
		memcpy(name, text, (size_t)size);
		name[size] = 0;
	}
	OPENSSL_free(text);
	return ok;
}

static bool read_serial(const X509 *cert, char serial[static LT_FRONT_SERIAL_BYTES])
{
	const ASN1_INTEGER *number = X509_get0_serialNumber(cert);
	int size = ASN1_STRING_length(number);
	if (size <= 0 || 2 * size >= LT_FRONT_SERIAL_BYTES)
		return false;
	lt_hex(lt_slice(ASN1_STRING_get0_data(number), (size_t)size), serial);
	return true;
}

bool front_identify(SSL *ssl, struct lt_front_identity *ret)
{
	LT_AUTO(x509) X509 *cert = SSL_get1_peer_certificate(ssl);
	unsigned size = LT_FRONT_FINGERPRINT_BYTES;
	return cert && read_name(cert, ret->name) && read_serial(cert, ret->serial) &&
	       X509_digest(cert, EVP_sha256(), ret->fingerprint, &size) &&
	       front_channel(ssl, ret->channel);
}

bool front_channel(SSL *ssl, uint8_t ret[static LT_FRONT_CHANNEL_BYTES])
{
	static const char label[] = "EXPORTER-Channel-Binding";
	return SSL_export_keying_material(ssl, ret, LT_FRONT_CHANNEL_BYTES, label, sizeof label - 1,
					  NULL, 0, 0) == 1;
}

bool front_still_trusted(const struct lt_front *front, SSL *ssl, SSL_CTX *context)
{
	LT_AUTO(x509) X509 *cert = SSL_get1_peer_certificate(ssl);
	X509_STORE_CTX *check = X509_STORE_CTX_new();
	bool ok = cert && check &&
		  X509_STORE_CTX_init(check, SSL_CTX_get_cert_store(context), cert,
				      SSL_get_peer_cert_chain(ssl)) &&
		  X509_STORE_CTX_set_default(check, front->server ? "ssl_client" : "ssl_server") &&
		  X509_verify_cert(check) == 1;
	X509_STORE_CTX_free(check);
	ERR_clear_error();
	return ok;
}

bool front_reason(SSL *ssl, int number, char *text, size_t size)
{
	long verdict = ssl ? SSL_get_verify_result(ssl) : X509_V_OK;
	unsigned long code = ssl ? ERR_peek_last_error() : 0;
	if (verdict != X509_V_OK)
		(void)snprintf(text, size, "certificate: %s",
			       X509_verify_cert_error_string(verdict));
	else if (code)
		(void)snprintf(text, size, "TLS: %s", ERR_reason_error_string(code));
	else
		(void)snprintf(text, size, "connection: %s", number ? strerror(number) : "closed");
	ERR_clear_error();
	return verdict != X509_V_OK || code;
}
