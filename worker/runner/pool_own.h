/* SPDX-License-Identifier: EUPL-1.2 */
/* The pool's own structs: pool.c hands out and takes back, pool_crew.c starts and buries. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "proto/base/arena.h"
#include "proto/base/time.h"
#include "worker/runner/frame.h"
#include "worker/runner/notes.h"
#include "worker/runner/pool.h"

/** A job that is queued, or that a child has. */
struct lt_task {
	struct lt_task *next;
	uint64_t id, dossier;
	int64_t deadline_us; /**< monotonic; once a child has it */
	size_t size;
	uint8_t bytes[]; /**< RunJob, packed */
};

struct lt_task_list {
	struct lt_task *first, **last;
	size_t count;
};

/*
 *   DOWN --start--> UP --it says "leaving", its end closed, a deadline passed: SIGKILL--> DYING
 *     ^                                                                                      |
 *     +----------------------------------- buried -------------------------------------------+
 */
enum lt_crew_child_state { LT_CREW_CHILD_DOWN = 1, LT_CREW_CHILD_UP, LT_CREW_CHILD_DYING };

struct lt_crew_child {
	enum lt_crew_child_state state;
	pid_t pid;
	int fd;
	struct lt_frames in, out;
	bool blocked;		 /**< its socket had no room for all of out */
	struct lt_task_list has; /**< in the order of its answers and deadlines */
	uint32_t failures;	 /**< ends since the last answer */
	int64_t start_us;	 /**< not before; monotonic */
	struct lt_crew *crew;
};

/** The children of one capability. */
struct lt_crew {
	char *name, *adapter;
	int64_t timeout_us;
	size_t window; /**< jobs one child may have */
	struct lt_task_list queue;
	struct lt_crew_child *children;
	size_t children_count;
	struct lt_pool *pool;
};

enum { LT_POOL_WINDOW = 4096 }; /* jobs one child may have, and one frame */

struct lt_pool {
	struct lt_pool_options options;
	struct lt_clock clock;
	int epoll;
	struct lt_crew *crews[LT_POOL_CAPABILITIES_MAX];
	size_t crews_count;
	struct lt_arena arena;			   /* one frame of results */
	ProtobufCBinaryData frame[LT_POOL_WINDOW]; /* one frame of jobs */
	struct lt_pool_stats stats;
};

void lt_tasks_init(struct lt_task_list *list);
void lt_tasks_push(struct lt_task_list *list, struct lt_task *task);
/** NULL: empty. */
struct lt_task *lt_tasks_pop(struct lt_task_list *list);

/** Starts a child that is DOWN; on failure it stays so until start_us. */
void lt_crew_child_start(struct lt_crew_child *child);
/** Kills the child with all its descendants; it is DYING until lt_crew_child_bury. */
void lt_crew_child_kill(struct lt_crew_child *child);
/** Collects a DYING child's end. @return false: not dead yet. */
bool lt_crew_child_bury(struct lt_crew_child *child);
/** Gives up all jobs a child has: the overdue ones say @p first, the others @p others. */
void lt_crew_child_fail_tasks(struct lt_crew_child *child, int64_t now_us,
			      enum lt_runner_note first, enum lt_runner_note others);
/** One job is over, without an answer. Frees the task. */
void lt_pool_fail(struct lt_pool *pool, struct lt_task *task, enum lt_runner_note note);
