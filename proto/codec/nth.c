/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch holds a thousand entries, and a reader wants one: the others are stepped over by their
 * lengths. Source: protobuf's encoding guide, wire types. */
#include "proto/codec/nth.h"

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5, VARINT_BYTES_MAX = 10 };

static bool take_varint(struct lt_slice *at, uint64_t *ret)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < VARINT_BYTES_MAX && i < at->size; i++) {
		value |= (uint64_t)(at->data[i] & 0x7f) << (7 * i);
		if (at->data[i] < 0x80) {
			*at = lt_slice(at->data + i + 1, at->size - i - 1);
			*ret = value;
			return true;
		}
	}
	return false;
}

static bool take_bytes(struct lt_slice *at, uint64_t size, struct lt_slice *ret)
{
	if (size > at->size)
		return false;
	*ret = lt_slice(at->data, size);
	*at = lt_slice(at->data + size, at->size - size);
	return true;
}

/* One field's value; only that of a length-delimited one is wanted. */
static bool take_value(struct lt_slice *at, unsigned wire, struct lt_slice *ret)
{
	uint64_t value;
	switch (wire) {
	case WIRE_VARINT:
		return take_varint(at, &value);
	case WIRE_64:
		return take_bytes(at, 8, ret);
	case WIRE_32:
		return take_bytes(at, 4, ret);
	case WIRE_BYTES:
		return take_varint(at, &value) && take_bytes(at, value, ret);
	default:
		return false;
	}
}

int lt_nth(struct lt_slice message, uint32_t field, uint32_t number, struct lt_slice *ret)
{
	uint32_t seen = 0;
	while (message.size) {
		uint64_t tag;
		struct lt_slice value = {0};
		if (!take_varint(&message, &tag) || !take_value(&message, tag & 7, &value))
			return LT_E_FORMAT;
		if (tag >> 3 != field || (tag & 7) != WIRE_BYTES || seen++ != number)
			continue;
		*ret = value;
		return 0;
	}
	return LT_E_ABSENT;
}
