/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/host/vocabulary.h"

#include <string.h>

const struct lt_term lt_terms[] = {
#define WORD(english, vietnamese, argument) {LT_TERM_WORD, english, vietnamese, NULL, argument, 0},
#define KEY(english, vietnamese, holds)                                                            \
	{LT_TERM_KEY, english, vietnamese, NULL, 0, LT_HOLDS_##holds},
#define VALUE(key, english, vietnamese) {LT_TERM_VALUE, english, vietnamese, key, 0, 0},
#include "procedures/host/vocabulary.inc"
#undef WORD
#undef KEY
#undef VALUE
};
const size_t lt_terms_count = sizeof lt_terms / sizeof *lt_terms;

static bool is(const char *text, struct lt_slice name)
{
	return name.size && text[0] == (char)name.data[0] && strlen(text) == name.size &&
	       memcmp(text, name.data, name.size) == 0;
}

const struct lt_term *lt_term_find(enum lt_term_kind kind, const char *key, struct lt_slice name)
{
	for (size_t i = 0; i < lt_terms_count; i++) {
		const struct lt_term *t = &lt_terms[i];
		if (t->kind == kind && (is(t->english, name) || is(t->vietnamese, name)) &&
		    (kind != LT_TERM_VALUE || strcmp(t->key, key) == 0))
			return t;
	}
	return NULL;
}

const char *lt_term_vietnamese(enum lt_term_kind kind, const char *key, const char *english)
{
	const struct lt_term *t = lt_term_find(kind, key, lt_slice_str(english));
	return t && strcmp(t->english, english) == 0 ? t->vietnamese : NULL;
}

/* -- sentences -- */

static bool in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

/* The row that a name in a sentence stands for: keys and words alike. */
static const struct lt_term *named(struct lt_slice name)
{
	const struct lt_term *t = lt_term_find(LT_TERM_KEY, NULL, name);
	t = t ? t : lt_term_find(LT_TERM_WORD, NULL, name);
	return t && is(t->english, name) ? t : NULL;
}

/* What stands at @p at: a name, a text in quotes, or one character. @p key: the key before it. */
static size_t piece(const char *at, const struct lt_term **key, const char **ret, size_t *ret_size)
{
	size_t n = 1;
	*ret = at;
	if (in_name(*at)) {
		while (in_name(at[n]))
			n++;
		const struct lt_term *t = named(lt_slice(at, n));
		if (t)
			*ret = t->vietnamese;
		*ret_size = t ? strlen(t->vietnamese) : n;
		*key = t && t->kind == LT_TERM_KEY ? t : NULL;
		return n;
	}
	if (*at == '"' && strchr(at + 1, '"')) {
		n = (size_t)(strchr(at + 1, '"') - at) + 1;
		*ret_size = n;
		const struct lt_term *t =
			*key ? lt_term_find(LT_TERM_VALUE, (*key)->english, lt_slice(at + 1, n - 2))
			     : NULL;
		if (!t)
			return n;
		*ret = t->vietnamese; /* between the quotes */
		*ret_size = strlen(t->vietnamese);
		return n;
	}
	*ret_size = 1;
	return 1;
}

char *lt_term_sentence(struct lt_arena *arena, const char *text)
{
	size_t room = 1;
	for (const char *p = text; *p; p++)
		room += 8; /* no form is eight times as long as the other */
	char *result = lt_arena_alloc(arena, room), *out = result;
	const struct lt_term *key = NULL;
	for (size_t n; result && *text; text += n) {
		const char *from;
		size_t size;
		n = piece(text, &key, &from, &size);
		bool quoted = *text == '"' && from != text && n > 1;
		if (quoted)
			*out++ = '"';
		memcpy(out, from, size);
		out += size;
		if (quoted)
			*out++ = '"';
	}
	if (result)
		*out = 0;
	return result;
}
