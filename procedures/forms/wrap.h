/* SPDX-License-Identifier: EUPL-1.2 */
/* Text in columns: broken between words, counted in columns of a terminal and not in bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "procedures/forms/writer.h"

/** Lines of a text, each within the width; in the arena. */
struct lt_lines {
	const char **items;
	size_t count;
};

/** Appends @p text broken between words, and inside a word only if it is wider than a line. An
 *  empty text adds nothing. @return false: no memory. */
bool lt_wrap(struct lt_arena *arena, const char *text, size_t width, struct lt_lines *lines);

/** A column of a row of text. */
struct lt_text_column {
	struct lt_lines lines;
	size_t width;
	bool centred;
};

/** Writes columns side by side with @p between them; no blanks at the ends of lines. */
void lt_write_columns(struct lt_writer *writer, const struct lt_text_column *columns, size_t count,
		      const char *between);
/** Blanks, or any other character, @p count times. */
void lt_write_fill(struct lt_writer *writer, char fill, size_t count);
