/* SPDX-License-Identifier: EUPL-1.2 */
/* Every source has a test beside it, or a line in tests/tidy/untested with the reason. */
#include <stdio.h>
#include <string.h>

#include "tests/tidy/tidy.h"

static const char list_path[] = "tests/tidy/untested";
static const char *const folders[] = {"proto/",	      "procedures/", "records/",
				      "coordinator/", "worker/",     "tools/"};
enum { PATH_BYTES_MAX = 400 };

static bool is_subject(const struct lt_tidy_source *source)
{
	bool here = false;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		here = here || lt_tidy_starts(source->path, folders[i]);
	bool lua = source->kind == LT_TIDY_LUA && lt_tidy_starts(source->path, "procedures/");
	return here && (lua || source->kind == LT_TIDY_C) && !strstr(source->name, "_test.") &&
	       !strstr(source->name, "_fixture.") && !strstr(source->path, "/testdata/");
}

/** a_b_c.c is covered by a_b_c_test.c, a_b_test.c or a_test.c in the same folder. */
static bool has_namesake(const struct lt_tidy *tidy, const struct lt_tidy_source *source)
{
	const char *dot = strrchr(source->name, '.');
	size_t name_at = (size_t)(source->name - source->path), end = (size_t)(dot - source->path);
	char path[PATH_BYTES_MAX];
	for (; end > name_at; end--) {
		if (source->path[end] != '_' && source->path[end] != '.')
			continue;
		snprintf(path, sizeof path, "%.*s_test%s", (int)end, source->path, dot);
		if (lt_tidy_source(tidy, path))
			return true;
	}
	return false;
}

static bool includes(const struct lt_tidy_source *source, const char *directive)
{
	for (size_t n = 0; n < source->lines_count; n++)
		if (lt_tidy_starts(source->lines[n].text, directive))
			return true;
	return false;
}

/** A test in the same folder that includes a source's header is a test of it. */
static bool has_user(const struct lt_tidy *tidy, const struct lt_tidy_source *source)
{
	size_t folder = (size_t)(source->name - source->path), stem = strlen(source->path) - 2;
	char directive[PATH_BYTES_MAX];
	if (source->kind != LT_TIDY_C)
		return false;
	snprintf(directive, sizeof directive, "#include \"%.*s.h\"", (int)stem, source->path);
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *test = &tidy->sources[i];
		if ((size_t)(test->name - test->path) == folder &&
		    strncmp(test->path, source->path, folder) == 0 &&
		    strstr(test->name, "_test.") && includes(test, directive))
			return true;
	}
	return false;
}

static bool is_tested(const struct lt_tidy *tidy, const struct lt_tidy_source *source)
{
	return has_namesake(tidy, source) || has_user(tidy, source);
}

/** A line is a path, or a folder with its slash, then the reason. */
static bool fits(const char *line, const char *path)
{
	size_t size = strcspn(line, " \t");
	if (size == 0 || line[0] == '#' || lt_tidy_blank(line + size))
		return false;
	return line[size - 1] == '/' ? strncmp(line, path, size) == 0
				     : strlen(path) == size && strncmp(line, path, size) == 0;
}

static bool has_reason(const struct lt_tidy_source *list, const char *path)
{
	for (size_t n = 0; list && n < list->lines_count; n++)
		if (fits(list->lines[n].text, path))
			return true;
	return false;
}

/** A line that fits no untested source has had its day. */
static void check_list(struct lt_tidy *tidy, const struct lt_tidy_source *list)
{
	for (size_t n = 1; list && n <= list->lines_count; n++) {
		const char *line = list->lines[n - 1].text;
		bool used = line[0] == '#' || lt_tidy_blank(line);
		for (size_t i = 0; i < tidy->sources_count && !used; i++)
			used = fits(line, tidy->sources[i].path) && is_subject(&tidy->sources[i]) &&
			       !is_tested(tidy, &tidy->sources[i]);
		if (!used)
			lt_tidy_find(tidy, list, n, "untested",
				     "nothing needs this line (or it has no reason): remove it");
	}
}

void lt_tidy_untested(struct lt_tidy *tidy)
{
	const struct lt_tidy_source *list = lt_tidy_source(tidy, list_path);
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		if (is_subject(source) && !is_tested(tidy, source) &&
		    !has_reason(list, source->path))
			lt_tidy_find(tidy, source, 1, "untested",
				     "put a test beside it, or a reason in %s", list_path);
	}
	check_list(tidy, list);
}
