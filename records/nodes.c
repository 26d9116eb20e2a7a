/* SPDX-License-Identifier: EUPL-1.2 */
/* The table `node`. One record a node, which only grows: a node has few keys in its life. */
#include "records/nodes.h"

#include <string.h>

#include "proto/base/ids.h"
#include "proto/codec/codec.h"

int lt_nodes_read(struct lt_txn *txn, const char *node, struct lt_arena *arena,
		  Lt__NodeRecord **ret, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_node(lt_name_key(node), &key);
	int r = lt_txn_get(txn, LT_TABLE_node, lt_key_slice(&key), &bytes, err);
	return r < 0 ? r : LT_DECODE_OWN(node_record, bytes, arena, ret);
}

int lt_nodes_all(struct lt_txn *txn, struct lt_arena *arena, Lt__NodeRecord ***ret,
		 size_t *ret_count, struct lt_err *err)
{
	LT_AUTO(scan) struct lt_scan scan = {0};
	struct lt_slice key, value;
	Lt__NodeRecord **items = NULL;
	size_t count = 0;
	int r = lt_scan_from(txn, LT_TABLE_node, lt_slice(NULL, 0), &scan, err);
	while (r == 0 && (r = lt_scan_next(&scan, &key, &value, err)) == 0) {
		if (!LT_ARENA_PUSH(arena, items, count))
			return LT_E_NOMEM;
		r = LT_DECODE_OWN(node_record, value, arena, &items[count]);
		count++;
	}
	if (r < 0 && r != LT_E_ABSENT)
		return r;
	*ret = items;
	*ret_count = count;
	return 0;
}

const Lt__NodeKey *lt_nodes_key(const Lt__NodeRecord *record)
{
	if (!record || !record->n_keys || record->keys[record->n_keys - 1]->until_us)
		return NULL;
	return record->keys[record->n_keys - 1];
}

const Lt__NodeCertificate *lt_nodes_certificate(const Lt__NodeRecord *record)
{
	for (size_t i = record ? record->n_certificates : 0; i-- > 0;)
		if (!record->certificates[i]->revoked_us)
			return record->certificates[i];
	return NULL;
}

/* -- events -- */

static int write_record(struct lt_state *state, const Lt__NodeRecord *record,
			struct lt_arena *arena, struct lt_err *err)
{
	struct lt_key key;
	struct lt_slice bytes;
	lt_key_node(lt_name_key(record->node), &key);
	int r = lt_encode(&record->base, arena, &bytes);
	return r < 0 ? r : lt_txn_put(state->txn, LT_TABLE_node, lt_key_slice(&key), bytes, err);
}

/* The record to be changed, a new one for a node that has none. */
static int open_record(struct lt_state *state, const char *node, struct lt_arena *arena,
		       Lt__NodeRecord **ret, struct lt_err *err)
{
	int r = lt_nodes_read(state->txn, node, arena, ret, err);
	if (r != LT_E_ABSENT)
		return r;
	*ret = lt_arena_alloc(arena, sizeof **ret);
	if (!*ret)
		return LT_E_NOMEM;
	lt__node_record__init(*ret);
	(*ret)->node = node;
	return 0;
}

static void forget_token(Lt__NodeRecord *record)
{
	record->token_hash = (ProtobufCBinaryData){0};
	record->token_until_us = 0;
	record->token_by = "";
}

/* Nothing that proved the node until now does so any more. */
static void end_all(Lt__NodeRecord *record, int64_t at_us, const char *reason)
{
	Lt__NodeKey *last = record->n_keys ? record->keys[record->n_keys - 1] : NULL;
	if (last && !last->until_us) {
		last->until_us = at_us;
		last->reason = reason;
	}
	for (size_t i = 0; i < record->n_certificates; i++)
		if (!record->certificates[i]->revoked_us)
			record->certificates[i]->revoked_us = at_us;
}

/* A decoded list has no room to spare: a copy of it with room for one more. NULL: no memory. */
static void *longer(const void *items, size_t count, struct lt_arena *arena)
{
	void **list = lt_arena_alloc(arena, (count + 1) * sizeof *list);
	if (list && count)
		memcpy(list, items, count * sizeof *list);
	return list;
}

static int add_certificate(Lt__NodeRecord *record, const Lt__NodeCertificate *certificate,
			   int64_t at_us, struct lt_arena *arena)
{
	if (!certificate)
		return LT_E_DAMAGED;
	Lt__NodeCertificate *copy = lt_arena_copy(arena, certificate, sizeof *certificate);
	Lt__NodeCertificate **list = longer(record->certificates, record->n_certificates, arena);
	if (!copy || !list)
		return LT_E_NOMEM;
	record->certificates = list;
	copy->from_us = at_us;
	record->certificates[record->n_certificates++] = copy;
	return 0;
}

static int add_key(Lt__NodeRecord *record, const Lt__NodeEnrolled *e, int64_t at_us,
		   struct lt_arena *arena)
{
	Lt__NodeKey *key = lt_arena_alloc(arena, sizeof *key);
	Lt__NodeKey **list = longer(record->keys, record->n_keys, arena);
	if (!key || !list)
		return LT_E_NOMEM;
	record->keys = list;
	lt__node_key__init(key);
	key->public_key = e->public_key;
	key->from_us = at_us;
	key->allowed_by = e->allowed_by;
	record->keys[record->n_keys++] = key;
	return 0;
}

static int enrolled(Lt__NodeRecord *record, const Lt__NodeEnrolled *e, int64_t at_us,
		    struct lt_arena *arena)
{
	end_all(record, at_us, "");
	forget_token(record);
	record->used_token = e->token_hash;
	int r = add_key(record, e, at_us, arena);
	return r < 0 ? r : add_certificate(record, e->certificate, at_us, arena);
}

static void offered(Lt__NodeRecord *record, const Lt__EnrolmentOffered *e, const Lt__Actor *actor)
{
	record->token_hash = e->token_hash;
	record->token_until_us = e->until_us;
	record->token_by = actor ? actor->id : "";
}

static const char *node_of(const Lt__Event *e)
{
	switch (e->body_case) {
	case LT__EVENT__BODY_ENROLMENT_OFFERED:
		return e->enrolment_offered->node;
	case LT__EVENT__BODY_NODE_ENROLLED:
		return e->node_enrolled->node;
	case LT__EVENT__BODY_NODE_RENEWED:
		return e->node_renewed->node;
	default:
		return e->node_revoked->node;
	}
}

int lt_nodes_apply(struct lt_state *state, const Lt__Event *event, struct lt_arena *arena,
		   struct lt_err *err)
{
	Lt__NodeRecord *record;
	int r = open_record(state, node_of(event), arena, &record, err);
	if (r < 0)
		return r;
	if (event->body_case == LT__EVENT__BODY_ENROLMENT_OFFERED) {
		offered(record, event->enrolment_offered, event->actor);
	} else if (event->body_case == LT__EVENT__BODY_NODE_ENROLLED) {
		r = enrolled(record, event->node_enrolled, event->stamp_us, arena);
	} else if (event->body_case == LT__EVENT__BODY_NODE_RENEWED) {
		r = add_certificate(record, event->node_renewed->certificate, event->stamp_us,
				    arena);
	} else {
		end_all(record, event->stamp_us, event->node_revoked->reason);
		forget_token(record);
	}
	return r < 0 ? r : write_record(state, record, arena, err);
}
