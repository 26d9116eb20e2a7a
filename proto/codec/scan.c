/* SPDX-License-Identifier: EUPL-1.2 */
/* One pass over wire bytes, led by the descriptor, with a small explicit stack.
 *
 * It accepts less than the protobuf encoding allows: what no encoder of ours writes (groups,
 * unknown fields, a singular field twice, numbers wider than their type) would only be a way to
 * make this check and protobuf-c read the same bytes differently. Source: Protocol Buffers,
 * "Encoding" (protobuf.dev). */
#include "proto/codec/scan.h"

#include "proto/base/ids.h"
#include "proto/base/limits.h"

enum wire { WIRE_VARINT, WIRE_64, WIRE_BYTES, WIRE_GROUP, WIRE_GROUP_END, WIRE_32 };

enum { SEEN_WORDS = 2 };

/* A message being read. */
struct frame {
	const ProtobufCMessageDescriptor *type;
	const uint8_t *end;
	uint64_t seen[SEEN_WORDS]; /* singular fields met, by their index in the descriptor */
	unsigned next; /* where the next field probably is: encoders write them in order */
};

struct scan {
	const uint8_t *at;
	struct frame *top;
	uint32_t fields_count;
	struct lt_err *err;
	struct frame frames[LT_MESSAGE_DEPTH_MAX];
};

static int malformed(struct scan *s, const ProtobufCFieldDescriptor *field, const char *what)
{
	return lt_err_set(s->err, LT_E_FORMAT, "%s%s%s: %s", s->top->type->short_name,
			  field ? "." : "", field ? field->name : "", what);
}

static bool read_varint(struct scan *s, const uint8_t *end, uint64_t *ret)
{
	if (s->at < end && *s->at < 0x80) {
		*ret = *s->at++;
		return true;
	}
	uint64_t v = 0;
	for (unsigned shift = 0; s->at < end; shift += 7) {
		uint8_t b = *s->at++;
		if (shift == 63 && b > 1) /* an 11th byte, or more than 64 bits */
			return false;
		v |= (uint64_t)(b & 0x7f) << shift;
		if (b < 0x80) {
			*ret = v;
			return true;
		}
	}
	return false;
}

static enum wire wire_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE:
		return WIRE_BYTES;
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return WIRE_64;
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_FLOAT:
		return WIRE_32;
	default:
		return WIRE_VARINT;
	}
}

static bool fits_int32(uint64_t v)
{
	return (int64_t)v >= INT32_MIN && (int64_t)v <= INT32_MAX;
}

static int check_varint(struct scan *s, const ProtobufCFieldDescriptor *field, const uint8_t *end)
{
	uint64_t v;
	if (!read_varint(s, end, &v))
		return malformed(s, field, "number is cut or too long");
	switch (field->type) {
	case PROTOBUF_C_TYPE_ENUM:
		if (fits_int32(v) &&
		    protobuf_c_enum_descriptor_get_value(field->descriptor, (int)v))
			return 0;
		return malformed(s, field, "unknown value");
	case PROTOBUF_C_TYPE_INT32:
		return fits_int32(v) ? 0 : malformed(s, field, "number does not fit");
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_SINT32:
		return v <= UINT32_MAX ? 0 : malformed(s, field, "number does not fit");
	case PROTOBUF_C_TYPE_BOOL:
		return v <= 1 ? 0 : malformed(s, field, "neither true nor false");
	default:
		return 0;
	}
}

static int check_fixed(struct scan *s, const ProtobufCFieldDescriptor *field, const uint8_t *end,
		       size_t size)
{
	if ((size_t)(end - s->at) < size)
		return malformed(s, field, "number is cut");
	s->at += size;
	return 0;
}

static int check_scalar(struct scan *s, const ProtobufCFieldDescriptor *field, const uint8_t *end)
{
	switch (wire_of(field->type)) {
	case WIRE_64:
		return check_fixed(s, field, end, 8);
	case WIRE_32:
		return check_fixed(s, field, end, 4);
	default:
		return check_varint(s, field, end);
	}
}

static int check_packed(struct scan *s, const ProtobufCFieldDescriptor *field, const uint8_t *end)
{
	int r = 0;
	while (r == 0 && s->at < end) {
		if (++s->fields_count > LT_MESSAGE_FIELDS_MAX)
			return lt_err_set(s->err, LT_E_LIMIT, "more than %u fields",
					  LT_MESSAGE_FIELDS_MAX);
		r = check_scalar(s, field, end);
	}
	return r;
}

/* A file of Lua, and the picture of a procedure, which grows with it. */
static bool may_be_long(const ProtobufCFieldDescriptor *field)
{
	return strcmp(field->name, "source") == 0 || strcmp(field->name, "dot") == 0;
}

static int check_text(struct scan *s, const ProtobufCFieldDescriptor *field, size_t size)
{
	size_t max = LT_TEXT_BYTES_MAX;
	if (size > max && may_be_long(field))
		max = LT_SOURCE_BYTES_MAX;
	if (size > max)
		return lt_err_set(s->err, LT_E_LIMIT, "%s.%s: text of %zu bytes, at most %zu",
				  s->top->type->short_name, field->name, size, max);
	if (!lt_text_valid(lt_slice(s->at, size), max))
		return malformed(s, field, "text is not valid UTF-8 or holds control characters");
	s->at += size;
	return 0;
}

static int enter(struct scan *s, const ProtobufCFieldDescriptor *field, size_t size)
{
	if (s->top == &s->frames[LT_MESSAGE_DEPTH_MAX - 1])
		return lt_err_set(s->err, LT_E_LIMIT, "%s.%s: nested deeper than %d",
				  s->top->type->short_name, field->name, LT_MESSAGE_DEPTH_MAX);
	*++s->top = (struct frame){.type = field->descriptor, .end = s->at + size};
	return 0;
}

static int check_bytes(struct scan *s, const ProtobufCFieldDescriptor *field)
{
	uint64_t size;
	if (!read_varint(s, s->top->end, &size) || size > (size_t)(s->top->end - s->at))
		return malformed(s, field, "length goes beyond the message");
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		return check_text(s, field, size);
	case PROTOBUF_C_TYPE_MESSAGE:
		return enter(s, field, size);
	case PROTOBUF_C_TYPE_BYTES:
		s->at += size;
		return 0;
	default:
		return check_packed(s, field, s->at + size);
	}
}

/* The field numbered @p id, first where the order of fields makes us expect it. */
static const ProtobufCFieldDescriptor *find_field(struct frame *f, uint32_t id)
{
	const ProtobufCMessageDescriptor *type = f->type;
	for (unsigned i = f->next; i < type->n_fields && i < f->next + 2; i++)
		if (type->fields[i].id == id) {
			f->next = i;
			return &type->fields[i];
		}
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(type, id);
	if (field)
		f->next = (unsigned)(field - type->fields);
	return field;
}

/* Marks a singular field as met. @return false if it was before. */
static bool first_time(struct frame *f, const ProtobufCFieldDescriptor *field)
{
	size_t i = (size_t)(field - f->type->fields);
	LT_ASSERT(i < 64 * SEEN_WORDS); /* no message of ours has more fields */
	uint64_t *seen = &f->seen[i / 64], bit = UINT64_C(1) << i % 64;
	bool first = !(*seen & bit);
	*seen |= bit;
	return first;
}

static int check_field(struct scan *s)
{
	uint64_t tag;
	if (!read_varint(s, s->top->end, &tag) || tag > UINT32_MAX)
		return malformed(s, NULL, "field number is cut or too long");
	if (++s->fields_count > LT_MESSAGE_FIELDS_MAX)
		return lt_err_set(s->err, LT_E_LIMIT, "more than %u fields", LT_MESSAGE_FIELDS_MAX);
	const ProtobufCFieldDescriptor *field = find_field(s->top, (uint32_t)tag >> 3);
	if (!field)
		return lt_err_set(s->err, LT_E_FORMAT, "%s: unknown field %u",
				  s->top->type->short_name, (uint32_t)tag >> 3);
	bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
	if (!repeated && !first_time(s->top, field))
		return malformed(s, field, "comes twice");
	enum wire wire = tag & 7, declared = wire_of(field->type);
	if (wire != declared && !(repeated && wire == WIRE_BYTES))
		return malformed(s, field, "wrong wire type");
	return wire == WIRE_BYTES ? check_bytes(s, field) : check_scalar(s, field, s->top->end);
}

int lt_scan_wire(const ProtobufCMessageDescriptor *type, struct lt_slice bytes, struct lt_err *err)
{
	struct scan s = {.at = bytes.data, .err = err};
	s.top = s.frames;
	s.frames[0] = (struct frame){.type = type, .end = bytes.data + bytes.size};
	for (;;) {
		if (s.at == s.top->end) { /* messages end inside their parent: see check_bytes */
			if (s.top == s.frames)
				return 0;
			s.top--;
			continue;
		}
		int r = check_field(&s);
		if (r < 0)
			return r;
	}
}
