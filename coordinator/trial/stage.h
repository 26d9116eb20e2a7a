/* SPDX-License-Identifier: EUPL-1.2 */
/* A test being played: what its words do, in C. Whoever reads the test's file (script_lua.c) takes
 * the words apart and hands over plain values.
 *
 * What is not said is filled in as an everyday case: an officer who may, all papers the procedure
 * asks for. Each word answers whether it went well; if not, @c failure says why, in Vietnamese. */
#pragma once

#include <stdbool.h>

#include "common.pb-c.h"
#include "trial.pb-c.h"

#include "coordinator/trial/trial.h"
#include "proto/base/limits.h"

enum {
	LT_STAGE_FAILURE_BYTES = 4096,
	LT_STAGE_CASES_MAX = 64,      /* dossiers of one test */
	LT_STAGE_COMMANDS_MAX = 5000, /* of one test; what plays more sets commands_max */
};

/** A dossier of the test. */
struct lt_stage_case {
	uint64_t id;
	Lt__Dossier *dossier; /**< as last read */
};

struct lt_stage {
	struct lt_trial trial;
	char procedure[LT_PROCEDURE_CODE_BYTES_MAX + 1]; /**< code of what is under test */
	uint64_t commands_max;
	struct lt_stage_case cases[LT_STAGE_CASES_MAX];
	size_t cases_count;
	size_t last; /**< the one that was spoken of last */
	char failure[LT_STAGE_FAILURE_BYTES];
};

/** What may be said after a word, in braces. Strings live in the trial's arena; NULL: not said. */
struct lt_stage_args {
	const char *at, *unit, *by, *channel, *applicant, *id_number, *note, *procedure, *code,
		*says, *item;
	bool to_be_refused; /**< a step that is not open may be tried too */
	bool papers_said;
	const char **papers;
	size_t papers_count;
	Lt__Field **fields;
	size_t fields_count;
};

/** Notes why it went wrong, if it is the first. @return false. */
bool lt_stage_fail(struct lt_stage *stage, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/** Notes an error. @return false if there was one. */
bool lt_stage_good(struct lt_stage *stage, int r, const struct lt_err *err);
/** The unit where this procedure would usually be handed in: the first that sees, with somebody at
 * them, all desks it needs. NULL: failure is set. */
const char *lt_stage_usual_unit(struct lt_stage *stage, const struct lt_definition *def);
/** Reads it anew. @return NULL: failure is set. */
Lt__Dossier *lt_stage_dossier(struct lt_stage *stage, size_t number);
/** The version under test, or another procedure's in force now. NULL: failure is set. */
const struct lt_definition *lt_stage_definition(struct lt_stage *stage, const char *procedure);

/* Commands. The reply may be a refusal; false: it could not even be asked. */
bool lt_stage_submit(struct lt_stage *stage, const struct lt_stage_args *args, size_t *ret_number,
		     Lt__CommandReply **ret);
/** Any open step: an officer's work, another agency's answer or opinion, an automatic step's
 * result, an event that was waited for. */
bool lt_stage_act(struct lt_stage *stage, size_t number, const char *step, const char *outcome,
		  const struct lt_stage_args *args, Lt__CommandReply **ret);
/** One item more for a parallel that runs for each, by somebody who may. */
bool lt_stage_add(struct lt_stage *stage, size_t number, const char *step, const char *item,
		  const struct lt_stage_args *args, Lt__CommandReply **ret);
bool lt_stage_signal(struct lt_stage *stage, size_t number, const char *event,
		     const struct lt_stage_args *args, Lt__CommandReply **ret);
/** "withdraw", "stop", "retry" */
bool lt_stage_end(struct lt_stage *stage, size_t number, const char *how,
		  const struct lt_stage_args *args, Lt__CommandReply **ret);
bool lt_stage_return(struct lt_stage *stage, size_t number, const char *way,
		     const struct lt_stage_args *args, Lt__CommandReply **ret);

/** A limit as analysts write it: "working_days", 3. */
bool lt_stage_advance(struct lt_stage *stage, const char *unit, double amount);
/** "2025-07-01 09:00", "2025-07-01" (08:00), "09:00" (the same day). */
bool lt_stage_advance_to(struct lt_stage *stage, const char *when);
bool lt_stage_time(struct lt_stage *stage, const char *when, int64_t *ret_us);

/* What must hold. */
bool lt_stage_expect_due(struct lt_stage *stage, size_t number, const char *when);
bool lt_stage_expect_fee(struct lt_stage *stage, size_t number, int64_t fee_vnd);
bool lt_stage_expect_at(struct lt_stage *stage, size_t number, const char *step);
bool lt_stage_expect_desk(struct lt_stage *stage, size_t number, const char *step,
			  const char *unit);
/** @p step NULL: the dossier as a whole. */
bool lt_stage_expect_overdue(struct lt_stage *stage, size_t number, const char *step);
/** @p outcome NULL: in whatever way. "withdrawn" and "stopped" are ends too. */
bool lt_stage_expect_end(struct lt_stage *stage, size_t number, const char *outcome);
bool lt_stage_expect_incident(struct lt_stage *stage, size_t number, const char *says);
bool lt_stage_expect_refusal(struct lt_stage *stage, const Lt__CommandReply *reply,
			     const char *says);
bool lt_stage_expect_accepted(struct lt_stage *stage, const Lt__CommandReply *reply,
			      const char *what);

/** "17:00 03/07/2025"; words for no date and a clock that stands. In the trial's arena. */
const char *lt_stage_time_text(struct lt_stage *stage, int64_t at_us);
/** Is this one of the steps that ran over their limit, now or before? Names, in order. */
bool lt_stage_overdue(struct lt_stage *stage, size_t number, const char ***ret, size_t *ret_count);

/** What a definition can do: each outcome of each step. */
bool lt_stage_declared(struct lt_stage *stage, Lt__TrialOutcome ***ret, size_t *ret_count);
/** ... and what the dossiers of this test did of it. */
bool lt_stage_covered(struct lt_stage *stage, Lt__TrialOutcome ***ret, size_t *ret_count);
