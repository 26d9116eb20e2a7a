/* SPDX-License-Identifier: EUPL-1.2 */
/* Each file of testdata/bad is wrong in one way. A comment --> E11 at the end of a line says which
 * rule must be found there; those findings, and no others, must come out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"
#include "proto/base/ids.h"

#define BAD "procedures/host/testdata/bad"

/* "12 E11" for every mark, in order, one a line. */
static void read_marks(const char *text, char *out, size_t size)
{
	size_t n = 0;
	int line = 1;
	for (const char *p = text; *p; p++) {
		if (*p == '\n')
			line++;
		if (strncmp(p, "--> ", 4) != 0)
			continue;
		for (p += 4; *p && *p != '\n';) {
			n += (size_t)snprintf(out + n, size - n, "%d %.3s\n", line, p);
			p += p[3] == ' ' ? 4 : 3;
		}
		p--;
	}
}

static void write_findings(const struct lt_findings *f, char *out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < f->count; i++)
		n += (size_t)snprintf(out + n, size - n, "%d %s\n",
				      f->items[i].line ? (int)f->items[i].line : 1,
				      f->items[i].rule);
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

static int check_file(const char *name)
{
	char path[512], wanted[1024] = "", got[4096] = "";
	struct fixture f;
	(void)snprintf(path, sizeof path, BAD "/%s", name);
	struct lt_slice source = fixture_read(path);

	read_marks((const char *)source.data, wanted, sizeof wanted);
	fixture_load(&f, (const char *)source.data, NULL, fixture_directory());
	write_findings(&f.findings, got, sizeof got);
	for (size_t i = 0; i < f.findings.count; i++)
		check_texts(&f.findings.items[i]);
	int wrong = strcmp(wanted, got) != 0 ||
		    (f.findings.errors == 0) != (f.definition != NULL) ||
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
	return n > 4 && strcmp(entry->d_name + n - 4, ".lua") == 0;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check__each_bad_sample__gives_its_marks_and_nothing_else),
	};
	int failed = cmocka_run_group_tests_name("host.check", tests, NULL, NULL);
	fixture_done();
	return failed;
}
