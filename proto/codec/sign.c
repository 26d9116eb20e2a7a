/* SPDX-License-Identifier: EUPL-1.2 */
/* Signatures by libsodium. A key file is text that says what it is and holds both halves: one that
 * lost a bit is named, and does not quietly become somebody else's key. */
#include "proto/codec/sign.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/ids.h"

enum { HEX_BYTES = 2 * crypto_sign_SEEDBYTES + 1, FILE_BYTES_MAX = 256 };

_Static_assert((int)LT_SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES &&
		       (int)LT_SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES &&
		       (int)LT_SIGN_BYTES == crypto_sign_BYTES,
	       "libsodium's sizes");

static const char head[] = "lienthong ed25519 1\n";

void lt_sign_make(struct lt_sign_key *ret)
{
	LT_REQUIRE(sodium_init() >= 0);
	LT_REQUIRE(crypto_sign_keypair(ret->public_half, ret->secret) == 0);
}

void lt_sign_wipe(struct lt_sign_key *key)
{
	if (key)
		sodium_memzero(key, sizeof *key);
}

void lt_cleanup_sign_key(struct lt_sign_key *key)
{
	lt_sign_wipe(key);
}

/* -- files -- */

static int io_error(const char *path, struct lt_err *err)
{
	return lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", path,
			  strerror(errno));
}

static int sync_folder_of(const char *path, struct lt_err *err)
{
	char copy[PATH_MAX];
	if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
		return lt_err_set(err, LT_E_IO, "%s: đường dẫn quá dài", path);
	const char *dir = dirname(copy);
	LT_AUTO(fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || fsync(fd) < 0 ? io_error(dir, err) : 0;
}

static int write_new(const char *path, const char *text, struct lt_err *err)
{
	(void)unlink(path); /* of an attempt that was interrupted */
	LT_AUTO(fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t size = strlen(text);
	if (fd < 0 || write(fd, text, size) != (ssize_t)size || fsync(fd) < 0)
		return io_error(path, err);
	return 0;
}

int lt_sign_save(const struct lt_sign_key *key, const char *path, struct lt_err *err)
{
	char text[FILE_BYTES_MAX], secret[HEX_BYTES], public_half[HEX_BYTES], fresh[PATH_MAX];
	if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
		return lt_err_set(err, LT_E_IO, "%s: đường dẫn quá dài", path);
	(void)snprintf(text, sizeof text, "%ssecret %s\npublic %s\n", head,
		       lt_hex(lt_slice(key->secret, crypto_sign_SEEDBYTES), secret),
		       lt_hex(lt_slice(key->public_half, LT_SIGN_PUBLIC_BYTES), public_half));
	int r = write_new(fresh, text, err);
	sodium_memzero(text, sizeof text);
	sodium_memzero(secret, sizeof secret);
	/* Not rename: a key that is lost cannot be made again. */
	if (r == 0 && link(fresh, path) < 0)
		r = errno == EEXIST
			    ? lt_err_set(err, LT_E_EXISTS, "%s: tệp khóa đã có, không ghi đè", path)
			    : io_error(path, err);
	(void)unlink(fresh);
	return r < 0 ? r : sync_folder_of(path, err);
}

static int read_private(const char *path, char text[static FILE_BYTES_MAX], struct lt_err *err)
{
	struct stat st;
	LT_AUTO(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0)
		return io_error(path, err);
	if (st.st_mode & 077)
		return lt_err_set(err, LT_E_DENIED,
				  "%s: người khác đọc được tệp khóa này (quyền %04o); hãy chạy: "
				  "chmod 600 %s; nếu máy có người dùng khác thì xin cấp khóa mới",
				  path, (unsigned)st.st_mode & 07777, path);
	ssize_t n = read(fd, text, FILE_BYTES_MAX - 1);
	if (n < 0)
		return io_error(path, err);
	text[n] = 0;
	return 0;
}

static bool parse(const char *text, struct lt_sign_key *ret)
{
	uint8_t seed[crypto_sign_SEEDBYTES], public_half[LT_SIGN_PUBLIC_BYTES];
	char secret_hex[HEX_BYTES], public_hex[HEX_BYTES];
	size_t skip = sizeof head - 1;
	int used = -1;
	if (strncmp(text, head, skip) != 0)
		return false;
	if (sscanf(text + skip, "secret %64[0-9a-f]\npublic %64[0-9a-f]%n", secret_hex, public_hex,
		   &used) != 2 ||
	    used < 0 || strcmp(text + skip + used, "\n") != 0)
		return false;
	bool ok = lt_unhex(secret_hex, seed, sizeof seed) &&
		  lt_unhex(public_hex, public_half, sizeof public_half) &&
		  crypto_sign_seed_keypair(ret->public_half, ret->secret, seed) == 0 &&
		  memcmp(ret->public_half, public_half, sizeof public_half) == 0;
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(secret_hex, sizeof secret_hex);
	return ok;
}

int lt_sign_load(const char *path, struct lt_sign_key *ret, struct lt_err *err)
{
	char text[FILE_BYTES_MAX] = "";
	LT_AUTO(sign_key) struct lt_sign_key key = {0};
	int r = read_private(path, text, err);
	if (r == 0 && !parse(text, &key))
		r = lt_err_set(err, LT_E_DAMAGED,
			       "%s: không phải tệp khóa Ed25519, hoặc tệp đã hỏng; hãy lấy lại từ "
			       "bản sao lưu hoặc xin cấp khóa mới",
			       path);
	sodium_memzero(text, sizeof text);
	if (r == 0)
		*ret = key;
	return r;
}

/* -- signatures -- */

struct message {
	uint8_t bytes[LT_SIGN_LABEL_BYTES_MAX + 1 + LT_HASH_BYTES];
	size_t size;
};

static struct message message_of(const char *label, struct lt_slice bytes)
{
	struct message m = {.size = strlen(label) + 1};
	LT_REQUIRE(m.size > 1 && m.size <= LT_SIGN_LABEL_BYTES_MAX + 1);
	memcpy(m.bytes, label, m.size);
	lt_hash(bytes, m.bytes + m.size);
	m.size += LT_HASH_BYTES;
	return m;
}

void lt_sign(const struct lt_sign_key *key, const char *label, struct lt_slice bytes,
	     uint8_t ret_signature[static LT_SIGN_BYTES])
{
	struct message m = message_of(label, bytes);
	LT_REQUIRE(crypto_sign_detached(ret_signature, NULL, m.bytes, m.size, key->secret) == 0);
}

bool lt_sign_verify(struct lt_slice public_half, const char *label, struct lt_slice bytes,
		    struct lt_slice signature)
{
	if (public_half.size != LT_SIGN_PUBLIC_BYTES || signature.size != LT_SIGN_BYTES)
		return false;
	struct message m = message_of(label, bytes);
	return crypto_sign_verify_detached(signature.data, m.bytes, m.size, public_half.data) == 0;
}

char *lt_sign_fingerprint(const uint8_t public_half[static LT_SIGN_PUBLIC_BYTES],
			  char text[static LT_SIGN_FINGERPRINT_BYTES])
{
	uint8_t hash[LT_HASH_BYTES];
	char hex[2 * LT_HASH_BYTES + 1];
	lt_hash(lt_slice(public_half, LT_SIGN_PUBLIC_BYTES), hash);
	(void)lt_hex(lt_slice(hash, sizeof hash), hex);
	for (size_t i = 0; i < LT_SIGN_FINGERPRINT_BYTES; i++)
		text[i] = i % 5 == 4 ? '-' : hex[i / 5 * 4 + i % 5];
	text[LT_SIGN_FINGERPRINT_BYTES - 1] = 0;
	return text;
}
