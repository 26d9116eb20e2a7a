/* SPDX-License-Identifier: EUPL-1.2 */
/* The line is read again as a scanner does: widths, symbols, their check. What a real decoder makes
 * of it is tested with the printed page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/forms/bars.h"
#include "proto/base/limits.h"

static int set_up(void **state)
{
	static struct lt_arena arena;
	lt_arena_init(&arena, 1u << 20);
	*state = &arena;
	return 0;
}

static int tear_down(void **state)
{
	lt_arena_done(*state);
	return 0;
}

/* Widths of bars and gaps, as digits. */
static void read_widths(const char *svg, char *ret, size_t room)
{
	const char *path = strstr(svg, " d=\"M10 16");
	unsigned n;
	int used = 0;
	size_t count = 0;
	assert_non_null(path);
	for (path += strlen(" d=\"M10 16"); *path != '"'; path += used, used = 0) {
		assert_true(count + 1 < room);
		assert_int_equal(sscanf(path, count % 2 ? "m%u 0%n" : "h%u%n", &n, &used), 1);
		ret[count++] = (char)('0' + n);
	}
	ret[count] = 0;
}

static const char *svg_of(struct lt_arena *arena, const char *text)
{
	struct lt_writer w = {.arena = arena};
	struct lt_err err = {0};
	assert_int_equal(lt_bars_svg(&w, text, &err), 0);
	return lt_writer_text(&w);
}

static void test_bars_svg__one_letter__start_letter_check_stop(void **state)
{
	char text[256];
	read_widths(svg_of(*state, "A"), text, sizeof text);
	/* start B 104, A 33, check (104 + 33) mod 103 = 34, stop */
	assert_string_equal(text, "211214"
				  "111323"
				  "131123"
				  "2331112");
}

static void test_bars_svg__digits__two_a_symbol(void **state)
{
	char text[256];
	read_widths(svg_of(*state, "1234"), text, sizeof text);
	/* start C 105, 12, 34, check (105 + 12 + 2 * 34) mod 103 = 82 */
	assert_string_equal(text, "211232"
				  "112232"
				  "131123"
				  "121241"
				  "2331112");
}

static void test_bars_svg__a_dossier_code__every_symbol_eleven_modules(void **state)
{
	char text[512];
	const char *svg = svg_of(*state, "H14.40.21.01-250805-000001");
	read_widths(svg, text, sizeof text);
	size_t n = strlen(text);
	assert_int_equal(n % 6, 1);
	for (size_t i = 0; i + 7 < n; i += 6) {
		int sum = 0;
		for (size_t k = 0; k < 6; k++)
			sum += text[i + k] - '0';
		assert_int_equal(sum, 11);
	}
	/* start, 13 characters, change, 3 pairs, change, dash, change, 3 pairs, check: 25 */
	assert_int_equal(n / 6, 26);
	assert_non_null(strstr(svg, "viewBox=\"0 0 308 32\""));
	assert_true(strlen(svg) < 1500);
}

static void test_bars_svg__what_no_code_is__refused(void **state)
{
	char text[LT_DOSSIER_CODE_BYTES_MAX + 2];
	struct lt_writer w = {.arena = *state};
	struct lt_err err = {0};
	memset(text, 'X', sizeof text - 1);
	text[sizeof text - 1] = 0;
	assert_int_equal(lt_bars_svg(&w, text, &err), LT_E_LIMIT);
	assert_int_equal(lt_bars_svg(&w, "", &err), LT_E_LIMIT);
	assert_int_equal(lt_bars_svg(&w, "H14-Đ", &err), LT_E_FORMAT);
	text[sizeof text - 2] = 0;
	assert_int_equal(lt_bars_svg(&w, text, &err), 0); /* the longest there can be */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bars_svg__one_letter__start_letter_check_stop),
		cmocka_unit_test(test_bars_svg__digits__two_a_symbol),
		cmocka_unit_test(test_bars_svg__a_dossier_code__every_symbol_eleven_modules),
		cmocka_unit_test(test_bars_svg__what_no_code_is__refused),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
