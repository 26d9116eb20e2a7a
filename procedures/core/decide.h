/* SPDX-License-Identifier: EUPL-1.2 */
/* The rules: may this command be carried out on this dossier now, and what happens then?
 *
 * decide reads, never writes: it returns events and a verdict. What it needs from outside
 * (definitions, dossier codes) it asks through struct lt_lookup. A refusal may come with events
 * (the incident that a failing script raised); an accepted command may come with none (a claim
 * repeated). */
#pragma once

#include "command.pb-c.h"
#include "dossier.pb-c.h"

#include "procedures/calendar/calendar.h"
#include "procedures/core/definition.h"
#include "procedures/core/deputy.h"
#include "procedures/core/directory.h"
#include "procedures/core/statement.h"
#include "procedures/core/verdict.h"
#include "proto/base/arena.h"
#include "proto/base/slice.h"

#define LT_COMMAND_SCHEMA 1u

/** What decide asks the shell for. Each may fail with LT_E_ABSENT or an error of the
 * store or host. */
struct lt_lookup {
	void *owner;
	/** A published definition by hash. */
	int (*definition)(void *owner, const uint8_t *hash, const struct lt_definition **ret,
			  struct lt_err *err);
	/** The version of a procedure in force at a moment. */
	int (*active)(void *owner, const char *procedure, int64_t at_us,
		      const struct lt_definition **ret, struct lt_err *err);
	/** The dossier that has this code, decoded; NULL in *ret: none.
	 * For repeated submissions. */
	int (*dossier_of)(void *owner, const char *code, Lt__Dossier **ret, struct lt_err *err);
	/** Next number of a code series: 1 + the last one that starts with @p prefix. */
	int (*next_number)(void *owner, const char *prefix, uint32_t *ret, struct lt_err *err);
};

struct lt_env {
	int64_t now_us; /**< stamp of the batch */
	struct lt_arena *arena;
	const struct lt_directory *directory; /**< in force now: who may act */
	struct lt_deputies deputies;	      /**< who stands in for whom */
	const struct lt_directory *pinned;    /**< the dossier's own: where its desks are */
	const struct lt_calendar *calendar;   /**< in force now */
	const struct lt_lookup *lookup;
	uint64_t next_id;		/**< id a new dossier gets */
	enum lt_signature signature;	/**< of the command, as far as the shell can tell */
	const Lt__Statement *statement; /**< with LT_SIGNATURE_GOOD */
};

/** What came of a command. All in the arena. */
struct lt_effects {
	struct lt_verdict verdict;
	ProtobufCBinaryData *events; /**< Event messages as bytes, in order; as Batch stores them */
	size_t events_count;
	size_t events_bytes;
	uint32_t first_n;
	uint32_t proposal;  /**< of the registry: number that publishing became; 0: none */
	Lt__Dossier *after; /**< the dossier with the events applied; NULL: no dossier */
};

/**
 * Decides one command about one dossier.
 * @param before  the dossier, changed in place (it becomes effects->after); NULL for a submission
 * @return 0 with a verdict; LT_E_NOMEM or an error of the lookup: nothing was decided. Engine
 * thread.
 */
int lt_decide(const struct lt_env *env, Lt__Dossier *before, const Lt__Command *command,
	      struct lt_effects *ret, struct lt_err *err) LT_MUST_USE;

/** Portal status 1..10 of a dossier: domain "trạng thái hồ sơ". Pure. */
uint32_t lt_portal_status(const Lt__Dossier *dossier);
/** Does a dossier follow this version, itself or in a procedure it has called? Pure. */
bool lt_dossier_runs(const Lt__Dossier *dossier, const ProtobufCBinaryData *hash);
