/* SPDX-License-Identifier: EUPL-1.2 */
/* A node's copy is the coordinator's, whatever happened to either. */
#include <stdlib.h>
#include <string.h>

#include "tests/replica/fixture.h"
#include "tests/support/support.h"

#define TAX "thue"
#define TAX_OFFICE "G12.18.14.40"
#define TAX_OFFICER "le.thu"

static void test_follow__dossier_moves__node_sees_what_the_coordinator_sees(void **state)
{
	struct province p;
	struct follower commune = {0}, tax = {0};
	(void)state;
	province_open(&p);
	follower_open(&commune, &p, COMMUNE);
	follower_open(&tax, &p, TAX);
	follow(&commune);
	follow(&tax);
	uint64_t id = receive(&p, DESK, RECEIVER, "Nguyễn Thị Ánh");
	follow(&commune);
	follow(&tax);
	assert_int_equal(assert_same(&commune), 1);
	assert_int_equal(assert_same(&tax), 0);
	assert_int_equal(act(&p, id, "receive", "complete", RECEIVER, DESK), 0);
	follow(&commune);
	follow(&tax);
	assert_int_equal(assert_same(&commune), 1);
	assert_int_equal(assert_same(&tax), 1);
	province_close(&p);
	follower_wipe(&commune);
	follower_wipe(&tax);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_follow__dossier_moves__node_sees_what_the_coordinator_sees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
