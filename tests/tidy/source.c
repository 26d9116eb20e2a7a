/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of the tree, line by line: as they are, and with comments and quoted text blanked out, so
 * that a rule about code does not trip over prose. */
#include <errno.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tidy/tidy.h"

enum { FILE_BYTES_MAX = 8 << 20, DIRS_OPEN_MAX = 16 };

static const struct {
	const char *end;
	enum lt_tidy_kind kind;
} kinds[] = {
	{".c", LT_TIDY_C},	     {".h", LT_TIDY_HEADER},	{".lua", LT_TIDY_LUA},
	{".proto", LT_TIDY_PROTO},   {".sh", LT_TIDY_SCRIPT},	{"meson.build", LT_TIDY_SCRIPT},
	{".bats", LT_TIDY_SCRIPT},   {".bash", LT_TIDY_SCRIPT}, {".md", LT_TIDY_PROSE},
	{".html", LT_TIDY_WEB},	     {".css", LT_TIDY_WEB},	{".js", LT_TIDY_WEB},
	{"untested", LT_TIDY_PROSE},
};

/* nftw(3) hands its callback no pointer. */
static struct lt_tidy *walking;

static _Noreturn void fail(const char *path, const char *what)
{
	fprintf(stderr, "tidy: %s: %s\n", path, what);
	exit(2);
}

static void *must(void *memory)
{
	if (!memory)
		fail("tree", "over the memory bound");
	return memory;
}

bool lt_tidy_in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

const char *lt_tidy_word(const char *in, const char *word)
{
	size_t size = strlen(word);
	for (const char *at = in; (at = strstr(at, word)); at += size)
		if ((at == in || !lt_tidy_in_name(at[-1])) && !lt_tidy_in_name(at[size]))
			return at;
	return NULL;
}

bool lt_tidy_starts(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

bool lt_tidy_ends(const char *text, const char *end)
{
	size_t size = strlen(text), tail = strlen(end);
	return size >= tail && strcmp(text + size - tail, end) == 0;
}

const char *lt_tidy_skip(const char *text)
{
	return text + strspn(text, " \t");
}

bool lt_tidy_blank(const char *text)
{
	return *lt_tidy_skip(text) == '\0';
}

void lt_tidy_find(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t line,
		  const char *rule, const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (!LT_ARENA_PUSH(&tidy->arena, tidy->findings, tidy->findings_count))
		fail("tree", "over the memory bound");
	tidy->findings[tidy->findings_count++] = (struct lt_tidy_finding){
		.path = source->path,
		.line = line,
		.rule = rule,
		.text = must(lt_arena_str(&tidy->arena, text)),
	};
}

/** How comments and quotes look in a kind of file. */
struct marks {
	const char *line, *open, *close; /* open, close: NULL if there is no such comment */
	const char *quotes;
};

static struct marks marks_of(enum lt_tidy_kind kind)
{
	switch (kind) {
	case LT_TIDY_C:
	case LT_TIDY_HEADER:
	case LT_TIDY_PROTO:
		return (struct marks){"//", "/*", "*/", "\"'"};
	case LT_TIDY_LUA:
		return (struct marks){"--", "--[[", "]]", "\"'"};
	case LT_TIDY_SCRIPT:
		return (struct marks){"#", NULL, NULL, ""};
	case LT_TIDY_NONE:
	case LT_TIDY_PROSE:
	case LT_TIDY_WEB:
		break;
	}
	return (struct marks){NULL, NULL, NULL, ""};
}

/** @return the first byte after the comment or quoted text that begins at @p at; @p at: none does.
 */
static const char *skip_quiet(const struct marks *marks, const char *at)
{
	if (marks->open && lt_tidy_starts(at, marks->open)) {
		const char *end = strstr(at + strlen(marks->open), marks->close);
		return end ? end + strlen(marks->close) : at + strlen(at);
	}
	if (marks->line && lt_tidy_starts(at, marks->line))
		return at + strcspn(at, "\n");
	if (!strchr(marks->quotes, *at))
		return at;
	const char *end = at + 1;
	while (*end && *end != *at && *end != '\n')
		end += end[0] == '\\' && end[1] ? 2 : 1;
	return *end == *at ? end + 1 : end;
}

/** Blanks comments, and quoted text but for its quotes. Keeps length and line ends. */
static void blank_quiet(enum lt_tidy_kind kind, const char *text, char *code)
{
	struct marks marks = marks_of(kind);
	if (!marks.line) { /* no code at all */
		for (size_t i = 0; text[i]; i++)
			code[i] = text[i] == '\n' ? '\n' : ' ';
		return;
	}
	for (const char *at = text; *at;) {
		const char *end = skip_quiet(&marks, at);
		bool quoted = strchr(marks.quotes, *at) != NULL;
		for (const char *p = at + quoted; p < end - quoted; p++)
			if (*p != '\n')
				code[p - text] = ' ';
		at = end > at ? end : at + 1;
	}
}

static void split(struct lt_tidy *tidy, struct lt_tidy_source *source, char *text, char *code)
{
	while (*text) {
		size_t size = strcspn(text, "\n");
		bool last = text[size] == '\0';
		text[size] = code[size] = '\0';
		if (!LT_ARENA_PUSH(&tidy->arena, source->lines, source->lines_count))
			fail(source->path, "over the memory bound");
		source->lines[source->lines_count++] = (struct lt_tidy_line){text, code};
		text += size + !last;
		code += size + !last;
	}
}

static char *read_all(struct lt_tidy *tidy, const char *path, size_t size)
{
	char *text = must(lt_arena_zalloc(&tidy->arena, size + 1, 1));
	FILE *file = fopen(path, "r");
	if (!file)
		fail(path, strerror(errno));
	size_t got = fread(text, 1, size, file);
	fclose(file);
	text[got] = '\0';
	return text;
}

static enum lt_tidy_kind kind_of(const char *path)
{
	const char *name = strrchr(path, '/');
	name = name ? name + 1 : path;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (lt_tidy_ends(name, kinds[i].end))
			return kinds[i].kind;
	if (strchr(name, '.'))
		return LT_TIDY_NONE;
	/* tools/check and its like have no ending but say what reads them. */
	char start[3] = "";
	FILE *file = fopen(path, "r");
	if (file && !fgets(start, sizeof start, file))
		start[0] = '\0';
	if (file)
		fclose(file);
	return strcmp(start, "#!") == 0 ? LT_TIDY_SCRIPT : LT_TIDY_NONE;
}

/** Build folders, what git keeps, samples for tests, and the tree that is bad on purpose. */
static bool is_foreign(const char *path, const char *name, int level)
{
	bool hidden = name[0] == '.' && level > 0 && strcmp(name, ".ci") != 0;
	return hidden || (level == 1 && lt_tidy_starts(name, "build")) ||
	       strcmp(name, "testdata") == 0 || strcmp(path, "tests/tidy/bad") == 0;
}

static int visit(const char *full, const struct stat *st, int type, struct FTW *ftw)
{
	struct lt_tidy *tidy = walking;
	const char *path = full + strlen(tidy->root);
	path += *path == '/';
	if (type == FTW_D)
		return is_foreign(path, full + ftw->base, ftw->level) ? FTW_SKIP_SUBTREE
								      : FTW_CONTINUE;
	if (type != FTW_F || st->st_size > FILE_BYTES_MAX)
		return FTW_CONTINUE;
	enum lt_tidy_kind kind = kind_of(full);
	if (kind == LT_TIDY_NONE)
		return FTW_CONTINUE;
	struct lt_tidy_source source = {.kind = kind};
	source.path = must(lt_arena_str(&tidy->arena, path));
	source.name = source.path + (full + ftw->base - path);
	char *text = read_all(tidy, full, (size_t)st->st_size);
	char *code = must(lt_arena_str(&tidy->arena, text));
	blank_quiet(kind, text, code);
	split(tidy, &source, text, code);
	if (!LT_ARENA_PUSH(&tidy->arena, tidy->sources, tidy->sources_count))
		fail(full, "over the memory bound");
	tidy->sources[tidy->sources_count++] = source;
	return FTW_CONTINUE;
}

static int by_path(const void *a, const void *b)
{
	const struct lt_tidy_source *left = a, *right = b;
	return strcmp(left->path, right->path);
}

void lt_tidy_read(struct lt_tidy *tidy, const char *root)
{
	walking = tidy;
	tidy->root = root;
	if (nftw(root, visit, DIRS_OPEN_MAX, FTW_PHYS | FTW_ACTIONRETVAL) != 0)
		fail(root, strerror(errno));
	if (tidy->sources_count == 0)
		fail(root, "no file to look at");
	qsort(tidy->sources, tidy->sources_count, sizeof *tidy->sources, by_path);
}

const struct lt_tidy_source *lt_tidy_source(const struct lt_tidy *tidy, const char *path)
{
	struct lt_tidy_source key = {.path = path};
	return bsearch(&key, tidy->sources, tidy->sources_count, sizeof key, by_path);
}
