/* SPDX-License-Identifier: EUPL-1.2 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "procedures/host/host_fixture.h"

static struct lt_directory *directory;

struct lt_slice fixture_read(const char *path)
{
	char whole[1024];
	const char *root = getenv("LT_SOURCE_ROOT");
	(void)snprintf(whole, sizeof whole, "%s/%s", root ? root : ".", path);
	FILE *file = fopen(whole, "rb");
	if (!file)
		fail_msg("no file %s", whole);
	char *text = calloc(1, (1 << 20) + 1);
	size_t size = fread(text, 1, 1 << 20, file);
	(void)fclose(file);
	return lt_slice(text, size);
}

const struct lt_directory *fixture_directory(void)
{
	static const char path[] = "procedures/directory/two_levels.lua";
	if (!directory) {
		struct lt_err err = {0};
		struct lt_slice source = fixture_read(path);
		if (lt_host_load_directory(source, path, &directory, &err) < 0)
			fail_msg("%s", err.text);
		free((void *)(uintptr_t)source.data);
	}
	return directory;
}

int fixture_done(void **state)
{
	(void)state;
	lt_directory_free(directory);
	directory = NULL;
	return 0;
}

void fixture_load(struct fixture *f, const char *source, const char *base,
		  const struct lt_directory *against)
{
	*f = (struct fixture){0};
	lt_arena_init(&f->arena, 8 << 20);
	f->result = lt_host_load(lt_slice_str(source), "test.lua",
				 base ? lt_slice_str(base) : (struct lt_slice){0}, against,
				 &f->arena, &f->findings, &f->definition, &f->err);
}

void fixture_unload(struct fixture *f)
{
	lt_definition_free(f->definition);
	lt_arena_done(&f->arena);
}

void fixture_show(const struct fixture *f)
{
	(void)fprintf(stderr, "result %d: %s\n", f->result, f->err.text);
	for (size_t i = 0; i < f->findings.count; i++) {
		const struct lt_finding *p = &f->findings.items[i];
		(void)fprintf(stderr, "%s:%d: %s%s: %s; %s\n", p->file, (int)p->line, p->rule,
			      p->warning ? " (warning)" : "", p->message, p->remedy);
	}
}

char *fixture_procedure(const char *header, const char *steps)
{
	char *text = NULL;
	int n = asprintf(
		&text,
		"return procedure { code = \"1.000001\", version = \"1\", name = \"Mẫu\",\n"
		"field = \"Mẫu\", legal_basis = { \"Luật\" }, time_limit = untimed,\n"
		"start = \"a\",\n%s\nsteps = {\n%s\n"
		"finish \"end\" { outcome = \"granted\" } } }\n",
		header, steps);
	assert_true(n > 0);
	return text;
}

void fixture_each_procedure(void (*visit)(const char *path, const struct lt_definition *definition,
					  void *owner),
			    void *owner)
{
	const char *root = getenv("LT_SOURCE_ROOT");
	char pattern[1024];
	glob_t files;
	(void)snprintf(pattern, sizeof pattern, "%s/procedures/national/*/*.lua", root);
	assert_int_equal(glob(pattern, 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		const char *path = files.gl_pathv[i] + strlen(root) + 1;
		struct fixture f;
		if (strstr(path, "_test.lua"))
			continue;
		struct lt_slice source = fixture_read(path);
		fixture_load(&f, (const char *)source.data, NULL, NULL);
		if (!f.definition)
			fail_msg("%s: %s", path, f.err.text);
		visit(path, f.definition, owner);
		fixture_unload(&f);
		free((void *)(uintptr_t)source.data);
	}
	globfree(&files);
}
