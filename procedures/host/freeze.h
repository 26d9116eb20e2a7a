/* SPDX-License-Identifier: EUPL-1.2 */
/* Purity: what a function of a script can reach cannot change between two calls.
 *
 * Tables become read-only in place (their content moves behind a metatable, so every reference sees
 * the same read-only table). Variables outside the function cannot be locked; they are noted,
 * compared after each call, and put back. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <lua.h>

/** Makes the table at @p index and every table in it read-only. Inside a run. */
void lt_freeze_table(lua_State *L, int index);
/** Pushes what a read-only table holds, or the table itself if it is an ordinary one. */
void lt_freeze_push_content(lua_State *L, int index);

/**
 * Freezes all that the function at @p function_index can reach, and appends to the list at
 * @p watches_index three values for each variable outside it: function, number, value. Inside a
 * run.
 * @return entries appended; raises over LT_WATCHES_MAX.
 */
uint32_t lt_freeze_function(lua_State *L, int function_index, int watches_index);

/** Compares the variables noted at [from, from + count) of the list and puts changed ones back.
 *  @return the name of the first that had changed, alive as long as its function; NULL: none. */
const char *lt_freeze_restore(lua_State *L, int watches_index, uint32_t from, uint32_t count);
