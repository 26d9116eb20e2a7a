/* SPDX-License-Identifier: EUPL-1.2 */
/* protobuf-c with an arena for memory and a scan in front.
 *
 * The scan checks everything that can be wrong with a message on the wire itself, where the true
 * length of a string is still known; nothing is left to check in the unpacked message. */
#include "proto/codec/codec.h"

#include <string.h>

#include "proto/base/limits.h"
#include "proto/codec/pack.h"
#include "proto/codec/scan.h"

/* The arena as protobuf-c sees it: full when `used` reaches `end`, and nothing is freed before it.
 */
struct budget {
	struct lt_arena *arena;
	size_t end;
	bool exhausted;
};

static void *budget_alloc(void *context, size_t size)
{
	struct budget *budget = context;
	bool fits = size <= budget->end && budget->arena->used <= budget->end - size;
	void *p = fits ? lt_arena_alloc(budget->arena, size) : NULL; /* rounds up to 16 bytes */
	budget->exhausted |= !p;
	return p;
}

static void budget_free(void *context, void *pointer)
{
	(void)context;
	(void)pointer;
}

static int unpack(const ProtobufCMessageDescriptor *type, struct lt_slice bytes,
		  struct budget *budget, ProtobufCMessage **ret)
{
	ProtobufCAllocator allocator = {budget_alloc, budget_free, budget};
	ProtobufCMessage *message =
		protobuf_c_message_unpack(type, &allocator, bytes.size, bytes.data);
	if (!message)
		return budget->exhausted ? LT_E_LIMIT : LT_E_FORMAT;
	*ret = message;
	return 0;
}

static size_t decode_budget(size_t wire_bytes)
{
	size_t n = LT_DECODE_FACTOR * wire_bytes + (64u << 10); /* small messages need it most */
	return n < LT_DECODE_BYTES_MAX ? n : LT_DECODE_BYTES_MAX;
}

int lt_decode(const ProtobufCMessageDescriptor *type, struct lt_slice bytes, struct lt_arena *arena,
	      ProtobufCMessage **ret, struct lt_err *err)
{
	if (bytes.size > LT_MESSAGE_BYTES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%s of %zu bytes, at most %u", type->short_name,
				  bytes.size, LT_MESSAGE_BYTES_MAX);
	if (bytes.size == 0) /* the message of defaults */
		bytes.data = (const uint8_t *)"";
	int r = lt_scan_wire(type, bytes, err);
	if (r < 0)
		return r;
	struct budget budget = {.arena = arena, .end = arena->used + decode_budget(bytes.size)};
	r = unpack(type, bytes, &budget, ret);
	if (r == LT_E_LIMIT)
		return lt_err_set(err, r, "%s of %zu bytes needs too much memory", type->short_name,
				  bytes.size);
	if (r < 0)
		return lt_err_set(err, r, "%s: malformed", type->short_name);
	return 0;
}

int lt_decode_own(const ProtobufCMessageDescriptor *type, struct lt_slice bytes,
		  struct lt_arena *arena, ProtobufCMessage **ret)
{
	struct budget budget = {.arena = arena, .end = SIZE_MAX};
	return unpack(type, bytes, &budget, ret);
}

/* The messages that do not fit what is left of the arena's chunk: sized first, then packed. */
static int encode_sized(const ProtobufCMessage *message, struct lt_arena *arena,
			struct lt_slice *ret)
{
	size_t size = protobuf_c_message_get_packed_size(message);
	uint8_t *bytes = lt_arena_alloc(arena, size);
	if (!bytes)
		return LT_E_NOMEM;
	lt_encode_to(message, bytes);
	*ret = lt_slice(bytes, size);
	return 0;
}

int lt_encode(const ProtobufCMessage *message, struct lt_arena *arena, struct lt_slice *ret)
{
	size_t room_bytes = 0;
	uint8_t *room = lt_arena_room(arena, &room_bytes);
	uint8_t *packed = room ? lt_pack_backwards(message, room, room + room_bytes) : NULL;
	if (!packed) {
		lt_arena_leave_room(arena);
		return encode_sized(message, arena, ret);
	}
	size_t size = (size_t)(room + room_bytes - packed);
	uint8_t *bytes = lt_arena_alloc(arena, size);
	if (bytes)
		memmove(bytes, packed, size); /* the room it was packed in is the arena's own */
	lt_arena_leave_room(arena);
	if (!bytes)
		return LT_E_NOMEM;
	*ret = lt_slice(bytes, size);
	return 0;
}

size_t lt_encoded_size(const ProtobufCMessage *message)
{
	return protobuf_c_message_get_packed_size(message);
}

void lt_encode_to(const ProtobufCMessage *message, uint8_t *bytes)
{
	(void)protobuf_c_message_pack(message, bytes);
}
