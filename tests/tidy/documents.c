/* SPDX-License-Identifier: EUPL-1.2 */
/* A name that a linker sees is of one thing: two folders' libraries may meet in one program, which
 * then takes whichever it finds first. And public names have words of their own: above them, behind
 * them, or above the block of declarations they stand in. Not asked for: what the house names
 * settle (_new, _init, _free, _done, lt_cleanup_), bodies a reader sees at once, and headers that
 * only one folder reads (_own, impl, _test, _fixture). */
#include <stdlib.h>
#include <string.h>

#include "tests/tidy/tidy.h"

enum { HEAD_BYTES_MAX = 300, NAME_BYTES_MAX = 100, BODY_LINES_MAX = 12 };

static const char *const settled[] = {"_new", "_init", "_free", "_done"};
static const char *const inner[] = {"_own.h", "impl.h", "_test.h", "_fixture.h"};

/** One declaration at the top of a header. */
struct declaration {
	size_t first, last;
	char head[HEAD_BYTES_MAX]; /* its code up to "{" or ";" */
};

/** Does a comment end on the line above @p n? */
static bool doc_above(const struct lt_tidy_source *source, size_t n)
{
	return n >= 2 && strstr(source->lines[n - 2].text, "*/") &&
	       lt_tidy_blank(source->lines[n - 2].code);
}

static bool doc_behind(const struct lt_tidy_source *source, const struct declaration *d)
{
	for (size_t n = d->first; n <= d->last; n++)
		if (strstr(source->lines[n - 1].text, "/**<"))
			return true;
	return false;
}

/** The public name @p d declares; "": none that needs words. */
static void public_name(const struct declaration *d, char ret[static NAME_BYTES_MAX])
{
	ret[0] = '\0';
	const char *at = strstr(d->head, "lt_");
	const char *open = strchr(d->head, '(');
	bool type = lt_tidy_starts(d->head, "struct") || lt_tidy_starts(d->head, "enum") ||
		    lt_tidy_starts(d->head, "union");
	if (type && !open && !strchr(d->head, '{'))
		return;			  /* only says that there is such a type */
	while (open && at && at < open) { /* the last name before the parenthesis is the function */
		const char *next = strstr(at + 1, "lt_");
		if (!next || next > open)
			break;
		at = next;
	}
	if (!at || (at > d->head && lt_tidy_in_name(at[-1])) || (open && at > open))
		return;
	size_t size = 0;
	while (lt_tidy_in_name(at[size]) && size < NAME_BYTES_MAX - 1)
		size++;
	memcpy(ret, at, size);
	ret[size] = '\0';
}

static bool is_settled(const struct declaration *d, const char *name)
{
	bool is = lt_tidy_starts(name, "lt_cleanup_") ||
		  (lt_tidy_starts(d->head, "static inline") && d->last - d->first < BODY_LINES_MAX);
	for (size_t i = 0; i < sizeof settled / sizeof *settled; i++)
		is = is || lt_tidy_ends(name, settled[i]);
	return is;
}

static bool is_public(const struct lt_tidy_source *source)
{
	bool is = source->kind == LT_TIDY_HEADER && !lt_tidy_starts(source->path, "tests/");
	for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
		is = is && !lt_tidy_ends(source->name, inner[i]);
	return is;
}

static void append(struct declaration *d, const char *code)
{
	size_t used = strlen(d->head), size = strcspn(code, "{;");
	size += code[size] == '{';
	if (used + size + 2 > sizeof d->head || strchr(d->head, '{'))
		return;
	memcpy(d->head + used, code, size);
	d->head[used + size] = ' ';
	d->head[used + size + 1] = '\0';
}

/** Reads the next declaration from line @p n on. @return false at the end. */
static bool next_declaration(const struct lt_tidy_source *source, size_t n, struct declaration *ret)
{
	int depth = 0;
	*ret = (struct declaration){0};
	for (; n <= source->lines_count; n++) {
		const char *code = source->lines[n - 1].code;
		if (!ret->first && (lt_tidy_blank(code) || *lt_tidy_skip(code) == '#')) {
			while (n < source->lines_count && lt_tidy_ends(code, "\\"))
				code = source->lines[n++].code;
			continue;
		}
		if (!ret->first)
			ret->first = n;
		append(ret, code);
		for (const char *at = code; *at; at++) {
			depth += *at == '{';
			depth -= *at == '}';
		}
		ret->last = n;
		bool body = code[0] == '}' && strchr(ret->head, '(');
		if (depth == 0 && (strchr(code, ';') || body))
			return true;
	}
	return false;
}

/* -- one name, one function -- */

struct named {
	const char *name;
	const struct lt_tidy_source *source;
	size_t line;
};

static int by_name(const void *a, const void *b)
{
	const struct named *left = a, *right = b;
	int c = strcmp(left->name, right->name);
	return c ? c : strcmp(left->source->path, right->source->path);
}

static size_t gather(struct lt_tidy *tidy, struct named **ret)
{
	size_t count = 0;
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		struct declaration d;
		for (size_t n = 1;
		     source->kind == LT_TIDY_HEADER && next_declaration(source, n, &d);
		     n = d.last + 1) {
			char name[NAME_BYTES_MAX];
			public_name(&d, name);
			if (!name[0] || !strchr(d.head, '(') || lt_tidy_starts(d.head, "static") ||
			    lt_tidy_starts(d.head, "typedef"))
				continue;
			LT_REQUIRE(LT_ARENA_PUSH(&tidy->arena, *ret, count));
			(*ret)[count++] =
				(struct named){lt_arena_str(&tidy->arena, name), source, d.first};
		}
	}
	return count;
}

void lt_tidy_names(struct lt_tidy *tidy)
{
	struct named *all = NULL;
	size_t count = gather(tidy, &all);
	if (count)
		qsort(all, count, sizeof *all, by_name);
	for (size_t i = 1; i < count; i++)
		if (strcmp(all[i - 1].name, all[i].name) == 0)
			lt_tidy_find(tidy, all[i].source, all[i].line, "one-name",
				     "%s is declared in %s too: give one of them another name",
				     all[i].name, all[i - 1].source->path);
}

/* -- words -- */

void lt_tidy_documents(struct lt_tidy *tidy)
{
	for (size_t i = 0; i < tidy->sources_count; i++) {
		const struct lt_tidy_source *source = &tidy->sources[i];
		if (!is_public(source))
			continue;
		struct declaration d;
		bool told = false;
		for (size_t n = 1, last = 0; next_declaration(source, n, &d); n = d.last + 1) {
			char name[NAME_BYTES_MAX];
			told = doc_above(source, d.first) || doc_behind(source, &d) ||
			       (told && last + 1 == d.first);
			last = d.last;
			public_name(&d, name);
			if (name[0] && !told && !is_settled(&d, name))
				lt_tidy_find(tidy, source, d.first, "undocumented",
					     "say above it, in /** */, what %s is or promises",
					     name);
		}
	}
}
