/* SPDX-License-Identifier: EUPL-1.2 */
/* A list of work as the one-stop office knows it: its columns, their order, the due light. */
#pragma once

#include "worker/web/web_own.h"

struct lt_work_list {
	const Lt__FetchReply *reply; /**< items, and the moment lights are told for */
	size_t first;		     /**< number of the first line, from 0 */
	bool may_choose;	     /**< lines this person may act on can be ticked: "chon" */
	const char *empty;	     /**< what is said where there is no line */
};

/** The table. Inside a form where lines can be ticked. */
void lt_work_list(struct lt_view *view, const struct lt_work_list *list);
/** "H14.40.21.01-240603-000001/2": a line as a form names it. In the arena. */
const char *lt_work_name(struct lt_view *view, const Lt__WorkItem *item);
/** The light of one line: colour, sign and words say the same. */
void lt_work_light(struct lt_view *view, const Lt__WorkItem *item, int64_t now_us);
/** Does this person hold the step, or stand in for who does? */
bool lt_work_is_mine(const struct lt_view *view, const Lt__WorkItem *item);
/** Has this person the role of the step at its unit, today? */
bool lt_work_may_act(const struct lt_view *view, const Lt__WorkItem *item);
