/* SPDX-License-Identifier: EUPL-1.2 */
/* Who tests the checker: a good history in which nothing is broken, and for each invariant a
 * history made by hand that breaks it, and that it must find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "link.pb-c.h"

#include "procedures/core/evolve.h"
#include "proto/base/ids.h"
#include "proto/base/time.h"
#include "proto/codec/codec.h"
#include "records/state.h"
#include "tests/history/history.h"
#include "tests/support/support.h"

enum { BATCHES_MAX = 8, NODE_KEY = 77, OPERATOR_KEY = 42 };

#define START_US INT64_C(1750000000000000)

/* A journal in memory. */
struct written {
	struct lt_journal journal;
	struct lt_arena arena;
	struct lt_slice batches[BATCHES_MAX];
	uint64_t count;
	uint32_t n; /* of dossier 1: events so far */
	uint8_t head[LT_HASH_BYTES];
	struct history *history;
	struct history_source source;
	struct history_report report;
	struct lt_err err;
};

static int read_written(struct lt_journal *journal, uint64_t seq, struct lt_slice *ret,
			struct lt_err *err)
{
	const struct written *w = (const struct written *)journal;
	(void)err;
	*ret = w->batches[seq - 1];
	return 0;
}

static int last_written(struct lt_journal *journal, uint64_t *ret, struct lt_err *err)
{
	(void)err;
	*ret = ((const struct written *)journal)->count;
	return 0;
}

static const struct lt_journal_ops written_ops = {.read = read_written, .last = last_written};

static Lt__Actor officer_of_desk = {.base = PROTOBUF_C_MESSAGE_INIT(&lt__actor__descriptor),
				    .kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER,
				    .id = "an",
				    .unit = "H14.61.02",
				    .node = ""};

/* The next event of dossier 1, in a batch of its own, under a number of the node (0: of nobody). */
static void write_event(struct written *w, Lt__Event *e, uint64_t seq)
{
	Lt__Batch batch = LT__BATCH__INIT;
	Lt__Entry entry = LT__ENTRY__INIT, *entries[] = {&entry};
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	struct lt_slice bytes;
	ProtobufCBinaryData event;
	e->schema = LT_EVENT_SCHEMA;
	e->dossier = 1;
	e->n = e->n ? e->n : ++w->n;
	e->stamp_us = e->stamp_us ? e->stamp_us : START_US + (int64_t)w->count * LT_US_PER_MINUTE;
	if (e->n > 1 && !e->prev.len)
		e->prev = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = w->head};
	assert_int_equal(lt_encode(&e->base, &w->arena, &bytes), 0);
	event = (ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	lt_hash(bytes, w->head);
	batch.schema = 1;
	batch.seq = w->count + 1;
	batch.stamp_us = e->stamp_us;
	batch.entries = entries;
	batch.n_entries = 1;
	entry.dossier = 1;
	entry.first_n = e->n;
	entry.events = &event;
	entry.n_events = 1;
	reply.seq = seq;
	assert_int_equal(lt_encode(&reply.base, &w->arena, &bytes), 0);
	entry.node = seq ? NODE_KEY : 0;
	entry.boot = 1;
	entry.seq = seq;
	entry.reply =
		(ProtobufCBinaryData){.len = bytes.size, .data = (uint8_t *)(uintptr_t)bytes.data};
	assert_int_equal(lt_encode(&batch.base, &w->arena, &w->batches[w->count++]), 0);
}

static void receive(struct written *w, int64_t due_us)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__DossierReceived received = LT__DOSSIER_RECEIVED__INIT;
	uint8_t hash[LT_HASH_BYTES] = {1};
	received.code = "H14.61.01-250615-0001";
	received.procedure = "1.004873";
	received.unit = "H14.61.01";
	received.received_us = START_US;
	received.due_us = due_us;
	received.definition = (ProtobufCBinaryData){.len = sizeof hash, .data = hash};
	e.actor = &officer_of_desk;
	e.body_case = LT__EVENT__BODY_RECEIVED;
	e.received = &received;
	write_event(w, &e, 1);
}

static void begin_step(struct written *w, uint32_t id, Lt__StepKind kind)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__StepStarted started = LT__STEP_STARTED__INIT;
	Lt__Token token = LT__TOKEN__INIT;
	token.id = id;
	token.step = "appraise";
	token.kind = kind;
	token.state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	token.unit = "H14.61.02";
	token.role = "specialist";
	token.entered_us = START_US;
	started.token = &token;
	e.body_case = LT__EVENT__BODY_STARTED;
	e.started = &started;
	write_event(w, &e, 0);
}

/* Step 1 is taken. */
struct claim {
	Lt__Actor *actor;
	const char *officer;
	int64_t stamp_us; /* 0: in its turn */
	uint64_t request; /* 0: of nobody */
};

static void claim(struct written *w, const struct claim *what)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__StepClaimed claimed = LT__STEP_CLAIMED__INIT;
	claimed.token = 1;
	claimed.officer = what->officer;
	e.actor = what->actor;
	e.stamp_us = what->stamp_us;
	e.body_case = LT__EVENT__BODY_CLAIMED;
	e.claimed = &claimed;
	write_event(w, &e, what->request);
}

static void complete(struct written *w, uint32_t token, const char *note)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__StepCompleted completed = LT__STEP_COMPLETED__INIT;
	completed.token = token;
	completed.step = "appraise";
	completed.officer = officer_of_desk.id;
	completed.note = note;
	e.actor = &officer_of_desk;
	e.body_case = LT__EVENT__BODY_COMPLETED;
	e.completed = &completed;
	write_event(w, &e, 0);
}

/* A dossier that was received and waits at a desk, as its node asked and was told. */
static struct written *open_good(void)
{
	struct written *w = calloc(1, sizeof *w);
	struct history_request asked = {
		.node = "xa", .node_key = NODE_KEY, .boot = 1, .seq = 1, .officer = "an"};
	struct history_answer told = {.outcome = HISTORY_ACCEPTED, .dossier = 1, .events_count = 2};
	assert_non_null(w);
	w->journal.ops = &written_ops;
	lt_arena_init(&w->arena, 8 << 20);
	w->history = history_new();
	w->source = (struct history_source){.journal = &w->journal,
					    .moment = HISTORY_ALWAYS,
					    .all_are_known = true,
					    .by_hand = OPERATOR_KEY};
	receive(w, START_US + LT_US_PER_DAY);
	begin_step(w, 1, LT__STEP_KIND__STEP_KIND_HUMAN);
	history_told(w->history, history_ask(w->history, &asked), &told);
	return w;
}

static void check(struct written *w)
{
	assert_int_equal(history_check(w->history, &w->source, &w->report, &w->err), 0);
}

/* That one is broken; others may be besides. */
static void close_bad(struct written *w, int number)
{
	check(w);
	assert_true(w->report.items[number].broken > 0);
	assert_true(w->report.items[number].example[0] != 0);
	history_free(w->history);
	lt_arena_done(&w->arena);
	free(w);
}

static void test_history_check__good_history__nothing_is_broken(void **state)
{
	(void)state;
	struct written *w = open_good();
	check(w);
	assert_int_equal(history_broken(&w->report), 0);
	assert_int_equal(w->report.events, 2);
	assert_int_equal(w->report.dossiers, 1);
	history_free(w->history);
	lt_arena_done(&w->arena);
	free(w);
}

static void test_history_check__acknowledged_and_not_there__breaks_i1(void **state)
{
	(void)state;
	struct written *w = open_good();
	struct history_request asked = {.node = "xa", .node_key = NODE_KEY, .boot = 1, .seq = 2};
	struct history_answer told = {.outcome = HISTORY_ACCEPTED};
	history_told(w->history, history_ask(w->history, &asked), &told);
	close_bad(w, 1);
}

static void test_history_check__effect_recorded_twice__breaks_i2(void **state)
{
	(void)state;
	struct written *w = open_good();
	struct history_request asked = {
		.node = "xa", .node_key = NODE_KEY, .boot = 1, .seq = 2, .effect = HISTORY_MARKED};
	assert_int_equal(history_ask(w->history, &asked), 2);
	begin_step(w, 2, LT__STEP_KIND__STEP_KIND_HUMAN);
	complete(w, 1, "m2");
	complete(w, 2, "m2");
	close_bad(w, 2);
}

static void test_history_check__event_missing__breaks_i3(void **state)
{
	(void)state;
	struct written *w = open_good();
	w->n++;
	begin_step(w, 2, LT__STEP_KIND__STEP_KIND_HUMAN);
	close_bad(w, 3);
}

static void test_history_check__chain_broken__breaks_i3(void **state)
{
	(void)state;
	struct written *w = open_good();
	w->head[0] ^= 1;
	begin_step(w, 2, LT__STEP_KIND__STEP_KIND_HUMAN);
	close_bad(w, 3);
}

static void test_history_check__event_of_another_form__breaks_i4(void **state)
{
	(void)state;
	struct written *w = open_good();
	Lt__Event e = LT__EVENT__INIT; /* says nothing that could be applied */
	write_event(w, &e, 0);
	close_bad(w, 4);
}

static void test_history_check__date_moved_by_a_second_reception__breaks_i5(void **state)
{
	(void)state;
	struct written *w = open_good();
	receive(w, START_US + 9 * LT_US_PER_DAY);
	close_bad(w, 5);
}

static void test_history_check__time_goes_back__breaks_i6(void **state)
{
	(void)state;
	struct written *w = open_good();
	claim(w, &(struct claim){.actor = &officer_of_desk,
				 .officer = "an",
				 .stamp_us = START_US - LT_US_PER_HOUR});
	close_bad(w, 6);
}

static void test_history_check__job_told_and_not_offered__breaks_i7(void **state)
{
	(void)state;
	struct written *w = open_good();
	history_offered(w->history, "xa", 1, 1, 1);
	close_bad(w, 7);
}

static void test_history_check__held_by_another__breaks_i7(void **state)
{
	(void)state;
	struct written *w = open_good();
	claim(w, &(struct claim){.actor = &officer_of_desk, .officer = "binh"});
	complete(w, 1, "");
	close_bad(w, 7);
}

static void test_history_check__done_at_another_desk__breaks_i8(void **state)
{
	(void)state;
	struct written *w = open_good();
	Lt__Actor stranger = officer_of_desk, own = officer_of_desk;
	stranger.unit = "H14.62.02";
	officer_of_desk = stranger;
	complete(w, 1, "");
	officer_of_desk = own;
	close_bad(w, 8);
}

static void test_history_check__in_flight_and_sent_once_less__breaks_i9(void **state)
{
	(void)state;
	struct written *w = open_good();
	begin_step(w, 2, LT__STEP_KIND__STEP_KIND_HANDOFF);
	begin_step(w, 2, LT__STEP_KIND__STEP_KIND_HANDOFF);
	close_bad(w, 9);
}

static void test_history_check__late_and_not_found_late__breaks_i10(void **state)
{
	(void)state;
	struct written *w = open_good();
	w->source.now_us = START_US + 3 * LT_US_PER_DAY;
	close_bad(w, 10);
}

static void test_history_check__open_and_nobodys__breaks_i11(void **state)
{
	(void)state;
	struct written *w = open_good();
	complete(w, 1, "");
	close_bad(w, 11);
}

static void test_history_check__migrated_by_nobody__breaks_i12(void **state)
{
	(void)state;
	struct written *w = open_good();
	Lt__Event e = LT__EVENT__INIT;
	Lt__DefinitionMigrated migrated = LT__DEFINITION_MIGRATED__INIT;
	uint8_t hash[LT_HASH_BYTES] = {2};
	migrated.to = (ProtobufCBinaryData){.len = sizeof hash, .data = hash};
	e.body_case = LT__EVENT__BODY_MIGRATED;
	e.migrated = &migrated;
	write_event(w, &e, 0);
	close_bad(w, 12);
}

static void test_history_check__request_of_nobody__breaks_i13(void **state)
{
	(void)state;
	struct written *w = open_good();
	claim(w, &(struct claim){.actor = &officer_of_desk, .officer = "an", .request = 99});
	close_bad(w, 13);
}

static void test_history_check__deed_that_names_nobody__breaks_i13(void **state)
{
	(void)state;
	struct written *w = open_good();
	claim(w, &(struct claim){.officer = "an"});
	close_bad(w, 13);
}

static void test_history_check__counters_that_do_not_count_it__breaks_i14(void **state)
{
	(void)state;
	struct written *w = open_good();
	LT_AUTO(free) char *path = NULL;
	char *folder = lt_test_folder();
	struct lt_state empty = {0};
	assert_true(asprintf(&path, "%s/state.mdb", folder) > 0);
	assert_int_equal(lt_state_open(path, NULL, &empty, &w->err), 0);
	w->source.state = empty.txn;
	close_bad(w, 14);
	lt_state_close(&empty, false);
	lt_test_remove(folder);
}

static void test_history_check__read_older_than_what_was_told__breaks_i15(void **state)
{
	(void)state;
	struct written *w = open_good();
	history_shown(w->history, 1, 2, 1);
	close_bad(w, 15);
}

static void test_history_check__shown_to_a_stranger__breaks_i16(void **state)
{
	(void)state;
	struct written *w = open_good();
	history_probed(w->history, "xa khác", true);
	history_probed(w->history, "xa khác", false);
	close_bad(w, 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_history_check__good_history__nothing_is_broken),
		cmocka_unit_test(test_history_check__acknowledged_and_not_there__breaks_i1),
		cmocka_unit_test(test_history_check__effect_recorded_twice__breaks_i2),
		cmocka_unit_test(test_history_check__event_missing__breaks_i3),
		cmocka_unit_test(test_history_check__chain_broken__breaks_i3),
		cmocka_unit_test(test_history_check__event_of_another_form__breaks_i4),
		cmocka_unit_test(test_history_check__date_moved_by_a_second_reception__breaks_i5),
		cmocka_unit_test(test_history_check__time_goes_back__breaks_i6),
		cmocka_unit_test(test_history_check__job_told_and_not_offered__breaks_i7),
		cmocka_unit_test(test_history_check__held_by_another__breaks_i7),
		cmocka_unit_test(test_history_check__done_at_another_desk__breaks_i8),
		cmocka_unit_test(test_history_check__in_flight_and_sent_once_less__breaks_i9),
		cmocka_unit_test(test_history_check__late_and_not_found_late__breaks_i10),
		cmocka_unit_test(test_history_check__open_and_nobodys__breaks_i11),
		cmocka_unit_test(test_history_check__migrated_by_nobody__breaks_i12),
		cmocka_unit_test(test_history_check__request_of_nobody__breaks_i13),
		cmocka_unit_test(test_history_check__deed_that_names_nobody__breaks_i13),
		cmocka_unit_test(test_history_check__counters_that_do_not_count_it__breaks_i14),
		cmocka_unit_test(test_history_check__read_older_than_what_was_told__breaks_i15),
		cmocka_unit_test(test_history_check__shown_to_a_stranger__breaks_i16),
	};
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
