/* SPDX-License-Identifier: EUPL-1.2 */
/* An engine to try things with: a real one, on a clock that only its user moves, in a folder that
 * has no name any more. Whatever ends the process, nothing of it stays.
 *
 * Time passes as for an engine that is awake: what comes due on the way is done at its own moment.
 * One thread. */
#pragma once

#include "command.pb-c.h"
#include "link.pb-c.h"

#include "coordinator/engine/engine.h"
#include "proto/base/arena.h"

/** One trial. Everything it hands out lives in @c arena, until lt_trial_close. */
struct lt_trial {
	struct lt_arena arena;
	struct lt_clock clock;
	struct lt_engine *engine;
	uint64_t commands;	 /**< sent so far */
	const char *capability;	 /**< a node waits for this work; NULL: none does */
	uint64_t wanted_dossier; /**< ... and for this job of it */
	uint32_t wanted_token, attempt;
	/** Told of each dossier the engine changed by itself; may be NULL. */
	void (*touched)(void *owner, uint64_t dossier);
	void *owner;
};

/** Opens with the clock at @p start_us. @p ret stays where it is until lt_trial_close.
 *  @return 0; LT_E_IO (no place for temporary files); as lt_engine_open. */
int lt_trial_open(struct lt_trial *ret, int64_t start_us, struct lt_err *err) LT_MUST_USE;
/** Accepts a trial that was never opened. */
void lt_trial_close(struct lt_trial *trial);

static inline int64_t lt_trial_now(const struct lt_trial *trial)
{
	return trial->clock.fake_wall_us;
}

/** Sends one command as a batch of its own, as the operator's tool does; who acts is in the
 * command. A refusal is in the reply. @return 0; what the engine could not do. */
int lt_trial_send(struct lt_trial *trial, Lt__Command *command, Lt__CommandReply **ret,
		  struct lt_err *err) LT_MUST_USE;
/** Lets time pass up to an instant; one that has been is now. */
int lt_trial_pass(struct lt_trial *trial, int64_t to_us, struct lt_err *err) LT_MUST_USE;
/** The node of trials takes the job of a token and reports its outcome at once ("failed": no answer
 * was to be had). @return 0; LT_E_ABSENT: the job does not wait. */
int lt_trial_job(struct lt_trial *trial, const Lt__Dossier *dossier, const Lt__Token *token,
		 Lt__ReportJob *report, Lt__CommandReply **ret, struct lt_err *err) LT_MUST_USE;

/** As it stands. */
int lt_trial_dossier(struct lt_trial *trial, uint64_t id, Lt__Dossier **ret,
		     struct lt_err *err) LT_MUST_USE;
/** Its history, decoded. */
int lt_trial_events(struct lt_trial *trial, uint64_t id, Lt__Event ***ret, size_t *ret_count,
		    struct lt_err *err) LT_MUST_USE;
/** State, history and the words for their codes: what `show` is answered. */
int lt_trial_show(struct lt_trial *trial, uint64_t id, Lt__FetchReply **ret,
		  struct lt_err *err) LT_MUST_USE;
/** In force now. */
int lt_trial_directory(struct lt_trial *trial, const struct lt_directory **ret,
		       struct lt_err *err) LT_MUST_USE;

/** One round of what is due at this moment, as a batch. @param ret_changed  was anything done? */
int lt_trial_round(struct lt_engine *engine, bool *ret_changed, struct lt_err *err) LT_MUST_USE;
/** When something comes due next, wall clock; INT64_MAX: never. */
int64_t lt_trial_next(struct lt_engine *engine, const struct lt_clock *clock);
