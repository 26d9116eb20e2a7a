/* SPDX-License-Identifier: EUPL-1.2 */
/* Each file of testdata/bad is wrong in one way. A comment --> E11:7 at the end of a line says
 * which rule must be found there and in which column; those findings, and no others, must come out.
 * A file x.lua may override x.base.lua; --> base:8:E11:45 on its first line is a finding over
 * there. It may call the procedure of x.child.lua. Every rule has such a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "procedures/host/judge.h"
#include "proto/base/ids.h"

#define BAD "procedures/host/testdata/bad"

/* "12 E11:7" for every mark, in order, one a line. */
static void read_marks(const char *text, char *out, size_t size)
{
	size_t n = 0;
	int line = 1;
	for (const char *p = text; *p; p++) {
		if (*p == '\n')
			line++;
		if (strncmp(p, "--> ", 4) != 0)
			continue;
		for (p += 4; *p && *p != '\n'; p += *p == ' ') {
			int mark = (int)strcspn(p, " \n");
			n += (size_t)snprintf(out + n, size - n, "%d %.*s\n", line, mark, p);
			p += mark;
		}
		p--;
	}
}

static void write_findings(const struct lt_findings *f, char *out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < f->count; i++) {
		const struct lt_finding *p = &f->items[i];
		if (strcmp(p->file, "test.lua") == 0)
			n += (size_t)snprintf(out + n, size - n, "%d %s:%d\n",
					      p->line ? (int)p->line : 1, p->rule, (int)p->column);
		else /* in the base; those come first */
			n += (size_t)snprintf(out + n, size - n, "1 base:%d:%s:%d\n", (int)p->line,
					      p->rule, (int)p->column);
	}
}

/* What an analyst reads is Vietnamese, fit to print, and says what to do. */
static void check_texts(const struct lt_finding *f)
{
	assert_true(lt_text_valid(lt_slice_str(f->message), 8192));
	assert_true(lt_text_valid(lt_slice_str(f->remedy), 8192));
	assert_non_null(f->file);
	assert_true(strlen(f->message) > 8 && strlen(f->remedy) > 8);
	for (const char *p = f->message; *p; p++)
		assert_false(p[0] == '{' && p[1] >= '1' && p[1] <= '4');
	assert_null(strstr(f->message, "attempt"));
	assert_null(strstr(f->message, "traceback"));
}

/* Names of the rules that were found, each between commas. */
static char found[8192] = ",";

static void note_found(const struct lt_finding *f)
{
	char name[64];
	(void)snprintf(name, sizeof name, ",%s,", f->name);
	if (!strstr(found, name))
		(void)snprintf(found + strlen(found), sizeof found - strlen(found), "%s,", f->name);
}

/* The file x.base.lua or x.child.lua beside x.lua; NULL if there is none. */
static char *read_beside(const char *name, const char *which)
{
	char path[1024];
	(void)snprintf(path, sizeof path, "%s/" BAD "/%.*s.%s.lua", getenv("LT_SOURCE_ROOT"),
		       (int)(strlen(name) - 4), name, which);
	if (access(path, R_OK) != 0)
		return NULL;
	(void)snprintf(path, sizeof path, BAD "/%.*s.%s.lua", (int)(strlen(name) - 4), name, which);
	return (char *)(uintptr_t)fixture_read(path).data;
}

/* What two files say of each other is added to what the first says alone. */
static void judge_with(struct fixture *f, const char *text, const char *child)
{
	struct lt_judge_file files[] = {
		{LT_JUDGE_PROCEDURE, "test.lua", lt_slice_str(text), NULL},
		{LT_JUDGE_PROCEDURE, "child.lua", lt_slice_str(child), NULL}};
	struct lt_judge_case what = {
		.files = files, .count = 2, .directory = fixture_directory(), .here = true};
	struct lt_judged *judged;
	assert_int_equal(lt_judge(&what, &f->arena, &judged, &f->err), 0);
	assert_int_equal(judged[1].findings.count, 0);
	f->findings = judged[0].findings;
	f->result = judged[0].result;
}

static int check_file(const char *name)
{
	char path[512], wanted[1024] = "", got[4096] = "";
	struct fixture f;
	(void)snprintf(path, sizeof path, BAD "/%s", name);
	struct lt_slice source = fixture_read(path);
	char *base = read_beside(name, "base"), *child = read_beside(name, "child");

	read_marks((const char *)source.data, wanted, sizeof wanted);
	fixture_load(&f, (const char *)source.data, base, fixture_directory());
	free(base);
	if (child)
		judge_with(&f, (const char *)source.data, child);
	free(child);
	write_findings(&f.findings, got, sizeof got);
	for (size_t i = 0; i < f.findings.count; i++) {
		check_texts(&f.findings.items[i]);
		note_found(&f.findings.items[i]);
	}
	int wrong = strcmp(wanted, got) != 0 ||
		    (!child && (f.findings.errors == 0) != (f.definition != NULL)) ||
		    f.result != (f.findings.errors ? LT_E_SCRIPT : 0);
	if (wrong) {
		(void)fprintf(stderr, "-- %s wanted:\n%s-- got:\n", name, wanted);
		fixture_show(&f);
	}
	fixture_unload(&f);
	free((void *)(uintptr_t)source.data);
	return wrong;
}

static int is_lua(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return n > 4 && strcmp(entry->d_name + n - 4, ".lua") == 0 &&
	       !strstr(entry->d_name, ".base.lua") && !strstr(entry->d_name, ".child.lua");
}

static void test_check__each_bad_sample__gives_its_marks_and_nothing_else(void **state)
{
	char path[1024];
	struct dirent **names = NULL;
	int wrong = 0;
	(void)state;
	(void)snprintf(path, sizeof path, "%s/" BAD, getenv("LT_SOURCE_ROOT"));
	int n = scandir(path, &names, is_lua, alphasort);
	assert_true(n >= 50);
	for (int i = 0; i < n; i++) {
		wrong += check_file(names[i]->d_name);
		free(names[i]);
	}
	free(names);
	assert_int_equal(wrong, 0);
}

/* After the test above. What only a bundle of files or tests can break is in
 * judge_test.c and tools/lienthong/check_test.c. */
static void test_check__every_rule__has_a_bad_sample(void **state)
{
	static const char *const rules[] = {
#define X(name, number, warning, where, message, remedy) #name,
#include "procedures/host/rules.inc"
#undef X
	};
	static const char bundles[] = ",VERSION_REUSED,CALL_CIRCLE,UNTESTED,TESTS_BROKEN,";
	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		char name[64];
		(void)snprintf(name, sizeof name, ",%s,", rules[i]);
		if (!strstr(found, name) && !strstr(bundles, name))
			fail_msg("no file of " BAD " breaks %s", rules[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check__each_bad_sample__gives_its_marks_and_nothing_else),
		cmocka_unit_test(test_check__every_rule__has_a_bad_sample),
	};
	return cmocka_run_group_tests_name("host.check", tests, NULL, fixture_done);
}
