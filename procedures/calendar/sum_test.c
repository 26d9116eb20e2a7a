/* SPDX-License-Identifier: EUPL-1.2 */
/* A ledger adds up: for cases worked by hand, and for random ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/calendar/calendar_fixture.h"
#include "procedures/calendar/random_fixture.h"

static struct lt_ledger_sum sum_of(const char *received, struct lt_limit limit,
				   enum lt_counting counting, const struct lt_pause *pauses,
				   size_t count, const char *at)
{
	struct lt_ledger_sum sum;
	const struct lt_office *office = lt_calendar_office(lt_fixture_made, "VN-STD");
	assert_int_equal(lt_ledger_add_up(office, lt_fixture_at(received), limit, counting, pauses,
					  count, lt_fixture_at(at), &sum),
			 0);
	return sum;
}

static void check(struct lt_ledger_sum s, int64_t limit, int64_t used, int64_t remaining,
		  int64_t paused, int64_t pushed, int64_t total)
{
	assert_int_equal(s.limit, limit);
	assert_int_equal(s.used, used);
	assert_int_equal(s.remaining, remaining);
	assert_int_equal(s.paused, paused);
	assert_int_equal(s.pushed, pushed);
	assert_int_equal(s.total, total);
}

/* Thursday the 5th, ten working days; paused from Tuesday to Friday of the next week. */
static void test_sum__working_days__pause_takes_its_days(void **state)
{
	const struct lt_limit limit = {LT_LIMIT_WORKING_DAYS, 10};
	const struct lt_pause pause = {lt_fixture_at("2025-06-10T10:00"),
				       lt_fixture_at("2025-06-13T09:00")};
	(void)state;
	/* used: Fri 6, Mon 9; paused: Tue to Fri; used: Mon 16; left 7, up to Wed 25 */
	check(sum_of("2025-06-05T09:00", limit, 0, &pause, 1, "2025-06-17T10:00"), 10, 3, 7, 4, 0,
	      14);
	check(sum_of("2025-06-05T09:00", limit, 0, NULL, 0, "2025-06-05T10:00"), 10, 0, 10, 0, 0,
	      10);
	check(sum_of("2025-06-05T09:00", limit, 0, NULL, 0, "2025-06-24T10:00"), 10, 12, -2, 0, 0,
	      10);
}

/* Thirty days from the 2nd end on the 2nd of July; five from the 4th on a Monday after all. */
static void test_sum__calendar_days__are_pushed_to_a_working_day(void **state)
{
	(void)state;
	check(sum_of("2025-06-03T09:00", (struct lt_limit){LT_LIMIT_CALENDAR_DAYS, 4}, 0, NULL, 0,
		     "2025-06-05T10:00"),
	      4, 1, 3, 0, 2, 6); /* Saturday the 7th, so Monday the 9th */
}

static void test_sum__working_time__pause_is_outside(void **state)
{
	const int64_t hour = LT_US_PER_HOUR;
	const struct lt_limit limit = {LT_LIMIT_WORKING_MINUTES, 480};
	const struct lt_pause pause = {lt_fixture_at("2025-06-12T10:00"),
				       lt_fixture_at("2025-06-13T10:00")};
	(void)state;
	struct lt_ledger_sum s =
		sum_of("2025-06-12T09:00", limit, 0, &pause, 1, "2025-06-13T11:00");
	assert_int_equal(s.limit, 8 * hour);
	assert_int_equal(s.used, 2 * hour); /* nine to ten, and ten to eleven the day after */
	assert_int_equal(s.remaining, 6 * hour);
	assert_int_equal(s.total, s.limit + s.paused);
}

static void test_sum__standing__what_is_left_waits(void **state)
{
	const struct lt_limit limit = {LT_LIMIT_WORKING_DAYS, 10};
	const struct lt_pause pause = {lt_fixture_at("2025-06-10T10:00"), LT_PAUSE_OPEN};
	(void)state;
	struct lt_ledger_sum s =
		sum_of("2025-06-05T09:00", limit, 0, &pause, 1, "2025-06-27T10:00");
	assert_true(s.suspended);
	check(s, 10, 2, 8, 0, 0, 2);
}

static void check_random(const struct lt_office *office, const struct lt_random_question *c,
			 int64_t at_us, size_t *told)
{
	struct lt_ledger_sum s;
	if (lt_ledger_add_up(office, c->received_us, c->limit, c->counting, c->pauses,
			     c->pauses_count, at_us, &s) < 0)
		return; /* beyond the known days */
	(*told)++;
	if (s.used + s.remaining != s.limit)
		fail_msg("unit %d counting %d: %lld used, %lld left, of %lld", c->limit.unit,
			 c->counting, (long long)s.used, (long long)s.remaining,
			 (long long)s.limit);
	if (!s.suspended && s.limit + s.paused + s.pushed != s.total)
		fail_msg("unit %d counting %d: %lld + %lld + %lld, not %lld", c->limit.unit,
			 c->counting, (long long)s.limit, (long long)s.paused, (long long)s.pushed,
			 (long long)s.total);
}

static void test_sum__random_cases__adds_up(void **state)
{
	uint64_t seed = 766;
	size_t told = 0;
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct lt_random_world world;
		lt_random_world_init(&world, &seed, /* gaps: */ false);
		const struct lt_office *office =
			lt_calendar_office(world.calendar, world.office.name);
		for (int i = 0; i < 100; i++) {
			struct lt_random_question c;
			lt_random_question(&world, &seed, &c);
			int64_t at_us =
				c.received_us + lt_fixture_random(&seed, 90 * LT_US_PER_DAY);
			check_random(office, &c, at_us, &told);
		}
		lt_random_world_done(&world);
	}
	assert_in_range(told, 30000, 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sum__working_days__pause_takes_its_days),
		cmocka_unit_test(test_sum__calendar_days__are_pushed_to_a_working_day),
		cmocka_unit_test(test_sum__working_time__pause_is_outside),
		cmocka_unit_test(test_sum__standing__what_is_left_waits),
		cmocka_unit_test(test_sum__random_cases__adds_up),
	};
	return cmocka_run_group_tests_name("calendar.sum", tests, lt_fixture_begin, lt_fixture_end);
}
