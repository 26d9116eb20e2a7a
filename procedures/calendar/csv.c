/* SPDX-License-Identifier: EUPL-1.2 */
/* RFC 4180, one row at a time, into a buffer of the reader. */
#include "procedures/calendar/csv.h"

#include <string.h>

/* A row as it is being read: fields are put one after another into `out`, each with its NUL. */
struct row_reader {
	struct lt_csv *csv;
	char *out;
	size_t used;
	const char **fields;
	size_t fields_count;
	struct lt_err *err;
};

static int peek(const struct lt_csv *csv)
{
	return csv->at < csv->text.size ? csv->text.data[csv->at] : -1;
}

static int bad_row(const struct row_reader *r, const char *why)
{
	return lt_err_set(r->err, LT_E_FORMAT, "%s:%zu: dòng không đúng dạng CSV: %s", r->csv->what,
			  r->csv->line, why);
}

static int put(struct row_reader *r, int c)
{
	if (r->used == LT_CSV_ROW_BYTES_MAX)
		return lt_err_set(r->err, LT_E_LIMIT, "%s:%zu: dòng dài quá %d byte", r->csv->what,
				  r->csv->line, LT_CSV_ROW_BYTES_MAX);
	r->out[r->used++] = (char)c;
	return 0;
}

/* The inside of a quoted field, from after its first quote to after its last. */
static int read_quoted(struct row_reader *r)
{
	size_t begin_line = r->csv->line;
	for (;;) {
		int c = peek(r->csv);
		if (c <= 0) {
			r->csv->line = begin_line;
			return bad_row(r, c < 0 ? "dấu ngoặc kép không đóng" : "có byte 0");
		}
		r->csv->at++;
		r->csv->line += c == '\n';
		if (c == '"') {
			if (peek(r->csv) != '"')
				return 0;
			r->csv->at++; /* a doubled quote stands for one */
		}
		int result = put(r, c);
		if (result < 0)
			return result;
	}
}

static bool ends_field(int c)
{
	return c < 0 || c == ',' || c == '\n' || c == '\r';
}

static int read_plain(struct row_reader *r)
{
	for (int c = peek(r->csv); !ends_field(c); c = peek(r->csv)) {
		if (c == '"' || c == 0)
			return bad_row(r, c ? "dấu ngoặc kép giữa một ô" : "có byte 0");
		int result = put(r, c);
		if (result < 0)
			return result;
		r->csv->at++;
	}
	return 0;
}

static int read_field(struct row_reader *r)
{
	if (r->fields_count == LT_CSV_COLUMNS_MAX)
		return lt_err_set(r->err, LT_E_LIMIT, "%s:%zu: nhiều hơn %d cột", r->csv->what,
				  r->csv->line, LT_CSV_COLUMNS_MAX);
	r->fields[r->fields_count++] = r->out + r->used;
	bool quoted = peek(r->csv) == '"';
	r->csv->at += quoted;
	int result = quoted ? read_quoted(r) : read_plain(r);
	if (result < 0)
		return result;
	if (!ends_field(peek(r->csv)))
		return bad_row(r, "có chữ sau ô trong ngoặc kép");
	return put(r, '\0');
}

static int skip_line_end(struct row_reader *r)
{
	struct lt_csv *csv = r->csv;
	if (peek(csv) == '\r') {
		csv->at++;
		if (peek(csv) != '\n' && peek(csv) >= 0)
			return bad_row(r, "có ký tự CR giữa dòng");
	}
	if (peek(csv) == '\n') {
		csv->at++;
		csv->line++;
	}
	return 0;
}

static void skip_blank_lines(struct lt_csv *csv)
{
	for (int c = peek(csv); c == '\n' || c == '\r'; c = peek(csv)) {
		csv->at++;
		csv->line += c == '\n';
	}
}

/* 1 a row, 0 the end of the text. */
static int read_row(struct row_reader *r)
{
	struct lt_csv *csv = r->csv;
	skip_blank_lines(csv);
	if (peek(csv) < 0)
		return 0;
	csv->row_line = csv->line;
	for (;;) {
		int result = read_field(r);
		if (result < 0)
			return result;
		if (peek(csv) != ',')
			break;
		csv->at++;
	}
	int result = skip_line_end(r);
	return result < 0 ? result : 1;
}

int lt_csv_open(struct lt_csv *csv, const char *what, struct lt_slice text, struct lt_err *err)
{
	static const uint8_t byte_order_mark[] = {0xef, 0xbb, 0xbf};
	csv->what = what;
	csv->text = text;
	csv->line = 1;
	csv->at = 0;
	if (text.size >= 3 && memcmp(text.data, byte_order_mark, 3) == 0)
		csv->at = 3;
	struct row_reader reader = {
		.csv = csv, .out = csv->header, .fields = csv->columns, .err = err};
	int r = read_row(&reader);
	if (r < 0)
		return r;
	if (r == 0)
		return lt_err_set(err, LT_E_FORMAT, "%s:1: thiếu dòng tên cột", what);
	csv->columns_count = reader.fields_count;
	return 0;
}

int lt_csv_column(const struct lt_csv *csv, const char *name, struct lt_err *err)
{
	for (size_t i = 0; i < csv->columns_count; i++) {
		if (strcmp(csv->columns[i], name) == 0)
			return (int)i;
	}
	return lt_err_set(err, LT_E_FORMAT, "%s:1: thiếu cột \"%s\"", csv->what, name);
}

int lt_csv_next(struct lt_csv *csv, struct lt_err *err)
{
	struct row_reader reader = {.csv = csv, .out = csv->row, .fields = csv->fields, .err = err};
	int r = read_row(&reader);
	if (r <= 0)
		return r;
	if (reader.fields_count != csv->columns_count)
		return lt_err_set(err, LT_E_FORMAT,
				  "%s:%zu: dòng không đúng dạng CSV: có %zu ô, cần %zu", csv->what,
				  csv->row_line, reader.fields_count, csv->columns_count);
	return 1;
}
