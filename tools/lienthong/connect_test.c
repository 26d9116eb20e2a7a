/* SPDX-License-Identifier: EUPL-1.2 */
/* Whom the tool talks to, as whom, and that a command takes effect once. */
#include "tools/lienthong/connect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

static void refuse_all(struct served *s, struct lt_call *call, const Lt__Request *request)
{
	(void)s, (void)request;
	lt_server_refuse(call, LT_E_USAGE, "không");
}

/* -- finding -- */

static void test_session_folder__option_environment_or_here__in_this_order(void **state)
{
	struct lt_tool tool = {.folder = "asked"};
	(void)state;
	assert_int_equal(setenv("LIENTHONG_DIR", "surrounding", 1), 0);
	assert_string_equal(lt_session_folder(&tool), "asked");
	tool.folder = NULL;
	assert_string_equal(lt_session_folder(&tool), "surrounding");
	assert_int_equal(setenv("LIENTHONG_DIR", "", 1), 0);
	assert_string_equal(lt_session_folder(&tool), ".");
	assert_int_equal(unsetenv("LIENTHONG_DIR"), 0);
	assert_string_equal(lt_session_folder(&tool), ".");
}

static void open_fails(const char *folder, int error, const char *part)
{
	struct lt_tool tool;
	struct lt_session s = {0};
	struct lt_err err = {0};
	served_tool(&tool, folder);
	assert_int_equal(lt_session_open(&tool, &s, &err), error);
	served_says(&err, part);
	lt_arena_done(&tool.arena);
}

static void test_session_open__nothing_to_talk_to__says_what_to_do(void **state)
{
	struct served s = {.folder = lt_test_folder()};
	(void)state;
	open_fails(s.folder, LT_E_ABSENT, "lienthong init");
	served_write(&s, "node.conf", "node = a\n");
	open_fails(s.folder, LT_E_LINE, "lienthong-worker --dir");
	served_write(&s, "coordinator.conf", "listen = 127.0.0.1:0\n");
	open_fails(s.folder, LT_E_LINE, "lienthong-coordinator --dir");
	served_write(&s, "coordinator.conf", "lisen = 127.0.0.1:0\n");
	open_fails(s.folder, LT_E_FORMAT, "lisen");
	served_write(&s, "coordinator.conf", "listen = 127.0.0.1:1\ncheck.mib = 0\n");
	open_fails(s.folder, LT_E_ABSENT, "operator.token");
	served_write(&s, "operator.token", "0123456789abcdef\n");
	open_fails(s.folder, LT_E_LINE, "127.0.0.1:1");
	lt_test_remove(s.folder);
}

static void test_session_open__as_operator__hello_with_the_secret(void **state)
{
	struct served s;
	struct lt_tool tool;
	struct lt_session session = {0};
	struct lt_err err = {0};
	(void)state;
	served_start(&s, false, refuse_all);
	served_tool(&tool, s.folder);
	assert_int_equal(lt_session_open(&tool, &session, &err), 0);
	assert_int_equal(session.side, LT_SESSION_OPERATOR);
	assert_string_equal(session.hello->coordinator, "máy chủ thử");
	assert_string_equal(s.hello->node, "operator");
	assert_string_equal(s.hello->token, "0123456789abcdef");
	assert_true(s.hello->boot > 0);
	lt_session_close(&session);
	lt_arena_done(&tool.arena);
	served_stop(&s);
}

static void test_session_boot__two_processes_at_once__each_has_its_own(void **state)
{
	const int64_t now_us = INT64_C(1800000000000000);
	int status;
	(void)state;
	uint64_t own = lt_session_boot(now_us);
	assert_true(lt_session_boot(now_us + 1) > own);
	pid_t pid = fork();
	if (pid == 0)
		_exit(lt_session_boot(now_us) == own);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_session_open__at_a_desk__as_an_officer(void **state)
{
	struct served s;
	struct lt_tool tool;
	struct lt_session session = {0};
	struct lt_err err = {0};
	(void)state;
	served_start(&s, true, refuse_all);
	served_tool(&tool, s.folder);
	assert_int_equal(lt_session_open(&tool, &session, &err), 0);
	assert_int_equal(session.side, LT_SESSION_OFFICER);
	assert_string_equal(s.hello->token, "0123456789abcdef");
	lt_session_close(&session);
	lt_arena_done(&tool.arena);
	served_stop(&s);
}

/* A long run gives the tool's memory back now and then; what the session needs is not in it. */
static void test_session_hello__after_the_tool_gave_its_memory_back__the_same(void **state)
{
	(void)state;
	const char *units[] = {"H14.62.01"};
	struct served served;
	struct lt_tool tool;
	LT_AUTO(session) struct lt_session session = {0};
	struct lt_err err = {0};
	served_start(&served, false, refuse_all);
	served.units = units;
	served.units_count = 1;
	served_tool(&tool, served.folder);
	assert_int_equal(lt_session_open(&tool, &session, &err), 0);
	lt_arena_reset(&tool.arena);
	char *other = lt_arena_alloc(&tool.arena, 4096);
	assert_non_null(other);
	memset(other, 'x', 4096);
	assert_int_equal(lt_session_hello(&session, &err), 0);
	assert_string_equal(served.hello->token, "0123456789abcdef");
	lt_arena_reset(&tool.arena);
	assert_string_equal(session.hello->units[0], "H14.62.01");
	served_stop(&served);
	lt_arena_done(&tool.arena);
}

static void test_session_open__refused_or_odd__told(void **state)
{
	struct served s;
	(void)state;
	served_start(&s, false, refuse_all);
	s.deny_hello = LT_E_DENIED;
	open_fails(s.folder, LT_E_DENIED, "sai mã bí mật");
	s.deny_hello = 0;
	s.odd_hello = true;
	open_fails(s.folder, LT_E_VERSION, "phiên bản");
	served_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_folder__option_environment_or_here__in_this_order),
		cmocka_unit_test(test_session_open__nothing_to_talk_to__says_what_to_do),
		cmocka_unit_test(test_session_open__as_operator__hello_with_the_secret),
		cmocka_unit_test(test_session_boot__two_processes_at_once__each_has_its_own),
		cmocka_unit_test(test_session_open__at_a_desk__as_an_officer),
		cmocka_unit_test(test_session_hello__after_the_tool_gave_its_memory_back__the_same),
		cmocka_unit_test(test_session_open__refused_or_odd__told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
