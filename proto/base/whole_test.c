/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/base/whole.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/time.h"

enum { MORE_THAN_A_PIPE = 1 << 20 };

struct pair {
	int from, to;
	uint8_t bytes[MORE_THAN_A_PIPE];
};

static int64_t in_us(int64_t us)
{
	struct lt_clock clock = lt_clock_system();
	return lt_clock_monotonic(&clock) + us;
}

static int setup(void **state)
{
	static struct pair pair;
	int ends[2];
	if (pipe(ends) < 0)
		return -1;
	pair.from = ends[0];
	pair.to = ends[1];
	(void)signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof pair.bytes; i++)
		pair.bytes[i] = (uint8_t)(i * 7 + (i >> 9));
	*state = &pair;
	return 0;
}

static int teardown(void **state)
{
	struct pair *pair = *state;
	(void)close(pair->from);
	(void)close(pair->to);
	return 0;
}

static void *write_in_pieces(void *argument)
{
	struct pair *pair = argument;
	bool well = lt_write_whole(pair->to, pair->bytes, 10) &&
		    lt_write_whole(pair->to, pair->bytes + 10, sizeof pair->bytes - 10);
	return well ? pair : NULL;
}

static void test_read_whole__in_pieces__all_of_it(void **state)
{
	static uint8_t back[MORE_THAN_A_PIPE];
	struct pair *pair = *state;
	pthread_t writer;
	void *well = NULL;
	assert_int_equal(pthread_create(&writer, NULL, write_in_pieces, pair), 0);
	assert_int_equal(lt_read_whole(pair->from, back, sizeof back, INT64_MAX), 0);
	assert_int_equal(pthread_join(writer, &well), 0);
	assert_non_null(well);
	assert_memory_equal(back, pair->bytes, sizeof back);
}

static void test_read_whole__other_end_stops_or_goes__says_which(void **state)
{
	struct pair *pair = *state;
	uint8_t back[8];
	assert_true(lt_write_whole(pair->to, "half", 4));
	assert_int_equal(lt_read_whole(pair->from, back, sizeof back, in_us(20000)), LT_E_TIMEOUT);
	assert_true(lt_write_whole(pair->to, "half", 4));
	assert_int_equal(close(pair->to), 0);
	assert_int_equal(lt_read_whole(pair->from, back, sizeof back, INT64_MAX), LT_E_ABSENT);
	assert_int_equal(lt_read_whole(pair->from, back, 0, 0), 0);
	pair->to = -1;
}

static void test_write_whole__nobody_reads__says_why(void **state)
{
	struct pair *pair = *state;
	assert_int_equal(close(pair->from), 0);
	pair->from = -1;
	assert_false(lt_write_whole(pair->to, "x", 1));
	assert_int_equal(errno, EPIPE);
	assert_true(lt_write_whole(pair->to, NULL, 0));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_read_whole__in_pieces__all_of_it),
		T(test_read_whole__other_end_stops_or_goes__says_which),
		T(test_write_whole__nobody_reads__says_why),
	};
	return cmocka_run_group_tests_name("base.whole", tests, NULL, NULL);
}
