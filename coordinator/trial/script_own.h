/* SPDX-License-Identifier: EUPL-1.2 */
/* What the two halves of the scripts share: the file (script_lua.c), the words (words_lua.c). */
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
