/* SPDX-License-Identifier: EUPL-1.2 */
/* Files rewritten where they lie, or left as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "tests/support/support.h"
#include "tools/lienthong/served_fixture.h"
#include "tools/lienthong/writefile.h"

static const char english[] = "return procedure { code = \"1\" } -- code\n";
static const char vietnamese[] = "return thu_tuc { ma = \"1\" } -- code\n";

struct files {
	struct served served;
	char *path;
};

static void files_start(struct files *f, const char *text)
{
	*f = (struct files){.served.folder = lt_test_folder()};
	served_write(&f->served, "p.lua", text);
	assert_true(asprintf(&f->path, "%s/p.lua", f->served.folder) > 0);
}

static void files_end(struct files *f)
{
	lt_test_remove(f->served.folder);
	free(f->path);
}

static int fmt(struct files *f, const char *option, const char *more, struct lt_err *err)
{
	char *out = NULL;
	int r = served_run(&f->served, &lt_tool_fmt, SERVED_WORDS(f->path, option, more), &out,
			   err);
	free(out);
	return r;
}

static void assert_content(const struct files *f, const char *expected)
{
	char text[1024] = {0};
	FILE *file = fopen(f->path, "re");
	assert_non_null(file);
	(void)fread(text, 1, sizeof text - 1, file);
	(void)fclose(file);
	assert_string_equal(text, expected);
}

static void test_fmt__to_vietnamese_and_back__is_the_same_file(void **state)
{
	struct files f;
	struct lt_err err = {0};
	struct stat st;
	(void)state;
	files_start(&f, english);
	assert_int_equal(chmod(f.path, 0640), 0);
	assert_int_equal(fmt(&f, "--vi", NULL, &err), 0);
	assert_content(&f, vietnamese);
	assert_int_equal(stat(f.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(fmt(&f, "--en", NULL, &err), 0);
	assert_content(&f, english);
	files_end(&f);
}

static void test_fmt__check__tells_and_leaves_it(void **state)
{
	struct files f;
	struct lt_err err = {0};
	(void)state;
	files_start(&f, english);
	assert_int_equal(fmt(&f, "--check", "--vi", &err), LT_E_REFUSED);
	assert_content(&f, english);
	assert_int_equal(fmt(&f, "--check", "--en", &err), 0);
	assert_int_equal(fmt(&f, "--check", NULL, &err), 0);
	files_end(&f);
}

static void test_fmt__mixed_words__become_the_form_it_begins_in(void **state)
{
	struct files f;
	struct lt_err err = {0};
	(void)state;
	files_start(&f, "return thu_tuc { code = \"1\" } -- code\n");
	assert_int_equal(fmt(&f, NULL, NULL, &err), 0);
	assert_content(&f, vietnamese);
	files_end(&f);
}

static void test_fmt__what_it_cannot_read__stays(void **state)
{
	struct files f;
	struct lt_err err = {0};
	(void)state;
	files_start(&f, "return directory {}\n");
	assert_int_equal(fmt(&f, NULL, NULL, &err), LT_E_FORMAT);
	served_says(&err, "không phải tệp thủ tục");
	files_end(&f);
	files_start(&f, "return procedure { code = \"1\n");
	assert_int_equal(fmt(&f, "--vi", NULL, &err), LT_E_FORMAT);
	served_says(&err, "dòng 1");
	assert_content(&f, "return procedure { code = \"1\n");
	assert_int_equal(fmt(&f, "--vi", "--en", &err), LT_E_USAGE);
	files_end(&f);
}

static void test_writefile__no_such_folder__says_which_file(void **state)
{
	struct lt_err err = {0};
	(void)state;
	assert_int_equal(lt_writefile("/invalid/no/p.lua", lt_slice_str("x"), &err), LT_E_IO);
	served_says(&err, "/invalid/no/p.lua: không ghi được");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fmt__to_vietnamese_and_back__is_the_same_file),
		cmocka_unit_test(test_fmt__check__tells_and_leaves_it),
		cmocka_unit_test(test_fmt__mixed_words__become_the_form_it_begins_in),
		cmocka_unit_test(test_fmt__what_it_cannot_read__stays),
		cmocka_unit_test(test_writefile__no_such_folder__says_which_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
