/* SPDX-License-Identifier: EUPL-1.2 */
/* Two pipes to a program, and suspicion of what comes back: an answer too many today would be taken
 * for the answer of another dossier tomorrow, so any disorder ends the program. */
#include "worker/runner/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "proto/base/whole.h"
#include "worker/runner/json.h"
#include "worker/runner/notes.h"

enum { ARGUMENTS_MAX = 64 };

struct lt_exec {
	char *words; /* argv points into it */
	char *argv[ARGUMENTS_MAX + 1];
	pid_t pid; /* 0: not running */
	int to, from;
	char line[LT_EXEC_LINE_BYTES_MAX + 1];
};

struct lt_exec *lt_exec_new(const char *command)
{
	struct lt_exec *program = calloc(1, sizeof *program);
	char *rest = NULL;
	size_t n = 0;
	if (!program || !(program->words = strdup(command))) {
		free(program);
		return NULL;
	}
	for (char *word = strtok_r(program->words, " \t", &rest); word && n < ARGUMENTS_MAX;
	     word = strtok_r(NULL, " \t", &rest))
		program->argv[n++] = word;
	return program;
}

/* -- starting and ending -- */

static void end(struct lt_exec *program)
{
	if (!program->pid)
		return;
	(void)kill(program->pid, SIGKILL);
	(void)waitpid(program->pid, NULL, 0);
	(void)close(program->to);
	(void)close(program->from);
	program->pid = 0;
}

void lt_exec_free(struct lt_exec *program)
{
	if (!program)
		return;
	end(program);
	free(program->words);
	free(program);
}

/* In the forked process. Everything but the three standard descriptors closes by itself. */
static _Noreturn void become(const struct lt_exec *program, int in, int out, int failed)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGPIPE, SIG_DFL);
	if (program->argv[0] && dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		(void)execv(program->argv[0], program->argv);
	(void)!write(failed, "!", 1);
	_exit(127);
}

/* The pipe of failures closes when the program begins. */
static bool began(int failed)
{
	char sign;
	ssize_t n;
	do {
		n = read(failed, &sign, 1);
	} while (n < 0 && errno == EINTR);
	return n == 0;
}

static void close_pair(const int pair[2])
{
	(void)close(pair[0]);
	(void)close(pair[1]);
}

static bool fork_program(struct lt_exec *program, const int in[2], const int out[2])
{
	int failed[2];
	if (pipe2(failed, O_CLOEXEC) < 0)
		return false;
	pid_t pid = fork();
	if (pid == 0)
		become(program, in[0], out[1], failed[1]);
	(void)close(failed[1]);
	bool ok = pid > 0 && began(failed[0]);
	(void)close(failed[0]);
	if (pid > 0 && !ok)
		(void)waitpid(pid, NULL, 0);
	if (ok)
		program->pid = pid;
	return ok;
}

static bool start(struct lt_exec *program)
{
	int in[2], out[2];
	if (pipe2(in, O_CLOEXEC) < 0)
		return false;
	if (pipe2(out, O_CLOEXEC) < 0) {
		close_pair(in);
		return false;
	}
	if (!fork_program(program, in, out)) {
		close_pair(in);
		close_pair(out);
		return false;
	}
	(void)close(in[0]);
	(void)close(out[1]);
	program->to = in[1];
	program->from = out[0];
	return true;
}

/* One that ended, or speaks without being asked, is replaced before the job is given to it. */
static bool be_ready(struct lt_exec *program)
{
	struct pollfd from = {.fd = program->from, .events = POLLIN};
	if (program->pid && poll(&from, 1, 0) != 0)
		end(program);
	return program->pid || start(program);
}

/* Its CPU time grows over many jobs, so the limit moves along. */
static void allow_cpu(pid_t pid, long seconds)
{
	clockid_t clock;
	struct timespec used;
	struct rlimit limit;
	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0 ||
	    prlimit(pid, RLIMIT_CPU, NULL, &limit) < 0)
		return;
	limit.rlim_cur = (rlim_t)(used.tv_sec + seconds + 1);
	(void)prlimit(pid, RLIMIT_CPU, &limit, NULL);
}

/* -- one exchange -- */

/* @return a note, or -1: one whole line of *ret_size bytes is in program->line. */
static int read_line(struct lt_exec *program, size_t *ret_size)
{
	size_t held = 0;
	for (;;) {
		ssize_t n = read(program->from, program->line + held, sizeof program->line - held);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return LT_RUNNER_NOTE_ENDED;
		held += (size_t)n;
		char *stop = memchr(program->line + held - n, '\n', (size_t)n);
		if (stop) {
			*ret_size = (size_t)(stop - program->line);
			return *ret_size + 1 == held ? -1 : LT_RUNNER_NOTE_TOO_MUCH;
		}
		if (held == sizeof program->line)
			return LT_RUNNER_NOTE_TOO_LONG;
	}
}

static int exchange(struct lt_exec *program, const Lt__RunJob *job, long timeout_s,
		    size_t *ret_size)
{
	size_t size;
	if (!be_ready(program))
		return LT_RUNNER_NOTE_NOT_STARTED;
	char *line = lt_json_of_job(job, &size);
	if (!line)
		return LT_RUNNER_NOTE_NO_MEMORY;
	allow_cpu(program->pid, timeout_s);
	bool written = lt_write_whole(program->to, line, size);
	free(line);
	return written ? read_line(program, ret_size) : LT_RUNNER_NOTE_ENDED;
}

void lt_exec_run(struct lt_exec *program, const Lt__RunJob *job, long timeout_s,
		 struct lt_arena *arena, Lt__JobResult *ret, bool *ret_leaving)
{
	size_t size = 0;
	int note = exchange(program, job, timeout_s, &size);
	if (note < 0)
		note = lt_json_to_result(lt_slice(program->line, size), job->code, arena, ret);
	if (note < 0)
		return;
	ret->failed = true;
	if (!*ret->note)
		ret->note = lt_runner_note((enum lt_runner_note)note);
	*ret_leaving = note != LT_RUNNER_NOTE_WRONG_TYPE;
}
