/* SPDX-License-Identifier: EUPL-1.2 */
/* Random lives of dossiers: whatever happens in whatever order, the counters are the sums of what
 * the dossiers contribute, through writing, forgetting and reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "records/tallies.h"
#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve.h"
#include "proto/base/ids.h"
#include "tests/support/support.h"

enum { DOSSIERS = 60, EVENTS = 4000, JULY = 2025 * 12 + 6 };

static const char *const units[] = {"u1", "u2", "u3"};
static const char *const people[] = {"", "an", "binh"};
static const char *const procedures[] = {"p1", "p2"};

struct fixture {
	char *folder;
	struct lt_store *store;
	struct lt_txn *txn;
	struct lt_tallies *tallies;
	struct lt_arena arena;
	Lt__Dossier *dossiers[DOSSIERS];
	uint32_t seed;
	int64_t now_us;
	struct lt_err err;
};

static uint32_t below(struct fixture *f, uint32_t bound)
{
	f->seed = f->seed * 1664525u + 1013904223u;
	return (f->seed >> 8) % bound;
}

#define PICK(f, list) (list)[below((f), sizeof(list) / sizeof *(list))]

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	char path[256];
	assert_non_null(f);
	f->folder = lt_test_folder();
	f->seed = 1;
	f->tallies = lt_tallies_new();
	lt_arena_init(&f->arena, 256u << 20);
	assert_int_equal(lt_time_parse("2025-07-20T08:00", &f->now_us), 0);
	(void)snprintf(path, sizeof path, "%s/state.mdb", f->folder);
	assert_int_equal(lt_store_open(path, &(struct lt_store_options){0}, &f->store, &f->err), 0);
	assert_int_equal(lt_store_begin(f->store, &f->txn, &f->err), 0);
	for (uint64_t i = 0; i < DOSSIERS; i++)
		f->dossiers[i] = lt_dossier_new(i + 1, &f->arena);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	lt_tallies_free(f->tallies);
	lt_txn_abort(&f->txn);
	lt_store_close(f->store);
	lt_arena_done(&f->arena);
	lt_test_remove(f->folder);
	free(f);
	return 0;
}

#define MAKE(f, type, init)                                                                        \
	({                                                                                         \
		type *made_ = lt_arena_alloc(&(f)->arena, sizeof *made_);                          \
		assert_non_null(made_);                                                            \
		init(made_);                                                                       \
		made_;                                                                             \
	})

static void receive(struct fixture *f, Lt__Event *e)
{
	Lt__DossierReceived *r = MAKE(f, Lt__DossierReceived, lt__dossier_received__init);
	r->procedure = PICK(f, procedures);
	r->unit = PICK(f, units);
	r->channel = (Lt__Channel)below(f, 4);
	r->received_us = f->now_us;
	r->due_us = f->now_us + below(f, 10) * LT_US_PER_DAY;
	r->fee_vnd = (int64_t)below(f, 3) - 1;
	r->payment = (Lt__Payment)below(f, 4);
	r->gives_paper = below(f, 2);
	e->body_case = LT__EVENT__BODY_RECEIVED;
	e->received = r;
}

static void start(struct fixture *f, const Lt__Dossier *d, Lt__Event *e)
{
	Lt__StepStarted *s = MAKE(f, Lt__StepStarted, lt__step_started__init);
	s->token = MAKE(f, Lt__Token, lt__token__init);
	s->token->id = d->tokens_made + 1;
	s->token->step = "appraise";
	s->token->kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	s->token->state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	s->token->unit = PICK(f, units);
	s->token->due_us = f->now_us + below(f, 3) * LT_US_PER_DAY;
	e->body_case = LT__EVENT__BODY_STARTED;
	e->started = s;
}

static void complete(struct fixture *f, const Lt__Dossier *d, Lt__Event *e)
{
	Lt__StepCompleted *c = MAKE(f, Lt__StepCompleted, lt__step_completed__init);
	c->token = 1 + below(f, d->tokens_made + 1);
	c->unit = PICK(f, units);
	c->officer = PICK(f, people);
	c->payment = (Lt__Payment)below(f, 4);
	e->body_case = LT__EVENT__BODY_COMPLETED;
	e->completed = c;
}

static void claim(struct fixture *f, const Lt__Dossier *d, Lt__Event *e)
{
	Lt__StepClaimed *c = MAKE(f, Lt__StepClaimed, lt__step_claimed__init);
	c->token = 1 + below(f, d->tokens_made + 1);
	c->officer = people[1 + below(f, 2)];
	e->body_case = LT__EVENT__BODY_CLAIMED;
	e->claimed = c;
}

static void pause(struct fixture *f, const Lt__Dossier *d, Lt__Event *e)
{
	if (lt_dossier_open_pause(d)) {
		Lt__ClockResumed *r = MAKE(f, Lt__ClockResumed, lt__clock_resumed__init);
		r->due_us = f->now_us + below(f, 5) * LT_US_PER_DAY;
		e->body_case = LT__EVENT__BODY_CLOCK_RESUMED;
		e->clock_resumed = r;
		return;
	}
	Lt__ClockStopped *s = MAKE(f, Lt__ClockStopped, lt__clock_stopped__init);
	s->reason = (Lt__PauseReason)(1 + below(f, 2));
	s->step = "supplement";
	e->body_case = LT__EVENT__BODY_CLOCK_STOPPED;
	e->clock_stopped = s;
}

static Lt__Lateness *lateness(struct fixture *f, const Lt__Dossier *d, uint32_t token)
{
	Lt__Lateness *l = MAKE(f, Lt__Lateness, lt__lateness__init);
	l->id = (uint32_t)d->n_lates + 1;
	l->token = token;
	l->due_us = f->now_us - LT_US_PER_DAY;
	l->unit = PICK(f, units);
	l->officer = PICK(f, people);
	return l;
}

static void become_late(struct fixture *f, const Lt__Dossier *d, Lt__Event *e)
{
	if (d->n_lates && below(f, 3) == 0) {
		Lt__LatenessLifted *l = MAKE(f, Lt__LatenessLifted, lt__lateness_lifted__init);
		l->lateness = 1 + below(f, (uint32_t)d->n_lates);
		e->body_case = LT__EVENT__BODY_LATENESS_LIFTED;
		e->lateness_lifted = l;
	} else if (below(f, 2)) {
		Lt__StepOverdue *o = MAKE(f, Lt__StepOverdue, lt__step_overdue__init);
		o->token = 1 + below(f, d->tokens_made + 1);
		o->lateness = lateness(f, d, o->token);
		e->body_case = LT__EVENT__BODY_STEP_OVERDUE;
		e->step_overdue = o;
	} else {
		Lt__DossierOverdue *o = MAKE(f, Lt__DossierOverdue, lt__dossier_overdue__init);
		o->due_us = d->due_us;
		o->lateness = lateness(f, d, 0);
		e->body_case = LT__EVENT__BODY_OVERDUE;
		e->overdue = o;
	}
}

static void end(struct fixture *f, Lt__Event *e)
{
	Lt__DossierFinished *finished = MAKE(f, Lt__DossierFinished, lt__dossier_finished__init);
	switch (below(f, 3)) {
	case 0:
		e->body_case = LT__EVENT__BODY_WITHDRAWN;
		e->withdrawn = MAKE(f, Lt__DossierWithdrawn, lt__dossier_withdrawn__init);
		break;
	case 1:
		e->body_case = LT__EVENT__BODY_STOPPED;
		e->stopped = MAKE(f, Lt__DossierStopped, lt__dossier_stopped__init);
		break;
	default:
		finished->outcome = below(f, 2) ? "granted" : "refused";
		e->body_case = LT__EVENT__BODY_FINISHED;
		e->finished = finished;
	}
}

static Lt__Event *next_event(struct fixture *f, const Lt__Dossier *d)
{
	Lt__Event *e = MAKE(f, Lt__Event, lt__event__init);
	e->schema = 1;
	e->dossier = d->id;
	e->n = d->events_count + 1;
	e->stamp_us = f->now_us;
	if (d->events_count == 0) {
		receive(f, e);
		return e;
	}
	switch (below(f, 12)) {
	case 0:
		end(f, e);
		break;
	case 1:
	case 2:
		pause(f, d, e);
		break;
	case 3:
	case 4:
		become_late(f, d, e);
		break;
	case 5:
	case 6:
		claim(f, d, e);
		break;
	case 7:
	case 8:
		complete(f, d, e);
		break;
	default:
		start(f, d, e);
	}
	return e;
}

static void contribute(struct fixture *f, struct lt_tallies *to, const Lt__Dossier *d, int sign)
{
	struct lt_contributions c;
	assert_int_equal(lt_contributions(d, &f->arena, &c), 0);
	assert_int_equal(lt_tallies_add(to, &c, sign), 0);
}

static void live(struct fixture *f)
{
	Lt__Dossier *d = f->dossiers[below(f, DOSSIERS)];
	f->now_us += below(f, 6 * 3600) * LT_US_PER_SECOND;
	contribute(f, f->tallies, d, -1);
	assert_int_equal(lt_evolve(d, next_event(f, d), lt_slice_str("e"), &f->arena), 0);
	contribute(f, f->tallies, d, 1);
}

static struct lt_tallies *sums(struct fixture *f)
{
	struct lt_tallies *all = lt_tallies_new();
	for (size_t i = 0; i < DOSSIERS; i++)
		contribute(f, all, f->dossiers[i], 1);
	return all;
}

struct differences {
	size_t same, different;
};

static void compared(void *owner, struct lt_slice key, const struct lt_tally *stored,
		     const struct lt_tally *summed)
{
	struct differences *d = owner;
	bool same = stored && summed &&
		    memcmp(stored->counters, summed->counters, sizeof stored->counters) == 0;
	assert_int_equal(key.size, lt_table_key_bytes(LT_TABLE_tally));
	d->same += same;
	d->different += !same;
}

static struct differences compare(struct fixture *f)
{
	struct differences d = {0};
	struct lt_tallies *all = sums(f);
	struct lt_tally_comparer comparer = {.compared = compared, .owner = &d};
	assert_int_equal(lt_tallies_compare(all, f->txn, comparer, &f->err), 0);
	lt_tallies_free(all);
	return d;
}

struct total {
	int64_t counters[LT_COUNTER_COUNT];
};

static int add_up(void *owner, const struct lt_tally *row)
{
	struct total *t = owner;
	for (size_t i = 0; i < LT_COUNTER_COUNT; i++)
		t->counters[i] += row->counters[i];
	return 0;
}

static struct total read(struct fixture *f, struct lt_tally_range range)
{
	struct total t = {0};
	struct lt_tally_reader reader = {.seen = add_up, .owner = &t};
	assert_int_equal(lt_tallies_read(f->tallies, f->txn, &range, reader, &f->err), 0);
	return t;
}

/* What a report finds must be what looking at every dossier finds. */
static void check_reading(struct fixture *f)
{
	int64_t received = 0, ended = 0;
	for (size_t i = 0; i < DOSSIERS; i++) {
		received += f->dossiers[i]->status != 0;
		ended += f->dossiers[i]->finished_us != 0;
	}
	struct lt_tally_range range = {.scope = LT_TALLY_ALL, .to = UINT32_MAX};
	struct total all = read(f, range);
	assert_true(all.counters[LT_COUNTER_received] == received);
	assert_true(all.counters[LT_COUNTER_ended] == ended);
	range.scope = LT_TALLY_UNIT;
	range.all_owners = true;
	struct total by_unit = read(f, range);
	assert_memory_equal(&all, &by_unit, sizeof all);
}

static void test_tallies__random_lives__are_the_sums_of_contributions(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < EVENTS; i++) {
		live(f);
		if (below(f, 50) == 0)
			assert_int_equal(lt_tallies_settle(f->tallies, f->txn, &f->err), 0);
		if (i % 97 == 0)
			check_reading(f);
	}
	assert_int_equal(lt_tallies_settle(f->tallies, f->txn, &f->err), 0);
	struct differences d = compare(f);
	assert_int_equal(d.different, 0);
	assert_true(d.same > 20);
	check_reading(f);
}

static void test_tallies__everything_taken_away__leaves_no_row(void **state)
{
	struct fixture *f = *state;
	uint64_t rows;
	for (int i = 0; i < 500; i++)
		live(f);
	assert_int_equal(lt_tallies_settle(f->tallies, f->txn, &f->err), 0);
	for (size_t i = 0; i < DOSSIERS; i++)
		contribute(f, f->tallies, f->dossiers[i], -1);
	assert_int_equal(lt_tallies_settle(f->tallies, f->txn, &f->err), 0);
	assert_int_equal(lt_txn_count(f->txn, LT_TABLE_tally, &rows, &f->err), 0);
	assert_int_equal(rows, 0);
}

static void test_tallies_forget__changes_not_written__are_gone(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 200; i++)
		live(f);
	lt_tallies_forget(f->tallies);
	struct lt_tally_range range = {.scope = LT_TALLY_ALL, .to = UINT32_MAX};
	assert_true(read(f, range).counters[LT_COUNTER_received] == 0);
}

static void test_tallies_compare__a_row_missing_changed_or_too_many__is_told(void **state)
{
	struct fixture *f = *state;
	struct lt_key key;
	struct lt_slice value;
	for (int i = 0; i < 500; i++)
		live(f);
	assert_int_equal(lt_tallies_settle(f->tallies, f->txn, &f->err), 0);
	lt_key_tally(LT_TALLY_ALL, 0, JULY, 0, &key);
	assert_int_equal(lt_txn_get(f->txn, LT_TABLE_tally, lt_key_slice(&key), &value, &f->err),
			 0);
	assert_int_equal(lt_txn_del(f->txn, LT_TABLE_tally, lt_key_slice(&key), &f->err), 0);
	assert_int_equal(compare(f).different, 1);
	lt_key_tally(LT_TALLY_ALL, 0, JULY, 99, &key);
	assert_int_equal(lt_txn_put(f->txn, LT_TABLE_tally, lt_key_slice(&key),
				    lt_slice("\x0a\x01\x07", 3), &f->err),
			 0);
	assert_int_equal(compare(f).different, 2);
	lt_key_tally(LT_TALLY_ALL, 0, JULY, 0, &key);
	assert_int_equal(lt_txn_put(f->txn, LT_TABLE_tally, lt_key_slice(&key),
				    lt_slice("\xff\xff", 2), &f->err),
			 0);
	assert_int_equal(compare(f).different, 2);
	struct lt_tally_range range = {.scope = LT_TALLY_ALL, .to = UINT32_MAX};
	struct total t;
	struct lt_tally_reader reader = {.seen = add_up, .owner = &t};
	assert_int_equal(lt_tallies_read(f->tallies, f->txn, &range, reader, &f->err),
			 LT_E_DAMAGED);
	assert_non_null(strstr(f->err.text, "tally"));
}

static void test_tally_words__a_key__scope_and_month(void **state)
{
	struct fixture *f = *state;
	struct lt_key key;
	lt_key_tally(LT_TALLY_UNIT, 5, JULY, 0, &key);
	const char *text = lt_tally_words(lt_key_slice(&key), &f->arena);
	assert_non_null(strstr(text, "đơn vị, tháng 07/2025"));
	key.bytes[0] = 77;
	assert_non_null(lt_tally_words(lt_key_slice(&key), &f->arena));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_tallies__random_lives__are_the_sums_of_contributions),
		T(test_tallies__everything_taken_away__leaves_no_row),
		T(test_tallies_forget__changes_not_written__are_gone),
		T(test_tallies_compare__a_row_missing_changed_or_too_many__is_told),
		T(test_tally_words__a_key__scope_and_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
