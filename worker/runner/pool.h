/* SPDX-License-Identifier: EUPL-1.2 */
/* Automatic steps in child processes that can be killed: the parent's side.
 *
 *   give -> queue of the capability -> flush: frame to a child -> step: its results, in order
 *
 * Every job given ends in exactly one call of on_result: the child's answer, or a failure with a
 * note when the child was over the deadline or died. A child that ends is started again, after a
 * pause that doubles. One thread owns the pool, and that thread must live as long as it: children
 * die with the thread that made them. */
#pragma once

#include <stdint.h>

#include "link.pb-c.h"
#include "runner.pb-c.h"

#include "proto/base/err.h"

struct lt_pool;

enum {
	LT_POOL_CAPABILITIES_MAX = 64,
	LT_POOL_WORKERS_MAX = 64, /* of one capability */
};

struct lt_pool_options {
	const char *program; /**< started with --runner; NULL: the present executable */
	/** A job is over. Inside lt_pool_step or lt_pool_flush; may give further jobs. The result
	 *  is valid during the call. */
	void (*on_result)(void *owner, uint64_t id, const Lt__JobResult *result);
	void *owner;
};

/** A kind of automatic step and what does it. */
struct lt_pool_capability {
	const char *name;
	const char *adapter; /**< "builtin:pass", "exec:/path/to/program arguments" */
	int64_t timeout_us;  /**< of one job, from when a child got it */
	uint32_t workers;    /**< children, 1..LT_POOL_WORKERS_MAX */
};

int lt_pool_new(const struct lt_pool_options *options, struct lt_pool **ret,
		struct lt_err *err) LT_MUST_USE;
/** Kills all children, and forgets their jobs without a word. NULL is fine. */
void lt_pool_free(struct lt_pool *pool);
static inline void lt_cleanup_pool(struct lt_pool **pool)
{
	lt_pool_free(*pool);
}

/** Adds a capability and starts its children. @param ret  its number for lt_pool_give
 *  @return 0; LT_E_USAGE (adapter); LT_E_LIMIT; LT_E_NOMEM. A child that cannot be started is tried
 *  again later. */
int lt_pool_add(struct lt_pool *pool, const struct lt_pool_capability *capability, size_t *ret,
		struct lt_err *err) LT_MUST_USE;
/** May this be an adapter? @return 0; LT_E_USAGE with a text that says what may. */
int lt_pool_check_adapter(const char *adapter, struct lt_err *err) LT_MUST_USE;

/** Queues a job under an id of the caller's; it is copied. @return 0; LT_E_NOMEM; LT_E_LIMIT (too
 *  large to ever be done). */
int lt_pool_give(struct lt_pool *pool, size_t capability, uint64_t id,
		 const Lt__Job *job) LT_MUST_USE;
/** Hands what is queued to children that have room. Many jobs travel in one frame. */
void lt_pool_flush(struct lt_pool *pool);
/** Takes results, kills who is over a deadline, buries and restarts. Does not wait. */
void lt_pool_step(struct lt_pool *pool);
/** A descriptor that is readable when lt_pool_step has something to do. */
int lt_pool_fd(const struct lt_pool *pool);
/** Monotonic time of the next deadline or restart; INT64_MAX: none. */
int64_t lt_pool_next_us(const struct lt_pool *pool);

/** Counters since the start; killed and died are children. */
struct lt_pool_stats {
	uint64_t given, done, failed, killed, died, started;
};
/** The counters now. */
struct lt_pool_stats lt_pool_stats(const struct lt_pool *pool);
