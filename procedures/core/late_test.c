/* SPDX-License-Identifier: EUPL-1.2 */
/* What each event about lateness does to a dossier, and which moment comes next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/evolve.h"
#include "procedures/core/late.h"
#include "proto/base/limits.h"

#define APOLOGY LT__DUTY_KIND__DUTY_KIND_APOLOGY
#define EXPLANATION LT__DUTY_KIND__DUTY_KIND_EXPLANATION

enum { HALF = 500, MOST = 800, DUE = 1000 };

struct fixture {
	struct lt_arena arena;
	Lt__Dossier d;
	Lt__Token t, *tokens[1];
	Lt__Lateness l;
};

static int setup(void **state)
{
	static struct fixture f;
	f = (struct fixture){.d = LT__DOSSIER__INIT, .t = LT__TOKEN__INIT};
	lt_arena_init(&f.arena, 1 << 16);
	f.t.id = 1;
	f.t.kind = LT__STEP_KIND__STEP_KIND_HUMAN;
	f.t.state = LT__TOKEN_STATE__TOKEN_STATE_READY;
	f.t.unit = "H14.1";
	f.t.due_us = f.t.warned_for_us = DUE;
	f.t.half_us = HALF;
	f.t.most_us = MOST;
	f.tokens[0] = &f.t;
	f.d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	f.d.unit = "H14.0";
	f.d.tokens = f.tokens;
	f.d.n_tokens = 1;
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	lt_arena_done(&((struct fixture *)*state)->arena);
	return 0;
}

static Lt__Event event_of(Lt__Event__BodyCase kind)
{
	Lt__Event event = LT__EVENT__INIT;
	event.schema = LT_EVENT_SCHEMA;
	event.body_case = kind;
	return event;
}

static void happens(struct fixture *f, Lt__Event *event, int64_t at_us)
{
	event->stamp_us = at_us;
	assert_int_equal(lt_evolve(&f->d, event, lt_slice("", 0), &f->arena), 0);
}

static void make_late(struct fixture *f)
{
	Lt__Event event = event_of(LT__EVENT__BODY_STEP_OVERDUE);
	Lt__StepOverdue e = LT__STEP_OVERDUE__INIT;
	lt__lateness__init(&f->l);
	f->l.id = 1;
	f->l.token = 1;
	f->l.due_us = DUE;
	f->l.unit = "H14.1";
	f->l.officer = "an";
	f->l.head_unit = "H14";
	f->l.head = "chinh";
	e.token = 1;
	e.lateness = &f->l;
	event.step_overdue = &e;
	happens(f, &event, DUE);
}

static void move_due(struct fixture *f, int64_t due_us, int64_t at_us)
{
	Lt__WarningsSet e = LT__WARNINGS_SET__INIT;
	Lt__Event event = event_of(LT__EVENT__BODY_WARNINGS_SET);
	f->t.due_us = due_us;
	e.token = 1;
	e.due_us = due_us;
	e.half_us = due_us - (DUE - HALF);
	e.most_us = due_us - (DUE - MOST);
	event.warnings_set = &e;
	happens(f, &event, at_us);
}

static void test_step_timer__as_time_runs__one_moment_at_a_time(void **state)
{
	struct fixture *f = *state;
	enum lt_timer_kind kind;
	assert_int_equal(lt_late_step_timer(&f->t, &kind), HALF);
	assert_int_equal(kind, LT_TIMER_STEP_WARN);
	f->t.warned = 50;
	assert_int_equal(lt_late_step_timer(&f->t, &kind), MOST);
	f->t.warned = 80;
	assert_int_equal(lt_late_step_timer(&f->t, &kind), DUE + LT_DUE_GRACE_US);
	assert_int_equal(kind, LT_TIMER_STEP_DUE);
	assert_int_equal(lt_late_moment(kind, DUE + LT_DUE_GRACE_US), DUE);
	f->t.overdue = true;
	assert_int_equal(lt_late_step_timer(&f->t, &kind), 0);
}

static void test_step_timer__a_date_that_moved_or_stands__no_old_warning(void **state)
{
	struct fixture *f = *state;
	enum lt_timer_kind kind;
	f->t.due_us = DUE + 1; /* not yet followed by its warnings */
	assert_int_equal(lt_late_step_timer(&f->t, &kind), DUE + 1 + LT_DUE_GRACE_US);
	f->t.due_us = LT_DUE_SUSPENDED;
	assert_int_equal(lt_late_step_timer(&f->t, &kind), 0);
	f->t.due_us = DUE;
	f->t.state = LT__TOKEN_STATE__TOKEN_STATE_INCIDENT;
	assert_int_equal(lt_late_step_timer(&f->t, &kind), 0);
}

static void test_on_step__late__two_duties_with_names(void **state)
{
	struct fixture *f = *state;
	make_late(f);
	assert_true(f->t.overdue);
	assert_ptr_equal(lt_late_standing(&f->d, 1), &f->l);
	assert_int_equal(f->d.n_duties, 2);
	assert_int_equal(f->d.duties[0]->kind, APOLOGY);
	assert_string_equal(f->d.duties[0]->unit, "H14");
	assert_string_equal(f->d.duties[0]->officer, "chinh");
	assert_int_equal(f->d.duties[1]->kind, EXPLANATION);
	assert_string_equal(f->d.duties[1]->unit, "H14.1");
	assert_string_equal(f->d.duties[1]->officer, "an");
	lt_late_end(&f->d, 1, DUE + 5);
	assert_null(lt_late_standing(&f->d, 1));
	assert_int_equal(lt_duties_open(&f->d, LT__DUTY_KIND__DUTY_KIND_UNSPECIFIED), 2);
}

static void test_on_warnings__date_still_past__same_lateness(void **state)
{
	struct fixture *f = *state;
	make_late(f);
	move_due(f, DUE + 10, DUE + 20);
	assert_true(f->t.overdue);
	assert_non_null(lt_late_standing(&f->d, 1));
}

static void test_on_warnings__date_to_come__lateness_ends_and_time_is_told_anew(void **state)
{
	struct fixture *f = *state;
	enum lt_timer_kind kind;
	make_late(f);
	f->t.warned = 80;
	move_due(f, 5 * DUE, DUE + 20);
	assert_false(f->t.overdue);
	assert_null(lt_late_standing(&f->d, 1));
	assert_int_equal(f->t.warned, 0);
	assert_int_equal(lt_late_step_timer(&f->t, &kind), 5 * DUE - (DUE - HALF));
	assert_int_equal(lt_duties_open(&f->d, LT__DUTY_KIND__DUTY_KIND_UNSPECIFIED), 2);
}

static void test_on_lifted__what_is_done_stays__what_is_open_goes(void **state)
{
	struct fixture *f = *state;
	Lt__DutyDone done = LT__DUTY_DONE__INIT;
	Lt__LatenessLifted lifted = LT__LATENESS_LIFTED__INIT;
	Lt__Event event = event_of(LT__EVENT__BODY_DUTY_DONE);
	make_late(f);
	done.kind = APOLOGY;
	done.lateness = 1;
	done.officer = "chinh";
	event.duty_done = &done;
	happens(f, &event, DUE + 1);
	assert_int_equal(lt_duties_open(&f->d, APOLOGY), 0);
	lifted.lateness = 1;
	event = event_of(LT__EVENT__BODY_LATENESS_LIFTED);
	event.lateness_lifted = &lifted;
	happens(f, &event, DUE + 2);
	assert_true(f->l.lifted);
	assert_int_equal(lt_duties_open(&f->d, EXPLANATION), 0);
	assert_true(f->d.duties[1]->dropped);
	assert_false(f->d.duties[0]->dropped);
}

static void test_on_duty__apology_before_the_date__is_the_one_owed(void **state)
{
	struct fixture *f = *state;
	Lt__DutyDone done = LT__DUTY_DONE__INIT;
	Lt__Event event = event_of(LT__EVENT__BODY_DUTY_DONE);
	done.kind = APOLOGY;
	done.token = 1;
	done.due_us = DUE;
	done.text = "chờ xác minh";
	event.duty_done = &done;
	happens(f, &event, MOST);
	make_late(f);
	assert_int_equal(f->d.n_duties, 2);
	assert_int_equal(f->d.duties[0]->lateness, 1);
	assert_int_equal(lt_duties_open(&f->d, APOLOGY), 0);
	assert_int_equal(lt_duties_open(&f->d, EXPLANATION), 1);
}

static void test_holder__desk_block_nothing__who_has_it(void **state)
{
	struct fixture *f = *state;
	f->t.officer = "an";
	assert_string_equal(lt_late_holder(&f->d, 0).unit, "H14.1");
	assert_string_equal(lt_late_holder(&f->d, 0).officer, "an");
	f->t.kind = LT__STEP_KIND__STEP_KIND_WAIT;
	assert_string_equal(lt_late_holder(&f->d, 1).unit, "H14.0");
	assert_string_equal(lt_late_holder(&f->d, 1).officer, "");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_step_timer__as_time_runs__one_moment_at_a_time),
		T(test_step_timer__a_date_that_moved_or_stands__no_old_warning),
		T(test_on_step__late__two_duties_with_names),
		T(test_on_warnings__date_still_past__same_lateness),
		T(test_on_warnings__date_to_come__lateness_ends_and_time_is_told_anew),
		T(test_on_lifted__what_is_done_stays__what_is_open_goes),
		T(test_on_duty__apology_before_the_date__is_the_one_owed),
		T(test_holder__desk_block_nothing__who_has_it),
	};
#undef T
	return cmocka_run_group_tests(tests, NULL, NULL);
}
