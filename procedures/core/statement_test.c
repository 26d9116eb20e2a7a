/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/core/statement.h"

#include "proto/codec/codec.h"

#define NOW_US INT64_C(1750000000000000)

/* An answer with one paper to the hand-off `offer`. */
struct answer {
	Lt__Command command;
	Lt__Actor actor;
	Lt__ActOnStep act;
	Lt__Paper paper, *papers[1];
	uint8_t hash[LT_HASH_BYTES], offer[LT_HASH_BYTES], key[LT_HASH_BYTES];
	struct lt_arena arena;
};

static void answer_init(struct answer *a)
{
	lt__command__init(&a->command);
	lt__actor__init(&a->actor);
	lt__act_on_step__init(&a->act);
	lt__paper__init(&a->paper);
	lt_hash(lt_slice("paper", 5), a->hash);
	lt_hash(lt_slice("offer", 5), a->offer);
	a->paper.id = "thong_bao";
	a->paper.hash = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = a->hash};
	a->papers[0] = &a->paper;
	a->act.step = "tax";
	a->act.token = 3;
	a->act.outcome = "answered";
	a->act.papers = a->papers;
	a->act.n_papers = 1;
	a->act.offer = (ProtobufCBinaryData){.len = LT_HASH_BYTES, .data = a->offer};
	a->actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	a->actor.id = "an";
	a->actor.unit = "H14.70";
	a->command.code = "H14.61.01-250701-000001";
	a->command.actor = &a->actor;
	a->command.body_case = LT__COMMAND__BODY_ACT;
	a->command.act = &a->act;
	lt_arena_init(&a->arena, 1 << 20);
}

static Lt__Statement *stated(struct answer *a)
{
	struct lt_slice bytes;
	Lt__Statement *s = NULL;
	assert_int_equal(lt_statement_make(&a->command, "thue", lt_slice(a->key, sizeof a->key),
					   NOW_US, &a->arena, &bytes),
			 0);
	assert_int_equal(LT_DECODE(statement, bytes, &a->arena, &s, NULL), 0);
	return s;
}

static bool matches(struct answer *a, const Lt__Statement *s)
{
	bool fits = false;
	assert_int_equal(lt_statement_matches(s, &a->command, &a->arena, &fits), 0);
	return fits;
}

static void test_statement_matches__its_own_command__only(void **state)
{
	(void)state;
	struct answer a = {0};
	answer_init(&a);
	const Lt__Statement *s = stated(&a);
	assert_string_equal(s->node, "thue");
	assert_int_equal(s->at_us, NOW_US);
	assert_true(matches(&a, s));
	a.act.note = "x"; /* what only the digest covers */
	assert_false(matches(&a, s));
	a.act.note = "";
	a.hash[0] ^= 1;
	assert_false(matches(&a, s));
	a.hash[0] ^= 1;
	a.actor.id = "binh";
	assert_false(matches(&a, s));
	a.actor.id = "an";
	a.act.outcome = "returned";
	assert_false(matches(&a, s));
	lt_arena_done(&a.arena);
}

static void test_statement_matches__another_kind__does_not(void **state)
{
	(void)state;
	struct answer a = {0};
	Lt__ClaimStep claim = LT__CLAIM_STEP__INIT;
	answer_init(&a);
	const Lt__Statement *s = stated(&a);
	claim.step = a.act.step;
	claim.token = a.act.token;
	claim.offer = a.act.offer;
	a.command.body_case = LT__COMMAND__BODY_CLAIM;
	a.command.claim = &claim;
	assert_false(matches(&a, s));
	s = stated(&a);
	assert_int_equal(s->kind, LT__STATEMENT_KIND__STATEMENT_KIND_TAKEN);
	assert_true(matches(&a, s));
	lt_arena_done(&a.arena);
}

static void test_statement_misfit__another_step__is_named(void **state)
{
	(void)state;
	struct answer a = {0};
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__Token t = LT__TOKEN__INIT;
	answer_init(&a);
	const Lt__Statement *s = stated(&a);
	d.code = a.command.code;
	t.id = 3;
	t.step = "tax";
	t.offer = a.act.offer;
	assert_null(lt_statement_misfit(s, &d, &t, NOW_US));
	assert_null(lt_statement_misfit(s, &d, &t, NOW_US - LT_STATEMENT_AHEAD_US));
	assert_non_null(lt_statement_misfit(s, &d, &t, NOW_US - LT_STATEMENT_AHEAD_US - 1));
	t.id = 4;
	assert_non_null(lt_statement_misfit(s, &d, &t, NOW_US));
	t.id = 3;
	t.offer.len = 0;
	assert_non_null(lt_statement_misfit(s, &d, &t, NOW_US));
	t.offer.len = LT_HASH_BYTES;
	d.code = "H14.61.01-250701-000002";
	assert_non_null(lt_statement_misfit(s, &d, &t, NOW_US));
	lt_arena_done(&a.arena);
}

static void test_statement_wanted__acts_of_officers__alone(void **state)
{
	(void)state;
	struct answer a = {0};
	answer_init(&a);
	assert_true(lt_statement_wanted(&a.command));
	a.actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	assert_false(lt_statement_wanted(&a.command));
	a.actor.kind = LT__ACTOR_KIND__ACTOR_KIND_OFFICER;
	a.command.body_case = LT__COMMAND__BODY_REPORT_JOB;
	assert_false(lt_statement_wanted(&a.command));
	lt_arena_done(&a.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statement_matches__its_own_command__only),
		cmocka_unit_test(test_statement_matches__another_kind__does_not),
		cmocka_unit_test(test_statement_misfit__another_step__is_named),
		cmocka_unit_test(test_statement_wanted__acts_of_officers__alone),
	};
	return cmocka_run_group_tests_name("statement", tests, NULL, NULL);
}
