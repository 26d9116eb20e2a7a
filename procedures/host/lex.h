/* SPDX-License-Identifier: EUPL-1.2 */
/* Lua's tokens, as they stand in a file: enough to rewrite names, not to run anything. */
#pragma once

#include "proto/base/slice.h"

/** Sorts of tokens. */
enum lt_token_kind {
	LT_TOKEN_END = 1, /**< of the text */
	LT_TOKEN_NAME,
	LT_TOKEN_KEYWORD,
	LT_TOKEN_NUMBER,
	LT_TOKEN_TEXT, /**< a string, quotes or long brackets included */
	LT_TOKEN_SIGN, /**< operator or bracket */
	LT_TOKEN_WRONG /**< no token begins here, or it never ends */
};

/** One of them, and where it stands. */
struct lt_token {
	enum lt_token_kind kind;
	struct lt_slice text; /**< in the source */
	int32_t line;	      /**< from 1 */
};

/** Where reading has got to. */
struct lt_lexer {
	struct lt_slice source;
	size_t at;
	int32_t line;
};

/** Starts at the beginning; @p source must stay alive. */
void lt_lexer_init(struct lt_lexer *lexer, struct lt_slice source);
/** The next token; blanks and comments are passed over. After END and WRONG: the same again. */
struct lt_token lt_lexer_next(struct lt_lexer *lexer);
