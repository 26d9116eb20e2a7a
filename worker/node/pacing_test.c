/* SPDX-License-Identifier: EUPL-1.2 */
/* Reports over lines of every speed: full after a few on a fast one, never long ahead of others on
 * a slow one. */
#include "worker/node/pacing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "proto/base/err.h"
#include "proto/base/time.h"

enum { TOGETHER = 8, ROUNDS = 40, FULL = 900 << 10, FEW = 8 << 10 };

/* So many reports at once, one behind the other at this speed, again and again.
 * @return how long the last of the last round took */
static int64_t play(struct lt_pacing *p, int64_t bytes_per_s, int64_t *now_us)
{
	int64_t took_us = 0;
	for (int round = 0; round < ROUNDS; round++) {
		size_t bytes = p->bytes;
		int64_t started_us = *now_us;
		for (int i = 0; i < TOGETHER; i++) {
			*now_us += (int64_t)bytes * LT_US_PER_SECOND / bytes_per_s;
			lt_pacing_over(p, &(struct lt_paced){bytes, started_us}, 0, *now_us);
		}
		took_us = *now_us - started_us;
	}
	return took_us;
}

static void test_pacing__fast_line__reports_grow_to_a_whole_message(void **state)
{
	struct lt_pacing p;
	int64_t now_us = 1;
	(void)state;
	lt_pacing_init(&p);
	(void)play(&p, INT64_C(100) << 20, &now_us);
	assert_int_equal(p.bytes, FULL);
}

static void test_pacing__slow_lines__nobody_stands_long_behind_reports(void **state)
{
	static const int64_t speeds[] = {8000, 16000, 32000, 64000, 128000, 1 << 20};
	(void)state;
	for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
		struct lt_pacing p;
		int64_t now_us = 1;
		lt_pacing_init(&p);
		int64_t took_us = play(&p, speeds[i], &now_us);
		if (p.bytes > FEW)
			assert_in_range(took_us, 1, 3 * LT_US_PER_SECOND / 2);
		else
			assert_in_range(took_us, 1,
					TOGETHER * (int64_t)FEW * LT_US_PER_SECOND / speeds[i] + 1);
	}
}

static void test_pacing__line_that_gets_better__grows_again(void **state)
{
	struct lt_pacing p;
	int64_t now_us = 1;
	(void)state;
	lt_pacing_init(&p);
	(void)play(&p, 32000, &now_us);
	assert_in_range(p.bytes, FEW, 64 << 10);
	(void)play(&p, INT64_C(100) << 20, &now_us);
	assert_int_equal(p.bytes, FULL);
}

static void test_pacing__unanswered__shrinks_once_for_all_that_were_under_way(void **state)
{
	struct lt_pacing p;
	(void)state;
	lt_pacing_init(&p);
	size_t first = p.bytes;
	for (int i = 0; i < TOGETHER; i++)
		lt_pacing_over(&p, &(struct lt_paced){first, 1}, LT_E_TIMEOUT,
			       20 * LT_US_PER_SECOND + i);
	assert_int_equal(p.bytes, first / 8);
}

static void test_pacing__small_reports__say_nothing_about_large_ones(void **state)
{
	struct lt_pacing p;
	(void)state;
	lt_pacing_init(&p);
	size_t first = p.bytes;
	for (int i = 1; i < 100; i++)
		lt_pacing_over(&p, &(struct lt_paced){200, i}, 0, i + 1);
	assert_int_equal(p.bytes, first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pacing__fast_line__reports_grow_to_a_whole_message),
		cmocka_unit_test(test_pacing__slow_lines__nobody_stands_long_behind_reports),
		cmocka_unit_test(test_pacing__line_that_gets_better__grows_again),
		cmocka_unit_test(test_pacing__unanswered__shrinks_once_for_all_that_were_under_way),
		cmocka_unit_test(test_pacing__small_reports__say_nothing_about_large_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
