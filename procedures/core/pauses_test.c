/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/core/pauses.h"

enum { MOST = 4, COUNTS_FROM = 100 };

/* A dossier with pauses given as pairs; to 0: it still stands. */
static void check(const int64_t (*given)[2], size_t count, int64_t open_to_us,
		  const int64_t (*expected)[2])
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__Pause pauses[MOST], *list[MOST];
	struct lt_pause *got;
	lt_arena_init(&arena, 1 << 16);
	d.counts_from_us = COUNTS_FROM;
	for (size_t i = 0; i < count; i++) {
		lt__pause__init(&pauses[i]);
		pauses[i].from_us = given[i][0];
		pauses[i].to_us = given[i][1];
		list[i] = &pauses[i];
	}
	d.pauses = list;
	d.n_pauses = count;
	assert_int_equal(lt_pauses_of(&d, open_to_us, &arena, &got), 0);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(got[i].from_us, expected[i][0]);
		assert_int_equal(got[i].to_us, expected[i][1]);
	}
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

static void test_pauses_of__no_memory__says_so(void **state)
{
	(void)state;
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Dossier d = LT__DOSSIER__INIT;
	struct lt_pause *got = NULL;
	lt_arena_init(&arena, 0);
	assert_int_equal(lt_pauses_of(&d, 0, &arena, &got), LT_E_NOMEM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pauses_of__in_order__as_they_are),
		cmocka_unit_test(test_pauses_of__recorded_late__time_is_paused_once),
		cmocka_unit_test(test_pauses_of__before_counting_began__from_there),
		cmocka_unit_test(test_pauses_of__no_memory__says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
