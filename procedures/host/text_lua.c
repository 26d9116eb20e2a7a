/* SPDX-License-Identifier: EUPL-1.2 */
/* The word "string", and what stands after the colon of a text: plain searching, no patterns.
 * Lengths and places are counted in characters, so that no letter with marks is ever cut in two. */
#include "procedures/host/globals.h"

#include <string.h>

#include <lauxlib.h>

#include "procedures/host/bounds.h"
#include "procedures/host/sandbox.h"

#define TEXT_SEPARATOR "split cần dấu phân cách khác rỗng"
#define TEXT_PIECES "split: quá nhiều mảnh"

static struct lt_slice text_at(lua_State *L, int index)
{
	size_t size = 0;
	luaL_checktype(L, index, LUA_TSTRING);
	const char *text = lua_tolstring(L, index, &size);
	lt_sandbox_charge(L, size / 16);
	return lt_slice(text, size);
}

static int text_contains(lua_State *L)
{
	struct lt_slice text = text_at(L, 1), part = text_at(L, 2);
	lua_pushboolean(L, memmem(text.data, text.size, part.data, part.size) != NULL);
	return 1;
}

static int text_starts_with(lua_State *L)
{
	struct lt_slice text = text_at(L, 1), part = text_at(L, 2);
	lua_pushboolean(L, part.size <= text.size && memcmp(text.data, part.data, part.size) == 0);
	return 1;
}

static int text_ends_with(lua_State *L)
{
	struct lt_slice text = text_at(L, 1), part = text_at(L, 2);
	lua_pushboolean(L, part.size <= text.size && memcmp(text.data + text.size - part.size,
							    part.data, part.size) == 0);
	return 1;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static int text_trim(lua_State *L)
{
	struct lt_slice text = text_at(L, 1);
	size_t from = 0, to = text.size;
	while (from < to && is_blank(text.data[from]))
		from++;
	while (to > from && is_blank(text.data[to - 1]))
		to--;
	lua_pushlstring(L, (const char *)text.data + from, to - from);
	return 1;
}

static int text_split(lua_State *L)
{
	struct lt_slice text = text_at(L, 1), mark = text_at(L, 2);
	if (mark.size == 0)
		return lt_raise(L, "%s", TEXT_SEPARATOR);
	lua_newtable(L);
	for (lua_Integer n = 1;; n++) {
		const uint8_t *at = memmem(text.data, text.size, mark.data, mark.size);
		size_t size = at ? (size_t)(at - text.data) : text.size;
		if (n > LT_SORT_ITEMS_MAX)
			return lt_raise(L, "%s", TEXT_PIECES);
		lua_pushlstring(L, (const char *)text.data, size);
		lua_rawseti(L, 3, n);
		if (!at)
			return 1;
		text = lt_slice(at + mark.size, text.size - size - mark.size);
	}
}

static bool begins_character(uint8_t c)
{
	return (c & 0xc0) != 0x80;
}

static lua_Integer count_characters(struct lt_slice text)
{
	lua_Integer count = 0;
	for (size_t i = 0; i < text.size; i++)
		count += begins_character(text.data[i]);
	return count;
}

static int text_len(lua_State *L)
{
	lua_pushinteger(L, count_characters(text_at(L, 1)));
	return 1;
}

/* Byte where character @p n (from 1) begins; the size if there are fewer. */
static size_t byte_of(struct lt_slice text, lua_Integer n)
{
	size_t i = 0;
	for (; i < text.size; i++)
		if (begins_character(text.data[i]) && --n <= 0)
			break;
	return i;
}

static int text_sub(lua_State *L)
{
	struct lt_slice text = text_at(L, 1);
	lua_Integer count = count_characters(text);
	lua_Integer from = luaL_checkinteger(L, 2), to = luaL_optinteger(L, 3, -1);
	from = from < 0 ? count + from + 1 : from;
	to = to < 0 ? count + to + 1 : to;
	from = from < 1 ? 1 : from;
	to = to > count ? count : to;
	if (from > to) {
		lua_pushliteral(L, "");
		return 1;
	}
	size_t first = byte_of(text, from), end = to == count ? text.size : byte_of(text, to + 1);
	lua_pushlstring(L, (const char *)text.data + first, end - first);
	return 1;
}

void lt_text_open(lua_State *L)
{
	static const luaL_Reg words[] = {
		{"contains", text_contains},
		{"ends_with", text_ends_with},
		{"len", text_len},
		{"split", text_split},
		{"sub", text_sub},
		{"trim", text_trim},
		{"starts_with", text_starts_with},
		{NULL, NULL},
	};
	lua_createtable(L, 0, 7);
	luaL_setfuncs(L, words, 0);

	lua_pushliteral(L, "");
	lua_createtable(L, 0, 2); /* every text's metatable */
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_pushboolean(L, false);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_pop(L, 1);
	lua_setfield(L, -2, "string");
}
