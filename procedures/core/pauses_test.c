/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/core/pauses.h"

enum { MOST = 4, COUNTS_FROM = 100 };

/* Pauses given as pairs; to 0: it still stands. Which of them is left, of NULL: as given. */
static void check_left(const int64_t (*given)[2], size_t count, int64_t open_to_us,
		       const int64_t (*expected)[2], const uint32_t *of, size_t left)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Pause pauses[MOST], *list[MOST];
	struct lt_pauses got;
	lt_arena_init(&arena, 1 << 16);
	for (size_t i = 0; i < count; i++) {
		lt__pause__init(&pauses[i]);
		pauses[i].from_us = given[i][0];
		pauses[i].to_us = given[i][1];
		list[i] = &pauses[i];
	}
	assert_int_equal(lt_pauses_of(list, count, COUNTS_FROM, open_to_us, &arena, &got), 0);
	for (size_t i = 0; i < got.count; i++) {
		assert_int_equal(got.items[i].from_us, expected[i][0]);
		assert_int_equal(got.items[i].to_us, expected[i][1]);
		if (of)
			assert_int_equal(got.of[i], of[i]);
	}
	assert_int_equal(got.count, left);
}

static void check(const int64_t (*given)[2], size_t count, int64_t open_to_us,
		  const int64_t (*expected)[2])
{
	check_left(given, count, open_to_us, expected, NULL, count);
}

static void test_pauses_of__in_order__as_they_are(void **state)
{
	(void)state;
	const int64_t given[][2] = {{200, 300}, {300, 400}, {500, 0}};
	const int64_t expected[][2] = {{200, 300}, {300, 400}, {500, 600}};
	check(given, 3, 600, expected);
}

static void test_pauses_of__recorded_late__time_is_paused_once(void **state)
{
	(void)state;
	const int64_t given[][2] = {{200, 300}, {250, 400}, {350, 380}, {390, 0}};
	const int64_t expected[][2] = {{200, 300}, {300, 400}, {400, 400}, {400, 400}};
	check(given, 4, 395, expected);
}

static void test_pauses_of__before_counting_began__from_there(void **state)
{
	(void)state;
	const int64_t given[][2] = {{10, 20}, {50, 150}, {160, 0}};
	const int64_t expected[][2] = {{100, 100}, {100, 150}, {160, LT_PAUSE_OPEN}};
	check(given, 3, LT_PAUSE_OPEN, expected);
}

static void test_pauses_of__a_line_that_was_down_earlier__in_its_place(void **state)
{
	(void)state;
	const int64_t given[][2] = {{200, 300}, {500, 0}, {150, 250}, {400, 450}};
	const int64_t expected[][2] = {{150, 250}, {250, 300}, {400, 450}, {500, LT_PAUSE_OPEN}};
	const uint32_t of[] = {2, 0, 3, 1};
	check_left(given, 4, LT_PAUSE_OPEN, expected, of, 4);
}

static void test_pauses_of__inside_one_without_end__nothing_is_left(void **state)
{
	(void)state;
	const int64_t given[][2] = {{200, 0}, {250, 300}};
	const int64_t expected[][2] = {{200, LT_PAUSE_OPEN}};
	const uint32_t of[] = {0};
	check_left(given, 2, LT_PAUSE_OPEN, expected, of, 1);
}

static void test_pauses_of__no_memory__says_so(void **state)
{
	(void)state;
	LT_AUTO(arena) struct lt_arena arena;
	struct lt_pauses got = {0};
	lt_arena_init(&arena, 0);
	assert_int_equal(lt_pauses_of(NULL, 0, 0, 0, &arena, &got), LT_E_NOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pauses_of__in_order__as_they_are),
		cmocka_unit_test(test_pauses_of__recorded_late__time_is_paused_once),
		cmocka_unit_test(test_pauses_of__before_counting_began__from_there),
		cmocka_unit_test(test_pauses_of__a_line_that_was_down_earlier__in_its_place),
		cmocka_unit_test(test_pauses_of__inside_one_without_end__nothing_is_left),
		cmocka_unit_test(test_pauses_of__no_memory__says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
