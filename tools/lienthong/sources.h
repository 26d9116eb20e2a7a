/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that analysts write: read, told apart, put in the order in which they need each other. */
#pragma once

#include "proto/base/slice.h"
#include "tools/lienthong/args.h"

/** In the order of publishing. */
enum lt_source_kind {
	LT_SOURCE_CALENDAR = 1,
	LT_SOURCE_DIRECTORY,
	LT_SOURCE_PROCEDURE,
	LT_SOURCE_OVERRIDE
};

struct lt_source {
	enum lt_source_kind kind;
	const char *path;
	struct lt_slice text; /**< NUL-terminated */
	const char *fault;    /**< why it cannot be used at all; NULL */
};

/** By its first word, `return procedure` and the like. @return 0: none of them. */
enum lt_source_kind lt_source_kind(struct lt_slice text);
/** "thủ tục" */
const char *lt_source_word(enum lt_source_kind kind);
/** "procedure" */
const char *lt_source_name(enum lt_source_kind kind);

/** Reads files into the tool's arena, sorted by kind, else in the order given.
 *  @return as lt_args_file; LT_E_FORMAT: a file is none of the kinds, or not UTF-8. */
int lt_sources_read(struct lt_tool *tool, const struct lt_texts *paths, struct lt_source **ret,
		    struct lt_err *err) LT_MUST_USE;
/** As lt_sources_read, but a file that is too long, no text or of no kind stops no other: it has
 * its fault and no kind, and stands before the good ones. @param ret_faulty  how many of them */
int lt_sources_read_each(struct lt_tool *tool, const struct lt_texts *paths, struct lt_source **ret,
			 size_t *ret_faulty, struct lt_err *err) LT_MUST_USE;
