/* SPDX-License-Identifier: EUPL-1.2 */
/* Hostile bytes: refused with a reason, within the memory budget, without a crash. */
#include "proto/codec/codec_test.h"

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
