/* SPDX-License-Identifier: EUPL-1.2 */
/* What a node saw of its line is told once, wherever it is killed and whatever its disk does. */
#include "worker/node/outage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "proto/codec/codec.h"
#include "tests/support/support.h"

#define START_US (INT64_C(1751331600) * LT_US_PER_SECOND)
#define MIN_US (10 * LT_US_PER_MINUTE)

/* One node after the other, on one folder. */
struct run {
	char *folder, *path;
	struct lt_faults faults;
	struct lt_clock clock;
	struct lt_keep *keep;
	struct lt_outbox *outbox;
	struct lt_replica *replica;
	struct lt_outage outage;
	Lt__LineSeen last; /* told */
};

static void start(struct run *t)
{
	struct lt_err err = {0};
	t->faults = (struct lt_faults){0};
	assert_int_equal(lt_keep_open(t->path, 100, &t->faults, &t->keep, &err), 0);
	struct lt_outbox_options outbox = {.keep = t->keep};
	assert_int_equal(lt_outbox_open(&outbox, &t->outbox, &err), 0);
	struct lt_replica_options replica = {
		.dir = t->folder, .node = "my-tra", .clock = &t->clock};
	assert_int_equal(lt_replica_open(&replica, &t->replica, &err), 0);
	struct lt_outage_options options = {.node = "my-tra",
					    .clock = &t->clock,
					    .keep = t->keep,
					    .outbox = t->outbox,
					    .replica = t->replica,
					    .min_us = MIN_US};
	assert_int_equal(lt_outage_open(&t->outage, &options, &err), 0);
}

static void stop(struct run *t)
{
	lt_outbox_free(t->outbox);
	lt_keep_close(t->keep);
	lt_replica_close(t->replica);
}

/* As by kill -9: what was not settled never reaches the disk. */
static void restart(struct run *t)
{
	lt_keep_abort(t->keep);
	t->faults = (struct lt_faults){.countdown = 1, .code = LT_E_STORE};
	stop(t);
	start(t);
}

static struct run *open_run(void)
{
	struct run *t = calloc(1, sizeof *t);
	assert_non_null(t);
	t->folder = lt_test_folder();
	assert_true(asprintf(&t->path, "%s/own.mdb", t->folder) > 0);
	t->clock = lt_clock_fake(START_US);
	start(t);
	return t;
}

static void close_run(struct run *t)
{
	stop(t);
	lt_test_remove(t->folder);
	free(t->path);
	free(t);
}

static void on_lost(void *owner, struct lt_outgoing *command, int error)
{
	(void)owner;
	assert_true(command->context == NULL && error < 0);
}

/* @return did it reach the disk? */
static bool step(struct run *t)
{
	lt_outage_step(&t->outage);
	bool kept = lt_outbox_settle(t->outbox, on_lost, NULL, NULL) == 0;
	lt_outage_settled(&t->outage, kept);
	return kept;
}

static void change(struct run *t, bool bound)
{
	lt_outage_changed(&t->outage, bound, bound ? lt_clock_wall(&t->clock) : 0);
}

static void later(struct run *t, int64_t us)
{
	lt_clock_advance(&t->clock, us);
	(void)step(t);
}

/* The commands kept by now; the last of them is noted. */
static size_t told(struct run *t)
{
	LT_AUTO(arena) struct lt_arena arena;
	size_t count = 0;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	for (struct lt_outgoing *c = NULL; (c = lt_outbox_next(t->outbox, c)); count++) {
		Lt__Command *command;
		assert_int_equal(
			LT_DECODE(command, lt_slice(c->bytes, c->size), &arena, &command, NULL), 0);
		assert_int_equal(command->body_case, LT__COMMAND__BODY_TELL_LINE);
		assert_false(c->told); /* refused, it is no conflict of a person */
		t->last = *command->tell_line;
		t->last.node = NULL; /* it goes with the arena */
	}
	return count;
}

/* Bound at START_US, in order. */
static void begin(struct run *t)
{
	change(t, true);
	(void)step(t);
	later(t, LT_OUTAGE_HOLD_US);
	assert_int_equal(told(t), 0);
	assert_int_equal(t->outage.kept.since_us, 0);
}

static void test_outage_step__short_or_long__only_the_long_one_is_told(void **state)
{
	(void)state;
	struct run *t = open_run();
	begin(t);
	change(t, false);
	(void)step(t);
	later(t, MIN_US - 1);
	change(t, true);
	(void)step(t);
	later(t, LT_OUTAGE_HOLD_US);
	assert_int_equal(told(t), 0);
	change(t, false);
	int64_t from_us = lt_clock_wall(&t->clock);
	(void)step(t);
	later(t, MIN_US);
	int64_t to_us = lt_clock_wall(&t->clock);
	change(t, true);
	(void)step(t);
	later(t, LT_OUTAGE_HOLD_US - 1);
	assert_int_equal(told(t), 0); /* does it hold? */
	assert_int_equal(lt_outage_next_us(&t->outage), lt_clock_monotonic(&t->clock) + 1);
	later(t, 1);
	assert_int_equal(told(t), 1);
	assert_int_equal(t->last.from_us, from_us);
	assert_int_equal(t->last.to_us, to_us);
	assert_int_equal(t->last.starts, 0);
	assert_int_equal(t->last.drops, 0);
	later(t, MIN_US);
	restart(t);
	change(t, true);
	(void)step(t);
	later(t, LT_OUTAGE_HOLD_US);
	assert_int_equal(told(t), 1);
	close_run(t);
}

static void test_outage_changed__flaps__one_stretch_with_its_breaks(void **state)
{
	(void)state;
	struct run *t = open_run();
	begin(t);
	int64_t from_us = lt_clock_wall(&t->clock);
	for (int i = 0; i < 20; i++) {
		change(t, false);
		later(t, LT_US_PER_MINUTE);
		change(t, true);
		later(t, LT_OUTAGE_HOLD_US / 2);
	}
	int64_t to_us = lt_clock_wall(&t->clock) - LT_OUTAGE_HOLD_US / 2;
	later(t, LT_OUTAGE_HOLD_US);
	assert_int_equal(told(t), 1);
	assert_int_equal(t->last.from_us, from_us);
	assert_int_equal(t->last.to_us, to_us);
	assert_int_equal(t->last.drops, 19);
	close_run(t);
}

/* Killed after @p kill_at of its steps: before, between and after the commits that count. */
static void play(int kill_at)
{
	struct run *t = open_run();
	int n = 0;
	begin(t);
	int64_t from_us = lt_clock_wall(&t->clock);
#define MOMENT()                                                                                   \
	do {                                                                                       \
		if (++n == kill_at)                                                                \
			restart(t);                                                                \
	} while (0)
	change(t, false);
	(void)step(t);
	MOMENT();
	later(t, MIN_US);
	MOMENT();
	int64_t to_us = lt_clock_wall(&t->clock);
	change(t, true);
	MOMENT(); /* its coming back is not on disk: the next run sees it */
	change(t, true);
	(void)step(t);
	MOMENT();
	lt_clock_advance(&t->clock, LT_OUTAGE_HOLD_US);
	lt_outage_step(&t->outage);
	MOMENT(); /* kept, not settled */
	(void)step(t);
	MOMENT();
#undef MOMENT
	change(t, true);
	(void)step(t);
	later(t, LT_OUTAGE_HOLD_US);
	assert_int_equal(told(t), 1);
	assert_int_equal(t->last.from_us, from_us);
	assert_int_equal(t->last.to_us, to_us);
	assert_int_equal(t->last.starts, kill_at >= 1 && kill_at <= 3);
	assert_int_equal(t->outage.kept.since_us, 0);
	close_run(t);
}

static void test_outage_settled__killed_anywhere__told_once(void **state)
{
	(void)state;
	for (int kill_at = 0; kill_at <= 6; kill_at++)
		play(kill_at);
}

static void test_outage_step__a_disk_that_fails__told_once_when_it_works(void **state)
{
	(void)state;
	for (int64_t countdown = 1; countdown <= 12; countdown++) {
		struct run *t = open_run();
		begin(t);
		change(t, false);
		(void)step(t);
		later(t, MIN_US);
		change(t, true);
		(void)step(t);
		lt_clock_advance(&t->clock, LT_OUTAGE_HOLD_US);
		t->faults = (struct lt_faults){.countdown = countdown, .code = LT_E_FULL};
		bool kept = step(t);
		assert_int_equal(kept && t->faults.hits == 0, told(t) == 1);
		t->faults = (struct lt_faults){0};
		later(t, LT_OUTAGE_RETRY_US);
		later(t, LT_OUTAGE_RETRY_US);
		assert_int_equal(told(t), 1);
		restart(t);
		assert_int_equal(told(t), 1);
		close_run(t);
	}
}

static void test_outage_changed__a_clock_nobody_had_set__only_the_length_is_its_own(void **state)
{
	(void)state;
	struct run *t = open_run(); /* the line is not there yet */
	(void)step(t);
	later(t, 2 * MIN_US);
	int64_t said_us = START_US + 1000 * LT_US_PER_DAY;
	lt_outage_changed(&t->outage, true, said_us);
	(void)step(t);
	later(t, LT_OUTAGE_HOLD_US);
	assert_int_equal(told(t), 1);
	assert_int_equal(t->last.to_us, said_us);
	assert_int_equal(t->last.from_us, said_us - 2 * MIN_US);
	close_run(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outage_step__short_or_long__only_the_long_one_is_told),
		cmocka_unit_test(test_outage_changed__flaps__one_stretch_with_its_breaks),
		cmocka_unit_test(test_outage_settled__killed_anywhere__told_once),
		cmocka_unit_test(test_outage_step__a_disk_that_fails__told_once_when_it_works),
		cmocka_unit_test(
			test_outage_changed__a_clock_nobody_had_set__only_the_length_is_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
