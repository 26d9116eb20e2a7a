/* SPDX-License-Identifier: EUPL-1.2 */
/* Log lines: their form, and that no text from outside can forge one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/log.h"

enum { LINE_BYTES_MAX = 1024, ROOM = 4096 };

static int ends[2], real_stderr;

/* Standard error goes into a pipe. */
static int listen_in(void **state)
{
	(void)state;
	real_stderr = dup(STDERR_FILENO);
	return pipe(ends) != 0 || dup2(ends[1], STDERR_FILENO) < 0 ? -1 : 0;
}

static int hang_up(void **state)
{
	(void)state;
	(void)dup2(real_stderr, STDERR_FILENO);
	(void)close(real_stderr);
	(void)close(ends[0]);
	lt_log_level(LT_LOG_INFO);
	return close(ends[1]);
}

/* What was logged since the last call, after a mark of its own so that reading never blocks. */
static size_t heard(char text[static ROOM])
{
	assert_int_equal(write(ends[1], "\1", 1), 1);
	ssize_t n = read(ends[0], text, ROOM - 1);
	assert_true(n > 0 && text[n - 1] == '\1');
	text[n - 1] = '\0';
	return (size_t)n - 1;
}

static void test_log__a_line__has_time_level_group_subject_event_and_text(void **state)
{
	(void)state;
	char text[ROOM], rest[ROOM];
	int year, month, day, hour, minute, second, us;
	lt_log(LT_LOG_WARN, "engine", 42, lease_expired, "node=%s step=%d", "xa-1", 3);
	heard(text);
	assert_int_equal(sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%6dZ %[^\n]", &year, &month, &day,
				&hour, &minute, &second, &us, rest),
			 8);
	assert_string_equal(rest, "warn engine 42 lease_expired node=xa-1 step=3");
	assert_int_equal(text[strlen(text) - 1], '\n');
}

static void test_log_level__below_it__says_nothing(void **state)
{
	(void)state;
	char text[ROOM];
	lt_log(LT_LOG_DEBUG, "engine", 0, started, "x=%d", 1);
	assert_int_equal(heard(text), 0);
	lt_log_level(LT_LOG_DEBUG);
	lt_log(LT_LOG_DEBUG, "engine", 0, started, "x=%d", 1);
	assert_true(heard(text) > 0);
	lt_log_level(LT_LOG_ERROR);
	lt_log(LT_LOG_WARN, "engine", 0, started, "x=%d", 1);
	assert_int_equal(heard(text), 0);
	lt_log_level(LT_LOG_INFO);
}

static void test_log__text_with_line_ends__stays_one_line(void **state)
{
	(void)state;
	char text[ROOM];
	lt_log(LT_LOG_ERROR, "link", 0, message_refused, "why=%s", "x\n2026 info fatal\r\t\033[2J");
	size_t size = heard(text);
	assert_ptr_equal(strchr(text, '\n'), text + size - 1);
	for (size_t i = 0; i + 1 < size; i++)
		assert_true((unsigned char)text[i] >= 0x20);
}

static void test_log__text_beyond_a_line__is_cut_and_ends(void **state)
{
	(void)state;
	char text[ROOM], big[ROOM];
	memset(big, 'a', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	lt_log(LT_LOG_INFO, "link", UINT64_MAX, hello, "node=%s", big);
	assert_int_equal(heard(text), LINE_BYTES_MAX);
	assert_int_equal(text[LINE_BYTES_MAX - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_log__a_line__has_time_level_group_subject_event_and_text),
		cmocka_unit_test(test_log_level__below_it__says_nothing),
		cmocka_unit_test(test_log__text_with_line_ends__stays_one_line),
		cmocka_unit_test(test_log__text_beyond_a_line__is_cut_and_ends),
	};
	return cmocka_run_group_tests_name("log", tests, listen_in, hang_up);
}
