/* SPDX-License-Identifier: EUPL-1.2 */
/* Fork, bind, work; the parent listens with one eye on the clock. */
#include "procedures/host/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/lock_in.h"
#include "proto/base/time.h"
#include "proto/base/whole.h"

enum { EXIT_UNBOUND = 97 /* the bounds could not be set */, LEAVE_MS = 2000 };

/* -- in the child -- */

/* Address space in use: a fork begins with all of its parent's. */
static size_t mapped_bytes(void)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (!file)
		return 0;
	int read = fscanf(file, "%lu", &pages);
	(void)fclose(file);
	return read == 1 ? (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool set(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
	struct rlimit limit = {soft, hard};
	return setrlimit(what, &limit) == 0;
}

static bool bind(const struct lt_child_bounds *bounds)
{
	rlim_t cpu = (rlim_t)bounds->cpu_s, memory = mapped_bytes() + bounds->memory_bytes;
	return set(RLIMIT_CPU, cpu, cpu + 1) && set(RLIMIT_AS, memory, memory) &&
	       set(RLIMIT_CORE, 0, 0) && set(RLIMIT_FSIZE, 0, 0) && set(RLIMIT_NPROC, 0, 0) &&
	       set(RLIMIT_NOFILE, 0, 0) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* Signals as the system has them: the parent's handlers are for the parent. */
static void reset_signals(void)
{
	sigset_t none;
	for (int s = 1; s < NSIG; s++)
		(void)signal(s, s == SIGPIPE ? SIG_IGN : SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Of the parent's descriptors only the pipe and standard error remain. */
static void close_others(int fd)
{
	(void)close(STDIN_FILENO);
	(void)close(STDOUT_FILENO);
	if (fd > STDERR_FILENO + 1)
		(void)close_range(STDERR_FILENO + 1, (unsigned)fd - 1, 0);
	(void)close_range((unsigned)fd + 1, ~0U, 0);
}

static _Noreturn void live(const struct lt_child_bounds *bounds, lt_child_work work, void *argument,
			   int fd, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(EXIT_UNBOUND); /* it went before we could ask to be told */
	if (fd <= STDERR_FILENO)
		fd = fcntl(fd, F_DUPFD, STDERR_FILENO + 1);
	reset_signals();
	close_others(fd);
	struct lt_err why = {0};
	if (!bounds->examines && (!bind(bounds) || lt_lock_in(&why) < 0))
		_exit(EXIT_UNBOUND);
	work(argument, fd);
	_exit(0); /* nothing of the parent's is written or freed twice */
}

int lt_child_tell(int fd, struct lt_slice bytes)
{
	uint32_t size = (uint32_t)bytes.size;
	if (bytes.size > LT_CHILD_TELL_BYTES_MAX)
		return LT_E_LIMIT;
	bool told = lt_write_whole(fd, &size, sizeof size) &&
		    lt_write_whole(fd, bytes.data, bytes.size);
	return told ? 0 : LT_E_LINE;
}

/* -- in the parent -- */

int lt_child_start(struct lt_child *child, const struct lt_child_bounds *bounds, lt_child_work work,
		   void *argument, struct lt_err *err)
{
	int ends[2];
	*child = (struct lt_child){.fd = -1, .silence_ms = bounds->silence_ms};
	if (pipe2(ends, O_CLOEXEC) < 0)
		return lt_err_set(err, LT_E_IO, "không mở được đường ống: %s", strerror(errno));
	pid_t parent = getpid(), pid = fork();
	if (pid == 0) {
		(void)close(ends[0]);
		live(bounds, work, argument, ends[1], parent);
	}
	(void)close(ends[1]);
	if (pid < 0) {
		(void)close(ends[0]);
		return lt_err_set(err, LT_E_IO, "không tạo được tiến trình con: %s",
				  strerror(errno));
	}
	child->pid = pid;
	child->fd = ends[0];
	return 0;
}

/* It closed its pipe: what ends by itself is gone in a moment, what does not is made to. */
static void see_off(struct lt_child *child)
{
	int fd = pidfd_open(child->pid, 0);
	struct pollfd gone = {.fd = fd, .events = POLLIN};
	if (fd < 0 || poll(&gone, 1, LEAVE_MS) != 1)
		(void)kill(child->pid, SIGKILL);
	if (fd >= 0)
		(void)close(fd);
}

static void reap(struct lt_child *child, enum lt_child_end end)
{
	int status = 0;
	if (child->pid <= 0)
		return;
	if (end == LT_CHILD_RUNS)
		see_off(child);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
	}
	child->pid = 0;
	if (end == LT_CHILD_RUNS && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		end = LT_CHILD_DONE;
	else if (end == LT_CHILD_RUNS && WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		end = LT_CHILD_CPU;
	child->end = end == LT_CHILD_RUNS ? LT_CHILD_CRASHED : end;
}

static void kill_as(struct lt_child *child, enum lt_child_end end)
{
	if (child->pid > 0)
		(void)kill(child->pid, SIGKILL);
	reap(child, end);
}

/* All of @p size bytes. @return 0, LT_E_ABSENT: the end came first, and it is known which. */
static int hear(struct lt_child *child, void *data, size_t size, int64_t until_us)
{
	int r = lt_read_whole(child->fd, data, size, until_us);
	if (r == LT_E_TIMEOUT)
		kill_as(child, LT_CHILD_SILENT);
	else if (r < 0)
		reap(child, LT_CHILD_RUNS);
	return r < 0 ? LT_E_ABSENT : 0;
}

int lt_child_next(struct lt_child *child, struct lt_arena *arena, struct lt_slice *ret)
{
	struct lt_clock clock = lt_clock_system();
	int64_t until_us = lt_clock_monotonic(&clock) + child->silence_ms * 1000;
	uint32_t size = 0;
	if (child->end != LT_CHILD_RUNS)
		return LT_E_ABSENT;
	int r = hear(child, &size, sizeof size, until_us);
	if (r < 0)
		return r;
	if (size > LT_CHILD_TELL_BYTES_MAX) { /* no child of ours says this */
		kill_as(child, LT_CHILD_CRASHED);
		return LT_E_ABSENT;
	}
	uint8_t *bytes = lt_arena_alloc(arena, (size_t)size + 1);
	if (!bytes)
		return LT_E_NOMEM;
	bytes[size] = 0;
	r = hear(child, bytes, size, until_us);
	if (r == 0)
		*ret = lt_slice(bytes, size);
	return r;
}

void lt_child_stop(struct lt_child *child)
{
	if (child->pid > 0)
		kill_as(child, LT_CHILD_DONE);
	if (child->fd > 0)
		(void)close(child->fd);
	*child = (struct lt_child){.fd = -1, .end = child->end};
}
