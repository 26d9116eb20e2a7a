/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <sodium.h>

#include "proto/base/time.h"
#include "worker/web/pace.h"

enum { MAX = 10 };

static int set_up(void **state)
{
	*state = lt_pace_new();
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	lt_pace_free(*state);
	return 0;
}

static void test_pace_try__eleven_in_a_minute__told_how_long_to_wait(void **state)
{
	int64_t at_us = 5 * LT_US_PER_HOUR;
	for (int i = 0; i < MAX; i++)
		assert_int_equal(lt_pace_try(*state, 'a', "10.0.0.1", MAX, at_us), 0);
	at_us += 20 * LT_US_PER_SECOND;
	assert_int_equal(lt_pace_try(*state, 'a', "10.0.0.1", MAX, at_us), 41);
	assert_int_equal(lt_pace_try(*state, 'a', "10.0.0.2", MAX, at_us), 0); /* somebody else */
	assert_int_equal(lt_pace_try(*state, 'c', "10.0.0.1", MAX, at_us), 0); /* of another kind */
	at_us += 40 * LT_US_PER_SECOND;
	assert_int_equal(lt_pace_try(*state, 'a', "10.0.0.1", MAX, at_us), 0);
}

static void test_pace_undo__what_was_no_try__does_not_count(void **state)
{
	for (int i = 0; i < 3 * MAX; i++) {
		assert_int_equal(lt_pace_try(*state, 'a', "10.0.0.1", MAX, 1), 0);
		lt_pace_undo(*state, 'a', "10.0.0.1");
	}
}

static void test_pace_try__a_hundred_thousand_names__each_has_its_own_count(void **state)
{
	unsigned refused = 0;
	for (int i = 0; i < 100000; i++) {
		char name[32];
		(void)snprintf(name, sizeof name, "10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
		refused += lt_pace_try(*state, 'a', name, 1, i) != 0;
	}
	assert_int_equal(refused, 0);
	assert_int_equal(lt_pace_try(*state, 'a', "10.1.134.159", 1, 100001), 60); /* the last */
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_pace_try__eleven_in_a_minute__told_how_long_to_wait),
		TEST(test_pace_undo__what_was_no_try__does_not_count),
		TEST(test_pace_try__a_hundred_thousand_names__each_has_its_own_count),
	};
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
