/* SPDX-License-Identifier: EUPL-1.2 */
/* Work items and duties of a reply: read and printed for list, report, search and incidents. */
#pragma once

#include "link.pb-c.h"

#include "tools/lienthong/print.h"

/** What --limit asks for, as the wire takes it. */
uint32_t lt_items_limit(int64_t limit);
/** Asks for items: --limit, and one word if @p what names one (it becomes fetch.text).
 *  @return as lt_args_read and lt_session_read. */
int lt_items_read(struct lt_tool *tool, int argc, char **argv, const char *what, Lt__Fetch *fetch,
		  Lt__FetchReply **ret, struct lt_err *err) LT_MUST_USE;
/** One line an item: due, working time left or late, code, step, holder, applicant, procedure; the
 *  unit too in lists of what is late. LT_E_NOMEM. */
int lt_items_print(struct lt_tool *tool, const Lt__FetchReply *reply) LT_MUST_USE;
/** {"items": [...], "next", "unit_name", "as_of"} */
json_t *lt_items_json(const Lt__FetchReply *reply);

/** One line a duty: the date that passed, what is owed, by whom. LT_E_NOMEM. */
int lt_items_print_duties(struct lt_tool *tool, const Lt__FetchReply *reply) LT_MUST_USE;
/** {"duties": [...], "next", "unit_name", "as_of"} */
json_t *lt_items_duties_json(const Lt__FetchReply *reply);

/** One page of a list, as JSON or as a table with how to see the next. @return 0, LT_E_NOMEM,
 * LT_E_IO. */
int lt_items_print_page(struct lt_tool *tool, const Lt__Fetch *fetch, const Lt__FetchReply *reply,
			struct lt_err *err) LT_MUST_USE;
/** How to see the next page, if there is one. */
void lt_items_print_next(const Lt__FetchReply *reply, FILE *out);
/** Working days as the law counts hours in them: "01 ngày tính 08 giờ làm việc". Hundredths. */
int64_t lt_items_working_days(int64_t work_minutes);
