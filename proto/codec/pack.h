/* SPDX-License-Identifier: EUPL-1.2 */
/* Packing from the end to the front: the length of a nested message is known once it stands there,
 * so one walk is enough where protobuf-c sizes every message first, nested ones several times over.
 * The bytes are the same as protobuf-c's. (The idea is upb's.) Private to codec. */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

/** Packs into the end of [begin, end). @return where the packed bytes start, or NULL without room.
 *  Supports what our messages have: no packed repeated numbers, no unknown fields, no groups. */
uint8_t *lt_pack_backwards(const ProtobufCMessage *message, uint8_t *begin, uint8_t *end);
