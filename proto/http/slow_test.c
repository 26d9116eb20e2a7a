/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/base/time.h"
#include "proto/http/http_own.h"

/* Does a body that comes at this speed ever come too late? */
static bool is_let_go(uint64_t bytes, uint64_t bytes_per_second)
{
	uint64_t seconds = bytes / bytes_per_second;
	for (uint64_t s = 0; s <= seconds; s++)
		if (lt_http_body_is_late(s * bytes_per_second, (int64_t)(s + 1) * LT_US_PER_SECOND))
			return true;
	return false;
}

static void test_body_is_late__honest_slow_lines__are_waited_for(void **state)
{
	const uint64_t scan = 50 << 20;
	(void)state;
	assert_int_equal(scan / (256 * 1000 / 8) / 60, 27); /* minutes at 256 kbit/s */
	assert_false(is_let_go(scan, 256 * 1000 / 8));
	assert_false(is_let_go(scan, 64 * 1000 / 8));
	assert_false(is_let_go(300 << 20, 128 * 1000 / 8));	      /* a whole dossier */
	assert_false(lt_http_body_is_late(0, 20 * LT_US_PER_SECOND)); /* a stall at first */
}

static void test_body_is_late__drips__are_let_go(void **state)
{
	(void)state;
	assert_true(is_let_go(1 << 20, 1));
	assert_true(is_let_go(1 << 20, 1000));
	assert_true(lt_http_body_is_late(1, 22 * LT_US_PER_SECOND));
	/* fast at first, then dripping: what came is credited, no more */
	assert_false(lt_http_body_is_late(400 << 10, 100 * LT_US_PER_SECOND));
	assert_true(lt_http_body_is_late(400 << 10, 130 * LT_US_PER_SECOND));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_body_is_late__honest_slow_lines__are_waited_for),
		cmocka_unit_test(test_body_is_late__drips__are_let_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
