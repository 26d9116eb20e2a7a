/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of decide share: the dossier as it becomes, and the events that make it so.
 * Private to procedures/core. */
#pragma once

#include "event.pb-c.h"

#include "procedures/core/decide.h"
#include "procedures/core/evolve.h"
#include "proto/base/limits.h"

/** One command being decided. After the first error every helper does nothing. */
struct lt_work {
	const struct lt_env *env;
	const Lt__Command *cmd;
	Lt__Dossier *d; /**< evolves with each event */
	struct lt_effects *fx;
	struct lt_err *err;
	int error;		/**< 0 or the first error: the command is not decided */
	uint32_t straight;	/**< steps entered by this command */
	int64_t happened_us;	/**< what the node recorded; 0: now */
	int64_t at_us;		/**< when it happened: now, or what the node recorded */
	const char *instead_of; /**< officer whose right the actor uses; NULL: their own */
	uint64_t
		standing[LT_LATES_MAX / 64]; /**< a bit a lateness that lasted before the command */
};

/** Takes one message from the arena and initialises it. NULL (and work->error) without memory. */
#define LT_MAKE(work, type, init)                                                                  \
	({                                                                                         \
		type *made_ = lt_arena_alloc((work)->env->arena, sizeof *made_);                   \
		if (made_)                                                                         \
			init(made_);                                                               \
		else                                                                               \
			(work)->error = LT_E_NOMEM;                                                \
		made_;                                                                             \
	})

/** A fresh event; its body is set by the caller. */
Lt__Event *lt_work_event(struct lt_work *w);
/** ... with the command's actor on it: the act itself, not what follows from it. */
Lt__Event *lt_work_act(struct lt_work *w);
/** May the actor do this at their unit: by a right of their own, or standing in for somebody who
 * has it, who is noted and goes on the event? @param role NULL: any @param holder  of the step,
 * whose right it must be; "": nobody */
bool lt_work_may(struct lt_work *w, const char *role, const char *holder);
/** ... assign others' work there? */
bool lt_work_may_assign(struct lt_work *w);
/** ... answer for @p unit as its head? See lt_directory_heads. */
bool lt_work_heads(struct lt_work *w, const char *unit);
/** Numbers, chains, packs, evolves, records. */
void lt_work_emit(struct lt_work *w, Lt__Event *event);
/** Refuses; the text is the refusal's own words, then the particulars. */
void lt_work_refuse(struct lt_work *w, enum lt_refusal refusal, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool lt_work_stopped(const struct lt_work *w); /**< refused or failed */

/** The definition a token's steps belong to (frame 0: the dossier's own). NULL with work->error. */
const struct lt_definition *lt_work_definition(struct lt_work *w, uint32_t frame);
const struct lt_step *lt_work_step(struct lt_work *w, const Lt__Token *token);
/** A function of a script, and whose eyes it sees the dossier with. */
struct lt_question {
	const struct lt_definition *def;
	lt_function function;
	const char *name, *step;
	const Lt__Frame *frame; /**< called procedure; NULL: the dossier's own */
	uint32_t item;		/**< asked in the branch of this item; 0: none */
	const char *item_text;
	const Lt__StepCompleted *act; /**< seen as after it; NULL: as it is */
};
/** Asks a script function. @return 0; LT_E_SCRIPT with the text in *ret_text. */
int lt_work_ask(struct lt_work *w, const struct lt_question *question, struct lt_answer *ret,
		Lt__Decision **ret_decision, const char **ret_text);
void lt_work_incident(struct lt_work *w, uint32_t token, const char *point, const char *step,
		      const char *message, bool entry);

/* -- flow.c: from step to step -- */
struct lt_entry {
	uint32_t frame, parent, branch;
	bool again;    /**< after an incident: the same visit */
	uint32_t item; /**< of a branch that runs for each; 0: none */
	const char *item_text;
};
/** Where what follows @p token is entered. */
struct lt_entry lt_flow_entry(const Lt__Token *token);
/** The desk of a place, as seen by a step. @return 0; else *ret_text says why, or work->error. */
int lt_flow_desk(struct lt_work *w, const struct lt_definition *def, const Lt__Token *token,
		 const struct lt_place *place, const struct lt_unit **ret,
		 Lt__Decision **ret_decision, const char **ret_text);
/** One item more for an open parallel that runs for each. */
void lt_flow_add_item(struct lt_work *w, const Lt__Token *block, const Lt__AddItem *cmd);
void lt_flow_enter(struct lt_work *w, const struct lt_definition *def, lt_step_index step,
		   struct lt_entry entry);
/** Ends an open step with an outcome it declares and goes where that leads. @p
 * event carries who. */
void lt_flow_complete(struct lt_work *w, const Lt__Token *token, const struct lt_step *step,
		      Lt__Event *event, Lt__StepCompleted *completed);
/** As complete, by the engine itself. */
void lt_flow_complete_by_engine(struct lt_work *w, const Lt__Token *token,
				const struct lt_step *step, const char *outcome);
void lt_flow_cancel_all(struct lt_work *w, const char *reason);

/* -- clock.c: the dossier's clock -- */
/** Counts a running dossier's due date once more: the calendar could not tell it before. */
void lt_flow_recount(struct lt_work *w);
/** Stops or resumes the dossier's clock after the tokens have changed. */
void lt_flow_settle_clock(struct lt_work *w);

/* -- decide_due.c: dates -- */
/** Sets the moments of a fresh token's warnings. */
void lt_late_plan(struct lt_work *w, Lt__Token *token);
/** ... and of a fresh dossier's: when four fifths of its time have gone; 0: never. */
int64_t lt_late_plan_dossier(const struct lt_office *office, int64_t counts_from_us,
			     int64_t due_us);
/** What was due before the moment this command happened is done before it. */
void lt_late_catch_up(struct lt_work *w);
/** After the tokens have changed: warnings keep to due dates that moved; what was done in time is
 * no lateness. */
void lt_late_settle(struct lt_work *w);
/* -- decide_clock.c: decisions about time -- */
/** Records on a fresh step what its due moment follows from. @return 0 or LT_E_NOMEM. */
int lt_flow_step_facts(struct lt_work *w, const struct lt_definition *def,
		       const struct lt_step *step, const char *office, Lt__Token *token);
/** A step that begins while the clock is stopped by decision stands with it. */
void lt_flow_stand_with_hold(struct lt_work *w, Lt__Token *token);

/** The instant a dossier's limit is counted from. After the cut-off hour ("sau 15 giờ") that is the
 * next working day. */
int lt_counts_from(const struct lt_office *office, const struct lt_definition *def,
		   int64_t received_us, int64_t *ret_us) LT_MUST_USE;

/* -- the commands, one file a family -- */
void lt_decide_submit(struct lt_work *w, const Lt__SubmitDossier *cmd);
void lt_decide_act(struct lt_work *w, const Lt__ActOnStep *cmd);
void lt_decide_claim(struct lt_work *w, const Lt__ClaimStep *cmd);
void lt_decide_release(struct lt_work *w, const Lt__ReleaseStep *cmd);
void lt_decide_assign(struct lt_work *w, const Lt__AssignStep *cmd);
void lt_decide_add_item(struct lt_work *w, const Lt__AddItem *cmd);
void lt_decide_signal(struct lt_work *w, const Lt__SignalDossier *cmd);
void lt_decide_withdraw(struct lt_work *w, const Lt__WithdrawDossier *cmd);
void lt_decide_stop(struct lt_work *w, const Lt__StopDossier *cmd);
void lt_decide_return(struct lt_work *w, const Lt__ReturnResult *cmd);
void lt_decide_offer_job(struct lt_work *w, const Lt__OfferJob *cmd);
void lt_decide_accept_job(struct lt_work *w, const Lt__AcceptJob *cmd);
void lt_decide_report_job(struct lt_work *w, const Lt__ReportJob *cmd);
void lt_decide_expire_job(struct lt_work *w, const Lt__ExpireJob *cmd);
void lt_decide_timer(struct lt_work *w, const Lt__FireTimer *cmd);
/** The back-off of a job is over. */
void lt_decide_retry_job(struct lt_work *w, const Lt__Token *token);
/** Refuses what only the engine may ask. */
bool lt_decide_from_engine(struct lt_work *w);
void lt_decide_apologise(struct lt_work *w, const Lt__Apologise *cmd);
void lt_decide_explain_lateness(struct lt_work *w, const Lt__ExplainLateness *cmd);
void lt_decide_attach(struct lt_work *w, const Lt__AttachPaper *cmd);
void lt_decide_answer_feedback(struct lt_work *w, const Lt__AnswerFeedback *cmd);
void lt_decide_feedback(struct lt_work *w, const Lt__GiveFeedback *cmd);
void lt_decide_retry(struct lt_work *w, const Lt__RetryIncident *cmd);
void lt_decide_hold(struct lt_work *w, const Lt__HoldClock *cmd);
void lt_decide_release_clock(struct lt_work *w, const Lt__ReleaseClock *cmd);
/** The events of both, as commanded by the actor. */
void lt_work_emit_held(struct lt_work *w, const Lt__HoldClock *cmd);
/** Without steps: the caller adds those that go on. NULL: work->error. */
Lt__ClockReleased *lt_work_released(struct lt_work *w, const Lt__ReleaseClock *cmd);
void lt_work_emit_released(struct lt_work *w, Lt__ClockReleased *released);
/** ... of one hand-off, as told by who has it. */
void lt_decide_held(struct lt_work *w, const Lt__HoldClock *cmd);
void lt_decide_held_no_more(struct lt_work *w, const Lt__ReleaseClock *cmd);
void lt_decide_extend(struct lt_work *w, const Lt__ExtendDossier *cmd);
void lt_decide_dropped(struct lt_work *w, const Lt__ActDropped *cmd);
void lt_decide_sweep(struct lt_work *w, const Lt__SweepDossier *cmd);
void lt_decide_migrate(struct lt_work *w, const Lt__MigrateDossier *cmd);
/** Asks for what the fee lacks, the procedure's own and those of procedures called for certain or
 *  already, and records it, or the incident of a failing script. */
void lt_decide_fee(struct lt_work *w);
/** Fields against the declaration; refuses with the first fault. */
bool lt_decide_fields(struct lt_work *w, const struct lt_definition *def, Lt__Field *const *fields,
		      size_t count);
/** The same under the dossier's names; what is of a called procedure is a copy. NULL: work->error.
 */
Lt__Field **lt_work_fields(struct lt_work *w, uint32_t frame, Lt__Field **fields, size_t count);
Lt__Paper **lt_work_papers(struct lt_work *w, uint32_t frame, Lt__Paper **papers, size_t count);
/** ... what offices make or send: documents, results, answers that a step expects. */
bool lt_decide_papers(struct lt_work *w, const struct lt_definition *def, Lt__Paper *const *papers,
		      size_t count);
/** ... and their scans: at most LT_DOSSIER_PAPERS_BYTES_MAX in one dossier. */
bool lt_decide_papers_room(struct lt_work *w, Lt__Paper *const *papers, size_t count);
/** ... what citizens hand in: the documents of the header alone; a result is never handed in. */
bool lt_decide_documents(struct lt_work *w, const struct lt_definition *def,
			 Lt__Paper *const *papers, size_t count);
