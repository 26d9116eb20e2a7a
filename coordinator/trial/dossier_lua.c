/* SPDX-License-Identifier: EUPL-1.2 */
/* The dossier as a test sees it: d.due, d.fields ... Nothing here owns anything: an error jumps
 * over it. */
#include <string.h>

#include <lauxlib.h>

#include "coordinator/trial/script_own.h"
#include "coordinator/trial/stage.h"
#include "procedures/host/globals.h"

const char lt_words_dossier_type[] = "hồ sơ";

static void push_list(lua_State *L, const char *const *items, size_t count)
{
	lua_createtable(L, (int)count, 0);
	for (size_t i = 0; i < count; i++) {
		lua_pushstring(L, items[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void push_steps(lua_State *L, const Lt__Dossier *d)
{
	lua_createtable(L, (int)d->n_tokens, 0);
	for (size_t i = 0; i < d->n_tokens; i++) {
		lua_pushstring(L, d->tokens[i]->step);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

static void push_fields(lua_State *L, const Lt__Dossier *d)
{
	lua_createtable(L, 0, (int)d->n_fields);
	for (size_t i = 0; i < d->n_fields; i++) {
		const Lt__Field *f = d->fields[i];
		if (f->value_case == LT__FIELD__VALUE_NUMBER)
			lua_pushinteger(L, f->number);
		else if (f->value_case == LT__FIELD__VALUE_YES)
			lua_pushboolean(L, f->yes);
		else
			lua_pushstring(L, f->text ? f->text : "");
		lua_setfield(L, -2, f->name);
	}
}

static void push_papers(lua_State *L, const Lt__Dossier *d)
{
	lua_createtable(L, 0, (int)d->n_papers);
	for (size_t i = 0; i < d->n_papers; i++) {
		lua_pushboolean(L, 1);
		lua_setfield(L, -2, d->papers[i]->id);
	}
}

static int push_number(lua_State *L, int64_t number)
{
	lua_pushinteger(L, number);
	return 1;
}

static int push_text(lua_State *L, const char *text)
{
	lua_pushstring(L, text);
	return 1;
}

static int dossier_index(lua_State *L)
{
	struct lt_stage *stage = lt_words_stage(L);
	size_t number = lt_words_dossier(L, 1, "d");
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
	const Lt__Dossier *d = lt_stage_dossier(stage, number);
	const char **steps;
	size_t count;
	lt_words_must(L, d != NULL);
	if (strcmp(name, "fee") == 0)
		return push_number(L, d->fee_vnd);
	if (strcmp(name, "code") == 0)
		return push_text(L, d->code);
	if (strcmp(name, "unit") == 0)
		return push_text(L, d->unit);
	if (strcmp(name, "outcome") == 0)
		return push_text(L, d->outcome);
	if (strcmp(name, "form") == 0)
		return push_text(L, d->form);
	if (strcmp(name, "due") == 0)
		return push_text(L, lt_stage_time_text(stage, d->due_us));
	if (strcmp(name, "late") == 0)
		return lua_pushboolean(L, d->overdue), 1;
	if (strcmp(name, "pauses") == 0)
		return push_number(L, (int64_t)d->n_pauses);
	if (strcmp(name, "overdue") == 0) {
		lt_words_must(L, lt_stage_overdue(stage, number, &steps, &count));
		return push_list(L, steps, count), 1;
	}
	if (strcmp(name, "steps") == 0)
		return push_steps(L, d), 1;
	if (strcmp(name, "fields") == 0)
		return push_fields(L, d), 1;
	if (strcmp(name, "papers") == 0)
		return push_papers(L, d), 1;
	return lt_raise(L,
			"hồ sơ không có \"%s\"; có: code, unit, due, fee, late, overdue, "
			"steps, outcome, form, pauses, fields, papers",
			name);
}

static int dossier_newindex(lua_State *L)
{
	return lt_raise(L, "hồ sơ chỉ đọc; dùng t:act, t:signal để làm nó thay đổi");
}

void lt_words_open(lua_State *L)
{
	luaL_newmetatable(L, lt_words_dossier_type);
	lua_pushcfunction(L, dossier_index);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, dossier_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_pop(L, 1);
}
