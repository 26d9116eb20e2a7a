/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is at the desk, when thousands of requests wait for a line that is cut. */
#include "worker/node/visits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct lt_visit *arrive(struct lt_visits *visits, unsigned number)
{
	char name[16];
	(void)snprintf(name, sizeof name, "tool-%u", number);
	return lt_visits_bind(visits, number + 1, name, 7, number);
}

static void answer(struct lt_visit *visit, uint64_t seq)
{
	lt_answer_end(*lt_visit_place(visit, seq), lt_slice(malloc(1), 1));
}

static void test_visits__as_many_as_may_be_under_way__none_is_forgotten(void **state)
{
	struct lt_visits visits = {0};
	(void)state;
	for (unsigned i = 0; i < LT_REQUESTS_OUTSTANDING_MAX; i++) {
		struct lt_visit *visit = arrive(&visits, i);
		assert_non_null(visit);
		assert_non_null(lt_visit_begin(visit, 1, i));
		lt_visits_gone(&visits, i + 1);
	}
	for (unsigned i = 0; i < LT_REQUESTS_OUTSTANDING_MAX; i += 97) {
		struct lt_visit *visit = arrive(&visits, i);
		assert_non_null(visit);
		struct lt_answer *known = *lt_visit_place(visit, 1);
		assert_non_null(known);
		assert_int_equal(known->content, i);
		answer(visit, 1);
	}
	lt_visits_done(&visits);
}

static void test_visits__one_with_all_that_may_be_under_way__each_has_its_place(void **state)
{
	struct lt_visits visits = {0};
	struct lt_visit *visit = arrive(&visits, 1);
	(void)state;
	for (uint64_t seq = 1; seq <= LT_REQUESTS_OUTSTANDING_MAX; seq++) {
		assert_null(*lt_visit_place(visit, seq));
		assert_non_null(lt_visit_begin(visit, seq, seq));
	}
	for (uint64_t seq = 1; seq <= LT_REQUESTS_OUTSTANDING_MAX; seq++) {
		assert_int_equal((*lt_visit_place(visit, seq))->content, seq);
		answer(visit, seq);
	}
	assert_int_equal(visit->under_way, 0);
	lt_visits_done(&visits);
}

static void test_visits__one_that_goes_on_for_years__keeps_its_last_answers(void **state)
{
	enum { MANY = 10 * LT_VISIT_ANSWERS };
	struct lt_visits visits = {0};
	struct lt_visit *visit = arrive(&visits, 1);
	(void)state;
	for (uint64_t seq = 1; seq <= MANY; seq++) {
		assert_non_null(lt_visit_begin(visit, seq, seq));
		answer(visit, seq);
	}
	assert_int_equal(visit->answers_size, LT_VISIT_ANSWERS);
	for (uint64_t seq = MANY - LT_VISIT_ANSWERS + 1; seq <= MANY; seq++)
		assert_int_equal((*lt_visit_place(visit, seq))->content, seq);
	lt_visits_done(&visits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_visits__as_many_as_may_be_under_way__none_is_forgotten),
		cmocka_unit_test(
			test_visits__one_with_all_that_may_be_under_way__each_has_its_place),
		cmocka_unit_test(test_visits__one_that_goes_on_for_years__keeps_its_last_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
