/* SPDX-License-Identifier: EUPL-1.2 */
/* Where in a file a finding points: Lua keeps lines only, so the words of the source are read once
 * more, without running anything. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/slice.h"

/** A token of the source. */
struct lt_mark {
	uint32_t at, bytes; /**< of a text, without its quotes */
	int32_t line;
	uint32_t depth; /**< brackets open around it */
	char kind;	/**< 'n' a name or number, 's' a text, else its first sign */
};

/** All words of a source, in order. */
struct lt_tokens {
	struct lt_slice source;
	const struct lt_mark *items;
	size_t count;
};

/** Splits a source, comments left out; borrowed. @return false: no memory in @p arena. */
bool lt_tokens_read(struct lt_slice source, struct lt_arena *arena,
		    struct lt_tokens *ret) LT_MUST_USE;

/** Does this text stand in quotes anywhere? */
bool lt_tokens_quote(const struct lt_tokens *tokens, const char *text);

/** What is looked for; any text may be NULL. */
struct lt_search {
	int32_t line;	  /**< where Lua says that it begins */
	const char *name; /**< of the step: several may begin on one line */
	const char
		*words[2]; /**< to point at, inside what begins there, the second after the first */
	bool first_word;   /**< the first word of the line, whatever it is */
};

struct lt_position {
	int32_t line, column; /**< from 1, a column is a letter; 0, 0: not found */
};

/** The best place for a finding: the last of the words that is found, else what begins there. */
struct lt_position lt_tokens_find(const struct lt_tokens *tokens, const struct lt_search *search);
