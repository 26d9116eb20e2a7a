/* SPDX-License-Identifier: EUPL-1.2 */
/* What the forms read out of a history. Private to this folder. */
#pragma once

#include "event.pb-c.h"

#include "procedures/forms/form.h"

/** A moment of the history that a paper is about. */
struct lt_moment {
	const Lt__Event *event; /**< the request, refusal, stop */
	const Lt__Event *cause; /**< the completed step that led to it; NULL: none */
};

struct lt_facts {
	const struct lt_form_input *in;
	struct lt_arena *arena;
	Lt__Event **events;
	size_t count;
	const Lt__Event *received;  /**< never NULL */
	struct lt_moment *requests; /**< supplements asked for, in order */
	size_t requests_count;
	struct lt_moment refusal, stop; /**< event NULL: there was none */
	const Lt__Duty **apologies;	/**< owed or made, in order */
	size_t apologies_count;
};

/** Decodes the history, fresh: replaying changes decoded events.
 *  @return LT_E_FORMAT (not a dossier's history), LT_E_VERSION, LT_E_NOMEM. */
int lt_facts_events(const struct lt_form_input *in, struct lt_arena *arena, Lt__Event ***ret,
		    struct lt_err *err) LT_MUST_USE;
/** Reads a history. @return as lt_facts_events. */
int lt_facts_read(const struct lt_form_input *in, struct lt_arena *arena, struct lt_facts *ret,
		  struct lt_err *err) LT_MUST_USE;

/** The word for a code; the code itself without one. */
const char *lt_facts_name(const struct lt_form_input *in, Lt__LabelKind kind, const char *code);
/** What was written down as the reason of a completed step, else what the step ended with. In the
 * arena. */
const char *lt_facts_reason(const struct lt_facts *facts, const Lt__Event *cause);
/** "hồ sơ đầy đủ"; "" for an outcome an analyst invented: its name is no word for a paper. */
const char *lt_facts_outcome(const char *outcome);
/** "thiếu giấy tờ ở bước “Tiếp nhận”". In the arena. */
const char *lt_facts_where(const struct lt_facts *facts, const Lt__StepCompleted *completed);
/** Name of the officer who did it; "" if it was nobody at a desk. */
const char *lt_facts_officer(const struct lt_facts *facts, const Lt__Event *event);
/** "UBND PHƯỜNG TÂN GIANG": in capitals, marks kept. In the arena. */
const char *lt_facts_capitals(struct lt_arena *arena, const char *text);
/** "20 ngày làm việc". In the arena. */
const char *lt_facts_limit(struct lt_arena *arena, const Lt__Limit *limit);
/** How a moment stands to a due date. */
enum lt_timing { LT_TIMING_NONE = 0, LT_TIMING_EARLY, LT_TIMING_ON_TIME, LT_TIMING_LATE };
/** Late after the moment; early on a day before its day; on time otherwise. 0 and a clock that
 * stands: LT_TIMING_NONE. */
enum lt_timing lt_timing_of(int64_t done_us, int64_t due_us);
/** "Trước hạn"; "" for none. */
const char *lt_timing_word(enum lt_timing timing);

/** Fills one form's page; header, title and foot are there already. */
void lt_form_receipt(const struct lt_facts *facts, struct lt_page *page);
void lt_form_supplement(const struct lt_facts *facts, unsigned nth, struct lt_page *page);
void lt_form_refusal(const struct lt_facts *facts, struct lt_page *page);
void lt_form_stop(const struct lt_facts *facts, struct lt_page *page);
void lt_form_apology(const struct lt_facts *facts, unsigned nth, struct lt_page *page);
/** @return 0; LT_E_VERSION; LT_E_NOMEM. */
int lt_form_control(const struct lt_facts *facts, struct lt_page *page,
		    struct lt_err *err) LT_MUST_USE;

/** Who took the dossier in; "" if the record does not say. */
const char *lt_form_receiver(const struct lt_facts *facts);
/** Lines that several forms share: whose dossier, about what. */
void lt_form_person(const struct lt_facts *facts, const char *label, struct lt_page *page);
void lt_form_request(const struct lt_facts *facts, struct lt_page *page);
