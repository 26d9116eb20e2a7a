/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "event.pb-c.h"

#include "proto/codec/codec.h"
#include "proto/codec/nth.h"

enum { ENTRIES = 300, FIELD_ENTRIES = 4 };

/* A batch whose entries are told apart by their dossiers, some of them large. */
static struct lt_slice make_batch(struct lt_arena *arena)
{
	static uint8_t large[100000];
	Lt__Batch batch = LT__BATCH__INIT;
	Lt__Entry entries[ENTRIES], *list[ENTRIES];
	ProtobufCBinaryData events[1] = {{.len = sizeof large, .data = large}};
	struct lt_slice bytes;
	for (size_t i = 0; i < ENTRIES; i++) {
		lt__entry__init(&entries[i]);
		entries[i].dossier = i + 1;
		entries[i].node = i; /* a fixed64 */
		entries[i].events = i % 100 == 0 ? events : NULL;
		entries[i].n_events = i % 100 == 0;
		list[i] = &entries[i];
	}
	batch.schema = 1;
	batch.seq = UINT64_MAX;
	batch.entries = list;
	batch.n_entries = ENTRIES;
	batch.forget_upto = 7;
	assert_int_equal(lt_encode(&batch.base, arena, &bytes), 0);
	return bytes;
}

static void test_nth__each_entry_of_a_batch__is_found(void **state)
{
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_slice bytes, one;
	(void)state;
	lt_arena_init(&arena, 16u << 20);
	bytes = make_batch(&arena);
	for (uint32_t i = 0; i < ENTRIES; i++) {
		Lt__Entry *entry;
		assert_int_equal(lt_nth(bytes, FIELD_ENTRIES, i, &one), 0);
		assert_int_equal(LT_DECODE_OWN(entry, one, &arena, &entry), 0);
		assert_int_equal(entry->dossier, i + 1);
	}
	assert_int_equal(lt_nth(bytes, FIELD_ENTRIES, ENTRIES, &one), LT_E_ABSENT);
	assert_int_equal(lt_nth(lt_slice(NULL, 0), FIELD_ENTRIES, 0, &one), LT_E_ABSENT);
}

static void test_nth__cut_or_malformed__is_said(void **state)
{
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_slice bytes, one;
	static const uint8_t group[] = {0x23}, endless[] = {0x80, 0x80};
	(void)state;
	lt_arena_init(&arena, 16u << 20);
	bytes = make_batch(&arena);
	size_t found = 0;
	for (size_t size = 0; size < bytes.size; size += 97) {
		int r = lt_nth(lt_slice(bytes.data, size), FIELD_ENTRIES, ENTRIES - 1, &one);
		assert_true(r == LT_E_FORMAT || r == LT_E_ABSENT || (r == 0 && ++found));
	}
	assert_true(found <= 1); /* the last few bytes lie behind it */
	assert_int_equal(lt_nth(lt_slice(group, sizeof group), 4, 0, &one), LT_E_FORMAT);
	assert_int_equal(lt_nth(lt_slice(endless, sizeof endless), 4, 0, &one), LT_E_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nth__each_entry_of_a_batch__is_found),
		cmocka_unit_test(test_nth__cut_or_malformed__is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
