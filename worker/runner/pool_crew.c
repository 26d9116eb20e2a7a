/* SPDX-License-Identifier: EUPL-1.2 */
/* The life and death of child processes.
 *
 * A child is started with posix_spawn, since the node has threads, and binds itself (child.c): its
 * limits, its death with the parent. It leads a process group of its own, so that one kill by its
 * id takes the adapter program along. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/log.h"
#include "worker/runner/pool_own.h"

enum { PAUSE_MS_MIN = 100, PAUSE_DOUBLINGS_MAX = 6, FIRST_FREE_FD = 3 };

extern char **environ;

/* Its socket is its standard input; what it prints goes where our own complaints go. */
static int set_up_files(posix_spawn_file_actions_t *files, int fd)
{
	int rv = posix_spawn_file_actions_adddup2(files, fd, STDIN_FILENO);
	if (rv == 0)
		rv = posix_spawn_file_actions_adddup2(files, STDERR_FILENO, STDOUT_FILENO);
	if (rv == 0)
		rv = posix_spawn_file_actions_addclosefrom_np(files, FIRST_FREE_FD);
	return rv;
}

static int set_up_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	int rv = posix_spawnattr_setsigmask(attributes, &none);
	if (rv == 0)
		rv = posix_spawnattr_setsigdefault(attributes, &all);
	if (rv == 0)
		rv = posix_spawnattr_setpgroup(attributes, 0);
	if (rv == 0)
		rv = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK |
								  POSIX_SPAWN_SETSIGDEF |
								  POSIX_SPAWN_SETPGROUP);
	return rv;
}

static int spawn(const struct lt_crew *crew, int fd, pid_t *ret)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	const char *program = crew->pool->options.program;
	char seconds[24];
	(void)snprintf(seconds, sizeof seconds, "%lld",
		       (long long)((crew->timeout_us + LT_US_PER_SECOND - 1) / LT_US_PER_SECOND));
	char name[] = "lienthong-worker", runner[] = "--runner";
	char *argv[] = {name, runner, crew->name, crew->adapter, seconds, NULL};
	int rv = posix_spawn_file_actions_init(&files);
	if (rv != 0)
		return rv;
	rv = posix_spawnattr_init(&attributes);
	if (rv == 0) {
		rv = set_up_files(&files, fd);
		if (rv == 0)
			rv = set_up_signals(&attributes);
		if (rv == 0)
			rv = posix_spawn(ret, program ? program : "/proc/self/exe", &files,
					 &attributes, argv, environ);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&files);
	return rv;
}

static int watch(struct lt_crew_child *child)
{
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = child};
	return epoll_ctl(child->crew->pool->epoll, EPOLL_CTL_ADD, child->fd, &event);
}

static void pause_before_next(struct lt_crew_child *child)
{
	uint32_t doublings =
		child->failures < PAUSE_DOUBLINGS_MAX ? child->failures : PAUSE_DOUBLINGS_MAX;
	child->start_us = lt_clock_monotonic(&child->crew->pool->clock) +
			  (INT64_C(1000) * PAUSE_MS_MIN << doublings);
	child->failures++;
}

static int open_child(struct lt_crew_child *child)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return errno;
	(void)fcntl(pair[0], F_SETFL, O_NONBLOCK); /* ours alone */
	int rv = spawn(child->crew, pair[1], &child->pid);
	(void)close(pair[1]);
	child->fd = pair[0];
	if (rv == 0 && watch(child) < 0) {
		rv = errno;
		(void)kill(-child->pid, SIGKILL);
		(void)waitpid(child->pid, NULL, 0);
	}
	if (rv != 0)
		(void)close(pair[0]);
	return rv;
}

void lt_crew_child_start(struct lt_crew_child *child)
{
	struct lt_crew *crew = child->crew;
	LT_ASSERT(child->state == LT_CREW_CHILD_DOWN && child->has.count == 0);
	int rv = open_child(child);
	if (rv != 0) {
		lt_log(LT_LOG_ERROR, "runner", 0, job_failed, "capability=%s not started: %s",
		       crew->name, strerror(rv));
		pause_before_next(child);
		return;
	}
	child->state = LT_CREW_CHILD_UP;
	child->blocked = false;
	crew->pool->stats.started++;
	lt_log(LT_LOG_DEBUG, "runner", 0, job_started, "capability=%s pid=%d", crew->name,
	       (int)child->pid);
}

void lt_crew_child_kill(struct lt_crew_child *child)
{
	LT_ASSERT(child->state == LT_CREW_CHILD_UP);
	(void)kill(-child->pid, SIGKILL);
	(void)close(child->fd); /* leaves the epoll set as well: nobody else has it */
	lt_frames_done(&child->in);
	lt_frames_done(&child->out);
	child->state = LT_CREW_CHILD_DYING;
}

bool lt_crew_child_bury(struct lt_crew_child *child)
{
	LT_ASSERT(child->state == LT_CREW_CHILD_DYING);
	pid_t pid = waitpid(child->pid, NULL, WNOHANG);
	if (pid == 0 || (pid < 0 && errno == EINTR))
		return false;
	child->state = LT_CREW_CHILD_DOWN;
	child->pid = 0;
	pause_before_next(child);
	return true;
}

void lt_crew_child_fail_tasks(struct lt_crew_child *child, int64_t now_us,
			      enum lt_runner_note first, enum lt_runner_note others)
{
	struct lt_pool *pool = child->crew->pool;
	struct lt_task *task;
	while ((task = lt_tasks_pop(&child->has)))
		lt_pool_fail(pool, task, task->deadline_us <= now_us ? first : others);
}
