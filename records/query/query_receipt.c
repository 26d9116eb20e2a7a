/* SPDX-License-Identifier: EUPL-1.2 */
/* Receipts of hand-offs and the keys they are checked with, sealed by the coordinator. */
#include <string.h>

#include "procedures/core/receipt.h"
#include "proto/codec/codec.h"
#include "proto/codec/sign.h"
#include "records/nodes.h"
#include "records/query/query_own.h"

static ProtobufCBinaryData public_key(const struct lt_query *q)
{
	const struct lt_sign_key *key = q->records->seal.key;
	return (ProtobufCBinaryData){.len = sizeof key->public_half,
				     .data = (uint8_t *)(uintptr_t)key->public_half};
}

static int no_seal(struct lt_query *q)
{
	return lt_query_fail(q, LT_E_ABSENT,
			     "nơi này không có khóa để đóng dấu; hãy hỏi máy chủ điều phối");
}

static int seal(struct lt_query *q, const ProtobufCMessage *message, const char *label)
{
	struct lt_slice bytes;
	Lt__Sealed *sealed = lt_arena_alloc(q->arena, sizeof *sealed);
	uint8_t *signature = lt_arena_alloc(q->arena, LT_SIGN_BYTES);
	int r = sealed && signature ? lt_encode(message, q->arena, &bytes) : LT_E_NOMEM;
	if (r < 0)
		return r;
	lt__sealed__init(sealed);
	lt_sign(q->records->seal.key, label, bytes, signature);
	sealed->bytes =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	sealed->signature = (ProtobufCBinaryData){.len = LT_SIGN_BYTES, .data = signature};
	q->reply->sealed = sealed;
	return 0;
}

/* -- a dossier's hand-offs -- */

/* Names of what a receipt speaks of; the fields of the form are nobody's business here. */
static void keep_names(Lt__FetchReply *reply, Lt__Receipt *receipt)
{
	receipt->labels = reply->labels;
	for (size_t i = 0; i < reply->n_labels; i++)
		if (reply->labels[i]->kind != LT__LABEL_KIND__LABEL_KIND_FIELD &&
		    reply->labels[i]->kind != LT__LABEL_KIND__LABEL_KIND_ROLE)
			receipt->labels[receipt->n_labels++] = reply->labels[i];
	reply->labels = NULL;
	reply->n_labels = 0;
}

/* How it came from another province is that province's to prove. */
static int no_handoff(struct lt_query *q, const Lt__Dossier *d)
{
	const Lt__Transfer *t = d->transfer;
	char sent[LT_TIME_TEXT_BYTES];
	const char *text = "hồ sơ này chưa được chuyển giữa hai đơn vị lần nào";
	if (t)
		text = lt_arena_printf(
			q->arena,
			"hồ sơ này do đơn vị %s của tỉnh khác chuyển đến lúc %s và ở đây chưa sang "
			"đơn vị nào khác; biên nhận của lượt chuyển ấy do máy chủ '%s' làm, lấy ở "
			"máy trạm của cổng tại tỉnh đó: lienthong -C THƯ-MỤC receipt %s --step %s",
			t->unit, lt_time_vietnamese(t->sent_us, sent), t->coordinator, t->code,
			t->step);
	return text ? lt_query_fail(q, LT_E_ABSENT, text) : LT_E_NOMEM;
}

static int make(struct lt_query *q, const Lt__Dossier *d, Lt__Receipt *receipt)
{
	ProtobufCBinaryData *events;
	size_t count;
	struct lt_err why = {0};
	const struct lt_definition *def = lt_query_definition(q, d, 0);
	int r = lt_records_events(q->records, d->id, q->arena, &events, &count, &why);
	if (r == 0)
		r = lt_receipt_gather(events, count, *q->fetch->text ? q->fetch->text : NULL,
				      q->arena, &receipt->handoffs, &receipt->n_handoffs, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	if (receipt->n_handoffs == 0)
		return no_handoff(q, d);
	r = lt_query_labels(q, d, events, count);
	if (r < 0)
		return r;
	keep_names(q->reply, receipt);
	receipt->code = d->code;
	receipt->procedure_name = def ? def->name : d->procedure;
	return 0;
}

int lt_query_receipt(struct lt_query *q)
{
	Lt__Receipt receipt = LT__RECEIPT__INIT;
	Lt__Dossier *d;
	if (lt_query_find(q, &d) < 0)
		return 0;
	if (!q->records->seal.key)
		return no_seal(q);
	int r = make(q, d, &receipt);
	if (r < 0)
		return r;
	receipt.schema = LT_RECEIPT_SCHEMA;
	receipt.coordinator = q->records->seal.name;
	receipt.key = public_key(q);
	receipt.made_us = q->now_us;
	return seal(q, &receipt.base, LT_RECEIPT_LABEL);
}

/* -- keys -- */

static int add_keys(struct lt_query *q, const Lt__NodeRecord *record, Lt__ProofKeys *keys)
{
	for (size_t i = 0; i < record->n_keys; i++) {
		Lt__ProofKey *key = lt_arena_alloc(q->arena, sizeof *key);
		if (!key || !LT_ARENA_PUSH(q->arena, keys->nodes, keys->n_nodes))
			return LT_E_NOMEM;
		lt__proof_key__init(key);
		key->node = record->node;
		key->key = record->keys[i]->public_key;
		key->from_us = record->keys[i]->from_us;
		key->until_us = record->keys[i]->until_us;
		keys->nodes[keys->n_nodes++] = key;
	}
	return 0;
}

int lt_query_keys(struct lt_query *q)
{
	Lt__ProofKeys keys = LT__PROOF_KEYS__INIT;
	Lt__NodeRecord **records;
	size_t count;
	struct lt_err why = {0};
	if (!q->records->seal.key)
		return no_seal(q);
	int r = lt_nodes_all(q->records->state.txn, q->arena, &records, &count, &why);
	if (r < 0)
		return lt_query_fail(q, r, why.text);
	for (size_t i = 0; i < count && r == 0; i++)
		r = add_keys(q, records[i], &keys);
	keys.schema = LT_RECEIPT_SCHEMA;
	keys.coordinator = q->records->seal.name;
	keys.key = public_key(q);
	keys.made_us = q->now_us;
	return r < 0 ? r : seal(q, &keys.base, LT_RECEIPT_KEYS_LABEL);
}
