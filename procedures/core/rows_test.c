/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/core/rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "proto/base/ids.h"

/* One open step at the justice desk, given by the one-stop desk that received the dossier. */
struct case_of {
	struct lt_arena arena;
	Lt__Dossier d;
	Lt__Token token, *tokens[1];
	const char *events[1];
	struct lt_rows rows;
};

static int begin(void **state)
{
	static struct case_of c;
	c = (struct case_of){.d = LT__DOSSIER__INIT, .token = LT__TOKEN__INIT};
	lt_arena_init(&c.arena, 1 << 20);
	c.tokens[0] = &c.token;
	c.d.id = 7;
	c.d.unit = "H1.01";
	c.d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	c.d.tokens = c.tokens;
	c.d.n_tokens = 1;
	c.token.id = 3;
	c.token.kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	c.token.state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	c.token.unit = "H1.02";
	c.token.due_us = 5;
	*state = &c;
	return 0;
}

static int end(void **state)
{
	lt_arena_done(&((struct case_of *)*state)->arena);
	return 0;
}

/* How many rows of the table begin with this unit and kind. */
static size_t elsewhere(struct case_of *c, const char *unit, enum lt_elsewhere kind)
{
	struct lt_key key;
	size_t count = 0;
	assert_int_equal(lt_rows_live(&c->d, &c->arena, &c->rows), 0);
	lt_key_elsewhere(lt_name_key(unit), kind, c->token.due_us, c->d.id, c->token.id, &key);
	for (size_t i = 0; i < c->rows.count; i++)
		count += c->rows.items[i].table == LT_TABLE_elsewhere &&
			 lt_slice_equal(lt_key_slice(&c->rows.items[i].key), lt_key_slice(&key));
	return count;
}

static void wait_for(struct case_of *c, const char *event)
{
	c->token.kind = LT__STEP_KIND__STEP_KIND_WAIT;
	c->token.state = LT__TOKEN_STATE__TOKEN_STATE_WAITING;
	c->token.unit = "";
	c->events[0] = event;
	c->token.events = c->events;
	c->token.n_events = 1;
}

static void test_rows_live__step_handed_over__its_giver_follows_it(void **state)
{
	struct case_of *c = *state;
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_SENT), 0); /* nobody gave it */
	c->token.from = "H1.01";
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_SENT), 1);
	assert_int_equal(elsewhere(c, "H1.02", LT_ELSEWHERE_SENT), 0);
	c->token.taken = true; /* open still, and still of interest */
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_SENT), 1);
	c->token.state = LT__TOKEN_STATE__TOKEN_STATE_INCIDENT;
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_SENT), 0);
}

static void test_rows_live__wait_for_the_citizen__is_the_receiving_desks(void **state)
{
	struct case_of *c = *state;
	wait_for(c, "applicant.supplement");
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_APPLICANT), 1);
	wait_for(c, "treasury.paid");
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_APPLICANT), 0);
	c->token.pause = LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT;
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_APPLICANT), 1);
	c->d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN;
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_APPLICANT), 0);
}

static void test_rows_cover__only_followed__is_a_silent_stall(void **state)
{
	struct case_of *c = *state;
	wait_for(c, "applicant.supplement");
	c->token.due_us = 0; /* no timer brings it back */
	assert_int_equal(elsewhere(c, "H1.01", LT_ELSEWHERE_APPLICANT), 0); /* ... under that key */
	assert_int_equal(c->rows.count, 3); /* and two that say what was counted */
	assert_false(lt_rows_cover(&c->d, &c->rows));
}

/* How many search rows of the dossier begin with a term. */
static size_t found_by(struct lt_arena *arena, const Lt__Dossier *d, const char *term)
{
	struct lt_rows rows;
	struct lt_key start;
	size_t count = 0;
	assert_int_equal(lt_rows_fixed(d, arena, &rows), 0);
	lt_key_search(term, 0, &start);
	for (size_t i = 0; i < rows.count; i++)
		count += rows.items[i].table == LT_TABLE_search &&
			 memcmp(rows.items[i].key.bytes, start.bytes, strlen(term)) == 0;
	return count;
}

static void test_rows_fixed__a_name__found_whole_and_by_the_given_name(void **state)
{
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__Applicant applicant = LT__APPLICANT__INIT;
	struct lt_arena arena;
	(void)state;
	lt_arena_init(&arena, 1 << 16);
	d.id = 7;
	d.code = "H1-240603-000001";
	d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	d.applicant = &applicant;
	applicant.name = "Nguyễn  Thị Lan ";
	assert_int_equal(found_by(&arena, &d, "nguyen thi lan"), 1);
	assert_int_equal(found_by(&arena, &d, "lan"), 1);
	assert_int_equal(found_by(&arena, &d, "lan nguyen"), 1);
	assert_int_equal(found_by(&arena, &d, "thi"), 0);
	applicant.name = "Lan";
	applicant.phone = "0912000111";
	applicant.id_number = "0912000111";
	assert_int_equal(found_by(&arena, &d, "lan"), 1); /* once */
	assert_int_equal(found_by(&arena, &d, "0912"), 1);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_rows_live__step_handed_over__its_giver_follows_it, begin, end),
		cmocka_unit_test_setup_teardown(
			test_rows_live__wait_for_the_citizen__is_the_receiving_desks, begin, end),
		cmocka_unit_test(test_rows_fixed__a_name__found_whole_and_by_the_given_name),
		cmocka_unit_test_setup_teardown(test_rows_cover__only_followed__is_a_silent_stall,
						begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
