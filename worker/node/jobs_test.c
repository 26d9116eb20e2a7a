/* SPDX-License-Identifier: EUPL-1.2 */
/* Jobs in virtual time: acceptance, signs of life, giving back. Their adapter never answers. */
#include "worker/node/jobs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/core/verdict.h"
#include "proto/base/limits.h"
#include "proto/codec/codec.h"
#include "tests/support/support.h"
#include "worker/node/texts.h"
#include "worker/runner/child.h"

struct bench {
	struct lt_clock clock;
	struct lt_outbox *outbox;
	struct lt_jobs *jobs;
	struct lt_outgoing *taken;
	struct lt_arena arena;
};

static void open_bench(struct bench *b)
{
	struct lt_err err = {0};
	struct lt_pool_capability capability = {.name = "test.step",
						.adapter = "exec:/bin/sleep 1000",
						.timeout_us = 600 * LT_US_PER_SECOND,
						.workers = 1};
	lt_arena_init(&b->arena, LT_DECODE_BYTES_MAX);
	b->clock = lt_clock_fake(0);
	assert_int_equal(lt_outbox_open(&(struct lt_outbox_options){0}, &b->outbox, &err), 0);
	struct lt_jobs_options options = {.node = "node-a",
					  .slots = 2,
					  .clock = &b->clock,
					  .outbox = b->outbox,
					  .program = lt_test_program()};
	assert_int_equal(lt_jobs_new(&options, &b->jobs, &err), 0);
	assert_int_equal(lt_jobs_add(b->jobs, &capability, &err), 0);
	Lt__Job job = LT__JOB__INIT, *list[] = {&job};
	job.dossier = 5;
	job.token = 1;
	job.attempt = 1;
	job.capability = "test.step";
	lt_jobs_offered(b->jobs, list, 1);
}

static void close_bench(struct bench *b)
{
	lt_jobs_free(b->jobs);
	lt_outbox_free(b->outbox);
	lt_arena_done(&b->arena);
}

/* The next command, decoded; NULL: none. */
static Lt__Command *next_command(struct bench *b)
{
	Lt__Command *c;
	lt_jobs_step(b->jobs);
	if (lt_outbox_take(b->outbox, &b->taken, 1, 1 << 20) == 0)
		return NULL;
	struct lt_slice bytes = lt_slice(b->taken->bytes, b->taken->size);
	assert_int_equal(LT_DECODE(command, bytes, &b->arena, &c, NULL), 0);
	assert_int_equal(c->actor->kind, LT__ACTOR_KIND__ACTOR_KIND_NODE);
	return c;
}

static void answer_taken(struct bench *b, uint32_t refusal)
{
	Lt__CommandReply reply = LT__COMMAND_REPLY__INIT;
	reply.seq = b->taken->seq;
	reply.refusal = refusal;
	lt_jobs_answered(b->jobs, b->taken, &reply);
	lt_outbox_answered(b->outbox, b->taken);
}

static void test_jobs__long_job__is_accepted_and_says_it_lives(void **state)
{
	(void)state;
	struct bench b;
	open_bench(&b);
	assert_null(next_command(&b));
	lt_clock_advance(&b.clock, LT_US_PER_SECOND);
	Lt__Command *c = next_command(&b);
	assert_int_equal(c->body_case, LT__COMMAND__BODY_ACCEPT_JOB);
	lt_clock_advance(&b.clock, 11 * LT_US_PER_SECOND);
	lt_jobs_step(b.jobs); /* the acceptance is not answered: no sign of life behind it */
	assert_int_equal(lt_outbox_count(b.outbox), 1);
	answer_taken(&b, 0);
	lt_clock_advance(&b.clock, 11 * LT_US_PER_SECOND);
	c = next_command(&b);
	assert_true(c->body_case == LT__COMMAND__BODY_REPORT_JOB && c->report_job->running);
	answer_taken(&b, 0);
	close_bench(&b);
}

static void test_jobs__acceptance_refused__job_is_forgotten(void **state)
{
	(void)state;
	struct bench b;
	open_bench(&b);
	lt_clock_advance(&b.clock, LT_US_PER_SECOND);
	assert_non_null(next_command(&b));
	answer_taken(&b, LT_REFUSAL_STALE);
	lt_clock_advance(&b.clock, 60 * LT_US_PER_SECOND);
	assert_null(next_command(&b));
	assert_int_equal(lt_jobs_running(b.jobs), 1); /* its place is taken until it ends */
	close_bench(&b);
}

static void test_jobs_give_back__accepted_job__is_reported_failed(void **state)
{
	(void)state;
	struct bench b;
	open_bench(&b);
	lt_clock_advance(&b.clock, LT_US_PER_SECOND);
	assert_non_null(next_command(&b));
	lt_jobs_give_back(b.jobs);
	answer_taken(&b, 0);
	Lt__Command *c = next_command(&b);
	assert_true(c && c->report_job->failed);
	assert_string_equal(c->report_job->note, lt_node_text(LT_NODE_TEXT_STOPPING));
	answer_taken(&b, 0);
	close_bench(&b);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--runner") == 0)
		return lt_runner_main(argv[2], argv[3], argv[4]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jobs__long_job__is_accepted_and_says_it_lives),
		cmocka_unit_test(test_jobs__acceptance_refused__job_is_forgotten),
		cmocka_unit_test(test_jobs_give_back__accepted_job__is_reported_failed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
