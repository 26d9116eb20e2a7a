/* SPDX-License-Identifier: EUPL-1.2 */
/* What a node decides alone lies over its replica, and leaves no trace of itself. */
#include "worker/node/alone.h"

#include <stdio.h>
#include <string.h>

#include "proto/base/limits.h"
#include "records/awaited.h"
#include "tests/replica/fixture.h"

#define TAX "G12.18.14.40" /* at a node of its own */

/* A commune whose line is cut, with what waits there. */
struct lonely {
	struct province p;
	struct follower f;
	struct lt_outbox *outbox;
	struct lt_alone *alone;
	struct lt_arena arena;
};

static void open_lonely(struct lonely *t)
{
	struct lt_err err = {0};
	struct lt_outbox_options outbox = {.stream = 5};
	*t = (struct lonely){0};
	lt_arena_init(&t->arena, LT_DECODE_BYTES_MAX);
	province_open(&t->p);
	follower_open(&t->f, &t->p, COMMUNE);
	assert_int_equal(lt_outbox_open(&outbox, &t->outbox, &err), 0);
	struct lt_alone_options alone = {
		.node = COMMUNE, .outbox = t->outbox, .replica = t->f.replica};
	assert_int_equal(lt_alone_new(&alone, &t->alone, &err), 0);
}

static void close_lonely(struct lonely *t)
{
	lt_alone_free(t->alone);
	lt_outbox_free(t->outbox);
	province_close(&t->p);
	follower_wipe(&t->f);
	lt_arena_done(&t->arena);
}

/* Decided here and, if accepted, kept. @return the refusal. */
static uint32_t decide(struct lonely *t, Lt__Command *c, const char *officer, const char *unit,
		       Lt__CommandReply *ret)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	Lt__KeptCommand about = LT__KEPT_COMMAND__INIT;
	struct lt_outgoing *out;
	struct lt_err err = {0};
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	actor.id = officer;
	actor.unit = unit;
	actor.node = COMMUNE;
	c->schema = 1;
	c->actor = &actor;
	lt__command_reply__init(ret);
	assert_int_equal(lt_alone_decide(t->alone, c, &about, &t->arena, ret, &err), 0);
	if (ret->refusal)
		return ret->refusal;
	assert_true(ret->provisional);
	assert_int_equal(lt_outbox_keep(t->outbox, c, &about, &out, &err), 0);
	lt_alone_kept(t->alone, out->seq);
	assert_int_equal(lt_outbox_settle(t->outbox, NULL, NULL, &err), 0);
	return 0;
}

static uint32_t act_alone(struct lonely *t, const char *code, uint64_t id, const char *step,
			  const char *outcome, const char *officer, const char *unit)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__ActOnStep body = LT__ACT_ON_STEP__INIT;
	Lt__CommandReply reply;
	body.step = step;
	body.outcome = outcome;
	c.code = code;
	c.dossier = id;
	c.body_case = LT__COMMAND__BODY_ACT;
	c.act = &body;
	return decide(t, &c, officer, unit, &reply);
}

/* A dossier like the first one, under a code of its own. */
static uint32_t submit_alone(struct lonely *t, const Lt__Dossier *like, const char *code)
{
	Lt__Command c = LT__COMMAND__INIT;
	Lt__SubmitDossier body = LT__SUBMIT_DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	Lt__CommandReply reply;
	applicant.name = "Hoàng Văn Một Mình";
	body.procedure = like->procedure;
	body.unit = DESK;
	body.code = code;
	body.channel = LT__CHANNEL__CHANNEL_DIRECT;
	body.applicant = &applicant;
	c.body_case = LT__COMMAND__BODY_SUBMIT;
	c.submit = &body;
	return decide(t, &c, RECEIVER, DESK, &reply);
}

static Lt__FetchReply *list(struct lonely *t, const char *unit)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_LIST;
	fetch.unit = unit;
	Lt__FetchReply *reply = ask_replica(&t->f, &fetch);
	lt_alone_mark(t->alone, reply);
	return reply;
}

static Lt__FetchReply *show(struct lonely *t, uint64_t id)
{
	Lt__Fetch fetch = LT__FETCH__INIT;
	fetch.kind = LT__FETCH_KIND__FETCH_KIND_SHOW;
	fetch.dossier = id;
	Lt__FetchReply *reply = ask_replica(&t->f, &fetch);
	lt_alone_mark(t->alone, reply);
	return reply;
}

/* The coordinator has answered all; nothing waits. */
static void answer_all(struct lonely *t)
{
	struct lt_outgoing *taken[64];
	size_t n;
	while ((n = lt_outbox_take(t->outbox, taken, 64, SIZE_MAX)))
		for (size_t i = 0; i < n; i++)
			lt_outbox_answered(t->outbox, taken[i]);
	assert_int_equal(lt_outbox_count(t->outbox), 0);
	lt_alone_changed(t->alone);
	assert_false(list(t, DESK)->n_items && list(t, DESK)->items[0]->provisional);
}

static void test_decide__acts_and_submissions__are_seen_and_leave_no_trace(void **state)
{
	struct lonely t;
	(void)state;
	open_lonely(&t);
	uint64_t id = receive(&t.p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&t.f);
	const Lt__Dossier *first = show(&t, id)->dossier;
	size_t events = first->events_count, before = list(&t, DESK)->n_items;
	assert_int_equal(act_alone(&t, "", id, "receive", "complete", RECEIVER, DESK), 0);
	assert_int_not_equal(act_alone(&t, "", id, "receive", "complete", RECEIVER, DESK), 0);
	assert_int_equal(submit_alone(&t, first, DESK "-240603-00100001"), 0);
	assert_int_equal(
		act_alone(&t, DESK "-240603-00100001", 0, "receive", "complete", RECEIVER, DESK),
		0);
	assert_int_equal(submit_alone(&t, first, DESK "-240603-00100002"), 0);
	Lt__FetchReply *seen = list(&t, DESK);
	assert_int_equal(seen->n_items, before); /* one went on, one came */
	assert_true(seen->items[0]->provisional);
	seen = show(&t, id);
	assert_true(seen->provisional_events > 0);
	assert_int_equal(seen->n_events, seen->dossier->events_count);
	assert_int_equal(seen->dossier->events_count, events + seen->provisional_events);
	answer_all(&t);
	assert_true(assert_same(&t.f) > 0); /* the same bytes and rows as the coordinator's */
	close_lonely(&t);
}

static void test_lay__the_feed_moves__what_waits_is_decided_again(void **state)
{
	struct lonely t;
	(void)state;
	open_lonely(&t);
	uint64_t id = receive(&t.p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	uint64_t other = receive(&t.p, DESK, RECEIVER, "Lò Văn Hai");
	follow(&t.f);
	assert_int_equal(act_alone(&t, "", id, "receive", "complete", RECEIVER, DESK), 0);
	assert_true(show(&t, id)->provisional_events > 0);
	assert_int_equal(act(&t.p, other, "receive", "complete", RECEIVER, DESK), 0);
	follow(&t.f); /* another dossier moved: the act is still to be seen */
	assert_true(show(&t, id)->provisional_events > 0);
	assert_int_equal(show(&t, other)->provisional_events, 0);
	assert_int_equal(act(&t.p, id, "receive", "complete", RECEIVER, DESK), 0);
	follow(&t.f); /* the coordinator's word: it is done, and cannot be done again */
	assert_int_equal(show(&t, id)->provisional_events, 0);
	answer_all(&t);
	assert_true(assert_same(&t.f) > 0);
	close_lonely(&t);
}

static void test_lift__checkpoints_and_a_restart__nothing_of_it_is_on_disk(void **state)
{
	struct lonely t;
	(void)state;
	open_lonely(&t);
	uint64_t id = receive(&t.p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&t.f);
	assert_int_equal(submit_alone(&t, show(&t, id)->dossier, DESK "-240603-00100001"), 0);
	assert_int_equal(act_alone(&t, "", id, "receive", "complete", RECEIVER, DESK), 0);
	assert_true(show(&t, id)->provisional_events > 0);
	lt_clock_advance(&t.p.clock, LT_US_PER_MINUTE);
	lt_replica_step(t.f.replica); /* writes it down */
	lt_alone_free(t.alone);
	t.alone = NULL;
	follower_close(&t.f);
	follower_open(&t.f, &t.p, COMMUNE);
	assert_true(assert_same(&t.f) > 0);
	struct lt_alone_options again = {
		.node = COMMUNE, .outbox = t.outbox, .replica = t.f.replica};
	assert_int_equal(lt_alone_new(&again, &t.alone, NULL), 0);
	assert_true(show(&t, id)->provisional_events > 0); /* and what waits is seen again */
	close_lonely(&t);
}

static const Lt__Awaited *only_awaited(struct lonely *t, Lt__Waiting *waiting)
{
	lt__waiting__init(waiting);
	lt_alone_awaited(t->alone, &t->arena, waiting);
	assert_int_equal(waiting->n_awaited, 1);
	assert_string_equal(waiting->awaited[0]->unit, TAX);
	return waiting->awaited[0];
}

static void test_awaited__handed_to_another_node__counted_until_they_go_on(void **state)
{
	struct lonely t;
	Lt__Waiting waiting;
	(void)state;
	open_lonely(&t);
	uint64_t id = receive(&t.p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	uint64_t other = receive(&t.p, DESK, RECEIVER, "Lò Văn Hai");
	assert_int_equal(act(&t.p, id, "receive", "complete", RECEIVER, DESK), 0);
	follow(&t.f);
	int64_t handed_us = lt_clock_wall(&t.p.clock);
	const Lt__Awaited *found = only_awaited(&t, &waiting);
	assert_int_equal(found->dossiers, 1);
	assert_false(found->more);
	assert_true(found->oldest_us > 0 && found->oldest_us <= handed_us);
	int64_t oldest_us = found->oldest_us;
	lt_clock_advance(&t.p.clock, LT_US_PER_HOUR);
	assert_int_equal(act_alone(&t, "", other, "receive", "complete", RECEIVER, DESK), 0);
	found = only_awaited(&t, &waiting); /* what is decided here alone counts too */
	assert_int_equal(found->dossiers, 2);
	assert_true(found->oldest_us == oldest_us);
	lt__waiting__init(&waiting);
	assert_int_equal(lt_awaited(lt_replica_records(t.f.replica), COMMUNE,
				    lt_replica_now_us(t.f.replica), 1, &t.arena, &waiting, NULL),
			 0);
	assert_int_equal(waiting.n_awaited, 1);
	assert_true(waiting.awaited[0]->more);
	assert_int_equal(waiting.awaited[0]->dossiers, 1);
	answer_all(&t);
	assert_int_equal(only_awaited(&t, &waiting)->dossiers, 1);
	close_lonely(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decide__acts_and_submissions__are_seen_and_leave_no_trace),
		cmocka_unit_test(test_lay__the_feed_moves__what_waits_is_decided_again),
		cmocka_unit_test(test_awaited__handed_to_another_node__counted_until_they_go_on),
		cmocka_unit_test(test_lift__checkpoints_and_a_restart__nothing_of_it_is_on_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
