/* SPDX-License-Identifier: EUPL-1.2 */
/* lienthong-worker as a process: starts, says that it is ready, ends on a signal, complains. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "worker/node/node_fixture.h"

enum { OUTPUT_BYTES = 8192, PATIENCE_MS = 30000 };

extern char **environ;

static const struct timespec moment = {.tv_nsec = 1000000};

/* One run of the program. */
struct process {
	pid_t pid;
	int output;
	char text[OUTPUT_BYTES];
	size_t size;
};

/* Beside the folder of the tests, as meson lays them out. */
static void program_path(char path[static 512])
{
	ssize_t n = readlink("/proc/self/exe", path, 400);
	assert_in_range(n, 1, 399);
	path[n] = 0;
	char *name = strrchr(path, '/');
	assert_non_null(name);
	*name = 0;
	name = strrchr(path, '/');
	assert_non_null(name);
	(void)snprintf(name, 512 - (size_t)(name - path), "/worker/lienthong-worker");
}

static void start(struct process *p, const char *first, const char *second)
{
	char path[512], name[] = "lienthong-worker";
	char *argv[] = {name, (char *)(uintptr_t)first, (char *)(uintptr_t)second, NULL};
	int pair[2];
	posix_spawn_file_actions_t files;
	*p = (struct process){0};
	program_path(path);
	assert_int_equal(pipe2(pair, O_CLOEXEC), 0);
	assert_int_equal(posix_spawn_file_actions_init(&files), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, pair[1], 1), 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&files, pair[1], 2), 0);
	assert_int_equal(posix_spawn(&p->pid, path, &files, NULL, argv, environ), 0);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)close(pair[1]);
	p->output = pair[0];
}

/* Reads until the word was said; NULL: until the end. */
static void wait_for(struct process *p, const char *word)
{
	struct pollfd fd = {.fd = p->output, .events = POLLIN};
	while (!word || !strstr(p->text, word)) {
		assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
		ssize_t n = read(p->output, p->text + p->size, OUTPUT_BYTES - 1 - p->size);
		assert_true(n >= 0);
		if (n == 0)
			break;
		p->size += (size_t)n;
		p->text[p->size] = 0;
	}
	if (word && !strstr(p->text, word))
		assert_string_equal(p->text, word);
}

/* The number of its start, from the line that says it is ready. */
static uint64_t ready_boot(struct process *p)
{
	static const char word[] = "ready node=node-a boot=";
	wait_for(p, word);
	wait_for(p, "\n");
	return strtoull(strstr(p->text, word) + strlen(word), NULL, 10);
}

static int finish(struct process *p)
{
	int status;
	wait_for(p, NULL);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	(void)close(p->output);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int run(struct process *p, const char *first, const char *second)
{
	start(p, first, second);
	return finish(p);
}

static void open_folder(struct world *w)
{
	char conf[256];
	pthread_mutex_init(&w->c.lock, NULL);
	make_folder(w);
	coordinator_open(&w->c, "127.0.0.1:0");
	(void)snprintf(conf, sizeof conf,
		       "node = node-a\ncoordinator = %s\nadapter.test.step = builtin:pass\n",
		       w->c.address);
	write_file(w, "node.conf", conf);
}

static void close_folder(struct world *w)
{
	coordinator_close(&w->c);
	pthread_mutex_destroy(&w->c.lock);
	remove_folder(w);
}

static void test_main__folder_in_order__is_ready_works_and_stops(void **state)
{
	(void)state;
	static struct world w;
	struct process p;
	char port[NODE_PATH_BYTES];
	open_folder(&w);
	start(&p, "--dir", w.dir);
	uint64_t boot = ready_boot(&p);
	for (int i = 0; i < PATIENCE_MS && COUNT(&w, parked_count) == 0; i++)
		(void)nanosleep(&moment, NULL);
	w.settings.slots = 16;
	assert_int_equal(offer(&w, 1, 10, 1), 10);
	for (int i = 0; i < PATIENCE_MS && results_of(&w, 1, 10) < 10; i++)
		(void)nanosleep(&moment, NULL);
	assert_int_equal(results_of(&w, 1, 10), 10);
	assert_int_equal(kill(p.pid, SIGTERM), 0);
	assert_int_equal(finish(&p), 0);
	assert_non_null(strstr(p.text, "stopped"));
	(void)snprintf(port, sizeof port, "%s/desk.port", w.dir);
	assert_int_equal(access(port, F_OK), -1);
	start(&p, "--dir", w.dir);
	assert_true(ready_boot(&p) > boot);	  /* never the same number again */
	assert_int_equal(kill(p.pid, SIGHUP), 0); /* no certificates to read: nothing happens */
	assert_int_equal(kill(p.pid, SIGINT), 0);
	assert_int_equal(finish(&p), 0);
	close_folder(&w);
}

static void test_main__second_worker_in_the_folder__is_refused(void **state)
{
	(void)state;
	static struct world w;
	struct process p, second;
	open_folder(&w);
	start(&p, "--dir", w.dir);
	wait_for(&p, "ready");
	assert_int_equal(run(&second, "--dir", w.dir), 75);
	assert_non_null(strstr(second.text, "BUSY"));
	assert_int_equal(kill(p.pid, SIGTERM), 0);
	assert_int_equal(finish(&p), 0);
	close_folder(&w);
}

static long number_in(const struct world *w, const char *name)
{
	char path[NODE_PATH_BYTES], text[32] = "";
	(void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
	FILE *file = fopen(path, "re");
	if (file && !fgets(text, sizeof text, file))
		text[0] = 0;
	if (file)
		(void)fclose(file);
	return strchr(text, '\n') ? strtol(text, NULL, 10) : 0;
}

static void test_main__killed__its_adapters_die_with_it(void **state)
{
	(void)state;
	static struct world w;
	struct process p;
	char conf[512];
	long adapter = 0;
	open_folder(&w);
	write_file(&w, "adapter.sh", "echo $$ >$1; read -r l; read -r l\n");
	(void)snprintf(conf, sizeof conf,
		       "node = node-a\ncoordinator = %s\n"
		       "adapter.test.step = exec:/bin/sh %s/adapter.sh %s/gate\n",
		       w.c.address, w.dir, w.dir);
	write_file(&w, "node.conf", conf);
	w.settings.slots = 16;
	start(&p, "--dir", w.dir);
	for (int i = 0; i < PATIENCE_MS && COUNT(&w, parked_count) == 0; i++)
		(void)nanosleep(&moment, NULL);
	assert_int_equal(offer(&w, 1, 1, 1), 1);
	for (int i = 0; i < PATIENCE_MS && !adapter; i++) {
		adapter = number_in(&w, "gate");
		(void)nanosleep(&moment, NULL);
	}
	assert_true(adapter > 1 && kill((pid_t)adapter, 0) == 0);
	assert_int_equal(kill(p.pid, SIGKILL), 0);
	assert_int_equal(waitpid(p.pid, NULL, 0), p.pid);
	for (int i = 0; i < PATIENCE_MS && kill((pid_t)adapter, 0) == 0; i++)
		(void)nanosleep(&moment, NULL);
	assert_int_equal(kill((pid_t)adapter, 0), -1);
	(void)close(p.output);
	close_folder(&w);
}

static void test_main__wrong_use__says_what_is_right(void **state)
{
	(void)state;
	struct process p;
	assert_int_equal(run(&p, "--help", NULL), 0);
	assert_non_null(strstr(p.text, "máy trạm"));
	assert_int_equal(run(&p, "--version", NULL), 0);
	assert_non_null(strchr(p.text, '.'));
	assert_int_equal(run(&p, "--wrong", NULL), 64);
	assert_non_null(strstr(p.text, "--dir"));
	assert_int_equal(run(&p, "--dir", "/nonexistent"), 66);
	assert_non_null(strstr(p.text, "/nonexistent/node.conf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_main__folder_in_order__is_ready_works_and_stops),
		cmocka_unit_test(test_main__second_worker_in_the_folder__is_refused),
		cmocka_unit_test(test_main__killed__its_adapters_die_with_it),
		cmocka_unit_test(test_main__wrong_use__says_what_is_right),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
