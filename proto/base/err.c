/* SPDX-License-Identifier: EUPL-1.2 */
/* The error table's words, and texts that grow by prefix. */
#include "proto/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct row {
	int code;
	bool retryable;
	int exit_code;
	const char *name, *english, *vietnamese;
};

static const struct row rows[] = {
#define X(name, number, retryable, exit_code, english, vietnamese)                                 \
	{-(number), retryable, exit_code, #name, english, vietnamese},
	LT_ERRORS(X)
#undef X
};

static const struct row *row_of(int code)
{
	static const struct row unknown = {0, false, 70, "NONE", "no error", "không có lỗi"};
	size_t i = (size_t)(-(code + 1));
	if (code >= 0 || i >= sizeof rows / sizeof *rows)
		return &unknown;
	LT_ASSERT(rows[i].code == code); /* numbers are 1, 2, 3, ... in table order */
	return &rows[i];
}

int lt_err_set(struct lt_err *err, int code, const char *format, ...)
{
	if (!err)
		return code;
	va_list args;
	va_start(args, format);
	err->code = code;
	(void)vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return code;
}

int lt_err_wrap(struct lt_err *err, int code, const char *format, ...)
{
	if (!err)
		return code;
	char inner[LT_ERR_TEXT_BYTES];
	memcpy(inner, err->text, sizeof inner);
	va_list args;
	va_start(args, format);
	int n = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof err->text)
		(void)snprintf(err->text + n, sizeof err->text - (size_t)n, ": %s",
			       inner[0] ? inner : lt_err_english(code));
	err->code = code;
	return code;
}

const char *lt_err_name(int code)
{
	return row_of(code)->name;
}

const char *lt_err_english(int code)
{
	return row_of(code)->english;
}

const char *lt_err_vietnamese(int code)
{
	return row_of(code)->vietnamese;
}

bool lt_err_retryable(int code)
{
	return row_of(code)->retryable;
}

int lt_err_exit(int code)
{
	return code == 0 ? 0 : row_of(code)->exit_code;
}

void lt_assert_failed(const char *what, const char *file, int line)
{
	(void)fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, what);
	abort();
}

void lt_cleanup_free(void *pointer_to_pointer)
{
	free(*(void **)pointer_to_pointer);
}

void lt_cleanup_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}
