/* SPDX-License-Identifier: EUPL-1.2 */
/* Walks what is reachable with a list of work, never by recursion: the data is an author's. */
#include "procedures/host/freeze.h"

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/complaint.h"
#include "procedures/host/globals.h"
#include "procedures/host/sandbox.h"

#define TEXT_READ_ONLY                                                                             \
	LT_CERTAIN "bảng này chỉ đọc: khi chạy, hàm không được sửa dữ liệu bên ngoài nó"
#define TEXT_TOO_MUCH "hàm này dùng quá nhiều biến bên ngoài nó"

enum { CONTENT = 1 /* in the metatable of a read-only table */ };

static int refuse_write(lua_State *L)
{
	return lt_raise(L, "%s", TEXT_READ_ONLY);
}

static int content_length(lua_State *L)
{
	lua_pushinteger(L, (lua_Integer)lua_rawlen(L, lua_upvalueindex(1)));
	return 1;
}

void lt_freeze_push_content(lua_State *L, int index)
{
	index = lua_absindex(L, index);
	if (lua_getmetatable(L, index)) {
		lua_rawgeti(L, -1, CONTENT);
		lua_remove(L, -2);
		if (lua_istable(L, -1))
			return;
		lua_pop(L, 1);
	}
	lua_pushvalue(L, index);
}

/* Moves the content of the table at @p index to a new table, pushed. */
static void move_content(lua_State *L, int index)
{
	lua_newtable(L);
	lua_pushnil(L);
	while (lua_next(L, index)) {
		lua_pushvalue(L, -2);
		lua_pushvalue(L, -2);
		lua_rawset(L, -5);
		lua_pushvalue(L, -2);
		lua_pushnil(L);
		lua_rawset(L, index); /* clearing is allowed while walking */
		lua_pop(L, 1);
	}
}

static void lock(lua_State *L, int index)
{
	move_content(L, index);
	lua_createtable(L, 1, 4);
	lua_pushvalue(L, -2);
	lua_rawseti(L, -2, CONTENT);
	lua_pushvalue(L, -2);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, refuse_write);
	lua_setfield(L, -2, "__newindex");
	lua_pushvalue(L, -2);
	lua_pushcclosure(L, content_length, 1);
	lua_setfield(L, -2, "__len");
	lua_setmetatable(L, index);
}

/* The walk: a list of values still to visit, and a set of those seen. */
struct walk {
	int todo, seen; /* stack indexes */
	lua_Integer todo_count;
	int watches; /* 0: variables are not wanted */
	uint32_t watched;
};

/* Takes the value on top of the stack. */
static void visit_later(lua_State *L, struct walk *w)
{
	int type = lua_type(L, -1);
	if (type != LUA_TTABLE && type != LUA_TFUNCTION) {
		lua_pop(L, 1);
		return;
	}
	lua_pushvalue(L, -1);
	if (lua_rawget(L, w->seen) != LUA_TNIL) {
		lua_pop(L, 2);
		return;
	}
	lua_pop(L, 1);
	lua_pushvalue(L, -1);
	lua_pushboolean(L, 1);
	lua_rawset(L, w->seen);
	lua_rawseti(L, w->todo, ++w->todo_count);
}

static void visit_table(lua_State *L, struct walk *w, int index)
{
	if (!lua_getmetatable(L, index))
		lock(L, index);
	else
		lua_rawgeti(L, -1, CONTENT); /* locked already, by another function */
	int content = lua_gettop(L);
	if (!lua_istable(L, content)) /* the table of globals */
		return;
	lua_pushnil(L);
	while (lua_next(L, content)) {
		lt_sandbox_charge(L, 10);
		visit_later(L, w);
		lua_pushvalue(L, -1);
		visit_later(L, w);
	}
}

static void watch(lua_State *L, struct walk *w, int function, int number)
{
	lua_pushlightuserdata(L, lua_upvalueid(L, function, number));
	if (lua_rawget(L, w->seen) != LUA_TNIL) { /* shared with a function already seen */
		lua_pop(L, 1);
		return;
	}
	lua_pop(L, 1);
	lua_pushlightuserdata(L, lua_upvalueid(L, function, number));
	lua_pushboolean(L, 1);
	lua_rawset(L, w->seen);
	if (w->watched >= LT_WATCHES_MAX)
		lt_raise(L, "%s", TEXT_TOO_MUCH);
	lua_Integer end = (lua_Integer)lua_rawlen(L, w->watches);
	lua_pushvalue(L, function);
	lua_rawseti(L, w->watches, end + 1);
	lua_pushinteger(L, number);
	lua_rawseti(L, w->watches, end + 2);
	lua_getupvalue(L, function, number);
	if (lua_isnil(L, -1)) { /* a list has no holes */
		lua_pop(L, 1);
		lua_pushlightuserdata(L, NULL);
	}
	lua_rawseti(L, w->watches, end + 3);
	w->watched++;
}

static void visit_function(lua_State *L, struct walk *w, int index)
{
	if (lua_iscfunction(L, index))
		return; /* a base word: keeps nothing */
	for (int i = 1; lua_getupvalue(L, index, i); i++) {
		visit_later(L, w);
		if (w->watches)
			watch(L, w, index, i);
	}
}

/* Visits the value on top of the stack, popped, and all it reaches. */
static uint32_t walk_from(lua_State *L, int watches)
{
	struct walk w = {.watches = watches};
	luaL_checkstack(L, 16, NULL);
	lua_newtable(L);
	w.todo = lua_gettop(L);
	lua_newtable(L);
	w.seen = lua_gettop(L);
	lua_pushvalue(L, w.todo - 1);
	visit_later(L, &w);
	for (lua_Integer i = 1; i <= w.todo_count; i++) {
		lt_sandbox_charge(L, 10);
		int type = lua_rawgeti(L, w.todo, i);
		if (type == LUA_TTABLE)
			visit_table(L, &w, lua_gettop(L));
		else
			visit_function(L, &w, lua_gettop(L));
		lua_settop(L, w.seen);
	}
	lua_settop(L, w.todo - 2);
	return w.watched;
}

void lt_freeze_table(lua_State *L, int index)
{
	lua_pushvalue(L, index);
	(void)walk_from(L, 0);
}

uint32_t lt_freeze_function(lua_State *L, int function_index, int watches_index)
{
	watches_index = lua_absindex(L, watches_index);
	lua_pushvalue(L, function_index);
	return walk_from(L, watches_index);
}

const char *lt_freeze_restore(lua_State *L, int watches_index, uint32_t from, uint32_t count)
{
	const char *changed = NULL;
	watches_index = lua_absindex(L, watches_index);
	for (uint32_t i = from; i < from + count; i++) {
		lua_rawgeti(L, watches_index, 3 * (lua_Integer)i + 1);
		lua_rawgeti(L, watches_index, 3 * (lua_Integer)i + 2);
		int number = (int)lua_tointeger(L, -1);
		lua_rawgeti(L, watches_index, 3 * (lua_Integer)i + 3);
		if (lua_islightuserdata(L, -1)) {
			lua_pop(L, 1);
			lua_pushnil(L);
		}
		const char *name = lua_getupvalue(L, -3, number);
		if (lua_rawequal(L, -1, -2)) {
			lua_pop(L, 4);
			continue;
		}
		lua_pop(L, 1);
		lua_setupvalue(L, -3, number);
		lua_pop(L, 2);
		changed = changed ? changed : name;
	}
	return changed;
}
