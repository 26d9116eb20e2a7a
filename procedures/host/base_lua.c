/* SPDX-License-Identifier: EUPL-1.2 */
/* Base words: as Lua's own where those are harmless, bounded and deterministic where they are not.
 */
#include "procedures/host/globals.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lualib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/freeze.h"
#include "procedures/host/sandbox.h"

#define TEXT_ASSERT "điều kiện trong assert không đúng"
#define TEXT_PAIRS_TABLE "pairs cần một bảng"
#define TEXT_PAIRS_KEY "pairs chỉ duyệt được bảng có khóa là văn bản, số nguyên hoặc đúng/sai"
#define TEXT_PAIRS_MANY "bảng quá lớn để duyệt"
#define TEXT_SELECT "select cần số thứ tự từ 1"

enum { NUMBER_TEXT_BYTES_MAX = 64 };

static int base_assert(lua_State *L)
{
	luaL_checkany(L, 1);
	if (lua_toboolean(L, 1))
		return lua_gettop(L);
	if (lua_type(L, 2) == LUA_TSTRING)
		return lt_raise(L, "%s", lua_tostring(L, 2));
	return lt_raise(L, "%s", TEXT_ASSERT);
}

static int base_error(lua_State *L)
{
	if (lua_type(L, 1) == LUA_TSTRING)
		return lt_raise(L, "%s", lua_tostring(L, 1));
	lua_settop(L, 1);
	return lua_error(L);
}

static int base_type(lua_State *L)
{
	luaL_checkany(L, 1);
	lua_pushstring(L, luaL_typename(L, 1));
	return 1;
}

/* No addresses: what a script says must not differ from run to run. */
static int base_tostring(lua_State *L)
{
	luaL_checkany(L, 1);
	switch (lua_type(L, 1)) {
	case LUA_TNUMBER:
	case LUA_TSTRING:
		lua_settop(L, 1);
		(void)lua_tostring(L, 1);
		return 1;
	case LUA_TBOOLEAN:
		lua_pushstring(L, lua_toboolean(L, 1) ? "true" : "false");
		return 1;
	default:
		lua_pushstring(L, luaL_typename(L, 1));
		return 1;
	}
}

static int base_tonumber(lua_State *L)
{
	size_t size = 0;
	luaL_checkany(L, 1);
	lua_settop(L, 1);
	if (lua_type(L, 1) == LUA_TNUMBER)
		return 1;
	const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &size) : NULL;
	if (!text || size > NUMBER_TEXT_BYTES_MAX || lua_stringtonumber(L, text) != size + 1)
		lua_pushnil(L);
	return 1;
}

static int base_select(lua_State *L)
{
	int count = lua_gettop(L);
	if (lua_type(L, 1) == LUA_TSTRING && strcmp(lua_tostring(L, 1), "#") == 0) {
		lua_pushinteger(L, count - 1);
		return 1;
	}
	lua_Integer i = luaL_checkinteger(L, 1);
	if (i < 1)
		return lt_raise(L, "%s", TEXT_SELECT);
	return i >= count ? 0 : count - (int)i;
}

static int ipairs_next(lua_State *L)
{
	lua_Integer i = luaL_checkinteger(L, 2) + 1;
	lua_pushinteger(L, i);
	return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2;
}

static int base_ipairs(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_pushcfunction(L, ipairs_next);
	lua_pushvalue(L, 1);
	lua_pushinteger(L, 0);
	return 3;
}

/* -- pairs in order: numbers, then texts by their bytes, then false and true -- */

struct sort_key {
	int type;
	lua_Integer number;
	const char *text; /* alive as long as the table holds it */
	size_t size;
};

static int compare_keys(const void *left, const void *right)
{
	const struct sort_key *a = left, *b = right;
	if (a->type != b->type)
		return a->type == LUA_TNUMBER || b->type == LUA_TBOOLEAN ? -1 : 1;
	if (a->type != LUA_TSTRING)
		return (a->number > b->number) - (a->number < b->number);
	return lt_slice_compare(lt_slice(a->text, a->size), lt_slice(b->text, b->size));
}

static struct sort_key read_key(lua_State *L, int index)
{
	struct sort_key key = {.type = lua_type(L, index)};
	if (key.type == LUA_TSTRING)
		key.text = lua_tolstring(L, index, &key.size);
	else if (key.type == LUA_TBOOLEAN)
		key.number = lua_toboolean(L, index);
	else if (lua_isinteger(L, index))
		key.number = lua_tointeger(L, index);
	else
		lt_raise(L, "%s", TEXT_PAIRS_KEY);
	return key;
}

static void push_key(lua_State *L, const struct sort_key *key)
{
	if (key->type == LUA_TSTRING)
		lua_pushlstring(L, key->text, key->size);
	else if (key->type == LUA_TBOOLEAN)
		lua_pushboolean(L, (int)key->number);
	else
		lua_pushinteger(L, key->number);
}

/* Upvalues: list of keys, and their places in it. Keeps no state: the last key says how far it got.
 */
static int pairs_next(lua_State *L)
{
	lua_Integer i = 0;
	lua_settop(L, 2);
	if (!lua_isnil(L, 2)) {
		lua_pushvalue(L, 2);
		lua_rawget(L, lua_upvalueindex(2));
		i = lua_tointeger(L, -1);
	}
	for (;;) {
		if (lua_rawgeti(L, lua_upvalueindex(1), ++i) == LUA_TNIL)
			return 1;
		lua_pushvalue(L, -1);
		if (lua_gettable(L, 1) != LUA_TNIL)
			return 2;
		lua_pop(L, 2); /* taken out meanwhile */
	}
}

static size_t count_keys(lua_State *L, int index)
{
	size_t count = 0;
	lua_pushnil(L);
	while (lua_next(L, index)) {
		lua_pop(L, 1);
		count++;
	}
	return count;
}

static int base_pairs(lua_State *L)
{
	if (lua_type(L, 1) != LUA_TTABLE)
		return lt_raise(L, "%s", TEXT_PAIRS_TABLE);
	lua_settop(L, 1);
	lt_freeze_push_content(L, 1);
	size_t count = count_keys(L, 2), n = 0;
	if (count > LT_SORT_ITEMS_MAX)
		return lt_raise(L, "%s", TEXT_PAIRS_MANY);
	lt_sandbox_charge(L, 20 * count);
	struct sort_key *keys = lua_newuserdatauv(L, (count + 1) * sizeof *keys, 0);
	lua_pushnil(L);
	while (n < count && lua_next(L, 2)) {
		keys[n++] = read_key(L, -2);
		lua_pop(L, 1);
	}
	lua_settop(L, 3);
	qsort(keys, n, sizeof *keys, compare_keys);
	lua_createtable(L, (int)n, 0);
	lua_createtable(L, 0, (int)n);
	for (size_t i = 0; i < n; i++) {
		push_key(L, &keys[i]);
		lua_pushvalue(L, -1);
		lua_rawseti(L, 4, (lua_Integer)i + 1);
		lua_pushinteger(L, (lua_Integer)i + 1);
		lua_rawset(L, 5);
	}
	lua_pushcclosure(L, pairs_next, 2);
	lua_pushvalue(L, 1);
	return 2;
}

static void open_math(lua_State *L)
{
	static const char *const kept[] = {"abs", "ceil",      "floor",	     "max",
					   "min", "tointeger", "maxinteger", "mininteger"};
	luaopen_math(L);
	lua_createtable(L, 0, 8);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		lua_getfield(L, -2, kept[i]);
		lua_setfield(L, -2, kept[i]);
	}
	lua_remove(L, -2);
	lua_setfield(L, -2, "math");
}

void lt_base_open(lua_State *L)
{
	static const luaL_Reg words[] = {
		{"assert", base_assert}, {"error", base_error},	      {"ipairs", base_ipairs},
		{"pairs", base_pairs},	 {"select", base_select},     {"tonumber", base_tonumber},
		{"type", base_type},	 {"tostring", base_tostring}, {NULL, NULL},
	};
	luaL_setfuncs(L, words, 0);
	open_math(L);
}
