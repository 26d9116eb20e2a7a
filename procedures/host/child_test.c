/* SPDX-License-Identifier: EUPL-1.2 */
/* Children that do their work, and children that do what a child may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "procedures/host/child.h"

static const struct lt_child_bounds roomy = {
	.silence_ms = 30000, .cpu_s = 30, .memory_bytes = 256 << 20};

/* Runs a work to its end. @return how it ended; the last thing it told is in @p last. */
static enum lt_child_end run_to_end(lt_child_work work, const struct lt_child_bounds *bounds,
				    void *argument, char last[static 64])
{
	struct lt_child child;
	struct lt_arena arena;
	struct lt_slice bytes;
	struct lt_err err = {0};
	*last = 0;
	lt_arena_init(&arena, 1 << 20);
	assert_int_equal(lt_child_start(&child, bounds, work, argument, &err), 0);
	int r = 0;
	while ((r = lt_child_next(&child, &arena, &bytes)) == 0) {
		assert_true(bytes.size < 64);
		memcpy(last, bytes.data, bytes.size);
		last[bytes.size] = 0;
	}
	assert_int_equal(r, LT_E_ABSENT);
	lt_child_stop(&child);
	lt_arena_done(&arena);
	return child.end;
}

static void say(int fd, const char *text)
{
	if (lt_child_tell(fd, lt_slice_str(text)) < 0)
		_exit(1);
}

static void work_well(void *argument, int fd)
{
	say(fd, "");
	say(fd, argument);
}

static void test_child__good_work__told_and_done(void **state)
{
	char last[64], words[] = "xong";
	(void)state;
	assert_int_equal(run_to_end(work_well, &roomy, words, last), LT_CHILD_DONE);
	assert_string_equal(last, "xong");
}

static void work_loop(void *argument, int fd)
{
	volatile unsigned long n = 0;
	(void)argument;
	say(fd, "a");
	for (;;)
		n++;
	say(fd, "b");
}

static void test_child__loops__ended_by_its_cpu_time(void **state)
{
	const struct lt_child_bounds bounds = {
		.silence_ms = 30000, .cpu_s = 1, .memory_bytes = 256 << 20};
	char last[64];
	(void)state;
	assert_int_equal(run_to_end(work_loop, &bounds, NULL, last), LT_CHILD_CPU);
	assert_string_equal(last, "a");
}

static void work_wait(void *argument, int fd)
{
	(void)argument;
	say(fd, "a");
	for (;;)
		(void)pause();
}

static void test_child__says_nothing_more__ended_by_the_clock(void **state)
{
	const struct lt_child_bounds bounds = {
		.silence_ms = 200, .cpu_s = 30, .memory_bytes = 256 << 20};
	char last[64];
	(void)state;
	assert_int_equal(run_to_end(work_wait, &bounds, NULL, last), LT_CHILD_SILENT);
	assert_string_equal(last, "a");
}

static void work_hang_up(void *argument, int fd)
{
	(void)argument;
	(void)close(fd);
	for (;;)
		(void)pause();
}

static void test_child__closes_its_end_and_stays__made_to_go(void **state)
{
	char last[64];
	(void)state;
	assert_int_equal(run_to_end(work_hang_up, &roomy, NULL, last), LT_CHILD_CRASHED);
}

static void work_die(void *argument, int fd)
{
	(void)argument;
	say(fd, "a");
	(void)raise(SIGKILL);
}

static void test_child__dies__crashed(void **state)
{
	char last[64];
	(void)state;
	assert_int_equal(run_to_end(work_die, &roomy, NULL, last), LT_CHILD_CRASHED);
	assert_string_equal(last, "a");
}

static void work_eat(void *argument, int fd)
{
	size_t eaten = 0, block = 8 << 20, most = *(const size_t *)argument;
	for (char *p = malloc(block); p && eaten <= most; p = malloc(block)) {
		memset(p, 1, block);
		eaten += block;
	}
	say(fd, eaten > most ? "ate it all" : "no more");
}

static void test_child__eats_memory__gets_no_more(void **state)
{
	char last[64];
	size_t most = roomy.memory_bytes;
	(void)state;
	/* the address sanitizer ends a process that gets no memory */
	if (run_to_end(work_eat, &roomy, &most, last) == LT_CHILD_CRASHED)
		assert_string_equal(last, "");
	else
		assert_string_equal(last, "no more");
}

static void work_reach_out(void *argument, int fd)
{
	const char *folder = argument;
	if (open("/dev/null", O_RDONLY) >= 0)
		say(fd, "opened a file");
	if (chdir(folder) == 0 && open("new", O_CREAT | O_WRONLY, 0600) >= 0)
		say(fd, "made a file");
	if (write(STDOUT_FILENO, "x", 1) >= 0)
		say(fd, "wrote to the parent's output");
	if (geteuid() != 0 && fork() >= 0)
		say(fd, "started a process"); /* the bound does not hold for root */
	say(fd, "stayed");
}

static void test_child__reaches_out__gets_nowhere(void **state)
{
	char last[64], folder[] = "/tmp";
	(void)state;
	assert_int_equal(run_to_end(work_reach_out, &roomy, folder, last), LT_CHILD_DONE);
	assert_string_equal(last, "stayed");
}

static void work_lie(void *argument, int fd)
{
	uint32_t size = UINT32_MAX;
	(void)argument;
	if (write(fd, &size, sizeof size) != sizeof size)
		_exit(1);
	for (;;)
		(void)pause();
}

static void test_child__says_an_absurd_length__not_believed(void **state)
{
	char last[64];
	(void)state;
	assert_int_equal(run_to_end(work_lie, &roomy, NULL, last), LT_CHILD_CRASHED);
}

static void work_much(void *argument, int fd)
{
	(void)argument;
	for (;;)
		say(fd, "more");
}

static void test_child__stopped_early__gone(void **state)
{
	struct lt_child child;
	struct lt_arena arena;
	struct lt_slice bytes;
	struct lt_err err = {0};
	(void)state;
	lt_arena_init(&arena, 1 << 20);
	assert_int_equal(lt_child_start(&child, &roomy, work_much, NULL, &err), 0);
	pid_t pid = child.pid;
	assert_int_equal(lt_child_next(&child, &arena, &bytes), 0);
	lt_child_stop(&child);
	lt_child_stop(&child);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_child__good_work__told_and_done),
		cmocka_unit_test(test_child__loops__ended_by_its_cpu_time),
		cmocka_unit_test(test_child__says_nothing_more__ended_by_the_clock),
		cmocka_unit_test(test_child__closes_its_end_and_stays__made_to_go),
		cmocka_unit_test(test_child__dies__crashed),
		cmocka_unit_test(test_child__eats_memory__gets_no_more),
		cmocka_unit_test(test_child__reaches_out__gets_nowhere),
		cmocka_unit_test(test_child__says_an_absurd_length__not_believed),
		cmocka_unit_test(test_child__stopped_early__gone),
	};
	return cmocka_run_group_tests_name("host.child", tests, NULL, NULL);
}
