/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/forms/wrap.h"

#include <string.h>

#include "procedures/forms/clean.h"

/* Bytes of one character. Texts are valid UTF-8: they have been cleaned. */
static size_t point_bytes(const char *at)
{
	size_t n = 1;
	while (((unsigned char)at[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static size_t width_of(const char *text, size_t size)
{
	char point[8];
	size_t width = 0;
	for (size_t i = 0; i < size;) {
		size_t n = point_bytes(text + i);
		n = n < sizeof point ? n : sizeof point - 1;
		memcpy(point, text + i, n);
		point[n] = 0;
		width += lt_clean_width(point);
		i += n;
	}
	return width;
}

/* How much of a text fits on a line: whole words, or as much of a word as there is room for. */
static size_t line_bytes(const char *text, size_t width)
{
	size_t fits = 0, words = 0, used = 0;
	while (text[fits]) {
		size_t n = point_bytes(text + fits);
		used += width_of(text + fits, n);
		if (used > width && fits)
			return text[fits] == ' ' || !words ? fits : words;
		fits += n;
		if (text[fits] == ' ')
			words = fits;
	}
	return fits;
}

bool lt_wrap(struct lt_arena *arena, const char *text, size_t width, struct lt_lines *lines)
{
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t n = line_bytes(text, width);
		const char *line = lt_arena_copy(arena, text, n);
		if (!line || !LT_ARENA_PUSH(arena, lines->items, lines->count))
			return false;
		lines->items[lines->count++] = line;
		text += n;
	}
	return true;
}

void lt_write_fill(struct lt_writer *w, char fill, size_t count)
{
	for (size_t i = 0; i < count; i++)
		lt_writer_add(w, &fill, 1);
}

static void drop_blanks(struct lt_writer *w)
{
	while (w->size && w->bytes[w->size - 1] == ' ')
		w->size--;
}

static void write_line(struct lt_writer *w, const struct lt_text_column *column, size_t i)
{
	const char *line = i < column->lines.count ? column->lines.items[i] : "";
	size_t width = lt_clean_width(line);
	size_t blanks = width < column->width ? column->width - width : 0;
	size_t before = column->centred ? blanks / 2 : 0;
	lt_write_fill(w, ' ', before);
	lt_writer_plain(w, line);
	lt_write_fill(w, ' ', blanks - before);
}

void lt_write_columns(struct lt_writer *w, const struct lt_text_column *columns, size_t count,
		      const char *between)
{
	size_t height = 0;
	for (size_t c = 0; c < count; c++)
		height = columns[c].lines.count > height ? columns[c].lines.count : height;
	for (size_t i = 0; i < height; i++) {
		for (size_t c = 0; c < count; c++) {
			if (c)
				lt_writer_plain(w, between);
			write_line(w, &columns[c], i);
		}
		drop_blanks(w);
		lt_writer_plain(w, "\n");
	}
}
