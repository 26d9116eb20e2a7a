/* SPDX-License-Identifier: EUPL-1.2 */
/* Months of work: the same for one seed, worse with more dossiers, better with more officers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <cmocka.h>

#include "proto/base/apart.h"
#include "proto/base/time.h"
#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"
#include "tools/lienthong/simulate.h"
#include "tools/lienthong/simulate_agenda.h"

static json_t *simulate(const char *arrivals, const char *officers, const char *more,
			char **ret_text)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *path = NULL;
	char *out = NULL;
	served_write(&s, "permit.lua", procedure);
	assert_true(asprintf(&path, "%s/permit.lua", s.folder) > 0);
	int r = served_run(&s, &lt_tool_simulate,
			   SERVED_WORDS(path, "--json", "--months", "1", "--arrivals", arrivals,
					"--officers", officers, "--outcome", more, "--field",
					"checked=true"),
			   &out, &err);
	if (r != 0)
		fail_msg("%s\n%s", err.text, out);
	lt_test_remove(s.folder);
	json_t *json = json_loads(out, 0, NULL);
	assert_non_null(json);
	*ret_text = out;
	return json;
}

static double number(const json_t *json, const char *key)
{
	const json_t *value = json_object_get(json, key);
	assert_true(json_is_number(value));
	return json_number_value(value);
}

static void test_simulate__same_seed__same_answer(void **state)
{
	char *one, *two;
	(void)state;
	json_decref(simulate("6/day", "receiver=1", "receive:refuse=0", &one));
	json_decref(simulate("6/day", "receiver=1", "receive:refuse=0", &two));
	assert_string_equal(one, two);
	free(one);
	free(two);
}

static void test_simulate__too_few_officers__queue_is_found_and_one_more_helps(void **state)
{
	char *text;
	(void)state;
	/* 30 a day of 20 minutes each are 10 hours of work for one pair of hands */
	json_t *few = simulate("30", "receiver=1", "receive:complete=1", &text);
	free(text);
	json_t *enough = simulate("30", "receiver=2,specialist=2,*=2", "receive:complete=1", &text);
	free(text);
	assert_true(number(few, "open") > 3 * number(enough, "open"));
	assert_true(number(enough, "late_share") < 0.05);
	json_t *desk = json_array_get(json_object_get(few, "desks"), 0);
	assert_string_equal(json_string_value(json_object_get(desk, "role")), "receiver");
	assert_true(number(desk, "busy_share") > 0.95);
	assert_true(number(desk, "waiting_max") > 50);
	json_t *advice = json_array_get(json_object_get(few, "advice"), 0);
	assert_non_null(strstr(json_string_value(json_object_get(advice, "what")), "receiver"));
	assert_true(number(advice, "open") < number(few, "open"));
	json_decref(few);
	json_decref(enough);
}

static void test_simulate__shares_of_outcomes__are_kept(void **state)
{
	char *text;
	(void)state;
	json_t *json = simulate("10", "receiver=2", "receive:refuse=1", &text);
	json_t *steps = json_object_get(json, "steps");
	assert_int_equal(json_array_size(steps), 1); /* nobody gets further */
	assert_int_equal((int)number(json, "finished"),
			 (int)number(json_array_get(steps, 0), "done"));
	json_decref(json);
	free(text);
}

static void test_simulate__nonsense__is_refused_with_its_name(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	char *out = NULL;
	(void)state;
	assert_int_equal(served_run(&s, &lt_tool_simulate,
				    SERVED_WORDS("x.lua", "--arrivals", "nhiều"), &out, &err),
			 LT_E_USAGE);
	assert_non_null(strstr(err.text, "nhiều"));
	free(out);
	assert_int_equal(served_run(&s, &lt_tool_simulate,
				    SERVED_WORDS("x.lua", "--arrivals", "3", "--officers", "a=b"),
				    &out, &err),
			 LT_E_USAGE);
	assert_non_null(strstr(err.text, "'b'"));
	free(out);
	lt_test_remove(s.folder);
}

/* Simulates a month after what a log or table taught; to json_decref. */
static json_t *simulate_learnt(const char *name, const char *text, const char *const *more)
{
	struct served s = {.folder = lt_test_folder()};
	struct lt_err err = {0};
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *path = NULL;
	LT_AUTO(free) char *from = NULL;
	LT_AUTO(free) char *out = NULL;
	const char *words[16] = {NULL,	    "--json",	    "--months", "1",
				 "--field", "checked=true", "--learn"};
	served_write(&s, "permit.lua", procedure);
	served_write(&s, name, text);
	assert_true(asprintf(&path, "%s/permit.lua", s.folder) > 0);
	assert_true(asprintf(&from, "%s/%s", s.folder, name) > 0);
	words[0] = path;
	words[7] = from;
	for (size_t i = 0; more && more[i]; i++)
		words[8 + i] = more[i];
	int r = served_run(&s, &lt_tool_simulate, words, &out, &err);
	if (r != 0)
		fail_msg("%s", err.text);
	lt_test_remove(s.folder);
	json_t *json = json_loads(out, 0, NULL);
	assert_non_null(json);
	return json;
}

static const json_t *step_of(const json_t *json, const char *step)
{
	const json_t *list = json_object_get(json, "steps"), *l;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)list, i,
			   l) if (strcmp(json_string_value(json_object_get(l, "step")), step) ==
				  0) return l;
	fail_msg("no step %s", step);
	return NULL;
}

static double share(const json_t *learnt, const char *step, const char *outcome)
{
	const json_t *l = step_of(learnt, step);
	return json_number_value(json_object_get(json_object_get(l, "outcomes"), outcome));
}

/* Four of one morning, one after the other by one officer; each was there at eight. */
static const char record[] = "case_id,seq,activity,timestamp,lifecycle,resource,outcome\n"
			     "A,1,register,2025-09-04T08:00:00+07:00,start,,\n"
			     "B,1,register,2025-09-04T08:00:00+07:00,start,,\n"
			     "C,1,register,2025-09-04T08:00:00+07:00,start,,\n"
			     "D,1,register,2025-09-05T08:00:00+07:00,start,,\n"
			     "A,2,receive,2025-09-04T08:10:00+07:00,complete,hoa,complete\n"
			     "B,2,receive,2025-09-04T08:30:00+07:00,complete,hoa,complete\n"
			     "C,2,receive,2025-09-04T09:30:00+07:00,complete,hoa,refuse\n"
			     "A,3,appraise,2025-09-05T07:30:00+07:00,start,an,\n"
			     "A,4,appraise,2025-09-05T08:15:00+07:00,complete,an,fail\n"
			     "D,2,receive,2025-09-05T09:00:00+07:00,complete,hoa,complete\n";

static void test_learn__record__times_are_work_not_queue(void **state)
{
	(void)state;
	json_t *json = simulate_learnt("log.events.csv", record, NULL);
	const json_t *learnt = json_object_get(json, "learnt");
	assert_int_equal((int)number(learnt, "dossiers"), 4);
	/* 10, 20, 60 minutes, and 60 the next day: not the 90 that C lay there */
	assert_true(number(step_of(learnt, "receive"), "minutes") == 40);
	assert_int_equal((int)number(step_of(learnt, "receive"), "timed"), 4);
	assert_true(number(step_of(learnt, "appraise"), "minutes") == 45);
	assert_true(share(learnt, "receive", "refuse") == 0.25);
	assert_true(share(learnt, "appraise", "fail") == 1);
	assert_true(number(learnt, "arrivals") == 4);
	/* ... and it is what was played */
	assert_true(number(step_of(json, "receive"), "work_minutes") > 25);
	assert_true(number(json, "received") > 40);
	json_decref(json);
}

static void test_learn__said_by_hand__counts_more(void **state)
{
	static const char *const said[] = {"--arrivals", "10",	      "--minutes",
					   "receive=5",	 "--outcome", "receive:refuse=1",
					   NULL};
	(void)state;
	json_t *json = simulate_learnt("log.events.csv", record, said);
	const json_t *receive = step_of(json, "receive");
	assert_true(number(receive, "work_minutes") < 8);
	assert_int_equal(json_array_size(json_object_get(json, "steps")), 1); /* all refused */
	assert_true(number(json, "received") > 120);
	json_decref(json);
}

static void test_learn__table__means_and_shares(void **state)
{
	static const char *const said[] = {"--arrivals", "10", "--officers", "receiver=2", NULL};
	(void)state;
	json_t *json = simulate_learnt("work.csv",
				       "step,outcome,minutes\n"
				       "receive,refuse,4\r\nreceive,refuse,6\n",
				       said);
	assert_int_equal(json_array_size(json_object_get(json, "steps")), 1);
	double minutes = number(step_of(json, "receive"), "work_minutes");
	assert_true(minutes > 3 && minutes < 8);
	json_decref(json);
}

static void test_agenda__any_order__comes_out_in_time(void **state)
{
	struct lt_sim_agenda agenda = {0};
	static const int64_t times[] = {5, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5};
	int64_t last_us = 0;
	uint64_t order = 0;
	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		lt_sim_plan_moment(&agenda, (struct lt_sim_moment){.at_us = times[i]});
	while (agenda.count) {
		struct lt_sim_moment m = lt_sim_take_moment(&agenda);
		assert_true(m.at_us > last_us || (m.at_us == last_us && m.order > order));
		last_us = m.at_us;
		order = m.order;
	}
	assert_int_equal(last_us, 9);
	free(agenda.items);
}

static void test_chance__one_thing__its_own_luck(void **state)
{
	struct lt_sim_chance a = lt_sim_chance(1, 2, 3, LT_SIM_WORK);
	struct lt_sim_chance b = lt_sim_chance(1, 2, 3, LT_SIM_WORK);
	struct lt_sim_chance c = lt_sim_chance(1, 2, 4, LT_SIM_WORK);
	double sum = 0;
	(void)state;
	assert_true(lt_sim_uniform(&a) == lt_sim_uniform(&b));
	assert_true(lt_sim_uniform(&a) != lt_sim_uniform(&c));
	for (int i = 0; i < 20000; i++)
		sum += lt_sim_wait(&a, 20);
	assert_true(sum / 20000 > 19 && sum / 20000 < 21);
}

/* Plays a day, then tries to open a file as what an analyst wrote might, had it found a way out of
 * the sandbox. */
static int play_and_open(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	static struct lt_sim_plan plan = {
		.arrivals = 1, .seed = 1, .forward = 1, .minutes = 5, .reply_days = 1};
	static struct lt_sim_result result;
	static char answer[16];
	struct lt_arena arena;
	lt_arena_init(&arena, 64 << 20);
	LT_REQUIRE(lt_time_parse("2025-07-07 08:00", &plan.from_us) == 0);
	plan.to_us = plan.from_us + LT_US_PER_DAY;
	int r = lt_sim_play(owner, &plan, &arena, &result, err);
	if (r < 0)
		return r;
	int fd = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
	(void)snprintf(answer, sizeof answer, "%d", fd < 0 ? errno : 0);
	*ret = lt_slice_str(answer);
	return 0;
}

static void test_sim_play__the_child__is_locked_in(void **state)
{
	LT_AUTO(free) char *procedure = lt_test_read("coordinator/trial/testdata/permit.lua");
	LT_AUTO(free) char *calendar = lt_test_read("procedures/calendars/vn.lua");
	LT_AUTO(free) char *directory = lt_test_read("procedures/directory/two_levels.lua");
	struct lt_trial_files files = {.procedure = {.kind = LT_TRIAL_PROCEDURE,
						     .name = "permit.lua",
						     .text = lt_slice_str(procedure)},
				       .calendar = {.kind = LT_TRIAL_CALENDAR,
						    .name = "vn.lua",
						    .text = lt_slice_str(calendar)},
				       .directory = {.kind = LT_TRIAL_DIRECTORY,
						     .name = "two_levels.lua",
						     .text = lt_slice_str(directory)}};
	struct lt_apart_limits limits = {.wall_us = 60 * LT_US_PER_SECOND, .answer_bytes = 4096};
	struct lt_slice answer;
	char refused[8];
	struct lt_arena arena;
	struct lt_err err = {0};
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	if (lt_apart_run(play_and_open, &files, &limits, &arena, &answer, &err) != 0)
		fail_msg("%s", err.text);
	(void)snprintf(refused, sizeof refused, "%d", EPERM);
	assert_true(lt_slice_equal(answer, lt_slice_str(refused)));
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simulate__same_seed__same_answer),
		cmocka_unit_test(test_sim_play__the_child__is_locked_in),
		cmocka_unit_test(
			test_simulate__too_few_officers__queue_is_found_and_one_more_helps),
		cmocka_unit_test(test_simulate__shares_of_outcomes__are_kept),
		cmocka_unit_test(test_simulate__nonsense__is_refused_with_its_name),
		cmocka_unit_test(test_learn__record__times_are_work_not_queue),
		cmocka_unit_test(test_learn__said_by_hand__counts_more),
		cmocka_unit_test(test_learn__table__means_and_shares),
		cmocka_unit_test(test_agenda__any_order__comes_out_in_time),
		cmocka_unit_test(test_chance__one_thing__its_own_luck),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
