/* SPDX-License-Identifier: EUPL-1.2 */
/* tidy ROOT: prints "file:line: rule: what to do" for each finding. Exit code 1 if there is any.
 * tidy --rules: the names of all rules. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tidy/tidy.h"

enum { MEMORY_MAX = 512 << 20 };

static const struct {
	void (*look)(struct lt_tidy *tidy);
	const char *names; /* of what it can find */
} rules[] = {
	{lt_tidy_includes, "include"},
	{lt_tidy_calls, "call pack clean-up"},
	{lt_tidy_logs, "log-event"},
	{lt_tidy_tests, "test-name"},
	{lt_tidy_untested, "untested"},
	{lt_tidy_lines, "long-line blank-end identifier long-file"},
	{lt_tidy_words, "unfinished word"},
	{lt_tidy_functions, "long-function"},
	{lt_tidy_names, "one-name"},
	{lt_tidy_documents, "undocumented"},
	{lt_tidy_twins, "twin"},
};

static int by_place(const void *a, const void *b)
{
	const struct lt_tidy_finding *left = a, *right = b;
	int c = strcmp(left->path, right->path);
	return c ? c : (left->line > right->line) - (left->line < right->line);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: tidy ROOT | tidy --rules\n");
		return 2;
	}
	if (strcmp(argv[1], "--rules") == 0) {
		for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
			printf("%s\n", rules[i].names);
		return 0;
	}
	struct lt_tidy tidy = {0};
	lt_arena_init(&tidy.arena, MEMORY_MAX);
	lt_tidy_read(&tidy, argv[1]);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		rules[i].look(&tidy);
	if (tidy.findings_count)
		qsort(tidy.findings, tidy.findings_count, sizeof *tidy.findings, by_place);
	for (size_t i = 0; i < tidy.findings_count; i++) {
		const struct lt_tidy_finding *f = &tidy.findings[i];
		printf("%s:%zu: %s: %s\n", f->path, f->line, f->rule, f->text);
	}
	fprintf(stderr, "tidy: %zu files, %zu findings\n", tidy.sources_count, tidy.findings_count);
	bool clean = tidy.findings_count == 0;
	lt_arena_done(&tidy.arena);
	return clean ? 0 : 1;
}
