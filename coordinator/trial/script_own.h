/* SPDX-License-Identifier: EUPL-1.2 */
/* What the two halves of the scripts share: the file (script_lua.c), the words
 * (words_lua.c), the dossier (dossier_lua.c). */
#pragma once

struct lua_State;
struct lt_sandbox;

#include "coordinator/trial/script.h"

struct lt_script {
	struct lt_sandbox *box;
	struct lt_slice source;
	struct lt_script_list list;
	int tests_reference, words_reference;
	size_t playing;
	struct lt_stage *stage; /* NULL: the file is only read */
};

/** The script this state belongs to. */
struct lt_script *lt_script_of(struct lua_State *L);
/** Makes the type of dossiers known. Inside a run. */
void lt_words_open(struct lua_State *L);
/** Pushes "t". Inside a run. */
void lt_words_push(struct lua_State *L);
/** The test being played; raises outside of one. */
struct lt_stage *lt_words_stage(struct lua_State *L);
/** Raises what the stage says went wrong, at the line of the test that asked for it. */
void lt_words_must(struct lua_State *L, bool well);
/** Number of the dossier at @p index, or raises for @p word. */
size_t lt_words_dossier(struct lua_State *L, int index, const char *word);
extern const char lt_words_dossier_type[];
