/* SPDX-License-Identifier: EUPL-1.2 */
/* Chunks on lines of known rate and trip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "proto/papers/pace.h"

/* Sends @p count chunks over a line; @return the size it came to. */
static size_t settle(int64_t bits_per_second, int64_t trip_us, int count)
{
	struct lt_pace pace;
	lt_pace_init(&pace);
	lt_pace_done(&pace, 1, trip_us); /* the first question carries nothing */
	for (int i = 0; i < count; i++)
		lt_pace_done(&pace, pace.chunk,
			     trip_us + (int64_t)pace.chunk * 8 * 1000000 / bits_per_second);
	return pace.chunk;
}

static void test_pace__slow_line__a_chunk_is_a_quarter_second(void **state)
{
	(void)state;
	assert_in_range(settle(256000, 60000, 20), 7500, 8500);
	assert_in_range(settle(256000, 600000, 20), 7500, 8500);
	assert_int_equal(settle(64000, 60000, 20), LT_PAPER_CHUNK_BYTES_MIN);
}

static void test_pace__fast_line__grows_to_the_bound(void **state)
{
	(void)state;
	assert_int_equal(settle(100000000, 2000, 12), LT_PAPER_CHUNK_BYTES_MAX);
	assert_int_equal(settle(100000000, 100000, 12), LT_PAPER_CHUNK_BYTES_MAX);
}

static void test_pace__line_slows_down__follows_within_a_few_chunks(void **state)
{
	(void)state;
	struct lt_pace pace;
	lt_pace_init(&pace);
	for (int i = 0; i < 20; i++)
		lt_pace_done(&pace, pace.chunk, 1000 + (int64_t)pace.chunk / 10);
	assert_int_equal(pace.chunk, LT_PAPER_CHUNK_BYTES_MAX);
	for (int i = 0; i < 6; i++)
		lt_pace_done(&pace, pace.chunk, 1000 + (int64_t)pace.chunk * 8 * 1000000 / 256000);
	assert_in_range(pace.chunk, 7500, 8500);
	lt_pace_failed(&pace);
	assert_int_equal(pace.chunk, LT_PAPER_CHUNK_BYTES_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pace__slow_line__a_chunk_is_a_quarter_second),
		cmocka_unit_test(test_pace__fast_line__grows_to_the_bound),
		cmocka_unit_test(test_pace__line_slows_down__follows_within_a_few_chunks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
