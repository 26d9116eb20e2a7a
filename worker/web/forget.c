/* SPDX-License-Identifier: EUPL-1.2 */
#include "worker/web/accounts_own.h"

int lt_accounts_drop(struct lt_accounts_change *c, unsigned table, lt_accounts_pick *pick,
		     const char *name, struct lt_err *err)
{
	struct lt_scan scan = {0};
	struct lt_slice key, value, *keys = NULL;
	size_t count = 0;
	int r = lt_scan_from(c->txn, table, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		r = pick(c, value, name);
		if (r <= 0)
			continue;
		const void *own = lt_arena_copy(&c->arena, key.data, key.size);
		r = own && LT_ARENA_PUSH(&c->arena, keys, count) ? 0 : LT_E_NOMEM;
		if (r == 0)
			keys[count++] = lt_slice(own, key.size);
	}
	lt_scan_done(&scan);
	r = r == LT_E_ABSENT ? 0 : r;
	for (size_t i = 0; i < count && r == 0; i++)
		r = lt_txn_del(c->txn, table, keys[i], err);
	return r;
}
