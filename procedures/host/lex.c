/* SPDX-License-Identifier: EUPL-1.2 */
/* Source: Lua 5.4 Reference Manual, 3.1. */
#include "procedures/host/lex.h"

#include <stdbool.h>
#include <string.h>

static const char *const keywords[] = {
	"and",	    "break",  "do",   "else", "elseif", "end",	 "false", "for",
	"function", "goto",   "if",   "in",   "local",	"nil",	 "not",	  "or",
	"repeat",   "return", "then", "true", "until",	"while",
};
/* longest first */
static const char *const signs[] = {"...", "<<", ">>", "//", "==", "~=", "<=", ">=", "::", ".."};

void lt_lexer_init(struct lt_lexer *lexer, struct lt_slice source)
{
	static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
	*lexer = (struct lt_lexer){.source = source, .line = 1};
	if (source.size >= sizeof mark && memcmp(source.data, mark, sizeof mark) == 0)
		lexer->at = sizeof mark;
}

static int peek(const struct lt_lexer *l, size_t ahead)
{
	return l->at + ahead < l->source.size ? l->source.data[l->at + ahead] : -1;
}

static bool is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static void step(struct lt_lexer *l)
{
	l->line += l->source.data[l->at] == '\n';
	l->at++;
}

/* "[", some "=", "[" at the current place. @return the number of "=", -1: it is none. */
static int long_opening(const struct lt_lexer *l)
{
	int level = 0;
	while (peek(l, 1 + (size_t)level) == '=')
		level++;
	return peek(l, 0) == '[' && peek(l, 1 + (size_t)level) == '[' ? level : -1;
}

static bool long_text(struct lt_lexer *l, int level)
{
	for (int i = 0; i < level + 2; i++)
		step(l);
	for (; l->at < l->source.size; step(l)) {
		int n = 0;
		if (peek(l, 0) != ']')
			continue;
		while (peek(l, 1 + (size_t)n) == '=')
			n++;
		if (n != level || peek(l, 1 + (size_t)n) != ']')
			continue;
		for (int i = 0; i < level + 2; i++)
			step(l);
		return true;
	}
	return false;
}

/* A text in quotes ends on its line, unless the end of the line is escaped. */
static bool short_text(struct lt_lexer *l)
{
	int quote = peek(l, 0);
	step(l);
	while (l->at < l->source.size) {
		int c = peek(l, 0);
		if (c == '\n')
			return false;
		step(l);
		if (c == quote)
			return true;
		if (c != '\\' || l->at >= l->source.size)
			continue;
		bool blanks = peek(l, 0) == 'z';
		step(l);
		while (blanks && l->at < l->source.size && strchr(" \t\r\n\v\f", peek(l, 0)))
			step(l);
	}
	return false;
}

static bool pass_comment(struct lt_lexer *l)
{
	l->at += 2;
	int level = long_opening(l);
	if (level >= 0)
		return long_text(l, level);
	while (l->at < l->source.size && peek(l, 0) != '\n')
		l->at++;
	return true;
}

static void number(struct lt_lexer *l)
{
	bool hex = peek(l, 0) == '0' && (peek(l, 1) | 32) == 'x';
	for (l->at++;; l->at++) {
		int c = peek(l, 0), before = l->source.data[l->at - 1] | 32;
		bool exponent = (c == '+' || c == '-') && before == (hex ? 'p' : 'e');
		if (!is_digit(c) && !is_letter(c) && c != '.' && !exponent)
			return;
	}
}

static enum lt_token_kind name(struct lt_lexer *l)
{
	size_t from = l->at;
	while (is_letter(peek(l, 0)) || is_digit(peek(l, 0)))
		l->at++;
	struct lt_slice text = lt_slice(l->source.data + from, l->at - from);
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (lt_slice_equal(text, lt_slice_str(keywords[i])))
			return LT_TOKEN_KEYWORD;
	return LT_TOKEN_NAME;
}

static enum lt_token_kind sign(struct lt_lexer *l)
{
	struct lt_slice rest = lt_slice(l->source.data + l->at, l->source.size - l->at);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t n = strlen(signs[i]);
		if (rest.size >= n && memcmp(rest.data, signs[i], n) == 0) {
			l->at += n;
			return LT_TOKEN_SIGN;
		}
	}
	if (*rest.data == 0 || !strchr("+-*/%^#&~|<>=(){}[];:,.", *rest.data))
		return LT_TOKEN_WRONG;
	l->at++;
	return LT_TOKEN_SIGN;
}

static enum lt_token_kind take(struct lt_lexer *l)
{
	int c = peek(l, 0), level = long_opening(l);
	if (c < 0)
		return LT_TOKEN_END;
	if (is_letter(c))
		return name(l);
	if (is_digit(c) || (c == '.' && is_digit(peek(l, 1)))) {
		number(l);
		return LT_TOKEN_NUMBER;
	}
	if (c == '"' || c == '\'')
		return short_text(l) ? LT_TOKEN_TEXT : LT_TOKEN_WRONG;
	if (level >= 0)
		return long_text(l, level) ? LT_TOKEN_TEXT : LT_TOKEN_WRONG;
	return sign(l);
}

struct lt_token lt_lexer_next(struct lt_lexer *l)
{
	for (;;) {
		int c = peek(l, 0);
		if (c >= 0 && c != 0 && strchr(" \t\r\n\v\f", c)) {
			step(l);
			continue;
		}
		if (c != '-' || peek(l, 1) != '-')
			break;
		size_t from = l->at;
		int32_t line = l->line;
		if (!pass_comment(l)) {
			struct lt_slice text = lt_slice(l->source.data + from, 2);
			l->at = from;
			l->line = line;
			return (struct lt_token){LT_TOKEN_WRONG, text, line};
		}
	}
	struct lt_token token = {.line = l->line};
	size_t from = l->at;
	token.kind = take(l);
	token.text = lt_slice(l->source.data + from, l->at - from);
	if (token.kind == LT_TOKEN_WRONG) {
		l->at = from;
		l->line = token.line;
	}
	return token;
}
