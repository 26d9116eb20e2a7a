/* SPDX-License-Identifier: EUPL-1.2 */
/* zlib's reader passes plain files through, so both forms are one path. */
#include "tools/lienthong/textfile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

/* A year of a country's dossiers is 300 MB; a gzip bomb ends here. */
#define FILE_BYTES_MAX ((size_t)1 << 30)
enum { FIRST_BYTES = 1 << 20 };

static int cannot_read(const char *path, gzFile gz, struct lt_err *err)
{
	int code = Z_OK;
	const char *why = gz ? gzerror(gz, &code) : strerror(errno);
	if (code == Z_ERRNO)
		why = strerror(errno);
	if (code == Z_DATA_ERROR || code == Z_BUF_ERROR)
		why = "tệp nén gzip bị hỏng hoặc bị cắt cụt";
	return lt_err_set(err, LT_E_IO, "%s: không đọc được: %s", path, why);
}

static int read_all(const char *path, gzFile gz, uint8_t **ret, size_t *ret_size,
		    struct lt_err *err)
{
	LT_AUTO(free) uint8_t *bytes = NULL;
	size_t size = 0, room = 0;
	int n = 1;
	while (n > 0) {
		if (size == room) {
			room = room ? 2 * room : FIRST_BYTES;
			uint8_t *grown = realloc(bytes, room);
			if (!grown)
				return lt_err_set(err, LT_E_NOMEM, "%s: %zu byte", path, room);
			bytes = grown;
		}
		n = gzread(gz, bytes + size, (unsigned)(room - size));
		size += n > 0 ? (size_t)n : 0;
		if (size > FILE_BYTES_MAX)
			return lt_err_set(err, LT_E_LIMIT, "%s: lớn hơn %zu MB", path,
					  FILE_BYTES_MAX >> 20);
	}
	int code = Z_OK;
	if (n == 0)
		(void)gzerror(gz, &code); /* a file cut off in the middle reads as an early end */
	if (n < 0 || code != Z_OK)
		return cannot_read(path, gz, err);
	*ret = lt_steal(&bytes);
	*ret_size = size;
	return 0;
}

int lt_textfile_open(const char *path, struct lt_textfile *ret, struct lt_err *err)
{
	struct stat st;
	size_t size = 0;
	if (stat(path, &st) < 0)
		return lt_err_set(err, errno == ENOENT ? LT_E_ABSENT : LT_E_IO, "%s: %s", path,
				  errno == ENOENT ? "không có tệp này" : strerror(errno));
	if (S_ISDIR(st.st_mode))
		return lt_err_set(err, LT_E_IO, "%s: đây là một thư mục", path);
	ret->path = strdup(path);
	gzFile gz = gzopen(path, "rbe");
	int r = !ret->path ? LT_E_NOMEM : !gz ? cannot_read(path, NULL, err) : 0;
	if (r == 0)
		r = read_all(path, gz, &ret->bytes, &size, err);
	if (gz)
		(void)gzclose_r(gz);
	if (r < 0)
		return r;
	return lt_csv_open(&ret->csv, ret->path, lt_slice(ret->bytes, size), err);
}

int lt_textfile_next(struct lt_textfile *file, struct lt_err *err)
{
	return lt_csv_next(&file->csv, err);
}

void lt_textfile_done(struct lt_textfile *file)
{
	free(file->path);
	free(file->bytes);
	file->path = NULL;
	file->bytes = NULL;
}

int lt_textfile_find(const struct lt_textfile *file, const char *name)
{
	for (size_t i = 0; i < file->csv.columns_count; i++)
		if (strcmp(file->csv.columns[i], name) == 0)
			return (int)i;
	return -1;
}

int lt_textfile_need(const struct lt_textfile *file, const char *name, int *ret, struct lt_err *err)
{
	int column = lt_textfile_find(file, name);
	if (column < 0)
		return lt_err_set(err, LT_E_FORMAT, "%s:1: thiếu cột \"%s\"", file->path, name);
	*ret = column;
	return 0;
}

const char *lt_textfile_field(const struct lt_textfile *file, int column)
{
	LT_ASSERT(column < (int)file->csv.columns_count);
	return column < 0 ? "" : file->csv.fields[column];
}

int lt_textfile_fault(const struct lt_textfile *file, struct lt_err *err, int code,
		      const char *format, ...)
{
	char text[LT_ERR_TEXT_BYTES];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return lt_err_set(err, code, "%s:%zu: %s", file->path, file->csv.row_line, text);
}
