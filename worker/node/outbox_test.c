/* SPDX-License-Identifier: EUPL-1.2 */
/* The outbox alone: numbers, order within a dossier, company, the window. */
#include "worker/node/outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"

enum { MANY = 64, ROOM = 1 << 20 };

static struct lt_outgoing *taken[LT_REQUESTS_OUTSTANDING_MAX + 1];

static struct lt_outbox *open_outbox(void)
{
	struct lt_outbox *o;
	struct lt_outbox_options options = {.stream = 3};
	assert_int_equal(lt_outbox_open(&options, &o, NULL), 0);
	return o;
}

static struct lt_outgoing *put(struct lt_outbox *o, uint64_t dossier, const char *code)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	c.schema = 1;
	c.seq = 12345; /* somebody else's number */
	c.dossier = dossier;
	c.code = code;
	c.body_case = LT__COMMAND__BODY_CLAIM;
	c.claim = &claim;
	struct lt_outgoing *out = lt_outbox_put(o, &c);
	assert_non_null(out);
	return out;
}

static size_t take(struct lt_outbox *o, size_t max)
{
	return lt_outbox_take(o, taken, max, ROOM);
}

static uint64_t number_in_bytes(const struct lt_outgoing *out)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Command *c;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(LT_DECODE(command, lt_slice(out->bytes, out->size), &arena, &c, NULL), 0);
	return c->seq;
}

static void test_outbox_take__new_commands__are_numbered_in_order(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	for (uint64_t i = 0; i < 300; i++)
		(void)put(o, 1000 + i, "");
	assert_true(lt_outbox_ready(o));
	assert_int_equal(take(o, 400), 300);
	assert_false(lt_outbox_ready(o));
	for (size_t i = 0; i < 300; i++) {
		assert_int_equal(taken[i]->seq, i + 1);
		assert_int_equal(number_in_bytes(taken[i]), i + 1);
		assert_int_equal(taken[i]->subject, 1000 + i);
	}
	lt_outbox_free(o);
}

static void test_outbox_take__same_dossier__one_at_a_time(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	const struct lt_outgoing *first = put(o, 7, ""), *second = put(o, 7, "");
	const struct lt_outgoing *third = put(o, 7, ""), *other = put(o, 8, "");
	assert_int_equal(take(o, MANY), 2);
	assert_ptr_equal(taken[0], first);
	assert_ptr_equal(taken[1], other);
	assert_int_equal(take(o, MANY), 0);
	lt_outbox_again(o, taken[0]);
	assert_int_equal(take(o, MANY), 1); /* repeated, and the second still waits */
	assert_ptr_equal(taken[0], first);
	lt_outbox_answered(o, taken[0]);
	assert_int_equal(take(o, MANY), 1);
	assert_ptr_equal(taken[0], second);
	const struct lt_outgoing *fourth = put(o, 7, "");
	lt_outbox_answered(o, taken[0]);
	assert_int_equal(take(o, MANY), 1);
	assert_ptr_equal(taken[0], third);
	lt_outbox_answered(o, taken[0]);
	assert_int_equal(take(o, MANY), 1);
	assert_ptr_equal(taken[0], fourth);
	assert_int_equal(lt_outbox_count(o), 2);
	lt_outbox_free(o);
}

static void test_outbox_take__same_code__one_at_a_time(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	(void)put(o, 0, "H01-250701-0001");
	(void)put(o, 0, "H01-250701-0001");
	(void)put(o, 0, "H01-250701-0002");
	(void)put(o, 0, "");
	(void)put(o, 0, ""); /* about no dossier: nothing to keep in order */
	assert_int_equal(take(o, MANY), 4);
	lt_outbox_free(o);
}

static void test_outbox_set_aside__no_room__stays_until_it_is_brought_back(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	for (uint64_t i = 0; i < 5; i++)
		(void)put(o, 100 + i, "");
	(void)put(o, 101, ""); /* waits behind one that is aside */
	assert_int_equal(take(o, MANY), 5);
	for (size_t i = 1; i < 4; i++)
		lt_outbox_set_aside(o, taken[i]);
	lt_outbox_answered(o, taken[0]);
	lt_outbox_answered(o, taken[4]);
	assert_false(lt_outbox_ready(o));
	assert_int_equal(lt_outbox_aside(o), 3);
	lt_outbox_bring_back(o, false);
	assert_int_equal(take(o, MANY), 1);
	assert_int_equal(taken[0]->subject, 101); /* the oldest */
	assert_int_equal(lt_outbox_aside(o), 2);
	assert_int_equal(lt_outbox_no_room(o), 3); /* it is being tried */
	lt_outbox_set_aside(o, taken[0]);
	assert_int_equal(lt_outbox_no_room(o), 3);
	lt_outbox_bring_back(o, true);
	assert_int_equal(take(o, MANY), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(taken[i]->seq, i + 2);
		lt_outbox_answered(o, taken[i]);
	}
	assert_int_equal(lt_outbox_no_room(o), 0);
	assert_int_equal(take(o, MANY), 1); /* what waited behind */
	lt_outbox_set_aside(o, taken[0]);
	lt_outbox_free(o);
}

static void test_outbox_again__many__go_first_and_in_order(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	for (uint64_t i = 0; i < 200; i++)
		(void)put(o, 0, "");
	assert_int_equal(take(o, 150), 150);
	struct lt_outgoing *late[] = {taken[149], taken[3], taken[64], taken[63], taken[0]};
	for (size_t i = 0; i < 5; i++)
		lt_outbox_again(o, late[i]);
	lt_outbox_again(o, late[0]); /* twice is once */
	assert_int_equal(take(o, MANY), 5 + 50);
	static const uint64_t expected[] = {1, 4, 64, 65, 150, 151, 152};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		assert_int_equal(taken[i]->seq, expected[i]);
	lt_outbox_free(o);
}

static void test_outbox_take__company__is_kept_small(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	for (uint64_t i = 0; i < 6; i++)
		(void)put(o, 0, "");
	assert_int_equal(take(o, 6), 6);
	for (size_t i = 0; i < 6; i++)
		lt_outbox_again(o, taken[i]);
	taken[2]->company = 2;
	taken[4]->company = 1;
	assert_int_equal(take(o, MANY), 2); /* 1, 2: a third would be too much for number 3 */
	assert_int_equal(take(o, MANY), 2); /* 3, 4 */
	assert_int_equal(take(o, MANY), 1); /* 5 alone */
	assert_int_equal(taken[0]->seq, 5);
	assert_int_equal(take(o, MANY), 1);
	lt_outbox_free(o);
}

static void test_outbox_take__bytes__are_bounded_but_one_always_goes(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	for (uint64_t i = 0; i < 10; i++)
		(void)put(o, 0, "");
	assert_int_equal(lt_outbox_take(o, taken, MANY, 1), 1);
	size_t size = taken[0]->size;
	assert_in_range(lt_outbox_take(o, taken, MANY, 4 * size), 2, 4);
	lt_outbox_free(o);
}

static void test_outbox_take__window__waits_for_the_oldest(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	enum { WINDOW = LT_REQUESTS_OUTSTANDING_MAX };
	for (uint64_t i = 0; i < 3 * WINDOW; i++)
		(void)put(o, 0, "");
	assert_int_equal(lt_outbox_take(o, taken, WINDOW + 1, SIZE_MAX), WINDOW);
	assert_false(lt_outbox_ready(o));
	struct lt_outgoing *oldest = taken[0];
	for (size_t i = 1; i < WINDOW; i++)
		lt_outbox_answered(o, taken[i]);
	assert_false(lt_outbox_ready(o)); /* number 1 is still open: no further number */
	lt_outbox_again(o, oldest);
	assert_int_equal(take(o, MANY), 1);
	lt_outbox_answered(o, oldest);
	assert_int_equal(lt_outbox_take(o, taken, WINDOW + 1, SIZE_MAX), WINDOW);
	assert_int_equal(taken[0]->seq, WINDOW + 1);
	for (size_t i = WINDOW; i-- > 0;) /* across the end of the ring, backwards */
		lt_outbox_again(o, taken[i]);
	assert_int_equal(lt_outbox_take(o, taken, WINDOW + 1, SIZE_MAX), WINDOW);
	assert_int_equal(taken[WINDOW - 1]->seq, 2 * WINDOW);
	lt_outbox_free(o);
}

static void test_outbox_put__too_long__is_refused(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	char *text = malloc(LT_MESSAGE_BYTES_MAX);
	assert_non_null(text);
	memset(text, 'a', LT_MESSAGE_BYTES_MAX - 1);
	text[LT_MESSAGE_BYTES_MAX - 1] = 0;
	Lt__Command c = LT__COMMAND__INIT;
	c.code = text;
	assert_null(lt_outbox_put(o, &c));
	assert_int_equal(lt_outbox_count(o), 0);
	free(text);
	lt_outbox_free(o);
}

static void test_outbox_free__commands_everywhere__frees_them(void **state)
{
	(void)state;
	struct lt_outbox *o = open_outbox();
	for (uint64_t i = 0; i < 2000; i++)
		(void)put(o, 1 + i % 700, "");
	assert_int_equal(take(o, 3), 3);
	lt_outbox_again(o, taken[1]);
	assert_int_equal(lt_outbox_count_of(o, LT_SENDER_JOB), 2000);
	assert_int_equal(lt_outbox_count_of(o, LT_SENDER_DESK), 0);
	lt_outbox_free(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outbox_take__new_commands__are_numbered_in_order),
		cmocka_unit_test(test_outbox_take__same_dossier__one_at_a_time),
		cmocka_unit_test(test_outbox_take__same_code__one_at_a_time),
		cmocka_unit_test(test_outbox_set_aside__no_room__stays_until_it_is_brought_back),
		cmocka_unit_test(test_outbox_again__many__go_first_and_in_order),
		cmocka_unit_test(test_outbox_take__company__is_kept_small),
		cmocka_unit_test(test_outbox_take__bytes__are_bounded_but_one_always_goes),
		cmocka_unit_test(test_outbox_take__window__waits_for_the_oldest),
		cmocka_unit_test(test_outbox_put__too_long__is_refused),
		cmocka_unit_test(test_outbox_free__commands_everywhere__frees_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
