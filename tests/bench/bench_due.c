/* SPDX-License-Identifier: EUPL-1.2 */
/* How many due dates a second one core computes: the limits that procedures really have, under each
 * counting, with and without pauses, over receipts scattered in eight years. */
#include <stdio.h>

#include "procedures/calendar/calendar_fixture.h"

enum { QUESTIONS = 1 << 16, ROUNDS = 20 };

struct question {
	const struct lt_office *office;
	int64_t received_us;
	struct lt_limit limit;
	enum lt_counting counting;
	struct lt_pause pauses[2];
	size_t pauses_count;
};

static struct question questions[QUESTIONS];

static void make_questions(const struct lt_calendar *calendar, struct lt_limit limit,
			   enum lt_counting counting, size_t pauses_count)
{
	static const char *const offices[] = {"VN-STD",	 "VN-SATC", "VN-SATR",
					      "VN-OCPS", "VN-THRU", "VN-LOCAL"};
	int64_t first_us = lt_fixture_at("2018-01-01"), last_us = lt_fixture_at("2025-06-01");
	uint64_t seed = 97877; /* dossiers a working day */
	for (size_t i = 0; i < QUESTIONS; i++) {
		struct question *q = &questions[i];
		*q = (struct question){.office = lt_calendar_office(calendar, offices[i % 6]),
				       .limit = limit,
				       .counting = counting,
				       .pauses_count = pauses_count};
		q->received_us = first_us + lt_fixture_random(&seed, last_us - first_us);
		for (size_t p = 0; p < pauses_count; p++) {
			int64_t from_us = q->received_us + (int64_t)(2 * p + 1) * LT_US_PER_DAY;
			q->pauses[p].from_us = from_us;
			q->pauses[p].to_us = from_us + lt_fixture_random(&seed, LT_US_PER_DAY);
		}
	}
}

static void run(const struct lt_calendar *calendar, const char *name, struct lt_limit limit,
		enum lt_counting counting, size_t pauses_count)
{
	struct lt_clock clock = lt_clock_system();
	uint64_t sum = 0;
	make_questions(calendar, limit, counting, pauses_count);
	int64_t start_us = lt_clock_monotonic(&clock);
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < QUESTIONS; i++) {
			const struct question *q = &questions[i];
			int64_t due_us = 0;
			LT_REQUIRE(lt_due(q->office, q->received_us, q->limit, q->counting,
					  q->pauses, q->pauses_count, &due_us) == 0);
			sum += (uint64_t)due_us;
		}
	}
	int64_t took_us = lt_clock_monotonic(&clock) - start_us;
	double each_second = (double)QUESTIONS * ROUNDS * 1e6 / (double)(took_us ? took_us : 1);
	printf("%-28s pauses=%zu %8.2f million dues/s (check %016llx)\n", name, pauses_count,
	       each_second / 1e6, (unsigned long long)sum);
}

int main(void)
{
	static const struct {
		const char *name;
		struct lt_limit limit;
		enum lt_counting counting;
	} cases[] = {
		{"15 working days, rolled", {LT_LIMIT_WORKING_DAYS, 15}, LT_COUNTING_ROLLED},
		{"15 working days, legal", {LT_LIMIT_WORKING_DAYS, 15}, LT_COUNTING_LEGAL},
		{"15 working days, same time", {LT_LIMIT_WORKING_DAYS, 15}, LT_COUNTING_SAME_TIME},
		{"15 working days, 8 hours", {LT_LIMIT_WORKING_DAYS, 15}, LT_COUNTING_HOURS8},
		{"30 calendar days, rolled", {LT_LIMIT_CALENDAR_DAYS, 30}, LT_COUNTING_ROLLED},
		{"1 month, rolled", {LT_LIMIT_MONTHS, 1}, LT_COUNTING_ROLLED},
		{"12 working hours, rolled", {LT_LIMIT_WORKING_MINUTES, 720}, LT_COUNTING_ROLLED},
		{"same day, cut-off 15:00", {LT_LIMIT_SAME_DAY, 900}, LT_COUNTING_ROLLED},
	};
	LT_AUTO(calendar) struct lt_calendar *calendar = lt_fixture_calendar();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		run(calendar, cases[i].name, cases[i].limit, cases[i].counting, 0);
		run(calendar, cases[i].name, cases[i].limit, cases[i].counting, 2);
	}
	return 0;
}
