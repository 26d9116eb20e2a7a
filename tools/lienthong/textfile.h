/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading tables people hand in: comma-separated text, plain or gzip, whole in memory. */
#pragma once

#include "procedures/calendar/csv.h"
#include "proto/base/err.h"

/** A table being read row by row. Zero-initialise; lt_textfile_done frees. */
struct lt_textfile {
	char *path;	/**< as found on disk; named in messages */
	uint8_t *bytes; /**< the content, unpacked */
	struct lt_csv csv;
};

/**
 * Reads `path`, unpacked if it is gzip, and its first row.
 * @return 0; LT_E_ABSENT; LT_E_IO (cannot be read, gzip damaged or cut off); LT_E_LIMIT;
 * LT_E_FORMAT; the text names file and line.
 */
int lt_textfile_open(const char *path, struct lt_textfile *ret, struct lt_err *err) LT_MUST_USE;
/** The next row. @return 1 a row in csv.fields, 0 the end, negative as open. */
int lt_textfile_next(struct lt_textfile *file, struct lt_err *err) LT_MUST_USE;
void lt_textfile_done(struct lt_textfile *file);
static inline void lt_cleanup_textfile(struct lt_textfile *file)
{
	lt_textfile_done(file);
}

/** Index of a column; -1: the table has none of that name. */
int lt_textfile_find(const struct lt_textfile *file, const char *name);
/** As find, but the column must be there. LT_E_FORMAT names file and column. */
int lt_textfile_need(const struct lt_textfile *file, const char *name, int *ret,
		     struct lt_err *err) LT_MUST_USE;
/** The current row's field, "" for column -1. Valid until the next row. */
const char *lt_textfile_field(const struct lt_textfile *file, int column);
/** "FILE:LINE: text", of the current row. @return @p code. */
int lt_textfile_fault(const struct lt_textfile *file, struct lt_err *err, int code,
		      const char *format, ...) __attribute__((format(printf, 4, 5), cold));
