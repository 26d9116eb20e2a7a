/* SPDX-License-Identifier: EUPL-1.2 */
/* Indicator 2.1 clause by clause; and dossiers as they stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/calendar/calendar.h"
#include "procedures/core/progress.h"

static int64_t at(const char *text)
{
	int64_t us = 0;
	assert_int_equal(lt_time_parse(text, &us), 0);
	return us;
}

/* Received and due; nothing else yet. */
static struct lt_progress_facts plain(void)
{
	return (struct lt_progress_facts){.accepted = true,
					  .received_us = at("2025-07-01T08:00"),
					  .due_us = at("2025-07-04T17:00"),
					  .period_end_us = at("2025-07-31T23:59:59")};
}

static void test_progress_of__end_and_due__to_the_second(void **state)
{
	static const struct {
		const char *end;
		enum lt_progress is;
	} cases[] = {{"2025-07-03T17:00", LT_PROGRESS_EARLY},
		     {"2025-07-04T00:00", LT_PROGRESS_ON_TIME},
		     {"2025-07-04T17:00", LT_PROGRESS_ON_TIME},
		     {"2025-07-04T17:00:00.9", LT_PROGRESS_ON_TIME},
		     {"2025-07-04T17:00:01", LT_PROGRESS_LATE}};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct lt_progress_facts f = plain();
		f.processed_us = at(cases[i].end);
		assert_int_equal(lt_progress_of(&f), cases[i].is);
	}
}

static void test_progress_of__several_ends__processed_then_returned_then_stopped(void **state)
{
	struct lt_progress_facts f = plain();
	(void)state;
	f.stopped_us = at("2025-07-09T08:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_LATE);
	f.returned_us = at("2025-07-04T10:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_ON_TIME);
	f.returned_us = at("2025-07-08T10:00");
	f.processed_us = at("2025-07-02T10:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_EARLY);
}

static void test_progress_of__ended_but_never_accepted__is_not_counted(void **state)
{
	struct lt_progress_facts f = plain();
	(void)state;
	f.accepted = false;
	f.stopped_us = at("2025-07-09T08:00");
	f.supplements = 3;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_NOT_COUNTED);
}

static void test_progress_of__asked_once_and_no_answer__the_request_is_the_end(void **state)
{
	struct lt_progress_facts f = plain();
	(void)state;
	f.supplements = 1;
	f.asked_us = at("2025-07-03T10:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_OPEN);
	f.asked_us = at("2025-07-07T10:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_OPEN_LATE);
}

static void test_progress_of__asked_twice__is_late_however_fast(void **state)
{
	struct lt_progress_facts f = plain();
	(void)state;
	f.supplements = 2;
	f.asked_us = at("2025-07-02T10:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_OPEN_LATE);
	f.processed_us = at("2025-07-02T11:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_LATE);
}

static void test_progress_of__supplement_answered__its_time_is_taken_off(void **state)
{
	struct lt_progress_facts f = plain();
	(void)state;
	f.supplements = 1;
	f.processed_us = at("2025-07-06T12:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_LATE);
	f.supplement_us = 2 * LT_US_PER_DAY;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_ON_TIME);
	f.supplement_us = 3 * LT_US_PER_DAY;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_EARLY);
}

static void test_progress_of__no_due_date__the_longest_time_counts(void **state)
{
	struct lt_progress_facts f = plain();
	(void)state;
	f.due_us = 0;
	f.processed_us = at("2025-07-06T08:00");
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_UNDATED);
	f.limit_us = 5 * LT_US_PER_DAY;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_ON_TIME);
	f.limit_us = 4 * LT_US_PER_DAY;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_LATE);
	f.supplement_us = LT_US_PER_DAY;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_ON_TIME);
}

static void test_progress_of__not_ended__the_end_of_the_period_stands_for_it(void **state)
{
	struct lt_progress_facts f = plain();
	(void)state;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_OPEN_LATE);
	f.period_end_us = f.due_us;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_OPEN);
	f.due_us = 0;
	assert_int_equal(lt_progress_of(&f), LT_PROGRESS_OPEN);
}

/* -- dossiers -- */

enum { MOST = 4 };

struct subject {
	Lt__Dossier d;
	Lt__Pause pauses[MOST], *pause_list[MOST];
	Lt__Lateness late, *late_list[1];
};

static void begin(struct subject *s)
{
	lt__dossier__init(&s->d);
	lt__lateness__init(&s->late);
	s->d.status = LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN;
	s->d.channel = LT__CHANNEL__CHANNEL_DIRECT;
	s->d.tokens_made = 2;
	s->d.received_us = at("2025-07-01T08:00");
	s->d.due_us = at("2025-07-04T17:00");
	s->d.pauses = s->pause_list;
	s->d.lates = s->late_list;
	s->late_list[0] = &s->late;
}

static void pause(struct subject *s, Lt__PauseReason reason, const char *step, const char *from,
		  const char *to)
{
	Lt__Pause *p = s->pause_list[s->d.n_pauses] = &s->pauses[s->d.n_pauses];
	lt__pause__init(p);
	s->d.n_pauses++;
	p->reason = reason;
	p->step = step;
	p->from_us = at(from);
	p->to_us = to ? at(to) : 0;
	p->due_before_us = s->d.due_us;
	if (!to)
		s->d.due_us = LT_DUE_SUSPENDED;
}

static void end(struct subject *s, Lt__DossierStatus status, const char *when)
{
	s->d.status = status;
	s->d.finished_us = at(when);
}

#define SUPPLEMENT LT__PAUSE_REASON__PAUSE_REASON_SUPPLEMENT
#define DUTY LT__PAUSE_REASON__PAUSE_REASON_FINANCIAL_DUTY

static void test_supplements__a_request_behind_another_reason__is_one(void **state)
{
	struct subject s;
	(void)state;
	begin(&s);
	pause(&s, SUPPLEMENT, "supplement", "2025-07-01T09:00", "2025-07-01T10:00");
	pause(&s, DUTY, "pay", "2025-07-01T10:00", "2025-07-01T11:00");
	pause(&s, SUPPLEMENT, "supplement", "2025-07-01T11:00", "2025-07-01T12:00");
	assert_int_equal(lt_progress_supplements(&s.d), 1);
	pause(&s, SUPPLEMENT, "supplement", "2025-07-02T09:00", NULL);
	assert_int_equal(lt_progress_supplements(&s.d), 2);
}

static void test_supplements__again_in_the_same_moment__are_two(void **state)
{
	struct subject s;
	(void)state;
	begin(&s);
	pause(&s, SUPPLEMENT, "supplement", "2025-07-01T09:00", "2025-07-01T10:00");
	pause(&s, SUPPLEMENT, "supplement", "2025-07-01T10:00", NULL);
	assert_int_equal(lt_progress_supplements(&s.d), 2);
}

static void test_progress_dossier__open__late_only_by_an_event(void **state)
{
	struct subject s;
	int64_t since_us;
	(void)state;
	begin(&s);
	assert_int_equal(lt_progress_dossier(&s.d, &since_us), LT_PROGRESS_OPEN);
	assert_true(since_us == 0);
	s.d.overdue = true;
	s.late.due_us = s.d.due_us;
	s.d.n_lates = 1;
	assert_int_equal(lt_progress_dossier(&s.d, &since_us), LT_PROGRESS_OPEN_LATE);
	assert_true(since_us == at("2025-07-04T17:00"));
}

static void test_progress_dossier__late_then_paused__stays_late(void **state)
{
	struct subject s;
	int64_t since_us;
	(void)state;
	begin(&s);
	s.d.overdue = true;
	s.late.due_us = s.d.due_us;
	s.d.n_lates = 1;
	pause(&s, SUPPLEMENT, "supplement", "2025-07-07T09:00", NULL);
	assert_int_equal(lt_progress_dossier(&s.d, &since_us), LT_PROGRESS_OPEN_LATE);
	assert_true(since_us == at("2025-07-04T17:00"));
}

static void test_progress_dossier__waiting_for_the_citizen__is_in_time(void **state)
{
	struct subject s;
	(void)state;
	begin(&s);
	pause(&s, SUPPLEMENT, "supplement", "2025-07-02T09:00", NULL);
	assert_int_equal(lt_progress_dossier(&s.d, NULL), LT_PROGRESS_OPEN);
	end(&s, LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN, "2025-07-20T09:00");
	assert_int_equal(lt_progress_dossier(&s.d, NULL), LT_PROGRESS_EARLY);
}

static void test_progress_dossier__second_request__late_from_that_moment(void **state)
{
	struct subject s;
	int64_t since_us;
	(void)state;
	begin(&s);
	pause(&s, SUPPLEMENT, "supplement", "2025-07-01T09:00", "2025-07-02T09:00");
	pause(&s, SUPPLEMENT, "supplement", "2025-07-03T09:00", NULL);
	assert_int_equal(lt_progress_dossier(&s.d, &since_us), LT_PROGRESS_OPEN_LATE);
	assert_true(since_us == at("2025-07-03T09:00"));
}

static void test_progress_dossier__refused_at_the_desk__is_not_counted(void **state)
{
	struct subject s;
	(void)state;
	begin(&s);
	s.d.tokens_made = 1;
	s.d.outcome = "refused";
	end(&s, LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED, "2025-07-01T09:00");
	assert_int_equal(lt_progress_dossier(&s.d, NULL), LT_PROGRESS_NOT_COUNTED);
	s.d.tokens_made = 2;
	assert_int_equal(lt_progress_dossier(&s.d, NULL), LT_PROGRESS_EARLY);
}

static void test_progress_dossier__done_in_time_told_later__is_not_late(void **state)
{
	struct subject s;
	int64_t since_us;
	(void)state;
	begin(&s);
	s.d.overdue = true; /* until the desk that was cut off told */
	end(&s, LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED, "2025-07-04T16:00");
	assert_int_equal(lt_progress_dossier(&s.d, &since_us), LT_PROGRESS_ON_TIME);
	assert_true(since_us == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_progress_of__end_and_due__to_the_second),
		cmocka_unit_test(
			test_progress_of__several_ends__processed_then_returned_then_stopped),
		cmocka_unit_test(test_progress_of__ended_but_never_accepted__is_not_counted),
		cmocka_unit_test(
			test_progress_of__asked_once_and_no_answer__the_request_is_the_end),
		cmocka_unit_test(test_progress_of__asked_twice__is_late_however_fast),
		cmocka_unit_test(test_progress_of__supplement_answered__its_time_is_taken_off),
		cmocka_unit_test(test_progress_of__no_due_date__the_longest_time_counts),
		cmocka_unit_test(test_progress_of__not_ended__the_end_of_the_period_stands_for_it),
		cmocka_unit_test(test_supplements__a_request_behind_another_reason__is_one),
		cmocka_unit_test(test_supplements__again_in_the_same_moment__are_two),
		cmocka_unit_test(test_progress_dossier__open__late_only_by_an_event),
		cmocka_unit_test(test_progress_dossier__late_then_paused__stays_late),
		cmocka_unit_test(test_progress_dossier__waiting_for_the_citizen__is_in_time),
		cmocka_unit_test(test_progress_dossier__second_request__late_from_that_moment),
		cmocka_unit_test(test_progress_dossier__refused_at_the_desk__is_not_counted),
		cmocka_unit_test(test_progress_dossier__done_in_time_told_later__is_not_late),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
