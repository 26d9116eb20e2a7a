/* SPDX-License-Identifier: EUPL-1.2 */
/* Who may include what. Order of use is a straight line: base -> codec -> store, link, link ->
 * papers; base -> http; base -> calendar -> core -> forms, host -> chart; records on those;
 * coordinator and worker on top, neither knowing the other. */
#include <stdio.h>
#include <string.h>

#include "tests/tidy/tidy.h"

/** A folder, and the folders its files may include from; "*" is the generated wire form. The first
 *  line that fits decides. tools/ and tests/ are not listed: they may use everything. */
static const struct {
	const char *folder, *may;
} order[] = {
	{"proto/base/", "proto/base/"},
	{"proto/codec/", "* proto/base/ proto/codec/"},
	{"proto/store/", "* proto/base/ proto/codec/ proto/store/"},
	{"proto/link/", "* proto/base/ proto/codec/ proto/link/"},
	{"proto/papers/", "* proto/base/ proto/codec/ proto/link/ proto/papers/"},
	{"proto/http/", "proto/base/ proto/http/"},
	{"procedures/calendar/", "proto/base/ procedures/calendar/"},
	{"procedures/core/", "* proto/base/ proto/codec/ procedures/calendar/ procedures/core/"},
	{"procedures/forms/",
	 "* proto/base/ proto/codec/ procedures/calendar/ procedures/core/ procedures/forms/"},
	{"procedures/host/",
	 "* proto/base/ proto/codec/ procedures/calendar/ procedures/core/ procedures/forms/ "
	 "procedures/host/"},
	{"procedures/chart/", "* proto/base/ proto/codec/ procedures/"},
	{"records/journal/", "* proto/base/ proto/codec/ proto/store/ records/journal/"},
	{"records/", "* proto/base/ proto/codec/ proto/store/ proto/http/ procedures/ records/"},
	{"coordinator/", "* proto/ procedures/ records/ coordinator/"},
	{"worker/", "* proto/ procedures/ records/ worker/"},
};

/** Headers of others that only one place may see: what they do is hidden behind that place. */
static const struct {
	const char *header, *folder, *file_end, *instead;
} kept[] = {
	{"microhttpd.h", "proto/http/", NULL, "serve through proto/http/http.h"},
	{"nng/", "proto/link/", NULL, "talk through proto/link/client.h or server.h"},
	{"lmdb.h", "proto/store/", NULL, "use proto/store/store.h"},
	{"lua.h", "procedures/host/", "_lua.c", "use procedures/host/host.h"},
	{"lauxlib.h", "procedures/host/", "_lua.c", "use procedures/host/host.h"},
	{"lualib.h", "procedures/host/", "_lua.c", "use procedures/host/host.h"},
};

/** The core has no clock: time comes in with the command. */
static const char *const clocks[] = {"time.h", "sys/time.h", "proto/base/time.h"};

static bool is_test(const struct lt_tidy_source *source)
{
	return strstr(source->name, "_test.") || strstr(source->name, "_fixture.");
}

static bool is_listed(const char *list, const char *header)
{
	if (!strchr(header, '/'))
		return list[0] == '*' && lt_tidy_ends(header, ".pb-c.h");
	for (const char *at = list; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		size_t size = strcspn(at, " ");
		if (strncmp(at, header, size) == 0)
			return true;
	}
	return false;
}

static void check_own(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t line,
		      const char *header)
{
	if (is_test(source) && lt_tidy_starts(header, "tests/support/"))
		return;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		if (!lt_tidy_starts(source->path, order[i].folder))
			continue;
		if (!is_listed(order[i].may, header))
			lt_tidy_find(tidy, source, line, "include",
				     "%s may not use \"%s\"; it may use: %s", order[i].folder,
				     header, order[i].may);
		return;
	}
}

static void check_foreign(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t line,
			  const char *header)
{
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (lt_tidy_starts(header, kept[i].header) &&
		    !lt_tidy_starts(source->path, kept[i].folder) &&
		    !(kept[i].file_end && lt_tidy_ends(source->path, kept[i].file_end)))
			lt_tidy_find(tidy, source, line, "include", "<%s> belongs to %s alone; %s",
				     header, kept[i].folder, kept[i].instead);
}

static void check_clock(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t line,
			const char *header)
{
	if (!lt_tidy_starts(source->path, "procedures/core/") || is_test(source))
		return;
	for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
		if (strcmp(header, clocks[i]) == 0)
			lt_tidy_find(tidy, source, line, "include",
				     "the core has no clock; let the command bring the time");
}

void lt_tidy_includes(struct lt_tidy *tidy)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		for (size_t n = 1; lt_tidy_is_c(source) && n <= source->lines_count; n++) {
			char open, header[200];
			if (sscanf(source->lines[n - 1].text, " # include %c%199[^\">]", &open,
				   header) != 2)
				continue;
			if (open == '"')
				check_own(tidy, source, n, header);
			else
				check_foreign(tidy, source, n, header);
			check_clock(tidy, source, n, header);
		}
	}
}
