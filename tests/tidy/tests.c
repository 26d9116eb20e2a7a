/* SPDX-License-Identifier: EUPL-1.2 */
/* Tests have names that read as sentences. */
#include <string.h>

#include "tests/tidy/tidy.h"

enum { NAME_BYTES_MAX = 200 };

/** test_<function>__<situation>__<outcome>: three parts, none empty, lower case. */
static bool is_sentence(const char *name)
{
	int parts = 1;
	if (!lt_tidy_starts(name, "test_") ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
		return false;
	for (const char *at = name + strlen("test_"); (at = strstr(at, "__")); at += 2)
		parts++;
	return parts == 3 && !strstr(name, "___") && !lt_tidy_ends(name, "_");
}

/** A test is what cmocka can run: static void name(void **state). */
static bool test_name(const char *code, char ret[static NAME_BYTES_MAX])
{
	static const char start[] = "static void ";
	size_t size = 0;
	if (!lt_tidy_starts(code, start) || !strstr(code, "(void **"))
		return false;
	code += strlen(start);
	while (lt_tidy_in_name(code[size]) && size < NAME_BYTES_MAX - 1)
		size++;
	memcpy(ret, code, size);
	ret[size] = '\0';
	return true;
}

void lt_tidy_tests(struct lt_tidy *tidy)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		if (!lt_tidy_ends(source->name, "_test.c"))
			continue;
		for (size_t n = 1; n <= source->lines_count; n++) {
			char name[NAME_BYTES_MAX];
			if (test_name(source->lines[n - 1].code, name) && !is_sentence(name))
				lt_tidy_find(tidy, source, n, "test-name",
					     "name %s as test_<function>__<situation>__<outcome>",
					     name);
		}
	}
}
