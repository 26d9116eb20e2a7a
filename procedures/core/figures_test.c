/* SPDX-License-Identifier: EUPL-1.2 */
/* Whatever a dossier is, as many rows stand behind a figure as its counter counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/figures.h"
#include "procedures/core/late.h"
#include "proto/base/ids.h"

enum { JUNE = 2024 * 12 + 5 };

static struct lt_arena arena;

static int make_arena(void **state)
{
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	lt_arena_done(&arena);
	return 0;
}

static int64_t at(const char *text)
{
	int64_t us = 0;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

/* A dossier with a step that was late and one that is, and everything owed for them. */
struct made {
	Lt__Dossier d;
	Lt__Lateness was, is, own, lifted, *lates[4];
	Lt__Duty apology, explanation, done, *duties[3];
};

static void make(struct made *m)
{
	lt__dossier__init(&m->d);
	lt__lateness__init(&m->was);
	lt__duty__init(&m->apology);
	m->d.id = 7;
	m->d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	m->d.unit = "H14.1.1";
	m->d.procedure = "9.000001";
	m->d.tokens_made = 2;
	m->d.received_us = at("2024-06-03T08:00");
	m->d.due_us = at("2024-06-20T17:00");
	m->was.id = 1;
	m->was.token = 1;
	m->was.step = "check";
	m->was.unit = "H14.1.2";
	m->was.officer = "an";
	m->was.due_us = at("2024-06-04T17:00");
	m->is = m->own = m->lifted = m->was;
	m->was.ended_us = at("2024-06-05T09:00");
	m->is.id = 2;
	m->is.token = 2;
	m->is.step = "sign";
	m->is.officer = "";
	m->own.id = 3;
	m->own.token = 0;
	m->own.step = "";
	m->lifted.id = 4;
	m->lifted.lifted = true;
	m->lifted.ended_us = at("2024-06-05T09:00");
	m->apology.kind = LT__DUTY_KIND__DUTY_KIND_APOLOGY;
	m->apology.unit = "H14.1";
	m->apology.lateness = 2;
	m->apology.since_us = at("2024-06-05T08:00");
	m->explanation = m->done = m->apology;
	m->explanation.kind = LT__DUTY_KIND__DUTY_KIND_EXPLANATION;
	m->explanation.unit = "H14.1.2";
	m->done.lateness = 1;
	m->done.done_us = at("2024-06-05T10:00");
	memcpy(m->lates, ((Lt__Lateness *[]){&m->was, &m->is, &m->own, &m->lifted}),
	       sizeof m->lates);
	memcpy(m->duties, ((Lt__Duty *[]){&m->apology, &m->explanation, &m->done}),
	       sizeof m->duties);
	m->d.lates = m->lates;
	m->d.duties = m->duties;
}

/* Of a unit: lines of contributions that add to the figure's counter, but for day lines. */
static int64_t counted(const Lt__Dossier *d, enum lt_figure figure, const char *unit)
{
	struct lt_contributions c;
	int64_t sum = 0;
	assert_int_equal(lt_contributions(d, &arena, &c), 0);
	for (size_t i = 0; i < c.count; i++)
		if (!c.items[i].is_day && strcmp(c.items[i].unit, unit) == 0)
			sum += (int64_t)(c.items[i].flags >> lt_figure_counter(figure) & 1);
	return sum;
}

static int64_t rows(const Lt__Dossier *d, enum lt_figure figure, const char *unit)
{
	struct lt_figureds f;
	int64_t sum = 0;
	assert_int_equal(lt_figures(d, &arena, &f), 0);
	for (size_t i = 0; i < f.count; i++)
		sum += f.items[i].figure == figure && strcmp(f.items[i].unit, unit) == 0;
	return sum;
}

static void agree(const Lt__Dossier *d)
{
	static const char *const units[] = {"H14.1", "H14.1.1", "H14.1.2"};
	for (enum lt_figure f = 1; f < LT_FIGURE_COUNT; f++)
		for (size_t u = 0; u < 3; u++)
			assert_int_equal(rows(d, f, units[u]), counted(d, f, units[u]));
}

static void test_figures__open_late_and_ended__as_many_rows_as_counted(void **state)
{
	struct made m;
	(void)state;
	make(&m);
	agree(&m.d);
	assert_int_equal(rows(&m.d, LT_FIGURE_open, "H14.1.1"), 1);
	m.d.n_lates = m.d.n_duties = 2;
	agree(&m.d);
	assert_int_equal(rows(&m.d, LT_FIGURE_step_late, "H14.1.2"), 2);
	assert_int_equal(rows(&m.d, LT_FIGURE_step_late_now, "H14.1.2"), 1);
	assert_int_equal(rows(&m.d, LT_FIGURE_apology, "H14.1"), 1);
	m.d.n_lates = 4;
	m.d.n_duties = 3;
	m.d.overdue = true;
	agree(&m.d);
	assert_int_equal(rows(&m.d, LT_FIGURE_open_late, "H14.1.1"), 1);
	assert_int_equal(rows(&m.d, LT_FIGURE_step_late, "H14.1.2"), 2); /* not what was lifted */
	m.d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED;
	m.d.finished_us = at("2024-07-01T09:00");
	agree(&m.d);
	assert_int_equal(rows(&m.d, LT_FIGURE_late, "H14.1.1"), 1);
	m.d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN;
	m.d.tokens_made = 1;
	agree(&m.d);
}

static void test_figures__no_due_date_or_standing_still__behind_every_day(void **state)
{
	struct made m;
	struct lt_figureds f;
	(void)state;
	make(&m);
	m.d.due_us = LT_DUE_SUSPENDED;
	assert_int_equal(lt_figures(&m.d, &arena, &f), 0);
	assert_int_equal(f.count, 2);
	assert_int_equal(f.items[1].figure, LT_FIGURE_open);
	assert_true(f.items[1].when == LT_WHEN_NONE && f.items[1].due_us == 0);
	m.d.due_us = at("2024-06-20T17:00");
	assert_int_equal(lt_figures(&m.d, &arena, &f), 0);
	assert_int_equal(f.items[0].when, JUNE);
	assert_int_equal(f.items[1].when, lt_local_of(m.d.due_us).day);
	assert_true(f.items[1].due_us == m.d.due_us);
}

static void test_figures__what_citizens_said__in_its_month_and_while_it_is_open(void **state)
{
	struct made m;
	Lt__Feedback open = LT__FEEDBACK__INIT, answered = LT__FEEDBACK__INIT;
	Lt__Feedback *said[] = {&open, &answered};
	(void)state;
	make(&m);
	open.number = 1;
	answered.number = 2;
	open.at_us = answered.at_us = at("2024-06-20T17:00");
	answered.answered_us = at("2024-06-21T08:00");
	m.d.said = said;
	m.d.n_said = 2;
	agree(&m.d);
	assert_int_equal(rows(&m.d, LT_FIGURE_feedback, "H14.1.1"), 2);
	assert_int_equal(rows(&m.d, LT_FIGURE_feedback_open, "H14.1.1"), 1);
}

static void test_figures__nothing_received__none(void **state)
{
	Lt__Dossier d = LT__DOSSIER__INIT;
	struct lt_figureds f;
	(void)state;
	assert_int_equal(lt_figures(NULL, &arena, &f), 0);
	assert_int_equal(f.count, 0);
	assert_int_equal(lt_figures(&d, &arena, &f), 0);
	assert_int_equal(f.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures__open_late_and_ended__as_many_rows_as_counted),
		cmocka_unit_test(test_figures__no_due_date_or_standing_still__behind_every_day),
		cmocka_unit_test(test_figures__nothing_received__none),
		cmocka_unit_test(
			test_figures__what_citizens_said__in_its_month_and_while_it_is_open),
	};
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
