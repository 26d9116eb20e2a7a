/* SPDX-License-Identifier: EUPL-1.2 */
#include "procedures/forms/csv.h"

#include <string.h>

static bool is_number(const char *text)
{
	text += *text == '-';
	return *text && text[strspn(text, "0123456789.,")] == 0;
}

static void cell(struct lt_writer *out, const char *text)
{
	bool formula = *text && strchr("=+-@\t\r", *text) && !is_number(text);
	if (!formula && !strpbrk(text, ",\"\r\n"))
		return lt_writer_plain(out, text);
	lt_writer_plain(out, formula ? "\"'" : "\"");
	for (; *text; text++) {
		if (*text == '"')
			lt_writer_plain(out, "\"");
		lt_writer_add(out, text, 1);
	}
	lt_writer_plain(out, "\"");
}

void lt_csv_row(struct lt_writer *out, const char *const *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i)
			lt_writer_plain(out, ",");
		cell(out, cells[i] ? cells[i] : "");
	}
	lt_writer_plain(out, "\r\n");
}
