/* SPDX-License-Identifier: EUPL-1.2 */
/* Good messages: what we write, we read. */
#include "proto/codec/codec_test.h"

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
	b.size = 0;
	add_bytes(&b, 7, source + 100, 30000); /* so long is the picture of a land procedure */
	assert_int_equal(decode(&lt__procedure_view__descriptor, b.bytes, b.size), 0);
	free(source);
	free(b.bytes);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_decode__every_type__round_trips),
		T(test_decode__no_bytes__gives_defaults),
		T(test_decode__report_of_most_commands__fits),
		T(test_decode__source__may_be_long_and_have_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
