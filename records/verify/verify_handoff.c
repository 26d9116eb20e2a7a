/* SPDX-License-Identifier: EUPL-1.2 */
/* Property 9: what one unit hands to another is taken over, in flight, returned or recalled. */
#include <string.h>

#include "procedures/core/handoff.h"
#include "records/verify/verify_own.h"

void lt_verifier_watch_handoff(struct lt_verifier *v, const Lt__Dossier *d, const Lt__Event *e)
{
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
