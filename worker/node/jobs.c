/* SPDX-License-Identifier: EUPL-1.2 */
/* A place for every job a capability may have at once; a hash table finds a job offered twice.
 *
 * Invariant: a place is taken from the offer until the runner's result, so running + told never
 * exceeds the slots, and the runner's queue is bounded by them. */
#include "worker/node/jobs.h"

#include <stdlib.h>
#include <string.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "worker/node/line.h"
#include "worker/node/texts.h"
#include "worker/runner/notes.h"

#define ACCEPT_AFTER_US (LT_OFFER_ACK_US / 25) /* soon enough; a quick job never needs it */
#define SIGN_OF_LIFE_US (LT_LEASE_US / 3)
#define BARRED_US (60 * LT_US_PER_SECOND)

enum { BUCKETS = 4096, COMMAND_SCHEMA = 1 };

/* A command's tag: the place whose sign of life it is, so that the answer finds it, or none. */
#define TAG_RESULT UINT64_MAX

enum job_state {
	JOB_FREE = 0,
	JOB_RUNNING,
	JOB_FORGOTTEN, /* somebody else's by now: its result is for nobody */
};

struct job {
	enum job_state state;
	uint64_t dossier, id;
	uint32_t token, attempt;
	bool accepted, sign_under_way;
	int64_t due_us;	     /* of the acceptance or the next sign of life; monotonic */
	struct job *chained; /* in its bucket, or the next free place */
};

struct capability {
	char *name;
	struct job *places, *free;
	uint32_t slots, running, told[LT_LINE_POLLS];
	int64_t barred_until_us;
};

struct lt_jobs {
	struct lt_jobs_options options;
	struct lt_pool *pool;
	struct capability capabilities[LT_LINE_CAPABILITIES_MAX];
	size_t capabilities_count, running;
	struct job *buckets[BUCKETS];
	int64_t look_us; /* when the first of them is due */
};

static void on_result(void *owner, uint64_t id, const Lt__JobResult *result);

static int64_t now_us(const struct lt_jobs *jobs)
{
	return lt_clock_monotonic(jobs->options.clock);
}

/* -- life -- */

int lt_jobs_new(const struct lt_jobs_options *options, struct lt_jobs **ret, struct lt_err *err)
{
	struct lt_jobs *jobs = calloc(1, sizeof *jobs);
	if (!jobs)
		return lt_err_set(err, LT_E_NOMEM, "jobs");
	jobs->options = *options;
	jobs->look_us = INT64_MAX;
	struct lt_pool_options pool = {
		.program = options->program, .on_result = on_result, .owner = jobs};
	int r = lt_pool_new(&pool, &jobs->pool, err);
	if (r < 0) {
		free(jobs);
		return r;
	}
	*ret = jobs;
	return 0;
}

void lt_jobs_free(struct lt_jobs *jobs)
{
	if (!jobs)
		return;
	lt_pool_free(jobs->pool);
	for (size_t i = 0; i < jobs->capabilities_count; i++) {
		free(jobs->capabilities[i].name);
		free(jobs->capabilities[i].places);
	}
	free(jobs);
}

/* An id says which place: the upper half the capability, the lower the place. */
static void lay_out(struct capability *c, size_t number)
{
	for (uint32_t i = c->slots; i-- > 0;) {
		c->places[i].id = (uint64_t)number << 32 | i;
		c->places[i].chained = c->free;
		c->free = &c->places[i];
	}
}

int lt_jobs_add(struct lt_jobs *jobs, const struct lt_pool_capability *capability,
		struct lt_err *err)
{
	size_t number;
	LT_ASSERT(jobs->options.slots >= 1 && jobs->options.slots <= LT_JOBS_SLOTS_MAX);
	if (jobs->capabilities_count == LT_LINE_CAPABILITIES_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%s", capability->name);
	int r = lt_pool_add(jobs->pool, capability, &number, err);
	if (r < 0)
		return r;
	LT_ASSERT(number == jobs->capabilities_count);
	struct capability *c = &jobs->capabilities[jobs->capabilities_count++];
	c->slots = jobs->options.slots;
	c->name = strdup(capability->name);
	c->places = calloc(c->slots, sizeof *c->places);
	if (!c->name || !c->places)
		return lt_err_set(err, LT_E_NOMEM, "%s", capability->name);
	lay_out(c, number);
	return 0;
}

/* -- slots -- */

static uint32_t told(const struct capability *c)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < LT_LINE_POLLS; i++)
		sum += c->told[i];
	return sum;
}

static uint32_t free_of(const struct lt_jobs *jobs, const struct capability *c)
{
	if (c->barred_until_us > now_us(jobs))
		return 0;
	return c->slots - c->running - told(c);
}

/* A second poll only pays for what the first cannot bring: a kind of work it did not ask for, or
 * much more of one. */
static bool worth_a_poll(const struct capability *c, uint32_t free)
{
	return free && (told(c) == 0 || 2 * free >= c->slots);
}

size_t lt_jobs_free_slots(void *owner, unsigned poll, Lt__Slots *ret, size_t max)
{
	struct lt_jobs *jobs = owner;
	size_t count = 0;
	bool worth = false;
	if (lt_outbox_count_of(jobs->options.outbox, LT_SENDER_JOB) >= LT_REQUESTS_OUTSTANDING_MAX)
		return 0;
	for (size_t i = 0; i < jobs->capabilities_count; i++)
		worth |=
			worth_a_poll(&jobs->capabilities[i], free_of(jobs, &jobs->capabilities[i]));
	for (size_t i = 0; worth && i < jobs->capabilities_count && count < max; i++) {
		struct capability *c = &jobs->capabilities[i];
		uint32_t free = free_of(jobs, c);
		if (!free)
			continue;
		c->told[poll] = free;
		lt__slots__init(&ret[count]);
		ret[count].capability = c->name;
		ret[count++].free = free;
	}
	return count;
}

void lt_jobs_poll_over(void *owner, unsigned poll)
{
	struct lt_jobs *jobs = owner;
	for (size_t i = 0; i < jobs->capabilities_count; i++)
		jobs->capabilities[i].told[poll] = 0;
}

/* The directory may grant a node less than its own settings hope for. The refusal names the
 * capability in quotes; without it, no poll of this node would ever pass. */
bool lt_jobs_barred(void *owner, const char *text)
{
	struct lt_jobs *jobs = owner;
	for (size_t i = 0; i < jobs->capabilities_count; i++) {
		struct capability *c = &jobs->capabilities[i];
		size_t n = strlen(c->name);
		const char *at = strstr(text, c->name);
		if (!at || at == text || at[-1] != '\'' || at[n] != '\'')
			continue;
		c->barred_until_us = now_us(jobs) + BARRED_US;
		lt_log(LT_LOG_WARN, "jobs", 0, request_refused, "capability=%s %s", c->name, text);
		return true;
	}
	return false;
}

/* -- places -- */

static struct job **bucket(struct lt_jobs *jobs, uint64_t dossier, uint32_t token)
{
	uint64_t h = dossier * UINT64_C(0x9e3779b97f4a7c15) ^ token * UINT64_C(0xd6e8feb86659fd93);
	return &jobs->buckets[(h >> 32) & (BUCKETS - 1)];
}

static struct job **find(struct lt_jobs *jobs, uint64_t dossier, uint32_t token)
{
	struct job **at = bucket(jobs, dossier, token);
	while (*at && ((*at)->dossier != dossier || (*at)->token != token))
		at = &(*at)->chained;
	return at;
}

/* A place may hold another job by the time a sign of life is answered. */
static uint64_t detail_of(const struct job *job)
{
	return (uint64_t)job->token << 32 | job->attempt;
}

static struct job *job_of(struct lt_jobs *jobs, uint64_t id)
{
	return &jobs->capabilities[id >> 32].places[id & UINT32_MAX];
}

static void forget(struct lt_jobs *jobs, struct job *job)
{
	struct job **at = find(jobs, job->dossier, job->token);
	LT_ASSERT(*at == job);
	*at = job->chained;
	job->state = JOB_FORGOTTEN;
}

static void free_place(struct lt_jobs *jobs, struct job *job)
{
	struct capability *c = &jobs->capabilities[job->id >> 32];
	uint64_t id = job->id;
	if (job->state == JOB_RUNNING)
		forget(jobs, job);
	*job = (struct job){.id = id, .chained = c->free};
	c->free = job;
	c->running--;
	jobs->running--;
}

static struct job *take_place(struct lt_jobs *jobs, struct capability *c, const Lt__Job *offer)
{
	struct job *job = c->free, **at = bucket(jobs, offer->dossier, offer->token);
	c->free = job->chained;
	c->running++;
	jobs->running++;
	*job = (struct job){.state = JOB_RUNNING,
			    .id = job->id,
			    .dossier = offer->dossier,
			    .token = offer->token,
			    .attempt = offer->attempt,
			    .due_us = now_us(jobs) + ACCEPT_AFTER_US,
			    .chained = *at};
	*at = job;
	if (job->due_us < jobs->look_us)
		jobs->look_us = job->due_us;
	return job;
}

/* -- commands -- */

static void put(struct lt_jobs *jobs, const struct job *job, Lt__Command *command, uint64_t tag)
{
	Lt__Actor actor = LT__ACTOR__INIT;
	actor.kind = LT__ACTOR_KIND__ACTOR_KIND_NODE;
	actor.id = actor.node = jobs->options.node;
	command->schema = COMMAND_SCHEMA;
	command->dossier = job->dossier;
	command->actor = &actor;
	struct lt_outgoing *c = lt_outbox_put(jobs->options.outbox, command);
	if (!c) { /* as if this node had died with it: the lease ends and the job is given anew */
		lt_log(LT_LOG_ERROR, "jobs", job->dossier, job_failed, "no memory for its report");
		return;
	}
	c->tag = tag;
	c->detail = detail_of(job);
}

static void report(struct lt_jobs *jobs, const struct job *job, const Lt__JobResult *result)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__ReportJob body = LT__REPORT_JOB__INIT;
	body.token = job->token;
	body.attempt = job->attempt;
	body.failed = result->failed;
	body.outcome = result->outcome;
	body.note = result->note;
	body.fields = result->fields;
	body.n_fields = result->n_fields;
	command.body_case = LT__COMMAND__BODY_REPORT_JOB;
	command.report_job = &body;
	put(jobs, job, &command, TAG_RESULT);
}

static void report_failed(struct lt_jobs *jobs, const struct job *job, const char *note)
{
	Lt__JobResult result = LT__JOB_RESULT__INIT;
	result.failed = true;
	result.note = note;
	report(jobs, job, &result);
}

static void accept_job(struct lt_jobs *jobs, const struct job *job)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__AcceptJob body = LT__ACCEPT_JOB__INIT;
	body.token = job->token;
	body.attempt = job->attempt;
	command.body_case = LT__COMMAND__BODY_ACCEPT_JOB;
	command.accept_job = &body;
	put(jobs, job, &command, job->id);
}

static void say_running(struct lt_jobs *jobs, const struct job *job)
{
	Lt__Command command = LT__COMMAND__INIT;
	Lt__ReportJob body = LT__REPORT_JOB__INIT;
	body.token = job->token;
	body.attempt = job->attempt;
	body.running = true;
	command.body_case = LT__COMMAND__BODY_REPORT_JOB;
	command.report_job = &body;
	put(jobs, job, &command, job->id);
}

/* -- from the coordinator -- */

static struct capability *capability_of(struct lt_jobs *jobs, const char *name)
{
	for (size_t i = 0; i < jobs->capabilities_count; i++)
		if (strcmp(jobs->capabilities[i].name, name) == 0)
			return &jobs->capabilities[i];
	return NULL;
}

static void begin(struct lt_jobs *jobs, const Lt__Job *offer)
{
	struct capability *c = capability_of(jobs, offer->capability);
	struct job *known = *find(jobs, offer->dossier, offer->token);
	if (known && known->attempt >= offer->attempt)
		return; /* the same offer twice, or one that is older than what runs */
	if (known)
		forget(jobs, known);
	if (!c || !c->free) {
		lt_log(LT_LOG_WARN, "jobs", offer->dossier, adapter_missing,
		       "capability=%s not asked for", offer->capability);
		return;
	}
	struct job *job = take_place(jobs, c, offer);
	int r = lt_pool_give(jobs->pool, (size_t)(c - jobs->capabilities), job->id, offer);
	if (r == LT_E_LIMIT)
		report_failed(jobs, job, lt_runner_note(LT_RUNNER_NOTE_JOB_TOO_LONG));
	if (r < 0)
		free_place(jobs, job);
}

void lt_jobs_offered(void *owner, Lt__Job *const *offered, size_t count)
{
	for (size_t i = 0; i < count; i++)
		begin(owner, offered[i]);
}

void lt_jobs_answered(struct lt_jobs *jobs, const struct lt_outgoing *command,
		      const Lt__CommandReply *reply)
{
	if (command->tag == TAG_RESULT) {
		if (reply->refusal || reply->error)
			lt_log(LT_LOG_WARN, "jobs", command->subject, request_refused,
			       "result not taken refusal=%u error=%d", reply->refusal,
			       (int)reply->error);
		return;
	}
	struct job *job = job_of(jobs, command->tag);
	if (job->state != JOB_RUNNING || job->dossier != command->subject ||
	    detail_of(job) != command->detail)
		return; /* over since */
	job->sign_under_way = false;
	if (reply->refusal || reply->error)
		forget(jobs, job); /* it is not ours any more; its result would be refused too */
}

/* -- the loop's share -- */

static void on_result(void *owner, uint64_t id, const Lt__JobResult *result)
{
	struct lt_jobs *jobs = owner;
	struct job *job = job_of(jobs, id);
	if (job->state == JOB_RUNNING)
		report(jobs, job, result);
	free_place(jobs, job);
}

static void look_at(struct lt_jobs *jobs, struct job *job, int64_t now)
{
	if (job->state != JOB_RUNNING)
		return;
	if (job->due_us <= now) {
		job->due_us = now + SIGN_OF_LIFE_US;
		if (!job->accepted)
			accept_job(jobs, job);
		else if (!job->sign_under_way)
			say_running(jobs, job);
		job->accepted = job->sign_under_way = true;
	}
	if (job->due_us < jobs->look_us)
		jobs->look_us = job->due_us;
}

void lt_jobs_step(struct lt_jobs *jobs)
{
	int64_t now = now_us(jobs);
	lt_pool_step(jobs->pool);
	lt_pool_flush(jobs->pool);
	if (jobs->look_us > now)
		return;
	jobs->look_us = INT64_MAX;
	for (size_t i = 0; i < jobs->capabilities_count; i++)
		for (uint32_t j = 0; j < jobs->capabilities[i].slots; j++)
			look_at(jobs, &jobs->capabilities[i].places[j], now);
}

int lt_jobs_fd(const struct lt_jobs *jobs)
{
	return lt_pool_fd(jobs->pool);
}

int64_t lt_jobs_next_us(const struct lt_jobs *jobs)
{
	int64_t next_us = lt_pool_next_us(jobs->pool), now = now_us(jobs);
	next_us = jobs->look_us < next_us ? jobs->look_us : next_us;
	for (size_t i = 0; i < jobs->capabilities_count; i++) {
		int64_t us = jobs->capabilities[i].barred_until_us;
		next_us = us > now && us < next_us ? us : next_us;
	}
	return next_us;
}

size_t lt_jobs_running(const struct lt_jobs *jobs)
{
	return jobs->running;
}

void lt_jobs_give_back(struct lt_jobs *jobs)
{
	for (size_t i = 0; i < jobs->capabilities_count; i++)
		for (uint32_t j = 0; j < jobs->capabilities[i].slots; j++) {
			struct job *job = &jobs->capabilities[i].places[j];
			if (job->state != JOB_RUNNING)
				continue;
			if (job->accepted) /* a mere offer expires by itself, and costs no try */
				report_failed(jobs, job, lt_node_text(LT_NODE_TEXT_STOPPING));
			forget(jobs, job);
		}
}

struct lt_pool_stats lt_jobs_stats(const struct lt_jobs *jobs)
{
	return lt_pool_stats(jobs->pool);
}
