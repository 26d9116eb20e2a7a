/* SPDX-License-Identifier: EUPL-1.2 */
#include <lua.h>

static int phase_one(lua_State *L)
{
	LT_AUTO(free) char *text = strdup(lua_tostring(L, 1));
	return luaL_error(L, "leaks %s", text);
}
