/* SPDX-License-Identifier: EUPL-1.2 */
/* The runner with real children: this test program is its own child, and shell scripts are the
 * adapters. */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/limits.h"
#include "proto/base/time.h"
#include "tests/support/support.h"
#include "worker/runner/child.h"
#include "worker/runner/notes.h"
#include "worker/runner/pool.h"

enum { KEPT_MAX = 64, TEXT_BYTES = 256 };

#define PATIENCE_US (30 * LT_US_PER_SECOND)

/* What the last results said; the first KEPT_MAX ids have a place. */
struct kept {
	bool failed;
	char outcome[TEXT_BYTES], note[TEXT_BYTES], field[TEXT_BYTES];
	unsigned times;
};

struct world {
	struct lt_pool *pool;
	size_t capability, count, failed_count;
	uint64_t last_id;
	bool in_order;
	struct kept kept[KEPT_MAX];
	char dir[64], script[96];
};

static void on_result(void *owner, uint64_t id, const Lt__JobResult *result)
{
	struct world *w = owner;
	w->count++;
	w->failed_count += result->failed != 0;
	w->in_order &= id == w->last_id + 1;
	w->last_id = id;
	if (id >= KEPT_MAX)
		return;
	struct kept *k = &w->kept[id];
	k->failed = result->failed;
	k->times++;
	(void)snprintf(k->outcome, TEXT_BYTES, "%s", result->outcome);
	(void)snprintf(k->note, TEXT_BYTES, "%s", result->note);
	if (result->n_fields && result->fields[0]->value_case == LT__FIELD__VALUE_TEXT)
		(void)snprintf(k->field, TEXT_BYTES, "%s=%s", result->fields[0]->name,
			       result->fields[0]->text);
}

static void open_with(struct world *w, const char *adapter, int64_t timeout_us, uint32_t workers)
{
	struct lt_err err = {0};
	struct lt_pool_options options = {
		.on_result = on_result, .owner = w, .program = lt_test_program()};
	struct lt_pool_capability capability = {.name = "test.step",
						.adapter = adapter,
						.timeout_us = timeout_us,
						.workers = workers};
	w->in_order = true;
	w->last_id = UINT64_MAX;
	assert_int_equal(lt_pool_new(&options, &w->pool, &err), 0);
	assert_int_equal(lt_pool_add(w->pool, &capability, &w->capability, &err), 0);
}

static void open_script(struct world *w, const char *text, int64_t timeout_us)
{
	char adapter[128];
	(void)snprintf(w->dir, sizeof w->dir, "/tmp/lt-pool-test-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	(void)snprintf(w->script, sizeof w->script, "%s/adapter.sh", w->dir);
	FILE *file = fopen(w->script, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	(void)snprintf(adapter, sizeof adapter, "exec:/bin/sh %s", w->script);
	open_with(w, adapter, timeout_us, 1);
}

static void close_world(struct world *w)
{
	lt_pool_free(w->pool);
	if (!*w->dir)
		return;
	assert_int_equal(unlink(w->script), 0);
	assert_int_equal(rmdir(w->dir), 0);
}

static void give(struct world *w, uint64_t id)
{
	char code[32];
	Lt__Job job = LT__JOB__INIT;
	Lt__Field plot = LT__FIELD__INIT, *args[] = {&plot};
	(void)snprintf(code, sizeof code, "H01-250701-%llu", (unsigned long long)id);
	plot.name = "plot";
	plot.value_case = LT__FIELD__VALUE_TEXT;
	plot.text = "thửa 12";
	job.dossier = id + 1;
	job.code = code;
	job.step = "check";
	job.capability = "test.step";
	job.attempt = 1;
	job.args = args;
	job.n_args = 1;
	assert_int_equal(lt_pool_give(w->pool, w->capability, id, &job), 0);
}

/* Runs the pool until so many results came. */
static void wait_results(struct world *w, size_t count)
{
	struct lt_clock clock = lt_clock_system();
	int64_t end_us = lt_clock_monotonic(&clock) + PATIENCE_US, now_us;
	while (w->count < count && (now_us = lt_clock_monotonic(&clock)) < end_us) {
		lt_pool_flush(w->pool);
		struct pollfd fd = {.fd = lt_pool_fd(w->pool), .events = POLLIN};
		int64_t us = lt_pool_next_us(w->pool) - now_us;
		int64_t ms = us < 0 ? 0 : us / 1000 + 1;
		(void)poll(&fd, 1, ms < 1000 ? (int)ms : 1000);
		lt_pool_step(w->pool);
	}
	assert_int_equal(w->count, count);
}

static void assert_note(const struct world *w, uint64_t id, enum lt_runner_note note)
{
	const struct kept *k = &w->kept[id];
	assert_true(k->failed);
	assert_int_equal(k->times, 1);
	if (strncmp(k->note, lt_runner_note(note), strlen(lt_runner_note(note))) != 0)
		assert_string_equal(k->note, lt_runner_note(note));
}

/* A world that gave one job to this script. */
static void run_one(struct world *w, const char *script)
{
	*w = (struct world){0};
	open_script(w, script, 20 * LT_US_PER_SECOND);
	give(w, 0);
	wait_results(w, 1);
}

static void expect_failure(const char *script, enum lt_runner_note note)
{
	struct world w;
	run_one(&w, script);
	assert_note(&w, 0, note);
	close_world(&w);
}

/* -- built in -- */

static void test_pool__builtin_pass__answers_ok(void **state)
{
	(void)state;
	struct world w = {0};
	open_with(&w, "builtin:pass", 20 * LT_US_PER_SECOND, 1);
	give(&w, 0);
	wait_results(&w, 1);
	assert_false(w.kept[0].failed);
	assert_string_equal(w.kept[0].outcome, "");
	close_world(&w);
}

static void test_pool__10000_jobs__each_answered_once_in_order(void **state)
{
	(void)state;
	struct world w = {0};
	open_with(&w, "builtin:pass", 20 * LT_US_PER_SECOND, 1);
	for (uint64_t i = 0; i < 10000; i++)
		give(&w, i);
	wait_results(&w, 10000);
	assert_int_equal(w.failed_count, 0);
	assert_true(w.in_order);
	assert_int_equal(lt_pool_stats(w.pool).started, 1);
	close_world(&w);
}

static void test_pool__three_children__share_the_jobs(void **state)
{
	(void)state;
	struct world w = {0};
	open_with(&w, "builtin:pass", 20 * LT_US_PER_SECOND, 3);
	for (uint64_t i = 0; i < 3000; i++)
		give(&w, i);
	wait_results(&w, 3000);
	assert_int_equal(w.failed_count, 0);
	assert_int_equal(lt_pool_stats(w.pool).started, 3);
	for (size_t i = 0; i < KEPT_MAX; i++)
		assert_int_equal(w.kept[i].times, 1);
	close_world(&w);
}

static void test_pool_add__unknown_adapter__is_refused(void **state)
{
	(void)state;
	struct world w = {0};
	struct lt_err err = {0};
	size_t number;
	struct lt_pool_capability c = {
		.name = "x", .adapter = "shell:rm", .timeout_us = 1, .workers = 1};
	open_with(&w, "builtin:pass", LT_US_PER_SECOND, 1);
	assert_int_equal(lt_pool_add(w.pool, &c, &number, &err), LT_E_USAGE);
	assert_non_null(strstr(err.text, "builtin:pass"));
	c.adapter = "exec:relative/path";
	assert_int_equal(lt_pool_add(w.pool, &c, &number, &err), LT_E_USAGE);
	close_world(&w);
}

/* -- programs -- */

static void test_pool__script_answers__result_has_its_fields(void **state)
{
	(void)state;
	struct world w;
	run_one(&w, "while read -r line; do\n"
		    "  case \"$line\" in\n"
		    "  *'\"dossier\":\"H01-250701-0\"'*'\"args\":{\"plot\":\"thửa 12\"}'*)\n"
		    "    echo '{\"outcome\":\"found\",\"fields\":{\"owner\":\"Trần Thị Bé\"},"
		    "\"note\":\"có trong sổ\"}';;\n"
		    "  *) echo '{\"failed\":true}';;\n"
		    "  esac\n"
		    "done\n");
	assert_false(w.kept[0].failed);
	assert_string_equal(w.kept[0].outcome, "found");
	assert_string_equal(w.kept[0].note, "có trong sổ");
	assert_string_equal(w.kept[0].field, "owner=Trần Thị Bé");
	for (uint64_t i = 1; i < 20; i++)
		give(&w, i);
	wait_results(&w, 20);
	assert_int_equal(w.failed_count, 19); /* other dossiers: the script says failed */
	assert_true(w.in_order);
	assert_int_equal(lt_pool_stats(w.pool).started, 1); /* one program for all of them */
	close_world(&w);
}

static void test_pool__script_hangs__killed_at_its_time_and_the_next_job_runs(void **state)
{
	(void)state;
	struct world w = {0};
	open_script(&w,
		    "while read -r line; do\n"
		    "  case \"$line\" in\n"
		    "  *'250701-0\"'*) sleep 1000 & wait;;\n"
		    "  *) echo '{}';;\n"
		    "  esac\n"
		    "done\n",
		    LT_US_PER_SECOND / 2);
	give(&w, 0);
	give(&w, 1);
	wait_results(&w, 2);
	assert_note(&w, 0, LT_RUNNER_NOTE_TIMEOUT);
	assert_false(w.kept[1].failed);
	assert_int_equal(lt_pool_stats(w.pool).killed, 1);
	assert_int_equal(lt_pool_stats(w.pool).started, 2);
	close_world(&w);
}

static void test_pool__script_crashes__job_fails_and_the_next_one_runs(void **state)
{
	(void)state;
	struct world w = {0};
	open_script(&w,
		    "while read -r line; do\n"
		    "  case \"$line\" in\n"
		    "  *'250701-0\"'*) kill -SEGV $$;;\n"
		    "  *) echo '{}';;\n"
		    "  esac\n"
		    "done\n",
		    20 * LT_US_PER_SECOND);
	give(&w, 0);
	give(&w, 1);
	wait_results(&w, 2);
	assert_note(&w, 0, LT_RUNNER_NOTE_ENDED);
	assert_false(w.kept[1].failed);
	close_world(&w);
}

static void test_pool__one_answer_and_exit__is_started_for_each_job(void **state)
{
	(void)state;
	struct world w = {0};
	open_script(&w, "read -r line; exec 3>&1; exec >&-; echo '{}' >&3\n",
		    20 * LT_US_PER_SECOND);
	give(&w, 0);
	wait_results(&w, 1);
	assert_false(w.kept[0].failed);
	close_world(&w);
}

static void test_pool__program_absent__job_fails(void **state)
{
	(void)state;
	struct world w = {0};
	open_with(&w, "exec:/nonexistent/program", LT_US_PER_SECOND, 1);
	give(&w, 0);
	wait_results(&w, 1);
	assert_note(&w, 0, LT_RUNNER_NOTE_NOT_STARTED);
	close_world(&w);
}

static void test_pool__garbage__is_a_failed_job(void **state)
{
	(void)state;
	expect_failure("while read -r l; do echo 'not json'; done\n", LT_RUNNER_NOTE_NOT_JSON);
}

static void test_pool__huge_output__is_a_failed_job(void **state)
{
	(void)state;
	expect_failure("read -r l; head -c 70000 /dev/zero | tr '\\0' a; echo; read -r l\n",
		       LT_RUNNER_NOTE_TOO_LONG);
	expect_failure("read -r l; tr '\\0' a </dev/zero\n", LT_RUNNER_NOTE_TOO_LONG);
}

static void test_pool__program__is_bound(void **state)
{
	(void)state;
	struct world w;
	run_one(&w, "read -r l\n"
		    "p=$(sed -n 's/^NoNewPrivs:[^0-9]*//p' /proc/self/status)\n"
		    "n=\"files $(ulimit -n) core $(ulimit -c) privileges $p\"\n"
		    "echo '{\"note\":\"'\"$n\"'\"}'\n"
		    "read -r l\n");
	assert_string_equal(w.kept[0].note, "files 256 core 0 privileges 1");
	close_world(&w);
}

static void test_pool__program_burns_cpu__is_stopped(void **state)
{
	(void)state;
	struct world w = {0};
	open_script(&w, "read -r l; while :; do :; done\n", LT_US_PER_SECOND / 2);
	give(&w, 0);
	wait_results(&w, 1);
	assert_note(&w, 0, LT_RUNNER_NOTE_TIMEOUT);
	close_world(&w);
}

/* -- children -- */

static pid_t child_of_this_process(void)
{
	char path[64], line[64];
	(void)snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	char *got = fgets(line, sizeof line, file);
	(void)fclose(file);
	return got ? (pid_t)strtol(line, NULL, 10) : 0;
}

static void test_pool__child_killed_from_outside__its_jobs_fail_and_it_comes_back(void **state)
{
	(void)state;
	struct world w = {0};
	open_script(&w, "while read -r l; do echo '{}'; done\n", 20 * LT_US_PER_SECOND);
	give(&w, 0);
	wait_results(&w, 1);
	pid_t pid = child_of_this_process();
	assert_true(pid > 0);
	siginfo_t stopped;
	assert_int_equal(kill(pid, SIGSTOP), 0); /* it will have the job, and not answer */
	assert_int_equal(waitid(P_PID, (id_t)pid, &stopped, WSTOPPED), 0);
	give(&w, 1);
	lt_pool_flush(w.pool);
	assert_int_equal(kill(pid, SIGKILL), 0);
	wait_results(&w, 2);
	assert_note(&w, 1, LT_RUNNER_NOTE_DIED);
	give(&w, 2);
	wait_results(&w, 3);
	assert_false(w.kept[2].failed);
	assert_int_equal(lt_pool_stats(w.pool).died, 1);
	close_world(&w);
}

static void test_pool_free__with_children__leaves_none(void **state)
{
	(void)state;
	struct world w = {0};
	open_script(&w, "while read -r l; do sleep 1000; done\n", 20 * LT_US_PER_SECOND);
	give(&w, 0);
	lt_pool_flush(w.pool);
	assert_true(child_of_this_process() > 0);
	close_world(&w);
	assert_int_equal(child_of_this_process(), 0);
	assert_int_equal(w.count, 0);
}

static size_t open_files(void)
{
	size_t count = 0;
	DIR *dir = opendir("/proc/self/fd");
	assert_non_null(dir);
	while (readdir(dir))
		count++;
	(void)closedir(dir);
	return count;
}

static void test_pool__many_restarts__leak_no_descriptors(void **state)
{
	(void)state;
	size_t before = open_files();
	struct world w = {0};
	open_script(&w, "read -r l; exit 3\n", 20 * LT_US_PER_SECOND);
	for (uint64_t i = 0; i < 5; i++)
		give(&w, i);
	wait_results(&w, 5);
	assert_int_equal(w.failed_count, 5);
	close_world(&w);
	assert_int_equal(open_files(), before);
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "--runner") == 0)
		return lt_runner_main(argv[2], argv[3], argv[4]);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pool__builtin_pass__answers_ok),
		cmocka_unit_test(test_pool__10000_jobs__each_answered_once_in_order),
		cmocka_unit_test(test_pool__three_children__share_the_jobs),
		cmocka_unit_test(test_pool_add__unknown_adapter__is_refused),
		cmocka_unit_test(test_pool__script_answers__result_has_its_fields),
		cmocka_unit_test(test_pool__script_hangs__killed_at_its_time_and_the_next_job_runs),
		cmocka_unit_test(test_pool__script_crashes__job_fails_and_the_next_one_runs),
		cmocka_unit_test(test_pool__one_answer_and_exit__is_started_for_each_job),
		cmocka_unit_test(test_pool__program_absent__job_fails),
		cmocka_unit_test(test_pool__garbage__is_a_failed_job),
		cmocka_unit_test(test_pool__huge_output__is_a_failed_job),
		cmocka_unit_test(test_pool__program__is_bound),
		cmocka_unit_test(test_pool__program_burns_cpu__is_stopped),
		cmocka_unit_test(
			test_pool__child_killed_from_outside__its_jobs_fail_and_it_comes_back),
		cmocka_unit_test(test_pool_free__with_children__leaves_none),
		cmocka_unit_test(test_pool__many_restarts__leak_no_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
