/* SPDX-License-Identifier: EUPL-1.2 */
/* return directory { version, levels, roles, areas, units, officers, nodes } */
#include <string.h>

#include <lauxlib.h>

#include "procedures/host/data.h"

#define WHAT_ROLES "danh sách { unit = \"...\", role = \"...\" }"
#define EXAMPLE_ROLES "{ { unit = \"H14.1\", role = \"receiver\" } }"

struct reading {
	struct lt_data data; /* first: the run gets it as its argument */
	struct lt_directory_spec spec;
	struct lt_grant_spec *grants;
	size_t grants_count;
};

/* Room for @p count elements, in the arena of the run. */
#define MAKE(r, count, type)                                                                       \
	((type *)lt_read_must(&(r)->data.rd,                                                       \
			      lt_arena_zalloc(&(r)->data.arena, (count), sizeof(type))))

static struct lt_span read_span(struct reading *r, const struct lt_item *item)
{
	return (struct lt_span){lt_data_day_us(&r->data, item, "from", 0),
				lt_data_day_us(&r->data, item, "to", INT64_MAX)};
}

static void read_levels(struct reading *r)
{
	static const char *const known[] = {"label", NULL};
	struct lt_item item;
	size_t n = lt_data_list(&r->data, "levels");
	struct lt_level_spec *levels = MAKE(r, n, struct lt_level_spec);
	int list = lua_gettop(r->data.rd.L);

	for (size_t i = 0; i < n; i++) {
		if (lt_data_entry(&r->data, i, "levels", "level", &item)) {
			lt_read_known_keys(&r->data.rd, &item, false, known);
			levels[r->spec.levels_count++] = (struct lt_level_spec){
				item.name, lt_read_text(&r->data.rd, &item, "label")};
		}
		lua_settop(r->data.rd.L, list);
	}
	r->spec.levels = levels;
}

static void read_roles(struct reading *r)
{
	static const char *const known[] = {"label",	 "assigns", "proposes",
					    "publishes", "signs",   NULL};
	struct lt_item item;
	size_t n = lt_data_list(&r->data, "roles");
	struct lt_role_spec *roles = MAKE(r, n, struct lt_role_spec);
	int list = lua_gettop(r->data.rd.L);

	for (size_t i = 0; i < n; i++) {
		if (lt_data_entry(&r->data, i, "roles", "role", &item)) {
			lt_read_known_keys(&r->data.rd, &item, false, known);
			roles[r->spec.roles_count++] = (struct lt_role_spec){
				item.name,
				lt_read_text(&r->data.rd, &item, "label"),
				lt_read_yesno(&r->data.rd, &item, "assigns"),
				lt_read_yesno(&r->data.rd, &item, "signs"),
				lt_read_yesno(&r->data.rd, &item, "publishes"),
				lt_read_yesno(&r->data.rd, &item, "proposes")};
		}
		lua_settop(r->data.rd.L, list);
	}
	r->spec.roles = roles;
}

static void read_areas(struct reading *r)
{
	static const char *const known[] = {"name", "level", "parent", NULL};
	struct lt_item item;
	size_t n = lt_data_list(&r->data, "areas");
	struct lt_area_spec *areas = MAKE(r, n, struct lt_area_spec);
	int list = lua_gettop(r->data.rd.L);

	for (size_t i = 0; i < n; i++) {
		if (lt_data_entry(&r->data, i, "areas", "area", &item)) {
			lt_read_known_keys(&r->data.rd, &item, false, known);
			areas[r->spec.areas_count++] = (struct lt_area_spec){
				.code = item.name,
				.name = lt_read_text(&r->data.rd, &item, "name"),
				.level = lt_read_text(&r->data.rd, &item, "level"),
				.parent = lt_read_text(&r->data.rd, &item, "parent")};
		}
		lua_settop(r->data.rd.L, list);
	}
	r->spec.areas = areas;
}

static void read_units(struct reading *r)
{
	static const char *const known[] = {"name", "kind",	 "area", "office",
					    "from", "successor", "to",	 NULL};
	struct lt_item item;
	size_t n = lt_data_list(&r->data, "units");
	struct lt_unit_spec *units = MAKE(r, n, struct lt_unit_spec);
	int list = lua_gettop(r->data.rd.L);

	for (size_t i = 0; i < n; i++) {
		if (lt_data_entry(&r->data, i, "units", "unit", &item)) {
			struct lt_reader *rd = &r->data.rd;
			lt_read_known_keys(rd, &item, false, known);
			units[r->spec.units_count++] = (struct lt_unit_spec){
				.code = item.name,
				.name = lt_read_text(rd, &item, "name"),
				.kind = lt_read_text(rd, &item, "kind"),
				.area = lt_read_text(rd, &item, "area"),
				.office = lt_read_text(rd, &item, "office"),
				.successor = lt_read_text(rd, &item, "successor"),
				.span = read_span(r, &item),
				.line = item.spot.line};
		}
		lua_settop(r->data.rd.L, list);
	}
	r->spec.units = units;
}

/* roles = { { unit = "H14.1", role = "head", from = "2025-07-01" }, ... } */
static void read_grants(struct reading *r, const struct lt_item *officer)
{
	static const char *const known[] = {"unit", "role", "from", "to", NULL};
	lua_State *L = r->data.rd.L;
	int type = lt_read_push(&r->data.rd, officer, "roles"), list = lua_gettop(L);
	size_t n = type == LUA_TTABLE ? lua_rawlen(L, list) : 0;

	if (type != LUA_TTABLE && type != LUA_TNIL)
		lt_read_wrong(&r->data.rd, officer, "roles", WHAT_ROLES, EXAMPLE_ROLES);
	for (size_t i = 0; i < n; i++) {
		struct lt_item grant = *officer;
		if (lua_rawgeti(L, list, (lua_Integer)i + 1) != LUA_TTABLE) {
			lt_read_wrong(&r->data.rd, officer, "roles", WHAT_ROLES, EXAMPLE_ROLES);
			lua_settop(L, list);
			continue;
		}
		grant.body = lua_gettop(L);
		lt_read_known_keys(&r->data.rd, &grant, false, known);
		if (!LT_ARENA_PUSH(&r->data.arena, r->grants, r->grants_count))
			lt_read_must(&r->data.rd, NULL);
		r->grants[r->grants_count++] =
			(struct lt_grant_spec){.officer = officer->name,
					       .unit = lt_read_text(&r->data.rd, &grant, "unit"),
					       .role = lt_read_text(&r->data.rd, &grant, "role"),
					       .span = read_span(r, &grant)};
		lua_settop(L, list);
	}
	lua_settop(L, list - 1);
}

static void read_officers(struct reading *r)
{
	static const char *const known[] = {"name", "roles", NULL};
	struct lt_item item;
	size_t n = lt_data_list(&r->data, "officers");
	struct lt_officer_spec *officers = MAKE(r, n, struct lt_officer_spec);
	int list = lua_gettop(r->data.rd.L);

	for (size_t i = 0; i < n; i++) {
		if (lt_data_entry(&r->data, i, "officers", "officer", &item)) {
			lt_read_known_keys(&r->data.rd, &item, false, known);
			officers[r->spec.officers_count++] = (struct lt_officer_spec){
				item.name, lt_read_text(&r->data.rd, &item, "name")};
			read_grants(r, &item);
		}
		lua_settop(r->data.rd.L, list);
	}
	r->spec.officers = officers;
	r->spec.grants = r->grants;
	r->spec.grants_count = r->grants_count;
}

static void read_nodes(struct reading *r)
{
	static const char *const known[] = {"units", "capabilities", "announces", "operates", NULL};
	struct lt_item item;
	size_t n = lt_data_list(&r->data, "nodes");
	struct lt_node_spec *nodes = MAKE(r, n, struct lt_node_spec);
	int list = lua_gettop(r->data.rd.L);

	for (size_t i = 0; i < n; i++) {
		if (lt_data_entry(&r->data, i, "nodes", "node", &item)) {
			struct lt_reader *rd = &r->data.rd;
			lt_read_known_keys(rd, &item, false, known);
			struct lt_names units = lt_read_names(rd, &item, "units");
			struct lt_names can = lt_read_names(rd, &item, "capabilities");
			struct lt_names tells = lt_read_names(rd, &item, "announces");
			nodes[r->spec.nodes_count++] = (struct lt_node_spec){
				item.name,   units.items,
				units.count, can.items,
				can.count,   tells.items,
				tells.count, lt_read_yesno(rd, &item, "operates")};
		}
		lua_settop(r->data.rd.L, list);
	}
	r->spec.nodes = nodes;
}

static int read_directory(lua_State *L)
{
	static const char *const known[] = {"version", "levels",   "roles", "areas",
					    "units",   "officers", "nodes", NULL};
	struct reading *r = lua_touserdata(L, 1);
	if (!lt_data_run(&r->data, L, "directory"))
		return 0;
	lt_read_known_keys(&r->data.rd, &r->data.item, false, known);
	r->spec.version = lt_read_text(&r->data.rd, &r->data.item, "version");
	read_levels(r);
	read_roles(r);
	read_areas(r);
	read_units(r);
	read_officers(r);
	read_nodes(r);
	return 0;
}

int lt_host_load_directory(struct lt_slice source, const char *file, struct lt_directory **ret,
			   struct lt_err *err)
{
	struct reading r = {0};
	int result = lt_data_load(&r.data, source, file, read_directory, err);
	if (result == 0) {
		result = lt_directory_new(&r.spec, ret, err);
		if (result < 0)
			(void)lt_err_wrap(err, result, "%s", file);
	}
	lt_data_done(&r.data);
	return result;
}
