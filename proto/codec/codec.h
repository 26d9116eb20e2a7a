/* SPDX-License-Identifier: EUPL-1.2 */
/* Checked decoding and encoding of protobuf messages. Nobody else calls *_pack or *_unpack.
 *
 * protobuf-c trusts its input: deep nesting overflows the stack, empty sub-messages multiply memory
 * by 74, bad UTF-8 and embedded NULs pass. So bytes are first scanned without recursion, led by the
 * descriptor (codec/scan.h), and only then unpacked into an arena with a budget. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

/**
 * Decodes one message from outside.
 * @param type   &lt__request__descriptor ...
 * @param bytes  at most LT_MESSAGE_BYTES_MAX
 * @param arena  holds the message; lives as long as it
 * @param ret    the message, all strings valid UTF-8 without NUL, all enum values known
 * @return 0; LT_E_LIMIT (size, depth, fields, text length, memory); LT_E_FORMAT (malformed, bad
 * text, unknown enum value or field, a singular field twice, a number its type cannot hold), the
 *         text names message and field. Any thread.
 */
int lt_decode(const ProtobufCMessageDescriptor *type, struct lt_slice bytes, struct lt_arena *arena,
	      ProtobufCMessage **ret, struct lt_err *err) LT_MUST_USE;

/** As lt_decode, for bytes this program wrote and whose checksum was just verified: no scan, and
 * memory only bounded by the arena. @return 0; LT_E_LIMIT (the arena); LT_E_FORMAT. */
int lt_decode_own(const ProtobufCMessageDescriptor *type, struct lt_slice bytes,
		  struct lt_arena *arena, ProtobufCMessage **ret) LT_MUST_USE;

/** Packs into the arena. @return 0 or LT_E_NOMEM. */
int lt_encode(const ProtobufCMessage *message, struct lt_arena *arena,
	      struct lt_slice *ret) LT_MUST_USE;

/** Size when packed, bytes. */
size_t lt_encoded_size(const ProtobufCMessage *message);
/** Packs into memory of at least lt_encoded_size bytes. */
void lt_encode_to(const ProtobufCMessage *message, uint8_t *bytes);

/** Typed: LT_DECODE(request, bytes, arena, &req, err) with Lt__Request *req. */
#define LT_DECODE(name, bytes, arena, ret, err)                                                    \
	lt_decode(&lt__##name##__descriptor, (bytes), (arena), (ProtobufCMessage **)(ret), (err))
#define LT_DECODE_OWN(name, bytes, arena, ret)                                                     \
	lt_decode_own(&lt__##name##__descriptor, (bytes), (arena), (ProtobufCMessage **)(ret))
