/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "procedures/core/evolve.h"
#include "procedures/core/handoff.h"

#define COMMUNE "H14.61.01"
#define TAX "H14.70"

/* One dossier, received at COMMUNE, whose open steps the tests begin and end. */
struct told {
	struct lt_arena arena;
	Lt__Dossier *d;
};

static struct told *begin(void)
{
	static struct told t;
	lt_arena_init(&t.arena, 1 << 20);
	t.d = lt_dossier_new(1, &t.arena);
	assert_non_null(t.d);
	t.d->unit = COMMUNE;
	return &t;
}

static void end(struct told *t)
{
	lt_arena_done(&t->arena);
}

static void tell(struct told *t, Lt__Event *e)
{
	uint8_t bytes[8] = {(uint8_t)t->d->events_count};
	e->schema = LT_EVENT_SCHEMA;
	e->n = t->d->events_count + 1;
	assert_int_equal(lt_evolve(t->d, e, lt_slice(bytes, sizeof bytes), &t->arena), 0);
	assert_null(lt_handoff_broken(t->d));
}

static Lt__Token *start(struct told *t, const char *unit)
{
	Lt__Event *e = lt_arena_alloc(&t->arena, sizeof *e);
	Lt__StepStarted *started = lt_arena_alloc(&t->arena, sizeof *started);
	Lt__Token *token = lt_arena_alloc(&t->arena, sizeof *token);
	assert_true(e && started && token);
	lt__event__init(e);
	lt__step_started__init(started);
	lt__token__init(token);
	token->id = t->d->tokens_made + 1;
	token->step = "step";
	token->kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	token->unit = unit;
	lt_handoff_address(t->d, token);
	started->token = token;
	e->body_case = LT__EVENT__BODY_STARTED;
	e->started = started;
	tell(t, e);
	return token;
}

static void claim(struct told *t, uint32_t token)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__StepClaimed claimed = LT__STEP_CLAIMED__INIT;
	claimed.token = token;
	claimed.officer = "an";
	e.body_case = LT__EVENT__BODY_CLAIMED;
	e.claimed = &claimed;
	tell(t, &e);
}

/* @param officer  "": the engine ended it */
static void complete(struct told *t, uint32_t token, const char *outcome, const char *officer)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__StepCompleted completed = LT__STEP_COMPLETED__INIT;
	completed.token = token;
	completed.step = "step";
	completed.outcome = outcome;
	completed.officer = officer;
	e.body_case = LT__EVENT__BODY_COMPLETED;
	e.completed = &completed;
	tell(t, &e);
}

static void cancel(struct told *t, uint32_t token)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__StepCancelled cancelled = LT__STEP_CANCELLED__INIT;
	cancelled.token = token;
	e.body_case = LT__EVENT__BODY_CANCELLED;
	e.cancelled = &cancelled;
	tell(t, &e);
}

static void rebind(struct told *t, uint32_t token, const char *from, const char *to)
{
	Lt__Event e = LT__EVENT__INIT;
	Lt__UnitsRebound rebound = LT__UNITS_REBOUND__INIT;
	Lt__Rebinding binding = LT__REBINDING__INIT, *bindings[] = {&binding};
	binding.token = token;
	binding.from = from;
	binding.to = to;
	rebound.bindings = bindings;
	rebound.n_bindings = 1;
	e.body_case = LT__EVENT__BODY_REBOUND;
	e.rebound = &rebound;
	tell(t, &e);
}

static void expect(const struct told *t, size_t at, const char *from, const char *to,
		   const char *counts)
{
	char text[64];
	assert_true(at < t->d->n_exchanges);
	const Lt__Exchange *x = t->d->exchanges[at];
	assert_string_equal(x->from, from);
	assert_string_equal(x->to, to);
	(void)snprintf(text, sizeof text, "%u=%u+%u+%u+%u", x->sent, x->taken, x->returned,
		       x->recalled, lt_handoff_in_flight(t->d, x));
	assert_string_equal(text, counts);
}

static void test_handoff__within_a_unit__is_none(void **state)
{
	(void)state;
	struct told *t = begin();
	Lt__Token *token = start(t, COMMUNE);
	assert_string_equal(token->from, "");
	assert_int_equal(token->offer.len, 0);
	complete(t, token->id, "complete", "hoa");
	assert_int_equal(t->d->n_exchanges, 0);
	end(t);
}

static void test_handoff__sent_taken_ended__counts_once(void **state)
{
	(void)state;
	struct told *t = begin();
	Lt__Token *token = start(t, TAX);
	assert_int_equal(token->offer.len, LT_HASH_BYTES);
	assert_memory_equal(token->offer.data, t->d->head.data, LT_HASH_BYTES);
	expect(t, 0, COMMUNE, TAX, "1=0+0+0+1");
	claim(t, token->id);
	claim(t, token->id); /* given on to somebody else of the unit */
	expect(t, 0, COMMUNE, TAX, "1=1+0+0+0");
	complete(t, token->id, "answered", "an");
	expect(t, 0, COMMUNE, TAX, "1=1+0+0+0");
	token = start(t, COMMUNE); /* and back */
	assert_string_equal(token->from, TAX);
	expect(t, 1, TAX, COMMUNE, "1=0+0+0+1");
	end(t);
}

static void test_handoff__returned__is_not_taken(void **state)
{
	(void)state;
	struct told *t = begin();
	Lt__Token *token = start(t, TAX);
	complete(t, token->id, "returned", "an"); /* without a claim */
	expect(t, 0, COMMUNE, TAX, "1=0+1+0+0");
	end(t);
}

static void test_handoff__not_taken_in_time__is_recalled(void **state)
{
	(void)state;
	struct told *t = begin();
	complete(t, start(t, TAX)->id, "overdue", "");
	cancel(t, start(t, COMMUNE)->id);
	expect(t, 0, COMMUNE, TAX, "1=0+0+1+0");
	expect(t, 1, TAX, COMMUNE, "1=0+0+1+0");
	Lt__Token *token = start(t, COMMUNE);
	claim(t, token->id);
	cancel(t, token->id); /* after it was taken over: it was */
	expect(t, 1, TAX, COMMUNE, "2=1+0+1+0");
	end(t);
}

static void test_handoff__unit_gone__is_recalled_and_sent_to_its_heir(void **state)
{
	(void)state;
	struct told *t = begin();
	Lt__Token *token = start(t, TAX);
	rebind(t, token->id, TAX, "H14.71");
	expect(t, 0, COMMUNE, TAX, "1=0+0+1+0");
	expect(t, 1, COMMUNE, "H14.71", "1=0+0+0+1");
	rebind(t, token->id, "H14.71", COMMUNE); /* the giver itself */
	expect(t, 1, COMMUNE, "H14.71", "1=0+0+1+0");
	assert_string_equal(token->from, "");
	end(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handoff__within_a_unit__is_none),
		cmocka_unit_test(test_handoff__sent_taken_ended__counts_once),
		cmocka_unit_test(test_handoff__returned__is_not_taken),
		cmocka_unit_test(test_handoff__not_taken_in_time__is_recalled),
		cmocka_unit_test(test_handoff__unit_gone__is_recalled_and_sent_to_its_heir),
	};
	return cmocka_run_group_tests_name("handoff", tests, NULL, NULL);
}
