/* SPDX-License-Identifier: EUPL-1.2 */
/* The tidy test: reads the tree and says where it does not keep to the house style.
 *
 * Only what a machine can decide. A rule is a function over all files; each finding says what to do
 * instead. Everything lives in one arena until the program ends. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "proto/base/arena.h"

enum lt_tidy_kind {
	LT_TIDY_NONE = 0,
	LT_TIDY_C,
	LT_TIDY_HEADER,
	LT_TIDY_LUA,
	LT_TIDY_PROTO,
	LT_TIDY_SCRIPT, /**< shell, meson, bats: comments after # */
	LT_TIDY_PROSE,
	LT_TIDY_WEB
};

struct lt_tidy_line {
	const char *text;
	const char *code; /**< as long as text; comments and what stands in quotes are blanks */
};

struct lt_tidy_source {
	const char *path; /**< from the root of the tree */
	const char *name; /**< its last part */
	enum lt_tidy_kind kind;
	struct lt_tidy_line *lines; /**< line n of the file is lines[n - 1] */
	size_t lines_count;
};

struct lt_tidy_finding {
	const char *path;
	size_t line;
	const char *rule;
	const char *text; /**< what to do */
};

struct lt_tidy {
	struct lt_arena arena;
	const char *root;
	struct lt_tidy_source *sources; /**< by path */
	size_t sources_count;
	struct lt_tidy_finding *findings;
	size_t findings_count;
};

/** Reads every file below @p root that a rule is about. Exits with a message if it cannot. */
void lt_tidy_read(struct lt_tidy *tidy, const char *root);
/** The file of this path; NULL: there is none. */
const struct lt_tidy_source *lt_tidy_source(const struct lt_tidy *tidy, const char *path);
/** Notes that @p line (from 1) breaks @p rule. */
void lt_tidy_find(struct lt_tidy *tidy, const struct lt_tidy_source *source, size_t line,
		  const char *rule, const char *format, ...) __attribute__((format(printf, 5, 6)));

/** Is @p c part of a C identifier? Any byte beyond ASCII is. */
bool lt_tidy_in_name(char c);
/** The next place in @p in where @p word stands alone; NULL: none. */
const char *lt_tidy_word(const char *in, const char *word);
bool lt_tidy_starts(const char *text, const char *start);
bool lt_tidy_ends(const char *text, const char *end);
/** Past spaces and tabs. */
const char *lt_tidy_skip(const char *text);
/** Is there neither code nor text in @p text? */
bool lt_tidy_blank(const char *text);
static inline bool lt_tidy_is_c(const struct lt_tidy_source *source)
{
	return source->kind == LT_TIDY_C || source->kind == LT_TIDY_HEADER;
}

/* The rules. Each is named in tidy.c, and in bad/expected. */
void lt_tidy_includes(struct lt_tidy *tidy);
void lt_tidy_calls(struct lt_tidy *tidy);
void lt_tidy_logs(struct lt_tidy *tidy);
void lt_tidy_tests(struct lt_tidy *tidy);
void lt_tidy_untested(struct lt_tidy *tidy);
void lt_tidy_lines(struct lt_tidy *tidy);
void lt_tidy_words(struct lt_tidy *tidy);
void lt_tidy_functions(struct lt_tidy *tidy);
void lt_tidy_names(struct lt_tidy *tidy);
void lt_tidy_documents(struct lt_tidy *tidy);
void lt_tidy_twins(struct lt_tidy *tidy);
