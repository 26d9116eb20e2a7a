/* SPDX-License-Identifier: EUPL-1.2 */
/* The engine's own parts, shared by engine.c (batches), open.c (opening), jobs.c (offers,
 * timers). */
#pragma once

#include "coordinator/engine/answers.h"
#include "coordinator/engine/engine.h"
#include "coordinator/engine/leases.h"

struct lt_engine {
	struct lt_clock *clock;
	char *folder;
	struct lt_records records;
	struct lt_engine_hooks hooks;
	struct lt_exams *exams; /**< borrowed; NULL: files are checked here */
	struct lt_leases leases;
	struct lt_answers *answers;
	struct lt_engine_stats stats;
	_Atomic(int64_t) append_since_us, checkpoint_since_us; /**< monotonic; 0: not in it */
	bool broken;					       /**< a rebuild failed */
	uint32_t sweep_n; /**< the sweep that was last looked at, and how far */
	uint64_t sweep_next;
	int64_t leases_looked_us, space_looked_us, checkpoint_us;
	bool next_known; /**< ... when the next timer or sweep is due, wall clock: next_us */
	int64_t next_us;

	/* the batch, in the arena of the records */
	int64_t now_us;
	uint64_t batch;
	Lt__Entry **entries;
	size_t entries_count, entries_bytes, commands_count;
};

/** @param text  NULL: the refusal's own */
void lt_engine_refuse(Lt__CommandReply *reply, enum lt_refusal refusal, const char *text);
/** May this be ordered from there, in that name? Fills in the node of the actor. @return false: the
 *  reply says why not. */
bool lt_engine_may_order(struct lt_engine *engine, const struct lt_origin *origin,
			 const Lt__Command *command, Lt__CommandReply *reply);
/** Gives every holder of a job a fresh deadline, and forgets when the next timer is due: the state
 *  is another. */
int lt_engine_load_leases(struct lt_engine *engine, struct lt_err *err) LT_MUST_USE;
/** The environment decide sees for this dossier (NULL: a submission). */
int lt_engine_env(struct lt_engine *engine, const Lt__Dossier *dossier, struct lt_env *ret,
		  struct lt_err *err) LT_MUST_USE;
/** Finds out who signed an act, for decide: sets signature and statement of @p env. */
int lt_engine_check_signature(struct lt_engine *engine, const struct lt_origin *origin,
			      const Lt__Command *command, struct lt_env *env,
			      struct lt_err *err) LT_MUST_USE;
/** A command of the engine itself about one dossier: decided, applied, added to the batch. */
int lt_engine_internal(struct lt_engine *engine, Lt__Command *command,
		       struct lt_err *err) LT_MUST_USE;
/** Offers the fresh automatic steps of a dossier to waiting nodes, as part of the same effect. */
int lt_engine_offer_fresh(struct lt_engine *engine, const struct lt_env *env, struct lt_effects *fx,
			  struct lt_err *err) LT_MUST_USE;
/** Keeps deadlines in step with what a command did to a job. */
int lt_engine_follow_job(struct lt_engine *engine, const Lt__Command *command,
			 const struct lt_effects *fx) LT_MUST_USE;
/** Adds one entry and writes its effect to the state. */
int lt_engine_record(struct lt_engine *engine, const struct lt_origin *origin,
		     const Lt__Command *command, uint64_t content, const struct lt_seen *before,
		     const struct lt_effects *fx, const Lt__CommandReply *reply,
		     struct lt_err *err) LT_MUST_USE;
/** A command of the engine itself about a dossier, in the batch's arena. NULL without memory. */
Lt__Command *lt_engine_own_command(struct lt_engine *engine, uint64_t dossier);
/** A slice of the first sweep that is due, as part of this batch. */
int lt_engine_run_sweeps(struct lt_engine *engine, struct lt_err *err) LT_MUST_USE;
/** How many sweeps are going on now, and the last dossier that the first of them has looked at; one
 *  whose day is still to come counts only from then on. */
int lt_engine_sweeping(struct lt_engine *engine, struct lt_arena *arena, int64_t *ret_count,
		       uint64_t *ret_upto) LT_MUST_USE;
/** When a sweep wants to go on, wall clock; INT64_MAX: none. */
int lt_engine_next_sweep(struct lt_engine *engine, int64_t *ret, struct lt_err *err) LT_MUST_USE;
