/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of the language in English and in Vietnamese: one table (vocabulary.inc) for the
 * loader, the rewriting of files, the findings and the reference pages. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "proto/base/arena.h"
#include "proto/base/slice.h"

/** What a name is where it stands. */
enum lt_term_kind { LT_TERM_WORD = 1, LT_TERM_KEY, LT_TERM_VALUE };

/** What the value of a key holds. */
enum lt_term_holds {
	LT_HOLDS_VALUES = 1, /**< words, texts, lists of them */
	LT_HOLDS_NAMES,	     /**< a table whose keys are the author's: outcomes, fields */
	LT_HOLDS_BODY,	     /**< a table of keys of the language */
	LT_HOLDS_BODIES,     /**< a list of such tables */
	LT_HOLDS_STEPS	     /**< a list of steps; in an override, step names with what changes */
};

/** One row of the table. */
struct lt_term {
	enum lt_term_kind kind;
	const char *english, *vietnamese;
	const char *key;	  /**< VALUE: of which key */
	unsigned argument;	  /**< WORD: which argument is its table; 0: none */
	enum lt_term_holds holds; /**< KEY */
};

/** All rows, words first, then keys, then values. */
extern const struct lt_term lt_terms[];
extern const size_t lt_terms_count;

/** A word, key, or value of @p key, by either form. @return NULL: none. Any thread. */
const struct lt_term *lt_term_find(enum lt_term_kind kind, const char *key, struct lt_slice name);
/** The other way to write a key; NULL: none. */
const char *lt_term_vietnamese(enum lt_term_kind kind, const char *key, const char *english);
/** A sentence for people with the words of the language put into Vietnamese; what stands in quotes
 *  is somebody's own and stays, but for values. @return in the arena; NULL without memory. */
char *lt_term_sentence(struct lt_arena *arena, const char *text);
