/* SPDX-License-Identifier: EUPL-1.2 */
/* Who there is: areas, units, roles, officers, nodes, as dated data of one version.
 *
 * Levels and names are data: nothing in the code knows "district". Immutable once
 * made; any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/base/arena.h"
#include "proto/base/err.h"

struct lt_directory;

/** Half-open validity, instants; 0 and INT64_MAX: since and for ever. */
struct lt_span {
	int64_t from_us, to_us;
};

static inline bool lt_span_has(struct lt_span span, int64_t at_us)
{
	return span.from_us <= at_us && at_us < span.to_us;
}

struct lt_level_spec {
	const char *name, *label; /**< "commune", "Cấp xã" */
};

struct lt_role_spec {
	const char *name, *label;
	bool assigns; /**< may give others' work to others of the unit */
	bool signs;   /**< may sign results; the checker asks, if any role of the directory does */
	bool publishes; /**< may bring into force what another has proposed */
	bool proposes;	/**< writes procedures: may propose them for publishing */
};

/** An administrative area with its official code. */
struct lt_area_spec {
	const char *code, *name, *level;
	const char *parent; /**< code; NULL: top */
};

/** An office that acts. */
struct lt_unit_spec {
	const char *code; /**< agency code */
	const char *name, *kind;
	const char *area;      /**< code */
	const char *office;    /**< hours profile of the calendar: "VN-STD" */
	const char *successor; /**< unit code once it is gone; NULL */
	struct lt_span span;
	int32_t line; /**< in the source */
};

/** An officer has a role at a unit, from and until. */
struct lt_grant_spec {
	const char *officer, *unit, *role;
	struct lt_span span;
};

/** A person who acts. */
struct lt_officer_spec {
	const char *id, *name;
};

/** A node: the units it speaks for, the automatic steps it can do, and the events from outside that
 * it is the one to tell of ("treasury.paid"). */
struct lt_node_spec {
	const char *id;
	const char *const *units;
	size_t units_count;
	const char *const *capabilities;
	size_t capabilities_count;
	const char *const *announces;
	size_t announces_count;
	bool operates; /**< its administrators see and mend what hangs anywhere */
};

struct lt_directory_spec {
	const char *version;
	const struct lt_level_spec *levels; /**< highest first */
	size_t levels_count;
	const struct lt_role_spec *roles;
	size_t roles_count;
	const struct lt_area_spec *areas;
	size_t areas_count;
	const struct lt_unit_spec *units;
	size_t units_count;
	const struct lt_officer_spec *officers;
	size_t officers_count;
	const struct lt_grant_spec *grants;
	size_t grants_count;
	const struct lt_node_spec *nodes;
	size_t nodes_count;
};

/** Copies and indexes. @return LT_E_FORMAT with the first fault found (a code twice, an unknown
 * level, area, role or unit, a loop of parents, names whose keys
 * collide); LT_E_LIMIT; LT_E_NOMEM. */
int lt_directory_new(const struct lt_directory_spec *spec, struct lt_directory **ret,
		     struct lt_err *err) LT_MUST_USE;
void lt_directory_free(struct lt_directory *directory);
static inline void lt_cleanup_directory(struct lt_directory **directory)
{
	lt_directory_free(*directory);
}

/** As the file says it: "2025.2". */
const char *lt_directory_version(const struct lt_directory *directory);
/** Whether a level, role or kind of unit exists at all; for the checker. */
bool lt_directory_has_level(const struct lt_directory *directory, const char *level);
bool lt_directory_has_role(const struct lt_directory *directory, const char *role);
bool lt_directory_has_kind(const struct lt_directory *directory, const char *kind);
/** ... a unit of this kind at this level, ever? */
bool lt_directory_has_desk(const struct lt_directory *directory, const char *kind,
			   const char *level);
/** Names that exist, comma separated, for messages; in the arena. */
const char *lt_directory_levels_text(const struct lt_directory *directory, struct lt_arena *arena);
const char *lt_directory_roles_text(const struct lt_directory *directory, struct lt_arena *arena);
const char *lt_directory_kinds_text(const struct lt_directory *directory, struct lt_arena *arena);

/** A unit as it stands; strings live as long as the directory. */
struct lt_unit {
	const char *code, *name, *kind, *area, *area_name, *level, *office, *successor;
	struct lt_span span;
	uint64_t key; /**< lt_name_key(code) */
};

/** NULL: no such thing. */
const struct lt_unit *lt_directory_unit(const struct lt_directory *directory, const char *code);
/** By the number its code has in keys. */
const struct lt_unit *lt_directory_unit_keyed(const struct lt_directory *directory, uint64_t key);
const struct lt_officer_spec *lt_directory_officer_keyed(const struct lt_directory *directory,
							 uint64_t key);
const struct lt_unit *lt_directory_unit_at(const struct lt_directory *directory, size_t index);
size_t lt_directory_units_count(const struct lt_directory *directory);
const struct lt_area_spec *lt_directory_area(const struct lt_directory *directory,
					     const char *code);
const char *lt_directory_area_name(const struct lt_directory *directory, const char *code);
const char *lt_directory_officer_name(const struct lt_directory *directory, const char *officer);
const char *lt_directory_role_label(const struct lt_directory *directory, const char *role);
const struct lt_node_spec *lt_directory_node(const struct lt_directory *directory, const char *id);
const struct lt_role_spec *lt_directory_role_at(const struct lt_directory *directory, size_t index);
size_t lt_directory_roles_count(const struct lt_directory *directory);
const struct lt_node_spec *lt_directory_node_at(const struct lt_directory *directory, size_t index);
size_t lt_directory_nodes_count(const struct lt_directory *directory);
const struct lt_level_spec *lt_directory_level_at(const struct lt_directory *directory,
						  size_t index);
size_t lt_directory_levels_count(const struct lt_directory *directory);
const struct lt_area_spec *lt_directory_area_at(const struct lt_directory *directory, size_t index);
size_t lt_directory_areas_count(const struct lt_directory *directory);
/** Kinds of unit that occur, in order of first use. */
const char *lt_directory_kind_at(const struct lt_directory *directory, size_t index);
size_t lt_directory_kinds_count(const struct lt_directory *directory);

/**
 * Finds the desk of a place: from the home unit's area (or the area or unit @p at names) upwards,
 * the first area that has a unit of @p kind valid at @p at_us, at @p level if given. The unit it
 * starts from is taken first if it fits; a unit that is gone starts from its successor.
 * @param at   area or unit code; NULL: start from home
 * @return 0; LT_E_ABSENT with a text naming kind, level, start, and what to add to the directory.
 */
int lt_directory_resolve(const struct lt_directory *directory, const char *home, const char *kind,
			 const char *level, const char *at, int64_t at_us,
			 const struct lt_unit **ret, struct lt_err *err) LT_MUST_USE;

/** The unit that has a unit's work at a moment: itself, or the last of its successors. NULL: no
 * such unit, or nobody follows it. */
const struct lt_unit *lt_directory_heir(const struct lt_directory *directory, const char *code,
					int64_t at_us);

/** Has the officer this role (NULL or "": any) at the unit at that time? */
bool lt_directory_may(const struct lt_directory *directory, const char *officer, const char *unit,
		      const char *role, int64_t at_us);
/** ... a role that assigns others' work there? */
bool lt_directory_may_assign(const struct lt_directory *directory, const char *officer,
			     const char *unit, int64_t at_us);
/**
 * Who heads a unit: the first officer there, in the file's order, with a role that assigns; if it
 * has none, the head of the nearest unit above it. Above is what the code says (QĐ 20/2020 art. 4,
 * levels between dots): H14.40.21 is above H14.40.21.01. A unit that is gone: its successor.
 * @param ret_unit  the unit he heads; untouched if there is none
 * @return an officer's id; "": the directory names no head
 */
const char *lt_directory_head(const struct lt_directory *directory, const char *unit, int64_t at_us,
			      const struct lt_unit **ret_unit);
/** Does the officer of @p own assign work there, and is it @p unit (or its successor) or a unit
 * above it? */
bool lt_directory_heads(const struct lt_directory *directory, const char *officer, const char *own,
			const char *unit, int64_t at_us);
/** Has the officer a role that publishes, at any unit? NULL: has anybody? Where nobody has, there
 * is no second person to ask. */
bool lt_directory_may_publish(const struct lt_directory *directory, const char *officer,
			      int64_t at_us);
/** Are they of one agency: one above or below the other, or both right under the same code? */
bool lt_directory_units_near(const char *a, const char *b);
/** Has the officer a role in the agency of @p unit: there, at one above, below or beside it? */
bool lt_directory_is_near(const struct lt_directory *directory, const char *officer,
			  const char *unit, int64_t at_us);
/** Has the officer a role that proposes or publishes, at any unit? NULL: has anybody one that
 * proposes? Where nobody has, whoever serves somewhere may propose. */
bool lt_directory_may_propose(const struct lt_directory *directory, const char *officer,
			      int64_t at_us);
/** Has the officer any role at any unit at that time? */
bool lt_directory_serves_anywhere(const struct lt_directory *directory, const char *officer,
				  int64_t at_us);
/** Officers who may act for a role of a unit; ids, in the arena. */
int lt_directory_who(const struct lt_directory *directory, const char *unit, const char *role,
		     int64_t at_us, struct lt_arena *arena, const char ***ret,
		     size_t *ret_count) LT_MUST_USE;
/** Does the node serve the unit? */
bool lt_directory_serves(const struct lt_directory *directory, const char *node, const char *unit);
/** Is the node the one to tell of this event? */
bool lt_directory_announces(const struct lt_directory *directory, const char *node,
			    const char *event);
