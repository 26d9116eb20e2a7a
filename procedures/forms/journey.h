/* SPDX-License-Identifier: EUPL-1.2 */
/* The history of a dossier as a journey that can be read: when, who, what, due when, why. */
#pragma once

#include "event.pb-c.h"
#include "link.pb-c.h"

#include "proto/base/arena.h"
#include "proto/base/err.h"

/** Decodes the events of a reply. @return LT_E_FORMAT, LT_E_NOMEM. */
int lt_journey_read(const Lt__FetchReply *reply, struct lt_arena *arena, Lt__Event ***ret,
		    struct lt_err *err) LT_MUST_USE;

/** What remains to be known from one event to the next: which step a token is. */
struct lt_journey {
	struct lt_arena *arena;
	const Lt__FetchReply *labels; /**< with words for codes; NULL: codes are told as they are */
	bool plain;		      /**< words alone, no codes beside them: for officers */
	const char **steps;	      /**< by token id */
	uint32_t steps_count;
};

/** The word for a code, or the code itself. */
const char *lt_journey_name(const Lt__FetchReply *labels, Lt__LabelKind kind, const char *code);
/** What a field holds, as people read it: "có", "36.000.000", "01/07/2025", "Phường Thục Phán". */
const char *lt_journey_value(struct lt_arena *arena, const Lt__FetchReply *labels,
			     const Lt__Field *field);
/** "Mai Thị Hương, Bộ phận Một cửa phường Sông Hiến"; in the arena. */
const char *lt_journey_who(struct lt_journey *journey, const Lt__Event *event);
/** "hoàn thành bước “Tiếp nhận”: hồ sơ đầy đủ (complete)"; in the arena. Events in their
 *  order. Plain: without "(complete)". */
const char *lt_journey_what(struct lt_journey *journey, const Lt__Event *event);
/** "nghỉ cuối tuần, 2 ngày": one line of the ledger of a dossier, or of a step; in the arena.
 *  @param labels  with names of papers and officers; NULL: they are told by their ids */
const char *lt_journey_ledger(struct lt_arena *arena, const Lt__FetchReply *labels,
			      const Lt__LedgerLine *line, bool of_step);
