/* SPDX-License-Identifier: EUPL-1.2 */
/* Automatic steps at a node: taken, done, failed, forgotten, answered late or twice. */
#include <string.h>

#include "procedures/core/definition.h"
#include "proto/base/limits.h"
#include "tests/sim/sim.h"

#define SIGN_OF_LIFE_US (10 * LT_US_PER_SECOND)

static enum sim_job_plan choose_plan(struct sim_world *world)
{
	uint64_t dice = sim_below(&world->line_chance, 100);
	if (world->calm || !world->knobs.job_troubles)
		return dice < 70 ? SIM_JOB_OK : dice < 90 ? SIM_JOB_SLOW : SIM_JOB_FAIL;
	if (dice < 40)
		return SIM_JOB_OK;
	return (enum sim_job_plan)(SIM_JOB_SLOW + (int)((dice - 40) * 7 / 60));
}

static int64_t time_of(struct sim_world *world, enum sim_job_plan plan)
{
	switch (plan) {
	case SIM_JOB_SLOW:
		return sim_between(&world->line_chance, LT_US_PER_MINUTE, 3 * LT_US_PER_MINUTE);
	case SIM_JOB_LATE:
		return sim_between(&world->line_chance, LT_LEASE_US + LT_US_PER_SECOND,
				   3 * LT_LEASE_US);
	default:
		return sim_between(&world->line_chance, 10000, 5 * LT_US_PER_SECOND);
	}
}

static Lt__Command *job_command(struct sim_node *node, Lt__Command__BodyCase kind,
				const struct sim_job *job)
{
	struct sim_world *world = node->world;
	Lt__Command *c = lt_arena_zalloc(&world->arena, 1, sizeof *c);
	Lt__Actor *actor = lt_arena_zalloc(&world->arena, 1, sizeof *actor);
	LT_REQUIRE(c && actor);
	lt__command__init(c);
	lt__actor__init(actor);
	actor->kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	actor->id = node->spec->id;
	c->actor = actor;
	c->dossier = job->dossier;
	c->body_case = kind;
	return c;
}

/* -- accepting -- */

static void accepted(struct sim_world *world, struct sim_request *request,
		     const Lt__CommandReply *reply)
{
	struct sim_job *job = request->owner;
	if (!reply || !job->used || job->dossier != request->dossier ||
	    job->token != request->token || job->attempt != request->attempt)
		return;
	if (reply->refusal) {
		job->used = false;
		return;
	}
	job->accepted = true;
	if (job->plan == SIM_JOB_HANG)
		job->used = false;
	job->end_us = sim_now(world) + time_of(world, job->plan);
	job->at_us = job->end_us;
	if (job->plan == SIM_JOB_SLOW)
		job->at_us = sim_now(world) + SIGN_OF_LIFE_US;
}

static void ask_for(struct sim_node *node, struct sim_job *job)
{
	Lt__AcceptJob body = LT__ACCEPT_JOB__INIT;
	Lt__Command *c = job_command(node, LT__COMMAND__BODY_ACCEPT_JOB, job);
	body.token = job->token;
	body.attempt = job->attempt;
	c->accept_job = &body;
	struct sim_request *request = sim_node_command(node, c);
	request->token = job->token;
	request->attempt = job->attempt;
	request->done = accepted;
	request->owner = job;
	job->at_us = INT64_MAX;
}

void sim_jobs_offered(struct sim_node *node, Lt__Job *const *jobs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sim_job *job = node->jobs;
		while (job < node->jobs + SIM_JOBS && job->used)
			job++;
		if (job == node->jobs + SIM_JOBS)
			return; /* not acknowledged: it goes to another */
		*job = (struct sim_job){.used = true,
					.plan = choose_plan(node->world),
					.dossier = jobs[i]->dossier,
					.token = jobs[i]->token,
					.attempt = jobs[i]->attempt,
					.at_us = INT64_MAX,
					.end_us = INT64_MAX};
		strncpy(job->step, jobs[i]->step, sizeof job->step - 1);
		history_offered(node->world->history, node->spec->id, job->dossier, job->token,
				job->attempt);
		sim_happen(node->world, "%s offered d%llu t%u a%u %s", node->spec->id,
			   (unsigned long long)job->dossier, job->token, job->attempt, job->step);
		if (job->plan == SIM_JOB_DEAF)
			job->used = false;
		else
			ask_for(node, job);
	}
}

/* -- reporting -- */

/* An outcome some step of this name has; "" is ok. */
static const char *outcome_of(const struct sim_world *world, struct sim_chance *chance,
			      const char *name)
{
	for (size_t i = 0; i < world->procedures_count; i++) {
		const struct lt_definition *d = world->procedures[i]->definition;
		lt_step_index at = lt_definition_step(d, name);
		if (at == LT_STEP_NONE || d->steps[at].kind != LT__STEP_KIND__STEP_KIND_AUTO)
			continue;
		const struct lt_step *step = &d->steps[at];
		const char *outcome = step->on[sim_below(chance, step->on_count)].outcome;
		return strcmp(outcome, "failed") == 0 ? "" : outcome;
	}
	return "";
}

static void report(struct sim_node *node, const struct sim_job *job, bool running)
{
	struct sim_world *world = node->world;
	Lt__ReportJob body = LT__REPORT_JOB__INIT;
	Lt__Command *c = job_command(node, LT__COMMAND__BODY_REPORT_JOB, job);
	body.token = job->token;
	body.attempt = job->attempt;
	body.running = running;
	body.failed = !running && job->plan == SIM_JOB_FAIL;
	if (job->plan == SIM_JOB_NONSENSE)
		body.outcome = "nonsense";
	else if (!body.failed && !running)
		body.outcome = outcome_of(world, &world->line_chance, job->step);
	body.note = lt_arena_printf(&world->arena, "m%zu", world->book.requests_count + 1);
	c->report_job = &body;
	struct sim_request *request = sim_node_command(node, c);
	request->token = job->token;
	request->attempt = job->attempt;
	request->marked = !running;
}

static void move_on(struct sim_node *node, struct sim_job *job)
{
	int64_t now_us = sim_now(node->world);
	if (now_us < job->end_us) {
		report(node, job, true);
		job->at_us = now_us + SIGN_OF_LIFE_US;
		if (job->at_us > job->end_us)
			job->at_us = job->end_us;
		return;
	}
	report(node, job, false);
	if (job->plan == SIM_JOB_TWICE)
		report(node, job, false);
	job->used = false;
}

void sim_jobs_step(struct sim_node *node)
{
	lt_arena_reset(&node->world->arena);
	for (size_t i = 0; i < SIM_JOBS; i++)
		if (node->jobs[i].used && node->jobs[i].accepted &&
		    node->jobs[i].at_us <= sim_now(node->world))
			move_on(node, &node->jobs[i]);
}

int64_t sim_jobs_next_us(const struct sim_node *node)
{
	int64_t next_us = INT64_MAX;
	for (size_t i = 0; i < SIM_JOBS; i++)
		if (node->jobs[i].used && node->jobs[i].accepted && node->jobs[i].at_us < next_us)
			next_us = node->jobs[i].at_us;
	return next_us;
}

uint32_t sim_jobs_free(const struct sim_node *node)
{
	uint32_t count = 0;
	for (size_t i = 0; i < SIM_JOBS; i++)
		count += !node->jobs[i].used;
	return count;
}
