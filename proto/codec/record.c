/* SPDX-License-Identifier: EUPL-1.2 */
/* Seals stored values. The sum is hash(payload) * odd + hash(schema, key): one to one in either
 * hash, so it misses a change of one of them with probability 2^-64, and it needs no streaming
 * state. */
#include "proto/codec/record.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);

static uint64_t sum_of(uint8_t schema, struct lt_slice key, struct lt_slice payload)
{
	uint64_t of_key = XXH3_64bits_withSeed(key.data, key.size, schema);
	return XXH3_64bits(payload.data, payload.size) * odd + of_key;
}

static void put_le64(uint8_t *at, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t get_le64(const uint8_t *at)
{
	uint64_t v = 0;
	for (int i = 0; i < 8; i++)
		v |= (uint64_t)at[i] << (8 * i);
	return v;
}

void lt_record_seal(struct lt_slice key, struct lt_slice payload,
		    uint8_t ret_head[static LT_RECORD_HEAD_BYTES])
{
	ret_head[0] = LT_RECORD_SCHEMA;
	put_le64(ret_head + 1, sum_of(LT_RECORD_SCHEMA, key, payload));
}

int lt_record_open(struct lt_slice key, struct lt_slice stored, struct lt_slice *ret_payload)
{
	if (stored.size < LT_RECORD_HEAD_BYTES)
		return LT_E_DAMAGED;
	struct lt_slice payload =
		lt_slice(stored.data + LT_RECORD_HEAD_BYTES, stored.size - LT_RECORD_HEAD_BYTES);
	if (get_le64(stored.data + 1) != sum_of(stored.data[0], key, payload))
		return LT_E_DAMAGED;
	if (stored.data[0] != LT_RECORD_SCHEMA) /* the sum holds: a newer program wrote it */
		return LT_E_VERSION;
	*ret_payload = payload;
	return 0;
}
