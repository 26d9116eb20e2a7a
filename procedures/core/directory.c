/* SPDX-License-Identifier: EUPL-1.2 */
/* Questions to a directory. May, serves and unit lookups stand on the path of every command: a few
 * hashes and probes, no allocation. */
#include "procedures/core/directory.h"

#include <string.h>

#include "procedures/core/directory_index.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

enum { SUCCESSORS_MAX = 8 /* merged again and again; a loop ends here */ };

/* What a person reads when a place leads nowhere. */
#define TEXT_NO_DESK                                                                               \
	"danh bạ không có đơn vị loại \"%s\"%s%s%s còn hoạt động, "                \
	"tính từ %s trở lên; thêm đơn vị loại này vào danh bạ "                   \
	"hoặc sửa unit, level, at của bước"
#define TEXT_NO_PLACE                                                                              \
	"danh bạ không có đơn vị hay địa bàn mã \"%s\"; thêm vào danh bạ hoặc sửa mã này"

const char *lt_directory_version(const struct lt_directory *directory)
{
	return directory->version;
}

static uint32_t area_find(const struct lt_directory *d, const char *code)
{
	uint32_t i = dir_index_get(&d->area_of, lt_name_key(code));
	return i != DIR_NONE && strcmp(d->areas[i].spec.code, code) == 0 ? i : DIR_NONE;
}

static const struct dir_unit *unit_find(const struct lt_directory *d, const char *code)
{
	uint32_t i = dir_index_get(&d->unit_of, lt_name_key(code));
	return i != DIR_NONE && strcmp(d->units[i].unit.code, code) == 0 ? &d->units[i] : NULL;
}

static const struct lt_role_spec *role_find(const struct lt_directory *d, const char *name)
{
	uint32_t i = dir_index_get(&d->role_of, lt_name_key(name));
	return i != DIR_NONE && strcmp(d->roles[i].name, name) == 0 ? &d->roles[i] : NULL;
}

static uint32_t level_find(const struct lt_directory *d, const char *name)
{
	uint32_t i = dir_index_get(&d->level_of, lt_name_key(name));
	return i != DIR_NONE && strcmp(d->levels[i].name, name) == 0 ? i : DIR_NONE;
}

bool lt_directory_has_level(const struct lt_directory *directory, const char *level)
{
	return level_find(directory, level) != DIR_NONE;
}

bool lt_directory_has_role(const struct lt_directory *directory, const char *role)
{
	return role_find(directory, role) != NULL;
}

bool lt_directory_has_kind(const struct lt_directory *directory, const char *kind)
{
	uint32_t i = dir_index_get(&directory->kind_of, lt_name_key(kind));
	return i != DIR_NONE && strcmp(directory->kinds[i], kind) == 0;
}

bool lt_directory_has_desk(const struct lt_directory *directory, const char *kind,
			   const char *level)
{
	uint64_t pair = dir_pair(lt_name_key(kind), lt_name_key(level));
	return dir_index_get(&directory->desk_at, pair) != DIR_NONE;
}

const char *lt_directory_levels_text(const struct lt_directory *directory, struct lt_arena *arena)
{
	char *text = lt_arena_str(arena, "");
	for (size_t i = 0; text && i < directory->levels_count; i++)
		text = lt_arena_printf(arena, "%s%s%s", text, i ? ", " : "",
				       directory->levels[i].name);
	return text;
}

const char *lt_directory_roles_text(const struct lt_directory *directory, struct lt_arena *arena)
{
	char *text = lt_arena_str(arena, "");
	for (size_t i = 0; text && i < directory->roles_count; i++)
		text = lt_arena_printf(arena, "%s%s%s", text, i ? ", " : "",
				       directory->roles[i].name);
	return text;
}

const char *lt_directory_kinds_text(const struct lt_directory *directory, struct lt_arena *arena)
{
	char *text = lt_arena_str(arena, "");
	for (size_t i = 0; text && i < directory->kinds_count; i++)
		text = lt_arena_printf(arena, "%s%s%s", text, i ? ", " : "", directory->kinds[i]);
	return text;
}

const struct lt_unit *lt_directory_unit(const struct lt_directory *directory, const char *code)
{
	const struct dir_unit *u = unit_find(directory, code);
	return u ? &u->unit : NULL;
}

const struct lt_unit *lt_directory_unit_at(const struct lt_directory *directory, size_t index)
{
	LT_ASSERT(index < directory->units_count);
	return &directory->units[index].unit;
}

size_t lt_directory_units_count(const struct lt_directory *directory)
{
	return directory->units_count;
}

const struct lt_area_spec *lt_directory_area(const struct lt_directory *directory, const char *code)
{
	uint32_t i = code ? area_find(directory, code) : DIR_NONE;
	return i != DIR_NONE ? &directory->areas[i].spec : NULL;
}

const char *lt_directory_area_name(const struct lt_directory *directory, const char *code)
{
	const struct lt_area_spec *area = lt_directory_area(directory, code);
	return area ? area->name : NULL;
}

const struct lt_unit *lt_directory_unit_keyed(const struct lt_directory *directory, uint64_t key)
{
	uint32_t i = dir_index_get(&directory->unit_of, key);
	return i != DIR_NONE ? lt_directory_unit_at(directory, i) : NULL;
}

const struct lt_officer_spec *lt_directory_officer_keyed(const struct lt_directory *directory,
							 uint64_t key)
{
	uint32_t i = dir_index_get(&directory->officer_of, key);
	return i != DIR_NONE ? &directory->officers[i] : NULL;
}

const char *lt_directory_officer_name(const struct lt_directory *directory, const char *officer)
{
	uint32_t i = dir_index_get(&directory->officer_of, lt_name_key(officer));
	bool same = i != DIR_NONE && strcmp(directory->officers[i].id, officer) == 0;
	return same ? directory->officers[i].name : NULL;
}

const char *lt_directory_role_label(const struct lt_directory *directory, const char *role)
{
	const struct lt_role_spec *r = role_find(directory, role);
	return r ? r->label : NULL;
}

const struct lt_level_spec *lt_directory_level_at(const struct lt_directory *directory,
						  size_t index)
{
	LT_ASSERT(index < directory->levels_count);
	return &directory->levels[index];
}

size_t lt_directory_levels_count(const struct lt_directory *directory)
{
	return directory->levels_count;
}

const struct lt_role_spec *lt_directory_role_at(const struct lt_directory *directory, size_t index)
{
	LT_ASSERT(index < directory->roles_count);
	return &directory->roles[index];
}

size_t lt_directory_roles_count(const struct lt_directory *directory)
{
	return directory->roles_count;
}

const struct lt_area_spec *lt_directory_area_at(const struct lt_directory *directory, size_t index)
{
	LT_ASSERT(index < directory->areas_count);
	return &directory->areas[index].spec;
}

size_t lt_directory_areas_count(const struct lt_directory *directory)
{
	return directory->areas_count;
}

const char *lt_directory_kind_at(const struct lt_directory *directory, size_t index)
{
	LT_ASSERT(index < directory->kinds_count);
	return directory->kinds[index];
}

size_t lt_directory_kinds_count(const struct lt_directory *directory)
{
	return directory->kinds_count;
}

const struct lt_node_spec *lt_directory_node(const struct lt_directory *directory, const char *id)
{
	uint32_t i = dir_index_get(&directory->node_of, lt_name_key(id));
	bool same = i != DIR_NONE && strcmp(directory->nodes[i].id, id) == 0;
	return same ? &directory->nodes[i] : NULL;
}

const struct lt_node_spec *lt_directory_node_at(const struct lt_directory *directory, size_t index)
{
	LT_ASSERT(index < directory->nodes_count);
	return &directory->nodes[index];
}

size_t lt_directory_nodes_count(const struct lt_directory *directory)
{
	return directory->nodes_count;
}

/* The unit that stands for another now: itself while it is valid, else its successor's. */
static const struct dir_unit *standing(const struct lt_directory *d, const struct dir_unit *u,
				       int64_t at_us)
{
	for (int i = 0; i < SUCCESSORS_MAX && !lt_span_has(u->unit.span, at_us); i++) {
		const struct dir_unit *next =
			u->unit.successor ? unit_find(d, u->unit.successor) : NULL;
		if (!next)
			break;
		u = next;
	}
	return u;
}

static bool fits(const struct lt_directory *d, const struct dir_unit *u, uint64_t kind_key,
		 uint32_t level, int64_t at_us)
{
	return u->kind_key == kind_key && lt_span_has(u->unit.span, at_us) &&
	       (level == DIR_NONE || d->areas[u->area].level == level);
}

static const struct dir_unit *desk_upwards(const struct lt_directory *d, uint32_t area,
					   uint64_t kind_key, uint32_t level, int64_t at_us)
{
	for (; area != DIR_NONE; area = d->areas[area].parent) {
		uint32_t i = dir_index_get(&d->desk_of, dir_pair(area, kind_key));
		for (; i != DIR_NONE; i = d->units[i].next_desk)
			if (d->units[i].area == area &&
			    fits(d, &d->units[i], kind_key, level, at_us))
				return &d->units[i];
	}
	return NULL;
}

static int no_desk(const char *kind, const char *level, const char *from, struct lt_err *err)
{
	return lt_err_set(err, LT_E_ABSENT, TEXT_NO_DESK, kind, level ? " ở cấp \"" : "",
			  level ? level : "", level ? "\"" : "", from);
}

int lt_directory_resolve(const struct lt_directory *directory, const char *home, const char *kind,
			 const char *level, const char *at, int64_t at_us,
			 const struct lt_unit **ret, struct lt_err *err)
{
	const char *from = at ? at : home;
	const struct dir_unit *start = unit_find(directory, from);
	uint32_t level_index = level ? level_find(directory, level) : DIR_NONE;
	uint64_t kind_key = lt_name_key(kind);

	if (level && level_index == DIR_NONE)
		return no_desk(kind, level, from, err);
	if (start)
		start = standing(directory, start, at_us);
	if (start && fits(directory, start, kind_key, level_index, at_us)) {
		*ret = &start->unit;
		return 0;
	}
	uint32_t area = start ? start->area : at ? area_find(directory, at) : DIR_NONE;
	if (area == DIR_NONE)
		return lt_err_set(err, LT_E_ABSENT, TEXT_NO_PLACE, from);
	const struct dir_unit *found = desk_upwards(directory, area, kind_key, level_index, at_us);
	if (!found)
		return no_desk(kind, level, from, err);
	*ret = &found->unit;
	return 0;
}

static bool grant_exists(const struct lt_directory *d, const char *officer, const char *unit,
			 const char *role, bool assigns, int64_t at_us)
{
	uint64_t officer_key = lt_name_key(officer), unit_key = lt_name_key(unit);
	uint64_t role_key = role && *role ? lt_name_key(role) : 0;
	uint32_t i = dir_index_get(&d->grant_of, dir_pair(officer_key, unit_key));

	for (; i != DIR_NONE; i = d->grants[i].next_of_pair) {
		const struct dir_grant *g = &d->grants[i];
		if (g->officer_key == officer_key && g->unit_key == unit_key &&
		    (!role_key || g->role_key == role_key) && (!assigns || g->assigns) &&
		    lt_span_has(g->span, at_us))
			return true;
	}
	return false;
}

bool lt_directory_may(const struct lt_directory *directory, const char *officer, const char *unit,
		      const char *role, int64_t at_us)
{
	return grant_exists(directory, officer, unit, role, false, at_us);
}

bool lt_directory_may_assign(const struct lt_directory *directory, const char *officer,
			     const char *unit, int64_t at_us)
{
	return grant_exists(directory, officer, unit, NULL, true, at_us);
}

static bool any(const struct dir_grant *g)
{
	(void)g;
	return true;
}

static bool publishes(const struct dir_grant *g)
{
	return g->publishes;
}

static bool proposes(const struct dir_grant *g)
{
	return g->proposes;
}

/* Has the officer (NULL: anybody) a grant of that sort today? */
static bool holds(const struct lt_directory *d, const char *officer,
		  bool (*is)(const struct dir_grant *), int64_t at_us)
{
	uint64_t key = officer ? lt_name_key(officer) : 0;
	for (size_t i = 0; i < d->grants_count; i++) {
		const struct dir_grant *g = &d->grants[i];
		if (is(g) && (!officer || g->officer_key == key) && lt_span_has(g->span, at_us))
			return true;
	}
	return false;
}

bool lt_directory_may_publish(const struct lt_directory *directory, const char *officer,
			      int64_t at_us)
{
	return holds(directory, officer, publishes, at_us);
}

bool lt_directory_may_propose(const struct lt_directory *directory, const char *officer,
			      int64_t at_us)
{
	return holds(directory, officer, proposes, at_us) ||
	       (officer && holds(directory, officer, publishes, at_us));
}

bool lt_directory_serves_anywhere(const struct lt_directory *directory, const char *officer,
				  int64_t at_us)
{
	return holds(directory, officer, any, at_us);
}

bool lt_directory_units_near(const char *a, const char *b)
{
	const char *dot_a = strrchr(a, '.'), *dot_b = strrchr(b, '.');
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
	const char *longer = strlen(a) < strlen(b) ? b : a;
	if (strncmp(a, b, n) == 0 && (!longer[n] || longer[n] == '.'))
		return true;
	return dot_a && dot_b && dot_a - a == dot_b - b && strncmp(a, b, (size_t)(dot_a - a)) == 0;
}

bool lt_directory_is_near(const struct lt_directory *directory, const char *officer,
			  const char *unit, int64_t at_us)
{
	uint64_t key = lt_name_key(officer);
	for (size_t i = 0; i < directory->grants_count; i++) {
		const struct dir_grant *g = &directory->grants[i];
		const struct lt_unit *where =
			g->officer_key == key && lt_span_has(g->span, at_us)
				? lt_directory_unit_keyed(directory, g->unit_key)
				: NULL;
		if (where && lt_directory_units_near(where->code, unit))
			return true;
	}
	return false;
}

/* The unit whose code is the longest beginning of this one's; NULL: nobody is above it. */
static const struct dir_unit *unit_above(const struct lt_directory *d, const char *code)
{
	char above[LT_NAME_BYTES_MAX];
	size_t size = strnlen(code, sizeof above);
	if (size == sizeof above)
		return NULL;
	memcpy(above, code, size + 1);
	for (char *dot; (dot = strrchr(above, '.'));) {
		*dot = 0;
		const struct dir_unit *u = unit_find(d, above);
		if (u)
			return u;
	}
	return NULL;
}

static const char *head_here(const struct lt_directory *d, const struct dir_unit *u, int64_t at_us)
{
	for (uint32_t i = u->first_grant; i != DIR_NONE; i = d->grants[i].next_of_unit)
		if (d->grants[i].assigns && lt_span_has(d->grants[i].span, at_us))
			return d->grants[i].officer;
	return NULL;
}

const char *lt_directory_head(const struct lt_directory *directory, const char *unit, int64_t at_us,
			      const struct lt_unit **ret_unit)
{
	const struct dir_unit *u = unit_find(directory, unit);
	for (u = u ? standing(directory, u, at_us) : NULL; u;
	     u = unit_above(directory, u->unit.code)) {
		const char *head = head_here(directory, u, at_us);
		if (!head)
			continue;
		*ret_unit = &u->unit;
		return head;
	}
	return "";
}

bool lt_directory_heads(const struct lt_directory *directory, const char *officer, const char *own,
			const char *unit, int64_t at_us)
{
	const struct dir_unit *u = unit_find(directory, unit);
	const char *code = u ? standing(directory, u, at_us)->unit.code : unit;
	size_t size = strlen(own);
	bool over = strncmp(own, code, size) == 0 && (!code[size] || code[size] == '.');
	return size && over && lt_directory_may_assign(directory, officer, own, at_us);
}

static bool listed(const char *const *ids, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

int lt_directory_who(const struct lt_directory *directory, const char *unit, const char *role,
		     int64_t at_us, struct lt_arena *arena, const char ***ret, size_t *ret_count)
{
	const struct dir_unit *u = unit_find(directory, unit);
	uint64_t role_key = role && *role ? lt_name_key(role) : 0;
	const char **ids = NULL;
	size_t count = 0;

	for (uint32_t i = u ? u->first_grant : DIR_NONE; i != DIR_NONE;
	     i = directory->grants[i].next_of_unit) {
		const struct dir_grant *g = &directory->grants[i];
		if ((role_key && g->role_key != role_key) || !lt_span_has(g->span, at_us) ||
		    listed(ids, count, g->officer))
			continue;
		if (!LT_ARENA_PUSH(arena, ids, count))
			return LT_E_NOMEM;
		ids[count++] = g->officer;
	}
	*ret = ids;
	*ret_count = count;
	return 0;
}

bool lt_directory_announces(const struct lt_directory *directory, const char *node,
			    const char *event)
{
	const struct lt_node_spec *spec = lt_directory_node(directory, node);
	for (size_t i = 0; spec && i < spec->announces_count; i++)
		if (strcmp(spec->announces[i], event) == 0)
			return true;
	return false;
}

bool lt_directory_serves(const struct lt_directory *directory, const char *node, const char *unit)
{
	uint64_t unit_key = lt_name_key(unit);
	uint32_t i = dir_index_get(&directory->served, dir_pair(lt_name_key(node), unit_key));
	return i != DIR_NONE && directory->units[i].unit.key == unit_key;
}

const struct lt_unit *lt_directory_heir(const struct lt_directory *directory, const char *code,
					int64_t at_us)
{
	const struct dir_unit *u = unit_find(directory, code);
	u = u ? standing(directory, u, at_us) : NULL;
	return u && lt_span_has(u->unit.span, at_us) ? &u->unit : NULL;
}
