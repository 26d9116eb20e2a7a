/* SPDX-License-Identifier: EUPL-1.2 */
/* A hand-off is a token with a giver; what became of those that ended is in the dossier's sums. */
#include "procedures/core/handoff.h"

#include "procedures/core/evolve_own.h"

static Lt__Exchange *find(const Lt__Dossier *d, const char *from, const char *to)
{
	for (size_t i = 0; i < d->n_exchanges; i++)
		if (strcmp(d->exchanges[i]->from, from) == 0 &&
		    strcmp(d->exchanges[i]->to, to) == 0)
			return d->exchanges[i];
	return NULL;
}

static int count_sent(Lt__Dossier *d, const Lt__Token *t, struct lt_arena *arena)
{
	Lt__Exchange *x = find(d, t->from, t->unit);
	if (!x) {
		x = NEW(arena, Lt__Exchange, lt__exchange__init);
		if (!x || APPEND(arena, d->exchanges, d->n_exchanges, x) < 0)
			return LT_E_NOMEM;
		x->from = t->from;
		x->to = t->unit;
	}
	x->sent++;
	return 0;
}

static bool is_desk(const Lt__Token *t)
{
	return t->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
	       t->kind == LT__STEP_KIND__STEP_KIND_HANDOFF;
}

void lt_handoff_address(const Lt__Dossier *d, Lt__Token *token)
{
	const char *giver = *d->desk ? d->desk : d->unit;
	if (is_desk(token) && *token->unit && strcmp(giver, token->unit) != 0)
		token->from = giver;
}

int lt_handoff_on_started(Lt__Dossier *d, const Lt__Token *token, struct lt_arena *arena)
{
	return *token->from ? count_sent(d, token, arena) : 0;
}

void lt_handoff_on_taken(Lt__Dossier *d, Lt__Token *token)
{
	Lt__Exchange *x = *token->from && !token->taken ? find(d, token->from, token->unit) : NULL;
	if (!x)
		return;
	token->taken = true;
	x->taken++;
}

/* It ended before anybody of the unit took it over. */
static void count_recalled(Lt__Dossier *d, const Lt__Token *t, const char *unit)
{
	Lt__Exchange *x = *t->from && !t->taken ? find(d, t->from, unit) : NULL;
	if (x)
		x->recalled++;
}

void lt_handoff_on_completed(Lt__Dossier *d, const Lt__StepCompleted *e)
{
	Lt__Token *t = lt_dossier_token(d, e->token);
	if (!t)
		return;
	if (!*e->officer || *e->node) {
		count_recalled(d, t, t->unit);
	} else {
		lt_handoff_on_taken(d, t); /* who ends it has taken it over */
		Lt__Exchange *x = *t->from ? find(d, t->from, t->unit) : NULL;
		if (x && x->taken && strcmp(e->outcome, "returned") == 0) {
			x->taken--;
			x->returned++;
		}
	}
	if (is_desk(t))
		d->desk = t->unit;
	else if (t->kind == LT__STEP_KIND__STEP_KIND_WAIT)
		d->desk = ""; /* what was waited for comes to the receiving desk */
}

void lt_handoff_on_cancelled(Lt__Dossier *d, uint32_t token)
{
	const Lt__Token *t = lt_dossier_token(d, token);
	if (t)
		count_recalled(d, t, t->unit);
}

int lt_handoff_on_rebound(Lt__Dossier *d, Lt__Token *token, const char *unit_before,
			  struct lt_arena *arena)
{
	if (!*token->from || token->taken)
		return 0;
	count_recalled(d, token, unit_before);
	if (strcmp(token->from, token->unit) != 0)
		return count_sent(d, token, arena);
	token->from = ""; /* the giver is the successor itself */
	token->offer = (ProtobufCBinaryData){0};
	return 0;
}

/* -- reading -- */

uint32_t lt_handoff_in_flight(const Lt__Dossier *d, const Lt__Exchange *x)
{
	uint32_t count = 0;
	for (size_t i = 0; i < d->n_tokens; i++)
		count += *d->tokens[i]->from && !d->tokens[i]->taken &&
			 strcmp(d->tokens[i]->from, x->from) == 0 &&
			 strcmp(d->tokens[i]->unit, x->to) == 0;
	return count;
}

const Lt__Exchange *lt_handoff_broken(const Lt__Dossier *d)
{
	for (size_t i = 0; i < d->n_exchanges; i++) {
		const Lt__Exchange *x = d->exchanges[i];
		uint64_t found =
			(uint64_t)x->taken + x->returned + x->recalled + lt_handoff_in_flight(d, x);
		if (x->sent != found)
			return x;
	}
	return NULL;
}
