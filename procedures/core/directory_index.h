/* SPDX-License-Identifier: EUPL-1.2 */
/* The inside of a directory, shared by directory_new.c, which makes it, and directory.c, which
 * asks. */
#pragma once

#include "procedures/core/directory.h"

/** Open addressing over 64-bit keys; never full, never changed after lt_directory_new. */
struct dir_index {
	struct dir_slot {
		uint64_t key;
		uint32_t value; /**< DIR_NONE: empty */
	} * slots;
	size_t mask;
};

#define DIR_NONE UINT32_MAX

struct dir_area {
	struct lt_area_spec spec;
	uint32_t parent, level; /**< index, or DIR_NONE */
};

struct dir_unit {
	struct lt_unit unit;
	uint64_t kind_key;
	uint32_t area;
	uint32_t next_desk;   /**< another unit of the same area and kind */
	uint32_t first_grant; /**< grants here, in file order */
};

struct dir_grant {
	uint64_t officer_key, unit_key, role_key;
	const char *officer;
	struct lt_span span;
	uint32_t next_of_pair, next_of_unit;
	bool assigns, publishes, proposes;
};

struct lt_directory {
	struct lt_arena arena;
	const char *version;
	const struct lt_level_spec *levels;
	const struct lt_role_spec *roles;
	struct dir_area *areas;
	struct dir_unit *units;
	const struct lt_officer_spec *officers;
	struct dir_grant *grants;
	const struct lt_node_spec *nodes;
	const char **kinds;
	size_t levels_count, roles_count, areas_count, units_count, officers_count, grants_count,
		nodes_count, kinds_count;
	struct dir_index level_of, role_of, area_of, unit_of, officer_of, node_of, kind_of;
	struct dir_index desk_of;  /**< area and kind -> first unit */
	struct dir_index desk_at;  /**< kind and level -> some unit */
	struct dir_index grant_of; /**< officer and unit -> first grant */
	struct dir_index served;   /**< node and unit -> the unit */
};

/** One key of two; what is found under it is compared with both parts again. */
static inline uint64_t dir_pair(uint64_t a, uint64_t b)
{
	uint64_t x = a ^ (b * UINT64_C(0x9e3779b97f4a7c15));
	return x ^ (x >> 32);
}

static inline struct dir_slot *dir_index_slot(const struct dir_index *index, uint64_t key)
{
	size_t i = (size_t)key & index->mask;
	while (index->slots[i].value != DIR_NONE && index->slots[i].key != key)
		i = (i + 1) & index->mask;
	return &index->slots[i];
}

static inline uint32_t dir_index_get(const struct dir_index *index, uint64_t key)
{
	return dir_index_slot(index, key)->value;
}
