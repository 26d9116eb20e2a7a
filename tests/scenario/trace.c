/* SPDX-License-Identifier: EUPL-1.2 */
/* Lines, words and items of a trace. Quotes hold spaces and commas together and stay
 * on the word. */
#include "tests/scenario/trace.h"

#include <string.h>

struct reader {
	struct lt_arena *arena;
	struct lt_trace *trace;
	struct lt_err *err;
	int error;
};

static void *must(struct reader *rd, void *memory)
{
	if (!memory && !rd->error)
		rd->error = lt_err_set(rd->err, LT_E_NOMEM, "%s", rd->trace->file);
	return memory;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* The end of the part that starts at @p at: the next @p stop outside quotes, or the end. */
static const char *part_end(const char *at, const char *end, char stop)
{
	bool quoted = false;
	for (; at < end; at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (!quoted && (*at == stop || (stop == ' ' && is_blank(*at))))
			break;
	}
	return at;
}

static const char *find_arrow(const char *at, const char *end)
{
	while (at < end) {
		const char *dash = part_end(at, end, '-');
		if (dash + 1 < end && dash[1] == '>')
			return dash;
		at = dash + 1;
	}
	return end;
}

/* A part with outer blanks gone and inner ones single. */
static const char *squeezed(struct reader *rd, const char *from, const char *end)
{
	char *text = must(rd, lt_arena_copy(rd->arena, from, (size_t)(end - from)));
	size_t n = 0;
	for (const char *p = from; text && p < end; p++)
		if (!is_blank(*p))
			text[n++] = *p;
		else if (n && text[n - 1] != ' ')
			text[n++] = ' ';
	while (text && n && text[n - 1] == ' ')
		n--;
	if (text)
		text[n] = 0;
	return text;
}

static void split(struct reader *rd, const char *from, const char *end, char stop,
		  const char ***ret, size_t *ret_count)
{
	const char **items = NULL;
	size_t count = 0;
	while (from < end && !rd->error) {
		const char *to = part_end(from, end, stop);
		const char *text = squeezed(rd, from, to);
		from = to + 1;
		if (!text || !*text)
			continue;
		if (!LT_ARENA_PUSH(rd->arena, items, count)) {
			must(rd, NULL);
			return;
		}
		items[count++] = text;
	}
	*ret = items;
	*ret_count = count;
}

static void fail(struct reader *rd, int number, const char *what)
{
	if (!rd->error)
		rd->error = lt_err_set(rd->err, LT_E_FORMAT, "%s:%d: %s", rd->trace->file, number,
				       what);
}

static void take_apart(struct reader *rd, struct lt_trace_line *line, const char *end)
{
	const char *at = line->text;
	const char *arrow = find_arrow(at, end);
	if (*at == '[') {
		const char *close = part_end(at, arrow, ']');
		if (close == arrow)
			return fail(rd, line->number, "no ] after [");
		line->stamp = squeezed(rd, at + 1, close);
		at = close + 1;
	}
	split(rd, at, arrow, ' ', &line->words, &line->words_count);
	if (arrow < end)
		split(rd, arrow + 2, end, ',', &line->items, &line->items_count);
	line->text = must(rd, lt_arena_copy(rd->arena, line->text, (size_t)(arrow - line->text)));
	if (line->words_count == 0 && !rd->error)
		fail(rd, line->number, "nothing is done on this line");
}

static bool is_comment(const char *from, const char *end)
{
	while (from < end && is_blank(*from))
		from++;
	return from == end || *from == '#';
}

static struct lt_trace_line *add_line(struct reader *rd, int number, const char *from,
				      const char *end)
{
	struct lt_trace *t = rd->trace;
	if (!LT_ARENA_PUSH(rd->arena, t->lines, t->count)) {
		must(rd, NULL);
		return NULL;
	}
	struct lt_trace_line *line = &t->lines[t->count++];
	*line = (struct lt_trace_line){.number = number};
	line->text = must(rd, lt_arena_copy(rd->arena, from, (size_t)(end - from)));
	return line;
}

/* Joins a line that begins with blanks to the one before. */
static void go_on(struct reader *rd, struct lt_trace_line *line, const char *from, const char *end)
{
	line->text = must(
		rd, lt_arena_printf(rd->arena, "%s\n%.*s", line->text, (int)(end - from), from));
}

static void take_all_apart(struct reader *rd)
{
	for (size_t i = 0; i < rd->trace->count && !rd->error; i++) {
		struct lt_trace_line *line = &rd->trace->lines[i];
		size_t size = strlen(line->text);
		if (is_comment(line->text, line->text + size))
			continue;
		if (!rd->error)
			take_apart(rd, line, line->text + size);
	}
}

int lt_trace_read(const char *file, const char *text, struct lt_arena *arena, struct lt_trace *ret,
		  struct lt_err *err)
{
	*ret = (struct lt_trace){.file = file};
	struct reader rd = {.arena = arena, .trace = ret, .err = err};
	struct lt_trace_line *open = NULL; /* may be continued */
	for (int number = 1; *text && !rd.error; number++) {
		const char *end = strchrnul(text, '\n');
		bool comment = is_comment(text, end);
		if (!comment && is_blank(*text) && open)
			go_on(&rd, open, text, end);
		else
			open = add_line(&rd, number, text, end);
		if (comment)
			open = NULL;
		text = *end ? end + 1 : end;
	}
	take_all_apart(&rd);
	return rd.error;
}

const char *lt_trace_unquoted(const char *text, struct lt_arena *arena)
{
	size_t size = strlen(text);
	if (size < 2 || text[0] != '"' || text[size - 1] != '"')
		return text;
	return lt_arena_copy(arena, text + 1, size - 2);
}

const char *lt_trace_value(const struct lt_trace_line *line, const char *key,
			   struct lt_arena *arena, bool *ret_quoted)
{
	size_t size = strlen(key);
	for (size_t i = 0; i < line->words_count; i++) {
		const char *word = line->words[i];
		if (strncmp(word, key, size) != 0 || word[size] != '=')
			continue;
		if (ret_quoted)
			*ret_quoted = word[size + 1] == '"';
		return lt_trace_unquoted(word + size + 1, arena);
	}
	return NULL;
}

const char *lt_trace_after(const struct lt_trace_line *line, const char *word)
{
	for (size_t i = 0; i + 1 < line->words_count; i++)
		if (strcmp(line->words[i], word) == 0)
			return line->words[i + 1];
	return NULL;
}
