/* SPDX-License-Identifier: EUPL-1.2 */
/* How answers look: tables and lines for people, JSON for programs. */
#pragma once

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>

#include "procedures/forms/light.h"
#include "proto/base/apart.h"
#include "proto/base/time.h"
#include "tools/lienthong/tool.h"

/** A table that grows row by row; columns as wide as their widest cell. */
struct lt_sheet {
	struct lt_arena *arena;
	const char *const *titles;
	size_t columns;
	const char *const **rows;
	size_t rows_count;
};

/** Copies one row; cells are cleaned, NULL is "". @return 0 or LT_E_NOMEM. */
int lt_sheet_add(struct lt_sheet *sheet, const char *const *cells) LT_MUST_USE;
/** Titles and rows; nothing at all without rows. */
void lt_sheet_print(const struct lt_sheet *sheet, FILE *out);

/** "Hẹn trả        08:30 01/07/2025": a label and what stands beside it, cleaned. */
void lt_print_line(struct lt_tool *tool, const char *label, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** A message as JSON, by its descriptor: field names as in the .proto, enumerations as their last
 *  words in lower case, bytes as hex, and beside every `x_us` an `x` with the same moment in ISO
 * 8601 (null: none, or the clock stands still). @return a new reference; NULL without memory. */
json_t *lt_json_message(const ProtobufCMessage *message);
/** Prints and gives back @p take; NULL means there was no memory. @return 0, LT_E_NOMEM, LT_E_IO.
 */
int lt_json_print(struct lt_tool *tool, json_t *take, struct lt_err *err) LT_MUST_USE;

/** In a child (proto/base/apart.h): its answer is this JSON, which is given back. @param take NULL
 * means there was no memory. @return 0, LT_E_NOMEM. The text goes with the child. */
int lt_json_answer(json_t *take, struct lt_slice *ret) LT_MUST_USE;
/** Does @p work in a child whose answer is JSON. @param ret  to json_decref
 *  @return as lt_apart_run; LT_E_FORMAT: it said something else. */
int lt_json_apart(lt_apart_work work, void *owner, const struct lt_apart_limits *limits,
		  json_t **ret, struct lt_err *err) LT_MUST_USE;
