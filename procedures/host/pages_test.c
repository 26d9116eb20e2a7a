/* SPDX-License-Identifier: EUPL-1.2 */
/* The reference pages of the language: every example loads without a finding, in both forms, and no
 * option is missing from its page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "procedures/host/rewrite.h"

enum { KEY_BYTES = 64, PATH_BYTES = 128 };

static char *page(const char *name)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof path, "docs/language/%s.md", name);
	return (char *)(uintptr_t)fixture_read(path).data;
}

static void loads(const char *name, const char *source, const char *base)
{
	struct fixture f;
	fixture_load(&f, source, base, fixture_directory());
	if (f.result < 0 || f.findings.count) {
		fixture_show(&f);
		fail_msg("docs/language/%s.md has an example with findings: %.200s", name, source);
	}
	fixture_unload(&f);
}

/* In the form it is written in, and in the other. */
static void loads_both_ways(const char *name, const char *source, const char *base)
{
	struct lt_arena arena;
	struct lt_slice other;
	struct lt_err err = {0};
	bool english = lt_rewrite_form(lt_slice_str(source)) == LT_FORM_ENGLISH;
	lt_arena_init(&arena, 16 << 20);
	loads(name, source, base);
	if (lt_rewrite(lt_slice_str(source), english ? LT_FORM_VIETNAMESE : LT_FORM_ENGLISH, &arena,
		       &other, &err) < 0)
		fail_msg("%s: %s", name, err.text);
	loads(name, (const char *)other.data, base);
	lt_arena_done(&arena);
}

/* Takes the next ```lua block out of the page; to free. NULL: no more. */
static char *next_block(const char **at)
{
	static const char opens[] = "\n```lua\n";
	const char *from = strstr(*at, opens);
	const char *to = from ? strstr(from + sizeof opens - 1, "\n```\n") : NULL;
	if (!to)
		return NULL;
	from += sizeof opens - 1;
	*at = to + 1;
	return strndup(from, (size_t)(to + 1 - from));
}

static size_t examples(const char *name)
{
	char *text = page(name), *block, *base = NULL;
	const char *at = text;
	size_t count = 0;
	while ((block = next_block(&at))) {
		bool whole = strncmp(block, "return override", 15) != 0;
		loads_both_ways(name, block, whole ? NULL : base);
		count++;
		if (whole) {
			free(base);
			base = block;
		} else {
			free(block);
		}
	}
	free(base);
	free(text);
	return count;
}

static void test_pages__examples__load_without_a_finding(void **state)
{
	static const char *const names[] = {"header", "human",	"handoff",   "consult",
					    "auto",   "wait",	"parallel",  "choose",
					    "call",   "finish", "functions", "override"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (examples(names[i]) == 0)
			fail_msg("docs/language/%s.md has no example", names[i]);
}

/* Every name of the list must be first in a row of a table: | `name` |. */
static void all_described(const char *name, const char *list)
{
	char *text = page(name);
	while (*list) {
		char row[KEY_BYTES];
		size_t n = strcspn(list, ",");
		(void)snprintf(row, sizeof row, "\n| `%.*s` |", (int)n, list);
		if (!strstr(text, row))
			fail_msg("docs/language/%s.md does not describe %.*s", name, (int)n, list);
		list += n;
		list += strspn(list, ", ");
	}
	free(text);
}

/* The options are those that the checker offers for one that does not exist. */
static void options_of(const char *name, const char *source, size_t wanted)
{
	static const char before[] = "được dùng: ";
	struct fixture f;
	size_t found = 0;
	fixture_load(&f, source, NULL, NULL);
	for (size_t i = 0; i < f.findings.count; i++) {
		const char *remedy = f.findings.items[i].remedy;
		const char *list = strcmp(f.findings.items[i].rule, "E26") == 0
					   ? strstr(remedy, before)
					   : NULL;
		if (!list)
			continue;
		all_described(name, list + sizeof before - 1);
		found++;
	}
	assert_int_equal(found, wanted);
	fixture_unload(&f);
}

static void test_pages__options__are_all_described(void **state)
{
	static const struct {
		const char *page, *step;
		size_t lists;
	} kinds[] = {
		{"human", "human \"s\" { nothing = 1 }", 1},
		{"handoff", "handoff \"s\" { nothing = 1 }", 1},
		{"consult", "consult \"s\" { nothing = 1 }", 1},
		{"auto", "auto \"s\" { nothing = 1 }", 1},
		{"wait", "wait \"s\" { nothing = 1 }", 1},
		{"parallel", "parallel \"s\" { nothing = 1, branch \"b\" { nothing = 1 } }", 2},
		{"choose", "choose \"s\" { nothing = 1 }", 1},
		{"call", "call \"s\" { nothing = 1 }", 1},
		{"finish", "finish \"s\" { nothing = 1 }", 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char source[512];
		(void)snprintf(source, sizeof source, "return procedure { steps = { %s } }",
			       kinds[i].step);
		options_of(kinds[i].page, source, kinds[i].lists);
	}
	options_of("header",
		   "return procedure { nothing = 1, fields = { a = text { nothing = 1 } },\n"
		   "documents = { doc { nothing = 1 } }, results = { result { nothing = 1 } },\n"
		   "steps = {} }",
		   4);
}

static void test_pages__options_of_tables_inside__are_named(void **state)
{
	char *consult = page("consult"), *autos = page("auto");
	(void)state;
	assert_non_null(strstr(consult, "{ unit = \"...\", level = \"...\", at = \"...\" }"));
	assert_non_null(strstr(autos, "{ times = 5, backoff = minutes(10) }"));
	free(consult);
	free(autos);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages__examples__load_without_a_finding),
		cmocka_unit_test(test_pages__options__are_all_described),
		cmocka_unit_test(test_pages__options_of_tables_inside__are_named),
	};
	return cmocka_run_group_tests(tests, NULL, fixture_done);
}
