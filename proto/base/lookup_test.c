/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/lookup.h"

static void test_lookup_of__known_bits__known_characters(void **state)
{
	static const uint8_t none[5] = {0}, all[5] = {255, 255, 255, 255, 255},
			     some[5] = {0x00, 0x44, 0x32, 0x14, 0xc7};
	char text[LT_LOOKUP_BYTES];
	(void)state;
	assert_string_equal(lt_lookup_of(none, text), "00000000");
	assert_string_equal(lt_lookup_of(all, text), "ZZZZZZZZ");
	assert_string_equal(lt_lookup_of(some, text), "01234567");
}

static void test_lookup_draw__a_thousand_times__valid_and_never_twice(void **state)
{
	enum { TIMES = 1000 };
	static char drawn[TIMES][LT_LOOKUP_BYTES];
	uint32_t seen[LT_LOOKUP_CHARACTERS] = {0};
	(void)state;
	for (size_t i = 0; i < TIMES; i++) {
		assert_true(lt_lookup_valid(lt_lookup_draw(drawn[i])));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(drawn[i], drawn[k]);
		for (size_t k = 0; k < LT_LOOKUP_CHARACTERS; k++)
			seen[k] |= 1u << (drawn[i][k] % 32);
	}
	for (size_t k = 0; k < LT_LOOKUP_CHARACTERS; k++) /* every place moves */
		assert_true(__builtin_popcount(seen[k]) > 20);
}

static void test_lookup_read__as_people_type__the_same_characters(void **state)
{
	static const char *const typed[] = {"K7WM3Q10", "k7wm-3q1o", " k7wm 3qLO ", "K7-WM-3Q-I0"};
	static const char *const wrong[] = {"",		"K7WM3Q1",	   "K7WM3Q100", "K7WM3Q1U",
					    "K7WM3Q1!", "K7WM3Q1\xc4\x90", "K7WM\t3Q10"};
	char text[LT_LOOKUP_BYTES], printed[LT_LOOKUP_PRINTED_BYTES];
	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		assert_true(lt_lookup_read(typed[i], text));
		assert_string_equal(text, "K7WM3Q10");
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(lt_lookup_read(wrong[i], text));
	assert_string_equal(lt_lookup_print("K7WM3Q10", printed), "K7WM-3Q10");
	assert_true(lt_lookup_read(printed, text));
}

static void test_lookup_same__one_character_off_or_none__differ(void **state)
{
	(void)state;
	assert_true(lt_lookup_same("K7WM3Q9D", "K7WM3Q9D"));
	assert_false(lt_lookup_same("K7WM3Q9D", "K7WM3Q9E"));
	assert_false(lt_lookup_same("K7WM3Q9D", "A7WM3Q9D"));
	assert_false(lt_lookup_same("", "")); /* a dossier without them opens to nobody */
	assert_false(lt_lookup_same("k7wm3q9d", "k7wm3q9d"));
	assert_false(lt_lookup_same("K7WM3Q9D", "K7WM3Q9"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookup_of__known_bits__known_characters),
		cmocka_unit_test(test_lookup_draw__a_thousand_times__valid_and_never_twice),
		cmocka_unit_test(test_lookup_read__as_people_type__the_same_characters),
		cmocka_unit_test(test_lookup_same__one_character_off_or_none__differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
