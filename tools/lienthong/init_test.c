/* SPDX-License-Identifier: EUPL-1.2 */
/* Folders are made once, with secrets that only their owner reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"

static int init(const char *folder, const char *const *words, char **ret_out, struct lt_err *err)
{
	struct served s = {.folder = (char *)(uintptr_t)folder};
	return served_run(&s, &lt_tool_init, words, ret_out, err);
}

static mode_t mode_of(const char *folder, const char *name)
{
	LT_AUTO(free) char *path = NULL;
	struct stat st;
	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void test_init__a_new_folder__secret_and_settings(void **state)
{
	LT_AUTO(free) char *folder = NULL;
	char *parent = lt_test_folder(), *out = NULL;
	struct lt_err err = {0};
	(void)state;
	assert_true(asprintf(&folder, "%s/co", parent) > 0);
	assert_int_equal(init(folder, SERVED_WORDS(folder, "--practice", "2025-07-01"), &out, &err),
			 0);
	free(out);
	assert_int_equal(mode_of(folder, "."), 0700);
	assert_int_equal(mode_of(folder, "operator.token"), 0600);
	assert_int_equal(init(folder, SERVED_WORDS(folder), &out, &err), LT_E_EXISTS);
	free(out);
	lt_test_remove(parent);
}

static void test_init__two_folders__two_secrets(void **state)
{
	LT_AUTO(free) char *content[2] = {NULL};
	char *parent = lt_test_folder();
	(void)state;
	for (int i = 0; i < 2; i++) {
		LT_AUTO(free) char *folder = NULL;
		LT_AUTO(free) char *path = NULL;
		struct lt_err err = {0};
		char *out = NULL;
		size_t size = 0;
		assert_true(asprintf(&folder, "%s/%d", parent, i) > 0);
		assert_true(asprintf(&path, "%s/operator.token", folder) > 0);
		assert_int_equal(init(folder, SERVED_WORDS(folder), &out, &err), 0);
		free(out);
		FILE *file = fopen(path, "re");
		assert_non_null(file);
		assert_int_equal(getline(&content[i], &size, file), 65);
		assert_int_equal(fclose(file), 0);
	}
	assert_string_not_equal(content[0], content[1]);
	free(content[1]);
	lt_test_remove(parent);
}

static void test_init__wrong_words__no_folder(void **state)
{
	LT_AUTO(free) char *folder = NULL;
	char *parent = lt_test_folder();
	(void)state;
	assert_true(asprintf(&folder, "%s/n", parent) > 0);
	const char *const *const lines[] = {
		SERVED_WORDS(NULL),
		SERVED_WORDS(folder, "--coordinator", "a:1"),
		SERVED_WORDS(folder, "--node", "a"),
		SERVED_WORDS(folder, "--node", "A b", "--coordinator", "a:1"),
		SERVED_WORDS(folder, "--node", "a", "--coordinator", "a:1", "--adapter", "x"),
		SERVED_WORDS(folder, "--node", "a", "--coordinator", "a:1", "--adapter", "x="),
	};
	served_wrong_usage(&lt_tool_init, lines, sizeof lines / sizeof *lines);
	assert_int_equal(access(folder, F_OK), -1);
	lt_test_remove(parent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init__a_new_folder__secret_and_settings),
		cmocka_unit_test(test_init__two_folders__two_secrets),
		cmocka_unit_test(test_init__wrong_words__no_folder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
