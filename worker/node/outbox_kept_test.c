/* SPDX-License-Identifier: EUPL-1.2 */
/* People's commands over restarts, full disks and failing ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "worker/node/keep.h"
#include "worker/node/outbox.h"

enum { MANY = 64, ROOM = 1 << 20, PATH_BYTES = 64 };

/* One run of a node after the other, on one file. */
struct run {
	char dir[32], path[PATH_BYTES];
	struct lt_faults faults;
	struct lt_keep *keep;
	struct lt_outbox *outbox;
	struct lt_outgoing *taken[MANY];
	size_t lost;
};

static void start(struct run *t, uint64_t boot)
{
	struct lt_err err = {0};
	t->faults = (struct lt_faults){0};
	assert_int_equal(lt_keep_open(t->path, boot, &t->faults, &t->keep, &err), 0);
	struct lt_outbox_options options = {.keep = t->keep};
	assert_int_equal(lt_outbox_open(&options, &t->outbox, &err), 0);
}

static void stop(struct run *t)
{
	lt_outbox_free(t->outbox);
	lt_keep_close(t->keep);
}

/* As by kill -9: nothing more reaches the disk. */
static void crash(struct run *t)
{
	lt_keep_abort(t->keep);
	t->faults = (struct lt_faults){.countdown = 1, .code = LT_E_STORE};
	stop(t);
}

static struct run *open_run(void)
{
	struct run *t = calloc(1, sizeof *t);
	assert_non_null(t);
	(void)snprintf(t->dir, sizeof t->dir, "/tmp/lt-outbox-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	(void)snprintf(t->path, sizeof t->path, "%s/own.mdb", t->dir);
	start(t, 100);
	return t;
}

static void close_run(struct run *t)
{
	char lock[PATH_BYTES + 8];
	stop(t);
	(void)snprintf(lock, sizeof lock, "%s-lock", t->path);
	(void)unlink(t->path);
	(void)unlink(lock);
	assert_int_equal(rmdir(t->dir), 0);
	free(t);
}

static int keep(struct run *t, uint64_t dossier, int64_t due_us, struct lt_outgoing **ret)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	Lt__KeptCommand about = LT__KEPT_COMMAND__INIT;
	c.schema = 1;
	c.seq = 12345; /* the person's own number */
	c.dossier = dossier;
	c.body_case = LT__COMMAND__BODY_CLAIM;
	c.claim = &claim;
	about.visit = "mai.huong";
	about.urgent_us = due_us;
	return lt_outbox_keep(t->outbox, &c, &about, ret, NULL);
}

static void on_lost(void *owner, struct lt_outgoing *command, int error)
{
	struct run *t = owner;
	assert_true(error < 0 && command->seq > 0);
	t->lost++;
}

static int settle(struct run *t)
{
	return lt_outbox_settle(t->outbox, on_lost, t, NULL);
}

static struct lt_outgoing *kept(struct run *t, uint64_t dossier, int64_t due_us)
{
	struct lt_outgoing *c;
	assert_int_equal(keep(t, dossier, due_us, &c), 0);
	return c;
}

static size_t take(struct run *t)
{
	return lt_outbox_take(t->outbox, t->taken, MANY, ROOM);
}

static void assert_numbered(const struct lt_outgoing *c, uint64_t stream, uint64_t seq)
{
	LT_AUTO(arena) struct lt_arena arena;
	Lt__Command *command;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	assert_int_equal(LT_DECODE(command, lt_slice(c->bytes, c->size), &arena, &command, NULL),
			 0);
	assert_int_equal(c->seq, seq);
	assert_int_equal(command->seq, seq);
	assert_int_equal(command->stream, stream);
}

static void test_outbox_settle__killed_before_the_answers__same_numbers_same_order(void **state)
{
	(void)state;
	struct run *t = open_run();
	(void)kept(t, 7, 30);
	(void)kept(t, 8, 20);
	(void)kept(t, 7, 30);
	(void)kept(t, 9, INT64_MAX);
	assert_int_equal(take(t), 0); /* not synced: not sent */
	assert_int_equal(settle(t), 0);
	assert_int_equal(take(t), 3); /* 8 is due first; the second of 7 waits */
	assert_int_equal(t->taken[0]->subject, 8);
	assert_int_equal(t->taken[1]->subject, 7);
	lt_outbox_answered(t->outbox, t->taken[0]); /* its record stays until a commit */
	crash(t);
	start(t, 200);
	assert_int_equal(lt_outbox_count(t->outbox), 4);
	assert_int_equal(take(t), 3);
	assert_numbered(t->taken[0], 100, 2);
	assert_numbered(t->taken[1], 100, 1);
	assert_numbered(t->taken[2], 100, 4);
	assert_true(t->taken[0]->told);
	lt_outbox_answered(t->outbox, t->taken[1]);
	assert_int_equal(take(t), 1);
	assert_numbered(t->taken[0], 100, 3);
	(void)kept(t, 10, 1);
	assert_int_equal(settle(t), 0);
	crash(t);
	start(t, 300);
	assert_int_equal(lt_outbox_count(t->outbox), 4); /* number 1 went with that commit */
	assert_int_equal(take(t), 4);
	assert_numbered(t->taken[0], 100, 5);
	close_run(t);
}

static void test_outbox_keep__killed_before_the_sync__never_was(void **state)
{
	(void)state;
	struct run *t = open_run();
	(void)kept(t, 1, 1);
	assert_int_equal(settle(t), 0);
	(void)kept(t, 2, 1);
	crash(t);
	start(t, 200);
	assert_int_equal(lt_outbox_count(t->outbox), 1);
	assert_int_equal(kept(t, 3, 1)->seq, 2); /* nobody has seen that number */
	assert_int_equal(settle(t), 0);
	close_run(t);
}

static void test_outbox_settle__disk_full__all_of_it_is_told_and_nothing_kept(void **state)
{
	(void)state;
	struct run *t = open_run();
	(void)kept(t, 1, 1);
	assert_int_equal(settle(t), 0);
	(void)kept(t, 2, 1);
	(void)kept(t, 3, 1);
	t->faults = (struct lt_faults){.countdown = 1, .code = LT_E_FULL};
	assert_int_equal(settle(t), LT_E_FULL);
	assert_int_equal(t->lost, 2);
	assert_int_equal(lt_outbox_count(t->outbox), 1);
	assert_int_equal(take(t), 1);
	(void)kept(t, 4, 1); /* there is room again */
	assert_int_equal(settle(t), 0);
	crash(t);
	start(t, 200);
	assert_int_equal(lt_outbox_count(t->outbox), 2);
	assert_int_equal(take(t), 2);
	assert_int_equal(t->taken[1]->subject, 4);
	assert_numbered(t->taken[1], 100, 2);
	close_run(t);
}

/* Whatever single call of the store fails: what was settled is there, the rest was told. */
static void test_outbox_settle__any_call_fails__kept_or_told(void **state)
{
	(void)state;
	for (int64_t at = 1; at < 16; at++) {
		struct run *t = open_run();
		struct lt_outgoing *c;
		size_t refused = 0, settled = 0;
		t->faults = (struct lt_faults){.countdown = at, .code = LT_E_FULL};
		for (uint64_t round = 0; round < 3; round++) {
			for (uint64_t i = 1; i <= 2; i++)
				refused += keep(t, 10 * round + i, 1, &c) < 0;
			(void)settle(t);
			settled = lt_outbox_count(t->outbox);
		}
		assert_int_equal(settled + refused + t->lost, 6);
		crash(t);
		start(t, 200);
		assert_int_equal(lt_outbox_count(t->outbox), settled);
		assert_int_equal(take(t), settled);
		for (size_t i = 0; i < settled; i++)
			assert_numbered(t->taken[i], 100, i + 1);
		close_run(t);
	}
}

static void test_outbox_dispute__refused_and_nobody_there__is_a_conflict_for_ever(void **state)
{
	(void)state;
	struct run *t = open_run();
	LT_AUTO(arena) struct lt_arena arena;
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	Lt__KeptCommand *conflict;
	uint64_t n;
	lt_arena_init(&arena, LT_DECODE_BYTES_MAX);
	(void)kept(t, 1, 1);
	(void)kept(t, 2, 2);
	assert_int_equal(settle(t), 0);
	assert_int_equal(take(t), 2);
	reply.refusal = 2;
	reply.text = "hồ sơ đã kết thúc";
	assert_int_equal(lt_outbox_dispute(t->outbox, t->taken[0], &reply, 55, NULL), 0);
	lt_outbox_answered(t->outbox, t->taken[0]);
	assert_int_equal(lt_outbox_forget(t->outbox, t->taken[1], NULL), 0);
	lt_outbox_answered(t->outbox, t->taken[1]);
	crash(t);
	start(t, 200);
	assert_int_equal(lt_outbox_count(t->outbox), 0);
	assert_int_equal(lt_keep_next(t->keep, LT_KEEP_CONFLICT, 0, &arena, &n, &conflict, NULL),
			 0);
	assert_int_equal(n, 1);
	assert_int_equal(conflict->refused_us, 55);
	assert_int_equal(conflict->reply->refusal, 2);
	assert_string_equal(conflict->visit, "mai.huong");
	assert_int_equal(
		lt_keep_next(t->keep, LT_KEEP_CONFLICT, n + 1, &arena, &n, &conflict, NULL),
		LT_E_ABSENT);
	close_run(t);
}

static void test_outbox_keep__too_many__is_refused_and_goes_on_later(void **state)
{
	(void)state;
	struct run *t = open_run();
	struct lt_outgoing *c, *first = NULL;
	for (uint64_t i = 0; i < LT_REQUESTS_OUTSTANDING_MAX; i++) {
		c = kept(t, 0, (int64_t)i);
		first = first ? first : c;
	}
	assert_int_equal(keep(t, 0, 1, &c), LT_E_BUSY);
	assert_int_equal(settle(t), 0);
	assert_int_equal(take(t), MANY);
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(t->taken[i]->seq, i + 1); /* by their dates */
	assert_ptr_equal(t->taken[0], first);
	lt_outbox_answered(t->outbox, t->taken[1]);
	assert_int_equal(keep(t, 0, 1, &c), LT_E_BUSY); /* the oldest bounds the window */
	lt_outbox_answered(t->outbox, t->taken[0]);
	assert_int_equal(keep(t, 0, 1, &c), 0);
	assert_int_equal(settle(t), 0);
	assert_int_equal(take(t), MANY);
	assert_ptr_equal(t->taken[0], c);
	close_run(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_outbox_settle__killed_before_the_answers__same_numbers_same_order),
		cmocka_unit_test(test_outbox_keep__killed_before_the_sync__never_was),
		cmocka_unit_test(test_outbox_settle__disk_full__all_of_it_is_told_and_nothing_kept),
		cmocka_unit_test(test_outbox_settle__any_call_fails__kept_or_told),
		cmocka_unit_test(
			test_outbox_dispute__refused_and_nobody_there__is_a_conflict_for_ever),
		cmocka_unit_test(test_outbox_keep__too_many__is_refused_and_goes_on_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
