/* SPDX-License-Identifier: EUPL-1.2 */
#include "proto/base/smallfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "proto/base/time.h"

static void test_smallfile_write__then_line__only_its_owner_reads_it(void **state)
{
	(void)state;
	char dir[] = "/tmp/lt-small-XXXXXX", path[64], line[LT_SMALLFILE_LINE_BYTES];
	struct stat st;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(lt_smallfile_line(dir, "name", line, NULL), LT_E_ABSENT);
	assert_int_equal(lt_smallfile_write(dir, "name", "một\nhai\n", NULL), 0);
	assert_int_equal(lt_smallfile_line(dir, "name", line, NULL), 0);
	assert_string_equal(line, "một");
	(void)snprintf(path, sizeof path, "%s/name", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	lt_smallfile_remove(dir, "name");
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(lt_smallfile_write(dir, "name", "x", NULL), LT_E_IO);
}

static void test_smallfile_rise__again_and_ahead_of_the_clock__always_more(void **state)
{
	(void)state;
	char dir[] = "/tmp/lt-small-XXXXXX";
	struct lt_clock clock = lt_clock_system();
	struct lt_err err = {0};
	uint64_t first = 0, next = 0;
	assert_non_null(mkdtemp(dir));
	uint64_t now = (uint64_t)lt_clock_wall(&clock);
	assert_int_equal(lt_smallfile_rise(dir, "epoch", &first, &err), 0);
	assert_true(first >= now);
	assert_int_equal(lt_smallfile_write(dir, "epoch", "9000000000000000000\n", &err), 0);
	assert_int_equal(lt_smallfile_rise(dir, "epoch", &next, &err), 0);
	assert_true(next == UINT64_C(9000000000000000001));
	assert_int_equal(lt_smallfile_rise(dir, "epoch", &next, &err), 0);
	assert_true(next == UINT64_C(9000000000000000002));
	assert_int_equal(lt_smallfile_write(dir, "epoch", "năm\n", &err), 0);
	assert_int_equal(lt_smallfile_rise(dir, "epoch", &next, &err), LT_E_DAMAGED);
	assert_non_null(strstr(err.text, "epoch="));
	lt_smallfile_remove(dir, "epoch");
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smallfile_write__then_line__only_its_owner_reads_it),
		cmocka_unit_test(test_smallfile_rise__again_and_ahead_of_the_clock__always_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
