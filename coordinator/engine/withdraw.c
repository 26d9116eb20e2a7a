/* SPDX-License-Identifier: EUPL-1.2 */
/* A published version that no new dossier may begin under: the one before it takes its place. */
#include <string.h>

#include "coordinator/engine/publish.h"
#include "proto/codec/codec.h"

struct withdrawal {
	struct lt_publishing *p;
	const Lt__DefinitionPublished *stored;
	const uint8_t *hash;
	const uint8_t *next; /* in force from then on; NULL: none */
	bool in_force;	     /* now */
	bool later;	     /* it is to come into force */
	bool others_later;   /* another version is */
};

static bool is(const struct lt_slice *value, const uint8_t *hash)
{
	return value->size == LT_HASH_BYTES && memcmp(value->data, hash, LT_HASH_BYTES) == 0;
}

/* From now back to the first version that may still be used. */
static int look_back(struct withdrawal *w, uint64_t code, struct lt_err *err)
{
	struct lt_registry *registry = w->p->registry;
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_key start;
	struct lt_slice key, value;
	bool first = true;
	lt_key_active(code, w->p->now_us, &start);
	int r = lt_scan_back(registry->state->txn, LT_TABLE_active, lt_key_slice(&start), &scan,
			     err);
	while (r == 0 && !w->next && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		Lt__DefinitionPublished *stored;
		if (lt_get_u64(key.data) != code)
			break;
		w->in_force |= first && is(&value, w->hash);
		first = false;
		if (is(&value, w->hash) || lt_registry_is_gap(value))
			continue;
		r = lt_registry_stored(registry, value.data, w->p->arena, &stored, err);
		if (r == 0 && !stored->withdrawn_us &&
		    !(w->next = lt_arena_copy(w->p->arena, value.data, LT_HASH_BYTES)))
			r = LT_E_NOMEM;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int look_ahead(struct withdrawal *w, uint64_t code, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_key start;
	struct lt_slice key, value;
	lt_key_active(code, w->p->now_us + 1, &start);
	int r = lt_scan_from(w->p->registry->state->txn, LT_TABLE_active, lt_key_slice(&start),
			     &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0 &&
	       lt_get_u64(key.data) == code) {
		bool own = is(&value, w->hash);
		w->later |= own;
		w->others_later |= !own;
	}
	return r == LT_E_ABSENT ? 0 : r;
}

static int emit(struct withdrawal *w)
{
	Lt__Event event = LT__EVENT__INIT;
	Lt__DefinitionWithdrawn e = LT__DEFINITION_WITHDRAWN__INIT;
	e.hash.data = (uint8_t *)(uintptr_t)w->hash;
	e.hash.len = LT_HASH_BYTES;
	e.procedure = w->stored->procedure;
	e.from_us = w->p->now_us;
	e.in_force = w->in_force;
	if (w->in_force && w->next)
		e.next = (ProtobufCBinaryData){.len = LT_HASH_BYTES,
					       .data = (uint8_t *)(uintptr_t)w->next};
	event.body_case = LT__EVENT__BODY_DEFINITION_WITHDRAWN;
	event.definition_withdrawn = &e;
	return lt_publishing_emit(w->p, &event);
}

int lt_publish_withdraw(struct lt_publishing *p, const Lt__WithdrawVersion *cmd, struct lt_err *err)
{
	struct withdrawal w = {.p = p, .hash = cmd->definition.data};
	Lt__DefinitionPublished *stored;
	if (cmd->definition.len != LT_HASH_BYTES)
		return lt_publishing_refuse(p, LT_REFUSAL_MALFORMED, NULL);
	int r = lt_publishing_releaser(p);
	if (r < 0 || p->fx->verdict.refusal)
		return r;
	r = lt_registry_stored(p->registry, w.hash, p->arena, &stored, err);
	if (r == LT_E_ABSENT)
		return lt_publishing_refuse(p, LT_REFUSAL_NO_PROCEDURE, NULL);
	if (r < 0)
		return r;
	w.stored = stored;
	uint64_t code = lt_name_key(stored->procedure);
	r = look_back(&w, code, err);
	if (r == 0)
		r = look_ahead(&w, code, err);
	if (r < 0)
		return r;
	if (!w.in_force && !w.later)
		return lt_publishing_refuse(p, LT_REFUSAL_NOT_IN_FORCE, NULL);
	if (!cmd->last && !w.next && !w.others_later)
		return lt_publishing_refuse(p, LT_REFUSAL_LAST_VERSION, NULL);
	return emit(&w);
}
