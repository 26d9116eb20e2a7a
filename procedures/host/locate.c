/* SPDX-License-Identifier: EUPL-1.2 */
/* The tokens of a source with their depth. What is no Lua at all still gives some; nothing here
 * fails but for memory. */
#include "procedures/host/locate.h"

#include <string.h>

#include "procedures/host/lex.h"
#include "procedures/host/vocabulary.h"

/* What stands between the quotes, or between the long brackets. */
static struct lt_slice inside(struct lt_slice text)
{
	size_t edge = 1;
	if (text.data[0] == '[')
		for (edge = 2; text.data[edge - 1] == '='; edge++) {
		}
	if (text.size < 2 * edge)
		return lt_slice(text.data + 1, text.size - 1);
	return lt_slice(text.data + edge, text.size - 2 * edge);
}

static struct lt_mark mark_of(struct lt_slice source, const struct lt_token *token, uint32_t *depth)
{
	struct lt_slice text = token->text;
	char kind = text.size ? (char)text.data[0] : '?';
	*depth -= (kind == '}' || kind == ')') && *depth > 0;
	struct lt_mark mark = {.line = token->line, .depth = *depth, .kind = kind};
	*depth += kind == '{' || kind == '(';
	if (token->kind == LT_TOKEN_TEXT) {
		text = inside(text);
		mark.kind = 's';
	} else if (token->kind == LT_TOKEN_NAME || token->kind == LT_TOKEN_KEYWORD ||
		   token->kind == LT_TOKEN_NUMBER) {
		mark.kind = 'n';
	}
	mark.at = (uint32_t)(text.data - source.data);
	mark.bytes = (uint32_t)text.size;
	return mark;
}

bool lt_tokens_read(struct lt_slice source, struct lt_arena *arena, struct lt_tokens *ret)
{
	struct lt_mark *items = NULL;
	struct lt_lexer lexer;
	size_t count = 0;
	uint32_t depth = 0;
	if (source.size >= UINT32_MAX)
		return false;
	lt_lexer_init(&lexer, source);
	for (;;) {
		struct lt_token token = lt_lexer_next(&lexer);
		if (token.kind == LT_TOKEN_END)
			break;
		if (!LT_ARENA_PUSH(arena, items, count))
			return false;
		items[count++] = mark_of(source, &token, &depth);
		if (token.kind == LT_TOKEN_WRONG) { /* go on behind its line */
			while (lexer.at < source.size && source.data[lexer.at] != '\n')
				lexer.at++;
		}
	}
	*ret = (struct lt_tokens){source, items, count};
	return true;
}

/* -- finding -- */

/* A word as it may be written in either language of a file. */
struct word {
	const char *text, *vietnamese; /* the second NULL: it is no key */
};

static struct word word_of(const char *text)
{
	return (struct word){text, lt_term_vietnamese(LT_TERM_KEY, NULL, text)};
}

static bool same(const struct lt_tokens *t, size_t i, const char *word)
{
	const struct lt_mark *k = &t->items[i];
	return strlen(word) == k->bytes && memcmp(t->source.data + k->at, word, k->bytes) == 0;
}

static bool is(const struct lt_tokens *t, size_t i, struct word word)
{
	char kind = t->items[i].kind;
	if (kind != 'n' && kind != 's')
		return false;
	return same(t, i, word.text) ||
	       (kind == 'n' && word.vietnamese && same(t, i, word.vietnamese));
}

bool lt_tokens_quote(const struct lt_tokens *tokens, const char *text)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (tokens->items[i].kind == 's' && same(tokens, i, text))
			return true;
	return false;
}

static char kind_at(const struct lt_tokens *t, size_t i)
{
	return i < t->count ? t->items[i].kind : 0;
}

static size_t first_of_line(const struct lt_tokens *t, int32_t line)
{
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (t->items[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The end of what begins at @p from: its { ... }, or all up to where the table around it closes. */
static size_t end_of(const struct lt_tokens *t, size_t from)
{
	uint32_t depth = t->items[from].depth;
	bool word = kind_at(t, from) == 'n';
	size_t open = from + 1 + (kind_at(t, from + 1) == 's');
	word = word && kind_at(t, open) == '{';
	for (size_t i = open; i < t->count; i++) {
		if (word && t->items[i].kind == '}' && t->items[i].depth == depth)
			return i;
		if (t->items[i].depth < depth)
			return i;
	}
	return t->count;
}

/* human "name" or name = inside [from, end) */
static size_t find_named(const struct lt_tokens *t, size_t from, size_t end, const char *name)
{
	for (size_t i = from; i < end; i++) {
		if (!is(t, i, (struct word){name, NULL}))
			continue;
		if (t->items[i].kind == 's' && i > 0 && kind_at(t, i - 1) == 'n')
			return i - 1;
		if (t->items[i].kind == 'n' && kind_at(t, i + 1) == '=')
			return i;
	}
	return t->count;
}

/* The word or call that begins on the line. */
static size_t find_item(const struct lt_tokens *t, const struct lt_search *s)
{
	size_t first = first_of_line(t, s->line), end = first_of_line(t, s->line + 1);
	if (first >= t->count || s->first_word)
		return first;
	if (s->name) {
		size_t named = find_named(t, first, end, s->name);
		if (named == t->count) /* a change in an override: further down */
			named = find_named(t, first, end_of(t, first), s->name);
		if (named < t->count)
			return named;
	}
	for (size_t i = first; i < end; i++) {
		char next = kind_at(t, i + 1);
		if (t->items[i].kind == 'n' && (next == '{' || next == '(' || next == 's'))
			return i;
	}
	return first;
}

static struct lt_position position(const struct lt_tokens *t, size_t i)
{
	const struct lt_mark *k = &t->items[i];
	uint32_t from = k->at - (k->kind == 's' && k->at > 0); /* at the quote */
	int32_t column = 1;
	while (from > 0 && t->source.data[from - 1] != '\n') {
		from--;
		column += (t->source.data[from] & 0xc0) != 0x80;
	}
	return (struct lt_position){k->line, column};
}

struct lt_position lt_tokens_find(const struct lt_tokens *tokens, const struct lt_search *search)
{
	size_t item = search->line > 0 ? find_item(tokens, search) : tokens->count;
	if (item >= tokens->count)
		return (struct lt_position){0, 0};
	size_t best = item, from = item + 1, end = end_of(tokens, item);
	struct word name = {search->name, NULL};
	if (search->name && is(tokens, from < tokens->count ? from : item, name))
		from++; /* a step's own name is no target */
	for (int w = 0; w < 2 && search->words[w]; w++) {
		struct word word = word_of(search->words[w]);
		size_t i = from;
		while (i < end && !is(tokens, i, word))
			i++;
		if (i >= end)
			break;
		best = i;
		from = i + 1;
	}
	return position(tokens, best);
}
