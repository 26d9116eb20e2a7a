/* SPDX-License-Identifier: EUPL-1.2 */
/* Functions a reader can hold in the head. */
#include <string.h>

#include "tests/tidy/tidy.h"

enum { FUNCTION_LINES_MAX = 70 };

/** The line where the declaration begins whose brace opens on line @p brace. */
static size_t head_of(const struct lt_tidy_source *source, size_t brace)
{
	size_t n = brace;
	for (; n > 1; n--) {
		const char *above = lt_tidy_skip(source->lines[n - 2].code);
		if (*above == '\0' || *above == '#' || strchr(above, ';') || strchr(above, '}'))
			break;
	}
	return n;
}

static void check_function(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t first,
			   size_t last)
{
	size_t head = head_of(source, first), lines = last - first + 1;
	bool excused = head > 1 && strstr(source->lines[head - 2].text, "/* long: ");
	if (lines > FUNCTION_LINES_MAX && !excused)
		lt_tidy_find(tidy, source, head, "long-function",
			     "%zu lines; split it, or say /* long: why */ on the line above",
			     lines);
}

/** The house brace style tells where functions are: "{" and "}" alone in the first column. */
void lt_tidy_functions(struct lt_tidy *tidy)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		size_t first = 0;
		for (size_t n = 1; lt_tidy_is_c(source) && n <= source->lines_count; n++) {
			const char *code = source->lines[n - 1].code;
			if (code[0] == '{')
				first = n;
			if (code[0] == '}' && first) {
				check_function(tidy, source, first, n);
				first = 0;
			}
		}
	}
}
