/* SPDX-License-Identifier: EUPL-1.2 */
/* A file's kind is the word after its last `return` at the start of a line: comments and local
 * functions may stand before it. */
#include <string.h>

#include "procedures/host/vocabulary.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"
#include "tools/lienthong/sources.h"

static const struct {
	const char *name, *word;
} kinds[] = {
	[0] = {"unknown", "tệp"},
	[LT_SOURCE_CALENDAR] = {"calendar", "lịch làm việc"},
	[LT_SOURCE_DIRECTORY] = {"directory", "danh bạ"},
	[LT_SOURCE_PROCEDURE] = {"procedure", "thủ tục"},
	[LT_SOURCE_OVERRIDE] = {"override", "phần riêng của thủ tục"},
};

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* `return`, blanks, a word: at the start of a line. */
static enum lt_source_kind kind_at(struct lt_slice text, size_t at)
{
	static const char keyword[] = "return";
	size_t n = sizeof keyword - 1;
	if (text.size - at < n || memcmp(text.data + at, keyword, n) != 0)
		return 0;
	at += n;
	if (at == text.size || !is_space(text.data[at]))
		return 0;
	while (at < text.size && is_space(text.data[at]))
		at++;
	size_t end = at;
	while (end < text.size &&
	       (text.data[end] == '_' || (uint8_t)((text.data[end] | 32) - 'a') < 26))
		end++;
	uint8_t after = end < text.size ? text.data[end] : ' ';
	if (!is_space(after) && after != '{' && after != '(' && after != '"')
		return 0;
	struct lt_slice name = lt_slice(text.data + at, end - at);
	const struct lt_term *term = lt_term_find(LT_TERM_WORD, NULL, name);
	if (term)
		name = lt_slice_str(term->english);
	for (size_t k = 1; k < sizeof kinds / sizeof *kinds; k++)
		if (lt_slice_equal(name, lt_slice_str(kinds[k].name)))
			return (enum lt_source_kind)k;
	return 0;
}

enum lt_source_kind lt_source_kind(struct lt_slice text)
{
	enum lt_source_kind found = 0;
	for (size_t at = 0; at < text.size; at++) {
		enum lt_source_kind kind =
			at == 0 || text.data[at - 1] == '\n' ? kind_at(text, at) : 0;
		if (kind)
			found = kind;
	}
	return found;
}

const char *lt_source_word(enum lt_source_kind kind)
{
	return kinds[kind].word;
}

const char *lt_source_name(enum lt_source_kind kind)
{
	return kinds[kind].name;
}

static int read_source(struct lt_tool *tool, const char *path, struct lt_source *ret,
		       struct lt_err *err)
{
	int r = lt_args_file(tool, path, LT_SOURCE_BYTES_MAX, &ret->text, err);
	if (r < 0)
		return r;
	ret->path = path;
	ret->kind = lt_source_kind(ret->text);
	if (!lt_text_valid(ret->text, LT_SOURCE_BYTES_MAX))
		return lt_err_set(err, LT_E_FORMAT, "%s: không phải văn bản UTF-8", path);
	if (!ret->kind)
		return lt_err_set(
			err, LT_E_FORMAT,
			"%s: không rõ loại tệp; tệp phải có dòng bắt đầu bằng return procedure, "
			"return override, return directory hoặc return calendar",
			path);
	return 0;
}

/* Insertion: few files, and the order among equals stays. */
static void sort(struct lt_source *sources, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct lt_source moved = sources[i];
		size_t k = i;
		for (; k && sources[k - 1].kind > moved.kind; k--)
			sources[k] = sources[k - 1];
		sources[k] = moved;
	}
}

static int read_all(struct lt_tool *tool, const struct lt_texts *paths, bool go_on,
		    struct lt_source **ret, size_t *ret_faulty, struct lt_err *err)
{
	struct lt_source *sources =
		lt_arena_zalloc(&tool->arena, paths->count + 1, sizeof *sources);
	int r = sources ? 0 : LT_E_NOMEM;
	for (size_t i = 0; i < paths->count && r == 0; i++) {
		struct lt_err why = {0};
		r = read_source(tool, paths->items[i], &sources[i], &why);
		if (go_on && (r == LT_E_LIMIT || r == LT_E_FORMAT)) {
			sources[i].path = paths->items[i];
			sources[i].kind = 0;
			sources[i].fault = lt_arena_str(&tool->arena, why.text);
			r = sources[i].fault ? 0 : LT_E_NOMEM;
			(*ret_faulty)++;
		} else if (r < 0) {
			(void)lt_err_set(err, r, "%s", why.text);
		}
	}
	if (r < 0)
		return r;
	sort(sources, paths->count);
	*ret = sources;
	return 0;
}

int lt_sources_read(struct lt_tool *tool, const struct lt_texts *paths, struct lt_source **ret,
		    struct lt_err *err)
{
	return read_all(tool, paths, false, ret, NULL, err);
}

int lt_sources_read_each(struct lt_tool *tool, const struct lt_texts *paths, struct lt_source **ret,
			 size_t *ret_faulty, struct lt_err *err)
{
	*ret_faulty = 0;
	return read_all(tool, paths, true, ret, ret_faulty, err);
}
