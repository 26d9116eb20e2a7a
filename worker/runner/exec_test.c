/* SPDX-License-Identifier: EUPL-1.2 */
/* Adapter programs without a pool around them: shell scripts that do everything wrong. */
#include "worker/runner/exec.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "worker/runner/notes.h"

enum { PATIENCE_S = 60 };

/* One program, its last result. */
struct world {
	char path[64], command[96];
	struct lt_exec *program;
	struct lt_arena arena;
	Lt__JobResult result;
	bool leaving;
};

static void open_world(struct world *w, const char *script)
{
	*w = (struct world){.path = "/tmp/lt-exec-test-XXXXXX"};
	int fd = mkstemp(w->path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, script, strlen(script)), (ssize_t)strlen(script));
	(void)close(fd);
	(void)snprintf(w->command, sizeof w->command, "/bin/sh  %s", w->path);
	w->program = lt_exec_new(w->command);
	assert_non_null(w->program);
	lt_arena_init(&w->arena, LT_DECODE_BYTES_MAX);
}

static void close_world(struct world *w)
{
	lt_exec_free(w->program);
	lt_arena_done(&w->arena);
	assert_int_equal(unlink(w->path), 0);
}

static void run(struct world *w)
{
	Lt__RunJob job = LT__RUN_JOB__INIT;
	job.code = "H01-1";
	lt__job_result__init(&w->result);
	w->leaving = false;
	(void)alarm(PATIENCE_S); /* a read that never ends fails the test */
	lt_exec_run(w->program, &job, PATIENCE_S, &w->arena, &w->result, &w->leaving);
	(void)alarm(0);
}

static void expect(const char *script, enum lt_runner_note note, bool leaving)
{
	struct world w;
	open_world(&w, script);
	run(&w);
	assert_true(w.result.failed);
	assert_non_null(strstr(w.result.note, lt_runner_note(note)));
	assert_int_equal(w.leaving, leaving);
	close_world(&w);
}

static void test_exec_run__answers__one_program_for_all_jobs(void **state)
{
	(void)state;
	struct world w;
	open_world(
		&w,
		"n=0; while read -r l; do n=$((n+1)); echo \"{\\\"note\\\":\\\"$n\\\"}\"; done\n");
	for (int i = 1; i <= 50; i++) {
		char number[16];
		(void)snprintf(number, sizeof number, "%d", i);
		run(&w);
		assert_false(w.result.failed);
		assert_string_equal(w.result.note, number);
	}
	close_world(&w);
}

static void test_exec_run__garbage__fails_and_ends_the_program(void **state)
{
	(void)state;
	expect("while read -r l; do echo 'not json'; done\n", LT_RUNNER_NOTE_NOT_JSON, true);
	expect("while read -r l; do echo; done\n", LT_RUNNER_NOTE_NOT_JSON, true);
	expect("read -r l; head -c 4000 /dev/urandom | tr -d '\\n'; echo; read -r l\n",
	       LT_RUNNER_NOTE_NOT_JSON, true);
}

static void test_exec_run__wrong_type__fails_and_the_program_stays(void **state)
{
	(void)state;
	expect("while read -r l; do echo '{\"outcome\":1}'; done\n", LT_RUNNER_NOTE_WRONG_TYPE,
	       false);
}

static void test_exec_run__huge_output__fails(void **state)
{
	(void)state;
	expect("read -r l; head -c 70000 /dev/zero | tr '\\0' a; echo; read -r l\n",
	       LT_RUNNER_NOTE_TOO_LONG, true);
	expect("read -r l; tr '\\0' a </dev/zero\n", LT_RUNNER_NOTE_TOO_LONG, true);
}

static void test_exec_run__two_lines__fails(void **state)
{
	(void)state;
	expect("read -r l; printf '{}\\n{}\\n'; read -r l\n", LT_RUNNER_NOTE_TOO_MUCH, true);
}

static void test_exec_run__other_dossier__fails(void **state)
{
	(void)state;
	expect("read -r l; echo '{\"dossier\":\"H99-1\"}'; read -r l\n",
	       LT_RUNNER_NOTE_OTHER_DOSSIER, true);
}

static void test_exec_run__program_ends__fails(void **state)
{
	(void)state;
	expect("read -r l; exit 3\n", LT_RUNNER_NOTE_ENDED, true);
	expect("read -r l; printf '{}'; exit 0\n", LT_RUNNER_NOTE_ENDED, true);
	expect("read -r l; kill -SEGV $$\n", LT_RUNNER_NOTE_ENDED, true);
}

static void test_exec_run__no_such_program__fails(void **state)
{
	(void)state;
	struct world w;
	open_world(&w, "");
	lt_exec_free(w.program);
	w.program = lt_exec_new("/nonexistent/program");
	run(&w);
	assert_true(w.result.failed && w.leaving);
	assert_string_equal(w.result.note, lt_runner_note(LT_RUNNER_NOTE_NOT_STARTED));
	close_world(&w);
}

static void test_exec_run__speaks_unasked__that_never_answers_the_next_job(void **state)
{
	(void)state;
	struct world w;
	/* answers, and says one more thing once the file is gone */
	open_world(&w, "read -r l; echo '{\"outcome\":\"first\"}'\n"
		       "while [ -s $0 ]; do sleep 0.01; done\n"
		       "echo '{\"outcome\":\"stray\"}'; echo done >$0.said; read -r l\n");
	char said[80];
	(void)snprintf(said, sizeof said, "%s.said", w.path);
	run(&w);
	assert_string_equal(w.result.outcome, "first");
	assert_int_equal(truncate(w.path, 0), 0);
	for (int i = 0; i < 1000 * PATIENCE_S && access(said, F_OK) != 0; i++)
		(void)usleep(1000);
	assert_int_equal(unlink(said), 0);
	run(&w); /* a new program, of an empty script by now: it ends without a word */
	assert_string_not_equal(w.result.outcome, "stray");
	assert_string_equal(w.result.note, lt_runner_note(LT_RUNNER_NOTE_ENDED));
	close_world(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exec_run__answers__one_program_for_all_jobs),
		cmocka_unit_test(test_exec_run__garbage__fails_and_ends_the_program),
		cmocka_unit_test(test_exec_run__wrong_type__fails_and_the_program_stays),
		cmocka_unit_test(test_exec_run__huge_output__fails),
		cmocka_unit_test(test_exec_run__two_lines__fails),
		cmocka_unit_test(test_exec_run__other_dossier__fails),
		cmocka_unit_test(test_exec_run__program_ends__fails),
		cmocka_unit_test(test_exec_run__no_such_program__fails),
		cmocka_unit_test(test_exec_run__speaks_unasked__that_never_answers_the_next_job),
	};
	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
