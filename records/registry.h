/* SPDX-License-Identifier: EUPL-1.2 */
/* What is published: procedures, directories, calendars, each version for ever, each from a moment
 * on.
 *
 * Publishing is an event of the registry's own history (dossier id 0), written through the journal
 * like any other. Compiled forms are caches of stored sources: forgotten at will, made again by
 * hash. Engine thread only. */
#pragma once

#include "records/state.h"
#include "procedures/core/decide.h"
#include "procedures/host/host.h"

#include "link.pb-c.h"

struct lt_registry;

/** @param state  borrowed; must outlive the registry */
int lt_registry_new(struct lt_state *state, struct lt_registry **ret,
		    struct lt_err *err) LT_MUST_USE;
void lt_registry_free(struct lt_registry *registry);
/** After a rollback, or after entries of the journal were applied: drops what depends on stored
 * rows. */
void lt_registry_forget(struct lt_registry *registry);
/** Between batches: frees compiled definitions that were not used lately, beyond the bound. */
void lt_registry_trim(struct lt_registry *registry);

/** A published definition by its hash; LT_E_ABSENT. Lives until lt_registry_trim. */
int lt_registry_definition(struct lt_registry *registry, const uint8_t *hash,
			   const struct lt_definition **ret, struct lt_err *err) LT_MUST_USE;
/** The version of a procedure in force at a moment; LT_E_ABSENT. */
int lt_registry_active(struct lt_registry *registry, const char *procedure, int64_t at_us,
		       const struct lt_definition **ret, struct lt_err *err) LT_MUST_USE;
/** Directory and calendar in force at a moment; before the first one begins, the first one.
 *  LT_E_ABSENT: none is published. Live until forgotten. */
int lt_registry_directory(struct lt_registry *registry, int64_t at_us,
			  const struct lt_directory **ret, struct lt_err *err) LT_MUST_USE;
int lt_registry_calendar(struct lt_registry *registry, int64_t at_us,
			 const struct lt_calendar **ret, struct lt_err *err) LT_MUST_USE;
/** Who stands in for whom, at any time. Lives until forgotten. */
int lt_registry_deputies(struct lt_registry *registry, struct lt_deputies *ret,
			 struct lt_err *err) LT_MUST_USE;
/** A directory by the version a dossier pinned. */
int lt_registry_directory_version(struct lt_registry *registry, const char *version,
				  const struct lt_directory **ret, struct lt_err *err) LT_MUST_USE;
/** A unit or officer by the key of its code, from the newest directory that knows it: what happened
 *  years ago still has a name. NULL: none does. Live until forgotten. */
const struct lt_unit *lt_registry_unit_ever(struct lt_registry *registry, uint64_t key);
const struct lt_officer_spec *lt_registry_officer_ever(struct lt_registry *registry, uint64_t key);
/** A calendar by the version a due date was computed with. */
int lt_registry_calendar_version(struct lt_registry *registry, const char *version,
				 const struct lt_calendar **ret, struct lt_err *err) LT_MUST_USE;

/** From now on one person publishes, whoever the directory names, and a draft may bear the version
 * of what it was made from: for trials. */
void lt_registry_publish_alone(struct lt_registry *registry);
/** Writes what a registry entry says. The one path for live commands and recovery. */
int lt_registry_apply(struct lt_registry *registry, const Lt__Entry *entry,
		      struct lt_place_in_journal place, struct lt_arena *arena,
		      struct lt_err *err) LT_MUST_USE;

/** Walks what is published, in table order. */
int lt_registry_list(struct lt_registry *registry, struct lt_arena *arena, Lt__ProcedureInfo ***ret,
		     size_t *ret_count, struct lt_err *err) LT_MUST_USE;
/** The source text of a directory or calendar, by its table and version. LT_E_ABSENT. */
int lt_registry_dated_source(struct lt_registry *registry, enum lt_table table, const char *version,
			     struct lt_arena *arena, const char **ret,
			     struct lt_err *err) LT_MUST_USE;
/** The source text of a definition (by hash), directory or calendar (by version). LT_E_ABSENT. */
int lt_registry_source(struct lt_registry *registry, const ProtobufCBinaryData *hash,
		       const char *version, struct lt_arena *arena, const char **ret,
		       struct lt_err *err) LT_MUST_USE;
