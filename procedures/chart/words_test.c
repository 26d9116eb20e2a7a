/* SPDX-License-Identifier: EUPL-1.2 */
/* Nobody who works with the catalogue reads a code: each outcome that a person chooses or waits for
 * has a word, the procedure's own or ours; each paper that is awaited has a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/forms/words.h"
#include "procedures/host/host_fixture.h"

static bool is_read(const struct lt_step *s)
{
	return s->kind == LT__STEP_KIND__STEP_KIND_HUMAN ||
	       s->kind == LT__STEP_KIND__STEP_KIND_HANDOFF ||
	       s->kind == LT__STEP_KIND__STEP_KIND_CONSULT ||
	       s->kind == LT__STEP_KIND__STEP_KIND_WAIT;
}

/* Is what another agency is to send called by something? */
static bool has_name(const struct lt_definition *d, const char *id)
{
	for (uint32_t i = 0; i < d->papers_count; i++)
		if (strcmp(d->papers[i].id, id) == 0)
			return true;
	for (uint32_t i = 0; i < d->results_count; i++)
		if (strcmp(d->results[i].id, id) == 0)
			return true;
	return false;
}

static int nameless(const char *path, const struct lt_definition *d, const struct lt_step *s)
{
	int count = 0;
	for (uint32_t i = 0; i < s->expects.count; i++)
		if (!has_name(d, s->expects.items[i]))
			count += fprintf(stderr, "%s: expects %s\n", path, s->expects.items[i]) > 0;
	return count;
}

static int wordless(const char *path, const struct lt_step *s, int *ret_seen)
{
	int count = 0;
	for (uint32_t i = 0; is_read(s) && i < s->on_count; i++) {
		const struct lt_target *on = &s->on[i];
		++*ret_seen;
		if (!on->label && lt_word_outcome(on->outcome) == on->outcome)
			count += fprintf(stderr, "%s: %s: %s\n", path, s->name, on->outcome) > 0;
	}
	for (uint32_t i = 0; i < s->events_count; i++)
		if (lt_word_signal(s->events[i].event) == s->events[i].event)
			count += fprintf(stderr, "%s: %s\n", path, s->events[i].event) > 0;
	if (s->outcome && lt_word_outcome(s->outcome) == s->outcome)
		count += fprintf(stderr, "%s: ends as %s\n", path, s->outcome) > 0;
	return count;
}

struct tally {
	int seen, missing;
};

static void read_words(const char *path, const struct lt_definition *d, void *owner)
{
	struct tally *tally = owner;
	for (uint32_t k = 0; k < d->steps_count; k++) {
		tally->missing += wordless(path, &d->steps[k], &tally->seen);
		tally->missing += nameless(path, d, &d->steps[k]);
	}
}

static void test_words__catalogue__every_outcome_and_signal_has_one(void **state)
{
	struct tally tally = {0};
	(void)state;
	fixture_each_procedure(read_words, &tally);
	assert_true(tally.seen >= 600);
	assert_int_equal(tally.missing, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words__catalogue__every_outcome_and_signal_has_one),
	};
	return cmocka_run_group_tests_name("chart.words", tests, NULL, fixture_done);
}
