/* SPDX-License-Identifier: EUPL-1.2 */
/* The look of lines and files. */
#include <string.h>

#include "tests/tidy/tidy.h"

enum { COLUMNS_MAX = 100, TAB_COLUMNS = 8, FILE_LINES_MAX = 600 };

/** Characters, not bytes: Vietnamese takes up to three bytes a letter. Tabs count to the next stop.
 */
static size_t columns(const char *text)
{
	size_t n = 0;
	for (; *text; text++) {
		bool continues = ((unsigned char)*text & 0xC0) == 0x80;
		n += *text == '\t' ? TAB_COLUMNS - n % TAB_COLUMNS : !continues;
	}
	return n;
}

/** Tables and links of prose, and pages for browsers, break where they must. */
static bool has_columns(enum lt_tidy_kind kind)
{
	return kind != LT_TIDY_PROSE && kind != LT_TIDY_WEB;
}

static const char *beyond_ascii(const char *code)
{
	while (*code && (unsigned char)*code < 0x80)
		code++;
	return *code ? code : NULL;
}

static void check_line(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t n)
{
	const struct lt_tidy_line *line = &source->lines[n - 1];
	size_t size = strlen(line->text), wide = columns(line->text);
	if (has_columns(source->kind) && wide > COLUMNS_MAX)
		lt_tidy_find(tidy, source, n, "long-line", "%zu columns; break it at %d", wide,
			     COLUMNS_MAX);
	if (size && strchr(" \t\r", line->text[size - 1]))
		lt_tidy_find(tidy, source, n, "blank-end", "remove the blanks at the end");
	if (lt_tidy_is_c(source) && beyond_ascii(line->code))
		lt_tidy_find(tidy, source, n, "identifier", "ASCII outside of comments and texts");
}

void lt_tidy_lines(struct lt_tidy *tidy)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		for (size_t n = 1; n <= source->lines_count; n++)
			check_line(tidy, source, n);
		if (has_columns(source->kind) && source->lines_count > FILE_LINES_MAX)
			lt_tidy_find(tidy, source, source->lines_count, "long-file",
				     "%zu lines; split it by what it does (%d at most)",
				     source->lines_count, FILE_LINES_MAX);
	}
}
