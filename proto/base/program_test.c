/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/program.h"

enum { LONG_MS = 60000 };

static int run(const char *const *argv, struct lt_slice input, int timeout_ms, size_t max,
	       struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err)
{
	lt_arena_init(arena, 64 << 20);
	*err = (struct lt_err){0};
	return lt_program_run(argv, input, timeout_ms, max, arena, ret, err);
}

static void test_program_run__more_than_pipes_hold__comes_back_whole(void **state)
{
	static const char *const argv[] = {"cat", NULL};
	struct lt_arena arena;
	struct lt_slice out;
	struct lt_err err;
	size_t size = 3 << 20;
	char *text = malloc(size);
	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		text[i] = (char)('a' + i % 23);
	assert_int_equal(run(argv, lt_slice(text, size), LONG_MS, size, &arena, &out, &err), 0);
	assert_true(lt_slice_equal(out, lt_slice(text, size)));
	lt_arena_done(&arena);
	free(text);
}

static void test_program_try__a_file_for_input__is_read_from_its_place_and_stays_open(void **state)
{
	static const char *const argv[] = {"cat", NULL};
	struct lt_arena arena;
	struct lt_program_end end;
	struct lt_err err = {0};
	FILE *file = tmpfile();
	(void)state;
	assert_non_null(file);
	assert_int_equal(fwrite("a\0b", 1, 3, file), 3);
	rewind(file);
	const struct lt_program_bounds bounds = {
		.timeout_ms = LONG_MS, .bytes = 10, .input = fileno(file)};
	lt_arena_init(&arena, 1 << 20);
	assert_int_equal(lt_program_try(argv, lt_slice(NULL, 0), &bounds, &arena, &end, &err), 0);
	assert_true(lt_slice_equal(end.out, lt_slice("a\0b", 3)));
	assert_int_equal(fclose(file), 0); /* it was still open */
	lt_arena_done(&arena);
}

static void test_program_run__reads_nothing__is_no_harm(void **state)
{
	static const char *const argv[] = {"true", NULL};
	struct lt_arena arena;
	struct lt_slice out;
	struct lt_err err;
	char *text = calloc(1, 1 << 20);
	(void)state;
	assert_int_equal(run(argv, lt_slice(text, 1 << 20), LONG_MS, 10, &arena, &out, &err), 0);
	assert_int_equal(out.size, 0);
	lt_arena_done(&arena);
	free(text);
}

static int fails(const char *const *argv, int timeout_ms, size_t max, struct lt_err *err)
{
	struct lt_arena arena;
	struct lt_slice out, none = {0};
	int r = run(argv, none, timeout_ms, max, &arena, &out, err);
	lt_arena_done(&arena);
	return r;
}

static void test_program_run__what_goes_wrong__is_told_apart(void **state)
{
	static const char *const absent[] = {"lienthong-no-such-program", NULL};
	static const char *const complains[] = {"sh", "-c", "echo bad input >&2; exit 3", NULL};
	static const char *const endless[] = {"sh", "-c", "while :; do :; done", NULL};
	static const char *const floods[] = {"yes", NULL};
	struct lt_err err;
	(void)state;
	assert_int_equal(fails(absent, LONG_MS, 10, &err), LT_E_ABSENT);
	assert_non_null(strstr(err.text, "lienthong-no-such-program"));
	assert_int_equal(fails(complains, LONG_MS, 10, &err), LT_E_IO);
	assert_non_null(strstr(err.text, "bad input"));
	assert_int_equal(fails(endless, 50, 10, &err), LT_E_TIMEOUT);
	assert_int_equal(fails(floods, LONG_MS, 1000, &err), LT_E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_program_run__more_than_pipes_hold__comes_back_whole),
		cmocka_unit_test(
			test_program_try__a_file_for_input__is_read_from_its_place_and_stays_open),
		cmocka_unit_test(test_program_run__reads_nothing__is_no_harm),
		cmocka_unit_test(test_program_run__what_goes_wrong__is_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
