/* SPDX-License-Identifier: EUPL-1.2 */
/* A file of the language from one of its two forms to the other: English words and keys, or their
 * Vietnamese ones (vocabulary.inc). Only names that are words or keys where they stand are
 * replaced; comments, texts, blanks, variables and names of the author's own stay byte for byte. */
#pragma once

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/base/slice.h"

/** The two ways to write a file. */
enum lt_form { LT_FORM_ENGLISH = 1, LT_FORM_VIETNAMESE };

/**
 * @param ret  in the arena, NUL-terminated
 * @return 0; LT_E_FORMAT: no Lua, with the line; LT_E_CONFLICT: a variable bears the name of a word
 * in the other form, with its name and line; LT_E_LIMIT: nested too deep; LT_E_NOMEM. Any thread.
 */
int lt_rewrite(struct lt_slice source, enum lt_form form, struct lt_arena *arena,
	       struct lt_slice *ret, struct lt_err *err) LT_MUST_USE;
/** In which form is it written? By the word it returns. @return 0: neither. Any thread. */
enum lt_form lt_rewrite_form(struct lt_slice source);
