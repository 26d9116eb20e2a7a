/* SPDX-License-Identifier: EUPL-1.2 */
/* Every event a log line names stands in LT_LOG_EVENTS, so that the list is what operators can rely
 * on. */
#include <string.h>

#include "tests/tidy/tidy.h"

static const char list_path[] = "proto/base/log.h";
enum { EVENT_ARGUMENT = 3, CALL_LINES_MAX = 8, EVENT_BYTES_MAX = 100 };

static bool is_registered(const struct lt_tidy_source *list, const char *event)
{
	char entry[EVENT_BYTES_MAX + 4] = "X(";
	strncat(entry, event, EVENT_BYTES_MAX);
	strncat(entry, ")", 2);
	for (size_t n = 0; list && n < list->lines_count; n++)
		if (strstr(list->lines[n].code, entry))
			return true;
	return false;
}

/** The call's argument number @p wanted (from 0), which begins on line n or one of the next. */
static void argument(const struct lt_tidy_source *source, size_t n, const char *at, int wanted,
		     char ret[static EVENT_BYTES_MAX])
{
	int depth = 0, number = 0;
	size_t size = 0;
	for (size_t last = n + CALL_LINES_MAX; n <= source->lines_count && n < last; n++) {
		for (; *at; at++) {
			depth += *at == '(';
			depth -= *at == ')';
			if (depth == 0 || (depth == 1 && *at == ',' && number++ == wanted))
				goto done;
			if (depth == 1 && number == wanted && lt_tidy_in_name(*at) &&
			    size < EVENT_BYTES_MAX - 1)
				ret[size++] = *at;
		}
		at = n < source->lines_count ? source->lines[n].code : "";
	}
done:
	ret[size] = '\0';
}

void lt_tidy_logs(struct lt_tidy *tidy)
{
	const struct lt_tidy_source *list = lt_tidy_source(tidy, list_path);
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		if (!lt_tidy_is_c(source) || source == list)
			continue;
		for (size_t n = 1; n <= source->lines_count; n++) {
			char event[EVENT_BYTES_MAX];
			const char *at = lt_tidy_word(source->lines[n - 1].code, "lt_log");
			if (!at || at[strlen("lt_log")] != '(')
				continue;
			argument(source, n, at + strlen("lt_log"), EVENT_ARGUMENT, event);
			if (!is_registered(list, event))
				lt_tidy_find(tidy, source, n, "log-event", "register \"%s\" in %s",
					     event, list_path);
		}
	}
}
