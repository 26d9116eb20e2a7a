/* SPDX-License-Identifier: EUPL-1.2 */
/* One pipe a node: the newest start's, the newest connection's; copies are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/engine/peers.h"
#include "proto/base/ids.h"

static struct lt_peers *peers;
static struct lt_peer displaced;
static struct lt_err err;

static int setup(void **state)
{
	(void)state;
	peers = lt_peers_new();
	return peers ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	lt_peers_free(peers);
	return 0;
}

static int bind(const char *node, uint32_t pipe, uint64_t boot, uint32_t line)
{
	static const uint8_t key[LT_SIGN_PUBLIC_BYTES] = {1};
	struct lt_peer_hello hello = {.pipe = pipe,
				      .node = node,
				      .software = "1",
				      .place = "10.0.0.1",
				      .boot = boot,
				      .line = line,
				      .key = key,
				      .now_us = 5};
	return lt_peers_bind(peers, &hello, &displaced, &err);
}

static const struct lt_peer_seen *seen(const char *node)
{
	return lt_peers_seen(peers, lt_name_key(node));
}

static void test_lt_peers_bind__connection_again__takes_the_place_of_the_last(void **state)
{
	(void)state;
	assert_int_equal(bind("a", 1, 10, 1), 0);
	assert_int_equal(displaced.pipe, 0);
	assert_int_equal(bind("a", 1, 10, 1), 0); /* the same message, doubled */
	assert_int_equal(bind("a", 2, 10, 2), 0);
	assert_int_equal(displaced.pipe, 1);
	assert_null(lt_peers_find(peers, 1));
	assert_non_null(lt_peers_find(peers, 2));
	assert_int_equal(seen("a")->pipe, 2);
	assert_int_equal(seen("a")->clones, 0);
}

static void test_lt_peers_bind__copy_that_started_later__wins_and_is_told(void **state)
{
	(void)state;
	assert_int_equal(bind("a", 1, 10, 1), 0);
	assert_int_equal(bind("a", 2, 11, 1), 0);
	assert_int_equal(displaced.pipe, 1);
	assert_int_equal(bind("a", 3, 10, 2), LT_E_DENIED);
	assert_non_null(strstr(err.text, "khởi động sau"));
	assert_null(lt_peers_find(peers, 3));
	assert_int_equal(seen("a")->pipe, 2);
	assert_int_equal(seen("a")->clones, 1);
	assert_true(seen("a")->clone_us == 5);
}

/* A machine's memory was copied: both count their connections from the same number. */
static void test_lt_peers_bind__same_start_in_two_places__second_is_refused(void **state)
{
	(void)state;
	assert_int_equal(bind("a", 1, 10, 1), 0);
	assert_int_equal(bind("a", 2, 10, 2), 0);
	assert_int_equal(bind("a", 3, 10, 2), LT_E_DENIED);
	assert_non_null(strstr(err.text, "hai nơi"));
	assert_int_equal(bind("a", 4, 10, 1), LT_E_DENIED);
	assert_int_equal(seen("a")->clones, 2);
	assert_int_equal(seen("a")->pipe, 2);
}

static void test_lt_peers_bind__pipe_of_another_node__is_refused(void **state)
{
	(void)state;
	assert_int_equal(bind("a", 1, 10, 1), 0);
	assert_int_equal(bind("b", 1, 10, 1), LT_E_DENIED);
	assert_string_equal(lt_peers_find(peers, 1)->origin.node, "a");
	assert_null(seen("b"));
}

static void test_lt_peers_drop__thousands_come_and_go__leave_no_pipe(void **state)
{
	(void)state;
	enum { NODES = 20, ROUNDS = 100 };
	for (uint32_t round = 1; round <= ROUNDS; round++)
		for (uint32_t n = 0; n < NODES; n++) {
			char name[] = {(char)('a' + (int)n), 0};
			assert_int_equal(bind(name, round * NODES + n, 10, round), 0);
			if (round % 3 == 0)
				lt_peers_drop(peers, round * NODES + n);
		}
	size_t at = 0, count = 0;
	while (lt_peers_next(peers, &at))
		count++;
	assert_int_equal(count, NODES);
	for (uint32_t n = 0; n < NODES; n++)
		lt_peers_drop(peers, ROUNDS * NODES + n);
	assert_int_equal(lt_peers_count(peers), 0);
	assert_int_equal(seen("a")->pipe, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_lt_peers_bind__connection_again__takes_the_place_of_the_last, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_peers_bind__copy_that_started_later__wins_and_is_told, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_peers_bind__same_start_in_two_places__second_is_refused, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_peers_bind__pipe_of_another_node__is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_lt_peers_drop__thousands_come_and_go__leave_no_pipe, setup, teardown),
	};
	return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
