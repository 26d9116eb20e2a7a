/* SPDX-License-Identifier: EUPL-1.2 */
/* Two places with the same lines: what one of them learns, the other will not. Tests may begin
 * alike for a little longer: a reader wants to see how their world was made.
 *
 * Lines without a word, comments and includes do not count. Each run of WINDOW lines goes into a
 * hash table under the hash of its text; a second one like it is a twin. */
#include <string.h>

#include "tests/tidy/tidy.h"

enum { WINDOW = 6, WINDOW_OF_TESTS = 8 };

struct grain {
	const struct lt_tidy_source *source;
	size_t line;
	const char *text; /* without the blanks around */
	size_t size;
};

struct grains {
	struct grain *items;
	size_t count;
	size_t *table; /* index + 1 of the first line of a window */
	size_t mask;
};

/** A catalogue is data: two procedures may well have the same steps. */
static bool counts(const struct lt_tidy_source *source)
{
	return lt_tidy_is_c(source) ||
	       (source->kind == LT_TIDY_LUA && lt_tidy_starts(source->path, "procedures/lua/"));
}

static bool says_something(const struct lt_tidy_line *line)
{
	if (strstr(line->text, "#include"))
		return false;
	for (const char *at = line->code; *at; at++)
		if (lt_tidy_in_name(*at))
			return true;
	return false;
}

static void gather(struct lt_tidy *tidy, struct grains *grains)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		for (size_t n = 1; counts(source) && n <= source->lines_count; n++) {
			const struct lt_tidy_line *line = &source->lines[n - 1];
			if (!says_something(line))
				continue;
			LT_REQUIRE(LT_ARENA_PUSH(&tidy->arena, grains->items, grains->count));
			const char *text = lt_tidy_skip(line->text);
			grains->items[grains->count++] =
				(struct grain){source, n, text, strlen(text)};
		}
	}
	size_t slots = 1024;
	while (slots < 2 * grains->count)
		slots *= 2;
	grains->mask = slots - 1;
	grains->table = lt_arena_zalloc(&tidy->arena, slots, sizeof *grains->table);
	LT_REQUIRE(grains->table);
}

static bool same(const struct grain *a, const struct grain *b)
{
	return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

/** How many lines from @p a and from @p b on are the same, within their files and apart. */
static size_t run(const struct grains *grains, size_t a, size_t b)
{
	const struct grain *items = grains->items;
	size_t n = 0;
	while (b + n < grains->count && items[b + n].source == items[b].source &&
	       items[a + n].source == items[a].source && same(&items[a + n], &items[b + n]))
		n++;
	return a + n <= b ? n : b - a;
}

static uint64_t hash_window(const struct grain *grains)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	for (size_t i = 0; i < WINDOW; i++)
		for (size_t k = 0; k <= grains[i].size; k++)
			hash = (hash ^ (unsigned char)grains[i].text[k]) * UINT64_C(1099511628211);
	return hash ^ hash >> 29;
}

/** An earlier window like the one at @p at, else NONE; remembers this one. */
static size_t earlier(struct grains *grains, size_t at)
{
	size_t slot = (size_t)hash_window(&grains->items[at]) & grains->mask;
	for (; grains->table[slot]; slot = (slot + 1) & grains->mask) {
		size_t first = grains->table[slot] - 1;
		if (run(grains, first, at) >= WINDOW)
			return first;
	}
	grains->table[slot] = at + 1;
	return SIZE_MAX;
}

void lt_tidy_twins(struct lt_tidy *tidy)
{
	struct grains grains = {0};
	gather(tidy, &grains);
	for (size_t at = 0; at + WINDOW <= grains.count; at++) {
		const struct grain *here = &grains.items[at];
		if (here[WINDOW - 1].source != here->source)
			continue;
		size_t first = earlier(&grains, at);
		if (first == SIZE_MAX)
			continue;
		const struct grain *there = &grains.items[first];
		size_t lines = run(&grains, first, at);
		bool test = lt_tidy_ends(here->source->name, "_test.c") &&
			    lt_tidy_ends(there->source->name, "_test.c");
		if (lines >= (test ? WINDOW_OF_TESTS : WINDOW))
			lt_tidy_find(tidy, here->source, here->line, "twin",
				     "%zu lines as at %s:%zu; give them one place", lines,
				     there->source->path, there->line);
		at += lines - 1;
	}
}
