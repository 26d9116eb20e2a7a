/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies of words written in Vietnamese become English before anybody reads them: helpers.english.
 * What is English already is handed back as it is; else a copy is, for the author's table may be
 * read again by the author's own lines. */
#include "procedures/host/globals.h"

#include <string.h>

#include <lauxlib.h>

#include "procedures/host/sandbox.h"
#include "procedures/host/near.h"
#include "procedures/host/vocabulary.h"

#define TEXT_TWICE "mục \"%s\" ghi hai lần: \"%s\" và \"%s\""

enum { DEPTH_MAX = 4 }; /* an override's steps, a step, its retry: the rest holds no keys of ours */

enum mode { MODE_NONE = 0, MODE_BODY, MODE_ITEMS, MODE_TEXTS };

static bool walk(lua_State *L, int table, int copy, enum mode mode, const char *key, int depth);

static const struct lt_term *term_at(lua_State *L, int index, enum lt_term_kind kind,
				     const char *key)
{
	size_t size;
	if (lua_type(L, index) != LUA_TSTRING)
		return NULL;
	const char *text = lua_tolstring(L, index, &size);
	return lt_term_find(kind, key, lt_slice(text, size));
}

static bool is_english(lua_State *L, int index, const struct lt_term *term)
{
	return strcmp(lua_tostring(L, index), term->english) == 0;
}

static bool is_item(lua_State *L, int index)
{
	lua_pushliteral(L, "word");
	bool word = lua_rawget(L, index < 0 ? index - 1 : index) != LUA_TNIL;
	lua_pop(L, 1);
	return word;
}

/* Replaces the table on top by its English copy if it needs one. @return it did. */
static bool table_on_top(lua_State *L, bool write, enum mode mode, const char *key, int depth)
{
	int table = lua_gettop(L);
	if (mode == MODE_NONE || depth > DEPTH_MAX || is_item(L, table) ||
	    !walk(L, table, 0, mode, key, depth))
		return false;
	if (write) {
		lua_newtable(L);
		(void)walk(L, table, table + 1, mode, key, depth);
		lua_replace(L, table);
	}
	return true;
}

static bool value_on_top(lua_State *L, bool write, enum mode inside, const char *key, int depth)
{
	if (lua_type(L, -1) == LUA_TTABLE)
		return table_on_top(L, write, inside, key, depth + 1);
	const struct lt_term *value = term_at(L, -1, LT_TERM_VALUE, key);
	if (!value || is_english(L, -1, value))
		return false;
	if (write) {
		lua_pop(L, 1);
		lua_pushstring(L, value->english);
	}
	return true;
}

static enum mode mode_of(enum lt_term_holds holds)
{
	switch (holds) {
	case LT_HOLDS_BODY:
		return MODE_BODY;
	case LT_HOLDS_BODIES:
	case LT_HOLDS_STEPS:
		return MODE_ITEMS;
	case LT_HOLDS_VALUES:
		return MODE_TEXTS;
	case LT_HOLDS_NAMES:
		break;
	}
	return MODE_NONE;
}

/* Key and value on top of the stack. @return they are not English; then they are if @p write. */
static bool entry(lua_State *L, bool write, enum mode mode, const char *key, int depth)
{
	if (mode == MODE_ITEMS)
		return lua_type(L, -1) == LUA_TTABLE &&
		       table_on_top(L, write, MODE_BODY, NULL, depth + 1);
	if (mode == MODE_TEXTS)
		return lua_type(L, -1) == LUA_TSTRING &&
		       value_on_top(L, write, MODE_NONE, key, depth);
	const struct lt_term *term = term_at(L, -2, LT_TERM_KEY, NULL);
	if (!term)
		return false;
	bool renamed = !is_english(L, -2, term);
	if (renamed && write) {
		lua_pushstring(L, term->english);
		lua_replace(L, -3);
	}
	return value_on_top(L, write, mode_of(term->holds), term->english, depth) || renamed;
}

/* Stack: key, value. */
static void put(lua_State *L, int copy)
{
	lua_pushvalue(L, -2);
	if (lua_rawget(L, copy) != LUA_TNIL && lua_type(L, -3) == LUA_TSTRING) {
		const char *name = lua_tostring(L, -3);
		const char *other = lt_term_vietnamese(LT_TERM_KEY, NULL, name);
		lt_raise(L, TEXT_TWICE, name, name, other ? other : name);
	}
	lua_pop(L, 1);
	lua_rawset(L, copy);
}

/* With @p copy 0: does anything have to change? Else: fills the copy. */
static bool walk(lua_State *L, int table, int copy, enum mode mode, const char *key, int depth)
{
	luaL_checkstack(L, 20, NULL);
	lua_pushnil(L);
	while (lua_next(L, table)) {
		lt_sandbox_charge(L, 4);
		if (!copy) {
			if (entry(L, false, mode, key, depth)) {
				lua_pop(L, 2);
				return true;
			}
			lua_pop(L, 1);
			continue;
		}
		lua_pushvalue(L, -2); /* the key lua_next goes on from stays below */
		lua_insert(L, -2);
		(void)entry(L, true, mode, key, depth);
		put(L, copy);
	}
	return copy != 0;
}

/* english(body) -> body, or a copy of it in English */
static int helper_english(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	(void)table_on_top(L, true, MODE_BODY, NULL, 0);
	return 1;
}

/* vietnamese(word) -> its other name, or nil */
static int helper_vietnamese(lua_State *L)
{
	lua_pushstring(L, lt_term_vietnamese(LT_TERM_WORD, NULL, luaL_checkstring(L, 1)));
	return 1;
}

/* near(wrong, known): the keys of known that may have been meant, or nil */
static int near_name(lua_State *L)
{
	struct lt_near near;
	char text[LT_NEAR_TEXT_BYTES];
	lt_near_init(&near, luaL_checkstring(L, 1));
	luaL_checktype(L, 2, LUA_TTABLE);
	for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
		lt_near_offer(&near, lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL);
	if (near.count)
		lua_pushstring(L, lt_near_text(&near, text));
	else
		lua_pushnil(L);
	return 1;
}

void lt_english_open(lua_State *L)
{
	lua_pushcfunction(L, helper_english);
	lua_setfield(L, -2, "english");
	lua_pushcfunction(L, helper_vietnamese);
	lua_setfield(L, -2, "vietnamese");
	lua_pushcfunction(L, near_name);
	lua_setfield(L, -2, "near");
}
