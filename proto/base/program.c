/* SPDX-License-Identifier: EUPL-1.2 */
/* One poll loop over three pipes; what the child complains is kept only as far as it is shown. */
#include "proto/base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/time.h"

extern char **environ;

enum { CHUNK_BYTES = 1 << 16, COMPLAINT_BYTES = 160 };

struct program {
	pid_t pid;
	int in, out, errors; /* our ends; -1: closed */
	struct lt_slice input;
	char *text;
	size_t size, room, max;
	char complaint[COMPLAINT_BYTES];
	size_t complaint_size;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* The program's ends of its input, output and complaints; ours are in @p c. */
static int open_pipes(struct program *c, int ret[3])
{
	int in[2], out[2], errors[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0) /* for MSG_NOSIGNAL */
		return errno;
	c->in = in[1];
	ret[0] = in[0];
	if (pipe2(out, O_CLOEXEC) < 0)
		return errno;
	c->out = out[0];
	ret[1] = out[1];
	if (pipe2(errors, O_CLOEXEC) < 0)
		return errno;
	c->errors = errors[0];
	ret[2] = errors[1];
	(void)fcntl(c->in, F_SETFL, O_NONBLOCK);
	return 0;
}

/* Nothing of this process goes along but the three ends and the environment. */
static int start(struct program *c, const char *const *argv, const int ends[3])
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

static int spawn(struct program *c, const char *const *argv)
{
	int ends[3] = {-1, -1, -1};
	int number = open_pipes(c, ends);
	if (number == 0)
		number = start(c, argv, ends);
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

static void read_complaint(struct program *c)
{
	char text[CHUNK_BYTES];
	ssize_t n = read(c->errors, text, sizeof text);
	if (n == 0 || (n < 0 && errno != EINTR))
		close_end(&c->errors);
	for (ssize_t i = 0; i < n && c->complaint_size < COMPLAINT_BYTES - 1; i++)
		c->complaint[c->complaint_size++] = text[i] == '\n' ? ' ' : text[i];
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

static int verdict(const struct program *c, int r, int status, const char *name, struct lt_err *err)
{
	if (r == LT_E_TIMEOUT)
		return lt_err_set(err, r, "%s chạy quá lâu, đã bị dừng", name);
	if (r == LT_E_LIMIT)
		return lt_err_set(err, r, "%s viết ra quá nhiều", name);
	if (r < 0)
		return lt_err_set(err, r, "%s", lt_err_vietnamese(r));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return lt_err_set(err, LT_E_IO, "%s không làm được: %s", name, c->complaint);
	return 0;
}

int lt_program_run(const char *const *argv, struct lt_slice input, int timeout_ms, size_t max,
		   struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err)
{
	struct program c = {.in = -1, .out = -1, .errors = -1, .input = input, .max = max};
	int status = 0;
	int number = spawn(&c, argv);
	if (number == 0) {
		if (input.size == 0)
			close_end(&c.in);
		int r = talk(&c, timeout_ms);
		if (r < 0)
			(void)kill(c.pid, SIGKILL);
		close_end(&c.in);
		while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
			continue;
		number = verdict(&c, r, status, argv[0], err);
	} else {
		number = lt_err_set(err, number == ENOENT ? LT_E_ABSENT : LT_E_IO,
				    "không chạy được chương trình %s", argv[0]);
	}
	close_end(&c.in);
	close_end(&c.out);
	close_end(&c.errors);
	char *text = number == 0 ? lt_arena_copy(arena, c.text ? c.text : "", c.size) : NULL;
	free(c.text);
	if (number == 0 && !text)
		return lt_err_set(err, LT_E_NOMEM, "%s", lt_err_vietnamese(LT_E_NOMEM));
	if (number == 0)
		*ret = lt_slice(text, c.size);
	return number;
}
