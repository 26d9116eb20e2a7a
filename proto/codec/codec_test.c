/* SPDX-License-Identifier: EUPL-1.2 */
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

static uint32_t random_below(uint32_t n) /* xorshift64*, the same numbers every run */
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

static void add(struct buffer *b, const void *data, size_t size)
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

static void add_varint(struct buffer *b, uint64_t v)
{
	uint8_t bytes[10];
	size_t n = 0;
	for (; v >= 0x80; v >>= 7)
		bytes[n++] = (uint8_t)(v | 0x80);
	bytes[n++] = (uint8_t)v;
	add(b, bytes, n);
}

static void add_bytes(struct buffer *b, uint32_t id, const void *data, size_t size)
{
	add_varint(b, id << 3 | 2);
	add_varint(b, size);
	add(b, data, size);
}

static void add_message(struct buffer *b, const type_t *type);

static void add_number(struct buffer *b, const ProtobufCFieldDescriptor *field)
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

static void add_field(struct buffer *b, const ProtobufCFieldDescriptor *field)
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

/* Wire bytes as our encoder would write them: fields in order, no defaults, one of each oneof. */
static void add_message(struct buffer *b, const type_t *type)
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
		unsigned times = random_below(4) == 0 ? 0 : 1;
		if (times && field->label == PROTOBUF_C_LABEL_REPEATED)
			times = 1 + random_below(2);
		while (times--)
			add_field(b, field);
	}
}

enum { TYPES_MAX = 200 };

static size_t all_types(const type_t *types[static TYPES_MAX])
{
	size_t count = 5;
	types[0] = &lt__request__descriptor;
	types[1] = &lt__reply__descriptor;
	types[2] = &lt__command__descriptor;
	types[3] = &lt__event__descriptor;
	types[4] = &lt__batch__descriptor;
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

static int setup(void **state)
{
	(void)state;
	seed = 42;
	err = (struct lt_err){0};
	lt_arena_init(&arena, 256 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lt_arena_done(&arena);
	return 0;
}

static int decode(const type_t *type, const void *bytes, size_t size)
{
	ProtobufCMessage *message = NULL;
	size_t before = arena.used;
	int r = lt_decode(type, lt_slice(bytes, size), &arena, &message, &err);
	assert_int_equal(r == 0, message != NULL);
	if (r == 0)
		assert_true(arena.used - before <= LT_DECODE_FACTOR * size + (64 << 10) + 16);
	return r;
}

/* A submission as a receiving desk sends it. */
static struct lt_slice real_command(void)
{
	Lt__Field fields[3];
	for (size_t i = 0; i < 3; i++)
		lt__field__init(&fields[i]);
	fields[0].name = "purpose";
	fields[0].value_case = LT__FIELD__VALUE_TEXT;
	fields[0].text = "Đăng ký kết hôn tại Ủy ban nhân dân xã Mỹ Trà";
	fields[1].name = "copies";
	fields[1].value_case = LT__FIELD__VALUE_NUMBER;
	fields[1].number = 3;
	fields[2].name = "lived_elsewhere";
	fields[2].value_case = LT__FIELD__VALUE_YES;
	fields[2].yes = true;
	Lt__Field *field_list[] = {&fields[0], &fields[1], &fields[2]};
	Lt__Paper paper = LT__PAPER__INIT, *paper_list[] = {&paper};
	paper.id = "to_khai";
	paper.name = "Tờ khai cấp giấy xác nhận tình trạng hôn nhân";
	paper.form = LT__PAPER_FORM__PAPER_FORM_ELECTRONIC;
	uint8_t hash[LT_HASH_BYTES] = {1, 2, 3};
	paper.hash = (ProtobufCBinaryData){sizeof hash, hash};
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	applicant.name = "Trần Văn Bình";
	applicant.id_number = "087090001234";
	Lt__SubmitDossier submit = LT__SUBMIT_DOSSIER__INIT;
	submit.procedure = "1.004873";
	submit.unit = "xa-my-tra";
	submit.channel = LT__CHANNEL__CHANNEL_DIRECT;
	submit.applicant = &applicant;
	submit.n_fields = 3;
	submit.fields = field_list;
	submit.n_papers = 1;
	submit.papers = paper_list;
	Lt__Actor actor = LT__ACTOR__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = "an.nguyen";
	actor.unit = "xa-my-tra";
	Lt__Command command = LT__COMMAND__INIT;
	command.schema = 1;
	command.seq = 77;
	command.actor = &actor;
	command.body_case = LT__COMMAND__BODY_SUBMIT;
	command.submit = &submit;
	struct lt_slice bytes = {0};
	assert_int_equal(lt_encode(&command.base, &arena, &bytes), 0);
	return bytes;
}

/* -- good messages -- */

static void test_decode__every_type__round_trips(void **state)
{
	(void)state;
	const type_t *types[TYPES_MAX];
	size_t count = all_types(types);
	assert_true(count > 60);
	for (size_t i = 0; i < count * 30; i++) {
		const type_t *type = types[i % count];
		struct buffer b = {0};
		add_message(&b, type);
		struct lt_slice wire = lt_slice(b.bytes, b.size), again;
		ProtobufCMessage *message, *own;
		lt_arena_reset(&arena);
		if (lt_decode(type, wire, &arena, &message, &err) != 0)
			fail_msg("%s: %s", type->name, err.text);
		assert_int_equal(lt_decode_own(type, wire, &arena, &own), 0);
		assert_int_equal(lt_encoded_size(own), wire.size);
		assert_int_equal(lt_encode(message, &arena, &again), 0);
		assert_true(lt_slice_equal(again, wire));
		assert_int_equal(lt_encode(own, &arena, &again), 0);
		assert_true(lt_slice_equal(again, wire));
		free(b.bytes);
	}
}

static void test_decode__no_bytes__gives_defaults(void **state)
{
	(void)state;
	Lt__Command *command;
	assert_int_equal(LT_DECODE(command, lt_slice(NULL, 0), &arena, &command, &err), 0);
	assert_int_equal(command->seq, 0);
	assert_string_equal(command->code, "");
}

static void test_decode__report_of_most_commands__fits(void **state)
{
	(void)state;
	struct lt_slice one = real_command();
	size_t n = LT_MESSAGE_BYTES_MAX / (one.size + 4);
	if (n > LT_ITEMS_PER_MESSAGE_MAX)
		n = LT_ITEMS_PER_MESSAGE_MAX;
	struct buffer b = {0};
	for (size_t i = 0; i < n; i++)
		add_bytes(&b, 1, one.data, one.size);
	Lt__Report *report;
	assert_int_equal(LT_DECODE(report, lt_slice(b.bytes, b.size), &arena, &report, &err), 0);
	assert_int_equal(report->n_commands, n);
	free(b.bytes);
}

static void test_decode__source__may_be_long_and_have_lines(void **state)
{
	(void)state;
	struct buffer b = {0};
	char *source = malloc(LT_SOURCE_BYTES_MAX + 1);
	memset(source, 'x', LT_SOURCE_BYTES_MAX + 1);
	memcpy(source, "return {\r\n\tname = \"Hộ tịch\"\n}", 31);
	add_bytes(&b, 1, source, LT_SOURCE_BYTES_MAX);
	const type_t *type = &lt__publish_definition__descriptor;
	assert_int_equal(decode(type, b.bytes, b.size), 0);
	b.size = 0;
	add_bytes(&b, 1, source, LT_SOURCE_BYTES_MAX + 1);
	assert_int_equal(decode(type, b.bytes, b.size), LT_E_LIMIT);
	b.size = 0;
	add_bytes(&b, 2, source + 100, LT_TEXT_BYTES_MAX); /* its name is ordinary text */
	assert_int_equal(decode(type, b.bytes, b.size), 0);
	b.size = 0;
	add_bytes(&b, 2, source + 100, LT_TEXT_BYTES_MAX + 1);
	assert_int_equal(decode(type, b.bytes, b.size), LT_E_LIMIT);
	free(source);
	free(b.bytes);
}

/* -- hostile bytes -- */

/* type, bytes, error, part of the text that a person reads */
static void refused(const type_t *type, const char *bytes, size_t size, int code, const char *text)
{
	err = (struct lt_err){0};
	int r = decode(type, bytes, size);
	if (r != code || !strstr(err.text, text))
		fail_msg("expected %d and \"%s\", got %d and \"%s\"", code, text, r, err.text);
}
#define REFUSED(name, bytes, code, text)                                                           \
	refused(&lt__##name##__descriptor, (bytes), sizeof(bytes) - 1, LT_E_##code, (text))

static void test_decode__bad_text__names_the_field(void **state)
{
	(void)state;
	REFUSED(claim_step, "\x12\x02\xc3\x28", FORMAT, "ClaimStep.step: text");
	REFUSED(claim_step,
		"\x12\x03"
		"a\0b",
		FORMAT, "ClaimStep.step: text");
	REFUSED(claim_step, "\x12\x01\0", FORMAT, "text");
	REFUSED(claim_step,
		"\x12\x03"
		"a\x1b[",
		FORMAT, "text");
	REFUSED(claim_step, "\x12\x02\xe1\xba", FORMAT, "text");
	REFUSED(command, "\xb2\x01\x04\x12\x02\xc0\xaf", FORMAT, "ClaimStep.step: text");
}

static void test_decode__numbers_that_do_not_fit__are_refused(void **state)
{
	(void)state;
	REFUSED(paper, "\x20\x63", FORMAT, "Paper.form: unknown value");
	REFUSED(paper, "\x20\x81\x80\x80\x80\x10", FORMAT, "unknown value"); /* 1 in 32 bits */
	REFUSED(paper, "\x28\x02", FORMAT, "Paper.digitised: neither true nor false");
	REFUSED(claim_step, "\x08\x80\x80\x80\x80\x10", FORMAT, "does not fit");
	REFUSED(limit, "\x10\x80\x80\x80\x80\x08", FORMAT, "does not fit");
	assert_int_equal(
		decode(&lt__limit__descriptor, "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11),
		0);
	REFUSED(command, "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", FORMAT,
		"cut or too long");
	REFUSED(command, "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", FORMAT, "too long");
	REFUSED(command, "\x10\xff", FORMAT, "cut");
	REFUSED(entry, "\x21\x01\x02", FORMAT, "Entry.node: number is cut");
}

static void test_decode__foreign_fields__are_refused(void **state)
{
	(void)state;
	REFUSED(command, "\x98\x06\x01", FORMAT, "Command: unknown field 99");
	REFUSED(command,
		"\x02\x01"
		"a",
		FORMAT, "unknown field 0");
	REFUSED(claim_step, "\x13", FORMAT, "wrong wire type"); /* group */
	REFUSED(claim_step, "\x14", FORMAT, "wrong wire type"); /* end of group */
	REFUSED(claim_step, "\x16", FORMAT, "wrong wire type"); /* no such wire type */
	REFUSED(claim_step, "\x0d\x01\x02\x03\x04", FORMAT, "wrong wire type");
	REFUSED(claim_step, "\x0a\x01\x01", FORMAT, "wrong wire type"); /* packed, but singular */
	REFUSED(claim_step, "\x08\x01\x08\x02", FORMAT, "ClaimStep.token: comes twice");
	REFUSED(command, "\xff\xff\xff\xff\xff\xff\x01", FORMAT, "field number");
	REFUSED(command, "\x80", FORMAT, "field number");
}

static void test_decode__length_over_parent__is_refused(void **state)
{
	(void)state;
	REFUSED(claim_step,
		"\x12\x05"
		"abc",
		FORMAT, "length goes beyond the message");
	REFUSED(claim_step, "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", FORMAT, "length");
	/* the inner text would reach into the command behind it */
	REFUSED(command,
		"\xb2\x01\x03\x12\x04"
		"a"
		"\x10\x07\x08",
		FORMAT, "length");
}

static void test_decode__deep_nesting__is_refused_without_recursion(void **state)
{
	(void)state;
	enum { LEVELS = 16000 };
	struct buffer b = {0};
	for (size_t i = 0; i < LEVELS; i++) { /* built from the inside; lengths grow to 3 bytes */
		struct buffer outer = {0};
		add_varint(&outer, 1 << 3 | 2);
		add_varint(&outer, b.size);
		add(&outer, b.bytes, b.size);
		free(b.bytes);
		b = outer;
	}
	const type_t *types[TYPES_MAX];
	size_t count = all_types(types);
	for (size_t i = 0; i < count; i++) {
		int r = decode(types[i], b.bytes, b.size);
		assert_true(r == LT_E_FORMAT || r == LT_E_LIMIT || r == 0); /* 0: bytes fields */
	}
	free(b.bytes);
}

static void test_decode__message_type_that_nests_itself__stops_at_the_depth(void **state)
{
	(void)state;
	/* none of ours does; so we make one */
	static ProtobufCMessageDescriptor self;
	static ProtobufCFieldDescriptor field;
	static const ProtobufCIntRange ranges[] = {{1, 0}, {0, 1}};
	field = (ProtobufCFieldDescriptor){.name = "inner",
					   .id = 1,
					   .label = PROTOBUF_C_LABEL_NONE,
					   .type = PROTOBUF_C_TYPE_MESSAGE,
					   .offset = sizeof(ProtobufCMessage),
					   .descriptor = &self};
	self = (ProtobufCMessageDescriptor){.magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
					    .short_name = "Self",
					    .sizeof_message = sizeof(ProtobufCMessage) + 8,
					    .n_fields = 1,
					    .fields = &field,
					    .n_field_ranges = 1,
					    .field_ranges = ranges};
	uint8_t bytes[2 * LT_MESSAGE_DEPTH_MAX];
	for (size_t depth = 1; depth <= LT_MESSAGE_DEPTH_MAX; depth++) {
		for (size_t i = 0; i < depth; i++) {
			bytes[2 * i] = 0x0a;
			bytes[2 * i + 1] = (uint8_t)(2 * (depth - i - 1));
		}
		assert_int_equal(decode(&self, bytes, 2 * depth),
				 depth < LT_MESSAGE_DEPTH_MAX ? 0 : LT_E_LIMIT);
	}
}

static void test_decode__empty_sub_messages__hit_the_limits(void **state)
{
	(void)state;
	size_t size = LT_MESSAGE_BYTES_MAX;
	uint8_t *bytes = malloc(size + 2);
	for (size_t i = 0; i < size; i += 2)
		memcpy(bytes + i, "\x22\x00", 2); /* Batch.entries */
	assert_int_equal(decode(&lt__batch__descriptor, bytes, size), LT_E_LIMIT);
	assert_non_null(strstr(err.text, "fields"));
	size_t before = arena.used;
	size = 2 *
	       150000; /* fewer than the fields allowed, but each takes a hundred times its size */
	assert_int_equal(decode(&lt__batch__descriptor, bytes, size), LT_E_LIMIT);
	assert_non_null(strstr(err.text, "memory"));
	assert_true(arena.used - before < 20 * size);
	assert_int_equal(decode(&lt__batch__descriptor, bytes, LT_MESSAGE_BYTES_MAX + 2),
			 LT_E_LIMIT);
	free(bytes);
}

static void test_decode__arena_too_small__is_a_limit(void **state)
{
	(void)state;
	struct lt_slice wire = real_command();
	LT_AUTO(arena) struct lt_arena small;
	lt_arena_init(&small, 600);
	ProtobufCMessage *message;
	assert_int_equal(lt_decode(&lt__command__descriptor, wire, &small, &message, &err),
			 LT_E_LIMIT);
	lt_arena_reset(&small);
	assert_int_equal(lt_decode_own(&lt__command__descriptor, wire, &small, &message),
			 LT_E_LIMIT);
	struct lt_slice packed;
	Lt__Command *command;
	assert_int_equal(LT_DECODE_OWN(command, wire, &arena, &command), 0);
	lt_arena_done(&small);
	lt_arena_init(&small, 100);
	assert_int_equal(lt_encode(&command->base, &small, &packed), LT_E_NOMEM);
}

static void test_decode__truncated_anywhere__never_crashes(void **state)
{
	(void)state;
	struct lt_slice wire = real_command();
	for (size_t n = 0; n < wire.size; n++) {
		uint8_t *exact = malloc(n ? n : 1); /* so that a sanitizer sees one byte too far */
		memcpy(exact, wire.data, n);
		int r = decode(&lt__command__descriptor, exact, n);
		assert_true(r == 0 || r == LT_E_FORMAT);
		free(exact);
	}
}

static void test_decode__random_bytes__never_crash(void **state)
{
	(void)state;
	const type_t *types[TYPES_MAX];
	size_t count = all_types(types);
	for (size_t i = 0; i < 20000; i++) {
		uint8_t bytes[200];
		size_t n = random_below(sizeof bytes);
		for (size_t k = 0; k < n; k++) /* small numbers look more like tags */
			bytes[k] =
				(uint8_t)(random_below(2) ? random_below(256) : random_below(32));
		(void)decode(types[i % count], bytes, n);
		lt_arena_reset(&arena);
	}
}

static size_t mutate(uint8_t *bytes, size_t size)
{
	size_t at = random_below((uint32_t)size), n = 1 + random_below(8);
	if (n > size - at)
		n = size - at;
	switch (random_below(5)) {
	case 0:
		bytes[at] ^= (uint8_t)(1 << random_below(8));
		return size;
	case 1:
		bytes[at] = (uint8_t)random_below(256);
		return size;
	case 2: /* cut out */
		memmove(bytes + at, bytes + at + n, size - at - n);
		return size - n;
	case 3: /* repeat */
		memmove(bytes + at + n, bytes + at, size - at);
		return size + n;
	default: /* swap */
		memmove(bytes + at, bytes + random_below((uint32_t)(size - n + 1)), n);
		return size;
	}
}

static void test_decode__mutants__never_crash_nor_exceed_the_budget(void **state)
{
	(void)state;
	struct lt_slice wire = real_command();
	struct lt_slice kept = lt_slice(malloc(wire.size), wire.size);
	union {
		const uint8_t *from;
		uint8_t *to;
	} copy = {.from = kept.data};
	memcpy(copy.to, wire.data, wire.size);
	size_t accepted = 0;
	for (size_t i = 0; i < 20000; i++) {
		uint8_t bytes[1024];
		memcpy(bytes, kept.data, kept.size);
		size_t size = kept.size;
		for (uint32_t n = 1 + random_below(4); n > 0; n--)
			size = mutate(bytes, size);
		lt_arena_reset(&arena);
		uint8_t *exact = malloc(size);
		memcpy(exact, bytes, size);
		ProtobufCMessage *message;
		struct lt_slice again;
		if (decode(&lt__command__descriptor, exact, size) == 0) {
			accepted++; /* what we accept, we can also write and accept again */
			assert_int_equal(lt_decode_own(&lt__command__descriptor,
						       lt_slice(exact, size), &arena, &message),
					 0);
			assert_int_equal(lt_encode(message, &arena, &again), 0);
			assert_int_equal(decode(&lt__command__descriptor, again.data, again.size),
					 0);
		}
		free(exact);
	}
	assert_true(accepted > 100 && accepted < 19900);
	free(copy.to);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_decode__every_type__round_trips),
		T(test_decode__no_bytes__gives_defaults),
		T(test_decode__report_of_most_commands__fits),
		T(test_decode__source__may_be_long_and_have_lines),
		T(test_decode__bad_text__names_the_field),
		T(test_decode__numbers_that_do_not_fit__are_refused),
		T(test_decode__foreign_fields__are_refused),
		T(test_decode__length_over_parent__is_refused),
		T(test_decode__deep_nesting__is_refused_without_recursion),
		T(test_decode__message_type_that_nests_itself__stops_at_the_depth),
		T(test_decode__empty_sub_messages__hit_the_limits),
		T(test_decode__arena_too_small__is_a_limit),
		T(test_decode__truncated_anywhere__never_crashes),
		T(test_decode__random_bytes__never_crash),
		T(test_decode__mutants__never_crash_nor_exceed_the_budget),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
