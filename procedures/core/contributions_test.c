/* SPDX-License-Identifier: EUPL-1.2 */
/* Which counters a dossier moves, in which month, under which keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/contributions.h"
#include "proto/base/ids.h"

enum { JULY = 2025 * 12 + 6, AUGUST };

static struct lt_arena arena;

static int64_t at(const char *text)
{
	int64_t us = 0;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

static int setup(void **state)
{
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	lt_arena_done(&arena);
	return 0;
}

static void open_dossier(Lt__Dossier *d)
{
	lt__dossier__init(d);
	d->status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	d->unit = "H14.1.1";
	d->procedure = "9.000001";
	d->tokens_made = 2;
	d->received_us = at("2025-07-31T16:00");
	d->due_us = at("2025-08-04T17:00");
}

/* The sum of one counter over the lines of a month. */
static int64_t counted(const Lt__Dossier *d, enum lt_counter counter, uint32_t month)
{
	struct lt_contributions c;
	int64_t sum = 0;
	assert_int_equal(lt_contributions(d, &arena, &c), 0);
	for (size_t i = 0; i < c.count; i++)
		if (c.items[i].month == month)
			sum += counter == LT_COUNTER_steps_done
				       ? c.items[i].done
				       : (int64_t)(c.items[i].flags >> counter & 1);
	return sum;
}

static void test_contributions__nothing_received__none(void **state)
{
	struct lt_contributions c;
	Lt__Dossier d = LT__DOSSIER__INIT;
	(void)state;
	assert_int_equal(lt_contributions(NULL, &arena, &c), 0);
	assert_int_equal(c.count, 0);
	assert_int_equal(lt_contributions(&d, &arena, &c), 0);
	assert_int_equal(c.count, 0);
}

static void test_contributions__open__received_in_its_month_by_its_channel(void **state)
{
	Lt__Dossier d;
	(void)state;
	open_dossier(&d);
	assert_int_equal(counted(&d, LT_COUNTER_received, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_direct, JULY), 1); /* unknown counts as direct */
	d.channel = LT__CHANNEL__CHANNEL_POST;
	assert_int_equal(counted(&d, LT_COUNTER_post, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_direct, JULY), 0);
	assert_int_equal(counted(&d, LT_COUNTER_ended, JULY), 0);
}

static void test_contributions__ended__in_the_month_of_the_end(void **state)
{
	Lt__Dossier d;
	(void)state;
	open_dossier(&d);
	d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED;
	d.finished_us = at("2025-08-01T09:00");
	assert_int_equal(counted(&d, LT_COUNTER_received, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_ended, AUGUST), 1);
	assert_int_equal(counted(&d, LT_COUNTER_early, AUGUST), 1);
	d.finished_us = at("2025-08-05T09:00");
	assert_int_equal(counted(&d, LT_COUNTER_late, AUGUST), 1);
	assert_int_equal(counted(&d, LT_COUNTER_became_late, AUGUST), 1);
	assert_int_equal(counted(&d, LT_COUNTER_late_ended, AUGUST), 1);
	d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED; /* later: changes nothing */
	d.returned_us = at("2025-09-01T09:00");
	assert_int_equal(counted(&d, LT_COUNTER_late, AUGUST), 1);
}

static void test_contributions__late_and_open__came_in_but_has_not_left(void **state)
{
	Lt__Dossier d;
	Lt__Lateness late = LT__LATENESS__INIT, *list[] = {&late};
	(void)state;
	open_dossier(&d);
	d.overdue = true;
	late.due_us = d.due_us;
	d.lates = list;
	d.n_lates = 1;
	assert_int_equal(counted(&d, LT_COUNTER_became_late, AUGUST), 1);
	assert_int_equal(counted(&d, LT_COUNTER_late_ended, AUGUST), 0);
	assert_int_equal(counted(&d, LT_COUNTER_steps_late, AUGUST), 0);
}

static void test_contributions__papers__flags_of_what_was_handed_in(void **state)
{
	Lt__Dossier d;
	Lt__Paper form = LT__PAPER__INIT, result = LT__PAPER__INIT, *papers[] = {&form, &result};
	(void)state;
	open_dossier(&d);
	d.channel = LT__CHANNEL__CHANNEL_ONLINE;
	d.gives_paper = true;
	d.papers = papers;
	d.n_papers = 1;
	form.digitised = form.from_store = true;
	assert_int_equal(counted(&d, LT_COUNTER_digitised, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_digital_part, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_from_store, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_reused, JULY), 0);
	assert_int_equal(counted(&d, LT_COUNTER_digitised_complete, JULY), 0); /* no result yet */
	assert_int_equal(counted(&d, LT_COUNTER_online_complete, JULY), 0);
	d.n_papers = 2;
	result.step = "sign";
	result.link = "https://kho.example/1";
	result.reused = true; /* of a result: says nothing about components */
	assert_int_equal(counted(&d, LT_COUNTER_result_electronic, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_digitised_complete, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_reused, JULY), 0);
	assert_int_equal(counted(&d, LT_COUNTER_online_complete, JULY), 0); /* needs its code too */
	result.result_code = "KQ.1";
	assert_int_equal(counted(&d, LT_COUNTER_online_complete, JULY), 1);
}

static void test_contributions__fee__paid_online_only_where_there_is_one(void **state)
{
	Lt__Dossier d;
	(void)state;
	open_dossier(&d);
	d.payment = LT__PAYMENT__PAYMENT_PORTAL;
	assert_int_equal(counted(&d, LT_COUNTER_paid_online, JULY), 0);
	d.fee_vnd = -1; /* not known yet */
	assert_int_equal(counted(&d, LT_COUNTER_with_fee, JULY), 0);
	d.fee_vnd = 8000;
	assert_int_equal(counted(&d, LT_COUNTER_with_fee, JULY), 1);
	assert_int_equal(counted(&d, LT_COUNTER_paid_online, JULY), 1);
	d.payment = LT__PAYMENT__PAYMENT_COUNTER;
	assert_int_equal(counted(&d, LT_COUNTER_paid_online, JULY), 0);
}

static void test_contributions__steps__of_officers_and_of_nobody(void **state)
{
	Lt__Dossier d;
	Lt__Hand hand = LT__HAND__INIT, *hands[] = {&hand};
	Lt__Lateness late = LT__LATENESS__INIT, lifted = LT__LATENESS__INIT;
	Lt__Lateness *lates[] = {&late, &lifted};
	Lt__Token held = LT__TOKEN__INIT, *tokens[] = {&held};
	(void)state;
	open_dossier(&d);
	hand.unit = late.unit = lifted.unit = held.unit = "H14.1.2";
	hand.officer = held.officer = "an";
	hand.month = JULY;
	hand.done = 3;
	late.token = lifted.token = 4;
	late.due_us = lifted.due_us = at("2025-08-01T09:00");
	lifted.lifted = true;
	held.state = LT__TOKEN_STATE__TOKEN_STATE_HELD;
	held.overdue = true;
	d.hands = hands;
	d.lates = lates;
	d.tokens = tokens;
	d.n_hands = d.n_tokens = 1;
	d.n_lates = 2;
	assert_int_equal(counted(&d, LT_COUNTER_steps_done, JULY), 3);
	assert_int_equal(counted(&d, LT_COUNTER_steps_late, AUGUST), 1);
	assert_int_equal(counted(&d, LT_COUNTER_steps_held, LT_MONTH_NOW), 1);
	assert_int_equal(counted(&d, LT_COUNTER_steps_held_late, LT_MONTH_NOW), 1);
}

static void test_contributions__open_steps__each_at_its_step_of_its_version(void **state)
{
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__Token own = LT__TOKEN__INIT, called = LT__TOKEN__INIT, *tokens[] = {&own, &called};
	Lt__Incident incident = LT__INCIDENT__INIT, *incidents[] = {&incident};
	Lt__Frame frame = LT__FRAME__INIT, *frames[] = {&frame};
	uint8_t hash[LT_HASH_BYTES] = {1, 2, 3}, other[LT_HASH_BYTES] = {9};
	(void)state;
	open_dossier(&d);
	d.definition = (ProtobufCBinaryData){.len = sizeof hash, .data = hash};
	frame.id = 7;
	frame.definition = (ProtobufCBinaryData){.len = sizeof other, .data = other};
	own.step = "receive";
	own.overdue = true;
	called.step = "tra_thue";
	called.frame = 7;
	called.id = incident.token = 5;
	d.tokens = tokens;
	d.n_tokens = 2;
	d.frames = frames;
	d.incidents = incidents;
	d.n_frames = d.n_incidents = 1;
	assert_int_equal(counted(&d, LT_COUNTER_steps_open, LT_MONTH_NOW), 2);
	assert_int_equal(counted(&d, LT_COUNTER_steps_open_late, LT_MONTH_NOW), 1);
	assert_int_equal(counted(&d, LT_COUNTER_steps_incident, LT_MONTH_NOW), 1);
	assert_int_equal(counted(&d, LT_COUNTER_incidents, LT_MONTH_NOW), 1);
	struct lt_contributions all;
	struct lt_key keys[LT_CONTRIBUTION_KEYS_MAX], expected;
	assert_int_equal(lt_contributions(&d, &arena, &all), 0);
	const struct lt_contribution *last = &all.items[all.count - 1];
	assert_int_equal(lt_contribution_keys(last, keys), 3);
	lt_key_tally(LT_TALLY_PLACE, lt_version_key(other), LT_MONTH_NOW, lt_name_key("tra_thue"),
		     &expected);
	assert_true(lt_slice_equal(lt_key_slice(&keys[2]), lt_key_slice(&expected)));
}

static void test_contribution_keys__a_line__everything_unit_procedure(void **state)
{
	struct lt_contribution line = {.unit = "u", .procedure = "p", .month = JULY};
	struct lt_key keys[LT_CONTRIBUTION_KEYS_MAX], expected;
	(void)state;
	assert_int_equal(lt_contribution_keys(&line, keys), 4);
	lt_key_tally(LT_TALLY_ALL, 0, JULY, 0, &expected);
	assert_true(lt_slice_equal(lt_key_slice(&keys[0]), lt_key_slice(&expected)));
	lt_key_tally(LT_TALLY_UNIT_PROCEDURE, lt_name_key("u"), JULY, lt_name_key("p"), &expected);
	assert_true(lt_slice_equal(lt_key_slice(&keys[3]), lt_key_slice(&expected)));
	line.procedure = NULL;
	line.officer = "";
	assert_int_equal(lt_contribution_keys(&line, keys), 3);
	lt_key_tally(LT_TALLY_OFFICER, lt_name_key("u"), JULY, 0, &expected);
	assert_true(lt_slice_equal(lt_key_slice(&keys[2]), lt_key_slice(&expected)));
}

static void test_contributions_equal__a_claim__moves_only_what_is_held(void **state)
{
	struct lt_contributions a, b;
	Lt__Dossier d;
	Lt__Token token = LT__TOKEN__INIT, *tokens[] = {&token};
	(void)state;
	open_dossier(&d);
	d.tokens = tokens;
	d.n_tokens = 1;
	token.state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	assert_int_equal(lt_contributions(&d, &arena, &a), 0);
	token.half_us = 1; /* a warning is no counter's business */
	assert_int_equal(lt_contributions(&d, &arena, &b), 0);
	assert_true(lt_contributions_equal(&a, &b));
	token.state = LT__TOKEN_STATE__TOKEN_STATE_HELD;
	token.officer = "an";
	assert_int_equal(lt_contributions(&d, &arena, &b), 0);
	assert_false(lt_contributions_equal(&a, &b));
}

static void test_month_of__local_midnight__begins_the_month(void **state)
{
	(void)state;
	assert_int_equal(lt_month_of(at("2025-07-31T23:59:59.999999")), JULY);
	assert_int_equal(lt_month_of(at("2025-08-01T00:00")), AUGUST);
	assert_int_equal(lt_month_of(INT64_MIN), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_contributions__nothing_received__none),
		T(test_contributions__open__received_in_its_month_by_its_channel),
		T(test_contributions__ended__in_the_month_of_the_end),
		T(test_contributions__late_and_open__came_in_but_has_not_left),
		T(test_contributions__papers__flags_of_what_was_handed_in),
		T(test_contributions__fee__paid_online_only_where_there_is_one),
		T(test_contributions__steps__of_officers_and_of_nobody),
		T(test_contributions__open_steps__each_at_its_step_of_its_version),
		T(test_contribution_keys__a_line__everything_unit_procedure),
		T(test_contributions_equal__a_claim__moves_only_what_is_held),
		T(test_month_of__local_midnight__begins_the_month),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
