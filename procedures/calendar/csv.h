/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads comma-separated text (RFC 4180) whose first row names the columns. No allocation, no files.
 *
 * A byte order mark, CRLF, quoted fields and blank lines are understood; a row with more or fewer
 * fields than the first is an error that names its line. */
#pragma once

#include <stddef.h>

#include "proto/base/err.h"
#include "proto/base/slice.h"

enum {
	LT_CSV_COLUMNS_MAX = 64,
	LT_CSV_ROW_BYTES_MAX = 16 << 10 /* a case with 256 pauses takes 10 KiB */
};

/** One row at a time. Zero-initialise, then lt_csv_open; nothing to free; not shared by threads. */
struct lt_csv {
	const char *what; /* named in errors: "closures" */
	struct lt_slice text;
	size_t at, line; /* where the next row begins */
	char header[LT_CSV_ROW_BYTES_MAX];
	char row[LT_CSV_ROW_BYTES_MAX];
	const char *columns[LT_CSV_COLUMNS_MAX];
	size_t columns_count;
	const char
		*fields[LT_CSV_COLUMNS_MAX]; /**< of the current row, until the next lt_csv_next */
	size_t row_line;		     /**< line of the current row, from 1 */
};

/** Reads the first row. @p text and @p what are borrowed for as long as the reader is used.
 *  @return 0; LT_E_FORMAT (no row, damaged row), LT_E_LIMIT (too many columns, row too long). */
int lt_csv_open(struct lt_csv *csv, const char *what, struct lt_slice text,
		struct lt_err *err) LT_MUST_USE;

/** Index of a column for lt_csv.fields. @return LT_E_FORMAT if the first row does not name it. */
int lt_csv_column(const struct lt_csv *csv, const char *name, struct lt_err *err) LT_MUST_USE;

/** Moves to the next row. @return 1 a row, 0 the end, negative as lt_csv_open. */
int lt_csv_next(struct lt_csv *csv, struct lt_err *err) LT_MUST_USE;
