/* SPDX-License-Identifier: EUPL-1.2 */
/* Calls nobody makes, or only one folder makes. */
#include <string.h>

#include "tests/tidy/tidy.h"

static const struct {
	const char *name, *instead;
} banned[] = {
	{"assert", "LT_REQUIRE (always on) or LT_ASSERT; assert vanishes with NDEBUG"},
	{"strcpy", "lt_arena_str, or memcpy with a size that was checked"},
	{"strcat", "lt_arena_printf or snprintf"},
	{"sprintf", "snprintf or lt_arena_printf"},
	{"vsprintf", "vsnprintf"},
	{"gets", "fgets or getline"},
	{"strtok", "strcspn, or strtok_r on a copy"},
	{"atoi", "strtol with its end and range checked"},
	{"atol", "strtol with its end and range checked"},
	{"alloca", "the arena, or an array with a bound"},
	{"system", "posix_spawn with an argument list"},
	{"localtime", "lt_local_of: local time is UTC+7 whatever TZ says"},
	{"localtime_r", "lt_local_of: local time is UTC+7 whatever TZ says"},
	{"rand", "randombytes_buf, or a generator with a seed of its own in tests"},
	{"srand", "randombytes_buf, or a generator with a seed of its own in tests"},
};

/** Is the word at @p at, @p size long, called here? Members of that name are somebody's own. */
static bool is_call(const char *line, const char *at, size_t size)
{
	bool member = (at > line && at[-1] == '.') || (at > line + 1 && at[-1] == '>');
	return !member && *lt_tidy_skip(at + size) == '(';
}

static void check_banned(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t line,
			 const char *code)
{
	for (size_t i = 0; i < sizeof banned / sizeof *banned; i++) {
		const char *at = lt_tidy_word(code, banned[i].name);
		if (at && is_call(code, at, strlen(banned[i].name)))
			lt_tidy_find(tidy, source, line, "call", "no %s(): use %s", banned[i].name,
				     banned[i].instead);
	}
}

/** protobuf-c trusts what it unpacks; proto/codec is where bytes are checked first. */
static void check_pack(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t line,
		       const char *code)
{
	static const char *const ends[] = {"__pack", "__unpack", "__pack_to_buffer",
					   "protobuf_c_message_pack", "protobuf_c_message_unpack"};
	if (lt_tidy_starts(source->path, "proto/codec/"))
		return;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const char *at = strstr(code, ends[i]);
		if (at && *lt_tidy_skip(at + strlen(ends[i])) == '(')
			lt_tidy_find(tidy, source, line, "pack",
				     "use lt_encode or LT_DECODE (proto/codec/codec.h)");
	}
}

/** lua_error jumps over whatever C has on its stack. */
static bool speaks_lua(const struct lt_tidy_source *source)
{
	for (size_t n = 0; n < source->lines_count; n++)
		if (lt_tidy_starts(source->lines[n].text, "#include <l") &&
		    (strstr(source->lines[n].text, "<lua.h>") ||
		     strstr(source->lines[n].text, "<lauxlib.h>")))
			return lt_tidy_ends(source->name, "_lua.c");
	return false;
}

void lt_tidy_calls(struct lt_tidy *tidy)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		bool lua = speaks_lua(source);
		for (size_t n = 1; lt_tidy_is_c(source) && n <= source->lines_count; n++) {
			const char *code = source->lines[n - 1].code;
			check_banned(tidy, source, n, code);
			check_pack(tidy, source, n, code);
			if (lua && lt_tidy_word(code, "LT_AUTO"))
				lt_tidy_find(tidy, source, n, "clean-up",
					     "lua_error jumps over LT_AUTO: let the caller own it");
		}
	}
}
