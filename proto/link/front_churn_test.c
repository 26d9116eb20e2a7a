/* SPDX-License-Identifier: EUPL-1.2 */
/* The front and other processes: clients that are killed, and strangers at a client's door.
 *
 * This program is also the process that is killed, and the stranger: with arguments. */
#include "proto/link/front_fixture.h"
#include "tests/support/support.h"

#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CHURN_ROUNDS = 200,
	CHURN_ROUNDS_LONG = 2000,
	CHURN_CLIENTS = 3,
	CHURN_TALKS = 4,
	CHURN_WARM = 50,	     /* rounds until everything that is reused is there */
	CHURN_BYTES_MAX = 512 << 10, /* what memory may grow by afterwards, of all rounds */
};

static void *ask_for_ever(void *arg)
{
	struct lt_talk *talk = arg;
	char name[65];
	for (;;) {
		struct lt_err err = {0};
		(void)hello(talk, "again and again", 10 * SECOND, name, &err);
	}
	return NULL;
}

/* Another process of this machine, at a client front's port: nothing comes, and it is closed. */
static int be_stranger(uint16_t port)
{
	static const uint8_t greeting[8] = {0, 'S', 'P', 0, 0, 0x30, 0, 0}; /* REQ0 */
	uint8_t bytes[8];
	int fd = raw_socket(port);
	(void)!send(fd, greeting, sizeof greeting, MSG_NOSIGNAL);
	ssize_t n = recv(fd, bytes, sizeof bytes, 0);
	return n == 0 || (n < 0 && errno == ECONNRESET) ? 0 : 1;
}

/* What the spawned copy of this program does until it is killed. */
static int be_killed(const char *folder, uint16_t port)
{
	pthread_t thread;
	for (int i = 0; i < CHURN_CLIENTS; i++) {
		struct node n;
		node_open(&n, port, (struct node_options){folder, folder, "xa-an-phu", NULL});
		for (int j = 0; j < CHURN_TALKS; j++)
			LT_REQUIRE(pthread_create(&thread, NULL, ask_for_ever, talk_of(n.client)) ==
				   0);
	}
	for (;;)
		pause();
}

static size_t open_files(void)
{
	size_t count = 0;
	DIR *d = opendir("/proc/self/fd");
	assert_non_null(d);
	while (readdir(d))
		count++;
	(void)closedir(d);
	return count;
}

static pid_t spawn(const char *folder, uint16_t port)
{
	char self[] = "front-test", where[LT_CERT_PATH_BYTES], number[8];
	char no_leaks[] = "ASAN_OPTIONS=detect_leaks=0";
	char *args[] = {self, where, number, NULL}, *environment[] = {no_leaks, NULL};
	pid_t child;
	(void)snprintf(where, sizeof where, "%s", folder);
	(void)snprintf(number, sizeof number, "%u", port);
	assert_int_equal(posix_spawn(&child, lt_test_program(), NULL, NULL, args, environment), 0);
	return child;
}

static void test_front_client__another_process__is_not_let_in(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_err err = {0};
	char name[65];
	int status = -1;
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello_again(n.talk, "own", name, &err), 0);
	pid_t child = spawn("", lt_front_port(n.front));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(lt_front_stats(n.front).refused, 1);
	node_close(&n);
	front_close(&d);
}

static void kill_one(struct desk *d, unsigned *seed)
{
	uint64_t before = lt_server_stats(d->server).replied;
	pid_t child = spawn(dir, lt_front_port(d->front));
	for (int ms = 0; ms < 20000 && lt_server_stats(d->server).replied == before; ms++)
		usleep(1000);
	assert_true(lt_server_stats(d->server).replied > before);
	usleep((useconds_t)(rand_r(seed) % 20000));
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

/* Memory in use once those who were killed are gone; nought under sanitizers, which count leaks. */
static size_t settled_bytes(struct desk *d)
{
	for (int ms = 0; ms < 20000 && lt_front_stats(d->front).open > 1; ms++)
		usleep(1000);
	return mallinfo2().uordblks;
}

static void test_front__clients_killed_under_load__leaves_nothing_behind(void **state)
{
	(void)state;
	struct desk d;
	struct node n;
	struct lt_err err = {0};
	char name[65];
	unsigned seed = 1;
	int rounds = getenv("LT_LONG") ? CHURN_ROUNDS_LONG : CHURN_ROUNDS;
	front_open(&d, (struct lt_front_server_options){0});
	node_open(&n, lt_front_port(d.front), (struct node_options){dir, dir, "xa-an-phu", NULL});
	assert_int_equal(hello(n.talk, "before", 10 * SECOND, name, &err), 0);
	size_t files_before = open_files();
	for (int i = 0; i < CHURN_WARM; i++)
		kill_one(&d, &seed);
	size_t bytes_before = settled_bytes(&d);
	for (int i = 0; i < rounds; i++)
		kill_one(&d, &seed);
	for (int ms = 0; ms < 20000 && lt_front_stats(d.front).open > 1; ms++)
		usleep(1000);
	assert_int_equal(lt_front_stats(d.front).open, 1);
	assert_int_equal(lt_front_stats(d.front).ports, 1);
	pthread_mutex_lock(&d.lock);
	assert_true(d.gone_count >= (size_t)rounds);
	pthread_mutex_unlock(&d.lock);
	for (int ms = 0; ms < 12000 && open_files() > files_before; ms++)
		usleep(1000); /* nng gives up a half-made greeting after 10 s */
	assert_int_equal(open_files(), files_before);
	size_t bytes_after = settled_bytes(&d);
	print_message("# %d peers killed under load: descriptors %zu before and after, memory %zu "
		      "and %zu bytes\n",
		      rounds * CHURN_CLIENTS, files_before, bytes_before, bytes_after);
	assert_true(bytes_after < bytes_before + CHURN_BYTES_MAX);
	assert_int_equal(hello(n.talk, "after", 10 * SECOND, name, &err), 0);
	node_close(&n);
	front_close(&d);
}

int main(int count, char **args)
{
	if (count == 3 && !args[1][0])
		return be_stranger((uint16_t)strtoul(args[2], NULL, 10));
	if (count == 3)
		return be_killed(args[1], (uint16_t)strtoul(args[2], NULL, 10));
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_front_client__another_process__is_not_let_in),
		cmocka_unit_test(test_front__clients_killed_under_load__leaves_nothing_behind),
	};
	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
