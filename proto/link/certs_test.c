/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of a certificate authority; what the certificates are good for is in front_test.c. */
#include "proto/link/front_fixture.h"

#include <sys/stat.h>

static void test_certs_make__files__are_private_and_not_made_twice(void **state)
{
	(void)state;
	struct lt_err err = {0};
	struct stat s;
	char path[LT_CERT_PATH_BYTES];
	static const char *const suffixes[] = {".crt", ".key", ".crl"};
	for (size_t i = 0; i < 3; i++) {
		assert_true(lt_certs_path(dir, "ca", suffixes[i], path));
		assert_int_equal(stat(path, &s), 0);
		assert_int_equal(s.st_mode & 0777, 0600);
	}
	assert_int_equal(lt_certs_make_ca(dir, "again", &err), LT_E_EXISTS);
	struct lt_cert_request bad = {.name = "../escape"};
	assert_int_equal(lt_certs_issue(dir, &bad, &err), LT_E_USAGE);
	bad.name = "ca";
	assert_int_equal(lt_certs_issue(dir, &bad, &err), LT_E_USAGE);
	bad.name = "node";
	assert_int_equal(lt_certs_issue("/nonexistent", &bad, &err), LT_E_ABSENT);
	assert_int_equal(lt_certs_revoke(dir, "nobody", &err), LT_E_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_certs_make__files__are_private_and_not_made_twice),
	};
	return cmocka_run_group_tests(tests, make_folders, remove_folders);
}
