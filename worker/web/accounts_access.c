/* SPDX-License-Identifier: EUPL-1.2 */
/* Who looked at which dossier, when: a record a look, by code and then by time. */
#include <string.h>

#include "proto/base/ids.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "worker/web/accounts_own.h"

enum { ACCESS_KEY_BYTES = 64, CODE_KEY_BYTES = 56 };

static struct lt_slice access_key(const char *code, int64_t at_us,
				  uint8_t key[static ACCESS_KEY_BYTES])
{
	memset(key, 0, ACCESS_KEY_BYTES);
	(void)strncpy((char *)key, code, CODE_KEY_BYTES);
	lt_put_u64(key + CODE_KEY_BYTES, (uint64_t)at_us);
	return lt_slice(key, ACCESS_KEY_BYTES);
}

void lt_accounts_looked(struct lt_accounts *a, const Lt__Access *access)
{
	struct lt_accounts_change c;
	struct lt_err err = {0};
	struct lt_slice bytes;
	uint8_t key[ACCESS_KEY_BYTES];
	int r = lt_accounts_begin(a, &c, &err);
	if (r == 0)
		r = lt_encode(&access->base, &c.arena, &bytes);
	if (r == 0)
		r = lt_txn_put(c.txn, LT_ACCOUNTS_ACCESS,
			       access_key(access->code, access->at_us, key), bytes, &err);
	r = lt_accounts_end(&c, r, &err);
	if (r < 0)
		lt_log(LT_LOG_ERROR, "web", 0, access_not_noted, "%s %s: %s", access->account,
		       access->code, err.text);
}

int lt_accounts_lookers(struct lt_accounts *a, const char *code, size_t max, struct lt_arena *arena,
			Lt__Access ***ret, size_t *ret_count, struct lt_err *err)
{
	struct lt_accounts_change c;
	struct lt_scan scan = {0};
	struct lt_slice key, value;
	uint8_t last[ACCESS_KEY_BYTES], first[ACCESS_KEY_BYTES];
	*ret = NULL;
	*ret_count = 0;
	(void)access_key(code, 0, first);
	int r = lt_accounts_begin(a, &c, err);
	if (r == 0)
		r = lt_scan_back(c.txn, LT_ACCOUNTS_ACCESS, access_key(code, INT64_MAX, last),
				 &scan, err);
	while (r == 0 && *ret_count < max && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (memcmp(key.data, first, CODE_KEY_BYTES) != 0)
			break;
		if (!LT_ARENA_PUSH(arena, *ret, *ret_count))
			r = LT_E_NOMEM;
		else
			r = LT_DECODE_OWN(access, value, arena, &(*ret)[(*ret_count)++]);
	}
	lt_scan_done(&scan);
	lt_accounts_leave(&c);
	return r == LT_E_ABSENT ? 0 : r;
}
