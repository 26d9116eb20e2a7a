/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever happens to the line: each command takes effect once, in order, and is answered. */
#include "worker/node/line_fixture.h"

#include <string.h>

#include "proto/base/limits.h"

static const struct lt_fake_knobs perfect;

static void test_line__perfect__hello_then_reports_in_few_messages(void **state)
{
	(void)state;
	struct world *w = open_world(1, &perfect);
	run_for(w, LT_US_PER_SECOND);
	assert_true(lt_line_bound(w->line));
	assert_string_equal(lt_line_greeting(w->line)->coordinator, "thử");
	for (uint64_t i = 0; i < 5000; i++)
		put(w, 0);
	run_until_answered(w, 5000);
	assert_int_equal(w->reports, 5);
	assert_int_equal(w->in_report_max, LT_BATCH_COMMANDS_MAX);
	for (size_t i = 1; i <= 5000; i++)
		assert_int_equal(w->book[i].times, 1);
	close_world(w);
}

static void test_line__troubles_of_every_kind__each_effect_once_and_in_order(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct lt_fake_knobs knobs = {.lost_per_mille = 50,
					      .doubled_per_mille = 50,
					      .reordered_per_mille = 100,
					      .delay_us_min = 100,
					      .delay_us_max = 30000};
		struct world *w = open_world(seed, &knobs);
		w->refuse_per_mille = 200;
		w->hang_up_per_mille = 20;
		w->error_per_mille = 20;
		w->forgetful = true;
		for (size_t i = 0; i < 600; i++) {
			put(w, next_random(w) % (DOSSIERS + 1));
			if (i % 7 == 0)
				run_for(w, 3000);
		}
		run_until_answered(w, 600);
		assert_int_equal(w->errors, 0);
		assert_all_done(w);
		close_world(w);
	}
}

static void test_line__cut_at_every_message__goes_on_with_the_same_numbers(void **state)
{
	(void)state;
	for (unsigned cuts = 1; cuts <= 24; cuts++) {
		struct world *w = open_world(cuts, &perfect);
		for (uint64_t i = 0; i < 200; i++)
			put(w, 1 + i % DOSSIERS);
		w->hang_ups_left = cuts;
		run_until_answered(w, 200);
		assert_all_done(w);
		assert_int_equal(lt_line_stats(w->line).commands - 200,
				 lt_line_stats(w->line).repeats);
		close_world(w);
	}
}

static void test_line__always_busy__backs_off_and_then_goes_on(void **state)
{
	(void)state;
	static const int errors[] = {LT_E_BUSY, LT_E_UNKNOWN, LT_E_VERSION};
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
		struct world *w = open_world(3, &perfect);
		w->whole_error = errors[i];
		put(w, 1);
		run_for(w, 60 * LT_US_PER_SECOND);
		assert_in_range(w->reports, 10, 40); /* 100 ms growing to 5 s, not a storm */
		assert_int_equal(w->answered, 0);
		w->whole_error = 0;
		run_until_answered(w, 1);
		assert_int_equal(w->errors, 0);
		close_world(w);
	}
}

static void test_line__no_room__others_go_on_and_it_is_tried_by_itself(void **state)
{
	(void)state;
	struct world *w = open_world(11, &perfect);
	w->no_room_for = 1;
	for (uint64_t i = 0; i < 40; i++)
		put(w, 1 + i % 2);
	run_until_answered(w, 20); /* one dossier's */
	assert_int_equal(lt_outbox_no_room(w->outbox), 1);
	w->reports = 0;
	run_for(w, 60 * LT_US_PER_SECOND);
	assert_in_range(w->reports, 10, 40); /* 100 ms growing to 5 s, not a storm */
	assert_int_equal(w->answered, 20);
	put(w, 2);
	run_for(w, 100000); /* what needs no room does not wait for it */
	assert_int_equal(w->answered, 21);
	w->no_room_for = 0;
	run_until_answered(w, 41);
	assert_all_done(w);
	assert_int_equal(w->errors, 0);
	assert_int_equal(lt_outbox_no_room(w->outbox), 0);
	assert_int_equal(lt_outbox_aside(w->outbox), 0);
	close_world(w);
}

static void test_line__server_away_for_an_hour__sends_all_on_return(void **state)
{
	(void)state;
	struct world *w = open_world(4, &perfect);
	run_for(w, LT_US_PER_SECOND);
	close_server(w);
	for (uint64_t i = 0; i < 300; i++)
		put(w, 1 + i % DOSSIERS);
	run_for(w, 3600 * LT_US_PER_SECOND);
	assert_false(lt_line_bound(w->line));
	open_server(w);
	run_until_answered(w, 300);
	assert_all_done(w);
	close_world(w);
}

static void test_line__denied__says_hello_again(void **state)
{
	(void)state;
	struct world *w = open_world(5, &perfect);
	run_for(w, LT_US_PER_SECOND);
	w->bound_pipe = 0; /* the coordinator restarted behind its front: it knows nobody */
	put(w, 1);
	run_until_answered(w, 1);
	assert_int_equal(lt_line_stats(w->line).hellos, 2);
	assert_int_equal(w->errors, 0);
	close_world(w);
}

static void test_line__one_bad_command__alone_is_told_so(void **state)
{
	(void)state;
	struct world *w = open_world(6, &perfect);
	for (uint64_t i = 0; i < 100; i++)
		put(w, 0);
	w->acts_of[0] = BAD_TIME - 1;
	put(w, 0);
	for (uint64_t i = 0; i < 100; i++)
		put(w, 0);
	run_until_answered(w, 201);
	assert_int_equal(w->errors, 1);
	close_world(w);
}

static void test_line__huge_commands__stay_below_the_message_limit(void **state)
{
	(void)state;
	struct world *w = open_world(7, &perfect);
	char text[LT_TEXT_BYTES_MAX];
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = 0;
	for (uint64_t i = 0; i < 2000; i++) {
		Lt__Command c = LT__COMMAND__INIT;
		Lt__ActOnStep act = LT__ACT_ON_STEP__INIT;
		act.note = text;
		c.body_case = LT__COMMAND__BODY_ACT;
		c.act = &act;
		assert_non_null(lt_outbox_put(w->outbox, &c));
	}
	run_until_answered(w, 2000);
	assert_in_range(w->bytes_max, 800000, LT_MESSAGE_BYTES_MAX);
	close_world(w);
}

static void test_line__numbers__never_run_further_than_the_window(void **state)
{
	(void)state;
	struct world *w = open_world(8, &perfect);
	w->whole_error = LT_E_BUSY;
	for (uint64_t i = 0; i < 2 * LT_REQUESTS_OUTSTANDING_MAX; i++)
		put(w, 0);
	run_for(w, 60 * LT_US_PER_SECOND);
	assert_int_equal(w->seq_max, LT_REQUESTS_OUTSTANDING_MAX);
	close_world(w); /* with everything unanswered */
}

static void test_line__polls__carry_what_is_free_and_bring_jobs(void **state)
{
	(void)state;
	struct world *w = open_world(9, &perfect);
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 0); /* nothing free: nothing to ask for */
	w->free = 5;
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 1);
	answer_poll(w, 3);
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->jobs_offered, 3);
	assert_int_equal(w->parked_count, 1);
	w->free = 2; /* became free meanwhile: a second poll tells */
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 2);
	answer_poll(w, 0);
	answer_poll(w, 0);
	run_for(w, LT_US_PER_SECOND);
	assert_in_range(w->parked_count, 1, 2);
	lt_line_rest(w->line);
	while (w->parked_count)
		answer_poll(w, 0);
	run_for(w, LT_US_PER_SECOND);
	assert_int_equal(w->parked_count, 0);
	close_world(w);
}

static void test_line__capability_not_granted__does_not_cost_the_line(void **state)
{
	(void)state;
	struct world *w = open_world(10, &perfect);
	w->barred = "test.step";
	w->free = 5;
	for (uint64_t i = 0; i < 20; i++) {
		put(w, 1);
		run_for(w, LT_US_PER_SECOND);
	}
	assert_int_equal(w->answered, 20);
	assert_int_equal(lt_line_stats(w->line).hellos, 1);
	close_world(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line__perfect__hello_then_reports_in_few_messages),
		cmocka_unit_test(test_line__troubles_of_every_kind__each_effect_once_and_in_order),
		cmocka_unit_test(test_line__cut_at_every_message__goes_on_with_the_same_numbers),
		cmocka_unit_test(test_line__always_busy__backs_off_and_then_goes_on),
		cmocka_unit_test(test_line__no_room__others_go_on_and_it_is_tried_by_itself),
		cmocka_unit_test(test_line__server_away_for_an_hour__sends_all_on_return),
		cmocka_unit_test(test_line__denied__says_hello_again),
		cmocka_unit_test(test_line__one_bad_command__alone_is_told_so),
		cmocka_unit_test(test_line__huge_commands__stay_below_the_message_limit),
		cmocka_unit_test(test_line__numbers__never_run_further_than_the_window),
		cmocka_unit_test(test_line__polls__carry_what_is_free_and_bring_jobs),
		cmocka_unit_test(test_line__capability_not_granted__does_not_cost_the_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
