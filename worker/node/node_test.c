/* SPDX-License-Identifier: EUPL-1.2 */
/* Automatic steps through a whole node, over real sockets and with real children. */
#include "worker/node/node_fixture.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "worker/runner/child.h"

/* The head of a script that does nothing until the gate is there. */
#define WAIT_AT_GATE "while read -r l; do while [ ! -e $1 ]; do sleep 0.02; done\n"

static void test_node__1000_jobs__each_reported_once_and_none_accepted_by_itself(void **state)
{
	(void)state;
	struct world *w = world_open(NULL, "");
	size_t given = 0;
	while (given < 1000) {
		WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
		given += offer(w, 1 + given, 1000 - given, 1);
		assert_true(given - results_of(w, 1, given) <= 2 * NODE_SLOTS);
	}
	WAIT_UNTIL(w, results_of(w, 1, 1000) == 1000);
	for (size_t i = 1; i <= 1000; i++)
		assert_int_equal(w->c.results[i], 1);
	assert_int_equal(w->c.failed, 0);
	assert_int_equal(w->c.accepted, 0); /* a result says it all */
	world_close(w);
}

static void test_node__job_offered_twice__runs_once(void **state)
{
	(void)state;
	struct world *w = world_open(WAIT_AT_GATE "echo '{\"note\":\"once\"}'; done\n", "");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 1), 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 1), 1);
	WAIT_UNTIL(w, COUNT(w, accepted) == 1); /* it takes its time: so it is acknowledged */
	write_file(w, "gate", "");
	WAIT_UNTIL(w, results_of(w, 1, 1) == 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(w->c.results[1], 1);
	assert_string_equal(w->c.note, "once");
	world_close(w);
}

static void test_node__newer_attempt_while_running__older_result_is_for_nobody(void **state)
{
	(void)state;
	struct world *w = world_open(
		WAIT_AT_GATE "case \"$l\" in *'\"attempt\":2'*) echo '{\"note\":\"new\"}';;\n"
			     "*) echo '{\"note\":\"old\"}';; esac; done\n",
		"");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 1), 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 1, 2), 1);
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	write_file(w, "gate", "");
	WAIT_UNTIL(w, results_of(w, 1, 1) == 1);
	assert_string_equal(w->c.note, "new");
	world_close(w);
}

static void test_node__all_slots_taken__asks_for_nothing_until_one_is_free(void **state)
{
	(void)state;
	struct world *w = world_open(WAIT_AT_GATE "echo '{}'; done\n", "");
	size_t given = 0;
	while (given < 8) {
		WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
		given += offer(w, 1 + given, 8 - given, 1);
	}
	assert_int_equal(given, 8);
	WAIT_UNTIL(w, COUNT(w, accepted) == 8);
	assert_int_equal(COUNT(w, parked_count), 0);
	write_file(w, "gate", "");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	WAIT_UNTIL(w, results_of(w, 1, 8) == 8);
	world_close(w);
}

static void test_node_stop__jobs_running__lets_them_end_and_takes_no_more(void **state)
{
	(void)state;
	struct world *w = world_open(WAIT_AT_GATE "echo '{}'; done\n", "");
	WAIT_UNTIL(w, COUNT(w, parked_count) > 0);
	assert_int_equal(offer(w, 1, 3, 1), 3);
	WAIT_UNTIL(w, COUNT(w, accepted) == 3);
	lt_node_stop(w->node);
	assert_false(lt_node_stopped(w->node));
	write_file(w, "gate", "");
	WAIT_UNTIL(w, lt_node_stopped(w->node));
	assert_int_equal(results_of(w, 1, 3), 3);
	assert_int_equal(w->c.failed, 0);
	world_close(w);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--runner") == 0)
		return lt_runner_main(argv[2], argv[3], argv[4]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_node__1000_jobs__each_reported_once_and_none_accepted_by_itself),
		cmocka_unit_test(test_node__job_offered_twice__runs_once),
		cmocka_unit_test(
			test_node__newer_attempt_while_running__older_result_is_for_nobody),
		cmocka_unit_test(test_node__all_slots_taken__asks_for_nothing_until_one_is_free),
		cmocka_unit_test(test_node_stop__jobs_running__lets_them_end_and_takes_no_more),
	};
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
