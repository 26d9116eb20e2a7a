/* SPDX-License-Identifier: EUPL-1.2 */
/* Rates and points of QĐ 766, worked by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/score.h"

struct counters {
	int64_t month[LT_COUNTER_COUNT], to_month[LT_COUNTER_COUNT];
};

static const struct lt_score_line *line(const struct lt_score *score, const char *id)
{
	for (size_t i = 0; i < score->count; i++)
		if (strcmp(score->lines[i].id, id) == 0)
			return &score->lines[i];
	fail_msg("no indicator %s", id);
	return NULL;
}

static void test_score766__nothing_counted__no_divisor_and_no_points(void **state)
{
	struct counters c = {0};
	struct lt_score score;
	(void)state;
	lt_score766(c.month, c.to_month, &score);
	for (size_t i = 0; i < score.count; i++)
		assert_true(score.lines[i].state == LT_SCORE_NO_DIVISOR ||
			    (score.lines[i].state == LT_SCORE_MISSING && score.lines[i].missing));
	assert_true(score.points == 0 && score.points_max == 0);
}

static void test_score766__all_indicators__make_100_points(void **state)
{
	struct counters c = {0};
	struct lt_score score;
	int32_t points = 0;
	(void)state;
	lt_score766(c.month, c.to_month, &score);
	for (size_t i = 0; i < score.count; i++)
		points += score.lines[i].points_max;
	assert_int_equal(points, 100);
}

static void test_score766__progress__ended_and_open_ones(void **state)
{
	struct counters c = {0};
	struct lt_score score;
	(void)state;
	c.month[LT_COUNTER_early] = 60;
	c.month[LT_COUNTER_on_time] = 20;
	c.month[LT_COUNTER_late] = 3;
	c.month[LT_COUNTER_undated] = 5; /* in neither */
	c.to_month[LT_COUNTER_received] = 500;
	c.to_month[LT_COUNTER_ended] = 480; /* 20 open ... */
	c.to_month[LT_COUNTER_became_late] = 31;
	c.to_month[LT_COUNTER_late_ended] = 30; /* ... one of them late */
	lt_score766(c.month, c.to_month, &score);
	const struct lt_score_line *l = line(&score, "2.1");
	assert_true(l->numerator == 99 && l->divisor == 103);
	assert_true(l->rate == 9612);	/* 96.1165 % */
	assert_true(l->points == 1922); /* 19.2233 */
	assert_int_equal(l->state, LT_SCORE_WHOLE);
	assert_true(line(&score, "5.4")->rate == 9612);
	assert_int_equal(line(&score, "5.4")->state, LT_SCORE_RATE);
}

static void test_score766__threshold__all_points_from_it_on(void **state)
{
	static const struct {
		int64_t digitised, points;
	} cases[] = {{0, 0}, {40, 200}, {79, 395}, {80, 400}, {100, 400}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct counters c = {0};
		struct lt_score score;
		c.month[LT_COUNTER_received] = 100;
		c.month[LT_COUNTER_digitised_complete] = cases[i].digitised;
		lt_score766(c.month, c.to_month, &score);
		assert_true(line(&score, "4.2")->points == cases[i].points);
	}
}

static void test_score766__paid_online__of_those_with_a_fee(void **state)
{
	struct counters c = {0};
	struct lt_score score;
	(void)state;
	c.month[LT_COUNTER_received] = 100;
	c.month[LT_COUNTER_with_fee] = 8;
	c.month[LT_COUNTER_paid_online] = 3;
	lt_score766(c.month, c.to_month, &score);
	assert_true(line(&score, "3.6")->rate == 3750 && line(&score, "3.6")->points == 225);
	assert_int_equal(line(&score, "4.1")->state, LT_SCORE_NO_DIVISOR);
}

static void test_score_rate__a_half__rounds_up(void **state)
{
	(void)state;
	assert_true(lt_score_rate(1, 3) == 3333);
	assert_true(lt_score_rate(2, 3) == 6667);
	assert_true(lt_score_rate(1, 80000) == 0);
	assert_true(lt_score_rate(1, 20000) == 1); /* 0.005 % */
	assert_true(lt_score_rate(INT64_MAX, INT64_MAX) == 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_score766__nothing_counted__no_divisor_and_no_points),
		cmocka_unit_test(test_score766__all_indicators__make_100_points),
		cmocka_unit_test(test_score766__progress__ended_and_open_ones),
		cmocka_unit_test(test_score766__threshold__all_points_from_it_on),
		cmocka_unit_test(test_score766__paid_online__of_those_with_a_fee),
		cmocka_unit_test(test_score_rate__a_half__rounds_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
