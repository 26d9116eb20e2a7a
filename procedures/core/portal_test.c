/* SPDX-License-Identifier: EUPL-1.2 */
/* Each of the portal's ten statuses, and what a dossier looks like that must not be taken for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "procedures/core/decide.h"

#define ONLINE LT__CHANNEL__CHANNEL_ONLINE
#define DIRECT LT__CHANNEL__CHANNEL_DIRECT
#define POST LT__CHANNEL__CHANNEL_POST
#define OPEN LT__DOSSIER_STATUS__DOSSIER_STATUS_OPEN
#define FINISHED LT__DOSSIER_STATUS__DOSSIER_STATUS_FINISHED
#define RETURNED LT__DOSSIER_STATUS__DOSSIER_STATUS_RETURNED
#define REASON(name) LT__PAUSE_REASON__PAUSE_REASON_##name

enum { VISITS = 3 };

struct fixture {
	Lt__Dossier d;
	Lt__Token token, *tokens[1];
	Lt__Visit visits[VISITS], *list[VISITS];
	Lt__Hold hold;
};

/* A dossier at its first desk. */
static int setup(void **state)
{
	static struct fixture f;
	f = (struct fixture){
		.d = LT__DOSSIER__INIT, .token = LT__TOKEN__INIT, .hold = LT__HOLD__INIT};
	for (size_t i = 0; i < VISITS; i++) {
		lt__visit__init(&f.visits[i]);
		f.list[i] = &f.visits[i];
	}
	f.tokens[0] = &f.token;
	f.d.status = OPEN;
	f.d.channel = DIRECT;
	f.d.outcome = "";
	f.d.tokens = f.tokens;
	f.d.n_tokens = 1;
	f.d.visits = f.list;
	f.d.n_visits = 1;
	f.visits[0].step = "receive";
	f.visits[0].count = 1;
	*state = &f;
	return 0;
}

static void visit(struct fixture *f, size_t at, const char *step, uint32_t count)
{
	f->visits[at].step = step;
	f->visits[at].count = count;
	f->d.n_visits = at + 1;
}

static void stands(struct fixture *f, Lt__PauseReason reason)
{
	f->token.clock_stopped = true;
	f->token.pause = reason;
}

static void end(struct fixture *f, Lt__DossierStatus status, const char *outcome)
{
	f->d.status = status;
	f->d.outcome = outcome;
	f->d.n_tokens = 0;
}

static void check(const struct fixture *f, uint32_t status)
{
	assert_int_equal(lt_portal_status(&f->d), status);
}

static void test_status__handed_in_online__registered(void **state)
{
	struct fixture *f = *state;
	f->d.channel = ONLINE;
	check(f, 1);
}

static void test_status__handed_in_at_the_desk_or_by_post__accepted(void **state)
{
	struct fixture *f = *state;
	check(f, 2);
	f->d.channel = POST;
	check(f, 2);
}

static void test_status__at_the_first_desk_again__as_before_its_question(void **state)
{
	struct fixture *f = *state;
	visit(f, 0, "receive", 2);
	visit(f, 1, "supplement", 1);
	f->d.supplements = 1;
	check(f, 2);
	f->d.channel = ONLINE;
	check(f, 1);
}

static void test_status__refused_at_the_first_desk__not_accepted(void **state)
{
	struct fixture *f = *state;
	end(f, FINISHED, "refused");
	check(f, 3);
	end(f, RETURNED, "refused"); /* the papers have been handed back */
	check(f, 3);
	visit(f, 1, "supplement", 1); /* taken in, asked for papers that never came */
	f->d.supplements = 1;
	check(f, 10);
}

static void test_status__another_desk_has_had_it__in_process(void **state)
{
	struct fixture *f = *state;
	f->d.channel = ONLINE;
	visit(f, 1, "appraise", 1);
	check(f, 4);
	visit(f, 0, "receive", 2); /* back at the first */
	visit(f, 2, "supplement", 1);
	f->d.supplements = 1;
	check(f, 4);
}

static void test_status__the_same_step_of_a_called_procedure__in_process(void **state)
{
	struct fixture *f = *state;
	visit(f, 1, "receive", 1);
	f->visits[1].frame = 1;
	check(f, 4);
}

static void test_status__waits_for_papers__supplement(void **state)
{
	struct fixture *f = *state;
	stands(f, REASON(SUPPLEMENT));
	visit(f, 1, "supplement", 1);
	f->d.supplements = 1;
	check(f, 5); /* no pause is recorded: it has no limit */
}

static void test_status__waits_for_money__financial_duty(void **state)
{
	struct fixture *f = *state;
	stands(f, REASON(FINANCIAL_DUTY));
	visit(f, 1, "pay", 1);
	check(f, 6);
}

static void test_status__stands_by_decision__as_its_reason(void **state)
{
	struct fixture *f = *state;
	f->d.hold = &f->hold;
	visit(f, 1, "appraise", 1);
	f->hold.reason = REASON(SUPPLEMENT);
	check(f, 5);
	f->hold.reason = REASON(FINANCIAL_DUTY);
	check(f, 6);
	stands(f, REASON(SUPPLEMENT)); /* what the procedure foresees goes first */
	check(f, 5);
}

static void test_status__the_clock_stands_where_it_was_handed_to__as_there(void **state)
{
	struct fixture *f = *state;
	visit(f, 1, "verify", 1);
	stands(f, REASON(VERIFICATION));
	check(f, 4);
	f->token.held = &f->hold;
	f->hold.reason = REASON(SUPPLEMENT);
	check(f, 5);
	f->hold.reason = REASON(OPINION);
	check(f, 4);
}

static void test_status__stands_for_a_reason_the_portal_does_not_know__in_process(void **state)
{
	struct fixture *f = *state;
	visit(f, 1, "appraise", 1);
	for (int reason = REASON(CRIMINAL_RECORD); reason <= REASON(LINE); reason++) {
		stands(f, (Lt__PauseReason)reason);
		check(f, 4);
	}
}

static void test_status__ended_without_a_result__withdrawn_or_stopped(void **state)
{
	struct fixture *f = *state;
	f->d.hold = &f->hold; /* whatever stood before */
	f->hold.reason = REASON(SUPPLEMENT);
	end(f, LT__DOSSIER_STATUS__DOSSIER_STATUS_WITHDRAWN, "withdrawn");
	check(f, 7);
	end(f, LT__DOSSIER_STATUS__DOSSIER_STATUS_STOPPED, "stopped");
	check(f, 8);
}

static void test_status__decided__processed_then_returned(void **state)
{
	struct fixture *f = *state;
	visit(f, 1, "appraise", 1);
	end(f, FINISHED, "granted");
	check(f, 9);
	end(f, RETURNED, "granted");
	check(f, 10);
	end(f, FINISHED, "refused"); /* after work on it: a decision like another */
	check(f, 9);
	end(f, RETURNED, "refused");
	check(f, 10);
}

static void test_status__granted_at_the_first_desk__processed(void **state)
{
	struct fixture *f = *state;
	end(f, FINISHED, "granted");
	check(f, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(test_status__##name, setup)
		TEST(handed_in_online__registered),
		TEST(handed_in_at_the_desk_or_by_post__accepted),
		TEST(at_the_first_desk_again__as_before_its_question),
		TEST(refused_at_the_first_desk__not_accepted),
		TEST(another_desk_has_had_it__in_process),
		TEST(the_same_step_of_a_called_procedure__in_process),
		TEST(waits_for_papers__supplement),
		TEST(waits_for_money__financial_duty),
		TEST(stands_by_decision__as_its_reason),
		TEST(the_clock_stands_where_it_was_handed_to__as_there),
		TEST(stands_for_a_reason_the_portal_does_not_know__in_process),
		TEST(ended_without_a_result__withdrawn_or_stopped),
		TEST(decided__processed_then_returned),
		TEST(granted_at_the_first_desk__processed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
