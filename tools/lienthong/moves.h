/* SPDX-License-Identifier: EUPL-1.2 */
/* What an order to all open dossiers would do, read page by page. */
#pragma once

#include "tools/lienthong/connect.h"

/** All pages of a preview, as one. */
struct lt_moves {
	Lt__Move **items;
	size_t count;
	uint64_t looked_at; /**< open dossiers */
};

/** @param ask  FETCH_KIND_CALENDAR_PREVIEW of a source or a proposed file, or
 *              FETCH_KIND_REBIND_PREVIEW; from the beginning
 *  @return as lt_session_fetch. */
int lt_moves_read(struct lt_session *session, const Lt__Fetch *ask, struct lt_moves *ret,
		  struct lt_err *err) LT_MUST_USE;
/** Waits until no order to all open dossiers is under way, and says every two seconds how far it
 * has come. One whose day is still to come is not waited for. @return as lt_session_fetch. */
int lt_moves_wait(struct lt_session *session, struct lt_err *err) LT_MUST_USE;
/** The due dates, one a line: what, from, to, why; and how many. */
int lt_moves_print_dates(struct lt_tool *tool, const struct lt_moves *moves) LT_MUST_USE;
int lt_moves_print_units(struct lt_tool *tool, const struct lt_moves *moves) LT_MUST_USE;
/** As a JSON list. */
int lt_moves_print_json(struct lt_tool *tool, const struct lt_moves *moves,
			struct lt_err *err) LT_MUST_USE;
