/* SPDX-License-Identifier: EUPL-1.2 */
/* The node's folder: settings, boot, token, lock. */
#include "worker/node/settings.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "worker/node/folder.h"
#include "worker/node/node_fixture.h"

static void test_folder__boot_and_token__survive_and_grow(void **state)
{
	(void)state;
	struct world w = {0};
	struct lt_err err = {0};
	uint64_t first, second;
	char one[LT_FOLDER_TOKEN_BYTES], two[LT_FOLDER_TOKEN_BYTES], path[NODE_PATH_BYTES];
	struct stat info;
	make_folder(&w);
	assert_int_equal(lt_folder_boot(w.dir, &first, &err), 0);
	assert_int_equal(lt_folder_boot(w.dir, &second, &err), 0);
	assert_true(first >
		    UINT64_C(1700000000000000)); /* a folder anew: above what an old one had */
	assert_true(second > first);
	write_file(&w, "boot", "9000000000000000000\n");
	assert_int_equal(lt_folder_boot(w.dir, &second, &err), 0);
	assert_true(second ==
		    UINT64_C(9000000000000000001)); /* a clock that is behind moves none back */
	write_file(&w, "boot", "not a number\n");
	assert_int_equal(lt_folder_boot(w.dir, &second, &err), LT_E_DAMAGED);
	assert_int_equal(lt_folder_token(w.dir, one, &err), 0);
	assert_int_equal(lt_folder_token(w.dir, two, &err), 0);
	assert_string_equal(one, two);
	assert_int_equal(strlen(one), 64);
	(void)snprintf(path, sizeof path, "%s/desk.token", w.dir);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	write_file(&w, "desk.token", "short\n");
	assert_int_equal(lt_folder_token(w.dir, two, &err), LT_E_DAMAGED);
	remove_folder(&w);
}

static void test_folder_lock__second_worker__is_refused(void **state)
{
	(void)state;
	struct world w = {0};
	struct lt_err err = {0};
	int one = -1, two = -1;
	make_folder(&w);
	assert_int_equal(lt_folder_lock(w.dir, &one, &err), 0);
	assert_int_equal(lt_folder_lock(w.dir, &two, &err), LT_E_BUSY);
	(void)close(one);
	assert_int_equal(lt_folder_lock(w.dir, &two, &err), 0);
	(void)close(two);
	remove_folder(&w);
}

static void test_settings_read__errors__name_the_line(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"", "node"},
		{"node = a\n", "coordinator"},
		{"node = Not A Name\ncoordinator = x:1\n", "Not A Name"},
		{"node = a\ncoordinator = x:1\nslot = 5\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\nslots = 0\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\nadapter.x = shell:ls\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\nadapter.X = builtin:pass\n", "node.conf:3"},
		{"node = a\ncoordinator = x:1\ntimeout.x = 5\n", "adapter.x"},
		{"node = a\ncoordinator = x:1\ntls.name = c\n", "tls.ca"},
		{"node = a\ncoordinator = x:1\nweb.proxy = nginx\n", "web.proxy"},
		{"node = a\ncoordinator = x:1\nweb.url = http://a.vn\n", "web.url"},
		{"node = a\ncoordinator = x:1\nweb.url = https://a.vn/\n", "web.url"},
		{"node = a\ncoordinator = x:1\nweb.url = https://a.vn/?x=1#y\n", "web.url"},
		{"node = a\ncoordinator = x:1\nadapter.x = builtin:pass\nworkers.x = 1000\n",
		 "node.conf:4"},
	};
	struct world w = {0};
	struct lt_err err = {0};
	struct lt_settings settings;
	make_folder(&w);
	assert_int_equal(lt_settings_read(w.dir, &settings, &err), LT_E_ABSENT);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		write_file(&w, "node.conf", bad[i][0]);
		assert_true(lt_settings_read(w.dir, &settings, &err) < 0);
		if (!strstr(err.text, bad[i][1]))
			assert_string_equal(err.text, bad[i][1]);
	}
	write_file(&w, "node.conf",
		   "node = a\ncoordinator = x:1\nadapter.x = exec:/bin/x -v\ntimeout.x = 5\n"
		   "adapter.y = builtin:pass\nworkers.y = 3\n"
		   "web.url = https://dvc.a.gov.vn/hs\n");
	assert_int_equal(lt_settings_read(w.dir, &settings, &err), 0);
	assert_int_equal(settings.slots, 16);
	assert_int_equal(settings.capabilities_count, 2);
	assert_int_equal(settings.capabilities[0].timeout_us, 5 * LT_US_PER_SECOND);
	assert_int_equal(settings.capabilities[1].workers, 3);
	assert_string_equal(settings.web_url, "https://dvc.a.gov.vn/hs");
	lt_settings_done(&settings);
	remove_folder(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folder__boot_and_token__survive_and_grow),
		cmocka_unit_test(test_folder_lock__second_worker__is_refused),
		cmocka_unit_test(test_settings_read__errors__name_the_line),
	};
	if (sodium_init() < 0)
		return EXIT_FAILURE;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
