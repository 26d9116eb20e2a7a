/* SPDX-License-Identifier: EUPL-1.2 */
/* One poll loop over three pipes; what the child complains is kept only as far as it is shown. */
#include "proto/base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/time.h"

extern char **environ;

enum { CHUNK_BYTES = 1 << 16, COMPLAINT_BYTES = 32 << 10, SHOWN_BYTES = 160, REST_BYTES = 512 };

struct program {
	pid_t pid;
	int in, out, errors; /* our ends; -1: closed */
	struct lt_slice input;
	char *text;
	size_t size, room, max;
	char *complaint;
	size_t complaint_size;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* The program's ends of its input, output and complaints; ours are in @p c. */
static int open_pipes(struct program *c, int input, int ret[3])
{
	int in[2], out[2], errors[2];
	if (input) {
		ret[0] = fcntl(input, F_DUPFD_CLOEXEC, 0);
		if (ret[0] < 0)
			return errno;
	} else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0) {
		return errno; /* a socket: for MSG_NOSIGNAL */
	} else {
		c->in = in[1];
		ret[0] = in[0];
	}
	if (pipe2(out, O_CLOEXEC) < 0)
		return errno;
	c->out = out[0];
	ret[1] = out[1];
	if (pipe2(errors, O_CLOEXEC) < 0)
		return errno;
	c->errors = errors[0];
	ret[2] = errors[1];
	if (c->in >= 0)
		(void)fcntl(c->in, F_SETFL, O_NONBLOCK);
	return 0;
}

/* Nothing of this process goes along but the three ends and the environment. */
static int start(struct program *c, const char *const *argv, const char *dir, const int ends[3])
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t none, pipe_only;
	(void)sigemptyset(&none);
	(void)sigemptyset(&pipe_only);
	(void)sigaddset(&pipe_only, SIGPIPE);
	int number = posix_spawn_file_actions_init(&files);
	if (number)
		return number;
	number = posix_spawnattr_init(&how);
	for (int i = 0; i < 3 && number == 0; i++)
		number = posix_spawn_file_actions_adddup2(&files, ends[i], i);
	if (number == 0 && dir)
		number = posix_spawn_file_actions_addchdir_np(&files, dir);
	if (number == 0)
		number = posix_spawn_file_actions_addclosefrom_np(&files, 3);
	if (number == 0)
		number = posix_spawnattr_setsigmask(&how, &none);
	if (number == 0)
		number = posix_spawnattr_setsigdefault(&how, &pipe_only);
	if (number == 0)
		number = posix_spawnattr_setflags(&how,
						  POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	if (number == 0)
		number = posix_spawnp(&c->pid, argv[0], &files, &how,
				      (char *const *)(uintptr_t)argv, environ);
	(void)posix_spawnattr_destroy(&how);
	(void)posix_spawn_file_actions_destroy(&files);
	return number;
}

static int spawn(struct program *c, const char *const *argv, const struct lt_program_bounds *bounds)
{
	int ends[3] = {-1, -1, -1};
	int number = open_pipes(c, bounds->input, ends);
	if (number == 0)
		number = start(c, argv, bounds->dir, ends);
	for (int i = 0; i < 3; i++)
		close_end(&ends[i]);
	return number;
}

static void write_some(struct program *c)
{
	ssize_t n = send(c->in, c->input.data, c->input.size, MSG_NOSIGNAL);
	if (n > 0)
		c->input = lt_slice(c->input.data + n, c->input.size - (size_t)n);
	if (c->input.size == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_end(&c->in);
}

static int read_some(struct program *c)
{
	if (c->room - c->size < CHUNK_BYTES) {
		size_t room = 2 * c->room + CHUNK_BYTES;
		char *more = realloc(c->text, room + 1);
		if (!more)
			return LT_E_NOMEM;
		c->text = more;
		c->room = room;
	}
	ssize_t n = read(c->out, c->text + c->size, CHUNK_BYTES);
	if (n > 0)
		c->size += (size_t)n;
	else if (n == 0 || errno != EINTR)
		close_end(&c->out);
	return c->size > c->max ? LT_E_LIMIT : 0;
}

/* What is beyond the first of them is read, too: else it would wait for ever to say it. */
static void read_complaint(struct program *c)
{
	char rest[REST_BYTES];
	size_t room = COMPLAINT_BYTES - 1 - c->complaint_size;
	ssize_t n = room ? read(c->errors, c->complaint + c->complaint_size, room)
			 : read(c->errors, rest, sizeof rest);
	if (n == 0 || (n < 0 && errno != EINTR))
		close_end(&c->errors);
	else if (n > 0 && room)
		c->complaint_size += (size_t)n;
}

static int talk(struct program *c, int timeout_ms)
{
	struct lt_clock clock = lt_clock_system();
	int64_t end_us = lt_clock_monotonic(&clock) + (int64_t)timeout_ms * 1000;
	while (c->out >= 0 || c->errors >= 0) {
		struct pollfd fds[] = {
			{c->in, POLLOUT, 0}, {c->out, POLLIN, 0}, {c->errors, POLLIN, 0}};
		int64_t left_us = end_us - lt_clock_monotonic(&clock);
		int n = left_us > 0 ? poll(fds, 3, (int)(left_us / 1000) + 1) : 0;
		if (n == 0)
			return LT_E_TIMEOUT;
		if (n < 0)
			continue;
		if (fds[0].revents)
			write_some(c);
		if (fds[2].revents)
			read_complaint(c);
		int r = fds[1].revents ? read_some(c) : 0;
		if (r < 0)
			return r;
	}
	return 0;
}

static int verdict(int r, int status, const char *name, struct lt_err *err)
{
	if (r == LT_E_TIMEOUT)
		return lt_err_set(err, r, "%s chạy quá lâu, đã bị dừng", name);
	if (r == LT_E_LIMIT)
		return lt_err_set(err, r, "%s viết ra quá nhiều", name);
	if (r < 0)
		return lt_err_set(err, r, "%s", lt_err_vietnamese(r));
	return WIFEXITED(status) ? 0 : lt_err_set(err, LT_E_IO, "%s dừng giữa chừng", name);
}

/* To its end, however it ends. */
static int run(struct program *c, const char *const *argv, const struct lt_program_bounds *bounds,
	       int *ret_status, struct lt_err *err)
{
	int number = spawn(c, argv, bounds);
	if (number != 0)
		return lt_err_set(err, number == ENOENT ? LT_E_ABSENT : LT_E_IO,
				  "không chạy được chương trình %s", argv[0]);
	if (c->input.size == 0)
		close_end(&c->in);
	int r = talk(c, bounds->timeout_ms);
	if (r < 0)
		(void)kill(c->pid, SIGKILL);
	close_end(&c->in);
	while (waitpid(c->pid, ret_status, 0) < 0 && errno == EINTR)
		continue;
	return verdict(r, *ret_status, argv[0], err);
}

int lt_program_try(const char *const *argv, struct lt_slice input,
		   const struct lt_program_bounds *bounds, struct lt_arena *arena,
		   struct lt_program_end *ret, struct lt_err *err)
{
	struct program c = {
		.in = -1, .out = -1, .errors = -1, .input = input, .max = bounds->bytes};
	int status = 0, r = LT_E_NOMEM;
	c.complaint = malloc(COMPLAINT_BYTES);
	if (c.complaint)
		r = run(&c, argv, bounds, &status, err);
	close_end(&c.in);
	close_end(&c.out);
	close_end(&c.errors);
	char *text = r == 0 ? lt_arena_copy(arena, c.text ? c.text : "", c.size) : NULL;
	char *complaints = r == 0 ? lt_arena_copy(arena, c.complaint, c.complaint_size) : NULL;
	free(c.text);
	free(c.complaint);
	if (r == 0 && (!text || !complaints))
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	if (r == 0)
		*ret = (struct lt_program_end){.out = lt_slice(text, c.size),
					       .complaints = complaints,
					       .status = WEXITSTATUS(status)};
	return r == LT_E_NOMEM ? lt_err_set(err, r, "%s", lt_err_vietnamese(r)) : r;
}

int lt_program_run(const char *const *argv, struct lt_slice input, int timeout_ms, size_t max,
		   struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err)
{
	struct lt_program_bounds bounds = {.timeout_ms = timeout_ms, .bytes = max};
	struct lt_program_end end;
	char shown[SHOWN_BYTES];
	int r = lt_program_try(argv, input, &bounds, arena, &end, err);
	if (r < 0)
		return r;
	if (end.status == 0) {
		*ret = end.out;
		return 0;
	}
	(void)snprintf(shown, sizeof shown, "%s", end.complaints);
	for (char *at = shown; (at = strchr(at, '\n'));)
		*at = ' ';
	return lt_err_set(err, LT_E_IO, "%s không làm được: %s", argv[0], shown);
}
