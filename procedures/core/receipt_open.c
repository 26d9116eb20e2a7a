/* SPDX-License-Identifier: EUPL-1.2 */
/* Seals and signatures, checked with public keys alone. */
#include <string.h>

#include "procedures/core/receipt.h"
#include "procedures/core/statement.h"
#include "proto/codec/codec.h"
#include "proto/codec/sign.h"

static struct lt_slice slice(ProtobufCBinaryData bytes)
{
	return lt_slice(bytes.data, bytes.len);
}

int lt_receipt_open_keys(const Lt__Sealed *sealed, struct lt_arena *arena, Lt__ProofKeys **ret,
			 struct lt_err *err)
{
	int r = LT_DECODE(proof_keys, slice(sealed->bytes), arena, ret, err);
	if (r < 0)
		return r;
	if ((*ret)->schema != LT_RECEIPT_SCHEMA ||
	    !lt_sign_verify(slice((*ret)->key), LT_RECEIPT_KEYS_LABEL, slice(sealed->bytes),
			    slice(sealed->signature)))
		return lt_err_set(err, LT_E_DENIED, "danh sách khóa đã bị sửa");
	return 0;
}

static bool proves(const Lt__ProofKey *key, const Lt__Statement *s, int64_t at_us)
{
	return strcmp(key->node, s->node) == 0 && lt_slice_equal(slice(key->key), slice(s->key)) &&
	       key->from_us <= at_us && (!key->until_us || at_us < key->until_us);
}

static int check_signature(const struct lt_receipt_stage *stage, const Lt__ProofKeys *keys,
			   struct lt_err *err)
{
	const Lt__Statement *s = stage->statement;
	if (!stage->event || !s)
		return 0;
	const Lt__ProofKey *key = NULL;
	for (size_t i = 0; i < keys->n_nodes && !key; i++)
		if (proves(keys->nodes[i], s, stage->event->stamp_us))
			key = keys->nodes[i];
	if (!key)
		return lt_err_set(err, LT_E_DENIED,
				  "khóa ký không phải của máy trạm %s vào lúc đó (khóa lạ, đã thay "
				  "hoặc đã thu hồi)",
				  s->node);
	if (!lt_sign_verify(slice(key->key), LT_STATEMENT_LABEL, stage->statement_bytes,
			    slice(stage->event->proof->signature)))
		return lt_err_set(err, LT_E_DENIED, "chữ ký của máy trạm %s không đúng", s->node);
	return 0;
}

static int check_handoff(const struct lt_receipt_handoff *h, const Lt__ProofKeys *keys,
			 struct lt_err *err)
{
	int r = check_signature(&h->given, keys, err);
	if (r == 0)
		r = check_signature(&h->taken, keys, err);
	return r < 0 ? r : check_signature(&h->ended, keys, err);
}

static int check_seal(const Lt__Sealed *sealed, const Lt__Receipt *receipt,
		      const Lt__ProofKeys *keys, struct lt_err *err)
{
	if (!lt_slice_equal(slice(receipt->key), slice(keys->key)) ||
	    strcmp(receipt->coordinator, keys->coordinator) != 0)
		return lt_err_set(err, LT_E_DENIED,
				  "biên nhận do máy chủ '%s' đóng dấu, không phải máy chủ '%s' của "
				  "danh sách khóa",
				  receipt->coordinator, keys->coordinator);
	if (!lt_sign_verify(slice(keys->key), LT_RECEIPT_LABEL, slice(sealed->bytes),
			    slice(sealed->signature)))
		return lt_err_set(err, LT_E_DENIED, "dấu của máy chủ '%s' không đúng",
				  receipt->coordinator);
	return 0;
}

int lt_receipt_open(const Lt__Sealed *sealed, const Lt__ProofKeys *keys, struct lt_arena *arena,
		    struct lt_receipt *ret, struct lt_err *err)
{
	Lt__Receipt *receipt;
	int r = LT_DECODE(receipt, slice(sealed->bytes), arena, &receipt, err);
	if (r == 0 && receipt->schema != LT_RECEIPT_SCHEMA)
		r = lt_err_set(err, LT_E_FORMAT, "biên nhận kiểu %u: cần bản mới hơn của công cụ",
			       receipt->schema);
	if (r == 0 && keys)
		r = check_seal(sealed, receipt, keys, err);
	if (r < 0)
		return r;
	*ret = (struct lt_receipt){.message = receipt};
	ret->handoffs = lt_arena_zalloc(arena, receipt->n_handoffs + 1, sizeof *ret->handoffs);
	if (!ret->handoffs)
		return LT_E_NOMEM;
	for (size_t i = 0; i < receipt->n_handoffs && r == 0; i++) {
		r = lt_receipt_read(receipt->handoffs[i], receipt->code, arena, &ret->handoffs[i],
				    err);
		if (r == 0 && keys)
			r = check_handoff(&ret->handoffs[i], keys, err);
		ret->handoffs_count++;
		if (r < 0)
			return lt_err_wrap(err, r, "lượt chuyển %zu", i + 1);
	}
	return 0;
}
