/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/kept.h"

#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "proto/codec/keys.h"
#include "worker/web/accounts_own.h"

enum { KEY_BYTES = 8 };

static int read_kept(struct lt_accounts_change *c, struct lt_slice key, struct lt_arena *arena,
		     Lt__FetchReply **ret)
{
	struct lt_slice bytes;
	int r = lt_txn_get(c->txn, LT_ACCOUNTS_KEPT, key, &bytes, NULL);
	*ret = NULL;
	return r < 0 ? r : LT_DECODE_OWN(fetch_reply, bytes, arena, ret);
}

static bool is_fresh(const Lt__FetchReply *kept, const Lt__FetchReply *reply)
{
	int64_t age_us = kept ? reply->as_of_us - kept->as_of_us : INT64_MAX;
	return age_us >= 0 && age_us < LT_US_PER_MINUTE;
}

void lt_kept_put(struct lt_accounts *accounts, const char *name, const Lt__FetchReply *reply)
{
	struct lt_accounts_change c;
	uint8_t key[KEY_BYTES];
	Lt__FetchReply *kept = NULL;
	struct lt_slice bytes;
	struct lt_err err = {0};
	lt_put_u64(key, lt_name_key(name));
	int r = lt_accounts_begin(accounts, &c, &err);
	if (r == 0)
		r = read_kept(&c, lt_slice(key, sizeof key), &c.arena, &kept);
	if (r == 0 && is_fresh(kept, reply))
		return lt_accounts_leave(&c);
	if (r == 0 || r == LT_E_ABSENT || r == LT_E_DAMAGED)
		r = lt_encode(&reply->base, &c.arena, &bytes);
	if (r == 0)
		r = lt_txn_put(c.txn, LT_ACCOUNTS_KEPT, lt_slice(key, sizeof key), bytes, &err);
	r = lt_accounts_end(&c, r, &err);
	if (r < 0)
		lt_log(LT_LOG_WARN, "web", 0, answer_not_kept, "%s", err.text);
}

const Lt__FetchReply *lt_kept_get(struct lt_accounts *accounts, const char *name,
				  struct lt_arena *arena)
{
	struct lt_accounts_change c;
	uint8_t key[KEY_BYTES];
	Lt__FetchReply *kept = NULL;
	lt_put_u64(key, lt_name_key(name));
	int r = lt_accounts_begin(accounts, &c, NULL);
	if (r == 0)
		r = read_kept(&c, lt_slice(key, sizeof key), arena, &kept);
	lt_accounts_leave(&c);
	return r == 0 ? kept : NULL;
}
