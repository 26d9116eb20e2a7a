/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "proto/codec/keys.h"
#include "proto/codec/record.h"

static void test_table__every_one__has_name_and_width(void **state)
{
	(void)state;
	assert_string_equal(lt_table_name(LT_TABLE_task), "task");
	assert_int_equal(lt_table_key_bytes(LT_TABLE_task), 36);
	assert_true(lt_table_is_row(LT_TABLE_task));
	assert_false(lt_table_is_row(LT_TABLE_dossier));
	for (enum lt_table t = 0; t < LT_TABLE_COUNT; t++)
		assert_in_range(lt_table_key_bytes(t), 1, LT_KEY_BYTES_MAX);
}

static void test_key__every_table__has_the_declared_width(void **state)
{
	(void)state;
	struct lt_key k;
	uint8_t hash[LT_HASH_BYTES] = {7};
#define WIDTH(table, call)                                                                         \
	do {                                                                                       \
		call;                                                                              \
		assert_int_equal(k.size, lt_table_key_bytes(LT_TABLE_##table));                    \
	} while (0)
	WIDTH(meta, lt_key_meta("batch", &k));
	WIDTH(dossier, lt_key_dossier(1, &k));
	WIDTH(event, lt_key_event(1, 2, &k));
	WIDTH(feed, lt_key_feed(1, 2, &k));
	WIDTH(request, lt_key_request(1, 2, &k));
	WIDTH(code, lt_key_code("H15.50-1", &k));
	WIDTH(task, lt_key_task(1, 2, 3, 4, 5, &k));
	WIDTH(timer, lt_key_timer(1, 2, 3, LT_TIMER_STEP_DUE, &k));
	WIDTH(job, lt_key_job(1, 2, 3, 4, &k));
	WIDTH(lease, lt_key_lease(1, 2, 3, &k));
	WIDTH(search, lt_key_search("nguyen", 1, &k));
	WIDTH(incident, lt_key_incident(1, 2, 3, &k));
	WIDTH(definition, lt_key_definition(hash, &k));
	WIDTH(active, lt_key_active(1, 2, &k));
	WIDTH(directory, lt_key_from(1, &k));
	WIDTH(calendar, lt_key_from(1, &k));
	WIDTH(proposal, lt_key_proposal(1, &k));
	WIDTH(version, lt_key_version(1, 2, &k));
	WIDTH(node, lt_key_node(1, &k));
	WIDTH(tally, lt_key_tally(1, 2, 3, 4, &k));
	WIDTH(deputy, lt_key_deputy(1, &k));
	WIDTH(elsewhere, lt_key_elsewhere(1, LT_ELSEWHERE_SENT, 3, 4, 5, &k));
}

static void test_key_time__instants__keep_their_order(void **state)
{
	(void)state;
	static const int64_t instants[] = {INT64_MIN, -1, 0, 1, 1759302000000000, INT64_MAX};
	for (size_t i = 0; i < 6; i++) {
		struct lt_key a, b;
		assert_true(lt_key_time_back(lt_key_time(instants[i])) == instants[i]);
		lt_key_timer(instants[i], 9, 9, LT_TIMER_JOB_RETRY, &a);
		for (size_t j = i + 1; j < 6; j++) {
			lt_key_timer(instants[j], 1, 1, LT_TIMER_STEP_DUE, &b);
			assert_true(lt_slice_compare(lt_key_slice(&a), lt_key_slice(&b)) < 0);
		}
	}
}

static void test_key_task__fields__order_the_work_list(void **state)
{
	(void)state;
	struct lt_key k;
	lt_key_task(0x0102030405060708, 9, -5, 0x1112131415161718, 0x21222324, &k);
	assert_true(lt_get_u64(k.bytes) == 0x0102030405060708);
	assert_int_equal(k.bytes[0], 1);
	assert_true(lt_key_time_back(lt_get_u64(k.bytes + 16)) == -5);
	assert_true(lt_get_u64(k.bytes + 24) == 0x1112131415161718);
	assert_int_equal(lt_get_u32(k.bytes + 32), 0x21222324);
}

static void test_key_request__slots__wrap_at_the_window(void **state)
{
	(void)state;
	struct lt_key a, b;
	lt_key_request(1, 5, &a);
	lt_key_request(1, 5 + LT_REQUEST_WINDOW, &b);
	assert_true(lt_slice_equal(lt_key_slice(&a), lt_key_slice(&b)));
	lt_key_request(1, 6, &b);
	assert_false(lt_slice_equal(lt_key_slice(&a), lt_key_slice(&b)));
}

static void test_key_code__too_long__meets_no_valid_code(void **state)
{
	(void)state;
	char text[LT_DOSSIER_CODE_BYTES_MAX + 2];
	memset(text, 'A', sizeof text);
	text[LT_DOSSIER_CODE_BYTES_MAX] = 0;
	struct lt_key longest, longer, cut;
	lt_key_code(text, &longest);
	assert_true(lt_dossier_code_valid(text));
	text[LT_DOSSIER_CODE_BYTES_MAX] = 'A';
	text[LT_DOSSIER_CODE_BYTES_MAX + 1] = 0;
	lt_key_code(text, &longer);
	assert_false(lt_slice_equal(lt_key_slice(&longest), lt_key_slice(&longer)));
	lt_key_code("AA", &cut);
	assert_int_equal(cut.bytes[2], 0);
}

static void test_key_search__long_terms__share_their_first_24_bytes(void **state)
{
	(void)state;
	struct lt_key a, b;
	lt_key_search("abcdefghijklmnopqrstuvwx", 7, &a);
	lt_key_search("abcdefghijklmnopqrstuvwxyz", 7, &b);
	assert_true(lt_slice_equal(lt_key_slice(&a), lt_key_slice(&b)));
}

static void test_record__any_bit_flipped__is_damaged(void **state)
{
	(void)state;
	for (size_t size = 0; size < 300; size += 37) {
		uint8_t key[12] = "key of 12 b", stored[LT_RECORD_HEAD_BYTES + 300];
		memset(stored, 'v', sizeof stored);
		struct lt_slice k = lt_slice(key, sizeof key), payload;
		struct lt_slice all = lt_slice(stored, LT_RECORD_HEAD_BYTES + size);
		lt_record_seal(k, lt_slice(stored + LT_RECORD_HEAD_BYTES, size), stored);
		assert_int_equal(lt_record_open(k, all, &payload), 0);
		assert_int_equal(payload.size, size);
		for (size_t bit = 0; bit < 8 * all.size; bit++) {
			stored[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_equal(lt_record_open(k, all, &payload), LT_E_DAMAGED);
			stored[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (size_t bit = 0; bit < 8 * sizeof key; bit++) {
			key[bit / 8] ^= (uint8_t)(1 << bit % 8);
			assert_int_equal(lt_record_open(k, all, &payload), LT_E_DAMAGED);
			key[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (size_t cut = 0; cut < all.size; cut++)
			assert_int_equal(lt_record_open(k, lt_slice(stored, cut), &payload),
					 LT_E_DAMAGED);
	}
}

static void test_record__form_on_disk__never_changes(void **state)
{
	(void)state;
	/* a store written today must be read by every later version */
	static const uint8_t expected[LT_RECORD_HEAD_BYTES] = {1,    0xa2, 0x09, 0x2a, 0xee,
							       0x65, 0xf3, 0xc5, 0x37};
	uint8_t head[LT_RECORD_HEAD_BYTES];
	lt_record_seal(lt_slice_str("key"), lt_slice_str("value"), head);
	assert_memory_equal(head, expected, sizeof head);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table__every_one__has_name_and_width),
		cmocka_unit_test(test_key__every_table__has_the_declared_width),
		cmocka_unit_test(test_key_time__instants__keep_their_order),
		cmocka_unit_test(test_key_task__fields__order_the_work_list),
		cmocka_unit_test(test_key_request__slots__wrap_at_the_window),
		cmocka_unit_test(test_key_code__too_long__meets_no_valid_code),
		cmocka_unit_test(test_key_search__long_terms__share_their_first_24_bytes),
		cmocka_unit_test(test_record__any_bit_flipped__is_damaged),
		cmocka_unit_test(test_record__form_on_disk__never_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
