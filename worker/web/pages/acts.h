/* SPDX-License-Identifier: EUPL-1.2 */
/* What can be done to a dossier: a small form for each act, and what comes back of it. Which acts
 * are shown follows from the person's desks; whether one may be done is the core's to say. */
#pragma once

#include "worker/web/web_own.h"

/** Room for the body of any act. */
union lt_act_body {
	Lt__ActOnStep act;
	Lt__SignalDossier signal;
	Lt__ClaimStep claim;
	Lt__ReleaseStep release;
	Lt__AssignStep assign;
	Lt__ReturnResult back;
	Lt__WithdrawDossier withdraw;
	Lt__StopDossier stop;
	Lt__HoldClock hold;
	Lt__ReleaseClock go_on;
	Lt__ExtendDossier extend;
	Lt__Apologise apologise;
	Lt__ExplainLateness explain;
	Lt__AnswerFeedback answer;
};

/** Begins the form of an act at one unit. @param token  0: about the dossier */
void lt_acts_begin(struct lt_view *view, const char *code, const char *unit, uint32_t token,
		   const char *deed);
/** What a step's form asks besides: papers, fields nobody has filled in yet, a note. */
void lt_acts_with(struct lt_view *view, const Lt__Explanation *step);
/** For the units that are asked: for or against. */
void lt_acts_opinion(struct lt_view *view, const Lt__Explanation *step);
/** For the receiving unit: what the dossier waits for has happened. */
void lt_acts_tell(struct lt_view *view, const Lt__Dossier *dossier, const Lt__Explanation *step);
/** Where a step leads, for people. */
const char *lt_acts_leads(const Lt__NextStep *next);
/** What was typed under a name in the form of this deed, if that is what was sent and refused: it
 * stands there again. @return @p otherwise if not */
const char *lt_acts_typed(const struct lt_view *view, const char *deed, uint32_t token,
			  const char *name, const char *otherwise);
/** Was this the form that was sent? */
bool lt_acts_sent(const struct lt_view *view, const char *deed, uint32_t token);
/** Who else may be given the step, for whom may give it. */
void lt_acts_assign(struct lt_view *view, const Lt__Explanation *step);
/** What concerns the dossier as a whole: withdrawal, its clock, what is owed for lateness. */
void lt_acts_others(struct lt_view *view, const Lt__FetchReply *show);
/** What citizens said of the dossier, and the answers; a form for who may answer. */
void lt_acts_said(struct lt_view *view, const Lt__Dossier *dossier);
/** What a form asks to be done, with the scans it brings. @param ret_flaw  of a scan that cannot be
 *  taken, for people; NULL: all are with the node @return false: nothing that is known, or no
 * memory
 */
bool lt_acts_read(struct lt_view *view, Lt__Command *ret, union lt_act_body *body,
		  const char **ret_flaw);
/** Under which name a step's form has the scan of a paper: "3.to_khai". In the view's arena. */
const char *lt_acts_scan(struct lt_view *view, uint32_t token, const char *paper);
/** A day as date fields take it: "2025-07-01". In the view's arena. */
const char *lt_acts_day(struct lt_view *view, int64_t instant_us);
