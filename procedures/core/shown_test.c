/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/core/shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "procedures/core/evolve.h"

static Lt__Field number(const char *name, int64_t value)
{
	Lt__Field f = LT__FIELD__INIT;
	f.name = name;
	f.value_case = LT__FIELD__VALUE_NUMBER;
	f.number = value;
	return f;
}

static Lt__Visit visit(uint32_t item, uint32_t count)
{
	Lt__Visit v = LT__VISIT__INIT;
	v.step = "confirm";
	v.item = item;
	v.count = count;
	return v;
}

static void test_shown__nothing_differs__itself(void **state)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__Dossier d = LT__DOSSIER__INIT;
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	assert_ptr_equal(lt_shown(&d, &(struct lt_shown){0}, &arena), &d);
}

static void test_shown__act__fields_and_papers_as_after_it(void **state)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__Field old = number("pages", 1), same = number("copies", 2), new = number("pages", 9),
		  more = number("sheets", 3);
	Lt__Field *before[] = {&old, &same}, *typed[] = {&new, &more};
	Lt__Paper paper = LT__PAPER__INIT, *papers[] = {&paper};
	Lt__StepCompleted act = LT__STEP_COMPLETED__INIT;
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	paper.id = "giay";
	d.fields = before;
	d.n_fields = 2;
	act.outcome = "pass";
	act.fields = typed;
	act.n_fields = 2;
	act.papers = papers;
	act.n_papers = 1;
	const Lt__Dossier *seen = lt_shown(&d, &(struct lt_shown){.act = &act}, &arena);
	assert_non_null(seen);
	assert_string_equal(seen->act, "pass");
	assert_int_equal(seen->n_fields, 3);
	assert_int_equal(lt_dossier_field(seen, "pages")->number, 9);
	assert_int_equal(lt_dossier_field(seen, "copies")->number, 2);
	assert_int_equal(lt_dossier_field(seen, "sheets")->number, 3);
	assert_non_null(lt_dossier_paper(seen, "giay"));
	assert_int_equal(lt_dossier_field(&d, "pages")->number, 1); /* nothing is done yet */
	assert_null(lt_dossier_paper(&d, "giay"));
}

static void test_shown__item__visits_of_its_own(void **state)
{
	LT_AUTO(arena) struct lt_arena arena = {0};
	Lt__Dossier d = LT__DOSSIER__INIT;
	Lt__Visit common = visit(0, 1), first = visit(1, 5), second = visit(2, 3);
	Lt__Visit *visits[] = {&common, &first, &second};
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	d.visits = visits;
	d.n_visits = 3;
	const struct lt_shown shown = {.item = 2, .item_text = "Cà Thị Bình"};
	const Lt__Dossier *seen = lt_shown(&d, &shown, &arena);
	assert_non_null(seen);
	assert_string_equal(seen->item, "Cà Thị Bình");
	assert_int_equal(seen->n_visits, 2);
	assert_int_equal(seen->visits[0]->count, 1);
	assert_int_equal(seen->visits[1]->count, 3);
	assert_int_equal(d.n_visits, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown__nothing_differs__itself),
		cmocka_unit_test(test_shown__act__fields_and_papers_as_after_it),
		cmocka_unit_test(test_shown__item__visits_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
