/* SPDX-License-Identifier: EUPL-1.2 */
/* Writing Lua source as an analyst would: a text that grows, and texts in quotes. */
#pragma once

#include <stdio.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

/** Source being written; `out` is a stream into memory. */
struct lt_luatext {
	FILE *out;
	char *text; /**< after lt_luatext_end; NUL-terminated */
	size_t size;
};

/** @return 0 or LT_E_NOMEM. */
int lt_luatext_begin(struct lt_luatext *ret) LT_MUST_USE;
/** Closes the stream: text and size are valid then. LT_E_NOMEM if anything did not fit. */
int lt_luatext_end(struct lt_luatext *source) LT_MUST_USE;
/** Ends it and copies the text. @return 0 or LT_E_NOMEM. */
int lt_luatext_take(struct lt_luatext *source, struct lt_arena *arena,
		    struct lt_slice *ret) LT_MUST_USE;
void lt_luatext_done(struct lt_luatext *source);
static inline void lt_cleanup_luatext(struct lt_luatext *source)
{
	lt_luatext_done(source);
}

/** Writes @p text as a Lua string, whatever is in it. */
void lt_luatext_quote(struct lt_luatext *source, const char *text);
