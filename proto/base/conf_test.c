/* SPDX-License-Identifier: EUPL-1.2 */
/* Settings files: what is read, and that every slip is told with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/conf.h"

static const char *const known[] = {"listen", "slots", "adapter.*", NULL};
static char path[] = "/tmp/lienthong-conf-XXXXXX";
static struct lt_err err;

static int make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int drop_file(void **state)
{
	(void)state;
	return remove(path);
}

static int read_text(const char *text, struct lt_conf *ret)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	err = (struct lt_err){0};
	return lt_conf_read(path, known, ret, &err);
}

static void refuses(const char *text, const char *line_and_words)
{
	struct lt_conf conf = {0};
	assert_int_equal(read_text(text, &conf), LT_E_FORMAT);
	if (!strstr(err.text, line_and_words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, line_and_words);
	assert_null(conf.items); /* untouched on failure */
}

static void test_conf_read__lines_and_comments__gives_trimmed_values(void **state)
{
	(void)state;
	LT_AUTO(conf) struct lt_conf conf = {0};
	assert_int_equal(read_text("# chú thích\n\n  listen = 127.0.0.1:7400 \r\n"
				   "adapter.dan_cu.tra_cuu=exec:/bin/x a=b\nslots =",
				   &conf),
			 0);
	assert_int_equal(conf.count, 3);
	assert_string_equal(lt_conf_text(&conf, "listen", NULL), "127.0.0.1:7400");
	assert_string_equal(lt_conf_text(&conf, "adapter.dan_cu.tra_cuu", NULL), "exec:/bin/x a=b");
	assert_string_equal(lt_conf_text(&conf, "slots", "otherwise"), "");
	assert_string_equal(lt_conf_text(&conf, "absent", "otherwise"), "otherwise");
	assert_int_equal(conf.items[1].line, 4);
}

static void test_conf_read__a_slip__is_told_with_its_line(void **state)
{
	(void)state;
	refuses("listen = a\nslost = 3\n", ":2: không có thiết lập tên 'slost'");
	refuses("listen\n", ":1: thiếu dấu '=' trong 'listen'");
	refuses("listen = a\n\n\nlisten = b\n", ":4: 'listen' đã đặt ở dòng trên");
	refuses("adapter. = x\n", ":1: không có thiết lập tên 'adapter.'");
	refuses("adapter = x\n", ":1: không có thiết lập tên 'adapter'");
}

static void test_conf_read__no_file_or_no_text__is_told(void **state)
{
	(void)state;
	struct lt_conf conf = {0};
	err = (struct lt_err){0};
	assert_int_equal(lt_conf_read("/nonexistent/node.conf", known, &conf, &err), LT_E_ABSENT);
	assert_non_null(strstr(err.text, "/nonexistent/node.conf"));
	assert_int_equal(lt_conf_read("/", known, &conf, &err), LT_E_IO);
	assert_null(conf.items);
}

static void test_conf_number__in_and_out_of_bounds__gives_or_names_the_line(void **state)
{
	(void)state;
	static const char *const bad[] = {"0", "101", "7x", "", "x", "1e2", "99999999999999999999"};
	int64_t n = -1;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		LT_AUTO(conf) struct lt_conf conf = {0};
		char text[100];
		(void)snprintf(text, sizeof text, "\nslots = %s\n", bad[i]);
		assert_int_equal(read_text(text, &conf), 0);
		assert_int_equal(lt_conf_number(&conf, "slots", 5, 1, 100, &n, &err), LT_E_FORMAT);
		assert_non_null(strstr(err.text, ":2: 'slots' phải là số từ 1 đến 100"));
		assert_int_equal(n, -1);
	}
	LT_AUTO(conf) struct lt_conf conf = {0};
	assert_int_equal(read_text("slots = 100\n", &conf), 0);
	assert_int_equal(lt_conf_number(&conf, "slots", 5, 1, 100, &n, &err), 0);
	assert_int_equal(n, 100);
	assert_int_equal(lt_conf_number(&conf, "absent", 5, 1, 100, &n, &err), 0);
	assert_int_equal(n, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conf_read__lines_and_comments__gives_trimmed_values),
		cmocka_unit_test(test_conf_read__a_slip__is_told_with_its_line),
		cmocka_unit_test(test_conf_read__no_file_or_no_text__is_told),
		cmocka_unit_test(test_conf_number__in_and_out_of_bounds__gives_or_names_the_line),
	};
	return cmocka_run_group_tests_name("conf", tests, make_file, drop_file);
}
