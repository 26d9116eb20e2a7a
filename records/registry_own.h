/* SPDX-License-Identifier: EUPL-1.2 */
/* The registry's own parts, shared by registry.c (lookups), publish.c and withdraw.c (decisions),
 * registry_apply.c (rows). */
#pragma once

#include "link.pb-c.h"

#include "records/registry.h"

enum { LT_COMPILED_INDEX = 16384 }; /* power of two, at least twice what is kept compiled */

struct lt_compiled {
	struct lt_definition *definition;
	uint64_t used; /**< number of its last use */
};

/** A directory or calendar; the other pointer is NULL. */
struct lt_dated {
	int64_t from_us;
	struct lt_directory *directory;
	struct lt_calendar *calendar;
};

struct lt_registry {
	struct lt_state *state;
	struct lt_compiled *compiled;
	size_t compiled_count, compiled_room;
	uint64_t uses;
	uint32_t index[LT_COMPILED_INDEX]; /**< 1 + number in compiled, by hash */
	struct lt_dated *directories, *calendars;
	size_t directories_count, calendars_count;
	bool dated_loaded;
	struct lt_deputies deputies;
	struct lt_arena deputies_arena;
	bool deputies_loaded;
	bool alone; /**< one person publishes, whoever the directory names */
};

/** The stored record of a definition; LT_E_ABSENT. */
int lt_registry_stored(struct lt_registry *registry, const uint8_t *hash, struct lt_arena *arena,
		       Lt__DefinitionPublished **ret, struct lt_err *err) LT_MUST_USE;
/** Hash of the version in force; @p national: of the newest that overrides nothing. LT_E_ABSENT. */
int lt_registry_active_hash(struct lt_registry *registry, const char *procedure, int64_t at_us,
			    bool national, uint8_t ret_hash[static LT_HASH_BYTES],
			    struct lt_err *err) LT_MUST_USE;
/** Does this value of the table `active` say that nothing is in force? A version was withdrawn and
 * nothing took its place. */
bool lt_registry_is_gap(struct lt_slice value);
