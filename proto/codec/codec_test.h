/* SPDX-License-Identifier: EUPL-1.2 */
/* Messages for the tests of this folder: of any type, made from its descriptor, and a real one. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"

#include "command.pb-c.h"
#include "dossier.pb-c.h"
#include "event.pb-c.h"
#include "link.pb-c.h"

typedef ProtobufCMessageDescriptor type_t;

/* -- messages made from their descriptors -- */

static uint64_t seed;

static inline uint32_t random_below(uint32_t n) /* xorshift64*, the same numbers every run */
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (uint32_t)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 32) % n;
}

struct buffer {
	uint8_t *bytes;
	size_t size, room;
};

static inline void add(struct buffer *b, const void *data, size_t size)
{
	if (size == 0)
		return;
	if (b->size + size > b->room) {
		b->room = 2 * (b->size + size);
		b->bytes = realloc(b->bytes, b->room);
		assert_non_null(b->bytes);
	}
	memcpy(b->bytes + b->size, data, size);
	b->size += size;
}

static inline void add_varint(struct buffer *b, uint64_t v)
{
	uint8_t bytes[10];
	size_t n = 0;
	for (; v >= 0x80; v >>= 7)
		bytes[n++] = (uint8_t)(v | 0x80);
	bytes[n++] = (uint8_t)v;
	add(b, bytes, n);
}

static inline void add_bytes(struct buffer *b, uint32_t id, const void *data, size_t size)
{
	add_varint(b, id << 3 | 2);
	add_varint(b, size);
	add(b, data, size);
}

static inline void add_message(struct buffer *b, const type_t *type);

static inline void add_number(struct buffer *b, const ProtobufCFieldDescriptor *field)
{
	static const uint64_t numbers[] = {1, 127, 128, 300, 0x7fffffff};
	uint64_t v = numbers[random_below(5)];
	const ProtobufCEnumDescriptor *values = field->descriptor;
	switch (field->type) {
	case PROTOBUF_C_TYPE_ENUM:
		v = (uint64_t)values->values[1 + random_below(values->n_values - 1)].value;
		break;
	case PROTOBUF_C_TYPE_BOOL:
		v = 1;
		break;
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_INT64:
		v = random_below(2) ? v : -v;
		break;
	case PROTOBUF_C_TYPE_FIXED64:
		add_varint(b, field->id << 3 | 1);
		add(b, &v, sizeof v);
		return;
	default:
		assert_true(field->type == PROTOBUF_C_TYPE_UINT32 ||
			    field->type == PROTOBUF_C_TYPE_UINT64);
	}
	add_varint(b, field->id << 3);
	add_varint(b, v);
}

static inline void add_field(struct buffer *b, const ProtobufCFieldDescriptor *field)
{
	static const char *const texts[] = {"a", "receive", "Nguyễn Thị Ánh Nguyệt",
					    "tab\tand\r\n"};
	struct buffer inner = {0};
	const char *text = texts[random_below(4)];
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		add_bytes(b, field->id, text, strlen(text));
		break;
	case PROTOBUF_C_TYPE_BYTES:
		add_bytes(b, field->id, "\0\xff\x80 any bytes", 13);
		break;
	case PROTOBUF_C_TYPE_MESSAGE:
		add_message(&inner, field->descriptor);
		add_bytes(b, field->id, inner.bytes, inner.size);
		free(inner.bytes);
		break;
	default:
		add_number(b, field);
	}
}

/* Numbers behind one length, as the encoder writes what is declared packed. */
static inline void add_packed(struct buffer *b, const ProtobufCFieldDescriptor *field)
{
	struct buffer inner = {0};
	for (unsigned n = random_below(4); n--;)
		add_varint(&inner,
			   random_below(2) ? random_below(1000) : -(uint64_t)random_below(9));
	if (inner.size)
		add_bytes(b, field->id, inner.bytes, inner.size);
	free(inner.bytes);
}

/* Wire bytes as our encoder would write them: fields in order, no defaults, one of each oneof. */
static inline void add_message(struct buffer *b, const type_t *type)
{
	unsigned chosen = random_below(64), oneofs = 0;
	for (unsigned i = 0; i < type->n_fields; i++)
		oneofs += (type->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
	for (unsigned i = 0, n = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
			if (n++ == chosen % oneofs)
				add_field(b, field);
			continue;
		}
		if (field->flags & PROTOBUF_C_FIELD_FLAG_PACKED) {
			add_packed(b, field);
			continue;
		}
		unsigned times = random_below(4) == 0 ? 0 : 1;
		if (times && field->label == PROTOBUF_C_LABEL_REPEATED)
			times = 1 + random_below(2);
		while (times--)
			add_field(b, field);
	}
}

enum { TYPES_MAX = 320 };

static inline size_t all_types(const type_t *types[static TYPES_MAX])
{
	size_t count = 6;
	types[0] = &lt__request__descriptor;
	types[1] = &lt__reply__descriptor;
	types[2] = &lt__command__descriptor;
	types[3] = &lt__event__descriptor;
	types[4] = &lt__batch__descriptor;
	types[5] = &lt__tally__descriptor;
	for (size_t i = 0; i < count; i++)
		for (unsigned f = 0; f < types[i]->n_fields; f++) {
			const ProtobufCFieldDescriptor *field = &types[i]->fields[f];
			if (field->type != PROTOBUF_C_TYPE_MESSAGE)
				continue;
			size_t seen = 0;
			while (seen < count && types[seen] != field->descriptor)
				seen++;
			if (seen == count) {
				assert_true(count < TYPES_MAX);
				types[count++] = field->descriptor;
			}
		}
	return count;
}

/* -- helpers -- */

static struct lt_arena arena;
static struct lt_err err;

static inline int setup(void **state)
{
	(void)state;
	seed = 42;
	err = (struct lt_err){0};
	lt_arena_init(&arena, 256 << 20);
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	lt_arena_done(&arena);
	return 0;
}

static inline int decode(const type_t *type, const void *bytes, size_t size)
{
	ProtobufCMessage *message = NULL;
	size_t before = arena.used;
	int r = lt_decode(type, lt_slice(bytes, size), &arena, &message, &err);
	assert_int_equal(r == 0, message != NULL);
	if (r == 0)
		assert_true(arena.used - before <= LT_DECODE_FACTOR * size + (64 << 10) + 16);
	return r;
}

/* A submission as a receiving desk sends it, packed into the arena. */
static inline struct lt_slice real_command(void)
{
	Lt__Field text = LT__FIELD__INIT, number = LT__FIELD__INIT, yes = LT__FIELD__INIT;
	Lt__Field *fields[] = {&text, &number, &yes};
	text.name = "purpose";
	text.value_case = LT__FIELD__VALUE_TEXT;
	text.text = "Đăng ký kết hôn tại Ủy ban nhân dân xã Mỹ Trà";
	number.name = "copies";
	number.value_case = LT__FIELD__VALUE_NUMBER;
	number.number = 3;
	yes.name = "lived_elsewhere";
	yes.value_case = LT__FIELD__VALUE_YES;
	yes.yes = true;
	uint8_t hash[LT_HASH_BYTES] = {1, 2, 3};
	Lt__Paper paper = LT__PAPER__INIT, *papers[] = {&paper};
	paper.id = "to_khai";
	paper.name = "Tờ khai cấp giấy xác nhận tình trạng hôn nhân";
	paper.form = LT__PAPER_FORM__PAPER_FORM_ELECTRONIC;
	paper.hash = (ProtobufCBinaryData){sizeof hash, hash};
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	applicant.name = "Trần Văn Bình";
	applicant.id_number = "087090001234";
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	submit.procedure = "1.004873";
	submit.unit = "xa-my-tra";
	submit.channel = LT__CHANNEL__CHANNEL_DIRECT;
	submit.applicant = &applicant;
	submit.n_fields = 3, submit.fields = fields;
	submit.n_papers = 1, submit.papers = papers;
	Lt__Command command = LT__COMMAND__INIT;
	command.schema = 1;
	command.seq = 77;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = &submit;
	struct lt_slice bytes = {0};
	assert_int_equal(lt_encode(&command.base, &arena, &bytes), 0);
	return bytes;
}
