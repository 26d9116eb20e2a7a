/* SPDX-License-Identifier: EUPL-1.2 */
/* Bytes from outside, as any of the messages that travel. The first byte chooses which.
 *
 * Whatever is accepted must be packable, and what was packed must be accepted and mean the same. */
#include <stdlib.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

#include "command.pb-c.h"
#include "event.pb-c.h"
#include "link.pb-c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const ProtobufCMessageDescriptor *const types[] = {
	&lt__request__descriptor, &lt__reply__descriptor,   &lt__command__descriptor,
	&lt__event__descriptor,	  &lt__batch__descriptor,   &lt__command_reply__descriptor,
	&lt__entry__descriptor,	  &lt__dossier__descriptor,
};

static struct lt_slice pack(const ProtobufCMessage *message, struct lt_arena *arena)
{
	struct lt_slice bytes = {0};
	int r = lt_encode(message, arena, &bytes);
	LT_REQUIRE(r == 0);
	return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const ProtobufCMessageDescriptor *type = types[data[0] % (sizeof types / sizeof *types)];
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, 4 * (size_t)LT_DECODE_BYTES_MAX);
	ProtobufCMessage *message, *again;
	struct lt_err err = {0};
	int r = lt_decode(type, lt_slice(data + 1, size - 1), &arena, &message, &err);
	LT_REQUIRE(arena.used <= LT_DECODE_FACTOR * size + (64 << 10) + 16);
	if (r < 0) {
		LT_REQUIRE((r == LT_E_FORMAT || r == LT_E_LIMIT) && err.code == r && err.text[0]);
		return 0;
	}
	struct lt_slice packed = pack(message, &arena);
	r = lt_decode(type, packed, &arena, &again, &err);
	LT_REQUIRE(r == 0);
	LT_REQUIRE(lt_slice_equal(packed, pack(again, &arena)));
	return 0;
}
