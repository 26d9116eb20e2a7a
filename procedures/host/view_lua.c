/* SPDX-License-Identifier: EUPL-1.2 */
/* The dossier as a function sees it: "d". One userdata a state, made once; it points at the dossier
 * of the call and looks names up when they are read, so that a call costs nothing it does not use.
 */
#include <string.h>

#include <lauxlib.h>

#include "procedures/core/items.h"
#include "procedures/host/compiled.h"
#include "procedures/host/complaint.h"
#include "procedures/host/globals.h"
#include "procedures/host/near.h"

#define TEXT_UNKNOWN LT_CERTAIN "hồ sơ không có thông tin \"%s\"; khai báo nó trong fields"
#define TEXT_UNKNOWN_NEAR LT_CERTAIN "hồ sơ không có thông tin \"%s\"; có phải là %s?"
#define TEXT_UNKNOWN_PAPER                                                                         \
	LT_CERTAIN "không có giấy tờ \"%s\"; khai báo nó trong documents hoặc results"
#define TEXT_UNKNOWN_VISIT LT_CERTAIN "không có bước \"%s\""
#define TEXT_READ_ONLY LT_CERTAIN "hồ sơ chỉ đọc: hàm không được sửa \"%s\""
#define TEXT_NO_DOSSIER "hồ sơ chỉ đọc được trong lúc hàm được hỏi"
#define TEXT_WRONG_TYPE "thông tin \"%s\" của hồ sơ không đúng kiểu đã khai báo"

static void note_read(struct lt_view *view, struct lt_view_name *name)
{
	if (name->read_at == view->call)
		return;
	name->read_at = view->call;
	view->read[view->read_count++] = name;
}

static const Lt__Field *find_field(const Lt__Dossier *d, const char *name, size_t hint)
{
	if (hint < d->n_fields && strcmp(d->fields[hint]->name, name) == 0)
		return d->fields[hint];
	for (size_t i = 0; i < d->n_fields; i++)
		if (strcmp(d->fields[i]->name, name) == 0)
			return d->fields[i];
	return NULL;
}

/* A table of its items; nobody has filled it in: an empty one. */
static int push_list(lua_State *L, const Lt__Field *f)
{
	const char *at = f && f->value_case == LT__FIELD__VALUE_TEXT ? f->text : "";
	struct lt_slice item;
	lua_newtable(L);
	for (lua_Integer n = 1; lt_items_next(&at, &item); n++) {
		lua_pushlstring(L, (const char *)item.data, item.size);
		lua_rawseti(L, -2, n);
	}
	return 1;
}

static int push_field(lua_State *L, const struct lt_view *view, const struct lt_view_name *name)
{
	const struct lt_field_decl *decl = &view->definition->fields[name->field];
	const Lt__Field *f = find_field(view->dossier, decl->name, name->field);
	bool yesno = decl->type == LT_FIELD_YESNO, number = decl->type == LT_FIELD_NUMBER;

	if (decl->type == LT_FIELD_LIST)
		return push_list(L, f);
	if (!f || f->value_case == LT__FIELD__VALUE__NOT_SET) {
		if (yesno)
			lua_pushboolean(L, 0);
		else
			lua_pushnil(L);
	} else if (yesno && f->value_case == LT__FIELD__VALUE_YES) {
		lua_pushboolean(L, f->yes);
	} else if (number && f->value_case == LT__FIELD__VALUE_NUMBER) {
		lua_pushinteger(L, f->number);
	} else if (!yesno && !number && f->value_case == LT__FIELD__VALUE_TEXT) {
		lua_pushstring(L, f->text);
	} else {
		return lt_raise(L, TEXT_WRONG_TYPE, decl->name);
	}
	return 1;
}

static int push_channel(lua_State *L, const Lt__Dossier *d)
{
	switch (d->channel) {
	case LT__CHANNEL__CHANNEL_DIRECT:
		lua_pushliteral(L, "direct");
		return 1;
	case LT__CHANNEL__CHANNEL_ONLINE:
		lua_pushliteral(L, "online");
		return 1;
	case LT__CHANNEL__CHANNEL_POST:
		lua_pushliteral(L, "post");
		return 1;
	default:
		lua_pushnil(L);
		return 1;
	}
}

static int push_text(lua_State *L, const char *text)
{
	if (text && *text)
		lua_pushstring(L, text);
	else
		lua_pushnil(L);
	return 1;
}

static int push_paper(lua_State *L, const Lt__Dossier *d, const char *id)
{
	bool there = false;
	for (size_t i = 0; i < d->n_papers && !there; i++)
		there = strcmp(d->papers[i]->id, id) == 0;
	lua_pushboolean(L, there);
	return 1;
}

static int push_visits(lua_State *L, const struct lt_view *view, const char *step)
{
	const Lt__Dossier *d = view->dossier;
	lua_Integer count = 0;
	for (size_t i = 0; i < d->n_visits; i++)
		if (d->visits[i]->frame == 0 && strcmp(d->visits[i]->step, step) == 0)
			count += d->visits[i]->count;
	lua_pushinteger(L, count);
	return 1;
}

static int push_value(lua_State *L, struct lt_view *view, struct lt_view_name *name)
{
	note_read(view, name);
	switch (name->kind) {
	case LT_VIEW_FIELD:
		return push_field(L, view, name);
	case LT_VIEW_CHANNEL:
		return push_channel(L, view->dossier);
	case LT_VIEW_UNIT:
		return push_text(L, view->dossier->unit);
	case LT_VIEW_OUTCOME:
		return push_text(L, view->dossier->outcome);
	case LT_VIEW_ITEM:
		return push_text(L, view->dossier->item);
	case LT_VIEW_PAPER:
		return push_paper(L, view->dossier, name->name);
	case LT_VIEW_VISIT:
		return push_visits(L, view, name->name);
	case LT_VIEW_PAPERS:
	case LT_VIEW_VISITS:
		break; /* values of their own, never names */
	}
	lua_pushnil(L);
	return 1;
}

/* Upvalues of all: 1 names -> number of the name, 2 the view, 3 kind of part. */
static int unknown_name(lua_State *L, enum lt_view_kind part)
{
	const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
	char text[LT_NEAR_TEXT_BYTES];
	struct lt_near near;

	lt_near_init(&near, name);
	lua_pushnil(L);
	while (lua_next(L, lua_upvalueindex(1))) {
		lt_near_offer(&near, lua_tostring(L, -2));
		lua_pop(L, 1);
	}
	if (near.count)
		return lt_raise(L, TEXT_UNKNOWN_NEAR, name, lt_near_text(&near, text));
	if (part == LT_VIEW_PAPER)
		return lt_raise(L, TEXT_UNKNOWN_PAPER, name);
	if (part == LT_VIEW_VISIT)
		return lt_raise(L, TEXT_UNKNOWN_VISIT, name);
	return lt_raise(L, TEXT_UNKNOWN, name);
}

static int view_index(lua_State *L)
{
	struct lt_view *view = lua_touserdata(L, lua_upvalueindex(2));
	lua_settop(L, 2);
	lua_pushvalue(L, 2);
	int type = lua_rawget(L, lua_upvalueindex(1));
	if (!view->dossier)
		return lt_raise(L, "%s", TEXT_NO_DOSSIER);
	if (type == LUA_TNUMBER)
		return push_value(L, view, &view->names[lua_tointeger(L, -1)]);
	if (type == LUA_TUSERDATA) /* papers, visits */
		return 1;
	return unknown_name(L, (enum lt_view_kind)lua_tointeger(L, lua_upvalueindex(3)));
}

static int view_newindex(lua_State *L)
{
	return lt_raise(L, TEXT_READ_ONLY,
			lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

/* Takes the table of names on top of the stack; leaves a userdata that answers by it. */
static void push_view(lua_State *L, struct lt_view *view, enum lt_view_kind part)
{
	int names = lua_gettop(L);
	(void)lua_newuserdatauv(L, 0, 0);
	lua_createtable(L, 0, 3);
	lua_pushvalue(L, names);
	lua_pushlightuserdata(L, view);
	lua_pushinteger(L, part);
	lua_pushcclosure(L, view_index, 3);
	lua_setfield(L, -2, "__index");
	lua_pushcfunction(L, view_newindex);
	lua_setfield(L, -2, "__newindex");
	lua_pushboolean(L, 0);
	lua_setfield(L, -2, "__metatable");
	lua_setmetatable(L, -2);
	lua_remove(L, names);
}

static void add_name(lua_State *L, struct lt_compiled *c, struct lt_view_name name)
{
	struct lt_view *view = &c->view;
	lua_pushinteger(L, view->names_count);
	lua_setfield(L, -2, name.name);
	view->names[view->names_count++] = name;
}

static const char *dotted(lua_State *L, struct lt_compiled *c, const char *part, const char *name)
{
	const char *text = lt_arena_printf(&c->arena, "%s.%s", part, name);
	if (!text)
		luaL_error(L, "not enough memory");
	return text;
}

static void push_papers(lua_State *L, struct lt_compiled *c)
{
	const struct lt_definition *d = &c->definition;
	lua_createtable(L, 0, (int)(d->papers_count + d->results_count));
	for (uint32_t i = 0; i < d->papers_count + d->results_count; i++) {
		const char *id =
			i < d->papers_count ? d->papers[i].id : d->results[i - d->papers_count].id;
		add_name(L, c,
			 (struct lt_view_name){.kind = LT_VIEW_PAPER,
					       .name = id,
					       .read = dotted(L, c, "papers", id)});
	}
	push_view(L, &c->view, LT_VIEW_PAPER);
}

static void push_steps(lua_State *L, struct lt_compiled *c)
{
	const struct lt_definition *d = &c->definition;
	lua_createtable(L, 0, (int)d->steps_count);
	for (uint32_t i = 0; i < d->steps_count; i++)
		add_name(L, c,
			 (struct lt_view_name){.kind = LT_VIEW_VISIT,
					       .name = d->steps[i].name,
					       .read = dotted(L, c, "visits", d->steps[i].name)});
	push_view(L, &c->view, LT_VIEW_VISIT);
}

static void push_top_names(lua_State *L, struct lt_compiled *c)
{
	static const struct lt_view_name own[] = {
		{.kind = LT_VIEW_CHANNEL, .name = "channel", .read = "channel"},
		{.kind = LT_VIEW_UNIT, .name = "unit", .read = "unit"},
		{.kind = LT_VIEW_OUTCOME, .name = "outcome", .read = "outcome"},
		{.kind = LT_VIEW_ITEM, .name = "item", .read = "item"},
	};
	const struct lt_definition *d = &c->definition;
	lua_createtable(L, 0, (int)d->fields_count + 6);
	for (uint32_t i = 0; i < d->fields_count; i++)
		add_name(L, c,
			 (struct lt_view_name){.kind = LT_VIEW_FIELD,
					       .name = d->fields[i].name,
					       .read = d->fields[i].name,
					       .field = i});
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		add_name(L, c, own[i]);
	push_papers(L, c);
	lua_setfield(L, -2, "papers");
	push_steps(L, c);
	lua_setfield(L, -2, "visits");
}

void lt_view_open(lua_State *L, struct lt_compiled *c)
{
	const struct lt_definition *d = &c->definition;
	size_t max =
		(size_t)d->fields_count + d->papers_count + d->results_count + d->steps_count + 9;

	luaL_checkstack(L, 24, NULL);
	c->view.definition = d;
	c->view.names = lt_arena_zalloc(&c->arena, max, sizeof *c->view.names);
	c->view.read = lt_arena_zalloc(&c->arena, max, sizeof *c->view.read);
	if (!c->view.names || !c->view.read)
		luaL_error(L, "not enough memory");
	push_top_names(L, c);
	push_view(L, &c->view, LT_VIEW_FIELD);
	c->view_reference = luaL_ref(L, LUA_REGISTRYINDEX);
}

void lt_view_show(struct lt_compiled *c, const Lt__Dossier *dossier)
{
	c->view.dossier = dossier;
	if (!dossier)
		return;
	c->view.call++;
	c->view.read_count = 0;
}
