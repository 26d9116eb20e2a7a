/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"

static void test_err__every_row__has_its_own_words(void **state)
{
	(void)state;
#define X(name, number, retryable, exit_code, english, vietnamese)                                 \
	assert_string_equal(lt_err_name(LT_E_##name), #name);                                      \
	assert_string_equal(lt_err_english(LT_E_##name), english);                                 \
	assert_string_equal(lt_err_vietnamese(LT_E_##name), vietnamese);                           \
	assert_int_equal(lt_err_exit(LT_E_##name), exit_code);                                     \
	assert_int_equal(lt_err_retryable(LT_E_##name), retryable);
	LT_ERRORS(X)
#undef X
	assert_string_equal(lt_err_name(-9999), "NONE");
}

static void test_err_wrap__two_layers__reads_outermost_first(void **state)
{
	(void)state;
	struct lt_err err = {0};
	assert_int_equal(lt_err_set(&err, LT_E_FORMAT, "bad byte %d", 7), LT_E_FORMAT);
	assert_int_equal(lt_err_wrap(&err, LT_E_FORMAT, "file %s", "a.lua"), LT_E_FORMAT);
	assert_string_equal(err.text, "file a.lua: bad byte 7");
}

static void test_arena__over_cap__gives_null_and_stays_usable(void **state)
{
	(void)state;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, 100000);
	assert_null(lt_arena_alloc(&arena, 100001));
	assert_null(lt_arena_zalloc(&arena, SIZE_MAX / 2, 3));
	char *text = lt_arena_printf(&arena, "%s-%d", "x", 5);
	assert_string_equal(text, "x-5");
	for (int i = 0; i < 20; i++) {
		lt_arena_reset(&arena);
		uint8_t *p = lt_arena_alloc(&arena, 90000);
		assert_non_null(p);
		memset(p, i, 90000);
	}
}

static void test_arena_push__many_elements__keeps_all(void **state)
{
	(void)state;
	LT_AUTO(arena) struct lt_arena arena;
	lt_arena_init(&arena, 1 << 20);
	int *items = NULL;
	size_t count = 0;
	for (int i = 0; i < 1000; i++) {
		assert_true(LT_ARENA_PUSH(&arena, items, count));
		items[count++] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
}

static void test_date__every_day_of_five_centuries__round_trips(void **state)
{
	(void)state;
	for (int32_t day = -100000; day < 100000; day++) {
		struct lt_date d = lt_date_of_day(day);
		assert_int_equal(lt_day_of_date(d), day);
		assert_int_equal(lt_weekday_of_day(day), ((day + 3) % 7 + 7) % 7);
	}
}

static void test_time_parse__forms_of_one_instant__agree(void **state)
{
	(void)state;
	static const char *const same[] = {"2025-07-01T08:30:00+07:00", "2025-07-01T01:30:00Z",
					   "2025-07-01 08:30", "2025-07-01T08:30:00.000000"};
	int64_t first = 0;
	assert_int_equal(lt_time_parse(same[0], &first), 0);
	for (size_t i = 1; i < sizeof same / sizeof *same; i++) {
		int64_t at = 0;
		assert_int_equal(lt_time_parse(same[i], &at), 0);
		assert_true(at == first);
	}
	char text[LT_TIME_TEXT_BYTES];
	assert_string_equal(lt_time_iso(first, text), same[0]);
	assert_string_equal(lt_time_iso(first + 5, text), "2025-07-01T08:30:00.000005+07:00");
	assert_string_equal(lt_time_vietnamese(first, text), "08:30 01/07/2025");
}

static void test_time_parse__nonsense__is_refused_and_leaves_result(void **state)
{
	(void)state;
	static const char *const bad[] = {"",
					  "2025",
					  "2025-13-01",
					  "2025-02-29",
					  "2025-07-01T",
					  "2025-07-01T24:00",
					  "2025-07-01T08",
					  "2025-07-01x",
					  "2025-07-01T08:30+7",
					  "2025-07-01T08:30:00.",
					  "2025-07-01T08:30:00+07:00 "};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t at = 42;
		assert_int_equal(lt_time_parse(bad[i], &at), LT_E_FORMAT);
		assert_true(at == 42);
	}
}

static void test_codes__shapes_in_use__are_told_apart(void **state)
{
	(void)state;
	assert_true(lt_dossier_code_valid("H15.50.05.13-261008-0975"));
	assert_true(lt_dossier_code_valid("G09.20-20260609-0092637"));
	assert_true(lt_dossier_code_valid("000.00.00.H11-240615-0001"));
	assert_false(lt_dossier_code_valid(""));
	assert_false(lt_dossier_code_valid("h15-1"));
	assert_false(lt_dossier_code_valid("H15/1"));
	assert_true(lt_agency_code_valid("H15.50.05.13"));
	assert_false(lt_agency_code_valid("H15..13"));
	assert_false(lt_agency_code_valid("H15."));
	assert_false(lt_agency_code_valid("A12345678901234567890123456789012345"));
	assert_true(lt_name_valid("one_stop"));
	assert_false(lt_name_valid("Một cửa"));
}

static bool text_valid(const char *bytes, size_t size)
{
	return lt_text_valid(lt_slice(bytes, size), 100);
}

static void test_text_valid__utf8_edges__follow_rfc_3629(void **state)
{
	(void)state;
	assert_true(text_valid("Nguyễn Thị Ánh\n", strlen("Nguyễn Thị Ánh\n")));
	assert_true(text_valid("\xf4\x8f\xbf\xbf", 4));
	assert_false(text_valid("\xf4\x90\x80\x80", 4)); /* beyond U+10FFFF */
	assert_false(text_valid("\xed\xa0\x80", 3));	 /* surrogate */
	assert_false(text_valid("\xc0\xaf", 2));	 /* overlong */
	assert_false(text_valid("\xe1\xba", 2));	 /* cut */
	assert_false(text_valid("a\0b", 3));
	assert_false(text_valid("\x1b[2J", 4));
	assert_false(text_valid("\xc2\x9b"
				"2J",
				4)); /* the same in one character */
	assert_true(text_valid("\xc2\xa0\r\n", 4));
	for (int c = 0; c < 256; c++) { /* a byte of any value among plain ones, at any place */
		char line[] = "abcdefghijklmnopqrst";
		bool ok = c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0x7f);
		for (size_t i = 0; i < sizeof line - 1; i++) {
			char kept = line[i];
			line[i] = (char)c;
			assert_int_equal(text_valid(line, sizeof line - 1), ok);
			line[i] = kept;
		}
	}
}

static void test_hex__round_trip__and_refusal(void **state)
{
	(void)state;
	uint8_t hash[LT_HASH_BYTES], back[LT_HASH_BYTES];
	char text[2 * LT_HASH_BYTES + 1];
	lt_hash(lt_slice_str("hồ sơ"), hash);
	assert_true(lt_unhex(lt_hex(lt_slice(hash, sizeof hash), text), back, sizeof back));
	assert_memory_equal(hash, back, sizeof hash);
	assert_false(lt_unhex("zz", back, 1));
	assert_false(lt_unhex("abc", back, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_err__every_row__has_its_own_words),
		cmocka_unit_test(test_err_wrap__two_layers__reads_outermost_first),
		cmocka_unit_test(test_arena__over_cap__gives_null_and_stays_usable),
		cmocka_unit_test(test_arena_push__many_elements__keeps_all),
		cmocka_unit_test(test_date__every_day_of_five_centuries__round_trips),
		cmocka_unit_test(test_time_parse__forms_of_one_instant__agree),
		cmocka_unit_test(test_time_parse__nonsense__is_refused_and_leaves_result),
		cmocka_unit_test(test_codes__shapes_in_use__are_told_apart),
		cmocka_unit_test(test_text_valid__utf8_edges__follow_rfc_3629),
		cmocka_unit_test(test_hex__round_trip__and_refusal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
