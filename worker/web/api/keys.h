/* SPDX-License-Identifier: EUPL-1.2 */
/* Keys of agencies' systems: a file for each in the folder `keys` of the node, written by the tool
 * whether the node runs or not, read with each request, so that what is revoked is out at once.
 *
 *   ltk_<id, 16 hex>_<secret, 64 hex>     the file has the secret's hash only
 *
 * A key may do what it names and no more: acts, units, and the officers in whose name it acts. Who
 * may write in the node's folder may make one: no other secret guards it. Any thread. */
#pragma once

#include <stdbool.h>

#include "proto/base/conf.h"
#include "proto/base/ids.h"

enum {
	LT_KEY_ID_BYTES = 17, /**< 64 random bits in hex, and the end */
	LT_KEY_TEXT_BYTES = 4 + 16 + 1 + 64 + 1,
	LT_KEY_DAYS_MAX = 825,
};

/* What a key may be for. papers: to see, fetch and send scans. */
#define LT_KEY_ACTS(X) X(read) X(feed) X(submit) X(act) X(answer) X(papers)
/** LT_KEY_read ... */
enum lt_key_act {
#define X(name) LT_KEY_##name,
	LT_KEY_ACTS(X)
#undef X
		LT_KEY_ACTS_COUNT
};

/** A key as its file tells it; texts belong to the conf. */
struct lt_api_key {
	struct lt_conf conf;
	char id[LT_KEY_ID_BYTES];
	const char *agency;
	const char *units, *officers; /**< words with blanks between; "" */
	bool acts[LT_KEY_ACTS_COUNT];
	uint8_t hash[LT_HASH_BYTES];
	int64_t made_us, until_us, revoked_us; /**< revoked 0: it is not */
};
void lt_api_key_done(struct lt_api_key *key);
static inline void lt_cleanup_api_key(struct lt_api_key *key)
{
	lt_api_key_done(key);
}

/** What a new key may do. */
struct lt_key_terms {
	const char *agency;		     /**< lt_name_valid */
	const char *units, *officers, *acts; /**< words; units and acts at least one */
	int32_t days;
};

/** Makes one. @param ret  to be shown once @return 0; LT_E_USAGE (a word); LT_E_IO. */
int lt_keys_make(const char *dir, const struct lt_key_terms *terms, int64_t now_us,
		 char ret[static LT_KEY_TEXT_BYTES], struct lt_err *err) LT_MUST_USE;
/** Reads one. @param ret  to be lt_api_key_done @return 0; LT_E_ABSENT; LT_E_FORMAT. */
int lt_keys_read(const char *dir, const char *id, struct lt_api_key *ret,
		 struct lt_err *err) LT_MUST_USE;
/** The key somebody shows, if its secret fits; whether it is still good is the caller's to see.
 *  @return 0; LT_E_ABSENT: there is none, or the secret is wrong */
int lt_keys_find(const char *dir, const char *shown, struct lt_api_key *ret) LT_MUST_USE;
/** Revokes one key by its id. @return 0; LT_E_ABSENT; LT_E_IO. */
int lt_keys_revoke(const char *dir, const char *id, int64_t now_us, struct lt_err *err) LT_MUST_USE;
/** Calls @p each with every key, by id. @return 0 or the first error. */
int lt_keys_each(const char *dir, int (*each)(void *owner, const struct lt_api_key *key),
		 void *owner, struct lt_err *err) LT_MUST_USE;

/** Is @p word one of @p words? */
bool lt_keys_has(const char *words, const char *word);
const char *lt_key_act_name(enum lt_key_act act);
