/* SPDX-License-Identifier: EUPL-1.2 */
/* What is looked for, and what is said when there is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tools/lienthong/served_fixture.h"

static void test_search__nothing_found__said_with_the_term(void **state)
{
	Lt__FetchReply reply = LT__FETCH_REPLY__INIT;
	struct lt_err err = {0};
	(void)state;
	char *out = served_said(&lt_tool_search, SERVED_WORDS("nguyen thi"), &reply, 0, &err);
	assert_non_null(strstr(out, "'nguyen thi'"));
	free(out);
}

static void test_search__no_term_or_two__wrong_usage(void **state)
{
	const char *const *const lines[] = {SERVED_WORDS(NULL), SERVED_WORDS(""),
					    SERVED_WORDS("a", "b"),
					    SERVED_WORDS("a", "--limit", "x")};
	(void)state;
	served_wrong_usage(&lt_tool_search, lines, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_search__nothing_found__said_with_the_term),
		cmocka_unit_test(test_search__no_term_or_two__wrong_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
