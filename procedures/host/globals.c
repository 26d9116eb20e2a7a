/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of globals: empty and read-only to scripts; behind it the words; behind those an error
 * that names the unknown word and what it may have been. */
#include "procedures/host/globals.h"

#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/complaint.h"
#include "procedures/host/freeze.h"
#include "procedures/host/near.h"
#include "procedures/host/sandbox.h"

#define TEXT_UNKNOWN LT_CERTAIN "không có từ \"%s\""
#define TEXT_UNKNOWN_NEAR LT_CERTAIN "không có từ \"%s\"; có phải là %s?"
#define TEXT_GLOBAL LT_CERTAIN "không được đặt biến chung \"%s\"; thêm \"local\" ở trước"

static const char key_words, key_loading, key_helpers;

bool lt_author_line(lua_State *L, bool *ret_base, int *ret_line)
{
	lua_Debug ar;
	for (int level = 0; lua_getstack(L, level, &ar); level++) {
		lua_getinfo(L, "Sl", &ar);
		if (ar.currentline > 0 && strcmp(ar.source, LT_CHUNK_WORDS) != 0) {
			*ret_base = strcmp(ar.source, LT_CHUNK_BASE) == 0;
			*ret_line = ar.currentline;
			return true;
		}
	}
	return false;
}

int lt_raise(lua_State *L, const char *format, ...)
{
	bool base = false;
	int line = 0;
	luaL_checkstack(L, 8, NULL);
	if (lt_author_line(L, &base, &line))
		lua_pushfstring(L, "%s:%d: " LT_OURS, (base ? LT_CHUNK_BASE : LT_CHUNK_OWN) + 1,
				line);
	else
		lua_pushliteral(L, LT_OURS);
	va_list args;
	va_start(args, format);
	lua_pushvfstring(L, format, args);
	va_end(args);
	lua_concat(L, 2);
	lua_error(L);
	__builtin_unreachable();
}

static void offer_words(lua_State *L, const void *key, struct lt_near *near)
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TTABLE) {
		lua_pushnil(L);
		while (lua_next(L, -2)) {
			lt_near_offer(near, lua_tostring(L, -2));
			lua_pop(L, 1);
		}
	}
	lua_pop(L, 1);
}

static int unknown_word(lua_State *L)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
	struct lt_near near;
	lt_near_init(&near, name);
	offer_words(L, &key_words, &near);
	offer_words(L, &key_loading, &near);
	if (near.count == 0)
		return lt_raise(L, TEXT_UNKNOWN, name);
	char text[LT_NEAR_TEXT_BYTES];
	return lt_raise(L, TEXT_UNKNOWN_NEAR, name, lt_near_text(&near, text));
}

static int no_globals(lua_State *L)
{
	return lt_raise(L, TEXT_GLOBAL, lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

/* line() -> number, in the base file?: of the author's line that led here */
static int helper_line(lua_State *L)
{
	bool base = false;
	int line = 0;
	(void)lt_author_line(L, &base, &line);
	lua_pushinteger(L, line);
	lua_pushboolean(L, base);
	return 2;
}

/* A word file gets (line, words, loading, helpers) and puts its words into the last three. */
static void run_word_files(lua_State *L, int words, int loading, int helpers)
{
	for (size_t i = 0; i < lt_word_files_count; i++) {
		lt_sandbox_compile(L, lt_slice(lt_word_files[i].data, lt_word_files[i].size),
				   LT_CHUNK_WORDS);
		lua_pushcfunction(L, helper_line);
		lua_pushvalue(L, words);
		lua_pushvalue(L, loading);
		lua_pushvalue(L, helpers);
		lua_call(L, 4, 0);
	}
}

static void set_metamethod(lua_State *L, int table, const char *name, lua_CFunction function)
{
	lua_pushcfunction(L, function);
	lua_setfield(L, table, name);
}

/* globals -> words -> loading words -> error. Sealing cuts the chain before the loading words. */
static void chain(lua_State *L, int globals, int words, int loading)
{
	lua_createtable(L, 0, 2);
	int meta = lua_gettop(L);
	lua_pushvalue(L, words);
	lua_setfield(L, meta, "__index");
	set_metamethod(L, meta, "__newindex", no_globals);
	lua_setmetatable(L, globals);

	lua_createtable(L, 0, 1);
	lua_pushvalue(L, loading);
	lua_setfield(L, meta, "__index");
	lua_setmetatable(L, words);

	lua_createtable(L, 0, 1);
	set_metamethod(L, meta, "__index", unknown_word);
	lua_setmetatable(L, loading);
	lua_settop(L, meta - 1);
}

void lt_globals_open(lua_State *L)
{
	luaL_checkstack(L, 32, NULL);
	lua_pushglobaltable(L);
	int globals = lua_gettop(L);
	lua_createtable(L, 0, 32);
	int words = globals + 1;
	lua_createtable(L, 0, 64);
	int loading = globals + 2;
	lua_createtable(L, 0, 4);
	int helpers = globals + 3;

	lua_pushvalue(L, words);
	lt_base_open(L);
	lt_table_open(L);
	lt_text_open(L);
	lua_pop(L, 1);
	lua_pushvalue(L, words);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key_words);
	lua_pushvalue(L, loading);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key_loading);
	lua_pushvalue(L, helpers);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key_helpers);
	lt_english_open(L);
	chain(L, globals, words, loading);
	run_word_files(L, words, loading, helpers);
	static const char *const libraries[] = {"math", "string", "table"};
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
		lua_getfield(L, words, libraries[i]);
		lt_freeze_table(L, lua_gettop(L));
		lua_pop(L, 1);
	}
}

void lt_globals_add(lua_State *L, const char *name)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key_loading);
	lua_insert(L, -2);
	lua_setfield(L, -2, name);
	lua_pop(L, 1);
}

void lt_globals_push_helper(lua_State *L, const char *name)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key_helpers);
	lua_getfield(L, -1, name);
	lua_remove(L, -2);
}

void lt_globals_seal(lua_State *L)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key_words);
	lua_createtable(L, 0, 1);
	set_metamethod(L, lua_gettop(L), "__index", unknown_word);
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
	lua_pushnil(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key_loading);
	lua_pushnil(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key_helpers);
}
