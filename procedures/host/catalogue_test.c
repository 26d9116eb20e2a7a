/* SPDX-License-Identifier: EUPL-1.2 */
/* The catalogue and the directory that comes with it belong together: wherever a national procedure
 * wants a signature, somebody may sign. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "proto/base/time.h"

/* Does a step with this place come to the unit? */
static bool comes_to(const struct lt_place *place, const struct lt_unit *unit, int64_t at_us)
{
	return place->unit && strcmp(place->unit, unit->kind) == 0 &&
	       (!place->level || strcmp(place->level, unit->level) == 0) &&
	       lt_span_has(unit->span, at_us);
}

/* Units that a step with a signature comes to and where nobody has its role. */
static int unsigned_at(const struct lt_definition *d, const struct lt_step *s, int64_t at_us,
		       struct lt_arena *arena)
{
	const struct lt_directory *directory = fixture_directory();
	int missing = 0;
	for (size_t i = 0; i < lt_directory_units_count(directory); i++) {
		const struct lt_unit *unit = lt_directory_unit_at(directory, i);
		const char **who;
		size_t count = 0;
		if (!comes_to(&s->place, unit, at_us))
			continue;
		assert_int_equal(lt_directory_who(directory, unit->code, s->role, at_us, arena,
						  &who, &count),
				 0);
		if (count == 0)
			missing += fprintf(stderr, "%s %s: nobody at %s is %s\n", d->code, s->name,
					   unit->code, s->role) > 0;
	}
	return missing;
}

struct tally {
	int64_t at_us;
	struct lt_arena arena;
	int signatures, missing;
};

static void count_signatures(const char *path, const struct lt_definition *d, void *owner)
{
	struct tally *tally = owner;
	(void)path;
	for (uint32_t k = 0; k < d->steps_count; k++) {
		if (d->steps[k].sign == 0)
			continue;
		tally->signatures++;
		tally->missing += unsigned_at(d, &d->steps[k], tally->at_us, &tally->arena);
	}
	lt_arena_reset(&tally->arena);
}

static void test_catalogue__every_signature__somebody_may_give_it(void **state)
{
	struct tally tally = {0};
	(void)state;
	assert_int_equal(lt_time_parse("2026-03-02 08:00", &tally.at_us), 0);
	lt_arena_init(&tally.arena, 1 << 20);
	fixture_each_procedure(count_signatures, &tally);
	lt_arena_done(&tally.arena);
	assert_true(tally.signatures >= 60);
	assert_int_equal(tally.missing, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_catalogue__every_signature__somebody_may_give_it),
	};
	return cmocka_run_group_tests_name("host.catalogue", tests, NULL, fixture_done);
}
