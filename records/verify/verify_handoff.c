/* SPDX-License-Identifier: EUPL-1.2 */
/* Property 9: what one unit hands to another is taken over, in flight, returned or recalled. */
#include <string.h>

#include "procedures/core/handoff.h"
#include "procedures/core/statement.h"
#include "proto/codec/sign.h"
#include "records/nodes.h"
#include "records/verify/verify_own.h"

/* What a node signed is checked with the key that proved it then: the replay has come to that
 * moment, so it is the present one. */
static void watch_signature(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e)
{
	Lt__NodeRecord *record = NULL;
	const char *node = e->actor ? e->actor->node : "";
	int r = lt_nodes_read(v->scratch.txn, node, &v->arena, &record, NULL);
	const Lt__NodeKey *key = r == 0 ? lt_nodes_key(record) : NULL;
	bool good =
		key && lt_sign_verify(lt_slice(key->public_key.data, key->public_key.len),
				      LT_STATEMENT_LABEL,
				      lt_slice(e->proof->statement.data, e->proof->statement.len),
				      lt_slice(e->proof->signature.data, e->proof->signature.len));
	lt_verifier_count(v, 9, good, "hồ sơ %s, sự kiện %u: chữ ký không phải của máy trạm '%s'",
			  d->code, e->n, node);
}

void lt_verifier_watch_handoff(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e)
{
	if (e->proof)
		watch_signature(v, d, e);
	if (e->body_case != LT__EVENT__BODY_STARTED || !*e->started->token->from)
		return;
	const Lt__Token *t = e->started->token;
	const char *giver = *d->desk ? d->desk : d->unit;
	lt_verifier_count(v, 9, strcmp(t->from, giver) == 0 && strcmp(t->from, t->unit) != 0,
			  "hồ sơ %s: bước '%s' ghi là %s chuyển, hồ sơ lúc ấy ở %s", d->code,
			  t->step, t->from, giver);
}

void lt_verifier_check_handoffs(struct lt_verifier *v, const Lt__Dossier *d)
{
	const Lt__Exchange *broken = lt_handoff_broken(d);
	for (size_t i = 0; i < d->n_exchanges; i++)
		lt_verifier_count(v, 9, d->exchanges[i] != broken,
				  "hồ sơ %s: %s chuyển %s %u lượt, nhận %u, trả %u, thu hồi %u, "
				  "đang chuyển %u",
				  d->code, d->exchanges[i]->from, d->exchanges[i]->to,
				  d->exchanges[i]->sent, d->exchanges[i]->taken,
				  d->exchanges[i]->returned, d->exchanges[i]->recalled,
				  lt_handoff_in_flight(d, d->exchanges[i]));
}
