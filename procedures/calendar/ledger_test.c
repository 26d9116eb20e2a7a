/* SPDX-License-Identifier: EUPL-1.2 */
/* The ledger: told line by line for known cases, and its laws for random ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/calendar/calendar_fixture.h"

enum { LINES_MAX = 1024, STORY_BYTES = 4096 };

static const char *kind_word(enum lt_ledger_kind kind)
{
	static const char *const words[] = {
		[LT_LEDGER_RECEIVED] = "received",
		[LT_LEDGER_ROLLED] = "rolled",
		[LT_LEDGER_CUT_OFF] = "cut-off",
		[LT_LEDGER_DAY_OFF] = "day off",
		[LT_LEDGER_MAKE_UP] = "make-up",
		[LT_LEDGER_CLOSURE] = "closure",
		[LT_LEDGER_WEEKEND] = "weekend",
		[LT_LEDGER_PAUSE] = "pause",
		[LT_LEDGER_DUE] = "due",
		[LT_LEDGER_RESTARTED] = "restarted",
		[LT_LEDGER_PAUSE_IGNORED] = "pause ignored",
	};
	assert_true(kind >= LT_LEDGER_RECEIVED && kind <= LT_LEDGER_PAUSE_IGNORED);
	return words[kind];
}

/* "06-09 09:00", or "-" for never. */
static const char *short_time(int64_t at_us, char text[static LT_TIME_TEXT_BYTES])
{
	if (at_us == INT64_MAX)
		return "-";
	lt_time_iso(at_us, text);
	text[10] = ' ';
	text[16] = '\0';
	return text + 5;
}

/* "kind from to amount name" for each line: pauses in minutes, days in days. */
static void tell_story(const struct lt_ledger_line *lines, size_t count,
		       char story[static STORY_BYTES])
{
	size_t used = 0;
	for (size_t i = 0; i < count; i++) {
		char from[LT_TIME_TEXT_BYTES], to[LT_TIME_TEXT_BYTES];
		bool is_pause = lines[i].kind == LT_LEDGER_PAUSE ||
				lines[i].kind == LT_LEDGER_PAUSE_IGNORED;
		int64_t amount = is_pause ? lines[i].amount / LT_US_PER_MINUTE : lines[i].amount;
		int n = snprintf(story + used, STORY_BYTES - used, "%s %s > %s %d %s\n",
				 kind_word(lines[i].kind), short_time(lines[i].at_us, from),
				 short_time(lines[i].until_us, to), (int)amount,
				 lines[i].name ? lines[i].name : "");
		assert_true(n > 0 && used + (size_t)n < STORY_BYTES);
		used += (size_t)n;
	}
}

struct ledger_case {
	const char *office, *received;
	struct lt_limit limit;
	enum lt_counting counting;
	const char *from, *to; /* one pause; NULL from: none, NULL to: open */
	const char *story;
};

static void check_story(const struct ledger_case *c)
{
	static struct lt_ledger_line lines[LINES_MAX];
	char story[STORY_BYTES];
	struct lt_pause pause = {.to_us = LT_PAUSE_OPEN};
	size_t count;
	if (c->from)
		pause.from_us = lt_fixture_at(c->from);
	if (c->to)
		pause.to_us = lt_fixture_at(c->to);
	assert_int_equal(lt_ledger(lt_calendar_office(lt_fixture_made, c->office),
				   lt_fixture_at(c->received), c->limit, c->counting, &pause,
				   c->from != NULL, lines, LINES_MAX, &count),
			 0);
	tell_story(lines, count, story);
	assert_string_equal(story, c->story);
}

static void test_ledger__over_tet__names_every_day(void **state)
{
	(void)state;
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-01-25T10:00",
					  {LT_LIMIT_WORKING_DAYS, 1},
					  LT_COUNTING_ROLLED,
					  NULL,
					  NULL,
					  "received 01-25 10:00 > 01-25 10:00 0 \n"
					  "weekend 01-25 10:00 > 01-27 00:00 2 \n"
					  "day off 01-27 00:00 > 01-28 00:00 1 Tết Nguyên đán\n"
					  "day off 01-28 00:00 > 01-29 00:00 1 Tết Nguyên đán\n"
					  "day off 01-29 00:00 > 01-30 00:00 1 Tết Nguyên đán\n"
					  "day off 01-30 00:00 > 01-31 00:00 1 Tết Nguyên đán\n"
					  "day off 01-31 00:00 > 02-01 00:00 1 Tết Nguyên đán\n"
					  "weekend 02-01 00:00 > 02-03 00:00 2 \n"
					  "rolled 02-03 07:30 > 02-03 07:30 0 \n"
					  "due 02-04 17:00 > 02-04 17:00 0 \n"});
}

static void test_ledger__make_up_and_closure__named(void **state)
{
	(void)state;
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-04-25T10:00",
					  {LT_LIMIT_WORKING_DAYS, 2},
					  LT_COUNTING_LEGAL,
					  NULL,
					  NULL,
					  "received 04-25 10:00 > 04-25 10:00 0 \n"
					  "make-up 04-26 00:00 > 04-27 00:00 1 Làm bù\n"
					  "weekend 04-27 00:00 > 04-28 00:00 1 \n"
					  "due 04-28 17:00 > 04-28 17:00 0 \n"});
	check_story(&(struct ledger_case){"VN-LOCAL",
					  "2024-09-06T10:00",
					  {LT_LIMIT_WORKING_MINUTES, 450},
					  LT_COUNTING_ROLLED,
					  NULL,
					  NULL,
					  "received 09-06 10:00 > 09-06 10:00 0 \n"
					  "weekend 09-07 00:00 > 09-09 00:00 2 \n"
					  "closure 09-09 00:00 > 09-10 00:00 1 storm (made up)\n"
					  "closure 09-10 00:00 > 09-11 00:00 1 storm (made up)\n"
					  "due 09-11 10:00 > 09-11 10:00 0 \n"});
}

static void test_ledger__calendar_days__tell_only_what_moved_the_end(void **state)
{
	(void)state;
	check_story(
		&(struct ledger_case){"VN-STD",
				      "2025-04-12T10:00",
				      {LT_LIMIT_CALENDAR_DAYS, 18},
				      LT_COUNTING_LEGAL,
				      NULL,
				      NULL,
				      "received 04-12 10:00 > 04-12 10:00 0 \n"
				      "day off 04-30 00:00 > 05-01 00:00 1 Ngày Chiến thắng 30/4\n"
				      "day off 05-01 00:00 > 05-02 00:00 1 Ngày Quốc tế Lao động\n"
				      "day off 05-02 00:00 > 05-03 00:00 1 Hoán đổi 26/04/2025\n"
				      "weekend 05-03 00:00 > 05-05 00:00 2 \n"
				      "due 05-05 17:00 > 05-05 17:00 0 \n"});
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-06-14T10:00",
					  {LT_LIMIT_MONTHS, 1},
					  LT_COUNTING_ROLLED,
					  NULL,
					  NULL,
					  "received 06-14 10:00 > 06-14 10:00 0 \n"
					  "weekend 06-14 10:00 > 06-16 00:00 2 \n"
					  "rolled 06-16 07:30 > 06-16 07:30 0 \n"
					  "due 07-16 17:00 > 07-16 17:00 0 \n"});
}

static void test_ledger__late_for_the_cut_off__says_when_it_counts(void **state)
{
	(void)state;
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-06-13T15:30",
					  {LT_LIMIT_SAME_DAY, 900},
					  LT_COUNTING_ROLLED,
					  NULL,
					  NULL,
					  "received 06-13 15:30 > 06-13 15:30 0 \n"
					  "cut-off 06-13 15:30 > 06-16 07:30 900 \n"
					  "weekend 06-14 00:00 > 06-16 00:00 2 \n"
					  "due 06-16 17:00 > 06-16 17:00 0 \n"});
}

static void test_ledger__pause__tells_its_working_time(void **state)
{
	(void)state;
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-06-12T09:00",
					  {LT_LIMIT_WORKING_MINUTES, 240},
					  LT_COUNTING_ROLLED,
					  "2025-06-12T10:00",
					  "2025-06-16T08:00",
					  "received 06-12 09:00 > 06-12 09:00 0 \n"
					  "pause 06-12 10:00 > 06-16 08:00 780 \n"
					  "weekend 06-14 00:00 > 06-16 00:00 2 \n"
					  "due 06-16 11:00 > 06-16 11:00 0 \n"});
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-06-12T09:00",
					  {LT_LIMIT_WORKING_DAYS, 1},
					  LT_COUNTING_ROLLED,
					  "2025-06-12T10:00",
					  "2025-06-12T11:00",
					  "received 06-12 09:00 > 06-12 09:00 0 \n"
					  "pause ignored 06-12 10:00 > 06-12 11:00 60 \n"
					  "due 06-13 17:00 > 06-13 17:00 0 \n"});
}

static void test_ledger__open_pause__stands_still(void **state)
{
	(void)state;
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-06-12T18:00",
					  {LT_LIMIT_WORKING_DAYS, 5},
					  LT_COUNTING_ROLLED,
					  "2025-06-17T10:00",
					  NULL,
					  "received 06-12 18:00 > 06-12 18:00 0 \n"
					  "rolled 06-13 07:30 > 06-13 07:30 0 \n"
					  "weekend 06-14 00:00 > 06-16 00:00 2 \n"
					  "pause 06-17 10:00 > - 0 \n"
					  "due - > - 0 \n"});
}

static void test_ledger__restart__counts_from_the_resume(void **state)
{
	(void)state;
	check_story(&(struct ledger_case){"VN-STD",
					  "2025-06-05T09:00",
					  {LT_LIMIT_WORKING_DAYS, 2},
					  LT_COUNTING_RESTART_ROLLED,
					  "2025-06-06T10:00",
					  "2025-06-12T19:00",
					  "received 06-05 09:00 > 06-05 09:00 0 \n"
					  "pause 06-06 10:00 > 06-12 19:00 2100 \n"
					  "restarted 06-12 19:00 > 06-12 19:00 0 \n"
					  "rolled 06-13 07:30 > 06-13 07:30 0 \n"
					  "weekend 06-14 00:00 > 06-16 00:00 2 \n"
					  "due 06-17 17:00 > 06-17 17:00 0 \n"});
}

static void test_ledger__too_little_room__says_how_much_is_needed(void **state)
{
	(void)state;
	const struct lt_office *office = lt_calendar_office(lt_fixture_made, "VN-STD");
	struct lt_limit limit = {LT_LIMIT_WORKING_DAYS, 10};
	struct lt_ledger_line lines[3] = {0};
	int64_t received_us = lt_fixture_at("2025-06-05T09:00");
	size_t count = 0;
	assert_int_equal(lt_ledger(office, received_us, limit, 0, NULL, 0, NULL, 0, &count), 0);
	assert_int_equal(count, 4); /* received, two weekends, due */
	assert_int_equal(lt_ledger(office, received_us, limit, 0, NULL, 0, lines, 2, &count), 0);
	assert_int_equal(count, 4);
	assert_int_equal(lines[1].kind, LT_LEDGER_WEEKEND);
	assert_int_equal(lines[2].kind, 0);
}

/* A question by chance: up to three pauses, the last perhaps open. */
struct random_case {
	const struct lt_office *office;
	int64_t received_us;
	struct lt_limit limit;
	enum lt_counting counting;
	struct lt_pause pauses[3];
	size_t pauses_count;
};

static struct random_case random_case(uint64_t *seed)
{
	static const char *const offices[] = {"VN-STD",	 "VN-SATC", "VN-SATR",
					      "VN-OCPS", "VN-THRU", "VN-LOCAL"};
	static const int32_t amounts_max[] = {[LT_LIMIT_WORKING_DAYS] = 20,
					      [LT_LIMIT_CALENDAR_DAYS] = 30,
					      [LT_LIMIT_MONTHS] = 2,
					      [LT_LIMIT_WORKING_MINUTES] = 4800,
					      [LT_LIMIT_SAME_DAY] = 1439};
	int64_t first_us = lt_fixture_at("2018-01-01"), last_us = lt_fixture_at("2025-07-01");
	int64_t at_us = first_us + lt_fixture_random(seed, last_us - first_us);
	struct random_case c = {
		.office = lt_calendar_office(lt_fixture_made, offices[lt_fixture_random(seed, 6)]),
		.received_us = at_us,
		.limit.unit = (enum lt_limit_unit)(1 + lt_fixture_random(seed, 5)),
		.counting = (enum lt_counting)lt_fixture_random(seed, 6),
		.pauses_count = (size_t)lt_fixture_random(seed, 4)};
	c.limit.amount = (int32_t)lt_fixture_random(seed, amounts_max[c.limit.unit] + 1);
	for (size_t i = 0; i < c.pauses_count; i++) {
		at_us += 1 + lt_fixture_random(seed, 6 * LT_US_PER_DAY);
		c.pauses[i].from_us = at_us;
		at_us += lt_fixture_random(seed, 12 * LT_US_PER_DAY);
		c.pauses[i].to_us = at_us;
	}
	if (c.pauses_count > 0 && lt_fixture_random(seed, 4) == 0)
		c.pauses[c.pauses_count - 1].to_us = LT_PAUSE_OPEN;
	return c;
}

/* Tells @p c; checks that lt_due agrees. */
static size_t tell_case(const struct random_case *c, struct lt_ledger_line lines[static LINES_MAX])
{
	int64_t due_us;
	size_t count;
	assert_int_equal(lt_due(c->office, c->received_us, c->limit, c->counting, c->pauses,
				c->pauses_count, &due_us),
			 0);
	assert_int_equal(lt_ledger(c->office, c->received_us, c->limit, c->counting, c->pauses,
				   c->pauses_count, lines, LINES_MAX, &count),
			 0);
	assert_in_range(count, 2, LINES_MAX);
	assert_int_equal(lines[count - 1].kind, LT_LEDGER_DUE);
	assert_int_equal(lines[count - 1].at_us, due_us);
	return count;
}

static void test_ledger__random_cases__in_order_and_ends_with_lt_due(void **state)
{
	(void)state;
	static struct lt_ledger_line lines[LINES_MAX];
	uint64_t seed = 118;
	for (int round = 0; round < 20000; round++) {
		struct random_case c = random_case(&seed);
		size_t count = tell_case(&c, lines);
		assert_int_equal(lines[0].kind, LT_LEDGER_RECEIVED);
		assert_int_equal(lines[0].at_us, c.received_us);
		for (size_t i = 1; i < count; i++) {
			assert_true(lines[i - 1].at_us <= lines[i].at_us);
			assert_true(lines[i].at_us <= lines[i].until_us);
		}
	}
}

static void test_ledger__random_pauses__amounts_are_working_time(void **state)
{
	(void)state;
	static struct lt_ledger_line lines[LINES_MAX];
	uint64_t seed = 61;
	for (int round = 0; round < 20000; round++) {
		struct random_case c = random_case(&seed);
		size_t count = tell_case(&c, lines), told = 0, begun = 0;
		for (size_t i = 0; i < count; i++) {
			if (lines[i].kind != LT_LEDGER_PAUSE &&
			    lines[i].kind != LT_LEDGER_PAUSE_IGNORED)
				continue;
			struct lt_pause pause = c.pauses[lines[i].pause];
			int64_t work_us = 0;
			assert_int_equal(lines[i].pause, told++);
			assert_int_equal(lines[i].at_us, pause.from_us);
			assert_int_equal(lines[i].until_us, pause.to_us);
			if (pause.to_us != LT_PAUSE_OPEN)
				assert_int_equal(lt_working_between(c.office, pause.from_us,
								    pause.to_us, &work_us),
						 0);
			assert_int_equal(lines[i].amount, work_us);
		}
		for (size_t i = 0; i < c.pauses_count; i++)
			begun += c.pauses[i].from_us < lines[count - 1].at_us;
		assert_int_equal(told, begun);
	}
}

/* The finger on the wall calendar: the days from receipt to due, less the days told off, are N. */
static void test_ledger__working_days__every_other_day_is_told(void **state)
{
	(void)state;
	static struct lt_ledger_line lines[LINES_MAX];
	uint64_t seed = 2015;
	for (int round = 0; round < 20000; round++) {
		struct random_case c = random_case(&seed);
		c.limit = (struct lt_limit){LT_LIMIT_WORKING_DAYS, 1 + c.limit.amount % 30};
		c.counting = LT_COUNTING_LEGAL;
		c.pauses_count = 0;
		size_t count = tell_case(&c, lines);
		int32_t received_day = lt_local_of(c.received_us).day;
		int64_t days = lt_local_of(lines[count - 1].at_us).day - received_day;
		for (size_t i = 1; i < count - 1; i++) {
			if (lines[i].kind == LT_LEDGER_MAKE_UP)
				continue;
			days -= lines[i].amount;
			/* the day of the event itself is not counted, open or not */
			days += lt_local_of(lines[i].at_us).day == received_day;
		}
		assert_int_equal(days, c.limit.amount);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ledger__over_tet__names_every_day),
		cmocka_unit_test(test_ledger__make_up_and_closure__named),
		cmocka_unit_test(test_ledger__calendar_days__tell_only_what_moved_the_end),
		cmocka_unit_test(test_ledger__late_for_the_cut_off__says_when_it_counts),
		cmocka_unit_test(test_ledger__pause__tells_its_working_time),
		cmocka_unit_test(test_ledger__open_pause__stands_still),
		cmocka_unit_test(test_ledger__restart__counts_from_the_resume),
		cmocka_unit_test(test_ledger__too_little_room__says_how_much_is_needed),
		cmocka_unit_test(test_ledger__random_cases__in_order_and_ends_with_lt_due),
		cmocka_unit_test(test_ledger__random_pauses__amounts_are_working_time),
		cmocka_unit_test(test_ledger__working_days__every_other_day_is_told),
	};
	return cmocka_run_group_tests_name("calendar.ledger", tests, lt_fixture_begin,
					   lt_fixture_end);
}
