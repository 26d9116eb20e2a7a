/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/link/hello.h"

#include <sodium.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

static ProtobufCBinaryData data_of(struct lt_slice s)
{
	return (ProtobufCBinaryData){.len = s.size, .data = (uint8_t *)(uintptr_t)s.data};
}

static struct lt_slice slice_of(const ProtobufCBinaryData *d)
{
	return lt_slice(d->data, d->len);
}

int lt_hello_sign(const struct lt_sign_key *key, const char *label, const struct lt_hello *hello,
		  struct lt_arena *arena, ProtobufCBinaryData *ret_proof,
		  ProtobufCBinaryData *ret_signature)
{
	Lt__HelloProof proof = LT__HELLO_PROOF__INIT;
	struct lt_slice bytes;
	uint8_t *signature = lt_arena_alloc(arena, LT_SIGN_BYTES);
	proof.node_nonce = data_of(hello->node_nonce);
	proof.coordinator_nonce = data_of(hello->coordinator_nonce);
	proof.node = hello->node;
	proof.boot = hello->boot;
	proof.line = hello->line;
	proof.coordinator = hello->coordinator;
	proof.epoch = hello->epoch;
	proof.protocol = LT_PROTOCOL_VERSION;
	proof.software = hello->software;
	proof.channel = data_of(hello->channel);
	if (!signature || lt_encode(&proof.base, arena, &bytes) < 0)
		return LT_E_NOMEM;
	lt_sign(key, label, bytes, signature);
	*ret_proof = data_of(bytes);
	*ret_signature = (ProtobufCBinaryData){.len = LT_SIGN_BYTES, .data = signature};
	return 0;
}

int lt_hello_read(const ProtobufCBinaryData *proof, struct lt_arena *arena, Lt__HelloProof **ret,
		  struct lt_err *err)
{
	if (LT_DECODE(hello_proof, slice_of(proof), arena, ret, NULL) < 0)
		return lt_err_set(err, LT_E_FORMAT, "lời xưng danh sai dạng");
	return 0;
}

/* What of the proof is not about this. NULL: all is. */
static const char *difference(const Lt__HelloProof *p, const struct lt_hello *e)
{
	if (p->protocol != LT_PROTOCOL_VERSION)
		return "theo phiên bản giao thức khác";
	if (strcmp(p->node, e->node) != 0 || p->boot != e->boot || p->line != e->line)
		return "của máy trạm khác hoặc lần khởi động khác";
	if (strcmp(p->coordinator, e->coordinator) != 0)
		return "gửi cho máy chủ khác";
	if (p->epoch != e->epoch)
		return "thuộc nhiệm kỳ máy chủ khác (epoch cũ)";
	if (!lt_slice_equal(slice_of(&p->node_nonce), e->node_nonce) ||
	    !lt_slice_equal(slice_of(&p->coordinator_nonce), e->coordinator_nonce))
		return "đã dùng, hoặc cho đường truyền khác (phát lại)";
	if (!lt_slice_equal(slice_of(&p->channel), e->channel))
		return "đi qua đường truyền khác (bị chuyển tiếp)";
	return NULL;
}

int lt_hello_check(struct lt_slice public_half, const char *label, const struct lt_hello *expected,
		   const ProtobufCBinaryData *proof, const ProtobufCBinaryData *signature,
		   struct lt_arena *arena, struct lt_err *err)
{
	Lt__HelloProof *p;
	if (!lt_sign_verify(public_half, label, slice_of(proof), slice_of(signature)))
		return lt_err_set(err, LT_E_DENIED, "chữ ký xưng danh không khớp với khóa đã ghi");
	int r = lt_hello_read(proof, arena, &p, err);
	if (r < 0)
		return r;
	const char *what = difference(p, expected);
	return what ? lt_err_set(err, LT_E_DENIED, "lời xưng danh %s", what) : 0;
}

void lt_hello_nonce(const uint8_t secret[static LT_HELLO_SECRET_BYTES], uint32_t pipe,
		    struct lt_slice node_nonce, uint8_t ret[static LT_HELLO_NONCE_BYTES])
{
	crypto_generichash_state state;
	uint8_t number[4] = {(uint8_t)(pipe >> 24), (uint8_t)(pipe >> 16), (uint8_t)(pipe >> 8),
			     (uint8_t)pipe};
	crypto_generichash_init(&state, secret, LT_HELLO_SECRET_BYTES, LT_HELLO_NONCE_BYTES);
	crypto_generichash_update(&state, number, sizeof number);
	crypto_generichash_update(&state, node_nonce.data, node_nonce.size);
	crypto_generichash_final(&state, ret, LT_HELLO_NONCE_BYTES);
}
