/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/api/keys.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "proto/base/slice.h"
#include "proto/base/time.h"
#include "proto/base/smallfile.h"

enum { PATH_BYTES = 4096, SECRET_BYTES = 32, TEXT_BYTES = 8192, WORDS_MAX = 256 };

static const char prefix[] = "ltk_";
static const char *const known[] = {"agency", "units", "officers", "acts", "hash",
				    "made",   "until", "revoked",  NULL};

static const char all_acts[] =
#define X(name) " " #name
	LT_KEY_ACTS(X)
#undef X
	;

const char *lt_key_act_name(enum lt_key_act act)
{
	static const char *const names[] = {
#define X(name) #name,
		LT_KEY_ACTS(X)
#undef X
	};
	return names[act];
}

bool lt_keys_has(const char *words, const char *word)
{
	size_t size = strlen(word);
	for (const char *at = words; size && *at; at += strcspn(at, " ")) {
		at += strspn(at, " ");
		if (strcspn(at, " ") == size && strncmp(at, word, size) == 0)
			return true;
	}
	return false;
}

void lt_api_key_done(struct lt_api_key *key)
{
	lt_conf_done(&key->conf);
	*key = (struct lt_api_key){0};
}

/* -- reading -- */

static int malformed(const char *path, const char *what, struct lt_err *err)
{
	return lt_err_set(err, LT_E_FORMAT, "%s: khóa sai dạng (%s)", path, what);
}

static int read_acts(const char *words, struct lt_api_key *key, struct lt_err *err)
{
	size_t count = 0, found = 0;
	for (const char *at = words + strspn(words, " "); *at; at += strspn(at, " ")) {
		at += strcspn(at, " ");
		count++;
	}
	for (int i = 0; i < LT_KEY_ACTS_COUNT; i++) {
		key->acts[i] = lt_keys_has(words, lt_key_act_name((enum lt_key_act)i));
		found += key->acts[i];
	}
	return count && count == found ? 0 : malformed(key->conf.path, words, err);
}

static int read_all(struct lt_api_key *key, struct lt_err *err)
{
	const struct lt_conf *c = &key->conf;
	const char *revoked = lt_conf_text(c, "revoked", NULL);
	key->agency = lt_conf_text(c, "agency", "");
	key->units = lt_conf_text(c, "units", "");
	key->officers = lt_conf_text(c, "officers", "");
	if (!lt_name_valid(key->agency) || !*key->units)
		return malformed(c->path, "agency, units", err);
	if (!lt_unhex(lt_conf_text(c, "hash", ""), key->hash, sizeof key->hash))
		return malformed(c->path, "hash", err);
	if (lt_time_parse(lt_conf_text(c, "made", ""), &key->made_us) < 0 ||
	    lt_time_parse(lt_conf_text(c, "until", ""), &key->until_us) < 0 ||
	    (revoked && lt_time_parse(revoked, &key->revoked_us) < 0))
		return malformed(c->path, "made, until, revoked", err);
	return read_acts(lt_conf_text(c, "acts", ""), key, err);
}

static bool is_id(const char *id)
{
	return strlen(id) == LT_KEY_ID_BYTES - 1 &&
	       strspn(id, "0123456789abcdef") == LT_KEY_ID_BYTES - 1;
}

int lt_keys_read(const char *dir, const char *id, struct lt_api_key *ret, struct lt_err *err)
{
	char path[PATH_BYTES];
	struct lt_api_key key = {0};
	if (!is_id(id) || snprintf(path, sizeof path, "%s/keys/%s", dir, id) >= PATH_BYTES)
		return LT_E_ABSENT;
	int r = lt_conf_read(path, known, &key.conf, err);
	if (r == 0)
		r = read_all(&key, err);
	if (r < 0) {
		lt_api_key_done(&key);
		return r;
	}
	memcpy(key.id, id, sizeof key.id);
	*ret = key;
	return 0;
}

int lt_keys_find(const char *dir, const char *shown, struct lt_api_key *ret)
{
	enum { ID_AT = sizeof prefix - 1, SECRET_AT = ID_AT + LT_KEY_ID_BYTES };
	char id[LT_KEY_ID_BYTES] = "";
	uint8_t hash[LT_HASH_BYTES];
	struct lt_api_key key;
	if (strlen(shown) != LT_KEY_TEXT_BYTES - 1 || strncmp(shown, prefix, ID_AT) != 0 ||
	    shown[SECRET_AT - 1] != '_')
		return LT_E_ABSENT;
	memcpy(id, shown + ID_AT, LT_KEY_ID_BYTES - 1);
	if (lt_keys_read(dir, id, &key, NULL) < 0)
		return LT_E_ABSENT;
	lt_hash(lt_slice_str(shown + SECRET_AT), hash); /* 256 random bits need no slow hash */
	if (sodium_memcmp(hash, key.hash, sizeof hash) != 0) {
		lt_api_key_done(&key);
		return LT_E_ABSENT;
	}
	*ret = key;
	return 0;
}

/* -- writing -- */

/* Every word of a list as it must be, so that the file has no other line than ours. */
static int check_words(const char *words, const char *what, struct lt_err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._- ";
	if (strspn(words, letters) != strlen(words))
		return lt_err_set(err, LT_E_USAGE, "%s '%s': chỉ chữ không dấu, số, chấm, gạch",
				  what, words);
	return 0;
}

static int check_terms(const struct lt_key_terms *t, struct lt_err *err)
{
	struct lt_api_key key = {.conf = {.path = (char *)(uintptr_t) "--may"}};
	if (!lt_name_valid(t->agency))
		return lt_err_set(err, LT_E_USAGE,
				  "'%s' không thể là mã hệ thống: chữ thường không dấu, số, chấm, "
				  "gạch",
				  t->agency);
	if (!*t->units)
		return lt_err_set(err, LT_E_USAGE, "thiếu --unit MÃ-ĐƠN-VỊ");
	if (t->days < 1 || t->days > LT_KEY_DAYS_MAX)
		return lt_err_set(err, LT_E_USAGE, "--days: từ 1 đến %d", LT_KEY_DAYS_MAX);
	int r = check_words(t->units, "--unit", err);
	if (r == 0)
		r = check_words(t->officers, "--as", err);
	if (r == 0 && read_acts(t->acts, &key, NULL) < 0)
		r = lt_err_set(err, LT_E_USAGE, "--may '%s': chọn trong%s", t->acts, all_acts);
	return r;
}

static int write_key(const char *dir, const char *id, const struct lt_key_terms *t,
		     const uint8_t *hash, int64_t now_us, struct lt_err *err)
{
	char path[PATH_BYTES], text[TEXT_BYTES], hex[2 * LT_HASH_BYTES + 1];
	char made[LT_TIME_TEXT_BYTES], until[LT_TIME_TEXT_BYTES];
	if (snprintf(path, sizeof path, "%s/keys", dir) >= PATH_BYTES)
		return lt_err_set(err, LT_E_LIMIT, "%s: tên thư mục quá dài", dir);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	int n = snprintf(text, sizeof text,
			 "agency = %s\nunits = %s\n%s%s%sacts = %s\nhash = %s\nmade = %s\n"
			 "until = %s\n",
			 t->agency, t->units, *t->officers ? "officers = " : "", t->officers,
			 *t->officers ? "\n" : "", t->acts,
			 lt_hex(lt_slice(hash, LT_HASH_BYTES), hex), lt_time_iso(now_us, made),
			 lt_time_iso(now_us + t->days * LT_US_PER_DAY, until));
	if (n >= TEXT_BYTES)
		return lt_err_set(err, LT_E_LIMIT, "quá nhiều đơn vị hoặc cán bộ cho một khóa");
	return lt_smallfile_write(path, id, text, err);
}

int lt_keys_make(const char *dir, const struct lt_key_terms *terms, int64_t now_us,
		 char ret[static LT_KEY_TEXT_BYTES], struct lt_err *err)
{
	uint8_t secret[SECRET_BYTES], name[(LT_KEY_ID_BYTES - 1) / 2], hash[LT_HASH_BYTES];
	char id[LT_KEY_ID_BYTES], hex[2 * SECRET_BYTES + 1];
	int r = check_terms(terms, err);
	if (r < 0)
		return r;
	randombytes_buf(secret, sizeof secret);
	randombytes_buf(name, sizeof name);
	(void)lt_hex(lt_slice(name, sizeof name), id);
	(void)lt_hex(lt_slice(secret, sizeof secret), hex);
	lt_hash(lt_slice_str(hex), hash);
	r = write_key(dir, id, terms, hash, now_us, err);
	if (r == 0)
		(void)snprintf(ret, LT_KEY_TEXT_BYTES, "%s%s_%s", prefix, id, hex);
	sodium_memzero(secret, sizeof secret);
	sodium_memzero(hex, sizeof hex);
	return r;
}

int lt_keys_revoke(const char *dir, const char *id, int64_t now_us, struct lt_err *err)
{
	char path[PATH_BYTES], text[TEXT_BYTES] = "", at[LT_TIME_TEXT_BYTES];
	struct lt_api_key key;
	size_t n = 0;
	int r = lt_keys_read(dir, id, &key, err);
	if (r < 0)
		return r;
	bool already = key.revoked_us != 0;
	for (size_t i = 0; i < key.conf.count && n < sizeof text; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s = %s\n",
				      key.conf.items[i].name, key.conf.items[i].value);
	if (n < sizeof text)
		n += (size_t)snprintf(text + n, sizeof text - n, "revoked = %s\n",
				      lt_time_iso(now_us, at));
	lt_api_key_done(&key);
	if (already)
		return 0;
	if (n >= sizeof text || snprintf(path, sizeof path, "%s/keys", dir) >= PATH_BYTES)
		return lt_err_set(err, LT_E_LIMIT, "%s: quá dài", id);
	return lt_smallfile_write(path, id, text, err);
}

int lt_keys_each(const char *dir, int (*each)(void *owner, const struct lt_api_key *key),
		 void *owner, struct lt_err *err)
{
	char path[PATH_BYTES];
	struct dirent **names = NULL;
	int r = 0;
	if (snprintf(path, sizeof path, "%s/keys", dir) >= PATH_BYTES)
		return LT_E_LIMIT;
	int count = scandir(path, &names, NULL, alphasort);
	if (count < 0)
		return errno == ENOENT ? 0
				       : lt_err_set(err, LT_E_IO, "%s: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		LT_AUTO(api_key) struct lt_api_key key = {0};
		if (r == 0 && is_id(names[i]->d_name))
			r = lt_keys_read(dir, names[i]->d_name, &key, err);
		if (r == 0 && *key.id)
			r = each(owner, &key);
		free(names[i]);
	}
	free(names);
	return r;
}
