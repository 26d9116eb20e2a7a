/* SPDX-License-Identifier: EUPL-1.2 */
/* A narrated trace as lines: what was done, and what then held. The grammar is at the head of
 * runner.c. */
#pragma once

#include <stddef.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"

/** One line of a trace, with its continuation lines. Strings live in the arena it was read into. */
struct lt_trace_line {
	int number;	   /**< in the file, from 1 */
	const char *text;  /**< as written, before "->": comments and blank lines too */
	const char *stamp; /**< between [ and ]; NULL: none */
	const char **words;
	size_t words_count; /**< 0: a comment or a blank line */
	const char **items; /**< what must hold afterwards */
	size_t items_count;
};

struct lt_trace {
	const char *file;
	struct lt_trace_line *lines;
	size_t count;
};

/** Takes a text apart. @return 0; LT_E_FORMAT names the line; LT_E_NOMEM. */
int lt_trace_read(const char *file, const char *text, struct lt_arena *arena, struct lt_trace *ret,
		  struct lt_err *err) LT_MUST_USE;

/** The value of a word "key=value", quotes taken away; NULL: the line has no such word.
 *  @param ret_quoted  whether the value stood in quotes; may be NULL */
const char *lt_trace_value(const struct lt_trace_line *line, const char *key,
			   struct lt_arena *arena, bool *ret_quoted);
/** The word after @p word ("by" -> "mai.huong"); NULL. */
const char *lt_trace_after(const struct lt_trace_line *line, const char *word);
/** A text without the quotes around it. */
const char *lt_trace_unquoted(const char *text, struct lt_arena *arena);
