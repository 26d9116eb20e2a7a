/* SPDX-License-Identifier: EUPL-1.2 */
/* A step table of a decision ("Quy trình nội bộ") as people copy it out of the annex: read from
 * CSV, written as a first procedure file. The form is in docs/tables.md. */
#pragma once

#include "proto/base/arena.h"
#include "proto/base/slice.h"

enum { LT_TABLE_CASES_MAX = 16, LT_TABLE_ROWS_MAX = 500, LT_TABLE_NOTES_MAX = 32 };

/** What a cell says about time. */
enum lt_span_unit {
	LT_SPAN_NONE = 0, /**< nothing */
	LT_SPAN_HOURS,
	LT_SPAN_DAYS,
	LT_SPAN_UNTIMED, /**< "không tính thời gian" */
	LT_SPAN_UNCLEAR	 /**< something that is no time */
};

/** A time as a table writes it; one day is eight hours. */
struct lt_table_span {
	enum lt_span_unit unit; /**< as written, for writing it the same way */
	int32_t minutes;
};

/** Who does a step. */
struct lt_table_desk {
	const char *unit, *level, *role; /**< words of the language; NULL: the table does not say */
};

/** One row. */
struct lt_table_row {
	size_t line;	     /**< in the file, from 1 */
	const char *content; /**< what is done */
	const char *who;     /**< as written */
	struct lt_table_span span;
	struct lt_table_desk desk;
	size_t at_case; /**< index of its case */
};

/** One of the cases of a procedure; most have one, without a name. */
struct lt_table_case {
	const char *name; /**< NULL: the only one */
	struct lt_table_span limit;
};

/** A table; texts in an arena. */
struct lt_table {
	const char *code, *name, *field, *version, *result, *source, *path;
	const char *agency, *level; /**< what a row that names no agency means */
	const char *basis[LT_TABLE_NOTES_MAX];
	const char *notes[LT_TABLE_NOTES_MAX]; /**< what the source leaves open */
	const char *papers[LT_TABLE_NOTES_MAX];
	size_t basis_count, notes_count, papers_count;
	const char *fee;     /**< đồng, as a number; NULL: not given */
	const char *licence; /**< SPDX; NULL: none */
	struct lt_table_span limit;
	struct lt_table_case cases[LT_TABLE_CASES_MAX];
	size_t cases_count;
	struct lt_table_row *rows;
	size_t rows_count;
};

/** Reads a file's text. @return 0; LT_E_FORMAT, LT_E_LIMIT with file and line in @p err;
 * LT_E_NOMEM. */
int lt_table_read(struct lt_slice text, const char *path, struct lt_arena *arena,
		  struct lt_table *ret, struct lt_err *err) LT_MUST_USE;
/** Writes it as a procedure file. @return 0 and the source in @p arena; LT_E_NOMEM. */
int lt_table_write(const struct lt_table *table, struct lt_arena *arena,
		   struct lt_slice *ret) LT_MUST_USE;

/** Writes its first tests: every outcome of every step once. @return as lt_table_write. */
int lt_table_write_test(const struct lt_table *table, struct lt_arena *arena,
			struct lt_slice *ret) LT_MUST_USE;

/** "0,5 ngày", "04 giờ", "1/2 ngày", "01 buổi", "không tính thời gian"; a bare number is of
 *  @p otherwise. */
struct lt_table_span lt_table_span(const char *text, enum lt_span_unit otherwise);
/** "Chuyên viên Sở Y tế" as words of the language; what is not said stays NULL. */
struct lt_table_desk lt_table_desk(const char *text);
/** Small letters without marks, blanks as one: for comparing what people write. Truncates. */
void lt_table_fold(const char *text, char *ret, size_t size);
