/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/core/chain.h"

/*   receive --complete--> call --granted--> granted
 *           --refuse----> refused <-refused-- call     (steps 0, 1, 2, 3; then what a test adds) */
enum { RECEIVE, CALL, GRANTED, REFUSED, BLOCK, OTHER, STEPS };

struct graph {
	struct lt_arena arena;
	struct lt_target receive[3], call[2], block[1], other[1];
	struct lt_branch branches[2];
	struct lt_step steps[STEPS];
	struct lt_definition def;
};

static void graph_init(struct graph *g)
{
	*g = (struct graph){0};
	lt_arena_init(&g->arena, 1 << 20);
	g->receive[0] = (struct lt_target){"complete", CALL, NULL};
	g->receive[1] = (struct lt_target){"refuse", REFUSED, NULL};
	g->call[0] = (struct lt_target){"granted", GRANTED, NULL};
	g->call[1] = (struct lt_target){"refused", REFUSED, NULL};
	for (int i = 0; i < STEPS; i++)
		g->steps[i] = (struct lt_step){.kind = LT__STEP_KIND__STEP_KIND_HUMAN,
					       .block = LT_STEP_NONE,
					       .otherwise = LT_STEP_NONE};
	g->steps[RECEIVE].on = g->receive;
	g->steps[RECEIVE].on_count = 2;
	g->steps[CALL].kind = LT__STEP_KIND__STEP_KIND_CALL;
	g->steps[CALL].on = g->call;
	g->steps[CALL].on_count = 2;
	g->steps[GRANTED].kind = g->steps[REFUSED].kind = LT__STEP_KIND__STEP_KIND_FINISH;
	g->steps[GRANTED].outcome = "granted";
	g->steps[REFUSED].outcome = "refused";
	g->def = (struct lt_definition){.steps = g->steps, .steps_count = STEPS, .start = RECEIVE};
}

/* receive -> block { call | other } -> granted */
static void put_in_block(struct graph *g)
{
	g->receive[0].step = BLOCK;
	g->call[0].step = g->call[1].step = LT_STEP_DONE;
	g->block[0] = (struct lt_target){"joined", GRANTED, NULL};
	g->other[0] = (struct lt_target){"done", LT_STEP_DONE, NULL};
	g->branches[0] = (struct lt_branch){.name = "a", .start = CALL};
	g->branches[1] = (struct lt_branch){.name = "b", .start = OTHER};
	g->steps[BLOCK].kind = LT__STEP_KIND__STEP_KIND_PARALLEL;
	g->steps[BLOCK].on = g->block;
	g->steps[BLOCK].on_count = 1;
	g->steps[BLOCK].branches = g->branches;
	g->steps[BLOCK].branches_count = g->steps[BLOCK].need = 2;
	g->steps[OTHER].on = g->other;
	g->steps[OTHER].on_count = 1;
	g->steps[CALL].block = g->steps[OTHER].block = BLOCK;
	g->steps[CALL].branch = 1;
	g->steps[OTHER].branch = 2;
}

static bool certain(struct graph *g)
{
	bool found = lt_chain_certain(&g->def, CALL, &g->arena);
	lt_arena_done(&g->arena);
	return found;
}

static void test_chain_certain__only_a_refusal_goes_round_it__yes(void **state)
{
	struct graph g;
	(void)state;
	graph_init(&g);
	assert_true(certain(&g));
}

static void test_chain_certain__a_way_to_the_result_goes_round_it__no(void **state)
{
	struct graph g;
	(void)state;
	graph_init(&g);
	g.receive[2] = (struct lt_target){"simple", GRANTED, NULL};
	g.steps[RECEIVE].on_count = 3;
	assert_false(certain(&g));
}

static void test_chain_certain__in_a_branch_that_always_runs__yes(void **state)
{
	struct graph g;
	(void)state;
	graph_init(&g);
	put_in_block(&g);
	assert_true(certain(&g));
}

static void test_chain_certain__the_branch_may_be_left_out__no(void **state)
{
	struct graph g;
	(void)state;
	graph_init(&g);
	put_in_block(&g);
	g.branches[0].allow = 1;
	assert_false(certain(&g));
	graph_init(&g);
	put_in_block(&g);
	g.steps[BLOCK].need = 1;
	assert_false(certain(&g));
	graph_init(&g);
	put_in_block(&g);
	g.steps[OTHER].branch = 1; /* other -> done, beside the call in its branch */
	g.branches[0].start = OTHER;
	assert_false(certain(&g));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain_certain__only_a_refusal_goes_round_it__yes),
		cmocka_unit_test(test_chain_certain__a_way_to_the_result_goes_round_it__no),
		cmocka_unit_test(test_chain_certain__in_a_branch_that_always_runs__yes),
		cmocka_unit_test(test_chain_certain__the_branch_may_be_left_out__no),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
