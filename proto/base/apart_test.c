/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cmocka.h>

#include "proto/base/apart.h"
#include "proto/base/lock_in.h"
#include "proto/base/time.h"

static const struct lt_apart_limits usual = {
	.wall_us = 20 * LT_US_PER_SECOND, .cpu_s = 10, .answer_bytes = 1 << 20};

static int run(lt_apart_work work, void *owner, const struct lt_apart_limits *limits,
	       struct lt_arena *arena, struct lt_slice *ret, struct lt_err *err)
{
	*err = (struct lt_err){0};
	lt_arena_init(arena, 4 << 20);
	return lt_apart_run(work, owner, limits, arena, ret, err);
}

static int fill(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	static uint8_t many[300000];
	(void)err;
	memset(many, *(int *)owner, sizeof many);
	*(int *)owner = 0; /* the caller's copy is another one */
	*ret = lt_slice(many, sizeof many);
	return 0;
}

static void test_apart_run__long_answer__arrives_whole(void **state)
{
	struct lt_arena arena;
	struct lt_slice answer;
	struct lt_err err;
	int letter = 'x';
	(void)state;
	assert_int_equal(run(fill, &letter, &usual, &arena, &answer, &err), 0);
	assert_int_equal(answer.size, 300000);
	assert_int_equal(answer.data[299999], 'x');
	assert_int_equal(letter, 'x');
	struct lt_apart_limits small = usual;
	small.answer_bytes = 1000;
	lt_arena_done(&arena);
	assert_int_equal(run(fill, &letter, &small, &arena, &answer, &err), LT_E_LIMIT);
	lt_arena_done(&arena);
}

static int refuse(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	(void)owner, (void)ret;
	return lt_err_set(err, LT_E_SCRIPT, "dòng 3");
}

static void test_apart_run__work_fails__says_why(void **state)
{
	struct lt_arena arena;
	struct lt_slice answer;
	struct lt_err err;
	(void)state;
	assert_int_equal(run(refuse, NULL, &usual, &arena, &answer, &err), LT_E_SCRIPT);
	assert_string_equal(err.text, "dòng 3");
	lt_arena_done(&arena);
}

static int spin(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	volatile int *on = owner;
	(void)ret, (void)err;
	while (*on)
		;
	return 0;
}

static int sleep_on(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	(void)owner, (void)ret, (void)err;
	(void)pause(); /* no signal comes */
	return 0;
}

static void test_apart_run__never_ends__is_cut_off(void **state)
{
	struct lt_arena arena;
	struct lt_slice answer;
	struct lt_err err;
	int on = 1;
	struct lt_apart_limits brief = {.wall_us = LT_US_PER_SECOND / 5, .answer_bytes = 10};
	(void)state;
	assert_int_equal(run(sleep_on, NULL, &brief, &arena, &answer, &err), LT_E_TIMEOUT);
	lt_arena_done(&arena);
	struct lt_apart_limits busy = {
		.wall_us = 30 * LT_US_PER_SECOND, .cpu_s = 1, .answer_bytes = 10};
	assert_int_equal(run(spin, &on, &busy, &arena, &answer, &err), LT_E_TIMEOUT);
	assert_non_null(strstr(err.text, "1 giây"));
	lt_arena_done(&arena);
}

static int crash(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	(void)owner, (void)ret, (void)err;
	(void)raise(SIGKILL);
	return 0;
}

static void test_apart_run__crash__is_an_error_of_the_caller_alone(void **state)
{
	struct lt_arena arena;
	struct lt_slice answer;
	struct lt_err err;
	struct lt_apart_limits limits = {.wall_us = 20 * LT_US_PER_SECOND, .answer_bytes = 10};
	(void)state;
	assert_int_equal(run(crash, NULL, &limits, &arena, &answer, &err), LT_E_LIMIT);
	assert_non_null(strstr(err.text, "tín hiệu 9"));
	lt_arena_done(&arena);
}

/* What each attempt gave: 1 it was refused. */
static int try_to_leave(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	static uint8_t refused[5];
	int *pipe_ends = owner;
	int r = lt_lock_in(err);
	if (r < 0)
		return r;
	refused[0] = open("/etc/hostname", O_RDONLY | O_CLOEXEC) < 0 && errno == EPERM;
	refused[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) < 0 && errno == EPERM;
	refused[2] = fork() < 0 && errno == EPERM;
	refused[3] = kill(getppid(), 0) < 0 && errno == EPERM;
	refused[4] = write(pipe_ends[1], "x", 1) == 1; /* what was open goes on */
	*ret = lt_slice(refused, sizeof refused);
	return 0;
}

static void test_lock_in__tries_to_leave__kernel_refuses(void **state)
{
	struct lt_arena arena;
	struct lt_slice answer;
	struct lt_err err;
	int ends[2];
	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(run(try_to_leave, ends, &usual, &arena, &answer, &err), 0);
	assert_int_equal(answer.size, 5);
	for (size_t i = 0; i < answer.size; i++)
		assert_int_equal(answer.data[i], 1);
	lt_arena_done(&arena);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static int ask_for_memory(void *owner, struct lt_slice *ret, struct lt_err *err)
{
	static struct sysinfo info;
	(void)owner;
	int r = lt_lock_in(err);
	if (r == 0 && sysinfo(&info) != 0)
		r = lt_err_set(err, LT_E_IO, "sysinfo: %s", strerror(errno));
	*ret = lt_slice(&info.totalram, sizeof info.totalram);
	return r;
}

/* qsort(3) of glibc 2.36 takes what stands in its unfilled memory for the answer. */
static void test_lock_in__memory_there_is__is_told(void **state)
{
	struct lt_arena arena;
	struct lt_slice answer;
	struct lt_err err;
	struct sysinfo info;
	(void)state;
	assert_int_equal(sysinfo(&info), 0);
	assert_int_equal(run(ask_for_memory, NULL, &usual, &arena, &answer, &err), 0);
	assert_int_equal(answer.size, sizeof info.totalram);
	assert_memory_equal(answer.data, &info.totalram, sizeof info.totalram);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apart_run__long_answer__arrives_whole),
		cmocka_unit_test(test_apart_run__work_fails__says_why),
		cmocka_unit_test(test_apart_run__never_ends__is_cut_off),
		cmocka_unit_test(test_apart_run__crash__is_an_error_of_the_caller_alone),
		cmocka_unit_test(test_lock_in__tries_to_leave__kernel_refuses),
		cmocka_unit_test(test_lock_in__memory_there_is__is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
