/* SPDX-License-Identifier: EUPL-1.2 */
/* Jobs out, results in, deadlines.
 *
 * Invariant: a task is in exactly one list, its crew's queue or one child's, until on_result. A
 * child of a built-in adapter has many jobs at once, one of a program only one: its deadline is
 * then the job's own, and nobody else's job dies with it. */
#include "worker/runner/pool.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/limits.h"
#include "proto/base/log.h"
#include "proto/codec/codec.h"
#include "worker/runner/pool_own.h"

enum {
	WINDOW_PROGRAM = 1,
	FRAME_BYTES = 256 << 10, /* a frame is closed once it has this much */
	JOB_BYTES_MAX = LT_MESSAGE_BYTES_MAX - 64,
	EVENTS = 64,
	LOOK_AT_DYING_US = 2000,
};

static const char builtin_pass[] = "builtin:pass", exec_prefix[] = "exec:/";

/* -- lists -- */

void lt_tasks_init(struct lt_task_list *list)
{
	list->first = NULL;
	list->last = &list->first;
	list->count = 0;
}

void lt_tasks_push(struct lt_task_list *list, struct lt_task *task)
{
	task->next = NULL;
	*list->last = task;
	list->last = &task->next;
	list->count++;
}

struct lt_task *lt_tasks_pop(struct lt_task_list *list)
{
	struct lt_task *task = list->first;
	if (!task)
		return NULL;
	list->first = task->next;
	if (!list->first)
		list->last = &list->first;
	list->count--;
	return task;
}

static void free_tasks(struct lt_task_list *list)
{
	struct lt_task *task;
	while ((task = lt_tasks_pop(list)))
		free(task);
}

/* -- life -- */

int lt_pool_new(const struct lt_pool_options *options, struct lt_pool **ret, struct lt_err *err)
{
	struct lt_pool *pool = calloc(1, sizeof *pool);
	int epoll = pool ? epoll_create1(EPOLL_CLOEXEC) : -1;
	if (epoll < 0) {
		free(pool);
		return lt_err_set(err, LT_E_NOMEM, "runner");
	}
	pool->options = *options;
	pool->clock = lt_clock_system();
	pool->epoll = epoll;
	lt_arena_init(&pool->arena, LT_DECODE_BYTES_MAX);
	*ret = pool;
	return 0;
}

static void end_child(struct lt_crew_child *child)
{
	if (child->state == LT_CREW_CHILD_UP)
		lt_crew_child_kill(child);
	if (child->state == LT_CREW_CHILD_DYING)
		(void)waitpid(child->pid, NULL, 0); /* it was killed: soon over */
	free_tasks(&child->has);
}

static void free_crew(struct lt_crew *crew)
{
	for (size_t i = 0; i < crew->children_count; i++)
		end_child(&crew->children[i]);
	free_tasks(&crew->queue);
	free(crew->children);
	free(crew->name);
	free(crew->adapter);
	free(crew);
}

void lt_pool_free(struct lt_pool *pool)
{
	if (!pool)
		return;
	for (size_t i = 0; i < pool->crews_count; i++)
		free_crew(pool->crews[i]);
	(void)close(pool->epoll);
	lt_arena_done(&pool->arena);
	free(pool);
}

static bool is_builtin(const char *adapter)
{
	return strcmp(adapter, builtin_pass) == 0;
}

int lt_pool_check_adapter(const char *adapter, struct lt_err *err)
{
	if (is_builtin(adapter) || strncmp(adapter, exec_prefix, strlen(exec_prefix)) == 0)
		return 0;
	return lt_err_set(err, LT_E_USAGE,
			  "'%s': bộ kết nối phải là 'builtin:pass' hoặc 'exec:/đường/dẫn tham số'",
			  adapter);
}

static struct lt_crew *new_crew(struct lt_pool *pool, const struct lt_pool_capability *c)
{
	struct lt_crew *crew = calloc(1, sizeof *crew);
	if (!crew)
		return NULL;
	lt_tasks_init(&crew->queue);
	crew->pool = pool;
	crew->name = strdup(c->name);
	crew->adapter = strdup(c->adapter);
	crew->timeout_us = c->timeout_us;
	crew->window = is_builtin(c->adapter) ? LT_POOL_WINDOW : WINDOW_PROGRAM;
	crew->children = calloc(c->workers, sizeof *crew->children);
	if (!crew->name || !crew->adapter || !crew->children) {
		free_crew(crew);
		return NULL;
	}
	crew->children_count = c->workers;
	for (size_t i = 0; i < crew->children_count; i++) {
		crew->children[i].state = LT_CREW_CHILD_DOWN;
		crew->children[i].crew = crew;
		lt_tasks_init(&crew->children[i].has);
	}
	return crew;
}

int lt_pool_add(struct lt_pool *pool, const struct lt_pool_capability *capability, size_t *ret,
		struct lt_err *err)
{
	int r = lt_pool_check_adapter(capability->adapter, err);
	if (r < 0)
		return r;
	if (pool->crews_count == LT_POOL_CAPABILITIES_MAX || capability->workers == 0 ||
	    capability->workers > LT_POOL_WORKERS_MAX)
		return lt_err_set(err, LT_E_LIMIT, "%s", capability->name);
	struct lt_crew *crew = new_crew(pool, capability);
	if (!crew)
		return lt_err_set(err, LT_E_NOMEM, "%s", capability->name);
	pool->crews[pool->crews_count] = crew;
	*ret = pool->crews_count++;
	for (size_t i = 0; i < crew->children_count; i++)
		lt_crew_child_start(&crew->children[i]);
	return 0;
}

/* -- out -- */

int lt_pool_give(struct lt_pool *pool, size_t capability, uint64_t id, const Lt__Job *job)
{
	LT_ASSERT(capability < pool->crews_count);
	Lt__RunJob run = LT__RUN_JOB__INIT;
	run.id = id;
	run.code = job->code;
	run.step = job->step;
	run.capability = job->capability;
	run.attempt = job->attempt;
	run.args = job->args;
	run.n_args = job->n_args;
	size_t size = lt_encoded_size(&run.base);
	if (size > JOB_BYTES_MAX)
		return LT_E_LIMIT;
	struct lt_task *task = malloc(sizeof *task + size);
	if (!task)
		return LT_E_NOMEM;
	*task = (struct lt_task){.id = id, .dossier = job->dossier, .size = size};
	lt_encode_to(&run.base, task->bytes);
	lt_tasks_push(&pool->crews[capability]->queue, task);
	pool->stats.given++;
	return 0;
}

static void send_frames(struct lt_crew_child *child)
{
	/* LT_E_LINE: the end of its socket is read next, and buries it with its jobs */
	bool blocked = lt_frames_send(&child->out, child->fd) == LT_E_BUSY;
	struct epoll_event event = {.events = blocked ? EPOLLIN | EPOLLOUT : EPOLLIN,
				    .data.ptr = child};
	if (blocked != child->blocked)
		(void)epoll_ctl(child->crew->pool->epoll, EPOLL_CTL_MOD, child->fd, &event);
	child->blocked = blocked;
}

static bool has_room(const struct lt_crew_child *child)
{
	return child->state == LT_CREW_CHILD_UP && child->has.count < child->crew->window &&
	       child->out.start == child->out.end;
}

/* Moves up to @p most jobs from the queue to the child. */
static void hand_out(struct lt_crew_child *child, size_t most, int64_t now_us)
{
	Lt__PackedJobs frame = LT__PACKED_JOBS__INIT;
	struct lt_crew *crew = child->crew;
	ProtobufCBinaryData *list = crew->pool->frame;
	size_t bytes = 0;
	frame.jobs = list;
	while (frame.n_jobs < most && bytes < FRAME_BYTES && crew->queue.first &&
	       bytes + crew->queue.first->size <= JOB_BYTES_MAX) {
		struct lt_task *task = lt_tasks_pop(&crew->queue);
		list[frame.n_jobs].data = task->bytes;
		list[frame.n_jobs++].len = task->size;
		bytes += task->size;
		task->deadline_us = now_us + crew->timeout_us;
		lt_tasks_push(&child->has, task);
	}
	if (lt_frames_add(&child->out, &frame.base) < 0) {
		lt_crew_child_kill(child); /* no memory for the frame: nothing else can be done */
		lt_crew_child_fail_tasks(child, now_us, LT_RUNNER_NOTE_NO_MEMORY,
					 LT_RUNNER_NOTE_NO_MEMORY);
		return;
	}
	send_frames(child);
}

static void flush_crew(struct lt_crew *crew, int64_t now_us)
{
	size_t free_children = 0;
	for (size_t i = 0; i < crew->children_count; i++)
		free_children += has_room(&crew->children[i]);
	for (size_t i = 0; i < crew->children_count && crew->queue.count; i++) {
		struct lt_crew_child *child = &crew->children[i];
		if (!has_room(child))
			continue;
		size_t room = crew->window - child->has.count;
		size_t share = (crew->queue.count + free_children - 1) / free_children;
		free_children--;
		hand_out(child, share < room ? share : room, now_us);
	}
}

void lt_pool_flush(struct lt_pool *pool)
{
	int64_t now_us = lt_clock_monotonic(&pool->clock);
	for (size_t i = 0; i < pool->crews_count; i++)
		if (pool->crews[i]->queue.count)
			flush_crew(pool->crews[i], now_us);
}

/* -- in -- */

void lt_pool_fail(struct lt_pool *pool, struct lt_task *task, enum lt_runner_note note)
{
	Lt__JobResult result = LT__JOB_RESULT__INIT;
	uint64_t id = task->id;
	free(task);
	result.id = id;
	result.failed = true;
	result.note = lt_runner_note(note);
	pool->stats.failed++;
	pool->options.on_result(pool->options.owner, id, &result);
}

/* @return false: the child does not keep to the protocol. */
static bool take_result(struct lt_crew_child *child, const Lt__JobResult *result)
{
	struct lt_pool *pool = child->crew->pool;
	if (!child->has.first || child->has.first->id != result->id)
		return false;
	free(lt_tasks_pop(&child->has));
	if (result->failed)
		pool->stats.failed++;
	else
		pool->stats.done++;
	pool->options.on_result(pool->options.owner, result->id, result);
	return true;
}

/* @return false: the child is to be ended. */
static bool take_frame(struct lt_crew_child *child, struct lt_slice bytes)
{
	struct lt_pool *pool = child->crew->pool;
	Lt__JobResults *results;
	lt_arena_reset(&pool->arena);
	/* Written by this same program, which has checked what its adapter said. */
	if (LT_DECODE_OWN(job_results, bytes, &pool->arena, &results) < 0)
		return false;
	for (size_t i = 0; i < results->n_results; i++)
		if (!take_result(child, results->results[i]))
			return false;
	if (results->leaving)
		return false;
	child->failures = 0;
	return true;
}

static void lose(struct lt_crew_child *child)
{
	struct lt_pool *pool = child->crew->pool;
	pool->stats.died++;
	lt_log(LT_LOG_WARN, "runner", child->has.first ? child->has.first->dossier : 0, job_failed,
	       "capability=%s pid=%d ended jobs=%zu", child->crew->name, (int)child->pid,
	       child->has.count);
	lt_crew_child_kill(child);
	lt_crew_child_fail_tasks(child, INT64_MIN, LT_RUNNER_NOTE_DIED, LT_RUNNER_NOTE_DIED);
}

static void receive(struct lt_crew_child *child)
{
	struct lt_slice bytes;
	int r;
	while ((r = lt_frames_receive(&child->in, child->fd)) == 0) {
		while ((r = lt_frames_next(&child->in, &bytes)) == 0)
			if (!take_frame(child, bytes))
				return lose(child);
		if (r != LT_E_ABSENT)
			break;
	}
	if (r != LT_E_BUSY)
		lose(child);
}

static void handle(struct lt_crew_child *child, uint32_t events)
{
	if (child->state != LT_CREW_CHILD_UP)
		return;
	if (events & EPOLLOUT)
		send_frames(child);
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		receive(child);
}

static void check_deadline(struct lt_crew_child *child, int64_t now_us)
{
	struct lt_pool *pool = child->crew->pool;
	const struct lt_task *oldest = child->has.first;
	if (child->state != LT_CREW_CHILD_UP || !oldest || oldest->deadline_us > now_us)
		return;
	pool->stats.killed++;
	lt_log(LT_LOG_WARN, "runner", oldest->dossier, job_killed,
	       "capability=%s pid=%d over its %lld s", child->crew->name, (int)child->pid,
	       (long long)(child->crew->timeout_us / LT_US_PER_SECOND));
	lt_crew_child_kill(child);
	lt_crew_child_fail_tasks(child, now_us, LT_RUNNER_NOTE_TIMEOUT, LT_RUNNER_NOTE_STOPPED_TOO);
}

static void look_after(struct lt_crew_child *child, int64_t now_us)
{
	check_deadline(child, now_us);
	if (child->state == LT_CREW_CHILD_DYING)
		(void)lt_crew_child_bury(child);
	if (child->state == LT_CREW_CHILD_DOWN && child->start_us <= now_us)
		lt_crew_child_start(child);
}

void lt_pool_step(struct lt_pool *pool)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(pool->epoll, events, EVENTS, 0);
	for (int i = 0; i < n; i++)
		handle(events[i].data.ptr, events[i].events);
	int64_t now_us = lt_clock_monotonic(&pool->clock);
	for (size_t i = 0; i < pool->crews_count; i++)
		for (size_t j = 0; j < pool->crews[i]->children_count; j++)
			look_after(&pool->crews[i]->children[j], now_us);
}

int lt_pool_fd(const struct lt_pool *pool)
{
	return pool->epoll;
}

static int64_t child_next_us(const struct lt_crew_child *child, int64_t now_us)
{
	if (child->state == LT_CREW_CHILD_UP)
		return child->has.first ? child->has.first->deadline_us : INT64_MAX;
	return child->state == LT_CREW_CHILD_DYING ? now_us + LOOK_AT_DYING_US : child->start_us;
}

int64_t lt_pool_next_us(const struct lt_pool *pool)
{
	struct lt_clock clock = pool->clock;
	int64_t now_us = lt_clock_monotonic(&clock), next_us = INT64_MAX;
	for (size_t i = 0; i < pool->crews_count; i++)
		for (size_t j = 0; j < pool->crews[i]->children_count; j++) {
			int64_t us = child_next_us(&pool->crews[i]->children[j], now_us);
			next_us = us < next_us ? us : next_us;
		}
	return next_us;
}

struct lt_pool_stats lt_pool_stats(const struct lt_pool *pool)
{
	return pool->stats;
}
