/* SPDX-License-Identifier: EUPL-1.2 */
/* The word "table": Lua's own concat, insert, remove and unpack, charged for what they move, and a
 * sort that is stable, bounded, and gives one order whatever the comparison answers. */
#include "procedures/host/globals.h"

#include <lauxlib.h>
#include <lualib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/sandbox.h"

#define TEXT_SORT_MANY "table.sort: danh sách quá dài"

/* Upvalue 1 is Lua's own function; arguments stay where they are. */
static int charged(lua_State *L)
{
	lua_CFunction own = lua_tocfunction(L, lua_upvalueindex(1));
	if (lua_type(L, 1) == LUA_TTABLE)
		lt_sandbox_charge(L, (size_t)luaL_len(L, 1));
	return own(L);
}

/* a < b: by the function at 2, or as numbers and texts are. */
static bool less(lua_State *L, int left, int right)
{
	left = lua_absindex(L, left);
	right = lua_absindex(L, right);
	if (lua_isnoneornil(L, 2))
		return lua_compare(L, left, right, LUA_OPLT);
	lua_pushvalue(L, 2);
	lua_pushvalue(L, left);
	lua_pushvalue(L, right);
	lua_call(L, 2, 1);
	bool result = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return result;
}

/* Merges [from, middle) and [middle, to) of the table at @p source into the one at @p target. */
static void merge(lua_State *L, int source, int target, lua_Integer from, lua_Integer middle,
		  lua_Integer to)
{
	lua_Integer a = from, b = middle;
	for (lua_Integer out = from; out < to; out++) {
		if (a < middle && b < to) {
			lua_rawgeti(L, source, a);
			lua_rawgeti(L, source, b);
			bool second = less(L, -1, -2);
			lua_pop(L, 2);
			lua_rawgeti(L, source, second ? b++ : a++);
		} else {
			lua_rawgeti(L, source, a < middle ? a++ : b++);
		}
		lua_rawseti(L, target, out);
	}
}

static int table_sort(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	if (!lua_isnoneornil(L, 2))
		luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 2);
	lua_Integer n = luaL_len(L, 1);
	if (n > LT_SORT_ITEMS_MAX)
		return lt_raise(L, "%s", TEXT_SORT_MANY);
	lua_createtable(L, (int)n, 0);
	lua_createtable(L, (int)n, 0);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, 1, i);
		lua_rawseti(L, 3, i);
	}
	int source = 3, target = 4;
	for (lua_Integer width = 1; width < n; width *= 2) {
		lt_sandbox_charge(L, 20 * (size_t)n);
		for (lua_Integer from = 1; from <= n; from += 2 * width) {
			lua_Integer middle = from + width, to = from + 2 * width;
			merge(L, source, target, from, middle < n + 1 ? middle : n + 1,
			      to < n + 1 ? to : n + 1);
		}
		int other = source;
		source = target;
		target = other;
	}
	for (lua_Integer i = 1; i <= n; i++) {
		lua_rawgeti(L, source, i);
		lua_seti(L, 1, i);
	}
	return 0;
}

void lt_table_open(lua_State *L)
{
	static const char *const kept[] = {"concat", "insert", "remove", "unpack"};
	luaopen_table(L);
	lua_createtable(L, 0, 5);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		lua_getfield(L, -2, kept[i]);
		lua_pushcclosure(L, charged, 1);
		lua_setfield(L, -2, kept[i]);
	}
	lua_pushcfunction(L, table_sort);
	lua_setfield(L, -2, "sort");
	lua_remove(L, -2);
	lua_setfield(L, -2, "table");
}
