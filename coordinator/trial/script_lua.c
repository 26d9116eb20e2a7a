/* SPDX-License-Identifier: EUPL-1.2 */
/* Reading a file of tests and calling one of them.
 *
 *   test "tên" (function(t) local d = t:submit { ... } t:act(d, "bước", "kết quả") end)
 *   use { "../kia/tep.lua" }
 *
 * A dossier is a userdata that holds its number in the stage; what it shows is looked up when it is
 * read, so it is never stale. */
#include "coordinator/trial/script_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/complaint.h"
#include "procedures/host/globals.h"
#include "procedures/host/sandbox.h"

static const struct lt_budget budget_play = {
	.instructions = 50000000,
	.cpu_us = 20 * INT64_C(1000000),
	.live_bytes = 64u << 20,
	.total_bytes = 512u << 20,
	.block_bytes = 16u << 20,
};

static const char key_script;
struct lt_script *lt_script_of(lua_State *L)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key_script);
	struct lt_script *s = lua_touserdata(L, -1);
	lua_pop(L, 1);
	return s;
}

/* -- the file -- */

static int named_test(lua_State *L)
{
	struct lt_script *s = lt_script_of(L);
	if (lua_type(L, 1) != LUA_TFUNCTION)
		lt_raise(L, "test \"tên\" cần function(t) ... end theo sau, trong ngoặc tròn");
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->tests_reference);
	lua_pushvalue(L, 1);
	lua_rawseti(L, -2, (lua_Integer)lua_tointeger(L, lua_upvalueindex(1)) + 1);
	return 0;
}

static int word_test(lua_State *L)
{
	struct lt_script *s = lt_script_of(L);
	bool base = false;
	int line = 0;
	if (lua_type(L, 1) != LUA_TSTRING)
		lt_raise(L, "test cần tên đứng trước: test \"tên\" (function(t) ... end)");
	if (s->list.tests_count == LT_SCRIPT_TESTS_MAX)
		lt_raise(L, "một tệp không quá %d kịch bản; hãy chia ra", LT_SCRIPT_TESTS_MAX);
	(void)lt_author_line(L, &base, &line);
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->words_reference); /* keeps the name alive */
	lua_pushvalue(L, 1);
	(void)luaL_ref(L, -2);
	lua_pushinteger(L, (lua_Integer)s->list.tests_count);
	s->list.tests[s->list.tests_count].name = lua_tostring(L, 1);
	s->list.tests[s->list.tests_count++].line = line;
	lua_pushcclosure(L, named_test, 1);
	return 1;
}

static int word_use(lua_State *L)
{
	struct lt_script *s = lt_script_of(L);
	if (!lua_istable(L, 1))
		lt_raise(L, "use cần danh sách tệp: use { \"../goc.lua\" }");
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->words_reference);
	int kept_words = lua_gettop(L);
	for (lua_Integer i = 1; lua_rawgeti(L, 1, i) != LUA_TNIL; i++) {
		if (lua_type(L, -1) != LUA_TSTRING)
			lt_raise(L, "use cần danh sách tệp: use { \"../goc.lua\" }");
		if (s->list.uses_count == LT_SCRIPT_USES_MAX)
			lt_raise(L, "use không quá %d tệp", LT_SCRIPT_USES_MAX);
		s->list.uses[s->list.uses_count++] = lua_tostring(L, -1);
		(void)luaL_ref(L, kept_words);
	}
	return 0;
}

static int read_file(lua_State *L)
{
	struct lt_script *s = lua_touserdata(L, 1);
	luaL_checkstack(L, 24, NULL);
	lua_pushlightuserdata(L, s);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key_script);
	lua_newtable(L);
	s->tests_reference = luaL_ref(L, LUA_REGISTRYINDEX);
	lua_newtable(L);
	s->words_reference = luaL_ref(L, LUA_REGISTRYINDEX);
	lt_words_open(L);
	lua_pushcfunction(L, word_test);
	lt_globals_add(L, "test");
	lua_pushcfunction(L, word_use);
	lt_globals_add(L, "use");
	lt_sandbox_run_chunk(L, s->source, LT_CHUNK_OWN);
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->tests_reference);
	for (size_t i = 0; i < s->list.tests_count; i++)
		if (lua_rawgeti(L, -1, (lua_Integer)i + 1) != LUA_TFUNCTION)
			lt_raise(L, "test \"%s\" (dòng %d) thiếu function(t) ... end theo sau",
				 s->list.tests[i].name, s->list.tests[i].line);
		else
			lua_pop(L, 1);
	return 0;
}

static int play_one(lua_State *L)
{
	struct lt_script *s = lua_touserdata(L, 1);
	luaL_checkstack(L, 24, NULL);
	lua_rawgeti(L, LUA_REGISTRYINDEX, s->tests_reference);
	lua_rawgeti(L, -1, (lua_Integer)s->playing + 1);
	lt_words_push(L);
	lua_call(L, 1, 0);
	return 0;
}

static int run(struct lt_script *s, const struct lt_budget *budget, lua_CFunction function,
	       struct lt_script_complaint *ret_why)
{
	int r = lt_sandbox_run(s->box, budget, function, s);
	if (r == LT_E_SCRIPT) {
		const struct lt_complaint *why = lt_sandbox_complaint(s->box);
		bool own = s->stage && s->stage->failure[0]; /* whole: an error's text is cut */
		ret_why->line = why->line;
		if (own)
			memcpy(ret_why->text, s->stage->failure, sizeof ret_why->text);
		else
			(void)snprintf(ret_why->text, sizeof ret_why->text, "%s%s%s", why->text,
				       why->remedy[0] ? "; " : "", why->remedy);
	}
	return r;
}

int lt_script_new(struct lt_slice source, struct lt_script **ret,
		  struct lt_script_complaint *ret_why)
{
	struct lt_script *s = calloc(1, sizeof *s);
	if (!s)
		return LT_E_NOMEM;
	s->source = source;
	int r = lt_sandbox_new(&s->box);
	if (r == 0)
		r = run(s, &lt_budget_load, read_file, ret_why);
	if (r < 0) {
		lt_script_free(s);
		return r;
	}
	*ret = s;
	return 0;
}

void lt_script_free(struct lt_script *script)
{
	if (!script)
		return;
	lt_sandbox_free(script->box);
	free(script);
}

const struct lt_script_list *lt_script_list(const struct lt_script *script)
{
	return &script->list;
}

int lt_script_play(struct lt_script *script, size_t test, struct lt_stage *stage,
		   struct lt_script_complaint *ret_why)
{
	LT_ASSERT(test < script->list.tests_count);
	script->stage = stage;
	script->playing = test;
	int r = run(script, &budget_play, play_one, ret_why);
	script->stage = NULL;
	return r;
}
