/* SPDX-License-Identifier: EUPL-1.2 */
/* Tables for spreadsheets: RFC 4180, UTF-8. */
#pragma once

#include "procedures/forms/writer.h"

/** Before the first line of a file, so that spreadsheets know it is UTF-8. */
#define LT_CSV_MARK "\xef\xbb\xbf"

/** One line. A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a
 *  carriage return, and is no number) is quoted with an apostrophe before it. A NULL cell is empty.
 */
void lt_csv_row(struct lt_writer *out, const char *const *cells, size_t count);
