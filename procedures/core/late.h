/* SPDX-License-Identifier: EUPL-1.2 */
/* Before it is late, when it is, and what is then owed: the state of it, and its evolution.
 *
 *   time runs:   half -> told to who has it;  four fifths -> told to the superior too
 *   date passes: Lateness, with two duties: an apology (form 04), a written explanation
 *   and then:    done, cancelled, or given a date to come -> the lateness ends; duties stay open
 *                recorded late but done in time           -> it is lifted; open duties are dropped
 *
 * What ends at its due moment is in time. A cause of lateness is one step (or the dossier) and one
 * due date: a date that has passed and is counted anew to another past moment is the same cause; a
 * date to come ends the lateness, and if it passes too that is a new one. Sources: NĐ 118/2025
 * (apology), NQ 131/NQ-CP (every late dossier is explained). */
#pragma once

#include "event.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"
#include "proto/codec/keys.h"

/** What a row of the table `late` holds when the date has passed. */
enum { LT_LATE_PERCENT = 100 };

/** The next moment of an open step: a warning, its due date and the second after it, a retry. A
 * step has one timer at a time. @return 0: none */
int64_t lt_late_step_timer(const Lt__Token *token, enum lt_timer_kind *ret_kind);
/** ... of an open dossier's own limit. */
int64_t lt_late_dossier_timer(const Lt__Dossier *dossier, enum lt_timer_kind *ret_kind);
/** The moment a timer of this kind stands for, given the moment it fires. */
int64_t lt_late_moment(enum lt_timer_kind kind, int64_t fires_us);

/** A unit and the person there who has a step, or the dossier. */
struct lt_holder {
	const char *unit, *officer; /**< officer "": nobody has taken it */
};

/** Who has a step. A consultation: the first unit that is silent. A block or call: the most urgent
 * desk inside. @p token 0: the dossier, that is the most urgent desk of all; none open: the unit
 * that received it. */
struct lt_holder lt_late_holder(const Lt__Dossier *dossier, uint32_t token);

/** NULL: no such. */
const Lt__Lateness *lt_late_find(const Lt__Dossier *dossier, uint32_t lateness);
/** The lateness of a step (0: the dossier) that still lasts; NULL. */
const Lt__Lateness *lt_late_standing(const Lt__Dossier *dossier, uint32_t token);
static inline bool lt_duty_open(const Lt__Duty *duty)
{
	return duty->done_us == 0 && !duty->dropped;
}
/** How many duties of a kind (0: any) are open. */
size_t lt_duties_open(const Lt__Dossier *dossier, Lt__DutyKind kind);

/** The step (0: the dossier) is over: so is its lateness. A part of lt_evolve. */
void lt_late_end(Lt__Dossier *dossier, uint32_t token, int64_t at_us);
