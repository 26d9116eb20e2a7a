/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts, lines and tables for people. Vietnamese has marks: columns are counted, not bytes. */
#include "tools/lienthong/print.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "procedures/forms/clean.h"
#include "procedures/forms/words.h"

enum { LABEL_COLUMNS = 15, GAP_COLUMNS = 2 };

/* -- single values -- */

/* -- lines -- */

static void pad(FILE *out, size_t width, size_t wanted)
{
	for (; width < wanted; width++)
		(void)fputc(' ', out);
}

void lt_print_line(struct lt_tool *tool, const char *label, const char *format, ...)
{
	char text[2048];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	(void)fputs(label, tool->out);
	pad(tool->out, lt_clean_width(label), LABEL_COLUMNS);
	(void)fprintf(tool->out, "%s\n", lt_clean(&tool->arena, text));
}

/* -- tables -- */

int lt_sheet_add(struct lt_sheet *table, const char *const *cells)
{
	const char **row = lt_arena_zalloc(table->arena, table->columns, sizeof *row);
	if (!row || !LT_ARENA_PUSH(table->arena, table->rows, table->rows_count))
		return LT_E_NOMEM;
	for (size_t c = 0; c < table->columns; c++)
		row[c] = lt_clean(table->arena, cells[c]);
	table->rows[table->rows_count++] = row;
	return 0;
}

static size_t column_width(const struct lt_sheet *table, size_t column)
{
	size_t widest = lt_clean_width(table->titles[column]);
	for (size_t i = 0; i < table->rows_count; i++) {
		size_t width = lt_clean_width(table->rows[i][column]);
		widest = width > widest ? width : widest;
	}
	return widest;
}

static void print_row(const struct lt_sheet *table, const char *const *cells, const size_t *widths,
		      FILE *out)
{
	for (size_t c = 0; c < table->columns; c++) {
		(void)fputs(cells[c], out);
		if (c + 1 < table->columns)
			pad(out, lt_clean_width(cells[c]), widths[c] + GAP_COLUMNS);
	}
	(void)fputc('\n', out);
}

void lt_sheet_print(const struct lt_sheet *table, FILE *out)
{
	size_t *widths = lt_arena_zalloc(table->arena, table->columns, sizeof *widths);
	if (!widths || !table->rows_count)
		return;
	for (size_t c = 0; c < table->columns; c++)
		widths[c] = column_width(table, c);
	print_row(table, table->titles, widths, out);
	for (size_t i = 0; i < table->rows_count; i++)
		print_row(table, table->rows[i], widths, out);
}
