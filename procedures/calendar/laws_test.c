/* SPDX-License-Identifier: EUPL-1.2 */
/* What holds for every office, notice, limit, pause and way of counting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar_fixture.h"
#include "procedures/calendar/random_fixture.h"

enum { WORLDS = 400, QUESTIONS = 100 };

/* One law, asked of a question and the office it is put to. */
typedef void law(const struct lt_office *office, const struct lt_random_question *q,
		 uint64_t *seed);

static void hold(law *holds, uint64_t seed)
{
	for (int i = 0; i < WORLDS; i++) {
		struct lt_random_world w;
		lt_random_world_init(&w, &seed, /* gaps: */ false);
		for (int k = 0; k < QUESTIONS; k++) {
			struct lt_random_question q;
			lt_random_question(&w, &seed, &q);
			holds(lt_calendar_office(w.calendar, "X"), &q, &seed);
		}
		lt_random_world_done(&w);
	}
}

/* A due moment, LT_DUE_SUSPENDED, or -1 beyond the known days (never an instant of a world). */
static int64_t due_of(const struct lt_office *office, const struct lt_random_question *q)
{
	int64_t due_us = 0;
	int r = lt_due(office, q->received_us, q->limit, q->counting, q->pauses, q->pauses_count,
		       &due_us);
	assert_true(r == 0 || r == LT_E_CALENDAR);
	return r < 0 ? -1 : due_us;
}

/* LT_DUE_SUSPENDED and beyond the known days are later than any that is known. */
static bool not_before(int64_t later_us, int64_t earlier_us)
{
	if (later_us == -1 || later_us == LT_DUE_SUSPENDED)
		return true;
	return earlier_us != -1 && later_us >= earlier_us;
}

/* -- adding working time -- */

static int64_t add(const struct lt_office *office, int64_t at_us, int32_t minutes)
{
	struct lt_random_question q = {.received_us = at_us,
				       .limit = {LT_LIMIT_WORKING_MINUTES, minutes},
				       .counting = LT_COUNTING_LEGAL};
	return at_us == -1 ? -1 : due_of(office, &q);
}

static void associates(const struct lt_office *office, const struct lt_random_question *q,
		       uint64_t *seed)
{
	int32_t a = (int32_t)lt_fixture_random(seed, 3000);
	int32_t b = (int32_t)lt_fixture_random(seed, 3000);
	assert_int_equal(add(office, add(office, q->received_us, a), b),
			 add(office, q->received_us, a + b));
}

static void grows(const struct lt_office *office, const struct lt_random_question *q,
		  uint64_t *seed)
{
	int32_t a = (int32_t)lt_fixture_random(seed, 3000);
	int64_t later_us = q->received_us + lt_fixture_random(seed, 2 * LT_US_PER_DAY);
	int64_t due_us = add(office, q->received_us, a);
	assert_true(not_before(add(office, q->received_us, a + 1), due_us));
	assert_true(not_before(add(office, later_us, a), due_us));
	assert_true(due_us == -1 || due_us >= q->received_us);
}

static void test_due__working_time_added_in_parts__as_added_at_once(void **state)
{
	(void)state;
	hold(associates, 148);
}

static void test_due__more_working_time_or_a_later_start__never_earlier(void **state)
{
	(void)state;
	hold(grows, 147);
}

/* -- limits -- */

static void longer_is_later(const struct lt_office *office, const struct lt_random_question *q,
			    uint64_t *seed)
{
	struct lt_random_question more = *q;
	more.limit.amount += (int32_t)lt_fixture_random(seed, 3);
	/* A later cut-off hour gives more time on the day, not more days. */
	if (q->limit.unit != LT_LIMIT_SAME_DAY)
		assert_true(not_before(due_of(office, &more), due_of(office, q)));
	else if (more.limit.amount < 1440)
		assert_true(not_before(due_of(office, q), due_of(office, &more)));
}

static void later_is_later(const struct lt_office *office, const struct lt_random_question *q,
			   uint64_t *seed)
{
	struct lt_random_question later = *q;
	int64_t room_us = 3 * LT_US_PER_DAY;
	if (q->pauses_count > 0) /* a pause starts after receipt */
		room_us = q->pauses[0].from_us - q->received_us;
	later.received_us += lt_fixture_random(seed, room_us);
	assert_true(not_before(due_of(office, &later), due_of(office, q)));
}

static void test_due__a_longer_limit__never_earlier(void **state)
{
	(void)state;
	hold(longer_is_later, 61);
}

static void test_due__a_later_receipt__never_earlier(void **state)
{
	(void)state;
	hold(later_is_later, 118);
}

/* -- pauses -- */

static void pauses_lengthen(const struct lt_office *office, const struct lt_random_question *q,
			    uint64_t *seed)
{
	struct lt_random_question fewer = *q, longer = *q;
	int64_t due_us = due_of(office, q);
	while (fewer.pauses_count > 0) {
		fewer.pauses_count--;
		assert_true(not_before(due_us, due_of(office, &fewer)));
	}
	if (q->pauses_count == 0)
		return;
	struct lt_pause *last = &longer.pauses[q->pauses_count - 1];
	if (last->to_us != LT_PAUSE_OPEN)
		last->to_us += lt_fixture_random(seed, 2 * LT_US_PER_DAY);
	assert_true(not_before(due_of(office, &longer), due_us));
	last->to_us = LT_PAUSE_OPEN;
	assert_true(not_before(due_of(office, &longer), due_us));
}

static void test_due__more_or_longer_pauses__never_earlier(void **state)
{
	(void)state;
	hold(pauses_lengthen, 1968);
}

/* -- office hours -- */

/* "wh, N = 0: the receipt moment, even if closed", and no other. */
static bool may_be_outside(const struct lt_random_question *q)
{
	return q->limit.unit == LT_LIMIT_WORKING_MINUTES && q->limit.amount == 0 &&
	       (q->counting == LT_COUNTING_LEGAL || q->counting == LT_COUNTING_RESTART_LEGAL);
}

static void stays_inside(const struct lt_office *office, const struct lt_random_question *q,
			 uint64_t *seed)
{
	int64_t due_us = due_of(office, q), rolled_us = 0;
	(void)seed;
	if (due_us == -1 || due_us == LT_DUE_SUSPENDED || may_be_outside(q))
		return;
	assert_int_equal(lt_roll(office, due_us, &rolled_us), 0);
	assert_int_equal(rolled_us, due_us);
}

static void test_due__any__inside_working_time(void **state)
{
	(void)state;
	hold(stays_inside, 45);
}

/* -- ways of counting -- */

static void rolled_is_later(const struct lt_office *office, const struct lt_random_question *q,
			    uint64_t *seed)
{
	struct lt_random_question legal = *q, rolled = *q;
	(void)seed;
	legal.counting = LT_COUNTING_LEGAL;
	rolled.counting = LT_COUNTING_ROLLED;
	legal.pauses_count = rolled.pauses_count = 0; /* with pauses either may be: they roll too */
	assert_true(not_before(due_of(office, &rolled), due_of(office, &legal)));
}

static void test_due__rolled__never_before_legal(void **state)
{
	(void)state;
	hold(rolled_is_later, 766);
}

/* -- the ledger -- */

static void ledger_ends_there(const struct lt_office *office, const struct lt_random_question *q,
			      uint64_t *seed)
{
	static struct lt_ledger_line lines[LT_RANDOM_DAYS];
	size_t count = 0;
	(void)seed;
	int64_t due_us = due_of(office, q);
	int r = lt_ledger(office, q->received_us, q->limit, q->counting, q->pauses, q->pauses_count,
			  lines, LT_RANDOM_DAYS, &count);
	assert_int_equal(r, due_us == -1 ? LT_E_CALENDAR : 0);
	if (r < 0)
		return;
	assert_true(count >= 2 && count <= LT_RANDOM_DAYS);
	assert_int_equal(lines[0].kind, LT_LEDGER_RECEIVED);
	assert_int_equal(lines[0].at_us, q->received_us);
	assert_int_equal(lines[count - 1].kind, LT_LEDGER_DUE);
	assert_int_equal(lines[count - 1].at_us, due_us);
	for (size_t i = 1; i < count; i++)
		assert_true(lines[i].at_us >= lines[i - 1].at_us);
}

static void test_ledger__any__from_receipt_to_the_due_moment(void **state)
{
	(void)state;
	hold(ledger_ends_there, 2018);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due__working_time_added_in_parts__as_added_at_once),
		cmocka_unit_test(test_due__more_working_time_or_a_later_start__never_earlier),
		cmocka_unit_test(test_due__a_longer_limit__never_earlier),
		cmocka_unit_test(test_due__a_later_receipt__never_earlier),
		cmocka_unit_test(test_due__more_or_longer_pauses__never_earlier),
		cmocka_unit_test(test_due__any__inside_working_time),
		cmocka_unit_test(test_due__rolled__never_before_legal),
		cmocka_unit_test(test_ledger__any__from_receipt_to_the_due_moment),
	};
	return cmocka_run_group_tests_name("calendar.laws", tests, NULL, NULL);
}
