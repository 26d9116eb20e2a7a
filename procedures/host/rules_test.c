/* SPDX-License-Identifier: EUPL-1.2 */
/* docs/checks.md: every rule is there with its number, its wrong example breaks that rule and no
 * other, and its right example breaks none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "procedures/host/judge.h"

#define PAGE "docs/checks.md"

enum { FILES_MAX = 4 };

/** What stands under one heading. */
struct section {
	char number[8], name[64];
	bool warning;
	struct side {
		struct lt_judge_file files[FILES_MAX];
		size_t count;
		const char *base;
	} wrong, right;
};

static struct lt_arena arena;
static const char *base_file;

#define HEAD                                                                                       \
	"return procedure { code = \"1.000001\", version = \"1\", field = \"Mẫu\", "             \
	"name = \"Mẫu\",\n legal_basis = { \"Luật\" }, fee = vnd(0), start = \"receive\", "    \
	"time_limit = untimed,\n"
#define ENDS                                                                                       \
	"finish \"granted\" { outcome = \"granted\" },\n"                                          \
	"finish \"refused\" { outcome = \"refused\", form = \"03\" } } }\n"
#define RECEIVE                                                                                    \
	"human \"receive\" { unit = \"one_stop\", role = \"receiver\", "                           \
	"limit = working_hours(4),\n"                                                              \
	"on = { complete = \"granted\", refuse = \"refused\" } },\n"

/* The block's text as a file. */
static const char *whole(const char *kind, const char *text)
{
	if (strcmp(kind, "buoc") == 0)
		return lt_arena_printf(&arena, HEAD "steps = {\n%s\n" ENDS, text);
	if (strcmp(kind, "dau") == 0)
		return lt_arena_printf(&arena, HEAD "%s\nsteps = {\n" RECEIVE ENDS, text);
	return lt_arena_str(&arena, text);
}

static void add_block(struct section *s, bool right, const char *kind, const char *text)
{
	struct side *side = right ? &s->right : &s->wrong;
	if (strcmp(kind, "kichban") == 0) /* played in tools/lienthong/check_test.c */
		return;
	bool over = strcmp(kind, "goc") == 0;
	assert_true(side->count < FILES_MAX);
	side->files[side->count] = (struct lt_judge_file){
		.kind = over ? LT_JUDGE_OVERRIDE : LT_JUDGE_PROCEDURE,
		.path = lt_arena_printf(&arena, "%s-%zu.lua", s->name, side->count),
		.text = lt_slice_str(whole(kind, text))};
	side->base = over ? base_file : side->base;
	side->count++;
}

/* Names of the findings of one side, each once, in "A B". */
static const char *names_of(const struct lt_judge_file *files, size_t count, const char *base)
{
	struct lt_judge_file under = {.kind = LT_JUDGE_PROCEDURE,
				      .path = "base.lua",
				      .text = lt_slice_str(base ? base : "")};
	struct lt_judge_case what = {.files = files,
				     .count = count,
				     .base = base ? &under : NULL,
				     .directory = fixture_directory()};
	struct lt_judged *judged;
	struct lt_err err = {0};
	const char *names = "";
	if (lt_judge(&what, &arena, &judged, &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < count; i++) {
		if (judged[i].result < 0 && judged[i].findings.errors == 0)
			fail_msg("%s: %s", files[i].path, judged[i].why);
		for (size_t k = 0; k < judged[i].findings.count; k++)
			if (!strstr(names, judged[i].findings.items[k].name))
				names = lt_arena_printf(&arena, "%s%s%s", names, *names ? " " : "",
							judged[i].findings.items[k].name);
	}
	return names;
}

static int check_section(const struct section *s)
{
	int bad = 0;
	const char *wrong = names_of(s->wrong.files, s->wrong.count, s->wrong.base);
	const char *right = names_of(s->right.files, s->right.count, s->right.base);
	bool of_tests = strcmp(s->number, "E24") == 0;
	if (s->wrong.count == 0 || strcmp(wrong, of_tests ? "" : s->name) != 0)
		bad += fprintf(stderr, "%s: the wrong example breaks: %s\n", s->name, wrong) > 0;
	if (s->right.count == 0 || *right)
		bad += fprintf(stderr, "%s: the right example breaks: %s\n", s->name, right) > 0;
	return bad;
}

/* -- reading the page -- */

static bool read_heading(const char *line, struct section *s)
{
	char more[32] = "";
	struct section new = {0};
	char own[128];
	(void)snprintf(own, sizeof own, "%.*s", (int)strcspn(line, "\n"), line);
	if (sscanf(own, "## %7s %63[A-Z_] %31[^\n]", new.number, new.name, more) < 2)
		return false;
	new.warning = *more != 0;
	*s = new;
	return true;
}

static const char *read_block(char **at)
{
	const char *text = "";
	for (char *line = *at; line; line = *at) {
		char *end = strchr(line, '\n');
		*at = end ? end + 1 : NULL;
		if (strncmp(line, "```", 3) == 0)
			return text;
		text = lt_arena_printf(&arena, "%s%.*s\n", text,
				       (int)(end ? end - line : (ptrdiff_t)strlen(line)), line);
	}
	fail_msg("a block of " PAGE " never ends");
	return text;
}

static size_t read_page(char *at, struct section *sections, size_t max)
{
	size_t count = 0;
	bool right = false;
	while (at) {
		char *line = at, *end = strchr(line, '\n');
		char kind[16] = "";
		at = end ? end + 1 : NULL;
		assert_true(count < max);
		count += read_heading(line, &sections[count]);
		right = strncmp(line, "Sai:", 4) == 0		       ? false
			: strncmp(line, "Đúng:", strlen("Đúng:")) == 0 ? true
								       : right;
		if (strncmp(line, "```", 3) != 0)
			continue;
		(void)sscanf(line, "```lua %15[a-z]", kind);
		const char *text = read_block(&at);
		if (count > 0)
			add_block(&sections[count - 1], right, kind, text);
	}
	return count;
}

static void test_page__every_rule__its_examples_hold(void **state)
{
	static const struct {
		const char *name, *number;
		bool warning;
	} rules[] = {
#define X(name, number, warning, where, message, remedy) {#name, number, warning},
#include "procedures/host/rules.inc"
#undef X
	};
	enum { RULES = sizeof rules / sizeof *rules };
	static struct section sections[RULES + 1];
	int bad = 0;
	(void)state;
	lt_arena_init(&arena, 512 << 20);
	base_file = HEAD "steps = {\n" RECEIVE ENDS;
	struct lt_slice page = fixture_read(PAGE);
	size_t count = read_page((char *)(uintptr_t)page.data, sections, RULES + 1);
	assert_int_equal(count, RULES);
	for (size_t i = 0; i < RULES; i++) { /* in the same order */
		assert_string_equal(sections[i].name, rules[i].name);
		assert_string_equal(sections[i].number, rules[i].number);
		assert_int_equal(sections[i].warning, rules[i].warning);
		bad += check_section(&sections[i]);
	}
	assert_int_equal(bad, 0);
	free((void *)(uintptr_t)page.data);
	lt_arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page__every_rule__its_examples_hold),
	};
	return cmocka_run_group_tests_name("host.rules", tests, NULL, fixture_done);
}
