/* SPDX-License-Identifier: EUPL-1.2 */
/* What a script can reach: the allow-list. Base words in C, the analysts' words from
 * procedures/lua. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include <lua.h>

/** Makes the one table of globals, read-only for scripts, and fills it. Inside a run. */
void lt_globals_open(lua_State *L);
/** Takes the value on top of the stack as one more word for loading, for a file that is more than a
 * procedure. Inside a run, before the seal. */
void lt_globals_add(lua_State *L, const char *name);
/** Takes away what only loading needs: constructors, limits. Inside a run. */
void lt_globals_seal(lua_State *L);
/** Pushes a private helper of procedures/lua ("merge"), or nil. */
void lt_globals_push_helper(lua_State *L, const char *name);

/** Fill the table on top of the stack, or set names in it. */
void lt_base_open(lua_State *L);
void lt_table_open(lua_State *L);
void lt_text_open(lua_State *L);
/** helpers.english, helpers.vietnamese. */
void lt_english_open(lua_State *L);

/** Raises a Vietnamese text with the position of the author's line that led here. Never returns. */
int lt_raise(lua_State *L, const char *format, ...) __attribute__((noreturn, cold));
/** The innermost line of the author's. @return false: none on the stack. */
bool lt_author_line(lua_State *L, bool *ret_base, int *ret_line);

/** A word embedded at build time. */
struct lt_word_file {
	const char *name;
	const unsigned char *data;
	size_t size;
};
extern const struct lt_word_file lt_word_files[];
extern const size_t lt_word_files_count;
