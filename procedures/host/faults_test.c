/* SPDX-License-Identifier: EUPL-1.2 */
/* Memory runs out at every allocation in turn: an error each time, never a crash, never a leak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <malloc.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

static long countdown = -1; /* allocations that still succeed; negative: all */
static bool recovers;	    /* only one fails */
static long made;
static bool
	shrank; /* what was refused was only a shrink: the sandbox lives with the larger block */

static bool refuse(void)
{
	made++;
	if (countdown < 0)
		return false;
	if (countdown > 0) {
		countdown--;
		return false;
	}
	if (recovers)
		countdown = -1;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return refuse() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return refuse() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size)
{
	bool refused = refuse();
	shrank = shrank || (refused && malloc_usable_size(block) >= size);
	return refused ? NULL : __real_realloc(block, size);
}

static int load_procedure(struct lt_slice source, struct lt_slice base)
{
	LT_AUTO(arena) struct lt_arena arena;
	LT_AUTO(definition) struct lt_definition *d = NULL;
	struct lt_findings findings;
	struct lt_answer answer;
	Lt__Dossier dossier;
	lt_arena_init(&arena, 1 << 20);
	int r = lt_host_load(source, "test.lua", base, NULL, &arena, &findings, &d, NULL);
	if (r < 0)
		return r;
	lt__dossier__init(&dossier);
	return d->ask(d, d->fee, &dossier, &arena, &answer, NULL);
}

static int load_directory(struct lt_slice source, struct lt_slice base)
{
	LT_AUTO(directory) struct lt_directory *d = NULL;
	(void)base;
	return lt_host_load_directory(source, "test.lua", &d, NULL);
}

static int load_calendar(struct lt_slice source, struct lt_slice base)
{
	LT_AUTO(calendar) struct lt_calendar *c = NULL;
	(void)base;
	return lt_host_load_calendar(source, "test.lua", &c, NULL);
}

/* Fails the n-th allocation, for every n that @p stride meets; once, and from there on. */
static void run_out(int (*load)(struct lt_slice, struct lt_slice), struct lt_slice source,
		    struct lt_slice base, long stride)
{
	made = 0;
	countdown = -1;
	assert_int_equal(load(source, base), 0);
	long all = made;
	for (long n = 0; n < all; n += n < 50 ? 1 : stride)
		for (int once = 0; once < 2; once++) {
			recovers = once;
			countdown = n;
			shrank = false;
			int r = load(source, base);
			countdown = -1;
			if (r != LT_E_NOMEM && !((once || shrank) && r == 0))
				fail_msg("allocation %ld of %ld: %d", n, all, r);
		}
}

static void test_load__out_of_memory_anywhere__is_an_error(void **state)
{
	static const char override[] =
		"return override { extends = \"1.004873\", version = \"2\",\n"
		"steps = { appraise = { limit = working_hours(8) } } }";
	struct lt_slice base = fixture_read("procedures/host/testdata/marital_status.lua");
	(void)state;
	run_out(load_procedure, base, lt_slice(NULL, 0), 7);
	run_out(load_procedure, lt_slice_str(override), base, 11);
	free((void *)(uintptr_t)base.data);
}

static void test_data__out_of_memory_anywhere__is_an_error(void **state)
{
	struct lt_slice directory = fixture_read("procedures/directory/two_levels.lua");
	struct lt_slice calendar = fixture_read("procedures/calendars/vn.lua");
	(void)state;
	run_out(load_directory, directory, lt_slice(NULL, 0), 97);
	run_out(load_calendar, calendar, lt_slice(NULL, 0), 31);
	free((void *)(uintptr_t)directory.data);
	free((void *)(uintptr_t)calendar.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load__out_of_memory_anywhere__is_an_error),
		cmocka_unit_test(test_data__out_of_memory_anywhere__is_an_error),
	};
	return cmocka_run_group_tests_name("host.faults", tests, NULL, NULL);
}
