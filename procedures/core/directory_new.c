/* SPDX-License-Identifier: EUPL-1.2 */
/* Makes a directory: copies everything into one arena, checks that each name leads somewhere, and
 * builds the indexes. The first fault ends it, with a text for the person who wrote the file. */
#include "procedures/core/directory.h"

#include <stdlib.h>
#include <string.h>

#include "procedures/core/directory_index.h"
#include "proto/base/ids.h"
#include "proto/base/limits.h"

enum { DIRECTORY_BYTES_MAX = 512 << 20, LEVELS_MAX = 64, PARENTS_MAX = 64 };

/* What the writer of a directory reads. */
#define TEXT_TWICE "%s \"%s\" khai báo hai lần; bỏ bớt một"
#define TEXT_COLLISION "%s \"%s\" trùng khóa băm với tên khác; đổi tên này"
#define TEXT_NAME "%s \"%s\" không hợp lệ; dùng chữ thường a-z, chữ số, dấu _ . -"
#define TEXT_CODE "mã đơn vị \"%s\" không hợp lệ; dùng A-Z, 0-9 và dấu chấm, tối đa 35 ký tự"
#define TEXT_EMPTY "%s \"%s\" thiếu %s; thêm vào"
#define TEXT_UNKNOWN "%s \"%s\": không có %s \"%s\"; khai báo nó hoặc sửa tên"
#define TEXT_LOOP "địa bàn \"%s\": chuỗi cấp trên quay vòng hoặc quá dài; sửa parent"
#define TEXT_SPAN "%s \"%s\": ngày hết hiệu lực phải sau ngày bắt đầu; sửa from, to"
#define TEXT_LINE "dòng %d"
#define TEXT_MANY "danh bạ quá lớn: %zu %s, tối đa %u"

static int index_init(struct lt_arena *arena, size_t count, struct dir_index *ret)
{
	size_t size = 8;
	while (size < 2 * count)
		size *= 2;
	ret->slots = lt_arena_zalloc(arena, size, sizeof *ret->slots);
	ret->mask = size - 1;
	if (!ret->slots)
		return LT_E_NOMEM;
	for (size_t i = 0; i < size; i++)
		ret->slots[i].value = DIR_NONE;
	return 0;
}

static void index_put(struct dir_index *index, uint64_t key, uint32_t value)
{
	struct dir_slot *slot = dir_index_slot(index, key);
	slot->key = key;
	slot->value = value;
}

/* Names of one sort: each once, and no two with one key. */
static int put_name(struct dir_index *index, const char *sort, const char *name, const char *held,
		    uint32_t value, struct lt_err *err)
{
	if (held && strcmp(held, name) == 0)
		return lt_err_set(err, LT_E_FORMAT, TEXT_TWICE, sort, name);
	if (held)
		return lt_err_set(err, LT_E_FORMAT, TEXT_COLLISION, sort, name);
	index_put(index, lt_name_key(name), value);
	return 0;
}

static int check_text(const char *sort, const char *id, const char *text, const char *what,
		      struct lt_err *err)
{
	if (!text || !*text)
		return lt_err_set(err, LT_E_FORMAT, TEXT_EMPTY, sort, id, what);
	return 0;
}

static int check_span(const char *sort, const char *id, struct lt_span span, struct lt_err *err)
{
	if (span.from_us >= span.to_us)
		return lt_err_set(err, LT_E_FORMAT, TEXT_SPAN, sort, id);
	return 0;
}

static int check_name(const char *sort, const char *name, struct lt_err *err)
{
	if (!name || !lt_name_valid(name))
		return lt_err_set(err, LT_E_FORMAT, TEXT_NAME, sort, name ? name : "");
	return 0;
}

static int add_levels(struct lt_directory *d, const struct lt_directory_spec *spec,
		      struct lt_err *err)
{
	struct lt_level_spec *levels =
		lt_arena_zalloc(&d->arena, spec->levels_count, sizeof *levels);
	if (!levels || index_init(&d->arena, spec->levels_count, &d->level_of) < 0)
		return LT_E_NOMEM;
	d->levels = levels;
	for (size_t i = 0; i < spec->levels_count; i++) {
		const struct lt_level_spec *s = &spec->levels[i];
		int r = check_name("cấp", s->name, err);
		if (r < 0)
			return r;
		uint32_t held = dir_index_get(&d->level_of, lt_name_key(s->name));
		levels[i].name = lt_arena_str(&d->arena, s->name);
		levels[i].label = lt_arena_str(&d->arena, s->label ? s->label : s->name);
		if (!levels[i].name || !levels[i].label)
			return LT_E_NOMEM;
		r = put_name(&d->level_of, "cấp", s->name,
			     held != DIR_NONE ? levels[held].name : NULL, (uint32_t)i, err);
		if (r < 0)
			return r;
		d->levels_count++;
	}
	return 0;
}

static int add_roles(struct lt_directory *d, const struct lt_directory_spec *spec,
		     struct lt_err *err)
{
	struct lt_role_spec *roles = lt_arena_zalloc(&d->arena, spec->roles_count, sizeof *roles);
	if (!roles || index_init(&d->arena, spec->roles_count, &d->role_of) < 0)
		return LT_E_NOMEM;
	d->roles = roles;
	for (size_t i = 0; i < spec->roles_count; i++) {
		const struct lt_role_spec *s = &spec->roles[i];
		int r = check_name("vai trò", s->name, err);
		if (r < 0)
			return r;
		uint32_t held = dir_index_get(&d->role_of, lt_name_key(s->name));
		roles[i] = (struct lt_role_spec){
			.name = lt_arena_str(&d->arena, s->name),
			.label = lt_arena_str(&d->arena, s->label ? s->label : s->name),
			.assigns = s->assigns,
			.signs = s->signs,
			.publishes = s->publishes,
			.proposes = s->proposes,
		};
		if (!roles[i].name || !roles[i].label)
			return LT_E_NOMEM;
		r = put_name(&d->role_of, "vai trò", s->name,
			     held != DIR_NONE ? roles[held].name : NULL, (uint32_t)i, err);
		if (r < 0)
			return r;
		d->roles_count++;
	}
	return 0;
}

static int copy_area(struct lt_directory *d, const struct lt_area_spec *s, struct dir_area *area,
		     struct lt_err *err)
{
	int r = check_text("địa bàn", s->code ? s->code : "", s->code, "mã", err);
	if (r == 0)
		r = check_text("địa bàn", s->code, s->name, "tên (name)", err);
	if (r == 0)
		r = check_text("địa bàn", s->code, s->level, "cấp (level)", err);
	if (r < 0)
		return r;
	if (!lt_directory_has_level(d, s->level))
		return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "địa bàn", s->code, "cấp",
				  s->level);
	area->spec = (struct lt_area_spec){
		.code = lt_arena_str(&d->arena, s->code),
		.name = lt_arena_str(&d->arena, s->name),
		.parent = lt_arena_str(&d->arena, s->parent),
	};
	area->level = dir_index_get(&d->level_of, lt_name_key(s->level));
	area->spec.level = d->levels[area->level].name;
	area->parent = DIR_NONE;
	if (!area->spec.code || !area->spec.name || (s->parent && !area->spec.parent))
		return LT_E_NOMEM;
	return 0;
}

static int add_areas(struct lt_directory *d, const struct lt_directory_spec *spec,
		     struct lt_err *err)
{
	d->areas = lt_arena_zalloc(&d->arena, spec->areas_count, sizeof *d->areas);
	if (!d->areas || index_init(&d->arena, spec->areas_count, &d->area_of) < 0)
		return LT_E_NOMEM;
	for (size_t i = 0; i < spec->areas_count; i++) {
		int r = copy_area(d, &spec->areas[i], &d->areas[i], err);
		if (r < 0)
			return r;
		const char *code = d->areas[i].spec.code;
		uint32_t held = dir_index_get(&d->area_of, lt_name_key(code));
		r = put_name(&d->area_of, "địa bàn", code,
			     held != DIR_NONE ? d->areas[held].spec.code : NULL, (uint32_t)i, err);
		if (r < 0)
			return r;
		d->areas_count++;
	}
	return 0;
}

static int link_areas(struct lt_directory *d, struct lt_err *err)
{
	for (size_t i = 0; i < d->areas_count; i++) {
		struct dir_area *a = &d->areas[i];
		if (!a->spec.parent)
			continue;
		a->parent = dir_index_get(&d->area_of, lt_name_key(a->spec.parent));
		if (a->parent == DIR_NONE)
			return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "địa bàn", a->spec.code,
					  "địa bàn cấp trên", a->spec.parent);
	}
	for (size_t i = 0; i < d->areas_count; i++) {
		uint32_t up = (uint32_t)i;
		int steps = 0;
		while (up != DIR_NONE && steps++ <= PARENTS_MAX)
			up = d->areas[up].parent;
		if (up != DIR_NONE)
			return lt_err_set(err, LT_E_FORMAT, TEXT_LOOP, d->areas[i].spec.code);
	}
	return 0;
}

static int add_kind(struct lt_directory *d, const char *kind, struct dir_unit *u)
{
	u->kind_key = lt_name_key(kind);
	uint32_t held = dir_index_get(&d->kind_of, u->kind_key);
	if (held == DIR_NONE) {
		held = (uint32_t)d->kinds_count;
		d->kinds[held] = lt_arena_str(&d->arena, kind);
		if (!d->kinds[held])
			return LT_E_NOMEM;
		index_put(&d->kind_of, u->kind_key, held);
		d->kinds_count++;
	}
	u->unit.kind = d->kinds[held];
	return 0;
}

static int check_unit(const struct lt_directory *d, const struct lt_unit_spec *s,
		      struct lt_err *err)
{
	if (!s->code || !lt_agency_code_valid(s->code))
		return lt_err_set(err, LT_E_FORMAT, TEXT_CODE, s->code ? s->code : "");
	int r = check_text("đơn vị", s->code, s->name, "tên (name)", err);
	if (r == 0)
		r = check_text("đơn vị", s->code, s->area, "địa bàn (area)", err);
	if (r == 0)
		r = check_text("đơn vị", s->code, s->office, "giờ làm việc (office)", err);
	if (r == 0)
		r = check_name("loại đơn vị", s->kind, err);
	if (r == 0)
		r = check_span("đơn vị", s->code, s->span, err);
	if (r < 0)
		return r;
	if (dir_index_get(&d->area_of, lt_name_key(s->area)) == DIR_NONE)
		return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "đơn vị", s->code, "địa bàn",
				  s->area);
	return 0;
}

static int copy_unit(struct lt_directory *d, const struct lt_unit_spec *s, struct dir_unit *u)
{
	u->area = dir_index_get(&d->area_of, lt_name_key(s->area));
	const struct dir_area *area = &d->areas[u->area];
	u->unit = (struct lt_unit){
		.code = lt_arena_str(&d->arena, s->code),
		.name = lt_arena_str(&d->arena, s->name),
		.office = lt_arena_str(&d->arena, s->office),
		.successor = lt_arena_str(&d->arena, s->successor),
		.area = area->spec.code,
		.area_name = area->spec.name,
		.level = area->spec.level,
		.span = s->span,
		.key = lt_name_key(s->code),
	};
	u->next_desk = u->first_grant = DIR_NONE;
	if (!u->unit.code || !u->unit.name || !u->unit.office ||
	    (s->successor && !u->unit.successor))
		return LT_E_NOMEM;
	return add_kind(d, s->kind, u);
}

static int add_units(struct lt_directory *d, const struct lt_directory_spec *spec,
		     struct lt_err *err)
{
	size_t n = spec->units_count;
	d->units = lt_arena_zalloc(&d->arena, n, sizeof *d->units);
	d->kinds = lt_arena_zalloc(&d->arena, n, sizeof *d->kinds);
	if (!d->units || !d->kinds || index_init(&d->arena, n, &d->unit_of) < 0 ||
	    index_init(&d->arena, n, &d->kind_of) < 0 ||
	    index_init(&d->arena, n, &d->desk_of) < 0 || index_init(&d->arena, n, &d->desk_at) < 0)
		return LT_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		int r = check_unit(d, &spec->units[i], err);
		if (r < 0 && spec->units[i].line > 0)
			return lt_err_wrap(err, r, TEXT_LINE, (int)spec->units[i].line);
		if (r == 0)
			r = copy_unit(d, &spec->units[i], &d->units[i]);
		if (r < 0)
			return r;
		const struct lt_unit *unit = &d->units[i].unit;
		uint32_t held = dir_index_get(&d->unit_of, unit->key);
		r = put_name(&d->unit_of, "đơn vị", unit->code,
			     held != DIR_NONE ? d->units[held].unit.code : NULL, (uint32_t)i, err);
		if (r < 0)
			return r;
		d->units_count++;
	}
	return 0;
}

/* Desks of one area and kind form a chain in file order: built backwards. */
static int link_units(struct lt_directory *d, struct lt_err *err)
{
	for (size_t i = d->units_count; i-- > 0;) {
		struct dir_unit *u = &d->units[i];
		uint64_t pair = dir_pair(u->area, u->kind_key);
		u->next_desk = dir_index_get(&d->desk_of, pair);
		index_put(&d->desk_of, pair, (uint32_t)i);
		pair = dir_pair(u->kind_key, lt_name_key(u->unit.level));
		index_put(&d->desk_at, pair, (uint32_t)i);
		const char *next = u->unit.successor;
		if (next && dir_index_get(&d->unit_of, lt_name_key(next)) == DIR_NONE)
			return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "đơn vị", u->unit.code,
					  "đơn vị kế nhiệm", next);
	}
	return 0;
}

static int add_officers(struct lt_directory *d, const struct lt_directory_spec *spec,
			struct lt_err *err)
{
	size_t n = spec->officers_count;
	struct lt_officer_spec *officers = lt_arena_zalloc(&d->arena, n, sizeof *officers);
	if (!officers || index_init(&d->arena, n, &d->officer_of) < 0)
		return LT_E_NOMEM;
	d->officers = officers;
	for (size_t i = 0; i < n; i++) {
		const struct lt_officer_spec *s = &spec->officers[i];
		int r = check_name("cán bộ", s->id, err);
		if (r == 0)
			r = check_text("cán bộ", s->id, s->name, "họ tên (name)", err);
		if (r < 0)
			return r;
		uint32_t held = dir_index_get(&d->officer_of, lt_name_key(s->id));
		officers[i].id = lt_arena_str(&d->arena, s->id);
		officers[i].name = lt_arena_str(&d->arena, s->name);
		if (!officers[i].id || !officers[i].name)
			return LT_E_NOMEM;
		r = put_name(&d->officer_of, "cán bộ", s->id,
			     held != DIR_NONE ? officers[held].id : NULL, (uint32_t)i, err);
		if (r < 0)
			return r;
		d->officers_count++;
	}
	return 0;
}

static int check_grant(const struct lt_directory *d, const struct lt_grant_spec *s,
		       struct lt_err *err)
{
	const char *officer = s->officer ? s->officer : "", *unit = s->unit ? s->unit : "",
		   *role = s->role ? s->role : "";
	if (!lt_directory_officer_name(d, officer))
		return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "vai trò", role, "cán bộ",
				  officer);
	if (!lt_directory_unit(d, unit))
		return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "cán bộ", officer, "đơn vị",
				  unit);
	if (!lt_directory_has_role(d, role))
		return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "cán bộ", officer, "vai trò",
				  role);
	return check_span("cán bộ", officer, s->span, err);
}

static int add_grants(struct lt_directory *d, const struct lt_directory_spec *spec,
		      struct lt_err *err)
{
	size_t n = spec->grants_count;
	d->grants = lt_arena_zalloc(&d->arena, n, sizeof *d->grants);
	if (!d->grants || index_init(&d->arena, n, &d->grant_of) < 0)
		return LT_E_NOMEM;
	d->grants_count = n;
	for (size_t i = n; i-- > 0;) {
		const struct lt_grant_spec *s = &spec->grants[i];
		int r = check_grant(d, s, err);
		if (r < 0)
			return r;
		uint64_t officer = lt_name_key(s->officer), unit = lt_name_key(s->unit);
		struct dir_unit *u = &d->units[dir_index_get(&d->unit_of, unit)];
		uint32_t role = dir_index_get(&d->role_of, lt_name_key(s->role));
		d->grants[i] = (struct dir_grant){
			.officer_key = officer,
			.unit_key = unit,
			.role_key = lt_name_key(s->role),
			.officer = d->officers[dir_index_get(&d->officer_of, officer)].id,
			.span = s->span,
			.next_of_pair = dir_index_get(&d->grant_of, dir_pair(officer, unit)),
			.next_of_unit = u->first_grant,
			.assigns = d->roles[role].assigns,
			.publishes = d->roles[role].publishes,
			.proposes = d->roles[role].proposes,
		};
		index_put(&d->grant_of, dir_pair(officer, unit), (uint32_t)i);
		u->first_grant = (uint32_t)i;
	}
	return 0;
}

static const char *const *copy_names(struct lt_arena *arena, const char *const *names, size_t count)
{
	const char **copy = lt_arena_zalloc(arena, count ? count : 1, sizeof *copy);
	for (size_t i = 0; copy && i < count; i++) {
		copy[i] = lt_arena_str(arena, names[i]);
		if (!copy[i])
			return NULL;
	}
	return copy;
}

static int serve(struct lt_directory *d, const struct lt_node_spec *node, struct lt_err *err)
{
	for (size_t i = 0; i < node->units_count; i++) {
		uint64_t unit = lt_name_key(node->units[i]);
		uint32_t u = dir_index_get(&d->unit_of, unit);
		if (u == DIR_NONE)
			return lt_err_set(err, LT_E_FORMAT, TEXT_UNKNOWN, "nút", node->id, "đơn vị",
					  node->units[i]);
		index_put(&d->served, dir_pair(lt_name_key(node->id), unit), u);
	}
	return 0;
}

static int check_names(const char *what, const char *const *names, size_t count, struct lt_err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < count; i++)
		r = check_name(what, names[i], err);
	return r;
}

static int add_nodes(struct lt_directory *d, const struct lt_directory_spec *spec,
		     struct lt_err *err)
{
	size_t n = spec->nodes_count, served = 0;
	for (size_t i = 0; i < n; i++)
		served += spec->nodes[i].units_count;
	struct lt_node_spec *nodes = lt_arena_zalloc(&d->arena, n, sizeof *nodes);
	if (!nodes || index_init(&d->arena, n, &d->node_of) < 0 ||
	    index_init(&d->arena, served, &d->served) < 0)
		return LT_E_NOMEM;
	d->nodes = nodes;
	for (size_t i = 0; i < n; i++) {
		struct lt_node_spec *node = &nodes[i];
		*node = spec->nodes[i];
		int r = check_name("nút", node->id, err);
		if (r < 0)
			return r;
		uint32_t held = dir_index_get(&d->node_of, lt_name_key(node->id));
		node->id = lt_arena_str(&d->arena, node->id);
		node->units = copy_names(&d->arena, node->units, node->units_count);
		node->capabilities =
			copy_names(&d->arena, node->capabilities, node->capabilities_count);
		node->announces = copy_names(&d->arena, node->announces, node->announces_count);
		if (!node->id || !node->units || !node->capabilities || !node->announces)
			return LT_E_NOMEM;
		r = put_name(&d->node_of, "nút", node->id, held != DIR_NONE ? nodes[held].id : NULL,
			     (uint32_t)i, err);
		if (r == 0)
			r = serve(d, node, err);
		if (r == 0)
			r = check_names("khả năng", node->capabilities, node->capabilities_count,
					err);
		if (r == 0)
			r = check_names("tin báo", node->announces, node->announces_count, err);
		if (r < 0)
			return r;
		d->nodes_count++;
	}
	return 0;
}

static int check_sizes(const struct lt_directory_spec *spec, struct lt_err *err)
{
	const struct {
		size_t count;
		const char *sort;
		uint32_t max;
	} sizes[] = {
		{spec->levels_count, "cấp", LEVELS_MAX},
		{spec->roles_count, "vai trò", LT_UNITS_MAX},
		{spec->areas_count, "địa bàn", LT_UNITS_MAX},
		{spec->units_count, "đơn vị", LT_UNITS_MAX},
		{spec->officers_count, "cán bộ", LT_OFFICERS_MAX},
		{spec->grants_count, "lượt giao vai trò", 4 * LT_OFFICERS_MAX},
		{spec->nodes_count, "nút", LT_UNITS_MAX},
	};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		if (sizes[i].count > sizes[i].max)
			return lt_err_set(err, LT_E_LIMIT, TEXT_MANY, sizes[i].count, sizes[i].sort,
					  sizes[i].max);
	return check_text("danh bạ", "", spec->version, "phiên bản (version)", err);
}

static int build(struct lt_directory *d, const struct lt_directory_spec *spec, struct lt_err *err)
{
	static int (*const stages[])(struct lt_directory *, const struct lt_directory_spec *,
				     struct lt_err *) = {
		add_levels, add_roles, add_areas, add_units, add_officers, add_grants, add_nodes,
	};
	int r = check_sizes(spec, err);
	for (size_t i = 0; r == 0 && i < sizeof stages / sizeof *stages; i++) {
		r = stages[i](d, spec, err);
		if (r == 0 && stages[i] == add_areas)
			r = link_areas(d, err);
		if (r == 0 && stages[i] == add_units)
			r = link_units(d, err);
	}
	d->version = lt_arena_str(&d->arena, spec->version);
	return r == 0 && !d->version ? LT_E_NOMEM : r;
}

int lt_directory_new(const struct lt_directory_spec *spec, struct lt_directory **ret,
		     struct lt_err *err)
{
	struct lt_directory *d = calloc(1, sizeof *d);
	if (!d)
		return lt_err_set(err, LT_E_NOMEM, "directory");
	lt_arena_init(&d->arena, DIRECTORY_BYTES_MAX);
	int r = build(d, spec, err);
	if (r < 0) {
		lt_directory_free(d);
		return r == LT_E_NOMEM ? lt_err_set(err, r, "directory") : r;
	}
	*ret = d;
	return 0;
}

void lt_directory_free(struct lt_directory *directory)
{
	if (!directory)
		return;
	lt_arena_done(&directory->arena);
	free(directory);
}
