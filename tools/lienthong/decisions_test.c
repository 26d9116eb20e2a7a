/* SPDX-License-Identifier: EUPL-1.2 */
/* A dossier that a real engine made: what its scripts decided, asked once more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/trial/play.h"
#include "coordinator/trial/stage.h"
#include "tests/support/support.h"
#include "tools/lienthong/decisions.h"

struct made {
	struct lt_stage *stage;
	char *procedure, *calendar, *directory;
	Lt__FetchReply *reply;
	Lt__Event **events;
	struct lt_decided *decided;
	size_t count;
};

static Lt__Field *number(const char *name, int64_t value)
{
	static Lt__Field f;
	lt__field__init(&f);
	f.name = name;
	f.value_case = LT__FIELD__VALUE_NUMBER;
	f.number = value;
	return &f;
}

static int set_up(void **state)
{
	struct made *m = calloc(1, sizeof *m);
	struct lt_err err = {0};
	Lt__Field *area = number("area", 120);
	Lt__CommandReply *reply;
	size_t dossier, count;
	assert_non_null(m);
	m->stage = calloc(1, sizeof *m->stage);
	assert_non_null(m->stage);
	m->procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	m->calendar = lt_test_read("procedures/calendars/vn.lua");
	m->directory = lt_test_read("procedures/directory/two_levels.lua");
	struct lt_trial_files files = {.procedure = {.kind = LT_TRIAL_PROCEDURE,
						     .name = "permit.lua",
						     .text = lt_slice_str(m->procedure)},
				       .calendar = {.kind = LT_TRIAL_CALENDAR,
						    .name = "vn.lua",
						    .text = lt_slice_str(m->calendar)},
				       .directory = {.kind = LT_TRIAL_DIRECTORY,
						     .name = "two_levels.lua",
						     .text = lt_slice_str(m->directory)}};
	struct lt_stage_args args = {.at = "2025-09-04", .fields = &area, .fields_count = 1};
	assert_int_equal(lt_trial_prepare(&files, m->stage, 0, false, &err), 0);
	assert_true(lt_stage_submit(m->stage, &args, &dossier, &reply));
	assert_int_equal(reply->refusal, 0);
	assert_int_equal(lt_trial_show(&m->stage->trial, reply->dossier, &m->reply, &err), 0);
	assert_int_equal(
		lt_trial_events(&m->stage->trial, reply->dossier, &m->events, &count, &err), 0);
	assert_int_equal(
		lt_decisions(m->events, count, &m->stage->trial.arena, &m->decided, &m->count), 0);
	*state = m;
	return 0;
}

static int tear_down(void **state)
{
	struct made *m = *state;
	lt_trial_close(&m->stage->trial);
	free(m->stage);
	free(m->procedure);
	free(m->calendar);
	free(m->directory);
	free(m);
	return 0;
}

static int again(struct made *m, const char *source, const char **ret, struct lt_err *err)
{
	struct lt_decision_source from = {.own = lt_slice_str(source)};
	struct lt_arena *arena = &m->stage->trial.arena;
	Lt__Dossier *then;
	*err = (struct lt_err){0};
	assert_int_equal(
		lt_decision_dossier(m->reply, m->events, m->decided[0].before, arena, &then, err),
		0);
	return lt_decision_again(&from, m->decided[0].decision, then, arena, ret, err);
}

static void test_decision_again__same_file__same_answer(void **state)
{
	struct made *m = *state;
	struct lt_err err;
	const char *now = NULL;
	assert_int_equal(m->count, 1);
	assert_string_equal(m->decided[0].decision->function, "fee");
	assert_string_equal(m->decided[0].decision->fields_read[0], "area");
	assert_int_equal(again(m, m->procedure, &now, &err), 0);
	assert_string_equal(now, "75000");
	assert_string_equal(now, m->decided[0].decision->result);
}

static void test_decision_again__another_file__its_own_answer(void **state)
{
	struct made *m = *state;
	struct lt_err err;
	const char *now = NULL;
	char *at = strstr(m->procedure, "75000");
	assert_non_null(at);
	*at = '8';
	assert_int_equal(again(m, m->procedure, &now, &err), 0);
	assert_string_equal(now, "85000");
}

static void test_decision_again__a_file_that_fails__says_so(void **state)
{
	struct made *m = *state;
	struct lt_err err;
	const char *now = NULL;
	char *at = strstr(m->procedure, "d.area > 100");
	assert_non_null(at);
	at[0] = 'x'; /* x.area: no such word */
	assert_int_equal(again(m, m->procedure, &now, &err), LT_E_SCRIPT);
	assert_non_null(strstr(err.text, "\"x\""));
	assert_int_equal(again(m, "return 1", &now, &err), LT_E_SCRIPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_decision_again__same_file__same_answer, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_decision_again__another_file__its_own_answer,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_decision_again__a_file_that_fails__says_so,
						set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
