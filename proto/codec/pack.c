/* SPDX-License-Identifier: EUPL-1.2 */
/* Field by field from the last to the first, bytes from the last to the first. Recursion follows
 * the descriptors, which contain no cycle, never the data. */
#include "proto/codec/pack.h"

#include <string.h>

#include "proto/base/err.h"

enum { VARINT_BYTES_MAX = 10, WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2 };

/* Free room before `at`; at is NULL once it ran out. */
struct packer {
	uint8_t *begin, *at;
};

static inline bool room(struct packer *p, size_t bytes)
{
	if (p->at && (size_t)(p->at - p->begin) >= bytes)
		return true;
	p->at = NULL;
	return false;
}

static inline void put_varint(struct packer *p, uint64_t v)
{
	uint8_t bytes[VARINT_BYTES_MAX];
	size_t n = 0;
	if (v < 0x80) { /* tags, lengths, small numbers: nearly always */
		if (room(p, 1))
			*--p->at = (uint8_t)v;
		return;
	}
	for (; v >= 0x80; v >>= 7)
		bytes[n++] = (uint8_t)(v | 0x80);
	bytes[n++] = (uint8_t)v;
	if (!room(p, n))
		return;
	p->at -= n;
	memcpy(p->at, bytes, n);
}

static inline void put_tag(struct packer *p, uint32_t id, uint32_t wire)
{
	put_varint(p, (uint64_t)id << 3 | wire);
}

static inline void put_bytes(struct packer *p, const void *data, size_t size)
{
	if (!room(p, size))
		return;
	p->at -= size;
	if (size)
		memcpy(p->at, data, size);
	put_varint(p, size);
}

static void put_message(struct packer *p, const ProtobufCMessage *message);

static void put_nested(struct packer *p, const ProtobufCMessage *message)
{
	const uint8_t *end = p->at;
	if (message)
		put_message(p, message);
	if (p->at)
		put_varint(p, (uint64_t)(end - p->at));
}

static void put_fixed64(struct packer *p, uint64_t v)
{
	if (!room(p, sizeof v))
		return;
	p->at -= sizeof v;
	memcpy(p->at, &v, sizeof v); /* little-endian, as are all machines this runs on */
}

/* One value with its tag. */
static void put_value(struct packer *p, const ProtobufCFieldDescriptor *field, const void *member)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: {
		const char *text = *(const char *const *)member;
		put_bytes(p, text, text ? strlen(text) : 0);
		return put_tag(p, field->id, WIRE_BYTES);
	}
	case PROTOBUF_C_TYPE_BYTES: {
		const ProtobufCBinaryData *bytes = member;
		put_bytes(p, bytes->data, bytes->len);
		return put_tag(p, field->id, WIRE_BYTES);
	}
	case PROTOBUF_C_TYPE_MESSAGE:
		put_nested(p, *(const ProtobufCMessage *const *)member);
		return put_tag(p, field->id, WIRE_BYTES);
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_ENUM: /* negative numbers take ten bytes on the wire */
		put_varint(p, (uint64_t)(int64_t) * (const int32_t *)member);
		return put_tag(p, field->id, WIRE_VARINT);
	case PROTOBUF_C_TYPE_UINT32:
		put_varint(p, *(const uint32_t *)member);
		return put_tag(p, field->id, WIRE_VARINT);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
		put_varint(p, *(const uint64_t *)member);
		return put_tag(p, field->id, WIRE_VARINT);
	case PROTOBUF_C_TYPE_BOOL:
		put_varint(p, *(const protobuf_c_boolean *)member != 0);
		return put_tag(p, field->id, WIRE_VARINT);
	case PROTOBUF_C_TYPE_FIXED64:
		put_fixed64(p, *(const uint64_t *)member);
		return put_tag(p, field->id, WIRE_FIXED64);
	default:
		LT_REQUIRE(!"our messages have no field of this type");
	}
}

/* proto3: a value of zero, or nothing, is not written. */
static bool is_default(const ProtobufCFieldDescriptor *field, const void *member)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: {
		const char *text = *(const char *const *)member;
		return !text || !*text;
	}
	case PROTOBUF_C_TYPE_BYTES:
		return ((const ProtobufCBinaryData *)member)->len == 0;
	case PROTOBUF_C_TYPE_MESSAGE:
		return *(const ProtobufCMessage *const *)member == NULL;
	case PROTOBUF_C_TYPE_BOOL:
		return !*(const protobuf_c_boolean *)member;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return *(const uint64_t *)member == 0;
	default:
		return *(const uint32_t *)member == 0;
	}
}

static size_t element_bytes(const ProtobufCFieldDescriptor *field)
{
	LT_REQUIRE(field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_BYTES ||
		   field->type == PROTOBUF_C_TYPE_MESSAGE);
	return field->type == PROTOBUF_C_TYPE_BYTES ? sizeof(ProtobufCBinaryData) : sizeof(void *);
}

/* Numbers without a tag each, behind one length; nothing at all if there are none. */
static void put_numbers(struct packer *p, const ProtobufCFieldDescriptor *field, const void *member,
			size_t count)
{
	const int64_t *items = *(const int64_t *const *)member;
	const uint8_t *end = p->at;
	LT_REQUIRE(field->type == PROTOBUF_C_TYPE_INT64);
	for (size_t i = count; i-- > 0 && p->at;)
		put_varint(p, (uint64_t)items[i]);
	if (count && p->at) {
		put_varint(p, (uint64_t)(end - p->at));
		put_tag(p, field->id, WIRE_BYTES);
	}
}

static void put_repeated(struct packer *p, const ProtobufCFieldDescriptor *field,
			 const void *member, size_t count)
{
	if (field->flags & PROTOBUF_C_FIELD_FLAG_PACKED)
		return put_numbers(p, field, member, count);
	const uint8_t *items = *(const uint8_t *const *)member;
	size_t size = count ? element_bytes(field) : 0;
	for (size_t i = count; i-- > 0 && p->at;)
		put_value(p, field, items + i * size);
}

static void put_message(struct packer *p, const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	const uint8_t *base = (const uint8_t *)message;
	for (unsigned i = type->n_fields; i-- > 0 && p->at;) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		const void *member = base + field->offset,
			   *quantifier = base + field->quantifier_offset;
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			put_repeated(p, field, member, *(const size_t *)quantifier);
		} else if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
			if (*(const uint32_t *)quantifier == field->id &&
			    (field->type != PROTOBUF_C_TYPE_MESSAGE ||
			     *(const ProtobufCMessage *const *)member))
				put_value(p, field, member);
		} else if (!is_default(field, member)) {
			put_value(p, field, member);
		}
	}
}

uint8_t *lt_pack_backwards(const ProtobufCMessage *message, uint8_t *begin, uint8_t *end)
{
	struct packer p = {.begin = begin, .at = end};
	if (begin == end)
		return NULL;
	put_message(&p, message);
	return p.at;
}
