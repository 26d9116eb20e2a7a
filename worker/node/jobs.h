/* SPDX-License-Identifier: EUPL-1.2 */
/* Automatic steps of this node, from the coordinator's offer to the report of their result.
 *
 *   offered --> with the runner --> result --> ReportJob in the outbox
 *                   |  after 0.2 s: AcceptJob; every 10 s: ReportJob "running"
 *
 * A result implies the acceptance, so a job that is over at once costs one command. One thread. */
#pragma once

#include "link.pb-c.h"

#include "proto/base/time.h"
#include "worker/node/outbox.h"
#include "worker/runner/pool.h"

struct lt_jobs;

struct lt_jobs_options {
	const char *node; /**< id; borrowed */
	uint32_t slots;	  /**< jobs at once of each capability */
	struct lt_clock *clock;
	struct lt_outbox *outbox;
	const char *program; /**< of the runner's children; NULL: the present executable */
};

enum { LT_JOBS_SLOTS_MAX = 4096 };

int lt_jobs_new(const struct lt_jobs_options *options, struct lt_jobs **ret,
		struct lt_err *err) LT_MUST_USE;
/** Ends the runner; results of what still ran are lost. NULL is fine. */
void lt_jobs_free(struct lt_jobs *jobs);
/** Before the first poll. Results as lt_pool_add. */
int lt_jobs_add(struct lt_jobs *jobs, const struct lt_pool_capability *capability,
		struct lt_err *err) LT_MUST_USE;

/* For struct lt_line_hooks; the owner is the jobs. */
size_t lt_jobs_free_slots(void *jobs, unsigned poll, Lt__Slots *ret, size_t max);
void lt_jobs_poll_over(void *jobs, unsigned poll);
bool lt_jobs_barred(void *jobs, const char *text);
void lt_jobs_offered(void *jobs, Lt__Job *const *offered, size_t count);
/** For commands of LT_SENDER_JOB. */
void lt_jobs_answered(struct lt_jobs *jobs, const struct lt_outgoing *command,
		      const Lt__CommandReply *reply);

/** Takes results, sends acceptances and signs of life, hands out. Before lt_line_step. */
void lt_jobs_step(struct lt_jobs *jobs);
int lt_jobs_fd(const struct lt_jobs *jobs);
int64_t lt_jobs_next_us(const struct lt_jobs *jobs);
/** Jobs with the runner. */
size_t lt_jobs_running(const struct lt_jobs *jobs);
/** The node stops: reports what still runs as failed, so that another node gets it at once. */
void lt_jobs_give_back(struct lt_jobs *jobs);
struct lt_pool_stats lt_jobs_stats(const struct lt_jobs *jobs);
