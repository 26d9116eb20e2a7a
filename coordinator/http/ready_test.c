/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "coordinator/http/vitals.h"

static bool says(const struct lt_vitals *vitals, bool fresh, enum lt_work_kind kind,
		 const char *what)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	assert_non_null(out);
	lt_vitals_ready(vitals, fresh, (struct lt_engine_work){.kind = kind, .since_us = 5},
			12 * LT_US_PER_SECOND, out);
	assert_int_equal(fclose(out), 0);
	bool found = what ? strstr(text, what) != NULL : size == 0;
	free(text);
	return found;
}

static void test_ready__all_well__says_nothing(void **state)
{
	struct lt_vitals well = {.healthy = 1};
	(void)state;
	assert_true(says(&well, true, LT_WORK_NONE, NULL));
	assert_true(says(&well, true, LT_WORK_APPEND, NULL)); /* it answered: it is not stuck */
}

static void test_ready__engine_stuck__says_in_what(void **state)
{
	struct lt_vitals old = {.healthy = 1};
	(void)state;
	assert_true(
		says(&old, false, LT_WORK_APPEND, "the journal stalls: an append has taken 12 s"));
	assert_true(says(&old, false, LT_WORK_CHECKPOINT, "a checkpoint has taken 12 s"));
	assert_true(says(&old, false, LT_WORK_NONE, "the engine does not answer"));
}

static void test_ready__broken_or_full__says_each(void **state)
{
	struct lt_vitals bad = {.healthy = 0, .full = 1};
	(void)state;
	assert_true(says(&bad, true, LT_WORK_NONE, "could not be rebuilt"));
	assert_true(says(&bad, true, LT_WORK_NONE, "new dossiers are refused"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ready__all_well__says_nothing),
		cmocka_unit_test(test_ready__engine_stuck__says_in_what),
		cmocka_unit_test(test_ready__broken_or_full__says_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
